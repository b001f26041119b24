package store

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/roomtest"
	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// TestAnySequence protects the invariants of every claim (roomtest.Sound) under any sequence of reports, movements, answers that are
// late, doubled, reordered and contradictory, deliveries that fail before and after the bank has acted, clocks that go forward and
// back, and commands of officers; and that in the end every hold is over.
func TestAnySequence(t *testing.T) {
	few(t)
	d := roomtest.NewDesk(t, New(dbtest.SQLite(t)))
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		d.Clock.Set(d.Clock.Now() + 1000*when.Hour)
		p := &play{t: t, rt: rt, d: d, round: round}
		d.Town.Fault, d.Town.Silent = p.fault, p.silent
		p.open()
		rt.Repeat(map[string]func(*rapid.T){
			"open": func(*rapid.T) { p.open() }, "move": func(*rapid.T) { p.move() }, "work": func(*rapid.T) { p.work() }, "answer": func(*rapid.T) { p.answer() },
			"wrong answer": func(*rapid.T) { p.wrong() }, "clock": func(*rapid.T) { p.clock() }, "officer": func(*rapid.T) { p.officer() }, "": func(*rapid.T) { p.sound() },
		})
		p.end()
	})
}

// few lets the property run on as many sequences as a test run has time for, each with a database that syncs; -rapid.checks=N asks for
// more.
func few(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	if checks.Value.String() == checks.DefValue {
		check.NoError(t, checks.Value.Set("15"))
	}
}

// play is one sequence.
type play struct {
	t      *testing.T
	rt     *rapid.T
	d      *roomtest.Desk
	round  int
	serial int
	claims []string
	late   []stoppay.Answer
	healed bool
}

var ctx = context.Background()

func (p *play) pick(n int, what string) int { return rapid.IntRange(0, n-1).Draw(p.rt, what) }

func (p *play) fault(m stoppay.Message) (error, error) {
	if p.healed {
		return nil, nil
	}
	switch len(m.ID) * int(m.ID[len(m.ID)-1]) % 4 {
	case 0:
		return errors.New("no line"), nil
	case 1:
		return nil, errors.New("line lost after the act")
	}
	return nil, nil
}

func (p *play) silent(m stoppay.Message) bool {
	return m.Kind == stoppay.KindStop && m.ID[len(m.ID)-1]%3 == 0
}

// known says whether an error is one of the room's own refusals; anything else is a broken promise.
func (p *play) known(err error) {
	if err != nil && (fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unavailable) {
		p.t.Fatalf("an internal fault: %v", err)
	}
}

func (p *play) card(n int) int { return p.round*10 + n }

func (p *play) open() {
	p.serial++
	to := roomtest.Card(1+p.pick(6, "bank"), p.card(p.pick(4, "card")))
	fen := int64(1+p.pick(50, "amount")) * 10_000
	p.d.Town.Put(to, fen)
	cmd := roomtest.Cmd(fmt.Sprintf("r%d-%d", p.round, p.serial), p.d.Clock.Now(), to, fen)
	cmd.Victim.ID, cmd.Victim.Phone = "", "+8613800000001"
	cmd.Payments[0].Account = roomtest.Card(6, 900_000+p.round*100+p.serial)
	got, err := p.d.Open(ctx, roomtest.Operator(roomtest.East), cmd)
	p.known(err)
	if err == nil {
		p.claims = append(p.claims, got.Claim.ID)
	}
}

func (p *play) move() {
	from, to := roomtest.Card(1+p.pick(6, "from"), p.card(p.pick(4, "card"))), roomtest.Card(1+p.pick(6, "to"), p.card(p.pick(4, "card2")))
	if from == to {
		return
	}
	fen := int64(1+p.pick(30, "amount")) * 10_000
	if !p.d.Town.Move(from, to, fen, p.d.Clock.Now()) {
		return
	}
	if p.pick(2, "logged") == 0 {
		p.logged(trace.Edge{Layer: 2, From: string(from), To: string(to), At: p.d.Clock.Now(), Fen: fen, TaintedFen: fen - int64(p.pick(2, "clean"))*5_000})
	}
	if p.pick(2, "told") == 0 {
		err := p.d.Notice(ctx, p.bankOf(string(from)), stoppay.Notice{ID: fmt.Sprint("n", p.serial, fen), Ref: fmt.Sprint("n", p.serial, fen), At: p.d.Clock.Now(),
			From: roomtest.PartyOf(from), To: roomtest.PartyOf(to), Fen: fen})
		p.known(err)
	}
}

