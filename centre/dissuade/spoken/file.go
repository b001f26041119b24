package spoken

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
	"fanzha/term/fraud"
)

// said is a line of a file with the place where it stands, so that whoever edits the file is led there.
type said struct {
	text        string
	row, column int
}

// UnmarshalYAML keeps the place of a line.
func (s *said) UnmarshalYAML(node ast.Node) error {
	scalar, ok := node.(ast.ScalarNode)
	if !ok {
		return fmt.Errorf("a line of text is wanted")
	}
	s.text = fmt.Sprint(scalar.GetValue())
	if p := node.GetToken().Position; p != nil {
		s.row, s.column = p.Line, p.Column
	}
	return nil
}

// part is one step in a file.
type part struct {
	ZH        []said `yaml:"zh"`
	ZHElder   []said `yaml:"zh_elder"`
	EN        []said `yaml:"en"`
	ENElder   []said `yaml:"en_elder"`
	Southwest []said `yaml:"southwest"`
}

func (p *part) of(r Reading) []said {
	return map[Reading][]said{ZH: p.ZH, ZHElder: p.ZHElder, EN: p.EN, ENElder: p.ENElder}[r]
}

// parts are the steps that a level of the files says.
type parts struct {
	Open      *part `yaml:"open"`
	Prove     *part `yaml:"prove"`
	Foretell  *part `yaml:"foretell"`
	Test      *part `yaml:"test"`
	Relatives *part `yaml:"relatives"`
	Close     *part `yaml:"close"`
}

func (p *parts) of(s Step) *part {
	return map[Step]*part{Open: p.Open, Prove: p.Prove, Foretell: p.Foretell, Test: p.Test, Relatives: p.Relatives, Close: p.Close}[s]
}

// head is what every file begins with.
type head struct {
	Version rulefile.Whole `yaml:"version"`
	Edition rulefile.Whole `yaml:"edition"`
	From    string         `yaml:"from"`
	LabelZH string         `yaml:"label_zh"`
	LabelEN string         `yaml:"label_en"`
	Source  string         `yaml:"source"`
}

type commonFile struct {
	Head  head  `yaml:",inline"`
	Parts parts `yaml:",inline"`
}

type typeFile struct {
	Head  head   `yaml:",inline"`
	Parts parts  `yaml:",inline"`
	Fraud string `yaml:"fraud"`
	Kinds []struct {
		Parts  parts  `yaml:",inline"`
		Code   said   `yaml:"code"`
		ZH     string `yaml:"zh"`
		EN     string `yaml:"en"`
		Pinyin string `yaml:"pinyin"`
	} `yaml:"kinds"`
}

// Load reads the shipped scripts.
func Load() (*Book, error) {
	files, err := fs.Sub(rulebook.FS, "scripts")
	if err != nil {
		return nil, ErrFile.With(err)
	}
	return Read(files)
}

// Read reads a folder of scripts: tone.yaml, common.yaml and one file for each type of the dictionary. Each error names its file and, where
// it is of one line, that line and column.
func Read(files fs.FS) (*Book, error) {
	b := &Book{}
	raw, err := fs.ReadFile(files, "tone.yaml")
	if err == nil {
		b.Tone, err = ParseTone(raw)
	}
	if err != nil {
		return nil, ErrFile.With(fmt.Errorf("tone.yaml: %w", err))
	}
	var common commonFile
	err = decode(files, "common.yaml", &common)
	if err == nil {
		err = common.Head.check()
	}
	if err != nil {
		return nil, ErrFile.With(fmt.Errorf("common.yaml: %w", err))
	}
	b.LabelZH, b.LabelEN, b.Source = common.Head.LabelZH, common.Head.LabelEN, common.Head.Source
	var all []error // told together: whoever edits texts mends them in one go
	for _, e := range fraud.All {
		all = append(all, b.add(files, e.Code, &common)...)
	}
	if len(all) > 0 {
		return nil, ErrFile.With(errors.Join(all...))
	}
	return b, nil
}

