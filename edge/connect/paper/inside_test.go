package paper

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"fanzha/internal/check"
)

// Protects: amounts in capitals are what banks accept on paper.
func TestCapitals(t *testing.T) {
	for fen, want := range map[int64]string{
		8_600_000: "人民币捌万陆仟元整", 0: "人民币零元整", 5: "人民币伍分", 50: "人民币伍角整", 105: "人民币壹元零伍分", 140_950: "人民币壹仟肆佰零玖元伍角整",
		600_714: "人民币陆仟零柒元壹角肆分", 168_032: "人民币壹仟陆佰捌拾元零叁角贰分", 32_504: "人民币叁佰贰拾伍元零肆分", 1_050_000: "人民币壹万零伍佰元整",
		1_000_000_100: "人民币壹仟万零壹元整", 10_000_000_000: "人民币壹亿元整", 1_000_100_000_000: "人民币壹佰亿零壹佰万元整", 10_000_000_000_000: "人民币壹仟亿元整",
		1_000_000_050_000: "人民币壹佰亿零伍佰元整", 10_001_000: "人民币壹拾万零壹拾元整", -100: "人民币负壹元整",
	} {
		check.Equal(t, Capitals(fen), want)
	}
}

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
		check.Equal(t, breakLines(text, 10, ten), want)
	}
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("一二（），。ab1 《》")), 0, 80, -1).Draw(r, "text")
		kept := ""
		for _, line := range breakLines(text, 10, ten) {
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
