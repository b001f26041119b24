package life

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/detect/life/proof"
	inorder "fanzha/centre/detect/order"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Bounds of a try: it answers while somebody waits.
const (
	TryEvents  = 200       // pasted events
	TryBytes   = 256 << 10 //
	TrySignals = 3_000_000 // of the log that a try reads at most
	TryShown   = 50        // decisions that are shown
	TryLast    = 24 * when.Hour
)

// Decision is what a scenario made of one signal.
type Decision struct {
	Hit      bool
	Asked    bool // it looks at signals of this kind
	At       when.Micros
	Kind     string
	Source   string
	Person   string // masked
	Steps    []detect.StepSeen
	Held     bool // the condition; a hit may still wait for the sequence or be quiet
	Values   []detect.Evidence
	ReasonZH string
	ReasonEN string
	Level    string
	Score    int
	Blocked  scenario.Text2 // why a block silences it

	Why        Why    // it is no hit; empty for one
	Suppressed string // the reason that stands beside the suppression
}

// Why says why a signal gave no hit.
type Why string

// The reasons, in the order in which they are looked at.
const (
	NotAsked   Why = "not_asked"  // it does not look at signals of this kind
	NoSequence Why = "sequence"   // a step before it is missing
	NotHeld    Why = "condition"  // the condition does not hold
	IsBlocked  Why = "blocked"    // a block of its own
	IsBelow    Why = "below"      // the score is under its lowest band
	IsHushed   Why = "suppressed" // by a suppression
	Waits      Why = "waiting"    // for the time in which an answer may come
	IsQuiet    Why = "quiet"      // it has spoken of the same one shortly before
)

// Tried is the answer of a try.
type Tried struct {
	Problems  []Problem
	Signals   int64 // looked at
	Asked     int64 // … of a kind that the scenario looks at
	Hits      int64
	Hushed    int64      // would be hits but for a suppression
	Cut       bool       // the log was longer than a try reads: the windows may be emptier than live
	Decisions []Decision // hits first come, first shown; then what did not hit
}

// Try is a text and what it is tried on: pasted events in wire form, one a line, or the last span of the log.
type Try struct {
	Text   string
	Lists  Layer
	Events string
	Last   when.Micros // of the log; used when Events is empty
}

// Past is the log that a try may read, and what the centre knows of places.
type Past struct {
	Log        detect.Log
	Partitions int
	Records    proof.Records
}

// errEnough ends a reading of the log.
var errEnough = errors.New("life: end of the reading")

// Try runs a text on events. Of the last hours only what the caller may see is shown; the counts are of all. The right is scenario.work.
func (s *Service) Try(ctx context.Context, scope access.Scope, t Try, past Past) (Tried, error) {
	err := writer(scope)
	if err != nil {
		return Tried{}, err
	}
	if len(t.Text) > TextMax || len(t.Events) > TryBytes || t.Last < 0 || t.Last > TryLast {
		return Tried{}, badField("events")
	}
	c := s.check(t.Text, t.Lists, nil)
	if c.Scenario == nil {
		return Tried{Problems: c.Problems, Decisions: []Decision{}}, nil
	}
	out := Tried{Problems: c.Problems, Decisions: []Decision{}}
	set, err := s.heeding(ctx, t.Text, t.Lists)
	if err != nil {
		return out, err
	}
	if t.Events != "" {
		signals, err := s.pasted(t.Events)
		if err != nil {
			return out, err
		}
		e := detect.NewEngine(set, s.telling())
		waits := c.Scenario.Absent != nil
		for _, sig := range signals {
			for i, d := range decide(e, sig, waits) {
				if i == 0 {
					out.Signals++
				}
				out.see(d)
			}
		}
		return out, nil
	}
	err = s.tryLast(ctx, scope, &out, lastOf{c, set, t.Last, past})
	return out, err
}

// pasted reads events in wire form, one JSON object a line, or one object over several lines.
func (s *Service) pasted(text string) ([]*signal.Signal, error) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if strings.HasPrefix(strings.TrimSpace(text), "{") && !strings.Contains(lines[0], "}") {
		lines = []string{strings.Join(lines, " ")}
	}
	if len(lines) > TryEvents {
		return nil, badEvent(TryEvents+1, Problem{Why: "too many events"}.ZH(), "too many events")
	}
	now := s.o.Clock.Now()
	dec := signal.NewDecoder(now)
	var out []*signal.Signal
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		sig := &signal.Signal{}
		reject := dec.Decode([]byte(line), 0, sig)
		if reject != nil {
			return nil, badEvent(i+1, reject.Field+" "+reject.ReasonZH, reject.Error())
		}
		sig.Source, sig.Received = "try", now
		if sig.Time == 0 {
			sig.Time = now
		}
		kept, err := detached(sig)
		if err != nil {
			return nil, badEvent(i+1, Problem{Why: "it cannot be kept"}.ZH(), "it cannot be kept")
		}
		out = append(out, kept)
	}
	if len(out) == 0 {
		return nil, badEvent(1, Problem{Why: "there is no event"}.ZH(), "there is no event")
	}
	return out, nil
}

func badEvent(line int, zh, en string) error {
	return fault.New(ErrEvents.Kind, ErrEvents.Code, "line", line, "why_zh", strings.TrimSpace(zh), "why_en", en)
}

// telling are the options of an engine that also tells what it keeps silent.
func (s *Service) telling() detect.Options {
	o := s.o.Engine
	o.Hushed = true
	return o
}

