package guard

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
	"fanzha/term/when"
)

// Whole is a number without a fraction: the decoder alone would cut 1.5 to 1 in silence.
type Whole int64

// UnmarshalYAML reads digits and nothing else.
func (w *Whole) UnmarshalYAML(raw []byte) error {
	text := strings.TrimSpace(string(raw))
	n, err := strconv.ParseInt(text, 10, 64)
	*w = Whole(n)
	if err != nil {
		return &notWhole{text: text}
	}
	return nil
}

// notWhole is a value that is no whole number. The decoder gives a place to its own errors only, so Parse looks for the text.
type notWhole struct{ text string }

func (e *notWhole) Error() string { return fmt.Sprintf("%q is not a whole number", e.text) }

// Load reads the rules that are shipped.
func Load() (Rules, error) {
	raw, err := rulebook.FS.ReadFile("stoppay.yaml")
	if err != nil {
		return Rules{}, ErrRules.With(err)
	}
	return Parse(raw)
}

type book struct {
	Version   Whole   `yaml:"version"`
	Rules     []Rule  `yaml:"rules"`
	Protected []Kind  `yaml:"protected"`
	Still     still   `yaml:"still_there"`
	Strength  reasons `yaml:"strength"`
	Ransom    reasons `yaml:"ransom"`
}

type still struct {
	Label      string              `yaml:"label"`
	Confidence string              `yaml:"confidence"`
	Source     string              `yaml:"source"`
	Kinds      map[string][]chance `yaml:"kinds"`
}

type reasons struct {
	Label      string   `yaml:"label"`
	Confidence string   `yaml:"confidence"`
	Source     string   `yaml:"source"`
	Reasons    []Reason `yaml:"reasons"`
}

// loader keeps the text beside what is read from it, so that a fault names its line.
type loader struct {
	lines []string
	rules Rules
	seen  map[string]bool
}

// bad makes a fault that names the line on which the code of an entry stands.
func (l *loader) bad(code, format string, args ...any) error {
	what := code + ": " + fmt.Sprintf(format, args...)
	for i, text := range l.lines {
		text, _, _ = strings.Cut(text, "#")
		_, after, found := strings.Cut(text, "code:")
		if found && named(after) == code || !found && strings.TrimSpace(text) == code+":" {
			return ErrRules.With(fmt.Errorf("line %d: %s", i+1, what))
		}
	}
	return ErrRules.With(fmt.Errorf("line %d: %s", len(l.lines), what))
}

// unread names the line of a text that could not be decoded.
func (l *loader) unread(err error) error {
	var e *notWhole
	if !errors.As(err, &e) {
		return ErrRules.With(err) // the decoder names the line itself
	}
	for i, text := range l.lines {
		_, value, _ := strings.Cut(text, ":")
		if strings.Contains(value, e.text) {
			return ErrRules.With(fmt.Errorf("line %d: %w", i+1, err))
		}
	}
	return ErrRules.With(fmt.Errorf("line %d: %w", len(l.lines), err))
}

func named(text string) string {
	text, _, _ = strings.Cut(text, ",")
	return strings.Trim(strings.TrimSpace(text), `"'`)
}

// Parse reads a rulebook for stop-payment. Every number is there once, in its unit and within its bounds, with label,
// confidence, source and both texts; a fault names the line.
func Parse(raw []byte) (Rules, error) {
	var b book
	l := &loader{lines: strings.Split(string(raw), "\n"), seen: map[string]bool{}}
	err := rulefile.Decode(raw, &b)
	if err != nil {
		return Rules{}, l.unread(err)
	}
	if b.Version != 1 {
		return Rules{}, l.bad("version", "is %d, only 1 is known", b.Version)
	}
	for _, step := range []func(*book) error{l.numbers, l.order, l.kinds, l.stillThere, l.tables} {
		err = step(&b)
		if err != nil {
			return Rules{}, err
		}
	}
	return l.rules, nil
}

var (
	labels      = []string{"law", "practice", "local setting"}
	confidences = []string{"seen", "news", "memory", "proposal"}
)

