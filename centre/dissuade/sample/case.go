package sample

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/region"
	"fanzha/term/when"
)

// State is where a case is.
type State string

// The states; doc.go says whose turn each one is.
const (
	Listed  State = "listed"
	Passed  State = "passed"
	Drawn   State = "drawn"
	Agreed  State = "agreed"
	Differs State = "differs"
	Settled State = "settled"
)

// Verdict is what a call-back or a review found.
type Verdict string

// The verdicts: the first three of a call-back, the last two of a review.
const (
	Agrees    Verdict = "agrees"    // 与反馈一致
	Different Verdict = "differs"   // 与反馈不一致
	Unreached Verdict = "unreached" // 未接通: the call-back is still owed
	Upheld    Verdict = "upheld"    // 反馈不实
	Explained Verdict = "explained" // 情况已说明
)

// NoteMax bounds what a person writes, in runes.
const NoteMax = 1000

// Who did something, and what he wrote.
type Who struct {
	User    string      `json:"user,omitempty"`
	Name    string      `json:"name,omitempty"`
	Unit    string      `json:"unit,omitempty"`
	At      when.Micros `json:"at,omitempty"`
	Verdict Verdict     `json:"verdict,omitempty"`
	Note    string      `json:"note,omitempty"`
}

// Report is a feedback as it enters the frame.
type Report struct {
	Order, Number, Warning, Target, Unit, Result string
	At                                           when.Micros
}

// Case is a feedback in the frame.
type Case struct {
	Report
	Period  int64
	Score   string
	State   State
	Rev     int64
	Tries   []Who // call-backs that reached nobody
	Called  Who
	Settled Who
}

// Period is a span of time whose feedback is drawn from together.
type Period struct {
	No              int64
	Begun, Due      when.Micros
	Promise, Salt   string // Salt is empty until it is drawn, for everyone but the store
	Percent         int64
	Drawn           when.Micros
	DrawnBy         string
	Listed, Chosen  int64
	Cut             string
	Owed, Differing int64 // of those drawn, in the caller's jurisdiction
}

// triesMax bounds the calls that are kept of one case.
const triesMax = 20

// decide applies a verdict of a call-back or a review. It is pure.
func decide(c Case, scope access.Scope, w Who) (Case, error) {
	note := strings.TrimSpace(w.Note)
	if !utf8.ValidString(note) || strings.ContainsRune(note, 0) || utf8.RuneCountInString(note) > NoteMax || note == "" && w.Verdict != Agrees && w.Verdict != Unreached {
		return c, ErrNote
	}
	w.Note = note
	switch w.Verdict {
	case Agrees, Different, Unreached:
		if region.Under(c.Unit, scope.Unit) {
			return c, ErrOwn
		}
		if c.State != Drawn {
			return c, ErrState
		}
		return called(c, w), nil
	case Upheld, Explained:
		if c.State != Differs {
			return c, ErrState
		}
		if c.Called.User == scope.User {
			return c, ErrSame
		}
		c.State, c.Settled = Settled, w
		c.Rev++
		return c, nil
	}
	return c, ErrVerdict
}

func called(c Case, w Who) Case {
	c.Rev++
	switch w.Verdict {
	case Unreached:
		c.Tries = append(c.Tries[max(0, len(c.Tries)-triesMax+1):len(c.Tries):len(c.Tries)], w)
	case Agrees:
		c.State, c.Called = Agreed, w
	default:
		c.State, c.Called = Differs, w
	}
	return c
}

// The kinds of events of this room; the subject is the order's id, or the number of the period.
const (
	EvDrawn   = "sample.drawn"
	EvChecked = "sample.checked"
	EvSettled = "sample.settled"
)

// EventBody is the body of every event of this room. It holds no personal data.
type EventBody struct {
	Period  int64       `json:"period"`
	Order   string      `json:"order,omitempty"`
	Unit    string      `json:"unit,omitempty"`
	State   State       `json:"state,omitempty"`
	Verdict Verdict     `json:"verdict,omitempty"`
	Listed  int64       `json:"listed,omitempty"`
	Chosen  int64       `json:"chosen,omitempty"`
	At      when.Micros `json:"at"`
}

// Body is the event as it is stored.
func (b EventBody) Body() ([]byte, error) { return json.Marshal(b) }

// Filter chooses cases: of a period (zero: any), in a state (empty: drawn and after).
type Filter struct {
	Period int64
	State  State
	Limit  int
}

// Records keeps periods and cases.
type Records interface {
	// Enter puts a report into the open period, once; it opens one with the salt when there is none.
	Enter(ctx context.Context, r Report, fresh Period) error
	// Current returns the open period with its salt; ErrNotFound when there is none.
	Current(ctx context.Context) (Period, error)
	// Frame returns the orders of a period.
	Frame(ctx context.Context, period int64) ([]string, error)
	// Draw writes scores and states of a period with its audit entry and event, all or none; ErrStale when it is drawn already or its frame has grown.
	Draw(ctx context.Context, p Period, lots []Lot, by Who) error
}

// Cases reads and changes single cases.
type Cases interface {
	Get(ctx context.Context, scope access.Scope, order string) (Case, error)
	// List returns cases that the scope may see: never one that was drawn of its own unit and is not called back yet.
	List(ctx context.Context, scope access.Scope, f Filter) ([]Case, error)
	// Save writes a case that was decided on rev, with its audit entry and event.
	Save(ctx context.Context, c Case, by Who, kind string) error
	// Periods returns the periods, the newest first, with what is owed in the scope.
	Periods(ctx context.Context, scope access.Scope, limit int) ([]Period, error)
}
