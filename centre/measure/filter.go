package measure

import (
	"strconv"
	"strings"

	"fanzha/term/when"
)

// Bounds of a page.
const (
	PageDefault = 100
	PageMax     = 500
)

// Filter chooses records of a list. A field that the list does not know is refused.
type Filter struct {
	States     []string
	Bank       string
	Claim      string
	Order      string      // freezes
	Account    string      // freezes, restrictions; marks: the subject
	Kind       string      // marks
	Object     ObjectKind  // objections
	ObjectID   string      // objections
	EndsBefore when.Micros // freezes, restrictions, marks: still live, and ending before
	ReviewBy   when.Micros // restrictions: the daily list, review due before
	Limit      int         // 0: PageDefault; never more than PageMax
	Cursor     string
}

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

// The names of filter fields, as lists allow them.
var (
	freezeFields      = "bank claim order account ends"
	restrictionFields = "bank claim account ends review"
	markFields        = "bank account kind ends"
	objectionFields   = "bank claim object object_id"
)

// query checks a filter for a list.
func (f Filter) query(allowed string) (Query, error) {
	for name, given := range map[string]bool{
		"bank": f.Bank != "", "claim": f.Claim != "", "order": f.Order != "", "account": f.Account != "", "kind": f.Kind != "",
		"object": f.Object != "", "object_id": f.ObjectID != "", "ends": f.EndsBefore != 0, "review": f.ReviewBy != 0,
	} {
		if given && !strings.Contains(" "+allowed+" ", " "+name+" ") {
			return Query{}, badField(name)
		}
	}
	if len(f.States) > statesMax {
		return Query{}, badField("states")
	}
	for _, text := range append([]string{f.Bank, f.Claim, f.Order, f.Account, f.Kind, string(f.Object), f.ObjectID}, f.States...) {
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

// statesMax bounds the states of a filter: no lifecycle has more.
const statesMax = 12

// page cuts a list that was read with one more than the limit, and names where the next page begins.
func page[T any](list []T, limit int, key func(*T) Key) ([]T, string) {
	if len(list) <= limit {
		return list, ""
	}
	return list[:limit], key(&list[limit-1]).cursor()
}
