package subscriber

import (
	"math"
	"math/bits"
	"slices"
)

// graph is who is in touch with whom, without direction, of subscribers numbered from 0.
type graph struct {
	to    [][]int32
	share [][]float32 // weight of each neighbour; they sum to 1
}

// Edge joins two subscribers; how often they were in touch is its weight.
type Edge struct {
	From, To string
	Weight   float64
}

// newGraph keeps the edges between the n subscribers that are numbered.
func newGraph(edges []Edge, number map[string]int, n int) *graph {
	type pair struct{ a, b int32 }
	sum := map[pair]float64{}
	for _, e := range edges {
		a, okA := number[e.From]
		b, okB := number[e.To]
		if !okA || !okB || a == b || !(e.Weight > 0) || math.IsInf(e.Weight, 0) {
			continue
		}
		sum[pair{int32(min(a, b)), int32(max(a, b))}] += e.Weight
	}
	pairs := make([]pair, 0, len(sum))
	for p := range sum {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(x, y pair) int {
		if x.a != y.a {
			return int(x.a - y.a)
		}
		return int(x.b - y.b)
	})
	g := &graph{to: make([][]int32, n), share: make([][]float32, n)}
	for _, p := range pairs {
		w := float32(math.Log1p(sum[p]))
		g.to[p.a], g.share[p.a] = append(g.to[p.a], p.b), append(g.share[p.a], w)
		g.to[p.b], g.share[p.b] = append(g.to[p.b], p.a), append(g.share[p.b], w)
	}
	for i := range g.share {
		var total float32
		for _, w := range g.share[i] {
			total += w
		}
		for j := range g.share[i] {
			g.share[i][j] /= total
		}
	}
	return g
}

// mean is the mean of the neighbours' values; where nobody is known, it is missing (NaN).
func (g *graph) mean(values []float32) []float32 {
	out := make([]float32, len(values))
	for i := range out {
		var sum, weight float32
		for j, k := range g.to[i] {
			if v := values[k]; v == v {
				sum += v * g.share[i][j]
				weight += g.share[i][j]
			}
		}
		out[i] = float32(math.NaN())
		if weight > 0 {
			out[i] = sum / weight
		}
	}
	return out
}

// sets are the neighbours as bits.
func (g *graph) sets() [][]uint64 {
	words := (len(g.to) + 63) / 64
	out := make([][]uint64, len(g.to))
	for i := range out {
		out[i] = make([]uint64, words)
		for _, k := range g.to[i] {
			out[i][k/64] |= 1 << (k % 64)
		}
	}
	return out
}

func common(a, b []uint64) int {
	n := 0
	for i := range a {
		n += bits.OnesCount64(a[i] & b[i])
	}
	return n
}

// alike is, for each subscriber, those whose circle of neighbours is most like his own.
type alike struct {
	who []int32
	how []float32 // Jaccard
}

// mostAlike is how many are kept.
const mostAlike = 30

// maxSets bounds the search for circles alike, which compares all pairs.
const maxSets = 30_000

func (g *graph) alike() []alike {
	out := make([]alike, len(g.to))
	if len(g.to) > maxSets {
		return out
	}
	sets := g.sets()
	type other struct {
		who int32
		how float32
	}
	for i := range sets {
		if len(g.to[i]) == 0 {
			continue
		}
		var all []other
		for k := range sets {
			if k == i || len(g.to[k]) == 0 {
				continue
			}
			n := common(sets[i], sets[k])
			if n > 0 {
				all = append(all, other{int32(k), float32(n) / float32(len(g.to[i])+len(g.to[k])-n)})
			}
		}
		slices.SortFunc(all, func(a, b other) int {
			switch {
			case a.how > b.how:
				return -1
			case a.how < b.how:
				return 1
			}
			return int(a.who - b.who)
		})
		for _, o := range all[:min(mostAlike, len(all))] {
			out[i].who, out[i].how = append(out[i].who, o.who), append(out[i].how, o.how)
		}
	}
	return out
}
