package url

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"fanzha/base/clock"
	"fanzha/centre/detect/learn"
)

// fileMagic is the first word of an address model's file, with its version.
const fileMagic = "FZURL03\n"

// packed is a model in its file.
type packed struct {
	Info     learn.Info      `json:"info"`
	Settings *Settings       `json:"settings"`
	Bags     []packedBag     `json:"bags"`
	Chains   []*learn.Chain  `json:"chains"`
	Odds     odds            `json:"odds"`
	Forests  []*learn.Forest `json:"forests"`
}

// packedBag is a linear machine in a file: only the buckets that were seen.
type packedBag struct {
	Bits int       `json:"bits"`
	Bias float32   `json:"bias"`
	At   []uint32  `json:"at"`
	Rare []float32 `json:"rare"`
	W    []float32 `json:"w"`
}

// Bounds of a file: the buckets of a machine, as a power of two, and the forests that are averaged.
const (
	maxBits    = 22
	maxForests = 100
)

// Write writes the model file.
func (m *Model) Write(w io.Writer) error {
	p := packed{Info: m.Info, Settings: m.settings, Forests: m.forests, Odds: m.judges.odds}
	for v := range m.judges.bags {
		for _, b := range m.judges.bags[v] {
			q := packedBag{Bits: b.Bits, Bias: b.Bias}
			for at, rare := range b.Rare {
				if rare > 0 {
					q.At, q.Rare, q.W = append(q.At, uint32(at)), append(q.Rare, rare), append(q.W, b.W[at])
				}
			}
			p.Bags = append(p.Bags, q)
		}
	}
	for k := range m.judges.chains {
		p.Chains = append(p.Chains, m.judges.chains[k][:]...)
	}
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("url: write model: %w", err)
	}
	return learn.Seal(w, fileMagic, body)
}

// Read reads a model file. A file that is damaged, of another version or contradicts itself is learn.ErrFile.
func Read(in io.Reader) (*Model, error) {
	body, err := learn.Unseal(in, fileMagic)
	if err != nil {
		return nil, err
	}
	return readBody(body)
}

func readBody(body []byte) (*Model, error) {
	var p packed
	err := json.Unmarshal(body, &p)
	if err != nil {
		return nil, learn.ErrFile.With(err)
	}
	if p.Settings == nil || len(p.Forests) < 1 || len(p.Forests) > maxForests || len(p.Bags) != 2*views || len(p.Chains) != 2*pieces || !p.Settings.bounded() {
		return nil, learn.Broken("parts of the model")
	}
	p.Settings.index()
	m := &Model{Info: p.Info, settings: p.Settings, forests: p.Forests, judges: judges{odds: p.Odds}}
	for k := range p.Bags {
		m.judges.bags[k/2][k%2], err = p.Bags[k].bag()
		if err != nil {
			return nil, err
		}
	}
	for k, c := range p.Chains {
		if c == nil || c.Order < 0 || c.Order > learn.MaxOrder {
			return nil, learn.Broken("a chain")
		}
		m.judges.chains[k/2][k%2] = c
	}
	s := m.settings.sample("")
	for _, f := range p.Forests {
		if f == nil || f.Columns != columnsOf(len(s.form)) {
			return nil, learn.Broken("columns of the trees")
		}
	}
	return m, nil
}

func (p *packedBag) bag() (*learn.Bag, error) {
	if p.Bits < 1 || p.Bits > maxBits || len(p.At) != len(p.Rare) || len(p.At) != len(p.W) {
		return nil, learn.Broken("sizes of a machine")
	}
	b := &learn.Bag{Bits: p.Bits, Bias: p.Bias, Rare: make([]float32, 1<<p.Bits), W: make([]float32, 1<<p.Bits)}
	for n, at := range p.At {
		if at >= 1<<p.Bits || !(p.Rare[n] > 0) || math.IsInf(float64(p.Rare[n]), 0) {
			return nil, learn.Broken("a bucket of a machine")
		}
		b.Rare[at], b.W[at] = p.Rare[n], p.W[n]
	}
	return b, nil
}

// Fields name the columns of a labelled file and the label that means fraud; zero values are "url", "label" and what the labels say.
type Fields struct{ URL, Label, Positive string }

// ReadRows reads a labelled table and the SHA-256 of all that was read.
func ReadRows(in io.Reader, f Fields) ([]Row, string, error) {
	if f.URL == "" {
		f.URL = "url"
	}
	if f.Label == "" {
		f.Label = "label"
	}
	t, err := learn.ReadTable(in, f.URL, f.Label)
	if err != nil {
		return nil, "", err
	}
	labels := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		labels[i] = r[1]
	}
	if f.Positive == "" {
		f.Positive = learn.Positive(learn.Classes(labels))
	}
	rows := make([]Row, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = Row{URL: r[0], Fraud: r[1] == f.Positive, Label: r[1]}
	}
	return rows, t.Hash, nil
}

// ReadList reads reported addresses, one a line, and the SHA-256 of all that was read: all of them are fraud.
func ReadList(in io.Reader) ([]Row, string, error) {
	data, err := io.ReadAll(io.LimitReader(in, learn.MaxFile))
	if err != nil {
		return nil, "", fmt.Errorf("url: read list: %w", err)
	}
	var rows []Row
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" {
			rows = append(rows, Row{URL: line, Fraud: true})
		}
	}
	sum := sha256.Sum256(data)
	return rows, hex.EncodeToString(sum[:]), nil
}

// Eval measures the model on rows; the clock, which may be nil, measures its speed.
func (m *Model) Eval(rows []Row, c clock.Clock) learn.Metrics {
	start := learn.Seconds(c)
	p := make([]float64, len(rows))
	for i := range rows {
		p[i] = m.Probability(rows[i].URL)
	}
	took := learn.Seconds(c) - start
	out := measure(rows, p)
	out.RowsPerS = learn.Rate(len(rows), took)
	return out
}

func measure(rows []Row, p []float64) learn.Metrics {
	fraud, labels := make([]bool, len(rows)), make([]string, len(rows))
	for i := range rows {
		fraud[i], labels[i] = rows[i].Fraud, rows[i].Label
	}
	return learn.Binary(learn.NamesOf(labels, fraud), fraud, p)
}

// Cross measures a way of training on rows it has not seen: all rows of a site are in one of the folds, and each fold is judged by a
// model of the others.
func Cross(rows []Row, s *Settings, o Options, folds int) (learn.Metrics, error) {
	groups, classes := sites(rows)
	if o.Rows {
		for i := range groups {
			groups[i] = i
		}
	}
	fold := learn.Folds(groups, classes, folds, o.Seed+1)
	p := make([]float64, len(rows))
	for f := range folds {
		var in []Row
		for i := range rows {
			if fold[i] != f {
				in = append(in, rows[i])
			}
		}
		m, err := Train(in, s, o)
		if err != nil {
			return learn.Metrics{}, err
		}
		for i := range rows {
			if fold[i] == f {
				p[i] = m.Probability(rows[i].URL)
			}
		}
	}
	return measure(rows, p), nil
}

// sites are the groups of rows that belong together, and their classes.
func sites(rows []Row) (groups, classes []int) {
	first := map[string]int{}
	for i, r := range rows {
		site := Site(r.URL)
		if _, ok := first[site]; !ok {
			first[site] = i
		}
		groups, classes = append(groups, first[site]), append(classes, 0)
		if r.Fraud {
			classes[i] = 1
		}
	}
	return groups, classes
}
