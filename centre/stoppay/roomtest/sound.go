package roomtest

import (
	"fmt"
	"testing"

	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	"fanzha/internal/check"
	"fanzha/term/ident"
)

// Sound checks what must hold of every claim at every moment.
func Sound(t testing.TB, f *stoppay.File, rules *guard.Rules) {
	t.Helper()
	var held, standing int64
	in, out := map[ident.Account]int64{}, map[ident.Account]int64{}
	for i := range f.Orders {
		o := &f.Orders[i]
		check.True(t, o.Fen > 0 && len(o.Matches) > 0 && o.Target.Name != "" && o.SealKey != "", "an order without amount, credit, holder or seal")
		check.True(t, o.Count >= 1 && o.Count <= rules.StopCount, "a third stop")
		check.True(t, o.HeldFen >= 0 && o.LeavingFen >= 0 && o.LeavingFen <= o.HeldFen, "amounts of a hold")
		check.True(t, o.HoldState.Live() == (o.HeldFen > 0), "a hold without amount, or an amount without a hold: "+string(o.HoldState))
		check.True(t, o.ExpiresAt == 0 || o.ExpiresAt <= o.ExecutedAt+rules.StopFor, "a hold beyond the law")
		check.True(t, o.StandingFen() <= o.Fen, fmt.Sprintf("more stands than was asked for: %+v", o))
		var credits int64
		for _, m := range o.Matches {
			credits += m.Fen
		}
		check.True(t, o.Fen <= credits, "more is asked for than came in")
		held += o.HeldFen
		standing += o.StandingFen()
	}
	check.Equal(t, f.Claim.HeldFen, held)
	check.True(t, standing <= max(rules.Cap(f.Claim.OpenLoss()), frozen(f)), "the holds exceed the open loss")
	for i := range f.Legs {
		l := &f.Legs[i]
		check.True(t, l.TaintedFen >= 0 && l.TaintedFen <= l.Fen, "a leg with more of the victim's money than money")
		if l.Halt != stoppay.HaltExit {
			in[l.To.Account] += l.TaintedFen
		}
		if l.Code != stoppay.CodePayment {
			out[l.From] += l.TaintedFen
		}
		check.True(t, (l.Next == "") == (l.Halt != stoppay.HaltNone), "a leg that is neither followed nor says why")
	}
	for a, n := range out {
		check.True(t, n <= in[a], "more of the victim's money left an account than came to it")
	}
}

func frozen(f *stoppay.File) int64 {
	var n int64
	for i := range f.Orders {
		n += f.Orders[i].FrozenFen
	}
	return n
}
