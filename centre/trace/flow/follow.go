package flow

import (
	"fanzha/centre/trace"
	"fanzha/term/when"
)

// Follow traces a payment over what is complete now: the edges and accounts of trace.Reach. It is what an order needs at once.
func (e *Engine) Follow(root trace.Transfer, p trace.Params) (trace.Result, error) {
	t, err := e.Tracer()
	if err != nil {
		return trace.Result{}, err
	}
	defer t.Done()
	r, err := t.Reach(root, p)
	if err != nil {
		return trace.Result{}, err
	}
	return r.Result(), nil
}

// Attribute traces a payment and says how much of it went where, with the semantics of trace.Attribute.
func (e *Engine) Attribute(root trace.Transfer, p trace.Params, o trace.AttributeOptions) (trace.Result, error) {
	v, err := e.View()
	if err != nil {
		return trace.Result{}, err
	}
	defer v.Close()
	return trace.Attribute(v, root, p, o)
}

// MostPayers bounds OtherPayers: a merchant has more payers than anyone reads.
const MostPayers = 1000

// OtherPayers lists who else paid an account after a moment, newest first, at most MostPayers transfers. Each may be a victim who
// does not know yet.
func (e *Engine) OtherPayers(account string, since when.Micros) ([]trace.Transfer, error) {
	v, err := e.View()
	if err != nil {
		return nil, err
	}
	defer v.Close()
	n, known := v.account(account)
	if !known {
		return nil, nil
	}
	var refs []uint32
	v.inRefs(n, v.spans(since, v.s.base+spanMax), func(ref uint32) bool {
		if v.s.recs[ref].from != n {
			refs = append(refs, ref)
		}
		return true
	})
	refs = refs[max(0, len(refs)-MostPayers):]
	out := make([]trace.Transfer, 0, len(refs))
	for i := len(refs) - 1; i >= 0; i-- {
		out = append(out, v.s.transfer(refs[i]))
	}
	return out, nil
}

// Party is what is known of the holder of an account: bank and name for an order, the phone for a warning.
func (e *Engine) Party(account string) (Party, error) {
	v, err := e.View()
	if err != nil {
		return Party{}, err
	}
	defer v.Close()
	return v.Party(account), nil
}
