package roomtest

import (
	"fmt"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// refusedApplications protects: what cannot be matched by a bank is refused before anything is sent.
func refusedApplications(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for code, change := range map[string]func(*stoppay.OpenCmd){
		"stoppay.payments":    func(c *stoppay.OpenCmd) { c.Payments = nil },
		"stoppay.future":      func(c *stoppay.OpenCmd) { c.Payments[0].At = Start + 6*when.Minute },
		"stoppay.amount":      func(c *stoppay.OpenCmd) { c.Payments[0].Fen = 0 },
		"stoppay.officers":    func(c *stoppay.OpenCmd) { c.Officers[1] = c.Officers[0] },
		"stoppay.document":    func(c *stoppay.OpenCmd) { c.Document.SHA256 = "none" },
		"stoppay.bank":        func(c *stoppay.OpenCmd) { c.Payments[0].Payee.Account = "8888000000000011" },
		"stoppay.bank_prefix": func(c *stoppay.OpenCmd) { c.Payments[0].Payee.Bank = "hk_rural" },
		"stoppay.protected":   func(c *stoppay.OpenCmd) { c.Payments[0].Payee.Kind = d.Rules.Kinds[0].Code },
		"stoppay.field":       func(c *stoppay.OpenCmd) { c.Payments[0].Payee.Name = "" },
	} {
		cmd := Cmd("c-"+code, Start, Card(1, 1), 100_000)
		change(&cmd)
		_, err := d.Service.Open(ctx, Operator(East), cmd)
		check.Fault(t, err, code)
	}
	many := Cmd("many", Start, Card(1, 1), 100)
	for range 20 {
		many.Payments = append(many.Payments, many.Payments[0])
	}
	_, err := d.Service.Open(ctx, Operator(East), many)
	check.Fault(t, err, "stoppay.payments")
	check.Equal(t, len(s.Emitted()), 0)
}

// freezeTakesOver protects: a freeze takes a hold over, the rest is released, and the end of the stop does not touch it.
func freezeTakesOver(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 500_000)
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 500_000))
	d.work(t)
	o := got.Orders[0]
	ins := stoppay.InstructCmd{ID: "f1", Kind: stoppay.KindFreeze, Number: "冻1号", Order: o.ID, Measure: "m1", Fen: 400_000, Until: Start + 100*when.Day, Basis: "刑事诉讼法第一百四十四条",
		Reason: "已立案", Officers: got.Claim.Officers, Document: got.Claim.Document}
	check.NoError(t, d.Instruct(ctx, ins))
	check.NoError(t, d.Instruct(ctx, ins))
	d.work(t)
	check.Equal(t, count(s.Emitted(), stoppay.EvInstructed), 1)
	d.renews(t, ins)
	for range 2 {
		check.NoError(t, d.Frozen(ctx, stoppay.FrozenCmd{Order: o.ID, Freeze: "m1", Fen: 400_000}))
	}
	d.work(t)
	d.After(60 * when.Hour)
	d.tick(t)
	det := d.claim(t, got.Claim.ID)
	check.Equal(t, string(det.Orders[0].HoldState), "frozen")
	check.Equal(t, det.Claim.HeldFen, int64(400_000))
	_, err := d.Release(ctx, Operator(East), stoppay.ReleaseCmd{Order: o.ID, Reason: "x"})
	check.Fault(t, err, "stoppay.frozen")
	for range 2 {
		check.NoError(t, d.Thawed(ctx, o.ID, "m1"))
	}
	check.Equal(t, d.claim(t, got.Claim.ID).Claim.HeldFen, int64(0))
}

// renews protects: a renewed freeze names the freeze that it continues, and nothing else can be continued.
func (d *Desk) renews(t *testing.T, first stoppay.InstructCmd) {
	t.Helper()
	again := first
	for id, parent := range map[string]string{"f2": "f2", "f3": first.Order, "f4": "none", "f5": "f1 "} {
		again.ID, again.Parent = id, parent
		check.Fault(t, d.Instruct(ctx, again), "stoppay.field")
	}
	again.ID, again.Parent, again.Kind, again.Until = "f6", "f1", stoppay.KindThaw, 0
	check.Fault(t, d.Instruct(ctx, again), "stoppay.field")
	again.ID, again.Kind, again.Until = "f7", stoppay.KindFreeze, first.Until+180*when.Day
	check.NoError(t, d.Instruct(ctx, again))
	d.work(t)
	o, _, err := d.Order(ctx, access.System(), first.Order)
	check.NoError(t, err)
	for _, m := range d.claim(t, o.Claim).Messages {
		if m.Kind == stoppay.KindFreeze {
			in, err := stoppay.ParseInstruction([]byte(d.Town.seen[m.ID])) // as the bank got it
			check.NoError(t, err)
			check.Equal(t, in.Parent, map[string]string{"f1": first.Order, "f7": "f1"}[m.ID])
		}
	}
}

