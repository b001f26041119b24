package bank

import (
	"context"
	"encoding/json"
	"net/http"

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
	left, err := a.checks.charge(c.bank, p, ErrTokens, now)
	if err != nil {
		return wire.Risk{}, err
	}
	risk.Version, risk.Watermark, risk.AgeMs = wire.Version, mark.Time(), age.Milliseconds()
	risk.Cost, risk.Left = cost, left
	risk.Advice = a.set.Advice.of(risk)
	return risk, nil
}

// answerCheck answers a check without the general way of routes: it is the one request that waits inside a payment, and comes by the
// thousand a second.
func (a *API) answerCheck(w http.ResponseWriter, r *http.Request, c caller) {
	risk, err := a.check(r.Context(), c, &mediaType{r.Header.Get("Content-Type")})
	if err != nil {
		a.write(w, err)
		return
	}
	raw, err := json.Marshal(risk)
	if err != nil {
		a.write(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(raw) //nolint:gosec // counts and times, no text of anybody; the caller has gone when this fails
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
