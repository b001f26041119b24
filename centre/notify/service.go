package notify

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/sms"
	"fanzha/term/when"
)

// Bounds of one turn.
const (
	turnMost = 200 // messages looked at in one transaction: one page of the outbox
	// Lanes is how many messages are handed over at the same time when nothing else is said: the window of a usual carrier.
	Lanes = 10
)

// Options are what a Service stands on. All but Lanes are required.
type Options struct {
	Store   Store
	Gateway Gateway
	People  People
	Clock   clock.Clock
	Rules   *Rules
	NewID   func() string
	Lanes   int // 0: Lanes
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service {
	if o.Lanes <= 0 {
		o.Lanes = Lanes
	}
	return &Service{o: o}
}

// Rules returns the rules in force.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Accept stores a message for an occasion. ok is false when the rulebook sends nothing upon it. The same cause is accepted once: asked
// again, the message of the first time is returned.
func (s *Service) Accept(ctx context.Context, cmd AcceptCmd) (m Message, ok bool, err error) {
	upon, ok := s.o.Rules.Upon(cmd.On, cmd.Family, cmd.Level)
	if !ok {
		return Message{}, false, nil
	}
	for name, v := range map[string]string{"cause": cmd.Cause, "target": cmd.Target, "warning": cmd.Warning, "unit": cmd.Unit} {
		if v == "" || !sound(v, idMax) {
			return Message{}, false, badField(name)
		}
	}
	m, err = s.o.Rules.write(upon, cmd, s.o.Clock.Now())
	if err != nil {
		return Message{}, false, err
	}
	m.ID = s.o.NewID()
	out := m
	err = s.o.Store.Write(ctx, func(shelf Shelf) error {
		have, err := shelf.ByCause(cmd.Cause)
		if err == nil || !errors.Is(err, ErrNotFound) {
			out = have
			return err
		}
		out = m
		return shelf.Save(m, told(m))
	})
	return out, err == nil, err
}

// write makes the message of an occasion.
func (r *Rules) write(upon Upon, cmd AcceptCmd, now when.Micros) (Message, error) {
	t, _ := r.template(upon.Template)
	text, err := r.render(t, cmd.Number)
	if err != nil {
		return Message{}, err
	}
	_, parts := sms.Split(text)
	return Message{
		Cause: cmd.Cause, Template: t.Code, Target: cmd.Target, Warning: cmd.Warning, Unit: cmd.Unit, Urgent: upon.Urgent, Text: text,
		Parts: int64(len(parts)), State: Waiting, AcceptedAt: now, NextAt: now, ExpiresAt: now.Add(t.Valid), Version: 1,
	}, nil
}

func told(m Message) *EventBody {
	e := Event(m)
	return &e
}

// Withdraw takes back what still waits about a warning on which the work has ended, and says how many that were.
func (s *Service) Withdraw(ctx context.Context, warning, target string) (int, error) {
	if warning == "" || !sound(warning, idMax) || !sound(target, idMax) {
		return 0, ErrFilter
	}
	var n int
	err := s.o.Store.Write(ctx, func(shelf Shelf) error {
		n = 0
		list, err := shelf.Waiting(target)
		for i := 0; err == nil && i < len(list); i++ {
			if list[i].Warning == warning {
				n++
				err = s.close(shelf, list[i], Declined, Withdrawn)
			}
		}
		return err
	})
	return n, err
}

// close ends a message and tells it.
func (s *Service) close(shelf Shelf, m Message, state State, why Reason) error {
	m, err := m.end(state, why, s.o.Clock.Now())
	if err != nil {
		return err
	}
	return shelf.Save(m, s.ended(m))
}

// ended is the event of an end; what did not arrive names the moment by which somebody tries another way.
func (s *Service) ended(m Message) *EventBody {
	e := told(m)
	if m.State == Undelivered || m.State == Failed {
		e.NextAt = m.DoneAt.Add(s.o.Rules.NextContact)
	}
	return e
}

// Mute keeps messages from a person, or lets them through again.
func (s *Service) Mute(ctx context.Context, scope access.Scope, cmd MuteCmd) (Mute, error) {
	err := scope.Require(access.WarningWork)
	if err != nil {
		return Mute{}, err
	}
	now := s.o.Clock.Now()
	if cmd.Until != 0 && (cmd.Until <= now || cmd.Until > now.Add(366*24*time.Hour)) {
		return Mute{}, ErrMute
	}
	if cmd.Why == "" || !sound(cmd.Why, 4*whyMax) || utf8.RuneCountInString(cmd.Why) > whyMax {
		return Mute{}, badField("why")
	}
	unit, err := s.unitOf(ctx, scope, cmd.Target)
	if err != nil {
		return Mute{}, err
	}
	m := Mute{Target: cmd.Target, Unit: unit, Until: cmd.Until, Why: cmd.Why, By: scope.User, ByName: scope.Name, At: now}
	return m, s.o.Store.Write(ctx, func(shelf Shelf) error { return shelf.SaveMute(m) })
}

// unitOf is the unit of a person in the caller's jurisdiction; anybody else does not exist for him.
func (s *Service) unitOf(ctx context.Context, scope access.Scope, target string) (string, error) {
	if target == "" || !sound(target, idMax) {
		return "", ErrNotFound
	}
	unit, err := s.o.People.Unit(ctx, target)
	if fault.KindOf(err) == fault.NotFound || err == nil && !scope.Covers(unit) {
		return "", ErrNotFound
	}
	return unit, err
}

// Muted returns the mute of a person, Until 0 when there is none.
func (s *Service) Muted(ctx context.Context, scope access.Scope, target string) (Mute, error) {
	err := scope.Require(access.WarningRead)
	if err == nil {
		_, err = s.unitOf(ctx, scope, target)
	}
	if err != nil {
		return Mute{}, err
	}
	var m Mute
	err = s.o.Store.Write(ctx, func(shelf Shelf) error {
		var err error
		m, err = shelf.MuteOf(target)
		return err
	})
	if err == nil && m.Until <= s.o.Clock.Now() {
		m.Until = 0
	}
	return m, err
}

// Get returns one message.
func (s *Service) Get(ctx context.Context, scope access.Scope, id string) (Message, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Message{}, err
	}
	if id == "" || !sound(id, idMax) {
		return Message{}, ErrNotFound
	}
	return s.o.Store.Get(ctx, scope, id)
}

