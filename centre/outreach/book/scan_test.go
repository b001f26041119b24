package book

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"fanzha/internal/check"
)

func shipped(t testing.TB) *Rules {
	t.Helper()
	r, err := Load()
	check.NoError(t, err)
	return r
}

func lines(t testing.TB, name string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	check.NoError(t, err)
	var out []string
	for _, line := range strings.Split(string(data), "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// TestCheck protects: what a text for others may not hold is found, what it may hold is let alone (testdata/texts.txt).
func TestCheck(t *testing.T) {
	r := shipped(t)
	for _, line := range lines(t, "texts.txt") {
		want, text, _ := strings.Cut(line, "\t")
		var got []string
		for _, f := range r.Check(text) {
			got = append(got, f.Code)
			check.True(t, strings.Contains(f.Text, "*"), "what was found is said again: "+f.Text)
		}
		if want == "-" {
			want = ""
		}
		check.Equal(t, text+" → "+strings.Join(got, " "), text+" → "+want)
	}
}

// FuzzCheck protects: whatever is typed, the check ends, stays within the text and never says again what it found.
func FuzzCheck(f *testing.F) {
	for _, line := range lines(f, "texts.txt") {
		_, text, _ := strings.Cut(line, "\t")
		f.Add(text)
	}
	f.Add("\xff\x00一-- 9 9-9 \u202e姓名：")
	r := shipped(f)
	f.Fuzz(func(t *testing.T, text string) {
		n := utf8.RuneCountInString(text)
		last := 0
		for _, found := range r.Check(text) {
			check.True(t, found.From >= last && found.From < found.To && found.To <= n, "outside of the text, or over another")
			last = found.To
		}
	})
}