// detached makes a signal independent of the decoder's memory.
func detached(s *signal.Signal) (*signal.Signal, error) {
	var kept *signal.Signal
	err := signal.DecodeEnvelope(bytes.Clone(signal.EncodeEnvelope(nil, s.Received, s)), func(d *signal.Signal) error {
		v := *d
		kept = &v
		return nil
	})
	return kept, err
}

// decide asks the engine of one scenario about one signal, and lets it remember. A hit that speaks of an earlier signal (nothing came
// after it) is a decision of its own.
func decide(e *detect.Engine, s *signal.Signal, waits bool) []Decision {
	d := Decision{At: s.Time, Kind: s.Kind.String(), Source: strings.Clone(s.Source), Person: proof.Mask(string(s.Phone), string(s.PersonID))}
	for _, x := range e.Explain(s) {
		d.Asked, d.Steps, d.Held, d.Values, d.ReasonZH, d.ReasonEN = x.Asked, x.Steps, x.Held, x.Evidence, x.ReasonZH, x.ReasonEN
		d.Level, d.Score, d.Blocked = x.Level, x.Score, scenario.Text2{ZH: x.BlockedZH, EN: x.BlockedEN}
		d.Why = whyNot(&x, waits)
	}
	out := []Decision{d}
	for _, h := range e.Observe(s) {
		x := &out[0]
		if h.Source != s.Source || h.Signal != s.ID {
			out = append(out, Decision{Asked: true, Held: true, At: h.At, Kind: h.Kind, Source: h.Source, Person: proof.Mask(string(h.Phone), string(h.PersonID))})
			x = &out[len(out)-1]
		}
		x.Hit, x.Level, x.Score, x.ReasonZH, x.ReasonEN, x.Values, x.Why = true, h.Level, h.Score, h.ReasonZH, h.ReasonEN, h.Evidence, ""
		if h.Suppressed != "" {
			x.Hit, x.Why, x.Suppressed = false, IsHushed, h.Suppressed
		}
	}
	return out
}

// whyNot is why a scenario is silent about a signal, as far as it is known before the engine has seen it.
func whyNot(x *detect.Explanation, waits bool) Why {
	missing := slices.ContainsFunc(x.Steps, func(s detect.StepSeen) bool { return !s.Stands })
	switch {
	case !x.Asked:
		return NotAsked
	case missing:
		return NoSequence
	case !x.Held:
		return NotHeld
	case x.BlockedZH != "":
		return IsBlocked
	case !x.Fires:
		return IsBelow
	case waits:
		return Waits
	}
	return IsQuiet
}

// see counts a decision and keeps it while there is room: hits push out what did not hit.
func (t *Tried) see(d Decision) {
	if d.Asked {
		t.Asked++
	}
	if d.Hit {
		t.Hits++
	}
	if d.Why == IsHushed {
		t.Hushed++
	}
	t.keep(d)
}

func (t *Tried) keep(d Decision) {
	if len(t.Decisions) < TryShown {
		t.Decisions = append(t.Decisions, d)
		return
	}
	if !d.Hit {
		return
	}
	for i := range t.Decisions {
		if !t.Decisions[i].Hit {
			t.Decisions = append(append(t.Decisions[:i:i], t.Decisions[i+1:]...), d)
			return
		}
	}
}

// lastOf is the end of the log that a text is tried on.
type lastOf struct {
	checked Checked
	set     *scenario.Set
	span    when.Micros
	Past
}

// tryLast runs the text over the newest part of the log.
func (s *Service) tryLast(ctx context.Context, scope access.Scope, out *Tried, l lastOf) error {
	if l.span == 0 {
		l.span = when.Hour
	}
	since := s.o.Clock.Now() - l.span
	read := int64(0)
	for p := range inorder.Places(l.Partitions) {
		o := s.telling()
		o.Part = detect.PartOf(p, l.Partitions)
		if !o.Part.Any(l.set) {
			continue // it is asked elsewhere
		}
		last, err := l.Log.Last(ctx, p)
		if err != nil {
			return err
		}
		if last == 0 {
			continue
		}
		e := detect.NewEngine(l.set, o)
		reader := inorder.New(p, l.Partitions, detect.Lot, func(signal.Kind) bool { return true })
		waits := l.checked.Scenario.Absent != nil
		err = l.Log.Read(ctx, p, 0, func(seq uint64, envelope []byte) error {
			_, err := reader.Take(seq, envelope, func(lot []signal.Signal) error {
				for i := range lot {
					sig := &lot[i]
					read++
					if sig.Time < since || sig.Kind == signal.Sighting {
						e.Observe(sig)
						continue
					}
					out.Signals++
					for _, d := range decide(e, sig, waits) {
						err := out.seeOf(ctx, scope, l.Records, seen{d, sig})
						if err != nil {
							return err
						}
					}
				}
				return nil
			})
			switch {
			case err != nil:
				return err
			case read >= TrySignals:
				out.Cut = true
				return errEnough
			case seq >= last:
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			return err
		}
	}
	return nil
}

// seen is a decision on a signal of the log.
type seen struct {
	Decision
	signal *signal.Signal
}

// seeOf counts a decision on a signal of the log and keeps it where it lies in the scope and the scenario looked at it.
func (t *Tried) seeOf(ctx context.Context, scope access.Scope, records proof.Records, d seen) error {
	if !d.Asked {
		return nil
	}
	t.Asked++
	if d.Hit {
		t.Hits++
	}
	if d.Why == IsHushed {
		t.Hushed++
	}
	if len(t.Decisions) >= TryShown && !d.Hit {
		return nil
	}
	unit, err := records.UnitOf(ctx, strings.Clone(d.signal.Place), strings.Clone(string(d.signal.PersonID)))
	if err == nil && scope.Covers(unit) {
		t.keep(d.Decision)
	}
	return err
}
