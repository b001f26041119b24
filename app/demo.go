package app

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"fanzha/app/scenery"
	"fanzha/base/clock"
	"fanzha/centre/dispatch"
	"fanzha/centre/warning"
	"fanzha/internal/conf"
	"fanzha/sim"
	"fanzha/sim/staff"
	"fanzha/sim/wire"
	"fanzha/term/when"
)

// Sizes of the simulated staff: people at work at the same time.
const (
	deskPeople    = 12
	stationPeople = 4
	liveFast      = 20              // live: talks and visits are this much shorter
	livePatience  = 4 * time.Minute // live: how long tasks of the human's station wait for the human
	liveLeave     = 25              // live: percent of warnings that the simulated desk leaves to the human
)

// force makes the simulated staff of a city, signed in over HTTP like anybody else.
func force(ctx context.Context, base string, o staff.Options) (*staff.Force, error) {
	add := func(code string, kind staff.Kind, people int) error {
		console, err := wire.Login(ctx, wire.Options{Base: base, Login: scenery.StaffLogin(code), Second: "lingdao"})
		if err != nil {
			return err
		}
		o.Units = append(o.Units, staff.Unit{Code: code, Kind: kind, People: people, Desk: console, Book: console})
		return nil
	}
	err := add(scenery.Unit, staff.OperatorDesk, deskPeople)
	if err != nil {
		return nil, err
	}
	for _, s := range sim.Stations() {
		err = add(s.Code, staff.Station, stationPeople)
		if err != nil {
			return nil, err
		}
	}
	return staff.New(o), nil
}

// Live lets the invented city live along with the machine's clock until ctx ends: partners post, staff works, mules pass
// money on, banks execute orders.
func (c *Centre) Live(ctx context.Context, base string, seed uint64, report func(sim.LiveStatus)) error {
	keys, err := c.BuildCity(ctx)
	if err == nil {
		err = c.scenicDuty().Roster(ctx)
	}
	if err == nil {
		err = c.BuildCases(ctx)
	}
	if err != nil {
		return err
	}
	city := sim.New(sim.LiveOptions(seed, c.clock.Now()/when.Second*when.Second))
	people, err := force(ctx, base, staff.Options{
		Seed: seed, City: city, HumanUnits: []string{HumanStation()}, Patience: livePatience, LeaveShare: liveLeave, PollEvery: 2 * time.Second, Fast: liveFast,
	})
	if err != nil {
		return err
	}
	world, err := c.openMules(ctx, base, city, mulesOptions{seed, keys})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	var living sync.WaitGroup
	living.Go(func() { world.Run(ctx) })
	living.Go(func() {
		// three months of the joint conference take some seconds to enter: the city lives meanwhile
		err := c.BuildGovern(ctx)
		if err != nil && ctx.Err() == nil {
			c.log.Error("joint conference of the invented city", "err", err)
		}
		err = c.BuildOutreach(ctx)
		if err != nil && ctx.Err() == nil {
			c.log.Error("publicity of the invented city", "err", err)
		}
		err = c.scenicDuty().HandOver(ctx)
		if err != nil && ctx.Err() == nil {
			c.log.Error("hand-over of the invented city", "err", err)
		}
	})
	living.Go(func() { scenery.Paperwork{Money: c.money, People: c.People, City: city, Log: c.log}.Live(ctx) })
	err = sim.Live(ctx, city, sim.LiveRun{Centre: &wire.Partner{Base: base, Keys: keys}, Staff: people, Now: c.clock.Now, Report: report})
	stop()
	living.Wait()
	return err
}

