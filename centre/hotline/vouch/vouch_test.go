package vouch

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects what is typed on a telephone: spaces, dashes and full-width digits are read; anything else is no code, and nothing breaks.
func TestParseDigits(t *testing.T) {
	for _, s := range []string{"12345678", "1234 5678", " 1234-5678 ", "１２３４　５６７８", "1 2 3 4 5 6 7 8"} {
		d, err := ParseDigits(s)
		check.NoError(t, err)
		check.Equal(t, d, Digits("12345678"))
	}
	for _, s := range []string{"", "1234567", "123456789", "1234567a", "１２３４", "1234567\x00", "1234567٨", strings.Repeat(" ", 40) + "12345678"} {
		_, err := ParseDigits(s)
		check.True(t, errors.Is(err, ErrForm), s+" was read")
	}
	check.Equal(t, []string{Digits("12345678").Spoken(), Digits("12345678").Tail()}, []string{"1234 5678", "678"})
}

// Protects against slips of the tongue: no wrong digit and no two swapped neighbours keep the check digit right.
func TestCheckDigit(t *testing.T) {
	var s Secret
	for n := range 300 {
		d := s.derive(fmt.Sprint(n), 0)
		check.True(t, d.Sound(), "a code without its check digit")
		for i := range length {
			for digit := byte('0'); digit <= '9'; digit++ {
				b := []byte(d)
				b[i] = digit
				check.True(t, Digits(b) == d || !Digits(b).Sound(), "a wrong digit passed: "+string(b))
			}
			if i+1 < length {
				b := []byte(d)
				b[i], b[i+1] = b[i+1], b[i]
				check.True(t, Digits(b) == d || !Digits(b).Sound(), "swapped digits passed: "+string(b))
			}
		}
	}
}

// Protects the chance of a guess that doc.go states: digits spread over all of their room, differ by key, id and turn, and the hash does not tell them.
func TestDerive(t *testing.T) {
	one, two := Secret{1}, Secret{2}
	check.True(t, one.derive("a", 0) != two.derive("a", 0) && one.derive("a", 0) != one.derive("b", 0) && one.derive("a", 0) != one.derive("a", 1), "digits do not depend on key, id and turn")
	check.Equal(t, one.derive("a", 0), one.derive("a", 0))
	check.True(t, one.hash("12345678") != two.hash("12345678"), "the hash does not need the key")
	var by [10]int
	const n = 20_000
	for i := range n {
		by[one.derive(fmt.Sprint(i), 0)[0]-'0']++
	}
	for digit, have := range by {
		check.True(t, have > n/10-300 && have < n/10+300, fmt.Sprintf("%d begins %d of %d codes", digit, have, n)) // seven standard deviations
	}
}

// Protects the citizen's privacy: of a name the surname alone is told.
func TestSurname(t *testing.T) {
	for name, want := range map[string]string{"钱民警": "钱", "欧阳小明": "欧阳", "欧阳": "欧", "Alice Smith": "Alice", "李": "李", "": "\uFFFD"} {
		check.Equal(t, surname(name), want)
	}
}

// Protects the settings: the shipped file is read, and each broken value is refused.
func TestRules(t *testing.T) {
	raw, err := os.ReadFile("../../../rulebook/vouch.yaml")
	check.NoError(t, err)
	r, err := ParseRules(raw)
	check.NoError(t, err)
	check.Equal(t, r.DeskNumber, "96110")
	for _, change := range [][2]string{
		{"call_life: 30m", "call_life: 30s"}, {"renew_before: 5m", "renew_before: 31m"}, {"wrong_in_all: 120", "wrong_in_all: 8"}, {"network_v4_bits: 24", "network_v4_bits: 33"},
		{"desk_number: \"96110\"", "desk_number: \"x\""}, {"code: visit, zh: 上门", "code: door, zh: 上门"}, {"version: 1", "version: 2"}, {"confirms_most: 6", "confirms_most: 6.5"},
	} {
		check.True(t, strings.Contains(string(raw), change[0]), change[0]+" is not in the file")
		_, err = ParseRules([]byte(strings.Replace(string(raw), change[0], change[1], 1)))
		check.True(t, errors.Is(err, ErrRules), change[1]+" was taken")
	}
}

// FuzzParseDigits: whatever is typed, what is read is eight digits and is read the same again.
func FuzzParseDigits(f *testing.F) {
	for _, s := range []string{"1234 5678", "１２３４－５６７８", "", "\xff1234567", "0000\u00a00000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDigits(s)
		if err != nil {
			check.True(t, errors.Is(err, ErrForm) && d == "", "a refusal without its name")
			return
		}
		again, err := ParseDigits(d.Spoken())
		check.NoError(t, err)
		check.Equal(t, again, d)
		check.Equal(t, len(d), length)
		_ = d.Sound() // reads every digit: must not panic
	})
}

// FuzzRang: a number in any writing is bounded and comes to the same form again.
func FuzzRang(f *testing.F) {
	for _, s := range []string{"96110", "+86 199-0000-1111", "0990 555 0123", "00099", "++1", "（0990）"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, err := rangOf(s)
		if err != nil || out == "" {
			return
		}
		check.True(t, len(out) <= rangMax+3, "a number grew")
		again, err := rangOf(out)
		check.NoError(t, err)
		check.Equal(t, again, out)
	})
}
