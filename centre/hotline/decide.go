package hotline

import (
	"strings"
	"time"
	"unicode/utf8"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// Bounds of what a person may write.
const (
	NoteMax = 2000 // runes: one screen of text
	KeyMax  = 128  // bytes of a client's key or of the id of a call record
)

// The acts.
const (
	ActReceive   = "receive"   // a call waits in the queue
	ActStart     = "start"     // an operator picked it up himself, or rings somebody
	ActAnswer    = "answer"    // out of the queue
	ActMiss      = "miss"      // the caller rang off in the queue
	ActHangUp    = "hang_up"   // the call is over
	ActPromise   = "promise"   // somebody will ring back
	ActDial      = "dial"      // it is rung
	ActUndialled = "undialled" // the telephony did not connect
	ActRing      = "ring"      // the other side's telephone rings
	ActTalk      = "talk"      // the other side has answered
	ActUnreached = "unreached" // the other side was not reached
	ActOverdue   = "overdue"   // the promise was missed
	ActTakeOver  = "take_over" // by a supervisor
	ActAbusive   = "abusive"
	ActRisk      = "risk"
	ActNote      = "note"
	ActStation   = "station"   // the station was told
	ActSMS       = "sms"       // the caller was sent a text by hand
	ActAttach    = "attach"    // a call record
	ActLink      = "link"      // a stop-payment
	ActHandOver  = "hand_over" // at a change of shifts
	ActClose     = "close"
)

// moves is the whole life of a ticket. Acts that are not in it and not in marks are refused as ErrState.
var moves = map[State]map[string]State{
	"":        {ActReceive: Queued, ActStart: Answered},
	Queued:    {ActAnswer: Answered, ActMiss: Promised},
	Answered:  {ActHangUp: Wrapped, ActPromise: Promised, ActTakeOver: TakenOver, ActClose: Closed, ActDial: Answered, ActUndialled: Answered, ActUnreached: Wrapped},
	TakenOver: {ActHangUp: Wrapped, ActPromise: Promised, ActClose: Closed, ActUnreached: Wrapped},
	Wrapped:   {ActHandOver: Wrapped, ActPromise: Promised, ActDial: Answered, ActClose: Closed},
	Promised:  {ActHandOver: Promised, ActPromise: Promised, ActDial: Answered, ActOverdue: Promised, ActClose: Closed},
}

// marks are acts that leave the state as it is: true where they are also possible on what is closed.
var marks = map[string]bool{
	ActAbusive: false, ActRisk: false, ActNote: true, ActStation: false, ActSMS: false, ActAttach: true, ActLink: true,
	ActRing: false, ActTalk: false,
}

// ownOnly are the acts that only the desk or a supervisor may do while a call is on or being written up.
var ownOnly = map[string]bool{ActHangUp: true, ActPromise: true, ActClose: true, ActDial: true}

// By is who acts, when, and whether he may act for other desks.
type By struct {
	User   string
	Name   string
	At     when.Micros
	Leads  bool
	System bool
}

// Act is what is done to a ticket.
type Act struct {
	Do     string
	Note   string
	At     when.Micros // of a promise
	Kind   string      // of a close
	Record string      // of a call record
	Claim  string      // that was started, with its number
	Number string
	To     string // of a hand-over: account and name of who has it afterwards
	ToName string
}

// decide checks an act against a ticket and the rules and returns the ticket after it. It is pure.
func decide(t Ticket, a Act, by By, r *Rules) (Ticket, error) {
	if a.Do == ActMiss && t.Phone == "" {
		return endUnknown(t, by, r)
	}
	to, ok := moves[t.State][a.Do]
	if !ok {
		late, mark := marks[a.Do]
		ok, to = mark && (late || t.State != Closed) && t.State != "", t.State
	}
	switch {
	case !ok:
		return t, fault.New(ErrState.Kind, ErrState.Code, "state", string(t.State), "act", a.Do)
	case ownOnly[a.Do] && !by.Leads && !by.System && (t.State == TakenOver || t.State == Answered || t.State == Wrapped) && t.holder() != by.User:
		return t, ErrOtherDesk
	case utf8.RuneCountInString(a.Note) > NoteMax:
		return t, badField("note")
	}
	before := t.State
	t.State = to
	t.Version++
	err := effect(&t, a, by, r)
	if err == nil && a.Do == ActClose {
		err = end(&t, a, by, r)
	}
	if err == nil && a.Do == ActClose && before == Promised && strings.TrimSpace(a.Note) == "" {
		err = ErrReason // a promise that nobody kept
	}
	return t, err
}

// holder is who may act on a call that is on.
func (t *Ticket) holder() string {
	if t.State == TakenOver {
		return t.Leader
	}
	return t.Desk
}

// effect writes what an act other than a close changes beside the state.
func effect(t *Ticket, a Act, by By, r *Rules) error {
	switch a.Do {
	case ActReceive:
		t.QueuedAt = by.At
	case ActStart:
		t.QueuedAt, t.AnsweredAt, t.Desk, t.DeskName = by.At, by.At, by.User, by.Name
	case ActAnswer, ActDial:
		if a.Do == ActDial && t.Phone == "" {
			return ErrNoNumber
		}
		t.AnsweredAt, t.EndedAt, t.Desk, t.DeskName, t.Leader, t.LeaderName = by.At, 0, by.User, by.Name, "", ""
		t.PromiseAt, t.OverdueAt = 0, 0
	case ActMiss:
		t.EndedAt, t.PromiseAt = by.At, by.At.Add(r.MissedCallback)
	case ActHangUp, ActUnreached:
		t.EndedAt = by.At
	case ActPromise:
		return promise(t, a, by, r)
	case ActOverdue:
		t.OverdueAt = by.At
	case ActTakeOver:
		t.Leader, t.LeaderName = by.User, by.Name
	case ActHandOver:
		t.Desk, t.DeskName = a.To, a.ToName
	case ActAbusive:
		t.Abusive = true
	case ActRisk:
		t.Risk = true
	case ActNote, ActStation, ActSMS, ActUndialled, ActRing, ActTalk:
		if strings.TrimSpace(a.Note) == "" {
			return badField("note")
		}
	case ActAttach:
		return attach(t, a)
	case ActLink:
		t.Claim, t.ClaimNumber = a.Claim, a.Number
	}
	return nil
}

func promise(t *Ticket, a Act, by By, r *Rules) error {
	switch {
	case t.Phone == "":
		return ErrNoNumber
	case a.At <= by.At || a.At > by.At.Add(r.PromiseMax):
		return fault.New(ErrPromise.Kind, ErrPromise.Code, "days", int64(r.PromiseMax/(24*time.Hour)))
	}
	if t.EndedAt == 0 {
		t.EndedAt = by.At
	}
	t.PromiseAt, t.OverdueAt = a.At, 0
	return nil
}

// attach binds the ticket to the record of its call. A record is never replaced: it is evidence.
func attach(t *Ticket, a Act) error {
	switch {
	case a.Record == "" || !sound(a.Record, KeyMax):
		return badField("record_id")
	case t.Record != "" && t.Record != a.Record:
		return ErrRecord
	}
	t.Record = a.Record
	return nil
}

// end closes a ticket.
func end(t *Ticket, a Act, by By, r *Rules) error {
	k, ok := r.kind(a.Kind)
	if !ok || k.Auto {
		return ErrKind
	}
	t.Kind, t.ClosedAt = a.Kind, by.At
	if t.EndedAt == 0 {
		t.EndedAt = by.At
	}
	return nil
}

// endUnknown ends a call that rang off in the queue and left no number: nobody can ring back.
func endUnknown(t Ticket, by By, r *Rules) (Ticket, error) {
	if t.State != Queued {
		return t, fault.New(ErrState.Kind, ErrState.Code, "state", string(t.State), "act", ActMiss)
	}
	t.State, t.Kind, t.EndedAt, t.ClosedAt = Closed, r.AbandonedKind, by.At, by.At
	t.Version++
	return t, nil
}

// sound says whether a text may be an id: bounded, valid, and without the zero byte that no database holds.
func sound(s string, limit int) bool {
	return len(s) <= limit && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// mend makes what a person wrote storable: broken text and zero bytes become the replacement character.
func mend(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD"), "\x00", "\uFFFD")
}
