// Package tidy enforces how we write on the whole tree: who imports whom, sizes, documentation, no clocks and no floats
// where they do harm, texts for every fault, documents that name only what exists. Each rule is a function over a Tree; the
// test of this package runs them all over the repository, and its testdata shows for each rule a tree that breaks it.
//
// Rules look at source text and syntax, not at types, so that the whole tree is checked in seconds. Generated files and
// testdata are not looked at. Rules about sizes and names are for product code; tests may be long.
package tidy

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Finding is one breach of one rule.
type Finding struct {
	Rule    string
	Subject string // what an exception names: a path, or path:Name
	Line    int    // 0 when the breach is not on a line
	Measure int    // for rules with a limit: how much it is
	Text    string
}

// String is the finding on one line, in the shape that editors understand.
func (f Finding) String() string {
	file, _, _ := strings.Cut(f.Subject, ":")
	if f.Line > 0 {
		file = fmt.Sprintf("%s:%d", file, f.Line)
	}
	return fmt.Sprintf("%s: [%s] %s: %s", file, f.Rule, f.Subject, f.Text)
}

// File is one Go file of the tree.
type File struct {
	Path  string // slash-separated, from the root
	Dir   string
	Test  bool
	Lines int
	AST   *ast.File
	set   *token.FileSet
}

// line is where a node starts.
func (f *File) line(pos token.Pos) int { return f.set.Position(pos).Line }

// Tree is the source that the rules look at.
type Tree struct {
	FS     fs.FS
	Module string
	Files  []*File  // Go files, sorted by path
	Texts  []string // all other files of ours, sorted
}

// skipped are folders that hold nothing of ours, or what others generate.
var skipped = map[string]bool{"node_modules": true, "testdata": true, "dist": true, "bin": true, "vendor": true, "fanzha-data": true, "demo-data": true, "mock": true}

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// Load reads the tree under a root.
func Load(root fs.FS) (*Tree, error) {
	t := &Tree{FS: root, Module: moduleOf(root)}
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("walk %s: %w", p, err)
		}
		name := d.Name()
		if d.IsDir() {
			if p != "." && (skipped[name] || strings.HasPrefix(name, ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			t.Texts = append(t.Texts, p)
			return nil
		}
		return t.add(p)
	})
	return t, err
}

func (t *Tree) add(p string) error {
	src, err := fs.ReadFile(t.FS, p)
	if err != nil {
		return fmt.Errorf("read %s: %w", p, err)
	}
	if generated.Match(src) {
		return nil
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, p, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	t.Files = append(t.Files, &File{
		Path: p, Dir: path.Dir(p), Test: strings.HasSuffix(p, "_test.go"),
		Lines: set.Position(file.FileEnd).Line, AST: file, set: set,
	})
	return nil
}

// read returns a text file of the tree, "" when there is none.
func (t *Tree) read(p string) string {
	data, err := fs.ReadFile(t.FS, p)
	if err != nil {
		return ""
	}
	return string(data)
}

// exists says whether the tree has this file or folder.
func (t *Tree) exists(p string) bool {
	_, err := fs.Stat(t.FS, p)
	return err == nil
}

// product yields the files that are not tests.
func (t *Tree) product(yield func(*File) bool) {
	for _, f := range t.Files {
		if !f.Test && !yield(f) {
			return
		}
	}
}

// packages groups the files that are not tests by folder.
func (t *Tree) packages() [][]*File {
	byDir := map[string][]*File{}
	for f := range t.product {
		byDir[f.Dir] = append(byDir[f.Dir], f)
	}
	return slices.Collect(maps.Values(byDir))
}

// Rule is one check of the whole tree.
type Rule struct {
	Name  string
	Check func(*Tree) []Finding
}

// Rules lists all checks.
var Rules = []Rule{
	{"import", checkImports},
	{"mutual", checkMutual},
	{"clock", checkClock},
	{"function", checkFunctions},
	{"file", checkFiles},
	{"package", checkPackages},
	{"parameters", checkParameters},
	{"interface", checkInterfaces},
	{"doc", checkPackageDoc},
	{"exported", checkExported},
	{"todo", checkTodo},
	{"inline", checkInline},
	{"money", checkMoney},
	{"sqlnow", checkSQLNow},
	{"scope", checkScope},
	{"dependency", checkDependencies},
	{"path", checkPaths},
	{"word", checkWords},
	{"fault", checkFaults},
	{"glossary", checkGlossary},
}

// Check runs all rules and applies the exceptions: what remains is wrong. An exception that nothing needs is wrong too.
func Check(t *Tree, exceptions string) []Finding {
	var all []Finding
	for _, r := range Rules {
		all = append(all, r.Check(t)...)
	}
	all = except(all, exceptions)
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Rule, b.Rule))
	})
	return all
}
