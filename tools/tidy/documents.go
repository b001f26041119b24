package tidy

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// moduleOf reads the module's name from go.mod.
func moduleOf(root fs.FS) string {
	data, _ := fs.ReadFile(root, "go.mod") // no go.mod: no module of ours
	for _, line := range strings.Split(string(data), "\n") {
		name, ok := strings.CutPrefix(strings.TrimSpace(line), "module ")
		if ok {
			return strings.TrimSpace(name)
		}
	}
	return "fanzha"
}

// directModules lists what go.mod requires directly.
func directModules(gomod string) []string {
	var out []string
	block := false
	for _, line := range strings.Split(gomod, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "require (":
			block = true
			continue
		case line == ")":
			block = false
		}
		single, ok := strings.CutPrefix(line, "require ")
		if ok {
			line = single
		}
		fields := strings.Fields(line)
		if (block || ok) && len(fields) >= 2 && !strings.HasPrefix(fields[0], "//") && !strings.Contains(line, "// indirect") {
			out = append(out, fields[0])
		}
	}
	return out
}

// checkDependencies bounds the direct dependencies and wants each named, with its reason, in docs/dependencies.md; a module
// that is named there but not required is stale.
func checkDependencies(t *Tree) []Finding {
	gomod := t.read("go.mod")
	if gomod == "" {
		return nil
	}
	const doc = "docs/dependencies.md"
	text := t.read(doc)
	direct := directModules(gomod)
	var out []Finding
	if len(direct) > maxDependencies {
		out = append(out, Finding{"dependency", "go.mod", 0, len(direct), fmt.Sprintf("%d direct dependencies, at most %d", len(direct), maxDependencies)})
	}
	required := map[string]bool{}
	for _, m := range direct {
		required[m] = true
		if !strings.Contains(text, "`"+m+"`") {
			out = append(out, Finding{Rule: "dependency", Subject: m, Text: "not named in " + doc})
		}
	}
	for i, line := range strings.Split(text, "\n") {
		m := tableModule.FindStringSubmatch(line)
		if m != nil && !required[m[1]] {
			out = append(out, Finding{Rule: "dependency", Subject: doc, Line: i + 1, Text: m[1] + " is not a direct dependency"})
		}
	}
	return out
}

// tableModule is a row of the table whose first cell is a Go module.
var tableModule = regexp.MustCompile("^\\| `([a-z0-9.-]+\\.[a-z]+/[^`]+)` \\|")

var (
	backticked = regexp.MustCompile("`([^`\n]+)`")
	linked     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fenced     = regexp.MustCompile("(?ms)^```.*?^```$")
	symbol     = regexp.MustCompile(`\.[A-Z][A-Za-z0-9_]*$`) // term/fault.New: the package must exist
	plainPath  = regexp.MustCompile(`^[A-Za-z0-9_.][A-Za-z0-9_.*@-]*(/[A-Za-z0-9_.*@-]+)*/?$`)
)

// checkPaths wants every path in backticks and every link of our documents to exist. What looks like a path is a path when
// it starts with a folder of the root; patterns with * must match something.
func checkPaths(t *Tree) []Finding {
	var out []Finding
	for _, doc := range t.Texts {
		top := path.Dir(doc) == "." || under(path.Dir(doc), "docs") || under(path.Dir(doc), "deploy")
		if path.Ext(doc) != ".md" || !top {
			continue
		}
		text := fenced.ReplaceAllStringFunc(t.read(doc), func(s string) string { return strings.Repeat("\n", strings.Count(s, "\n")) })
		for i, line := range strings.Split(text, "\n") {
			for _, m := range backticked.FindAllStringSubmatch(line, -1) {
				if !t.pathHolds(doc, m[1]) {
					out = append(out, Finding{Rule: "path", Subject: doc, Line: i + 1, Text: m[1] + " does not exist"})
				}
			}
			for _, m := range linked.FindAllStringSubmatch(line, -1) {
				if !t.linkHolds(doc, m[1]) {
					out = append(out, Finding{Rule: "path", Subject: doc, Line: i + 1, Text: "the link " + m[1] + " leads nowhere"})
				}
			}
		}
	}
	return out
}

// pathHolds says whether a backticked word is no path of ours, or exists.
func (t *Tree) pathHolds(doc, word string) bool {
	word = strings.TrimPrefix(word, "./")
	first, _, slash := strings.Cut(word, "/")
	if !slash || !plainPath.MatchString(word) || skipped[first] || !t.exists(first) {
		return true
	}
	word = symbol.ReplaceAllString(strings.TrimSuffix(word, "/"), "")
	if strings.Contains(word, "*") {
		found, err := fs.Glob(t.FS, word)
		return err == nil && len(found) > 0
	}
	return t.exists(word) || t.exists(path.Join(path.Dir(doc), word))
}

// linkHolds says whether a link leads outside, or to a file that exists.
func (t *Tree) linkHolds(doc, link string) bool {
	target, _, _ := strings.Cut(link, "#")
	if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return true
	}
	return t.exists(path.Join(path.Dir(doc), target))
}
