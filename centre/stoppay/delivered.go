package stoppay

import "fanzha/term/fault"

// outcome is what became of a delivery.
type outcome struct {
	queued bool
	drop   bool
	fault  error
}

// delivered records that messages reached the bank, wait at its side, failed, or were given up.
func (d *desk) delivered(f *File, ids []string, out outcome) error {
	d.enter(f)
	for _, id := range ids {
		m := f.message(id)
		if m == nil || m.State != MessageDue && m.State != MessageQueued {
			continue // answered or taken back meanwhile
		}
		err := d.deliveredOne(f, m, out)
		if err != nil {
			return err
		}
	}
	if len(f.changed) == 0 {
		return ErrUnchanged
	}
	d.leave(f)
	return nil
}

func (d *desk) deliveredOne(f *File, m *Message, out outcome) error {
	o := f.order(m.Order)
	in := InSent
	f.changed[m.ID] = true
	switch {
	case out.drop:
		m.State, in = MessageFailed, InGiveUp
	case out.queued:
		m.State = MessageQueued
		return nil
	case out.fault != nil:
		why := fault.CodeOf(out.fault)
		if fault.KindOf(out.fault) == fault.Internal {
			why = "unreachable" // a line that breaks is no fault of ours
		}
		d.again(f, m, why)
		return nil
	default:
		m.State, m.SentAt = MessageSent, d.now
		if m.Kind == KindRemind {
			m.State, m.DoneAt = MessageDone, d.now // nothing more is to come of a reminder
		}
	}
	if o == nil || m.Kind != KindStop {
		if out.drop && o != nil {
			d.tell(f, EvFailed, o, func(b *EventBody) { b.Message = m.ID })
			d.act(f, o, "stop.undelivered")
		}
		return nil
	}
	state, err := next(o.State, in)
	if err != nil {
		return err
	}
	o.State = state
	f.touch(o)
	if out.drop {
		d.tell(f, EvFailed, o, func(b *EventBody) { b.Message = m.ID })
		d.act(f, o, "stop.give_up")
		return nil
	}
	o.SentAt = d.now
	o.SeenBy, o.AnswerBy = d.now+d.rules.SeenWithin, d.now+d.rules.AnswerWithin
	o.RemindAt = d.now + first(d.rules.Reminders)
	d.tell(f, EvSent, o)
	d.act(f, o, "stop.send")
	return nil
}

// fetched: a bank that has asked for its orders has seen them.
func (d *desk) fetched(f *File, ids []string) {
	for _, id := range ids {
		o := f.order(id)
		if o != nil && o.State == Sent {
			o.State, o.SeenAt = Seen, d.now
			f.touch(o)
		}
	}
}