func decode(files fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	return rulefile.Decode(raw, into)
}

func (h *head) check() error {
	day := strings.Split(h.From, "-")
	if h.Version != 1 || h.Edition < 1 || len(h.From) != 10 || len(day) != 3 || h.Source == "" || h.LabelZH == "" || h.LabelEN == "" {
		return fmt.Errorf("version %d, edition %d from %q, label or source", h.Version, h.Edition, h.From)
	}
	return nil
}

// place is one step of a script with the file in which it stands.
type place struct {
	file string
	part *part
}

func (b *Book) add(files fs.FS, code fraud.Type, common *commonFile) []error {
	name := string(code) + ".yaml"
	var f typeFile
	err := decode(files, name, &f)
	if err == nil {
		err = f.Head.check()
	}
	if err == nil && (f.Fraud != string(code) || len(f.Kinds) == 0) {
		err = fmt.Errorf("fraud %q, %d kinds", f.Fraud, len(f.Kinds))
	}
	if err != nil {
		return []error{fmt.Errorf("%s: %w", name, err)}
	}
	var all []error
	for i := range f.Kinds {
		k := &f.Kinds[i]
		x := Script{Code: k.Code.text, Fraud: f.Fraud, ZH: k.ZH, EN: k.EN, Pinyin: k.Pinyin, Edition: int64(f.Head.Edition), From: f.Head.From}
		at := map[Step]place{}
		for _, step := range Steps {
			for _, level := range []place{{name, k.Parts.of(step)}, {name, f.Parts.of(step)}, {"common.yaml", common.Parts.of(step)}} {
				if level.part != nil && at[step].part == nil {
					at[step] = level
				}
			}
		}
		for _, err := range b.put(x, at) {
			all = append(all, fmt.Errorf("%s:%d:%d: %s: %w", name, k.Code.row, k.Code.column, x.Code, err))
		}
	}
	return all
}

var codeForm = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

// put adds one script when it is whole and keeps the manner.
func (b *Book) put(x Script, at map[Step]place) []error {
	_, twice := b.Get(x.Code)
	switch {
	case twice || !codeForm.MatchString(x.Code):
		return []error{fmt.Errorf("the code stands twice or is not a word")}
	case x.ZH == "" || x.EN == "" || len(strings.Fields(x.Pinyin)) != hanIn(x.ZH):
		return []error{fmt.Errorf("name %q, %q or pinyin %q, one syllable a character", x.ZH, x.EN, x.Pinyin)}
	}
	var all []error
	x.Texts, x.Southwest = map[Reading]Words{}, Words{}
	for _, r := range Readings {
		words := Words{}
		for step, p := range at {
			words[step] = texts(p.part.of(r))
		}
		x.Texts[r] = words
		for _, p := range b.Tone.Check(r, words) {
			where := fmt.Sprintf("step %s, reading %s", p.Step, r)
			if p.Line > 0 {
				s := at[p.Step].part.of(r)[p.Line-1]
				where = fmt.Sprintf("%s:%d:%d", at[p.Step].file, s.row, s.column)
			}
			all = append(all, fmt.Errorf("%s: %s", where, p.EN))
		}
	}
	for step, p := range at {
		x.Southwest[step] = texts(p.part.Southwest)
		for _, s := range p.part.Southwest {
			for _, bad := range b.Tone.line(ZHElder, s.text) {
				all = append(all, fmt.Errorf("%s:%d:%d: %s", p.file, s.row, s.column, bad.EN))
			}
		}
	}
	b.Scripts = append(b.Scripts, x)
	return all
}

func texts(lines []said) []string {
	out := []string{}
	for _, l := range lines {
		out = append(out, l.text)
	}
	return out
}

func hanIn(s string) int {
	n := 0
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	if n != utf8.RuneCountInString(s) {
		return -1 // a name with other signs has no pinyin
	}
	return n
}
