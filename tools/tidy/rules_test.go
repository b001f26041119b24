package tidy

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"fanzha/internal/check"
)

// Protects the rules themselves: each archive of testdata is a small tree with the findings that it must give, no more and
// no fewer. Sections "want" and "exceptions" are not part of the tree.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	check.NoError(t, err)
	check.True(t, len(files) >= len(Rules), "every rule needs a tree that breaks it")
	broken := map[string]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			for _, rule := range runArchive(t, file) {
				broken[rule] = true
			}
		})
	}
	for _, r := range Rules {
		check.True(t, broken[r.Name], "no tree of testdata breaks the rule "+r.Name)
	}
}

// runArchive checks one tree and returns the rules that it broke.
func runArchive(t *testing.T, file string) []string {
	archive, err := txtar.ParseFile(file)
	check.NoError(t, err)
	tree := fstest.MapFS{}
	var want, excepted string
	wantAt := -1
	for i, f := range archive.Files {
		switch f.Name {
		case "want":
			want, wantAt = string(f.Data), i
		case "exceptions":
			excepted = string(f.Data)
		default:
			// "long N" stands for N lines, so that no archive has to hold them
			tree[f.Name] = &fstest.MapFile{Data: []byte(lengthen(string(f.Data)))}
		}
	}
	loaded, err := Load(tree)
	check.NoError(t, err)
	var got strings.Builder
	var rules []string
	for _, f := range Check(loaded, excepted) {
		fmt.Fprintf(&got, "%s %s %d\n", f.Rule, f.Subject, f.Line)
		rules = append(rules, f.Rule)
	}
	if *updateRules && wantAt >= 0 {
		archive.Files[wantAt].Data = []byte(got.String())
		check.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o644))
		return rules
	}
	check.Equal(t, got.String(), want)
	return rules
}

// lengthen replaces a line "// long N" by N lines of comment.
func lengthen(s string) string {
	var n int
	before, rest, ok := strings.Cut(s, "// long ")
	if !ok {
		return s
	}
	_, err := fmt.Sscanf(rest, "%d", &n)
	if err != nil {
		return s
	}
	_, after, _ := strings.Cut(rest, "\n")
	return before + strings.Repeat("// and on\n", n) + lengthen(after)
}

// Protects the import table: the lines of the house are read as they are meant.
func TestImportTable(t *testing.T) {
	for _, c := range []struct {
		dir, target string
		test, want  bool
	}{
		{"centre/warning", "fanzha/centre/detect", false, true},
		{"centre/detect", "fanzha/centre/warning", false, false},
		{"centre/dispatch", "fanzha/centre/warning", false, false},
		{"centre/warning", "database/sql", false, false},
		{"centre/warning", "net/http", false, false},
		{"centre/warning", "net/netip", false, false},
		{"centre/warning", "os", false, false},
		{"centre/warning", "encoding/json", false, true},
		{"centre/warning/store", "database/sql", false, true},
		{"centre/warning/store", "fanzha/centre/warning", false, true},
		{"centre/warning/store", "fanzha/centre/dispatch", false, false},
		{"centre/warning/store", "fanzha/centre/dispatch/store", false, false},
		{"centre/warning/store", "fanzha/internal/db/dbtest", false, false},
		{"centre/warning/store", "fanzha/internal/db/dbtest", true, true},
		{"term/money", "golang.org/x/net/idna", false, false},
		{"term/ident", "golang.org/x/net/idna", false, true},
		{"term/ident", "fanzha/base/clock", false, false},
		{"base/access", "fanzha/base/audit", false, false},
		{"base/audit", "fanzha/base/access", false, true},
		{"playbook", "fanzha/centre/dispatch", false, true},
		{"playbook", "fanzha/centre/dispatch/store", false, false},
		{"edge/api", "fanzha/edge/partner", false, false},
		{"edge/connect/bank", "fanzha/edge/connect/carrier", false, false},
		{"sim/script", "fanzha/centre/signal", false, false},
		{"rulebook", "fanzha/term/fraud", false, false},
		{"app", "fanzha/edge/api", false, true},
		{"cmd/fanzha", "fanzha/app", false, true},
		{"test/scenario", "fanzha/app", true, true},
		{"tools/tidy", "fanzha/centre/warning", false, false},
	} {
		allowed, known := allowedFor(c.dir, c.test)
		check.True(t, known, c.dir+" has no line")
		if mayImport("fanzha", c.dir, c.target, allowed) != c.want {
			t.Errorf("%s importing %s (test: %v): want %v", c.dir, c.target, c.test, c.want)
		}
	}
	_, known := allowedFor("helpers", false)
	check.True(t, !known, "a folder without a line is refused")
}

// Protects the two embedded lists of words and exceptions against lines that are silently ignored.
func TestLists(t *testing.T) {
	for i, line := range strings.Split(wordList, "\n") {
		if line != "" && line[0] != '#' && strings.Count(line, "\t") != 1 {
			t.Errorf("words.txt:%d: want phrase, tab, advice", i+1)
		}
	}
	_, bad := parseExceptions(exceptions)
	check.Equal(t, len(bad), 0)
}
