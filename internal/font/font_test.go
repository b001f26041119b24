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

// Protects: rare characters of names print, and what cannot print is known before it is set.
func TestHas(t *testing.T) {
	for _, r := range "反诈中心0123Az，（）镕堃犇喆翀玥昇赟" {
		check.True(t, font.Has(r), string(r))
	}
	for _, r := range []rune{-1, 0x20000, 0xE000, 0x10FFFF} {
		check.True(t, !font.Has(r), "a character that is not there")
	}
}
