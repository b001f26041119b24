package chase

import (
	"fanzha/centre/stoppay/docket"
	"fanzha/term/fault"
)

// Outcome is what became of a delivery.
type Outcome struct {
	Queued bool
	Drop   bool
	Fault  error
}

// Delivered records that messages reached the bank, wait at its side, failed, or were given up.
func (d *Desk) Delivered(f *docket.File, ids []string, out Outcome) error {
	d.Enter(f)
	for _, id := range ids {
		m := f.Message(id)
		if m == nil || m.State != docket.MessageDue && m.State != docket.MessageQueued {
			continue // answered or taken back meanwhile
		}
		err := d.deliveredOne(f, m, out)
		if err != nil {
			return err
		}
	}
	if !f.AnyChanged() {
		return docket.ErrUnchanged
	}
	d.Leave(f)
	return nil
}

func (d *Desk) deliveredOne(f *docket.File, m *docket.Message, out Outcome) error {
	o := f.Order(m.Order)
	in := docket.InSent
	f.Mark(m.ID)
	switch {
	case out.Drop:
		m.State, in = docket.MessageFailed, docket.InGiveUp
	case out.Queued:
		m.State = docket.MessageQueued
		return nil
	case out.Fault != nil:
		why := fault.CodeOf(out.Fault)
		if fault.KindOf(out.Fault) == fault.Internal {
			why = "unreachable" // a line that breaks is no fault of ours
		}
		d.again(f, m, why)
		return nil
	default:
		m.State, m.SentAt = docket.MessageSent, d.Now
		if m.Kind == docket.KindRemind {
			m.State, m.DoneAt = docket.MessageDone, d.Now // nothing more is to come of a reminder
		}
	}
	if o == nil || m.Kind != docket.KindStop {
		if out.Drop && (o != nil || m.Kind.OnMeasure()) {
			m.RemindAt = 0
			d.tell(f, docket.EvFailed, o, func(b *docket.EventBody) { b.Message, b.Kind, b.Measure = m.ID, m.Kind, m.Ref })
			d.act(f, o, "stop.undelivered")
		}
		return nil
	}
	state, err := docket.Next(o.State, in)
	if err != nil {
		return err
	}
	o.State = state
	f.Touch(o)
	if out.Drop {
		d.tell(f, docket.EvFailed, o, func(b *docket.EventBody) { b.Message, b.Kind, b.Measure = m.ID, m.Kind, m.Ref })
		d.act(f, o, "stop.give_up")
		return nil
	}
	o.SentAt = d.Now
	o.SeenBy, o.AnswerBy = d.Now+d.Rules.SeenWithin, d.Now+d.Rules.AnswerWithin
	o.RemindAt = d.Now + first(d.Rules.Reminders)
	d.tell(f, docket.EvSent, o)
	d.act(f, o, "stop.send")
	return nil
}

// Fetched: a bank that has asked for its orders has seen them.
func (d *Desk) Fetched(f *docket.File, ids []string) {
	for _, id := range ids {
		o := f.Order(id)
		if o != nil && o.State == docket.Sent {
			o.State, o.SeenAt = docket.Seen, d.Now
			f.Touch(o)
		}
	}
}
