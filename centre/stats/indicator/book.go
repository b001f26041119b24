package indicator

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"fanzha/base/rulefile"
	"fanzha/centre/stats"
	"fanzha/rulebook"
)

// Book is the dictionary (指标字典).
type Book struct {
	entries []*Entry
	byCode  map[string]*Entry
}

// Find returns an entry by its code.
func (b *Book) Find(code string) (*Entry, bool) {
	e, ok := b.byCode[code]
	return e, ok
}

// All lists the entries in the order of the files.
func (b *Book) All() []*Entry { return slices.Clone(b.entries) }

// Measures lists every measure that some entry counts, sorted.
func (b *Book) Measures() []string {
	seen := map[string]bool{}
	for _, e := range b.entries {
		for _, m := range e.Measures() {
			seen[m] = true
		}
	}
	out := make([]string, 0, len(seen))
	for m := range seen {
		out = append(out, m)
	}
	slices.Sort(out)
	return out
}

var shipped = sync.OnceValues(func() (*Book, error) { return Load(rulebook.FS) })

// Default is the dictionary that is shipped.
func Default() (*Book, error) { return shipped() }

// row is an entry as the file has it. What stands under "defaults" holds for every entry of the file that does not say otherwise.
type row struct {
	Code     string   `yaml:"code"`
	ZH       string   `yaml:"zh"`
	EN       string   `yaml:"en"`
	Printed  []string `yaml:"printed"`
	Group    string   `yaml:"group"`
	Owner    string   `yaml:"owner"`
	Unit     string   `yaml:"unit"`
	UnitEN   string   `yaml:"unit_en"`
	Num      []string `yaml:"num"`
	Den      []string `yaml:"den"`
	DenIs    string   `yaml:"den_is"`
	Less     []less   `yaml:"less"`
	Scale    int64    `yaml:"scale"`
	Stock    bool     `yaml:"stock"`
	Many     bool     `yaml:"many_campaigns"`
	Quantile int      `yaml:"quantile"`
	Periods  []string `yaml:"periods"`
	Sides    []string `yaml:"sides"`
	Good     string   `yaml:"good"`
	Round    string   `yaml:"round"`
	Decimals *int     `yaml:"decimals"`
	Small    *int64   `yaml:"small"`
	Hide     *int64   `yaml:"hide"`
	Local    bool     `yaml:"local"`
	SourceZH string   `yaml:"source"`
	SourceEN string   `yaml:"source_en"`
	From     string   `yaml:"from"`
	Example  *example `yaml:"example"`
}

type less struct {
	ZH    string   `yaml:"zh"`
	EN    string   `yaml:"en"`
	Terms []string `yaml:"terms"`
}

type example struct {
	In         map[string]int64 `yaml:"in"`
	Population int64            `yaml:"population"`
	Days       int64            `yaml:"days"`
	Out        string           `yaml:"out"`
}

type file struct {
	Version  int   `yaml:"version"`
	Defaults row   `yaml:"defaults"`
	List     []row `yaml:"indicators"`
}

// Load reads indicators/*.yaml of a rulebook. Any fault of any entry is an error that names it: a figure with a wrong formula is
// worse than none.
func Load(from fs.FS) (*Book, error) {
	names, err := fs.Glob(from, "indicators/*.yaml")
	if err != nil || len(names) == 0 {
		return nil, ErrDictionary.With(fmt.Errorf("no files of indicators: %w", err))
	}
	b := &Book{byCode: map[string]*Entry{}}
	for _, name := range names {
		raw, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, ErrDictionary.With(err)
		}
		err = b.read(raw)
		if err != nil {
			return nil, ErrDictionary.With(fmt.Errorf("%s: %w", name, err))
		}
	}
	return b, b.speak(from)
}

// entriesMost bounds a dictionary.
const entriesMost = 2000

