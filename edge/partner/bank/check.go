package bank

import (
	"context"

	"fanzha/edge/partner/wire"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// check answers how risky a payee is. The tokens that the dearer outcome would cost must be there before it is looked up: a
// bucket that is nearly empty would otherwise tell hit from miss by its refusal.
func (a *API) check(_ context.Context, c caller, in *mediaType) (wire.Risk, error) {
	ix := a.opts.Index
	if ix == nil {
		return wire.Risk{}, ErrNoService
	}
	raw, err := in.one(c.body)
	if err != nil {
		return wire.Risk{}, err
	}
	q, err := wire.DecodeQuery(raw)
	if err != nil {
		return wire.Risk{}, err
	}
	now := a.opts.Now()
	mark := ix.Watermark()
	age := max(0, now.Sub(mark.Time()))
	if mark == 0 || age > a.set.AgeMax {
		return wire.Risk{}, ErrIndexOld
	}
	budget := a.set.Checks
	risk := ix.Risk(ident.Account(q.Account), when.Of(now))
	cost := budget.MissCost
	if risk.Known {
		cost = budget.HitCost
	}
	p := price{need: max(budget.MissCost, budget.HitCost), cost: cost}
	if q.Customer != "" {
		err = a.payers.take(c.bank+"/"+q.Customer, p, ErrCustomer, now)
		if err != nil {
			return wire.Risk{}, err
		}
	}
	err = a.checks.take(c.bank, p, ErrTokens, now)
	if err != nil {
		return wire.Risk{}, err
	}
	risk.Version, risk.Watermark, risk.AgeMs = wire.Version, mark.Time(), age.Milliseconds()
	risk.Cost, risk.Left = cost, a.checks.left(c.bank, now)
	risk.Advice = a.set.Advice.of(risk)
	return risk, nil
}

// of proposes what to do. What looks like an attempt to have an honest account held is not counted against it by itself.
func (s Steps) of(r wire.Risk) wire.Advice {
	switch {
	case r.Involved || r.HoldsNow > 0 && !r.SmallCredits || r.OpenReporters >= s.DelayReporters && !r.SmallCredits:
		return wire.AdviceDelay
	case r.OpenReporters >= s.AskReporters || r.Months12.Reports > 0:
		return wire.AdviceAsk
	}
	return wire.AdviceNone
}
