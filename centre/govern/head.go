package govern

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Book names one kind of record.
type Book string

// The books of this room.
const (
	Members     Book = "member"
	Liaisons    Book = "liaison"
	Seats       Book = "seat"
	Notices     Book = "notice"
	Receipts    Book = "receipt"
	Duties      Book = "duty"
	Terms       Book = "term"
	Meetings    Book = "meeting"
	Tasks       Book = "task"
	Rankings    Book = "ranking"
	Protests    Book = "protest"
	Escalations Book = "escalation"
	Returns     Book = "return"
)

// Books are all of them.
var Books = []Book{Members, Liaisons, Seats, Notices, Receipts, Duties, Terms, Meetings, Tasks, Rankings, Protests, Escalations, Returns}

// Head is what every record of this room has: what is searched by, kept once, and ordered by. The rest of a record is its body.
type Head struct {
	ID      string      `json:"-"`
	Number  string      `json:"-"` // ZR20261121-000123
	Unit    string      `json:"-"` // jurisdiction, 12 digits
	Member  string      `json:"-"` // code of the member unit whose matter it is; empty: of the office
	Region  string      `json:"-"` // where, may be empty
	Kind    string      `json:"-"`
	State   string      `json:"-"`
	Period  string      `json:"-"` // 2026-10
	Ref     string      `json:"-"` // id of the record it belongs to
	At      when.Micros `json:"-"` // when it came to be; lists are ordered by it
	Due     when.Micros `json:"-"` // 0: no clock
	Alarm   when.Micros `json:"-"` // when its clock next does something; 0: nothing runs
	Version int64       `json:"-"`
}

func (h *Head) head() *Head { return h }

// Bounds of what a person may write.
const (
	NoteMax  = 2000 // characters of a reason, a minute or a plan
	FieldMax = 200  // bytes of a name, code or number
	FilesMax = 20   // pieces of evidence of one record
	ListMax  = 200  // member units, decisions or attendants named at once
)

// Evidence is a document that is kept elsewhere, by its fingerprint.
type Evidence struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// By is who acts, and when.
type By struct {
	User   string
	Name   string
	Unit   string
	Member string
	At     when.Micros
	Note   string
}

func byOf(scope access.Scope, at when.Micros, note string) By {
	return By{User: scope.User, Name: scope.Name, Unit: scope.Unit, Member: scope.Member, At: at, Note: mend(note)}
}

// Who is a person who acted, and when.
type Who struct {
	User string      `json:"user"`
	Name string      `json:"name"`
	At   when.Micros `json:"at"`
}

func (b By) who() Who { return Who{b.User, b.Name, b.At} }

// moves is a table of transitions: what is not in it is refused as ErrState.
type moves map[string]map[string]string

// step looks an act up.
func (m moves) step(from, act string) (string, error) {
	to, ok := m[from][act]
	if !ok {
		return from, fault.New(ErrState.Kind, ErrState.Code, "state", from, "act", act)
	}
	return to, nil
}

// tables are every lifecycle of this room, whole. Whose turn it is, and which clock runs, stands beside each.
var tables = map[Book]moves{
	Members:  {"": {"add": "active"}, "active": {"change": "active", "leave": "left", "ask": "active"}},
	Liaisons: {"": {"take": "active"}, "active": {"hand_over": "ended"}},
	Seats:    {"": {"seat": "active"}, "active": {"leave": "ended"}},
	Notices:  {"": {"issue": "issued"}, "issued": {"withdraw": "withdrawn"}},
	Receipts: {"": {"send": "unread"}, "unread": {"read": "read"}}, // the member unit's turn
	Duties:   {"": {"assign": "active"}, "active": {"turn": "active", "end": "ended"}},
	Terms: {
		"":          {"open": "open"},
		"open":      {"submit": "submitted", "remind": "open", "overdue": "open", "waive": "waived"}, // the member unit's turn, until Due
		"submitted": {"confirm": "confirmed", "return": "open", "remind": "submitted"},               // the office's
	},
	Meetings: {"": {"plan": "planned"}, "planned": {"hold": "held", "cancel": "cancelled"}, "held": {"follow": "held"}},
	Tasks: {
		"":         {"set": "open"},
		"open":     {"report": "reported", "overdue": "open", "drop": "dropped"}, // the member unit's turn, until Due
		"reported": {"accept": "done", "return": "open"},                         // the office's
	},
	Rankings: {
		"":          {"compute": "draft"},
		"draft":     {"publish": "published", "drop": "dropped"},   // the leader's
		"published": {"correct": "published", "finalise": "final"}, // everyone's until Due, then the office's
		"final":     {},
		"dropped":   {},
	},
	Protests: {"": {"file": "open"}, "open": {"uphold": "upheld", "refuse": "refused", "withdraw": "withdrawn"}},
	Escalations: {
		"":         {"propose": "proposed"},
		"proposed": {"adopt": "adopted", "issue": "issued", "decline": "declined"}, // a person's, who gives a reason
		"adopted":  {"approve": "issued", "decline": "declined"},                   // of an interview: a second person's
		"issued":   {"hold": "held", "plan": "planned"},                            // interview: to be held; else the unit's
		"held":     {"plan": "planned"},                                            // the unit's
		"planned":  {"pass": "closed", "fail": "failed"},                           // the office's, when the plan is due
		"failed":   {"plan": "planned"},                                            // the unit's again
	},
	Returns: {
		"":          {"ask": "asked"},
		"asked":     {"fill": "draft", "remind": "asked", "overdue": "asked"},                                // the member unit's, until Due
		"draft":     {"fill": "draft", "submit": "submitted", "remind": "draft", "overdue": "draft"},         // the member unit's
		"submitted": {"sign": "signed", "send_back": "draft", "remind": "submitted", "overdue": "submitted"}, // a second person's of the unit
		"signed":    {"correct": "submitted"},                                                                // done; a correction is signed again
	},
}

// mend makes what a person wrote storable.
func mend(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD"), "\x00", "\uFFFD")
}

// sound says whether a text may be a code, number or name.
func sound(s string) bool {
	return len(s) <= FieldMax && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// fields checks required short texts, given as name, value pairs.
func fields(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) == "" || !sound(pairs[i+1]) {
			return badField(pairs[i])
		}
	}
	return nil
}

// words checks longer texts, given as name, value pairs; they may be empty.
func words(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if utf8.RuneCountInString(pairs[i+1]) > NoteMax {
			return badField(pairs[i])
		}
	}
	return nil
}

// needNote asks for a reason in words.
func needNote(note string) error {
	if note == "" || utf8.RuneCountInString(note) > NoteMax {
		return ErrReason
	}
	return nil
}

// proven checks pieces of evidence: each a name and the fingerprint of a document.
func proven(files []Evidence) error {
	if len(files) > FilesMax {
		return badField("files")
	}
	for _, f := range files {
		if strings.TrimSpace(f.Name) == "" || !sound(f.Name) || len(f.SHA256) != 64 || strings.Trim(f.SHA256, "0123456789abcdef") != "" {
			return badField("files")
		}
	}
	return nil
}

// apart is the four-eyes rule: who acts now is none of those who acted before.
func apart(by By, before ...Who) error {
	if slices.ContainsFunc(before, func(w Who) bool { return w.User != "" && w.User == by.User }) {
		return ErrSamePerson
	}
	return nil
}
