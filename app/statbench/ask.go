package statbench

import (
	"context"
	"fmt"

	"fanzha/centre/stats"
)

// indicator is one line of an issue: a sum, or a rate of two, under a condition or none.
type indicator struct {
	num, den string // measures; den may be empty
	only     []stats.Only
	split    stats.Dim // by which "by type" is told apart
}

// indicators invents the dictionary: the larger measures have more indicators, three of five are of one value of a side, one of four is a rate.
func (b *bench) indicators() {
	d := draws{a: b.c.Seed, b: 0x51}
	for i := range b.c.Indicators {
		m := &b.sample.measures[i%sampleMeasures]
		if i >= sampleMeasures {
			m = &b.sample.measures[d.skewed(sampleMeasures)]
		}
		x := indicator{num: m.name, split: m.sides[0]}
		if i%5 < 3 {
			side := m.sides[1+d.below(sampleSides-1)]
			values := b.sample.values[side]
			x.only = []stats.Only{{Dim: side, Values: values[:1+d.below(min(3, len(values)))]}}
		}
		if i%4 == 0 {
			x.den = m.name // the same events without the condition
		}
		b.asks = append(b.asks, x)
	}
}

// sum64 is a checksum of answers, in order.
type sum64 struct{ h uint64 }

func (s *sum64) number(v int64) {
	s.h = (s.h ^ uint64(v)) * 0x9fb21c651e98df25
	s.h ^= s.h >> 29
}

func (s *sum64) text(t string) {
	for i := range len(t) {
		s.h = (s.h ^ uint64(t[i])) * 0x100000001b3
	}
	s.number(int64(len(t)))
}

func (s *sum64) sum(v stats.Sum) {
	s.number(v.N)
	s.number(v.Fen)
}

func (s *sum64) groups(g []stats.Group) {
	s.number(int64(len(g)))
	for i := range g {
		s.text(g[i].Value)
		s.sum(g[i].Sum)
	}
}

// asker asks questions and keeps the checksum.
type asker struct {
	*bench
	sum   sum64
	asked int
}

// answers asks everything; what it takes is reported when timed.
func (b *bench) answers(ctx context.Context, timed bool) (uint64, error) {
	a := &asker{bench: b}
	r := &b.report
	last := b.sample.first + stats.Day(b.sample.days) - 1
	var cold timing
	err := cold.do(func() error { return a.issue(stats.Span{From: last - 6, To: last}) })
	if timed {
		r.First = cold.latency()
	}
	b.report.Questions = a.asked
	for _, part := range []struct {
		to  *latency
		run func(*timing) error
	}{
		{&r.Read, a.reads},
		{&r.Weekly, func(t *timing) error { return a.issues(t, 7) }},
		{&r.Monthly, func(t *timing) error { return a.issues(t, 30) }},
		{&r.List, a.lists}, {&r.Cross, a.crosses}, {&r.Scan, a.scans},
	} {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return 0, err
		}
		var t timing
		err = part.run(&t)
		if timed {
			*part.to = t.latency()
		}
	}
	return a.sum.h, err
}

func (a *asker) one(q stats.Query) error {
	s, err := a.cube.Sum(q)
	a.sum.sum(s)
	a.asked++
	return err
}

func (a *asker) groups(q stats.Query, s stats.Split) error {
	g, err := a.cube.Groups(q, s)
	a.sum.groups(g)
	a.asked++
	return err
}

// read reads an indicator: its number, and what it is divided by.
func (a *asker) read(x *indicator, q stats.Query) error {
	q.Measure, q.Only = x.num, x.only
	err := a.one(q)
	if err == nil && x.den != "" {
		q.Measure, q.Only = x.den, nil
		err = a.one(q)
	}
	return err
}

// reads reads single indicators, of the whole city, of a county or of a station, over a week, a month or the year to date.
func (a *asker) reads(t *timing) error {
	d := draws{a: a.c.Seed, b: 0x52}
	for range a.c.Reads {
		x := &a.asks[d.below(len(a.asks))]
		last := a.sample.first + 365 + stats.Day(d.below(a.sample.days-365))
		span := [...]int{6, 29, last.Time().YearDay() - 1}[d.below(3)]
		u := a.sample.units[d.below(len(a.sample.units))].code
		q := stats.Query{Span: stats.Span{From: last - stats.Day(span), To: last}, Scope: [][]string{{""}, {"9901"}, {u[:6]}, {u}}[d.below(4)]}
		err := t.do(func() error { return a.read(x, q) })
		if err != nil {
			return err
		}
	}
	return nil
}

