// Package app wires all parts of the centre into one process and owns its start, drain and stop. It is the only folder that
// sees every other.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"fanzha/app/calling"
	"fanzha/app/exchanging"
	"fanzha/app/figures"
	"fanzha/app/funds"
	"fanzha/app/lane"
	"fanzha/app/meter"
	"fanzha/app/mules"
	"fanzha/app/relay"
	"fanzha/app/scenarios"
	"fanzha/app/shift"
	"fanzha/app/snapshot"
	"fanzha/app/tally"
	"fanzha/app/texting"
	accessstore "fanzha/base/access/store"
	auditstore "fanzha/base/audit/store"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/casefile"
	"fanzha/centre/detect"
	"fanzha/centre/detect/order"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/lines"
	"fanzha/centre/dissuade/proof"
	"fanzha/centre/dissuade/sample"
	"fanzha/centre/dissuade/spoken"
	"fanzha/centre/duty"
	"fanzha/centre/govern"
	"fanzha/centre/hotline"
	"fanzha/centre/hotline/vouch"
	"fanzha/centre/outreach"
	outreachbook "fanzha/centre/outreach/book"
	"fanzha/centre/signal"
	"fanzha/centre/trace/sheet"
	"fanzha/centre/warning"
	"fanzha/edge/api"
	sheetsapi "fanzha/edge/api/sheets"
	"fanzha/edge/connect/groupbox"
	"fanzha/internal/bus"
	"fanzha/internal/conf"
	"fanzha/internal/db"
	"fanzha/internal/dedupe"
	"fanzha/internal/obs"
	"fanzha/playbook"
	"fanzha/term/when"
)

// Times of the centre's own procedures.
const (
	pruneEvery  = time.Hour        // ended sessions, used links and relayed events are removed this often
	keepEvents  = 30 * when.Day    // relayed events are kept this long
	pruneEvents = 5000             // at most so many events a transaction
	tickEvery   = time.Second      // deadlines and ends of watches are looked at this often
	drainWithin = 30 * time.Second // a stop that takes longer gives up waiting; nothing is lost, it is done again at the next start
	idleMargin  = 24 * time.Hour   // ids are remembered this much longer than signals may be old
)

// Options say which centre to open.
type Options struct {
	Settings    conf.Settings
	Clock       clock.Clock  // nil: the machine's
	Log         *slog.Logger // nil: slog.Default
	Site        api.Site
	KeepSamples bool // keep every latency sample, for a run that reports quantiles
	Exercise    bool // the clock stands until it is pushed on the admin listener; Clock is not used
}

// Centre is one running centre.
type Centre struct {
	settings conf.Settings
	clock    clock.Clock
	log      *slog.Logger
	site     api.Site
	metrics  *obs.Metrics
	meter    *meter.Latency
	exercise *exercise // nil outside of exercises

	lock    *db.DirLock
	records *db.DB
	bus     *bus.Log
	index   *dedupe.Index
	signer  *auditstore.Signer
	scenes  *scenarios.Side

	People   *accessstore.Store
	warnings *warning.Service
	orders   *dispatch.Service
	attempts *dissuade.Service
	texts    *texting.Side
	intake   *signal.Intake
	tally    *tally.Counter
	workers  []*detect.Turner
	relay    *relay.Follower
	hub      *api.Hub
	money    *funds.Side
	sheets   *sheet.Service
	stats    *figures.Side
	cases    *casefile.Service
	outreach *outreach.Service
	scripts  *outreachbook.Library
	spoken   *spoken.Service
	proofs   *proof.Service
	samples  *sample.Service
	groups   *groupbox.Box
	govern   *govern.Service
	hotline  *hotline.Service
	lines    *lines.Service
	upstream *exchanging.Side
	calling  *calling.Side
	duty     *duty.Service
	vouch    *vouch.Service
	staging  atomic.Bool                 // the joint conference of the invented city is being entered on a clock of its own
	analysts []*sheetsapi.Desk           // one for each handler that was made
	mules    atomic.Pointer[mules.World] // of a living city; nil elsewhere

	adopting atomic.Int32
	setUp    atomic.Bool // there is a unit, and what was found before it belongs to it
	stopWork context.CancelFunc
	working  sync.WaitGroup
	closing  sync.Once
}

