// These tests protect which accounts get an order: a presumed purchase does not, and what was not worth an order alone is counted
// again with what comes to the account later, in whatever order the credits become known.
package chase

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"fanzha/centre/stoppay/docket"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// blank seals nothing.
type blank struct{}

// Seal implements docket.Sealer.
func (blank) Seal([]byte) (string, string, []byte, error) { return "none", "k", []byte{1}, nil }

const began = when.Micros(1_772_409_600_000_000)

// roomFor is a desk with one bank, and a claim whose payee has passed the victim's money on.
func roomFor(rules guard.Rules, loss int64) (*Desk, *docket.File) {
	serial := 0
	d := &Desk{Rules: &rules, Now: began, Wall: began, Sealer: blank{}, Known: map[ident.Account]Known{}, NewID: func() string {
		serial++
		return fmt.Sprintf("s%08d", serial)
	}}
	d.Banks = NewDirectory([]docket.Bank{{Code: "b", Name: "b", Prefixes: []string{"99"}, Channel: "push", Active: true}})
	payee := docket.Party{Account: "990000000000001", Name: "甲", Kind: "person", Bank: "b"}
	f := &docket.File{Claim: docket.Claim{ID: "c", Number: "N", State: docket.ClaimOpen, Standing: docket.Confirmed, LossFen: loss, OpenedAt: began}}
	f.Payments = []docket.Payment{{ID: "c-1", Claim: "c", At: began - when.Minute, Fen: loss, Account: "880000000000001", Payee: payee}}
	f.Legs = []docket.Leg{{ID: "c-1", Claim: "c", Layer: 1, From: "880000000000001", To: payee, Code: docket.CodePayment, At: began - when.Minute, Fen: loss, TaintedFen: loss, Mode: docket.ModePayment}}
	return d, f
}

// buy is a transfer of the payee to a company.
func buy(n int, fen int64) docket.Leg {
	return docket.Leg{ID: fmt.Sprint("L", n), Claim: "c", Layer: 2, From: "990000000000001", Code: docket.MovedOtherBank, At: began, Fen: fen, TaintedFen: fen, Ref: fmt.Sprint("r", n),
		Mode: docket.ModeSwitch, To: docket.Party{Account: "990000000000777", Name: "某公司", Kind: "company", Bank: "b"}}
}

// toShop sums up what orders ask of the company.
func toShop(f *docket.File) (orders int, fen int64) {
	for _, o := range f.Orders {
		if o.Target.Account == "990000000000777" {
			orders++
			fen += o.Fen
		}
	}
	return orders, fen
}

func TestAPurchaseIsSparedUntilASecondOne(t *testing.T) {
	rules, err := guard.Load()
	check.NoError(t, err)
	d, f := roomFor(rules, 5_000_000)
	d.addLeg(f, buy(1, 400_000))
	_, err = d.follow(f)
	check.NoError(t, err)
	check.Equal(t, f.Legs[1].Halt, docket.HaltWorth)
	orders, _ := toShop(f)
	check.Equal(t, orders, 0)
	events := len(f.Events)
	_, err = d.follow(f) // nothing new came: nothing is told again
	check.NoError(t, err)
	check.Equal(t, len(f.Events), events)
	d.addLeg(f, buy(2, 300_000))
	_, err = d.follow(f)
	check.NoError(t, err)
	orders, fen := toShop(f)
	check.Equal(t, []int64{int64(orders), fen}, []int64{1, 700_000})
	check.True(t, f.Legs[1].Halt == docket.HaltNone && f.Legs[1].Next == f.Legs[2].Next, "one order follows both")
}

func TestPurchasesProperties(t *testing.T) {
	rules, err := guard.Load()
	check.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		sums := rapid.SliceOfN(rapid.Int64Range(110_000, 4_000_000), 1, 5).Draw(t, "sums")
		d, f := roomFor(rules, 100_000_00)
		follow := func() {
			_, err := d.follow(f)
			if err != nil {
				t.Fatal(err)
			}
		}
		var all int64
		for i, fen := range sums {
			all += fen
			d.addLeg(f, buy(i+1, fen))
			if !rapid.Bool().Draw(t, "known together with the next") {
				follow()
			}
		}
		follow()
		_, asked := toShop(f)
		spared := len(sums) == 1 && sums[0] <= rules.PurchaseFen
		if spared != (asked == 0) || asked > min(all, f.Claim.LossFen) {
			t.Fatalf("%v: asked %d", sums, asked)
		}
		for i := range f.Legs {
			l := &f.Legs[i]
			if !spared && l.Halt == docket.HaltWorth && l.Next == "" {
				t.Fatalf("%v: leg %d was left out", sums, i)
			}
		}
	})
}

// Protects: of two payments to one account the money of the earlier one leaves first; what it sent on before the later one came, and
// payments to other accounts or later ones, do not count, and a payment that the log does not know brings nothing.
func TestEarlierMoneyLeavesFirst(t *testing.T) {
	to := func(account string, at when.Micros, fen int64) docket.Payment {
		return docket.Payment{At: at, Fen: fen, Payee: docket.Party{Account: ident.Account(account)}}
	}
	flow := func(edges ...trace.Edge) trace.Result { return trace.Result{Edges: edges} }
	root := trace.Edge{ID: "t0", From: "v", To: "a", At: 1, Fen: 600, TaintedFen: 600}
	first := Strand{Payment: to("a", 1, 600), Flow: flow(root, trace.Edge{From: "a", To: "b", At: 5, Fen: 100, TaintedFen: 100}, trace.Edge{From: "a", To: "c", At: 20, Fen: 900, TaintedFen: 500})}
	late := to("a", 10, 400)
	check.Equal(t, EarlierFen(late, nil), int64(0))
	check.Equal(t, EarlierFen(late, []Strand{first}), int64(500))
	check.Equal(t, EarlierFen(to("x", 10, 400), []Strand{first}), int64(0))
	check.Equal(t, EarlierFen(to("a", 0, 400), []Strand{first}), int64(0))
	check.Equal(t, EarlierFen(late, []Strand{{Payment: first.Payment}}), int64(0))
	check.Equal(t, EarlierFen(to("a", 30, 400), []Strand{first}), int64(0))
}
