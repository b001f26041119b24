package phrase

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
)

// book is rulebook/phrases.yaml.
type book struct {
	Version     int                 `yaml:"version"`
	Label       string              `yaml:"label"`
	Source      string              `yaml:"source"`
	Units       map[string][]string `yaml:"units"`
	Qualifiers  qualifiers          `yaml:"qualifiers"`
	Directions  directions          `yaml:"directions"`
	Comparisons comparisons         `yaml:"comparisons"`
	Regions     []string            `yaml:"regions"`
	Organs      []string            `yaml:"organs"`
	Openings    []string            `yaml:"openings"`
	Averages    []string            `yaml:"averages"`
	Verbs       []string            `yaml:"verbs"`
	Multi       []string            `yaml:"multi"`
	Story       []string            `yaml:"story"`
	Ranks       rankWords           `yaml:"ranks"`
	Superlative []string            `yaml:"superlatives"`
	Indicators  []Indicator         `yaml:"indicators"`
	Traditional string              `yaml:"traditional"`
}

type qualifiers struct {
	Before []qualifier `yaml:"before"`
	Inside []string    `yaml:"inside"`
	After  []qualifier `yaml:"after"`
	Filler []string    `yaml:"filler"`
}

type qualifier struct {
	Op    Op       `yaml:"op"`
	Words []string `yaml:"words"`
}

type directions struct {
	Up      []string `yaml:"up"`
	Down    []string `yaml:"down"`
	Flat    []string `yaml:"flat"`
	Adverbs []string `yaml:"adverbs"`
	Joins   []string `yaml:"joins"`
}

type comparisons struct {
	Kinds   []string `yaml:"kinds"`
	Openers []string `yaml:"openers"`
	Bases   []string `yaml:"bases"`
	Closers []string `yaml:"closers"`
}

type rankWords struct {
	Verbs      []string `yaml:"verbs"`
	Scopes     []string `yaml:"scopes"`
	Firsts     []string `yaml:"firsts"`
	Places     []string `yaml:"places"`
	AfterFirst []string `yaml:"after_first"`
}

// Indicator is a known name of a figure and the words it is known by.
type Indicator struct {
	Code  string   `yaml:"code"`
	ZH    string   `yaml:"zh"`
	Units []string `yaml:"units"`
	Any   []string `yaml:"any"`
}

// words is the book made ready to be looked up.
type words struct {
	book
	units    table // value: unitKind
	never    map[rune]bool
	prefix   table // qualifiers before, reversed
	filler   table // reversed
	after    table
	dir      table
	adverbs  table
	joins    table
	kinds    table
	openers  table
	bases    table
	closers  table
	verbs    table
	openings table
	ranks    table
	scopes   table
	places   table
	fold     map[rune]rune
	names    map[string][]known // by unit
}

// known is one way an indicator is named.
type known struct {
	code  string
	parts []string
	runes int
}

// unitKind is what a unit measures.
type unitKind uint8

const (
	unitNone unitKind = iota
	unitCount
	unitMoney
	unitRatio
	unitTime
	unitNever
)

var kindsOfUnits = map[string]unitKind{"count": unitCount, "money": unitMoney, "ratio": unitRatio, "time": unitTime, "never": unitNever}

// entry is a word with what it means and the characters after which it is another word.
type entry struct {
	word []rune
	not  []rune
	kind int
	text string
}

// table finds the longest word at a place. It is by first character, longest first.
type table map[rune][]entry

func (t table) add(word string, kind int) {
	text, not, _ := strings.Cut(word, "/")
	if text == "" || text == "万元" {
		return
	}
	r := []rune(text)
	t[r[0]] = append(t[r[0]], entry{word: r, not: []rune(not), kind: kind, text: text})
}

func (t table) sorted() table {
	for _, list := range t {
		slices.SortStableFunc(list, func(a, b entry) int { return len(b.word) - len(a.word) })
	}
	return t
}

// at is the longest word that begins at r[i].
func (t table) at(r []rune, i int) (entry, bool) {
	if i < 0 || i >= len(r) {
		return entry{}, false
	}
	for _, e := range t[r[i]] {
		if !has(r, i, e.word) {
			continue
		}
		next := i + len(e.word)
		if len(e.not) > 0 && next < len(r) && slices.Contains(e.not, r[next]) {
			continue
		}
		return e, true
	}
	return entry{}, false
}

// before is the longest word that ends at r[i-1].
func (t table) before(r []rune, i int) (entry, bool) {
	if i <= 0 || i > len(r) {
		return entry{}, false
	}
	for _, e := range t[r[i-1]] {
		if i-len(e.word) >= 0 && hasReversed(r, i, e.word) {
			return e, true
		}
	}
	return entry{}, false
}

func has(r []rune, i int, word []rune) bool {
	return i+len(word) <= len(r) && slices.Equal(r[i:i+len(word)], word)
}

