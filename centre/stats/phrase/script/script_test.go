package script

import (
	"math/big"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects: decimals keep their printed places and are exact; what is no decimal is refused.
func TestDecimal(t *testing.T) {
	for _, s := range []string{"0", "28.25", "36.20", "-3.5", "0.000001", "999999999999999"} {
		d, ok := D(s)
		check.True(t, ok, s)
		check.Equal(t, d.String(), s)
	}
	for _, s := range []string{"", ".", "1.", ".5", "1.2.3", "1e3", "9999999999999999", "0.1234567", "--1"} {
		_, ok := D(s)
		check.True(t, !ok, "taken: "+s)
	}
	third := func(r Rounding) string { return Quotient(big.NewRat(2, 1), big.NewRat(3, 1), 2, r).String() }
	check.Equal(t, []string{third(HalfUp), third(Truncate)}, []string{"0.67", "0.66"})
	check.Equal(t, Quotient(big.NewRat(-5, 1), big.NewRat(2, 1), 0, HalfUp).String(), "-3")
}

// Protects: every whole number printed in Chinese numerals reads back.
func TestNumerals(t *testing.T) {
	for _, n := range []int64{1, 2, 10, 11, 20, 99, 100, 101, 110, 250, 1000, 1001, 1010, 1300, 9999, 10000, 10001, 23080, 100000, 1000000, 123456789, 100000000000} {
		printed := Han(n)
		got, end, ok := HanNumber([]rune(printed), 0)
		check.True(t, ok && end == len([]rune(printed)) && got == n, printed)
	}
	for _, s := range []string{"三四", "二〇二一"} {
		_, _, ok := HanNumber([]rune(s), 0)
		check.True(t, !ok, "taken: "+s)
	}
}

// Protects: whatever is folded, every character knows where it stood.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"<p>破獲１起</p>", "&nbsp;a", "<!-- -->", "http://x.cn/1起", "<script>1起</script>", "\ufeff萬", "\xff"} {
		f.Add(s)
	}
	to := map[rune]rune{'萬': '万', '獲': '获'}
	f.Fuzz(func(t *testing.T, text string) {
		s := Fold(text, to)
		last := -1
		for i := range s.R {
			check.True(t, s.At(i) > last && s.End(i+1) > s.At(i) && s.End(i+1) <= len(text), "places do not rise")
			check.True(t, strings.Contains(text, s.Quote(i, i+1)), "a character from nowhere")
			last = s.At(i)
		}
	})
}
