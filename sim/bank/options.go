package bank

import (
	"fanzha/edge/partner/wire"
	"fanzha/term/when"
	"time"
)

// Clock tells a bank its time. base/clock has two.
type Clock interface{ Now() when.Micros }

// Defaults of a bank's own rules. They are local settings of the simulated bank, not law, except where a source is named.
const (
	// StopMax is how many stops an account takes (银发〔2016〕86号: 止付次数以两次为限).
	StopMax = 2
	// TermMax is the longest hold that an order may ask for (same: 48 hours from execution).
	TermMax = 48 * time.Hour
	// FreezeMax is the longest freeze that an order may ask for: one year, the longest term of a major case.
	FreezeMax = 366 * 24 * time.Hour
	// RestrictMax is the longest restriction that an order may ask for, from now: the page's 96 hours.
	RestrictMax = wire.RestrictMaxS * time.Second
	// Tolerance is how far the time of a credit may lie from the time in the order.
	Tolerance = 30 * time.Minute
	// SmallFen: debits below are answered together, without onward accounts (India's "others less than 500"; here 5 yuan).
	SmallFen = 500
)

// Options make a bank. Only Code and Clock are needed.
type Options struct {
	Code  string
	Name  string
	Clock Clock
	Seed  uint64

	// Keys says whether a seal holds; nil looks at no seal, for simulations in process that seal nothing.
	Keys wire.Verifier

	Tolerance time.Duration // zero: Tolerance
	SmallFen  int64         // zero: SmallFen; negative: nothing is small
	Strict    bool          // stops are counted per account over all claims, not per credit and claim
	Quiet     bool          // book transfers are not told to the centre
	Behaviour Behaviour
	Lies      []Lie
}

func (o Options) withDefaults() Options {
	if o.Tolerance == 0 {
		o.Tolerance = Tolerance
	}
	if o.SmallFen == 0 {
		o.SmallFen = SmallFen
	}
	if o.Name == "" {
		o.Name = o.Code
	}
	return o
}

// Account is what a bank knows of an account when it is opened.
type Account struct {
	Number string
	Name   string // holder
	Kind   string // person, company, payment
	// Protected names the kind of money on an account that may never be stopped or frozen: "social_insurance",
	// "housing_fund", "union_dues", "settlement", "deposit", "reserve" …; empty for ordinary accounts.
	Protected string
	Merchant  bool // a shop whose sales the bank knows: answered LEGITIMATE_MERCHANT where nothing is left to hold
	Lost      bool // the card is reported lost: orders are refused
	Closed    bool // the account is closed: orders are refused
}

// Entry is one line of a ledger, a credit or a debit.
type Entry struct {
	Ref     string
	At      when.Micros // zero: now
	Fen     int64
	Code    wire.Code // debit: how the money left; empty means MOVED_OTHER_BANK
	Bank    string    // the other side
	Account string
	Name    string
	Kind    string
	Place   string // cash, purchase: where
	debit   bool
	no      int64 // the bank's own number
}

// Prior is a freeze or stop of somebody else that is on an account before the centre asks.
type Prior struct {
	By    string
	Fen   int64
	Until when.Micros // zero: without an end that the bank knows
}

// Debit says which way the money went.
func (e Entry) Debit() bool { return e.debit }

// Position is how an account stands.
type Position struct {
	BalanceFen int64
	HeldFen    int64 // held or frozen, all orders together
	UsableFen  int64 // what the holder can take out now
}

// Hold is one live hold or freeze on an account.
type Hold struct {
	Order  string // whose order
	Claim  string
	Freeze bool
	Fen    int64
	Of     int64 // what is to be reached
	From   when.Micros
	Until  when.Micros
}
