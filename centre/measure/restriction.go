package measure

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// RestrictionState is where a restriction stands.
type RestrictionState string

// The states of a restriction.
const (
	RestrictionActive RestrictionState = "active" // 保护中, until EndsAt; ours: look at it daily
	RestrictionEnded  RestrictionState = "ended"  // 到期自动解除
	RestrictionLifted RestrictionState = "lifted" // 已解除
)

// Restriction (保护性止付) keeps the victim's own account from paying, for his own protection and for hours only.
type Restriction struct {
	ID         string
	Number     string // BH20261121-000123
	Warning    string // that it grew out of, if any
	Claim      string // or the claim
	Unit       string
	Bank       string
	Account    ident.Account
	Person     string      // name of the victim
	Phone      ident.Phone // told at once: why, until when, how to object
	Limits     string      // what is bounded: non_counter (限制非柜面), payments (限制交易)
	Reason     string      // code: paying_now, remote_control, second_payment, told_to_pay
	Document   string      // number of the decision
	State      RestrictionState
	Count      int64 // 1, or 2 after an extension
	ImposedAt  when.Micros
	ImposedBy  string
	EndsAt     when.Micros
	ReviewDue  when.Micros // daily list
	ReviewedAt when.Micros
	ReviewedBy string
	Announced  bool // that the review is overdue
	EndedAt    when.Micros
	EndedBy    string
	EndReason  string
	Told       Told // what the bank has done of it
	Version    int64
}

// What a restriction bounds; the words are those of the page that banks learn.
const (
	LimitNonCounter = "non_counter" // 限制非柜面: the holder pays in person at a counter only
	LimitPayments   = "payments"    // 限制交易: nothing goes out
)

// RestrictionLimits are all words of what a restriction bounds.
var RestrictionLimits = []string{LimitNonCounter, LimitPayments}

// RestrictionReasons are the codes of why a victim's own account is restricted.
var RestrictionReasons = []string{"paying_now", "remote_control", "second_payment", "told_to_pay"}

// RestrictionBody is what an event of a restriction says. It holds no personal data.
type RestrictionBody struct {
	ID      string           `json:"id"`
	Number  string           `json:"number"`
	Warning string           `json:"warning,omitempty"`
	Claim   string           `json:"claim,omitempty"`
	Unit    string           `json:"unit"`
	Bank    string           `json:"bank"`
	State   RestrictionState `json:"state"`
	Limits  string           `json:"limits"`
	Reason  string           `json:"reason"`
	Told    ToldState        `json:"told,omitempty"`
	Refusal string           `json:"refusal,omitempty"` // by the bank
	EndsAt  when.Micros      `json:"ends_at"`
	Actor   string           `json:"actor"`
	Version int64            `json:"version"`
}
