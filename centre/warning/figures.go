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
	c := counting{s: s, scope: scope, ctx: ctx}
	all := Filter{OpenedFrom: from, OpenedTo: to}
	reached, inTime, finished, dissuaded, failed := all, all, all, all, all
	reached.Reached, inTime.InTime, finished.Finished, failed.Failed = true, true, true, true
	dissuaded.Outcome = []Outcome{Dissuaded}
	hits := HitFilter{From: from, To: to}
	merged := hits
	merged.Merged = true
	out := Figures{From: from, To: to, ByLevel: map[Level]Figure{}}
	out.Hits = Figure{Num: c.hits(hits), Hits: &hits}
	out.Merged = Figure{Num: c.hits(merged), Den: out.Hits.Num, Hits: &merged}
	out.Warnings = c.figure(all, 0)
	out.Reached = c.figure(reached, out.Warnings.Num)
	out.ReachedInTime = c.figure(inTime, out.Warnings.Num)
	out.Dissuaded = c.figure(dissuaded, c.warnings(finished))
	out.Defrauded = c.figure(failed, out.Reached.Num)
	for _, l := range Levels {
		f := all
		f.Level = []Level{l}
		out.ByLevel[l] = c.figure(f, out.Warnings.Num)
	}
	return out, c.err
}

// counting runs counts until the first error.
type counting struct {
	s     *Service
	scope access.Scope
	ctx   context.Context
	err   error
}

func (c *counting) figure(f Filter, den int64) Figure {
	return Figure{Num: c.warnings(f), Den: den, Warnings: &f}
}

func (c *counting) warnings(f Filter) int64 {
	if c.err != nil {
		return 0
	}
	n, err := c.s.store.CountWarnings(c.ctx, c.scope, c.s.query(f))
	c.err = err
	return n
}

func (c *counting) hits(f HitFilter) int64 {
	if c.err != nil {
		return 0
	}
	n, err := c.s.store.CountHits(c.ctx, c.scope, f)
	c.err = err
	return n
}
