package stoppay

import "fanzha/term/when"

// clockOf is when Tick next has something to do for an order: a reminder, the word to the second contact, an alert before the
// hold's end, its end. Zero when nothing runs.
func (d *desk) clockOf(o *Order) when.Micros {
	var at when.Micros
	if o.State.Open() {
		at = sooner(at, o.RemindAt)
		if o.Escalated == 0 {
			at = sooner(at, d.sentAt(o)+d.rules.SecondContact)
		}
	}
	if o.HoldState != Holding && o.HoldState != ReleaseSent {
		return at
	}
	at = sooner(at, o.ExpiresAt)
	if o.Alerts < len(d.rules.AlertBefore) {
		at = sooner(at, o.ExpiresAt-d.rules.AlertBefore[o.Alerts])
	}
	return at
}

// sentAt is what reminders count from. An order that waits at the bank's side to be fetched counts from its sealing.
func (d *desk) sentAt(o *Order) when.Micros {
	if o.SentAt != 0 {
		return o.SentAt
	}
	return o.SealedAt
}

// tick does what clocks ask for at now. Each thing happens once, also when the clock was turned back or several steps were
// missed.
func (d *desk) tick(f *File) error {
	d.enter(f)
	c := &f.Claim
	did := false
	if c.State == ClaimOpen && c.Standing == Provisional && c.ConfirmBy <= d.now {
		c.Standing = Lapsed
		c.Version++
		err := d.letGo(f, reasonLapsed)
		if err != nil {
			return err
		}
		d.tell(f, EvLapsed, nil)
		d.act(f, nil, "claim.lapse")
		did = true
	}
	if c.Reviewed == 0 && !c.ReviewTold && c.State != ClaimWithdrawn && c.ReviewBy <= d.now {
		c.ReviewTold = true
		d.tell(f, EvReviewDue, nil)
		did = true
	}
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.NextAt == 0 || o.NextAt > d.now {
			continue
		}
		err := d.tickOrder(f, o)
		if err != nil {
			return err
		}
		f.touch(o)
		did = true
	}
	if !did {
		return ErrUnchanged
	}
	d.leave(f)
	return nil
}

func (d *desk) tickOrder(f *File, o *Order) error {
	if (o.HoldState == Holding || o.HoldState == ReleaseSent) && o.ExpiresAt <= d.now {
		return d.expire(f, o)
	}
	d.alert(f, o)
	if !o.State.Open() {
		return nil
	}
	if o.Escalated == 0 && d.sentAt(o)+d.rules.SecondContact <= d.now {
		o.Escalated = d.now
		d.tell(f, EvSilent, o, func(b *EventBody) { b.Escalated = true })
		d.act(f, o, "stop.escalate")
	}
	if o.RemindAt != 0 && o.RemindAt <= d.now {
		return d.remind(f, o)
	}
	return nil
}

// alert tells that a hold is about to end: of several marks passed at once only the last.
func (d *desk) alert(f *File, o *Order) {
	if o.HoldState != Holding && o.HoldState != ReleaseSent {
		return
	}
	passed := o.Alerts
	for passed < len(d.rules.AlertBefore) && o.ExpiresAt-d.rules.AlertBefore[passed] <= d.now {
		passed++
	}
	if passed == o.Alerts {
		return
	}
	o.Alerts = passed
	f.touch(o)
	d.tell(f, EvExpiring, o, func(b *EventBody) { b.Hours = int64(d.rules.AlertBefore[passed-1] / when.Hour) })
}

// remind sends one reminder, however many steps have passed, and sets the next step. An order that could not be delivered yet is
// not reminded of: it is being delivered all the time.
func (d *desk) remind(f *File, o *Order) error {
	from := d.sentAt(o)
	o.RemindAt = 0
	for i, after := range d.rules.Reminders {
		if from+after > d.now {
			o.RemindAt = from + after
			break
		}
		o.Reminders = max(o.Reminders, i+1)
	}
	f.touch(o)
	d.tell(f, EvSilent, o)
	m := f.message(o.ID)
	if m != nil && m.State == MessageDue {
		return nil
	}
	r, err := d.followUp(f, o, Instruction{Kind: KindRemind, Reason: reasonRemind}, d.now+d.rules.StopFor)
	if err != nil {
		return err
	}
	r.Escalate = o.Escalated != 0
	d.act(f, o, "stop.remind", fen("step", int64(o.Reminders)))
	return nil
}

const reasonRemind = "紧急止付指令尚未反馈，请立即办理并反馈结果。"
