package app

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"fanzha/base/clock"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Bounds of one step of an exercise's clock.
const (
	exerciseMost = 366 * 24 * 3600 // seconds that one step may add
	exerciseBody = 1 << 10         // bytes of a request
	exerciseTime = time.Minute     // for working off what follows from a step
)

// exercise is the clock of a centre in exercise mode (演练): it stands still until somebody on the admin listener pushes it
// forward, so that a training of thirty days takes an hour.
type exercise struct {
	mu    sync.Mutex // one step at a time
	clock *clock.Manual
}

// newExercise begins at the machine's time.
func newExercise() *exercise { return &exercise{clock: clock.NewManual(clock.Wall{}.Now())} }

// resume goes on where an earlier exercise in the same folder stood: time never goes back under records.
func (x *exercise) resume(ctx context.Context, records *db.DB) error {
	var last int64
	err := records.QueryRow(ctx, `select coalesce(max(at), 0) from audit_entry`).Scan(&last)
	if err != nil {
		return db.Wrap("read newest entry", err)
	}
	x.clock.Set(when.Micros(last))
	return nil
}

// exerciseStep answers POST /exercise/clock {"add_s": n}: what was accepted is worked off, the clock moves, deadlines are
// looked at, what follows from them is done; then the answer says what time it is.
func (c *Centre) exerciseStep(w http.ResponseWriter, r *http.Request) {
	var in struct {
		AddS int64 `json:"add_s"`
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, exerciseBody)).Decode(&in)
	if err != nil || in.AddS < 0 || in.AddS > exerciseMost {
		answer(w, http.StatusBadRequest, `want {"add_s": seconds}, at most a year`)
		return
	}
	c.exercise.mu.Lock()
	defer c.exercise.mu.Unlock()
	ctx, cancel := context.WithTimeout(r.Context(), exerciseTime)
	defer cancel()
	err = c.Drain(ctx)
	if err == nil {
		c.exercise.clock.Set(c.clock.Now() + when.Micros(in.AddS)*when.Second)
		err = c.Tick(ctx)
	}
	if err == nil {
		err = c.relay.Drain(ctx)
	}
	if err != nil {
		c.log.Error("clock of the exercise", "err", err)
		answer(w, http.StatusServiceUnavailable, "not settled")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"now": c.clock.Now().String()}) // the caller has gone when this fails
}
