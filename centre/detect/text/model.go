package text

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"fanzha/centre/detect/learn"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The refusals of this package; texts in term/fault/texts/detect.yaml.
var (
	ErrFile   = learn.ErrFile
	ErrRows   = learn.ErrRows                                  // line, why
	ErrTooFew = fault.New(fault.Invalid, "model.too_few_rows") // rows, classes
)

// Benign is the label of texts that serve no fraud.
const Benign = "benign"

// maxClasses bounds the classes of a model, so that a judgement's sums live on the stack.
const maxClasses = 63

// Info says where a model comes from.
type Info struct {
	Rows     int           `json:"rows"`
	DataHash string        `json:"data_hash"` // SHA-256 of the training file
	Trained  when.Micros   `json:"trained"`   // moment of training; zero for the shipped model, so that it can be made again
	Held     learn.Metrics `json:"held"`      // of each row by machines that had not seen it
}

// Model is a trained classifier. It is safe for concurrent use.
type Model struct {
	Classes []string
	Info    Info

	plan     Features
	slots    []slot // open addressing by the upper bits of a gram's hash
	shift    uint
	keys     []uint64 // of the known grams, in order
	stride   int      // words per gram: rarity, then a weight per class
	rows     []int16  // known grams × stride
	bias     []float32
	scale    float32   // of the weights
	sharp    float32   // of the margins, fitted on rows that were not learnt from
	lean     []float32 // by which a class is preferred when one must be named, in log-odds
	benign   int       // its class, -1 when there is none
	positive int
	doubt    *doubt // nil: every first judgement stands
	id       string
	readers  sync.Pool
}

// slot is a known gram: the lower 32 of the 48 bits it is known by, and one more than its number; 0 is an empty slot.
type slot struct{ key, number uint32 }

// narrow is the width up to which a gram's row is padded and summed without bounds checks.
const narrow = 16

// strideOf is the width of a gram's row for so many classes.
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

func newModel(classes []string, plan Features) *Model {
	m := &Model{Classes: classes, plan: plan, stride: strideOf(len(classes)), sharp: 1, bias: make([]float32, len(classes)), lean: make([]float32, len(classes)), scale: 1}
	m.benign = slices.Index(classes, Benign)
	m.positive = slices.Index(classes, learn.Positive(classes))
	m.readers.New = func() any { return &reader{plan: plan} }
	return m
}

// Positive is the class that AUC and positive F1 are about unless another is named: the one whose label says so, else the second of
// two; empty where there is none.
func (m *Model) Positive() string {
	if m.positive < 0 {
		return ""
	}
	return m.Classes[m.positive]
}

// index makes the slots from the keys.
func (m *Model) index() {
	size := 1 << 10
	for size < 2*len(m.keys) {
		size *= 2
	}
	m.shift = uint(64 - bits.Len(uint(size-1)))
	m.slots = make([]slot, size)
	for n, k := range m.keys {
		h := k << hashShift
		at := h >> m.shift
		for m.slots[at].number != 0 {
			at = (at + 1) & uint64(size-1)
		}
		m.slots[at] = slot{uint32(k), uint32(n + 1)}
	}
}

// find is the number of a known gram, -1 for any other.
func (m *Model) find(h uint64) int {
	mask := uint64(len(m.slots) - 1)
	key := uint32(h >> hashShift)
	for at := h >> m.shift; ; at++ {
		s := m.slots[at&mask]
		if s.number == 0 {
			return -1
		}
		if s.key == key {
			return int(s.number) - 1
		}
	}
}

// margins computes the classes' margins of a text; false when no gram of it is known.
func (m *Model) margins(s string, out *[maxClasses]float32) bool {
	r := m.readers.Get().(*reader)
	var square float64
	var acc [maxClasses + 1]float32
	if m.plan.Often {
		square = m.sumOften(r, s, &acc)
	} else {
		square = m.sum(r, s, &acc)
	}
	m.readers.Put(r)
	length := float32(math.Sqrt(square)) / rareScale
	for k := range m.Classes {
		out[k] = m.bias[k]
		if square > 0 {
			out[k] += acc[k+1] * m.scale / length
		}
	}
	return square > 0
}

// sum adds up the rows of the distinct grams of a text and the square of its length.
func (m *Model) sum(r *reader, s string, out *[maxClasses + 1]float32) float64 {
	var acc [maxClasses + 1]int32
	var square int64
	stride := m.stride
	for _, h := range r.grams(s) {
		n := m.find(h)
		if n < 0 {
			continue
		}
		row := m.rows[n*stride : (n+1)*stride]
		rare := int64(row[0])
		square += rare * rare
		if len(row) <= narrow { // the usual case without bounds checks: padding is zero
			wide := (*[narrow]int16)(row)
			for k := range wide {
				acc[k] += int32(wide[k])
			}
			continue
		}
		for k, w := range row {
			acc[k] += int32(w)
		}
	}
	for k := range m.stride {
		out[k] = float32(acc[k])
	}
	return float64(square)
}

// sumOften is sum for models that count how often a gram occurs.
func (m *Model) sumOften(r *reader, s string, out *[maxClasses + 1]float32) float64 {
	var square float64
	stride := m.stride
	for j, h := range r.grams(s) {
		n := m.find(h)
		if n < 0 {
			continue
		}
		row := m.rows[n*stride : (n+1)*stride]
		times := often(r.times[j])
		rare := float64(times) * float64(row[0])
		square += rare * rare
		for k, w := range row {
			out[k] += times * float32(w)
		}
	}
	return square
}

// judge is the distribution over the classes; false when no gram of the text is known.
func (m *Model) judge(s string, out *[maxClasses]float32) bool {
	known := m.margins(s, out)
	m.probabilities(out)
	if m.doubt != nil && known && slices.Max(out[:len(m.Classes)]) < m.doubt.Sure {
		m.secondly(s, out)
	}
	return known
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

// Classify returns the class that is named: the likeliest, or a rare one that is nearly as likely.
func (m *Model) Classify(s string) Label {
	var p [maxClasses]float32
	m.judge(s, &p)
	best := m.decide(p[:len(m.Classes)])
	return Label{m.Classes[best], float64(p[best])}
}

// All returns every class with its probability, the likeliest first.
func (m *Model) All(s string) []Label {
	var p [maxClasses]float32
	m.judge(s, &p)
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
	if m.benign < 0 || !m.judge(s, &p) {
		return 0, ""
	}
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
	r := &reader{plan: m.plan}
	r.normalise(s)
	weight := make([]float64, len(r.runes))
	for i := range r.runes {
		for size := 1; size <= m.plan.Grams && i+size <= len(r.runes); size++ {
			v := m.against(gram(r.runes[i:i+size]), k) / float64(size)
			for j := i; j < i+size; j++ {
				weight[j] += v
			}
		}
	}
	return r.passages(s, weight, n)
}

func (m *Model) against(h uint64, k int) float64 {
	n := m.find(fmix(h))
	if n < 0 {
		return 0
	}
	row := m.rows[n*m.stride:]
	return float64(row[1+k]) - float64(row[1+m.benign])
}

// gram is the hash that grams gives a run of runes.
func gram(c []rune) uint64 {
	h := uint64(0)
	for n, x := range c {
		h = bits.RotateLeft64(h, 23) ^ uint64(x+1)*mulN[n]
	}
	return h * mulE[len(c)-1]
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
