package indicator

import (
	"math/big"
)

// BaseKind is what a figure is compared with.
type BaseKind string

// The kinds of bases.
const (
	YoY   BaseKind = "yoy"  // 同比: the same days a year before
	PoP   BaseKind = "mom"  // 环比: the period before
	Named BaseKind = "base" // 与某期相比
)

// Dir is where a figure went.
type Dir string

// The directions.
const (
	Rose   Dir = "up"
	Fell   Dir = "down"
	Flat   Dir = "flat" // 持平
	Unsaid Dir = "none" // there is nothing to compare
)

// Note says why a comparison has no percentage, or why to read it with care.
type Note string

// The notes.
const (
	BaseZero  Note = "base_zero"  // 上年同期为0: a change, no percentage
	BaseSmall Note = "base_small" // the numbers say more than the percentage
	NoHistory Note = "no_history" // nothing was counted then
)

// Tone is whether a change is good, by the wish of the entry.
type Tone string

// The tones.
const (
	GoodTone Tone = "good"
	BadTone  Tone = "bad"
	Neutral  Tone = "neutral"
)

// Comparison is a figure beside its base.
type Comparison struct {
	Kind    BaseKind
	Now     Figure
	Base    Figure
	Dir     Dir
	Percent string // size of the change in per cent, without a sign; empty when there is none
	Points  string // of a rate in per cent: size of the change in percentage points
	Times   string // how many times the base it is, one decimal, truncated; empty when there is none
	Note    Note
	Tone    Tone
}

// BaseOf is the period with which a figure of p is compared.
func BaseOf(kind BaseKind, p Period) (Period, bool) {
	switch kind {
	case YoY:
		return p.LastYear()
	case PoP:
		return p.Previous()
	}
	return Period{}, false
}

// Compare reads the base of a figure and compares. The base of Named is the given period.
func (ev Evaluator) Compare(now Figure, kind BaseKind, named Period) (Comparison, error) {
	c := Comparison{Kind: kind, Now: now, Dir: Unsaid, Tone: Neutral}
	base, ok := named, true
	if kind != Named {
		base, ok = BaseOf(kind, now.Ask.Period)
	}
	if !ok || base.Span.From < 0 {
		return c, ErrPeriod
	}
	ask := now.Ask
	ask.Period = base
	var err error
	c.Base, err = ev.Read(ask)
	if err != nil {
		return c, err
	}
	if !ev.counted(now.Entry, base) {
		c.Note = NoHistory
		return c, nil
	}
	c.compare()
	return c, nil
}

// counted says whether everything of the formula was already counted when a period began.
func (ev Evaluator) counted(e *Entry, p Period) bool {
	if ev.Began == nil {
		return true
	}
	day := p.Span.From
	if e.Stock {
		day = p.Span.To
	}
	for _, m := range e.Measures() {
		first, ok := ev.Began(m)
		if ok && first > day {
			return false
		}
	}
	return true
}

// CompareFigures compares two figures that are already there.
func CompareFigures(kind BaseKind, now, base Figure) Comparison {
	c := Comparison{Kind: kind, Now: now, Base: base, Dir: Unsaid, Tone: Neutral}
	c.compare()
	return c
}

func (c *Comparison) compare() {
	x, okNow := c.Now.exact()
	y, okBase := c.Base.exact()
	if !okNow || !okBase {
		c.Note = NoHistory
		return
	}
	diff := new(big.Rat).Sub(x, y)
	c.Dir = [...]Dir{Fell, Flat, Rose}[diff.Sign()+1]
	c.Tone = tone(c.Now.Entry.Good, c.Dir)
	size := new(big.Rat).Abs(diff)
	e := c.Now.Entry
	if e.Percent() {
		c.Points = fixed(size, 2, e.Round)
	}
	switch {
	case y.Sign() == 0:
		c.Note = BaseZero
		return
	case !e.Rate() && !e.Money() && c.Base.Num < e.Small, c.Base.Small:
		c.Note = BaseSmall
	}
	change := new(big.Rat).Quo(size, new(big.Rat).Abs(y))
	c.Percent = trim(fixed(change.Mul(change, big.NewRat(100, 1)), 2, e.Round))
	c.Times = fixed(new(big.Rat).Quo(x, y), 1, Truncate)
}

func tone(g Good, d Dir) Tone {
	switch {
	case d == Flat || d == Unsaid || g == None:
		return Neutral
	case (g == Up) == (d == Rose):
		return GoodTone
	}
	return BadTone
}

// word is what the comparison is called.
func (c Comparison) word() string {
	switch c.Kind {
	case YoY:
		return "同比"
	case PoP:
		return "环比"
	}
	return "与" + c.Base.Ask.Period.ZH() + "相比"
}

// ZH says the comparison as a bulletin does: by percent, by percentage points for a rate, without a percentage where the base is zero.
func (c Comparison) ZH() string {
	word := c.word()
	then := map[BaseKind]string{YoY: "上年同期", PoP: "上期"}[c.Kind]
	if then == "" {
		then = c.Base.Ask.Period.ZH()
	}
	verb := map[Dir]string{Rose: "上升", Fell: "下降"}[c.Dir]
	switch {
	case c.Note == NoHistory:
		return then + "无统计"
	case c.Dir == Flat:
		return word + "持平"
	case c.Note == BaseZero:
		return then + "为0"
	case c.Note == BaseSmall && c.Points == "":
		return word + verb + "（" + then + "为" + c.Base.ZH() + "）"
	case c.Points != "":
		return word + verb + trim(c.Points) + "个百分点"
	}
	return word + verb + c.Percent + "%"
}

// EN says the comparison in English.
func (c Comparison) EN() string {
	than := map[BaseKind]string{YoY: "year on year", PoP: "on the period before"}[c.Kind]
	if than == "" {
		than = "on " + c.Base.Ask.Period.EN()
	}
	verb := map[Dir]string{Rose: "up", Fell: "down"}[c.Dir]
	switch {
	case c.Note == NoHistory:
		return "nothing counted then"
	case c.Dir == Flat:
		return "unchanged " + than
	case c.Note == BaseZero:
		return "0 before"
	case c.Note == BaseSmall && c.Points == "":
		return verb + " from " + c.Base.EN()
	case c.Points != "":
		return verb + " " + trim(c.Points) + " points " + than
	}
	return verb + " " + c.Percent + "% " + than
}

// Streak says for how many periods in a row a figure has gone the same way (连续n周下降): the steps at the end of a series, the oldest
// figure first. A figure without a value ends it; a last period that is not over is no step.
func Streak(series []Figure) (n int, dir Dir) {
	dir = Unsaid
	if k := len(series); k > 0 && series[k-1].Ask.Period.Open() {
		series = series[:k-1]
	}
	for i := len(series) - 1; i > 0; i-- {
		now, before := series[i], series[i-1]
		if now.NoBase || before.NoBase {
			break
		}
		step := [...]Dir{Fell, Flat, Rose}[now.Cmp(before)+1]
		if dir == Unsaid {
			dir = step
		}
		if step != dir {
			break
		}
		n++
	}
	return n, dir
}
