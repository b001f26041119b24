package units

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"fanzha/centre/detect/ruletext"
)

// Source is a condition with its typed numbers (5000元, 30m, 10%) written as plain ones: fen, seconds, permille.
type Source struct {
	Plain  string
	units  map[place]Unit
	shifts []shift
}

// place is a line, from 1, and a column in characters, from 0, as the checker counts them.
type place struct{ line, column int }

// shift says that from a place of the plain text on the columns of its line are so many less than in the text as written.
type shift struct {
	at place
	by int
}

// literal is a unit behind a number.
type literal struct {
	unit  Unit
	scale int64
}

var literals = map[string]literal{
	"元": {Fen, 100}, "万元": {Fen, 1_000_000}, "分": {Fen, 1},
	"s": {Seconds, 1}, "m": {Seconds, 60}, "h": {Seconds, 3600}, "d": {Seconds, 86400},
	"秒": {Seconds, 1}, "分钟": {Seconds, 60}, "小时": {Seconds, 3600}, "天": {Seconds, 86400},
	"%": {Permille, 10}, "‰": {Permille, 1},
}

// mostLiteral bounds a typed number: more fen than there is money.
const mostLiteral = 1_000_000_000_000_000

// Read finds the typed numbers of a condition.
func Read(text string) (*Source, *ruletext.Problem) {
	r := &reader{in: []rune(text), src: &Source{units: map[place]Unit{}}, read: place{1, 0}, wrote: place{1, 0}}
	for r.i < len(r.in) {
		p := r.token()
		if p != nil {
			return nil, p
		}
	}
	r.src.Plain = r.out.String()
	return r.src, nil
}

// Back is where a place of the plain text stands in the text as written; lines and columns from 1.
func (s *Source) Back(line, column int) (int, int) {
	by := 0
	for _, x := range s.shifts {
		if x.at.line == line && x.at.column <= column-1 {
			by = x.by
		}
	}
	return line, column + by
}

// reader cuts a condition into what may hold numbers and what may not.
type reader struct {
	in          []rune
	i           int
	out         strings.Builder
	src         *Source
	read, wrote place
}

// copy hands n characters on as they are.
func (r *reader) copy(n int) {
	for range min(n, len(r.in)-r.i) {
		c := r.in[r.i]
		r.out.WriteRune(c)
		r.i++
		r.read, r.wrote = r.read.next(c), r.wrote.next(c)
	}
}

func (p place) next(c rune) place {
	if c == '\n' {
		return place{p.line + 1, 0}
	}
	return place{p.line, p.column + 1}
}

func (r *reader) has(text string) bool {
	return strings.HasPrefix(string(r.in[r.i:min(len(r.in), r.i+len(text))]), text)
}

func letter(c rune) bool { return c == '_' || unicode.IsLetter(c) }
func digit(c rune) bool  { return c >= '0' && c <= '9' }

// token reads one token.
func (r *reader) token() *ruletext.Problem {
	c := r.in[r.i]
	switch {
	case r.has("//"):
		n := 0
		for r.i+n < len(r.in) && r.in[r.i+n] != '\n' {
			n++
		}
		r.copy(n)
	case c == '"' || c == '\'':
		r.quoted(false)
	case (c == 'r' || c == 'R') && r.i+1 < len(r.in) && (r.in[r.i+1] == '"' || r.in[r.i+1] == '\''):
		r.copy(1)
		r.quoted(true)
	case letter(c):
		n := 0
		for r.i+n < len(r.in) && (letter(r.in[r.i+n]) || digit(r.in[r.i+n])) {
			n++
		}
		r.copy(n)
	case digit(c):
		return r.number()
	default:
		r.copy(1)
	}
	return nil
}

// quoted copies a text in quotes, of one line or, with three quotes, of several.
func (r *reader) quoted(raw bool) {
	mark := string(r.in[r.i])
	if r.has(strings.Repeat(mark, 3)) {
		mark = strings.Repeat(mark, 3)
	}
	r.copy(len(mark))
	for r.i < len(r.in) && !r.has(mark) {
		if r.in[r.i] == '\\' && !raw {
			r.copy(1)
		}
		r.copy(1)
	}
	r.copy(len(mark))
}

// number reads a number and what stands behind it.
func (r *reader) number() *ruletext.Problem {
	n := r.i
	for n < len(r.in) && digit(r.in[n]) {
		n++
	}
	point := n
	if n+1 < len(r.in) && r.in[n] == '.' && digit(r.in[n+1]) {
		n++
		for n < len(r.in) && digit(r.in[n]) {
			n++
		}
	}
	end := n
	for end < len(r.in) && letter(r.in[end]) {
		end++
	}
	if end == n && n < len(r.in) && (r.in[n] == '‰' || r.in[n] == '%' && r.percent(n+1)) {
		end++
	}
	word := string(r.in[n:end])
	u, ok := literals[word]
	switch {
	case ok && end < len(r.in) && (digit(r.in[end]) || strings.ContainsRune(".%‰", r.in[end])):
		return &ruletext.Problem{Line: r.read.line, Column: r.read.column + 1 + end - r.i, Message: "after the unit " + word + " the number is over; write one number with one unit"}
	case ok:
		return r.typed(string(r.in[r.i:point]), strings.TrimPrefix(string(r.in[point:n]), "."), end, u)
	case word == "" || strings.ContainsAny(word[:1], "uUeExX"): // a plain, unsigned, floating or hexadecimal number: the checker's business
		for end < len(r.in) && (letter(r.in[end]) || digit(r.in[end])) {
			end++
		}
		r.copy(end - r.i)
		return nil
	}
	return &ruletext.Problem{Line: r.read.line, Column: r.read.column + 1 + n - r.i, Message: fmt.Sprintf(
		"%q is no unit of a number; there are 元, 万元, 分 (money), s, m, h, d, 秒, 分钟, 小时, 天 (spans), %% and ‰ (shares)", word)}
}

// percent says whether a % before place i belongs to the number before it and is no "rest of the division by".
func (r *reader) percent(i int) bool {
	for i < len(r.in) && unicode.IsSpace(r.in[i]) {
		i++
	}
	return i == len(r.in) || !letter(r.in[i]) && !digit(r.in[i]) && !strings.ContainsRune(`(-"'[`, r.in[i])
}

// typed writes a typed number as a plain one.
func (r *reader) typed(whole, part string, end int, u literal) *ruletext.Problem {
	written := string(r.in[r.i:end])
	wrong := func(why string) *ruletext.Problem {
		return &ruletext.Problem{Line: r.read.line, Column: r.read.column + 1, Message: written + " " + why}
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > mostLiteral/u.scale || len(part) > 6 {
		return wrong("is too large or has too many digits behind the point")
	}
	value := n * u.scale
	if part != "" {
		f, err := strconv.ParseInt(part, 10, 64)
		tens := int64(1)
		for range part {
			tens *= 10
		}
		if err != nil || f*u.scale%tens != 0 {
			return wrong("is no whole number of " + [...]string{Fen: "fen", Seconds: "seconds", Permille: "permille"}[u.unit])
		}
		value += f * u.scale / tens
	}
	text := strconv.FormatInt(value, 10)
	r.src.units[r.wrote] = u.unit
	r.out.WriteString(text)
	r.wrote.column += len(text)
	r.read.column += end - r.i
	r.i = end
	r.src.shifts = append(r.src.shifts, shift{r.wrote, r.read.column - r.wrote.column})
	return nil
}