// sourced checks what every entry must say about itself.
func (l *loader) sourced(code, label, confidence, source string) error {
	switch {
	case !slices.Contains(labels, label):
		return l.bad(code, "label %q is none of %v", label, labels)
	case !slices.Contains(confidences, confidence):
		return l.bad(code, "confidence %q is none of %v", confidence, confidences)
	case label == "law" && confidence == "proposal":
		return l.bad(code, "a proposal is not law")
	case strings.TrimSpace(source) == "":
		return l.bad(code, "source is missing")
	}
	return nil
}

// numbers reads the list of rules.
func (l *loader) numbers(b *book) error {
	for _, e := range b.Rules {
		err := l.sourced(e.Code, e.Label, e.Confidence, e.Source)
		if err != nil {
			return err
		}
		switch {
		case e.ZH == "" || e.EN == "":
			return l.bad(e.Code, "zh and en must be given")
		case l.seen[e.Code]:
			return l.bad(e.Code, "stands twice")
		}
		l.seen[e.Code] = true
		err = l.put(e)
		if err != nil {
			return err
		}
	}
	for _, s := range specs {
		if !l.seen[s.code] {
			return l.bad(s.code, "is missing")
		}
	}
	l.rules.Book = b.Rules
	return nil
}

// put checks one rule against its spec and keeps its value.
func (l *loader) put(e Rule) error {
	i := slices.IndexFunc(specs, func(s spec) bool { return s.code == e.Code })
	if i < 0 {
		return l.bad(e.Code, "is not known")
	}
	s := specs[i]
	if e.Unit != s.unit {
		return l.bad(e.Code, "unit %q, want %q", e.Unit, s.unit)
	}
	var list []int64
	switch {
	case s.words != nil:
		if e.Value != nil || e.Values != nil || len(e.Words) == 0 || len(e.Words) > listMax {
			return l.bad(e.Code, "needs words and nothing else")
		}
		for i, w := range e.Words {
			if !slices.Contains(s.choices, w) || slices.Contains(e.Words[:i], w) {
				return l.bad(e.Code, "%q is none of %v, or stands twice", w, s.choices)
			}
		}
		if s.one && len(e.Words) != 1 {
			return l.bad(e.Code, "exactly one of %v", s.choices)
		}
		s.words(&l.rules, e.Words)
		return nil
	case s.list:
		if e.Value != nil || e.Words != nil || len(e.Values) == 0 || len(e.Values) > listMax {
			return l.bad(e.Code, "needs 1 to %d values and nothing else", listMax)
		}
		for _, v := range e.Values {
			list = append(list, int64(v))
		}
	default:
		if e.Value == nil || e.Values != nil || e.Words != nil {
			return l.bad(e.Code, "needs a value and nothing else")
		}
		list = []int64{int64(*e.Value)}
	}
	for _, v := range list {
		if v < s.min || v > s.max {
			return l.bad(e.Code, "value %d is not within %d and %d", v, s.min, s.max)
		}
	}
	s.set(&l.rules, list)
	return nil
}

// order checks what must hold between the numbers.
func (l *loader) order(*book) error {
	r := &l.rules
	descending := slices.Clone(r.AlertBefore)
	slices.Reverse(descending)
	switch {
	case r.SeenWithin > r.AnswerWithin:
		return l.bad("answer.seen_minutes", "a bank sees an order before it answers")
	case !ascending(r.Reminders):
		return l.bad("answer.reminders", "must grow")
	case len(r.Reminders) > 0 && r.Reminders[0] < r.AnswerWithin:
		return l.bad("answer.reminders", "nobody is reminded before answer.minutes are over")
	case !ascending(descending) || r.AlertBefore[0] >= r.StopFor:
		return l.bad("alert.hours", "must fall, and lie within the stop")
	case r.Provisional >= r.StopFor:
		return l.bad("provisional.minutes", "an unconfirmed hold ends before a confirmed one")
	case r.PauseSoon > r.PauseLater:
		return l.bad("deliver.pause_seconds", "pauses do not become shorter")
	case r.FollowSoon > r.FollowLater:
		return l.bad("follow.seconds", "pauses do not become shorter")
	case r.RansomFor > r.Provisional:
		return l.bad("ransom.minutes", "what is suspected lapses no later than what is not")
	case r.HopWindow > r.Window:
		return l.bad("hop.hours", "a hop lies within the whole window")
	case len(r.MatchFields) != 4:
		return l.bad("stop.match_fields", "all four fields are checked")
	}
	return nil
}

