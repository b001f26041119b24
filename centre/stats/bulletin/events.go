package bulletin

import (
	"encoding/json"
	"fmt"

	"fanzha/centre/stats"
)

// The kinds of events. Subject is the issue's id, the body a Body.
const (
	EvDrafted   = "bulletin.drafted"
	EvSubmitted = "bulletin.submitted"
	EvReturned  = "bulletin.returned"
	EvApproved  = "bulletin.approved"
	EvPublished = "bulletin.published"
	EvWithdrawn = "bulletin.withdrawn"
	EvCorrected = "bulletin.corrected"
)

var events = map[string]string{
	actDraft: EvDrafted, actSubmit: EvSubmitted, actReturn: EvReturned, actApprove: EvApproved, actPublish: EvPublished, actWithdraw: EvWithdrawn,
	actErratum: EvCorrected,
}

// Body is what an event says.
type Body struct {
	ID      string     `json:"id"`
	No      int64      `json:"no"`
	Kind    string     `json:"kind"`
	Unit    string     `json:"unit"`
	Span    stats.Span `json:"span"`
	State   State      `json:"state"`
	Hash    string     `json:"hash"`
	Actor   string     `json:"actor"`
	Version int64      `json:"version"`
}

// EventBody is what the events of a change say.
func (c *Change) EventBody() ([]byte, error) {
	b := Body{ID: c.ID, Kind: c.Kind, Unit: c.Unit, State: c.Step.To, Actor: c.Step.Actor, Version: c.Step.Version}
	if c.Issue != nil {
		b.No, b.Span, b.Hash = c.Issue.No, c.Issue.Span, c.Issue.Hash
	}
	return json.Marshal(b)
}

// ParseEvent reads the body of an event of this room.
func ParseEvent(body []byte) (Body, error) {
	var b Body
	err := json.Unmarshal(body, &b)
	if err != nil {
		return b, BadField("body").With(fmt.Errorf("event: %w", err))
	}
	return b, nil
}
