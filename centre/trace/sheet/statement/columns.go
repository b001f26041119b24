package statement

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"fanzha/rulebook"
)

// Columns knows by which names banks call the fields (rulebook/fieldmap.yaml).
type Columns struct {
	names   map[string]Field
	parts   []part // fuzzy: a name that contains this
	out, in map[string]bool
	failed  map[string]bool
	totals  []string
	yuan    map[string]bool
}

type part struct {
	text  string
	field Field
}

// columnFile is rulebook/fieldmap.yaml.
type columnFile struct {
	Version int `yaml:"version"`
	Fields  []struct {
		Field    string   `yaml:"field"`
		ZH       string   `yaml:"zh"`
		EN       string   `yaml:"en"`
		Names    []string `yaml:"names"`
		Contains []string `yaml:"contains"`
	} `yaml:"fields"`
	Out    []string `yaml:"out"`
	In     []string `yaml:"in"`
	Failed []string `yaml:"failed"`
	Totals []string `yaml:"totals"`
	Yuan   []string `yaml:"yuan"`
}

// LoadColumns reads the built-in names.
func LoadColumns() (*Columns, error) {
	text, err := rulebook.FS.ReadFile("fieldmap.yaml")
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return ParseColumns(text)
}

// ParseColumns reads names of columns.
func ParseColumns(text []byte) (*Columns, error) {
	var f columnFile
	err := yaml.UnmarshalWithOptions(text, &f, yaml.DisallowUnknownField())
	if err != nil {
		return nil, ErrRules.With(err)
	}
	c := &Columns{names: map[string]Field{}, out: set(f.Out), in: set(f.In), failed: set(f.Failed), totals: f.Totals, yuan: set(f.Yuan)}
	for _, d := range f.Fields {
		field, known := FieldOf(d.Field)
		if !known || d.ZH == "" || d.EN == "" {
			return nil, ErrRules
		}
		for _, n := range append(d.Names, d.ZH, d.EN, d.Field) {
			key := fold(n)
			have, twice := c.names[key]
			if twice && have != field {
				return nil, ErrRules
			}
			c.names[key] = field
		}
		for _, p := range d.Contains {
			c.parts = append(c.parts, part{fold(p), field})
		}
	}
	// the longest part decides: 对方账户名 before 账户
	slices.SortStableFunc(c.parts, func(a, b part) int { return len(b.text) - len(a.text) })
	return c, nil
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[fold(w)] = true
	}
	return m
}

// fold is how names compare: without blanks, brackets and marks, in small letters.
func fold(s string) string {
	s = narrow(s)
	for _, cut := range []string{"(元)", "(人民币)", "(单位:元)", "(yuan)", "(rmb)", "(cny)"} {
		s = strings.ReplaceAll(strings.ToLower(s), cut, "")
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n_-/\\.,:;*()[]【】（）、：'\"", r) {
			return -1
		}
		return r
	}, s)
}

// fieldOf tells the field from a column's name; exact names count for more than parts of them.
func (c *Columns) fieldOf(name string) (f Field, exact, found bool) {
	key := fold(name)
	if key == "" {
		return 0, false, false
	}
	f, found = c.names[key]
	if found {
		return f, true, true
	}
	for _, p := range c.parts {
		if strings.Contains(key, p.text) {
			return p.field, false, true
		}
	}
	return 0, false, false
}

// guess maps columns to fields; a field goes to its first exact name, else to its first name that contains a part.
func (c *Columns) guess(columns []string) Map {
	m := Map{}
	taken := map[int]bool{}
	for _, want := range []bool{true, false} {
		for i, name := range columns {
			f, exact, found := c.fieldOf(name)
			_, have := m[f]
			if found && exact == want && !have && !taken[i] {
				m[f] = name
				taken[i] = true
			}
		}
	}
	m.settle()
	return m
}

// settle drops what says the same twice: the moment in one column needs no others, and two columns of amounts need no third.
func (m Map) settle() {
	_, date := m[Date]
	_, at := m[Time]
	_, clock := m[Clock]
	switch {
	case date && at && !clock: // 交易日期 and 交易时间: the time is the clock of the date
		m[Clock] = m[Time]
		m[Time] = m[Date]
	case date:
		m[Time] = m[Date]
	}
	delete(m, Date)
	m.oneSide()
	_, account := m[Account]
	card, onCard := m[Card]
	if onCard && !account {
		m[Account] = card
		delete(m, Card)
	}
	_, debit := m[Debit]
	_, credit := m[Credit]
	if debit && credit {
		delete(m, Amount)
		delete(m, Side)
	}
}

// oneSide: where only payer or only payee is named, that is the counterparty of whose statement it is.
func (m Map) oneSide() {
	payer, paid := m[PayerAccount]
	payee, got := m[PayeeAccount]
	if paid == got {
		return
	}
	_, have := m[PeerAccount]
	name, bank := PayeeName, m[PayeeBank]
	if paid {
		payee, name, bank = payer, PayerName, ""
	}
	if !have {
		m[PeerAccount] = payee
		for to, column := range map[Field]string{PeerName: m[name], PeerBank: bank} {
			_, there := m[to]
			if column != "" && !there {
				m[to] = column
			}
		}
	}
	for _, f := range []Field{PayerAccount, PayerName, PayeeAccount, PayeeName, PayeeBank} {
		delete(m, f)
	}
}

// score says how much a row looks like a header: how many of its cells are names of different fields.
func (c *Columns) score(cells []string) int {
	seen := map[Field]bool{}
	for _, cell := range cells {
		f, exact, found := c.fieldOf(cell)
		if found && len(cell) <= maxName && (exact || !strings.ContainsAny(cell, "0123456789")) {
			seen[f] = true
		}
	}
	when := seen[Time] || seen[Date]
	money := seen[Amount] || seen[Debit] || seen[Credit]
	if !when || !money {
		return 0
	}
	return len(seen)
}

// maxName bounds the name of a column, in bytes.
const maxName = 96
