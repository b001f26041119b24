package flow

import (
	"slices"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/slab"
	"fanzha/term/when"
)

// View is what one reader sees: the batches that were complete when it began. It is a trace.Source.
type View struct {
	e     *Engine
	slot  int
	s     *state
	limit uint32 // transfers from this number on are not seen
}

// View opens one; Close ends it. While it is open, memory that was outgrown since is not used again.
func (e *Engine) View() (*View, error) {
	slot, ok := e.pins.Take()
	if !ok {
		return nil, ErrBusy
	}
	v := &View{e: e, slot: slot}
	v.enter()
	return v, nil
}

// Close ends a view.
func (v *View) Close() {
	v.leave()
	v.e.pins.Give(v.slot)
}

func (v *View) enter() {
	v.e.pins.Enter(v.slot)
	v.s = v.e.st.Load()
	v.limit = v.s.shown.Load()
}

func (v *View) leave() {
	if v.s == nil {
		return
	}
	v.e.pins.Leave(v.slot)
	v.s = nil
}

// AccountOrder says how ids of accounts compare.
func (v *View) AccountOrder() trace.Order { return v.s.acc.order }

// Len is the number of transfers seen.
func (v *View) Len() int { return int(v.limit) }

// account is the number of an account; accounts have no transfers before the first is complete.
func (v *View) account(id string) (uint32, bool) {
	if v.limit == 0 {
		return 0, false
	}
	return v.s.acc.find(keyOf(id), id)
}

// Out iterates over the transfers that leave the account, after < time ≤ until, in the order of (time, id).
func (v *View) Out(account string, after, until when.Micros, fn func(trace.Transfer) bool) {
	n, known := v.account(account)
	if !known {
		return
	}
	v.outRefs(n, v.spans(after, until), func(ref uint32) bool { return fn(v.s.transfer(ref)) })
}

// In iterates over the transfers that enter the account, after < time ≤ until, in the order of (time, id).
func (v *View) In(account string, after, until when.Micros, fn func(trace.Transfer) bool) {
	n, known := v.account(account)
	if !known {
		return
	}
	v.inRefs(n, v.spans(after, until), func(ref uint32) bool { return fn(v.s.transfer(ref)) })
}

// window is a part of time in spans: after < span ≤ until.
type window struct{ after, until int64 }

// spans cuts moments to what the engine reaches.
func (v *View) spans(after, until when.Micros) window {
	if v.limit == 0 {
		return window{} // the base is not set yet
	}
	return window{max(int64(max(after, v.s.base-1)-v.s.base), -1), int64(min(max(until, v.s.base-1)-v.s.base, spanMax))}
}

func (v *View) outRefs(account uint32, w window, fn func(ref uint32) bool) {
	s := v.s
	early := func(c *cell) bool { return s.recs[c.ref].span() <= w.after }
	s.out.Arrays(account, early, func(cells []cell) bool {
		for i := slab.Search(cells, early); i < len(cells); i++ {
			ref := cells[i].ref
			if s.recs[ref].span() > w.until || ref < v.limit && !fn(ref) {
				return false
			}
		}
		return true
	})
}

func (v *View) inRefs(account uint32, w window, fn func(ref uint32) bool) {
	s := v.s
	early := func(ref *uint32) bool { return s.recs[*ref].span() <= w.after }
	s.in.Arrays(account, early, func(refs []uint32) bool {
		for i := slab.Search(refs, early); i < len(refs); i++ {
			ref := refs[i]
			if s.recs[ref].span() > w.until || ref < v.limit && !fn(ref) {
				return false
			}
		}
		return true
	})
}

// Touching iterates over the transfers that leave or enter any of the accounts, each once, in the order of (time, id).
func (v *View) Touching(accounts []string, after, until when.Micros, fn func(trace.Transfer) bool) {
	var numbers []uint32
	for _, id := range accounts {
		n, known := v.account(id)
		if known {
			numbers = append(numbers, n)
		}
	}
	for _, ref := range v.touching(numbers, v.spans(after, until)) {
		if !fn(v.s.transfer(ref)) {
			return
		}
	}
}

// touching lists the transfers of some accounts in the order of (time, id), each once.
func (v *View) touching(accounts []uint32, w window) []uint32 {
	var refs []uint32
	take := func(ref uint32) bool {
		refs = append(refs, ref)
		return true
	}
	for _, n := range accounts {
		v.outRefs(n, w, take)
		v.inRefs(n, w, take)
	}
	slices.Sort(refs)
	refs = slices.Compact(refs)
	s := v.s
	slices.SortFunc(refs, func(x, y uint32) int {
		switch {
		case x == y:
			return 0
		case s.before(x, y):
			return -1
		}
		return 1
	})
	return refs
}

// Ref is the number of a transfer in the order of arrival; it holds for one view.
type Ref uint32

// Find returns the number of a transfer by its payer, time and id.
func (v *View) Find(from string, at when.Micros, id string) (Ref, bool) {
	n, known := v.account(from)
	found, ok := Ref(none), false
	if !known {
		return found, false
	}
	v.outRefs(n, v.spans(at-1, at), func(ref uint32) bool {
		if v.s.id(ref) == id {
			found, ok = Ref(ref), true
		}
		return !ok
	})
	return found, ok
}

// Transfer is the whole of a transfer.
func (v *View) Transfer(ref Ref) (trace.Transfer, bool) {
	if uint32(ref) >= v.limit {
		return trace.Transfer{}, false
	}
	return v.s.transfer(uint32(ref)), true
}

// Party is what is known of the holder of an account beside its number: an order to a bank needs the bank and the name, a warning
// the phone.
type Party = slab.Party

// Party is what is known of the holder of an account.
func (v *View) Party(account string) Party {
	n, known := v.s.acc.find(keyOf(account), account)
	if !known {
		return Party{}
	}
	return v.s.parties.Get(n)
}
