package chase

import (
	"strconv"

	"fanzha/base/access"
	"fanzha/centre/stoppay/docket"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// CheckDirect refuses what cannot be told to a bank.
func CheckDirect(cmd *docket.DirectCmd) error {
	account, err := ident.ParseAccount(string(cmd.Account.Account))
	restricts := cmd.Kind == docket.KindRestrict
	switch {
	case !docket.Word(cmd.ID) || !docket.Word(cmd.Measure) || cmd.Number == "" || !docket.Short(cmd.Number):
		return docket.BadField("id")
	case cmd.Matter == "" || !docket.Short(cmd.Matter):
		return docket.BadField("matter")
	case !restricts && cmd.Kind != docket.KindLift:
		return docket.BadField("kind")
	case err != nil:
		return docket.BadField("account").With(err)
	case cmd.Account.Name == "" || !docket.Short(cmd.Account.Name):
		return docket.BadField("account.name")
	case restricts != (cmd.Until > 0):
		return docket.BadField("until")
	case restricts != (cmd.Limits != "") || !docket.Short(cmd.Limits):
		return docket.BadField("limits")
	case cmd.Basis == "" || cmd.Reason == "":
		return docket.ErrReason
	}
	cmd.Account.Account = account
	return checkPeople(docket.Victim{Name: "-", Phone: "13800000000"}, cmd.Officers, cmd.Document)
}

// Direct seals and queues a restriction or its lifting. A restriction continues the one that stands; a lifting ends it.
func (d *Desk) Direct(f *docket.File, cmd docket.DirectCmd, unitName string) error {
	d.Enter(f)
	if f.Message(cmd.ID) != nil {
		return docket.ErrUnchanged
	}
	if d.Banks.ByCode[cmd.Bank].Code == "" {
		return docket.Refuse(docket.ErrBank, "field", "bank")
	}
	f.Claim.Unit = cmd.Unit
	in := docket.Instruction{
		Kind: cmd.Kind, ID: cmd.ID, Number: cmd.Number, Claim: cmd.Matter, Bank: cmd.Bank, Account: docket.Party{Account: cmd.Account.Account, Name: cmd.Account.Name, Kind: cmd.Account.Kind},
		Until: cmd.Until, Limits: cmd.Limits, Basis: clip(cmd.Basis, basisMax), Reason: OneLine(cmd.Reason), Urgent: true, Officers: cmd.Officers,
		Document: cmd.Document, UnitCode: cmd.Unit, UnitName: unitName, IssuedAt: d.Now, AnswerBy: d.Now + d.Rules.AnswerWithin,
	}
	standing := f.Restrictions()
	if cmd.Kind == docket.KindLift {
		return d.lift(f, in, standing)
	}
	if cmd.Until <= d.Now {
		return docket.ErrUnchanged // it has ended by itself
	}
	for _, parent := range standing {
		if in.Parent == "" && f.Message(parent).State != docket.MessageFailed {
			in.Parent = parent
		}
	}
	return d.direct(f, in, cmd.Until)
}

// direct queues one instruction of a measure.
func (d *Desk) direct(f *docket.File, in docket.Instruction, drop when.Micros) error {
	_, err := d.queue(f, docket.Message{Instruction: in, Ref: f.Measure, DropAt: drop})
	if err != nil {
		return err
	}
	d.act(f, nil, "measure.instruct", func(a access.Act) access.Act {
		return a.With("kind", string(in.Kind)).With("bank", in.Bank).With("message", in.ID)
	})
	return nil
}

// lift ends every restriction that may stand at the bank. What was not carried out and what has ended by itself needs none.
func (d *Desk) lift(f *docket.File, in docket.Instruction, standing []string) error {
	id := in.ID
	told := false
	for i, parent := range standing {
		m := f.Message(parent)
		until := m.Until
		d.takeBack(f, m)
		if until <= d.Now {
			continue
		}
		in.Parent = parent
		if i > 0 {
			in.ID = id + "." + strconv.Itoa(i+1)
		}
		err := d.direct(f, in, until)
		if err != nil {
			return err
		}
		told = true
	}
	if !told {
		return docket.ErrUnchanged
	}
	return nil
}

// takeBack lets nobody deliver or remind of a restriction that is being lifted. The bank may have it all the same: its lifting goes out
// in any case.
func (d *Desk) takeBack(f *docket.File, m *docket.Message) {
	m.RemindAt = 0
	if m.State == docket.MessageDue {
		m.State = docket.MessageCancelled
	}
	f.Mark(m.ID)
}

// answerMeasure takes the answer to what carries out a measure, and tells it to the measure.
func (d *Desk) answerMeasure(f *docket.File, o *docket.Order, m *docket.Message, a *docket.Answer) error {
	m.Result, m.Refusal, m.RemindAt = a.Result, clip(a.Refusal, 60), 0
	d.reminded(f, m)
	if m.Kind == docket.KindLift && d.nothingLeft(f, m, a) {
		m.Result, m.Refusal = docket.ResultDone, ""
	}
	d.tell(f, docket.EvInstructed, o, func(b *docket.EventBody) {
		d.about(b, m)
		b.Result, b.Refusal, b.HeldFen, b.ExecutedAt = m.Result, m.Refusal, a.HeldFen, executed(m, a)
	})
	d.act(f, o, "stop.instructed", fen("fen", m.Fen), func(x access.Act) access.Act {
		return x.With("result", string(a.Result)).With("message", m.ID).With("refusal", a.Refusal)
	})
	if m.Result != docket.ResultDone {
		m.State = docket.MessageFailed // no later freeze continues one that never was
	}
	before := f.Message(m.Parent)
	switch {
	case m.Kind == docket.KindRestrict && m.Result == docket.ResultDone:
		return d.liftLate(f, m)
	case m.Kind == docket.KindLift && a.Refusal == docket.RefusalUnknown && before != nil && before.Result == docket.ResultDone:
		return d.liftLate(f, before) // the lifting had overtaken the restriction
	}
	return nil
}

// about puts a message into an event.
func (d *Desk) about(b *docket.EventBody, m *docket.Message) {
	b.Message, b.Kind, b.Measure, b.Bank, b.Fen = m.ID, m.Kind, m.Ref, m.Bank, m.Fen
}

// nothingLeft says whether a bank that does not lift has nothing to lift: it has ended, or the bank never had it. A bank that has said it
// restricts and now knows nothing of it has lifted nothing.
func (d *Desk) nothingLeft(f *docket.File, m *docket.Message, a *docket.Answer) bool {
	if a.Refusal == refusalTooLate || a.Refusal == refusalWithdrawn {
		return true
	}
	before := f.Message(m.Parent)
	return a.Refusal == docket.RefusalUnknown && before != nil && before.Result != docket.ResultDone
}

// liftLate: a restriction was carried out after the measure had been lifted, and nothing that would end it is on its way: it is lifted
// once more.
func (d *Desk) liftLate(f *docket.File, m *docket.Message) error {
	var lift *docket.Message
	lifts := 0
	for i := range f.Messages {
		x := &f.Messages[i]
		if x.Kind != docket.KindLift {
			continue
		}
		if x.Parent == m.ID && x.State.Open() {
			return nil
		}
		lift = x
		lifts++
	}
	if lift == nil || lifts >= liftsMax || m.Until <= d.Now {
		return nil
	}
	in := lift.Instruction
	in.Parent = m.ID
	in.ID, in.Number, in.IssuedAt, in.AnswerBy = d.NewID(), m.Number+"-J"+strconv.Itoa(len(f.Messages)), d.Now, d.Now+d.Rules.AnswerWithin
	_, err := d.queue(f, docket.Message{Instruction: in, Ref: m.Ref, DropAt: m.Until})
	return err
}

// liftsMax bounds the liftings of one measure: a bank that says "restricted" and "unknown" by turns is called by a person.
const liftsMax = 20

// measureClock is when a reminder of what carries out a measure is due next; zero when none is.
func (d *Desk) measureClock(f *docket.File) when.Micros {
	var at when.Micros
	for i := range f.Messages {
		if f.Messages[i].RemindAt != 0 {
			at = docket.Sooner(at, f.Messages[i].RemindAt)
		}
	}
	return at
}

// TickMeasure sends the reminders that are due for what carries out a measure. Each step happens once.
func (d *Desk) TickMeasure(f *docket.File) error {
	d.Enter(f)
	did, err := d.remindMeasures(f)
	if err == nil && !did {
		return docket.ErrUnchanged
	}
	return err
}

func (d *Desk) remindMeasures(f *docket.File) (bool, error) {
	did := false
	for i := range len(f.Messages) { // reminders are added behind
		m := &f.Messages[i]
		if m.RemindAt == 0 || m.RemindAt > d.Now {
			continue
		}
		did = true
		err := d.remindMeasure(f, i)
		if err != nil {
			return did, err
		}
	}
	return did, nil
}

// remindMeasure sends one reminder, however many steps have passed, and sets the next step. What could not be delivered yet is not
// reminded of: it is being delivered all the time.
func (d *Desk) remindMeasure(f *docket.File, at int) error {
	m := &f.Messages[at]
	f.Mark(m.ID)
	m.RemindAt = 0
	if !m.State.Open() {
		return nil
	}
	m.RemindAt = d.nextReminder(m.MadeAt)
	o := f.Order(m.Order)
	late := m.MadeAt+d.Rules.SecondContact <= d.Now
	d.tell(f, docket.EvUnanswered, o, func(b *docket.EventBody) {
		d.about(b, m)
		b.Count, b.Escalated = m.Reminders, late
	})
	if m.State == docket.MessageDue {
		return nil
	}
	m.Reminders++
	return d.remindOf(f, o, at, late)
}

// remindOf queues one reminder of what carries out a measure.
func (d *Desk) remindOf(f *docket.File, o *docket.Order, at int, late bool) error {
	m := f.Messages[at]
	in := docket.Instruction{Kind: docket.KindRemind, ID: d.NewID(), Number: m.Number + "-" + markOf[docket.KindRemind] + strconv.Itoa(max(1, m.Reminders)), Parent: m.ID, Reason: reasonRemindMeasure}
	var r *docket.Message
	var err error
	if o != nil {
		in.Basis = o.Basis
		r, err = d.issue(f, o, in, d.Now+d.Rules.StopFor)
	} else {
		in.Claim, in.Bank, in.Account, in.Basis, in.Urgent = m.Claim, m.Bank, m.Account, m.Basis, true
		in.Officers, in.Document, in.UnitCode, in.UnitName = m.Officers, m.Document, m.UnitCode, m.UnitName
		in.IssuedAt, in.AnswerBy = d.Now, d.Now+d.Rules.AnswerWithin
		r, err = d.queue(f, docket.Message{Instruction: in, DropAt: d.Now + d.Rules.StopFor})
	}
	if err != nil {
		return err
	}
	r.Ref, r.Escalate = m.Ref, late
	d.act(f, o, "measure.remind", fen("step", int64(m.Reminders)), func(a access.Act) access.Act { return a.With("message", m.ID) })
	return nil
}

const reasonRemindMeasure = "前发措施指令尚未反馈，请立即办理并反馈结果。"

// RemindMeasureNow reminds a bank by hand of what it has not answered.
func (d *Desk) RemindMeasureNow(f *docket.File, message string) error {
	d.Enter(f)
	for i := range f.Messages {
		m := &f.Messages[i]
		if m.ID != message {
			continue
		}
		if !m.Kind.OnMeasure() || m.State != docket.MessageQueued && m.State != docket.MessageSent {
			return docket.ErrNotWaiting
		}
		if d.Now < m.MadeAt+d.Rules.AnswerWithin {
			return docket.ErrNotLate
		}
		m.Reminders++
		f.Mark(m.ID)
		d.act(f, f.Order(m.Order), "measure.remind_by_hand")
		return d.remindOf(f, f.Order(m.Order), i, m.MadeAt+d.Rules.SecondContact <= d.Now)
	}
	return docket.ErrNotFound
}
