package rulefile_test

import (
	"testing"

	"fanzha/base/rulefile"
	"fanzha/internal/check"
	"fanzha/rulebook"
)

// Protects local settings: each has its source, and one that is missing or senseless is named.
func TestSettings(t *testing.T) {
	raw, err := rulebook.FS.ReadFile("settings.yaml")
	check.NoError(t, err)
	s, err := rulefile.ReadSettings(raw)
	check.NoError(t, err)
	check.Equal(t, s.Whole("lead.answer_minutes", 60), int64(5))
	check.True(t, s.Text("objection.remedy") != "" && s.Err() == nil, "the shipped settings cannot be read")
	s.Whole("lead.answer_minutes", 4)
	check.True(t, s.Err() != nil, "a number beyond its bound was taken")
	s, err = rulefile.ReadSettings(raw)
	check.NoError(t, err)
	s.Text("no.such")
	check.True(t, s.Err() != nil, "a missing text was taken")
	const one = "settings:\n  - {code: a, value: 1, zh: 甲, en: a, source: b}\n"
	for _, bad := range []string{one + one[10:], "settings: [{code: a, value: 1.5, zh: 甲, en: a, source: b}]", "settings: [{code: a, value: 1, zh: 甲, en: a}]", " a:\n !!x "} {
		_, err = rulefile.ReadSettings([]byte(bad))
		check.True(t, err != nil, "taken: "+bad)
	}
}
