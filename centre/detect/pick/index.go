// Package pick chooses the scenarios that a signal can touch.
package pick

import (
	"slices"

	"fanzha/centre/detect/scenario"
)

// Index picks the scenarios that a signal can touch: for every field that conditions compare with constants it holds which of them its
// value leaves, and only what all fields leave is evaluated. It changes no answer, because what it rules out could not have held.
type Index struct {
	words int      // of a set of scenarios, as bits
	all   []uint64 // the scenarios of the kind
	tests []test
	left  []uint64 // the answer
	short []short  // tests, where a set is one word
}

// test is one field; a set holds the scenarios that it leaves, those that do not look at it among them.
type test struct {
	looks []uint64 // the scenarios that look at it

	number func(*scenario.Frame) int64
	bounds []int64    // ascending
	upTo   [][]uint64 // by number of bounds that the value reaches

	text   func(*scenario.Frame) string
	word   []string
	byWord [][]uint64
	other  []uint64

	flag    func(*scenario.Frame) bool
	yes, no []uint64
}

// New makes the index of these scenarios, given by their numbers in ascending order.
func New(set *scenario.Set, list []int) Index {
	x := Index{words: (len(set.Scenarios) + 63) / 64}
	x.all, x.left = make([]uint64, x.words), make([]uint64, x.words)
	by := map[string]map[int][]scenario.Guard{}
	for _, i := range list {
		x.all[i/64] |= 1 << (i % 64)
		for _, g := range set.Scenarios[i].Where.Guards {
			if by[g.Name] == nil {
				by[g.Name] = map[int][]scenario.Guard{}
			}
			by[g.Name][i] = append(by[g.Name][i], g)
		}
	}
	names := make([]string, 0, len(by))
	for name := range by {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		x.tests = append(x.tests, x.test(by[name]))
	}
	if x.words == 1 {
		for i := range x.tests {
			x.short = append(x.short, shorten(&x.tests[i]))
		}
	}
	return x
}

// test compiles one field; guards are those of each scenario that looks at it.
func (x *Index) test(guards map[int][]scenario.Guard) test {
	var t test
	rest := slices.Clone(x.all) // do not look at it
	t.looks = make([]uint64, x.words)
	for i, list := range guards {
		rest[i/64] &^= 1 << (i % 64)
		t.looks[i/64] |= 1 << (i % 64)
		for _, g := range list {
			t.number, t.text, t.flag = g.Int, g.Text, g.Bool
			if g.Int != nil {
				t.bounds = append(t.bounds, g.Least)
			}
			t.word = append(t.word, g.Any...)
		}
	}
	leaves := func(holds func(g *scenario.Guard) bool) []uint64 {
		out := slices.Clone(rest)
		for i, list := range guards {
			all := true
			for j := range list {
				all = all && holds(&list[j])
			}
			if all {
				out[i/64] |= 1 << (i % 64)
			}
		}
		return out
	}
	switch {
	case t.number != nil:
		slices.Sort(t.bounds)
		t.bounds = slices.Compact(t.bounds)
		for n := range len(t.bounds) + 1 {
			t.upTo = append(t.upTo, leaves(func(g *scenario.Guard) bool { return n > 0 && g.Least <= t.bounds[n-1] }))
		}
	case t.text != nil:
		slices.Sort(t.word)
		t.word = slices.Compact(t.word)
		for _, w := range t.word {
			t.byWord = append(t.byWord, leaves(func(g *scenario.Guard) bool { return slices.Contains(g.Any, w) }))
		}
		t.other = rest
	default:
		t.yes = leaves(func(g *scenario.Guard) bool { return g.Want })
		t.no = leaves(func(g *scenario.Guard) bool { return !g.Want })
	}
	return t
}

// fewWords is up to how many words are compared one by one.
const fewWords = 12

func (t *test) leaves(f *scenario.Frame) []uint64 {
	switch {
	case t.number != nil:
		v := t.number(f)
		n := 0
		for n < len(t.bounds) && t.bounds[n] <= v {
			n++
		}
		return t.upTo[n]
	case t.text != nil:
		n := place(t.word, t.text(f))
		if n < len(t.word) {
			return t.byWord[n]
		}
		return t.other
	case t.flag(f):
		return t.yes
	}
	return t.no
}

// Choose returns the scenarios that the signal in the frame can touch, as bits; valid until the next call.
func (x *Index) Choose(f *scenario.Frame) []uint64 {
	if x.words == 1 {
		x.left[0] = x.chooseShort(f)
		return x.left
	}
	copy(x.left, x.all)
	for i := range x.tests {
		t := &x.tests[i]
		if !meet(x.left, t.looks) {
			continue
		}
		for j, w := range t.leaves(f) {
			x.left[j] &= w
		}
	}
	return x.left
}

// meet says whether two sets have something in common.
func meet(a, b []uint64) bool {
	for i, w := range b {
		if a[i]&w != 0 {
			return true
		}
	}
	return false
}
