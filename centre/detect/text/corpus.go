package text

import (
	"math"
	"math/bits"
	"slices"

	"fanzha/centre/detect/learn"
)

// What occurs in one row only teaches nothing, once there are enough rows.
const (
	minSeen    = 2
	enoughRows = 300
	hashShift  = 16 // a gram is known by the upper 48 bits of its hash
	roughLeast = 16 // bits of the first count, which only sorts out what occurs once
	roughMost  = 25
)

// corpus is a set of labelled texts as their grams.
type corpus struct {
	plan    Features
	classes int
	y       []int
	sets    [][]uint64
	times   [][]float32
	rough   []uint8
}

func newCorpus(rows []Row, classes []string, plan Features) *corpus {
	c := &corpus{plan: plan, classes: len(classes), y: make([]int, len(rows)), sets: make([][]uint64, len(rows)), times: make([][]float32, len(rows))}
	r := &reader{plan: plan}
	for i := range rows {
		c.sets[i] = slices.Clone(r.grams(rows[i].Text))
		if plan.Often {
			c.times[i] = slices.Clone(r.times)
		}
		c.y[i] = slices.Index(classes, rows[i].Label)
	}
	return c
}

// vocab are the grams a machine knows, in the order of their hashes.
type vocab struct {
	ids  map[uint64]uint32
	keys []uint64
	rare []float32
}

// vocabulary counts the grams of the rows that are named.
func (c *corpus) vocabulary(in []int) *vocab {
	least := 1
	if len(in) >= enoughRows {
		least = minSeen
	}
	c.clearRough()
	shift := 64 - bits.Len(uint(len(c.rough)-1))
	for _, i := range in {
		for _, h := range c.sets[i] {
			if at := h >> shift; c.rough[at] < 255 {
				c.rough[at]++
			}
		}
	}
	seen := map[uint64]int32{}
	for _, i := range in {
		for _, h := range c.sets[i] {
			if int(c.rough[h>>shift]) >= least {
				seen[h>>hashShift]++
			}
		}
	}
	v := &vocab{}
	for h, n := range seen {
		if int(n) >= least {
			v.keys = append(v.keys, h)
		}
	}
	slices.Sort(v.keys)
	for _, h := range v.keys {
		rare := math.Log(float64(1+len(in))/float64(1+seen[h])) + 1
		v.rare = append(v.rare, float32(math.Round(rare*rareScale)/rareScale))
	}
	v.number()
	return v
}

// clearRough makes the first count empty; it is made four times as large as there are grams in all texts.
func (c *corpus) clearRough() {
	if c.rough != nil {
		clear(c.rough)
		return
	}
	total := 0
	for _, s := range c.sets {
		total += len(s)
	}
	size := 1 << roughLeast
	for size < 4*total && size < 1<<roughMost {
		size *= 2
	}
	c.rough = make([]uint8, size)
}

func (v *vocab) number() {
	v.ids = make(map[uint64]uint32, len(v.keys))
	for i, h := range v.keys {
		v.ids[h] = uint32(i)
	}
}

// vector is the unit vector of a row.
func (v *vocab) vector(c *corpus, i int) learn.Sparse {
	x := learn.Sparse{}
	var square float64
	for j, h := range c.sets[i] {
		id, ok := v.ids[h>>hashShift]
		if !ok {
			continue
		}
		w := v.rare[id]
		if c.plan.Often {
			w *= often(c.times[i][j])
		}
		x.At, x.Val = append(x.At, id), append(x.Val, w)
		square += float64(w) * float64(w)
	}
	length := float32(math.Sqrt(max(square, 1e-12)))
	for j := range x.Val {
		x.Val[j] /= length
	}
	return x
}

// often is the weight of a gram that occurs n times in a text.
func often(n float32) float32 {
	if n == 1 {
		return 1
	}
	return 1 + float32(math.Log(float64(n)))
}

// choose keeps the grams that say most about the classes, by the largest chi-square of any class.
func (v *vocab) choose(c *corpus, in []int, keep int) {
	if len(v.keys) <= keep {
		return
	}
	counts := make([]int32, len(v.keys)*c.classes)
	of := make([]float64, c.classes)
	for _, i := range in {
		of[c.y[i]]++
		for _, h := range c.sets[i] {
			id, ok := v.ids[h>>hashShift]
			if ok {
				counts[int(id)*c.classes+c.y[i]]++
			}
		}
	}
	score := make([]float32, len(v.keys))
	order := make([]uint32, len(v.keys))
	for b := range order {
		order[b] = uint32(b)
		score[b] = chiSquare(counts[b*c.classes:(b+1)*c.classes], of, float64(len(in)))
	}
	byScore(order, score)
	order = order[:keep]
	slices.Sort(order)
	for n, b := range order {
		v.keys[n], v.rare[n] = v.keys[b], v.rare[b]
	}
	v.keys, v.rare = v.keys[:keep], v.rare[:keep]
	v.number()
}

// chiSquare is the largest of any class, from how many rows of each class have a gram and how many rows each class has.
func chiSquare(counts []int32, of []float64, n float64) float32 {
	var df, best float64
	for _, v := range counts {
		df += float64(v)
	}
	for k, v := range counts {
		expect, rest := df*of[k]/n, df*(n-of[k])/n
		d := float64(v) - expect
		s := d*d/max(expect, 1e-9) + d*d/max(rest, 1e-9)
		best = max(best, s*n/max(n-df, 1))
	}
	return float32(best)
}
