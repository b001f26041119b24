package learn

import (
	"math/bits"
	"slices"
)

// Settings of the search for near-duplicates: a text is summed up by signature values, and texts that agree in a whole band and in
// alike of all values are one. With bands of 4 out of 64 a pair of which half the grams are common is found two times in three.
const (
	signature = 64
	band      = 4
	alike     = 32
)

// Near puts rows into groups: rows whose sets of features are much alike (Jaccard about one half and more), directly or through
// others, get the same number. Each row is the set of the hashes of its features.
func Near(rows [][]uint64) []int {
	sums := make([][signature]uint32, len(rows))
	for i, r := range rows {
		sums[i] = minima(r)
	}
	parent := make([]int, len(rows))
	for i := range parent {
		parent[i] = i
	}
	for b := 0; b < signature; b += band {
		first := map[[band]uint32]int{}
		for i := range rows {
			if len(rows[i]) == 0 {
				continue
			}
			key := [band]uint32(sums[i][b : b+band])
			j, ok := first[key]
			if !ok {
				first[key] = i
				continue
			}
			if root(parent, i) != root(parent, j) && same(&sums[i], &sums[j]) {
				parent[root(parent, i)] = root(parent, j)
			}
		}
	}
	for i := range parent {
		parent[i] = root(parent, i)
	}
	return parent
}

func root(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

func same(a, b *[signature]uint32) bool {
	n := 0
	for k := range a {
		if a[k] == b[k] {
			n++
		}
	}
	return n >= alike
}

// minima is the least value of each of 64 orders of the features.
func minima(features []uint64) [signature]uint32 {
	var out [signature]uint32
	for k := range out {
		out[k] = ^uint32(0)
	}
	for _, h := range features {
		for k := range out {
			v := uint32((bits.RotateLeft64(h, k) * 0x9e3779b97f4a7c15) >> 32)
			out[k] = min(out[k], v)
		}
	}
	return out
}

// Folds deals groups out to n folds of nearly equal size, each class apart: groups are taken from large to small, in an order that
// depends on the seed, and go where their class is least. It returns the fold of each row.
func Folds(groups []int, classes []int, n int, seed uint64) []int {
	members := map[int][]int{}
	for i, g := range groups {
		members[g] = append(members[g], i)
	}
	keys := make([]int, 0, len(members))
	for g := range members {
		keys = append(keys, g)
	}
	slices.SortFunc(keys, func(a, b int) int {
		if d := len(members[b]) - len(members[a]); d != 0 {
			return d
		}
		x, y := Mix(uint64(a)+seed*mixSeed), Mix(uint64(b)+seed*mixSeed)
		if x != y {
			if x < y {
				return -1
			}
			return 1
		}
		return a - b
	})
	load := map[int][]int{}
	out := make([]int, len(groups))
	for _, g := range keys {
		class := classes[members[g][0]]
		if load[class] == nil {
			load[class] = make([]int, n)
		}
		best := 0
		for f := range n {
			if load[class][f] < load[class][best] {
				best = f
			}
		}
		load[class][best] += len(members[g])
		for _, i := range members[g] {
			out[i] = best
		}
	}
	return out
}

const mixSeed = 0x9e3779b97f4a7c15

// Mix spreads the bits of a number over all of it.
func Mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
