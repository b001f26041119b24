package bank

import (
	"container/heap"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// What a caller of a bank in process meets. A refusal is an answer, not an error.
var (
	ErrAway      = errors.New("the bank cannot be reached")          // try again after Away's time
	ErrSilent    = errors.New("the bank took the order and is mute") // nothing was executed
	ErrNoAccount = errors.New("no such account at this bank")
	ErrShort     = errors.New("not enough usable money on the account")
	ErrEntry     = errors.New("an entry needs a positive amount that keeps the ledger within bounds")
	ErrAccount   = errors.New("an account needs a number, and one that is not taken")
)

// fenMax bounds one entry and one balance, as the page does.
const fenMax = wire.FenMax

// Bank is one bank. Safe for concurrent use; deterministic when its callers are.
type Bank struct {
	opts Options
	key  atomic.Pointer[string] // of the last seal that held; the endpoint looks at seals before the bank is locked

	mu       sync.Mutex // guards all below
	accounts map[string]*account
	done     map[string]*record // by id of the order
	later    []wire.Answer      // not fetched yet
	notices  []wire.Notice      // not fetched yet
	ends     ends
	serial   int64           // of entries and notices
	seen     map[string]bool // orders that were acknowledged before they were executed
	pause    func()          // between looking and acting, for the bank that races with itself
}

// record is what the bank keeps of an order for ever: what it was, and the answers to it.
type record struct {
	order  wire.Order
	digest [sha256.Size]byte
	seq    int
	last   wire.Answer
	hold   *hold // stop, freeze: what it made; may have ended
	curb   *curb // restrict: what it made; may have ended
}

// New makes a bank without accounts.
func New(o Options) *Bank {
	return &Bank{opts: o.withDefaults(), accounts: map[string]*account{}, done: map[string]*record{}, seen: map[string]bool{}}
}

// Code returns the bank's code.
func (b *Bank) Code() string { return b.opts.Code }

// Name returns the bank's name.
func (b *Bank) Name() string { return b.opts.Name }

// Behaviour returns how the bank behaves.
func (b *Bank) Behaviour() Behaviour { return b.opts.Behaviour }

// Open opens an account with its history, oldest first or in any order. Nothing of the history is told to anybody.
func (b *Bank) Open(a Account, history ...Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a.Number == "" || b.accounts[a.Number] != nil {
		return ErrAccount
	}
	made := &account{Account: a, stops: map[stopOf]int{}}
	for _, e := range history {
		if e.Fen <= 0 || e.Fen > fenMax {
			return ErrEntry
		}
		if e.At == 0 {
			e.At = b.opts.Clock.Now()
		}
		b.serial++
		made.post(e, b.serial)
		if made.balance > fenMax {
			return ErrEntry
		}
	}
	b.accounts[a.Number] = made
	return nil
}

// In makes a credit for Open.
func In(e Entry) Entry { e.debit = false; return e }

// Out makes a debit for Open.
func Out(e Entry) Entry { e.debit = true; return e }

// Credit puts money on an account. Holds that have not reached their amount catch it at once; Later tells.
func (b *Bank) Credit(number string, e Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.credit(number, e)
}

func (b *Bank) credit(number string, e Entry) error {
	a, err := b.ready(number, &e)
	if err != nil {
		return err
	}
	if a.balance+e.Fen > fenMax {
		return ErrEntry
	}
	e.debit = false
	b.serial++
	a.post(e, b.serial)
	b.catch(a)
	return nil
}

// Debit takes money from an account. It is refused with ErrShort, as a whole, when the usable money is less, and
// with ErrCurbed while a restriction forbids it.
func (b *Bank) Debit(number string, e Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.debit(number, e)
}

func (b *Bank) debit(number string, e Entry) error {
	a, err := b.ready(number, &e)
	if err != nil {
		return err
	}
	switch {
	case b.curbed(a, e, b.opts.Clock.Now()):
		return ErrCurbed
	case e.Fen > a.usable():
		return ErrShort
	}
	e.debit = true
	b.serial++
	a.post(e, b.serial)
	return nil
}

// Move transfers money between two accounts of this bank and leaves a notice for the centre, which no switch would see.
func (b *Bank) Move(from, to string, e Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	a, c := b.accounts[from], b.accounts[to]
	if a == nil || c == nil || from == to {
		return ErrNoAccount
	}
	if c.balance+e.Fen > fenMax {
		return ErrEntry
	}
	out := e
	out.Code, out.Bank, out.Account, out.Name, out.Kind = wire.MovedInternal, b.opts.Code, to, c.Name, c.Kind
	err := b.debit(from, out)
	if err != nil {
		return err
	}
	in := e
	in.Bank, in.Account, in.Name, in.Kind = b.opts.Code, from, a.Name, a.Kind
	err = b.credit(to, in)
	if err != nil {
		return err
	}
	b.notice(a, c, e)
	return nil
}

func (b *Bank) notice(from, to *account, e Entry) {
	if b.opts.Quiet || b.lies(NoNotice) {
		return
	}
	at := e.At
	if at == 0 {
		at = b.opts.Clock.Now()
	}
	b.serial++
	b.notices = append(b.notices, wire.Notice{
		Version: wire.Version, ID: fmt.Sprintf("%s-n-%d", b.opts.Code, b.serial), Bank: b.opts.Code, Ref: e.Ref, Time: at.Time(),
		From: from.party(), To: to.party(), Fen: e.Fen,
	})
}

// ready finds the account of an entry and brings holds up to now.
func (b *Bank) ready(number string, e *Entry) (*account, error) {
	now := b.opts.Clock.Now()
	b.settle(now)
	if e.Fen <= 0 || e.Fen > fenMax {
		return nil, ErrEntry
	}
	a := b.accounts[number]
	if a == nil {
		return nil, ErrNoAccount
	}
	if e.At == 0 {
		e.At = now
	}
	return a, nil
}

// Look says how an account stands.
func (b *Bank) Look(number string) (Position, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settle(b.opts.Clock.Now())
	a := b.accounts[number]
	if a == nil {
		return Position{}, false
	}
	return Position{BalanceFen: a.balance, HeldFen: a.held(), UsableFen: a.usable()}, true
}

// Holds lists the live holds and freezes of an account, oldest first.
func (b *Bank) Holds(number string) []Hold {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settle(b.opts.Clock.Now())
	a := b.accounts[number]
	if a == nil {
		return nil
	}
	all := make([]Hold, 0, len(a.holds))
	for _, h := range a.holds {
		all = append(all, Hold{Order: h.order, Claim: h.claim, Freeze: h.freeze, Fen: h.fen, Of: h.target, From: h.from, Until: h.until})
	}
	return all
}

// HeldFen is all that the bank holds now.
func (b *Bank) HeldFen() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settle(b.opts.Clock.Now())
	var sum int64
	for _, a := range b.accounts {
		sum += a.held()
	}
	return sum
}

