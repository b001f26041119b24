package text

import (
	"math"
	"strings"

	"fanzha/centre/detect/learn"
)

// doubt is the second judge, who is asked when the first is not sure: boosted trees over what the first said of a class, over the
// texts of the training that are most like this one, over the sentences by themselves and over the form of the text. The trees know no
// class by name: they learn once for all when a judgement is to be believed.
type doubt struct {
	Sure   float32       `json:"sure"` // from this probability on the first judgement stands
	Prior  []float32     `json:"prior"`
	Forest *learn.Forest `json:"forest"`
	kin    *kin
}

// Sizes of what the second judge looks at.
const (
	shapes       = 7
	doubtColumns = 12 + shapes
	candidates   = 3   // likeliest classes that are looked at again
	kinAlike     = 0.5 // so like must a text be to put its class among the candidates
	kinShare     = 0.3 // so much of the vote must it have
	mostPieces   = 24  // sentences that are looked at
	leastPiece   = 12  // bytes of a sentence
)

// again is what the second judge sees of a text.
type again struct {
	logs       []float64 // of the first judgement's probabilities
	vote, best []float32 // of texts alike, by class
	pieces     [4][]float32
	shape      [shapes]float32
}

// candidate says whether a class is looked at again.
func (a *again) candidate(k int) bool {
	rank := 0
	for _, l := range a.logs {
		if l > a.logs[k] {
			rank++
		}
	}
	return rank < candidates || a.best[k] > kinAlike && a.vote[k] > kinShare
}

// row is what the trees read about a class.
func (a *again) row(k int, prior []float32, out []float32) []float32 {
	other, rank := math.Inf(-1), float32(0)
	var best, vote float32
	for q := range a.logs {
		if q == k {
			continue
		}
		other = math.Max(other, a.logs[q])
		best, vote = max(best, a.best[q]), max(vote, a.vote[q])
		if a.logs[q] > a.logs[k] {
			rank++
		}
	}
	out = append(out[:0], float32(a.logs[k]), float32(other), rank, prior[k], a.vote[k], a.best[k], best, vote)
	for _, p := range a.pieces {
		out = append(out, p[k])
	}
	return append(out, a.shape[:]...)
}

// judge is the logarithms of the probabilities after the second look: candidates share by the trees what the first judge gave them
// together, the others keep what they had.
func (a *again) judge(prior []float32, f *learn.Forest) []float64 {
	out := make([]float64, len(a.logs))
	row := make([]float32, 0, doubtColumns)
	left, sum := 0.0, 0.0
	for k := range out {
		out[k] = a.logs[k]
		if a.candidate(k) {
			row = a.row(k, prior, row)
			out[k] = -math.Log1p(math.Exp(-f.Score(row)))
			left += math.Exp(a.logs[k])
			sum += math.Exp(out[k])
		}
	}
	for k := range out {
		if a.candidate(k) {
			out[k] += math.Log(left / sum)
		}
		out[k] = math.Max(out[k], logLeast)
	}
	return out
}

// logLeast is the least logarithm of a probability.
var logLeast = math.Log(1e-9)

// votes are how like the texts most like this one are, by class, and their shares of the vote.
func votes(found []near, class []uint8, classes int) (vote, best []float32) {
	vote, best = make([]float32, classes), make([]float32, classes)
	var sum float32
	for _, n := range found {
		k := class[n.who]
		vote[k] += n.how * n.how
		sum += n.how * n.how
		best[k] = max(best[k], n.how)
	}
	for k := range vote {
		vote[k] /= max(sum, 1e-6)
	}
	return vote, best
}

// sentences cuts a text at line ends and at the ends of sentences; of a long one the first and the last are kept.
func sentences(s string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(s, func(c rune) bool {
		return c == '\n' || c == '。' || c == '！' || c == '？' || c == '!' || c == '?'
	}) {
		if len(p) >= leastPiece {
			out = append(out, p)
		}
	}
	if len(out) > mostPieces {
		out = append(out[:mostPieces*2/3], out[len(out)-mostPieces/3:]...)
	}
	return out
}

// summed is what a series of margins comes to: the most, the mean, the last and the first, by class.
func summed(pieces [][]float32, classes int) (out [4][]float32) {
	for n := range out {
		out[n] = make([]float32, classes)
	}
	for k := range classes {
		for n, p := range pieces {
			if n == 0 || p[k] > out[0][k] {
				out[0][k] = p[k]
			}
			out[1][k] += p[k] / float32(len(pieces))
			out[2][k] = p[k]
			out[3][k] = pieces[0][k]
		}
	}
	return out
}

// form measures a text that was just read: its length, how much of it is known, numbers, addresses, words, capitals and lines.
func (r *reader) form(known, grams, lines int) (out [shapes]float32) {
	out[0] = float32(math.Log1p(float64(len(r.runes))))
	out[1] = float32(known) / float32(max(1, grams))
	for _, c := range r.runes {
		switch {
		case c >= classDigits && c <= classDigits+12:
			out[2]++
		case c == classURL:
			out[3]++
		case c >= classWord:
			out[4]++
		}
	}
	out[5], out[6] = float32(r.shouted), float32(lines)
	return out
}

// secondly asks the second judge about a text, whose probabilities by the first are in p.
func (m *Model) secondly(s string, p *[maxClasses]float32) {
	a := again{logs: make([]float64, len(m.Classes))}
	for k := range a.logs {
		a.logs[k] = math.Max(math.Log(float64(p[k])), logLeast)
	}
	r := m.readers.Get().(*reader)
	grams := r.grams(s)
	x := m.vector(r, grams)
	a.vote, a.best = votes(m.doubt.kin.most(&x, &r.scratch), m.doubt.kin.class, len(m.Classes))
	a.shape = r.form(len(x.At), len(grams), strings.Count(s, "\n"))
	m.readers.Put(r)
	var pieces [][]float32
	for _, piece := range sentences(s) {
		var out [maxClasses]float32
		m.margins(piece, &out)
		pieces = append(pieces, append([]float32(nil), out[:len(m.Classes)]...))
	}
	a.pieces = summed(pieces, len(m.Classes))
	for k, l := range a.judge(m.doubt.Prior, m.doubt.Forest) {
		p[k] = float32(math.Exp(l))
	}
}

// vector is the unit vector of a text that was just read.
func (m *Model) vector(r *reader, grams []uint64) learn.Sparse {
	x := learn.Sparse{}
	var square float64
	for j, h := range grams {
		n := m.find(h)
		if n < 0 {
			continue
		}
		w := float32(m.rows[n*m.stride]) / rareScale
		if m.plan.Often {
			w *= often(r.times[j])
		}
		x.At, x.Val = append(x.At, uint32(n)), append(x.Val, w)
		square += float64(w) * float64(w)
	}
	length := float32(math.Sqrt(max(square, 1e-12)))
	for j := range x.Val {
		x.Val[j] /= length
	}
	return x
}
