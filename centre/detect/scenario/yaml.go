package scenario

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"fanzha/base/rulefile"
	"fanzha/term/fault"
)

// MaxFile bounds a scenario or list file: a hundred screens.
const MaxFile = 512 << 10

// rawScenario is a scenario file as written.
type rawScenario struct {
	Code     string      `yaml:"code"`
	Version  int         `yaml:"version"`
	Disabled bool        `yaml:"disabled"`
	Name     Text2       `yaml:"name"`
	Fraud    string      `yaml:"fraud"`
	Family   string      `yaml:"family"`
	Level    string      `yaml:"level"`
	Score    int         `yaml:"score"`
	Basis    string      `yaml:"basis"`
	On       []string    `yaml:"on"`
	By       string      `yaml:"by"`
	Quiet    string      `yaml:"quiet"`
	Windows  []rawWindow `yaml:"windows"`
	Sequence []rawStep   `yaml:"sequence"`
	Where    string      `yaml:"where"`
	Reason   Text2       `yaml:"reason"`
	Examples rawExamples `yaml:"examples"`
}

type rawWindow struct {
	Name    string   `yaml:"name"`
	By      string   `yaml:"by"`
	Of      []string `yaml:"of"`
	Where   string   `yaml:"where"`
	Over    string   `yaml:"over"`
	Measure string   `yaml:"measure"`
}

type rawStep struct {
	Name   string   `yaml:"name"`
	Of     []string `yaml:"of"`
	Where  string   `yaml:"where"`
	Within string   `yaml:"within"`
}

type rawExamples struct {
	Positive []Example `yaml:"positive"`
	Negative []Example `yaml:"negative"`
}

// rawList is a list file as written.
type rawList struct {
	Name   string   `yaml:"name"`
	Basis  string   `yaml:"basis"`
	Values []string `yaml:"values"`
}

// document is a parsed file that can say where each of its places is.
type document struct {
	name string
	data []byte
	file *ast.File
}

func parse(name string, data []byte) (*document, error) {
	d := &document{name: name, data: data}
	if len(data) > MaxFile {
		return nil, d.at(1, 1, fmt.Sprintf("the file is larger than %d bytes", MaxFile))
	}
	var file *ast.File
	err := rulefile.Safely(func() (err error) {
		file, err = parser.ParseBytes(data, 0)
		return err
	})
	if err != nil {
		return nil, d.yamlError(err)
	}
	d.file = file
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, d.at(1, 1, "the file must hold exactly one document")
	}
	w := &aliasFinder{}
	ast.Walk(w, file.Docs[0].Body)
	if w.found != nil {
		return nil, d.at(w.found.Line, w.found.Column, "anchors and aliases are not allowed")
	}
	return d, nil
}

// aliasFinder finds anchors and aliases, with which a small file could ask for endless memory.
type aliasFinder struct{ found *token.Position }

// Visit implements the walk.
func (w *aliasFinder) Visit(n ast.Node) ast.Visitor {
	switch n.Type() {
	case ast.AnchorType, ast.AliasType, ast.MergeKeyType:
		w.found = n.GetToken().Position
	}
	return w
}

// decode fills out strictly: a key that out does not have is an error with a proposal.
func (d *document) decode(out any) error {
	dec := yaml.NewDecoder(bytes.NewReader(d.data), yaml.Strict())
	err := rulefile.Safely(func() error { return dec.Decode(out) })
	if err != nil {
		return d.yamlError(err)
	}
	return nil
}

func (d *document) yamlError(err error) error {
	var y yaml.Error
	if !errors.As(err, &y) {
		return d.at(1, 1, err.Error())
	}
	line, column := 1, 1
	if t := y.GetToken(); t != nil && t.Position != nil {
		line, column = t.Position.Line, t.Position.Column
	}
	message := y.GetMessage()
	name, ok := strings.CutPrefix(message, `unknown field "`)
	if ok {
		name = strings.TrimSuffix(name, `"`)
		message += didYouMean(name, keys)
	}
	return d.at(line, column, message)
}

// keys are all keys of the files, for proposals.
var keys = func() []string {
	var out []string
	for _, t := range []any{rawScenario{}, rawWindow{}, rawStep{}, rawExamples{}, rawList{}, Example{}, Text2{}} {
		r := reflect.TypeOf(t)
		for i := range r.NumField() {
			out = append(out, strings.Split(r.Field(i).Tag.Get("yaml"), ",")[0])
		}
	}
	slices.SortFunc(out, cmp.Compare[string])
	return slices.Compact(out)
}()

// at makes the fault for a place.
func (d *document) at(line, column int, why string) error {
	return fault.New(ErrFile.Kind, ErrFile.Code, "file", d.name, "line", line, "column", column, "why", why)
}

// wrong makes the fault for the value at a path like "$.windows[1].over".
func (d *document) wrong(path, why string) error {
	line, column := d.place(path)
	return d.at(line, column, why)
}

// place finds a path, or the nearest of its parents that exists.
func (d *document) place(path string) (int, int) {
	n := d.node(path)
	if n == nil || n.GetToken() == nil {
		return 1, 1
	}
	p := n.GetToken().Position
	return p.Line, p.Column
}

func (d *document) node(path string) ast.Node {
	for path != "$" {
		p, err := yaml.PathString(path)
		if err == nil {
			n, err := p.FilterFile(d.file)
			if err == nil && n != nil {
				return n
			}
		}
		i := strings.LastIndexAny(path, ".[")
		if i < 1 {
			break
		}
		path = path[:i]
	}
	return nil
}

// condition makes the fault for a mistake inside the condition at a path. In a plain or quoted scalar of one line the column is
// exact; in a block scalar the line is.
func (d *document) condition(path string, err error) error {
	var p *problem
	if !errors.As(err, &p) {
		return fault.New(fault.Internal, "internal").With(err)
	}
	line, column := d.place(path)
	switch n := d.node(path).(type) {
	case *ast.LiteralNode:
		return d.at(line+p.line, p.column, fmt.Sprintf("%s (character %d of the line of the condition)", p.message, p.column))
	case *ast.StringNode:
		quoted := n.Token.Type == token.SingleQuoteType || n.Token.Type == token.DoubleQuoteType
		if p.line == 1 {
			column += p.column - 1
		}
		if quoted {
			column++
		}
	}
	return d.at(line, column, p.message)
}
