package chase

import (
	"strconv"

	"fanzha/centre/stoppay/docket"
	"fanzha/term/when"
)

// Bounds of what the page of the banks takes.
const (
	basisMax   = 100 // runes
	ReasonMax  = 500
	matchesMax = 20 // credits that one order names
)

// reasonStop is what the holder of an account is told. It names no law and no number: those are in the basis and the amounts.
const reasonStop = "该账户收到涉嫌电信网络诈骗的资金，依法对相应金额紧急止付，到期自动解除。如有异议，可向作出决定的公安机关提出。"

// issue seals an instruction and queues it for delivery. A bank that polls finds it at once.
func (d *Desk) issue(f *docket.File, o *docket.Order, in docket.Instruction, drop when.Micros) (*docket.Message, error) {
	in.Claim, in.Bank, in.Account = f.Claim.Number, o.Target.Bank, docket.Party{Account: o.Target.Account, Name: o.Target.Name, Kind: o.Target.Kind}
	in.Depth, in.Urgent, in.IssuedAt, in.AnswerBy = o.Layer, true, d.Now, d.Now+d.Rules.AnswerWithin
	in.UnitCode, in.UnitName = f.Claim.Unit, f.Claim.UnitName
	if in.Document.Number == "" {
		in.Officers, in.Document = f.Claim.Officers, f.Claim.Document
	}
	return d.queue(f, docket.Message{Instruction: in, ClaimID: f.Claim.ID, Order: o.ID, DropAt: drop})
}

// queue seals a message and puts it where its bank gets it.
func (d *Desk) queue(f *docket.File, m docket.Message) (*docket.Message, error) {
	m.State, m.Unit, m.MadeAt = docket.MessageDue, f.Claim.Unit, d.Now
	if d.Banks.ByCode[m.Bank].Channel == docket.ChannelPoll {
		m.State = docket.MessageQueued
	}
	if m.Kind.OnMeasure() {
		m.RemindAt = d.Now + first(d.Rules.Reminders)
	}
	m.Canonical = m.Instruction.Canonical()
	var err error
	m.Suite, m.Key, m.Seal, err = d.Sealer.Seal(m.Canonical)
	if err != nil {
		return nil, err
	}
	f.Messages = append(f.Messages, m)
	f.Mark(m.ID)
	return &f.Messages[len(f.Messages)-1], nil
}

// sealOrder seals the order itself. Its own id is the message's: the bank's idempotency key.
func (d *Desk) sealOrder(f *docket.File, o *docket.Order) error {
	parent := o.Parent
	if o.Renews != "" {
		parent = o.Renews
	}
	span := d.Rules.StopFor
	end := d.stopEnd(f, o)
	if end == 0 {
		end = d.mainEnd(f, o)
	}
	if end != 0 {
		span = min(span, max(end-d.Now, when.Second))
	}
	m, err := d.issue(f, o, docket.Instruction{
		Kind: docket.KindStop, ID: o.ID, Number: o.Number, Parent: parent, Matches: o.Matches, HoldFen: o.Fen,
		HoldForS: int64(span / when.Second), Count: o.Count, FloorFen: o.FloorFen, Basis: o.Basis, Reason: o.Reason,
		Supplements: o.Supplement,
	}, d.Now+d.Rules.StopFor)
	if err != nil {
		return err
	}
	o.SealSuite, o.SealKey, o.SealedAt, o.SeenBy, o.AnswerBy = m.Suite, m.Key, d.Now, d.Now+d.Rules.SeenWithin, m.AnswerBy
	o.RemindAt = d.Now + first(d.Rules.Reminders)
	f.Touch(o)
	d.tell(f, docket.EvSealed, o)
	d.act(f, o, "stop.seal", fen("fen", o.Fen), fen("count", int64(o.Count)), fen("layer", int64(o.Layer)))
	return nil
}

func first(list []when.Micros) when.Micros {
	if len(list) == 0 {
		return 1 << 60
	}
	return list[0]
}

// marks of the numbers of documents that follow an order: 解除, 催办.
var markOf = map[docket.Kind]string{docket.KindRelease: "J", docket.KindRemind: "C"}

// followUp seals what follows an order: release and reminder.
func (d *Desk) followUp(f *docket.File, o *docket.Order, in docket.Instruction, drop when.Micros) (*docket.Message, error) {
	in.ID, in.Parent = d.NewID(), o.ID
	in.Number = o.Number + "-" + markOf[in.Kind] + strconv.Itoa(f.Nth(o.ID, in.Kind)+1)
	if in.Basis == "" {
		in.Basis = o.Basis
	}
	return d.issue(f, o, in, drop)
}
