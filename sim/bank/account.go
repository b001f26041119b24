package bank

import (
	"slices"

	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// account is an account with its ledger and what is held on it.
type account struct {
	Account
	balance int64
	entries []Entry        // in order of time, then of posting
	holds   []*hold        // live, oldest first
	curbs   []*curb        // restrictions of payments
	stops   map[stopOf]int // executed stops
	all     int            // executed stops, all claims
}

// stopOf names what may be stopped twice: one credit, for one claim.
type stopOf struct {
	claim string
	entry int64
}

// hold is money kept back by one order. It lives in the account's list until it ends.
type hold struct {
	on      *account
	order   string // that made it
	root    string // the stop it began with
	claim   string
	by      string // unit
	freeze  bool
	credits int64   // the credits found: lines say where all of them went, for the centre may know of a part already and ask for the rest
	asked   int64   // what the order wanted, as far as its credits were found
	lines   []line  // where the money went after the credits, as of the execution
	found   []int64 // numbers of the credits found
	fen     int64   // kept back now
	target  int64   // more is caught until fen reaches it
	floor   int64
	taint   int64 // of the credits that this and the other holds on the account found, what was still there when the latest stop was executed
	from    when.Micros
	until   when.Micros
	ended   bool
	shares  bool // a lie: the money of other holds is taken again
}

// post writes an entry into the ledger.
func (a *account) post(e Entry, no int64) {
	e.no = no
	if e.debit {
		a.balance -= e.Fen
	} else {
		a.balance += e.Fen
	}
	i := len(a.entries)
	for i > 0 && a.entries[i-1].At > e.At {
		i--
	}
	a.entries = slices.Insert(a.entries, i, e)
}

// held is what all holds together keep back.
func (a *account) held() int64 {
	var sum int64
	for _, h := range a.holds {
		sum += h.fen
	}
	return sum
}

// usable is what the holder can take out.
func (a *account) usable() int64 { return max(a.balance-a.held(), 0) }

// room is how much more a hold can take: what is usable, less what the floor spares of the holder's own money. The stolen money
// still there is not spared by it; a floor of wire.FenMax spares everything else.
func (h *hold) room() int64 {
	own := max(h.on.balance-h.taint, 0)
	free := h.on.usable()
	if h.shares {
		free = max(h.on.balance-h.fen, 0)
	}
	return max(free-min(h.floor, own), 0)
}

// fill takes what it can reach and reports whether it took any.
func (h *hold) fill() bool {
	more := min(h.target-h.fen, h.room())
	if more <= 0 {
		return false
	}
	h.fen += more
	return true
}

// end gives everything free.
func (h *hold) end() {
	h.ended, h.fen, h.target = true, 0, 0
	h.on.holds = slices.DeleteFunc(h.on.holds, func(o *hold) bool { return o == h })
}

func (a *account) party() wire.Account {
	return wire.Account{Number: a.Number, Name: a.Name, Kind: a.Kind}
}

// ends orders holds by their end.
type ends []*hold

// Len counts.
func (e ends) Len() int { return len(e) }

// Less compares ends, then orders, so that the same holds end in the same order.
func (e ends) Less(i, j int) bool {
	if e[i].until != e[j].until {
		return e[i].until < e[j].until
	}
	return e[i].order < e[j].order
}

// Swap swaps.
func (e ends) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

// Push appends.
func (e *ends) Push(x any) { *e = append(*e, x.(*hold)) }

// Pop takes the last.
func (e *ends) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}