// Open locks the data folder, brings records and log to the present schema, restores detection and starts working on what
// was accepted. The centre must be closed.
func Open(ctx context.Context, o Options) (*Centre, error) {
	c := &Centre{settings: o.Settings, clock: o.Clock, log: o.Log, site: o.Site, metrics: obs.NewMetrics(), hub: api.NewHub()}
	if c.clock == nil {
		c.clock = clock.Wall{}
	}
	if c.log == nil {
		c.log = slog.Default()
	}
	if o.Exercise {
		c.exercise = newExercise()
		c.clock = c.exercise.clock
	}
	c.meter = meter.New(c.metrics, o.KeepSamples)
	err := c.open(ctx)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	c.metrics.Registry.MustRegister(meter.Counters(meter.Sources{Intake: c.intake, Hub: c.hub, Clock: c.clock, Workers: c.workers}))
	c.start()
	return c, nil
}

func (c *Centre) open(ctx context.Context) error {
	err := os.MkdirAll(c.settings.Data, 0o700)
	if err != nil {
		return ErrFolder.With(err)
	}
	c.lock, err = db.LockDir(c.settings.Data)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{c.openRecords, c.openLog, c.openRooms, c.openSpoken, c.openSamples, c.openMoney, c.openLines, c.openSheets, c.openStats, c.openCases, c.openOutreach, c.openGovern, c.openHotline, c.openUpstream, c.openDuty, c.openVouch, c.openDetection, c.openIntake} {
		err = step(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Centre) openRecords(ctx context.Context) error {
	var err error
	c.records, err = db.Open(ctx, db.Options{DSN: recordsDSN(c.settings)})
	if err != nil {
		return err
	}
	err = c.records.Migrate(ctx)
	if err == nil && c.exercise != nil {
		err = c.exercise.resume(ctx, c.records)
	}
	if err != nil {
		return err
	}
	keys := KeyDir(c.settings.Data)
	err = os.MkdirAll(keys, 0o700)
	if err != nil {
		return ErrFolder.With(err)
	}
	key, err := auditstore.LoadKey(keys)
	if err != nil {
		return err
	}
	c.signer = auditstore.NewSigner(c.records, c.clock, key, keys)
	c.People, err = openPeople(c.records, c.clock)
	return err
}

// openMoney makes the money side of a centre whose records and people are open.
func (c *Centre) openMoney(context.Context) error {
	var err error
	c.money, err = funds.Open(funds.Options{
		Records: c.records, People: c.People, Clock: c.clock, Log: c.log, Data: c.settings.Data, KeyDir: KeyDir(c.settings.Data), Suite: c.settings.SealSuite,
		Plain: c.site.Demo,
	})
	return err
}

func (c *Centre) openLog(ctx context.Context) error {
	err := fixPartitions(ctx, c.records, c.settings.Partitions)
	if err != nil {
		return err
	}
	c.bus, err = bus.Open(ctx, bus.Options{
		Dir: filepath.Join(c.settings.Data, busFolder), URL: c.settings.Bus, Partitions: c.settings.Partitions,
		MaxAge: time.Duration(c.settings.Retention) * 24 * time.Hour, Logger: c.log,
	})
	return err
}

// openRooms makes the rooms. They know each other only through the adapters, two of which are completed at the end.
func (c *Centre) openRooms(context.Context) error {
	rules, err := loadRules()
	if err != nil {
		return err
	}
	newID := id.New(c.clock.Now, rand.Reader).New
	units := unitBook{c.People}
	about := &directory{}
	c.proofs, err = c.openProofs()
	if err != nil {
		return err
	}
	made := newAttemptStore(c.records)
	c.attempts = dissuade.New(dissuade.Options{Proofs: c.proofs, Store: made, Wishes: made, Directory: about, Clock: c.clock, Rules: rules.dissuade, NewID: newID})
	orders := newOrderStore(c.records)
	c.orders = dispatch.New(dispatch.Options{
		Ledger: orders, Reader: orders, Lists: orders, Tally: orders, Units: units, Contacts: contacts{c.attempts},
		Clock: c.clock, Deadlines: rules.deadlines, NewID: newID, Search: c.searched,
	})
	c.warnings = warning.New(warning.Options{
		Store: newWarningStore(c.records), Units: units, Clock: c.clock, Rules: rules.warning, NewID: newID, Search: c.searched,
		Moments: []warning.Moments{attemptMoments{c.attempts}, orderMoments{c.orders, c.People.UnitName}, shift.Moments{Duty: func() *duty.Service { return c.duty }, Units: c.People.UnitName}},
	})
	about.warnings, about.orders = c.warnings, c.orders
	c.texts, err = texting.Open(texting.Options{Carrier: c.settings.SMS, Records: c.records, Warnings: c.warnings, Calls: func() texting.Calls { return c.hotline }, Clock: c.clock, Log: c.log, NewID: newID})
	return err
}

func (c *Centre) openDetection(ctx context.Context) error {
	model, err := detect.DefaultModel()
	if err != nil {
		return err
	}
	c.scenes, err = c.openScenarios(ctx, detect.Options{Text: model})
	if err != nil {
		return err
	}
	for _, x := range c.scenes.First().Suppress.Expired(c.clock.Now()) {
		c.log.Warn("a suppression has ended and is ignored", "scenario", x.Scenario, "subject", x.Subject, "owner", x.Owner, "until", x.Until.String())
	}
	c.tally, err = tally.Open(ctx, c.meter.Log(c.bus), c.records, c.settings.Partitions)
	if err != nil {
		return err
	}
	turns := lane.New(func() bool { return c.intake != nil && c.intake.Busy() })
	keep := snapshots{Folder: snapshot.Folder(filepath.Join(c.settings.Data, detectFolder)), before: c.tally.FlushPart}
	for p := range order.Places(c.settings.Partitions) {
		position, err := c.warnings.Position(ctx, p)
		if err != nil {
			return err
		}
		c.workers = append(c.workers, detect.NewTurner(detect.WorkerOptions{
			Partition: p, Partitions: c.settings.Partitions, Set: c.scenes.First(), Engine: detect.Options{Text: model}, Log: c.tally, Snapshots: keep, Position: position, Clock: c.clock,
			Sink:   sink{c.warnings, c.meter},
			Turn:   turns.Do,
			Report: func(err error) { c.log.Warn("detection", "partition", p, "err", err) },
		}))
	}
	c.relay, err = relay.Open(ctx, relay.Options{Records: c.records, Handle: c.react, Push: c.push, Ready: c.isSetUp, Log: c.log, Clock: c.clock})
	return err
}

func (c *Centre) openIntake(ctx context.Context) error {
	var err error
	c.index, err = dedupe.Open(dedupe.Options{
		Dir: filepath.Join(c.settings.Data, dedupeFolder), Retain: time.Duration(c.settings.Retention)*24*time.Hour + idleMargin, Logger: c.log,
	})
	if err != nil {
		return err
	}
	c.intake, err = signal.NewIntake(ctx, signal.Options{
		Log: c.meter.Log(c.bus), Index: c.index, Clock: c.clock, Partitions: c.settings.Partitions, Logger: c.log,
	})
	return err
}

// start sets the centre's own procedures going.
func (c *Centre) start() {
	ctx, cancel := context.WithCancel(context.Background())
	c.stopWork = cancel
	report := func(err error) { c.log.Error("procedure", "err", err) }
	for _, w := range c.workers {
		c.working.Go(func() {
			err := w.Run(ctx)
			if err != nil {
				c.log.Error("detection stopped", "partition", w.Stats().Partition, "err", err)
			}
		})
	}
	c.working.Go(func() { c.scenes.Run(ctx, c.workers) })
	c.working.Go(func() { c.relay.Run(ctx) })
	c.working.Go(func() { c.tally.Run(ctx, report) })
	c.working.Go(func() { c.stats.Run(ctx) })
	c.working.Go(func() { c.signer.Run(ctx, report) })
	c.money.Start(ctx, c.bus, c.working.Go)
	c.working.Go(func() { c.sweepSheets(ctx) })
	c.working.Go(func() { c.receiptsAlong(ctx) })
	c.working.Go(func() { c.texts.Run(ctx, c.working.Go) })
	c.working.Go(func() { c.upstream.Carrier.Run(ctx, c.working.Go) })
	c.working.Go(func() { c.calling.Run(ctx) })
	_, stands := c.clock.(*clock.Manual)
	if !stands {
		c.working.Go(func() { c.tickAlong(ctx) })
		c.working.Go(func() { c.pruneAlong(ctx) })
		c.working.Go(func() { c.restAlong(ctx) })
	}
}

// tickAlong looks at deadlines along with the machine's clock.
func (c *Centre) tickAlong(ctx context.Context) {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			err := c.Tick(ctx)
			if err != nil && ctx.Err() == nil {
				c.log.Error("clock of deadlines", "err", err)
			}
		}
	}
}

