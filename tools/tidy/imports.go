package tidy

import (
	_ "embed"
	"fmt"
	"go/build/constraint"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

//go:embed imports.txt
var importTable string

// importLine is one line of the table.
type importLine struct {
	pattern string
	folder  *regexp.Regexp
	allowed []string
	test    bool
}

// table is parsed once; a mistake in it is a mistake in this package.
var table = parseTable(importTable)

func parseTable(text string) []importLine {
	var out []importLine
	for _, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0][0] == '#' {
			continue
		}
		// "test" leads an additional line, unless it is the folder of that name: then a vocabulary word follows.
		test := fields[0] == "test" && !strings.HasPrefix(fields[1], "std")
		if test {
			fields = fields[1:]
		}
		out = append(out, importLine{fields[0], pattern(fields[0]), fields[1:], test})
	}
	return out
}

// pattern turns a path pattern into an expression: "*" one element, "**" any number, "$1" what the folder's "*" matched.
func pattern(p string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(p)
	quoted = strings.ReplaceAll(quoted, `/\*\*`, `(?:/.*)?`)
	quoted = strings.ReplaceAll(quoted, `\*\*`, `.*`)
	quoted = strings.ReplaceAll(quoted, `\*`, `([^/]+)`)
	return regexp.MustCompile("^" + quoted + "$")
}

// rank orders patterns: the more literal text, the more special.
func rank(p string) int { return len(strings.ReplaceAll(p, "*", "")) }

// impure are the parts of the standard library that rooms of the centre do without.
var impure = regexp.MustCompile(`^(net|net/.*|database/sql(/.*)?|os|os/.*|syscall|html/template)$`)

// checkImports holds every import of ours against the table.
func checkImports(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Files {
		allowed, known := allowedFor(f.Dir, f.Test)
		if !known {
			out = append(out, Finding{Rule: "import", Subject: f.Dir, Text: "the folder has no line in tools/tidy/imports.txt"})
			continue
		}
		for _, spec := range f.AST.Imports {
			target, err := strconv.Unquote(spec.Path.Value)
			if err != nil || mayImport(t.Module, f.Dir, target, allowed) {
				continue
			}
			out = append(out, Finding{Rule: "import", Subject: f.Path, Line: f.line(spec.Pos()), Text: fmt.Sprintf("%s may not import %s", f.Dir, target)})
		}
	}
	return slices.CompactFunc(out, func(a, b Finding) bool { return a == b })
}

// allowedFor collects what a folder may import: its most special line, and for tests all lines of tests that match.
func allowedFor(dir string, test bool) (allowed []string, known bool) {
	best := -1
	var extra []string
	for _, l := range table {
		m := l.folder.FindStringSubmatch(dir)
		if m == nil {
			continue
		}
		var filled []string
		for _, a := range l.allowed {
			for i, s := range m[1:] {
				a = strings.ReplaceAll(a, "$"+strconv.Itoa(i+1), s)
			}
			filled = append(filled, a)
		}
		switch {
		case l.test && test:
			extra = append(extra, filled...)
		case !l.test && rank(l.pattern) > best:
			best, allowed = rank(l.pattern), filled
		}
	}
	return append(slices.Clip(allowed), extra...), best >= 0
}

func mayImport(module, dir, target string, allowed []string) bool {
	first, _, _ := strings.Cut(target, "/")
	inside, ours := strings.CutPrefix(target, module+"/")
	if inside == dir {
		return true // an external test of the package itself
	}
	std := !ours && !strings.Contains(first, ".")
	for _, a := range allowed {
		switch {
		case std && (a == "std" || a == "std-pure" && !impure.MatchString(target)):
			return true
		case !std && !ours && a == "third":
			return true
		case ours && pattern(a).MatchString(inside), !ours && !std && pattern(a).MatchString(target):
			return true
		}
	}
	return false
}

// room is the folder that counts for mutual imports: two elements where the house has rooms within a folder, else one.
func room(dir string) string {
	parts := strings.Split(dir, "/")
	switch parts[0] {
	case "centre", "edge", "base", "term", "internal", "cmd", "tools":
		return strings.Join(parts[:min(2, len(parts))], "/")
	}
	return parts[0]
}

// checkMutual finds two folders that import each other, even through different packages of theirs.
func checkMutual(t *Tree) []Finding {
	uses := map[[2]string]*File{}
	for f := range t.product {
		if ignored(f) {
			continue
		}
		for _, spec := range f.AST.Imports {
			inside, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), t.Module+"/")
			if ours && room(inside) != room(f.Dir) {
				uses[[2]string{room(f.Dir), room(inside)}] = f
			}
		}
	}
	var out []Finding
	for pair, f := range uses {
		back := uses[[2]string{pair[1], pair[0]}]
		if back != nil && pair[0] < pair[1] {
			out = append(out, Finding{Rule: "mutual", Subject: pair[0], Text: fmt.Sprintf("%s (%s) and %s (%s) import each other", pair[0], f.Path, pair[1], back.Path)})
		}
	}
	return out
}

// ignored says whether a build tag "ignore" keeps the file out of every build.
func ignored(f *File) bool {
	for _, g := range f.AST.Comments {
		for _, c := range g.List {
			if g.Pos() < f.AST.Package && constraint.IsGoBuild(c.Text) && strings.Contains(c.Text, "ignore") {
				return true
			}
		}
	}
	return false
}
