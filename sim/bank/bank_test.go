package bank_test

// What this protects: a simulated bank never holds more than was asked, than the credits found or than is there; never twice for
// one order; every hold ends by itself; its answers pass the page's own check and add up; the same seed and calls give the same
// answers.

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/sim/bank"
	"fanzha/term/when"
)

// hand is a clock that tests push.
type hand struct{ now when.Micros }

func (h *hand) Now() when.Micros { return h.now }

var start = when.Of(time.Date(2026, 11, 21, 10, 3, 0, 0, time.UTC))

func newBank(o bank.Options) (*bank.Bank, *hand) {
	h := &hand{now: start}
	o.Code, o.Clock = "yh_bank", h
	return bank.New(o), h
}

// order is a stop of fen on the n-th account, for credits at the given times.
func order(id, number string, fen int64, matches ...wire.Match) wire.Order {
	return wire.Order{
		Version: wire.Version, Type: wire.Stop, ID: id, Number: "云反诈止字" + id, Claim: "ZF20261121-000001", Depth: 1, Bank: "yh_bank",
		Account: wire.Account{Number: number, Name: "测试户甲", Kind: "person"}, Matches: matches, HoldFen: fen, HoldForS: 172_800, Count: 1,
		Basis: "86号文二(一)2", Reason: "涉嫌电信网络诈骗",
		Officers: []wire.Officer{{ID: "990100001", Name: "民警甲", Phone: "01099900001"}, {ID: "990100002", Name: "民警乙", Phone: "01099900002"}},
		Document: wire.Document{Kind: "紧急止付申请表", Number: "2026-1", SHA256: fmt.Sprintf("%064d", 1)},
		Unit:     wire.Unit{Code: "990100000000", Name: "云河市反诈中心"},
		IssuedAt: start.Time(), AnswerBy: start.Time().Add(5 * time.Minute),
	}
}

func after(kind wire.Type, id string, parent wire.Order, fen int64) wire.Order {
	o := order(id, parent.Account.Number, 0)
	o.Type, o.Parent, o.Fen, o.HoldForS, o.Count = kind, parent.ID, fen, 0, 0
	if kind == wire.Freeze {
		o.Until = start.Time().AddDate(0, 6, 0)
	}
	return o
}

func ago(d time.Duration) when.Micros { return start.Add(-d) }

func TestLatencyAndOutagesComeFromTheSeed(t *testing.T) {
	a, _ := newBank(bank.Options{Seed: 7, Behaviour: bank.Slow()})
	b, _ := newBank(bank.Options{Seed: 7, Behaviour: bank.Slow()})
	c, _ := newBank(bank.Options{Seed: 8, Behaviour: bank.Slow()})
	differ := 0
	for i := range 100 {
		id := fmt.Sprint("S-", i)
		check.Equal(t, a.Delay(id), b.Delay(id))
		if a.Delay(id) != c.Delay(id) {
			differ++
		}
		check.True(t, a.Delay(id) > 0 && a.Delay(id) <= 250*time.Second, "a delay is positive and bounded")
	}
	check.True(t, differ > 90, "another seed gives other delays")
}

func TestOutagesTakeTheirShare(t *testing.T) {
	b, h := newBank(bank.Options{Seed: 3, Behaviour: bank.Behaviour{OutageEvery: time.Hour, OutageFor: 6 * time.Minute}})
	away := 0
	for range 20_000 {
		h.now += 3 * when.Minute
		back, is := b.Away(h.now)
		if is {
			away++
			check.True(t, back > h.now, "an outage ends")
		}
	}
	check.True(t, away > 1200 && away < 2800, fmt.Sprintf("about a tenth of the time away, not %d of 20000", away))
	h.now = start
	b, _ = newBank(bank.Options{Behaviour: bank.Behaviour{Outages: []bank.Outage{{From: start, Until: start + when.Hour}}}})
	_, err := b.Execute(order("S-1", "9900010000000019", 100, wire.Match{Time: start.Time(), Fen: 100}))
	check.True(t, errors.Is(err, bank.ErrAway), "a bank that is away executes nothing")
}

func TestSilentBankExecutesNothing(t *testing.T) {
	b, _ := newBank(bank.Options{Behaviour: bank.Mute()})
	check.NoError(t, b.Open(bank.Account{Number: "9900010000000019", Name: "测试户甲", Kind: "person"}, bank.In(bank.Entry{At: ago(time.Minute), Fen: 100})))
	_, err := b.Execute(order("S-1", "9900010000000019", 100, wire.Match{Time: start.Time(), Fen: 100}))
	check.True(t, errors.Is(err, bank.ErrSilent), "a silent bank says nothing")
	check.Equal(t, b.HeldFen(), int64(0))
}

