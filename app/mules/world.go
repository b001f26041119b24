package mules

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/sim"
	"fanzha/sim/bank"
	"fanzha/sim/money"
	"fanzha/sim/town"
	simwire "fanzha/sim/wire"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Times of the living world.
const (
	firstAfter = 12 * when.Second // until the first victim pays
	everyLeast = 75               // seconds from one victim to the next
	everyMost  = 120
	toldLeast  = 60 // seconds from the last payment to the report
	toldMost   = 240
	toldLate   = 8 * when.Minute  // some reports come late: a human at the desk can be first
	late       = 3                // so many reports, and one of them is late
	watched    = 2 * when.Hour    // later moves of a case are not played any more
	paidWithin = 6 * when.Minute  // from the first payment of a case to its last
	tickEvery  = time.Second / 4  // how often the world looks at the clock
	behind     = 10 * when.Minute // time that nobody lived, as on a laptop that slept: no cases begin in it
)

// before is how long ago the first victims paid when the world begins: whoever opens the desk shall not find it empty. They are
// reported one after the other, so many seconds apart.
var before = []when.Micros{9 * when.Minute, 5 * when.Minute, 2 * when.Minute}

const beforeApart = 10 * when.Second

// streamLife draws what belongs to a case beside its plan.
const streamLife uint64 = 9101

// Bank is one bank of the invented city.
type Bank struct {
	Code, Name, Prefix, Channel string
}

// The channels that the world has banks for. A bank on paper is answered for by a human at the portal.
const (
	Push   = "push"
	Poll   = "poll"
	Folder = "folder"
	ISO    = "iso20022"
	Paper  = "paper"
)

// Centre is what an operator of the centre sets up for its banks.
type Centre interface {
	// Key returns the key that bank and centre share.
	Key(ctx context.Context, bank string) (wire.Key, error)
	// Reach enters the channel of a bank and its address into the directory.
	Reach(ctx context.Context, bank, channel, address string) error
	// Ordered says whether an order was ever sent for an account.
	Ordered(ctx context.Context, account ident.Account) (bool, error)
	// Letters are the orders that lie at a bank on paper and are not answered for good.
	Letters(ctx context.Context, bank string) ([]wire.Order, error)
}

// People are the residents who may become victims.
type People interface {
	People() int
	Person(i int) sim.Person
}

// Options make a world.
type Options struct {
	Base    string // of the centre's HTTP
	Folder  string // below which the folders of banks stand
	Clock   bank.Clock
	Seed    uint64
	Banks   []Bank // the last one is a payment institution
	Centre  Centre
	Seal    wire.Verifier
	People  People
	Intake  map[string]string // keys of the city's partners, by code
	Officer string            // login of the duty officer
	Report  func(error)
}

// World is the living money side of a city.
type World struct {
	o       Options
	house   *house
	officer *simwire.Console
	partner *simwire.Partner
	epoch   when.Micros
	params  money.Params

	mu      sync.Mutex // guards all below
	numbers int        // accounts opened so far
	planned int        // case numbers used
	begun   int
	nextAt  when.Micros
	lived   when.Micros // until then the world has lived
	courses []*course
	lines   []byte // transfers that the centre has not taken yet
	lesson  *lesson
}

// New builds the banks, tells the centre how to reach them, and signs the officer in. The world stands until Run.
func New(ctx context.Context, o Options) (*World, error) {
	if o.Report == nil {
		o.Report = func(error) {}
	}
	now := o.Clock.Now()
	w := &World{o: o, epoch: now, nextAt: now + firstAfter, lived: now, params: params(len(o.Banks))}
	w.partner = &simwire.Partner{Base: o.Base, Keys: o.Intake, Client: &http.Client{Timeout: patience}}
	var err error
	w.officer, err = simwire.Login(ctx, simwire.Options{Base: o.Base, Login: o.Officer})
	if err != nil {
		return nil, err
	}
	w.house, err = openHouse(ctx, o)
	return w, err
}

// patience is how long the centre may take for an answer.
const patience = 20 * time.Second

// params are the world of sim/money, slowed so that a person can follow: an account is emptied two to six minutes after it was
// reached.
func params(banks int) money.Params {
	p := money.Default(money.Pace{
		Name: "live",
		Hold: money.Spread{Median: 210 * when.Second, Sigma: 0.3},
		Gap:  money.Spread{Median: 20 * when.Second, Sigma: 0.5},
	})
	p.Banks = banks
	p.LossMedian, p.LossSigma, p.LossMin, p.LossMax = 60_000_00, 0.9, 5_000_00, 300_000_00
	p.Dust = 0
	return p
}

// Run lets the world live until ctx ends.
func (w *World) Run(ctx context.Context) {
	var working sync.WaitGroup
	defer working.Wait()
	w.house.run(ctx, &working)
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := w.step(ctx)
		if err != nil && ctx.Err() == nil {
			w.o.Report(err)
		}
	}
}

// step lives up to now.
func (w *World) step(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.o.Clock.Now()
	var errs []error
	if now-w.lived > behind {
		w.nextAt = now + firstAfter
	}
	w.lived = now
	for w.begun < len(before) {
		c, err := w.begin(now - before[w.begun])
		errs = append(errs, err)
		c.tellAt = now + when.Micros(c.number+1)*beforeApart
	}
	if now >= w.nextAt {
		r := town.Roll(w.o.Seed, streamLife, uint64(w.begun), 2)
		w.nextAt = now + when.Micros(r.Between(everyLeast, everyMost))*when.Second
		_, err := w.begin(now)
		errs = append(errs, err)
	}
	left := w.courses[:0]
	for _, c := range w.courses {
		errs = append(errs, w.play(c, now))
		if now < c.start+watched {
			left = append(left, c)
		}
	}
	clear(w.courses[len(left):])
	w.courses = left
	errs = append(errs, w.tell(ctx))
	for _, c := range w.courses {
		if !c.told && now >= c.tellAt {
			errs = append(errs, w.report(ctx, c))
		}
	}
	return errors.Join(errs...)
}

// number makes the next account number of a bank. Numbers of a world that starts later differ from those of this one.
func (w *World) number(bankIndex int) string {
	const span = 1_000_000_000
	n := int(w.epoch/when.Second)%(span/1000)*1000 + w.numbers
	w.numbers++
	return bank.CardNumber(w.o.Banks[bankIndex].Prefix, n%span*387_420_489%span)
}

// name tells things of this run from those of another.
func (w *World) name(what string, n int) string {
	return fmt.Sprintf("%s-%x-%d", what, int64(w.epoch/when.Second), n)
}
