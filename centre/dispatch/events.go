package dispatch

import (
	"encoding/json"

	"fanzha/term/when"
)

// The kinds of events this room emits. Subject is the order's id.
const (
	EvIssued      = "order.issued"
	EvSigned      = "order.signed"
	EvEscalated   = "order.escalated"
	EvContacted   = "order.contacted"
	EvOverdue     = "order.overdue"
	EvReported    = "order.reported"
	EvTransferred = "order.transferred"
	EvChased      = "order.chased"
	EvClosed      = "order.closed"
	EvWithdrawn   = "order.withdrawn"
	EvHandedOver  = "order.handed_over"
)

// Event is what leaves the room when a change is committed.
type Event struct {
	Kind string
	Unit string // whose consoles it concerns
	At   when.Micros
	Body EventBody
}

// EventBody is the body of every event of this room. It holds no personal data.
type EventBody struct {
	Order    string      `json:"order"`
	Number   string      `json:"number"`
	Warning  string      `json:"warning"`
	Target   string      `json:"target"`
	Unit     string      `json:"unit"`
	FromUnit string      `json:"from_unit,omitempty"`
	Level    Level       `json:"level"`
	Family   Family      `json:"family"`
	Fraud    string      `json:"fraud,omitempty"`
	State    State       `json:"state"`
	Version  int64       `json:"version"`
	Round    int64       `json:"round"`
	Deadline Deadline    `json:"deadline,omitempty"` // overdue: which
	Due      when.Micros `json:"due,omitempty"`      // overdue: when it was due
	Result   Result      `json:"result,omitempty"`
	LossFen  int64       `json:"loss_fen,omitempty"`
	Chases   int64       `json:"chases,omitempty"`
	Actor    string      `json:"actor"`
	// How the order stands: the last event alone is enough to count it.
	Place      string      `json:"place,omitempty"` // area code of the person at risk, at most the street
	IssuedAt   when.Micros `json:"issued_at,omitempty"`
	SignDue    when.Micros `json:"sign_due,omitempty"`
	SignedAt   when.Micros `json:"signed_at,omitempty"`
	VisitDue   when.Micros `json:"visit_due,omitempty"`
	VisitedAt  when.Micros `json:"visited_at,omitempty"`
	ReachedAt  when.Micros `json:"reached_at,omitempty"`
	ReportedAt when.Micros `json:"reported_at,omitempty"`
	EndedAt    when.Micros `json:"ended_at,omitempty"`
	Missed     Marks       `json:"missed,omitempty"`
}

// ParseEvent reads the body of an event of this room.
func ParseEvent(body []byte) (EventBody, error) {
	var b EventBody
	err := json.Unmarshal(body, &b)
	if err != nil {
		return EventBody{}, badField("body").With(err)
	}
	return b, nil
}
