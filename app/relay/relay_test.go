package relay

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"

	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/playbook"
	"fanzha/term/fault"
)

// desk is a playbook that writes down what it is handed.
type desk struct {
	got, pushed []string
	ready       bool
	refuse      map[string]error // what is answered, by subject
	times       map[string]int   // how often still; missing: for ever
}

func (p *desk) handle(_ context.Context, e db.Event) error {
	p.got = append(p.got, e.Subject)
	err := p.refuse[e.Subject]
	left, counted := p.times[e.Subject]
	if counted && left == 0 {
		return nil
	}
	if counted {
		p.times[e.Subject]--
	}
	return err
}

func (p *desk) follow(t *testing.T, d *db.DB) *Follower {
	t.Helper()
	r, err := Open(t.Context(), Options{
		Records: d, Handle: p.handle, Push: func(e db.Event) { p.pushed = append(p.pushed, e.Subject) },
		Ready: func(context.Context) (bool, error) { return p.ready, nil }, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Clock: clock.NewManual(7),
	})
	check.NoError(t, err)
	return r
}

func tell(t *testing.T, d *db.DB, subjects ...string) {
	t.Helper()
	for _, s := range subjects {
		check.NoError(t, d.Write(t.Context(), func(tx db.Tx) error {
			return db.Emit(t.Context(), tx, db.Event{Kind: "k.k", Subject: s, At: 5, Body: []byte(`{}`)})
		}))
	}
}

func some(t *testing.T, r *Follower) int {
	t.Helper()
	n, err := r.some(t.Context())
	check.NoError(t, err)
	return n
}

// Protects: events are handed on in their order, to the playbook before the consoles, none before the centre is set up; one that is
// refused for good is set aside with its reason and stops nothing, one that fails for a while is tried again; after a crash between
// the playbook and the note of the place the events come again, and after the note they do not.
func TestHandedInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := &desk{refuse: map[string]error{
			"b": &playbook.Refused{Event: 2, Reaction: "r", Cause: errors.New("no")}, "c": fault.New(fault.Unavailable, "playbook.away"),
		}, times: map[string]int{"c": 2}}
		r := p.follow(t, d)
		tell(t, d, "a", "b", "c")
		check.Equal(t, some(t, r), 0)
		check.NoError(t, r.Drain(t.Context())) // what waits for the set-up is not waited for
		p.ready = true
		check.Equal(t, some(t, r), 3)
		check.Equal(t, p.got, []string{"a", "b", "c", "c", "c"})
		check.Equal(t, p.pushed, []string{"a", "b", "c"})
		var kind, why string
		var at int64
		check.NoError(t, d.QueryRow(t.Context(), `select kind, at, why from event_parked`).Scan(&kind, &at, &why))
		check.Equal(t, []any{kind, at}, []any{"k.k", int64(7)})
		check.True(t, why != "", "set aside without a reason")
		check.NoError(t, r.Drain(t.Context()))
		check.Equal(t, some(t, r), 0)

		tell(t, d, "d", "e")
		crash, cancel := context.WithCancel(t.Context())
		p.refuse["e"], p.times["e"] = fault.New(fault.Unavailable, "playbook.away"), 1
		dying := p.follow(t, d)
		dying.opts.Handle = func(ctx context.Context, e db.Event) error {
			err := p.handle(ctx, e)
			if e.Subject == "e" {
				cancel()
			}
			return err
		}
		_, err := dying.some(crash)
		check.True(t, errors.Is(err, context.Canceled), "the crash was passed over")
		p.got, p.pushed = nil, nil
		r = p.follow(t, d)
		check.Equal(t, some(t, r), 2)
		check.Equal(t, p.got, []string{"d", "e"})
		r = p.follow(t, d)
		check.Equal(t, some(t, r), 0)
	})
}

// Protects: more than one batch is handed on in order, waiting for it ends when all of it is handled, and following ends with its context.
func TestRunAndDrain(t *testing.T) {
	d := dbtest.SQLite(t)
	p := &desk{ready: true}
	r := p.follow(t, d)
	var want []string
	check.NoError(t, d.Write(t.Context(), func(tx db.Tx) error {
		for i := range batch + 30 {
			want = append(want, string(rune(0x4e00+i)))
			err := db.Emit(t.Context(), tx, db.Event{Kind: "k.k", Subject: want[i], At: 5})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { r.Run(ctx); close(done) }()
	check.NoError(t, r.Drain(t.Context()))
	stop()
	<-done
	check.True(t, slices.Equal(p.got, want) && slices.Equal(p.pushed, want), "not in order, or not each once")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	tell(t, d, "last")
	check.True(t, errors.Is(r.Drain(ended), context.Canceled), "waits beyond its context")
}
