package dissuade

import (
	"strconv"
	"strings"

	"fanzha/term/when"
)

// Channel is how the person was approached.
type Channel string

// The channels.
const (
	Call  Channel = "call"
	SMS   Channel = "sms"
	Visit Channel = "visit"
)

// Evidence is one thing that shows that the attempt took place.
type Evidence struct {
	Kind  string `json:"kind"`  // call_record, place, photo, pledge, note
	Value string `json:"value"` // id of the call record, name or position of the place, SHA-256 of the photo, id of the pledge
}

// Attempt (劝阻记录) is one attempt to reach a person at risk.
type Attempt struct {
	ID      string
	Key     string // the client's own key, unique per user; empty when it gave none
	Warning string
	Order   string // empty: made on the warning itself
	Target  string

	Unit     string // of the one who made it
	AtUnit   string // that had the order or warning when it was recorded
	By       string // account id
	ByName   string
	At       when.Micros // when it was made
	Recorded when.Micros // when we learned of it

	Channel        Channel
	Outcome        string // code of rulebook/dissuade.yaml
	Reached        bool   // by the outcome: spoken to, or (message) delivered
	Met            bool   // by the outcome: met face to face
	Believes       *bool  // does the person believe the warning; nil: not known
	AlreadyPaidFen int64
	Evidence       []Evidence
	Note           string
	NextAt         when.Micros
	Reason         string // why the person was contacted all the same (Gate)
}

// AttemptCmd records an attempt.
type AttemptCmd struct {
	Key            string // optional: the same key of the same user records once
	Warning        string
	Order          string
	At             when.Micros // zero: now
	Channel        Channel
	Outcome        string
	Believes       *bool
	AlreadyPaidFen int64
	Evidence       []Evidence
	Note           string
	NextAt         when.Micros
	Reason         string
}

// Contact is what an order's report rests on.
type Contact struct {
	ID      string // of the attempt
	At      when.Micros
	Channel Channel
	Met     bool
	Reached bool
	NextAt  when.Micros
}

// Budget is how often a person was contacted within the window, and the local limit.
type Budget struct {
	Used    int64
	Limit   int64
	WindowH int64
}

// Filter chooses attempts: of one warning, one order or one person. Exactly one of the three is given.
type Filter struct {
	Warning string
	Order   string
	Target  string
	Limit   int // 0: PageDefault; never more than PageMax
	Cursor  string
}

// Bounds of a page of attempts.
const (
	PageDefault = 100
	PageMax     = 500
)

// query checks a filter and makes it ready for a store.
func (f Filter) query() (Query, error) {
	given := 0
	for _, id := range []string{f.Warning, f.Order, f.Target} {
		if !sound(id, idMax) {
			return Query{}, ErrFilter
		}
		if id != "" {
			given++
		}
	}
	if given != 1 {
		return Query{}, ErrFilter
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

// Key is an attempt's place in a list, the latest first.
type Key struct {
	At when.Micros
	ID string
}

func (k Key) cursor() string { return strconv.FormatInt(int64(k.At), 36) + "." + k.ID }

// ParseKey reads a cursor.
func ParseKey(cursor string) (Key, error) {
	at, id, ok := strings.Cut(cursor, ".")
	if !ok || id == "" || !sound(cursor, idMax) {
		return Key{}, ErrCursor
	}
	n, err := strconv.ParseInt(at, 36, 64)
	if err != nil {
		return Key{}, ErrCursor
	}
	return Key{At: when.Micros(n), ID: id}, nil
}
