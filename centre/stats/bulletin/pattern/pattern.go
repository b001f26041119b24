// Package pattern is how an issue of each kind is made: the files of rulebook/bulletins, checked. It knows nothing of issues.
package pattern

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
	"fanzha/term/fault"
)

// ErrFile says that a file of the rulebook is no template.
var ErrFile = fault.New(fault.Invalid, "bulletin.template_file")

// Template is how an issue of a kind is made: rulebook/bulletins/<kind>.yaml.
type Template struct {
	Kind     string `yaml:"kind"`
	ZH       string `yaml:"zh"`
	EN       string `yaml:"en"`
	Source   string `yaml:"source"` // where its layout is from
	Rank     int    `yaml:"rank"`   // its place in lists
	Period   string `yaml:"period"` // day, week, month
	Starts   int    `yaml:"starts"` // of a week: 0 Monday … 6 Sunday
	Style    string `yaml:"style"`  // red, notice, brief (one page), plain
	To       string `yaml:"to"`
	Public   bool   `yaml:"public"`  // leaves the police: no persons, no small groups
	Below    bool   `yaml:"below"`   // addressed to the units below: they read what is published
	Members  bool   `yaml:"members"` // addressed to the member units too: each gets what is published, with a receipt
	MaxRunes int    `yaml:"max_chars"`
	Small    int64  `yaml:"small"` // groups below are not shown
	Title    string `yaml:"title"`

	Sections []Section `yaml:"sections"`
	Revision string    `yaml:"-"`
}

// Section is a part of a template.
type Section struct {
	ID         string      `yaml:"id"`
	Heading    string      `yaml:"heading"`
	Annex      bool        `yaml:"annex"`
	Paragraphs []Paragraph `yaml:"paragraphs"`
	Table      *Table      `yaml:"table"`
	Parts      string      `yaml:"parts"` // whole parts of another room: the score sheets of the joint conference
}

// Paragraph is a paragraph of a template: figures behind words, a list of groups, words, or lines of another room.
type Paragraph struct {
	Lead    string   `yaml:"lead"`
	Figures []Figure `yaml:"figures"`
	Tops    *Top     `yaml:"top"`
	Text    string   `yaml:"text"`     // words of the clerk, to begin with
	Ask     string   `yaml:"question"` // of questions and answers
	From    string   `yaml:"from"`     // lines of another room
	None    string   `yaml:"none"`     // where there are none
	Tricks  bool     `yaml:"tricks"`   // the course of the most frequent type, from tricks.yaml; beside From: where no line came
	Tail    string   `yaml:"tail"`
	TailIf  string   `yaml:"tail_if"` // some: only where a figure is more than nothing; rest: only where groups are left out
}

// Figure is a figure in a sentence.
type Figure struct {
	Code    string   `yaml:"code"`
	Say     string   `yaml:"say"` // the words before its value
	Compare []string `yaml:"compare"`
	Only    []Filter `yaml:"only"`
	Some    bool     `yaml:"some"` // left out where it is nothing: a number that others report may not be there yet
}

// Filter keeps values of a side.
type Filter struct {
	Dim    string   `yaml:"dim"`
	Values []string `yaml:"values"`
}

// Top is a list of groups, the largest first.
type Top struct {
	Code  string `yaml:"code"`
	By    string `yaml:"by"` // region, unit, or the code of a side
	Size  int    `yaml:"digits"`
	N     int    `yaml:"n"`
	Share bool   `yaml:"share"`
	Say   string `yaml:"say"`
	// Of names the indicator whose groups are taken where Code has none of its own (a median); Also are read for each group, too.
	Of   string   `yaml:"of"`
	Also []Figure `yaml:"also"`
}

// Table is a table of groups.
type Table struct {
	Title   string   `yaml:"title"`
	First   string   `yaml:"first"`
	By      string   `yaml:"by"`
	Size    int      `yaml:"digits"`
	Rows    int      `yaml:"rows"`
	Columns []Column `yaml:"columns"`
	Rank    *Rank    `yaml:"rank"`
	Total   bool     `yaml:"total"`
	Note    string   `yaml:"note"`
}

// Column is a column of a table.
type Column struct {
	Code string `yaml:"code"`
	Name string `yaml:"name"`
}

// Rank adds the place of each row by a column, and that of the period before.
type Rank struct {
	Code string `yaml:"code"`
	Base int64  `yaml:"min_base"` // denominators below have no place
}

// Trick is how a type of fraud goes, in five steps, without a person in it (tricks.yaml).
type Trick struct {
	Code  string   `yaml:"code"`
	Steps []string `yaml:"steps"` // contact, trust, task, money, awakening
}

