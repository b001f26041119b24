// Protects: a list holds what was pushed and inserted, in order, over every growth, late insertion and split of a hub; a reader that
// has pinned an epoch never sees an array used again under it; ids come back as they were given.
package slab_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"fanzha/centre/trace/flow/slab"
	"fanzha/internal/check"
)

func newLists(cells int) *slab.Lists[uint32] {
	l := &slab.Lists[uint32]{Heads: make([]uint64, 4), Cells: make([]uint32, cells)}
	l.Init(cells)
	return l
}

func contents(l *slab.Lists[uint32], a uint32) (out []uint32) {
	l.Arrays(a, func(*uint32) bool { return false }, func(cells []uint32) bool {
		out = append(out, cells...)
		return true
	})
	return out
}

func TestListsHoldWhatWasPut(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for _, n := range []int{10, 300, 5000, 20_000} {
		l := newLists(1 << 22)
		var want [4][]uint32
		for i := range n {
			a := uint32(r.IntN(4))
			v := uint32(i)
			if r.IntN(3) == 0 {
				v = uint32(r.IntN(i + 1))
			}
			at, _ := slices.BinarySearch(want[a], v+1)
			if at == len(want[a]) {
				l.Push(a, v, 1)
			} else {
				p := l.Place(a, func(x *uint32) bool { return *x <= v })
				check.Equal(t, int(p), at)
				l.Insert(a, p, v, 1)
			}
			want[a] = slices.Insert(want[a], at, v)
			last, some := l.Last(a)
			check.True(t, some && last == want[a][len(want[a])-1], "the last cell differs")
			if i%100 == 0 {
				l.Reclaim(math.MaxUint64)
			}
		}
		for a := range want {
			check.True(t, slices.Equal(contents(l, uint32(a)), want[a]), "a list differs")
			for range 20 {
				from := uint32(r.IntN(n))
				var got []uint32
				early := func(x *uint32) bool { return *x < from }
				l.Arrays(uint32(a), early, func(cells []uint32) bool {
					got = append(got, cells[slab.Search(cells, early):]...)
					return true
				})
				at, _ := slices.BinarySearch(want[a], from)
				check.True(t, slices.Equal(got, want[a][at:]), "a search differs")
			}
		}
	}
}

func TestOutgrownArraysWaitForReaders(t *testing.T) {
	var p slab.Pins
	p.Init()
	slot, ok := p.Take()
	check.True(t, ok, "no slot is free")
	l := newLists(1000)
	l.Push(0, 7, p.Epoch())
	p.Enter(slot)
	seen := contents(l, 0)
	h := l.Head(0)
	l.Push(0, 8, p.Epoch())
	p.Next()
	l.Reclaim(p.Oldest())
	l.Push(1, 99, p.Epoch())
	check.Equal(t, l.Cells[h.Off()], seen[0])
	p.Leave(slot)
	l.Reclaim(p.Oldest())
	l.Push(2, 100, p.Epoch())
	check.Equal(t, l.Cells[h.Off()], uint32(100))
	for range slab.Readers - 1 {
		_, ok := p.Take()
		check.True(t, ok, "a slot is missing")
	}
	_, ok = p.Take()
	check.True(t, !ok, "there are more slots than promised")
}

func TestIDsComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	var l slab.IDs
	const n = 30_000
	l.Init(make([]byte, n*60), make([]uint64, n/slab.IDGroup+1))
	var want []string
	for i := range n {
		id := ""
		switch r.IntN(5) {
		case 0:
			id = fmt.Sprintf("bank%d/%016d", r.IntN(6), r.Int64N(1e15))
		case 1:
			id = fmt.Sprintf("%x-%x", r.Uint64(), r.Uint64())
		case 2:
			id = fmt.Sprintf("%020d", r.Uint64())[:1+r.IntN(19)]
		case 3:
			id = fmt.Sprintf("编号%03d", r.IntN(1000))
		case 4:
			id = fmt.Sprintf("TX%d%020d", r.IntN(3), r.Uint64())
		}
		l.Add(uint32(i), id)
		want = append(want, id)
	}
	var buf []byte
	for i := range n {
		buf = l.Read(buf, uint32(i))
		check.Equal(t, string(buf), want[i])
	}
	check.True(t, l.Regroup(n), "the bytes are not what was written")
	check.True(t, !l.Regroup(n-1), "a missing id goes unnoticed")
}
