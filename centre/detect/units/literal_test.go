package units

import (
	"strings"
	"testing"

	"fanzha/internal/check"
)

// TestRead protects typed numbers: what is written with a unit becomes fen, seconds or permille, and nothing else is touched.
func TestRead(t *testing.T) {
	for _, c := range []struct{ in, out string }{
		{"a >= 5000元", "a >= 500000"}, {"a >= 1.5万元 && b < 30m", "a >= 1500000 && b < 1800"}, {"p > 10%", "p > 100"}, {"p > 0.5%&&q", "p > 5&&q"},
		{"p > 12‰ || x == 3分", "p > 12 || x == 3"}, {"a % 7 == 1", "a % 7 == 1"}, {"10%3 == 1 && 10% 3 == 1", "10%3 == 1 && 10% 3 == 1"}, {"n_24h >= 2 && ago <= 2小时", "n_24h >= 2 && ago <= 7200"},
		{`s == "5000元" && t == '30m' && r"\" == s && x < 2d`, `s == "5000元" && t == '30m' && r"\" == s && x < 172800`}, {"'''5元\n\\'6元''' + 7元", "'''5元\n\\'6元''' + 700"},
		{"x == 0x1F && y == 5u && z == 1e5 && w == 1.5", "x == 0x1F && y == 5u && z == 1e5 && w == 1.5"}, {"x // 5元\n< 5分钟", "x // 5元\n< 300"}, {"ago < 90天", "ago < 7776000"},
	} {
		src, p := Read(c.in)
		check.True(t, p == nil, c.in)
		check.Equal(t, src.Plain, c.out)
	}
	src, _ := Read("a < 5000元 && b < 30m && c\n&& d")
	for _, c := range []struct{ plain, written string }{{"a", "a"}, {"b", "b"}, {"c", "c"}, {"d", "d"}} {
		l, at := src.Back(position(src.Plain, c.plain))
		wl, wat := position("a < 5000元 && b < 30m && c\n&& d", c.written)
		check.Equal(t, [2]int{l, at}, [2]int{wl, wat})
	}
}

// position is the line and column, from 1, of a piece of text.
func position(text, piece string) (int, int) {
	before, _, _ := strings.Cut(text, piece)
	line := strings.Count(before, "\n")
	return line + 1, len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
}

// TestReadMistakes protects the analyst: a unit that there is not, and a number that is no whole one of its unit, are named with their column.
func TestReadMistakes(t *testing.T) {
	for _, c := range []struct {
		in     string
		column int
		why    string
	}{
		{"a > 5000块", 9, `"块" is no unit`}, {"a > 1.005元", 5, "no whole number of fen"}, {"a > 0.5秒", 5, "no whole number of seconds"}, {"a > 99999999999999999999元", 5, "too large"},
		{"a > 9999999999999999元", 5, "too large"}, {"a > 3年", 6, "no unit"},
		{"a > 5元6", 7, "the number is over"}, {"a > 2h30m", 7, "the number is over"}, {"a > 5%%", 7, "the number is over"}, {"a > 5元%", 7, "the number is over"},
	} {
		_, p := Read(c.in)
		check.True(t, p != nil && strings.Contains(p.Message, c.why), c.in)
		check.Equal(t, p.Column, c.column)
	}
}

// FuzzRead protects the reader of numbers against any text: an error or a text without a unit behind a number, read again as itself.
func FuzzRead(f *testing.F) {
	f.Add("a >= 5000元 && b < 30m || p > 10% ")
	f.Add("'''5元' \"6元\" r'\\' 0x1f 1.5万元 // 7元")
	f.Fuzz(func(t *testing.T, text string) {
		src, p := Read(text)
		if p != nil {
			return
		}
		again, p := Read(src.Plain)
		if p != nil || again.Plain != src.Plain || len(again.units) != 0 {
			t.Fatalf("%q becomes %q and then not itself", text, src.Plain)
		}
		src.Back(1, 1)
	})
}
