package suppress

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fanzha/centre/detect/ruletext"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// TestAgainstNaive protects the look-up: for any entries and any signal, an entry is found exactly when a search through all of them
// finds one, and active and expired entries are told apart by the moment.
func TestAgainstNaive(t *testing.T) {
	values := map[string][]string{"phone": {"+8613900010001", "+8613900010002"}, "site": {"a.com", "b.com"}, "source": {"bank"}}
	rapid.Check(t, func(t *rapid.T) {
		var entries []Entry
		for range rapid.IntRange(0, 12).Draw(t, "entries") {
			subject := rapid.SampledFrom([]string{"phone", "site", "source"}).Draw(t, "subject")
			from := when.Micros(rapid.IntRange(0, 10).Draw(t, "from")) * when.Day
			entries = append(entries, Entry{
				Scenario: rapid.SampledFrom([]string{"", "one", "two"}).Draw(t, "scenario"), Subject: subject, Value: rapid.SampledFrom(values[subject]).Draw(t, "value"),
				Owner: "王警官", Why: "已核实的例外", From: from, Until: from + when.Day*when.Micros(rapid.IntRange(1, 5).Draw(t, "days")),
			})
		}
		l, why := New(entries)
		if why != "" {
			t.Fatal(why)
		}
		at := when.Micros(rapid.IntRange(0, 15).Draw(t, "at")) * when.Day
		carried := map[string]string{}
		for _, s := range []string{"phone", "site", "source"} {
			carried[s] = rapid.SampledFrom(append([]string{""}, values[s]...)).Draw(t, s)
		}
		active, expired, want := 0, 0, false
		for _, e := range entries {
			on := e.From <= at && at < e.Until
			if on {
				active++
			}
			if e.Until <= at {
				expired++
			}
			want = want || on && (e.Scenario == "" || e.Scenario == "one") && carried[e.Subject] == e.Value
		}
		_, got := l.Find("one", at, func(s string) string { return carried[s] })
		if got != want || len(l.Active(at)) != active || len(l.Expired(at)) != expired {
			t.Fatalf("found %v, %d active, %d expired; want %v, %d, %d", got, len(l.Active(at)), len(l.Expired(at)), want, active, expired)
		}
	})
}

// TestBounds protects against suppressions for ever and without end of number; a nil list suppresses nothing.
func TestBounds(t *testing.T) {
	one := Entry{Subject: "phone", Value: "13900010001", Owner: "王", Why: "已核实的例外", Until: when.Day}
	l, why := New([]Entry{one})
	check.Equal(t, why, "")
	check.Equal(t, l.Active(0)[0].Value, "+8613900010001")
	many := make([]Entry, MaxEntries+1)
	for i := range many {
		many[i] = one
		many[i].Subject, many[i].Value = "site", fmt.Sprint(i, ".com")
	}
	_, why = New(many)
	check.True(t, strings.Contains(why, "a rule is missing"), why)
	one.Until = MaxTerm + 1
	_, why = New([]Entry{one})
	check.True(t, strings.Contains(why, "a year at most"), why)
	var none *List
	_, found := none.Find("one", 0, func(string) string { return "x" })
	check.True(t, !found && none.Active(0) == nil && none.Expired(0) == nil, "a missing list suppresses")
}

// TestText protects what is kept: entries written as a file are the same entries when they are read, whatever stands in their words; lists
// joined hold the entries of all, and of one scenario those that act on it.
func TestText(t *testing.T) {
	entries := []Entry{
		{Scenario: "one", Subject: "phone", Value: "+8613900010001", Owner: "王'警官: \"#", Why: "- 已核实\n的{例}外 \x00\t", From: 123_456_789, Until: 987_654_321},
		{Subject: "site", Value: "a.com", Owner: "李", Why: "[客户] 的网站", From: when.Day, Until: 2 * when.Day},
	}
	l, why := New(entries)
	check.Equal(t, why, "")
	d, err := ruletext.Parse("suppress.kept.yaml", []byte(l.Text()))
	check.NoError(t, err)
	back, err := Read(d)
	check.NoError(t, err)
	for _, e := range entries {
		check.True(t, back.Has(e), e.Value)
	}
	check.Equal(t, back.Active(when.Day)[0].Why, "[客户] 的网站")
	check.Equal(t, []int{len(Join(l, nil, back).All()), len(l.For("two").All()), len(l.For("one").All())}, []int{4, 1, 2})
	check.True(t, !back.Has(Entry{Scenario: "two", Subject: "site", Value: "a.com", From: when.Day, Until: 2 * when.Day}), "another scenario's entry")
	var none *List
	check.Equal(t, none.Text()+none.For("one").Text(), "")
	for _, c := range []struct {
		day string
		ok  bool
	}{{"2026-12-31", true}, {"2026-12-31T00:00:00Z", false}, {"2026-13-01", false}, {"", false}} {
		_, ok := LastDay(c.day)
		check.Equal(t, ok, c.ok)
	}
}

// FuzzRead protects against any file: a fault with its place or a list.
func FuzzRead(f *testing.F) {
	f.Add("entries:\n  - {scenario: a_b, subject: phone, value: \"13900010001\", owner: 李, why: 已核实的例外, from: 2026-11-01, until: 2026-11-19}\n")
	f.Add("entries: [{}]")
	f.Add("entries: 5")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ruletext.Parse("suppress.yaml", []byte(text))
		if err == nil {
			_, err = Read(d)
		}
		if err != nil && fault.CodeOf(err) != "detect.scenario_invalid" {
			t.Fatal(err)
		}
	})
}
