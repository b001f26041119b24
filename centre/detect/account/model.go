package account

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"fanzha/base/clock"
	"fanzha/centre/detect/learn"
	"fanzha/term/fault"
)

// Table are accounts with their labels.
type Table struct {
	Accounts []string
	Mule     []bool
	Names    learn.Names // of the labels
	Hash     string      // SHA-256 of the file
}

// ReadTable reads account and label; positive is the label of a mule, empty what the labels say.
func ReadTable(in io.Reader, label, positive string) (*Table, error) {
	t, err := learn.ReadTable(in, "account", cmp.Or(label, "label"))
	if err != nil {
		return nil, err
	}
	out := &Table{Hash: t.Hash}
	labels := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		out.Accounts, labels[i] = append(out.Accounts, r[0]), r[1]
	}
	if positive == "" {
		positive = learn.Positive(learn.Classes(labels))
	}
	for _, l := range labels {
		out.Mule = append(out.Mule, l == positive)
	}
	out.Names = learn.NamesOf(labels, out.Mule)
	return out, nil
}

// Options of a training. Zero values take the defaults.
type Options struct {
	Trees   learn.Boost
	Forests int // how many are averaged; 0: 2
	Seed    uint64
}

// Model is what was learnt. It holds no account.
type Model struct {
	Info    learn.Info
	forests []*learn.Forest
}

// minRows is the least that can be learnt from.
const minRows = 20

// Train learns from labelled accounts and all transfers of their time.
func Train(t Table, transfers []Transfer, o Options) (*Model, error) {
	if o.Forests == 0 {
		o.Forests = 2
	}
	y := make([]float32, len(t.Mule))
	ups := 0
	for i, m := range t.Mule {
		if m {
			y[i] = 1
			ups++
		}
	}
	if len(y) < minRows || ups == 0 || ups == len(y) {
		return nil, fault.New(fault.Invalid, "model.too_few_rows", "rows", len(y), "classes", min(ups, 1)+min(len(y)-ups, 1))
	}
	rows := newBook(transfers).rows(t.Accounts)
	m := &Model{Info: learn.Info{Rows: len(y), DataHash: t.Hash}}
	for f := range o.Forests {
		trees := o.Trees
		trees.Seed = o.Seed + uint64(f)
		m.forests = append(m.forests, learn.Grow(rows, y, trees))
	}
	return m, nil
}

// Probability of each account to be a mule's, by the transfers of its time.
func (m *Model) Probability(accounts []string, transfers []Transfer) []float64 {
	out := make([]float64, len(accounts))
	for i, row := range newBook(transfers).rows(accounts) {
		for _, f := range m.forests {
			out[i] += 1 / (1 + math.Exp(-f.Score(row))) / float64(len(m.forests))
		}
	}
	return out
}

// Eval measures the model on labelled accounts; the clock, which may be nil, measures its speed.
func (m *Model) Eval(t Table, transfers []Transfer, c clock.Clock) learn.Metrics {
	start := learn.Seconds(c)
	p := m.Probability(t.Accounts, transfers)
	took := learn.Seconds(c) - start
	out := learn.Binary(t.Names, t.Mule, p)
	out.RowsPerS = learn.Rate(len(p), took)
	return out
}

// Use is how much each measure brought, the most first.
func (m *Model) Use() []string {
	sum := make([]float64, len(names))
	total := 0.0
	for _, f := range m.forests {
		for k, v := range f.Use() {
			sum[k] += v
			total += v
		}
	}
	order := make([]int, len(names))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sum[b], sum[a]) })
	out := make([]string, 0, len(order))
	for _, k := range order {
		out = append(out, fmt.Sprintf("%s %.3f", names[k], sum[k]/math.Max(total, 1e-9)))
	}
	return out
}

// fileMagic is the first word of an account model's file, with its version.
const fileMagic = "FZACCT1\n"

// maxForests bounds a file.
const maxForests = 100

type packed struct {
	Info    learn.Info      `json:"info"`
	Names   []string        `json:"names"`
	Forests []*learn.Forest `json:"forests"`
}

// Write writes the model file.
func (m *Model) Write(w io.Writer) error {
	body, err := json.Marshal(packed{m.Info, names, m.forests})
	if err != nil {
		return fmt.Errorf("account: write model: %w", err)
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
	if !slices.Equal(p.Names, names) || len(p.Forests) < 1 || len(p.Forests) > maxForests {
		return nil, learn.Broken("measures or forests")
	}
	for _, f := range p.Forests {
		if f == nil || f.Columns != len(names) {
			return nil, learn.Broken("a forest")
		}
	}
	return &Model{Info: p.Info, forests: p.Forests}, nil
}
