package indicator

import (
	"cmp"
	"slices"

	"fanzha/centre/stats"
)

// Row is the figure of one value of a side, unit, area or day.
type Row struct {
	Value  string
	Figure Figure
}

// Table is a figure in its parts.
type Table struct {
	Rows  []Row // by value downward
	Rest  *Row  // 其他: all beyond the limit
	Whole Figure
	// Overlap says that a thing may stand in several parts: they do not add up to the whole.
	Overlap bool
}

func (e *Entry) overlaps(s stats.Split) bool {
	return e.Many && s.By == stats.BySide && s.Dim == stats.Campaign
}

// Groups splits a figure. What lies beyond limit is summed up as 其他; for a plain number the parts add up to the whole, or the
// answer is an error: a table whose sum is wrong must not be printed.
func (ev Evaluator) Groups(a Ask, s stats.Split, limit int) (Table, error) {
	whole, err := ev.Read(a)
	if err != nil {
		return Table{}, err
	}
	e := whole.Entry
	switch {
	case e.Quantile > 0:
		return Table{}, ErrNoQuantile
	case s.By == stats.BySide && !e.Has(s.Dim):
		return Table{}, ErrSide
	case limit < 1 || limit > groupsMost:
		return Table{}, ErrTooMany
	}
	parts, err := ev.parts(a, e, s)
	if err != nil {
		return Table{}, err
	}
	t := Table{Whole: whole}
	var num, den int64
	for value, p := range parts {
		f := Figure{Entry: e, Ask: within(a, s, value), Num: p.num, Den: p.den}
		num, den = num+p.num, den+p.den
		if e.DenIs == "population" {
			err = ev.heads(&f)
			if err != nil {
				return Table{}, err
			}
		}
		if e.DenIs == "days" {
			f.Den = whole.Den
		}
		if e.Rate() {
			f.settle()
		}
		t.Rows = append(t.Rows, Row{value, f})
	}
	t.Overlap = e.overlaps(s)
	if !t.Overlap && num != whole.Num || !t.Overlap && len(e.Den) > 0 && !whole.NoBase && den != whole.Den {
		return Table{}, ErrParts
	}
	slices.SortFunc(t.Rows, func(x, y Row) int { return cmp.Or(-x.Figure.Cmp(y.Figure), cmp.Compare(x.Value, y.Value)) })
	t.cut(limit)
	return t, nil
}

// cut sums up what lies beyond the limit. Heads of different areas are not added up: there the rest has no rate.
func (t *Table) cut(limit int) {
	if len(t.Rows) <= limit {
		return
	}
	rest := Row{Figure: Figure{Entry: t.Whole.Entry, Ask: t.Whole.Ask}}
	for _, r := range t.Rows[limit:] {
		rest.Figure.Num += r.Figure.Num
		if len(rest.Figure.Entry.Den) > 0 {
			rest.Figure.Den += r.Figure.Den
		}
	}
	if rest.Figure.Entry.DenIs == "days" {
		rest.Figure.Den = t.Whole.Den
	}
	if rest.Figure.Entry.Rate() {
		rest.Figure.settle()
	}
	t.Rows, t.Rest = t.Rows[:limit:limit], &rest
}

// within narrows a question to one group, so that its row opens the list behind it.
func within(a Ask, s stats.Split, value string) Ask {
	switch s.By {
	case stats.BySide:
		a.Only = append(slices.Clone(a.Only), stats.Only{Dim: s.Dim, Values: []string{value}})
	case stats.ByUnit:
		if value != "" {
			a.Unit = UnitOf(value)
		}
	case stats.ByRegion:
		if value != "" {
			a.Region = value
		}
	case stats.ByDay:
		d, err := stats.ParseDay(value)
		if err == nil {
			p := Period{Kind: Day, Span: stats.Span{From: d, To: d}}
			if d == a.Period.Span.To {
				p.Now, p.End = a.Period.Now, a.Period.End
			}
			a.Period = p
		}
	}
	return a
}

// UnitOf makes a unit code of its leading digits.
func UnitOf(digits string) string {
	const zeros = "000000000000"
	if len(digits) >= len(zeros) {
		return digits
	}
	return digits + zeros[len(digits):]
}

type pair struct{ num, den int64 }

func (ev Evaluator) parts(a Ask, e *Entry, s stats.Split) (map[string]pair, error) {
	out := map[string]pair{}
	add := func(list []Term, den bool, sign int64) error {
		for _, t := range list {
			q := e.query(a, t)
			if e.overlaps(s) {
				q.Measure = ByCampaign(t.Measure)
			}
			found, err := ev.Counter.Groups(q, s)
			if err != nil {
				return err
			}
			for _, g := range found {
				p := out[g.Value]
				if den {
					p.den += sign * t.of(g.Sum)
				} else {
					p.num += t.of(g.Sum)
				}
				out[g.Value] = p
			}
		}
		return nil
	}
	err := add(e.Num, false, 1)
	if err == nil {
		err = add(e.Den, true, 1)
	}
	for _, x := range e.Less {
		if err == nil {
			err = add(x.Terms, true, -1)
		}
	}
	return out, err
}

// RankRule says how places are given.
type RankRule struct {
	Up      bool  // the largest value is first; otherwise the smallest
	MinBase int64 // a rate on a smaller base gets no place
}

// Ranked is a row with its place.
type Ranked struct {
	Row
	Place int // from 1; equal values share a place and the next is left out; 0: no value, or too small a base
	Tied  bool
}

// Rank gives places by the exact values, never by the rounded ones: two rows that print alike may still differ.
func Rank(rows []Row, rule RankRule) []Ranked {
	out := make([]Ranked, 0, len(rows))
	for _, r := range rows {
		out = append(out, Ranked{Row: r})
	}
	unplaced := func(r Ranked) bool {
		return r.Figure.NoBase || r.Figure.Entry.Rate() && r.Figure.Den < rule.MinBase
	}
	slices.SortStableFunc(out, func(x, y Ranked) int {
		if unplaced(x) != unplaced(y) {
			if unplaced(x) {
				return 1
			}
			return -1
		}
		c := x.Figure.Cmp(y.Figure)
		if rule.Up {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(x.Value, y.Value))
	})
	for i := range out {
		if unplaced(out[i]) {
			break
		}
		out[i].Place = i + 1
		if i > 0 && out[i].Figure.Cmp(out[i-1].Figure) == 0 {
			out[i].Place, out[i].Tied, out[i-1].Tied = out[i-1].Place, true, true
		}
	}
	return out
}