// says is has for a text: it makes nothing.
func says(r []rune, i int, text string) bool {
	if i < 0 {
		return false
	}
	for _, c := range text {
		if i >= len(r) || r[i] != c {
			return false
		}
		i++
	}
	return true
}

func hasReversed(r []rune, i int, reversed []rune) bool {
	for k, c := range reversed {
		if r[i-1-k] != c {
			return false
		}
	}
	return true
}

func tableOf(lists ...[]string) table {
	t := table{}
	for kind, list := range lists {
		for _, w := range list {
			t.add(w, kind)
		}
	}
	return t.sorted()
}

func reversedOf(lists ...[]string) table {
	t := table{}
	for kind, list := range lists {
		for _, w := range list {
			r := []rune(w)
			slices.Reverse(r)
			t[r[0]] = append(t[r[0]], entry{word: r, kind: kind, text: w})
		}
	}
	return t.sorted()
}

// shipped are the words of the rulebook. They are part of the program, so a fault in them is a fault of the program; a test reads them.
var shipped = sync.OnceValue(func() *words {
	raw, err := rulebook.FS.ReadFile("phrases.yaml")
	if err != nil {
		panic(err)
	}
	w, err := readWords(raw)
	if err != nil {
		panic(err)
	}
	return w
})

func readWords(raw []byte) (*words, error) {
	w := &words{units: table{}, fold: map[rune]rune{}, names: map[string][]known{}}
	err := rulefile.Decode(raw, &w.book)
	if err != nil {
		return nil, err
	}
	for name, list := range w.Units {
		kind, ok := kindsOfUnits[name]
		if !ok && name != "durations" {
			return nil, fmt.Errorf("phrases.yaml: units %q are of no kind that is known", name)
		}
		for _, u := range list {
			if ok {
				w.units.add(u, int(kind))
			}
		}
	}
	w.units.sorted()
	var before, after [][]string
	for _, q := range w.Qualifiers.Before {
		before = append(before, q.Words)
	}
	for _, q := range w.Qualifiers.After {
		after = append(after, q.Words)
	}
	d, c := w.Directions, w.Comparisons
	w.prefix, w.after, w.filler = reversedOf(before...), tableOf(after...), reversedOf(w.Qualifiers.Filler, w.Averages)
	w.dir, w.adverbs, w.joins = tableOf(d.Up, d.Down, d.Flat), tableOf(d.Adverbs), tableOf(d.Joins)
	w.kinds, w.openers, w.bases, w.closers = tableOf(c.Kinds), tableOf(c.Openers), tableOf(c.Bases), tableOf(c.Closers)
	w.verbs, w.openings = tableOf(w.Verbs), tableOf(w.Openings, w.Regions, w.Organs)
	w.ranks, w.scopes, w.places = tableOf(w.Ranks.Verbs), tableOf(w.Ranks.Scopes), tableOf(w.Ranks.Places, w.Ranks.Firsts)
	return w, w.ready()
}

// ready makes the table of characters and the list of names.
func (w *words) ready() error {
	pairs := []rune(strings.Join(strings.Fields(w.Traditional), ""))
	if len(pairs)%2 != 0 {
		return fmt.Errorf("phrases.yaml: the table of traditional characters has an odd number of them")
	}
	for i := 0; i < len(pairs); i += 2 {
		w.fold[pairs[i]] = pairs[i+1]
	}
	for _, in := range w.Indicators {
		for _, way := range in.Any {
			parts := strings.Split(way, "+")
			k := known{code: in.Code, parts: parts, runes: utf8.RuneCountInString(strings.Join(parts, ""))}
			for _, unit := range in.Units {
				w.names[unit] = append(w.names[unit], k)
			}
		}
	}
	for _, list := range w.names {
		slices.SortStableFunc(list, func(a, b known) int { return cmp.Or(b.runes-a.runes, len(a.parts)-len(b.parts)) })
	}
	return nil
}

var withoutMarks = strings.NewReplacer("“", "", "”", "", "\"", "", " ", "")

// code is the indicator of a printed name and unit, empty when none is known. The longest way of naming wins.
func (w *words) code(name, unit string) string {
	plain := withoutMarks.Replace(name)
	for _, k := range w.names[unit] {
		if inOrder(plain, k.parts) {
			return k.code
		}
	}
	return ""
}

func inOrder(s string, parts []string) bool {
	for _, p := range parts {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return true
}

// Names are the known indicators, in the order of the rulebook.
func Names() []Indicator { return slices.Clone(shipped().Indicators) }

// Superlatives are the words that need a source.
func Superlatives() []string { return slices.Clone(shipped().Superlative) }

// Code is the code of the indicator that is printed under a name with a unit, empty when none is known.
func Code(name, unit string) string { return shipped().code(Fold(name), unit) }

// Organs are the words for whose figures they are.
func Organs() []string { return slices.Clone(shipped().Organs) }
