package text

import (
	"encoding/binary"
	"math"
	"slices"

	"fanzha/centre/detect/learn"
)

// Bounds of the search for texts alike.
const (
	kinMost  = 10     // texts that are kept
	kinOften = 150    // a gram that more texts have says little about which texts are alike, and costs much
	kinRows  = 50_000 // texts that are remembered
)

// kin are the texts of a training as their rarer grams: it finds those that are most like another text. It holds hashes and no words,
// but whoever has a text can tell that it is there: a file with it is as confidential as its texts.
type kin struct {
	class []uint8
	start []uint32 // by gram: where its texts begin
	who   []uint32
	how   []uint16 // value of the gram in the text, in steps
}

// kinSteps is how finely values are kept: a file gives the same judgements as what was written into it.
const kinSteps = 60_000

// near is a text and how like it is: the cosine over the rarer grams.
type near struct {
	who uint32
	how float32
}

// newKin takes in unit vectors over so many columns with their classes.
func newKin(xs []learn.Sparse, class []int, columns int) *kin {
	xs = xs[:min(len(xs), kinRows)]
	k := &kin{class: make([]uint8, len(xs)), start: make([]uint32, columns+1)}
	counts := make([]uint32, columns)
	for i := range xs {
		k.class[i] = uint8(class[i])
		for _, b := range xs[i].At {
			counts[b]++
		}
	}
	limit := uint32(max(kinOften, len(xs)/50))
	total := uint32(0)
	for b, n := range counts {
		k.start[b] = total
		if n <= limit {
			total += n
		}
	}
	k.start[columns] = total
	k.who, k.how = make([]uint32, total), make([]uint16, total)
	next := slices.Clone(k.start)
	for i := range xs {
		for j, b := range xs[i].At {
			if counts[b] <= limit {
				k.who[next[b]], k.how[next[b]] = uint32(i), uint16(math.Round(float64(min(xs[i].Val[j], 1))*kinSteps))
				next[b]++
			}
		}
	}
	return k
}

// scratch is what a search writes on; it is reused.
type scratch struct {
	sum []float32
	hit []uint32
	out []near
}

// most are the texts most like x, the most like first; the slice is valid until the next search.
func (k *kin) most(x *learn.Sparse, s *scratch) []near {
	if len(s.sum) < len(k.class) {
		s.sum = make([]float32, len(k.class))
	}
	s.hit, s.out = s.hit[:0], s.out[:0]
	for j, b := range x.At {
		v := x.Val[j] / kinSteps
		from, to := k.start[b], k.start[b+1]
		how := k.how[from:to]
		for n, i := range k.who[from:to] {
			if s.sum[i] == 0 && how[n] > 0 {
				s.hit = append(s.hit, i)
			}
			s.sum[i] += v * float32(how[n])
		}
	}
	for _, i := range s.hit {
		how := s.sum[i]
		s.sum[i] = 0
		if len(s.out) == kinMost && how <= s.out[kinMost-1].how {
			continue
		}
		at := len(s.out)
		for at > 0 && (s.out[at-1].how < how || s.out[at-1].how == how && s.out[at-1].who > i) {
			at--
		}
		s.out = slices.Insert(s.out, at, near{i, how})
		s.out = s.out[:min(len(s.out), kinMost)]
	}
	return s.out
}

// append writes the texts behind a model's grams: their classes, then for each gram who has it and how much.
func (k *kin) append(out []byte) []byte {
	out = binary.AppendUvarint(out, uint64(len(k.class)))
	out = append(out, k.class...)
	for b := range len(k.start) - 1 {
		from, to := k.start[b], k.start[b+1]
		out = binary.AppendUvarint(out, uint64(to-from))
		last := uint32(0)
		for n := from; n < to; n++ {
			out = binary.AppendUvarint(out, uint64(k.who[n]-last))
			out = binary.AppendUvarint(out, uint64(k.how[n]))
			last = k.who[n]
		}
	}
	return out
}

// readKin reads what append wrote, for so many grams and classes; it refuses what contradicts itself or leaves something over.
func readKin(b []byte, columns, classes int) (*kin, error) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n > kinRows || n > uint64(len(b)-used) {
		return nil, learn.Broken("number of texts")
	}
	b = b[used:]
	k := &kin{class: slices.Clone(b[:n]), start: make([]uint32, columns+1)}
	b = b[n:]
	for _, c := range k.class {
		if int(c) >= classes {
			return nil, learn.Broken("class of a text")
		}
	}
	var err error
	for g := range columns {
		k.start[g] = uint32(len(k.who))
		b, err = k.readGram(b)
		if err != nil {
			return nil, err
		}
	}
	k.start[columns] = uint32(len(k.who))
	if len(b) > 0 {
		return nil, learn.Broken("something follows the end")
	}
	return k, nil
}

func (k *kin) readGram(b []byte) ([]byte, error) {
	count, used := binary.Uvarint(b)
	if used <= 0 || count > uint64(len(k.class)) {
		return nil, learn.Broken("texts of a gram")
	}
	b = b[used:]
	last := uint64(0)
	for n := range count {
		gap, n1 := binary.Uvarint(b)
		if n1 <= 0 || gap >= uint64(len(k.class)) || n > 0 && gap == 0 {
			return nil, learn.Broken("a text of a gram")
		}
		how, n2 := binary.Uvarint(b[n1:])
		if n2 <= 0 || how > kinSteps || last+gap >= uint64(len(k.class)) {
			return nil, learn.Broken("a text of a gram")
		}
		last += gap
		k.who, k.how = append(k.who, uint32(last)), append(k.how, uint16(how))
		b = b[n1+n2:]
	}
	return b, nil
}
