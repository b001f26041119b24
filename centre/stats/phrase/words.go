package phrase

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"fanzha/base/rulefile"
	"fanzha/centre/stats/phrase/script"
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
	units    script.Table // value: unitKind
	prefix   script.Table // qualifiers before, reversed
	filler   script.Table // reversed
	after    script.Table
	dir      script.Table
	adverbs  script.Table
	joins    script.Table
	kinds    script.Table
	openers  script.Table
	bases    script.Table
	closers  script.Table
	verbs    script.Table
	openings script.Table
	ranks    script.Table
	scopes   script.Table
	places   script.Table
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
	w := &words{units: script.Table{}, fold: map[rune]rune{}, names: map[string][]known{}}
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
				w.units.Add(u, int(kind))
			}
		}
	}
	w.units.Sorted()
	var before, after [][]string
	for _, q := range w.Qualifiers.Before {
		before = append(before, q.Words)
	}
	for _, q := range w.Qualifiers.After {
		after = append(after, q.Words)
	}
	d, c := w.Directions, w.Comparisons
	w.prefix, w.after, w.filler = script.ReversedOf(before...), script.TableOf(after...), script.ReversedOf(w.Qualifiers.Filler, w.Averages)
	w.dir, w.adverbs, w.joins = script.TableOf(d.Up, d.Down, d.Flat), script.TableOf(d.Adverbs), script.TableOf(d.Joins)
	w.kinds, w.openers, w.bases, w.closers = script.TableOf(c.Kinds), script.TableOf(c.Openers), script.TableOf(c.Bases), script.TableOf(c.Closers)
	w.verbs, w.openings = script.TableOf(w.Verbs), script.TableOf(w.Openings, w.Regions, w.Organs)
	w.ranks, w.scopes, w.places = script.TableOf(w.Ranks.Verbs), script.TableOf(w.Ranks.Scopes), script.TableOf(w.Ranks.Places, w.Ranks.Firsts)
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
