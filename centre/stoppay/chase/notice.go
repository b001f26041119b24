package chase

import (
	"cmp"

	"fanzha/centre/stoppay/docket"
	"fanzha/centre/trace"
	"fanzha/term/ident"
)

// Notice brings a book transfer into a claim.
func (d *Desk) Notice(f *docket.File, bank string, from ident.Account, n docket.Notice) error {
	d.Enter(f)
	layer, order, arrived := f.Reached(bank, from)
	if layer == 0 || n.At < arrived {
		return docket.ErrUnchanged // the money was not there yet
	}
	l := docket.Leg{Claim: f.Claim.ID, Order: order, Layer: layer + 1, From: from, To: n.To, Code: docket.MovedInternal, At: n.At, Fen: n.Fen, TaintedFen: n.Fen,
		Ref: cmp.Or(n.Ref, n.ID), Mode: docket.ModeReply}
	l.ID = keyOf(&l, 1)
	before := len(f.Legs)
	d.addLeg(f, l)
	if len(f.Legs) == before && !f.AnyChanged() {
		return docket.ErrUnchanged
	}
	_, err := d.follow(f)
	if err != nil {
		return err
	}
	d.Leave(f)
	return nil
}

// AnswerWith records an answer, and before its movements are followed what the log knows beyond them.
func (d *Desk) AnswerWith(f *docket.File, a docket.Answer, flows []trace.Result) (bool, error) {
	d.flows = flows
	return d.answer(f, a)
}
