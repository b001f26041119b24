// Package reckon stands between bulletins and the counting: it draws figures through the evaluation of indicators, counts them a second
// time from the stored facts by its own reading of the formulas, and reads sentences back by the grammar of figures.
package reckon

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/indicator"
	"fanzha/term/fraud"
	"fanzha/term/region"
)

// Names gives words for the values that figures are grouped by.
type Names interface {
	// Unit and Region name a place of the police tree and an area; the code itself where there is no name.
	UnitName(ctx context.Context, code string) string
	RegionName(ctx context.Context, code string) string
	// Side names a value of a side; the value itself where there is no name.
	SideName(ctx context.Context, d stats.Dim, value string) string
}

// Raw gives the counted facts as they are stored.
type Raw interface {
	// Facts calls each for every stored fact of a question; those that are gone may be among them.
	Facts(ctx context.Context, q stats.Stored, each func(stats.Fact) error) error
}

// Reckoner is a Book over the dictionary of indicators: it reads through the evaluator, and recounts from the stored facts.
type Reckoner struct {
	Eval  func() indicator.Evaluator
	Raw   Raw
	Names Names
}

var _ bulletin.Book = (*Reckoner)(nil)

// Define implements Book.
func (r *Reckoner) Define(code string) (bulletin.Definition, bool) {
	e, ok := r.Eval().Book.Find(code)
	if !ok {
		return bulletin.Definition{}, false
	}
	return bulletin.Definition{
		Code: e.Code, Name: e.ZH, Unit: e.Unit, Rate: e.Rate(), Money: e.Money(), Good: string(e.Good), Owner: e.Owner, Revision: revision(e),
		Formula: e.FormulaZH(), Local: e.Local, Harm: e.Group == harmGroup && e.Good == indicator.Down,
	}, true
}

// harmGroup is the part of the dictionary that speaks of wrongs done: of it, what should fall is harm.
const harmGroup = "权益"

// periodOf is the period of a question, cut where it was not over.
func periodOf(a bulletin.Ask) indicator.Period {
	kind := indicator.Kind(a.Period)
	p := indicator.Period{Kind: kind, Span: a.Span}
	whole := indicator.PeriodOf(kind, a.Span.From, a.Span.From.Time().Weekday())
	if whole.Span != a.Span {
		p = whole.Until(a.Span.To)
	}
	p.Now, p.End = a.At, a.Until
	return p
}

// asked is a question as the evaluator takes it. What is asked of a stand (存量) is what stands at the last day.
func (r *Reckoner) asked(a bulletin.Ask) indicator.Ask {
	p := periodOf(a)
	e, ok := r.Eval().Book.Find(a.Code)
	if ok && !e.Takes(p.Kind) && e.Takes(indicator.Point) {
		p = indicator.Period{Kind: indicator.Point, Span: stats.Span{From: a.Span.To, To: a.Span.To}, Now: p.Now, End: p.End}
	}
	return indicator.Ask{
		Code: a.Code, Period: p, Scope: []string{region.Prefix(a.Top)}, Unit: cmp.Or(a.Unit, a.Top), Region: a.Region, Only: a.Only,
	}
}

func valueOf(f indicator.Figure) bulletin.Value {
	v := bulletin.Value{Num: f.Num, Bad: f.NoBase}
	if f.Entry.Rate() || f.Entry.Quantile > 0 {
		v.Den = f.Den
	}
	return v
}

// Read implements Book.
func (r *Reckoner) Read(_ context.Context, ask bulletin.Ask, compare []string) (bulletin.Reading, error) {
	ev := r.Eval()
	f, err := ev.Read(r.asked(ask))
	if err != nil {
		return bulletin.Reading{}, err
	}
	out := bulletin.Reading{Value: valueOf(f), Text: f.ZH()}
	for _, kind := range compare {
		c, err := ev.Compare(f, indicator.BaseKind(kind), indicator.Period{})
		if errors.Is(err, indicator.ErrPeriod) || c.Note == indicator.NoHistory {
			continue
		}
		if err != nil {
			return bulletin.Reading{}, err
		}
		base := c.Base.Ask.Period
		out.Compare = append(out.Compare, bulletin.Comparison{Kind: kind, Span: base.Span, Until: base.End, Value: valueOf(c.Base), Then: c.Base.ZH(), Text: c.ZH()})
	}
	return out, nil
}

// Groups implements Book.
func (r *Reckoner) Groups(ctx context.Context, ask bulletin.Ask, by stats.Split, limit int) ([]bulletin.Group, error) {
	t, err := r.Eval().Groups(r.asked(ask), by, limit)
	if err != nil {
		return nil, err
	}
	var out []bulletin.Group
	for _, row := range t.Rows {
		g := bulletin.Group{Key: row.Value, Ask: ask, Value: valueOf(row.Figure), Text: row.Figure.ZH()}
		in := row.Figure.Ask
		g.Ask.Only, g.Ask.Region = in.Only, in.Region
		if by.By == stats.ByUnit {
			g.Ask.Unit = in.Unit
		}
		g.Name = r.name(ctx, by, row.Value, g.Ask)
		out = append(out, g)
	}
	return out, nil
}

func (r *Reckoner) name(ctx context.Context, by stats.Split, value string, in bulletin.Ask) string {
	switch {
	case value == "":
		return "未注明"
	case by.By == stats.ByUnit:
		return r.Names.UnitName(ctx, in.Unit)
	case by.By == stats.ByRegion:
		return r.Names.RegionName(ctx, value)
	case by.Dim == stats.FraudType:
		for _, e := range fraud.All {
			if string(e.Code) == value {
				return e.NameZH
			}
		}
	}
	return r.Names.SideName(ctx, by.Dim, value)
}

// Recount implements Book: by its own reading of the formulas, over the stored facts one by one.
func (r *Reckoner) Recount(ctx context.Context, asks []bulletin.Ask, upTo int64) ([]bulletin.Reading, error) {
	ev := r.Eval()
	c := recounter{book: ev.Book, people: ev.People, home: ev.Home}
	err := c.prepare(asks)
	if err != nil || len(asks) == 0 {
		return nil, err
	}
	for _, part := range c.parts() {
		err = r.Raw.Facts(ctx, stats.Stored{Measures: part.measures, Span: part.span, UpTo: upTo}, func(f stats.Fact) error {
			c.add(&f)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read the stored facts: %w", err)
		}
	}
	return c.answers(), nil
}
