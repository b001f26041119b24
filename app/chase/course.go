package chase

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"fanzha/base/clock"
	"fanzha/centre/stoppay"
	"fanzha/centre/trace"
	"fanzha/edge/partner/page"
	"fanzha/edge/partner/wire"
	"fanzha/sim/bank"
	"fanzha/sim/money"
	"fanzha/sim/town"
	"fanzha/term/when"
)

// Mode is how the centre learns of hops.
type Mode string

// The modes.
const (
	Reply  Mode = "reply"  // banks' answers only
	Switch Mode = "switch" // every transfer between banks is known, after a delay
	Mixed  Mode = "mixed"  // seven of ten transfers between banks are known
)

// seesPerMille is how many of a thousand transfers between banks a mode knows.
func (m Mode) seesPerMille() int {
	switch m {
	case Switch:
		return 1000
	case Mixed:
		return 700
	default:
		return 0
	}
}

// Streams of random numbers, beside those of the world.
const (
	streamWay uint64 = iota + 9101
	streamFeed
	streamBank
	streamHolder
	streamChaos
)

// lags are the log-normal times of everything around the centre; docs/chase.md says where they come from.
type lags struct {
	Push     money.Spread // a bank with an endpoint: from arrival to execution
	Poll     money.Spread // a bank that asks, after it has asked
	Paper    money.Spread // a bank that gets a letter
	Feed     money.Spread // from a transfer to its record in the centre
	Notice   money.Spread // from a book transfer to its notice
	Notified money.Spread // from a hold to the holder's objection
	Decide   money.Spread // a person decides an objection
	Confirm  money.Spread // a person confirms a report
}

func usual() lags {
	return lags{
		Push:     money.Spread{Median: 800 * when.Millisecond, Sigma: 1.114},
		Poll:     money.Spread{Median: 300 * when.Millisecond, Sigma: 0.5},
		Paper:    money.Spread{Median: 8 * when.Minute, Sigma: 0.6},
		Feed:     money.Spread{Median: 500 * when.Millisecond, Sigma: 1.1},
		Notice:   money.Spread{Median: 20 * when.Second, Sigma: 1.16},
		Notified: money.Spread{Median: 4 * when.Minute, Sigma: 0.8},
		Decide:   money.Spread{Median: 12 * when.Minute, Sigma: 0.8},
		Confirm:  money.Spread{Median: 8 * when.Minute, Sigma: 0.5},
	}
}

// answerWay is how long an answer travels.
const answerWay = 50 * when.Millisecond

// courseOptions shape one case's chase.
type courseOptions struct {
	start   when.Micros // of the first payment
	banks   int
	delay   when.Micros // from the last payment to the report
	mode    Mode
	behave  func(i int) bank.Behaviour
	until   when.Micros // since the report: how long the case is watched
	lag     lags
	chaos   *chaos
	report  func(*stoppay.OpenCmd) // changes the report
	confirm bool                   // an officer confirms a provisional claim
}

// course is one case from the first payment to the end of its holds.
type course struct {
	queue
	ctx    context.Context
	c      *centre
	w      *country
	o      courseOptions
	report when.Micros
	busy   when.Micros // until then the centre works on something else
	workAt when.Micros // when deliveries are looked at next; zero: not planned
	drawn  map[string]uint64
	claim  stoppay.Claim
	refuse error // what Open said
	err    error
	t      *tally
}

// drive runs a case and returns what came of it.
func (c *centre) drive(ctx context.Context, k *money.Case, o courseOptions) (*course, error) {
	now := clock.NewManual(o.start - when.Hour)
	w, err := newCountry(k, countryOptions{start: o.start, banks: o.banks, clock: now, keys: c.verifier, behave: o.behave})
	if err != nil {
		return nil, err
	}
	r := &course{ctx: ctx, c: c, w: w, o: o, report: o.start + k.LastPaid + o.delay, drawn: map[string]uint64{}}
	r.t = newTally(r)
	r.tick = now.Set
	r.now = o.start - when.Second
	c.feed.reset()
	c.gate.reach = func(code string, at when.Micros) bool {
		_, away := w.banks[bankIndex(code)].Away(at)
		return !away
	}
	r.planMove()
	r.at(r.report, r.open)
	r.planTicks()
	r.planPolls()
	r.run(r.report + o.until)
	r.t.finish()
	if o.chaos != nil {
		o.chaos.afterEnd(r)
	}
	return r, r.err
}

