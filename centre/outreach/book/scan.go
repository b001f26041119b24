package book

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Finding is something that a text for others may not hold.
type Finding struct {
	Code string // link, phone, account, identity, contact, name
	From int    // in runes
	To   int
	Text string // what stands there, its middle hidden
}

// TextMax is how long a text that is checked may be, in runes.
const TextMax = 20_000

// findingsMax bounds what is told of one text.
const findingsMax = 50

// Check looks through a text for what may not be published: links, numbers other than those of the rulebook, accounts, identity
// numbers, contacts, and names of people as far as they can be told by their surroundings. It finds what is written openly; who
// approves a text reads it all the same.
func (r *Rules) Check(text string) []Finding { return r.scanner.scan(text) }

// scanner is TextRules made ready.
type scanner struct {
	numbers  []string
	surnames map[rune]bool
	roles    [][]rune
	titles   [][]rune
	notNames []string
}

func newScanner(t TextRules) *scanner {
	s := &scanner{numbers: t.Numbers, surnames: map[rune]bool{}, notNames: t.NotNames}
	for _, c := range t.Surnames {
		s.surnames[c] = true
	}
	for _, w := range t.Roles {
		s.roles = append(s.roles, []rune(w))
	}
	for _, w := range t.Titles {
		s.titles = append(s.titles, []rune(w))
	}
	return s
}

var (
	linkForm    = regexp.MustCompile(`(?i)(?:https?:|ftp:|www\.)[^\s，。；、）)]+|[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|top|xyz|vip|cc|app|link|io|me|info|icu|shop|online|site|club|tv|co|gov|edu|wang|ltd|work|fun|live|pro|biz)\b[^\s，。；、）)]*`)
	contactForm = regexp.MustCompile(`(?i)(?:微信|vx|qq|扣扣|群)号?[:为是加]?\s*([a-z0-9_-]{5,40})`)
)

// scan reads at most TextMax runes; what is longer is refused before it comes here.
func (s *scanner) scan(text string) []Finding {
	runes := []rune(text)
	if len(runes) > TextMax {
		runes = runes[:TextMax]
	}
	flat := make([]rune, len(runes))
	for i, c := range runes {
		flat[i] = plain(c)
	}
	f := &finds{runes: runes}
	f.match("link", linkForm, flat)
	f.match("contact", contactForm, flat)
	s.digits(f, flat)
	s.people(f, flat)
	slices.SortStableFunc(f.list, func(a, b Finding) int { return a.From - b.From })
	return f.list
}

// plain folds one rune to the form that patterns are written in: full width to half, Chinese figures to digits.
func plain(c rune) rune {
	switch {
	case c >= '！' && c <= '～':
		return c - '！' + '!'
	case c == '\u3000' || c == '\u00a0' || c == '\t':
		return ' '
	case c == '–' || c == '—' || c == '‐' || c == '‑' || c == '−':
		return '-'
	case c == '。' || c == '．':
		return c
	}
	return c
}

// finds collects findings that do not overlap.
type finds struct {
	runes []rune
	list  []Finding
}

func (f *finds) add(code string, from, to int) {
	if len(f.list) >= findingsMax {
		return
	}
	for _, have := range f.list {
		if from < have.To && have.From < to {
			return
		}
	}
	f.list = append(f.list, Finding{Code: code, From: from, To: to, Text: hidden(f.runes[from:to])})
}

// hidden keeps the ends of what was found: the answer must not say again what should not be said.
func hidden(r []rune) string {
	keep := min(2, len(r)/3)
	return string(r[:keep]) + strings.Repeat("*", min(len(r)-2*keep, 8)) + string(r[len(r)-keep:])
}

// match adds what a pattern finds, counted in runes.
func (f *finds) match(code string, form *regexp.Regexp, flat []rune) {
	text := string(flat)
	at, seen := 0, 0
	for _, m := range form.FindAllStringIndex(text, findingsMax) {
		at += len([]rune(text[seen:m[0]]))
		seen = m[0]
		f.add(code, at, at+len([]rune(text[m[0]:m[1]])))
	}
}

// figure is a digit, in whatever script it is written; -1: none.
func figure(c rune) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c == '〇':
		return 0
	case c == '幺':
		return 1
	}
	return slices.Index([]rune("零一二三四五六七八九"), c)
}

// digits looks at every run of digits, with single spaces and hyphens between them.
func (s *scanner) digits(f *finds, flat []rune) {
	for i := 0; i < len(flat); {
		if figure(flat[i]) < 0 {
			i++
			continue
		}
		end, last := i, i
		var run strings.Builder
		for end < len(flat) && run.Len() <= 64 {
			d := figure(flat[end])
			switch {
			case d >= 0:
				run.WriteByte(byte('0' + d))
				last = end
			case (flat[end] == ' ' || flat[end] == '-') && end == last+1 && end+1 < len(flat) && figure(flat[end+1]) >= 0:
			default:
				d = -2
			}
			if d == -2 {
				break
			}
			end++
		}
		n := numberAt{runes: flat, from: i, to: last + 1, digits: run.String()}
		if n.to < len(flat) && (flat[n.to] == 'x' || flat[n.to] == 'X') && len(n.digits) == 17 {
			n.to++
		}
		code := s.kindOf(n)
		if code != "" {
			f.add(code, n.from, n.to)
		}
		i = max(last+1, n.to)
	}
}

// numberAt is a run of digits in its text.
type numberAt struct {
	runes    []rune
	from, to int
	digits   string
}

// units follow what is a quantity.
const units = "元万亿人份次条起名个%场部户家岁小年月日时天分秒台张件套期批册千百余多位辆号度"

// callers come before what is called.
var callers = []string{"拨打", "电话", "致电", "热线", "来电", "手机", "联系", "呼叫", "打给"}

