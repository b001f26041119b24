package script

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Source is a text folded for reading: simplified, plain digits, marks of HTML taken out; every character knows where it stood.
type Source struct {
	Text string
	R    []rune
	at   []int32 // byte where r[i] stood, one more at the end
	run  []int32 // rune where r[i] stood, one more at the end
}

// Quote is the piece of the text from r[i] to before r[j].
func (s *Source) Quote(i, j int) string { return s.Text[s.at[i]:s.End(j)] }

// End is the byte after r[j-1].
func (s *Source) End(j int) int {
	if j <= 0 {
		return 0
	}
	p := int(s.at[j-1])
	_, n := utf8.DecodeRuneInString(s.Text[p:])
	return min(p+n, len(s.Text))
}

// RuneEnd is the rune after r[j-1].
func (s *Source) RuneEnd(j int) int {
	if j <= 0 {
		return 0
	}
	return int(s.run[j-1]) + 1
}

// Str is the folded text from r[i] to before r[j].
func (s *Source) Str(i, j int) string { return string(s.R[i:j]) }

// Fold reads a text into characters. A line break, and a mark of HTML that makes one, becomes '\n'.
func Fold(text string, to map[rune]rune) *Source {
	s := &Source{Text: text, R: make([]rune, 0, len(text)/2), at: make([]int32, 0, len(text)/2), run: make([]int32, 0, len(text)/2)}
	runes := int32(0)
	for i := 0; i < len(text); {
		c, n := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRuneInString(text[i:])
		}
		skip, as := 0, rune(0)
		switch c {
		case '<':
			skip, as = tag(text[i:])
		case '&':
			skip, as = entity(text[i:])
		case 'h', 'w':
			skip, as = address(text[i:])
		}
		if skip > 0 {
			if as != 0 {
				s.add(as, i, runes)
			}
			runes += int32(utf8.RuneCountInString(text[i : i+skip]))
			i += skip
			continue
		}
		if c = plain(c, to); c != 0 {
			s.add(c, i, runes)
		}
		runes++
		i += n
	}
	s.at, s.run = append(s.at, int32(len(text))), append(s.run, runes)
	return s
}

func (s *Source) add(c rune, at int, run int32) {
	s.R, s.at, s.run = append(s.R, c), append(s.at, int32(at)), append(s.run, run)
}

// plain folds one character; 0 leaves it out.
func plain(c rune, to map[rune]rune) rune {
	switch {
	case c == '\r', c == 0xFEFF, c == 0x200B, c == 0:
		return 0
	case c == 0x3000, c == 0xA0, c >= 0x2000 && c <= 0x200A:
		return ' '
	case c < 0x80:
		return c
	case c >= 0xFF10 && c <= 0xFF19, c >= 0xFF21 && c <= 0xFF3A, c >= 0xFF41 && c <= 0xFF5A, c == 0xFF0E, c == 0xFF05, c == 0xFF0D:
		return c - 0xFEE0
	case c == '﹪', c == '٪':
		return '%'
	case c == '～', c == '〜', c == '∼':
		return '~'
	case c == '－', c == '–', c == '―', c == '─', c == '−', c == '‐', c == '‑':
		return '-'
	case c == '〇', c == '○':
		return '〇'
	case c == '．':
		return '.'
	}
	if f, ok := to[c]; ok {
		return f
	}
	return c
}

// longestTag bounds a mark of HTML; what is longer is text with a '<' in it.
const longestTag = 4096

// tag is the length of a mark of HTML that begins here and what it stands for: '\n', or 0 for nothing. Length 0: it is none.
func tag(s string) (int, rune) {
	if len(s) < 3 {
		return 0, 0
	}
	if strings.HasPrefix(s, "<!--") {
		end := strings.Index(s, "-->")
		if end < 0 {
			return 0, 0
		}
		return end + 3, '\n'
	}
	c := s[1]
	if c != '/' && c != '!' && !IsLetter(rune(c)) {
		return 0, 0
	}
	end := strings.IndexByte(s[:min(len(s), longestTag)], '>')
	if end < 0 {
		return 0, 0
	}
	name := strings.ToLower(strings.TrimLeft(s[1:end], "/"))
	if i := strings.IndexFunc(name, func(r rune) bool { return !IsLetter(r) }); i >= 0 {
		name = name[:i]
	}
	switch name {
	case "script", "style":
		if c != '/' {
			if close := strings.Index(s, "</"+name); close > 0 {
				return close, '\n'
			}
		}
	case "td", "th":
		if c == '/' {
			return end + 1, 0
		}
		return end + 1, '\t'
	case "a", "b", "i", "u", "em", "strong", "span", "font", "sub", "sup", "mark", "small", "wbr":
		return end + 1, 0
	}
	return end + 1, '\n'
}

func entity(s string) (int, rune) {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 2 {
		return 0, 0
	}
	for _, c := range s[1:end] {
		if c != '#' && !IsLetter(c) && !IsDigit(c) {
			return 0, 0
		}
	}
	return end + 1, ' '
}

// address is the length of a web address that begins here.
func address(s string) (int, rune) {
	if !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "www.") {
		return 0, 0
	}
	end := strings.IndexFunc(s, func(r rune) bool {
		return r <= ' ' || r > 0x7E || strings.ContainsRune("'\"<>()", r)
	})
	if end < 0 {
		end = len(s)
	}
	return end, '\n'
}

// IsLetter says whether c is a plain letter.
func IsLetter(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// IsDigit says whether c is a plain digit.
func IsDigit(c rune) bool { return c >= '0' && c <= '9' }

// IsHan says whether c is a Chinese character.
func IsHan(c rune) bool { return unicode.Is(unicode.Han, c) || c == '〇' }

// At is the byte of the text where r[i] stood.
func (s *Source) At(i int) int { return int(s.at[i]) }

// Run is the character of the text where r[i] stood.
func (s *Source) Run(i int) int { return int(s.run[i]) }
