package guard

import (
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/when"
)

func shipped(t testing.TB) *Rules {
	t.Helper()
	r, err := Load()
	check.NoError(t, err)
	return &r
}

// TestShipped protects: the numbers of the law are those of the text, and everything else says that it is not law.
func TestShipped(t *testing.T) {
	r := shipped(t)
	check.Equal(t, r.StopFor, 48*when.Hour)
	check.Equal(t, r.StopCount, 2)
	check.Equal(t, r.LimitScope, ScopeAccount)
	check.Equal(t, r.MatchFields, []string{"name", "account", "amount", "time"})
	check.Equal(t, r.AlertBefore, []when.Micros{12 * when.Hour, 4 * when.Hour, when.Hour})
	check.Equal(t, r.KPercent, 110)
	check.Equal(t, r.Ends(5), 5+48*when.Hour)
	law := map[string]bool{"stop.hours": true, "stop.count": true, "stop.match_fields": true, "stop.same_bank_hours": true}
	for _, e := range r.Book {
		check.Equal(t, e.Label == "law", law[e.Code])
		if e.Label == "law" {
			check.True(t, strings.Contains(e.Source, "银发〔2016〕86号"), e.Code+" names its text")
		}
	}
	e, ok := r.Rule("stop.hours")
	check.True(t, ok && *e.Value == 48 && e.Confidence == "seen", "the rule is printed with its source")
	_, ok = r.Rule("nothing")
	check.True(t, !ok, "no such rule")
}

// TestRefused protects: a book with a number missing, doubled, senseless or without source does not start, and the fault names
// the line.
func TestRefused(t *testing.T) {
	raw, err := rulebook.FS.ReadFile("stoppay.yaml")
	check.NoError(t, err)
	good := string(raw)
	for _, c := range []struct{ from, to string }{
		{"version: 1", "version: 2"},
		{"version: 1", "version: one"},
		{"value: 48", "value: 48.5"},
		{"value: 48", "value: 0"},
		{"value: 48", "value: 241"},
		{"value: 48", "values: [48]"},
		{"value: 48", "words: [48]"},
		{"value: 48", "duration: 48"},
		{"    unit: h\n    label: law\n    confidence: seen", "    unit: min\n    label: law\n    confidence: seen"},
		{"label: law", "label: custom"},
		{"confidence: seen", "confidence: proposal"},
		{"confidence: seen", "confidence: sure"},
		{`source: "银发〔2016〕86号 二(一)2: 48 h from the moment the bank executed it (自止付时点起)"`, `source: " "`},
		{`en: "Length of a stop, from the moment the bank executed it"`, `en: ""`},
		{"code: stop.count", "code: stop.hours"},
		{"code: stop.count", "code: stop.counts"},
		{"words: [account]", "words: [person]"},
		{"words: [account]", "words: [account, account+organ]"},
		{"words: [account]", "words: []"},
		{"words: [account]", "value: 1"},
		{"words: [name, account, amount, time]", "words: [name, account, amount]"},
		{"words: [name, account, amount, time]", "words: [name, account, amount, amount]"},
		{"words: [fifo]", "words: [random]"},
		{"values: [10, 15, 20, 40]", "values: [10, 15, 15, 40]"},
		{"values: [10, 15, 20, 40]", "values: [9, 15, 20, 40]"},
		{"values: [10, 15, 20, 40]", "values: []"},
		{"values: [10, 15, 20, 40]", "value: 2"},
		{"values: [12, 4, 1]", "values: [1, 4, 12]"},
		{"values: [12, 4, 1]", "values: [48, 4, 1]"},
		{"value: 110", "value: 99"},
		{"value: 110", "value: 126"},
		{"  - code: answer.seen_minutes\n    value: 2", "  - code: answer.seen_minutes\n    value: 11"},
		{"  - code: provisional.minutes\n    value: 30", "  - code: provisional.minutes\n    value: 1441"},
		{"  - code: hop.hours\n    value: 24", "  - code: hop.hours\n    value: 73"},
		{"{code: clearing", "{code: settlement"},
		{"{code: clearing", "{code: person"},
		{"zh: 清算账户", "zh: ''"},
		{"en: Clearing account, label: law", "en: Clearing account, label: none"},
		{"protected:", "protected: []\nprotected_old:"},
		{"still_there:\n  label: local setting", "still_there:\n  label: guess"},
		{"{minutes: 3, permille: 800}", "{minutes: 3, permille: 960}"},
		{"{minutes: 3, permille: 800}", "{minutes: 1, permille: 800}"},
		{"{minutes: 1, permille: 950}", "{minutes: 0, permille: 950}"},
		{"{minutes: 1, permille: 950}", "{minutes: 1, permille: 1001}"},
		{"    merchant: [", "    shop: ["},
		{"    merchant: [", "    shop: [{minutes: 10, permille: 950}]\n    merchant: ["},
		{"strength:\n  label: local setting", "strength:\n  label: law"},
		{"{code: voucher, points: 15", "{code: paper, points: 15"},
		{"{code: voucher, points: 15", "{code: signed, points: 15"},
		{"{code: voucher, points: 15", "{code: voucher, points: -15"},
		{"{code: voucher, points: 15", "{code: voucher, points: 101"},
		{"{code: late, points: -10", "{code: late, points: 10"},
		{"zh: 有转账凭证", "zh: ''"},
		{"    - {code: repeated_claims, points: 15, zh: 同一账户近期多次被小额报案, en: Several tiny claims against the account}\n", ""},
	} {
		bad := strings.Replace(good, c.from, c.to, 1)
		check.True(t, bad != good, "the replacement found nothing: "+c.from)
		_, err := Parse([]byte(bad))
		check.Fault(t, err, "guard.rules_file")
		check.True(t, strings.Contains(err.Error(), "line ") || strings.Contains(err.Error(), "["), "no line: "+err.Error())
	}
	_, err = Parse([]byte(strings.Replace(good, "value: 48", "value: 0", 1)))
	check.True(t, strings.Contains(err.Error(), "line 16: stop.hours: value 0"), err.Error())
}

// FuzzParse protects: no file makes the parser panic, and what it accepts can be worked with.
func FuzzParse(f *testing.F) {
	raw, err := rulebook.FS.ReadFile("stoppay.yaml")
	check.NoError(f, err)
	f.Add(raw)
	f.Add([]byte("version: 1"))
	f.Add([]byte(" rules:\n  !!0000000000 "))
	f.Add([]byte("version: 1\nrules:\n  - code: stop.hours\n    value: 48\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := Parse(raw)
		if err != nil {
			check.Fault(t, err, "guard.rules_file")
			return
		}
		check.True(t, r.StopFor > 0 && r.StopCount > 0 && len(r.AlertBefore) > 0 && r.KPercent >= 100, "accepted, but not whole")
		r.Judge(Report{})
		r.Lane(Holder{}, 1)
		check.True(t, r.StillThere("person", when.Hour) <= 1000, "a probability")
	})
}
