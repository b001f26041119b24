package docket

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// OpenCmd asks for a claim and its orders.
type OpenCmd struct {
	Cause    string // unique: the second Open with the same cause returns the first claim
	Unit     string // opens it; empty: the caller's own
	Victim   Victim
	Payments []Payment // 1–20; ID, Claim and the payee's Bank may be empty
	Fraud    string
	Brief    string
	Source   string // desk, hotline, bank, warning
	Warning  string
	Officers [2]Officer
	Document Document

	PhoneVerified bool // for the strength of the report: confirmed by a code, or the call came from it
	InPerson      bool
	Signed        bool
}

// Opened is what came of it.
type Opened struct {
	Claim      Claim
	Orders     []Order
	Legs       []Leg
	Duplicates []Duplicate // the same accounts in other claims
	Fresh      bool        // false: the cause was known, nothing new was made
}

// Duplicate is another claim's order on an account of this one.
type Duplicate struct {
	Account   ident.Account
	Claim     string
	Order     string
	Count     int
	State     State
	HoldState HoldState
	ExpiresAt when.Micros
}

// ExtendCmd asks for the next layer by hand: along a leg that is known, or to a party that an officer names.
type ExtendCmd struct {
	Claim string
	Leg   string // a leg that has no order yet; Party completes what it lacks (name, bank)
	Party Party
	Match Match  // without a leg: the credit to be found
	From  string // without a leg: the order it continues; empty: layer 1
	Fen   int64  // 0: all that is not accounted for
	Cause string // makes it happen once; empty when it may repeat
}

// ReleaseCmd gives free what is held.
type ReleaseCmd struct {
	Order  string
	Fen    int64 // 0: everything
	Reason string
	Cause  string // makes it happen once; empty when it may repeat
}

// ReviewCmd is the shift leader's review.
type ReviewCmd struct {
	Claim   string
	Version int64
	Finding Finding
	Note    string
}

// ActCmd is a command on a claim that needs nothing but a reason.
type ActCmd struct {
	Claim   string
	Version int64 // 0: decided on the claim as it is
	Reason  string
}

// FrozenCmd hands a hold over to a freeze.
type FrozenCmd struct {
	Order  string
	Freeze string // id of the measure
	Fen    int64
}

// InstructCmd sends a freeze or thaw of centre/measure to the bank of an order. ID makes it happen once.
type InstructCmd struct {
	ID       string
	Kind     Kind // KindFreeze, KindThaw
	Number   string
	Order    string
	Parent   string // freeze: id of the earlier freeze instruction that this one continues; empty: it grows from the stop order
	Measure  string // id of the measure; comes back in the event stop.instructed
	Fen      int64
	Until    when.Micros
	Basis    string
	Reason   string
	Officers [2]Officer
	Document Document
}

// DirectCmd sends a restriction or its lifting to the bank of the victim's own account (措施指令). ID makes it happen once.
type DirectCmd struct {
	ID       string
	Kind     Kind // KindRestrict, KindLift
	Number   string
	Matter   string // number of the claim or of the measure itself
	Measure  string // id of the measure; comes back in the event stop.instructed
	Unit     string
	Bank     string
	Account  Party
	Limits   string      // restrict: non_counter, payments
	Until    when.Micros // restrict: its end
	Basis    string
	Reason   string
	Officers [2]Officer
	Document Document
}

// BackCmd says that money was given back to the victim.
type BackCmd struct {
	Claim string
	Order string // whose frozen money it was; empty when it came another way
	Fen   int64
	Cause string // the same cause counts once
}
