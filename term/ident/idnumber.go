package ident

import (
	"strings"

	"fanzha/term/region"
)

const idLength = 18

// The calendar years that a birth date may lie in. They only catch nonsense: the parser knows no present, and the standard's
// own example was born in 1880.
const (
	minBirthYear = 1800
	maxBirthYear = 2099
)

// ParseID normalises and checks a citizen identity number: known province, real date of birth, ISO 7064 MOD 11-2 check
// character. The 15-digit numbers of before 1999 are refused with their own code, because they are no longer valid and
// anyone who sends one should ask the person again.
func ParseID(s string) (IDNumber, error) {
	d, err := foldCode(s, idLength, &idFaults)
	if err != nil {
		return "", err
	}
	if len(d) == 15 && plainDigits(string(d)) {
		return "", ErrIDLegacy
	}
	if len(d) != idLength {
		return "", ErrIDLength
	}
	if !plainDigits(string(d[:17])) || d[17] != 'X' && d[17]-'0' > 9 {
		return "", ErrIDCharacter
	}
	switch {
	case !region.KnownProvince(string(d[:2])) && d[0] != '9':
		return "", ErrIDArea
	case !realDate(number(d[6:10]), number(d[10:12]), number(d[12:14])):
		return "", ErrIDBirth
	case d[17] != idCheck(d):
		return "", ErrIDCheck
	}
	return IDNumber(d), nil
}

// codeFaults are the three things that go wrong before a code is looked at.
type codeFaults struct{ empty, length, character error }

var (
	idFaults      = codeFaults{ErrIDEmpty, ErrIDLength, ErrIDCharacter}
	usccFaults    = codeFaults{ErrUSCCEmpty, ErrUSCCLength, ErrUSCCCharacter}
	accountFaults = codeFaults{ErrAccountEmpty, ErrAccountLength, ErrAccountCharacter}
)

// foldCode strips spaces and dashes, folds full-width characters and raises letters; it stops beyond limit characters.
func foldCode(s string, limit int, f *codeFaults) ([]byte, error) {
	out := make([]byte, 0, limit)
	for _, r := range s {
		if r >= 0xff01 && r <= 0xff5e { // full-width forms of ASCII
			r -= 0xff01 - 0x21
		}
		switch {
		case r == ' ' || r == '-' || r == '\t' || r == 0x3000 || r == 0xa0:
			continue
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r == '_':
		default:
			return nil, f.character
		}
		if len(out) == limit {
			return nil, f.length
		}
		out = append(out, byte(r))
	}
	if len(out) == 0 {
		return nil, f.empty
	}
	return out, nil
}

// idCheck computes the check character of the first 17 digits (ISO 7064 MOD 11-2).
func idCheck(d []byte) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

func number(d []byte) int {
	n := 0
	for _, c := range d {
		n = n*10 + int(c-'0')
	}
	return n
}

func realDate(year, month, day int) bool {
	if year < minBirthYear || year > maxBirthYear || month < 1 || month > 12 || day < 1 {
		return false
	}
	days := [12]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day <= days
}

// Area is the six-digit code of where the number was first issued, which need not be where the person lives.
func (n IDNumber) Area() string {
	if len(n) != idLength {
		return ""
	}
	return string(n[:6])
}

// Born is the date of birth as YYYYMMDD, empty for an empty number.
func (n IDNumber) Born() string {
	if len(n) != idLength {
		return ""
	}
	return string(n[6:14])
}

// Age is the person's age in whole years on a day given as YYYYMMDD; −1 when either is not known.
func (n IDNumber) Age(day string) int {
	born := n.Born()
	if born == "" || len(day) != 8 || !plainDigits(day) {
		return -1
	}
	return (number([]byte(day)) - number([]byte(born))) / 10000
}

// Male says what the sequence number says: odd is male.
func (n IDNumber) Male() bool {
	return len(n) == idLength && (n[16]-'0')%2 == 1
}

// Mask shows the first three and the last four characters.
func (n IDNumber) Mask() string {
	if len(n) != idLength {
		return strings.Repeat("*", len(n))
	}
	return string(n[:3]) + "***********" + string(n[14:])
}

const (
	usccLength  = 18
	usccCharset = "0123456789ABCDEFGHJKLMNPQRTUWXY" // no I, O, S, V, Z
)

// ParseUSCC normalises a unified social credit code and checks length and character set. The check character is not
// enforced, because codes that fail it are in circulation: ask CheckOK and warn.
func ParseUSCC(s string) (USCC, error) {
	d, err := foldCode(s, usccLength, &usccFaults)
	if err != nil {
		return "", err
	}
	if len(d) != usccLength {
		return "", ErrUSCCLength
	}
	for _, c := range d {
		if strings.IndexByte(usccCharset, c) < 0 {
			return "", ErrUSCCCharacter
		}
	}
	return USCC(d), nil
}

// CheckOK says whether both check characters hold: the whole code's (GB 32100, mod 31) and that of the organisation code
// within it (GB 11714, mod 11).
func (u USCC) CheckOK() bool {
	if len(u) != usccLength {
		return false
	}
	weights := [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	sum := 0
	for i, w := range weights {
		sum += strings.IndexByte(usccCharset, u[i]) * w
	}
	return usccCharset[(31-sum%31)%31] == u[17] && orgCheckOK(string(u[8:17]))
}

// orgCheckOK checks the nine characters of an organisation code, whose letters count from A = 10.
func orgCheckOK(code string) bool {
	sum := 0
	for i, w := range [8]int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(code[i] - '0')
		if code[i] >= 'A' {
			v = int(code[i]-'A') + 10
		}
		sum += v * w
	}
	return "0X987654321"[sum%11] == code[8]
}

// Mask shows the first two and the last four characters.
func (u USCC) Mask() string {
	if len(u) != usccLength {
		return strings.Repeat("*", len(u))
	}
	return string(u[:2]) + "************" + string(u[14:])
}