// Acknowledge answers "seen" to an order that will be executed later, so that the centre knows it has arrived.
func (b *Bank) Acknowledge(o wire.Order) wire.Answer {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.opts.Clock.Now()
	a := b.blank(o, now)
	a.Result = wire.Seen
	a.ID = answerID(b.opts.Code, o.ID, 1, []byte(wire.Seen))
	b.seen[o.ID] = true
	return a
}

// Answered returns the latest answer to an order, if it was executed.
func (b *Bank) Answered(order string) (wire.Answer, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.done[order]
	if r == nil {
		return wire.Answer{}, false
	}
	return r.last, true
}

// Restart is what a bank does after a failure: it goes on with what is on its disk. An honest one has everything there.
func (b *Bank) Restart() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lies(Forgets) {
		clear(b.done)
	}
}

// Later hands out the answers that arose since the last call without being the direct answer to an order: more was caught, a
// renewal took a hold over, a reminder had an earlier answer said again.
func (b *Bank) Later() []wire.Answer {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settle(b.opts.Clock.Now())
	out := b.later
	b.later = nil
	return b.told(out)
}

// Notices hands out the notices of book transfers since the last call.
func (b *Bank) Notices() []wire.Notice {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.notices
	b.notices = nil
	return out
}

// Next is when the next hold ends by itself.
func (b *Bank) Next() (when.Micros, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.ends) > 0 && b.ends[0].ended {
		heap.Pop(&b.ends)
	}
	if len(b.ends) == 0 {
		return 0, false
	}
	return b.ends[0].until, true
}

// settle ends the holds whose time is over.
func (b *Bank) settle(now when.Micros) {
	for len(b.ends) > 0 && (b.ends[0].ended || b.ends[0].until <= now) {
		h := heap.Pop(&b.ends).(*hold)
		if h.ended {
			continue
		}
		if (h.freeze && b.lies(FreezeEnds)) || (!h.freeze && b.lies(NeverEnds)) {
			continue
		}
		h.end()
		if b.lies(AnswersLate) {
			b.say(b.done[h.order], now)
		}
	}
}

// answerID names an answer; the same answer always has the same name.
func answerID(bank, order string, seq int, content []byte) string {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%d:%s%d:%s%d:", len(bank), bank, len(order), order, seq)
	_, _ = sum.Write(content)
	return bank + "-" + hex.EncodeToString(sum.Sum(nil)[:12])
}
