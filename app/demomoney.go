package app

import (
	"context"
	"fanzha/app/funds"
	"path/filepath"

	"fanzha/app/mules"
	"fanzha/app/scenery"
	"fanzha/base/seal"
	"fanzha/centre/stoppay"
	apifunds "fanzha/edge/api/funds"
	"fanzha/sim"
)

// liveChannels are how the banks of the living city are reached; the directory of a city that stands still names none of them "push",
// because nobody would listen there.
var liveChannels = map[string]string{"yh_bank": mules.Push, "sl_bank": mules.Poll, "pay_yun": mules.Push}

// openMules builds the money side of the living city. base is where the centre answers, keys are those of the partners.
func (c *Centre) openMules(ctx context.Context, base string, city *sim.City, o mulesOptions) (*mules.World, error) {
	verifier, err := seal.NewVerifier(c.money.Sealer.Public())
	if err != nil {
		return nil, err
	}
	var banks []mules.Bank
	for _, b := range scenery.Banks() {
		if live, ok := liveChannels[b.Code]; ok {
			b.Channel = live
		}
		banks = append(banks, mules.Bank{Code: b.Code, Name: b.Name, Prefix: b.Prefixes[0], Channel: b.Channel})
	}
	w, err := mules.New(ctx, mules.Options{
		Base: base, Folder: filepath.Join(c.settings.Data, funds.ExchangeFolder), Clock: c.clock, Seed: o.seed, Banks: banks, People: city, Seal: verifier,
		Centre: mules.Desk{Stops: c.money.Stops, Queue: c.money.Lines.Queue, Keys: c.money.Keys, Scope: systemScope()}, Intake: o.keys, Officer: scenery.DutyLogin,
		Report: func(err error) { c.log.Warn("banks and mules of the city", "err", err) },
	})
	if err == nil {
		c.mules.Store(w)
	}
	return w, err
}

// mulesOptions say which world.
type mulesOptions struct {
	seed uint64
	keys map[string]string
}

// lessons shows the console the teaching case of the living city.
type lessons struct{ c *Centre }

// Claim implements apifunds.Demo.
func (l lessons) Claim(ctx context.Context) (apifunds.DemoClaim, error) {
	w := l.c.mules.Load()
	if w == nil {
		return apifunds.DemoClaim{}, stoppay.ErrNotFound
	}
	r, err := w.Lesson(ctx)
	if err != nil {
		return apifunds.DemoClaim{}, err
	}
	out := apifunds.DemoClaim{
		Source: r.Source, Fraud: r.Fraud, Brief: r.Brief, Victim: apifunds.DemoVictim(r.Victim), Payments: []apifunds.DemoPayment{},
		PhoneVerified: r.PhoneVerified, Signed: r.Signed,
	}
	for _, p := range r.Payments {
		out.Payments = append(out.Payments, apifunds.DemoPayment{
			Bank: p.Bank, Account: p.Account, Ref: p.Ref, At: p.At, Fen: p.Fen, Channel: p.Channel, Voucher: p.Voucher, Payee: apifunds.DemoParty(p.Payee),
		})
	}
	return out, nil
}
