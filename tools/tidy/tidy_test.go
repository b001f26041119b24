package tidy

import (
	_ "embed"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"fanzha/internal/check"
)

var (
	update      = flag.Bool("update", false, "write docs/faults.md anew")
	updateRules = flag.Bool("update-rules", false, "write the expected findings of testdata anew")
)

//go:embed exceptions.txt
var exceptions string

// root is the repository, found from where the test runs.
const root = "../.."

// Protects the whole tree: every rule of this package holds, but for the listed exceptions.
func TestTree(t *testing.T) {
	check.WithoutRace(t, "reading the whole tree takes a minute")
	tree, err := Load(os.DirFS(root))
	check.NoError(t, err)
	check.True(t, len(tree.Files) > 20, "the tree was not found")
	for _, f := range Check(tree, exceptions) {
		t.Error(f.String())
	}
}

// Protects docs/faults.md: it lists the texts as they are. Run with -update after changing a text.
func TestFaultsPage(t *testing.T) {
	file := filepath.Join(root, "docs", "faults.md")
	want := FaultsPage()
	if *update {
		check.NoError(t, os.WriteFile(file, []byte(want), 0o644))
	}
	got, err := os.ReadFile(file)
	check.NoError(t, err)
	if string(got) != want {
		t.Fatal("docs/faults.md is not up to date: go test ./tools/tidy -update")
	}
}
