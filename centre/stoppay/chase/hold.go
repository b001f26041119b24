package chase

import (
	"cmp"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/stoppay/docket"
	"fanzha/term/when"
)

// Release orders the bank to give free an amount of what an order holds (0: everything that is not on its way out already).
func (d *Desk) Release(f *docket.File, o *docket.Order, amount int64, reason string) error {
	free := o.StandingFen()
	switch {
	case o.HoldState == docket.Frozen:
		return docket.ErrFrozen
	case free <= 0:
		return docket.ErrNoHold
	case amount == 0:
		amount = free
	case amount < 0 || amount > free:
		return docket.Refuse(docket.ErrExceeds, "most_fen", free)
	}
	if amount == free {
		state, err := docket.NextHold(o.HoldState, docket.HoldRelease)
		if err != nil {
			return err
		}
		o.HoldState = state
	}
	o.LeavingFen += amount
	f.Touch(o)
	// A release is pointless once the hold has ended by itself, at the latest at the end that the bank has stated.
	_, err := d.followUp(f, o, docket.Instruction{Kind: docket.KindRelease, Fen: amount, Reason: clip(reason, ReasonMax)}, max(o.ExpiresAt, o.BankEnds, d.Now+when.Hour))
	if err != nil {
		return err
	}
	d.tell(f, docket.EvReleasing, o, func(b *docket.EventBody) { b.Fen = amount })
	d.act(f, o, "stop.release", fen("fen", amount), because(reason))
	return nil
}

// net keeps the sum of holds within the limit: what is too much is released, the farthest layer first, then the weakest
// evidence, then the latest order. Frozen money is not touched: it has a basis of its own.
func (d *Desk) net(f *docket.File) error {
	most := d.Rules.Cap(f.Claim.OpenLoss())
	var sum int64
	var list []*docket.Order
	for i := range f.Orders {
		o := &f.Orders[i]
		sum += o.StandingFen()
		if o.StandingFen() > 0 && o.HoldState == docket.Holding {
			list = append(list, o)
		}
	}
	surplus := sum - most
	if surplus <= 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b *docket.Order) int {
		return cmp.Or(cmp.Compare(b.Layer, a.Layer), cmp.Compare(a.Evidence, b.Evidence), cmp.Compare(b.SealedAt, a.SealedAt), cmp.Compare(b.Number, a.Number))
	})
	d.tell(f, docket.EvSurplus, nil, func(b *docket.EventBody) { b.Fen = surplus })
	for _, o := range list {
		part := min(surplus, o.StandingFen())
		err := d.Release(f, o, part, reasonSurplus)
		if err != nil {
			return err
		}
		surplus -= part
		if surplus == 0 {
			break
		}
	}
	return nil
}

// What holders are told of releases that the centre orders by itself.
const (
	reasonSurplus   = "本案已止付金额超过尚未追回的损失，超出部分解除止付。"
	reasonOver      = "止付金额超过指令金额，超出部分解除止付。"
	reasonLapsed    = "报案未在规定时间内核实，解除止付。"
	ReasonWithdrawn = "止付申请已撤销，解除止付。"
	reasonReversed  = "值班领导复核后撤销止付，解除止付。"
	reasonEnded     = "止付期限已到，解除止付。"
	reasonFrozen    = "其余金额未转冻结，解除止付。"
	reasonStill     = "止付已决定全部解除，银行又报告止付的金额一并解除。"
	reasonRefused   = "银行已拒绝执行，解除误止付的金额。"
)

// letGo releases everything that the claim holds and takes back what no bank has yet. A bank that has an order but has not
// answered it gets the release at once: it may have executed it.
func (d *Desk) letGo(f *docket.File, reason string) error {
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.StandingFen() > 0 && o.HoldState == docket.Holding {
			err := d.Release(f, o, 0, reason)
			if err != nil {
				return err
			}
		}
		if !o.State.Open() {
			continue
		}
		m := f.Message(o.ID)
		state, err := docket.Next(o.State, docket.InCancel)
		if err == nil && m != nil && m.Tries == 0 && m.SentAt == 0 {
			o.State, m.State = state, docket.MessageCancelled
			f.Mark(m.ID)
			f.Touch(o)
			d.act(f, o, "stop.cancel", because(reason))
			continue
		}
		_, err = d.followUp(f, o, docket.Instruction{Kind: docket.KindRelease, Fen: o.Fen, Reason: reason}, d.Now+d.Rules.StopFor)
		if err != nil {
			return err
		}
		f.Touch(o)
		d.act(f, o, "stop.release", fen("fen", o.Fen), because(reason))
	}
	return nil
}

