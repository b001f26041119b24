package trace

import (
	"math"
	"slices"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// Attribute follows the root transfer and says how much of the root amount went where; see the package comment.
func Attribute(ts Source, root Transfer, p Params, o AttributeOptions) (Result, error) {
	if !slices.Contains(Rules(), o.Rule) {
		return Result{}, ErrRule
	}
	r, err := Reach(ts, root, p)
	if err != nil {
		return Result{}, err
	}
	r.Rule = o.Rule
	if o.Rule == Poison {
		mark(&r)
		return r, nil
	}
	a := newAttribution(&r, p)
	a.lost = o.Lost
	err = a.open(root, o)
	if err != nil {
		return Result{}, err
	}
	err = a.replay(ts, root.At, p.End(root))
	if err != nil {
		return Result{}, err
	}
	a.close()
	return r, nil
}

// mark is attribution by Poison. Every edge of reach leaves an account after tainted money came to it, so every edge and
// every account of reach is marked; nothing needs to be replayed.
func mark(r *Result) {
	for i := range r.Edges {
		r.Edges[i].Tainted = true
	}
	for i := range r.Accounts {
		r.Accounts[i].Tainted = true
	}
}

// BookCount is how many of the accounts of a result are books: those reached before the last layer. They stand first.
func BookCount(r Result, maxHops int) int {
	n := slices.IndexFunc(r.Accounts, func(a Account) bool { return a.Layer >= maxHops })
	if n < 0 {
		return len(r.Accounts)
	}
	return n
}

// edgeKey finds the edge that a replayed transfer is: times and ids together are unique in a source.
type edgeKey struct {
	at when.Micros
	id string
}

// attribution is one replay under way.
type attribution struct {
	r        *Result
	books    *Books
	bookN    int
	place    map[string]int  // account → where it stands in r.Accounts
	edges    map[edgeKey]int // edge → where it stands in r.Edges
	received []int64
	lost     func(Transfer, int64)
}

func newAttribution(r *Result, p Params) *attribution {
	a := attribution{r: r, bookN: BookCount(*r, p.MaxHops), place: make(map[string]int, len(r.Accounts)),
		edges: make(map[edgeKey]int, len(r.Edges)), received: make([]int64, len(r.Accounts))}
	a.books = NewBooks(r.Rule, a.bookN)
	for i, acc := range r.Accounts {
		a.place[acc.Account] = i
	}
	for i, e := range r.Edges {
		a.edges[edgeKey{e.At, e.ID}] = i
	}
	return &a
}

// open writes the balances and then the root amount into the books.
func (a *attribution) open(root Transfer, o AttributeOptions) error {
	for i := range a.bookN {
		fen := o.Balances[a.r.Accounts[i].Account]
		if fen < 0 {
			return fault.New(fault.Invalid, ErrBalance.Code, "account", a.r.Accounts[i].Account)
		}
		err := a.books.Clean(i, fen)
		if err != nil {
			return err
		}
	}
	a.r.Edges[0].TaintedFen = root.Fen
	first := a.place[root.To]
	a.received[first] = root.Fen
	if first >= a.bookN {
		return nil
	}
	return a.books.Taint(first, root.Fen)
}

// replay moves every transfer that leaves or enters a book.
func (a *attribution) replay(ts Source, after, until when.Micros) (err error) {
	names := make([]string, a.bookN)
	for i := range names {
		names[i] = a.r.Accounts[i].Account
	}
	if len(names) == 0 {
		return nil
	}
	ts.Touching(names, after, until, func(t Transfer) bool {
		if t.From == t.To {
			return true
		}
		err = a.move(t)
		return err == nil
	})
	return err
}

// move takes one transfer out of and into the books, and notes what it carried.
func (a *attribution) move(t Transfer) error {
	from, to := a.find(t.From), a.find(t.To)
	tainted, err := a.books.Move(a.book(from), a.book(to), t.Fen)
	if err != nil || tainted == 0 {
		return err
	}
	if to >= 0 {
		if a.received[to] > math.MaxInt64-tainted {
			return ErrOverflow
		}
		a.received[to] += tainted
	} else if a.lost != nil {
		a.lost(t, tainted)
	}
	i, known := a.edges[edgeKey{t.At, t.ID}]
	if known {
		a.r.Edges[i].TaintedFen = tainted
	}
	return nil
}

func (a *attribution) find(account string) int {
	i, known := a.place[account]
	if !known {
		return Outside
	}
	return i
}

// book turns the place of an account into that of its book.
func (a *attribution) book(place int) int {
	if place >= a.bookN {
		return Outside
	}
	return place
}

// close writes what is left into the result.
func (a *attribution) close() {
	a.r.LeftFen = a.r.Edges[0].Fen
	for i := range a.r.Accounts {
		acc := &a.r.Accounts[i]
		acc.ReceivedFen = a.received[i]
		if i < a.bookN {
			acc.Book = true
			acc.TaintedFen = a.books.TaintedFen(i)
			a.r.LeftFen -= acc.TaintedFen
		}
	}
}
