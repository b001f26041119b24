package govern

import (
	"strconv"
	"strings"

	"fanzha/term/when"
)

// Bounds of a page.
const (
	PageDefault = 100
	PageMax     = 1000 // a matrix of 46 units by a dozen duties is one page
)

// Filter chooses records of a list.
type Filter struct {
	States  []string
	Kind    string
	Member  string
	Period  string
	Ref     string
	From    when.Micros // came to be from then on
	To      when.Micros // and before then; 0 is open
	DueBy   when.Micros // due before
	Overdue when.Micros // due before, and still waiting for the member unit
	Limit   int         // 0: PageDefault; never more than PageMax
	Cursor  string
}

// Waiting are the states in which a member unit's turn is not yet done.
var Waiting = []string{"open", "asked", "draft", "submitted"}

// Key is a record's place in a list.
type Key struct {
	At when.Micros
	ID string
}

func (k Key) cursor() string { return strconv.FormatInt(int64(k.At), 36) + "." + k.ID }

// ParseKey reads a cursor.
func ParseKey(cursor string) (Key, error) {
	at, id, ok := strings.Cut(cursor, ".")
	if !ok || id == "" || !sound(cursor) {
		return Key{}, ErrCursor
	}
	n, err := strconv.ParseInt(at, 36, 64)
	if err != nil {
		return Key{}, ErrCursor
	}
	return Key{At: when.Micros(n), ID: id}, nil
}

// statesMax bounds the states of a filter: no lifecycle has more.
const statesMax = 12

// query checks a filter.
func (f Filter) query() (Query, error) {
	if len(f.States) > statesMax {
		return Query{}, badField("states")
	}
	for _, text := range append([]string{f.Kind, f.Member, f.Period, f.Ref}, f.States...) {
		if !sound(text) {
			return Query{}, ErrField
		}
	}
	q := Query{Filter: f, Limit: f.Limit}
	if q.Limit <= 0 {
		q.Limit = PageDefault
	}
	q.Limit = min(q.Limit, PageMax)
	if f.Cursor == "" {
		return q, nil
	}
	k, err := ParseKey(f.Cursor)
	if err != nil {
		return Query{}, err
	}
	q.After = &k
	return q, nil
}
