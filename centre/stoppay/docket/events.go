package docket

import (
	"encoding/json"

	"fanzha/term/when"
)

// The kinds of events this room emits. Subject is the claim's id; of what rests on a measure alone, the measure's.
const (
	EvOpened        = "claim.opened"
	EvConfirmed     = "claim.confirmed"
	EvLapsed        = "claim.lapsed"
	EvClosed        = "claim.closed"
	EvWithdrawn     = "claim.withdrawn"
	EvReviewed      = "claim.reviewed"
	EvReviewDue     = "claim.review_due"
	EvSurplus       = "claim.surplus" // netting: a surplus is being released
	EvBack          = "claim.back"
	EvSealed        = "stop.sealed"
	EvSent          = "stop.sent"
	EvAnswered      = "stop.answered"
	EvHeld          = "stop.held"
	EvReleasing     = "stop.releasing"
	EvReleased      = "stop.released"
	EvExpired       = "stop.expired"
	EvExpiring      = "stop.expiring" // Hours: 12, 4, 1
	EvSilent        = "stop.silent"   // Escalated: the second contact was told
	EvFailed        = "stop.failed"
	EvContradiction = "stop.contradiction"
	EvFrozen        = "stop.frozen"
	EvHalted        = "stop.halted"     // a leg is not followed: Halt says why
	EvInstructed    = "stop.instructed" // a bank has answered a freeze, thaw, restriction or lifting
	EvUnanswered    = "stop.unanswered" // a bank is silent to one of them; Escalated: the second contact was told
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
	Claim     string      `json:"claim"`
	Number    string      `json:"number"`
	Unit      string      `json:"unit"`
	Warning   string      `json:"warning,omitempty"`
	Order     string      `json:"order,omitempty"`
	Message   string      `json:"message,omitempty"`
	Measure   string      `json:"measure,omitempty"`
	Bank      string      `json:"bank,omitempty"`
	Layer     int         `json:"layer,omitempty"`
	Count     int         `json:"count,omitempty"`
	State     string      `json:"state,omitempty"`
	Standing  Standing    `json:"standing,omitempty"`
	Kind      Kind        `json:"kind,omitempty"` // of the message that was answered: freeze, thaw, restrict, lift
	Result    Result      `json:"result,omitempty"`
	Refusal   string      `json:"refusal,omitempty"` // its code, when the bank has not done it
	Fen       int64       `json:"fen,omitempty"`
	HeldFen   int64       `json:"held_fen,omitempty"`
	LossFen   int64       `json:"loss_fen,omitempty"`
	ExpiresAt when.Micros `json:"expires_at,omitempty"`
	// ExecutedAt is the bank's own moment of a freeze or thaw, never before it was ordered nor after its answer came.
	ExecutedAt when.Micros `json:"executed_at,omitempty"`
	Hours      int64       `json:"hours,omitempty"`
	Escalated  bool        `json:"escalated,omitempty"`
	Flag       string      `json:"flag,omitempty"`
	Halt       Halt        `json:"halt,omitempty"`
	Leg        string      `json:"leg,omitempty"`
	Version    int64       `json:"version"`
	Actor      string      `json:"actor"`
	// How claim and order stand: the last event alone is enough to count them.
	Fraud      string      `json:"fraud,omitempty"`
	Cause      string      `json:"cause,omitempty"` // of EvOpened: what makes opening idempotent
	OpenedAt   when.Micros `json:"opened_at,omitempty"`
	SealedAt   when.Micros `json:"sealed_at,omitempty"`
	SentAt     when.Micros `json:"sent_at,omitempty"`
	AnsweredAt when.Micros `json:"answered_at,omitempty"`
	HeldAt     when.Micros `json:"held_at,omitempty"`
	AskedFen   int64       `json:"asked_fen,omitempty"` // that the order asks to be held; Fen may be a part of it
	TotalFen   int64       `json:"total_fen,omitempty"` // most that the bank has ever held by the order
	HoldState  HoldState   `json:"hold_state,omitempty"`
	Follows    string      `json:"follows,omitempty"` // the order whose hold it continues or adds to
	Adds       bool        `json:"adds,omitempty"`    // it only adds to that stop: what it asks for and holds is new money on the same account
}

// ParseEvent reads the body of an event of this room.
func ParseEvent(body []byte) (EventBody, error) {
	var b EventBody
	err := json.Unmarshal(body, &b)
	if err != nil {
		return EventBody{}, BadField("body").With(err)
	}
	return b, nil
}
