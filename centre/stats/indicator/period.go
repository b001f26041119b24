package indicator

import (
	"fmt"
	"time"

	"fanzha/centre/stats"
	"fanzha/term/when"
)

// Kind is a kind of period (统计期).
type Kind string

// The kinds of periods.
const (
	Day      Kind = "day"      // 日
	Week     Kind = "week"     // 周: seven days from the day that the centre has set
	Month    Kind = "month"    // 月
	Quarter  Kind = "quarter"  // 季度
	HalfYear Kind = "half"     // 半年
	Year     Kind = "year"     // 年
	ToDate   Kind = "ytd"      // 今年以来: from 1 January to the cut-off
	Since    Kind = "since"    // 自某事以来
	Campaign Kind = "campaign" // 专项行动期间
	Point    Kind = "point"    // 时点: what stands at the end of a day
	Range    Kind = "range"    // 任意起止
)

// Kinds lists the kinds of periods.
var Kinds = []Kind{Day, Week, Month, Quarter, HalfYear, Year, ToDate, Since, Campaign, Point, Range}

// Period is a span of days of a kind.
type Period struct {
	Kind Kind
	Span stats.Span
	Name string // of the campaign or event: "断卡行动"; empty for the others
	Part bool   // cut before its own end: the period it is compared with is cut at the same length

	// Now is the moment of the reading, where that lies in the last day: what it is compared with ends at the same time of day.
	Now when.Micros
	// End is the moment up to which the last day counts: that of a period beside an unfinished one. 0: the whole day.
	End when.Micros
}

// PeriodOf is the period of a kind that a day lies in; for ToDate and Point it ends on that day. A kind without a beginning of its
// own (Since, Campaign, Range) gives the one day.
func PeriodOf(kind Kind, at stats.Day, weekStart time.Weekday) Period {
	y, m, d := at.Time().Date()
	first := func(month time.Month, months int) Period {
		return Period{Kind: kind, Span: stats.Span{From: stats.Date(y, month, 1), To: stats.Date(y, month+time.Month(months), 0)}}
	}
	switch kind {
	case Week:
		back := (int(at.Time().Weekday()) - int(weekStart) + 7) % 7
		return Period{Kind: kind, Span: stats.Span{From: at - stats.Day(back), To: at - stats.Day(back) + 6}}
	case Month:
		return first(m, 1)
	case Quarter:
		return first((m-1)/3*3+1, 3)
	case HalfYear:
		return first((m-1)/6*6+1, 6)
	case Year:
		return first(time.January, 12)
	case ToDate:
		return Period{Kind: kind, Span: stats.Span{From: stats.Date(y, time.January, 1), To: stats.Date(y, m, d)}}
	}
	return Period{Kind: kind, Span: stats.Span{From: at, To: at}}
}

// Until cuts a period at a day: what is not over yet is counted and compared up to there.
func (p Period) Until(cut stats.Day) Period {
	if cut < p.Span.To && cut >= p.Span.From {
		p.Span.To, p.Part = cut, true
	}
	return p
}

// AsOf cuts a period at the moment of the reading (截至): what is not over yet is compared up to the same day and time of day.
func (p Period) AsOf(now when.Micros) Period {
	p = p.Until(stats.DayOf(now))
	if stats.DayOf(now) == p.Span.To {
		p.Now = now
	}
	return p
}

// Open says whether a period is not over: it was cut, or its last day is today.
func (p Period) Open() bool { return p.Part || p.Now != 0 }

// beside ends a period at the time of day at which p was read.
func (p Period) beside(base Period) Period {
	base.Now = 0
	if p.Now != 0 {
		base.End = base.Span.To.Start() + p.Now - p.Span.To.Start()
	}
	return base
}

// Previous is the period before, for 环比; a period cut short is compared with as much of the one before, at most its whole.
// Year to date, a campaign, and what began with an event have none.
func (p Period) Previous() (Period, bool) {
	switch p.Kind {
	case Day, Week, Month, Quarter, HalfYear, Year:
		weekStart := p.Span.From.Time().Weekday()
		out := PeriodOf(p.Kind, p.Span.From-1, weekStart)
		if p.Part {
			out = out.Until(out.Span.From + p.Span.To - p.Span.From)
		}
		if p.Part && out.Span.Days() < p.Span.Days() { // it was over by then
			return out, true
		}
		return p.beside(out), true
	case Point:
		return p.beside(Period{Kind: Point, Span: stats.Span{From: p.Span.From - 1, To: p.Span.To - 1}}), true
	case Range:
		days := stats.Day(p.Span.Days())
		return p.beside(Period{Kind: Range, Span: stats.Span{From: p.Span.From - days, To: p.Span.From - 1}}), days > 0
	}
	return Period{}, false
}

