package duty

import (
	"encoding/json"

	"fanzha/term/when"
)

// The kinds of events of this room. The body of each is an EventBody.
const (
	EvRosterSet  = "duty.roster_set" // a shift was written or changed
	EvSwapped    = "duty.swap"       // a swap was proposed or answered
	EvPaper      = "duty.handover"   // a hand-over was drawn, signed once, or given back
	EvHandedOver = "duty.handed_over"
	EvLate       = "duty.late"      // nobody handed the shift over
	EvEscalated  = "duty.escalated" // the next in the ladder is called
	EvSettled    = "duty.settled"
)

// EventBody is what an event of this room says. It holds no personal data of people at risk.
type EventBody struct {
	ID      string      `json:"id"`
	Unit    string      `json:"unit"`
	State   string      `json:"state"`
	Kind    string      `json:"kind,omitempty"`
	Item    string      `json:"item,omitempty"`
	Level   string      `json:"level,omitempty"`
	Why     string      `json:"why,omitempty"`
	ToUnit  string      `json:"to_unit,omitempty"`
	Post    Post        `json:"post,omitempty"`
	Who     string      `json:"who,omitempty"`
	N       int         `json:"n,omitempty"`
	Actor   string      `json:"actor"`
	At      when.Micros `json:"at"`
	Version int64       `json:"version"`
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

// event makes an event of a record; unit is whose consoles it concerns.
func event(kind, unit string, b EventBody) Event {
	raw, err := json.Marshal(b)
	if err != nil {
		panic("duty: the body of an event is plain data: " + err.Error())
	}
	return Event{Kind: kind, Unit: unit, Body: raw}
}
