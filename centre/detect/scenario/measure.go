package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fanzha/centre/detect/ruletext"
	"fanzha/centre/detect/units"
	"fanzha/centre/detect/whole"
	"fanzha/term/when"
)

// Measure is what a window computes.
type Measure uint8

// The measures. The first are kept by the memory; Since is the number of seconds since the newest event, Never without one. The
// last four are put together from several windows when a file is read and never stand in a Set.
const (
	Count Measure = iota
	Sum
	Max
	Min
	First
	Last
	Since
	Distinct
	Entropy
	Avg       // sum by count
	HourShare // permille of the key's events that fell into the hour of day of the evaluated one
	Share     // permille of the events that also meet a second condition
	Baseline  // rate now against the rate before, in permille
	measureCount
)

var measureNames = [measureCount]string{"count", "sum", "max", "min", "first", "last", "since", "distinct", "entropy", "avg", "hour_share", "share", "baseline"}

// What may stand in brackets.
var (
	amountFields = []string{"amount_fen", "duration_s", "scam_p", "url_points"}
	valueFields  = []string{"peer", "payee_account", "account", "site", "host", "app", "place", "phone", "channel", "source", "payee_bank", "device"}
	bracketed    = map[Measure][]string{Sum: amountFields, Max: amountFields, Min: amountFields, Avg: amountFields, Distinct: valueFields, Entropy: valueFields}
)

// spec is one window of a file before its measure is known.
type spec struct {
	d     *ruletext.Document
	path  string
	raw   *rawWindow
	plain Window
	rest  *Cond  // the part of share
	word  string // the measure as written, for what is said of mistakes
}

// window compiles one window under the name that its scenario gives it.
func (l *loader) window(d *ruletext.Document, path string, raw *rawWindow, s *Scenario) (*Field, error) {
	sp := &spec{d: d, path: path, raw: raw}
	err := l.frameOf(sp)
	if err != nil {
		return nil, err
	}
	f, err := l.measure(sp)
	if err != nil {
		return nil, err
	}
	f.Name, f.Type = raw.Name, Int
	s.Windows = append(s.Windows, Named{
		Name: raw.Name, Over: raw.Over, By: sp.plain.By.String(), Of: sp.plain.Of.Names(), Where: raw.Where, Measure: raw.Measure, Part: raw.Part, Late: raw.Late, Include: raw.Include,
		Plan: sp.plain, Rest: sp.rest,
	})
	l.set.Longest = max(l.set.Longest, sp.plain.Over)
	return f, nil
}

// frameOf reads all of a window but its measure.
func (l *loader) frameOf(sp *spec) error {
	w, raw := &sp.plain, sp.raw
	var err error
	w.By, err = l.keysOf(sp.d, sp.path+".by", raw.By)
	if err != nil {
		return err
	}
	w.Of, err = kinds(sp.d, sp.path+".of", raw.Of)
	if err != nil {
		return err
	}
	w.Where, err = l.condition(sp.d, sp.path+".where", raw.Where, w.Of)
	if err != nil {
		return err
	}
	var ok bool
	w.Over, ok = units.Span(raw.Over)
	if !ok || w.Over < MinSpan || w.Over > MaxSpan {
		return sp.d.Wrong(sp.path+".over", "the span is a number with s, m, h or d, from 10s to 90d")
	}
	w.Include = raw.Include
	if raw.Late == "" {
		return nil
	}
	w.Late, ok = units.Span(raw.Late)
	if !ok || w.Late < when.Second || w.Late > w.Over {
		return sp.d.Wrong(sp.path+".late", "the longest lateness is a number with s, m, h or d, from 1s to the window's span")
	}
	return nil
}

var measureShape = regexp.MustCompile(`^([a-z_]+)(?:\(([^()]*(?:\([a-z_]*\))?[^()]*)\))?$`)

