package scenario

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// TestFieldsInDocs protects the analyst's page: its table of fields is the one of the code. UPDATE=1 writes it.
func TestFieldsInDocs(t *testing.T) {
	const page = "../../../docs/scenarios.md"
	data, err := os.ReadFile(page)
	check.NoError(t, err)
	before, rest, ok := strings.Cut(string(data), "### Fields 字段\n\n")
	check.True(t, ok, "no section of fields")
	_, after, ok := strings.Cut(rest, "## Windows")
	check.True(t, ok, "no section of windows")
	want := before + "### Fields 字段\n\n" + fieldTable() + "\n## Windows" + after
	if os.Getenv("UPDATE") == "1" {
		check.NoError(t, os.WriteFile(page, []byte(want), 0o644))
		return
	}
	check.True(t, string(data) == want, "docs/scenarios.md is behind the code: run the tests of centre/detect/scenario with UPDATE=1")
}

func fieldTable() string {
	var b strings.Builder
	b.WriteString("| Name | Type | Carried by | 含义 | Meaning |\n|---|---|---|---|---|\n")
	for _, f := range Fields {
		on := "all"
		var names []string
		for _, k := range f.On {
			names = append(names, k.String())
		}
		if len(names) > 0 {
			on = strings.Join(names, ", ")
		}
		name := f.Name
		for _, prefix := range []string{"first_seen_", "involved_", "sighted_weight_", "holder_", "owner_"} {
			if word, ok := strings.CutPrefix(name, prefix); ok {
				name = fmt.Sprintf(`%s("%s")`, strings.TrimSuffix(prefix, "_"), word)
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", name, [...]string{"", "number", "text", "yes/no"}[f.Type], on, f.ZH, f.EN)
	}
	return b.String()
}
