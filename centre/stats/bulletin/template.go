package bulletin

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"fanzha/base/rulefile"
	"fanzha/centre/stats"
	"fanzha/rulebook"
)

// Template is how an issue of a kind is made: rulebook/bulletins/<kind>.yaml.
type Template struct {
	Kind     string `yaml:"kind"`
	ZH       string `yaml:"zh"`
	EN       string `yaml:"en"`
	Source   string `yaml:"source"` // where its layout is from
	Rank     int    `yaml:"rank"`   // its place in lists
	Period   string `yaml:"period"` // day, week, month
	Starts   int    `yaml:"starts"` // of a week: 0 Monday … 6 Sunday
	Style    string `yaml:"style"`  // red, notice, plain
	To       string `yaml:"to"`
	Public   bool   `yaml:"public"` // leaves the police: no persons, no small groups
	MaxRunes int    `yaml:"max_chars"`
	Small    int64  `yaml:"small"` // groups below are not shown
	Title    string `yaml:"title"`

	Sections []TemplateSection `yaml:"sections"`
	Revision string            `yaml:"-"`
}

// TemplateSection is a part of a template.
type TemplateSection struct {
	ID         string              `yaml:"id"`
	Heading    string              `yaml:"heading"`
	Annex      bool                `yaml:"annex"`
	Paragraphs []TemplateParagraph `yaml:"paragraphs"`
	Table      *TemplateTable      `yaml:"table"`
}

// TemplateParagraph is a paragraph of a template: figures behind words, a list of groups, words, or lines of another room.
type TemplateParagraph struct {
	Lead    string           `yaml:"lead"`
	Figures []TemplateFigure `yaml:"figures"`
	Tops    *TemplateTop     `yaml:"top"`
	Text    string           `yaml:"text"`     // words of the clerk, to begin with
	Ask     string           `yaml:"question"` // of questions and answers
	From    string           `yaml:"from"`     // lines of another room
	None    string           `yaml:"none"`     // where there are none
	Tricks  bool             `yaml:"tricks"`   // the course of the most frequent type, from tricks.yaml
	Tail    string           `yaml:"tail"`
}

// TemplateFigure is a figure in a sentence.
type TemplateFigure struct {
	Code    string   `yaml:"code"`
	Say     string   `yaml:"say"` // the words before its value
	Compare []string `yaml:"compare"`
	Only    []Filter `yaml:"only"`
}

// Filter keeps values of a side.
type Filter struct {
	Dim    string   `yaml:"dim"`
	Values []string `yaml:"values"`
}

// TemplateTop is a list of groups, the largest first.
type TemplateTop struct {
	Code  string `yaml:"code"`
	By    string `yaml:"by"` // region, unit, or the code of a side
	Size  int    `yaml:"digits"`
	N     int    `yaml:"n"`
	Share bool   `yaml:"share"`
	Say   string `yaml:"say"`
}

// TemplateTable is a table of groups.
type TemplateTable struct {
	Title   string           `yaml:"title"`
	First   string           `yaml:"first"`
	By      string           `yaml:"by"`
	Size    int              `yaml:"digits"`
	Rows    int              `yaml:"rows"`
	Columns []TemplateColumn `yaml:"columns"`
	Rank    *TemplateRank    `yaml:"rank"`
	Total   bool             `yaml:"total"`
	Note    string           `yaml:"note"`
}

// TemplateColumn is a column of a table.
type TemplateColumn struct {
	Code string `yaml:"code"`
	Name string `yaml:"name"`
}

// TemplateRank adds the place of each row by a column, and that of the period before.
type TemplateRank struct {
	Code string `yaml:"code"`
	Base int64  `yaml:"min_base"` // denominators below have no place
}

// Trick is how a type of fraud goes, in five steps, without a person in it (tricks.yaml).
type Trick struct {
	Code  string   `yaml:"code"`
	Steps []string `yaml:"steps"` // contact, trust, task, money, awakening
}

// Templates are all templates by kind, with the tricks.
type Templates struct {
	Kinds  map[string]*Template
	Tricks map[string]Trick
}

// bounds of a template
const (
	sectionsMax   = 40
	paragraphsMax = 60
	figuresMax    = 40
	rowsMax       = 300
	columnsMax    = 12
)

