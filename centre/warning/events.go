package warning

import (
	"encoding/json"
	"fmt"

	"fanzha/term/when"
)

// Kinds of events that this room emits. They are append-only: others react to them.
const (
	EventRaised       = "warning.raised"        // a warning was opened
	EventRepeated     = "warning.repeated"      // new evidence after the quiet time, at no higher level
	EventLevelRaised  = "warning.level_raised"  // by evidence or by an officer
	EventLevelLowered = "warning.level_lowered" // by an officer
	EventClaimed      = "warning.claimed"
	EventReleased     = "warning.released"
	EventContacted    = "warning.contacted"
	EventMoved        = "warning.moved"         // another unit is responsible
	EventHandedOver   = "warning.handed_over"   // another officer has it after a change of shifts
	EventClosed       = "warning.closed"        // work has ended: watching or closed
	EventReviewOpened = "warning.review_opened" // a watched person reported a loss
	EventReviewed     = "warning.reviewed"
	EventWatchEnded   = "warning.watch_ended"
	EventHits         = "hit.recorded" // one per recorded batch
)

// Event is an outgoing fact, stored in the transaction that made it true.
type Event struct {
	Kind    string
	Subject string // warning id; for hit.recorded the partition
	Unit    string // responsible unit, "" for hit.recorded
	At      when.Micros
	Body    []byte // JSON of Notice, or of HitsNotice for hit.recorded
}

// Notice is the body of every warning.* event. It names records by id and holds no name, number or account of a person.
type Notice struct {
	Warning  string  `json:"warning"`
	Target   string  `json:"target"`
	Unit     string  `json:"unit"`
	State    State   `json:"state"`
	Level    Level   `json:"level"`
	Family   Family  `json:"family"`
	Fraud    string  `json:"fraud"`
	Verb     Verb    `json:"verb"`
	ReasonZH string  `json:"reason_zh,omitempty"`
	ReasonEN string  `json:"reason_en,omitempty"`
	Outcome  Outcome `json:"outcome,omitempty"`
	Into     string  `json:"into,omitempty"` // the warning that took this one in
	By       string  `json:"by"`             // account id of the actor, "system" for the centre itself
	// How the warning stands: the last event alone is enough to count it.
	OpenedAt        when.Micros `json:"opened_at,omitempty"`
	MovedAt         when.Micros `json:"moved_at,omitempty"`
	ContactAt       when.Micros `json:"contact_at,omitempty"`
	ReachedAt       when.Micros `json:"reached_at,omitempty"`
	FinishedAt      when.Micros `json:"finished_at,omitempty"`
	ReviewAt        when.Micros `json:"review_at,omitempty"`
	Finding         Finding     `json:"finding,omitempty"`
	PossibleLossFen int64       `json:"possible_loss_fen,omitempty"`
}

// HitsNotice is the body of hit.recorded.
type HitsNotice struct {
	Recorded     int            `json:"recorded"`
	Unattributed int            `json:"unattributed"`
	Scenarios    map[string]int `json:"scenarios"`
}

// ReadNotice decodes the body of a warning.* event.
func ReadNotice(body []byte) (Notice, error) {
	var n Notice
	err := json.Unmarshal(body, &n)
	if err != nil {
		return n, fmt.Errorf("read warning notice: %w", err)
	}
	return n, nil
}

// ReadHits decodes the body of hit.recorded.
func ReadHits(body []byte) (HitsNotice, error) {
	var n HitsNotice
	err := json.Unmarshal(body, &n)
	if err != nil {
		return n, fmt.Errorf("read notice of hits: %w", err)
	}
	return n, nil
}

// eventOf makes the event that tells of a step.
func eventOf(w Warning, s Step, was Level) (Event, error) {
	body, err := json.Marshal(Notice{
		Warning: w.ID, Target: w.Target, Unit: w.Unit, State: w.State, Level: w.Level, Family: w.Family, Fraud: w.Fraud, Verb: s.Verb,
		ReasonZH: w.ReasonZH, ReasonEN: w.ReasonEN, Outcome: w.Outcome, Into: w.Into, By: s.Actor,
		OpenedAt: w.OpenedAt, MovedAt: w.MovedAt, ContactAt: w.ContactAt, ReachedAt: w.ReachedAt, FinishedAt: w.FinishedAt, ReviewAt: w.ReviewAt,
		Finding: w.Finding, PossibleLossFen: w.PossibleLossFen,
	})
	if err != nil {
		return Event{}, fmt.Errorf("write warning notice: %w", err)
	}
	return Event{Kind: kindOf(s.Verb, was, w.Level), Subject: w.ID, Unit: w.Unit, At: s.At, Body: body}, nil
}

// kindOf names the event of a verb; a grading is told by where the level went.
func kindOf(v Verb, was, is Level) string {
	switch v {
	case Raised:
		return EventRaised
	case Repeated:
		return EventRepeated
	case LevelRaised:
		return EventLevelRaised
	case Graded:
		if is.Above(was) {
			return EventLevelRaised
		}
		return EventLevelLowered
	case Finished, Absorbed:
		return EventClosed
	case Reopened:
		return EventReviewOpened
	}
	return "warning." + string(v)
}
