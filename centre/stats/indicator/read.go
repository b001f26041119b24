package indicator

import (
	"cmp"
	"slices"

	"fanzha/centre/stats"
)

// Population gives the resident population (常住人口) of an area that was in force on a day.
type Population interface {
	At(region string, day stats.Day) (n int64, of stats.Day, ok bool)
}

// Evaluator computes figures.
type Evaluator struct {
	Book    *Book
	Counter stats.Counter
	People  Population                             // nil: rates per head have no base
	Home    string                                 // area of the centre itself: the base of a figure that names no area
	Began   func(measure string) (stats.Day, bool) // since when a measure is counted; nil: since ever
}

// Bounds of one answer.
const (
	seriesMost   = 400
	groupsMost   = 500
	onlyMost     = 16
	valuesMost   = 200
	quantileMost = 200_000 // single facts behind a quantile
	quantilePage = 5_000
)

// Read computes a figure.
func (ev Evaluator) Read(a Ask) (Figure, error) {
	e, err := ev.entry(a)
	if err != nil {
		return Figure{}, err
	}
	f := Figure{Entry: e, Ask: a}
	if e.Quantile > 0 {
		return f, ev.quantile(&f)
	}
	f.Num, err = ev.sum(e, a, e.Num)
	if err != nil || !e.Rate() {
		return f, err
	}
	err = ev.base(&f)
	f.settle()
	return f, err
}

// settle marks a rate without a base and one with a small base.
func (f *Figure) settle() {
	if f.Den <= 0 {
		f.Den, f.NoBase = 0, true
	}
	f.Small = !f.NoBase && f.Entry.DenIs == "" && f.Den < f.Entry.Small
}

// entry finds what is asked for and refuses what it does not answer.
func (ev Evaluator) entry(a Ask) (*Entry, error) {
	e, ok := ev.Book.Find(a.Code)
	if !ok {
		return nil, ErrUnknown
	}
	if a.Period.Span.Days() == 0 || !e.Takes(a.Period.Kind) {
		return nil, ErrPeriod
	}
	if len(a.Only) > onlyMost {
		return nil, ErrTooMany
	}
	for _, o := range a.Only {
		if !e.Has(o.Dim) || e.Many && o.Dim == stats.Campaign && len(o.Values) != 1 {
			return nil, ErrSide // a thing of two campaigns would be counted twice
		}
		if len(o.Values) == 0 || len(o.Values) > valuesMost {
			return nil, ErrTooMany
		}
	}
	return e, nil
}

// ByCampaign is the measure that counts a thing once for each campaign it belongs to.
func ByCampaign(measure string) string { return measure + ".by_campaign" }

// query is the question for one term of an entry.
func (e *Entry) query(a Ask, t Term) stats.Query {
	span, measure := a.Period.Span, t.Measure
	if e.Stock {
		span.From = 0
	}
	if e.Many && slices.ContainsFunc(a.Only, func(o stats.Only) bool { return o.Dim == stats.Campaign }) {
		measure = ByCampaign(measure)
	}
	return stats.Query{Measure: measure, Span: span, Until: a.Period.End, Scope: a.Scope, Unit: a.Unit, Region: a.Region, Only: append(slices.Clone(t.Only), a.Only...)}
}

func (t Term) of(s stats.Sum) int64 {
	v := s.N
	if t.Fen {
		v = s.Fen
	}
	if t.Minus {
		return -v
	}
	return v
}

func (ev Evaluator) sum(e *Entry, a Ask, list []Term) (int64, error) {
	var total int64
	for _, t := range list {
		s, err := ev.Counter.Sum(e.query(a, t))
		if err != nil {
			return 0, err
		}
		total += t.of(s)
	}
	return total, nil
}

// base computes the denominator.
func (ev Evaluator) base(f *Figure) error {
	var err error
	switch f.Entry.DenIs {
	case "population":
		return ev.heads(f)
	case "days":
		f.Den = int64(f.Ask.Period.Span.Days())
		return nil
	}
	f.Den, err = ev.sum(f.Entry, f.Ask, f.Entry.Den)
	if err != nil {
		return err
	}
	for _, x := range f.Entry.Less {
		n, err := ev.sum(f.Entry, f.Ask, x.Terms)
		if err != nil {
			return err
		}
		f.Den -= n
		f.Excluded = append(f.Excluded, Excluded{x.ZH, x.EN, n})
	}
	return nil
}

