package vouch

import (
	"encoding/json"
	"fmt"

	"fanzha/term/when"
)

// The events of this room. Subject is the alarm's id, the body an EventBody.
const (
	EvAlarm  = "vouch.alarm_raised" // a new one, or one that turned out to be a guesser's
	EvTaken  = "vouch.alarm_taken"
	EvClosed = "vouch.alarm_closed"
)

// EventBody is the body of every event of this room. It holds no personal data.
type EventBody struct {
	Alarm   string      `json:"alarm"`
	Number  string      `json:"number"`
	Unit    string      `json:"unit"`
	Cause   Verdict     `json:"cause"`
	State   AlarmState  `json:"state"`
	Outcome Outcome     `json:"outcome,omitempty"`
	At      when.Micros `json:"at"`
	Version int64       `json:"version"`
}

// Event is the kind and the body of what has become of an alarm.
func (a *Alarm) Event() (string, []byte, error) {
	kind := map[AlarmState]string{AlarmOpen: EvAlarm, AlarmTaken: EvTaken, AlarmClosed: EvClosed}[a.State]
	body, err := json.Marshal(EventBody{a.ID, a.Number, a.Unit, a.Cause, a.State, a.Outcome, a.At, a.Version})
	if err != nil {
		return "", nil, fmt.Errorf("event of an alarm: %w", err)
	}
	return kind, body, nil
}
