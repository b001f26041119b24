package govern

import (
	"encoding/json"
	"fmt"
	"time"

	"fanzha/term/when"
)

// The kinds of events that others count or react to. The body of each is an EventBody.
const (
	EvMeetingHeld      = "meeting.held"
	EvInterviewHeld    = "interview.held"
	EvEscalationOut    = "escalation.issued"
	EvEscalationClosed = "escalation.closed"
	EvProposed         = "escalation.proposed"
	EvDutyDone         = "duty.done"
	EvDutyOverdue      = "duty.overdue"
	EvDutyReminded     = "duty.reminded"
	EvTaskDone         = "task.done"
	EvTaskOverdue      = "task.overdue"
	EvNoticeIssued     = "notice.issued"
	EvRankPublished    = "ranking.published"
	EvRankFinal        = "ranking.final"
	EvReturnAccepted   = "return.accepted"
	EvReturnReminded   = "return.reminded"
	EvReturnOverdue    = "return.overdue"
)

// Counted are the kinds of events that figures are made of.
var Counted = []string{EvMeetingHeld, EvInterviewHeld, EvEscalationOut, EvEscalationClosed, EvDutyDone, EvDutyOverdue, EvTaskDone, EvTaskOverdue,
	EvNoticeIssued, EvRankPublished, EvRankFinal, EvReturnAccepted, EvReturnOverdue}

// CountedValue is one number of an accepted return.
type CountedValue struct {
	Measure string `json:"measure"`
	N       int64  `json:"n"`
	Fen     int64  `json:"fen"`
}

// EventBody is what an event of this room says: all that a figure needs, and nothing personal.
type EventBody struct {
	ID         string         `json:"id"`
	Unit       string         `json:"unit"`
	Region     string         `json:"region"`
	Member     string         `json:"member"`
	MemberKind string         `json:"member_kind"`
	Kind       string         `json:"kind"`
	State      string         `json:"state"`
	Period     string         `json:"period"`
	Day        string         `json:"day"`           // YYYY-MM-DD that the fact belongs to
	Due        string         `json:"due,omitempty"` // of a term: the last day on which it was in time
	N          int64          `json:"n"`
	Fen        int64          `json:"fen"`
	Revision   int64          `json:"revision"`
	Late       bool           `json:"late"`
	Values     []CountedValue `json:"values,omitempty"`
	Actor      string         `json:"actor"`
	Version    int64          `json:"version"`
}

// ParseEvent reads the body of any event of this room.
func ParseEvent(body []byte) (EventBody, error) {
	var b EventBody
	err := json.Unmarshal(body, &b)
	if err != nil {
		return b, badField("body").With(fmt.Errorf("event: %w", err))
	}
	return b, nil
}

// dayOf is the day of a moment in the centre's zone.
func dayOf(at when.Micros) string { return at.Time().In(when.Zone).Format(time.DateOnly) }

// told is what a record adds to the body of its events.
type told interface{ tell(b *EventBody) }

// event makes the body of an event of a record.
func event(kind string, r record, by By) Event {
	h := r.head()
	b := EventBody{ID: h.ID, Unit: h.Unit, Region: h.Region, Member: h.Member, Kind: h.Kind, State: h.State, Period: h.Period,
		Day: dayOf(by.At), N: 1, Actor: by.User, Version: h.Version}
	t, more := r.(told)
	if more {
		t.tell(&b)
	}
	raw, err := json.Marshal(b)
	if err != nil {
		panic("govern: the body of an event is plain data: " + err.Error())
	}
	return Event{Kind: kind, Body: raw}
}
