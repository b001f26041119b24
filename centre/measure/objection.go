package measure

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// ObjectionState is where an objection stands.
type ObjectionState string

// The states of an objection.
const (
	ObjectionOpen      ObjectionState = "open"      // 审查中: a person decides until HumanBy; a rule may at once
	ObjectionUpheld    ObjectionState = "upheld"    // 异议成立: released at once
	ObjectionRefused   ObjectionState = "refused"   // 异议不成立, with reason and remedy
	ObjectionMissed    ObjectionState = "missed"    // 逾期未处理: a hold is released
	ObjectionWithdrawn ObjectionState = "withdrawn" // 已撤回
)

// ObjectKind is what an objection is against.
type ObjectKind string

// The objects. Each stays what it is: an objection against a hold says nothing of a mark.
const (
	OfHold        ObjectKind = "hold"
	OfFreeze      ObjectKind = "freeze"
	OfRestriction ObjectKind = "restriction"
	OfMark        ObjectKind = "mark"
	OfSanction    ObjectKind = "sanction"
)

// Grounds are the codes of what a holder may say; "other" is said in words.
var Grounds = []string{"merchant", "over_held", "living_money", "not_mine", "mistaken", "own_money", "hardship", "other"}

// Channels are how an objection reaches us.
var Channels = []string{"hotline", "bank", "public", "desk"}

// EvidenceKinds are what may be handed in.
var EvidenceKinds = []string{"invoice", "contract", "delivery", "payslip", "statement", "identity", "other"}

// Evidence is one thing handed in. The file itself is kept elsewhere, by its hash.
type Evidence struct {
	Kind   string      `json:"kind"`
	SHA256 string      `json:"sha256"`
	Number string      `json:"number,omitempty"` // of an invoice
	Fen    int64       `json:"fen,omitempty"`    // its sum
	At     when.Micros `json:"at,omitempty"`     // its date
	Note   string      `json:"note,omitempty"`
}

// Objection (异议) is what a holder or person says against a measure.
type Objection struct {
	ID       string
	Number   string // YY20261121-000123
	Receipt  string // unguessable: whoever has it may follow it without login
	Unit     string // of the object
	Object   ObjectKind
	ObjectID string
	Claim    string
	Bank     string // of the account; its liaison sees the objection
	Orderers string // account ids of those who ordered the object, by spaces: none of them decides
	Name     string
	Phone    ident.Phone
	Channel  string
	Ground   string
	Text     string
	Evidence []Evidence
	State    ObjectionState
	FiledAt  when.Micros
	FiledBy  string
	// MachineBy is until when a rule decides if one suffices; HumanBy is until when a person must have decided.
	MachineBy  when.Micros
	HumanBy    when.Micros
	Overdue    bool // announced
	Machine    bool // decided by a rule
	Fen        int64
	DecidedAt  when.Micros
	DecidedBy  string
	Reason     string // in words for the one who objected
	Remedy     string // what he can do next
	ReleasedAt when.Micros
	Version    int64
}

// Wrong says whether the objection showed that the measure was wrong, in whole or in part.
func (s ObjectionState) Wrong() bool { return s == ObjectionUpheld || s == ObjectionMissed }

// ObjectionBody is what an event of an objection says. "objection.upheld" and "objection.missed" ask for the release of Fen (zero:
// all) of the object. It holds no personal data.
type ObjectionBody struct {
	ID       string         `json:"id"`
	Number   string         `json:"number"`
	Unit     string         `json:"unit"`
	Object   ObjectKind     `json:"object"`
	ObjectID string         `json:"object_id"`
	Claim    string         `json:"claim,omitempty"`
	Bank     string         `json:"bank,omitempty"`
	State    ObjectionState `json:"state"`
	Ground   string         `json:"ground"`
	Fen      int64          `json:"fen,omitempty"`
	Machine  bool           `json:"machine,omitempty"`
	HumanBy  when.Micros    `json:"human_by"`
	Actor    string         `json:"actor"`
	Version  int64          `json:"version"`
	// How the objection stands: the last event alone is enough to count it.
	FiledAt    when.Micros `json:"filed_at,omitempty"`
	DecidedAt  when.Micros `json:"decided_at,omitempty"`
	ReleasedAt when.Micros `json:"released_at,omitempty"`
	Overdue    bool        `json:"overdue,omitempty"`
}

// Status is what the one who objected sees by his receipt, without login.
type Status struct {
	Number    string
	Object    ObjectKind
	State     ObjectionState
	FiledAt   when.Micros
	HumanBy   when.Micros
	DecidedAt when.Micros
	Machine   bool
	Fen       int64
	Reason    string
	Remedy    string
	// ReleasedAt is when the measure really ended, 0 while it has not.
	ReleasedAt when.Micros
}