func TestPollersLookAtTheirOwnMoments(t *testing.T) {
	b, _ := newBank(bank.Options{Seed: 1, Behaviour: bank.Polling(time.Minute)})
	at := start
	for range 10 {
		next := b.NextLook(at)
		check.True(t, next > at && next-at <= when.Minute, "the next look is within one interval")
		at = next
	}
	check.Equal(t, b.NextLook(at)-at, when.Minute)
}

func TestMembersMeetTheirShares(t *testing.T) {
	all := bank.Members(100, bank.Mix{Seed: 5, Poll: 20, Paper: 5, Liars: 3, Mute: 2})
	count := map[bank.Channel]int{}
	liars, mute := 0, 0
	for _, m := range all {
		count[m.Behaviour.Channel]++
		liars += len(m.Lies)
		if m.Behaviour.Silent {
			mute++
		}
	}
	check.Equal(t, count, map[bank.Channel]int{bank.Poll: 20, bank.Paper: 5, "": 75})
	check.Equal(t, []int{liars, mute}, []int{3, 2})
	check.Equal(t, bank.Members(100, bank.Mix{Seed: 5, Poll: 20, Paper: 5, Liars: 3, Mute: 2}), all)
}

func TestRenewalEndsTheFirstHold(t *testing.T) {
	const number = "9900010000000019"
	b, h := newBank(bank.Options{})
	check.NoError(t, b.Open(bank.Account{Number: number, Name: "测试户甲", Kind: "person"}, bank.In(bank.Entry{At: ago(time.Minute), Fen: 900})))
	m := wire.Match{Time: ago(time.Minute).Time(), Fen: 900}
	first := order("S-1", number, 500, m)
	_, err := b.Execute(first)
	check.NoError(t, err)
	h.now += 40 * when.Hour
	second := order("S-2", number, 500, m)
	second.Count = 2
	answer, err := b.Execute(second)
	check.NoError(t, err)
	check.Equal(t, answer.HeldFen, int64(500))
	check.Equal(t, b.HeldFen(), int64(500))
	told := b.Later()
	check.Equal(t, len(told), 1)
	check.Equal(t, []any{told[0].Order, told[0].HeldFen, told[0].Seq, told[0].Final}, []any{"S-1", int64(0), 2, true})
	next, ok := b.Next()
	check.True(t, ok && next == h.now+48*when.Hour, "the renewal runs 48 hours from its execution")
	h.now += 48 * when.Hour
	check.Equal(t, b.HeldFen(), int64(0))
}

// world is what the property test knows of one bank besides the bank itself.
type world struct {
	bank   *bank.Bank
	clock  *hand
	number string
	stops  []wire.Order
	all    []wire.Order
	ends   map[string]when.Micros
	ids    int
}

func (w *world) execute(t *rapid.T, o wire.Order) {
	w.all = append(w.all, o)
	a, err := w.bank.Execute(o)
	if err != nil {
		t.Fatalf("%s: %v", o.Type, err)
	}
	err = a.Check()
	if err != nil {
		t.Fatalf("answer to %s: %v", o.Type, err)
	}
	if o.Type != wire.Stop || a.Result == wire.Refused {
		return
	}
	var sum int64
	for _, d := range a.Dispositions {
		sum += d.Fen
	}
	var credits int64
	for _, m := range o.Matches {
		credits += m.Fen
	}
	if a.HeldFen > o.HoldFen || sum != max(o.HoldFen, credits) {
		t.Fatalf("held %d of %d, lines %d of %d", a.HeldFen, o.HoldFen, sum, credits)
	}
	w.stops, w.ends[o.ID] = append(w.stops, o), when.Of(a.ExecutedAt)+when.Micros(o.HoldForS)*when.Second
}

