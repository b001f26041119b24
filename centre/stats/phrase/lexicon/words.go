// Package lexicon is 用语表: the words of bulletins, made ready to be looked up. They are data: rulebook/phrases.yaml; the names of figures are those of the
// dictionary of indicators.
package lexicon

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"fanzha/base/rulefile"
	"fanzha/centre/stats/indicator"
	"fanzha/centre/stats/phrase/script"
	"fanzha/rulebook"
)

// book is rulebook/phrases.yaml.
type book struct {
	Version     int                 `yaml:"version"`
	Label       string              `yaml:"label"`
	Source      string              `yaml:"source"`
	Units       map[string][]string `yaml:"units"`
	Qualifiers  Qualifiers          `yaml:"qualifiers"`
	Directions  directions          `yaml:"directions"`
	Comparisons comparisons         `yaml:"comparisons"`
	Regions     []string            `yaml:"regions"`
	Organs      []string            `yaml:"organs"`
	Openings    []string            `yaml:"openings"`
	Averages    []string            `yaml:"averages"`
	Verbs       []string            `yaml:"verbs"`
	Multi       []string            `yaml:"multi"`
	Itself      []string            `yaml:"itself"`
	Events      []string            `yaml:"events"`
	Goals       []string            `yaml:"goals"`
	Wishes      []string            `yaml:"wishes"`
	NotPlaces   []string            `yaml:"not_places"`
	Others      []string            `yaml:"others"`
	Amounts     []string            `yaml:"amounts"`
	Counted     map[string][]string `yaml:"counted"`
	Story       []string            `yaml:"story"`
	Ranks       rankWords           `yaml:"ranks"`
	Superlative []string            `yaml:"superlatives"`
	SameUnits   map[string][]string `yaml:"same_units"`
	Traditional string              `yaml:"traditional"`
}

// Qualifiers are the words that say how exactly a number is meant.
type Qualifiers struct {
	Before []Qualifier `yaml:"before"`
	Inside []string    `yaml:"inside"`
	After  []Qualifier `yaml:"after"`
	Filler []string    `yaml:"filler"`
}

// Qualifier is a claim and its words.
type Qualifier struct {
	Op    string   `yaml:"op"`
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

// Words is the book made ready to be looked up.
type Words struct {
	book
	UnitAt    script.Table // its kind: UnitKind
	Prefix    script.Table // qualifiers before, reversed
	Filler    script.Table // reversed
	After     script.Table
	Dir       script.Table
	Adverbs   script.Table
	Joins     script.Table
	Kinds     script.Table
	Openers   script.Table
	Bases     script.Table
	Closers   script.Table
	VerbAt    script.Table
	OpeningAt script.Table
	RankAt    script.Table
	Scopes    script.Table
	Places    script.Table
	Fold      map[rune]rune
	names     map[string][]known // by unit
}

// known is one way an indicator is named.
type known struct {
	code  string
	parts []string
	runes int
	head  bool // the name begins with this: 涉案银行卡, but not 查扣|涉案银行卡
	edge  bool // the name begins or ends with this: 见面|劝阻, but not 反诈|劝阻|员
	whole bool // the name is just this
}

// UnitKind is what a unit measures.
type UnitKind uint8

// The kinds. UnitNever is of numbers that no indicator has: ages, storeys, degrees.
const (
	UnitNone UnitKind = iota
	UnitCount
	UnitMoney
	UnitRatio
	UnitTime
	UnitNever
)

var kindsOfUnits = map[string]UnitKind{"count": UnitCount, "money": UnitMoney, "ratio": UnitRatio, "time": UnitTime, "never": UnitNever}

// Shipped are the words of the rulebook. They are part of the program, so a fault in them is a fault of the program; a test reads them.
var Shipped = sync.OnceValue(func() *Words {
	raw, err := rulebook.FS.ReadFile("phrases.yaml")
	if err != nil {
		panic(err)
	}
	w, err := readWords(raw)
	if err != nil {
		panic(err)
	}
	dictionary, err := indicator.Default()
	if err != nil {
		panic(err)
	}
	w.name(dictionary.All())
	return w
})

func readWords(raw []byte) (*Words, error) {
	w := &Words{UnitAt: script.Table{}, Fold: map[rune]rune{}, names: map[string][]known{}}
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
				w.UnitAt.Add(u, int(kind))
			}
		}
	}
	w.UnitAt.Sorted()
	var before, after [][]string
	for _, q := range w.Qualifiers.Before {
		before = append(before, q.Words)
	}
	for _, q := range w.Qualifiers.After {
		after = append(after, q.Words)
	}
	d, c := w.Directions, w.Comparisons
	w.Prefix, w.After, w.Filler = script.ReversedOf(before...), script.TableOf(after...), script.ReversedOf(w.Qualifiers.Filler, w.Averages)
	w.Dir, w.Adverbs, w.Joins = script.TableOf(d.Up, d.Down, d.Flat), script.TableOf(d.Adverbs), script.TableOf(d.Joins)
	w.Kinds, w.Openers, w.Bases, w.Closers = script.TableOf(c.Kinds), script.TableOf(c.Openers), script.TableOf(c.Bases), script.TableOf(c.Closers)
	w.VerbAt, w.OpeningAt = script.TableOf(w.Verbs), script.TableOf(w.Openings, w.Regions, w.Organs)
	w.RankAt, w.Scopes, w.Places = script.TableOf(w.Ranks.Verbs), script.TableOf(w.Ranks.Scopes), script.TableOf(w.Ranks.Places, w.Ranks.Firsts)
	return w, w.ready()
}

