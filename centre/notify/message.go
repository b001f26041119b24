package notify

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"fanzha/term/ident"
	"fanzha/term/when"
)

// Occasion is upon what a message may go out (rulebook/notify.yaml, occasions).
type Occasion string

// The occasions that the playbook knows.
const (
	WarningRaised Occasion = "warning.raised"
	LevelRaised   Occasion = "warning.level_raised"
	CallMissed    Occasion = "call.missed"
)

// Message (短信) is one text to one person.
type Message struct {
	ID       string
	Cause    string // unique: what it is sent for
	Template string // code of rulebook/notify.yaml
	Target   string // person at risk
	Warning  string // empty: of a caller of whom no warning is worked on
	Unit     string // that had the warning when the message was accepted
	Ticket   string // of the call that it was sent from; empty: of a warning
	By       string // who sent it by hand; empty: the centre, upon an occasion
	ByName   string
	Urgent   bool
	Text     string // as rendered
	Parts    int64  // that the carrier counts

	State  State
	Reason Reason // of a refusal or failure, and of the last wait
	Into   string // bundled: the message that went for it
	To     string // masked number that it was handed over for
	Detail string // code that the carrier gave

	AcceptedAt when.Micros
	NextAt     when.Micros // when the centre looks at it again; 0: never
	ExpiresAt  when.Micros // from then on it says nothing true
	TakenAt    when.Micros // handed over, or perhaps handed over; 0: certainly not
	SentAt     when.Micros // the carrier took it
	DoneAt     when.Micros
	Tries      int64
	Unanswered int64 // hand-overs whose answer was lost
	Version    int64
}

// AcceptCmd asks for a message. An occasion for which the rulebook names no text asks for nothing.
type AcceptCmd struct {
	Cause   string
	On      Occasion
	Family  string // of the warning
	Level   string
	Target  string
	Warning string
	Number  string // of the warning, for {number}
	Unit    string
}

// Parcel is what the carrier is given.
type Parcel struct {
	ID     string
	To     ident.Phone
	Sender string // number that the message comes from
	Text   string
}

// Part is one part of a message as the carrier named it.
type Part struct {
	Ref   string
	Ended State // Delivered, Undelivered, or "" while nothing is known
}

// Receipt (回执) is what the carrier says of one part.
type Receipt struct {
	Ref       string
	Delivered bool
	Detail    string // the carrier's own code
	At        when.Micros
}

// Mute (免打扰) keeps messages from a person until a moment, for a reason: the phone is in the fraudster's hands, the person asked.
type Mute struct {
	Target string
	Unit   string
	Until  when.Micros // 0: no longer muted
	Why    string
	By     string
	ByName string
	At     when.Micros
}

// MuteCmd mutes a person until a moment, or lets messages through again when Until is 0.
type MuteCmd struct {
	Target string
	Until  when.Micros
	Why    string
}

// Filter chooses messages.
type Filter struct {
	Warning  string
	Target   string
	Ticket   string
	State    State
	Template string
	Unit     string
	Since    when.Micros // accepted at or after
	Before   when.Micros // accepted before; 0: up to now
	Limit    int         // 0: PageDefault; never more than PageMax
	Cursor   string
}

// Count is how many messages ended, or wait, in one way.
type Count struct {
	State    State
	Reason   Reason
	Template string
	N        int64
}

// Bounds of a page and of what others write.
const (
	PageDefault = 50
	PageMax     = 200
	idMax       = 200 // bytes of an id or a cause
	refMax      = 65  // octets of a carrier's id, as SMPP bounds it
	detailMax   = 64
	whyMax      = 500 // runes
)

// Key is a message's place in a list, the latest first.
type Key struct {
	At when.Micros
	ID string
}

// Query is a Filter made ready for a store.
type Query struct {
	Filter
	After *Key
	Limit int
}

func (f Filter) query() (Query, error) {
	for _, s := range []string{f.Warning, f.Target, f.Ticket, string(f.State), f.Template, f.Unit, f.Cursor} {
		if !sound(s, idMax) {
			return Query{}, ErrFilter
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
	at, id, ok := strings.Cut(f.Cursor, ".")
	n, err := strconv.ParseInt(at, 36, 64)
	if !ok || id == "" || err != nil {
		return Query{}, ErrFilter
	}
	q.After = &Key{At: when.Micros(n), ID: id}
	return q, nil
}

func cursorOf(m Message) string { return strconv.FormatInt(int64(m.AcceptedAt), 36) + "." + m.ID }

// sound says whether a text may be an id: bounded, valid, and without the zero byte that no database holds.
func sound(s string, limit int) bool {
	return len(s) <= limit && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
