package tidy

import (
	"go/ast"
	"path"
	"regexp"
	"strings"
)

const glossary = "docs/glossary.md"

// glossaryWord is `package.Name` in a row of the glossary.
var glossaryWord = regexp.MustCompile("`([a-z]+)\\.([A-Z][A-Za-z0-9]*)`")

// checkGlossary wants every identifier that the glossary binds to exist: a word that was renamed in the code alone is two
// words for one thing.
func checkGlossary(t *Tree) []Finding {
	known := map[string]bool{}
	for f := range t.product {
		for _, name := range topNames(f) {
			known[path.Base(f.Dir)+"."+name] = true
		}
	}
	var out []Finding
	for i, line := range strings.Split(t.read(glossary), "\n") {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		for _, m := range glossaryWord.FindAllStringSubmatch(line, -1) {
			if !known[m[1]+"."+m[2]] {
				out = append(out, Finding{Rule: "glossary", Subject: glossary, Line: i + 1, Text: m[1] + "." + m[2] + " is not declared"})
			}
		}
	}
	return out
}

// topNames lists the names that a file declares at its top, methods apart.
func topNames(f *File) []string {
	var out []string
	for _, d := range f.AST.Decls {
		switch x := d.(type) {
		case *ast.FuncDecl:
			if x.Recv == nil {
				out = append(out, x.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range x.Specs {
				switch spec := s.(type) {
				case *ast.TypeSpec:
					out = append(out, spec.Name.Name)
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						out = append(out, n.Name)
					}
				}
			}
		}
	}
	return out
}
