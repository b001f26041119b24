package figures

import (
	"context"
	"time"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/centre/govern/calendar"
	"fanzha/centre/govern/score"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
)

// scored lets rankings read what the indicators say: the same evaluation as every page and bulletin.
type scored struct {
	counts *Side
	kept   govern.Reader
}

// Scored lets rankings read what the indicators say. The member units whose figures are asked for are read from kept.
func (s *Side) Scored(kept govern.Reader) govern.Figures { return scored{s, kept} }

// Figures implements govern.Figures. A count has denominator 1. A median is in whole seconds and says of how many answers it is, so that a
// median of few is no more than a rate of few. What was never counted has no value: nothing known is not nothing done.
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
			v.Num, v.Den, v.Of = (fig.Num+half)/1000, 1, fig.Den
			if fig.Den == 0 { // nothing was answered
				v.Den = 0
			}
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
	room := govern.New(govern.Options{Reader: s.kept, Clock: s.counts.opts.Clock})
	list, err := room.Members(ctx, access.System(), govern.Filter{Kind: a.Objects})
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
