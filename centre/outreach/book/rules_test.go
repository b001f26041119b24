package book

import (
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/rulebook"
)

// TestRulesRefused protects: a book with a word or number missing, doubled, senseless or without source does not start.
func TestRulesRefused(t *testing.T) {
	raw, err := rulebook.FS.ReadFile("outreach.yaml")
	check.NoError(t, err)
	for _, c := range [][2]string{
		{"version: 1", "version: 2"}, {"code: routine", "code: show"}, {"code: routine", "code: Routine!"}, {"channel: offline, zh: 专题讲座", "channel: offline, live: true, zh: 专题讲座"},
		{"venues: [community, school", "venues: [moon, school"}, {"value: 3\n", "value: 1\n"}, {"value: 3\n", "value: 3.5\n"}, {"value: 3\n", "value: 0\n"}, {"unit: count\n    label: local", "unit: d\n    label: local"},
		{"label: practice", "label: rule"}, {"confidence: news", "confidence: sure"}, {"code: group.rows", "code: group.k"}, {"code: group.rows", "code: group.lines"}, {"numbers: [\"96110\", \"110\"]", "numbers: []"},
		{"numbers: [\"96110\", \"110\"]", "numbers: [\"call\"]"}, {"titles: [", "words: ["}, {"en: Community}", "en: \"\"}"},
	} {
		text := strings.Replace(string(raw), c[0], c[1], 1)
		check.True(t, text != string(raw), c[0])
		_, err := ParseRules([]byte(text))
		check.True(t, err != nil, "taken: "+c[1])
		check.Fault(t, err, "outreach.rules_file")
	}
}

// FuzzRules protects: no file, however broken, ends the program.
func FuzzRules(f *testing.F) {
	raw, err := rulebook.FS.ReadFile("outreach.yaml")
	check.NoError(f, err)
	f.Add(raw)
	f.Add([]byte("version: 1\nkinds: [{code: a}]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := ParseRules(raw)
		check.True(t, (r == nil) == (err != nil), "half a rulebook")
	})
}
