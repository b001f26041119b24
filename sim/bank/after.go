package bank

import (
	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// giveFree carries out a release of a hold or the thaw of a freeze, at once. A release also ends the catching of later credits:
// who gives money back does not want more. What has ended already is done with nothing held.
func (b *Bank) giveFree(r *record, now when.Micros) wire.Answer {
	o := r.order
	h, code := b.concerned(o, o.Type == wire.Thaw)
	if code != "" {
		if b.lies(ReleasesAnything) {
			return b.doneNow(r, nil, now)
		}
		return b.refuse(r, o, code, now)
	}
	forget := o.Type == wire.Release && b.lies(ForgetsRelease) || o.Type == wire.Thaw && b.lies(ForgetsThaw)
	free := min(o.Fen, h.fen)
	if b.lies(ReleasesAll) {
		free = h.fen
	}
	switch {
	case h.ended:
	case forget:
		told := *h
		told.fen -= free
		return b.doneNow(r, &told, now)
	default:
		h.fen -= free
		if !b.lies(CatchesOn) || o.Type == wire.Thaw {
			h.target = h.fen
		}
		if h.fen == 0 && h.target == 0 {
			h.end()
		}
		if !b.lies(CatchesOn) {
			b.catch(h.on) // other claims may want what this one gives back
		}
	}
	return b.doneNow(r, h, now)
}

// freeze turns a part of a hold into a freeze, or continues a freeze under a new document. The money changes its ground and is
// never kept back twice.
func (b *Bank) freeze(r *record, now when.Micros) wire.Answer {
	o := r.order
	old, code := b.concerned(o, false)
	until, last := when.Of(o.Until), now
	if code == "" && old.freeze { // a renewal runs from the old end
		last = max(now, old.until)
	}
	switch {
	case code != "":
	case (old.ended || old.fen == 0) && !b.lies(FreezesLate):
		code = wire.RefusalTooLate
	case until <= now || until > last.Add(FreezeMax) && !b.lies(AnyTerm):
		code = wire.RefusalTerm
	case o.Fen > old.fen && !b.lies(FreezesMore) && (!b.lies(FreezesLate) || !old.ended):
		code = wire.RefusalExceeds
	}
	if code != "" {
		return b.refuse(r, o, code, now)
	}
	h := &hold{
		on: old.on, order: o.ID, root: old.root, claim: old.claim, by: o.Unit.Name, freeze: true,
		fen: o.Fen, target: o.Fen, asked: o.Fen, from: now, until: until, found: old.found, taint: old.taint,
	}
	if b.lies(FreezeDies) {
		h.until = min(h.until, old.until)
	}
	if !b.lies(FreezesBeside) {
		old.fen -= min(o.Fen, old.fen)
		old.target = max(old.target-o.Fen, 0)
		if old.fen == 0 && old.target == 0 {
			old.end()
		}
	}
	b.place(h)
	r.hold = h
	return b.doneNow(r, h, now)
}

// concerned finds the hold that an order is about: the parent's own, or for a thaw also the freeze that grew from the parent.
func (b *Bank) concerned(o wire.Order, thaw bool) (*hold, string) {
	parent := b.done[o.Parent]
	if parent == nil || parent.hold == nil || parent.hold.on.Number != o.Account.Number && !b.lies(ReleasesAcross) {
		return nil, wire.RefusalOrderNotFound
	}
	h := parent.hold
	if !sameName(h.on.Name, o.Account.Name) && !b.lies(AnyName) && !b.lies(ReleasesAcross) {
		return nil, wire.RefusalName
	}
	if !thaw || h.freeze {
		return h, ""
	}
	for _, f := range h.on.holds {
		if f.freeze && f.root == h.root {
			return f, ""
		}
	}
	return nil, wire.RefusalOrderNotFound
}

// remind answers a reminder and says once more what the bank has answered to the order that it is about, under the same id.
func (b *Bank) remind(r *record, now when.Micros) wire.Answer {
	parent := b.done[r.order.Parent]
	switch {
	case parent == nil && b.seen[r.order.Parent]:
		return b.doneNow(r, nil, now) // it is being worked on
	case parent == nil:
		return b.refuse(r, r.order, wire.RefusalOrderNotFound, now)
	}
	if b.lies(RemindExecutes) && parent.order.Type == wire.Stop && parent.hold != nil && !parent.hold.ended {
		copied := *parent.hold
		copied.fen = min(copied.fen, copied.on.usable())
		copied.order = r.order.ID
		b.place(&copied)
	}
	b.later = append(b.later, parent.last)
	return b.doneNow(r, parent.hold, now)
}
