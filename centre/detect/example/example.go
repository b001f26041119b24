// Package example (样例) reads the little stories that stand in scenario files: signals in wire form with times relative to a now.
package example

import (
	"encoding/json"
	"fmt"
	"strings"

	"fanzha/centre/detect/units"
	"fanzha/centre/signal"
	"fanzha/term/when"
)

// Story is a little story that a scenario must tell from others: signals in wire form with times relative to a common now.
type Story struct {
	Title   string           `yaml:"title" json:"title"`
	Signals []map[string]any `yaml:"signals" json:"signals"`
}

// Now is the now of all examples: 2026-11-20 10:00 in Beijing.
const Now = when.Micros(1_795_140_000) * when.Second

// Decode turns the story into signals, through the intake's own decoder: `at: -25m` stands for time, `until: +3d` for until.
func (e *Story) Decode() ([]*signal.Signal, error) {
	dec := signal.NewDecoder(Now)
	var out []*signal.Signal
	for i, fields := range e.Signals {
		wire := make(map[string]any, len(fields))
		for k, v := range fields {
			wire[k] = v
		}
		at, ok := fields["at"].(string)
		t, ok2 := moment(at)
		if !ok || !ok2 {
			return nil, fmt.Errorf("signal %d: at must be like -25m, -3d or 0s", i+1)
		}
		delete(wire, "at")
		wire["time"] = int64(t)
		if until, ok := fields["until"].(string); ok {
			u, ok := moment(until)
			if !ok {
				return nil, fmt.Errorf("signal %d: until must be like +3d", i+1)
			}
			wire["until"] = int64(u)
		}
		if wire["id"] == nil {
			wire["id"] = fmt.Sprintf("example-%d", i+1)
		}
		data, err := json.Marshal(wire)
		if err != nil {
			return nil, fmt.Errorf("signal %d: %w", i+1, err)
		}
		s := &signal.Signal{}
		reject := dec.Decode(data, 0, s)
		if reject != nil {
			return nil, fmt.Errorf("signal %d: %w", i+1, reject)
		}
		s.Source, s.Received = "example", s.Time
		out = append(out, detach(s))
	}
	return out, nil
}

// detach makes the signal's strings independent of the decoder's buffer.
func detach(s *signal.Signal) *signal.Signal {
	var c *signal.Signal
	env := signal.EncodeEnvelope(nil, s.Received, s)
	err := signal.DecodeEnvelope(env, func(d *signal.Signal) error {
		v := *d
		c = &v
		return nil
	})
	if err != nil {
		return s
	}
	return c
}

func moment(s string) (when.Micros, bool) {
	sign := when.Micros(1)
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = -1, rest
	}
	d, ok := units.Span(strings.TrimPrefix(s, "+"))
	return Now + sign*d, ok
}