// logged lets the log of transfers see a movement: whoever asks from its payer's account hears of it.
func (p *play) logged(e trace.Edge) {
	p.serial++
	e.ID = fmt.Sprintf("x%d-%d", p.round, p.serial)
	from := ident.Account(e.From)
	r := p.d.Flow[from]
	if len(r.Edges) == 0 {
		r = trace.Result{Root: "root", Rule: trace.FIFO, Edges: []trace.Edge{{ID: "root", Layer: 1, To: e.From, At: e.At, Fen: e.Fen, TaintedFen: e.Fen}}}
	}
	r.Edges = append(r.Edges, e)
	r.Accounts = append(r.Accounts, trace.Account{Account: e.To, Layer: 2})
	p.d.Flow[from] = r
}

func (p *play) bankOf(account string) string { return roomtest.Banks()[account[5]-'1'].Code }

func (p *play) work() {
	_, _, err := p.d.Work(ctx, 1+p.pick(20, "limit"))
	p.known(err)
	p.late = append(p.late, p.d.Town.Later()...)
	list, err := p.d.Pending(ctx, "xb_bank", 0, 200)
	p.known(err)
	for _, m := range list {
		a, err := p.d.Town.Take("xb_bank", m)
		check.NoError(p.t, err)
		p.late = append(p.late, a)
	}
}

// answer gives an answer that a bank owes, in any order, sometimes twice.
func (p *play) answer() {
	if len(p.late) == 0 {
		return
	}
	i := p.pick(len(p.late), "which")
	a := p.late[i]
	for range 1 + p.pick(2, "again") {
		_, err := p.d.Answer(ctx, a.Bank, a)
		p.known(err)
	}
	if p.pick(2, "drop") == 0 {
		p.late = append(p.late[:i], p.late[i+1:]...)
	}
}

// wrong says something else than what a bank would say.
func (p *play) wrong() {
	o, ok := p.order()
	if !ok {
		return
	}
	p.serial++
	now := p.d.Clock.Now()
	a := stoppay.Answer{
		ID: fmt.Sprintf("w%d-%d", p.round, p.serial%7), Message: o.ID, Seq: 1 + p.pick(6, "seq"), At: now,
		Result:  []stoppay.Result{stoppay.ResultHeld, stoppay.ResultPart, stoppay.ResultNotHeld, stoppay.ResultRefused, stoppay.ResultFailed}[p.pick(5, "result")],
		HeldFen: int64(p.pick(80, "held")) * 10_000, ExecutedAt: now + when.Micros(p.pick(200, "executed")-150)*when.Hour,
		ExpiresAt: now + when.Micros(p.pick(200, "expires")-50)*when.Hour, Final: p.pick(2, "final") == 0,
	}
	for range p.pick(3, "lines") {
		code := []stoppay.Code{stoppay.MovedInternal, stoppay.MovedOtherBank, stoppay.Wallet, stoppay.CashATM, stoppay.NoBalance}[p.pick(5, "code")]
		to := roomtest.Card(1+p.pick(6, "tobank"), p.card(p.pick(6, "tocard")))
		a.Dispositions = append(a.Dispositions, stoppay.Disposition{Code: code, Fen: int64(1+p.pick(60, "fen")) * 10_000, At: now, Ref: fmt.Sprint("w", p.pick(9, "ref")), To: roomtest.PartyOf(to)})
	}
	_, err := p.d.Answer(ctx, o.Target.Bank, a)
	p.known(err)
}

