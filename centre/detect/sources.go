package detect

import (
	"slices"
	"strings"

	"fanzha/centre/detect/window"
	"fanzha/centre/signal"
	"fanzha/term/when"
)

// SourceSeen is what an engine has seen of one source since it was made. Received minus Event of its newest signals is how late the
// source tells.
type SourceSeen struct {
	Source   string      `json:"source"`
	Signals  uint64      `json:"signals"`
	Late     uint64      `json:"late"`     // received more than window.DefaultLate after they happened
	Event    when.Micros `json:"event"`    // greatest event time
	Received when.Micros `json:"received"` // of the newest signal
	Delay    when.Micros `json:"delay"`    // from event to receipt: the mean over about the last hundred signals
}

// sourcesMost bounds the sources that are told apart; a centre has some dozens.
const sourcesMost = 1000

// delayShare is the weight of one signal in the mean delay.
const delayShare = 64

// sources counts by source. Signals of one source come together, so that the last one found nearly always serves.
type sources struct {
	list []SourceSeen
	last int
}

func (t *sources) saw(s *signal.Signal) {
	if t.last >= len(t.list) || t.list[t.last].Source != s.Source {
		t.last = slices.IndexFunc(t.list, func(x SourceSeen) bool { return x.Source == s.Source })
		if t.last < 0 {
			t.last = len(t.list)
			if t.last == sourcesMost {
				return
			}
			t.list = append(t.list, SourceSeen{Source: strings.Clone(s.Source), Delay: max(0, s.Received-s.Time)})
		}
	}
	x := &t.list[t.last]
	x.Signals++
	x.Event, x.Received = max(x.Event, s.Time), max(x.Received, s.Received)
	delay := max(0, s.Received-s.Time)
	if delay > window.DefaultLate {
		x.Late++
	}
	x.Delay += (delay - x.Delay) / delayShare
}
