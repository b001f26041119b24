package stoppay

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// FloorAll is the floor of an order that spares all of the holder's own money: people are shown the words
// 仅控制涉案资金，本人合法资金不受影响 instead of the number.
const FloorAll = guard.FloorAll

// Ledger writes. Everything that one decision changes is one transaction: rows, answers, messages, audit entries, events.
type Ledger interface {
	// Open makes a claim. A cause that is known, and payments that an open claim of the unit has already, save nothing and return that claim, with fresh = false. decide gets
	// a file with the claim's number, receipt-free, and the stops of the named accounts; it must be pure, for it may be
	// called again. Two claims that stop one account at the same moment meet at a constraint: ErrStopTaken, decide again.
	Open(ctx context.Context, d Draft, decide func(*File) error) (claim string, fresh bool, err error)
	// Change locks a claim (or what rests on a measure alone), loads it, and saves what decide makes of it. ErrUnchanged from decide saves nothing and is
	// returned as nil.
	Change(ctx context.Context, t Touch, decide func(*File) error) error
	// SaveBank saves an entry of the directory where its version is still the one given (0: it is new); else ErrVersion.
	SaveBank(ctx context.Context, scope access.Scope, b Bank, version int64) error
}

// Draft says what a new claim needs of the store.
type Draft struct {
	Cause    string
	Day      string // of base/id.Day, for the number
	Claim    string // id
	Unit     string
	Paid     []string // keys of its payments (chase.PaidKey): a claim of the same unit that has them all is the same
	Accounts []ident.Account
	Reporter string // key of the reporter; its history is put into the file
	Since    when.Micros

	Payees    []ident.Account // that the victim paid to
	TinyFen   int64           // payments up to this are tiny
	TinySince when.Micros     // claims by tiny payments count since then
}

// Touch says what a change needs of the store besides the claim.
type Touch struct {
	Claim    string
	Accounts []ident.Account // whose stops by all claims are needed
	Measure  string          // in the place of Claim: the messages that rest on this measure alone
	Bank     string          // with Answer: whether the bank has used that id before
	Answer   string
	Cause    string // makes the change happen once; known: nothing is decided
}

// Queue is what waits to be done: deliveries and clocks.
type Queue interface {
	// DueBanks returns the banks with messages to deliver at now, and when the next message of any bank is due (0: none).
	DueBanks(ctx context.Context, now when.Micros, limit int) (banks []string, next when.Micros, err error)
	// Lease returns at most limit messages of a bank that are due, and keeps every other caller off them until then. A
	// message is leased to one caller at a time, also among processes.
	Lease(ctx context.Context, l Lease) ([]Message, error)
	// Pending returns the messages of a bank after a cursor that it has not answered, in order of Seq.
	Pending(ctx context.Context, bank string, after int64, limit int) ([]Message, error)
	// DueClaims returns claims whose clocks have something to do at now.
	DueClaims(ctx context.Context, now when.Micros, limit int) ([]string, error)
}

// Instructed reads the messages that carry out measures, and all that a bank was told.
type Instructed interface {
	// DueMeasures returns measures with messages of which a bank is to be reminded at now, claims' own ones not among them.
	DueMeasures(ctx context.Context, now when.Micros, limit int) ([]string, error)
	// Instructions returns what banks were told for a measure, reminders left out, the oldest first, without their bytes.
	Instructions(ctx context.Context, scope access.Scope, measure string) ([]Message, error)
	// Told returns what the bank of the scope was told with a smaller Seq, reminders left out, the latest first.
	Told(ctx context.Context, scope access.Scope, before int64, limit int) ([]Message, error)
}

// Lease asks for messages to deliver.
type Lease struct {
	Bank  string
	Now   when.Micros
	Until when.Micros
	Limit int
}

// Reader reads single records. What lies outside the scope is ErrNotFound.
type Reader interface {
	// Get returns a claim with everything that belongs to it but the bytes of messages. It is for reading: its parts are read
	// one after the other, and a decision that commits meanwhile may show in some of them. Decisions read under Change.
	Get(ctx context.Context, scope access.Scope, claim string) (File, error)
	// Find returns the claim of an order, message or receipt (Key says which); a bank's liaison finds only its own bank's.
	Find(ctx context.Context, scope access.Scope, k Key) (Found, error)
	// Answers returns what banks said to a claim's messages, the oldest first.
	Answers(ctx context.Context, scope access.Scope, claim string) ([]Answer, error)
	// Banks returns the directory.
	Banks(ctx context.Context) ([]Bank, error)
}

// Key names a record by one of its keys.
type Key struct {
	Order   string
	Message string
	Receipt string
	Account ident.Account // with Bank: the latest order on that account; for notices
	Bank    string        // with Message or Account: only that bank's
}

// Found is where a record belongs.
type Found struct {
	Claim   string // empty: the message rests on Measure alone
	Measure string
	Order   string
	Message string
	Kind    Kind
	Account ident.Account // of the order
	Unit    string
}

// Lists reads many. Every read applies the scope.
type Lists interface {
	Claims(ctx context.Context, scope access.Scope, q ClaimQuery) ([]Claim, error)
	Orders(ctx context.Context, scope access.Scope, q OrderQuery) ([]Order, error)
	// ClaimsOn returns the claims with a live order or hold on an account, for notices and duplicates.
	ClaimsOn(ctx context.Context, account ident.Account, limit int) ([]string, error)
	// PaidTo returns payments of other claims to an account.
	PaidTo(ctx context.Context, scope access.Scope, account ident.Account, limit int) ([]Payer, error)
}

// Tally counts.
type Tally interface {
	Counts(ctx context.Context, scope access.Scope, now when.Micros) (Counts, error)
	// Timings returns the figures of single orders sealed in a span, for the league.
	Timings(ctx context.Context, scope access.Scope, span Span, limit int) ([]Timing, error)
	// Briefs and OrdersByID return those of the ids that the scope sees, in no order.
	Briefs(ctx context.Context, scope access.Scope, claims []string) ([]Brief, error)
	OrdersByID(ctx context.Context, scope access.Scope, ids []string) ([]Order, error)
}

// Gateway delivers to banks. Delivering again is harmless: the message's id is the bank's idempotency key.
type Gateway interface {
	// Deliver hands a message to a bank. The answer is nil when the bank has it and will answer later; ErrQueued says that
	// it waits at the bank's side (poll, folder, paper); any other fault is tried again later. The caller bounds the time by ctx.
	Deliver(ctx context.Context, b Bank, m Message) (*Answer, error)
}

// Flow knows transfers as they happen (switch mode).
type Flow interface {
	// Follow attributes a payment from the log of transfers. Where it is not there the result is empty, unless the payment is
	// Told: then it is followed from its payee as if it were.
	Follow(ctx context.Context, p Payment, params trace.Params) (trace.Result, error)
}

// Holders knows who holds an account and how it is used.
type Holders interface {
	// Holder returns what is known; a Party without a name when the holder is not known.
	Holder(ctx context.Context, account ident.Account) (Party, guard.Holder, error)
}

// Payers knows who else paid to an account.
type Payers interface {
	Payers(ctx context.Context, account ident.Account, since when.Micros, limit int) ([]Payer, error)
}

// Units names units for what is printed on orders.
type Units interface {
	Name(ctx context.Context, code string) (string, error)
}