func (b *Book) read(raw []byte) error {
	var f file
	err := rulefile.Decode(raw, &f)
	if err != nil {
		return err
	}
	for _, r := range f.List {
		e, err := r.under(f.Defaults).entry()
		if err != nil {
			return fmt.Errorf("%.60q: %w", r.Code, err)
		}
		_, twice := b.byCode[e.Code]
		if twice || len(b.entries) >= entriesMost {
			return fmt.Errorf("%.60q stands twice, or there are more than %d", r.Code, entriesMost)
		}
		b.byCode[e.Code] = e
		b.entries = append(b.entries, e)
	}
	return nil
}

// under fills what an entry leaves to the defaults of its file.
func (r row) under(d row) row {
	text := func(own *string, other string) {
		if *own == "" {
			*own = other
		}
	}
	text(&r.Group, d.Group)
	text(&r.Owner, d.Owner)
	text(&r.Unit, d.Unit)
	text(&r.UnitEN, d.UnitEN)
	text(&r.Good, d.Good)
	text(&r.Round, d.Round)
	text(&r.From, d.From)
	if r.SourceZH == "" {
		r.SourceZH, r.SourceEN = d.SourceZH, d.SourceEN
	}
	r.Local, r.Many = r.Local || d.Local, r.Many || d.Many
	if r.Periods == nil {
		r.Periods = d.Periods
	}
	if r.Sides == nil {
		r.Sides = d.Sides
	}
	if r.Decimals == nil {
		r.Decimals = d.Decimals
	}
	if r.Small == nil {
		r.Small = d.Small
	}
	if r.Hide == nil {
		r.Hide = d.Hide
	}
	if r.Scale == 0 {
		r.Scale = max(d.Scale, 1)
	}
	return r
}

var (
	codeForm    = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	measureForm = regexp.MustCompile(`^[a-z][a-z0-9_.]{0,63}$`)
	groups      = []string{"打", "防", "管", "控", "宣", "治", "资金", "断卡", "惩戒", "跨境", "形势", "组织", "权益"}
)

// decimalsMost is as many decimals as a figure may have.
const decimalsMost = 6

func (r row) entry() (*Entry, error) {
	e := &Entry{
		Code: r.Code, ZH: r.ZH, EN: r.EN, Printed: r.Printed, Group: r.Group, Owner: r.Owner, Unit: r.Unit, UnitEN: r.UnitEN, DenIs: r.DenIs, Scale: r.Scale,
		Stock: r.Stock, Many: r.Many && slices.Contains(r.Sides, stats.Campaign.String()), Quantile: r.Quantile, Good: Good(r.Good), Round: Round(r.Round), Local: r.Local, SourceZH: r.SourceZH,
		SourceEN: r.SourceEN, From: From(r.From),
	}
	if r.Decimals != nil {
		e.Decimals = *r.Decimals
	}
	if r.Small != nil {
		e.Small = *r.Small
	}
	if r.Hide != nil {
		e.Hide = *r.Hide
	}
	if r.Example == nil {
		return nil, fmt.Errorf("no example")
	}
	e.Example = Example{In: r.Example.In, Population: r.Example.Population, Days: r.Example.Days, Out: r.Example.Out}
	err := r.lists(e)
	if err != nil {
		return nil, err
	}
	return e, e.sound()
}

func (r row) lists(e *Entry) error {
	var err error
	e.Num, err = parseTerms(r.Num)
	if err != nil {
		return err
	}
	e.Den, err = parseTerms(r.Den)
	if err != nil {
		return err
	}
	for _, x := range r.Less {
		list, err := parseTerms(x.Terms)
		if err != nil || x.ZH == "" || x.EN == "" || len(list) == 0 {
			return fmt.Errorf("an exclusion needs names and terms: %w", err)
		}
		e.Less = append(e.Less, Exclusion{x.ZH, x.EN, list})
	}
	for _, k := range r.Periods {
		if !slices.Contains(Kinds, Kind(k)) {
			return fmt.Errorf("no kind of period %.20q", k)
		}
		e.Periods = append(e.Periods, Kind(k))
	}
	for _, s := range r.Sides {
		d, ok := stats.ParseDim(s)
		if !ok {
			return fmt.Errorf("no side %.20q", s)
		}
		e.Sides = append(e.Sides, d)
	}
	return nil
}

