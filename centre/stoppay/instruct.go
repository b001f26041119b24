package stoppay

import "fanzha/base/access"

// instruct seals and queues a freeze or thaw.
func (d *desk) instruct(f *File, o *Order, cmd InstructCmd) error {
	in := Instruction{Kind: cmd.Kind, ID: cmd.ID, Number: cmd.Number, Parent: o.ID, Fen: cmd.Fen, Until: cmd.Until, Basis: clip(cmd.Basis, basisMax),
		Reason: oneLine(cmd.Reason), Officers: cmd.Officers, Document: cmd.Document}
	m, err := d.issue(f, o, in, d.now+d.rules.StopFor)
	if err != nil {
		return err
	}
	m.Ref = cmd.Measure
	d.act(f, o, "stop.instruct", fen("fen", cmd.Fen), func(a access.Act) access.Act { return a.With("kind", string(cmd.Kind)).With("measure", cmd.Measure) })
	return nil
}

func checkInstruct(cmd InstructCmd) error {
	switch {
	case !word(cmd.ID) || !word(cmd.Measure) || cmd.Number == "" || !short(cmd.Number):
		return badField("id")
	case cmd.Kind != KindFreeze && cmd.Kind != KindThaw:
		return badField("kind")
	case cmd.Fen <= 0 || cmd.Fen > amountMax:
		return refuse(ErrAmount, "field", "fen")
	case (cmd.Kind == KindFreeze) != (cmd.Until > 0):
		return badField("until")
	case cmd.Basis == "" || cmd.Reason == "":
		return ErrReason
	}
	return checkPeople(Victim{Name: "-", Phone: "13800000000"}, cmd.Officers, cmd.Document)
}

// remindNow reminds a bank by hand.
func (d *desk) remindNow(f *File, o *Order) error {
	if !o.State.Open() {
		return ErrNotWaiting
	}
	d.act(f, o, "stop.remind_by_hand")
	return d.remind(f, o)
}
