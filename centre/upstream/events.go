package upstream

import (
	"encoding/json"

	"fanzha/term/when"
)

// The kinds of events of this room. Subject is the order's id, the body an EventBody.
const (
	EvReceived     = "upstream.received"
	EvAcknowledged = "upstream.acknowledged"
	EvPassed       = "upstream.passed"   // to a lower centre
	EvTaken        = "upstream.taken"    // it becomes a warning of our own
	EvReturned     = "upstream.returned" // by us
	EvBounced      = "upstream.bounced"  // by us or to us
	EvReclaimed    = "upstream.reclaimed"
	EvRecalled     = "upstream.recalled" // the giver took it back; somebody here may work on it
	EvGiven        = "upstream.given"
	EvDelivered    = "upstream.delivered"
	EvReceipted    = "upstream.receipted"
	EvAnswered     = "upstream.answered"
	EvWithdrawing  = "upstream.withdrawing" // by us
	EvWithdrawn    = "upstream.withdrawn"
	EvChased       = "upstream.chased"
	EvOverdue      = "upstream.overdue"
	EvNoted        = "upstream.noted"
)

var kindOf = map[string]string{
	ActReceive: EvReceived, ActAcknowledge: EvAcknowledged, ActPass: EvPassed, ActTake: EvTaken, ActLink: EvNoted, ActReturn: EvReturned, ActBounce: EvBounced,
	ActReclaim: EvReclaimed, ActRecall: EvRecalled, ActConfirm: EvWithdrawn, ActRemind: EvChased, ActGive: EvGiven, ActDeliver: EvDelivered,
	ActReceipt: EvReceipted, ActDistributed: EvNoted, ActAnswer: EvAnswered, ActBounced: EvBounced, ActWithdraw: EvWithdrawing, ActWithdrawn: EvWithdrawn,
	ActChase: EvChased, ActOverdue: EvOverdue,
}

// EventBody is the body of every event of this room. It holds no personal data.
type EventBody struct {
	Order   string      `json:"order"`
	Number  string      `json:"number"`
	Side    Side        `json:"side"`
	Peer    string      `json:"peer"`
	Unit    string      `json:"unit"`
	State   State       `json:"state"`
	Level   string      `json:"level"`
	Family  string      `json:"family"`
	Actor   string      `json:"actor"`
	Warning string      `json:"warning,omitempty"`
	Child   string      `json:"child,omitempty"`
	Result  string      `json:"result,omitempty"`
	GivenAt when.Micros `json:"given_at"`
	EndedAt when.Micros `json:"ended_at,omitempty"`
	Version int64       `json:"version"`
}

// Event says what happened by a move: its kind and body.
func (m Move) Event() (string, []byte, error) {
	o := &m.Order
	body, err := json.Marshal(EventBody{
		Order: o.ID, Number: o.Number, Side: o.Side, Peer: o.Peer, Unit: o.Unit, State: o.State, Level: o.Matter.Level, Family: o.Matter.Family, Actor: m.Step.By,
		Warning: o.Warning, Child: o.Child, Result: o.Result, GivenAt: o.GivenAt, EndedAt: o.EndedAt, Version: o.Version,
	})
	return kindOf[m.Step.Act], body, err
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
