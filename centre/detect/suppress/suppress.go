// Package suppress (抑制名单) says of whom or what a scenario is not to warn, who decided it, why and until when. An entry always ends:
// one that has ended is ignored and listed, so that its owner sees it. Entries act by event time, so that a replay of the log gives
// what was given live.
package suppress

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fanzha/centre/detect/ruletext"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Bounds of a list.
const (
	MaxEntries = 5000
	MaxTerm    = 366 * when.Day // longest life of an entry: who still needs it decides again
	maxWords   = 300            // bytes of why and owner
)

// Subjects are what an entry may be about.
var Subjects = []string{"person", "phone", "account", "payee", "peer", "site", "app", "source"}

// Entry is one suppression.
type Entry struct {
	Scenario string      `json:"scenario"` // its code; empty: every scenario
	Subject  string      `json:"subject"`  // one of Subjects
	Value    string      `json:"value"`
	Owner    string      `json:"owner"` // who answers for it
	Why      string      `json:"why"`
	From     when.Micros `json:"from"`
	Until    when.Micros `json:"until"` // from this moment on it is no longer in force
}

// List is a checked list. A nil list suppresses nothing.
type List struct {
	entries []Entry
	at      map[string][]int // subject and value → entries
}

// rawEntry is an entry as written; from and until are days in the centre's zone, until the last one on which it is in force, or moments
// by RFC 3339.
type rawEntry struct {
	Scenario string `yaml:"scenario"`
	Subject  string `yaml:"subject"`
	Value    string `yaml:"value"`
	Owner    string `yaml:"owner"`
	Why      string `yaml:"why"`
	From     string `yaml:"from"`
	Until    string `yaml:"until"`
}

var keys = []string{"entries", "scenario", "subject", "value", "owner", "why", "from", "until"}

// Read reads suppress.yaml. A mistake is a fault detect.scenario_invalid with file, line, column and why.
func Read(d *ruletext.Document) (*List, error) {
	var raw struct {
		Entries []rawEntry `yaml:"entries"`
	}
	err := d.Decode(&raw, keys)
	if err != nil {
		return nil, err
	}
	l := &List{at: map[string][]int{}}
	for i, r := range raw.Entries {
		e := Entry{Scenario: r.Scenario, Subject: r.Subject, Value: r.Value, Owner: r.Owner, Why: r.Why}
		path := fmt.Sprintf("$.entries[%d]", i)
		var ok bool
		e.From, ok = day(r.From, 0)
		if !ok {
			return nil, d.Wrong(path+".from", "from is a day like 2026-11-22")
		}
		e.Until, ok = day(r.Until, 1)
		if !ok {
			return nil, d.Wrong(path+".until", "until is a day like 2026-12-31, the last one on which the entry is in force")
		}
		key, why := l.add(e)
		if why != "" {
			return nil, d.Wrong(path+key, why)
		}
	}
	return l, nil
}

// New checks entries that come from elsewhere, as from the console; why names the first mistake and the entry's number.
func New(entries []Entry) (l *List, why string) {
	l = &List{at: map[string][]int{}}
	for i, e := range entries {
		key, wrong := l.add(e)
		if wrong != "" {
			return nil, fmt.Sprintf("entry %d%s: %s", i+1, key, wrong)
		}
	}
	return l, ""
}

// LastDay is the end of a day like 2026-12-31 in the centre's zone.
func LastDay(s string) (when.Micros, bool) {
	if len(s) != len("2006-01-02") {
		return 0, false
	}
	return day(s, 1)
}

func day(s string, more int) (when.Micros, bool) {
	if len(s) > len("2006-01-02") {
		t, err := time.Parse(time.RFC3339, s)
		return when.Of(t), err == nil
	}
	t, err := time.ParseInLocation("2006-01-02", s, when.Zone)
	return when.Of(t.AddDate(0, 0, more)), err == nil
}

// add checks an entry and takes it in; key and why name what is wrong.
func (l *List) add(e Entry) (key, why string) {
	value, ok := normal(e.Subject, e.Value)
	switch {
	case len(l.entries) >= MaxEntries:
		return "", fmt.Sprintf("more than %d entries: a rule is missing, not an entry", MaxEntries)
	case !slices.Contains(Subjects, e.Subject):
		return ".subject", fmt.Sprintf("%q is none of %s%s", e.Subject, strings.Join(Subjects, ", "), ruletext.DidYouMean(e.Subject, Subjects))
	case !ok:
		return ".value", "the value is no " + e.Subject
	case strings.TrimSpace(e.Owner) == "" || len(e.Owner) > maxWords:
		return ".owner", "the owner is missing: who answers for this entry"
	case len(strings.TrimSpace(e.Why)) < 5 || len(e.Why) > maxWords:
		return ".why", "say in a sentence why nobody is warned"
	case e.Until <= e.From:
		return ".until", "the entry ends before it begins"
	case e.Until-e.From > MaxTerm:
		return ".until", "an entry lasts a year at most; who still needs it then decides again"
	}
	e.Value = value
	at := e.Subject + " " + value
	l.at[at] = append(l.at[at], len(l.entries))
	l.entries = append(l.entries, e)
	return "", ""
}

