package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/centre/govern/calendar"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Protects: periods follow each other without gap or overlap, and are read as they are written.
func TestPeriods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := when.Micros(rapid.Int64Range(946_684_800, 32_000_000_000).Draw(t, "s")) * when.Second
		k := rapid.SampledFrom(calendar.Kinds).Draw(t, "kind")
		p := calendar.Of(k, at)
		if at < p.Start() || at >= p.End() || p.Kind() != k {
			t.Fatalf("%s does not hold %s", p, at)
		}
		if p.Next().Start() != p.End() || p.Next().Before() != p || p.Before().Next() != p {
			t.Fatalf("%s: next %s, before %s", p, p.Next(), p.Before())
		}
		if calendar.Of(k, p.End()-1) != p || calendar.Of(k, p.Start()) != p {
			t.Fatalf("%s: edges", p)
		}
		back, err := calendar.Parse(p.String())
		if err == nil && back != p {
			t.Fatalf("%s is read as %s", p, back)
		}
		if err != nil && p.String() < "3" && p.String() >= "2" {
			t.Fatal(err)
		}
	})
}

// Protects: the forms of periods that people and files write, and the refusal of such as do not exist.
func TestParse(t *testing.T) {
	for text, want := range map[string][2]string{
		"2026-10": {"2026-10-01", "2026-10-31"}, "2026-02": {"2026-02-01", "2026-02-28"}, "2026-W01": {"2025-12-29", "2026-01-04"},
		"2026-W53": {"2026-12-28", "2027-01-03"}, "2026-Q4": {"2026-10-01", "2026-12-31"}, "2026-H2": {"2026-07-01", "2026-12-31"}, "2026": {"2026-01-01", "2026-12-31"},
	} {
		p, err := calendar.Parse(text)
		check.NoError(t, err)
		check.Equal(t, [2]string{p.Start().Time().In(when.Zone).Format(time.DateOnly), p.LastDay()}, want)
		check.Equal(t, p.String(), text)
	}
	for _, text := range []string{"", "2026-13", "2026-00", "2026-W54", "2025-W53", "2026-W00", "2026-Q5", "1999-01", "2026-1", "26-10", "2026-10-01", "２０２６"} {
		_, err := calendar.Parse(text)
		check.True(t, err != nil, "read: "+text)
	}
}
