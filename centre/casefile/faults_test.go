package casefile

import (
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/fault"
)

// Protects: every refusal of a row has its words, with the field in them.
func TestFaultWords(t *testing.T) {
	for _, f := range []*fault.Fault{unknown("fraud"), badField("fraud"), future("fraud"), before("fraud"), ErrNumber, ErrDiffers, ErrUnit, ErrTwice} {
		words := fault.Lookup(f)
		check.True(t, words.ZH != f.Code && words.EN != f.Code && words.DoZH != "", f.Code)
		check.True(t, len(f.Args) == 0 || strings.Contains(words.ZH, "fraud"), words.ZH)
	}
}
