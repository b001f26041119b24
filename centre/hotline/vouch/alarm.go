package vouch

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/term/ident"
	"fanzha/term/when"
)

// AlarmState is where an alarm stands.
type AlarmState string

// The states of an alarm.
const (
	AlarmOpen   AlarmState = "open"   // 待处置: any supervisor's turn
	AlarmTaken  AlarmState = "taken"  // 处置中: its owner's turn
	AlarmClosed AlarmState = "closed" // 已办结
)

// Outcome is what a person found.
type Outcome string

// The outcomes.
const (
	Impostor   Outcome = "impostor"    // 确系冒充
	TypedWrong Outcome = "typed_wrong" // 群众输错
	OurLate    Outcome = "our_late"    // 本单位人员的码已过期或号码未登记
	Unclear    Outcome = "unclear"     // 无法查明
)

// Outcomes lists them.
var Outcomes = []Outcome{Impostor, TypedWrong, OurLate, Unclear}

// Channel is where somebody asked.
type Channel string

// The channels.
const (
	Page Channel = "page"
	Desk Channel = "desk"
)

// Alarm (冒充警报) is what wrong codes of one network leave.
type Alarm struct {
	ID        string
	Number    string // MC20261123-000001
	Unit      string
	At        when.Micros
	LastAt    when.Micros
	Cause     Verdict
	Channel   Channel
	Tails     []string // ends of the codes, at most tailsMost
	Code      string   // id of a code that was misused; empty: none of ours, here and below
	Officer   string   // name of who issued it
	Kind      Kind
	Subject   string // what it was issued for
	Title     string
	Network   string // keyed hash
	Rang      string // number that rang the citizen; empty: not given
	Ticket    string // call on which it was asked
	Count     int64  // wrong answers
	State     AlarmState
	Owner     string
	OwnerName string
	TakenAt   when.Micros
	Outcome   Outcome
	Note      string
	Passed    bool // the number went to detection
	ClosedAt  when.Micros
	Version   int64
}

const (
	tailsMost = 10
	noteMost  = 500
)

// Join adds another wrong answer of the same network to an open alarm. A guesser stays one.
func (a *Alarm) Join(b *Alarm) {
	a.Count, a.LastAt, a.Version = a.Count+b.Count, max(a.LastAt, b.LastAt), a.Version+1
	if b.Cause == Guessing {
		a.Cause = Guessing
	}
	for _, tail := range b.Tails {
		if !slices.Contains(a.Tails, tail) && len(a.Tails) < tailsMost {
			a.Tails = append(a.Tails, tail)
		}
	}
	if a.Code == "" {
		a.Code, a.Officer, a.Kind, a.Subject, a.Title = b.Code, b.Officer, b.Kind, b.Subject, b.Title
	}
}

// Passable says whether the number that rang is one that detection can look for.
func (a *Alarm) Passable() (ident.Phone, bool) {
	p, err := ident.ParsePhone(a.Rang)
	return p, err == nil && !p.Service()
}

// AlarmAct is a command on an alarm.
type AlarmAct struct {
	Take    bool // else it is closed
	Outcome Outcome
	Note    string
	Pass    bool // the number goes to detection
}

// decide moves an alarm by one act, or refuses. Who has it ends it; a colleague takes it over first.
func decide(a Alarm, act AlarmAct, by Act) (Alarm, error) {
	note := strings.TrimSpace(act.Note)
	_, passable := a.Passable()
	switch {
	case a.State == AlarmClosed:
		return a, ErrState
	case act.Take:
		if a.State == AlarmTaken && a.Owner == by.User {
			return a, ErrState
		}
		a.State, a.Owner, a.OwnerName, a.TakenAt = AlarmTaken, by.User, by.Name, by.At
	case a.State != AlarmTaken:
		return a, ErrState
	case a.Owner != by.User:
		return a, ErrOwner
	case !slices.Contains(Outcomes, act.Outcome):
		return a, badField("outcome")
	case note == "" || utf8.RuneCountInString(note) > noteMost || !utf8.ValidString(note):
		return a, badField("note")
	case act.Pass && (act.Outcome != Impostor || !passable):
		return a, badField("pass")
	default:
		a.State, a.Outcome, a.Note, a.Passed, a.ClosedAt = AlarmClosed, act.Outcome, note, act.Pass, by.At
	}
	a.Version++
	return a, nil
}
