package tidy

import (
	_ "embed"
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"strings"
)

// checkPackageDoc wants a package comment in one file of every package.
func checkPackageDoc(t *Tree) []Finding {
	var out []Finding
	for _, files := range t.packages() {
		documented := false
		for _, f := range files {
			documented = documented || f.AST.Doc != nil && len(strings.TrimSpace(f.AST.Doc.Text())) > 20
		}
		if !documented {
			out = append(out, Finding{Rule: "doc", Subject: files[0].Dir, Text: "the package has no comment that says what it is"})
		}
	}
	return out
}

// checkExported wants nine of ten exported names of every package documented.
func checkExported(t *Tree) []Finding {
	var out []Finding
	for _, files := range t.packages() {
		var missing []string
		total := 0
		for _, f := range files {
			for _, n := range exportedNames(f) {
				total++
				if !n.documented {
					missing = append(missing, n.name)
				}
			}
		}
		if total > 0 && (total-len(missing))*100 < total*minDocumentedShare {
			text := fmt.Sprintf("%d of %d exported names have no comment: %s", len(missing), total, strings.Join(missing[:min(8, len(missing))], ", "))
			out = append(out, Finding{Rule: "exported", Subject: files[0].Dir, Text: text})
		}
	}
	return out
}

type exportedName struct {
	name       string
	documented bool
}

// exportedNames lists what a file exports; a comment over a group of constants or variables counts for all of it.
func exportedNames(f *File) []exportedName {
	var out []exportedName
	for _, d := range f.AST.Decls {
		switch x := d.(type) {
		case *ast.FuncDecl:
			if x.Name.IsExported() && (x.Recv == nil || ast.IsExported(typeName(x.Recv.List[0].Type))) {
				out = append(out, exportedName{functionName(x), x.Doc != nil})
			}
		case *ast.GenDecl:
			for _, s := range x.Specs {
				out = append(out, exportedSpec(s, x.Doc != nil)...)
			}
		}
	}
	return out
}

func exportedSpec(s ast.Spec, group bool) []exportedName {
	var out []exportedName
	switch x := s.(type) {
	case *ast.TypeSpec:
		if x.Name.IsExported() {
			out = append(out, exportedName{x.Name.Name, group || x.Doc != nil || x.Comment != nil})
		}
	case *ast.ValueSpec:
		for _, n := range x.Names {
			if n.IsExported() {
				out = append(out, exportedName{n.Name, group || x.Doc != nil || x.Comment != nil})
			}
		}
	}
	return out
}

var (
	todoWord = regexp.MustCompile(`\b(TODO|FIXME|XXX)\b`)
	todoGood = regexp.MustCompile(`TODO\(#[1-9][0-9]*\)`)
)

// checkTodo allows only TODO(#number), so that every promise has an issue.
func checkTodo(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Files {
		for _, g := range f.AST.Comments {
			for _, c := range g.List {
				if todoWord.MatchString(todoGood.ReplaceAllString(c.Text, "")) && !ours(f.Path) {
					out = append(out, Finding{Rule: "todo", Subject: f.Path, Line: f.line(c.Pos()), Text: "a TODO without the number of its issue"})
				}
			}
		}
	}
	return out
}

// ours says whether a file belongs to this package, which must name what it forbids.
func ours(p string) bool { return strings.HasPrefix(p, "tools/tidy/") }

//go:embed words.txt
var wordList string

// machinePath is a path of somebody's own machine.
var machinePath = regexp.MustCompile(`(?:^|[\s"'(=\x60])/(?:home|root|work|Users)/[A-Za-z0-9]`)

// textual are the kinds of files whose words are read.
var textual = map[string]bool{".go": true, ".md": true, ".yaml": true, ".yml": true, ".sql": true, ".ts": true, ".tsx": true, ".sh": true, ".html": true, ".json": true}

// checkWords finds the phrases of words.txt and paths of somebody's machine.
func checkWords(t *Tree) []Finding {
	var phrases []*regexp.Regexp
	var advice []string
	for _, line := range strings.Split(wordList, "\n") {
		phrase, instead, ok := strings.Cut(line, "\t")
		if !ok || phrase[0] == '#' {
			continue
		}
		expr := regexp.QuoteMeta(phrase)
		if phrase[0] < 0x80 {
			expr = `\b` + expr + `\b`
		}
		phrases = append(phrases, regexp.MustCompile("(?i)"+expr))
		advice = append(advice, instead)
	}
	var out []Finding
	for _, p := range allPaths(t) {
		if !textual[path.Ext(p)] || ours(p) || path.Base(p) == "package-lock.json" {
			continue
		}
		text := t.read(p)
		for i, re := range phrases {
			at := re.FindStringIndex(text)
			if at != nil {
				out = append(out, Finding{Rule: "word", Subject: p, Line: 1 + strings.Count(text[:at[0]], "\n"), Text: fmt.Sprintf("%q: %s", text[at[0]:at[1]], advice[i])})
			}
		}
		at := machinePath.FindStringIndex(text)
		if at != nil {
			out = append(out, Finding{Rule: "word", Subject: p, Line: 1 + strings.Count(text[:at[0]+1], "\n"), Text: "a path of somebody's own machine"})
		}
	}
	return out
}

// allPaths lists every file of the tree.
func allPaths(t *Tree) []string {
	var out []string
	for _, f := range t.Files {
		out = append(out, f.Path)
	}
	return append(out, t.Texts...)
}
