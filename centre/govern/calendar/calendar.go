// Package calendar is 周期: the weeks, months, quarters, half-years and years by which duties fall due and returns are asked for,
// counted in the centre's zone. Weeks run from Monday and are numbered as in ISO 8601.
package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"fanzha/term/when"
)

// Kind is how long a period is.
type Kind string

// The kinds of periods.
const (
	Week    Kind = "week"    // 周, from Monday: 2026-W45
	Month   Kind = "month"   // 月: 2026-10
	Quarter Kind = "quarter" // 季: 2026-Q4
	Half    Kind = "half"    // 半年: 2026-H2
	Year    Kind = "year"    // 年: 2026
)

// Kinds are all kinds, the shortest first.
var Kinds = []Kind{Week, Month, Quarter, Half, Year}

// Period is one week, month, quarter, half-year or year. The zero value is none.
type Period struct {
	kind  Kind
	year  int
	index int // from 1
}

// Kind is how long it is.
func (p Period) Kind() Kind { return p.kind }

// Of is the period of a kind in which a moment lies.
func Of(k Kind, at when.Micros) Period {
	t := at.Time().In(when.Zone)
	switch k {
	case Week:
		y, w := t.ISOWeek()
		return Period{Week, y, w}
	case Month:
		return Period{Month, t.Year(), int(t.Month())}
	case Quarter:
		return Period{Quarter, t.Year(), (int(t.Month())-1)/3 + 1}
	case Half:
		return Period{Half, t.Year(), (int(t.Month())-1)/6 + 1}
	}
	return Period{Year, t.Year(), 1}
}

// String is how a period is written: 2026-W45, 2026-10, 2026-Q4, 2026-H2, 2026.
func (p Period) String() string {
	switch p.kind {
	case Week:
		return fmt.Sprintf("%04d-W%02d", p.year, p.index)
	case Month:
		return fmt.Sprintf("%04d-%02d", p.year, p.index)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.year, p.index)
	case Half:
		return fmt.Sprintf("%04d-H%d", p.year, p.index)
	case Year:
		return fmt.Sprintf("%04d", p.year)
	}
	return ""
}

var form = regexp.MustCompile(`^(\d{4})(?:-(?:W(\d{2})|Q([1-4])|H([12])|(\d{2})))?$`)

// Parse reads what String writes, of the years 2000 to 2999.
func Parse(s string) (Period, error) {
	m := form.FindStringSubmatch(s)
	if m == nil || m[1] < "2000" || m[1] > "2999" {
		return Period{}, fmt.Errorf("not a period such as 2026-10 or 2026-W45: %.20q", s)
	}
	year, _ := strconv.Atoi(m[1])
	for i, k := range []Kind{Week, Quarter, Half, Month} {
		if m[2+i] == "" {
			continue
		}
		n, _ := strconv.Atoi(m[2+i])
		p := Period{k, year, n}
		// 2026-W54 and 2026-13 have the form of a period and are none
		if n < 1 || Of(k, p.Start()) != p {
			return Period{}, fmt.Errorf("no such period: %s", s)
		}
		return p, nil
	}
	return Period{Year, year, 1}, nil
}

// Start is its first moment.
func (p Period) Start() when.Micros { return when.Of(p.first()) }

// End is the first moment after it.
func (p Period) End() when.Micros { return p.Next().Start() }

// LastDay is the day of its last moment, YYYY-MM-DD.
func (p Period) LastDay() string { return p.Next().first().AddDate(0, 0, -1).Format("2006-01-02") }

// Next is the period after it.
func (p Period) Next() Period { return Of(p.kind, when.Of(p.step(1))) }

// Before is the period before it.
func (p Period) Before() Period { return Of(p.kind, when.Of(p.step(-1))) }

// step is the first moment of the n-th period after this one.
func (p Period) step(n int) time.Time {
	switch p.kind {
	case Week:
		return p.first().AddDate(0, 0, 7*n)
	case Month:
		return p.first().AddDate(0, n, 0)
	case Quarter:
		return p.first().AddDate(0, 3*n, 0)
	case Half:
		return p.first().AddDate(0, 6*n, 0)
	}
	return p.first().AddDate(n, 0, 0)
}

func (p Period) first() time.Time {
	month := 1
	switch p.kind {
	case Week:
		// the fourth of January lies in the first week
		jan4 := time.Date(p.year, 1, 4, 0, 0, 0, 0, when.Zone)
		monday := jan4.AddDate(0, 0, -(int(jan4.Weekday())+6)%7)
		return monday.AddDate(0, 0, 7*(p.index-1))
	case Month:
		month = p.index
	case Quarter:
		month = 3*p.index - 2
	case Half:
		month = 6*p.index - 5
	}
	return time.Date(p.year, time.Month(month), 1, 0, 0, 0, 0, when.Zone)
}
