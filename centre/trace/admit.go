package trace

import (
	"cmp"
	"container/heap"
	"math"
	"math/bits"
	"slices"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// Million is the whole of a chance that is counted in millionths.
const Million = 1_000_000

// Admission weighs an extra hop: attributed amount × chance that it is still there − cost of touching an innocent account.
// Chances are in millionths, amounts in fen.
type Admission struct {
	Now         when.Micros // the moment at which orders would arrive
	HalfLife    int64       // µs after its arrival at which half of the money of an account is expected to be gone
	InnocentFen int64       // what it costs to touch the account of an innocent
	InnocentPPM []int64     // chance that an account of layer 1, 2, … is an innocent's; the last holds for all further layers
	MaxHops     int         // hard cap: last layer
	MaxAccounts int         // hard cap: accounts in all, the root's receiver included
	PerAccount  int         // hard cap: accounts admitted directly behind one account
}

// Check refuses what cannot be weighed. The argument "name" of the fault says what.
func (a Admission) Check() error {
	bad := ""
	switch {
	case a.HalfLife <= 0:
		bad = "half-life"
	case a.InnocentFen < 0:
		bad = "innocent-cost"
	case len(a.InnocentPPM) == 0 || slices.Min(a.InnocentPPM) < 0 || slices.Max(a.InnocentPPM) > Million:
		bad = "innocent-chance"
	case a.MaxHops < 1:
		bad = "max-hops"
	case a.MaxAccounts < 1:
		bad = "max-accounts"
	case a.PerAccount < 0:
		bad = "per-account"
	}
	if bad != "" {
		return fault.New(fault.Invalid, ErrAdmission.Code, "name", bad)
	}
	return nil
}

// StillPPM is the chance that money which arrived `since` µs ago is still there: halved every half-life, falling straight
// between two halvings.
func (a Admission) StillPPM(since int64) int64 {
	if since <= 0 {
		return Million
	}
	halvings := since / a.HalfLife
	if halvings > 20 { // less than one millionth
		return 0
	}
	top := int64(Million) >> halvings
	fallen, _ := bits.Div64(split(top/2, since%a.HalfLife, a.HalfLife))
	return top - int64(fallen)
}

// split prepares x × y ÷ z for bits.Div64; y is less than z.
func split(x, y, z int64) (hi, lo, by uint64) {
	hi, lo = bits.Mul64(uint64(x), uint64(y))
	return hi, lo, uint64(z)
}

// portion is floor(fen × ppm ÷ 1,000,000).
func portion(fen, ppm int64) int64 {
	hi, lo := bits.Mul64(uint64(fen), uint64(ppm))
	q, _ := bits.Div64(hi, lo, Million)
	return int64(q)
}

// Value is the expected value, in fen, of an order for an account. What counts as attributed to it is the taint in its book;
// where the trace ended (no book) it is what came to it. An account with nothing attributed is only passed through: nothing
// is ordered there, so nothing is risked.
func (a Admission) Value(acc Account) int64 {
	fen := acc.TaintedFen
	if !acc.Book {
		fen = acc.ReceivedFen
	}
	if fen == 0 {
		return 0
	}
	layer := min(acc.Layer, len(a.InnocentPPM))
	return portion(fen, a.StillPPM(since(a.Now, acc.Arrived))) - portion(a.InnocentFen, a.InnocentPPM[layer-1])
}

// since is the span between two moments, none when it would be negative.
func since(now, then when.Micros) int64 {
	if now <= then {
		return 0
	}
	d := int64(now - then)
	if d < 0 { // past 64 bits
		return math.MaxInt64
	}
	return d
}

// Admit chooses the accounts of an attributed result that are worth an order. What it returns is a tree: the root edge, and
// for every other account admitted the edge of its first arrival, from an account admitted before. (First arrivals come from
// an earlier layer at an earlier time, so they close no circle; the victim's own account is never admitted.) An account
// comes in when its own value together with that of the best accounts behind it is above zero; the most valuable first, until
// a cap is met. LeftFen is then whatever is not on the admitted accounts, Truncated also whether a cap kept out an account of value.
func Admit(r Result, a Admission) (Result, error) {
	err := a.Check()
	if err != nil {
		return Result{}, err
	}
	if r.Rule == "" || r.Rule == Poison || len(r.Edges) == 0 || len(r.Accounts) == 0 {
		return Result{}, ErrNoAmounts
	}
	t := newTree(r, a)
	t.weigh()
	admitted, capped := t.choose()
	return t.result(admitted, capped), nil
}

// none stands for "no parent", "no edge".
const none = -1

// tree is the tree of first arrivals over the accounts of a result.
type tree struct {
	r        Result
	a        Admission
	first    []int // account → the edge of its first arrival
	children [][]int
	best     []int64 // account → its value with the best of what is behind it
}

func newTree(r Result, a Admission) *tree {
	t := &tree{r: r, a: a, first: slices.Repeat([]int{none}, len(r.Accounts)), children: make([][]int, len(r.Accounts)), best: make([]int64, len(r.Accounts))}
	place := make(map[string]int, len(r.Accounts))
	for i, acc := range r.Accounts {
		place[acc.Account] = i
	}
	for i, e := range r.Edges {
		at, known := place[e.To]
		if known && r.Accounts[at].Layer == e.Layer && (t.first[at] == none || e.At < r.Edges[t.first[at]].At) {
			t.first[at] = i
		}
	}
	victim := r.Edges[0].From
	for i, e := range t.first {
		if e == none || i == 0 || r.Accounts[i].Account == victim || r.Accounts[i].Layer > a.MaxHops {
			continue
		}
		parent, known := place[r.Edges[e].From]
		if known {
			t.children[parent] = append(t.children[parent], i)
		}
	}
	return t
}

// weigh adds up values from the leaves: accounts stand in the order of layers, so children stand after their parents.
func (t *tree) weigh() {
	for i := len(t.best) - 1; i >= 0; i-- {
		t.best[i] = t.a.Value(t.r.Accounts[i])
		for _, c := range t.children[i] {
			t.best[i] += max(0, t.best[c])
		}
	}
}

// choose admits accounts from the root on, the most valuable of those within reach first.
func (t *tree) choose() (admitted []bool, capped bool) {
	admitted = make([]bool, len(t.r.Accounts))
	behind := make([]int, len(t.r.Accounts))
	parent := slices.Repeat([]int{none}, len(t.r.Accounts))
	queue := &candidates{tree: t, list: []int{0}}
	for left := t.a.MaxAccounts; queue.Len() > 0; {
		i := heap.Pop(queue).(int)
		if left == 0 || parent[i] != none && behind[parent[i]] >= t.a.PerAccount {
			capped = true
			continue
		}
		admitted[i] = true
		left--
		if parent[i] != none {
			behind[parent[i]]++
		}
		for _, c := range t.children[i] {
			if t.best[c] > 0 {
				parent[c] = i
				heap.Push(queue, c)
			}
		}
	}
	return admitted, capped
}

// result writes the admitted part of the trace, in its order.
func (t *tree) result(admitted []bool, capped bool) Result {
	out := Result{Root: t.r.Root, Rule: t.r.Rule, Truncated: t.r.Truncated || capped, LeftFen: t.r.Edges[0].Fen}
	keep := map[int]bool{}
	for i, acc := range t.r.Accounts {
		if admitted[i] {
			out.Accounts = append(out.Accounts, acc)
			out.LeftFen -= acc.TaintedFen
			keep[t.first[i]] = true
		}
	}
	for i, e := range t.r.Edges {
		if keep[i] {
			out.Edges = append(out.Edges, e)
		}
	}
	return out
}

// candidates are the accounts that could come in next; the most valuable stands first, then the nearer, then the earlier in
// the result.
type candidates struct {
	tree *tree
	list []int
}

// Len is of heap.Interface.
func (c *candidates) Len() int { return len(c.list) }

// Less is of heap.Interface.
func (c *candidates) Less(i, j int) bool {
	a, b := c.list[i], c.list[j]
	return cmp.Or(cmp.Compare(c.tree.best[b], c.tree.best[a]), cmp.Compare(a, b)) < 0
}

// Swap is of heap.Interface.
func (c *candidates) Swap(i, j int) { c.list[i], c.list[j] = c.list[j], c.list[i] }

// Push is of heap.Interface.
func (c *candidates) Push(x any) { c.list = append(c.list, x.(int)) }

// Pop is of heap.Interface.
func (c *candidates) Pop() any {
	last := c.list[len(c.list)-1]
	c.list = c.list[:len(c.list)-1]
	return last
}
