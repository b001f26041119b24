package learn

import (
	"math"
	"math/bits"
)

// Chain is a language model over the letters of one kind of texts: how likely is each letter after the letters before it? Contexts of
// falling length are mixed by how many different letters followed them (Witten and Bell).
type Chain struct {
	Order int               `json:"order"`
	Grams map[uint64]uint32 `json:"grams"` // how often a context was followed by a letter
	After map[uint64]uint32 `json:"after"` // how often a context was followed by any letter
	Kinds map[uint64]uint32 `json:"kinds"` // by how many different letters
}

// letters is how many letters are possible: that is what is assumed where nothing is known.
const letters = 64

// MaxOrder bounds the contexts of a chain.
const MaxOrder = 8

// NewChain makes an empty chain with contexts of up to order letters.
func NewChain(order int) *Chain {
	return &Chain{Order: order, Grams: map[uint64]uint32{}, After: map[uint64]uint32{}, Kinds: map[uint64]uint32{}}
}

// contexts are the hashes of the contexts of a letter, from the empty one on.
func (c *Chain) contexts(s string, at int, out *[MaxOrder + 1]uint64) int {
	h := uint64(mixSeed)
	out[0] = h
	n := 1
	for k := 1; k <= c.Order && at-k >= -1; k++ {
		letter := uint64(1)
		if at-k >= 0 {
			letter = uint64(s[at-k]) + 2
		}
		h = (bits.RotateLeft64(h, 11) ^ letter) * 0xc2b2ae3d27d4eb4f
		out[n] = h
		n++
	}
	return n
}

func follows(context uint64, letter byte) uint64 {
	return Mix(context ^ (uint64(letter)+1)*0x165667b19e3779f9)
}

// Learn takes in a text.
func (c *Chain) Learn(s string) {
	var contexts [MaxOrder + 1]uint64
	for at := range len(s) {
		n := c.contexts(s, at, &contexts)
		for _, h := range contexts[:n] {
			g := follows(h, s[at])
			if c.Grams[g] == 0 {
				c.Kinds[h]++
			}
			c.Grams[g]++
			c.After[h]++
		}
	}
}

// Bits is the logarithm (base 2) of a text's likelihood, a letter's mean; 0 for an empty text.
func (c *Chain) Bits(s string) float64 {
	var contexts [MaxOrder + 1]uint64
	sum := 0.0
	for at := range len(s) {
		n := c.contexts(s, at, &contexts)
		p := 1.0 / letters
		for _, h := range contexts[:n] {
			after := float64(c.After[h])
			if after == 0 {
				break
			}
			kinds := float64(c.Kinds[h])
			p = (float64(c.Grams[follows(h, s[at])]) + kinds*p) / (after + kinds)
		}
		sum += math.Log2(p)
	}
	return sum / math.Max(1, float64(len(s)))
}