// List returns a page of messages, the latest first, and the cursor of the next page, empty at the end.
func (s *Service) List(ctx context.Context, scope access.Scope, f Filter) ([]Message, string, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query()
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++ // one more tells whether there is a next page
	list, err := s.o.Store.List(ctx, scope, q)
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	return list[:limit], cursorOf(list[limit-1]), nil
}

// Counts counts the messages that a filter finds by state, reason and text.
func (s *Service) Counts(ctx context.Context, scope access.Scope, f Filter) ([]Count, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	q, err := f.query()
	if err != nil {
		return nil, err
	}
	return s.o.Store.Counts(ctx, scope, q)
}

// Turn looks at everything that is due and hands over what may go. It returns how many messages it moved; a caller goes on while that
// is not 0. Two may run at once: who takes a message is decided by the store.
func (s *Service) Turn(ctx context.Context) (int, error) {
	var going []Message
	var moved int
	err := s.o.Store.Write(ctx, func(shelf Shelf) error {
		going, moved = nil, 0
		due, err := shelf.Due(s.o.Clock.Now(), turnMost)
		if err != nil {
			return err
		}
		moved = len(due)
		for _, m := range due {
			taken, err := s.look(shelf, m.ID)
			if err != nil {
				return err
			}
			if taken != nil {
				going = append(going, *taken)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return moved, s.handOver(ctx, going)
}

// handOver gives messages to the carrier, several at a time, and records each answer.
func (s *Service) handOver(ctx context.Context, going []Message) error {
	var mu sync.Mutex // guards errs
	var errs []error
	lanes := make(chan struct{}, s.o.Lanes)
	var all sync.WaitGroup
	for _, m := range going {
		lanes <- struct{}{}
		all.Go(func() {
			defer func() { <-lanes }()
			err := s.give(ctx, m)
			if err != nil {
				mu.Lock()
				errs = append(errs, err)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// give hands one message over. Its answer is recorded even when the centre is being stopped meanwhile.
func (s *Service) give(ctx context.Context, m Message) error {
	var refs []string
	phone, err := s.o.People.Phone(ctx, m.reach())
	if err == nil {
		refs, err = s.o.Gateway.Send(ctx, Parcel{ID: m.ID, To: phone, Sender: s.o.Rules.Port, Text: m.Text})
	} else if fault.KindOf(err) == fault.NotFound {
		err = ErrNumber
	} else if !errors.Is(err, ErrNumber) {
		err = ErrAway.With(err) // our own store is away: nothing was handed over
	}
	refs = slices.DeleteFunc(refs, func(ref string) bool { return ref == "" || !sound(ref, refMax) })
	return s.answered(context.WithoutCancel(ctx), reply{id: m.ID, taken: m.TakenAt, to: phone, refs: refs, err: err})
}

// reply is what a hand-over brought.
type reply struct {
	id    string
	taken when.Micros // which hand-over
	to    ident.Phone
	refs  []string
	err   error
}

// answered records the carrier's answer.
func (s *Service) answered(ctx context.Context, a reply) error {
	return s.o.Store.Write(ctx, func(shelf Shelf) error {
		m, err := shelf.ByID(a.id)
		if err != nil {
			return err
		}
		if a.err == nil {
			err = shelf.SaveParts(m.ID, a.refs)
		}
		stale := m.State != Sending || m.TakenAt != a.taken
		if err != nil || stale && (a.err != nil || m.State != Waiting && m.State != Sending) {
			return err // what this answer would say is known already
		}
		if a.to != "" {
			m.To = a.to.Mask()
		}
		m, err = s.o.Rules.outcome(m, a.err, s.o.Clock.Now())
		if err != nil {
			return err
		}
		err = shelf.Save(m, s.moved(m))
		if err != nil || m.State != Sent {
			return err
		}
		return s.settle(shelf, m) // its receipt may have come first
	})
}

// moved is the event of a step, none while the message only waits again.
func (s *Service) moved(m Message) *EventBody {
	if m.State == Waiting || m.State == Sending {
		return nil
	}
	return s.ended(m)
}

// settle ends a sent message when its receipts decide.
func (s *Service) settle(shelf Shelf, m Message) error {
	parts, err := shelf.PartsOf(m.ID)
	if err != nil {
		return err
	}
	state, ok := received(parts)
	if !ok {
		return nil
	}
	return s.close(shelf, m, state, "")
}

// Receive takes a receipt. One whose message is not known yet is kept: it may be faster than the answer to the hand-over.
func (s *Service) Receive(ctx context.Context, r Receipt) error {
	if r.Ref == "" || !sound(r.Ref, refMax) {
		return badField("ref")
	}
	r.Detail = cut(r.Detail)
	if r.At <= 0 || r.At > s.o.Clock.Now() {
		r.At = s.o.Clock.Now()
	}
	return s.o.Store.Write(ctx, func(shelf Shelf) error {
		err := shelf.SaveReceipt(r)
		if err != nil {
			return err
		}
		m, err := shelf.ByRef(r.Ref)
		if errors.Is(err, ErrNotFound) || err == nil && m.State != Sent && m.State != Unconfirmed {
			return nil
		}
		if err != nil {
			return err
		}
		if !r.Delivered {
			m.Detail = r.Detail
		}
		return s.settle(shelf, m)
	})
}
