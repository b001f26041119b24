package notify

import (
	"encoding/json"

	"fanzha/term/when"
)

// Kinds of events; the subject is the message's id. There is one for each state that others may react to.
const (
	EvAccepted    = "notify.accepted"
	EvRefused     = "notify.refused"
	EvBundled     = "notify.bundled"
	EvSent        = "notify.sent"
	EvDelivered   = "notify.delivered"
	EvUndelivered = "notify.undelivered"
	EvUnconfirmed = "notify.unconfirmed"
	EvFailed      = "notify.failed"
)

// eventOf names the event of a state.
var eventOf = map[State]string{
	Waiting: EvAccepted, Declined: EvRefused, Bundled: EvBundled, Sent: EvSent, Delivered: EvDelivered, Undelivered: EvUndelivered,
	Unconfirmed: EvUnconfirmed, Failed: EvFailed,
}

// EventKind is the event of a state, "" when there is none.
func EventKind(s State) string { return eventOf[s] }

// EventBody is the body of every event. It holds no personal data.
type EventBody struct {
	Message  string      `json:"message"`
	Template string      `json:"template"`
	Warning  string      `json:"warning,omitempty"`
	Ticket   string      `json:"ticket,omitempty"` // sent by hand from this call
	By       string      `json:"by,omitempty"`     // who sent it by hand
	Target   string      `json:"target"`
	Unit     string      `json:"unit"`
	State    State       `json:"state"`
	Reason   Reason      `json:"reason,omitempty"`
	Into     string      `json:"into,omitempty"`
	Detail   string      `json:"detail,omitempty"`
	SentAt   when.Micros `json:"sent_at,omitempty"`
	DoneAt   when.Micros `json:"done_at,omitempty"`
	NextAt   when.Micros `json:"next_contact_at,omitempty"` // somebody tries another way by then
}

// Event is the body for a message.
func Event(m Message) EventBody {
	return EventBody{
		Message: m.ID, Template: m.Template, Warning: m.Warning, Ticket: m.Ticket, By: m.By, Target: m.Target, Unit: m.Unit, State: m.State, Reason: m.Reason, Into: m.Into,
		Detail: m.Detail, SentAt: m.SentAt, DoneAt: m.DoneAt,
	}
}

// ParseEvent reads the body of an event.
func ParseEvent(body []byte) (EventBody, error) {
	var b EventBody
	err := json.Unmarshal(body, &b)
	if err != nil {
		return EventBody{}, badField("body").With(err)
	}
	return b, nil
}
