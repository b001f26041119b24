package hotline

import (
	"encoding/json"
	"strings"

	"fanzha/term/when"
)

// The kinds of events of this room. Subject is the ticket's id, the body an EventBody.
const (
	EvQueued    = "hotline.queued"
	EvAnswered  = "hotline.answered"
	EvWrapped   = "hotline.wrapped"
	EvPromised  = "hotline.promised"
	EvOverdue   = "hotline.overdue"    // tell the supervisor
	EvTakenOver = "hotline.taken_over" // its operator is due a break
	EvAbusive   = "hotline.abusive"    // tell the supervisor
	EvRisk      = "hotline.risk"       // to somebody's life
	EvUnreached = "hotline.unreached"  // the other side of a call out did not take it
	EvNoted     = "hotline.noted"
	EvLinked    = "hotline.linked" // a stop-payment or a call record was attached
	EvHanded    = "hotline.handed_over"
	EvClosed    = "hotline.closed"
)

var kindOf = map[string]string{
	ActReceive: EvQueued, ActStart: EvAnswered, ActAnswer: EvAnswered, ActDial: EvAnswered, ActUndialled: EvNoted, ActMiss: EvPromised, ActHangUp: EvWrapped,
	ActPromise: EvPromised, ActOverdue: EvOverdue, ActTakeOver: EvTakenOver, ActAbusive: EvAbusive, ActRisk: EvRisk, ActNote: EvNoted, ActStation: EvNoted,
	ActRing: EvNoted, ActTalk: EvNoted, ActUnreached: EvUnreached,
	ActSMS: EvNoted, ActAttach: EvLinked, ActLink: EvLinked, ActHandOver: EvHanded, ActClose: EvClosed,
}

// EventBody is the body of every event of this room. It holds no personal data.
type EventBody struct {
	Ticket    string      `json:"ticket"`
	Number    string      `json:"number"`
	Unit      string      `json:"unit"`
	Direction Direction   `json:"direction"`
	State     State       `json:"state"`
	Actor     string      `json:"actor"`
	Desk      string      `json:"desk,omitempty"`
	Kind      string      `json:"kind,omitempty"`
	Abusive   bool        `json:"abusive,omitempty"`
	Risk      bool        `json:"risk,omitempty"`
	Times     int64       `json:"times"`
	Claim     string      `json:"claim,omitempty"`
	Outcome   string      `json:"outcome,omitempty"` // why the other side was not reached
	Record    string      `json:"record,omitempty"`  // id of that call
	QueuedAt  when.Micros `json:"queued_at"`
	Answered  when.Micros `json:"answered_at,omitempty"`
	PromiseAt when.Micros `json:"promise_at,omitempty"`
	ClosedAt  when.Micros `json:"closed_at,omitempty"`
	Version   int64       `json:"version"`
}

// Event says what happened by a change: its kind and body.
func (c Change) Event() (string, []byte, error) {
	t := &c.Ticket
	kind := kindOf[c.Step.Act]
	if t.State == Closed && c.Step.Act == ActMiss {
		kind = EvClosed
	}
	var outcome, record string
	if c.Step.Act == ActUnreached {
		outcome, record, _ = strings.Cut(c.Step.Note, " ")
	}
	body, err := json.Marshal(EventBody{
		Outcome: outcome, Record: record,
		Ticket: t.ID, Number: t.Number, Unit: t.Unit, Direction: t.Direction, State: t.State, Actor: c.Step.By, Desk: t.Desk, Kind: t.Kind, Abusive: t.Abusive,
		Risk: t.Risk, Times: t.Times, Claim: t.Claim, QueuedAt: t.QueuedAt, Answered: t.AnsweredAt, PromiseAt: t.PromiseAt, ClosedAt: t.ClosedAt, Version: t.Version,
	})
	return kind, body, err
}

// ParseEvent reads the body of an event of this room.
func ParseEvent(body []byte) (EventBody, error) {
	var b EventBody
	err := json.Unmarshal(body, &b)
	if err != nil {
		return b, badField("body").With(err)
	}
	return b, nil
}
