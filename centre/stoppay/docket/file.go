package docket

import (
	"fanzha/base/access"
	"fanzha/centre/stoppay/guard"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// File is a claim with all that belongs to it, or the messages of a measure that rests on no claim. Commands decide on the whole file, for the bounds of a claim (sum of holds,
// number of orders, conservation of money) hold over all of its orders.
type File struct {
	Claim    Claim
	Measure  string // of a file that is no claim's: the messages of one measure that rest on it alone; Claim holds the unit only
	Payments []Payment
	Orders   []Order // in the order in which they were made
	Legs     []Leg   // in the order in which they became known
	Messages []Message

	Stops   map[ident.Account][]Stop // stops of accounts by all claims, of the accounts that were asked for
	History []guard.Use              // of the reporter
	Tiny    []Tiny                   // claims by tiny credits against the accounts paid to, or by this reporter
	False   int                      // claims of the reporter that were reversed
	Prior   *Answer                  // an earlier answer with the same id
	Answers []Answer                 // new
	Events  []Event                  // new
	Acts    []access.Act             // new
	Gone    map[string]string        // places (Order.Slot) by ids of orders that neither used them nor may use them any more: another order takes them
	touched map[string]bool          // ids of orders, legs and messages that were made or changed
}

// Stop is one order's use of an account's stops.
type Stop struct {
	Order      string
	Claim      string
	Organ      string // unit
	Count      int
	Supplement string
	State      State
	Final      bool
	HoldState  HoldState
	SealedAt   when.Micros
	ExecutedAt when.Micros
	ExpiresAt  when.Micros
}

// Tiny is an earlier claim by a tiny credit.
type Tiny struct {
	Claim    string
	Account  ident.Account // that was paid to
	Payer    ident.Account
	Reporter string
	Phone    ident.Phone
}

// Changed says whether an order, leg or message was made or changed.
func (f *File) Changed(id string) bool { return f.touched[id] }

// AnyChanged says whether anything was.
func (f *File) AnyChanged() bool { return len(f.touched) > 0 }

// Mark says that an order, leg or message was made or changed.
func (f *File) Mark(id string) {
	if f.touched == nil {
		f.touched = map[string]bool{}
	}
	f.touched[id] = true
}