// invariants hold whatever happened.
func (w *world) invariants(t *rapid.T) {
	p, _ := w.bank.Look(w.number)
	if p.HeldFen > p.BalanceFen || p.BalanceFen < 0 || p.UsableFen != p.BalanceFen-p.HeldFen {
		t.Fatalf("held %d, usable %d of %d", p.HeldFen, p.UsableFen, p.BalanceFen)
	}
	credits := map[string]string{}
	for _, o := range w.stops {
		credits[o.ID] = fmt.Sprint(o.Claim, o.Matches[0].Fen)
	}
	stopped := map[string]bool{}
	for _, hold := range w.bank.Holds(w.number) {
		credit := credits[hold.Order]
		if !hold.Freeze && stopped[credit] {
			t.Fatalf("two holds of one claim on one credit, %s", hold.Order)
		}
		stopped[credit] = stopped[credit] || !hold.Freeze
		if hold.Until <= w.clock.now {
			t.Fatalf("a hold of %s lives past its end", hold.Order)
		}
		if hold.Fen > hold.Of {
			t.Fatalf("%s holds %d of %d", hold.Order, hold.Fen, hold.Of)
		}
	}
	for _, a := range w.bank.Later() {
		err := a.Check()
		if err != nil || a.Seq < 1 {
			t.Fatalf("further answer %+v: %v", a, err)
		}
	}
}

func (w *world) step(t *rapid.T) {
	fen := rapid.Int64Range(1, 1000).Draw(t, "fen")
	w.ids++
	id := fmt.Sprint("O-", w.ids)
	kind := rapid.SampledFrom([]string{"credit", "debit", "stop", "release", "freeze", "thaw", "repeat", "wait", "remind"}).Draw(t, "what")
	switch kind {
	case "credit":
		fine(t, w.bank.Credit(w.number, bank.Entry{Fen: fen}))
	case "debit":
		before, _ := w.bank.Look(w.number)
		err := w.bank.Debit(w.number, bank.Entry{Fen: fen, Code: wire.CashATM})
		if (err == nil) != (fen <= before.UsableFen) {
			t.Fatalf("debit of %d with %d usable: %v", fen, before.UsableFen, err)
		}
	case "stop":
		credit := 100*rapid.Int64Range(1, 10).Draw(t, "credit") + int64(w.ids) // no two are alike
		match := wire.Match{Time: w.clock.now.Time(), Fen: credit}
		if len(w.stops) > 0 && rapid.Bool().Draw(t, "same credit") {
			match = rapid.SampledFrom(w.stops).Draw(t, "credit of").Matches[0]
		} else {
			fine(t, w.bank.Credit(w.number, bank.Entry{Fen: credit}))
		}
		o := order(id, w.number, min(fen, match.Fen), match)
		o.Claim = rapid.SampledFrom([]string{"ZF20261121-000001", "ZF20261121-000002"}).Draw(t, "claim")
		o.FloorFen, o.HoldForS = rapid.Int64Range(0, 300).Draw(t, "floor"), rapid.Int64Range(1, 7200).Draw(t, "term")
		w.execute(t, o)
	case "wait":
		w.clock.now += when.Micros(fen) * when.Second
	case "repeat":
		if len(w.all) == 0 {
			return
		}
		before, _ := w.bank.Look(w.number)
		w.repeat(t, rapid.SampledFrom(w.all).Draw(t, "again"))
		now, _ := w.bank.Look(w.number)
		if before != now {
			t.Fatalf("a repeated order changed %+v to %+v", before, now)
		}
	default:
		if len(w.stops) == 0 {
			return
		}
		parent := rapid.SampledFrom(w.stops).Draw(t, "parent")
		o := after(wire.Type(kind), id, parent, fen)
		if kind == "remind" {
			o.Fen = 0
		}
		w.execute(t, o)
	}
}

// repeat sends an order again: the answer is one that was given before, or the order was one that found no original.
func (w *world) repeat(t *rapid.T, o wire.Order) {
	if o.Type != wire.Stop && o.Type != wire.Remind {
		a, ok := w.bank.Answered(o.ID)
		if !ok {
			return
		}
		b, err := w.bank.Execute(o)
		if err != nil || string(a.Canonical()) != string(b.Canonical()) {
			t.Fatalf("%s answered differently the second time: %v", o.Type, err)
		}
		return
	}
	_, err := w.bank.Execute(o)
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// fine stops a property on an error.
func fine(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func TestHoldsStayWithinTheLedger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, h := newBank(bank.Options{})
		w := &world{bank: b, clock: h, number: "9900010000000019", ends: map[string]when.Micros{}}
		err := b.Open(bank.Account{Number: w.number, Name: "测试户甲", Kind: "person"}, bank.In(bank.Entry{At: ago(time.Hour), Fen: 700}))
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			w.step(t)
			w.invariants(t)
		}
		h.now += 400 * when.Day
		if b.HeldFen() != 0 {
			t.Fatalf("%d fen are held for ever", b.HeldFen())
		}
	})
}
