package chase

import (
	"errors"
	"strings"

	"fanzha/centre/stoppay/docket"
	"fanzha/term/when"
)

// clockOf is when Tick next has something to do for an order: a reminder, the word to the second contact, an alert before the
// hold's end, its end. Zero when nothing runs.
func (d *Desk) clockOf(o *docket.Order) when.Micros {
	var at when.Micros
	if o.State.Open() {
		at = docket.Sooner(at, o.RemindAt)
		if o.Escalated == 0 {
			at = docket.Sooner(at, d.sentAt(o)+d.Rules.SecondContact)
		}
	}
	if o.HoldState != docket.Holding && o.HoldState != docket.ReleaseSent {
		return at
	}
	at = docket.Sooner(at, o.ExpiresAt)
	if o.Alerts < len(d.Rules.AlertBefore) {
		at = docket.Sooner(at, o.ExpiresAt-d.Rules.AlertBefore[o.Alerts])
	}
	return at
}

// sentAt is what reminders count from. An order that waits at the bank's side to be fetched counts from its sealing.
func (d *Desk) sentAt(o *docket.Order) when.Micros {
	if o.SentAt != 0 {
		return o.SentAt
	}
	return o.SealedAt
}

// TickWith does the same, and before that brings in what the log of transfers has told anew.
func (d *Desk) TickWith(f *docket.File, strands []Strand) error {
	d.Enter(f)
	looked, err := d.lookAgain(f, strands)
	if err != nil {
		return err
	}
	err = d.Tick(f)
	if looked && errors.Is(err, docket.ErrUnchanged) {
		d.Leave(f)
		return nil
	}
	return err
}

// Tick does what clocks ask for at now. Each thing happens once, also when the clock was turned back or several steps were
// missed.
func (d *Desk) Tick(f *docket.File) error {
	d.Enter(f)
	c := &f.Claim
	did := false
	if c.State == docket.ClaimOpen && c.Standing == docket.Provisional && c.ConfirmBy <= d.Now {
		c.Standing = docket.Lapsed
		c.Version++
		err := d.letGo(f, reasonLapsed)
		if err != nil {
			return err
		}
		d.tell(f, docket.EvLapsed, nil)
		d.act(f, nil, "claim.lapse")
		did = true
	}
	if c.Reviewed == 0 && !c.ReviewTold && c.State != docket.ClaimWithdrawn && c.ReviewBy <= d.Now {
		c.ReviewTold = true
		d.tell(f, docket.EvReviewDue, nil)
		did = true
	}
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.NextAt == 0 || o.NextAt > d.Now {
			continue
		}
		err := d.tickOrder(f, o)
		if err != nil {
			return err
		}
		f.Touch(o)
		did = true
	}
	reminded, err := d.remindMeasures(f)
	if err != nil {
		return err
	}
	if !did && !reminded {
		return docket.ErrUnchanged
	}
	d.Leave(f)
	return nil
}

func (d *Desk) tickOrder(f *docket.File, o *docket.Order) error {
	if (o.HoldState == docket.Holding || o.HoldState == docket.ReleaseSent) && o.ExpiresAt <= d.Now {
		return d.expire(f, o)
	}
	d.alert(f, o)
	if !o.State.Open() {
		return nil
	}
	if o.Escalated == 0 && d.sentAt(o)+d.Rules.SecondContact <= d.Now {
		o.Escalated = d.Now
		d.tell(f, docket.EvSilent, o, func(b *docket.EventBody) { b.Escalated = true })
		d.act(f, o, "stop.escalate")
	}
	if o.RemindAt != 0 && o.RemindAt <= d.Now {
		return d.remind(f, o)
	}
	return nil
}

// alert tells that a hold is about to end: of several marks passed at once only the last.
func (d *Desk) alert(f *docket.File, o *docket.Order) {
	if o.HoldState != docket.Holding && o.HoldState != docket.ReleaseSent {
		return
	}
	passed := o.Alerts
	for passed < len(d.Rules.AlertBefore) && o.ExpiresAt-d.Rules.AlertBefore[passed] <= d.Now {
		passed++
	}
	if passed == o.Alerts {
		return
	}
	o.Alerts = passed
	f.Touch(o)
	d.tell(f, docket.EvExpiring, o, func(b *docket.EventBody) { b.Hours = int64(d.Rules.AlertBefore[passed-1] / when.Hour) })
}

// remind sends one reminder, however many steps have passed, and sets the next step. An order that could not be delivered yet is
// not reminded of: it is being delivered all the time.
func (d *Desk) remind(f *docket.File, o *docket.Order) error {
	o.RemindAt = d.nextReminder(d.sentAt(o))
	f.Touch(o)
	d.tell(f, docket.EvSilent, o)
	m := f.Message(o.ID)
	if m != nil && m.State == docket.MessageDue {
		return nil
	}
	r, err := d.followUp(f, o, docket.Instruction{Kind: docket.KindRemind, Reason: reasonRemind}, d.Now+d.Rules.StopFor)
	if err != nil {
		return err
	}
	r.Escalate = o.Escalated != 0
	o.Reminders++
	d.act(f, o, "stop.remind", fen("step", int64(o.Reminders)))
	return nil
}

// nextReminder is the next step of reminding of what was sent then; zero when there is none left.
func (d *Desk) nextReminder(sent when.Micros) when.Micros {
	for _, after := range d.Rules.Reminders {
		if sent+after > d.Now {
			return sent + after
		}
	}
	return 0
}

// reminded takes back the reminders of an instruction that is answered: nobody is to answer them as well (催办随反馈消除).
// Files of claims come without the sealed bytes: a reminder is known by its number, which is that of what it reminds of with a mark.
func (d *Desk) reminded(f *docket.File, of *docket.Message) {
	for i := range f.Messages {
		m := &f.Messages[i]
		if m.Kind != docket.KindRemind || m.Order != of.Order || !m.State.Open() || !strings.HasPrefix(m.Number, of.Number+"-"+markOf[docket.KindRemind]) {
			continue
		}
		m.State, m.DoneAt = docket.MessageCancelled, d.Now
		f.Mark(m.ID)
	}
}

const reasonRemind = "紧急止付指令尚未反馈，请立即办理并反馈结果。"
