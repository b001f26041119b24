package notify

import (
	"errors"
	"time"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// State is where a message stands.
type State string

// The states. Behind each: whose turn it is, and what runs.
const (
	Waiting     State = "waiting"     // the centre's, at NextAt; ends at ExpiresAt
	Sending     State = "sending"     // the carrier's; NextAt ends the wait for its answer
	Sent        State = "sent"        // the network's; NextAt ends the wait for receipts
	Delivered   State = "delivered"   // final: it is on the phone
	Undelivered State = "undelivered" // final: the network gave up
	Unconfirmed State = "unconfirmed" // final: sent, no receipt in time; a late receipt still decides
	Declined    State = "refused"     // final: by our own rules, with the reason
	Bundled     State = "bundled"     // final: Into went for it
	Failed      State = "failed"      // final: the carrier never took it
)

// Final says whether a message has ended.
func (s State) Final() bool { return s != Waiting && s != Sending && s != Sent }

// States lists the states in the order of a message's life.
func States() []State {
	return []State{Waiting, Sending, Sent, Delivered, Undelivered, Unconfirmed, Declined, Bundled, Failed}
}

// transitions is every way from one state to another.
var transitions = map[State][]State{
	Waiting:     {Waiting, Sending, Declined, Bundled, Failed, Sent},
	Sending:     {Waiting, Sent, Failed},
	Sent:        {Delivered, Undelivered, Unconfirmed},
	Unconfirmed: {Delivered, Undelivered},
}

// Reason says why a message was refused or failed, or what it waits for.
type Reason string

// The reasons.
const (
	Muted      Reason = "muted"
	Duplicate  Reason = "duplicate"
	OverBudget Reason = "over_budget"
	Expired    Reason = "expired"
	Withdrawn  Reason = "withdrawn" // the warning was closed first
	Quiet      Reason = "quiet_hours"
	Throttled  Reason = "throttled"
	Bundling   Reason = "bundling"
	Away       Reason = "carrier_away"
	Busy       Reason = "carrier_busy"
	NoAnswer   Reason = "unanswered"
	Rejected   Reason = "rejected"
	NoNumber   Reason = "no_number"
)

// errStep is a broken invariant: no row of the table leads there.
var errStep = errors.New("notify: no such transition")

// to moves a message along the table.
func (m Message) to(s State, why Reason) (Message, error) {
	for _, next := range transitions[m.State] {
		if next == s {
			m.State, m.Reason = s, why
			m.Version++
			return m, nil
		}
	}
	return m, errStep
}

// end moves a message to a final state.
func (m Message) end(s State, why Reason, now when.Micros) (Message, error) {
	m, err := m.to(s, why)
	m.NextAt, m.DoneAt = 0, now
	return m, err
}

// wait lets a message wait until a moment, but not beyond its end.
func (m Message) wait(why Reason, until when.Micros) (Message, error) {
	m, err := m.to(Waiting, why)
	m.NextAt = min(until, m.ExpiresAt)
	return m, err
}

// standing is what is known about the person and the centre when a waiting message is looked at.
type standing struct {
	mutedUntil when.Micros
	earlier    bool        // the same text went, or waits and is older
	person     int64       // handed over to the person within the budget's window
	centre     int64       // handed over by the centre within the throttle's span
	oldest     when.Micros // of those
}

// refusal says why our own rules never let a message go, "" when they may.
func (r *Rules) refusal(m Message, s standing, now when.Micros) Reason {
	limit := r.Budget
	if m.Urgent {
		limit = r.UrgentBudget
	}
	switch {
	case now >= m.ExpiresAt:
		return Expired
	case now < s.mutedUntil:
		return Muted
	case s.earlier:
		return Duplicate
	case s.person >= limit:
		return OverBudget
	}
	return ""
}

// hold says what a message that may go waits for, and until when; "" when it goes now.
func (r *Rules) hold(m Message, s standing, now when.Micros) (Reason, when.Micros) {
	passes := func(why Reason) bool { return m.Urgent && r.passes[why] }
	switch {
	case r.Quiet(now) && !passes(Quiet):
		return Quiet, r.quietEnd(now)
	case s.centre >= r.Throttle && !passes(Throttled):
		return Throttled, max(s.oldest.Add(r.ThrottlePer), now+1)
	case m.By == "" && now < m.AcceptedAt.Add(r.Bundle) && !passes(Bundling):
		return Bundling, m.AcceptedAt.Add(r.Bundle)
	}
	return "", 0
}

// take hands a message over.
func (r *Rules) take(m Message, now when.Micros) (Message, error) {
	m, err := m.to(Sending, "")
	m.TakenAt, m.NextAt = now, now.Add(r.AnswerWithin)
	m.Tries++
	return m, err
}

// backoff is the pause after so many tries.
func (r *Rules) backoff(tries int64) time.Duration {
	d := r.RetryFirst
	for range min(tries-1, 30) {
		d = min(2*d, r.RetryMost)
	}
	return min(d, r.RetryMost)
}

// outcome applies the carrier's answer, or its lack, to a message in Sending.
func (r *Rules) outcome(m Message, answer error, now when.Micros) (Message, error) {
	switch {
	case answer == nil:
		return r.sent(m, now)
	case errors.Is(answer, ErrNumber):
		m.TakenAt = 0
		return m.end(Failed, NoNumber, now)
	case fault.KindOf(answer) != fault.Unavailable && fault.KindOf(answer) != fault.Internal:
		m.TakenAt, m.Detail = 0, detailOf(answer)
		return m.end(Failed, Rejected, now)
	case errors.Is(answer, ErrAway), errors.Is(answer, ErrBusy):
		why := Away
		if errors.Is(answer, ErrBusy) {
			why = Busy
		}
		if m.Unanswered == 0 {
			m.TakenAt = 0 // nothing was handed over: it does not count against the budget
		}
		return m.wait(why, now.Add(r.backoff(m.Tries)))
	}
	m.Unanswered++
	if m.Unanswered >= r.UnansweredMost {
		return m.end(Failed, NoAnswer, now)
	}
	return m.wait(NoAnswer, now.Add(r.backoff(m.Tries)))
}

// sent notes that the carrier took a message. An answer that comes after its wait has ended is still an answer.
func (r *Rules) sent(m Message, now when.Micros) (Message, error) {
	m, err := m.to(Sent, "")
	m.SentAt, m.NextAt = now, now.Add(r.ReceiptWithin)
	return m, err
}

// detailOf is the carrier's own code in a refusal.
func detailOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		text, ok := f.Arg("detail").(string)
		if ok {
			return cut(text)
		}
	}
	return cut(fault.CodeOf(err))
}

func cut(s string) string {
	if !sound(s, detailMax) {
		return "?"
	}
	return s
}

// received says how a sent message stands by the receipts of its parts: delivered when all are, undelivered when one is not. ok is
// false while that is open.
func received(parts []Part) (s State, ok bool) {
	s, ok = Delivered, len(parts) > 0
	for _, p := range parts {
		switch p.Ended {
		case Undelivered:
			return Undelivered, true
		case Delivered:
		default:
			ok = false
		}
	}
	return s, ok
}
