package warning

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Figures computes the numbers of a period, from inclusive, to exclusive. Each carries the filter that lists the records
// behind it: counting and listing use the same query. The right is figure.read.
func (s *Service) Figures(ctx context.Context, scope access.Scope, from, to when.Micros) (Figures, error) {
	err := scope.Require(access.FigureRead)
	if err != nil {
		return Figures{}, err
	}
	if from > to {
		return Figures{}, ErrFilter
	}
	all := Filter{OpenedFrom: from, OpenedTo: to}
	reached, inTime, finished, dissuaded, failed := all, all, all, all, all
	reached.Reached, inTime.InTime, finished.Finished, failed.Failed = true, true, true, true
	dissuaded.Outcome = []Outcome{Dissuaded}
	filters := []Filter{reached, inTime, finished, dissuaded, failed}
	for _, l := range Levels {
		f := all
		f.Level = []Level{l}
		filters = append(filters, f)
	}
	n, err := s.store.CountWarnings(ctx, scope, s.query(all), filters)
	if err != nil {
		return Figures{}, err
	}
	hits := HitFilter{From: from, To: to}
	merged := hits
	merged.Merged = true
	h, err := s.store.CountHits(ctx, scope, hits, []HitFilter{merged})
	if err != nil {
		return Figures{}, err
	}
	out := Figures{
		From: from, To: to,
		Hits:          Figure{Num: h[0], Hits: &hits},
		Merged:        Figure{Num: h[1], Den: h[0], Hits: &merged},
		Warnings:      Figure{Num: n[0], Warnings: &all},
		Reached:       Figure{Num: n[1], Den: n[0], Warnings: &reached},
		ReachedInTime: Figure{Num: n[2], Den: n[0], Warnings: &inTime},
		Dissuaded:     Figure{Num: n[4], Den: n[3], Warnings: &dissuaded},
		Defrauded:     Figure{Num: n[5], Den: n[1], Warnings: &failed},
		ByLevel:       map[Level]Figure{},
	}
	for i, l := range Levels {
		out.ByLevel[l] = Figure{Num: n[6+i], Den: n[0], Warnings: &filters[5+i]}
	}
	return out, nil
}
