package dissuade

import (
	"os"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/term/when"
)

// TestRulebookDissuade protects: the shipped settings are whole and labelled as local settings, never as law.
func TestRulebookDissuade(t *testing.T) {
	data, err := os.ReadFile("../../rulebook/dissuade.yaml")
	check.NoError(t, err)
	rules, err := ParseRules(data)
	check.NoError(t, err)
	check.True(t, strings.Contains(rules.LabelEN, "local setting") && strings.Contains(rules.LabelZH, "本地设定"), "the label")
	check.Equal(t, len(rules.Outcomes), 13)
	met, ok := rules.OutcomeOf(Visit, "met")
	check.True(t, ok && met.Met && met.Reached, "a visit can meet")
	for _, code := range []string{CautionBudget, CautionQuiet} {
		check.True(t, rules.caution(code).ZH != "", code)
	}
}

// TestRulesRefused protects: settings under which no report could be given, or that contradict themselves, do not start.
func TestRulesRefused(t *testing.T) {
	data, err := os.ReadFile("roomtest/dissuade.yaml")
	check.NoError(t, err)
	good := string(data)
	for _, c := range [][2]string{
		{"version: 1", "version: 0"},
		{"label_zh: 本地设定（非法律规定）", "label_zh: ''"},
		{"contacts: 8", "contacts: 0"},
		{"window: 24h", "window: 24"},
		{"window: 24h", "window: 1s"},
		{"late_entry: 72h", "late_entry: -1h"},
		{"next_max: 720h", "next_max: never"},
		{`from: "22:00"`, `from: "25:00"`},
		{`to: "08:00"`, `to: "8 o'clock"`},
		{"zh: 接通, en: Answered, reached: true", "zh: 接通, en: Answered"},
		{"zh: 接通, en: Answered, reached: true", "zh: 接通, en: Answered, reached: true, next: true"},
		{"zh: 接通, en: Answered, reached: true", "zh: 接通, en: Answered, reached: true, met: true"},
		{"zh: 接通, en: Answered", "zh: '', en: Answered"},
		{"code: busy", "code: refused"},
		{"reached: true, met: true", "met: true"},
		{"code: photo", "code: place"},
		{"zh: 通话记录", "zh: ''"},
		{"zh: 免打扰时段内联系，请确认确有必要。", "zh: ''"},
		{"outcomes:", "results:"},
		{"evidence:", "evidence: 5 #"},
	} {
		bad := strings.Replace(good, c[0], c[1], 1)
		check.True(t, bad != good, "the replacement found nothing: "+c[0])
		_, err := ParseRules([]byte(bad))
		check.Fault(t, err, "dissuade.rules_file")
	}
	_, err = ParseRules([]byte(strings.ReplaceAll(good, ", proves: true", "")))
	check.Fault(t, err, "dissuade.rules_file")
}

// TestQuiet protects: quiet hours are local time and pass midnight.
func TestQuiet(t *testing.T) {
	r := &Rules{QuietFrom: 22 * time.Hour, QuietTo: 8 * time.Hour, Zone: time.FixedZone("UTC+8", 8*3600)}
	at := func(hour, minute int) when.Micros {
		return when.Of(time.Date(2026, 11, 18, hour, minute, 0, 0, r.Zone))
	}
	for _, c := range []struct {
		h, m  int
		quiet bool
	}{{21, 59, false}, {22, 0, true}, {23, 59, true}, {0, 0, true}, {7, 59, true}, {8, 0, false}, {12, 0, false}} {
		check.Equal(t, r.Quiet(at(c.h, c.m)), c.quiet)
	}
	r.QuietFrom, r.QuietTo = 12*time.Hour, 14*time.Hour
	check.True(t, r.Quiet(at(13, 0)) && !r.Quiet(at(14, 0)) && !r.Quiet(at(2, 0)), "a span within the day")
	r.QuietTo = r.QuietFrom
	check.True(t, !r.Quiet(at(12, 0)), "equal ends: none")
}

// FuzzParseRules protects: no file makes the parser panic, and what it accepts is whole.
func FuzzParseRules(f *testing.F) {
	data, err := os.ReadFile("roomtest/dissuade.yaml")
	check.NoError(f, err)
	f.Add(data)
	f.Add([]byte("version: 1"))
	f.Add([]byte(" rules:\n  !!0000000000 "))
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, err := ParseRules(data)
		if err != nil {
			check.Fault(t, err, "dissuade.rules_file")
			return
		}
		check.True(t, len(rules.Outcomes) >= 3 && rules.Budget > 0 && rules.Window > 0, "accepted, but not whole")
	})
}

// FuzzParseKey protects: a cursor from outside is read back exactly or refused.
func FuzzParseKey(f *testing.F) {
	f.Add("dn8c4.a00001")
	f.Add(".")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParseKey(text)
		if err != nil {
			check.Fault(t, err, "dissuade.cursor")
			return
		}
		back, err := ParseKey(k.cursor())
		check.NoError(t, err)
		check.Equal(t, back, k)
	})
}

// FuzzParseEvent protects: no body makes a reaction panic.
func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"attempt":"a","channel":"call"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := ParseEvent(body)
		if err != nil {
			check.Fault(t, err, "dissuade.field")
		}
	})
}

// TestFilter protects: a list is of one warning, one order or one person, never of everything.
func TestFilter(t *testing.T) {
	for _, f := range []Filter{{}, {Warning: "w", Order: "o"}, {Target: "t", Order: "o"}, {Target: "a\x00"}} {
		_, err := f.query()
		check.Fault(t, err, "dissuade.filter")
	}
	q, err := Filter{Order: "o", Limit: 100_000}.query()
	check.NoError(t, err)
	check.Equal(t, q.Limit, PageMax)
}