func bankIndex(code string) int {
	var i int
	_, err := fmt.Sscanf(code, "sim_%d", &i)
	if err != nil {
		return 0
	}
	return i
}

// fail keeps the first error; the case goes on so that its figures stay comparable, and the run reports it.
func (r *course) fail(what string, err error) {
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("case %d, %s: %w", r.w.c.Number, what, err)
	}
}

// draw is the next random span of one matter; it depends on the case and the matter alone.
func (r *course) draw(stream uint64, matter string, s money.Spread) when.Micros {
	d := r.dice(stream, matter)
	return max(when.Micros(d.Skewed(float64(s.Median), s.Sigma)), when.Millisecond)
}

func (r *course) dice(stream uint64, matter string) town.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(matter))
	r.drawn[matter]++
	return town.Roll(r.w.c.Seed, stream, uint64(r.w.c.Number), h.Sum64()+r.drawn[matter])
}

// planMove plans the world's next transfer.
func (r *course) planMove() {
	next, more := r.w.run.Next()
	if !more {
		return
	}
	r.at(r.w.start+next, func() {
		t, moved, err := r.w.move()
		r.fail("booking", err)
		if moved {
			r.seen(t)
			r.collect()
			r.t.sample()
		}
		r.planMove()
	})
}

// seen lets the centre's feed learn of a transfer, where it does.
func (r *course) seen(t money.Transfer) {
	sees := r.o.mode.seesPerMille()
	if t.Book || t.From < 0 || t.To < 0 || sees == 0 {
		return
	}
	d := r.dice(streamFeed, "sees")
	if !d.PerMille(sees) {
		return
	}
	at := r.now
	r.at(at+r.draw(streamFeed, "lag", r.o.lag.Feed), func() { r.tell(t, at) })
}

// tell puts a transfer into the feed, with the names that came with it.
func (r *course) tell(t money.Transfer, at when.Micros) {
	from, to := r.w.c.Accounts[t.From], r.w.c.Accounts[t.To]
	r.c.feed.tell(trace.Transfer{ID: t.ID, From: from.ID, To: to.ID, At: at, Fen: t.Fen})
	for _, a := range []money.Account{from, to} {
		r.c.feed.name(stoppay.Party{Bank: r.w.codes[a.Bank], Account: account(a.ID), Name: a.Name, Kind: a.Kind}, false)
	}
}

// collect takes what banks have to say by themselves.
func (r *course) collect() {
	for _, b := range r.w.banks {
		for _, a := range b.Later() {
			r.answer(a)
		}
		for _, n := range b.Notices() {
			r.notice(n)
		}
	}
}

// call lets the centre do something when it is free; what it takes is added to virtual time.
func (r *course) call(what string, do func() error) {
	if r.now < r.busy {
		r.at(r.busy, func() { r.call(what, do) })
		return
	}
	took, err := r.c.timed(r.now, do)
	r.fail(what, err)
	r.busy = r.now.Add(took)
	for _, m := range r.c.seals.take() {
		r.t.issued(m)
	}
	for _, s := range r.c.gate.take() {
		r.at(s.at, func() { r.arrive(s) })
	}
	r.planWork(r.busy)
}

// planWork plans a look at deliveries, unless one is planned before.
func (r *course) planWork(at when.Micros) {
	if r.workAt != 0 && r.workAt <= at {
		return
	}
	r.workAt = at
	r.at(at, func() {
		if r.workAt == at {
			r.workAt = 0
			r.work()
		}
	})
}

// workBatch is how many messages one look delivers.
const workBatch = 500

func (r *course) work() {
	if r.now < r.busy {
		r.planWork(r.busy)
		return
	}
	var next when.Micros
	done := 0
	took, err := r.c.timed(r.now, func() error {
		var err error
		done, next, err = r.c.Work(r.ctx, workBatch)
		return err
	})
	r.fail("work", err)
	r.busy = r.now.Add(took)
	for _, s := range r.c.gate.take() {
		r.at(s.at, func() { r.arrive(s) })
	}
	switch {
	case done > 0:
		r.planWork(r.busy)
	case next > 0:
		r.planWork(max(next, r.busy))
	}
}

