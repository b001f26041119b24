// Package relay hands the committed events of a centre in their order to those who react to them.
package relay

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"fanzha/base/clock"
	"fanzha/internal/db"
	"fanzha/internal/obs"
	"fanzha/playbook"
)

// Bounds of the relay.
const (
	reader    = "playbook"
	batch     = 200
	pollEvery = time.Second           // another process may emit without waking us
	firstWait = 20 * time.Millisecond // first pause after a failure
	mostWait  = 5 * time.Second       // longest pause
)

// Options say whose events are handed to whom.
type Options struct {
	Records *db.DB
	Handle  func(ctx context.Context, e db.Event) error // the playbook
	Push    func(e db.Event)                            // the consoles, after the playbook
	Ready   func(ctx context.Context) (bool, error)     // nothing is handled before: there is no unit to turn to
	Log     *slog.Logger
	Clock   clock.Clock
}

// Follower hands committed events in their order to the playbook and then to the consoles.
type Follower struct {
	opts Options

	mu    sync.Mutex    // guards seq and moved
	seq   int64         // events up to here are handled
	moved chan struct{} // closed and replaced when seq moves
}

// Open reads how far the events are handled.
func Open(ctx context.Context, o Options) (*Follower, error) {
	seq, err := db.Cursor(ctx, o.Records, reader)
	if err != nil {
		return nil, err
	}
	return &Follower{opts: o, seq: seq, moved: make(chan struct{})}, nil
}

// Run follows the outbox until ctx ends.
func (r *Follower) Run(ctx context.Context) {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		n, err := r.some(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			r.opts.Log.Error("relay of events", "err", err)
		}
		if n == batch && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-r.opts.Records.Wake():
		case <-poll.C:
		}
	}
}

// some handles one batch of events and remembers how far it came.
func (r *Follower) some(ctx context.Context) (int, error) {
	ready, err := r.opts.Ready(ctx)
	if err != nil || !ready {
		return 0, err
	}
	events, err := r.opts.Records.Events(ctx, r.at(), batch)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	for _, e := range events {
		err = r.one(ctx, e)
		if err != nil {
			return 0, err
		}
		r.opts.Push(e)
	}
	last := events[len(events)-1].Seq
	err = r.opts.Records.Write(ctx, func(tx db.Tx) error { return db.SetCursor(ctx, tx, reader, last) })
	if err != nil {
		return 0, err
	}
	r.mu.Lock()
	r.seq = last
	close(r.moved)
	r.moved = make(chan struct{})
	r.mu.Unlock()
	return len(events), nil
}

// one tries until the playbook has taken the event. An event that is refused for good, or fails again and again, is set
// aside with an alarm: one bad event must not stop the centre.
func (r *Follower) one(ctx context.Context, e db.Event) error {
	wait := firstWait
	for try := 1; ; try++ {
		err := r.opts.Handle(ctx, e)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !playbook.Retryable(err) || try >= playbook.MaxTries {
			return r.park(ctx, e, err)
		}
		r.opts.Log.Warn("event will be tried again", "seq", e.Seq, "kind", e.Kind, "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		wait = min(wait*2, mostWait)
	}
}

// park sets an event aside for somebody to look at; "fanzha doctor" lists what is parked.
func (r *Follower) park(ctx context.Context, e db.Event, why error) error {
	r.opts.Log.Error("event set aside: the playbook cannot take it", "seq", e.Seq, "kind", e.Kind, "subject", e.Subject, "err", why)
	return r.opts.Records.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into event_parked (seq, kind, at, why) values (?, ?, ?, ?) on conflict (seq) do nothing`,
			e.Seq, e.Kind, int64(r.opts.Clock.Now()), obs.Redact(why.Error()))
		return err
	})
}

func (r *Follower) at() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seq
}

// Drain waits until every event that is in the outbox now, and every one that follows from it, is handled.
func (r *Follower) Drain(ctx context.Context) error {
	for {
		ready, err := r.opts.Ready(ctx)
		if err != nil || !ready {
			return err // what waits for the set-up of the centre is not waited for
		}
		last, err := r.opts.Records.LastEvent(ctx)
		if err != nil {
			return err
		}
		r.mu.Lock()
		seq, moved := r.seq, r.moved
		r.mu.Unlock()
		if seq >= last {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-moved:
		}
	}
}
