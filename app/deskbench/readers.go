package deskbench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sort"
	"sync"
	"time"
)

// reader is somebody who looks at lists.
type reader struct {
	*caller
	rand   *rand.Rand
	past   func(int) string // numbers of persons of the past
	person string           // met in a list, for the person's file
}

// times collects how long operations took.
type times struct {
	mu   sync.Mutex // guards all
	all  map[string][]time.Duration
	fail map[string]int
}

func (t *times) add(op string, took time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !ok {
		t.fail[op]++
		return
	}
	t.all[op] = append(t.all[op], took)
}

// Op is what one list operation took.
type Op struct {
	Name   string  `json:"name"`
	N      int     `json:"n"`
	P50    float64 `json:"p50_ms"`
	P99    float64 `json:"p99_ms"`
	Max    float64 `json:"max_ms"`
	Failed int     `json:"failed"`
}

// ops sums up, with all of them together under "all".
func (t *times) ops() []Op {
	t.mu.Lock()
	defer t.mu.Unlock()
	var together []time.Duration
	var names []string
	for name, took := range t.all {
		names = append(names, name)
		together = append(together, took...)
	}
	sort.Strings(names)
	var out []Op
	failed := 0
	for _, name := range names {
		out = append(out, summed(name, t.all[name], t.fail[name]))
		failed += t.fail[name]
	}
	return append(out, summed("all", together, failed))
}

func summed(name string, took []time.Duration, failed int) Op {
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	if len(took) == 0 {
		return Op{Name: name, Failed: failed}
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	at := func(q float64) float64 { return ms(took[min(len(took)-1, int(q*float64(len(took))))]) }
	return Op{name, len(took), at(.5), at(.99), ms(took[len(took)-1]), failed}
}

// opening is one way to look, with how often it is taken.
type opening struct {
	name  string
	share int
	path  func(r *reader) string
}

var openings = []opening{
	{"desk", 30, func(*reader) string { return "/warnings?state=open,working" }},
	{"desk_level", 8, func(r *reader) string {
		return "/warnings?state=open,working&level=" + []string{"urgent", "high", "medium", "low"}[r.rand.IntN(4)]
	}},
	{"desk_mine", 6, func(*reader) string { return "/warnings?state=working&mine=true" }},
	{"warnings_past", 6, func(r *reader) string {
		return "/warnings?state=watching,closed&outcome=" + []string{"dissuaded", "false_alarm", "unreachable"}[r.rand.IntN(3)]
	}},
	{"tasks", 14, func(*reader) string { return "/orders?state=issued,signed" }},
	{"tasks_overdue", 6, func(*reader) string { return "/orders?overdue=true" }},
	{"today", 14, func(*reader) string { return "/today" }},
	{"person", 8, func(r *reader) string { return "/persons/" + r.person }},
	{"search", 8, func(r *reader) string { return "/search?q=" + url.QueryEscape(r.past(r.rand.IntN(1_000_000))) }},
}

// read looks until the context ends, with a pause between two looks. The first look is at a moment of its own.
func (r *reader) read(ctx context.Context, pause time.Duration, t *times) error {
	for {
		wait := time.NewTimer(pause/2 + time.Duration(r.rand.Int64N(int64(pause))))
		select {
		case <-ctx.Done():
			wait.Stop()
			return nil
		case <-wait.C:
		}
		err := r.look(ctx, t)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// look takes one of the ways. A session that a pushed clock has ended is begun anew; that is not counted as a list.
func (r *reader) look(ctx context.Context, t *times) error {
	share := r.rand.IntN(100)
	o := openings[0]
	for _, o = range openings {
		if share < o.share {
			break
		}
		share -= o.share
	}
	if o.name == "person" && r.person == "" {
		return r.meet(ctx)
	}
	path := o.path(r)
	for range 2 {
		began := time.Now()
		status, raw, err := r.send(ctx, http.MethodGet, path, nil)
		took := time.Since(began)
		switch {
		case err != nil:
			return err
		case status == http.StatusOK:
			t.add(o.name, took, true)
			return nil
		case status != http.StatusUnauthorized:
			t.add(o.name, took, false)
			return fmt.Errorf("%s as %s: %d %s", path, r.login, status, raw)
		}
		err = r.signIn(ctx)
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("%s: no session for %s", path, r.login)
}

// meet finds a person of the reader's own jurisdiction.
func (r *reader) meet(ctx context.Context) error {
	var list struct {
		Items []struct{ Person struct{ ID string } }
	}
	err := r.must(ctx, "/warnings?limit=50", &list)
	if err == nil && len(list.Items) > 0 {
		r.person = list.Items[r.rand.IntN(len(list.Items))].Person.ID
	}
	return err
}

// Cost is the server's processor time of one list operation, asked for by one reader after another with nothing beside it: unlike the times of the
// day it hardly depends on what else the machine does.
type Cost struct {
	Name string  `json:"name"`
	N    int     `json:"n"`
	CPU  float64 `json:"cpu_ms"`
}

// costRounds is how often each is asked for.
const costRounds = 100

// costs measures every way to look.
func (b *bench) costs(ctx context.Context, readers []*reader) ([]Cost, error) {
	few := readers[:min(len(readers), 20)] // of every role
	for _, r := range few {
		var session struct{}
		err := r.must(ctx, "/session", &session) // signed in again where the clock has ended it
		if err == nil && r.person == "" {
			err = r.meet(ctx)
		}
		if err != nil {
			return nil, err
		}
	}
	var out []Cost
	for _, o := range openings {
		before, err := b.processor()
		if err != nil {
			return nil, err
		}
		for i := range costRounds {
			r := few[i%len(few)]
			status, raw, err := r.send(ctx, http.MethodGet, o.path(r), nil)
			if err != nil {
				return nil, err
			}
			if status != http.StatusOK && (o.name != "person" || r.person != "") {
				return nil, fmt.Errorf("%s: %d %s", o.name, status, raw)
			}
		}
		after, err := b.processor()
		if err != nil {
			return nil, err
		}
		out = append(out, Cost{o.name, costRounds, (after - before) * 1000 / costRounds})
	}
	return out, nil
}