// ready makes the table of characters and the list of names.
func (w *Words) ready() error {
	pairs := []rune(strings.Join(strings.Fields(w.Traditional), ""))
	if len(pairs)%2 != 0 {
		return fmt.Errorf("phrases.yaml: the table of traditional characters has an odd number of them")
	}
	for i := 0; i < len(pairs); i += 2 {
		w.Fold[pairs[i]] = pairs[i+1]
	}
	return nil
}

// shortestPart is how long a name of the dictionary is, in characters, to begin longer printed names; a shorter one must be all of the
// printed name (受众, 命中).
const shortestPart = 5

// name makes the list of names: those of the dictionary and the other words by which each entry is printed.
func (w *Words) name(dictionary []*indicator.Entry) {
	for _, e := range dictionary {
		plain := strings.TrimSuffix(strings.TrimSuffix(withoutMarks.Replace(e.ZH), "数"), "人")
		size := utf8.RuneCountInString(plain)
		ways := []known{{code: e.Code, parts: []string{plain}, runes: size, head: true, whole: size < shortestPart}}
		for _, way := range e.Printed {
			all, is := strings.CutPrefix(way, "=") // the whole printed name and not a part of it
			if is {
				ways = append(ways, known{code: e.Code, parts: []string{all}, runes: utf8.RuneCountInString(all), whole: true})
				continue
			}
			parts := strings.Split(way, "+")
			ways = append(ways, known{code: e.Code, parts: parts, runes: utf8.RuneCountInString(strings.Join(parts, "")), edge: utf8.RuneCountInString(way) <= 2})
		}
		unit, _, _ := strings.Cut(e.Unit, "/")
		for _, u := range append([]string{"", unit}, w.SameUnits[unit]...) {
			w.names[u] = append(w.names[u], ways...)
		}
	}
	for _, list := range w.names {
		slices.SortStableFunc(list, func(a, b known) int { return cmp.Or(b.runes-a.runes, len(a.parts)-len(b.parts)) })
	}
}

var withoutMarks = strings.NewReplacer("“", "", "”", "", "\"", "", " ", "")

// Code is the indicator of a printed name and unit, empty when none is known. The longest way of naming wins.
func (w *Words) Code(name, unit string) string {
	plain := withoutMarks.Replace(name)
	average := ""
	for _, a := range w.Averages {
		if average == "" && strings.HasPrefix(plain, a) {
			average = a
		}
	}
	for _, k := range w.names[unit] {
		if k.head && !strings.HasPrefix(plain, k.parts[0]) || k.whole && strings.TrimSuffix(strings.TrimSuffix(plain, "数"), "人") != k.parts[0] {
			continue
		}
		if k.edge && !strings.HasPrefix(plain, k.parts[0]) && !strings.HasSuffix(plain, k.parts[0]) {
			continue
		}
		if average != "" && !strings.Contains(k.parts[0], average) { // an average is another measure
			continue
		}
		if inOrder(plain, k.parts) {
			if strings.HasPrefix(k.code, "case.") && w.other(plain) {
				return ""
			}
			return k.code
		}
	}
	return ""
}

// other says whether a name is of cases that are no fraud.
func (w *Words) other(name string) bool {
	return !strings.Contains(name, "诈") && slices.ContainsFunc(w.Others, func(o string) bool { return strings.Contains(name, o) })
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