// heads sets the population as base: of the area asked for, of the area of the unit, or of the centre's own.
func (ev Evaluator) heads(f *Figure) error {
	if ev.People == nil {
		return nil
	}
	region := cmp.Or(f.Ask.Region, areaOf(f.Ask.Unit), ev.Home)
	n, of, ok := ev.People.At(region, f.Ask.Period.Span.To)
	if ok {
		f.Den, f.BaseDay = n, of
	}
	return nil
}

// areaOf is the area of a unit down to the county; a station's own area is not a place of the population tables.
func areaOf(unit string) string {
	if len(unit) < 6 || unit[6:] != "000000" {
		return ""
	}
	return unit[:6]
}

// quantile reads single values: the one at the rank ⌈q·n⌉ of those in order.
func (ev Evaluator) quantile(f *Figure) error {
	q := f.Entry.query(f.Ask, f.Entry.Num[0])
	var values []int64
	for page := (stats.Page{Limit: quantilePage}); ; {
		facts, err := ev.Counter.List(q, page)
		if err != nil {
			return err
		}
		for _, x := range facts {
			values = append(values, x.N)
		}
		if len(facts) < quantilePage {
			break
		}
		if len(values) > quantileMost {
			return ErrTooMany
		}
		last := facts[len(facts)-1]
		page.After = stats.Place{Seq: last.Seq, ID: last.ID}
	}
	f.Den = int64(len(values))
	if len(values) == 0 {
		f.NoBase = true
		return nil
	}
	slices.Sort(values)
	f.Num = values[(len(values)*f.Entry.Quantile+99)/100-1]
	f.Small = f.Den < f.Entry.Small
	return nil
}

// Series reads the n periods that end with the one asked for, the oldest first.
func (ev Evaluator) Series(a Ask, n int) ([]Figure, error) {
	if n < 1 || n > seriesMost {
		return nil, ErrTooMany
	}
	var out []Figure
	for _, p := range a.Period.last(n) {
		a.Period = p
		f, err := ev.Read(a)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// Part names which side of a formula facts are asked of.
type Part string

// The parts.
const (
	PartNum  Part = "num"
	PartDen  Part = "den"
	PartLess Part = "less" // what the denominator leaves out, all exclusions one after another
)

// PartSum adds up what is behind one side of a formula: pieces and fen.
func (ev Evaluator) PartSum(a Ask, part Part) (stats.Sum, error) {
	e, err := ev.entry(a)
	if err != nil {
		return stats.Sum{}, err
	}
	var total stats.Sum
	for _, t := range e.part(part) {
		s, err := ev.Counter.Sum(e.query(a, t))
		if err != nil {
			return stats.Sum{}, err
		}
		if t.Minus {
			s.N, s.Fen = -s.N, -s.Fen
		}
		total.N, total.Fen = total.N+s.N, total.Fen+s.Fen
	}
	return total, nil
}

func (e *Entry) part(p Part) []Term {
	switch p {
	case PartDen:
		return e.Den
	case PartLess:
		var all []Term
		for _, x := range e.Less {
			all = append(all, x.Terms...)
		}
		return all
	case PartNum:
	}
	return e.Num
}

// Facts gives what is behind a figure, one measure after another, newest first. The measure is the one of the page that is asked for;
// an empty one is the first. It returns the measure whose facts these are and the next one, which is empty after the last.
func (ev Evaluator) Facts(a Ask, part Part, measure int, page stats.Page) (facts []stats.Fact, more bool, err error) {
	e, err := ev.entry(a)
	if err != nil {
		return nil, false, err
	}
	list := e.part(part)
	if measure < 0 || measure >= len(list) {
		return nil, false, nil
	}
	facts, err = ev.Counter.List(e.query(a, list[measure]), page)
	return facts, measure+1 < len(list), err
}
