package outreach

import (
	"context"
	"errors"

	"fanzha/base/access"
)

// AddCircle records a group that messages go to, with its members.
func (s *Service) AddCircle(ctx context.Context, scope access.Scope, c Circle) (Circle, error) {
	return add(ctx, s, scope, life[Circle, *Circle]{c, listMoves})
}

// CorrectCircle changes the members of a group.
func (s *Service) CorrectCircle(ctx context.Context, scope access.Scope, a Act, c Circle) (Circle, error) {
	return act(ctx, s, asked{scope, a}, corrects(s, listMoves, c))
}

// Circle returns one group.
func (s *Service) Circle(ctx context.Context, scope access.Scope, id string) (Circle, error) {
	return get[Circle](ctx, s, scope, id)
}

// Circles returns a page of groups.
func (s *Service) Circles(ctx context.Context, scope access.Scope, f Filter) ([]Circle, string, error) {
	return list[Circle](ctx, s, scope, f)
}

// Draft writes a message.
func (s *Service) Draft(ctx context.Context, scope access.Scope, m Message) (Message, error) {
	m = Message{Head: Head{Unit: m.Unit}, Circle: m.Circle, Title: m.Title, What: m.What, Why: m.Why, Do: m.Do, ValidUntil: m.ValidUntil}
	_, err := s.Circle(ctx, scope, m.Circle)
	if err != nil {
		return Message{}, badField("circle").With(err)
	}
	return add(ctx, s, scope, life[Message, *Message]{m, messageMoves})
}

// Redraft puts other words in; what was verified is verified anew.
func (s *Service) Redraft(ctx context.Context, scope access.Scope, a Act, with Message) (Message, error) {
	return act(ctx, s, asked{scope, a}, decision[Message, *Message]{access.OutreachWork, actCorrect, func(m *Message, by By) error {
		m.Title, m.What, m.Why, m.Do, m.ValidUntil = with.Title, with.What, with.Why, with.Do, with.ValidUntil
		return m.correct(s.o.Rules, by)
	}})
}

// Verify records what the department said. A message that it denies is voided.
func (s *Service) Verify(ctx context.Context, scope access.Scope, a Act, v Verification) (Message, error) {
	return act(ctx, s, asked{scope, a}, decision[Message, *Message]{access.OutreachWork, actVerify, func(m *Message, by By) error {
		return m.verify(s.o.Rules, v, by)
	}})
}

// Approve lets a message leave. Right outreach.approve; never by its writer, nor by who verified it.
func (s *Service) Approve(ctx context.Context, scope access.Scope, a Act) (Message, error) {
	return act(ctx, s, asked{scope, a}, decision[Message, *Message]{access.OutreachApprove, actApprove, func(m *Message, by By) error { return m.approve(by) }})
}

// Return sends a message back to its writer, with a reason.
func (s *Service) Return(ctx context.Context, scope access.Scope, a Act) (Message, error) {
	return act(ctx, s, asked{scope, a}, decision[Message, *Message]{access.OutreachApprove, actReturn, func(m *Message, by By) error { return m.giveBack(by) }})
}

// Discard voids a message that has not left, with a reason.
func (s *Service) Discard(ctx context.Context, scope access.Scope, a Act) (Message, error) {
	return act(ctx, s, asked{scope, a}, voids[Message](messageMoves, actVoid))
}

// Push sends an approved message to its group: the intention is saved first, then the channel is called, then its answer is saved. A
// channel that does not answer is asked again by Tick.
func (s *Service) Push(ctx context.Context, scope access.Scope, a Act) (Message, error) {
	m, by, err := load[Message](ctx, s, asked{scope, a}, access.OutreachWork)
	if err != nil {
		return m, err
	}
	return s.send(ctx, m, by)
}

func (s *Service) send(ctx context.Context, m Message, by By) (Message, error) {
	var c Circle
	err := s.o.Books.Get(ctx, access.System(), m.Circle, &c)
	if err != nil {
		return m, err
	}
	if s.o.Channel == nil {
		return m, ErrPush
	}
	from := m.State
	err = m.send(&c, by)
	if err != nil {
		return m, err
	}
	err = s.save(ctx, by.At, s.change(&m, by, actSend, from))
	if err != nil {
		return m, err
	}
	ref, failed := s.o.Channel.Push(ctx, m.parcel(&c))
	by.At = s.o.Clock.Now()
	if failed != nil {
		return m, s.failed(ctx, m, by)
	}
	from = m.State
	err = m.arrived(ref, by)
	if err != nil {
		return m, err
	}
	return m, s.save(ctx, by.At, s.change(&m, by, actPush, from))
}

// failed notes that the channel has not taken it; Tick tries again. The channel's own words stay out of records that others read.
func (s *Service) failed(ctx context.Context, m Message, by By) error {
	m.Failure = "通道未接收，将自动重试"
	from := m.State
	by.Note = m.Failure
	err := advance(&m.Head, moves{Sending: {actSend: Sending}}, actSend, by)
	if err == nil {
		err = s.save(ctx, by.At, s.change(&m, by, actSend, from))
	}
	return errors.Join(err, ErrPush)
}

func (m *Message) parcel(c *Circle) Parcel {
	return Parcel{ID: m.ID, Number: m.Number, Circle: c.Title, Text: m.Text(), ValidUntil: m.ValidUntil, Members: c.Members, Reason: m.Note}
}

// Withdraw takes a message back, with a reason, and tells the channel.
func (s *Service) Withdraw(ctx context.Context, scope access.Scope, a Act) (Message, error) {
	m, err := act(ctx, s, asked{scope, a}, decision[Message, *Message]{access.OutreachWork, actWithdraw, func(m *Message, by By) error { return m.withdraw(by) }})
	if err != nil {
		return m, err
	}
	return s.takeBack(ctx, m, byOf(scope, s.o.Clock.Now(), ""))
}

