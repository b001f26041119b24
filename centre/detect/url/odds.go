package url

import (
	"math"
	"slices"
	"strings"
)

// The lists of words of an address that are summed up, and the single pieces whose record is looked up.
const (
	listHost = iota
	listPath
	listQuery
	lists
)

const (
	singleSuffix = iota
	singleEnding // of the last piece of the path
	singleLast
	singleFirst
	singleSub
	singlePathShape
	singleHostShape
	singles
)

// columns of the records: four of a list, two of a single piece.
const oddsColumns = 4*lists + 2*singles

// odds are the records of words and shapes: in how many honest and fraudulent addresses of the training each occurred. They are known
// by hashes.
type odds map[uint64][2]uint32

// tokens are what of an address has a record.
type tokens struct {
	lists   [lists][]uint64
	singles [singles]uint64
}

func (p *parts) tokens() tokens {
	var t tokens
	for n, text := range [lists]string{listHost: p.site + " " + p.sub, listPath: p.path, listQuery: p.query + " " + p.fragment} {
		t.lists[n] = wordsOf(nil, text, 0x6f64+uint64(n))
		slices.Sort(t.lists[n])
		t.lists[n] = slices.Compact(t.lists[n])
	}
	last := p.path[strings.LastIndexByte(p.path, '/')+1:]
	ending := ""
	if at := strings.LastIndexByte(last, '.'); at >= 0 {
		ending = last[at+1:]
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(p.path, "/"), "/")
	of := [singles]string{
		singleSuffix: p.suffix, singleEnding: ending, singleLast: last, singleFirst: first, singleSub: p.sub,
		singlePathShape: shape(p.path + "?" + p.query), singleHostShape: shape(p.host),
	}
	for n, s := range of {
		t.singles[n] = hashOf(s, 0x6f90+uint64(n))
	}
	return t
}

// shape is a text with each run of letters and each run of digits as one sign.
func shape(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			c = 'd'
		case c >= 'a' && c <= 'z':
			c = 'a'
		}
		if n := len(out); n > 0 && out[n-1] == c && (c == 'a' || c == 'd') {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// learn takes in an address; side is 1 for a fraudulent one.
func (o odds) learn(t *tokens, side int) {
	put := func(h uint64) {
		n := o[h]
		n[side]++
		o[h] = n
	}
	for _, list := range t.lists {
		for _, h := range list {
			put(h)
		}
	}
	for _, h := range t.singles {
		put(h)
	}
}

// say is the logarithm of how much more often something was fraudulent, and how often it was seen at all.
func (o odds) say(h uint64) (log, seen float64) {
	n := o[h]
	return math.Log((float64(n[1]) + 1) / (float64(n[0]) + 1)), float64(n[0]) + float64(n[1])
}

// columns adds to a row what the records say: of each list the sum, the most, the least and how much is known, of each single piece its
// record and how often it was seen.
func (o odds) columns(t *tokens, out []float32) []float32 {
	for _, list := range t.lists {
		var sum, most, least, known float64
		for _, h := range list {
			log, seen := o.say(h)
			sum, most, least = sum+log, math.Max(most, log), math.Min(least, log)
			if seen > 0 {
				known++
			}
		}
		out = append(out, float32(sum), float32(most), float32(least), float32(known/math.Max(1, float64(len(list)))))
	}
	for _, h := range t.singles {
		log, seen := o.say(h)
		out = append(out, float32(log), float32(math.Log1p(seen)))
	}
	return out
}