// Story bounds a masked case: of whom fewer than Least were defrauded alike in Days, nothing is told that tells them apart.
type Story struct {
	Least int64 `yaml:"least"`
	Days  int64 `yaml:"days"`
}

// Templates are all templates by kind, with the tricks.
type Templates struct {
	Kinds  map[string]*Template
	Tricks map[string]Trick
	Story  Story
}

// Below are the kinds that are addressed to the units below.
func (t *Templates) Below() []string {
	var out []string
	for _, x := range t.List() {
		if x.Below {
			out = append(out, x.Kind)
		}
	}
	return out
}

// Bounds of a template.
const (
	sectionsMax   = 40
	ParagraphsMax = 60
	figuresMax    = 40
	RowsMax       = 300
	columnsMax    = 12
)

// Load reads the templates that are shipped.
func Load() (*Templates, error) {
	names, err := fs.Glob(rulebook.FS, "bulletins/*.yaml")
	if err != nil {
		return nil, ErrFile.With(err)
	}
	out := &Templates{Kinds: map[string]*Template{}, Tricks: map[string]Trick{}}
	for _, name := range names {
		raw, err := rulebook.FS.ReadFile(name)
		if err != nil {
			return nil, ErrFile.With(err)
		}
		if path.Base(name) == "tricks.yaml" {
			out.Tricks, out.Story, err = ParseTricks(raw)
		} else {
			var t *Template
			t, err = Parse(raw)
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

// Parse reads a template.
func Parse(raw []byte) (*Template, error) {
	t := &Template{}
	err := rulefile.Decode(raw, t)
	if err == nil {
		err = t.check()
	}
	if err != nil {
		return nil, ErrFile.With(err)
	}
	sum := sha256.Sum256(raw)
	t.Revision = hex.EncodeToString(sum[:6])
	return t, nil
}

// ParseTricks reads the courses of the types of fraud, and the bounds of masked cases.
func ParseTricks(raw []byte) (map[string]Trick, Story, error) {
	var file struct {
		Source string  `yaml:"source"`
		Story  Story   `yaml:"story"`
		Tricks []Trick `yaml:"tricks"`
	}
	err := rulefile.Decode(raw, &file)
	if err != nil {
		return nil, Story{}, ErrFile.With(err)
	}
	if file.Story.Least < 3 || file.Story.Days < 1 || file.Story.Days > 3660 {
		return nil, Story{}, ErrFile.With(fmt.Errorf("story: least from 3 on, days 1 to 3660"))
	}
	out := map[string]Trick{}
	for _, x := range file.Tricks {
		if x.Code == "" || len(x.Steps) != 5 {
			return nil, Story{}, ErrFile.With(fmt.Errorf("trick %q: five steps are needed", x.Code))
		}
		out[x.Code] = x
	}
	return out, file.Story, nil
}

var (
	periods = []string{"day", "week", "month"}
	styles  = []string{"red", "notice", "brief", "plain"}
	tails   = []string{"", "some", "rest"}
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
		if s.ID == "" || seen[s.ID] || len(s.Paragraphs) > ParagraphsMax {
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

func (p *Paragraph) check() error {
	kinds := 0
	for _, has := range []bool{len(p.Figures) > 0, p.Tops != nil, p.Text != "", p.From != "", p.Tricks && p.From == ""} {
		if has {
			kinds++
		}
	}
	if kinds != 1 || len(p.Figures) > figuresMax {
		return fmt.Errorf("a paragraph is figures, top, text, from or tricks: one of them")
	}
	if !slices.Contains(tails, p.TailIf) {
		return fmt.Errorf("tail_if is one of %q", tails)
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
	_, err := Split(p.Tops.By, p.Tops.Size)
	if err == nil && (p.Tops.N < 1 || p.Tops.N > 20) {
		err = fmt.Errorf("top of %q: n from 1 to 20", p.Tops.Code)
	}
	return err
}

func (t *Table) check() error {
	if t == nil {
		return nil
	}
	_, err := Split(t.By, t.Size)
	if err != nil {
		return err
	}
	if t.Rows < 1 || t.Rows > RowsMax || len(t.Columns) == 0 || len(t.Columns) > columnsMax {
		return fmt.Errorf("table %q: 1 to %d rows, 1 to %d columns", t.Title, RowsMax, columnsMax)
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

// Split turns the words of a template into the side that groups are made along.
func Split(by string, digits int) (stats.Split, error) {
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
			if p.Tops == nil {
				continue
			}
			add(p.Tops.Code)
			for _, f := range p.Tops.Also {
				add(f.Code)
			}
			if p.Tops.Of != "" {
				add(p.Tops.Of)
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
