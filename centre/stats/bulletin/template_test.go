package bulletin

import (
	"testing"

	"fanzha/internal/check"
)

// Protects: the shipped templates are sound.
func TestTemplates(t *testing.T) {
	all, err := LoadTemplates()
	check.NoError(t, err)
	check.Equal(t, len(all.Kinds), 7)
	check.Equal(t, len(all.Tricks), 11)
}
