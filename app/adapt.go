package app

import (
	"context"

	"fanzha/app/meter"
	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/warning"
)

// sink hands the hits of one envelope to the warning room.
type sink struct {
	warnings *warning.Service
	meter    *meter.Latency
}

// Record implements detect.Sink. What is more than one batch is recorded in several, of which the last one moves the position.
func (s sink) Record(ctx context.Context, partition int, seq uint64, hits []detect.Hit) error {
	for len(hits) > warning.MaxBatch {
		err := s.record(ctx, warning.Batch{Partition: partition, Hits: hits[:warning.MaxBatch]}, seq)
		if err != nil {
			return err
		}
		hits = hits[warning.MaxBatch:]
	}
	return s.record(ctx, warning.Batch{Partition: partition, Seq: seq, Hits: hits}, seq)
}

func (s sink) record(ctx context.Context, b warning.Batch, seq uint64) error {
	n, err := s.warnings.Record(ctx, b)
	if err == nil && n > 0 {
		s.meter.HitsRecorded(b.Partition, seq, b.Hits)
	}
	return err
}

// contacts tells dispatch which attempts are on record for an order.
type contacts struct{ attempts *dissuade.Service }

// Of implements dispatch.Contacts.
func (c contacts) Of(ctx context.Context, order string) ([]dispatch.Contact, error) {
	have, err := c.attempts.Of(ctx, order)
	out := make([]dispatch.Contact, 0, len(have))
	for _, h := range have {
		out = append(out, dispatch.Contact{At: h.At, Channel: string(h.Channel), Met: h.Met, Reached: h.Reached, NextAt: h.NextAt})
	}
	return out, err
}

// directory tells dissuade what an attempt is about. dissuade checks the jurisdiction itself.
type directory struct {
	warnings *warning.Service
	orders   *dispatch.Service
}

// Warning implements dissuade.Directory.
func (d directory) Warning(ctx context.Context, id string) (dissuade.WarningRef, error) {
	found, _, err := d.warnings.List(ctx, access.System(), warning.Filter{IDs: []string{id}, Limit: 1})
	if err != nil {
		return dissuade.WarningRef{}, err
	}
	if len(found) == 0 {
		return dissuade.WarningRef{}, dissuade.ErrNotFound
	}
	w := found[0]
	return dissuade.WarningRef{ID: w.ID, Target: w.Target, Unit: w.Unit, Level: string(w.Level)}, nil
}

// Order implements dissuade.Directory.
func (d directory) Order(ctx context.Context, id string) (dissuade.OrderRef, error) {
	o, err := d.orders.Refer(ctx, id)
	return dissuade.OrderRef{ID: o.ID, Warning: o.Warning, Unit: o.Unit}, err
}

// TargetUnit implements dissuade.Directory.
func (d directory) TargetUnit(ctx context.Context, target string) (string, error) {
	people, err := d.warnings.People(ctx, access.System(), []string{target})
	if err != nil {
		return "", err
	}
	p, ok := people[target]
	if !ok {
		return "", dissuade.ErrNotFound
	}
	return p.Unit, nil
}

// attemptMoments adds attempts to a person's line of life.
type attemptMoments struct{ attempts *dissuade.Service }

var channelWords = map[dissuade.Channel][2]string{
	dissuade.Call: {"电话劝阻", "Call"}, dissuade.SMS: {"短信提醒", "Message"}, dissuade.Visit: {"见面劝阻", "Visit"},
}

// Moments implements warning.Moments.
func (m attemptMoments) Moments(ctx context.Context, scope access.Scope, target string) ([]warning.Moment, error) {
	have, _, err := m.attempts.ListFor(ctx, scope, dissuade.Filter{Target: target, Limit: dissuade.PageMax})
	out := make([]warning.Moment, 0, len(have))
	for _, a := range have {
		zh, en := m.outcome(a)
		w := channelWords[a.Channel]
		moment := warning.Moment{
			At: a.At, Type: warning.MomentAttempt, TitleZH: w[0] + "：" + zh, TitleEN: w[1] + ": " + en,
			TextZH: a.Note, TextEN: a.Note, By: a.ByName, Ref: a.ID,
		}
		for _, e := range a.Evidence {
			moment.Evidence = append(moment.Evidence, detect.Evidence{Name: e.Kind, Value: e.Value})
		}
		out = append(out, moment)
	}
	return out, err
}

func (m attemptMoments) outcome(a dissuade.Attempt) (zh, en string) {
	for _, o := range m.attempts.Rules().Outcomes {
		if o.Channel == a.Channel && o.Code == a.Outcome {
			return o.NameZH, o.NameEN
		}
	}
	return a.Outcome, a.Outcome
}

// orderMoments adds what happened to orders to a person's line of life.
type orderMoments struct {
	orders *dispatch.Service
	units  func(ctx context.Context, code string) string
}

// Moments implements warning.Moments.
func (m orderMoments) Moments(ctx context.Context, scope access.Scope, target string) ([]warning.Moment, error) {
	steps, err := m.orders.History(ctx, scope, target)
	out := make([]warning.Moment, 0, len(steps))
	for _, s := range steps {
		if s.Action == dispatch.ActContact {
			continue // the attempt itself stands on the line
		}
		zh, en := actionWords(s.Action)
		unit := m.units(ctx, s.Unit)
		out = append(out, warning.Moment{
			At: s.At, Type: warning.MomentOrder, Level: warning.Level(s.Level), TitleZH: "指令" + zh + "：" + unit, TitleEN: "Order " + en + ": " + unit,
			TextZH: s.Note, TextEN: s.Note, By: s.ActorName, Ref: s.Order,
		})
	}
	return out, err
}

func actionWords(a dispatch.Action) (zh, en string) {
	for _, t := range dispatch.Actions {
		if t.Code == string(a) {
			return t.NameZH, t.NameEN
		}
	}
	return string(a), string(a)
}
