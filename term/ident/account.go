package ident

import (
	"bytes"
	"strings"
)

// Bounds of an account number: the longest in use abroad is an IBAN of 34 characters.
const (
	minAccount = 6
	maxAccount = 34
)

// ParseAccount normalises a bank account, card or wallet number: separators dropped, letters raised. It does not enforce
// the Luhn digit: account numbers, passbooks and corporate accounts have none, and banks' own samples fail it.
func ParseAccount(s string) (Account, error) {
	d, err := foldCode(s, maxAccount, &accountFaults)
	if err != nil {
		return "", err
	}
	if len(d) < minAccount {
		return "", ErrAccountLength
	}
	sub := bytes.IndexByte(d, '_')
	if sub == 0 || sub == len(d)-1 || sub >= 0 && bytes.IndexByte(d[sub+1:], '_') >= 0 {
		return "", ErrAccountCharacter
	}
	return Account(d), nil
}

// PlainAccount says whether ParseAccount would return s as it is because it is nothing but digits: who reads many needs no copy then.
func PlainAccount(s string) bool {
	return len(s) >= minAccount && len(s) <= maxAccount && plainDigits(s)
}

// LuhnOK says whether the number has the shape of a bank card (13–19 digits) and its Luhn digit holds. A hint only.
func (a Account) LuhnOK() bool {
	if len(a) < 13 || len(a) > 19 || !plainDigits(string(a)) {
		return false
	}
	sum := 0
	for i := range len(a) {
		d := int(a[len(a)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// UnionPay says whether the number looks like a UnionPay card: 62 and the length of a card.
func (a Account) UnionPay() bool {
	return len(a) >= 13 && len(a) <= 19 && strings.HasPrefix(string(a), "62") && plainDigits(string(a))
}

// BIN is the first six digits of a card, which name the issuer; empty when the number is not a card.
func (a Account) BIN() string {
	if len(a) < 13 || len(a) > 19 || !plainDigits(string(a)) {
		return ""
	}
	return string(a[:6])
}

// Mask shows the first six and the last four characters, fewer of a short number: at least a quarter stays hidden.
func (a Account) Mask() string {
	n := len(a)
	switch {
	case n == 0:
		return ""
	case n >= 14:
		return string(a[:6]) + "****" + string(a[n-4:])
	case n >= 10:
		return string(a[:2]) + "****" + string(a[n-4:])
	}
	return "****" + string(a[n-2:])
}

// Bounds of an app's identity.
const (
	minApp = 3
	maxApp = 255
)

// ParseApp checks a package name or bundle id: at least two parts of letters, digits, "_" or "-" joined by dots. Case is
// kept, because Android tells packages apart by it. A display name is not an identity and is refused.
func ParseApp(s string) (App, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", ErrAppEmpty
	case len(s) > maxApp || len(s) < minApp:
		return "", ErrAppLength
	}
	part, parts := 0, 1
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '.' && part > 0:
			part = 0
			parts++
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', c == '_', c == '-':
			part++
		default:
			return "", ErrAppCharacter
		}
	}
	if part == 0 || parts < 2 {
		return "", ErrAppCharacter
	}
	return App(s), nil
}
