package learn

import (
	"math"
	"slices"
)

// Bag is a linear machine over sets of hashed features: one weight per bucket, each feature counted once, weighted by rarity and
// scaled to unit length.
type Bag struct {
	Bits int       // the number of buckets is two to the power of this
	Rare []float32 // rarity of each bucket, 0 for one that was not seen often enough
	W    []float32
	Bias float32
}

// BagOptions are the settings of a bag. Zero values take the defaults.
type BagOptions struct {
	Bits   int     // 0: 18
	Least  int     // rows in which a feature must occur; 0: 2
	Bayes  bool    // scale the columns by their naive Bayes ratios
	Smooth float64 // of the ratios; 0: 1
	Linear Linear
}

// TrainBag learns from sets of hashes; y > 0 marks the positive rows.
func TrainBag(sets [][]uint64, y []float32, o BagOptions) *Bag {
	if o.Bits == 0 {
		o.Bits = 18
	}
	if o.Least == 0 {
		o.Least = 2
	}
	if o.Smooth == 0 {
		o.Smooth = 1
	}
	b := &Bag{Bits: o.Bits, Rare: make([]float32, 1<<o.Bits)}
	df := make([]int, 1<<o.Bits)
	raw := make([]Sparse, len(sets))
	for i, s := range sets {
		raw[i].At = b.buckets(s)
		for _, at := range raw[i].At {
			df[at]++
		}
	}
	for at, n := range df {
		if n >= o.Least {
			b.Rare[at] = float32(math.Log(float64(1+len(sets))/float64(1+n)) + 1)
		}
	}
	for i := range raw {
		raw[i] = b.vector(raw[i].At)
	}
	if o.Bayes {
		o.Linear.Scale = Ratios(raw, y, 1<<o.Bits, o.Smooth)
	}
	b.W, b.Bias = SVM(raw, y, 1<<o.Bits, o.Linear)
	return b
}

func (b *Bag) buckets(set []uint64) []uint32 {
	at := make([]uint32, len(set))
	for j, h := range set {
		at[j] = uint32(h >> (64 - b.Bits))
	}
	slices.Sort(at)
	return slices.Compact(at)
}

func (b *Bag) vector(at []uint32) Sparse {
	x := Sparse{At: make([]uint32, 0, len(at)), Val: make([]float32, 0, len(at))}
	var square float64
	for _, k := range at {
		if v := b.Rare[k]; v > 0 {
			x.At, x.Val = append(x.At, k), append(x.Val, v)
			square += float64(v) * float64(v)
		}
	}
	length := float32(math.Sqrt(math.Max(square, 1e-12)))
	for j := range x.Val {
		x.Val[j] /= length
	}
	return x
}

// Score is the margin of a set.
func (b *Bag) Score(set []uint64) float32 {
	x := b.vector(b.buckets(set))
	return x.Dot(b.W) + b.Bias
}
