// Package dates is 时间用语: expressions of time in bulletins, read to days: 2021年, 今年1—5月, 11月10日至12月10日, 上半年, 截至6月30日.
package dates

import "fanzha/centre/stats/phrase/script"

// Kinds of periods.
const (
	Year    = "year"
	Half    = "half_year"
	Quarter = "quarter"
	Month   = "month"
	Months  = "months" // from one month to another, or the first n
	Week    = "week"
	Days    = "range" // from a day to a day
	Day     = "day"
	YTD     = "ytd"   // 今年以来
	Since   = "since" // since a day or an event
	Point   = "point" // 截至
)

// Period is the time a figure is about. From and To are YYYY-MM-DD where the text and its year say them, else empty.
type Period struct {
	Text string `json:"text,omitempty"`
	Kind string `json:"kind,omitempty"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Reader reads expressions of time in a folded text. Year and Today are those of the text, 0 and empty while they are not known.
type Reader struct {
	S       *script.Source
	R       []rune
	Year    int
	Today   string
	Garbled [][2]int // dates that were garbled, as places
}

// Since the day of the text is known from elsewhere, it is set: YYYY-MM-DD. Anything else changes nothing.
func (p *Reader) On(day string) {
	m, _, ok := (&Reader{R: []rune(day)}).iso(0)
	if ok && len(day) == 10 {
		p.Year, p.Today = m.year, day
	}
}
