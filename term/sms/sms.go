// Package sms holds what a short message (短信) is made of: its two alphabets and how a long text is cut into parts. Senders and
// those who check texts count the same way, because they ask the same package.
//
// The default alphabet is that of 3GPP TS 23.038: 160 characters in one part, 153 in each of several. Any other character, such as
// every Chinese one, makes the whole text UCS-2: 70 characters in one part, 67 in each of several.
package sms

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Coding is the alphabet of a text.
type Coding string

// The alphabets.
const (
	GSM7 Coding = "gsm7"
	UCS2 Coding = "ucs2"
)

// What one part holds: septets in the default alphabet, 16-bit units in UCS-2. Several parts carry a head of six octets each.
const (
	gsmWhole, gsmPart = 160, 153
	ucsWhole, ucsPart = 70, 67
	// PartsMax is the most parts that the head can count.
	PartsMax = 255
)

// basic is the default alphabet; the index is the code. 0x1b leads to the table of extension.
var basic = []rune("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")

const escape = 0x1b

var extension = map[rune]byte{'\f': 0x0a, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2f, '[': 0x3c, '~': 0x3d, ']': 0x3e, '|': 0x40, '€': 0x65}

var codes, extended = tables()

func tables() (map[rune]byte, map[byte]rune) {
	to := make(map[rune]byte, len(basic))
	for i, r := range basic {
		to[r] = byte(i)
	}
	delete(to, escape)
	back := make(map[byte]rune, len(extension))
	for r, b := range extension {
		back[b] = r
	}
	return to, back
}

// width is what a character takes in the default alphabet: 1, 2 with its escape, 0 when it is not there.
func width(r rune) int {
	if _, ok := codes[r]; ok {
		return 1
	}
	if _, ok := extension[r]; ok {
		return 2
	}
	return 0
}

// CodingOf is the alphabet that a text needs.
func CodingOf(text string) Coding {
	for _, r := range text {
		if width(r) == 0 {
			return UCS2
		}
	}
	return GSM7
}

// Split cuts a text into the parts that it is sent as. No character is cut in two; the parts together are the text.
func Split(text string) (Coding, []string) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	coding := CodingOf(text)
	whole, part := gsmWhole, gsmPart
	size := width
	if coding == UCS2 {
		whole, part = ucsWhole, ucsPart
		size = utf16.RuneLen
	}
	total := 0
	for _, r := range text {
		total += size(r)
	}
	if total <= whole {
		return coding, []string{text}
	}
	var parts []string
	from, used := 0, 0
	for at, r := range text {
		if used+size(r) > part {
			parts = append(parts, text[from:at])
			from, used = at, 0
		}
		used += size(r)
	}
	return coding, append(parts, text[from:])
}

// Encode writes a text in an alphabet: one octet a septet, or UCS-2 with the high octet first. A character that the default alphabet
// lacks becomes a question mark; Split never asks for that.
func Encode(coding Coding, text string) []byte {
	if coding == UCS2 {
		units := utf16.Encode([]rune(text))
		out := make([]byte, 0, 2*len(units))
		for _, u := range units {
			out = append(out, byte(u>>8), byte(u))
		}
		return out
	}
	out := make([]byte, 0, len(text))
	for _, r := range text {
		code, ok := codes[r]
		more, far := extension[r]
		switch {
		case ok:
			out = append(out, code)
		case far:
			out = append(out, escape, more)
		default:
			out = append(out, '?')
		}
	}
	return out
}

// Decode reads what Encode wrote. What is no text in that alphabet becomes the replacement character.
func Decode(coding Coding, raw []byte) string {
	var out strings.Builder
	if coding == UCS2 {
		units := make([]uint16, 0, len(raw)/2)
		for i := 0; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		out.WriteString(string(utf16.Decode(units)))
		if len(raw)%2 == 1 {
			out.WriteRune(utf8.RuneError)
		}
		return out.String()
	}
	for i := 0; i < len(raw); i++ {
		r := utf8.RuneError
		switch {
		case raw[i] == escape && i+1 < len(raw):
			i++
			far, ok := extended[raw[i]]
			if ok {
				r = far
			}
		case int(raw[i]) < len(basic) && raw[i] != escape:
			r = basic[raw[i]]
		}
		out.WriteRune(r)
	}
	return out.String()
}