// pruneAlong removes what nobody needs any more.
func (c *Centre) pruneAlong(ctx context.Context) {
	tick := time.NewTicker(pruneEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, err := c.People.Prune(ctx)
			if err == nil {
				err = c.records.Write(ctx, func(tx db.Tx) error {
					_, err := db.PruneEvents(ctx, tx, c.clock.Now()-keepEvents, pruneEvents)
					return err
				})
			}
			if err != nil && ctx.Err() == nil {
				c.log.Error("removal of old sessions and events", "err", err)
			}
		}
	}
}

// Tick announces deadlines that have passed and ends watches that are over.
func (c *Centre) Tick(ctx context.Context) error {
	now := c.clock.Now()
	_, err := c.orders.Tick(ctx, now)
	if err != nil {
		return err
	}
	_, err = c.warnings.Tick(ctx, now)
	if err != nil {
		return err
	}
	err = c.money.Tick(ctx)
	if err != nil {
		return err
	}
	err = c.tickGovern(ctx)
	if err != nil {
		return err
	}
	_, err = c.outreach.Tick(ctx)
	if err == nil {
		_, err = c.hotline.Tick(ctx)
	}
	if err == nil {
		err = c.samples.Tick(ctx)
	}
	if err == nil {
		_, err = c.upstream.Room.Tick(ctx)
	}
	if err == nil {
		err = c.tickDuty(ctx)
	}
	if err != nil {
		return err
	}
	return c.adoptRest(ctx)
}

