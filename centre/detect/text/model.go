package text

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// The refusals of this package; texts in term/fault/texts/detect.yaml.
var (
	ErrFile   = fault.New(fault.Invalid, "model.file_broken")
	ErrRows   = fault.New(fault.Invalid, "model.rows_invalid") // line, why
	ErrTooFew = fault.New(fault.Invalid, "model.too_few_rows") // rows, classes
)

// Benign is the label of texts that serve no fraud.
const Benign = "benign"

// maxClasses bounds the classes of a model, so that a judgement's sums live on the stack.
const maxClasses = 63

// Info says where a model comes from.
type Info struct {
	Rows     int         `json:"rows"`
	DataHash string      `json:"data_hash"` // SHA-256 of the training file
	Trained  when.Micros `json:"trained"`   // moment of training; zero for the shipped model, so that it can be made again
	Held     Metrics     `json:"held"`      // measured on rows held back before the last training
}

// Model is a trained classifier. It is safe for concurrent use.
type Model struct {
	Classes []string
	Info    Info

	shift   uint    // a gram's bucket is the upper bits of its hash
	stride  int     // words per bucket: rarity, then a weight per class
	rows    []int16 // buckets × stride
	bias    []float32
	scale   float32 // of the weights
	sharp   float32 // of the margins, fitted on held-back rows
	benign  int     // its class, -1 when there is none
	id      string
	readers sync.Pool
}

// narrow is the width up to which a bucket is padded and summed without bounds checks.
const narrow = 16

// strideOf is the width of a bucket for so many classes.
func strideOf(classes int) int {
	if classes+1 <= narrow {
		return narrow
	}
	return classes + 1
}

// rareScale is how finely rarity is kept.
const rareScale = 1000

// Label is one class with its probability.
type Label struct {
	Class string  `json:"class"`
	P     float64 `json:"p"`
}

func (m *Model) finish() {
	m.benign = slices.Index(m.Classes, Benign)
	m.readers.New = func() any { return &reader{} }
}

// margins computes the classes' margins of a text; false when no gram of it is known.
func (m *Model) margins(s string, out *[maxClasses]float32) bool {
	r := m.readers.Get().(*reader)
	var acc [maxClasses + 1]int32
	var square int64
	stride, shift := m.stride, m.shift
	for _, h := range r.grams(s) {
		at := int(h>>shift) * stride
		row := m.rows[at : at+stride]
		rare := int64(row[0])
		if rare == 0 {
			continue
		}
		square += rare * rare
		if len(row) <= narrow { // the usual case without bounds checks: padding is zero
			wide := (*[narrow]int16)(m.rows[at:])
			for k := range wide {
				acc[k] += int32(wide[k])
			}
			continue
		}
		for k, w := range row {
			acc[k] += int32(w)
		}
	}
	m.readers.Put(r)
	length := float32(math.Sqrt(float64(square))) / rareScale
	for k := range m.Classes {
		out[k] = m.bias[k]
		if square > 0 {
			out[k] += float32(acc[k+1]) * m.scale / length
		}
	}
	return square > 0
}

// probabilities turns margins into a distribution.
func (m *Model) probabilities(out *[maxClasses]float32) {
	k := len(m.Classes)
	top := slices.Max(out[:k])
	var sum float64
	for i := range k {
		v := math.Exp(float64(m.sharp * (out[i] - top)))
		out[i] = float32(v)
		sum += v
	}
	for i := range k {
		out[i] = float32(float64(out[i]) / sum)
	}
}

// Classify returns the likeliest class.
func (m *Model) Classify(s string) Label {
	var p [maxClasses]float32
	m.margins(s, &p)
	m.probabilities(&p)
	best := 0
	for i := range m.Classes {
		if p[i] > p[best] {
			best = i
		}
	}
	return Label{m.Classes[best], float64(p[best])}
}

