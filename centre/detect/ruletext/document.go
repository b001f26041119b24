package ruletext

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
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

// ErrFile is a mistake in a file: file, line, column, why, why_zh, why_en. Its text is in term/fault/texts/detect.yaml.
var ErrFile = fault.New(fault.Invalid, "detect.scenario_invalid")

// Problem is a mistake in a condition: where it is (line and column within the condition, from 1) and what is wrong.
type Problem struct {
	Line, Column int
	Message      string
}

// Error is the message.
func (p *Problem) Error() string { return p.Message }

// Document is a parsed file that can say where each of its places is.
type Document struct {
	Name string // of the file
	data []byte
	file *ast.File
}

// Parse reads a file and refuses what is no single document and what holds anchors or aliases.
func Parse(name string, data []byte) (*Document, error) {
	d := &Document{Name: name, data: data}
	if len(data) > MaxFile {
		return nil, d.At(1, 1, fmt.Sprintf("the file is larger than %d bytes", MaxFile))
	}
	var file *ast.File
	err := rulefile.Safely(func() (err error) {
		file, err = parser.ParseBytes(data, 0)
		return err
	})
	if err != nil {
		return nil, d.yamlError(err, nil)
	}
	d.file = file
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, d.At(1, 1, "the file must hold exactly one document")
	}
	w := &aliasFinder{}
	ast.Walk(w, file.Docs[0].Body)
	if w.found != nil {
		return nil, d.At(w.found.Line, w.found.Column, "anchors and aliases are not allowed")
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

// Decode fills out strictly: a key that out does not have is an error with a proposal.
func (d *Document) Decode(out any, keys []string) error {
	dec := yaml.NewDecoder(bytes.NewReader(d.data), yaml.Strict())
	err := rulefile.Safely(func() error { return dec.Decode(out) })
	if err != nil {
		return d.yamlError(err, keys)
	}
	return nil
}

func (d *Document) yamlError(err error, keys []string) error {
	var y yaml.Error
	if !errors.As(err, &y) {
		return d.At(1, 1, err.Error())
	}
	line, column := 1, 1
	if t := y.GetToken(); t != nil && t.Position != nil {
		line, column = t.Position.Line, t.Position.Column
	}
	message := y.GetMessage()
	message = plainer(message)
	name, ok := strings.CutPrefix(message, `unknown field "`)
	if ok {
		name = strings.TrimSuffix(name, `"`)
		message += DidYouMean(name, keys)
	}
	return d.At(line, column, message)
}

var (
	wrongType = regexp.MustCompile(`^cannot unmarshal (.*) into Go (?:struct field \S+|value) of type (\S+)( \( overflow \))?$`)
	typeNames = map[string]string{
		"int": "a number", "int64": "a number", "uint64": "a number", "float64": "a number", "string": "a text", "bool": "true or false",
		"[]interface {}": "a list", "map[string]interface {}": "a table",
	}
)

// plainer says what the decoder of YAML says in words of the file instead of its own.
func plainer(message string) string {
	m := wrongType.FindStringSubmatch(message)
	switch {
	case m == nil:
		return message
	case m[3] != "":
		return "the value is too large"
	}
	return "the value must be " + typeName(m[2]) + ", this is " + typeName(m[1])
}

func typeName(in string) string {
	name, ok := typeNames[in]
	if ok {
		return name
	}
	return "a table"
}

// At makes the fault for a place.
func (d *Document) At(line, column int, why string) error {
	zh, _ := Chinese(why)
	return fault.New(ErrFile.Kind, ErrFile.Code, "file", d.Name, "line", line, "column", column, "why", why, "why_zh", zh, "why_en", why)
}

// Wrong makes the fault for the value at a path like "$.windows[1].over".
func (d *Document) Wrong(path, why string) error {
	line, column := d.place(path)
	return d.At(line, column, why)
}

// place finds a path, or the nearest of its parents that exists.
func (d *Document) place(path string) (int, int) {
	n := d.node(path)
	if n == nil || n.GetToken() == nil {
		return 1, 1
	}
	p := n.GetToken().Position
	return p.Line, p.Column
}

func (d *Document) node(path string) ast.Node {
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

// Inside makes the fault for a mistake inside the condition at a path. In a plain or quoted scalar of one line the column is
// exact; in a block scalar the line is.
func (d *Document) Inside(path string, err error) error {
	var p *Problem
	if !errors.As(err, &p) {
		return fault.New(fault.Internal, "internal").With(err)
	}
	line, column := d.place(path)
	switch n := d.node(path).(type) {
	case *ast.LiteralNode:
		return d.At(line+p.Line, p.Column, fmt.Sprintf("%s (character %d of the line of the condition)", p.Message, p.Column))
	case *ast.StringNode:
		quoted := n.Token.Type == token.SingleQuoteType || n.Token.Type == token.DoubleQuoteType
		if p.Line == 1 {
			column += p.Column - 1
		}
		if quoted {
			column++
		}
	}
	return d.At(line, column, p.Message)
}
