package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/term/when"
)

// DetectionState is how far detection is and what it could not keep, as asked for.
type DetectionState struct {
	Partitions []DetectionPartition
	Sources    []DetectionSource
}

// Detection tells how far detection is.
type Detection interface {
	Detection(ctx context.Context) (DetectionState, error)
}

// DetectionPartition is one partition of the log of signals.
type DetectionPartition struct {
	Partition int    `json:"partition"`
	Behind    uint64 `json:"behind" doc:"Envelopes of the log that are not worked off yet."`
	EventAt   string `json:"event_at" doc:"Greatest event time seen; empty before the first signal."`
	LagS      int64  `json:"lag_s" doc:"Now less that, in seconds; -1 before the first signal."`
	Signals   uint64 `json:"signals" doc:"Since the start."`
	Hits      uint64 `json:"hits"`
	Keys      int    `json:"keys" doc:"Live windows and marks."`
	Bytes     int    `json:"bytes" doc:"Memory of all windows, marks and pairs."`
	Shed      uint64 `json:"shed" doc:"Events that found no room in the memory."`
	Late      uint64 `json:"late" doc:"Events older than the window that they belong to."`
	Retries   uint64 `json:"retries" doc:"Times that the recording of hits was tried again."`
	Broken    uint64 `json:"broken" doc:"Envelopes that could not be read."`
}

// DetectionSource is one source, over all partitions.
type DetectionSource struct {
	Source     string `json:"source"`
	Signals    uint64 `json:"signals" doc:"Since the start."`
	Late       uint64 `json:"late" doc:"Received more than an hour after they happened."`
	EventAt    string `json:"event_at" doc:"Greatest event time."`
	ReceivedAt string `json:"received_at" doc:"Of the newest signal."`
	LagS       int64  `json:"lag_s" doc:"Now less the greatest event time, in seconds."`
	DelayS     int64  `json:"delay_s" doc:"From event to receipt, in seconds: the mean of the newest signals."`
}

// DetectionView is DetectionState with the moment it was read.
type DetectionView struct {
	At         string               `json:"at"`
	Partitions []DetectionPartition `json:"partitions"`
	Sources    []DetectionSource    `json:"sources"`
}

func (a *API) detectionRoutes() {
	route(a, op{method: http.MethodGet, path: "/detection", id: "detection", summary: "How far detection is behind, by partition and by source, and what it could not keep", tag: "sources"},
		func(ctx context.Context, scope access.Scope, _ *none) (DetectionView, error) {
			err := scope.Require(access.SourceRead)
			if err != nil {
				return DetectionView{}, err
			}
			st, err := a.Detection.Detection(ctx)
			if err != nil {
				return DetectionView{}, err
			}
			return DetectionView{At: stamp(a.Clock.Now()), Partitions: st.Partitions, Sources: st.Sources}, nil
		})
}

// Lag is now less a moment in whole seconds, -1 without one.
func Lag(now, at when.Micros) int64 {
	if at == 0 {
		return -1
	}
	return max(0, int64((now-at)/when.Second))
}
