package roomtest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// logged makes the log know a payment and what left its payee.
func (d *Desk) logged(payee string, fen int64, beyond ...trace.Edge) {
	r := trace.Result{Root: "t0", Rule: trace.FIFO, Edges: []trace.Edge{{ID: "t0", Layer: 1, From: string(Victim), To: payee, At: Start - 4*when.Minute, Fen: fen, TaintedFen: fen}}}
	r.Accounts = append(r.Accounts, trace.Account{Account: payee, Layer: 1, ReceivedFen: fen})
	for _, e := range beyond {
		r.Edges = append(r.Edges, e)
		r.Accounts = append(r.Accounts, trace.Account{Account: e.To, Layer: e.Layer})
	}
	d.Flow[Card(1, 1)] = r
}

// away keeps a bank from being reached.
func (d *Desk) away(bank string) {
	d.Town.Fault = func(m stoppay.Message) (error, error) {
		if m.Bank == bank {
			return errors.New("no line"), nil
		}
		return nil, nil
	}
}

// askedAgain protects: while a bank is away, what leaves its account is followed by the log, once, also with two copies, after a
// restart and with a clock that goes back; what the bank tells later of the same transfer makes no second order.
func askedAgain(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	a, b, c := Card(1, 1), Card(2, 1), Card(3, 1)
	d.away("yh_bank")
	d.Town.Put(a, 900_000)
	d.logged(string(a), 900_000)
	got := d.open(t, Cmd("c1", Start, a, 900_000))
	check.Equal(t, len(got.Orders), 1)
	d.work(t)
	first := trace.Edge{ID: "t1", Layer: 2, From: string(a), To: string(b), At: Start + when.Second, Fen: 600_000, TaintedFen: 600_000}
	d.Town.Move(a, b, 600_000, first.At)
	d.logged(string(a), 900_000, first)
	d.After(d.Rules.FollowSoon - when.Second)
	d.tick(t)
	check.Equal(t, len(d.claim(t, got.Claim.ID).Orders), 1) // not yet
	d.After(when.Second)
	d.tick(t)
	det := d.claim(t, got.Claim.ID)
	check.Equal(t, len(det.Orders), 2)
	check.Equal(t, det.Orders[1].Fen, int64(600_000))
	check.Equal(t, det.Orders[1].Parent, det.Orders[0].ID)
	d.work(t)
	check.Equal(t, d.Town.Held(b), int64(600_000))
	for i := range 5 {
		d.After(d.Rules.FollowSoon)
		for _, copyOf := range []*stoppay.Service{d.Service, d.Again()} {
			_, err := copyOf.Tick(ctx)
			check.NoError(t, err)
		}
		if i == 2 {
			d.Clock.Set(d.Clock.Now() - when.Hour)
			d.tick(t)
			d.Clock.Set(d.Clock.Now() + when.Hour)
		}
	}
	check.Equal(t, len(d.claim(t, got.Claim.ID).Orders), 2)
	second := trace.Edge{ID: "t2", Layer: 2, From: string(a), To: string(c), At: d.Clock.Now(), Fen: 250_000, TaintedFen: 250_000}
	d.Town.Move(a, c, 250_000, second.At)
	d.logged(string(a), 900_000, first, second)
	d.After(d.Rules.FollowSoon)
	_, err := d.Again().Tick(ctx) // after a restart
	check.NoError(t, err)
	d.work(t)
	check.Equal(t, d.Town.Held(c), int64(250_000))
	d.Town.Fault = nil
	d.After(d.Rules.PauseSoon)
	d.work(t)
	det = d.claim(t, got.Claim.ID)
	check.Equal(t, det.Claim.HeldFen, int64(900_000))
	check.Equal(t, []int{len(det.Orders), len(det.Legs)}, []int{3, 3})
}

// askedWithin protects: the log is not asked for a claim whose banks have all answered, that is closed, or that is old; without a
// log nothing of it happens.
func askedWithin(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 900_000)
	d.logged(string(Card(1, 1)), 900_000)
	done := d.open(t, Cmd("c1", Start, Card(1, 1), 900_000))
	d.work(t)
	d.After(d.Rules.FollowSoon)
	d.tick(t)
	check.Equal(t, d.claim(t, done.Claim.ID).Claim.FollowedAt, when.Micros(0))
	d.away("hk_rural")
	old := d.open(t, Cmd("c2", d.Clock.Now(), Card(2, 1), 900_000))
	d.work(t)
	opened := d.Clock.Now()
	var last when.Micros
	looks := 0
	for d.Clock.Now() < opened+d.Rules.FollowFor+when.Hour {
		d.After(5 * when.Minute)
		d.tick(t)
		at := d.claim(t, old.Claim.ID).Claim.FollowedAt
		if at != last {
			looks++
		}
		last = at
	}
	check.True(t, looks > 60 && last > 0 && last <= opened+d.Rules.FollowFor+5*when.Minute, fmt.Sprint(looks, " looks, the last after ", last-opened))
	shut := d.open(t, withVictim(Cmd("c3", d.Clock.Now(), Card(2, 2), 900_000), 3))
	_, err := d.Close(ctx, Operator(East), stoppay.ActCmd{Claim: shut.Claim.ID, Reason: "办结"})
	check.NoError(t, err)
	d.After(d.Rules.FollowSoon)
	d.tick(t)
	check.Equal(t, d.claim(t, shut.Claim.ID).Claim.FollowedAt, when.Micros(0))
	d.Options.Flow = nil
	blind := d.Again()
	next := d.open(t, withVictim(Cmd("c4", d.Clock.Now(), Card(2, 3), 900_000), 4))
	d.After(d.Rules.FollowSoon)
	_, err = blind.Tick(ctx)
	check.NoError(t, err)
	check.Equal(t, d.claim(t, next.Claim.ID).Claim.FollowedAt, when.Micros(0))
}

