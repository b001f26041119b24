package warning_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/when"
)

func shipped(t testing.TB) string {
	raw, err := rulebook.FS.ReadFile("warning.yaml")
	check.NoError(t, err)
	return string(raw)
}

// TestRules protects the numbers that the room works by: the shipped book is complete, every number says what it rests on,
// and a book with a mistake is refused rather than half used.
func TestRules(t *testing.T) {
	r := roomtest.Rules(t)
	check.Equal(t, r.Quiet(warning.Medium), 2*when.Hour)
	check.Equal(t, r.ClaimIn(warning.Fund, warning.Urgent), when.Minute)
	check.Equal(t, r.CallIn(warning.Contact, warning.High), 30*when.Minute)
	check.Equal(t, r.Watch(), 30*when.Day)
	check.Equal(t, r.ReviewIn(), 24*when.Hour)
	for _, e := range r.Book {
		check.Equal(t, e.Basis, "local setting")
	}
	book := shipped(t)
	for name, broken := range map[string]string{
		"no yaml":       "rules: [",
		"empty":         "",
		"missing":       strings.Replace(book, "- code: watch\n", "- code: watched\n", 1),
		"twice":         strings.Replace(book, "- code: watch\n", "- code: review\n", 1),
		"unknown unit":  strings.Replace(book, "unit: d\n", "unit: fortnight\n", 1),
		"zero":          strings.Replace(book, "value: 30\n", "value: 0\n", 1),
		"negative":      strings.Replace(book, "value: 30\n", "value: -1\n", 1),
		"endless":       strings.Replace(book, "value: 30\n", "value: 100001\n", 1),
		"fraction":      strings.Replace(book, "value: 30\n", "value: 1.5\n", 1),
		"no source":     strings.Replace(book, "source: \"published", "origin: \"published", 1),
		"no basis":      strings.Replace(book, "basis: local setting", "basis: \"\"", 1),
		"unknown entry": book + "other: 1\n",
	} {
		check.True(t, name == "empty" || broken != book, name+" is the shipped book")
		_, err := warning.ParseRules([]byte(broken))
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		check.Fault(t, err, "warning.rules_invalid")
	}
}

// FuzzParseRules protects the start of the program from any file under the name of the rulebook.
func FuzzParseRules(f *testing.F) {
	f.Add([]byte(shipped(f)))
	f.Add([]byte(" rules:\n  !!0000000000 "))
	f.Add([]byte("rules:\n  - {code: watch, value: 9223372036854775807, unit: d}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := warning.ParseRules(raw)
		if err == nil && r.Watch() <= 0 {
			t.Fatal("accepted a book without a watch")
		}
	})
}

// FuzzReadNotice protects the readers of events from any body.
func FuzzReadNotice(f *testing.F) {
	f.Add([]byte(`{"warning":"W1","verb":"raised"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		n, err := warning.ReadNotice(raw)
		if err != nil {
			return
		}
		again, err := json.Marshal(n)
		check.NoError(t, err)
		back, err := warning.ReadNotice(again)
		check.NoError(t, err)
		check.Equal(t, back, n)
	})
}
