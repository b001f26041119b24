package stoppay

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Bounds of reads.
const (
	PageDefault = 50
	PageMax     = 200
)

// Detail is one claim with all that belongs to it. Messages come without their bytes.
type Detail struct {
	File
	Duplicates []Duplicate
}

// ClaimFilter chooses claims. Empty fields do not filter.
type ClaimFilter struct {
	States    []ClaimState
	Standings []Standing
	Unit      string // a unit and all below it
	Warning   string
	Text      string // number, receipt, phone, account, tail of an account, name: see Find
	ReviewDue bool   // the shift leader's review is owed
	Limit     int
	Cursor    string
}

// ClaimQuery is a ClaimFilter made ready for a store. The latest opened comes first.
type ClaimQuery struct {
	ClaimFilter
	Find   Find
	Now    when.Micros
	Before *PageKey
	Limit  int
}

// OrderFilter chooses orders for the ledger. Empty fields do not filter.
type OrderFilter struct {
	Claim    string
	Bank     string
	Account  ident.Account
	States   []State
	Holds    []HoldState
	Layer    int
	Flagged  bool
	Silent   bool        // the bank is late
	Expiring when.Micros // a live hold ends before
	Number   string      // begins with
	Since    when.Micros // sealed at or after
	Limit    int
	Cursor   string
}

// OrderQuery is an OrderFilter made ready for a store. The latest sealed comes first.
type OrderQuery struct {
	OrderFilter
	Now    when.Micros
	Before *PageKey
	Limit  int
}

// PageKey is a record's place in a list by time, the latest first.
type PageKey struct {
	At when.Micros
	ID string
}

// Payer is somebody else who paid to an account: perhaps a victim who does not know yet.
type Payer struct {
	Account ident.Account
	Name    string
	Phone   ident.Phone
	Fen     int64
	At      when.Micros
	Ref     string
	Claim   string // that reported it, where one has
}

// Span is a period of sealing: From inclusive, To exclusive; zero is open.
type Span struct{ From, To when.Micros }

// Timing is one order's figures for the league.
type Timing struct {
	Bank       string
	SealedAt   when.Micros
	SeenAt     when.Micros // 0: not
	AnsweredAt when.Micros // 0: not
	AnswerBy   when.Micros // due
	AskedFen   int64
	HeldFen    int64 // most it ever held
	Reminders  int
	State      State
}

// Team is a bank's line in the league (响应排行).
type Team struct {
	Bank        string
	Name        string
	Orders      int64
	Answered    int64
	Silent      int64 // not answered, and late
	Refused     int64
	SeenP50     when.Micros // among those seen; spans
	SeenP90     when.Micros
	AnsweredP50 when.Micros
	AnsweredP90 when.Micros
	AskedFen    int64
	HeldFen     int64
	Reminders   int64
}

// Counts is what is on the desk now, within the caller's jurisdiction.
type Counts struct {
	Open        int64 // claims
	Provisional int64 // claims
	ReviewDue   int64 // claims
	Waiting     int64 // orders without an answer
	Silent      int64 // of them, late
	Holding     int64 // orders with a live hold
	Expiring    int64 // of them, ending within the first alert
	Failed      int64 // orders that could not be delivered
	HeldFen     int64
}

// Trail is what a victim sees by receipt: no names, no accounts.
type Trail struct {
	Number    string
	OpenedAt  when.Micros
	State     ClaimState
	LossFen   int64
	HeldFen   int64
	FrozenFen int64
	ExitFen   int64
	BackFen   int64
	OpenFen   int64 // still followed
	Places    []Place
}

// Place is one line of a trail.
type Place struct {
	Layer int
	Bank  string // name of the bank
	Kind  string // held, frozen, asked, moved, exit, released, expired
	Code  Code   // exit: how
	Fen   int64
	At    when.Micros
}
