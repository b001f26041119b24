package pattern

import (
	"strings"
	"testing"

	"fanzha/centre/stats"
	"fanzha/internal/check"
)

// Protects: the shipped templates are sound.
func TestTemplates(t *testing.T) {
	all, err := Load()
	check.NoError(t, err)
	check.Equal(t, len(all.Kinds), 7)
	check.Equal(t, len(all.Tricks), 11)
	for _, x := range all.List() {
		check.True(t, strings.Contains(strings.Join(x.Codes(), " "), "hold.wrong"), x.Kind+" has no figure of harm")
	}
}

// Protects: periods and their words, across months and years and where a period is not over.
func TestPeriods(t *testing.T) {
	week, month, day := &Template{Period: "week"}, &Template{Period: "month"}, &Template{Period: "day"}
	s := week.Around(stats.Date(2026, 1, 1))
	check.Equal(t, []string{s.From.String(), s.To.String(), week.Spell(s, true), week.Spell(week.Before(s), true)},
		[]string{"2025-12-29", "2026-01-04", "2025年12月29日至2026年1月4日", "2025年12月22日至28日"})
	friday := &Template{Period: "week", Starts: 4}
	check.Equal(t, friday.Around(stats.Date(2026, 11, 22)).From.String(), "2026-11-20")
	s = month.Around(stats.Date(2028, 2, 29))
	check.Equal(t, []string{s.To.String(), month.Spell(s, true), month.Before(s).From.String()}, []string{"2028-02-29", "2028年2月", "2028-01-01"})
	s.To = stats.Date(2028, 2, 10)
	check.Equal(t, month.Spell(s, false), "2月1日至10日")
	check.Equal(t, day.Spell(day.Around(stats.Date(2026, 11, 21)), true), "2026年11月21日")
}

// Protects: a damaged template is an error, never a panic.
func FuzzParse(f *testing.F) {
	f.Add([]byte("kind: x\nzh: x\nen: x\nsource: x\nperiod: day\nstyle: red\ntitle: x\nsections: [{id: a, heading: b, paragraphs: [{text: c}]}]\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 10_000 {
			return
		}
		x, err := Parse(raw)
		check.True(t, (x == nil) == (err != nil), "neither a template nor an error")
		_, _, _ = ParseTricks(raw)
	})
}
