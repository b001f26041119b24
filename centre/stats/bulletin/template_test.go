package bulletin

import (
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects: the shipped templates are sound.
func TestTemplates(t *testing.T) {
	all, err := LoadTemplates()
	check.NoError(t, err)
	check.Equal(t, len(all.Kinds), 7)
	check.Equal(t, len(all.Tricks), 11)
	for _, x := range all.List() {
		check.True(t, strings.Contains(strings.Join(x.Codes(), " "), "hold.wrong"), x.Kind+" has no figure of harm")
	}
}
