package money

import (
	"fmt"

	"fanzha/term/when"
)

// Holds says how much of an account a bank keeps from moving. It is asked before every move.
type Holds interface {
	Blocked(account int, at when.Micros) int64
}

// Transfer is a movement that was made. Banks and the centre may see all of it but StolenFen.
type Transfer struct {
	ID        string
	At        when.Micros // since the first payment
	From, To  int         // -1: outside the case
	Fen       int64
	Exit      Exit
	Book      bool  // inside one bank: no switch sees it
	StolenFen int64 // hidden truth
}

// Run is one playing of a case.
type Run struct {
	c     *Case
	holds Holds
	next  int
	state []state
	came  []int64 // stolen fen that arrived, by lot
	sent  []int64 // planned fen of the lot's moves that were tried
	gone  int64   // stolen fen that left the accounts
	spent int64   // stolen fen that became a merchant's own in good faith
	in    int64   // clean fen that came from outside
	out   int64   // clean fen that left
}

// state is the hidden truth of one account.
type state struct{ stolen, clean int64 }

// Play starts a case from its beginning.
func (c *Case) Play(h Holds) *Run {
	r := &Run{c: c, holds: h, state: make([]state, len(c.Accounts)), came: make([]int64, len(c.lots)), sent: make([]int64, len(c.lots))}
	for i := range c.Accounts {
		r.state[i].clean = c.Accounts[i].Own
	}
	return r
}

// Next is the time of the next planned move; false at the end of the plan.
func (r *Run) Next() (when.Micros, bool) {
	if r.next >= len(r.c.moves) {
		return 0, false
	}
	return r.c.moves[r.next].at, true
}

// Step makes the next planned move, as far as the mover really has the money and the bank lets it go. It says false when
// nothing moved.
func (r *Run) Step() (Transfer, bool) {
	i := r.next
	m := &r.c.moves[i]
	r.next++
	t := Transfer{ID: fmt.Sprintf("T%d.%d", r.c.Number, i), At: m.at, From: m.from, To: m.to, Exit: m.exit}
	stolen, clean := r.amounts(m)
	if m.pay > 0 { // the victim's own money becomes stolen as it is paid
		stolen, clean = m.part, 0
		t.ID = r.c.Payments[m.pay-1].Ref
		r.state[0].clean -= m.part
	} else if m.from >= 0 {
		r.state[m.from].stolen -= stolen
		r.state[m.from].clean -= clean
	} else {
		r.in += clean
	}
	t.Fen, t.StolenFen = stolen+clean, stolen
	if t.Fen == 0 {
		return t, false
	}
	t.Book = m.from >= 0 && m.to >= 0 && r.c.Accounts[m.from].Bank == r.c.Accounts[m.to].Bank
	r.arrive(m, stolen, clean)
	return t, true
}

// amounts says how much of a move can be made. Money that is held is counted as stolen first: a hold that covers no more than
// the stolen money leaves the holder all of its own.
func (r *Run) amounts(m *move) (stolen, clean int64) {
	if m.from < 0 {
		return 0, m.own
	}
	if m.from == 0 {
		return 0, 0
	}
	s := r.state[m.from]
	blocked := r.holds.Blocked(m.from, m.at)
	free := max(0, s.stolen-blocked)
	if m.lot >= 0 {
		want := r.want(m)
		stolen = min(want, free)
	}
	clean = min(m.own, max(0, s.clean-max(0, blocked-s.stolen)))
	return stolen, clean
}

// want is the part of the lot that this move would take, scaled to what really arrived.
func (r *Run) want(m *move) int64 {
	planned, came := r.c.lots[m.lot].fen, r.came[m.lot]
	before := came * min(r.sent[m.lot], planned) / planned
	r.sent[m.lot] += m.part
	if m.last {
		return came - before
	}
	return came*min(r.sent[m.lot], planned)/planned - before
}

func (r *Run) arrive(m *move, stolen, clean int64) {
	switch {
	case m.to < 0:
		r.gone += stolen
		r.out += clean
	case m.good:
		r.spent += stolen
		r.state[m.to].clean += stolen + clean
	default:
		r.state[m.to].stolen += stolen
		r.state[m.to].clean += clean
		if m.child >= 0 {
			r.came[m.child] += stolen
		}
	}
}

// Until plays on to a time, that time included.
func (r *Run) Until(at when.Micros, each func(Transfer)) {
	for {
		next, ok := r.Next()
		if !ok || next > at {
			return
		}
		t, moved := r.Step()
		if moved && each != nil {
			each(t)
		}
	}
}

// Stolen is the stolen money on an account now.
func (r *Run) Stolen(account int) int64 { return r.state[account].stolen }

// Clean is the holder's own money on an account now.
func (r *Run) Clean(account int) int64 { return r.state[account].clean }

// Balance is what the bank sees.
func (r *Run) Balance(account int) int64 { return r.state[account].stolen + r.state[account].clean }

// Reachable is the stolen money that is still on any account: what an oracle could hold now.
func (r *Run) Reachable() int64 {
	var sum int64
	for i := range r.state {
		sum += r.state[i].stolen
	}
	return sum
}

// Gone is the stolen money that has left the accounts; Spent what merchants were paid in good faith.
func (r *Run) Gone() int64 { return r.gone }

// Spent is the stolen money that became a merchant's own.
func (r *Run) Spent() int64 { return r.spent }

// Check says whether every fen is accounted for: nothing is made or lost by playing.
func (r *Run) Check() error {
	var stolen, clean, own int64
	for i := range r.state {
		if r.state[i].stolen < 0 || r.state[i].clean < 0 {
			return fmt.Errorf("account %d of case %d is overdrawn: %+v", i, r.c.Number, r.state[i])
		}
		stolen += r.state[i].stolen
		clean += r.state[i].clean
		own += r.c.Accounts[i].Own
	}
	paid := r.paid()
	if stolen+r.gone+r.spent != paid {
		return fmt.Errorf("case %d: paid %d, on accounts %d, gone %d, spent %d", r.c.Number, paid, stolen, r.gone, r.spent)
	}
	if clean+r.out != own+r.in-paid+r.spent {
		return fmt.Errorf("case %d: own money does not add up", r.c.Number)
	}
	return nil
}

// paid is what the victim has paid so far.
func (r *Run) paid() int64 {
	var sum int64
	for _, m := range r.c.moves[:r.next] {
		if m.pay > 0 {
			sum += m.part
		}
	}
	return sum
}
