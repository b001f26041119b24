package chase

import (
	"fanzha/base/access"
	"fanzha/centre/stoppay/docket"
)

// Instruct seals and queues a freeze or thaw. It is about the stop order, or about an earlier freeze that it continues: the hold
// of the stop has ended by then.
func (d *Desk) Instruct(f *docket.File, o *docket.Order, cmd docket.InstructCmd) error {
	parent := o.ID
	if cmd.Parent != "" {
		earlier := f.Message(cmd.Parent)
		if earlier == nil || earlier.Kind != docket.KindFreeze || earlier.Order != o.ID || earlier.Ref != cmd.Measure {
			return docket.BadField("parent")
		}
		parent = earlier.ID
	}
	in := docket.Instruction{Kind: cmd.Kind, ID: cmd.ID, Number: cmd.Number, Parent: parent, Fen: cmd.Fen, Until: cmd.Until, Basis: clip(cmd.Basis, basisMax),
		Reason: OneLine(cmd.Reason), Officers: cmd.Officers, Document: cmd.Document}
	m, err := d.issue(f, o, in, d.Now+d.Rules.StopFor)
	if err != nil {
		return err
	}
	m.Ref = cmd.Measure
	d.act(f, o, "stop.instruct", fen("fen", cmd.Fen), func(a access.Act) access.Act { return a.With("kind", string(cmd.Kind)).With("measure", cmd.Measure) })
	return nil
}

func CheckInstruct(cmd docket.InstructCmd) error {
	switch {
	case !docket.Word(cmd.ID) || !docket.Word(cmd.Measure) || cmd.Number == "" || !docket.Short(cmd.Number):
		return docket.BadField("id")
	case cmd.Parent != "" && (cmd.Kind != docket.KindFreeze || !docket.Word(cmd.Parent) || cmd.Parent == cmd.ID):
		return docket.BadField("parent")
	case cmd.Kind != docket.KindFreeze && cmd.Kind != docket.KindThaw:
		return docket.BadField("kind")
	case cmd.Fen <= 0 || cmd.Fen > AmountMax:
		return docket.Refuse(docket.ErrAmount, "field", "fen")
	case (cmd.Kind == docket.KindFreeze) != (cmd.Until > 0):
		return docket.BadField("until")
	case cmd.Basis == "" || cmd.Reason == "":
		return docket.ErrReason
	}
	return checkPeople(docket.Victim{Name: "-", Phone: "13800000000"}, cmd.Officers, cmd.Document)
}

// RemindNow reminds a bank by hand, once its time to answer is over.
func (d *Desk) RemindNow(f *docket.File, o *docket.Order) error {
	if !o.State.Open() {
		return docket.ErrNotWaiting
	}
	if d.Now < o.AnswerBy {
		return docket.ErrNotLate
	}
	d.act(f, o, "stop.remind_by_hand")
	return d.remind(f, o)
}
