package text

import (
	"math/bits"
	"unicode/utf8"
)

// MaxRunes is how much of a text is read: the first two pages. A message longer than that says its business at the beginning.
const MaxRunes = 4096

// Classes of what is not read letter by letter, in the private use area.
const (
	classDigits = 0xE000 // + min(length of the run, 12): a code of 6 digits is not a phone of 11
	classURL    = 0xE020
	classWord   = 0xE021 // stands for a Latin word among the character grams
)

// reader normalises texts into runes; it is reused.
type reader struct {
	runes []rune
	from  []int32 // byte offset of each rune in the text
	words []span  // Latin words, as byte spans of lower
	lower []byte
	seen  []uint64
	mark  uint64
	found []uint64 // hashes of the distinct grams
}

type span struct{ from, to int32 }

// normalise reads a text: full-width as half-width, lower case, digits as their number, addresses as one sign, and without blanks,
// zero-width characters and the signs that are put between characters to slip through ("刷*单", "加 微 信").
func (r *reader) normalise(s string) {
	r.runes, r.from, r.words, r.lower = r.runes[:0], r.from[:0], r.words[:0], r.lower[:0]
	for i := 0; i < len(s) && len(r.runes) < MaxRunes; {
		c, n := decode(s[i:])
		switch {
		case c >= '0' && c <= '9':
			i += r.digits(s, i)
			continue
		case c >= 'a' && c <= 'z':
			i += r.latin(s, i)
			continue
		case skipped(c):
		case evasive(c) && len(r.runes) > 0 && han(r.runes[len(r.runes)-1]):
		default:
			r.put(c, i)
		}
		i += n
	}
}

func (r *reader) put(c rune, at int) {
	r.runes, r.from = append(r.runes, c), append(r.from, int32(at))
}

// decode reads one character in its plain form.
func decode(s string) (rune, int) {
	c := rune(s[0])
	if c < utf8.RuneSelf {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		return c, 1
	}
	c, n := utf8.DecodeRuneInString(s)
	if c >= 0xFF01 && c <= 0xFF5E {
		c -= 0xFEE0
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
	}
	return c, n
}

func skipped(c rune) bool {
	return c <= ' ' || c == 0x3000 || c == 0xA0 || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == utf8.RuneError || (c >= 0x2028 && c <= 0x202F)
}

func han(c rune) bool { return c >= 0x3400 && c <= 0x9FFF }

func evasive(c rune) bool {
	switch c {
	case '*', '.', '_', '-', '|', '/', '~', '^', '+', '·', '丨', '、', '…', '`', '\'':
		return true
	}
	return false
}

// digits takes a run of digits, with the blanks and hyphens inside it.
func (r *reader) digits(s string, at int) int {
	i, count := at, 0
	for i < len(s) {
		c, n := decode(s[i:])
		if c >= '0' && c <= '9' {
			count++
		} else if !(count > 0 && (c == ' ' || c == '-') && i+n < len(s) && isDigit(s[i+n:])) {
			break
		}
		i += n
	}
	r.put(classDigits+rune(min(count, 12)), at)
	return i - at
}

func isDigit(s string) bool {
	c, _ := decode(s)
	return c >= '0' && c <= '9'
}

// latin takes a word of Latin letters and digits; one with a dot inside and letters behind it, or with "://", is an address.
func (r *reader) latin(s string, at int) int {
	i, dot := at, false
	start := len(r.lower)
	for i < len(s) {
		c, n := decode(s[i:])
		letter := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		inside := (c == '.' || c == ':' || c == '/' || c == '-' || c == '_' || c == '?' || c == '=' || c == '&' || c == '%') && i+n < len(s) && asciiNext(s[i+n:])
		if !letter && !inside {
			break
		}
		dot = dot || c == '.' || c == '/'
		if letter || c == '-' {
			r.lower = append(r.lower, byte(c))
		}
		i += n
	}
	if dot {
		r.lower = r.lower[:start]
		r.put(classURL, at)
		return i - at
	}
	r.words = append(r.words, span{int32(start), int32(len(r.lower))})
	r.put(classWord, at)
	return i - at
}

func asciiNext(s string) bool {
	c, _ := decode(s)
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '/'
}

// Multipliers of the gram hashes; changing one makes every model file useless, so they go with the file version.
const (
	mulA = 0x9e3779b97f4a7c15
	mulB = 0xc2b2ae3d27d4eb4f
	mulC = 0x165667b19e3779f9
	mulW = 0xd6e8feb86659fd93
)

// grams returns the hashes of the distinct grams of a text; the slice is valid until the next call.
func (r *reader) grams(s string) []uint64 {
	r.normalise(s)
	r.fresh(3*len(r.runes) + 2*len(r.words))
	r.found = r.found[:0]
	runes := r.runes
	for i, c := range runes {
		h := uint64(c+1) * mulA
		r.once(h)
		if i+1 < len(runes) {
			h = bits.RotateLeft64(h, 23) ^ uint64(runes[i+1]+1)*mulB
			r.once(h * mulC)
			if i+2 < len(runes) {
				h = bits.RotateLeft64(h, 23) ^ uint64(runes[i+2]+1)*mulC
				r.once(h * mulA)
			}
		}
	}
	before := uint64(0)
	for _, w := range r.words {
		h := uint64(mulW)
		for _, c := range r.lower[w.from:w.to] {
			h = (h ^ uint64(c)) * mulB
		}
		r.once(h * mulW)
		if before != 0 {
			r.once((bits.RotateLeft64(before, 31) ^ h) * mulC)
		}
		before = h
	}
	return r.found
}

// fresh makes the set of seen grams empty and large enough.
func (r *reader) fresh(n int) {
	size := 1024
	for size < 2*n {
		size *= 2
	}
	if size > len(r.seen) {
		r.seen, r.mark = make([]uint64, size), 0
	}
	r.mark++
}

// once adds the gram unless it came before in this text. The set remembers 40 bits of a hash beside the text's mark.
func (r *reader) once(h uint64) {
	h = fmix(h)
	mark := r.mark & 0xffffff
	want := h&^0xffffff | mark
	seen := r.seen
	mask := uint64(len(seen) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		v := seen[i&uint64(len(seen)-1)]
		if v == want {
			return
		}
		if v&0xffffff != mark {
			seen[i] = want
			r.found = append(r.found, h)
			return
		}
	}
}

func fmix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}
