package window

import "math"

// The entropy of a window tells its values apart in 15 classes by their hash: a bucket holds how often each class came, in four bits
// that stop at 15. Two values in one class count as one, so the entropy of many values is a lower bound.
const (
	entropyClasses = 15
	classFull      = 15
	entropyBits    = 20 // of the fraction in the table of logarithms
)

// oneOf is one event in the class of its value.
func oneOf(hash uint64) uint64 { return 1 << (hash >> 32 * entropyClasses >> 32 * 4) }

// nLogN is n·log2(n) as a fixed-point number: with whole numbers alone the result is the same on every machine.
var nLogN = func() (t [Buckets*entropyClasses*classFull + 1]int64) {
	for n := 2; n < len(t); n++ {
		t[n] = int64(math.Round(float64(n) * math.Log2(float64(n)) * (1 << entropyBits)))
	}
	return t
}()

// classes15 counts events by class.
type classes15 [entropyClasses]int

func (n *classes15) add(w uint64) {
	for i := range n {
		n[i] += int(w >> (4 * i) & 15)
	}
}

// entropy is the entropy of the counts, in permille of four bits.
func (n *classes15) entropy() int64 {
	all, sum := 0, int64(0)
	for _, k := range n {
		all += k
		sum += nLogN[k]
	}
	if all == 0 {
		return 0
	}
	whole := int64(all) << entropyBits
	return ((nLogN[all]-sum)*(1000/4) + whole/2) / whole
}

// joinClasses adds one event to the counts of a bucket; a full class stays.
func joinClasses(w, one uint64) uint64 {
	if w&(one*15) != one*15 {
		return w + one
	}
	return w
}

func entropyOf(p []uint64, seen uint) int64 {
	var n classes15
	for _, w := range p {
		if seen>>(w&placeMask)&1 != 0 {
			n.add(w >> placeBits)
		}
	}
	return n.entropy()
}
