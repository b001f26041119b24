package app

import (
	"cmp"
	"context"
	"slices"

	"fanzha/centre/detect"
	"fanzha/centre/detect/order"
	"fanzha/edge/api"
	"fanzha/term/when"
)

// progress tells the console how far detection is.
type progress struct{ c *Centre }

// Detection implements api.Detection.
func (p progress) Detection(ctx context.Context) (api.DetectionState, error) {
	out := api.DetectionState{Partitions: []api.DetectionPartition{}, Sources: []api.DetectionSource{}}
	now := p.c.clock.Now()
	by := map[string]*detect.SourceSeen{}
	for _, w := range p.c.workers {
		whole := order.Whole(w.Stats().Partition, p.c.settings.Partitions)
		if whole && !detect.Far.Any(w.Set()) {
			continue // nothing is asked there
		}
		behind, err := w.Lag(ctx)
		if err != nil {
			return out, err
		}
		st := w.Stats()
		e := &st.Engine
		out.Partitions = append(out.Partitions, api.DetectionPartition{
			Partition: st.Partition, Behind: behind, EventAt: api.Stamp(st.EventTime), LagS: api.Lag(now, st.EventTime), Signals: e.Signals, Hits: e.Hits,
			Keys: e.Memory.Keys, Bytes: e.Memory.Bytes, Shed: e.Memory.Shed, Late: e.Memory.Late, Retries: st.Retries, Broken: st.Broken,
		})
		for _, s := range e.Sources {
			if !whole { // which sees what its partition has counted
				add(by, s)
			}
		}
	}
	for _, s := range by {
		out.Sources = append(out.Sources, api.DetectionSource{
			Source: s.Source, Signals: s.Signals, Late: s.Late, EventAt: api.Stamp(s.Event), ReceivedAt: api.Stamp(s.Received), LagS: api.Lag(now, s.Event), DelayS: int64(s.Delay / when.Second),
		})
	}
	slices.SortFunc(out.Sources, func(a, b api.DetectionSource) int { return cmp.Compare(a.Source, b.Source) })
	return out, nil
}

// add joins what two partitions have seen of a source; the delay is that of whichever heard of it last.
func add(by map[string]*detect.SourceSeen, s detect.SourceSeen) {
	have := by[s.Source]
	if have == nil {
		by[s.Source] = &s
		return
	}
	if s.Received > have.Received {
		have.Delay = s.Delay
	}
	have.Signals, have.Late = have.Signals+s.Signals, have.Late+s.Late
	have.Event, have.Received = max(have.Event, s.Event), max(have.Received, s.Received)
}
