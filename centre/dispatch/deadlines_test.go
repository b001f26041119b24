package dispatch

import (
	"os"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// TestRulebookDeadlines protects: the shipped deadlines are whole, are labelled as local settings and never as law, and a
// more urgent level is never slower than a less urgent one.
func TestRulebookDeadlines(t *testing.T) {
	data, err := os.ReadFile("../../rulebook/deadlines.yaml")
	check.NoError(t, err)
	rules, err := ParseDeadlines(data)
	check.NoError(t, err)
	check.True(t, strings.Contains(rules.LabelEN, "local setting") && strings.Contains(rules.LabelZH, "本地设定"), "the label")
	check.Equal(t, len(rules.All), 8)
	levels := []Level{Urgent, High, Medium, Low}
	for _, fam := range []Family{FamilyFund, FamilyContact} {
		for i := 1; i < len(levels); i++ {
			fast, _ := rules.Of(levels[i-1], fam)
			slow, _ := rules.Of(levels[i], fam)
			check.True(t, fast.Sign <= slow.Sign && fast.Call <= slow.Call && fast.Report <= slow.Report, "the more urgent is not slower")
			check.True(t, slow.Visit == 0 || fast.Visit != 0 && fast.Visit <= slow.Visit, "the more urgent is met sooner")
			check.True(t, !fast.SMSCounts || slow.SMSCounts, "a message does not do for the more urgent alone")
		}
	}
}

// TestDeadlinesRefused protects: a rulebook that leaves a level without deadlines, or means something else than it says, does
// not start.
func TestDeadlinesRefused(t *testing.T) {
	data, err := os.ReadFile("roomtest/deadlines.yaml")
	check.NoError(t, err)
	good := string(data)
	for _, c := range [][2]string{
		{"version: 7", "version: 0"},
		{"label_en: local setting", "label_en: ''"},
		{"source_zh: 测试", "source_zh: ''"},
		{"sign: 5m, call: 5m", "sign: 5, call: 5m"},
		{"sign: 5m, call: 5m", "sign: 5s, call: 5m"},
		{"sign: 5m, call: 5m", "sign: -5m, call: 5m"},
		{"sign: 5m, call: 5m", "sign: none, call: 5m"},
		{"sign: 5m, call: 5m", "sign: 10000h, call: 5m"},
		{"visit: 1h, report: 2h", "visit: 1h, report: 30m"},
		{"visit: 1h, report: 2h", "visit: 1h, report: 2h, phone: 3m"},
		{"level: urgent, family: fund", "level: red, family: fund"},
		{"level: urgent, family: fund", "level: urgent, family: cash"},
		{"level: urgent, family: fund", "level: urgent, family: contact"},
		{"zh: 紧急, en: Urgent", "zh: 紧急, en: ''"},
		{"rules:", "rules: 5 #"},
		{"  - {level: low, family: contact", "#"},
	} {
		bad := strings.Replace(good, c[0], c[1], 1)
		check.True(t, bad != good, "the replacement found nothing: "+c[0])
		_, err := ParseDeadlines([]byte(bad))
		check.Fault(t, err, "dispatch.deadlines_file")
	}
}

// FuzzParseDeadlines protects: no file makes the parser panic, and what it accepts is whole.
func FuzzParseDeadlines(f *testing.F) {
	data, err := os.ReadFile("roomtest/deadlines.yaml")
	check.NoError(f, err)
	f.Add(data)
	f.Add([]byte("version: 1\nrules: []"))
	f.Add([]byte(" rules:\n  !!0000000000 "))
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, err := ParseDeadlines(data)
		if err != nil {
			check.Fault(t, err, "dispatch.deadlines_file")
			return
		}
		_, ok := rules.Of(Low, FamilyContact)
		check.True(t, ok && len(rules.All) == 8, "accepted, but not whole")
	})
}

// FuzzParseKey protects: a cursor from outside is read back exactly or refused.
func FuzzParseKey(f *testing.F) {
	f.Add("3f.1.o00001")
	f.Add("..")
	f.Add("-1.zz.x")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParseKey(text)
		if err != nil {
			check.Fault(t, err, "dispatch.cursor")
			return
		}
		back, err := ParseKey(k.cursor())
		check.NoError(t, err)
		check.Equal(t, back, k)
	})
}

// FuzzParseEvent protects: no body makes a reaction panic.
func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"order":"o","level":"high","deadline":"sign"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := ParseEvent(body)
		if err != nil {
			check.Fault(t, err, "dispatch.field")
		}
	})
}

// TestResults protects: every result has both names, says what it rests on, and no success is a loss.
func TestResults(t *testing.T) {
	for _, r := range Results {
		check.True(t, r.NameZH != "" && r.NameEN != "", "names")
		check.True(t, !r.Success || r.Reached && !r.Loss && r.Needs != NoProof, "a success is reached, without loss, and proven")
		got, ok := ResultOf(r.Code)
		check.True(t, ok && got == r, "found by its code")
	}
	check.Equal(t, len(Results), 8)
}
