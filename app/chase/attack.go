package chase

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/sim/bank"
	"fanzha/sim/money"
	"fanzha/term/when"
)

// shopWatch is how long a shop is watched after a false report.
const shopWatch = 3 * when.Hour

// ransom reports small payments to shops as frauds, over and over.
func ransom(ctx context.Context, o Options, rep *Report) error {
	p := money.Default(money.Slow())
	c, err := openCentre(ctx, centreOptions{seed: o.Seed, start: epoch - when.Day, banks: p.Banks, fixed: o.Fixed, channel: pushAll})
	if err != nil {
		return err
	}
	var held []pair
	res := result{cell: cell{name: "attack/ransom", pace: p.Pace, mode: Reply}, seed: o.Seed}
	var refused []pair
	for n := range 4 * o.Cases {
		k := money.Ransom(o.Seed, n, p)
		co := courseOptions{start: epoch + when.Micros(n)*6*when.Hour, banks: p.Banks, delay: 2 * when.Minute, mode: Reply, until: shopWatch, lag: usual(), report: forged(n)}
		co.behave = func(int) bank.Behaviour { return bank.Behaviour{Channel: bank.Push} }
		r, err := c.drive(ctx, k, co)
		if err != nil {
			return errors.Join(err, c.close())
		}
		refused = append(refused, pair{truth(r.refuse != nil), 1})
		short := pair{0, 1}
		if when.Micros(r.t.done.HeldFor)*when.Millisecond < 30*when.Minute {
			short.top = 1
		}
		held = append(held, short)
		res.cases = append(res.cases, r.t.done)
		o.progress(res.name, n+1, 4*o.Cases)
	}
	res.calls = c.calls
	rep.keep(res)
	rep.add(share("ransom_held_below_30min", "freezes for ransom whose target had money held for less than 30 minutes", o.Seed, held).atLeast(targetRansom),
		share("ransom_refused", "of them refused at the desk", o.Seed, refused),
		share("ransom_held_over_paid", "money of shops ever held ÷ what the attackers paid in", o.Seed, pairs(res.cases, func(x Outcome) pair { return pair{x.HeldFen, x.LossFen} })))
	return c.close()
}

func pushAll(int) string { return string(bank.Push) }

// attackers is how many people make all the false reports: each comes back again and again.
const attackers = 7

// forged makes a false report: three in ten come anonymously over the phone, five with an identity that checks, two in person.
func forged(n int) func(*stoppay.OpenCmd) {
	return func(cmd *stoppay.OpenCmd) {
		cmd.Victim = victimOf(3000 + n%attackers)
		grade := n % 10
		cmd.PhoneVerified, cmd.Signed, cmd.InPerson = grade >= 3, grade >= 3, grade >= 8
		for i := range cmd.Payments {
			cmd.Payments[i].Voucher = grade >= 3
		}
	}
}

// weakReports are honest ones with little to show: by phone, half of them without a voucher. The duty officer confirms them by
// calling back.
func weakReports(ctx context.Context, o Options, rep *Report) error {
	p := money.Default(money.Fast())
	c, err := openCentre(ctx, centreOptions{seed: o.Seed, start: epoch - when.Day, banks: p.Banks, fixed: o.Fixed, channel: pushAll})
	if err != nil {
		return err
	}
	res := result{cell: cell{name: "honest/weak", pace: p.Pace, mode: Reply}, seed: o.Seed}
	var late, lapsed []pair
	for n := range o.Cases {
		k := money.Plan(o.Seed, n, p)
		co := courseOptions{start: epoch + when.Micros(n)*apart, banks: p.Banks, delay: 5 * when.Minute, mode: Reply, until: shopWatch, lag: usual(), confirm: true}
		co.behave = func(int) bank.Behaviour { return bank.Behaviour{Channel: bank.Push} }
		co.report = func(cmd *stoppay.OpenCmd) {
			cmd.InPerson, cmd.Signed = false, false
			for i := range cmd.Payments {
				cmd.Payments[i].Voucher = n%2 == 0
			}
		}
		r, err := c.drive(ctx, k, co)
		if err != nil {
			return errors.Join(err, c.close())
		}
		late = append(late, lateOf(r.t.done))
		lapsed = append(lapsed, pair{truth(r.standing() == stoppay.Lapsed), 1})
		res.cases = append(res.cases, r.t.done)
		o.progress(res.name, n+1, o.Cases)
	}
	for _, done := range rep.honest {
		late = append(late, lateOf(done))
	}
	res.calls = c.calls
	rep.keep(res)
	rep.add(share("honest_delayed", "honest reports refused, or without an order within a second", o.Seed, late).atMost(targetHonestLate),
		share("honest_weak_lapsed", "honest reports with little to show whose holds ended because nobody confirmed in time; the officer's delay is assumed", o.Seed, lapsed),
		share("oracle_share_weak", "of the oracle's money, honest reports with little to show", o.Seed, pairs(res.cases, oracleShare)))
	return c.close()
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func lateOf(c Outcome) pair {
	return pair{truth(c.FirstOrder < 0 || c.FirstOrder > when.Second), 1}
}

// standing is how sure the centre is of the claim now.
func (r *course) standing() stoppay.Standing {
	d, err := r.c.Claim(r.ctx, access.System(), r.claim.ID)
	r.fail("claim", err)
	return d.Claim.Standing
}

// confirm lets the duty officer confirm a provisional claim after a call.
func (r *course) confirm() {
	if r.claim.Standing != stoppay.Provisional {
		return
	}
	r.at(r.now+r.draw(streamHolder, "confirm", r.o.lag.Confirm), func() {
		r.call("confirm", func() error {
			_, err := r.c.Confirm(r.ctx, head, stoppay.ActCmd{Claim: r.claim.ID, Reason: "回访核实"})
			if errors.Is(err, stoppay.ErrStanding) || errors.Is(err, stoppay.ErrClaimEnded) {
				return nil // it has lapsed
			}
			return err
		})
	})
}

// disturbed runs cases in which orders and answers come twice, late, in another order and against each other, to the end of
// every hold.
func disturbed(ctx context.Context, o Options, rep *Report) error {
	l := cell{name: "attack/disturbed", pace: money.Fast(), delay: 5 * when.Minute, mode: Reply, until: 50 * when.Hour, chaos: true}
	res, err := l.run(ctx, o)
	if err != nil {
		return err
	}
	rep.keep(res)
	lost := 0
	for _, c := range res.cases {
		lost += c.Lost
	}
	n := res.lags
	rep.add(none("double_holds", "orders that held twice or more than they asked, with copies of orders, doubled, late and contradicting answers", o.Seed, pair{int64(n.DoubleHolds), int64(n.Orders)}),
		none("lost_orders", "stop orders sealed that no bank executed, in the same run", o.Seed, pair{int64(lost), int64(n.Orders)}),
		none("holds_past_expiry", "holds at banks beyond 48 h, or alive at the centre after their end, in the same run", o.Seed, pair{int64(n.PastEnd), int64(n.Orders)}),
		share("oracle_share_disturbed", "of the oracle's money, in the same run", o.Seed, pairs(res.cases, oracleShare)))
	rep.Chaos = n
	rep.harm("_disturbed", o, res.cases)
	return nil
}
