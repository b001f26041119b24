package typeset

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"fanzha/internal/check"
)

// Protects: closing marks begin no line, opening marks end none, numbers are not cut.
func TestLines(t *testing.T) {
	ten := func(s string) float64 { return float64(utf8.RuneCountInString(s)) }
	for text, want := range map[string][]string{
		"一二三四五六七八九十，甲":   {"一二三四五六七八九", "十，甲"},
		"一二三四五六七八九（甲）":   {"一二三四五六七八九", "（甲）"},
		"一二三四五六七12345号":  {"一二三四五六七", "12345号"},
		"abcdefghijklmn": {"abcdefghij", "klmn"},
		"one two three":  {"one two", "three"},
		"":               {""},
		"，，，，，，，，，，，，":   {"，，，，，，，，，，", "，，"},
	} {
		check.Equal(t, Lines(text, 10, ten), want)
	}
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("一二（），。ab1 《》")), 0, 80, -1).Draw(r, "text")
		kept := ""
		for _, line := range Lines(text, 10, ten) {
			if ten(line) > 10 {
				r.Fatalf("%q is too long", line)
			}
			kept += line
		}
		bare := func(s string) (out string) {
			for _, c := range s {
				if c != ' ' {
					out += string(c)
				}
			}
			return out
		}
		if bare(kept) != bare(text) {
			r.Fatalf("%q became %q", text, kept)
		}
	})
}

// Protects: no line begins with a closing mark or ends with an opening one, none is too wide, and no character is lost (避头尾).
func FuzzLines(f *testing.F) {
	f.Add("各单位要按照“打防管控宣治”的要求，对照问题（超时、漏报）逐项整改。", 10)
	f.Add("3,151亿元（同比上升47.62%）；Abcdefghijklmnop", 4)
	f.Fuzz(func(t *testing.T, text string, width int) {
		if len(text) > 2000 || width < 4 || width > 100 || !utf8.ValidString(text) {
			return
		}
		count := func(s string) float64 { return float64(utf8.RuneCountInString(s)) }
		lines := Lines(text, float64(width), count)
		check.Equal(t, strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.ReplaceAll(text, " ", ""))
		for k, line := range lines {
			check.True(t, count(line) <= float64(width), "too wide")
			first, _ := utf8.DecodeRuneInString(line)
			if k > 0 && strings.ContainsRune(NotFirst, first) {
				// only inside a run that no line can hold
				check.True(t, count(lines[k-1]) >= float64(width)-1, "a closing mark begins a line: "+line)
			}
		}
	})
}
