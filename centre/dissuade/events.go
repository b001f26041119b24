package dissuade

import (
	"encoding/json"

	"fanzha/term/when"
)

// EvAttempted is the event of a recorded attempt; its subject is the attempt's id.
const EvAttempted = "dissuade.attempted"

// EventBody is the body of EvAttempted. It holds no personal data.
type EventBody struct {
	Attempt        string      `json:"attempt"`
	Warning        string      `json:"warning"`
	Order          string      `json:"order,omitempty"`
	Target         string      `json:"target"`
	Unit           string      `json:"unit"`
	By             string      `json:"by"`
	At             when.Micros `json:"at"`
	Channel        Channel     `json:"channel"`
	Outcome        string      `json:"outcome"`
	Reached        bool        `json:"reached"`
	Met            bool        `json:"met"`
	AlreadyPaidFen int64       `json:"already_paid_fen,omitempty"`
	NextAt         when.Micros `json:"next_at,omitempty"`
}

func eventOf(a *Attempt) EventBody {
	return EventBody{
		Attempt: a.ID, Warning: a.Warning, Order: a.Order, Target: a.Target, Unit: a.AtUnit, By: a.By, At: a.At,
		Channel: a.Channel, Outcome: a.Outcome, Reached: a.Reached, Met: a.Met, AlreadyPaidFen: a.AlreadyPaidFen, NextAt: a.NextAt,
	}
}

// ParseEvent reads the body of EvAttempted.
func ParseEvent(body []byte) (EventBody, error) {
	var b EventBody
	err := json.Unmarshal(body, &b)
	if err != nil {
		return EventBody{}, badField("body").With(err)
	}
	return b, nil
}
