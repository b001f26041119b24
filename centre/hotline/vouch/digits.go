package vouch

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"fanzha/term/ident"
)

// Lengths of a code: what cannot be guessed, and one check digit behind it.
const (
	free    = 7
	length  = free + 1
	space   = 10_000_000 // 10^free
	typed   = 40         // bytes that a citizen may type for a code
	rangMax = 24         // and for a number
)

// Digits (核验码) is a code as it is spoken: eight ASCII digits whose last one is the check digit, unless a citizen typed something else.
type Digits string

// Spoken is how a code is shown and read out: two groups of four.
func (d Digits) Spoken() string { return string(d[:length/2]) + " " + string(d[length/2:]) }

// Tail is what of a code may stand in a list.
func (d Digits) Tail() string { return string(d[length-3:]) }

// Sound says whether the check digit fits: a single wrong digit and two swapped neighbours never do.
func (d Digits) Sound() bool { return damm(string(d)) == 0 }

// ParseDigits reads what was typed: ASCII or full-width digits with any spaces and dashes between them, eight in all.
func ParseDigits(s string) (Digits, error) {
	if len(s) > typed {
		return "", ErrForm
	}
	var out strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			out.WriteByte(byte(r))
		case r >= '０' && r <= '９':
			out.WriteByte(byte(r-'０') + '0')
		case strings.ContainsRune(" -\t\u00a0\u3000－—", r):
		default:
			return "", ErrForm
		}
	}
	if out.Len() != length {
		return "", ErrForm
	}
	return Digits(out.String()), nil
}

// dammTable is the quasigroup of H. M. Damm's check digit.
var dammTable = [10]string{
	"0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
}

func damm(s string) byte {
	var at byte
	for i := range len(s) {
		at = dammTable[at][s[i]-'0'] - '0'
	}
	return at
}

// Secret is the key of a centre under which digits are derived and everything that must not be read is hashed.
type Secret [32]byte

// NewSecret takes a key of 32 bytes.
func NewSecret(key []byte) (Secret, error) {
	var s Secret
	if len(key) != len(s) {
		return s, ErrKey
	}
	copy(s[:], key)
	return s, nil
}

// sum is a keyed hash. The first letter keeps its uses apart.
func (s *Secret) sum(use byte, text string) []byte {
	m := hmac.New(sha256.New, s[:])
	_, _ = m.Write([]byte{use}) // a hash takes everything
	_, _ = m.Write([]byte(text))
	return m.Sum(nil)
}

// derive makes the digits of a code from its id. Digits that another code has are passed over by the next turn.
func (s *Secret) derive(id string, turn int64) Digits {
	n := binary.BigEndian.Uint64(s.sum('d', fmt.Sprintf("%d.%s", turn, id))) % space
	text := fmt.Sprintf("%0*d", free, n)
	return Digits(text + string('0'+damm(text)))
}

// hash is what is stored of digits.
func (s *Secret) hash(d Digits) string { return hex.EncodeToString(s.sum('h', string(d))) }

// person is what is stored of a citizen's number.
func (s *Secret) person(p ident.Phone) string {
	if p == "" {
		return ""
	}
	return hex.EncodeToString(s.sum('p', string(p)))[:32]
}

// network is what is stored of the network from which somebody asks.
func (s *Secret) network(prefix string) string { return hex.EncodeToString(s.sum('n', prefix))[:24] }

// rangOf brings a number that rang into one form. What is no number of any plan is kept as its digits: fraudsters show such ones.
func rangOf(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if len(s) > rangMax {
		return "", badField("rang")
	}
	p, err := ident.ParsePhone(s)
	if err == nil {
		return string(p), nil
	}
	var out strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r == '+' && out.Len() == 0:
			out.WriteRune(r)
		case strings.ContainsRune(" -()", r):
		default:
			return "", badField("rang")
		}
	}
	if out.Len() < 3 {
		return "", badField("rang")
	}
	return out.String(), nil
}