// All returns every class with its probability, the likeliest first.
func (m *Model) All(s string) []Label {
	var p [maxClasses]float32
	m.margins(s, &p)
	m.probabilities(&p)
	out := make([]Label, len(m.Classes))
	for i, c := range m.Classes {
		out[i] = Label{c, float64(p[i])}
	}
	slices.SortStableFunc(out, func(a, b Label) int { return cmp.Compare(b.P, a.P) })
	return out
}

// Scam is the probability in permille that the text serves a fraud, and the likeliest type among the frauds. A text of which the
// model knows nothing is 0.
func (m *Model) Scam(s string) (permille int64, fraud string) {
	var p [maxClasses]float32
	if m.benign < 0 || !m.margins(s, &p) {
		return 0, ""
	}
	m.probabilities(&p)
	best := -1
	for i := range m.Classes {
		if i != m.benign && (best < 0 || p[i] > p[best]) {
			best = i
		}
	}
	if best < 0 {
		return 0, ""
	}
	return int64(math.Round(float64(1-p[m.benign]) * 1000)), m.Classes[best]
}

// Identity names the model by its content.
func (m *Model) Identity() string { return m.id }

// spanLeast is the shortest passage worth quoting, in characters; spanMost the longest.
const (
	spanLeast = 2
	spanMost  = 24
)

// Spans returns the passages that weighed most for the likeliest fraud against benign, at most n, in the order of the text.
func (m *Model) Spans(s string, n int) []string {
	_, fraud := m.Scam(s)
	k := slices.Index(m.Classes, fraud)
	if k < 0 {
		return nil
	}
	r := &reader{}
	r.normalise(s)
	weight := make([]float64, len(r.runes))
	for i := range r.runes {
		for size := 1; size <= 3 && i+size <= len(r.runes); size++ {
			v := m.against(gram(r.runes[i:i+size]), k) / float64(size)
			for j := i; j < i+size; j++ {
				weight[j] += v
			}
		}
	}
	return r.passages(s, weight, n)
}

func (m *Model) against(h uint64, k int) float64 {
	at := int(fmix(h)>>m.shift) * m.stride
	return float64(m.rows[at+1+k]) - float64(m.rows[at+1+m.benign])
}

// gram is the hash that grams gives a run of up to three runes.
func gram(c []rune) uint64 {
	h := uint64(c[0]+1) * mulA
	out := h
	if len(c) > 1 {
		h = (h<<23 | h>>41) ^ uint64(c[1]+1)*mulB
		out = h * mulC
	}
	if len(c) > 2 {
		h = (h<<23 | h>>41) ^ uint64(c[2]+1)*mulC
		out = h * mulA
	}
	return out
}

// passages cuts the runs of positive weight and keeps the n heaviest.
func (r *reader) passages(s string, weight []float64, n int) []string {
	type run struct {
		from, to int
		sum      float64
	}
	var runs []run
	for i := 0; i < len(weight); {
		if weight[i] <= 0 {
			i++
			continue
		}
		a := run{from: i}
		for i < len(weight) && weight[i] > 0 && i-a.from < spanMost {
			a.sum += weight[i]
			i++
		}
		a.to = i
		if a.to-a.from >= spanLeast {
			runs = append(runs, a)
		}
	}
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.sum, a.sum) })
	runs = runs[:min(n, len(runs))]
	slices.SortFunc(runs, func(a, b run) int { return cmp.Compare(a.from, b.from) })
	out := make([]string, 0, len(runs))
	for _, a := range runs {
		end := len(s)
		if a.to < len(r.from) {
			end = int(r.from[a.to])
		}
		out = append(out, hideDigits(strings.TrimSpace(s[r.from[a.from]:end])))
	}
	return out
}

// hideDigits keeps numbers of people and accounts out of quotations.
func hideDigits(s string) string {
	b := []byte(s)
	run := 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && b[i] >= '0' && b[i] <= '9' {
			run++
			continue
		}
		for j := i - run + 2; run >= 7 && j < i; j++ {
			b[j] = '*'
		}
		run = 0
	}
	return string(b)
}
