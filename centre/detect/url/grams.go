package url

import (
	"math/bits"
	"slices"

	"fanzha/centre/detect/learn"
)

// Longest and shortest letter runs, in bytes.
const (
	runMost  = 6
	runLeast = 2
)

// The views of an address: each is a set of letter runs for a machine of its own.
const (
	viewAll = iota
	viewHost
	viewRest
	views
)

// sets are the features of the views.
func (p *parts) sets() [views][]uint64 {
	var out [views][]uint64
	host := runs(nil, p.host, 0x68)
	host = wordsOf(host, p.site+" "+p.sub, 0x6877)
	host = append(host, hashOf(p.suffix, 0x7378), hashOf(p.site+"."+p.suffix, 0x7369))
	rest := runs(nil, p.path, 0x70)
	rest = runs(rest, p.query, 0x71)
	rest = runs(rest, p.fragment, 0x66)
	rest = wordsOf(rest, p.path, 0x7077)
	rest = wordsOf(rest, p.query, 0x7177)
	all := runs(nil, p.whole, 0x61)
	all = append(append(all, host...), rest...)
	for n, s := range [][]uint64{viewAll: all, viewHost: host, viewRest: rest} {
		slices.Sort(s)
		out[n] = slices.Compact(s)
	}
	return out
}

// runs adds the letter runs of a piece, its ends marked, under the name of the piece.
func runs(out []uint64, s string, tag uint64) []uint64 {
	for i := -1; i < len(s); i++ {
		h := tag * 0x9e3779b97f4a7c15
		for n := 0; n < runMost && i+n <= len(s); n++ {
			c := uint64(1)
			if i+n >= 0 && i+n < len(s) {
				c = uint64(s[i+n]) + 2
			}
			h = (bits.RotateLeft64(h, 9) ^ c) * 0xc2b2ae3d27d4eb4f
			if n+1 >= runLeast {
				out = append(out, learn.Mix(h))
			}
		}
	}
	return out
}

func wordsOf(out []uint64, s string, tag uint64) []uint64 {
	for _, w := range words(s) {
		out = append(out, hashOf(w, tag))
	}
	return out
}

func hashOf(s string, tag uint64) uint64 {
	h := tag * 0x9e3779b97f4a7c15
	for i := range len(s) {
		h = (bits.RotateLeft64(h, 9) ^ uint64(s[i]) + 2) * 0xc2b2ae3d27d4eb4f
	}
	return learn.Mix(h)
}
