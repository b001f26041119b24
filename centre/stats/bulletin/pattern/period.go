package pattern

import (
	"fmt"
	"time"

	"fanzha/centre/stats"
)

// Around is the period of a template that a day lies in.
func (t *Template) Around(d stats.Day) stats.Span {
	switch t.Period {
	case "day":
		return stats.Span{From: d, To: d}
	case "week":
		back := (int(d.Time().Weekday())+6)%7 - t.Starts
		if back < 0 {
			back += 7
		}
		return stats.Span{From: d - stats.Day(back), To: d - stats.Day(back) + 6}
	}
	at := d.Time()
	first := stats.Date(at.Year(), at.Month(), 1)
	next := at.AddDate(0, 0, 1-at.Day()).AddDate(0, 1, 0)
	return stats.Span{From: first, To: stats.Date(next.Year(), next.Month(), 1) - 1}
}

// Before is the period before one of a template.
func (t *Template) Before(s stats.Span) stats.Span { return t.Around(s.From - 1) }

// Spell writes a period in words: 2026年11月21日, 11月16日至22日, 10月.
func (t *Template) Spell(s stats.Span, year bool) string {
	from, to := s.From.Time(), s.To.Time()
	prefix := ""
	if year {
		prefix = fmt.Sprintf("%d年", from.Year())
	}
	switch {
	case t.Period == "month" && t.Around(s.From) == s:
		return fmt.Sprintf("%s%d月", prefix, int(from.Month()))
	case s.From == s.To:
		return prefix + date(from)
	case from.Year() != to.Year():
		return fmt.Sprintf("%d年%s至%d年%s", from.Year(), date(from), to.Year(), date(to))
	case from.Month() != to.Month():
		return prefix + date(from) + "至" + date(to)
	}
	return fmt.Sprintf("%s%s至%d日", prefix, date(from), to.Day())
}

func date(t time.Time) string { return fmt.Sprintf("%d月%d日", int(t.Month()), t.Day()) }