// Drain waits until everything accepted so far is detected, recorded, and reacted to.
func (c *Centre) Drain(ctx context.Context) error {
	for _, w := range c.workers {
		err := w.Drain(ctx)
		if err != nil {
			return err
		}
	}
	err := c.relay.Drain(ctx)
	if err != nil {
		return err
	}
	return c.stats.Drain(ctx)
}

// Close stops the centre: no new signals, what was accepted is worked off within drainWithin, the audit head is signed,
// everything is closed. It may be called twice.
func (c *Centre) Close() error {
	var errs []error
	c.closing.Do(func() {
		c.hub.Close()
		ctx, cancel := context.WithTimeout(context.Background(), drainWithin)
		defer cancel()
		if c.intake != nil {
			c.intake.Close()
		}
		if c.stopWork != nil {
			err := c.Drain(ctx)
			if err != nil {
				c.log.Warn("stopping before everything is worked off; the next start goes on with it", "err", err)
			}
			c.stopWork()
			c.working.Wait()
			errs = append(errs, c.tally.Flush(ctx))
			_, err = c.signer.Sign(ctx)
			errs = append(errs, err)
		}
		for _, d := range c.analysts {
			d.Close()
		}
		if c.money != nil {
			errs = append(errs, c.money.Close())
		}
		if c.stats != nil {
			errs = append(errs, c.stats.Close())
		}
		if c.index != nil {
			c.index.Close()
		}
		if c.bus != nil {
			c.bus.Close()
		}
		if c.records != nil {
			errs = append(errs, c.records.Close())
		}
		if c.lock != nil {
			errs = append(errs, c.lock.Release())
		}
	})
	return errors.Join(errs...)
}

// react hands one event to the playbook.
func (c *Centre) react(ctx context.Context, e db.Event) error {
	book := playbook.Book{
		Warnings: c.warnings, Dispatch: c.orders, Orders: c.orders, Stops: c.money.Stops, Claims: c.money.Stops, Measures: c.money.Measures, Curbs: c.money.Measures, Directs: c.money.Stops, Hands: c.money.Hands(),
		Sanctions: c.money.Sanctions, Titles: c.outreach, Reviews: c.warnings, RestrictBasis: c.money.Measures.Rules().RestrictBasis,
		Bulletins: c.stats.Bulletins(), Circulars: c.govern, Calls: c.hotline, Callers: c.texts.About, RingAgain: c.hotline.Rules().MissedCallback, Texts: c.texts.Texts(), Attempts: c.attempts,
		Samples: c.samples, Lines: c.lines, Moves: c.orders,
		Upstream: c.upstream.Room, Returns: c.upstream.Room, Evidence: c.warnings, Duty: c.duty, Keepers: c.keepers(),
	}
	err := book.Handle(ctx, playbook.Event{Seq: e.Seq, Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, At: e.At, Body: e.Body})
	if err != nil || e.Kind != warning.EventRaised {
		return err
	}
	v, err := c.warnings.View(ctx, systemScope(), e.Subject)
	if err == nil {
		c.meter.OrderIssued(v)
	}
	return nil
}
