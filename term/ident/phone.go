package ident

import (
	"strings"
	"unicode/utf8"
)

// Bounds of a phone number. E.164 allows 15 digits with the country code; mainland SMS ports go up to 20.
const (
	MaxPhoneInput   = 64 // bytes as written, separators included
	minForeign      = 7
	maxE164         = 15
	maxPort         = 20
	mobileDigits    = 11
	machineDigits   = 13 // Internet-of-things numbers
	maxServiceShort = 8
)

// ParsePhone normalises a phone number. Mainland mobiles, landlines with area code, service numbers, SMS ports and foreign
// numbers with "+" or "00" are accepted; a local number without its area code is not, because it names nobody.
func ParsePhone(s string) (Phone, error) {
	if PlainMobile(s) {
		return Phone("+86" + s), nil
	}
	var buf [maxPort + 4]byte
	digits, plus, err := foldPhone(buf[:0], s)
	if err != nil {
		return "", err
	}
	switch {
	case plus:
		return international(digits)
	case len(digits) > 2 && digits[0] == '0' && digits[1] == '0':
		return international(digits[2:])
	case digits[0] == '0':
		return trunk(digits[1:])
	}
	return bare(digits)
}

// PlainMobile says whether s is a mainland mobile as most write it, eleven digits: ParsePhone then puts +86 before it.
func PlainMobile(s string) bool {
	if len(s) != mobileDigits || s[0] != '1' || !plainDigits(s) {
		return false
	}
	seg := segmentOf(s)
	return seg != 0 && !machine(seg)
}

// foldPhone strips separators and folds full-width digits; plus says whether a "+" led.
func foldPhone(dst []byte, s string) (digits []byte, plus bool, err error) {
	if len(s) > MaxPhoneInput {
		return nil, false, ErrPhoneLength
	}
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			dst = append(dst, byte(r))
		case r >= '\uff10' && r <= '\uff19': // full-width digits
			dst = append(dst, byte(r-'\uff10')+'0')
		case r == '+' || r == '\uff0b':
			if plus || len(dst) > 0 {
				return nil, false, ErrPhoneCharacter
			}
			plus = true
		case !strings.ContainsRune(" \t-()\u00a0\u3000\u2010\u2011\u2012\u2013\u2014\uff0d\uff08\uff09", r):
			return nil, false, ErrPhoneCharacter
		}
		if len(dst) > maxPort+3 {
			return nil, false, ErrPhoneLength
		}
	}
	if len(dst) == 0 {
		if plus {
			return nil, false, ErrPhoneLength
		}
		return nil, false, ErrPhoneEmpty
	}
	return dst, plus, nil
}

// international takes the digits after "+" or "00".
func international(d []byte) (Phone, error) {
	if len(d) >= 2 && d[0] == '8' && d[1] == '6' {
		return mainland(d[2:])
	}
	if len(d) < minForeign || len(d) > maxE164 {
		return "", ErrPhoneLength
	}
	if countryLen(string(d)) == 0 {
		return "", ErrPhoneCountry
	}
	return Phone("+" + string(d)), nil
}

// mainland takes the digits after +86: mobile, landline without trunk 0, service number or port.
func mainland(d []byte) (Phone, error) {
	if len(d) > 0 && d[0] == '0' {
		return trunk(d[1:])
	}
	if isTollFree(d) {
		return Phone(d), nil
	}
	if mobileShape(d) {
		return mobile(d)
	}
	area := areaLen(d)
	if area > 0 && landline(area, d[area:]) {
		return Phone("+86" + string(d)), nil
	}
	if isService(d) || isPort(d) {
		return Phone(d), nil
	}
	return "", ErrPhoneLength
}

// trunk takes the digits after a leading 0: a landline with its area code, a mobile dialled from another province, or a
// service number dialled through an area code (the area is dropped: 010-96110 is 96110).
func trunk(d []byte) (Phone, error) {
	if mobileShape(d) {
		return mobile(d)
	}
	area := areaLen(d)
	if area == 0 {
		return "", ErrPhoneArea
	}
	local := d[area:]
	switch {
	case landline(area, local):
		return Phone("+86" + string(d)), nil
	case len(local) >= 3 && len(local) <= 6 && isService(local):
		return Phone(local), nil
	}
	return "", ErrPhoneLength
}

// bare takes digits without any prefix.
func bare(d []byte) (Phone, error) {
	switch {
	case isTollFree(d), isService(d), isPort(d):
		return Phone(d), nil
	case mobileShape(d):
		return mobile(d)
	case d[0] == '8' && len(d) >= 12 && d[1] == '6':
		return mainland(d[2:])
	case len(d) == 7 || len(d) == 8:
		return "", ErrPhoneLocal
	}
	return "", ErrPhoneLength
}

// mobileShape says whether d looks like a mainland mobile: 1, then 3–9, of 11 or 13 digits.
func mobileShape(d []byte) bool {
	return (len(d) == mobileDigits || len(d) == machineDigits) && d[0] == '1' && d[1] >= '3'
}

// mobile checks the segment against the length: machine numbers have 13 digits, all others 11.
func mobile(d []byte) (Phone, error) {
	seg := segmentOf(string(d))
	if seg == 0 {
		return "", ErrPhoneSegment
	}
	if machine(seg) != (len(d) == machineDigits) {
		return "", ErrPhoneLength
	}
	return Phone("+86" + string(d)), nil
}

