package notify

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/term/sms"
	"fanzha/term/when"
)

// Place is where a person sends a text by hand.
type Place string

// The places.
const (
	AtCall    Place = "call"    // 接线台
	AtWarning Place = "warning" // 预警台
)

// Places lists them.
func Places() []Place { return []Place{AtCall, AtWarning} }

// callerMark begins the target of a caller of whom no person at risk is known.
const callerMark = "call:"

// Caller names who rang in a call, by the call's ticket.
func Caller(ticket string) string { return callerMark + ticket }

// CallerOf reads the ticket out of such a name; every other target is a person at risk.
func CallerOf(target string) (ticket string, ok bool) { return strings.CutPrefix(target, callerMark) }

// Subject (收信人) is who is written to by hand, and about what.
type Subject struct {
	Target  string // person at risk, or Caller of the first call of a number: budget and mute hold for all its calls
	Warning string // empty: none is worked on
	Ticket  string // the call that it is sent from; empty: sent from the warning
	Number  string // of the ticket or the warning, for {number}
	Unit    string
}

func (s Subject) place() Place {
	if s.Ticket != "" {
		return AtCall
	}
	return AtWarning
}

// right is what somebody must hold to write to the subject.
func (s Subject) right() access.Right {
	if s.Ticket != "" {
		return access.HotlineWork
	}
	return access.WarningWork
}

// reach is whose number a message goes to: a caller is written to on the number that he rang from.
func (m Message) reach() string {
	if m.Ticket != "" {
		return Caller(m.Ticket)
	}
	return m.Target
}

// SendCmd sends one text by hand.
type SendCmd struct {
	Key      string // the same key of the same user sends once
	Template string
	To       Subject
}

// Choice (可发短信) is a text that may be sent by hand, and what would become of it now.
type Choice struct {
	Template Template
	Text     string // filled in
	Parts    int64
	Refused  Reason // why our own rules would refuse it; "" when they would not
	Held     Reason // what it would wait for; "" when it would go at once
	Until    when.Micros
}

// Choices returns the texts that a subject can be sent by hand, the strongest first.
func (s *Service) Choices(ctx context.Context, scope access.Scope, to Subject) ([]Choice, error) {
	err := scope.Require(to.right())
	if err != nil {
		return nil, err
	}
	var out []Choice
	err = s.o.Store.Write(ctx, func(shelf Shelf) error {
		out = nil
		for _, t := range s.o.Rules.Templates {
			if !slices.Contains(t.Hand, to.place()) {
				continue
			}
			m, err := s.byHand(scope, SendCmd{Template: t.Code, To: to})
			if err != nil {
				return err
			}
			known, err := s.standing(shelf, m, m.AcceptedAt)
			if err != nil {
				return err
			}
			c := Choice{Template: t, Text: m.Text, Parts: m.Parts, Refused: s.o.Rules.refusal(m, known, m.AcceptedAt)}
			if c.Refused == "" {
				c.Held, c.Until = s.o.Rules.hold(m, known, m.AcceptedAt)
			}
			out = append(out, c)
		}
		return nil
	})
	return out, err
}

// byHand makes the message of a command.
func (s *Service) byHand(scope access.Scope, cmd SendCmd) (Message, error) {
	t, known := s.o.Rules.template(cmd.Template)
	if !known || !slices.Contains(t.Hand, cmd.To.place()) {
		return Message{}, ErrTemplate
	}
	text, err := s.o.Rules.render(t, cmd.To.Number)
	if err != nil {
		return Message{}, err
	}
	now := s.o.Clock.Now()
	_, parts := sms.Split(text)
	return Message{
		Cause: "hand/" + scope.User + "/" + cmd.Key, Template: t.Code, Target: cmd.To.Target, Warning: cmd.To.Warning, Ticket: cmd.To.Ticket, Unit: cmd.To.Unit,
		By: scope.User, ByName: scope.Name, Urgent: t.Rush, Text: text, Parts: int64(len(parts)), State: Waiting, AcceptedAt: now, NextAt: now,
		ExpiresAt: now.Add(t.Valid), Version: 1,
	}, nil
}

// Send accepts one text by hand. What our own rules refuse is stored and returned as refused: it is counted like any other end.
func (s *Service) Send(ctx context.Context, scope access.Scope, cmd SendCmd) (Message, error) {
	err := scope.Require(cmd.To.right())
	if err != nil {
		return Message{}, err
	}
	for name, v := range map[string]string{"key": cmd.Key, "target": cmd.To.Target, "unit": cmd.To.Unit, "user": scope.User} {
		if v == "" || !sound(v, idMax/3) { // a cause holds two of them
			return Message{}, badField(name)
		}
	}
	if !sound(cmd.To.Ticket, idMax) || !sound(cmd.To.Warning, idMax) {
		return Message{}, badField("subject")
	}
	m, err := s.byHand(scope, cmd)
	if err != nil {
		return Message{}, err
	}
	m.ID = s.o.NewID()
	out := m
	err = s.o.Store.Write(ctx, func(shelf Shelf) error {
		out = m
		have, err := shelf.ByCause(m.Cause)
		if err == nil {
			out = have
			if have.Template != m.Template || have.reach() != m.reach() {
				return ErrReused
			}
			return nil
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		err = shelf.Save(m, told(m))
		if err != nil {
			return err
		}
		_, _, err = s.refuse(shelf, m) // known at once, not at the next turn
		if err != nil {
			return err
		}
		out, err = shelf.ByID(m.ID)
		return err
	})
	return out, err
}

// MutesMax bounds the list of mutes: more could not be looked through.
const MutesMax = 500

// Mutes lists who is sent no messages, the mute that ends first first.
func (s *Service) Mutes(ctx context.Context, scope access.Scope) ([]Mute, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	var out []Mute
	err = s.o.Store.Write(ctx, func(shelf Shelf) error {
		var err error
		out, err = shelf.Mutes(scope, s.o.Clock.Now(), MutesMax)
		return err
	})
	return out, err
}

// AtCall fills in a text that is sent by hand from a call, ok = false when there is no such text. It serves a desk that sends from its
// own phone.
func (r *Rules) AtCall(code, number string) (string, bool) {
	t, known := r.template(code)
	if !known || !slices.Contains(t.Hand, AtCall) {
		return "", false
	}
	text, err := r.render(t, number)
	return text, err == nil
}
