package sms_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"fanzha/internal/check"
	"fanzha/term/sms"
)

// Protects the counting: a text that is one character too long for one message costs two, in both alphabets.
func TestSplit(t *testing.T) {
	for _, c := range []struct {
		text   string
		coding sms.Coding
		parts  int
	}{
		{"", sms.GSM7, 1},
		{strings.Repeat("a", 160), sms.GSM7, 1}, {strings.Repeat("a", 161), sms.GSM7, 2}, {strings.Repeat("a", 306), sms.GSM7, 2}, {strings.Repeat("a", 307), sms.GSM7, 3},
		{strings.Repeat("€", 80), sms.GSM7, 1}, {strings.Repeat("€", 81), sms.GSM7, 2},
		{strings.Repeat("反", 70), sms.UCS2, 1}, {strings.Repeat("反", 71), sms.UCS2, 2}, {strings.Repeat("反", 134), sms.UCS2, 2}, {strings.Repeat("反", 135), sms.UCS2, 3},
		{strings.Repeat("a", 69) + "反", sms.UCS2, 1}, {strings.Repeat("😀", 35), sms.UCS2, 1}, {strings.Repeat("😀", 36), sms.UCS2, 2},
	} {
		coding, parts := sms.Split(c.text)
		check.Equal(t, coding, c.coding)
		check.Equal(t, len(parts), c.parts)
	}
	_, parts := sms.Split(strings.Repeat("反", 66) + "😀" + strings.Repeat("诈", 10))
	check.Equal(t, parts[0], strings.Repeat("反", 66)) // the character of two units is not cut in two
	check.Equal(t, sms.Encode(sms.GSM7, "@A€\n"), []byte{0, 'A', 0x1b, 0x65, 0x0a})
	check.Equal(t, sms.Encode(sms.UCS2, "反A"), []byte{0x53, 0xcd, 0, 'A'})
	check.Equal(t, sms.Encode(sms.GSM7, "反"), []byte("?"))
	check.Equal(t, sms.Decode(sms.GSM7, []byte{0x1b}), "\uFFFD")
}

// Protects every text: the parts are the text, each fits, and what is written is read back.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "abc", strings.Repeat("€", 200), strings.Repeat("反诈中心", 60), strings.Repeat("😀a", 90), "\xff\x00\x1b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		coding, parts := sms.Split(text)
		text = strings.ToValidUTF8(text, "\uFFFD")
		if strings.Join(parts, "") != text {
			t.Fatal("the parts are not the text")
		}
		for _, p := range parts {
			raw := sms.Encode(coding, p)
			most, size := 160, len(raw)
			if coding == sms.UCS2 {
				most, size = 70, len(utf16.Encode([]rune(p)))
			}
			if len(parts) > 1 {
				most = map[sms.Coding]int{sms.GSM7: 153, sms.UCS2: 67}[coding]
			}
			if size > most || sms.Decode(coding, raw) != p {
				t.Fatalf("part %q: %d of %d", p, size, most)
			}
		}
		sms.Decode(sms.GSM7, []byte(text))
		sms.Decode(sms.UCS2, []byte(text))
	})
}
