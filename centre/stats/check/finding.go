package check

import (
	"fmt"

	"fanzha/centre/stats/phrase"
)

// Codes of findings.
const (
	Magnitude      = "magnitude"           // far from all its history
	Slip           = "unit_slip"           // 万 and 亿 of the same digits
	SubsetLarger   = "subset_larger"       // a part larger than its whole
	PartsExceed    = "parts_exceed"        // parts together larger than their whole
	SumDiffers     = "sum_differs"         // a total that is not the sum before it
	Mismatch       = "comparison_mismatch" // a comparison that does not recompute
	BaseZero       = "base_zero"           // a percentage of a base of 0
	FallOver       = "fall_over_100"       // a fall by more than all of it
	ShareOver      = "share_over_100"      // a share above 100 %
	Points         = "percent_or_points"   // % where 百分点 is meant, or the other way
	Multiple       = "multiple_ambiguous"  // 增长n倍: to or by
	TwoNames       = "name_two_ways"       // 李伟, 李传
	Superlative    = "superlative"         // 首个、率先、第一 without a source
	TwoOwners      = "two_owners"          // same measure, two owners, two values
	TwoPeriods     = "two_periods"         // same fact, two labels of time
	TwoValues      = "two_values"          // same name and period, two values
	Rounded        = "rounded_repeat"      // same fact printed at two roundings
	ShareDiffers   = "share_differs"       // a rate or share that is not part ÷ whole
	SharesExceed   = "shares_exceed"       // the shares of one split above 100 %
	UnitOdd        = "unit_odd"            // persons in money
	WrongKind      = "wrong_comparison"    // 环比去年同期
	RankOver       = "rank_over"           // 第11 of nine
	PeriodReversed = "period_reversed"     // 5月20日至5月14日
	DateWrong      = "date_impossible"     // 6月31日
	AverageDiffers = "average_differs"     // 日均 that is not the total ÷ days
	UnitMissing    = phrase.WarnUnit
	DateGarbled    = phrase.WarnDate
	SharedCount    = phrase.WarnShared
	NoFigure       = phrase.WarnBase
	Refused        = phrase.WarnRange
	TooLong        = phrase.WarnLong
)

// Severity is what a finding asks for.
type Severity string

// The two: a text with a Stop does not go out; Look is for a person to decide.
const (
	Stop Severity = "stop"
	Look Severity = "look"
)

// Finding is one slip.
type Finding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	ZH       string   `json:"zh"`
	EN       string   `json:"en"`
	Quote    string   `json:"quote"`
	Start    int      `json:"start"` // bytes of the text
	End      int      `json:"end"`
}

// Options of a check.
type Options struct {
	Day     string  // YYYY-MM-DD of the text, may be empty
	History History // earlier figures, may be empty
}

// Text checks a text and gives its findings in the order of the text.
func Text(text string, o Options) []Finding {
	c := &checker{rules: shipped(), text: text, found: phrase.ParseWith(text, phrase.Options{Day: o.Day}), history: o.History}
	c.warnings()
	for i := range c.found.Figures {
		f := &c.found.Figures[i]
		c.magnitude(f)
		c.part(f)
		c.changes(f)
		c.share(f)
		c.unitOdd(f)
		c.earlierFar(f)
		c.triple(f)
		c.points(f)
		c.rankWay(f)
		c.contrary(f)
		c.multiple(f)
		c.average(i)
		c.wrongKind(f)
	}
	c.scales()
	c.counted()
	c.dates()
	c.splits()
	c.sharesOver()
	c.rates()
	c.texts()
	c.placesTwoWays()
	c.stations()
	c.parts()
	c.totals()
	c.twice()
	c.names()
	c.superlatives()
	return c.sorted()
}

// checker gathers findings.
type checker struct {
	rules    *rules
	text     string
	found    phrase.Text
	history  History
	findings []Finding
}

// maxFindings bounds the answer: a text with more is no bulletin.
const maxFindings = 1000

// kind is a code and what it asks for.
type kind struct {
	code     string
	severity Severity
}

func (c *checker) add(k kind, at [2]int, zh, en string) {
	if len(c.findings) >= maxFindings {
		return
	}
	start, end := max(0, at[0]), min(len(c.text), at[1])
	if start > end {
		start = end
	}
	c.findings = append(c.findings, Finding{Code: k.code, Severity: k.severity, ZH: zh, EN: en, Quote: c.text[start:end], Start: start, End: end})
}

func at(f *phrase.Figure) [2]int { return [2]int{f.Start, f.End} }

// say prints a figure for a finding: its name and printed number.
func say(f *phrase.Figure) string {
	if f.Printed != "" {
		return fmt.Sprintf("%s %s", f.Name, f.Printed)
	}
	return f.Name
}

// warnings are what reading the text already noticed.
func (c *checker) warnings() {
	texts := map[string][2]string{
		UnitMissing: {"有数量级而没有计量单位：请补全（如“亿元”）", "a scale word without a unit: complete it, as in 亿元"},
		DateGarbled: {"日期有乱码：请核对月份", "the date is garbled: check the month"},
		SharedCount: {"“分别”后的幅度个数与前面的指标个数不一致", "分别 shares out another number of changes than there are figures"},
		NoFigure:    {"比较语没有对应的指标", "a comparison that belongs to no figure"},
		Refused:     {"数字位数过多，未读取", "a number with more digits than are read"},
		TooLong:     {"文本过长，后面的部分未检查", "the text is too long, the rest is not checked"},
	}
	for _, w := range c.found.Warnings {
		t, ok := texts[w.Code]
		if !ok || w.Code == NoFigure {
			continue
		}
		severity := Stop
		if w.Code == UnitMissing {
			severity = Look
		}
		c.add(kind{w.Code, severity}, [2]int{w.Start, w.End}, t[0]+"："+w.Quote, t[1]+": "+w.Quote)
	}
}