// normal brings a value into the form that signals carry.
func normal(subject, value string) (string, bool) {
	switch subject {
	case "phone", "peer":
		p, err := ident.ParsePhone(value)
		return string(p), err == nil
	case "account", "payee":
		a, err := ident.ParseAccount(value)
		return string(a), err == nil
	case "person":
		p, err := ident.ParsePhone(value)
		if err == nil {
			return string(p), true
		}
		id, err := ident.ParseID(value)
		return string(id), err == nil
	}
	value = strings.TrimSpace(value)
	return value, value != "" && len(value) <= 255 && !strings.ContainsAny(value, " \n\t")
}

// Known refuses entries that name a scenario which is not there.
func (l *List) Known(d *ruletext.Document, codes []string) error {
	if l == nil {
		return nil
	}
	for i, e := range l.entries {
		if e.Scenario != "" && !slices.Contains(codes, e.Scenario) {
			return d.Wrong(fmt.Sprintf("$.entries[%d].scenario", i), fmt.Sprintf("no scenario is called %q%s", e.Scenario, ruletext.DidYouMean(e.Scenario, codes)))
		}
	}
	return nil
}

// Join is one list of several; nil lists are empty.
func Join(lists ...*List) *List {
	out := &List{at: map[string][]int{}}
	for _, l := range lists {
		for _, e := range l.All() {
			at := e.Subject + " " + e.Value
			out.at[at] = append(out.at[at], len(out.entries))
			out.entries = append(out.entries, e)
		}
	}
	return out
}

// For are the entries that act on a scenario; nil when there is none.
func (l *List) For(code string) *List {
	out := &List{at: map[string][]int{}}
	for _, e := range l.All() {
		if e.Scenario == "" || e.Scenario == code {
			at := e.Subject + " " + e.Value
			out.at[at] = append(out.at[at], len(out.entries))
			out.entries = append(out.entries, e)
		}
	}
	if len(out.entries) == 0 {
		return nil
	}
	return out
}

// Has says whether an entry with the same meaning is in the list: who answers for it and why decide nothing.
func (l *List) Has(e Entry) bool {
	for _, x := range l.All() {
		if x.Scenario == e.Scenario && x.Subject == e.Subject && x.Value == e.Value && x.From == e.From && x.Until == e.Until {
			return true
		}
	}
	return false
}

// Text is the list as a file that Read reads, with its moments in full; empty without entries.
func (l *List) Text() string {
	if len(l.All()) == 0 {
		return ""
	}
	out := []byte("entries:\n")
	for _, e := range l.entries {
		for i, kv := range [][2]string{
			{"scenario", e.Scenario}, {"subject", e.Subject}, {"value", e.Value}, {"owner", e.Owner}, {"why", e.Why}, {"from", moment(e.From)}, {"until", moment(e.Until)},
		} {
			out = append(out, map[bool]string{true: "  - ", false: "    "}[i == 0]+kv[0]+": "...)
			out = append(out, quoted(kv[1])...)
			out = append(out, '\n')
		}
	}
	return string(out)
}

func moment(m when.Micros) string { return m.Time().UTC().Format("2006-01-02T15:04:05.000000Z") }

// quoted is a text as YAML reads it whatever is in it.
func quoted(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffd {
			return ' '
		}
		return r
	}, s)
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// All are the entries.
func (l *List) All() []Entry {
	if l == nil {
		return nil
	}
	return l.entries
}

// Find returns the entry that keeps the scenario silent about a signal of that moment; value gives what the signal carries of a
// subject, empty for nothing.
func (l *List) Find(code string, at when.Micros, value func(subject string) string) (Entry, bool) {
	if l == nil || len(l.entries) == 0 {
		return Entry{}, false
	}
	for _, s := range Subjects {
		v := value(s)
		if v == "" {
			continue
		}
		for _, i := range l.at[s+" "+v] {
			e := &l.entries[i]
			if (e.Scenario == "" || e.Scenario == code) && e.From <= at && at < e.Until {
				return *e, true
			}
		}
	}
	return Entry{}, false
}

// Active are the entries in force at a moment.
func (l *List) Active(at when.Micros) []Entry {
	return l.pick(func(e *Entry) bool { return e.From <= at && at < e.Until })
}

// Expired are the entries that have ended before a moment, for their owners to see.
func (l *List) Expired(at when.Micros) []Entry {
	return l.pick(func(e *Entry) bool { return e.Until <= at })
}

func (l *List) pick(is func(*Entry) bool) []Entry {
	var out []Entry
	for _, e := range l.All() {
		if is(&e) {
			out = append(out, e)
		}
	}
	return out
}
