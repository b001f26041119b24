package measure

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Hold is what this room needs to know about a stop order and its hold.
type Hold struct {
	Order   string
	Claim   string
	Unit    string
	Bank    string
	Account ident.Account
	Holder  string
	Kind    string // person, company, payment, merchant
	Fen     int64  // asked by the order: what was traced there, never exceeded by a freeze
}

// Holds looks up stop orders; fault NotFound when there is none. It applies no scope: this room checks the jurisdiction itself.
type Holds interface {
	Hold(ctx context.Context, order string) (Hold, error)
}

// Object is what an objection is against, as it stands now.
type Object struct {
	Kind     ObjectKind
	ID       string
	Unit     string
	Claim    string
	Bank     string
	Live     bool     // still binds something
	Orderers []string // account ids of those who ordered, approved or extended it
	Fen      int64    // held now; 0 where it is not about money
	// CreditFen and CreditAt are the credit that led to it; zero when not known.
	CreditFen int64
	CreditAt  when.Micros
	Cleared   bool // the holder is a cleared trader
}

// Objects looks up what this room does not keep itself: holds and sanctions. Fault NotFound when there is none; no scope applies.
type Objects interface {
	Object(ctx context.Context, kind ObjectKind, id string) (Object, error)
}

// Change is one saved change: exactly one of the four is set, in its new state, with Version one more than the stored one (1 for a
// new one). Kinds are the events that leave with it; Step is the audit entry.
type Change struct {
	Freeze      *Freeze
	Restriction *Restriction
	Mark        *Mark
	Objection   *Objection
	Step        Step
	Kinds       []string
	Alarm       when.Micros // when its clock next does something; 0: nothing runs
}

// Step is who did what, and why.
type Step struct {
	At     when.Micros
	Actor  string
	Name   string
	Action string // "freeze.approve"
	From   string // state before; empty for a new one
	Note   string
}

// Ledger writes.
type Ledger interface {
	// Save writes changes all or none, each with its audit entry and events. A new record gets its number here, from the day's
	// series. It fails with ErrStale when a record was changed since it was read, with ErrFreezeTwice, ErrRestrictedTwice,
	// ErrMarkedTwice or ErrObjectedTwice when a live one exists already.
	Save(ctx context.Context, day string, changes ...Change) error
	// Reveal records that a masked value was shown.
	Reveal(ctx context.Context, scope access.Scope, r Reveal) error
}

// Reader reads single records. What lies outside of the scope is ErrNotFound.
type Reader interface {
	GetFreeze(ctx context.Context, scope access.Scope, id string) (Freeze, error)
	GetRestriction(ctx context.Context, scope access.Scope, id string) (Restriction, error)
	GetMark(ctx context.Context, scope access.Scope, id string) (Mark, error)
	GetObjection(ctx context.Context, scope access.Scope, id string) (Objection, error)
}

// Lists reads pages, the latest first; open objections the oldest first.
type Lists interface {
	ListFreezes(ctx context.Context, scope access.Scope, q Query) ([]Freeze, error)
	ListRestrictions(ctx context.Context, scope access.Scope, q Query) ([]Restriction, error)
	ListMarks(ctx context.Context, scope access.Scope, q Query) ([]Mark, error)
	ListObjections(ctx context.Context, scope access.Scope, q Query) ([]Objection, error)
}

// Counter looks up by other keys and counts.
type Counter interface {
	// FindReceipt returns the objection with that receipt, or ErrNotFound. The caller is the centre itself.
	FindReceipt(ctx context.Context, scope access.Scope, receipt string) (Objection, error)
	// FindReleased returns the decided objection against an object whose release is not recorded, or ErrNotFound.
	FindReleased(ctx context.Context, scope access.Scope, kind ObjectKind, id string) (Objection, error)
	Figures(ctx context.Context, scope access.Scope, span Span) (Figures, error)
}

// Query is a Filter made ready for a store.
type Query struct {
	Filter
	Due   when.Micros // not zero: only what a clock has reached, for Tick
	After *Key
	Limit int
}

// Span is a period, from inclusive, to exclusive; zero means open.
type Span struct{ From, To when.Micros }

// Figures are the statistics of objections filed in a period (误控统计).
type Figures struct {
	Filed     int64
	Open      int64
	Upheld    int64
	Refused   int64
	Missed    int64
	Withdrawn int64
	ByMachine int64 // upheld by a rule
	WrongHeld int64 // upheld or missed against holds
	// MedianRelease is the median of minutes from filing to release (to the decision where no release is recorded) of all that
	// was upheld or missed; -1 when there was none.
	MedianRelease int64
	// LatestRelease is the longest of them.
	LatestRelease int64
}

// Reveal asks for a masked value in full.
type Reveal struct {
	At     when.Micros
	Object string // freeze, restriction, mark, objection
	ID     string
	Unit   string
	Field  string // name, phone, account, subject
	Reason string
}