// backAgain protects: a bank that was away for minutes gets its orders within seconds of being back.
func backAgain(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.away("yh_bank")
	d.Town.Put(Card(1, 1), 500_000)
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 500_000))
	for d.Clock.Now() < Start+8*when.Minute {
		d.work(t)
		d.After(when.Second)
	}
	d.Town.Fault = nil
	d.After(d.Rules.PauseSoon)
	d.work(t)
	check.Equal(t, d.claim(t, got.Claim.ID).Claim.HeldFen, int64(500_000))
}

// notHammered protects: while a bank is away for hours, however many orders wait for it, it is tried with a message at a time, no
// more than a lane a pause, and within seconds of being back it has all of them.
func notHammered(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	var tries atomic.Int64
	d.Town.Fault = func(m stoppay.Message) (error, error) {
		if m.Bank != "yh_bank" {
			return nil, nil
		}
		tries.Add(1)
		return errors.New("no line"), nil
	}
	const orders = 24
	for i := range orders {
		d.Town.Put(Card(1, i+1), 500_000)
		d.open(t, Cmd(fmt.Sprint("c", i), Start, Card(1, i+1), 500_000))
	}
	d.work(t)
	first := tries.Load()
	check.True(t, first <= orders, "each once")
	for range 5 {
		d.After(d.Rules.PauseSoon)
		d.work(t)
	}
	check.Equal(t, tries.Load()-first, int64(5))
	d.After(2 * when.Hour)
	d.work(t)
	d.Town.Fault = nil
	d.After(d.Rules.PauseLater)
	d.work(t)
	for i := range orders {
		check.Equal(t, d.Town.Held(Card(1, i+1)), int64(500_000))
	}
}

// shopSpared protects: a single credit of a purchase's size to a company beyond the first layer gets no order by itself, and what
// leaves the account is followed; a second credit of the claim ends the presumption, and one order asks for both.
func shopSpared(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	a, shop, c := Card(1, 1), Card(2, 1), Card(3, 1)
	d.Options.Holders = Holders{Firms: map[ident.Account]bool{shop: true}}
	d.Service = d.Again()
	d.Town.Put(a, 900_000)
	bought := trace.Edge{ID: "t1", Layer: 2, From: string(a), To: string(shop), At: Start - 2*when.Minute, Fen: 300_000, TaintedFen: 300_000}
	d.Town.Move(a, shop, 300_000, bought.At)
	d.logged(string(a), 900_000, bought)
	got := d.open(t, Cmd("c1", Start, a, 900_000))
	check.Equal(t, len(got.Orders), 1)
	check.Equal(t, got.Legs[1].Halt, stoppay.HaltWorth)
	d.work(t)
	check.Equal(t, []int64{d.Town.Held(a), d.Town.Held(shop)}, []int64{600_000, 0})
	passed := trace.Edge{ID: "t2", Layer: 2, From: string(shop), To: string(c), At: Start + when.Second, Fen: 100_000, TaintedFen: 100_000}
	d.Town.Move(shop, c, 100_000, passed.At)
	d.Flow[shop] = trace.Result{Root: "t1", Rule: trace.FIFO, Edges: []trace.Edge{bought, passed}, Accounts: []trace.Account{{Account: string(c), Layer: 3}}}
	d.After(d.Rules.FollowSoon)
	d.tick(t)
	d.work(t)
	check.Equal(t, []int64{d.Town.Held(c), d.Town.Held(shop)}, []int64{100_000, 0})
	other := withVictim(Cmd("c2", d.Clock.Now(), Card(4, 1), 400_000), 2)
	d.Town.Put(Card(4, 1), 400_000)
	more := []trace.Edge{
		{ID: "u1", Layer: 2, From: string(Card(4, 1)), To: string(shop), At: d.Clock.Now() - 2*when.Minute, Fen: 150_000, TaintedFen: 150_000},
		{ID: "u2", Layer: 2, From: string(Card(4, 1)), To: string(shop), At: d.Clock.Now() - when.Minute, Fen: 250_000, TaintedFen: 250_000},
	}
	r := trace.Result{Root: "t0", Rule: trace.FIFO, Edges: []trace.Edge{{ID: "t0", Layer: 1, From: string(other.Payments[0].Account), To: string(Card(4, 1)), At: d.Clock.Now() - 4*when.Minute, Fen: 400_000, TaintedFen: 400_000}}}
	r.Accounts = []trace.Account{{Account: string(Card(4, 1)), Layer: 1, ReceivedFen: 400_000}, {Account: string(shop), Layer: 2}}
	for _, e := range more {
		d.Town.Move(Card(4, 1), shop, e.Fen, e.At)
		r.Edges = append(r.Edges, e)
	}
	d.Flow[Card(4, 1)] = r
	again := d.open(t, other)
	check.Equal(t, len(again.Orders), 1)
	check.Equal(t, []int64{int64(len(again.Orders[0].Matches)), again.Orders[0].Fen}, []int64{2, 400_000})
}

