package outreach

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

// Filter chooses records of a list.
type Filter struct {
	Is       map[string]string // field: value; a field that the list does not know is refused, an empty value ignored
	States   []string
	In       string      // a region: only records in it
	From, To when.Micros // of the time the list is ordered by
	Limit    int         // 0: PageDefault; never more than PageMax
	Cursor   string
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
	if !ok || id == "" || len(cursor) > 128 || strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") != "" {
		return Key{}, ErrCursor
	}
	n, err := strconv.ParseInt(at, 36, 64)
	if err != nil {
		return Key{}, ErrCursor
	}
	return Key{At: when.Micros(n), ID: id}, nil
}

// fieldsOf are the fields by which a kind's list is filtered.
var fieldsOf = map[string]string{
	"event": "kind form venue campaign task region unit large", "campaign": "unit", "pledge": "event venue region unit", "work": "genre platform rights unit",
	"honour": "kind unit", "material": "kind unit", "move": "material act event unit", "base": "region member unit", "registration": "region member unit",
	"task": "unit from region", "fraud_free": "kind region member unit", "circle": "unit", "message": "circle number unit", "receipt": "message member unit",
}

// Fields are the fields by which a kind's list is filtered, for stores and edges.
func Fields(kind string) []string { return strings.Fields(fieldsOf[kind]) }

const statesMax = 12

// query checks a filter for the list of a kind.
func (f Filter) query(kind string) (Query, error) {
	q := Query{Is: map[string]string{}, From: f.From, To: f.To, In: f.In, Limit: f.Limit}
	if len(f.States) > statesMax {
		return q, badField("states")
	}
	for _, s := range f.States {
		q.States = append(q.States, State(s))
	}
	for name, value := range f.Is {
		switch {
		case value == "":
			continue
		case !strings.Contains(" "+fieldsOf[kind]+" ", " "+name+" ") || len(value) > 64 || mend(value) != value:
			return q, badField(name)
		}
		q.Is[name] = value
	}
	if q.Limit <= 0 {
		q.Limit = PageDefault
	}
	q.Limit = min(q.Limit, PageMax)
	if f.Cursor == "" {
		return q, nil
	}
	k, err := ParseKey(f.Cursor)
	q.After = &k
	return q, err
}
