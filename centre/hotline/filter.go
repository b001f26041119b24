package hotline

import (
	"slices"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Bounds of a page.
const (
	PageDefault = 50
	PageMax     = 200
)

// Filter chooses tickets. Empty fields do not restrict.
type Filter struct {
	States []State
	Phone  ident.Phone
	Mine   bool // the caller has it
	Sort   Order
	Limit  int
	Cursor string
}

// Key is a ticket's place in a list of the latest.
type Key struct {
	At when.Micros
	ID string
}

func (k Key) cursor() string { return strconv.FormatInt(int64(k.At), 36) + "." + k.ID }

// ParseKey reads a cursor.
func ParseKey(cursor string) (Key, error) {
	at, id, ok := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(at, 36, 64)
	if !ok || id == "" || err != nil || !sound(cursor, KeyMax) {
		return Key{}, ErrFilter
	}
	return Key{At: when.Micros(n), ID: id}, nil
}

// query checks a filter and makes it ready for a store.
func (f Filter) query(scope access.Scope) (Query, error) {
	for _, s := range f.States {
		if !slices.Contains(States, s) {
			return Query{}, ErrFilter
		}
	}
	if f.Sort < Latest || f.Sort > Promise || f.Cursor != "" && f.Sort != Latest {
		return Query{}, ErrFilter
	}
	q := Query{States: f.States, Phone: f.Phone, Sort: f.Sort, Limit: f.Limit}
	if q.Limit <= 0 {
		q.Limit = PageDefault
	}
	q.Limit = min(q.Limit, PageMax)
	if f.Mine {
		q.Desk = scope.User
	}
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
