package phrase

import (
	"fanzha/centre/stats/phrase/dates"
	"fanzha/centre/stats/phrase/figure"
)

// What a figure consists of; the package figure describes each.
type (
	Figure     = figure.Figure
	Number     = figure.Number
	Comparison = figure.Comparison
	Rank       = figure.Rank
	Text       = figure.Text
	Warning    = figure.Warning
	Op         = figure.Op
	Way        = figure.Way
	Period     = dates.Period
)

// The words of figures, of comparisons, of kinds of values and of warnings, and the kinds of periods.
const (
	Eq, GE, GT, LE, LT, Approx   = figure.Eq, figure.GE, figure.GT, figure.LE, figure.LT, figure.Approx
	Range, None, Several         = figure.Range, figure.None, figure.Several
	List, Words                  = figure.List, figure.Words
	Up, Down, Flat               = figure.Up, figure.Down, figure.Flat
	Times, Zero, Was             = figure.Times, figure.Zero, figure.Was
	Count, Sum, Ratio            = figure.Count, figure.Sum, figure.Ratio
	Average, Duration            = figure.Average, figure.Duration
	Ranked, Change0              = figure.Ranked, figure.Change0
	WarnUnit, WarnDate           = figure.WarnUnit, figure.WarnDate
	WarnShared, WarnBase         = figure.WarnShared, figure.WarnBase
	WarnLong, WarnRange          = figure.WarnLong, figure.WarnRange
	Year, Half, Quarter          = dates.Year, dates.Half, dates.Quarter
	Month, Months, Week          = dates.Month, dates.Months, dates.Week
	Days, Day, YTD, Since, Point = dates.Days, dates.Day, dates.YTD, dates.Since, dates.Point
)

// Printing: what the package figure does.
var (
	Print    = figure.Print
	PrintAll = figure.PrintAll
	Exact    = figure.Exact
	Short    = figure.Short
	Money    = figure.Money
	Percent  = figure.Percent
	Change   = figure.Change
	Points   = figure.Points
	Streak   = figure.Streak
)
