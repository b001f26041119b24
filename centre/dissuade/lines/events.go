package lines

import (
	"encoding/json"

	"fanzha/term/when"
)

// The kinds of events of this room. Subject is the warning, the body an EventBody.
const (
	EvPlanned  = "lines.planned"   // somebody did something else on a plan: its next step may be another one
	EvAway     = "lines.away"      // 暂时找不到
	EvSearched = "lines.searched"  // 确实找不到 was asked for, confirmed or sent back
	EvRefused  = "lines.refused"   // 拒绝劝阻
	EvRaised   = "lines.escalated" // a leader must settle, or has
	EvAsked    = "lines.asked"     // somebody is asked for help, or to take the warning over
	EvTaken    = "lines.taken"
	EvTurned   = "lines.turned" // a request was refused
	EvReturned = "lines.returned"
	EvDone     = "lines.done"
	EvStopped  = "lines.stopped"
)

var kindOf = map[Act]string{
	ActAway: EvAway, ActNotFound: EvSearched, ActConfirm: EvSearched, ActDeny: EvSearched, ActRefused: EvRefused, ActEscalate: EvRaised, ActSettle: EvRaised,
	ActAsk: EvAsked, ActTake: EvTaken, ActRefuse: EvTurned, ActReturn: EvReturned, ActDone: EvDone, ActStop: EvStopped,
}

// Quiet says whether an act leaves neither an audit entry nor an event of its own: what the centre tells a plan has left both already,
// with the warning or the attempt.
func (a Act) Quiet() bool {
	switch a {
	case ActBegin, ActTried, ActLevel, ActMove, ActLife, ActEnd:
		return true
	}
	return false
}

// EventBody is the body of every event of this room. It holds no personal data.
type EventBody struct {
	Warning  string      `json:"warning"`
	Target   string      `json:"target"`
	Unit     string      `json:"unit"` // that has the warning
	Level    string      `json:"level"`
	State    State       `json:"state"`
	NextWhat string      `json:"next_what,omitempty"`
	NextAt   when.Micros `json:"next_at,omitempty"`
	Act      Act         `json:"act"`
	By       string      `json:"by"`
	Version  int64       `json:"version"`
	// Of the line that it was done on.
	Line      string    `json:"line,omitempty"`
	Kind      Kind      `json:"kind,omitempty"`
	LineState LineState `json:"line_state,omitempty"`
	FromUnit  string    `json:"from_unit,omitempty"`
	ToUnit    string    `json:"to_unit,omitempty"`
	ToBank    string    `json:"to_bank,omitempty"`
}

// Event says what happened by a change: its kind, the unit whose consoles it concerns, and its body.
func (c *Change) Event() (kind, unit string, body []byte, err error) {
	p := &c.Plan
	b := EventBody{
		Warning: p.Warning, Target: p.Target, Unit: p.Unit, Level: p.Level, State: p.State, NextWhat: p.NextWhat, NextAt: p.NextAt, Act: c.Step.Act,
		By: c.Step.By.User, Version: p.Version,
	}
	unit = p.Unit
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.ID == c.Step.Line {
			b.Line, b.Kind, b.LineState, b.FromUnit, b.ToUnit, b.ToBank = l.ID, l.Kind, l.State, l.Unit, l.ToUnit, l.ToBank
			if c.Step.Act == ActAsk && l.ToUnit != "" {
				unit = l.ToUnit
			}
		}
	}
	kind = kindOf[c.Step.Act]
	if kind == "" {
		kind = EvPlanned
	}
	body, err = json.Marshal(b)
	return kind, unit, body, err
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
