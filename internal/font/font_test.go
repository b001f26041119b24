package font_test

import (
	"testing"

	"fanzha/internal/check"
	"fanzha/internal/font"
)

// Protects: the typeface is there whole and is TrueType, the only kind that the PDF writer can embed.
func TestSansSC(t *testing.T) {
	raw, err := font.SansSC()
	check.NoError(t, err)
	check.True(t, len(raw) > 10<<20, "the typeface is cut")
	check.Equal(t, string(raw[:4]), "\x00\x01\x00\x00")
}
