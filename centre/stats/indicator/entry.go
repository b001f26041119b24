package indicator

import (
	"fmt"
	"slices"
	"strings"

	"fanzha/centre/stats"
)

// Good is the direction in which a figure is good.
type Good string

// The directions.
const (
	Up   Good = "up"   // more is better: cases solved
	Down Good = "down" // less is better: cases filed
	None Good = "none" // neither
)

// Round is how digits that are not printed are dropped.
type Round string

// The two ways in use: published figures of different places show both (law.md §7).
const (
	HalfUp   Round = "half_up"
	Truncate Round = "truncate"
)

// From is where the facts of an indicator come from.
type From string

// The three sources.
const (
	Event    From = "event"    // counted here, from what the rooms did
	Return   From = "return"   // reported by member units (填报)
	Imported From = "imported" // taken over from a published text or another system, with its wording and source
)

// Term is one addend of a formula: a measure, pieces or fen, and the sides it is limited to.
type Term struct {
	Measure string
	Fen     bool
	Minus   bool
	Only    []stats.Only
}

// Exclusion is what a denominator leaves out, by name.
type Exclusion struct {
	ZH, EN string
	Terms  []Term
}

// Example is a count that must come out as said: every entry has one, and a test runs it.
type Example struct {
	In         map[string]int64 // measure (with ":fen" for money) → sum
	Population int64
	Days       int64
	Out        string
}

// Entry is one indicator of the dictionary.
type Entry struct {
	Code     string
	ZH, EN   string
	Printed  []string // other words by which bulletins name it; parts joined by + stand in one name in this order, one after = is the whole name
	Group    string   // 打 防 管 控 宣 治 资金 断卡 惩戒 跨境 形势 组织 权益
	Owner    string   // whose number it is: numbers of two owners are never added up
	Unit     string
	UnitEN   string
	Num, Den []Term
	Less     []Exclusion
	DenIs    string // "", "population", "days"
	Scale    int64
	Many     bool // its things may belong to several campaigns: of one campaign the measure "….by_campaign" is counted, and parts overlap
	Stock    bool // what stands at a day: all changes from the beginning up to it
	Quantile int  // 50, 90: of the values of single facts; 0 for sums
	Periods  []Kind
	Sides    []stats.Dim
	Good     Good
	Round    Round
	Decimals int
	Small    int64 // a base below it is marked as small
	Hide     int64 // in public texts, counts above 0 and below it are not shown
	Local    bool  // no text fixes this formula
	SourceZH string
	SourceEN string
	From     From
	Example  Example

	words spoken // what the parts of its formula are called
}

// Rate says whether the figure is a quotient.
func (e *Entry) Rate() bool { return len(e.Den) > 0 || e.DenIs != "" }

// Money says whether the figure is an amount, held in fen.
func (e *Entry) Money() bool { return e.Unit == "元" }

// fen says whether the value is held in fen: an amount, or an amount per something.
func (e *Entry) fen() bool { return e.Money() || strings.HasPrefix(e.Unit, "元/") }

// Percent says whether the figure is printed with a percent sign; its change is told in percentage points.
func (e *Entry) Percent() bool { return e.Unit == "%" }

// Takes says whether the indicator may be asked over a kind of period.
func (e *Entry) Takes(k Kind) bool { return slices.Contains(e.Periods, k) }

// Has says whether the indicator may be limited and grouped by a side.
func (e *Entry) Has(d stats.Dim) bool { return slices.Contains(e.Sides, d) }

// Measures lists what the formula counts, without repetition.
func (e *Entry) Measures() []string {
	var out []string
	add := func(terms []Term) {
		for _, t := range terms {
			if !slices.Contains(out, t.Measure) {
				out = append(out, t.Measure)
			}
		}
	}
	add(e.Num)
	add(e.Den)
	for _, x := range e.Less {
		add(x.Terms)
	}
	return out
}

// FormulaZH writes the formula for people.
func (e *Entry) FormulaZH() string { return e.formula(true) }

// FormulaEN writes the formula in English.
func (e *Entry) FormulaEN() string { return e.formula(false) }

func (e *Entry) formula(zh bool) string {
	say := func(cn, en string) string {
		if zh {
			return cn
		}
		return en
	}
	out := e.terms(e.Num, zh)
	switch {
	case e.Quantile == 50:
		return say("中位数（", "median of ") + out + say("）", "")
	case e.Quantile > 0:
		return fmt.Sprintf(say("第%d百分位（", "percentile %d of "), e.Quantile) + out + say("）", "")
	case e.Stock:
		out += say("（截至当日累计）", " (up to the day)")
	case e.only() != "" && e.From == Return:
		return say("各单位填报的", "reported by member units: ") + out
	case e.only() != "":
		return say("逐"+e.Unit+"计数："+out, "each counted: "+out)
	}
	switch {
	case e.DenIs == "population":
		out += say(" ÷ 常住人口", " ÷ resident population")
	case e.DenIs == "days":
		out += say(" ÷ 天数", " ÷ days")
	case len(e.Den) > 0:
		den := e.terms(e.Den, zh)
		for _, x := range e.Less {
			den += say(" − "+x.ZH, " − "+x.EN)
		}
		out += " ÷ " + den
		if len(e.Less) > 0 || len(e.Den) > 1 {
			out = e.terms(e.Num, zh) + " ÷ (" + den + ")"
		}
	}
	if e.Scale != 1 {
		out += fmt.Sprintf(" × %d", e.Scale)
	}
	return out
}