// givenBack protects: what was given back makes the open loss, and with it the limit of all holds, smaller; each return counts once.
func givenBack(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 500_000)
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 500_000))
	d.work(t)
	for range 2 {
		check.NoError(t, d.Back(ctx, stoppay.BackCmd{Claim: got.Claim.ID, Fen: 300_000, Cause: "r1"}))
	}
	d.work(t)
	det := d.claim(t, got.Claim.ID)
	check.Equal(t, det.Claim.BackFen, int64(300_000))
	check.Equal(t, det.Claim.HeldFen, int64(220_000)) // 110 % of what is open
	check.Fault(t, d.Back(ctx, stoppay.BackCmd{Claim: got.Claim.ID, Fen: 300_000, Cause: "r2"}), "stoppay.back")
}

// switchMode protects: what the log knows becomes orders of the same decision, each for what is still there.
func switchMode(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	at := Start - 3*when.Minute
	a, b, c := Card(1, 1), Card(2, 1), Card(3, 1)
	d.Flow[a] = trace.Result{Root: "t0", Rule: trace.FIFO, Edges: []trace.Edge{
		{ID: "t0", Layer: 1, From: string(Victim), To: string(a), At: Start - 4*when.Minute, Fen: 900_000, TaintedFen: 900_000},
		{ID: "t1", Layer: 2, From: string(a), To: string(b), At: at, Fen: 600_000, TaintedFen: 600_000},
		{ID: "t2", Layer: 3, From: string(b), To: string(c), At: at + when.Minute, Fen: 250_000, TaintedFen: 250_000},
	}, Accounts: []trace.Account{{Account: string(a), Layer: 1, TaintedFen: 300_000, ReceivedFen: 900_000}, {Account: string(b), Layer: 2}, {Account: string(c), Layer: 3}}}
	d.Town.Put(a, 900_000)
	d.Town.Move(a, b, 600_000, at)
	d.Town.Move(b, c, 250_000, at+when.Minute)
	got := d.open(t, Cmd("c1", Start, a, 900_000))
	asked := []int64{}
	for _, o := range got.Orders {
		asked = append(asked, o.Fen)
	}
	check.Equal(t, asked, []int64{300_000, 350_000, 250_000})
	check.Equal(t, got.Orders[2].Parent, got.Orders[1].ID)
	d.work(t)
	det := d.claim(t, got.Claim.ID)
	check.Equal(t, det.Claim.HeldFen, int64(900_000))
	check.Equal(t, len(det.Orders), 3)
}

// reads protects: lists page without loss, filters choose, the league counts, and the trail names nobody.
func reads(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 100_000)
	var first stoppay.Opened
	for i := range 7 {
		got := d.open(t, withVictim(Cmd(fmt.Sprint("c", i), d.Clock.Now(), Card(1+i%2, 1+i), 100_000), i))
		if i == 0 {
			first = got
		}
		d.After(when.Second)
	}
	d.work(t)
	seen := map[string]bool{}
	cursor := ""
	for {
		list, next, err := d.Orders(ctx, Operator(City), stoppay.OrderFilter{Limit: 3, Cursor: cursor})
		check.NoError(t, err)
		for _, o := range list {
			seen[o.ID] = true
		}
		if next == "" {
			break
		}
		cursor = next
	}
	check.Equal(t, len(seen), 7)
	claims, next, err := d.Claims(ctx, Operator(City), stoppay.ClaimFilter{Limit: 5})
	check.NoError(t, err)
	check.Equal(t, len(claims), 5)
	claims, next, err = d.Claims(ctx, Operator(City), stoppay.ClaimFilter{Limit: 5, Cursor: next})
	check.NoError(t, err)
	check.Equal(t, len(claims), 2)
	check.Equal(t, next, "")
	held, _, err := d.Orders(ctx, Operator(City), stoppay.OrderFilter{Holds: []stoppay.HoldState{stoppay.Holding}, Bank: "yh_bank"})
	check.NoError(t, err)
	check.Equal(t, len(held), 1)
	_, _, err = d.Orders(ctx, Operator(City), stoppay.OrderFilter{Cursor: "nonsense"})
	check.Fault(t, err, "stoppay.cursor")
	league, err := d.League(ctx, Operator(City), stoppay.Span{})
	check.NoError(t, err)
	check.Equal(t, len(league), 2)
	check.Equal(t, league[0].Orders+league[1].Orders, int64(7))
	n, err := d.Counts(ctx, Operator(City))
	check.NoError(t, err)
	check.Equal(t, []int64{n.Open, n.Holding, n.HeldFen}, []int64{7, 1, 100_000})
	tr, err := d.Trail(ctx, first.Claim.Receipt)
	check.NoError(t, err)
	check.Equal(t, tr.HeldFen, int64(100_000))
	text := fmt.Sprintf("%+v", tr)
	for _, secret := range []string{"张建国", NameOf(Card(1, 1)), string(Card(1, 1)), string(Victim), "138000"} {
		check.True(t, !strings.Contains(text, secret), "the trail tells "+secret)
	}
	_, err = d.Trail(ctx, "guess")
	check.Fault(t, err, "stoppay.not_found")
	d.open(t, withVictim(Cmd("other", d.Clock.Now(), Card(1, 1), 50_000), 60))
	payers, err := d.OtherPayers(ctx, Operator(City), first.Claim.ID, Card(1, 1))
	check.NoError(t, err)
	check.Equal(t, len(payers), 1)
	check.Equal(t, payers[0].Fen, int64(50_000))
}
