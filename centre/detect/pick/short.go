package pick

import (
	"sort"

	"fanzha/centre/detect/scenario"
)

// short is a test of an index of at most 64 scenarios: what it leaves is one word, and all of it lies in two lines of memory.
type short struct {
	looks  uint64
	number func(*scenario.Frame) int64
	text   func(*scenario.Frame) string
	flag   func(*scenario.Frame) bool
	bounds []int64
	word   []string
	leave  []uint64 // by bounds reached; by word, then for any other; no, yes
}

func shorten(t *test) short {
	s := short{looks: t.looks[0], number: t.number, text: t.text, flag: t.flag, bounds: t.bounds, word: t.word}
	add := func(sets ...[]uint64) {
		for _, set := range sets {
			s.leave = append(s.leave, set[0])
		}
	}
	switch {
	case t.number != nil:
		add(t.upTo...)
	case t.text != nil:
		add(t.byWord...)
		add(t.other)
	default:
		add(t.no, t.yes)
	}
	return s
}

// chooseShort is Choose for sets of one word.
func (x *Index) chooseShort(f *scenario.Frame) uint64 {
	left := x.all[0]
	for i := range x.short {
		t := &x.short[i]
		if left&t.looks == 0 {
			continue
		}
		n := 0
		switch {
		case t.number != nil:
			v := t.number(f)
			for n < len(t.bounds) && t.bounds[n] <= v {
				n++
			}
		case t.text != nil:
			n = place(t.word, t.text(f))
		case t.flag(f):
			n = 1
		}
		left &= t.leave[n]
	}
	return left
}

// place is where a word stands in a list in order, the length of the list when it is not there.
func place(list []string, v string) int {
	if len(list) > fewWords {
		i := sort.SearchStrings(list, v)
		if i < len(list) && list[i] == v {
			return i
		}
		return len(list)
	}
	for i, w := range list {
		if w == v {
			return i
		}
	}
	return len(list)
}