// measure reads count, since, sum(amount_fen), baseline(count, 1d) … and returns the number that the window is.
func (l *loader) measure(sp *spec) (*Field, error) {
	m := measureShape.FindStringSubmatch(sp.raw.Measure)
	if m == nil || !slices.Contains(measureNames[:], m[1]) {
		word, _, _ := strings.Cut(sp.raw.Measure, "(")
		return nil, sp.wrong(".measure", "the measure is one of "+strings.Join(measureNames[:], ", ")+", some with a field in brackets"+ruletext.DidYouMean(word, measureNames[:]))
	}
	what := Measure(slices.Index(measureNames[:], m[1]))
	sp.word = m[1]
	if what != Share && sp.raw.Part != "" {
		return nil, sp.wrong(".part", "only the measure share has a part")
	}
	switch what {
	case Avg:
		return l.average(sp, m[2])
	case HourShare:
		return l.hourShare(sp, m[2])
	case Share:
		return l.share(sp, m[2])
	case Baseline:
		return l.baseline(sp, m[2])
	}
	i, unit, err := l.simple(sp, sp.plain, what, m[2])
	x := &Field{Unit: unit, none: what == Min, intOf: func(f *Frame) int64 { return f.Mem.Window(i) }}
	if what == Count || what == Distinct || what == Sum || what == Max {
		by, include := sp.plain.By, sp.plain.Include
		x.least = func(k int64) (Guard, bool) { return most(by, what, include, k) }
	}
	return x, err
}

func (sp *spec) wrong(path, why string) error { return sp.d.Wrong(sp.path+path, why) }

// simple adds a window of a measure that the memory keeps and returns its number and unit.
func (l *loader) simple(sp *spec, w Window, what Measure, field string) (int, Unit, error) {
	want := bracketed[what]
	if (want != nil) != (field != "") {
		return 0, 0, sp.wrong(".measure", sp.word+map[bool]string{true: " needs a field in brackets", false: " takes no field"}[want != nil])
	}
	w.Measure, w.Field = what, field
	unit := Plain
	switch {
	case what == Since:
		unit = Seconds
	case what == First || what == Last:
		unit = Moment
	case want != nil && !slices.Contains(want, field):
		return 0, 0, sp.wrong(".measure", fmt.Sprintf("%s takes one of %s%s", sp.word, strings.Join(want, ", "), ruletext.DidYouMean(field, want)))
	case want != nil:
		w.value = fieldByName[field]
		err := carried(sp.d, sp.path+".measure", w.value, w.Of)
		if err != nil {
			return 0, 0, err
		}
		unit = w.value.Unit
	}
	switch what {
	case Distinct:
		unit = Plain
	case Entropy:
		unit = Permille
	}
	return l.add(w), unit, nil
}

// add gives equal windows one number; the name does not matter, the condition's text does. A window that includes the evaluated
// signal reads the memory of the one that does not.
func (l *loader) add(w Window) int {
	text := ""
	if w.Where != nil {
		text = strings.Join(strings.Fields(w.Where.Text), " ")
	}
	key := fmt.Sprintf("%d|%d|%s|%d|%d|%s|%d|%t", w.By, w.Of, text, w.Over, w.Measure, w.Field, w.Late, w.Include)
	i, ok := l.named[key]
	if ok {
		l.needs.Windows = append(l.needs.Windows, i, l.set.Windows[i].Base)
		return i
	}
	base := -1
	if w.Include {
		plain := w
		plain.Include = false
		base = l.add(plain)
	}
	i = len(l.set.Windows)
	if base < 0 {
		base = i
	}
	w.Base = base
	l.named[key] = i
	l.set.Windows = append(l.set.Windows, w)
	l.needs.Windows = append(l.needs.Windows, i)
	return i
}

