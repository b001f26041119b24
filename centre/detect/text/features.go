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
	classWord   = 0x200000 // + a hash of 20 bits: a Latin word stands among the characters as one
)

// reader normalises texts into runes; it is reused.
type reader struct {
	runes   []rune
	from    []int32 // byte offset of each rune in the text
	words   []span  // Latin words and addresses, as byte spans of lower
	lower   []byte
	seen    []uint64
	mark    uint64
	found   []uint64  // hashes of the distinct grams
	times   []float32 // how often each was found
	where   []uint32  // place of a seen gram in found
	starts  []bool    // whether a rune begins a line
	begin   bool
	plan    Features
	shouted int // words in capitals
	scratch scratch
}

type span struct{ from, to int32 }

// normalise reads a text: full-width as half-width, lower case, digits as their number, addresses as one sign, and without blanks,
// zero-width characters and the signs that are put between characters to slip through ("刷*单", "加 微 信").
func (r *reader) normalise(s string) {
	r.runes, r.from, r.words, r.lower = r.runes[:0], r.from[:0], r.words[:0], r.lower[:0]
	r.shouted, r.starts, r.begin = 0, r.starts[:0], true
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
			r.begin = r.begin || c == '\n'
		case evasive(c) && len(r.runes) > 0 && han(r.runes[len(r.runes)-1]):
		default:
			r.put(c, i)
		}
		i += n
	}
}

func (r *reader) put(c rune, at int) {
	r.runes, r.from, r.starts = append(r.runes, c), append(r.from, int32(at)), append(r.starts, r.begin)
	r.begin = false
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
	start := len(r.lower)
	for j := at; j < i && r.plan.Pieces; {
		c, n := decode(s[j:])
		if c >= '0' && c <= '9' {
			r.lower = append(r.lower, byte(c))
		}
		j += n
	}
	if r.plan.Pieces {
		r.words = append(r.words, span{int32(start), int32(len(r.lower))})
	}
	return i - at
}

func isDigit(s string) bool {
	c, _ := decode(s)
	return c >= '0' && c <= '9'
}

// latin takes a word of Latin letters and digits; one with a dot inside and letters behind it, or with "://", is an address.
func (r *reader) latin(s string, at int) int {
	i, dot, upper := at, false, true
	start := len(r.lower)
	for i < len(s) {
		c, n := decode(s[i:])
		letter := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		inside := (c == '.' || c == ':' || c == '/' || c == '-' || c == '_' || c == '?' || c == '=' || c == '&' || c == '%') && i+n < len(s) && asciiNext(s[i+n:])
		if !letter && !inside {
			break
		}
		dot = dot || c == '.' || c == '/'
		upper = upper && !(s[i] >= 'a' && s[i] <= 'z')
		r.lower = append(r.lower, byte(c))
		i += n
	}
	w := span{int32(start), int32(len(r.lower))}
	r.words = append(r.words, w)
	if dot {
		r.put(classURL, at)
		return i - at
	}
	if upper && i-at > 2 {
		r.shouted++
	}
	h := uint64(mulW)
	for _, c := range r.lower[w.from:w.to] {
		h = (h ^ uint64(c)) * mulB
	}
	r.put(classWord+rune(h>>44), at)
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

// Features say what is read of a text.
type Features struct {
	Grams   int  `json:"grams"`   // the longest run of characters
	Pieces  bool `json:"pieces"`  // runs of letters inside Latin words and addresses
	Voices  bool `json:"voices"`  // who says it, in dialogues
	Opening int  `json:"opening"` // so many characters of the beginning count apart
	Often   bool `json:"often"`   // how often
}

var mulN = [8]uint64{mulA, mulB, mulC, 0x8cb92ba72f3d8dd7, 0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3, 0x589965cc75374cc3}
var mulE = [8]uint64{1, mulC, mulA, 0xd6e8feb86659fd93, 0x9fb21c651e98df25, 0xc4ceb9fe1a85ec53, 0xff51afd7ed558ccd, 0xbf58476d1ce4e5b9}

// grams returns the hashes of the distinct grams of a text; the slice is valid until the next call.
func (r *reader) grams(s string) []uint64 {
	r.normalise(s)
	r.fresh(2*r.plan.Grams*len(r.runes) + 4*len(r.lower) + 64)
	r.found, r.times = r.found[:0], r.times[:0]
	runes := r.runes
	for i := range runes {
		h := uint64(0)
		for n := 0; n < r.plan.Grams && i+n < len(runes); n++ {
			h = bits.RotateLeft64(h, 23) ^ uint64(runes[i+n]+1)*mulN[n]
			r.once(h * mulE[n])
		}
	}
	if r.plan.Pieces {
		r.pieces()
	}
	if r.plan.Voices {
		r.voices()
	}
	if r.plan.Opening > 0 && len(runes) > 2*r.plan.Opening {
		r.tagged(0, r.plan.Opening, 0x51ed270b)
		r.tagged(len(runes)-r.plan.Opening, len(runes), 0x2545f491)
	}
	return r.found
}

// pieces adds the runs of 2 to 5 letters inside words and addresses, with their ends marked, and pairs of words.
func (r *reader) pieces() {
	for _, w := range r.words {
		b := r.lower[w.from:w.to]
		for i := -1; i < len(b); i++ {
			h := uint64(mulW)
			for n := 0; n < 5 && i+n <= len(b); n++ {
				c := uint64(1)
				if i+n >= 0 && i+n < len(b) {
					c = uint64(b[i+n]) + 2
				}
				h = (bits.RotateLeft64(h, 9) ^ c) * mulB
				if n >= 1 {
					r.once(h * mulC)
				}
			}
		}
	}
	for i := range min(r.shouted, 5) {
		r.once(uint64(i+1) * 0x7fb5d329728ea185)
	}
}

// tagged adds the grams of up to three characters of a stretch once more, marked as belonging there.
func (r *reader) tagged(from, to int, tag uint64) {
	for i := from; i < to; i++ {
		h := tag * mulW
		for n := 0; n < 3 && i+n < to; n++ {
			h = bits.RotateLeft64(h, 23) ^ uint64(r.runes[i+n]+1)*mulN[n]
			r.once(h * mulE[n])
		}
	}
}

// voices adds the grams of each speaker once more, marked by who speaks: the first, the second, any other. A speaker is named by up
// to six characters and a colon that follow a line end; the reader has dropped line ends, so names are found by repetition.
func (r *reader) voices() {
	names := map[rune]uint64{}
	last, tag := 0, uint64(0)
	for i := 0; i+1 < len(r.runes); i++ {
		if r.runes[i+1] != ':' || !r.starts[i] {
			continue
		}
		if tag != 0 {
			r.tagged(last, i, tag)
		}
		if names[r.runes[i]] == 0 {
			names[r.runes[i]] = uint64(min(len(names), 2)+1) * 0x9e6c63d0876a9a47
		}
		tag, last = names[r.runes[i]], i+2
	}
	if tag != 0 {
		r.tagged(last, len(r.runes), tag)
	}
}

// fresh makes the set of seen grams empty and large enough.
func (r *reader) fresh(n int) {
	size := 1024
	for size < 2*n {
		size *= 2
	}
	if size > len(r.seen) {
		r.seen, r.where, r.mark = make([]uint64, size), make([]uint32, size), 0
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
			if r.plan.Often {
				r.times[r.where[i]]++
			}
			return
		}
		if v&0xffffff != mark {
			seen[i] = want
			if r.plan.Often {
				r.where[i] = uint32(len(r.found))
				r.times = append(r.times, 1)
			}
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