// takeBack tells the channel of a withdrawal. Where it does not hear, Tick tells it again.
func (s *Service) takeBack(ctx context.Context, m Message, by By) (Message, error) {
	var c Circle
	err := s.o.Books.Get(ctx, access.System(), m.Circle, &c)
	if err != nil || s.o.Channel == nil {
		return m, err
	}
	failed := s.o.Channel.Withdraw(ctx, m.parcel(&c))
	if failed == nil {
		err = m.told(by)
	} else {
		m.Tries++ // the next try waits longer
		err = advance(&m.Head, messageMoves, actTell, by)
	}
	if err != nil {
		return m, err
	}
	return m, s.save(ctx, by.At, s.change(&m, by, actTell, Withdrawn))
}

// Message returns one message.
func (s *Service) Message(ctx context.Context, scope access.Scope, id string) (Message, error) {
	return get[Message](ctx, s, scope, id)
}

// FindMessage returns the message with a number.
func (s *Service) FindMessage(ctx context.Context, scope access.Scope, number string) (Message, error) {
	found, _, err := list[Message](ctx, s, scope, Filter{Is: map[string]string{"number": number}, Limit: 1})
	if err == nil && (len(found) == 0 || number == "") {
		err = ErrNotFound
	}
	if err != nil {
		return Message{}, err
	}
	return found[0], nil
}

// Messages returns a page of messages.
func (s *Service) Messages(ctx context.Context, scope access.Scope, f Filter) ([]Message, string, error) {
	return list[Message](ctx, s, scope, f)
}

// Receive records what a member unit has read and passed on; a later receipt replaces the earlier one.
func (s *Service) Receive(ctx context.Context, scope access.Scope, t Receipt) (Message, error) {
	by := byOf(scope, s.o.Clock.Now(), "")
	m, err := get[Message](ctx, s, scope, t.Message)
	if err == nil {
		err = scope.Require(access.OutreachWork)
	}
	if err != nil {
		return m, err
	}
	var c Circle
	err = s.o.Books.Get(ctx, access.System(), m.Circle, &c)
	if err != nil {
		return m, err
	}
	if t.At == 0 {
		t.At = by.At
	}
	err = t.check(&m, &c, by)
	if err != nil {
		return m, err
	}
	change, err := s.receipt(ctx, &m, t, by)
	if err != nil {
		return m, err
	}
	from := m.State
	err = advance(&m.Head, messageMoves, actReceive, by)
	if err != nil {
		return m, err
	}
	return m, s.save(ctx, by.At, change, s.change(&m, by, actReceive, from))
}

// receipt makes the change of a receipt and moves the message's sums by the difference to the earlier one.
func (s *Service) receipt(ctx context.Context, m *Message, t Receipt, by By) (Change, error) {
	var had []Receipt
	q := Query{Is: map[string]string{"message": m.ID, "member": t.Member}, Limit: 1}
	err := s.o.Books.List(ctx, access.System(), q, &had)
	if err != nil {
		return Change{}, err
	}
	one, name, from := t, actRecord, State("")
	one.Head = Head{Unit: m.Unit, At: t.At}
	if len(had) > 0 {
		name, from = actCorrect, Recorded
		one.Head = had[0].Head
		one.At = t.At
		if had[0].At > t.At {
			return Change{}, ErrStale // an older receipt, arrived late
		}
		m.Read, m.Forwarded = m.Read-had[0].Read, m.Forwarded-had[0].Forwarded
		m.MembersRead -= flag(had[0].Read > 0)
		err = advance(&one.Head, recordMoves, actCorrect, by)
	} else {
		one.ID = s.o.NewID()
		err = open(&one.Head, recordMoves, actRecord, by)
	}
	m.Read, m.Forwarded = m.Read+t.Read, m.Forwarded+t.Forwarded
	m.MembersRead += flag(t.Read > 0)
	return s.change(&one, by, name, from), err
}

// Receipts returns the receipts of a message.
func (s *Service) Receipts(ctx context.Context, scope access.Scope, message string) ([]Receipt, error) {
	_, err := s.Message(ctx, scope, message)
	if err != nil {
		return nil, err
	}
	out, _, err := list[Receipt](ctx, s, scope, Filter{Is: map[string]string{"message": message}, Limit: PageMax})
	return out, err
}

// ticksMax is how many messages one Tick takes: a Tick is called again at once while it did anything.
const ticksMax = 100

// Tick does what the clocks have reached: messages end, what did not leave is sent again, what was not taken back is told again. It
// returns how many it changed. Of two copies that reach for the same message one finds it changed and leaves it.
func (s *Service) Tick(ctx context.Context) (int, error) {
	by := byOf(access.System(), s.o.Clock.Now(), "")
	var due []Message
	err := s.o.Books.List(ctx, access.System(), Query{Due: by.At, Limit: ticksMax}, &due)
	done := 0
	for i := 0; err == nil && i < len(due); i++ {
		err = s.tick(ctx, due[i], by)
		switch {
		case errors.Is(err, ErrStale) || errors.Is(err, ErrPush):
			err = nil
		case err == nil:
			done++
		}
	}
	return done, err
}

func (s *Service) tick(ctx context.Context, m Message, by By) error {
	switch {
	case m.State == Withdrawn:
		_, err := s.takeBack(ctx, m, by)
		return err
	case by.At >= m.ValidUntil:
		from := m.State
		by.Note = "期满自动失效"
		err := advance(&m.Head, messageMoves, actExpire, by)
		if err != nil {
			return err
		}
		return s.save(ctx, by.At, s.change(&m, by, actExpire, from))
	}
	_, err := s.send(ctx, m, by)
	return err
}