// issues drafts issues of a week or a month, all over the years.
func (a *asker) issues(t *timing, days int) error {
	const count = 8
	for i := range count {
		last := a.sample.first + 365 + stats.Day((a.sample.days-366)*i/(count-1))
		err := t.do(func() error { return a.issue(stats.Span{From: last - stats.Day(days) + 1, To: last}) })
		if err != nil {
			return err
		}
	}
	return nil
}

// issue asks what a whole issue says: every indicator of the period, of the one before, of the same a year ago, of this year and of
// last year to date; and each of these by county and by type.
func (a *asker) issue(p stats.Span) error {
	days := stats.Day(p.Days())
	begin := p.To - stats.Day(p.To.Time().YearDay()-1)
	spans := []stats.Span{p, {From: p.From - days, To: p.To - days}, {From: p.From - 365, To: p.To - 365}, {From: begin, To: p.To}, {From: begin - 365, To: p.To - 365}}
	for i := range a.asks {
		x := &a.asks[i]
		for _, span := range spans {
			q := stats.Query{Measure: x.num, Span: span, Scope: []string{"9901"}, Only: x.only}
			err := a.read(x, q)
			if err == nil {
				err = a.groups(q, stats.Split{By: stats.ByUnit, Digits: 6})
			}
			if err == nil {
				err = a.groups(q, stats.Split{By: stats.BySide, Dim: x.split})
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// year is a year that ends somewhere, of a county's or the city's eyes.
func (a *asker) year(d *draws, x *indicator) stats.Query {
	last := a.sample.first + 365 + stats.Day(d.below(a.sample.days-365))
	u := a.sample.units[d.below(len(a.sample.units))].code
	return stats.Query{Measure: x.num, Span: stats.Span{From: last - 364, To: last}, Scope: [][]string{{"9901"}, {u[:6]}}[d.below(2)], Only: x.only}
}

// lists opens the list behind figures of a year: the first page of a hundred, and two more.
func (a *asker) lists(t *timing) error {
	d := draws{a: a.c.Seed, b: 0x53}
	for range a.c.Drills {
		x := &a.asks[d.below(len(a.asks))]
		q, page := a.year(&d, x), stats.Page{Limit: 100}
		for range 3 {
			var got []stats.Fact
			err := t.do(func() (err error) {
				got, err = a.cube.List(q, page)
				return err
			})
			if err != nil {
				return err
			}
			for i := range got {
				a.fact(&got[i])
			}
			if len(got) == 0 {
				break
			}
			page.After = stats.Place{Seq: got[len(got)-1].Seq, ID: got[len(got)-1].ID}
		}
	}
	return nil
}

func (a *asker) fact(f *stats.Fact) {
	for _, s := range [...]string{f.ID, f.Unit, f.Region, f.Object} {
		a.sum.text(s)
	}
	for _, s := range f.Sides {
		a.sum.text(s)
	}
	a.sum.number(f.Seq)
	a.sum.number(int64(f.At))
	a.sum.sum(stats.Sum{N: f.N, Fen: f.Fen})
}

// crosses makes tables of two sides: the counties by a side, over a year.
func (a *asker) crosses(t *timing) error {
	d := draws{a: a.c.Seed, b: 0x54}
	for i := range a.c.Drills {
		m := &a.sample.measures[i%sampleMeasures]
		q := a.year(&d, &indicator{num: m.name})
		err := t.do(func() error {
			cells, err := a.cube.Cross(q, [2]stats.Split{{By: stats.ByUnit, Digits: 6}, {By: stats.BySide, Dim: m.sides[1+i%(sampleSides-1)]}})
			for _, c := range cells {
				a.sum.text(c.Values[0])
				a.sum.text(c.Values[1])
				a.sum.sum(c.Sum)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// scans asks what no roll-up answers: two filters, a county, and groups by a third side.
func (a *asker) scans(t *timing) error {
	d := draws{a: a.c.Seed, b: 0x55}
	for i := range a.c.Drills {
		m := &a.sample.measures[i%sampleMeasures]
		q := a.year(&d, &indicator{num: m.name})
		for _, side := range m.sides[1:3] {
			q.Only = append(q.Only, stats.Only{Dim: side, Values: a.sample.values[side][:max(1, sizes[side]/3)]})
		}
		q.Region = fmt.Sprintf("9901%02d", 1+d.below(counties))
		err := t.do(func() error { return a.groups(q, stats.Split{By: stats.BySide, Dim: m.sides[0]}) })
		if err != nil {
			return err
		}
	}
	return nil
}
