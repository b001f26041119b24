package hotline

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// State is where a ticket stands.
type State string

// The states, and whose turn it is.
const (
	Queued    State = "queued"     // 排队: any operator's turn
	Answered  State = "answered"   // 通话中: its desk's turn
	TakenOver State = "taken_over" // 已接管: the turn of the supervisor who took it over
	Wrapped   State = "wrapped"    // 待整理: the call is over, its desk writes it up
	Promised  State = "promised"   // 待回拨: any operator's turn, until PromiseAt
	Closed    State = "closed"     // 已办结
)

// States lists them in the order of a call's life.
var States = []State{Queued, Answered, TakenOver, Wrapped, Promised, Closed}

// Direction says who rang.
type Direction string

// The directions.
const (
	In  Direction = "in"  // 来电
	Out Direction = "out" // 去电
)

// Ticket (接线工单) is one call.
type Ticket struct {
	ID        string
	Number    string // JX20261122-000001
	Key       string // of who made it; empty when he gave none
	MadeBy    string
	Unit      string
	Direction Direction
	State     State
	Phone     ident.Phone // the other side; empty when the caller withheld it
	Earlier   string      // the call before of the same number within the window
	Times     int64       // calls of the number within the window, this one included

	Desk       string // account of the operator who has it
	DeskName   string
	Leader     string // account of the supervisor who took it over
	LeaderName string

	QueuedAt   when.Micros // when it came in, or was begun
	AnsweredAt when.Micros
	EndedAt    when.Micros
	PromiseAt  when.Micros
	OverdueAt  when.Micros // when it was told that the promise was missed
	ClosedAt   when.Micros

	Abusive     bool
	Risk        bool   // to somebody's life
	Kind        string // what the call was about: code of rulebook/hotline.yaml, once closed
	Record      string // id of the call record
	Claim       string // the stop-payment that it started
	ClaimNumber string
	Version     int64
}

// Open says whether something is still to be done.
func (t *Ticket) Open() bool { return t.State != Closed }

// Late says whether the caller waits for a promised call longer than he was told.
func (t *Ticket) Late(now when.Micros) bool { return t.State == Promised && t.PromiseAt <= now }

// Step is one act on a ticket.
type Step struct {
	Seq    int64 // the ticket's version after it
	At     when.Micros
	By     string
	ByName string
	Act    string
	State  State // after it
	Note   string
}

// Care (关照记录) is what the next operator should know before he answers a number.
type Care struct {
	ID     string
	Unit   string
	Phone  ident.Phone
	Note   string
	At     when.Micros
	By     string
	ByName string
}

// Counts are what waits, of those tickets that a caller may see.
type Counts struct {
	Queued   int64
	Talking  int64 // answered or taken over
	Wrapped  int64
	Promised int64
	Late     int64 // of the promised
	Abusive  int64 // marked, and nobody has taken it over yet
}