// Headless lets a centre in its own folder and the invented city live some days in lock-step at full speed.
func Headless(ctx context.Context, o HeadlessOptions) (sim.Result, error) {
	manual := clock.NewManual(sim.DefaultStart)
	settings := o.Settings
	settings.Partitions = 1 // one order of all events: the same seed gives the same numbers
	c, err := Open(ctx, Options{Settings: settings, Clock: manual, Site: DemoSite(), KeepSamples: true})
	if err != nil {
		return sim.Result{}, err
	}
	defer func() { _ = c.Close() }()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return sim.Result{}, ErrListen.With(err)
	}
	server := newServer(c.Handler())
	go func() { _ = server.Serve(l) }()
	defer func() { _ = server.Close() }()
	base := "http://" + l.Addr().String()
	keys, err := c.BuildCity(ctx)
	if err != nil {
		return sim.Result{}, err
	}
	city := sim.New(sim.Options{Seed: o.Seed, People: o.People, Start: sim.DefaultStart})
	h := &headlessCentre{c: c, Partner: wire.Partner{Base: base, Keys: keys, Key: keys[sim.Partners()[0].Code], Client: &http.Client{}}, from: sim.DefaultStart}
	run := sim.Run{Days: o.Days, Centre: h, Clock: manual.Set, Progress: o.Progress}
	if !o.Alone {
		people, err := force(ctx, base, staff.Options{Seed: o.Seed, City: city, Settle: h.Drain})
		if err != nil {
			return sim.Result{}, err
		}
		run.Staff = people
	}
	return sim.Headless(ctx, city, run)
}

// HeadlessOptions say which run.
type HeadlessOptions struct {
	Settings conf.Settings
	Seed     uint64
	Days     int
	People   int
	Alone    bool // nobody works at the centre
	Progress func(sim.Progress)
}

// headlessCentre is the centre as the lock-step run sees it.
type headlessCentre struct {
	wire.Partner
	c    *Centre
	from when.Micros
}

// Drain implements sim.Centre: everything is detected and reacted to, deadlines are looked at, and what follows is done too.
func (h *headlessCentre) Drain(ctx context.Context) error {
	err := h.c.Drain(ctx)
	if err != nil {
		return err
	}
	err = h.c.Tick(ctx)
	if err != nil {
		return err
	}
	return h.c.relay.Drain(ctx)
}

// findingsPage is how many records are read at a time.
const findingsPage = warning.MaxLimit

// Findings implements sim.Centre.
func (h *headlessCentre) Findings(ctx context.Context) ([]sim.Finding, error) {
	var out []sim.Finding
	for f := (warning.Filter{Limit: findingsPage}); ; {
		views, next, err := h.c.warnings.List(ctx, systemScope(), f)
		if err != nil {
			return nil, err
		}
		for _, v := range views {
			out = append(out, sim.Finding{
				Warning: true, ID: v.ID, Fraud: v.Fraud, Level: string(v.Level), Phone: string(v.Person.Phone), PersonID: string(v.Person.IDNumber), At: v.OpenedAt,
			})
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	for f := (warning.HitFilter{Limit: findingsPage}); ; {
		hits, next, err := h.c.warnings.Hits(ctx, systemScope(), f)
		if err != nil {
			return nil, err
		}
		for _, x := range hits {
			out = append(out, sim.Finding{
				ID: x.ID, Scenario: x.Scenario, Fraud: x.Fraud, Level: x.Level, Phone: string(x.Phone), PersonID: string(x.PersonID), At: x.At,
			})
		}
		if next == "" {
			return out, nil
		}
		f.Cursor = next
	}
}

// Figures implements sim.Centre.
func (h *headlessCentre) Figures(ctx context.Context) (sim.Figures, error) {
	to := h.c.clock.Now() + when.Second
	w, err := h.c.warnings.Figures(ctx, systemScope(), h.from, to)
	if err != nil {
		return sim.Figures{}, err
	}
	d, err := h.c.orders.Figures(ctx, systemScope(), dispatch.Span{From: h.from, To: to})
	if err != nil {
		return sim.Figures{}, err
	}
	hit, order := h.c.meter.Quantiles()
	return sim.Figures{
		Hits: int(w.Hits.Num), Warnings: int(w.Warnings.Num), Merged: int(w.Merged.Num), Orders: int(d.Orders),
		SignedInTime: int(d.SignedInTime.Num), SignDue: int(d.SignedInTime.Den),
		Latency: map[string]sim.Quantiles{"signal_to_hit": sim.Quantiles(hit), "hit_to_order": sim.Quantiles(order)},
	}, nil
}