// LoadTemplates reads the templates that are shipped.
func LoadTemplates() (*Templates, error) {
	names, err := fs.Glob(rulebook.FS, "bulletins/*.yaml")
	if err != nil {
		return nil, ErrTemplate.With(err)
	}
	out := &Templates{Kinds: map[string]*Template{}, Tricks: map[string]Trick{}}
	for _, name := range names {
		raw, err := rulebook.FS.ReadFile(name)
		if err != nil {
			return nil, ErrTemplate.With(err)
		}
		if path.Base(name) == "tricks.yaml" {
			out.Tricks, err = ParseTricks(raw)
		} else {
			var t *Template
			t, err = ParseTemplate(raw)
			if err == nil {
				out.Kinds[t.Kind] = t
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}

// List gives the templates in their order.
func (t *Templates) List() []*Template {
	var out []*Template
	for _, x := range t.Kinds {
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b *Template) int {
		if a.Rank != b.Rank {
			return a.Rank - b.Rank
		}
		return strings.Compare(a.Kind, b.Kind)
	})
	return out
}

// ParseTemplate reads a template.
func ParseTemplate(raw []byte) (*Template, error) {
	t := &Template{}
	err := rulefile.Decode(raw, t)
	if err == nil {
		err = t.check()
	}
	if err != nil {
		return nil, ErrTemplate.With(err)
	}
	sum := sha256.Sum256(raw)
	t.Revision = hex.EncodeToString(sum[:6])
	return t, nil
}

// ParseTricks reads the courses of the types of fraud.
func ParseTricks(raw []byte) (map[string]Trick, error) {
	var file struct {
		Source string  `yaml:"source"`
		Tricks []Trick `yaml:"tricks"`
	}
	err := rulefile.Decode(raw, &file)
	if err != nil {
		return nil, ErrTemplate.With(err)
	}
	out := map[string]Trick{}
	for _, x := range file.Tricks {
		if x.Code == "" || len(x.Steps) != 5 {
			return nil, ErrTemplate.With(fmt.Errorf("trick %q: five steps are needed", x.Code))
		}
		out[x.Code] = x
	}
	return out, nil
}

var (
	periods = []string{"day", "week", "month"}
	styles  = []string{"red", "notice", "plain"}
)

func (t *Template) check() error {
	switch {
	case t.Kind == "" || t.ZH == "" || t.EN == "" || t.Title == "" || t.Source == "":
		return fmt.Errorf("template %q: kind, zh, en, title and source are needed", t.Kind)
	case !slices.Contains(periods, t.Period) || !slices.Contains(styles, t.Style):
		return fmt.Errorf("template %q: period is one of %v, style one of %v", t.Kind, periods, styles)
	case t.Starts < 0 || t.Starts > 6 || t.Small < 0 || t.MaxRunes < 0 || len(t.Sections) == 0 || len(t.Sections) > sectionsMax:
		return fmt.Errorf("template %q: bounds", t.Kind)
	}
	seen := map[string]bool{}
	for i := range t.Sections {
		s := &t.Sections[i]
		if s.ID == "" || seen[s.ID] || len(s.Paragraphs) > paragraphsMax {
			return fmt.Errorf("template %q: section %q", t.Kind, s.ID)
		}
		seen[s.ID] = true
		for j := range s.Paragraphs {
			err := s.Paragraphs[j].check()
			if err != nil {
				return fmt.Errorf("template %q, section %q: %w", t.Kind, s.ID, err)
			}
		}
		err := s.Table.check()
		if err != nil {
			return fmt.Errorf("template %q, section %q: %w", t.Kind, s.ID, err)
		}
	}
	return nil
}

func (p *TemplateParagraph) check() error {
	kinds := 0
	for _, has := range []bool{len(p.Figures) > 0, p.Tops != nil, p.Text != "", p.From != "", p.Tricks} {
		if has {
			kinds++
		}
	}
	if kinds != 1 || len(p.Figures) > figuresMax {
		return fmt.Errorf("a paragraph is figures, top, text, from or tricks: one of them")
	}
	for _, f := range p.Figures {
		for _, o := range f.Only {
			_, known := stats.ParseDim(o.Dim)
			if !known || len(o.Values) == 0 {
				return fmt.Errorf("figure %q: only %q", f.Code, o.Dim)
			}
		}
	}
	if p.Tops == nil {
		return nil
	}
	_, err := split(p.Tops.By, p.Tops.Size)
	if err == nil && (p.Tops.N < 1 || p.Tops.N > 20) {
		err = fmt.Errorf("top of %q: n from 1 to 20", p.Tops.Code)
	}
	return err
}

func (t *TemplateTable) check() error {
	if t == nil {
		return nil
	}
	_, err := split(t.By, t.Size)
	if err != nil {
		return err
	}
	if t.Rows < 1 || t.Rows > rowsMax || len(t.Columns) == 0 || len(t.Columns) > columnsMax {
		return fmt.Errorf("table %q: 1 to %d rows, 1 to %d columns", t.Title, rowsMax, columnsMax)
	}
	if t.Rank == nil {
		return nil
	}
	for _, c := range t.Columns {
		if c.Code == t.Rank.Code {
			return nil
		}
	}
	return fmt.Errorf("table %q: the rank is by a column", t.Title)
}

// split turns the words of a template into the side that groups are made along.
func split(by string, digits int) (stats.Split, error) {
	switch by {
	case "region", "unit":
		if !slices.Contains([]int{4, 6, 9, 12}, digits) {
			return stats.Split{}, fmt.Errorf("groups by %s: digits are 4, 6, 9 or 12", by)
		}
		if by == "unit" {
			return stats.Split{By: stats.ByUnit, Digits: digits}, nil
		}
		return stats.Split{By: stats.ByRegion, Digits: digits}, nil
	}
	d, ok := stats.ParseDim(by)
	if !ok {
		return stats.Split{}, fmt.Errorf("groups by %q: no such side", by)
	}
	return stats.Split{By: stats.BySide, Dim: d}, nil
}

// Codes lists the indicators that a template names, each once.
func (t *Template) Codes() []string {
	seen := map[string]bool{}
	add := func(code string) { seen[code] = true }
	for _, s := range t.Sections {
		for _, p := range s.Paragraphs {
			for _, f := range p.Figures {
				add(f.Code)
			}
			if p.Tops != nil {
				add(p.Tops.Code)
			}
		}
		for i := 0; s.Table != nil && i < len(s.Table.Columns); i++ {
			add(s.Table.Columns[i].Code)
		}
	}
	var out []string
	for c := range seen {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}