// LastYear is the period a year before, for 同比: the same dates, 29 February becoming 28; of a week, 52 weeks before, so that the
// same days of the week are compared.
func (p Period) LastYear() (Period, bool) {
	out := p
	switch p.Kind {
	case Week:
		out.Span = stats.Span{From: p.Span.From - 364, To: p.Span.To - 364}
		return p.beside(out), true
	case Month, Quarter, HalfYear, Year:
		out = PeriodOf(p.Kind, yearBefore(p.Span.From), time.Monday)
		if p.Part {
			out = out.Until(yearBefore(p.Span.To))
		}
		return p.beside(out), true
	}
	out.Span = stats.Span{From: yearBefore(p.Span.From), To: yearBefore(p.Span.To)}
	return p.beside(out), true
}

func yearBefore(d stats.Day) stats.Day {
	y, m, day := d.Time().Date()
	if m == time.February && day == 29 {
		day = 28
	}
	return stats.Date(y-1, m, day)
}

// monthEnd says whether a day is the last of its month.
func monthEnd(d stats.Day) bool { return (d + 1).Time().Day() == 1 }

// moment is the moment inside the last day up to which a period counts; 0: the whole day.
func (p Period) moment() when.Micros { return max(p.Now, p.End) }

// ZH names the period as a bulletin does.
func (p Period) ZH() string {
	if p.moment() == 0 {
		return p.daysZH()
	}
	at := p.moment().Time().In(when.Zone)
	return p.daysZH() + at.Format("（截至2日15时04分）")
}

func (p Period) daysZH() string {
	from, to := p.Span.From.Time(), p.Span.To.Time()
	run := from.Format("1月2日") + "至" + to.Format("1月2日")
	if from.Year() != to.Year() {
		run = from.Format("2006年1月2日") + "至" + to.Format("2006年1月2日")
	}
	switch p.Kind {
	case Day, Point:
		return to.Format("2006年1月2日")
	case Week:
		return run
	case Month, Quarter, HalfYear, Year:
		if p.Part {
			return from.Format("2006年") + run
		}
		return p.wholeZH()
	case ToDate:
		switch {
		case !monthEnd(p.Span.To):
			return from.Format("2006年") + run
		case to.Month() == time.January:
			return from.Format("2006年1月")
		}
		return fmt.Sprintf("%d年1—%d月", to.Year(), to.Month())
	case Range:
		if from.Year() == to.Year() {
			return from.Format("2006年") + run
		}
	case Since, Campaign:
		if p.Name != "" {
			return p.Name + "（" + run + "）"
		}
	}
	return run
}

func (p Period) wholeZH() string {
	from := p.Span.From.Time()
	switch p.Kind {
	case Quarter:
		return fmt.Sprintf("%d年第%s季度", from.Year(), [...]string{"一", "二", "三", "四"}[(from.Month()-1)/3])
	case HalfYear:
		return from.Format("2006年") + [...]string{"上半年", "下半年"}[(from.Month()-1)/6]
	case Year:
		return from.Format("2006年")
	}
	return from.Format("2006年1月")
}

// EN names the period in English.
func (p Period) EN() string {
	if p.moment() == 0 {
		return p.daysEN()
	}
	return p.daysEN() + p.moment().Time().In(when.Zone).Format(" (until 15:04)")
}

func (p Period) daysEN() string {
	from, to := p.Span.From, p.Span.To
	switch {
	case p.Kind == Day || p.Kind == Point:
		return to.String()
	case p.Kind == Month && !p.Part:
		return from.Time().Format("January 2006")
	case p.Kind == Year && !p.Part:
		return from.Time().Format("2006")
	case p.Name != "":
		return p.Name + " (" + from.String() + " to " + to.String() + ")"
	}
	return from.String() + " to " + to.String()
}

// last are the n periods that end with p, the oldest first.
func (p Period) last(n int) []Period {
	out := []Period{p}
	for whole := p; len(out) < n; {
		before, ok := whole.Previous()
		if !ok || before.Span.From < 0 {
			break
		}
		before = PeriodOf(p.Kind, before.Span.From, before.Span.From.Time().Weekday()) // only the last may be cut
		if p.Kind == Range {
			before, _ = whole.Previous()
			before.End = 0
		}
		out = append([]Period{before}, out...)
		whole = before
	}
	return out
}