// expire ends a hold whose time is over. A bank that has stated a later end is told to release: it may not hold longer.
func (d *Desk) expire(f *docket.File, o *docket.Order) error {
	state, err := docket.NextHold(o.HoldState, docket.HoldExpire)
	if err != nil || state == o.HoldState {
		return err
	}
	held := o.HeldFen
	o.HoldState, o.HeldFen, o.LeavingFen = state, 0, 0
	f.Touch(o)
	d.tell(f, docket.EvExpired, o, func(b *docket.EventBody) { b.Fen = held })
	d.act(f, o, "stop.expire", fen("fen", held))
	ends := d.bankEnds(o)
	if ends <= o.ExpiresAt || held == 0 {
		return nil
	}
	_, err = d.followUp(f, o, docket.Instruction{Kind: docket.KindRelease, Fen: held, Reason: reasonEnded}, max(ends, d.Now+when.Hour))
	return err
}

// bankEnds is when the bank's own clock ends a hold at the latest: as it has stated, else a whole stop after it executed the
// order. A supplement's stop may end before that.
func (d *Desk) bankEnds(o *docket.Order) when.Micros {
	if o.BankEnds != 0 || o.ExecutedAt == 0 {
		return o.BankEnds
	}
	return d.Rules.Ends(o.ExecutedAt)
}

// freed records that the bank has released an amount.
func (d *Desk) freed(f *docket.File, o *docket.Order, amount int64) error {
	amount = min(amount, o.LeavingFen, o.HeldFen)
	if amount <= 0 || !o.HoldState.Live() {
		return nil
	}
	o.LeavingFen -= amount
	o.HeldFen -= amount
	o.FreedFen += amount
	f.Touch(o)
	if o.HeldFen == 0 {
		state, err := docket.NextHold(o.HoldState, docket.HoldFreed)
		if err != nil {
			return err
		}
		o.HoldState = state
	}
	d.tell(f, docket.EvReleased, o, func(b *docket.EventBody) { b.Fen = amount })
	d.act(f, o, "stop.released", fen("fen", amount))
	return nil
}

// renewed ends the hold that a renewal has taken over: the same money is not counted, nor held, twice.
func (d *Desk) renewed(f *docket.File, o *docket.Order) error {
	old := f.Order(o.Renews)
	if old == nil || !old.HoldState.Live() {
		return nil
	}
	state, err := docket.NextHold(old.HoldState, docket.HoldRenew)
	if err != nil || state == old.HoldState {
		return err
	}
	old.HoldState, old.HeldFen, old.LeavingFen = state, 0, 0
	f.Touch(old)
	d.act(f, old, "stop.renewed", func(a access.Act) access.Act { return a.With("by", o.Number) })
	return nil
}

// Frozen hands an order's hold over to a freeze. What the freeze does not cover is released: it has no basis any more.
func (d *Desk) Frozen(f *docket.File, o *docket.Order, cmd docket.FrozenCmd) error {
	if o.HoldState == docket.Frozen && o.Freeze == cmd.Freeze {
		return d.reduced(f, o, cmd.Fen)
	}
	if cmd.Fen <= 0 || cmd.Fen > o.StandingFen() && o.HoldState == docket.Holding {
		return docket.Refuse(docket.ErrExceeds, "most_fen", o.StandingFen())
	}
	rest := o.StandingFen() - cmd.Fen
	_, err := docket.NextHold(o.HoldState, docket.HoldFreeze)
	if err != nil {
		return err
	}
	if rest > 0 {
		err = d.Release(f, o, rest, reasonFrozen)
		if err != nil {
			return err
		}
	}
	o.HoldState, o.FrozenFen, o.Freeze = docket.Frozen, cmd.Fen, cmd.Freeze
	f.Touch(o)
	d.tell(f, docket.EvFrozen, o, func(b *docket.EventBody) { b.Fen, b.Measure = cmd.Fen, cmd.Freeze })
	d.act(f, o, "stop.frozen", fen("fen", cmd.Fen))
	return nil
}

// reduced records that a freeze keeps less than before; more than before is no word of a measure.
func (d *Desk) reduced(f *docket.File, o *docket.Order, amount int64) error {
	less := o.FrozenFen - amount
	if amount <= 0 || less <= 0 {
		return docket.ErrUnchanged
	}
	o.FrozenFen, o.HeldFen, o.FreedFen = amount, o.HeldFen-less, o.FreedFen+less
	f.Touch(o)
	d.tell(f, docket.EvReleased, o, func(b *docket.EventBody) { b.Fen = less })
	d.act(f, o, "stop.thawed", fen("fen", less))
	return nil
}

// Thawed ends a freeze that had taken a hold over: nothing comes back to life by it.
func (d *Desk) Thawed(f *docket.File, o *docket.Order, freeze string) error {
	if o.HoldState == docket.Released && o.Freeze == freeze {
		return docket.ErrUnchanged
	}
	state, err := docket.NextHold(o.HoldState, docket.HoldThaw)
	if err != nil || o.Freeze != freeze {
		return cmp.Or(err, error(docket.ErrNoHold))
	}
	amount := o.HeldFen
	o.HoldState, o.HeldFen, o.LeavingFen, o.FrozenFen = state, 0, 0, 0
	o.FreedFen += amount
	f.Touch(o)
	d.tell(f, docket.EvReleased, o, func(b *docket.EventBody) { b.Fen = amount })
	d.act(f, o, "stop.thawed", fen("fen", amount))
	return nil
}
