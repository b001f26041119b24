package hotline

import (
	"context"
	"errors"
	"slices"

	"fanzha/base/access"
	"fanzha/term/ident"
)

// Sound is what the telephone network tells of the call of a ticket.
type Sound string

// The sounds.
const (
	Rings      Sound = "rings"       // the other side's telephone rings
	Talks      Sound = "talks"       // the other side has answered
	Over       Sound = "over"        // somebody hung up
	Unreached  Sound = "unreached"   // the other side did not take it: News.Outcome
	DeskSilent Sound = "desk_silent" // the desk's own telephone was not picked up, or not reached
	Gone       Sound = "gone"        // the caller rang off before a desk had him
)

// Outcomes are why the other side was not reached; all but LineFailed are outcomes of a call of dissuasion (rulebook/dissuade.yaml).
var Outcomes = []string{"busy", "refused", "no_answer", "off", "empty", LineFailed}

// LineFailed is the outcome of a call that the network did not carry: nothing is known of the other side.
const LineFailed = "line_failed"

// News is one such telling. The same may come twice.
type News struct {
	Ticket  string
	Record  string // id of the call
	Sound   Sound
	Outcome string
}

// heardOnly are the acts that nobody does at a desk.
var heardOnly = map[string]bool{ActRing: true, ActTalk: true, ActUnreached: true}

// Hear writes on a ticket what the network tells of its call. What no longer fits the ticket (its desk has hung up before) is left.
func (s *Service) Hear(ctx context.Context, n News) error {
	if !sound(n.Record, KeyMax) || n.Sound == Unreached && !slices.Contains(Outcomes, n.Outcome) {
		return badField("record_id")
	}
	var a Act
	switch n.Sound {
	case Rings:
		a = Act{Do: ActRing, Note: n.Record}
	case Talks:
		a = Act{Do: ActTalk, Note: n.Record}
	case Over:
		a = Act{Do: ActHangUp}
	case Unreached:
		a = Act{Do: ActUnreached, Note: n.Outcome + " " + n.Record}
	case DeskSilent:
		a = Act{Do: ActUndialled, Note: "座机未接听"}
	case Gone:
		t, err := s.o.Tickets.Get(ctx, access.System(), n.Ticket)
		if err != nil {
			return err
		}
		a = Act{Do: ActMiss}
		if t.State != Queued { // a desk had taken it, but its telephone was not picked up yet
			a = Act{Do: ActHangUp}
		}
	default:
		return badField("sound")
	}
	_, err := s.do(ctx, access.System(), do{ticket: n.Ticket, act: a})
	if errors.Is(err, ErrState) {
		return nil
	}
	return err
}

// Arrival is a call that came in over the telephone network.
type Arrival struct {
	Record string
	Phone  ident.Phone // empty: withheld
	Unit   string      // of the desk that it came to
}

// Arrive makes a ticket that waits in the queue. The same call makes one ticket.
func (s *Service) Arrive(ctx context.Context, a Arrival) (Ticket, error) {
	if a.Record == "" || a.Unit == "" {
		return Ticket{}, badField("record_id")
	}
	scope := access.System()
	scope.Unit = a.Unit
	return s.Receive(ctx, scope, ReceiveCmd{Key: a.Record, Phone: a.Phone, Queue: true, Record: a.Record})
}

// line lets the telephony follow an act at a desk: who is taken out of the queue is connected, and a call that a desk ends is hung up.
func (s *Service) line(ctx context.Context, scope access.Scope, t Ticket, a Act) (Ticket, error) {
	switch a.Do {
	case ActAnswer:
		err := s.o.Telephony.Connect(ctx, Leg{Ticket: t.ID, Desk: scope.User, To: t.Phone})
		if err != nil {
			_, noted := s.do(ctx, scope, do{ticket: t.ID, act: Act{Do: ActUndialled, Note: "线路未接通"}})
			return t, errors.Join(err, noted)
		}
	case ActHangUp, ActPromise, ActClose:
		s.o.Telephony.HangUp(ctx, t.ID)
	}
	return t, nil
}