func ascending(list []when.Micros) bool {
	for i := 1; i < len(list); i++ {
		if list[i] <= list[i-1] {
			return false
		}
	}
	return true
}

// kinds reads the protected kinds of accounts.
func (l *loader) kinds(b *book) error {
	if len(b.Protected) == 0 {
		return l.bad("protected", "no kind of account is protected")
	}
	for i, k := range b.Protected {
		err := l.sourced(k.Code, k.Label, k.Confidence, k.Source)
		if err != nil {
			return err
		}
		again := slices.ContainsFunc(b.Protected[:i], func(o Kind) bool { return o.Code == k.Code })
		if k.Code == "" || k.ZH == "" || k.EN == "" || again || slices.Contains(accountKinds, k.Code) {
			return l.bad(k.Code, "a protected kind has its own code, zh and en")
		}
	}
	l.rules.Kinds = b.Protected
	return nil
}

// accountKinds are the kinds that orders name; none of them can be protected as a whole.
var accountKinds = []string{"person", "company", "payment", "merchant"}

// stillThere reads the table of probabilities: later never more probable.
func (l *loader) stillThere(b *book) error {
	err := l.sourced("still_there", b.Still.Label, b.Still.Confidence, b.Still.Source)
	if err != nil {
		return err
	}
	for _, kind := range accountKinds {
		rows := b.Still.Kinds[kind]
		if len(rows) == 0 || len(rows) > listMax {
			return l.bad("still_there", "%s has no row, or more than %d", kind, listMax)
		}
		for i, row := range rows {
			if row.Minutes <= 0 || row.Minutes > minutesMax || row.Permille < 0 || row.Permille > 1000 ||
				i > 0 && (row.Minutes <= rows[i-1].Minutes || row.Permille > rows[i-1].Permille) {
				return l.bad("still_there", "%s row %d: minutes grow, permille falls, within 0 and 1000", kind, i+1)
			}
		}
	}
	if len(b.Still.Kinds) != len(accountKinds) {
		return l.bad("still_there", "the kinds are %v", accountKinds)
	}
	l.rules.still = b.Still.Kinds
	return nil
}

// tables reads the points of strength and ransom.
func (l *loader) tables(b *book) error {
	for _, t := range []struct {
		name  string
		given reasons
		want  []string
		sign  map[string]bool // codes that count against
		to    *[]Reason
	}{
		{"strength", b.Strength, strengthCodes, against, &l.rules.Strength},
		{"ransom", b.Ransom, ransomCodes, nil, &l.rules.Extortion},
	} {
		err := l.sourced(t.name, t.given.Label, t.given.Confidence, t.given.Source)
		if err != nil {
			return err
		}
		if len(t.given.Reasons) != len(t.want) {
			return l.bad(t.name, "%d reasons, want %v", len(t.given.Reasons), t.want)
		}
		for i, e := range t.given.Reasons {
			again := slices.ContainsFunc(t.given.Reasons[:i], func(o Reason) bool { return o.Code == e.Code })
			switch {
			case again || !slices.Contains(t.want, e.Code):
				return l.bad(t.name, "reason %q is not known or stands twice", e.Code)
			case e.ZH == "" || e.EN == "":
				return l.bad(e.Code, "zh and en must be given")
			case e.Points == 0 || e.Points < -100 || e.Points > 100 || (e.Points < 0) != t.sign[e.Code]:
				return l.bad(e.Code, "points %d: from 1 to 100, below zero for what speaks against", e.Points)
			}
		}
		*t.to = t.given.Reasons
	}
	return nil
}
