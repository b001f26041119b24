package roomtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"fanzha/base/seal"
	"fanzha/centre/stoppay"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Town is all banks at once: accounts with balances, and holds that each order makes once. It is a Gateway whose misbehaviour a
// test chooses. It looks at every seal.
type Town struct {
	Clock  *Clock
	Fault  func(m stoppay.Message) (before, after error) // a delivery that fails before or after the bank has acted
	Silent func(m stoppay.Message) bool                  // the bank takes the message and answers by Answers later

	mu       sync.Mutex // guards the rest
	verify   *seal.Verifier
	accounts map[ident.Account]*box
	done     map[string]stoppay.Answer // message → its answer
	seen     map[string]string         // message → canonical bytes
	later    []stoppay.Answer
	stops    int
}

type box struct {
	balance int64
	holds   map[string]*keep
	out     []stoppay.Disposition
}

type keep struct{ fen int64 }

// NewTown returns banks that know the centre's key.
func NewTown(t testing.TB, c *Clock, key seal.Public) *Town {
	v, err := seal.NewVerifier(key)
	check.NoError(t, err)
	return &Town{Clock: c, verify: v, accounts: map[ident.Account]*box{}, done: map[string]stoppay.Answer{}, seen: map[string]string{}}
}

func (t *Town) box(a ident.Account) *box {
	b := t.accounts[a]
	if b == nil {
		b = &box{holds: map[string]*keep{}}
		t.accounts[a] = b
	}
	return b
}

// Put puts money on an account.
func (t *Town) Put(a ident.Account, fen int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.box(a).balance += fen
}

// Move moves money on, if it is not held; the bank will tell of it.
func (t *Town) Move(from, to ident.Account, fen int64, at when.Micros) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.box(from)
	if b.balance-b.held() < fen {
		return false
	}
	b.balance -= fen
	code := stoppay.MovedOtherBank
	if from[:6] == to[:6] {
		code = stoppay.MovedInternal
	}
	b.out = append(b.out, stoppay.Disposition{Code: code, Fen: fen, At: at, Ref: fmt.Sprintf("M%s-%d", from[len(from)-4:], len(b.out)), To: PartyOf(to)})
	t.box(to).balance += fen
	return true
}

// Leave takes money out for good.
func (t *Town) Leave(from ident.Account, code stoppay.Code, fen int64, at when.Micros) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.box(from)
	b.balance -= fen
	b.out = append(b.out, stoppay.Disposition{Code: code, Fen: fen, At: at, Ref: fmt.Sprintf("X%s-%d", from[len(from)-4:], len(b.out)), Place: "云河市"})
}

func (b *box) held() int64 {
	var n int64
	for _, k := range b.holds {
		n += k.fen
	}
	return n
}

// Held is what all banks hold on an account.
func (t *Town) Held(a ident.Account) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.box(a).held()
}

// HeldInAll is what all banks hold.
func (t *Town) HeldInAll() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	var n int64
	for _, b := range t.accounts {
		n += b.held()
	}
	return n
}

// Stops is how many stop orders were executed.
func (t *Town) Stops() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stops
}

// Later takes the answers that silent banks owe.
func (t *Town) Later() []stoppay.Answer {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.later
	t.later = nil
	return out
}

// Deliver implements stoppay.Gateway.
func (t *Town) Deliver(_ context.Context, b stoppay.Bank, m stoppay.Message) (*stoppay.Answer, error) {
	var before, after error
	if t.Fault != nil {
		before, after = t.Fault(m)
	}
	if before != nil {
		return nil, before
	}
	a, err := t.Take(b.Code, m)
	if err != nil {
		return nil, err
	}
	if after != nil {
		return nil, after
	}
	if t.Silent != nil && t.Silent(m) {
		t.mu.Lock()
		t.later = append(t.later, a)
		t.mu.Unlock()
		return nil, nil
	}
	return &a, nil
}

// Take is what a bank does with a message, however it came: it checks the seal, executes it once and answers.
func (t *Town) Take(bank string, m stoppay.Message) (stoppay.Answer, error) {
	err := t.verify.Verify(m.Canonical, m.Suite, m.Key, m.Seal)
	if err != nil {
		return stoppay.Answer{}, err
	}
	in, err := stoppay.ParseInstruction(m.Canonical)
	if err != nil {
		return stoppay.Answer{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if in.Bank != bank {
		return stoppay.Answer{}, errors.New("a message for another bank")
	}
	before, known := t.seen[in.ID]
	if known && before != string(m.Canonical) {
		return stoppay.Answer{}, errors.New("an id with other content")
	}
	if known {
		return t.done[in.ID], nil
	}
	a := stoppay.Answer{ID: "A-" + in.ID, Message: in.ID, Bank: bank, Seq: 1, At: t.Clock.Now(), Final: true, Result: stoppay.ResultDone}
	switch in.Kind {
	case stoppay.KindStop:
		t.stop(in, &a)
	case stoppay.KindRelease:
		k := t.box(in.Account.Account).holds[in.Parent]
		if k != nil {
			k.fen -= min(in.Fen, k.fen)
			a.HeldFen = k.fen
		}
	case stoppay.KindRemind, stoppay.KindFreeze, stoppay.KindThaw, stoppay.KindRestrict, stoppay.KindLift:
	}
	t.seen[in.ID], t.done[in.ID] = string(m.Canonical), a
	return a, nil
}

func (t *Town) stop(in stoppay.Instruction, a *stoppay.Answer) {
	b := t.box(in.Account.Account)
	t.stops++
	if in.Count == 2 && b.holds[in.Parent] != nil {
		delete(b.holds, in.Parent) // a renewal takes the hold over
	}
	held := min(in.HoldFen, max(0, b.balance-b.held()))
	b.holds[in.ID] = &keep{held}
	a.HeldFen, a.ExecutedAt = held, t.Clock.Now()
	a.Result = stoppay.ResultNotHeld
	if held > 0 {
		a.ExpiresAt = a.ExecutedAt + when.Micros(in.HoldForS)*when.Second
		a.Result = stoppay.ResultPart
	}
	if held == in.HoldFen {
		a.Result = stoppay.ResultHeld
	}
	rest := in.HoldFen - held
	for _, x := range b.out {
		part := min(rest, x.Fen)
		if part <= 0 {
			break
		}
		rest -= part
		x.TxFen, x.Fen = x.Fen, part
		a.Dispositions = append(a.Dispositions, x)
	}
}