// average is the sum by the count; Never when there is no event, so that "five times the average" is not said of a newcomer.
func (l *loader) average(sp *spec, field string) (*Field, error) {
	sum, unit, err := l.simple(sp, sp.plain, Sum, field)
	if err != nil {
		return nil, err
	}
	n, _, err := l.simple(sp, sp.plain, Count, "")
	return &Field{Unit: unit, none: true, intOf: func(f *Frame) int64 {
		k := f.Mem.Window(n)
		if k == 0 {
			return Never
		}
		return f.Mem.Window(sum) / k
	}}, err
}

// hourShare is how usual this hour of the day is for the key; Never when there is no event.
func (l *loader) hourShare(sp *spec, field string) (*Field, error) {
	_, pair := sp.plain.By.Second()
	if pair {
		return nil, sp.wrong(".by", "hour_share is kept for one key, not for a pair")
	}
	here := sp.plain
	here.By = pairOf(here.By, ByHour)
	all, _, err := l.simple(sp, sp.plain, Count, field)
	if err != nil {
		return nil, err
	}
	part, _, err := l.simple(sp, here, Count, field)
	return &Field{Unit: Permille, none: true, intOf: func(f *Frame) int64 {
		n := f.Mem.Window(all)
		if n == 0 {
			return Never
		}
		return whole.Ratio(f.Mem.Window(part), n)
	}}, err
}

// share is the permille of the window's events that also meet the condition in part; 0 when there is no event.
func (l *loader) share(sp *spec, field string) (*Field, error) {
	if strings.TrimSpace(sp.raw.Part) == "" {
		return nil, sp.wrong(".measure", "share needs a part: the condition whose share of the window's events is meant")
	}
	part := sp.plain
	var err error
	sp.rest, err = l.condition(sp.d, sp.path+".part", sp.raw.Part, part.Of)
	if err != nil {
		return nil, err
	}
	part.Where = sp.rest
	if sp.plain.Where != nil {
		part.Where, err = l.condition(sp.d, sp.path+".part", "("+sp.plain.Where.Text+") && ("+sp.rest.Text+")", part.Of)
		if err != nil {
			return nil, err
		}
	}
	some, _, err := l.simple(sp, part, Count, field)
	if err != nil {
		return nil, err
	}
	all, _, err := l.simple(sp, sp.plain, Count, field)
	return &Field{Unit: Permille, intOf: func(f *Frame) int64 { return whole.Ratio(f.Mem.Window(some), f.Mem.Window(all)) }}, err
}

// baseline is the rate within a short span against the rate in the rest of the window before it: 1000 is as ever, 3000 three times as
// much. Without an event before the short span there is no baseline and the number is 0.
func (l *loader) baseline(sp *spec, field string) (*Field, error) {
	inner, text, ok := strings.Cut(field, ",")
	short := sp.plain
	short.Over, _ = units.Span(strings.TrimSpace(text))
	if !ok || short.Over < MinSpan || 2*short.Over > sp.plain.Over {
		return nil, sp.wrong(".measure", "baseline takes count or sum(field) and the short span, at most half of the window: baseline(count, 1d)")
	}
	what, amount := Count, ""
	if rest, found := strings.CutPrefix(strings.TrimSpace(inner), "sum("); found {
		what, amount = Sum, strings.TrimSuffix(rest, ")")
	} else if strings.TrimSpace(inner) != "count" {
		return nil, sp.wrong(".measure", "baseline compares count or sum(field)"+ruletext.DidYouMean(strings.TrimSpace(inner), []string{"count", "sum"}))
	}
	sp.word = measureNames[what]
	now, _, err := l.simple(sp, short, what, amount)
	if err != nil {
		return nil, err
	}
	all, _, err := l.simple(sp, sp.plain, what, amount)
	times := uint64(sp.plain.Over-short.Over) * 1000 / uint64(short.Over)
	return &Field{Unit: Permille, intOf: func(f *Frame) int64 { return min(whole.Against(f.Mem.Window(now), f.Mem.Window(all), times), Never) }}, err
}