// areaLen is the length of the area code (without trunk 0) that d starts with: 10 and 2x have two digits, 3xx–9xx three.
func areaLen(d []byte) int {
	switch {
	case len(d) < 5, isTollFree(d):
		return 0
	case d[0] == '1' && d[1] == '0', d[0] == '2':
		return 2
	case d[0] >= '3':
		return 3
	}
	return 0
}

func landline(area int, local []byte) bool {
	return (len(local) == 8 || area == 3 && len(local) == 7) && local[0] != '0'
}

// isService says whether d is a short service number: 110, 95533, 96110, 10086, 95 numbers of eight digits.
func isService(d []byte) bool {
	return len(d) >= 3 && len(d) <= maxServiceShort && (d[0] == '1' || d[0] == '9')
}

// isPort says whether d is an SMS port: 106…, 100…, 12…, 95…, 96… with their extensions.
func isPort(d []byte) bool {
	if len(d) <= maxServiceShort || len(d) > maxPort {
		return false
	}
	switch d[0] {
	case '1':
		return d[1] == '2' || d[1] == '0' && (d[2] == '0' || d[2] == '6')
	case '9':
		return d[1] == '5' || d[1] == '6'
	}
	return false
}

// isTollFree says whether d is a 400 or 800 number of ten digits.
func isTollFree(d []byte) bool {
	return len(d) == 10 && (d[0] == '4' || d[0] == '8') && d[1] == '0' && d[2] == '0'
}

func plainDigits(s string) bool {
	for len(s) >= 8 { // eight at a time: a byte of ten or more reaches the top bit with 0x76 added
		x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		x ^= 0x3030303030303030
		if (x&0x7f7f7f7f7f7f7f7f+0x7676767676767676|x)&0x8080808080808080 != 0 {
			return false
		}
		s = s[8:]
	}
	for i := 0; i < len(s); i++ {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return true
}

// Foreign says whether the number is outside the mainland's numbering plan (境外号码): Hong Kong, Macao and Taiwan are.
func (p Phone) Foreign() bool {
	return len(p) > 0 && p[0] == '+' && !strings.HasPrefix(string(p), "+86")
}

// Mainland says whether the number belongs to the mainland's numbering plan, service numbers included.
func (p Phone) Mainland() bool { return p != "" && !p.Foreign() }

// Mobile says whether it is a mainland mobile number, data cards and machine numbers included.
func (p Phone) Mobile() bool {
	return strings.HasPrefix(string(p), "+861") && (len(p) == 3+mobileDigits || len(p) == 3+machineDigits)
}

// Landline says whether it is a mainland fixed line.
func (p Phone) Landline() bool { return strings.HasPrefix(string(p), "+86") && !p.Mobile() }

// Service says whether it is a service number or SMS port, which belongs to an organisation and not to a person.
func (p Phone) Service() bool { return p != "" && p[0] != '+' }

// Port says whether it is an SMS port with extension digits (106… and the like).
func (p Phone) Port() bool { return p.Service() && isPort([]byte(p)) }

// National is the number as people in the mainland write it: 13800138000, 01062345678, 95533; foreign numbers keep "+".
func (p Phone) National() string {
	switch {
	case p.Mobile():
		return string(p[3:])
	case p.Landline():
		return "0" + string(p[3:])
	}
	return string(p)
}

// Country is the country calling code: "86" for the mainland, "852", "1" …; empty for an empty number.
func (p Phone) Country() string {
	if p.Foreign() {
		return string(p[1 : 1+countryLen(string(p[1:]))])
	}
	if p == "" {
		return ""
	}
	return "86"
}

// Mask hides the middle: 138****8000, 010****5678, +852****4567. Short service numbers are public and stay as they are.
func (p Phone) Mask() string {
	n := len(p)
	switch {
	case n == 0:
		return ""
	case p.Mobile():
		return string(p[3:6]) + "****" + string(p[n-4:])
	case p.Landline():
		area := areaLen([]byte(p[3:]))
		return "0" + string(p[3:3+area]) + "****" + tail(string(p[3+area:]))
	case p.Foreign():
		cc := 1 + countryLen(string(p[1:]))
		return string(p[:cc]) + "****" + tail(string(p[cc:]))
	case p.Port():
		return string(p[:3]) + "****" + tail(string(p[3:]))
	}
	return string(p)
}

// tail is the shown end of a masked value: at most four characters and never more than half of it.
func tail(s string) string {
	return s[len(s)-min(4, len(s)/2):]
}

// countryLen is the length of the country calling code that digits start with, zero when there is none.
func countryLen(digits string) int {
	for n := 1; n <= 3 && n < len(digits); n++ {
		if countryCodes[digits[:n]] {
			return n
		}
	}
	return 0
}

// MaskName keeps the first character: 张**, J***. A name of one character is hidden wholly.
func MaskName(name string) string {
	name = strings.TrimSpace(name)
	first, size := utf8.DecodeRuneInString(name)
	rest := utf8.RuneCountInString(name[size:])
	switch {
	case name == "":
		return ""
	case rest == 0:
		return "*"
	case first == utf8.RuneError:
		return "***"
	case first < 0x2e80: // alphabetic scripts: the length of a name says too much about whose it is
		return string(first) + "***"
	}
	return string(first) + strings.Repeat("*", min(rest, 3))
}
