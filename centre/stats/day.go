package stats

import (
	"fmt"
	"time"

	"fanzha/term/when"
)

// Day is a calendar day in the centre's zone, counted from 1970-01-01.
type Day int32

// DayOf is the day of a moment in the centre's zone.
func DayOf(m when.Micros) Day {
	const shift = 8 * when.Hour
	d := (m + shift) / when.Day
	if (m+shift)%when.Day < 0 {
		d--
	}
	return Day(d)
}

// Date is the day of a date.
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Time is the day's midnight as a date without a zone.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start is the moment at which the day begins in the centre's zone.
func (d Day) Start() when.Micros { return when.Micros(d)*when.Day - 8*when.Hour }

// String prints YYYY-MM-DD.
func (d Day) String() string { return d.Time().Format("2006-01-02") }

// ParseDay reads YYYY-MM-DD between 1970 and 2999.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil || t.Year() < 1970 || t.Year() > 2999 {
		return 0, fmt.Errorf("not a day between 1970-01-01 and 2999-12-31, written YYYY-MM-DD: %.20q", s)
	}
	return Day(t.Unix() / 86400), nil
}

// Span is a run of days, both ends counted.
type Span struct{ From, To Day }

// Days is how many days a span has; none when it ends before it begins.
func (s Span) Days() int { return max(0, int(s.To-s.From)+1) }
