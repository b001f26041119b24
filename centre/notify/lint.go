package notify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanzha/term/sms"
)

// lint is what a text may not hold (rulebook/notify.yaml, lint).
type lint struct {
	PartsMax  int      `yaml:"parts_max"`
	Numbers   []string `yaml:"numbers"`
	Reach     int      `yaml:"reach"`
	Links     []string `yaml:"links"`
	Asks      []string `yaml:"asks"`
	Reply     []string `yaml:"reply"`
	Negations []string `yaml:"negations"`
	Urging    []string `yaml:"urging"`
}

// longest is the longest value that {number} may take; the length of a text is counted with it.
const longest = 24

var (
	placeholder = regexp.MustCompile(`\{[^{}]*\}`)
	address     = regexp.MustCompile(`[a-z0-9]\.[a-z]{2,}`) // shop.example, also without a scheme
	run         = regexp.MustCompile(`[0-9][0-9 \-]*[0-9]|[0-9]`)
	numberValue = regexp.MustCompile(`^[A-Z0-9-]{1,24}$`)
)

func (l *lint) sound() error {
	if l.PartsMax < 1 || l.PartsMax > sms.PartsMax || l.Reach < 1 || l.Reach > 40 {
		return fmt.Errorf("lint: parts_max from 1 to %d, reach from 1 to 40", sms.PartsMax)
	}
	for _, list := range []*[]string{&l.Links, &l.Asks, &l.Reply, &l.Negations, &l.Urging} {
		if len(*list) == 0 || slices.Contains(*list, "") {
			return fmt.Errorf("lint: every list has words, and no empty one")
		}
		for i, w := range *list {
			(*list)[i] = folded(w)
		}
	}
	return nil
}

// folded makes a text comparable: small letters, full-width forms narrowed, nothing invisible.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			r -= 0xfee0
		case r == '\u3000' || unicode.Is(unicode.Zs, r):
			return ' '
		case r == '。' || r == '．':
			return '。'
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// text says why a text may not be sent, nil when it may.
func (l *lint) text(signed, text string) error {
	if text != strings.TrimSpace(text) || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return fmt.Errorf("blanks at the ends, line breaks or broken text")
	}
	if !strings.HasPrefix(text, signed) {
		return fmt.Errorf("does not begin with its sender %s", signed)
	}
	for _, p := range placeholder.FindAllString(text, -1) {
		if p != "{number}" {
			return fmt.Errorf("%s is no placeholder", p)
		}
	}
	_, parts := sms.Split(strings.ReplaceAll(text, "{number}", strings.Repeat("0", longest)))
	if len(parts) > l.PartsMax {
		return fmt.Errorf("%d parts, at most %d", len(parts), l.PartsMax)
	}
	plain := folded(strings.TrimPrefix(placeholder.ReplaceAllString(text, ""), signed))
	for _, w := range l.Links {
		if found(plain, w) >= 0 {
			return fmt.Errorf("leads elsewhere: %q", w)
		}
	}
	if address.MatchString(plain) {
		return fmt.Errorf("holds an address: %q", address.FindString(plain))
	}
	for _, n := range run.FindAllString(plain, -1) {
		if len(n) > 2 && !slices.Contains(l.Numbers, strings.NewReplacer(" ", "", "-", "").Replace(n)) {
			return fmt.Errorf("names a number that is not that of the police: %s", n)
		}
	}
	return l.requests(plain)
}

// requests refuses words that ask for something, unless the clause refuses it.
func (l *lint) requests(plain string) error {
	clauses := strings.FieldsFunc(plain, func(r rune) bool { return strings.ContainsRune("。,;!?:、.\n", r) })
	for _, clause := range clauses {
		for _, w := range slices.Concat(l.Asks, l.Reply) {
			if !l.refusedIn(clause, w) {
				return fmt.Errorf("asks for %q", w)
			}
		}
	}
	return nil
}

// refusedIn says whether every place of a word in a clause stands closely behind a negation, with no urging between.
func (l *lint) refusedIn(clause, word string) bool {
	for from := 0; ; {
		at := found(clause[from:], word)
		if at < 0 {
			return true
		}
		at += from
		if !l.negated(clause[:at]) {
			return false
		}
		from = at + len(word)
	}
}

// negated says whether the end of a text refuses what follows it.
func (l *lint) negated(before string) bool {
	for _, n := range l.Negations {
		at := last(before, n)
		if at < 0 {
			continue
		}
		between := before[at+len(n):]
		// English needs more letters for the same reach
		reach := l.Reach
		if ascii(between) {
			reach *= 3
		}
		if utf8.RuneCountInString(between) <= reach && !slices.ContainsFunc(l.Urging, func(u string) bool { return found(between, u) >= 0 }) {
			return true
		}
	}
	return false
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// found is the place of a word; a word in Latin letters is found as a whole word only.
func found(text, word string) int {
	for from := 0; from <= len(text); {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return -1
		}
		at += from
		if whole(text, at, word) {
			return at
		}
		from = at + 1
	}
	return -1
}

func last(text, word string) int {
	at := -1
	for from := 0; ; {
		n := found(text[from:], word)
		if n < 0 {
			return at
		}
		at = from + n
		from = at + len(word)
	}
}

// letter says whether a byte belongs to a Latin word.
func letter(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '\'' }

func whole(text string, at int, word string) bool {
	if !letter(word[0]) || !letter(word[len(word)-1]) {
		return true
	}
	end := at + len(word)
	return (at == 0 || !letter(text[at-1])) && (end == len(text) || !letter(text[end]))
}

// render fills a text in. The number of a warning is all that a text takes from outside; anything but letters, digits and hyphens
// is refused, so that nothing a stranger wrote reaches a phone.
func (r *Rules) render(t Template, number string) (string, error) {
	if !numberValue.MatchString(number) {
		return "", badField("number")
	}
	text := t.ZH
	if r.Language == "en" {
		text = t.EN
	}
	return strings.ReplaceAll(text, "{number}", number), nil
}
