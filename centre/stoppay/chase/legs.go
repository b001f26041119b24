package chase

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"fanzha/base/seal"
	"fanzha/centre/stoppay/docket"
	"fanzha/term/when"
)

// moved turns dispositions into legs. The same movement told twice, by two orders or by an answer and a notice, is one leg.
func (d *Desk) moved(f *docket.File, o *docket.Order, a *docket.Answer) {
	list := slices.Clone(a.Dispositions)
	slices.SortStableFunc(list, func(x, y docket.Disposition) int { return cmp.Compare(x.At, y.At) })
	var gone, credits int64
	seen := map[string]int{}
	for _, x := range list {
		fate, _ := x.Code.Fate()
		if fate != docket.FateOnward && fate != docket.FateExit {
			continue
		}
		gone += x.Fen
		l := docket.Leg{
			Claim: f.Claim.ID, Order: o.ID, Layer: o.Layer + 1, From: o.Target.Account, To: x.To, Code: x.Code, At: cmp.Or(x.At, o.ExecutedAt, d.Now),
			Fen: max(x.Fen, x.TxFen), TaintedFen: x.Fen, Ref: x.Ref, Place: x.Place, Mode: docket.ModeReply,
		}
		if fate == docket.FateExit {
			l.To, l.Halt = docket.Party{Bank: x.To.Bank}, docket.HaltExit
		}
		key := keyOf(&l, 0)
		seen[key]++
		l.ID = keyOf(&l, seen[key])
		d.addLeg(f, l)
	}
	for _, x := range o.Matches {
		credits += x.Fen
	}
	if o.HeldFen+gone > credits {
		d.flag(f, o, docket.FlagInflow)
	}
}

// keyOf names a movement by what the bank says of it, so that telling it again makes no second leg. nth tells apart several
// movements that look the same within one answer.
func keyOf(l *docket.Leg, nth int) string {
	w := seal.NewWriter('L', 1)
	w.Text(l.Claim).Text(string(l.From)).Text(string(l.To.Account)).Text(l.Ref)
	if l.Ref == "" {
		w.Text(string(l.Code)).Time(l.At).Int(l.Fen).Int(int64(nth))
	}
	sum := sha256.Sum256(w.Bytes())
	return "L" + hex.EncodeToString(sum[:10])
}

// sameSpan is how far apart two sources may put one and the same transfer.
const sameSpan = 2 * when.Minute

// addLeg adds a movement that is not known yet. How much of it is the victim's is bounded by what is still on the account.
func (d *Desk) addLeg(f *docket.File, l docket.Leg) {
	if l.To.Account != "" && l.To.Bank == "" {
		l.To.Bank = d.Banks.prefixOf(l.To.Account) // who tells of a transfer need not name the bank
	}
	for i := range f.Legs {
		k := &f.Legs[i]
		same := k.ID == l.ID
		if !same && k.Mode != l.Mode && k.Code != docket.CodePayment && k.From == l.From && k.To.Account == l.To.Account && k.Fen == l.Fen {
			same = max(k.At-l.At, l.At-k.At) <= sameSpan
		}
		if same {
			k.To.Name, k.To.Kind, k.To.Bank = cmp.Or(k.To.Name, l.To.Name), cmp.Or(k.To.Kind, l.To.Kind), cmp.Or(k.To.Bank, l.To.Bank)
			if k.Halt == docket.HaltName && k.To.Name != "" {
				k.Halt = docket.HaltNone // the name that was missing has come
				f.Mark(k.ID)
			}
			return
		}
	}
	l.TaintedFen = max(0, min(l.TaintedFen, f.Room(l.From)))
	f.Legs = append(f.Legs, l)
	f.Mark(l.ID)
}