func (p *play) order() (stoppay.Order, bool) {
	if len(p.claims) == 0 {
		return stoppay.Order{}, false
	}
	det, err := p.d.Claim(ctx, access.System(), p.claims[p.pick(len(p.claims), "claim")])
	check.NoError(p.t, err)
	if len(det.Orders) == 0 {
		return stoppay.Order{}, false
	}
	return det.Orders[p.pick(len(det.Orders), "order")], true
}

func (p *play) clock() {
	p.d.After([]when.Micros{when.Second, 3 * when.Minute, when.Hour, 20 * when.Hour, -when.Minute, -2 * when.Hour}[p.pick(6, "span")])
	p.tick()
}

// tick lets the clocks run: nothing that was entered before may stop them.
func (p *play) tick() {
	_, err := p.d.Tick(ctx)
	if err != nil {
		p.rt.Fatalf("the clocks stopped: %v", err)
	}
}

func (p *play) officer() {
	o, ok := p.order()
	if !ok {
		return
	}
	scope := roomtest.Operator(roomtest.East)
	var err error
	switch p.pick(7, "act") {
	case 0:
		_, err = p.d.Release(ctx, scope, stoppay.ReleaseCmd{Order: o.ID, Fen: int64(p.pick(30, "fen")) * 10_000, Reason: "查明"})
	case 1:
		_, err = p.d.Renew(ctx, scope, o.ID)
	case 2:
		_, err = p.d.Withdraw(ctx, scope, stoppay.ActCmd{Claim: o.Claim, Reason: "误报"})
	case 3:
		_, err = p.d.Confirm(ctx, scope, stoppay.ActCmd{Claim: o.Claim, Reason: "核实"})
	case 4:
		err = p.d.Frozen(ctx, stoppay.FrozenCmd{Order: o.ID, Freeze: "m-" + o.ID, Fen: int64(1+p.pick(30, "fen")) * 10_000})
	case 5:
		err = p.d.Back(ctx, stoppay.BackCmd{Claim: o.Claim, Order: o.ID, Fen: int64(1+p.pick(30, "fen")) * 10_000, Cause: fmt.Sprint("back", p.pick(3, "cause"), o.ID)})
	case 6:
		_, err = p.d.Extend(ctx, scope, stoppay.ExtendCmd{Claim: o.Claim, Party: roomtest.PartyOf(roomtest.Card(1+p.pick(6, "bank"), p.card(7))), From: o.ID,
			Match: stoppay.Match{Ref: fmt.Sprint("e", p.serial), At: p.d.Clock.Now(), Fen: int64(1+p.pick(30, "fen")) * 10_000}})
	}
	p.known(err)
}

// sound checks every claim of the round.
func (p *play) sound() {
	for _, id := range p.claims {
		det, err := p.d.Claim(ctx, access.System(), id)
		check.NoError(p.t, err)
		roomtest.Sound(p.t, &det.File, &p.d.Rules)
	}
}

// end heals all lines, lets time pass and looks whether every hold that is no freeze is over and every order was taken to its end.
func (p *play) end() {
	p.healed = true
	for range 10 {
		p.d.After(2 * when.Minute)
		p.work()
	}
	for range 4 {
		p.d.After(30 * when.Hour)
		p.tick()
	}
	for _, id := range p.claims {
		det, err := p.d.Claim(ctx, access.System(), id)
		check.NoError(p.t, err)
		roomtest.Sound(p.t, &det.File, &p.d.Rules)
		for _, o := range det.Orders {
			if o.HoldState == stoppay.Holding || o.HoldState == stoppay.ReleaseSent {
				p.rt.Fatalf("a hold without end: %+v\n%+v now %d", o, det.Messages, p.d.Clock.Now())
			}
			if o.State == stoppay.Sealed {
				p.rt.Fatalf("an order that no bank ever got: %+v\n%+v now %d", o, det.Messages, p.d.Clock.Now())
			}
		}
	}
}
