package deskbench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// How scripted people work, in seconds of the centre's clock. These are assumptions.
const (
	step       = 5 // between two pushes of the clock
	lookMin    = 5 // from a warning on the list to an operator who opens it
	lookMost   = 20
	callMin    = 90
	callMost   = 300
	missedCall = 40 // of one that nobody answers
	answered   = 70 // per cent of calls
	triesMost  = 3
	urgentOnly = 6 // one operator in so many leaves what is not urgent to the others
	signEvery  = 60
)

// again is when a person who did not answer is called once more: after the quiet time of the level (rulebook/warning.yaml).
var again = map[string]time.Duration{"urgent": 11 * time.Minute, "high": 31 * time.Minute, "medium": 121 * time.Minute, "low": 25 * time.Hour}

// job is one warning in somebody's hands.
type job struct {
	id, level string
	version   int64
	at        time.Time // of the next act
	phase     phase
	tries     int
	answer    bool
}

type phase int

const (
	look   phase = iota // sees it and will open it
	call                // speaks
	write               // writes down how it ended
	parked              // will call again
)

// operator is one scripted person at the desk.
type operator struct {
	*caller
	job    *job   // in hand
	later  []*job // to be called again
	urgent bool   // takes urgent ones only
}

// desk is all of them.
type desk struct {
	leader    *caller
	operators []*operator
	stations  []*caller
	taken     map[string]bool
	rand      *rand.Rand
	mu        sync.Mutex // guards taken and counts
	calls     int
	lost      int // claims that another had made, and the like
	signed    int
}

// row is what an operator sees of a warning in a list.
type row struct {
	ID, Level, State, Outcome string
	Version                   int64
}

// turn lets everybody do what is due at a moment of the centre's clock.
func (d *desk) turn(ctx context.Context, now time.Time) error {
	free := d.free(now)
	if len(free) > 0 {
		err := d.assign(ctx, now, free)
		if err != nil {
			return err
		}
	}
	var busy []*operator
	for _, o := range d.operators {
		if o.job != nil && !o.job.at.After(now) {
			busy = append(busy, o)
		}
	}
	return atOnce(busy, func(o *operator) error { return d.act(ctx, o, now) })
}

// free lists who has nothing in hand; whom a person waits for who did not answer calls that person first.
func (d *desk) free(now time.Time) []*operator {
	var out []*operator
	for _, o := range d.operators {
		for i, j := range o.later {
			if o.job == nil && !j.at.After(now) {
				o.job, o.later = j, append(o.later[:i:i], o.later[i+1:]...)
				j.phase, j.at = call, now
				d.ring(j, now)
				break
			}
		}
		if o.job == nil {
			out = append(out, o)
		}
	}
	return out
}

// assign gives the head of the list to those who are free.
func (d *desk) assign(ctx context.Context, now time.Time, free []*operator) error {
	var list struct{ Items []row }
	err := d.leader.must(ctx, "/warnings?state=open&limit=100", &list)
	if err != nil {
		return err
	}
	for _, r := range list.Items {
		if d.taken[r.ID] {
			continue
		}
		for i, o := range free {
			if o == nil || o.urgent && r.Level != "urgent" {
				continue
			}
			o.job = &job{id: r.ID, level: r.Level, version: r.Version, phase: look, at: now.Add(d.between(lookMin, lookMost))}
			d.taken[r.ID] = true
			free[i] = nil
			break
		}
	}
	return nil
}

func (d *desk) between(low, high int) time.Duration {
	return time.Duration(low+d.rand.IntN(high-low+1)) * time.Second
}

// ring begins a call.
func (d *desk) ring(j *job, now time.Time) {
	j.tries++
	j.answer = d.rand.IntN(100) < answered
	j.phase = call
	j.at = now.Add(missedCall * time.Second)
	if j.answer {
		j.at = now.Add(d.between(callMin, callMost))
	}
}

// act does the next thing with what an operator has in hand.
func (d *desk) act(ctx context.Context, o *operator, now time.Time) error {
	switch o.job.phase {
	case look:
		return d.open(ctx, o, now)
	case call:
		return d.record(ctx, o, now)
	}
	return d.finish(ctx, o)
}

