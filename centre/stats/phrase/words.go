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
	Eq         = figure.Eq
	GE         = figure.GE
	GT         = figure.GT
	LE         = figure.LE
	LT         = figure.LT
	Approx     = figure.Approx
	Range      = figure.Range
	None       = figure.None
	Several    = figure.Several
	List       = figure.List
	Words      = figure.Words
	Up         = figure.Up
	Down       = figure.Down
	Flat       = figure.Flat
	Times      = figure.Times
	Zero       = figure.Zero
	Was        = figure.Was
	Count      = figure.Count
	Sum        = figure.Sum
	Ratio      = figure.Ratio
	Average    = figure.Average
	Duration   = figure.Duration
	Ranked     = figure.Ranked
	Change0    = figure.Change0
	WarnUnit   = figure.WarnUnit
	WarnDate   = figure.WarnDate
	WarnShared = figure.WarnShared
	WarnBase   = figure.WarnBase
	WarnLong   = figure.WarnLong
	WarnRange  = figure.WarnRange
	Year       = dates.Year
	Half       = dates.Half
	Quarter    = dates.Quarter
	Month      = dates.Month
	Months     = dates.Months
	Week       = dates.Week
	Days       = dates.Days
	Day        = dates.Day
	YTD        = dates.YTD
	Since      = dates.Since
	Point      = dates.Point
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
