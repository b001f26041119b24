package spot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fanzha/internal/check"
)

// Protects: a number that counts something is found as it is written; dates, ordinals and the numbers that everybody calls are none.
func TestNumber(t *testing.T) {
	for text, want := range map[string]string{
		"止付2170.7万元":   "2170.7",
		"抓获三十一人，破案12起": "三十一 12",
		"第3期，拨打96110":  "",
		"9月立案，二维码":     "",
	} {
		var got []string
		for at := 0; ; {
			from, to := Number(text, at)
			if from < 0 {
				break
			}
			at = to
			if Counts(text, from, to) {
				got = append(got, text[from:to])
			}
		}
		check.Equal(t, text+" "+strings.Join(got, " "), text+" "+want)
	}
}

// Protects: no text breaks the finder, and what it finds lies in the text.
func FuzzNumber(f *testing.F) {
	f.Add("受害人王小明，电话13800000009，止付2170.7万元，三十一人")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 5000 || !utf8.ValidString(text) {
			return
		}
		for at := 0; ; {
			from, to := Number(text, at)
			if from < 0 {
				break
			}
			check.True(t, from >= at && from < to && to <= len(text) && utf8.ValidString(text[from:to]), "a place outside of the text")
			at = to
			Counts(text, from, to)
		}
	})
}