// supplementEnds protects: a supplement that was sealed before its stop's first order was executed asks for no more than what is
// left of the stop, ends with it, and is released by us at its end, also when the bank states no end.
func supplementEnds(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	a := Card(1, 1)
	d.Town.Put(a, 3_000_000)
	var mu sync.Mutex
	spans := map[string]int64{}
	d.Town.Fault = func(m stoppay.Message) (error, error) {
		mu.Lock()
		defer mu.Unlock()
		spans[m.ID] = m.HoldForS
		return errors.New("no line"), nil
	}
	one := d.open(t, Cmd("c1", Start, a, 1_000_000))
	d.work(t)
	d.After(10 * when.Minute)
	two := d.open(t, Cmd("c2", d.Clock.Now(), a, 1_000_000))
	check.Equal(t, two.Orders[0].Supplement, one.Orders[0].ID)
	for range 8 { // a bank that is away is tried with one message at first, with more later
		d.work(t)
		d.After(d.Rules.PauseSoon)
	}
	check.Equal(t, []int64{spans[one.Orders[0].ID], spans[two.Orders[0].ID]}, []int64{48 * 3600, 48*3600 - 600})
	d.Town.Fault = nil
	d.Town.Silent = func(stoppay.Message) bool { return true }
	d.After(d.Rules.PauseSoon)
	d.work(t)
	list := d.Town.Later()
	slices.SortFunc(list, func(x, y stoppay.Answer) int {
		return map[string]int{one.Orders[0].ID: -1, two.Orders[0].ID: 1}[x.Message]
	})
	check.Equal(t, len(list), 2)
	for i, x := range list {
		x.ExpiresAt, x.ExecutedAt = 0, x.ExecutedAt+when.Micros(i)*30*when.Second
		d.After(when.Micros(i) * 30 * when.Second)
		_, err := d.Answer(ctx, "yh_bank", x)
		check.NoError(t, err)
	}
	first, second := d.claim(t, one.Claim.ID).Orders[0], d.claim(t, two.Claim.ID).Orders[0]
	check.Equal(t, second.ExpiresAt, first.ExpiresAt)
	d.Clock.Set(first.ExpiresAt)
	d.tick(t)
	d.work(t)
	check.Equal(t, string(d.claim(t, two.Claim.ID).Orders[0].HoldState), "expired")
	check.Equal(t, d.Town.Held(a), int64(1_000_000)) // the first order's, which ends at the bank at this moment
}

// ransom protects: who reports tiny payments against one account after the other is seen by it; his claims lapse early.
func ransom(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for i := range 3 {
		got := d.open(t, withVictim(weak(Cmd(fmt.Sprint("c", i), d.Clock.Now(), Card(1, 1+i), 500)), 1))
		suspected := slices.Contains(got.Claim.Reasons, "ransom_pattern")
		check.Equal(t, suspected, i > 0)
		want := d.Rules.Provisional
		if suspected {
			want = d.Rules.RansomFor
		}
		check.Equal(t, got.Claim.ConfirmBy, d.Clock.Now()+want)
		d.After(when.Hour)
	}
	large := d.open(t, withVictim(weak(Cmd("large", d.Clock.Now(), Card(1, 9), 5_000_000)), 1))
	check.True(t, !slices.Contains(large.Claim.Reasons, "ransom_pattern"), "a large loss of the same person is no such pattern")
	other := d.open(t, withVictim(weak(Cmd("other", d.Clock.Now(), Card(1, 1), 500)), 7))
	check.True(t, !slices.Contains(other.Claim.Reasons, "ransom_pattern"), "one earlier tiny claim of somebody else is not enough")
	d.After(d.Rules.RansomWindow)
	later := d.open(t, withVictim(weak(Cmd("later", d.Clock.Now(), Card(1, 8), 500)), 1))
	check.True(t, !slices.Contains(later.Claim.Reasons, "ransom_pattern"), "long ago")
}

// ownMoney protects: every order says that all of the holder's own money stays usable, sealed and recorded.
func ownMoney(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	var floor int64
	d.Town.Fault = func(m stoppay.Message) (error, error) {
		floor = m.FloorFen
		return nil, nil
	}
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 500_000))
	d.work(t)
	check.Equal(t, []int64{got.Orders[0].FloorFen, floor}, []int64{guard.FloorAll, guard.FloorAll})
}
