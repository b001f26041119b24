package sheet

import (
	"cmp"
	"slices"
	"strconv"

	"fanzha/centre/trace"
	"fanzha/term/when"
)

// view is a Book as a sheet's state shows it: accounts of one holder as one, legs added by hand among the transfers, and
// nothing leaving through an exit. It is the trace's Source.
type view struct {
	book    *Book
	state   *State
	members map[string][]string // shown account → its accounts, where it has several
	shown   map[uint32]string   // number of a merged account → the account under which it is shown
	legs    []trace.Transfer    // as shown, in the order of (time, id)
	order   trace.Order
	lost    trace.Losses
}

func newView(b *Book, s *State) *view {
	v := &view{book: b, state: s, members: map[string][]string{}, shown: map[uint32]string{}, order: b.order}
	for a, to := range s.Group {
		v.members[to] = append(v.members[to], a)
		n, known := b.number(a)
		if known {
			v.shown[n] = to
		}
	}
	for _, l := range s.Legs {
		t := l.transfer()
		t.From, t.To = v.show(t.From), v.show(t.To)
		v.legs = append(v.legs, t)
		if trace.OrderOf(t.From, t.To) == trace.ByBytes {
			v.order = trace.ByBytes
		}
	}
	slices.SortFunc(v.legs, compareTransfers)
	return v
}

func compareTransfers(x, y trace.Transfer) int {
	return cmp.Or(cmp.Compare(x.At, y.At), trace.ByNumber.Compare(x.ID, y.ID))
}

// show is the account under which an account is shown: that of its group, or of the card's statement.
func (v *view) show(account string) string {
	n, known := v.book.number(account)
	if known {
		return v.name(n)
	}
	return v.state.Shown(account)
}

func (v *view) name(n uint32) string {
	to, merged := v.shown[n]
	if merged {
		return to
	}
	return v.book.names[n]
}

// numbers are the accounts of the book that one shown account stands for.
func (v *view) numbers(shown string) []uint32 {
	list, merged := v.members[shown]
	if !merged {
		list = []string{shown}
	}
	var out []uint32
	for _, a := range list {
		n, known := v.book.number(a)
		if known && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// transfer is a move as shown. What comes out of an exit comes from outside: it is no longer the money that went in.
func (v *view) transfer(i uint32) trace.Transfer {
	m := &v.book.moves[i]
	t := trace.Transfer{ID: strconv.FormatUint(m.id, 10), From: v.name(m.from), To: v.name(m.to), At: when.Micros(m.at), Fen: m.fen, Kind: v.book.kind(m.mark)}
	if v.book.accounts[m.from].exit != noMark {
		t.From = "from:" + t.From
	}
	return t
}

// AccountOrder says how ids of accounts compare.
func (v *view) AccountOrder() trace.Order { return v.order }

// Out iterates over what leaves an account.
func (v *view) Out(account string, after, until when.Micros, fn func(trace.Transfer) bool) {
	var moves []uint32
	numbers := v.numbers(account)
	for _, n := range numbers {
		if v.book.accounts[n].exit == noMark {
			moves = append(moves, v.book.span(v.book.out.of(n), after, until)...)
		}
	}
	if len(numbers) > 1 {
		slices.Sort(moves)
	}
	v.walk(moves, v.legsIn(after, until, func(t trace.Transfer) bool { return t.From == account }), fn)
}

// Touching iterates over what leaves or enters any of the accounts.
func (v *view) Touching(accounts []string, after, until when.Micros, fn func(trace.Transfer) bool) {
	asked := make(map[string]bool, len(accounts))
	var moves []uint32
	for _, a := range accounts {
		asked[a] = true
		for _, n := range v.numbers(a) {
			moves = append(moves, v.book.span(v.book.out.of(n), after, until)...)
			moves = append(moves, v.book.span(v.book.in.of(n), after, until)...)
		}
	}
	slices.Sort(moves)
	v.walk(slices.Compact(moves), v.legsIn(after, until, func(t trace.Transfer) bool { return asked[t.From] || asked[t.To] }), fn)
}

// legsIn are the legs of a span that fit.
func (v *view) legsIn(after, until when.Micros, fits func(trace.Transfer) bool) (out []trace.Transfer) {
	for _, l := range v.legs {
		if l.At > after && l.At <= until && fits(l) {
			out = append(out, l)
		}
	}
	return out
}

// walk gives moves and legs, in the order of (time, id).
func (v *view) walk(moves []uint32, legs []trace.Transfer, fn func(trace.Transfer) bool) {
	for _, i := range moves {
		t := v.transfer(i)
		for len(legs) > 0 && compareTransfers(legs[0], t) < 0 {
			if !fn(legs[0]) {
				return
			}
			legs = legs[1:]
		}
		if !fn(t) {
			return
		}
	}
	for len(legs) > 0 {
		if !fn(legs[0]) {
			return
		}
		legs = legs[1:]
	}
}

// balances are the clean money of accounts just before the root arrived (the victim's own: just after it left), as far as
// their statements say so.
func (v *view) balances(accounts []trace.Account, root trace.Transfer) map[string]int64 {
	out := map[string]int64{}
	for _, a := range accounts {
		at := int64(root.At)
		if a.Account == root.From {
			at++
		}
		var sum int64
		found := false
		for _, n := range v.numbers(a.Account) {
			fen, known := v.book.balanceBefore(n, at)
			if known && fen > 0 {
				sum, found = sum+fen, true
			}
		}
		if found {
			out[a.Account] = sum
		}
	}
	return out
}
