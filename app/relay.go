package app

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
	relayReader = "playbook"
	relayBatch  = 200
	relayPoll   = time.Second           // another process may emit without waking us
	relayFirst  = 20 * time.Millisecond // first pause after a failure
	relayMost   = 5 * time.Second       // longest pause
	relayTries  = 20                    // then an event is parked and an alarm raised: one bad event must not stop the centre
)

// relay hands committed events in their order to the playbook and then to the consoles.
type relay struct {
	db     *db.DB
	handle func(ctx context.Context, e db.Event) error
	push   func(e db.Event)
	ready  func(ctx context.Context) (bool, error) // nothing is handled before: there is no unit to turn to
	log    *slog.Logger
	clock  clock.Clock

	mu    sync.Mutex    // guards seq and moved
	seq   int64         // events up to here are handled
	moved chan struct{} // closed and replaced when seq moves
}

// begin reads how far the events are handled.
func (r *relay) begin(ctx context.Context) error {
	var err error
	r.seq, err = db.Cursor(ctx, r.db, relayReader)
	r.moved = make(chan struct{})
	return err
}

// run follows the outbox until ctx ends.
func (r *relay) run(ctx context.Context) {
	poll := time.NewTicker(relayPoll)
	defer poll.Stop()
	for {
		n, err := r.some(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			r.log.Error("relay of events", "err", err)
		}
		if n == relayBatch && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-r.db.Wake():
		case <-poll.C:
		}
	}
}

// some handles one batch of events and remembers how far it came.
func (r *relay) some(ctx context.Context) (int, error) {
	ready, err := r.ready(ctx)
	if err != nil || !ready {
		return 0, err
	}
	events, err := r.db.Events(ctx, r.at(), relayBatch)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	for _, e := range events {
		err = r.one(ctx, e)
		if err != nil {
			return 0, err
		}
		r.push(e)
	}
	last := events[len(events)-1].Seq
	err = r.db.Write(ctx, func(tx db.Tx) error { return db.SetCursor(ctx, tx, relayReader, last) })
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
func (r *relay) one(ctx context.Context, e db.Event) error {
	wait := relayFirst
	for try := 1; ; try++ {
		err := r.handle(ctx, e)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !playbook.Retryable(err) || try >= playbook.MaxTries {
			return r.park(ctx, e, err)
		}
		r.log.Warn("event will be tried again", "seq", e.Seq, "kind", e.Kind, "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		wait = min(wait*2, relayMost)
	}
}

// park sets an event aside for somebody to look at; "fanzha doctor" lists what is parked.
func (r *relay) park(ctx context.Context, e db.Event, why error) error {
	r.log.Error("event set aside: the playbook cannot take it", "seq", e.Seq, "kind", e.Kind, "subject", e.Subject, "err", why)
	return r.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into event_parked (seq, kind, at, why) values (?, ?, ?, ?) on conflict (seq) do nothing`,
			e.Seq, e.Kind, int64(r.clock.Now()), obs.Redact(why.Error()))
		return err
	})
}

func (r *relay) at() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seq
}

// drain waits until every event that is in the outbox now, and every one that follows from it, is handled.
func (r *relay) drain(ctx context.Context) error {
	for {
		ready, err := r.ready(ctx)
		if err != nil || !ready {
			return err // what waits for the set-up of the centre is not waited for
		}
		last, err := r.db.LastEvent(ctx)
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
