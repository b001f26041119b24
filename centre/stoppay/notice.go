package stoppay

import (
	"cmp"

	"fanzha/centre/trace"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// notice brings a book transfer into a claim.
func (d *desk) notice(f *File, bank string, from ident.Account, n Notice) error {
	d.enter(f)
	layer, order, arrived := f.reached(bank, from)
	if layer == 0 || n.At < arrived {
		return ErrUnchanged // the money was not there yet
	}
	l := Leg{Claim: f.Claim.ID, Order: order, Layer: layer + 1, From: from, To: n.To, Code: MovedInternal, At: n.At, Fen: n.Fen, TaintedFen: n.Fen,
		Ref: cmp.Or(n.Ref, n.ID), Mode: ModeReply}
	l.ID = keyOf(&l, 1)
	before := len(f.Legs)
	d.addLeg(f, l)
	if len(f.Legs) == before && len(f.changed) == 0 {
		return ErrUnchanged
	}
	_, err := d.follow(f)
	if err != nil {
		return err
	}
	d.leave(f)
	return nil
}

// reached says in which layer an account of a bank is, by which order, and when the money first came.
func (f *File) reached(bank string, account ident.Account) (layer int, order string, arrived when.Micros) {
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Target.Account == account && o.Target.Bank == bank {
			layer, order = o.Layer, o.ID
			break
		}
	}
	for i := range f.Legs {
		if f.Legs[i].To.Account == account {
			arrived = sooner(arrived, f.Legs[i].At)
		}
	}
	return layer, order, arrived
}

// answerWith records an answer, and before its movements are followed what the log knows beyond them.
func (d *desk) answerWith(f *File, a Answer, flows []trace.Result) (bool, error) {
	d.flows = flows
	return d.answer(f, a)
}
