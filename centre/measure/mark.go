package measure

import (
	"fanzha/centre/measure/rulings"
	"fanzha/term/when"
)

// MarkState is where a mark stands.
type MarkState string

// The states of a mark.
const (
	MarkActive  MarkState = "active"  // 有效, until EndsAt
	MarkEnded   MarkState = "ended"   // 期满自动消除
	MarkRemoved MarkState = "removed" // 已撤销
)

// The kinds of marks. Each has its term in the rulebook ("mark.<kind>_days").
const (
	MarkInvolved      = "involved"       // 涉案账户
	MarkPassed        = "passed"         // 资金流经: money only passed through
	MarkLent          = "lent"           // 出租出借
	MarkFalseReport   = "false_report"   // 虚假报案
	MarkClearedTrader = "cleared_trader" // 商户预核验: opens the merchant lane
)

// MarkKinds are all kinds of marks.
var MarkKinds = rulings.Marks

// What a mark stands on.
const (
	SubjectAccount = "account"
	SubjectPerson  = "person"
)

// Mark (标记) is a note on an account or a person that others are warned by. It ends by itself and can be appealed.
type Mark struct {
	ID          string
	Number      string // BJ20261121-000123
	Unit        string
	Bank        string // of a marked account
	SubjectKind string // account, person
	Subject     string // account number or identity number
	Kind        string
	Basis       string // why, in words
	Source      string // record it rests on: order, claim, freeze
	State       MarkState
	SetAt       when.Micros
	SetBy       string
	EndsAt      when.Micros
	EndedAt     when.Micros
	EndedBy     string
	EndReason   string
	Version     int64
}

// MarkBody is what an event of a mark says. It holds no personal data.
type MarkBody struct {
	ID          string      `json:"id"`
	Number      string      `json:"number"`
	Unit        string      `json:"unit"`
	SubjectKind string      `json:"subject_kind"`
	Kind        string      `json:"kind"`
	State       MarkState   `json:"state"`
	EndsAt      when.Micros `json:"ends_at"`
	Source      string      `json:"source,omitempty"`
	Actor       string      `json:"actor"`
	Version     int64       `json:"version"`
}
