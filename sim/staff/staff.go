// Package staff simulates the people of the centre: operators at the 96110 desk and officers of police stations. They see
// what the console shows them and act only through it (the ports here), with limited hands, delays, breaks and mistakes: some
// orders stay unsigned until somebody chases them, some people are not found, some visits take an hour.
package staff

import (
	"context"
	"time"

	"fanzha/term/when"
)

// Task is a line of somebody's queue: an order to sign and carry out, or a warning to claim and call.
type Task struct {
	Type    string // order or warning
	ID      string
	Number  string // readable number; breaks ties, because ids may be random
	Warning string // id of the warning; equal to ID for a warning
	Level   string
	Family  string
	Fraud   string
	State   string // warning: open, working; order: issued, signed
	Person  string // the centre's id of the person
	Unit    string // who is responsible; empty when the queue does not say
	DueAt   when.Micros
	DueWhat string
}

// The types of task.
const (
	Order   = "order"
	Warning = "warning"
)

// Attempt is one try to reach the person.
type Attempt struct {
	Channel  string // call, sms, visit
	Outcome  string // a code of the channel
	Believes *bool  // set when they talked
	PaidFen  int64  // what the person says they have paid
	Evidence []Evidence
	Note     string
	NextAt   when.Micros // when to try again, for those not found
}

// Evidence is what proves an attempt.
type Evidence struct {
	Kind  string // call_record, place, photo, pledge, note
	Value string
}

// Report is how a task ends: an order's result or a warning's outcome.
type Report struct {
	Result  string
	Note    string
	LossFen int64
}

// Desk is the console as one person at it sees it. Calls may be repeated: signing a signed order is a fault of the centre
// that the caller may ignore.
type Desk interface {
	// Queue is the person's queue of today, the order does not matter.
	Queue(ctx context.Context) ([]Task, error)
	// Sign signs an order or claims a warning.
	Sign(ctx context.Context, t Task) error
	// Attempt records a try to reach the person.
	Attempt(ctx context.Context, t Task, a Attempt) error
	// Finish reports an order back or closes a warning.
	Finish(ctx context.Context, t Task, r Report) error
}

// Book is where the number of a person is looked up; the centre masks numbers and audits every look.
type Book interface {
	// Contact returns the phone number, or the identity number of a person without one.
	Contact(ctx context.Context, t Task) (string, error)
}

// Outcome is what became of an attempt to reach somebody.
type Outcome struct {
	Code     string        // call: answered, refused, busy, off, empty, no_answer; sms: delivered, failed; visit: met, absent, moved, refused_door
	Reached  bool          // they talked
	Target   bool          // a fraud really was about them
	Believes bool          // they will do nothing more that the fraudster wants
	PaidFen  int64         // already paid
	Length   time.Duration // of the talk
}

// Reacher is the city's people, as seen by somebody who tries to reach one of them.
type Reacher interface {
	// Reach tries to reach the person with that phone or identity number.
	Reach(person string, at when.Micros, channel, by string) Outcome
}

// Channels of an attempt.
const (
	Call  = "call"
	SMS   = "sms"
	Visit = "visit"
)