// open reads the warning and claims it.
func (d *desk) open(ctx context.Context, o *operator, now time.Time) error {
	j := o.job
	var seen row
	err := o.must(ctx, "/warnings/"+j.id, &seen)
	if err != nil {
		return err
	}
	status, raw, err := o.do(ctx, http.MethodPost, "/warnings/"+j.id+"/claim", map[string]any{"version": seen.Version})
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case status == http.StatusConflict: // it has changed meanwhile: another look
		d.lost++
		delete(d.taken, j.id)
		o.job = nil
		return nil
	case status != http.StatusOK:
		return fmt.Errorf("claim: %d %s", status, raw)
	}
	j.level = seen.Level
	d.ring(j, now)
	return nil
}

// record writes the call down.
func (d *desk) record(ctx context.Context, o *operator, now time.Time) error {
	j := o.job
	body := map[string]any{"warning_id": j.id, "channel": "call", "outcome": "answered", "evidence": []map[string]string{{"kind": "call_record", "value": "bench"}}}
	if !j.answer {
		body["outcome"], body["next_at"] = "no_answer", now.Add(again[j.level]).UTC().Format(time.RFC3339)
	}
	status, raw, err := o.do(ctx, http.MethodPost, "/attempts", body)
	held := status == http.StatusConflict && bytes.Contains(raw, []byte("dissuade.needs_reason")) // spoken to a moment ago: he leaves it at that
	if err == nil && status != http.StatusOK && !held {
		err = fmt.Errorf("attempt: %d %s", status, raw)
	}
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !held {
		d.calls++
	}
	j.phase, j.at = write, now.Add(step*time.Second)
	if !j.answer && j.tries < triesMost {
		j.phase, j.at = parked, now.Add(again[j.level])
		o.later, o.job = append(o.later, j), nil
	}
	return nil
}

// finish ends the work on the warning; what has changed since is looked at again at the next turn.
func (d *desk) finish(ctx context.Context, o *operator) error {
	j := o.job
	var seen row
	err := o.must(ctx, "/warnings/"+j.id, &seen)
	if err != nil {
		return err
	}
	outcome := "dissuaded"
	if !j.answer {
		outcome = "unreachable"
	}
	status, raw, err := o.do(ctx, http.MethodPost, "/warnings/"+j.id+"/close", map[string]any{"version": seen.Version, "outcome": outcome, "note": "已劝阻"})
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch status {
	case http.StatusOK:
		o.job = nil
	case http.StatusConflict:
		d.lost++
		if bytes.Contains(raw, []byte("lines.")) { // who is not to be found is given up by two, with a list: that is no operator's to end
			o.job = nil
		}
	default:
		return fmt.Errorf("close: %d %s", status, raw)
	}
	return nil
}

// sign lets every station accept what has been ordered.
func (d *desk) sign(ctx context.Context) error {
	return atOnce(d.stations, func(s *caller) error {
		var list struct{ Items []row }
		err := s.must(ctx, "/orders?"+url.Values{"state": {"issued"}, "mine": {"true"}, "limit": {"100"}}.Encode(), &list)
		if err != nil {
			return err
		}
		for _, r := range list.Items {
			status, raw, err := s.do(ctx, http.MethodPost, "/orders/"+r.ID+"/sign", map[string]any{"version": r.Version})
			if err != nil {
				return err
			}
			if status != http.StatusOK && status != http.StatusConflict {
				return fmt.Errorf("sign: %d %s", status, raw)
			}
			if status == http.StatusOK {
				d.mu.Lock()
				d.signed++
				d.mu.Unlock()
			}
		}
		return nil
	})
}

// atOnceMost bounds the requests of scripted people at one moment.
const atOnceMost = 16

// atOnce does the same for all, a few at a time, and returns the first fault.
func atOnce[T any](all []T, do func(T) error) error {
	places := make(chan struct{}, atOnceMost)
	failed := make(chan error, len(all))
	for _, x := range all {
		places <- struct{}{}
		go func() {
			failed <- do(x)
			<-places
		}()
	}
	var first error
	for range all {
		err := <-failed
		if err != nil && first == nil {
			first = err
		}
	}
	return first
}

// lines joins records for one request.
func lines(all []map[string]any) ([]byte, error) {
	var out []byte
	for _, one := range all {
		raw, err := json.Marshal(one)
		if err != nil {
			return nil, err
		}
		out = append(append(out, raw...), '\n')
	}
	return out, nil
}
