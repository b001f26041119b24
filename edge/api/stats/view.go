package stats

import (
	"context"

	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/edge/api"
)

// Span is a period as people read it.
type Span struct {
	Kind string `json:"kind"`
	From string `json:"from"`
	To   string `json:"to"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
	Open bool   `json:"open" doc:"It is not over: what it is compared with ends at the same moment."`
	End  string `json:"end,omitempty" doc:"Of a period beside an open one: the moment up to which its last day counts."`
}

// FigureComparison is a figure beside its base.
type FigureComparison struct {
	Kind       string  `json:"kind" enum:"yoy,mom,base"`
	Base       Span    `json:"base"`
	BaseTextZH string  `json:"base_text_zh"`
	BaseTextEN string  `json:"base_text_en"`
	TextZH     string  `json:"text_zh" doc:"As a bulletin prints it."`
	TextEN     string  `json:"text_en"`
	Dir        string  `json:"dir" enum:"up,down,flat,none"`
	Tone       string  `json:"tone" enum:"good,bad,neutral" doc:"By the wish of the indicator, not by the sign."`
	Change     float64 `json:"change" doc:"For drawing only."`
	Note       string  `json:"note" enum:",base_zero,base_small,no_history"`

	Printed []PrintedFigure `json:"printed,omitempty" doc:"What others printed of the base's days: not counted here."`
}

// Excluded is what a denominator leaves out.
type Excluded struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
	N  int64  `json:"n"`
}

// Reading is a figure: its text is printed as it is, everywhere.
type Reading struct {
	Code     string             `json:"code"`
	ZH       string             `json:"zh"`
	EN       string             `json:"en"`
	Unit     string             `json:"unit"`
	Good     string             `json:"good" enum:"up,down,none"`
	Local    bool               `json:"local" doc:"No text fixes the formula."`
	TextZH   string             `json:"text_zh"`
	TextEN   string             `json:"text_en"`
	Value    float64            `json:"value" doc:"For drawing only."`
	Num      int64              `json:"num" doc:"Pieces, or fen of an amount."`
	Den      int64              `json:"den" doc:"Of a rate; of a quantile, how many values."`
	Quantile bool               `json:"quantile" doc:"The value of one among den: a median, not a part of a whole."`
	Excluded []Excluded         `json:"excluded"`
	BaseDay  string             `json:"base_day" doc:"Day of the population base."`
	Small    bool               `json:"small" doc:"The base is small."`
	Known    bool               `json:"known" doc:"False: nothing was counted then; a gap, not a zero."`
	Period   Span               `json:"period"`
	Compare  []FigureComparison `json:"compare"`
	Region   string             `json:"region,omitempty"`
	UnitCode string             `json:"unit_code,omitempty"`
	Printed  []PrintedFigure    `json:"printed,omitempty" doc:"What others printed of the same days and area: no part of the figure."`
}

func spanOf(p indicator.Period) Span {
	out := Span{Kind: string(p.Kind), From: p.Span.From.String(), To: p.Span.To.String(), ZH: p.ZH(), EN: p.EN(), Open: p.Open()}
	if p.End != 0 {
		out.End = api.Stamp(p.End)
	}
	return out
}

// reading renders a figure without its comparisons.
func (d *desk) reading(f indicator.Figure) Reading {
	e := f.Entry
	r := Reading{
		Code: e.Code, ZH: e.ZH, EN: e.EN, Unit: e.Unit, Good: string(e.Good), Local: e.Local, TextZH: f.ZH(), TextEN: f.EN(), Value: f.Float(), Num: f.Num, Den: f.Den, Quantile: e.Quantile > 0,
		Excluded: []Excluded{}, Small: f.Small, Known: d.known(f), Period: spanOf(f.Ask.Period), Compare: []FigureComparison{}, Region: f.Ask.Region, UnitCode: f.Ask.Unit,
	}
	for _, x := range f.Excluded {
		r.Excluded = append(r.Excluded, Excluded(x))
	}
	if f.BaseDay > 0 {
		r.BaseDay = f.BaseDay.String()
	}
	if !r.Known {
		r.TextZH, r.TextEN = "—", "—"
	}
	return r
}

// known says whether anything was counted then that the figure is made of.
func (d *desk) known(f indicator.Figure) bool {
	for _, m := range f.Entry.Measures() {
		first, ok := d.Figures.Since(m)
		if ok && first <= f.Ask.Period.Span.To {
			return true
		}
	}
	return false
}

// compared reads a figure with what it is compared with.
func (d *desk) compared(a indicator.Ask, named *indicator.Period) (Reading, error) {
	ev := d.Figures.Evaluator()
	f, err := ev.Read(a)
	if err != nil {
		return Reading{}, err
	}
	r := d.reading(f)
	for _, kind := range []indicator.BaseKind{indicator.YoY, indicator.PoP, indicator.Named} {
		base := indicator.Period{}
		if kind == indicator.Named {
			if named == nil {
				continue
			}
			base = *named
		} else {
			_, ok := indicator.BaseOf(kind, a.Period)
			if !ok {
				continue
			}
		}
		c, err := ev.Compare(f, kind, base)
		if err != nil {
			return r, err
		}
		r.Compare = append(r.Compare, comparison(c))
	}
	return r, nil
}

func comparison(c indicator.Comparison) FigureComparison {
	return FigureComparison{
		Kind: string(c.Kind), Base: spanOf(c.Base.Ask.Period), BaseTextZH: c.Base.ZH(), BaseTextEN: c.Base.EN(), TextZH: c.ZH(), TextEN: c.EN(), Dir: string(c.Dir),
		Tone: string(c.Tone), Change: c.Now.Float() - c.Base.Float(), Note: string(c.Note),
	}
}

// GroupRow is a part of a figure.
type GroupRow struct {
	Key        string  `json:"key"`
	ZH         string  `json:"zh"`
	EN         string  `json:"en"`
	Reading    Reading `json:"reading"`
	Per10kText string  `json:"per10k_text" doc:"Of a count by area: per 10,000 residents; empty without a population base."`
	Per10kEN   string  `json:"per10k_text_en"`
	Per10k     float64 `json:"per10k" doc:"For drawing only."`
	Population int64   `json:"population"`
	Hidden     bool    `json:"hidden"`
}

// Groups are a figure in its parts.
type Groups struct {
	Rows    []GroupRow `json:"rows"`
	Rest    *GroupRow  `json:"rest" doc:"All that is beyond the limit."`
	Whole   Reading    `json:"whole"`
	Overlap bool       `json:"overlap" doc:"A thing may stand in several parts: they do not add up to the whole."`
}

// named says what a value is called.
func (d *desk) named(ctx context.Context, s stats.Split, value string) (zh, en string) {
	switch s.By {
	case stats.BySide:
		return d.Names.Side(s.Dim, value)
	case stats.ByDay:
		return value, value
	case stats.ByUnit:
		name := d.api.UnitOf(ctx, indicator.UnitOf(value)).Name
		if name != "" {
			return name, name
		}
	case stats.ByRegion:
		if value != "" {
			name := d.Names.Region(ctx, value)
			return name, name
		}
	}
	if value == "" {
		return "未注明", "Not stated"
	}
	return value, value
}

func (d *desk) table(ctx context.Context, t indicator.Table, s stats.Split) Groups {
	out := Groups{Rows: []GroupRow{}, Whole: d.reading(t.Whole), Overlap: t.Overlap}
	ev := d.Figures.Evaluator()
	for _, r := range t.Rows {
		row := GroupRow{Key: r.Value, Reading: d.reading(r.Figure)}
		row.ZH, row.EN = d.named(ctx, s, r.Value)
		if s.By == stats.ByRegion {
			perHead(&row, r.Figure, ev.People)
		}
		out.Rows = append(out.Rows, row)
	}
	if t.Rest != nil {
		out.Rest = &GroupRow{ZH: "其他", EN: "Others", Reading: d.reading(t.Rest.Figure)}
	}
	return out
}

// comparedMost is how many parts of a figure are compared with their own past.
const comparedMost = 100

// moved compares the parts of a count with the period before, or with the year before where there is none before.
func (d *desk) moved(t indicator.Table, rows []GroupRow) error {
	ev := d.Figures.Evaluator()
	kind := indicator.PoP
	_, ok := indicator.BaseOf(kind, t.Whole.Ask.Period)
	if !ok {
		kind = indicator.YoY
	}
	for i, r := range t.Rows {
		base, ok := indicator.BaseOf(kind, r.Figure.Ask.Period)
		if !ok || base.Span.From < 0 || i == comparedMost {
			break
		}
		c, err := ev.Compare(r.Figure, kind, indicator.Period{})
		if err != nil {
			return err
		}
		rows[i].Reading.Compare = append(rows[i].Reading.Compare, comparison(c))
	}
	return nil
}

// perHead adds a count per 10,000 residents where the base of the area is known.
func perHead(row *GroupRow, f indicator.Figure, people indicator.Population) {
	if people == nil || f.Entry.Rate() || f.Entry.Quantile > 0 {
		return
	}
	n, _, ok := people.At(row.Key, f.Ask.Period.Span.To)
	if !ok {
		return
	}
	rate := indicator.PerTenThousand(f, n)
	row.Population, row.Per10kText, row.Per10kEN, row.Per10k = n, rate.ZH(), rate.Text(), rate.Float()
}

// Indicator is an entry of the dictionary.
type Indicator struct {
	Code      string   `json:"code"`
	ZH        string   `json:"zh"`
	EN        string   `json:"en"`
	Group     string   `json:"group"`
	Owner     string   `json:"owner"`
	Unit      string   `json:"unit"`
	UnitEN    string   `json:"unit_en"`
	FormulaZH string   `json:"formula_zh"`
	FormulaEN string   `json:"formula_en"`
	Source    string   `json:"source"`
	SourceEN  string   `json:"source_en"`
	Local     bool     `json:"local" doc:"No text fixes the formula: a local definition."`
	Good      string   `json:"good" enum:"up,down,none"`
	Rounding  string   `json:"rounding" enum:"half_up,truncate"`
	Decimals  int      `json:"decimals"`
	Small     int64    `json:"small" doc:"A base below it is marked."`
	Hide      int64    `json:"hide" doc:"In public texts, counts above 0 and below it are not shown."`
	From      string   `json:"from" enum:"event,return,imported"`
	Periods   []string `json:"periods"`
	Dims      []string `json:"dims"`
	Example   string   `json:"example" doc:"What comes out of the entry's own example."`
}

func entryOf(e *indicator.Entry) Indicator {
	out := Indicator{
		Code: e.Code, ZH: e.ZH, EN: e.EN, Group: e.Group, Owner: e.Owner, Unit: e.Unit, UnitEN: e.UnitEN, FormulaZH: e.FormulaZH(), FormulaEN: e.FormulaEN(), Source: e.SourceZH,
		SourceEN: e.SourceEN, Local: e.Local, Good: string(e.Good), Rounding: string(e.Round), Decimals: e.Decimals, Small: e.Small, Hide: e.Hide, From: string(e.From),
		Periods: []string{}, Dims: []string{}, Example: e.Example.Out,
	}
	for _, k := range e.Periods {
		out.Periods = append(out.Periods, string(k))
	}
	for _, dim := range e.Sides {
		out.Dims = append(out.Dims, dim.String())
	}
	return out
}

// Fact is one counted thing: what it was, where, and the record behind it. It names nobody.
type Fact struct {
	ID         string            `json:"id"`
	Measure    string            `json:"measure"`
	At         string            `json:"at"`
	Unit       string            `json:"unit"`
	UnitName   string            `json:"unit_name"`
	Region     string            `json:"region"`
	RegionName string            `json:"region_name"`
	Sides      map[string]string `json:"sides" doc:"Side to value, in Chinese words."`
	SidesEN    map[string]string `json:"sides_en"`
	N          int64             `json:"n"`
	Fen        int64             `json:"fen"`
	Object     string            `json:"object" doc:"Kind and id of the record to open."`
}

func (d *desk) fact(ctx context.Context, f stats.Fact) Fact {
	out := Fact{
		ID: f.ID, Measure: f.Measure, At: api.Stamp(f.At), Unit: f.Unit, UnitName: d.api.UnitOf(ctx, f.Unit).Name, Region: f.Region, Sides: map[string]string{},
		SidesEN: map[string]string{}, N: f.N, Fen: f.Fen, Object: f.Object,
	}
	if f.Region != "" {
		out.RegionName = d.Names.Region(ctx, f.Region)
	}
	for dim, v := range f.Sides {
		if v != "" {
			code := stats.Dim(dim).String()
			out.Sides[code], out.SidesEN[code] = d.Names.Side(stats.Dim(dim), v)
		}
	}
	return out
}