var serviceForm = regexp.MustCompile(`^(?:95\d{3,4}|96\d{3,4}|10\d{3}|12\d{3}|11\d|12\d)$`)

func (n numberAt) quantity() bool {
	return n.to < len(n.runes) && strings.ContainsRune(units, n.runes[n.to])
}

func (n numberAt) called() bool {
	before := string(n.runes[max(0, n.from-6):n.from])
	return slices.ContainsFunc(callers, func(w string) bool { return strings.Contains(before, w) })
}

func (n numberAt) joined() bool { return n.to-n.from > len(n.digits) }

// kindOf says what a run of digits is, empty when it may stand.
func (s *scanner) kindOf(n numberAt) string {
	d := n.digits
	if slices.Contains(s.numbers, d) || n.date() {
		return ""
	}
	switch {
	case len(d) == 18 || len(d) == 17 && n.to-n.from > 17:
		return "identity"
	case len(d) == 13 && strings.HasPrefix(d, "861"), len(d) == 11 && d[0] == '1', len(d) >= 10 && len(d) <= 12 && d[0] == '0',
		len(d) == 10 && (strings.HasPrefix(d, "400") || strings.HasPrefix(d, "800")):
		return "phone"
	case len(d) >= 12:
		return "account"
	case n.called() && len(d) >= 3 && (!n.quantity() || n.runes[n.to] == '号'): // 联系到120人 calls nobody
		return "phone"
	case n.quantity():
		return ""
	case serviceForm.MatchString(d) && len(d) >= 5, len(d) >= 7 && !n.joined(), len(d) >= 10:
		return "phone"
	}
	return ""
}

// date says whether a run is a day: 20261122, 2026-11-22, or two years.
func (n numberAt) date() bool {
	if len(n.digits) != 8 {
		return false
	}
	_, err := time.Parse("20060102", n.digits)
	return err == nil && (strings.HasPrefix(n.digits, "19") || strings.HasPrefix(n.digits, "20"))
}

// after may follow a name at once; a name that ends the text is one too.
const after = "，。、；：！？,.;:!?（）()《》“” \n在被于接报称收因遭与向的到将听为，等说通和及把给对从也是已曾，经先女同老小拨加转点汇扫登打下"

// afterWords are what may follow a name at once, written without a mark between: 受害人王小明手机….
var afterWords = [][]rune{[]rune("手机"), []rune("电话"), []rune("微信"), []rune("账户"), []rune("账号"), []rune("身份证"), []rune("银行卡"), []rune("家住"), []rune("住址"),
	[]rune("现年"), []rune("年龄"), []rune("名下"), []rune("损失"), []rune("夫妇"), []rune("一家"), []rune("本人")}

// ends says whether a name may end before i.
func ends(flat []rune, i int) bool {
	return i == len(flat) || strings.ContainsRune(after, flat[i]) || slices.ContainsFunc(afterWords, func(w []rune) bool { return at(flat, i, w) })
}

// people finds names by what stands beside them: 市民王小明在…, 王小明，女，…, 王小明先生, 姓名：王小明.
func (s *scanner) people(f *finds, flat []rune) {
	for i := range flat {
		for _, role := range s.roles {
			if at(flat, i, role) {
				s.nameFrom(f, flat, i+len(role))
			}
		}
		if at(flat, i, []rune("姓名:")) {
			s.nameFrom(f, flat, i+3)
		}
		for _, title := range s.titles {
			if at(flat, i, title) {
				s.nameTo(f, flat, i)
			}
		}
		if i+1 < len(flat) && (flat[i] == ',' || flat[i] == '(' || flat[i] == '、') && (flat[i+1] == '男' || flat[i+1] == '女') &&
			(i+2 == len(flat) || strings.ContainsRune(",.。、)", flat[i+2])) {
			s.nameTo(f, flat, i)
		}
	}
}

func at(text []rune, i int, word []rune) bool {
	return i+len(word) <= len(text) && slices.Equal(text[i:i+len(word)], word)
}

// nameFrom looks whether a name begins here: a surname, one or two characters, and then something that no name goes on with.
func (s *scanner) nameFrom(f *finds, flat []rune, i int) {
	if i < len(flat) && (flat[i] == ':' || flat[i] == ' ') {
		i++
	}
	if i >= len(flat) || !s.surnames[flat[i]] {
		return
	}
	for n := 3; n >= 2; n-- {
		if s.given(flat, i, n) && ends(flat, i+n) {
			f.add("name", i, i+n)
			return
		}
	}
}

// nameTo looks whether a name ends here: a surname with two characters after it, or with one that stands alone.
func (s *scanner) nameTo(f *finds, flat []rune, end int) {
	switch {
	case end >= 3 && s.surnames[flat[end-3]] && s.given(flat, end-3, 3):
		f.add("name", end-3, end)
	case end >= 2 && s.surnames[flat[end-2]] && s.given(flat, end-2, 2) && (end == 2 || !unicode.Is(unicode.Han, flat[end-3])):
		f.add("name", end-2, end)
	}
}

// given says whether n characters from i may be a name: all written in characters, nothing that hides one, no word of the list.
func (s *scanner) given(flat []rune, i, n int) bool {
	if i+n > len(flat) {
		return false
	}
	name := flat[i : i+n]
	for _, c := range name[1:] {
		if !unicode.Is(unicode.Han, c) || strings.ContainsRune("某姓的被在和等、", c) {
			return false
		}
	}
	for _, title := range s.titles { // 王先生, 李大妈: the surname alone
		if at(flat, i+1, title) {
			return false
		}
	}
	text := string(name)
	return !slices.ContainsFunc(s.notNames, func(w string) bool { return strings.HasPrefix(text, w) })
}
