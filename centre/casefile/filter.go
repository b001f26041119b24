package casefile

import (
	"strconv"
	"strings"

	"fanzha/term/region"
	"fanzha/term/when"
)

// Filter chooses cases by the same sides by which figures count them.
type Filter struct {
	Number      string // whole, or its beginning
	States      []string
	Unit        string // this one and those under it
	Region      string // this area
	Frauds      []string
	Scope       string
	Track       string
	Campaign    string
	Supervision string // a level; "any" for all that are supervised
	Bands       []string
	Large       bool
	VictimKind  string
	Sex         string
	AgeBand     string
	Occupation  string
	MemberUnit  string
	Warned      bool
	Overdue     bool // of supervision
	Claim       string
	Measure     string // a person was measured so …
	Exhibit     string // something of this kind was seized …
	Money       string // money of this kind came …
	Filed       Span
	Solved      Span
	Parts       Span // … within this span
	Void        bool // those entered by mistake, too
	Limit       int
	Cursor      string
}

// Span is from a moment to before another; 0 is open.
type Span struct{ From, To when.Micros }

// Set says whether a span bounds anything.
func (s Span) Set() bool { return s.From != 0 || s.To != 0 }

// Query is a Filter made ready for a store.
type Query struct {
	Filter
	Now   when.Micros
	After *Key
	Limit int
}

// Key is a case's place in a list.
type Key struct {
	At when.Micros
	ID string
}

func (k Key) cursor() string { return strconv.FormatInt(int64(k.At), 36) + "." + k.ID }

// ParseKey reads a cursor.
func ParseKey(cursor string) (Key, error) {
	at, id, ok := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(at, 36, 64)
	if !ok || id == "" || !sound(cursor) || err != nil {
		return Key{}, ErrCursor
	}
	return Key{At: when.Micros(n), ID: id}, nil
}

// Bounds of a page.
const (
	PageDefault = 100
	PageMax     = 500
	filterMax   = 30 // values of one filter
)

func (f Filter) query(now when.Micros) (Query, error) {
	for _, list := range [][]string{f.States, f.Frauds, f.Bands, {
		f.Number, f.Scope, f.Track, f.Campaign, f.Supervision, f.VictimKind, f.Sex, f.AgeBand, f.Occupation, f.MemberUnit, f.Claim, f.Measure, f.Exhibit, f.Money,
	}} {
		for _, s := range list {
			if len(list) > filterMax || !sound(s) {
				return Query{}, badField("filter")
			}
		}
	}
	if f.Unit != "" && region.KindOf(f.Unit) == 0 {
		return Query{}, badField("unit")
	}
	if f.Region != "" {
		place, err := region.ParsePlace(f.Region)
		if err != nil {
			return Query{}, badField("region")
		}
		f.Region = place
	}
	q := Query{Filter: f, Now: now, Limit: limit(f.Limit)}
	if f.Cursor == "" {
		return q, nil
	}
	k, err := ParseKey(f.Cursor)
	q.After = &k
	return q, err
}

func limit(n int) int {
	if n <= 0 {
		n = PageDefault
	}
	return min(n, PageMax)
}

// CardFilter chooses involved cards.
type CardFilter struct {
	Kind    string
	Bank    string
	Carrier string
	Outlet  string
	Check   string // a result; "open": none yet
	Unit    string
	Found   Span
	Opened  Span
	Limit   int
	Cursor  string
}

// CardQuery is a CardFilter made ready for a store.
type CardQuery struct {
	CardFilter
	After *Key
	Limit int
}

func (f CardFilter) query() (CardQuery, error) {
	for _, s := range []string{f.Kind, f.Bank, f.Carrier, f.Outlet, f.Check} {
		if !sound(s) {
			return CardQuery{}, badField("filter")
		}
	}
	if f.Unit != "" && region.KindOf(f.Unit) == 0 {
		return CardQuery{}, badField("unit")
	}
	q := CardQuery{CardFilter: f, Limit: limit(f.Limit)}
	if f.Cursor == "" {
		return q, nil
	}
	k, err := ParseKey(f.Cursor)
	q.After = &k
	return q, err
}
