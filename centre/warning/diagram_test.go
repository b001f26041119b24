package warning_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"fanzha/centre/warning"
	"fanzha/internal/check"
)

// TestDiagram protects the reader of docs/life-of-a-warning.md: the picture there is the table of the code.
func TestDiagram(t *testing.T) {
	var lines []string
	at := map[string]int{}
	for _, row := range warning.Table() {
		if row.From == row.To {
			continue
		}
		from := string(row.From)
		if from == "" {
			from = "[*]"
		}
		arrow := fmt.Sprintf("    %s --> %s: ", from, row.To)
		i, known := at[arrow]
		if !known {
			at[arrow] = len(lines)
			lines = append(lines, arrow+string(row.Verb))
			continue
		}
		lines[i] += ", " + string(row.Verb)
	}
	order := []string{"[*]", "open", "working", "watching", "review"}
	slices.SortStableFunc(lines, func(a, b string) int {
		return slices.Index(order, strings.Fields(a)[0]) - slices.Index(order, strings.Fields(b)[0])
	})
	want := "```mermaid\nstateDiagram-v2\n" + strings.Join(lines, "\n") + "\n```"
	doc, err := os.ReadFile("../../docs/life-of-a-warning.md")
	check.NoError(t, err)
	check.True(t, strings.Contains(string(doc), want), "docs/life-of-a-warning.md must contain\n"+want)
}
