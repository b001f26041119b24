package bulletin

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Severity says what a finding means for release.
type Severity string

// The severities.
const (
	Stop Severity = "stop" // not released before it is mended or waived
	Warn Severity = "warn"
	Note Severity = "note"
)

// Finding is what the check found in an issue.
type Finding struct {
	ID        string
	Severity  Severity
	Code      string
	Hard      bool // cannot be waived
	Waived    bool
	Paragraph string // or the table's section
	From, To  int    // bytes in the paragraph's text; both 0: the whole
	Figure    string
	ZH, EN    string
	DoZH      string
	DoEN      string
}

// name gives a finding its id: the same slip at the same words has the same one, so that a waiver holds until the words change.
func (f *Finding) name(text string) {
	at := ""
	if f.From >= 0 && f.To <= len(text) && f.From < f.To {
		at = text[f.From:f.To]
	}
	sum := sha256.Sum256([]byte(f.Code + "\x00" + f.Paragraph + "\x00" + f.Figure + "\x00" + at + "\x00" + f.ZH))
	f.ID = hex.EncodeToString(sum[:8])
}

// Blocking counts the findings that keep an issue from being released.
func Blocking(list []Finding) int {
	n := 0
	for _, f := range list {
		if f.Severity == Stop && !f.Waived {
			n++
		}
	}
	return n
}

// Mark is where a figure stands in a text.
type Mark struct {
	Figure   string
	From, To int // bytes
}

// Marks finds the values of a paragraph's figures in its text, in order. A figure that does not stand there as it was drawn is
// missing, and with it whatever comes behind it finds its place by itself.
func (c *Content) Marks(p *Paragraph) (found []Mark, missing []string) {
	at := 0
	for _, id := range p.Figures {
		f, ok := c.Figures[id]
		if !ok || f.Struck {
			continue
		}
		from, to := Within(p.Text, f.Text, at)
		if from < 0 {
			missing = append(missing, id)
			continue
		}
		found = append(found, Mark{id, from, to})
		at = to
		for _, x := range f.Compare {
			if x.Text == "" {
				continue
			}
			from, to = Within(p.Text, x.Text, at)
			if from < 0 {
				missing = append(missing, id)
				break
			}
			found = append(found, Mark{id, from, to})
			at = to
		}
	}
	return found, missing
}

// Within finds a printed number from a place on: whole, not as a part of a longer number.
func Within(text, number string, at int) (from, to int) {
	for at <= len(text) && number != "" {
		i := index(text, number, at)
		if i < 0 {
			return -1, -1
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		first, _ := utf8.DecodeRuneInString(number)
		after, _ := utf8.DecodeRuneInString(text[i+len(number):])
		last, _ := utf8.DecodeLastRuneInString(number)
		if !(numeral(first) && (numeral(before) || before == '.' || before == '-')) && !(numeral(last) && (numeral(after) || after == '.')) {
			return i, i + len(number)
		}
		at = i + 1
	}
	return -1, -1
}

func index(text, s string, at int) int {
	for i := at; i+len(s) <= len(text); i++ {
		if text[i:i+len(s)] == s {
			return i
		}
	}
	return -1
}

// UTF16 is the number of UTF-16 units before a byte of a text: how a screen counts.
func UTF16(text string, at int) int {
	n := 0
	for _, r := range text[:min(max(at, 0), len(text))] {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

func numeral(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// order sorts findings: what stops first, then by place.
func order(list []Finding) {
	rank := map[Severity]int{Stop: 0, Warn: 1, Note: 2}
	slices.SortStableFunc(list, func(a, b Finding) int { return rank[a.Severity] - rank[b.Severity] })
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