// arrive is a message at a bank; the bank executes it after a while. What is left over of an earlier case is left alone: its
// accounts are not in this country.
func (r *course) arrive(s sent) {
	_, ours := r.w.c.Index(string(s.m.Account.Account))
	if !ours {
		return
	}
	way := r.o.lag.Push
	if s.bank.Channel == string(bank.Paper) {
		way = r.o.lag.Paper
	}
	o, err := page.Order(s.m)
	r.fail("reading the page", err)
	r.w.banks[bankIndex(o.Bank)].Acknowledge(o) // it lies there now: a reminder finds it
	r.at(r.now+r.draw(streamWay, string(s.m.Account.Account), way), func() { r.execute(o) })
	if r.o.chaos != nil {
		r.o.chaos.again(r, o)
	}
}

// execute lets the bank act now.
func (r *course) execute(o wire.Order) {
	if r.o.chaos != nil {
		r.o.chaos.know(o)
	}
	b := r.w.banks[bankIndex(o.Bank)]
	back, away := b.Away(r.now)
	if away {
		r.at(back, func() { r.execute(o) })
		return
	}
	a, err := b.Execute(o)
	if err != nil {
		r.fail("execution", err)
		return
	}
	r.t.executed(o)
	r.answer(a)
	r.collect()
	r.t.sample()
}

// answer brings a bank's answer to the centre.
func (r *course) answer(a wire.Answer) {
	if r.o.chaos != nil {
		r.o.chaos.answer(r, a)
		return
	}
	r.at(r.now+answerWay, func() { r.receive(a) })
}

func (r *course) receive(a wire.Answer) {
	r.call("answer", func() error {
		_, err := r.c.Answer(r.ctx, a.Bank, page.Answer(a))
		if r.o.chaos != nil {
			return r.o.chaos.expected(err)
		}
		return err
	})
	if a.HeldFen > 0 {
		r.t.held(r.busy)
	}
	r.t.told(a, r.busy)
}

func (r *course) notice(n wire.Notice) {
	r.at(r.now+r.draw(streamFeed, "notice", r.o.lag.Notice), func() {
		r.call("notice", func() error { return r.c.Notice(r.ctx, n.Bank, page.Notice(n)) })
	})
}

// planTicks plans looks at the centre's clocks: often at first, rarely later. The running centre looks every second.
func (r *course) planTicks() {
	at := r.report + 5*when.Second
	for at < r.report+r.o.until {
		r.tickAt(at)
		switch since := at - r.report; {
		case since < 12*when.Minute:
			at += 5 * when.Second
		case since < when.Hour:
			at += 30 * when.Second
		case since < 6*when.Hour:
			at += 5 * when.Minute
		default:
			at += 30 * when.Minute
		}
	}
}

func (r *course) tickAt(at when.Micros) {
	r.at(at, func() {
		r.call("tick", func() error {
			_, err := r.c.Tick(r.ctx)
			return err
		})
	})
}

// pollFor is how long polling banks are watched; nothing new waits for them later.
const pollFor = 4 * when.Hour

func (r *course) planPolls() {
	for i, b := range r.w.banks {
		if b.Behaviour().Channel == bank.Poll {
			r.planPoll(i, 0, b.NextLook(r.report))
		}
	}
}

// planPoll lets a bank look for its messages, after a cursor.
func (r *course) planPoll(i int, cursor int64, at when.Micros) {
	if at > r.report+min(r.o.until, pollFor) {
		return
	}
	r.at(at, func() {
		_, away := r.w.banks[i].Away(r.now)
		if !away {
			cursor = r.fetch(i, cursor)
		}
		r.planPoll(i, cursor, r.w.banks[i].NextLook(r.now))
	})
}

// pollPage is how many messages a bank takes at once.
const pollPage = 200

func (r *course) fetch(i int, cursor int64) int64 {
	var list []stoppay.Message
	took, err := r.c.timed(max(r.now, r.busy), func() error {
		var err error
		list, err = r.c.Pending(r.ctx, r.w.codes[i], cursor, pollPage)
		return err
	})
	r.fail("poll", err)
	for _, m := range list {
		cursor = max(cursor, m.Seq)
		_, ours := r.w.c.Index(string(m.Account.Account))
		if !ours {
			continue
		}
		o, err := page.Order(m)
		r.fail("reading the page", err)
		r.w.banks[i].Acknowledge(o)
		wait := when.Micros(took / time.Microsecond)
		r.at(r.now+wait+r.draw(streamWay, string(m.Account.Account), r.o.lag.Poll), func() { r.execute(o) })
	}
	return cursor
}