// sound refuses entries whose parts do not fit together.
func (e *Entry) sound() error {
	words := []string{e.ZH, e.EN, e.Owner, e.Unit, e.UnitEN, e.SourceZH, e.SourceEN}
	switch {
	case !codeForm.MatchString(e.Code) || len(e.Code) > 64:
		return fmt.Errorf("a code is words of a–z, 0–9 with dots between")
	case slices.Contains(words, ""):
		return fmt.Errorf("names, owner, unit and source are wanted in both languages")
	case !han(e.ZH) || !han(e.Owner) || !han(e.SourceZH):
		return fmt.Errorf("name, owner and source must be Chinese")
	case !slices.Contains(groups, e.Group):
		return fmt.Errorf("no group %.20q", e.Group)
	case len(e.Num) == 0 || len(e.Periods) == 0 || e.Scale < 1 || e.Scale > 1_000_000:
		return fmt.Errorf("a formula, a kind of period and a scale are wanted")
	case !slices.Contains([]Good{Up, Down, None}, e.Good) || e.Round != HalfUp && e.Round != Truncate:
		return fmt.Errorf("good and round are wanted")
	case !slices.Contains([]From{Event, Return, Imported}, e.From):
		return fmt.Errorf("where do its facts come from?")
	case !slices.Contains([]string{"", "population", "days"}, e.DenIs) || e.DenIs != "" && len(e.Den) > 0:
		return fmt.Errorf("one denominator is wanted")
	case len(e.Less) > 0 && len(e.Den) == 0:
		return fmt.Errorf("an exclusion without a denominator")
	case !e.Rate() && (e.Scale != 1 || e.Decimals != 0) && e.Quantile == 0:
		return fmt.Errorf("only a rate has a scale and decimals")
	case e.Decimals < 0 || e.Decimals > decimalsMost || e.Small < 0 || e.Hide < 0:
		return fmt.Errorf("decimals or bounds out of range")
	case e.Quantile < 0 || e.Quantile > 99 || e.Quantile > 0 && (len(e.Num) != 1 || e.Rate() || e.Stock):
		return fmt.Errorf("a quantile is of one measure")
	case e.Quantile > 0 && spans[e.Unit] == 0:
		return fmt.Errorf("a quantile is of times: its unit is 秒, 分钟, 小时 or 天")
	case e.fen() && slices.ContainsFunc(e.Num, func(t Term) bool { return !t.Fen }):
		return fmt.Errorf("an amount is a sum of fen")
	}
	return nil
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}

func parseTerms(list []string) ([]Term, error) {
	var out []Term
	for _, s := range list {
		t, err := ParseTerm(s)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// ParseTerm reads one addend: [-]measure[:fen] and then sides, "case.filed:fen supervision=ministry amount_band=3m|10m".
func ParseTerm(s string) (Term, error) {
	words := strings.Fields(s)
	if len(words) == 0 || len(s) > 400 {
		return Term{}, fmt.Errorf("an empty term, or one too long")
	}
	var t Term
	t.Measure, t.Minus = strings.CutPrefix(words[0], "-")
	t.Measure, t.Fen = strings.CutSuffix(t.Measure, ":fen")
	if !measureForm.MatchString(t.Measure) {
		return Term{}, fmt.Errorf("not a measure: %.40q", words[0])
	}
	for _, w := range words[1:] {
		name, values, found := strings.Cut(w, "=")
		d, known := stats.ParseDim(name)
		if !found || !known || values == "" {
			return Term{}, fmt.Errorf("not a side with values: %.40q", w)
		}
		t.Only = append(t.Only, stats.Only{Dim: d, Values: strings.Split(values, "|")})
	}
	return t, nil
}
