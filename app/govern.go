package app

import (
	"context"
	"crypto/rand"
	"time"

	"fanzha/app/figures"
	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/govern"
	"fanzha/centre/govern/calendar"
	"fanzha/centre/govern/score"
	governstore "fanzha/centre/govern/store"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	apigovern "fanzha/edge/api/govern"
)

// openGovern makes the room of the joint conference, after the counts that its rankings score.
func (c *Centre) openGovern(context.Context) error {
	var err error
	c.govern, err = c.newGovern(c.clock)
	return err
}

func (c *Centre) newGovern(now clock.Clock) (*govern.Service, error) {
	rules, err := govern.LoadRules()
	if err != nil {
		return nil, err
	}
	kept := governstore.New(c.records)
	return govern.New(govern.Options{
		Ledger: kept, Reader: kept, Figures: scored{c.stats, kept, c.clock}, Clock: now, Rules: rules, NewID: id.New(now.Now, rand.Reader).New,
	}), nil
}

// governServices are what the console's pages of the joint conference stand on.
func (c *Centre) governServices() apigovern.Services {
	return apigovern.Services{Room: c.govern, Clock: c.clock}
}

// scored lets rankings read what the indicators say: the same evaluation as every page and bulletin.
type scored struct {
	counts *figures.Side
	kept   *governstore.Store
	clock  clock.Clock
}

// Figures implements govern.Figures. A count has denominator 1. A median is in whole seconds over as many answers as it rests on, so that
// a median of few is no more than a rate of few. What was never counted has no value: nothing known is not nothing done.
func (s scored) Figures(ctx context.Context, a govern.Ask) (map[string]score.Value, error) {
	month, err := calendar.Parse(a.Month)
	if err != nil {
		return nil, err
	}
	ev := s.counts.Evaluator()
	entry, known := ev.Book.Find(a.Indicator)
	if !known {
		return nil, govern.ErrNoFigures
	}
	period := indicator.PeriodOf(indicator.Month, stats.DayOf(month.Start()), time.Monday)
	out := map[string]score.Value{}
	if !begun(ev, entry, period.Span.To) {
		return out, nil
	}
	names, err := s.names(ctx, a)
	if err != nil {
		return nil, err
	}
	for _, key := range a.Keys {
		fig, err := ev.Read(asking(a.Objects, key, names[key], indicator.Ask{Code: a.Indicator, Period: period, Scope: []string{""}}))
		if err != nil {
			return nil, govern.ErrNoFigures.With(err)
		}
		v := score.Value{Num: fig.Num, Den: fig.Den, Known: true}
		switch {
		case entry.Quantile > 0:
			const half = 500
			v.Num = (fig.Num + half) / 1000 * fig.Den
		case !entry.Rate():
			v.Den = 1
		}
		out[key] = v
	}
	return out, nil
}

// begun says whether anything that an indicator rests on was counted by a day.
func begun(ev indicator.Evaluator, e *indicator.Entry, by stats.Day) bool {
	for _, m := range e.Measures() {
		first, ok := ev.Began(m)
		if ok && first <= by {
			return true
		}
	}
	return false
}

// names are those of departments, by which a case may name the employer of its victim.
func (s scored) names(ctx context.Context, a govern.Ask) (map[string]string, error) {
	out := map[string]string{}
	if a.Objects != "department" {
		return out, nil
	}
	room := govern.New(govern.Options{Reader: s.kept, Clock: s.clock})
	list, err := room.Members(ctx, systemScope(), govern.Filter{Kind: a.Objects})
	for _, m := range list {
		out[m.Key] = m.Name
	}
	return out, err
}

// asking narrows a question to one unit of its kind.
func asking(objects, key, name string, a indicator.Ask) indicator.Ask {
	side := func(d stats.Dim, values ...string) { a.Only = []stats.Only{{Dim: d, Values: values}} }
	switch objects {
	case "bank":
		side(stats.Bank, key)
	case "carrier":
		side(stats.Carrier, key)
	case "department":
		side(stats.MemberUnit, key)
		if name != "" {
			side(stats.MemberUnit, key, name)
		}
	default:
		a.Region = key
	}
	return a
}

// tickGovern lets the clocks of the joint conference run; copies that look at once are no harm.
func (c *Centre) tickGovern(ctx context.Context) error {
	for !c.staging.Load() {
		n, err := c.govern.Tick(ctx)
		if err != nil || n == 0 {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// GovernSums counts the records of the joint conference that a caller may see, by book and state: "term/open".
func (c *Centre) GovernSums(ctx context.Context, scope access.Scope) (map[string]int64, error) {
	out := map[string]int64{}
	for _, b := range govern.Books {
		list, err := c.govern.Counts(ctx, scope, b, govern.Filter{})
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			out[string(b)+"/"+t.State] += t.N
		}
	}
	return out, nil
}
