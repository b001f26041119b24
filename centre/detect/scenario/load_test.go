package scenario

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"fanzha/centre/detect/ruletext"
	"fanzha/internal/check"
	"fanzha/term/fault"
)

// good is a small scenario that loads; the tests break it line by line.
const good = `code: test_one
version: 1
name: {zh: 测试, en: Test}
fraud: other
family: contact
level: low
score: 10
basis: invented for the tests
on: [transfer]
windows:
  - name: n_24h
    by: person
    of: [transfer]
    where: 'amount_fen > 100'
    over: 24h
    measure: count
sequence:
  - {name: talk, of: [call], where: 'answered', within: 30m}
where: 'n_24h >= 1 && talk_duration_s > 60 && list("colours").has(channel)'
reason: {zh: "{n_24h} 笔", en: "{n_24h} payments"}
examples:
  positive:
    - title: p
      signals: [{kind: transfer, at: 0s, phone: "13900010001", payee_account: "6222000000000001", amount_fen: 1}]
  negative:
    - title: n
      signals: [{kind: transfer, at: 0s, phone: "13900010001", payee_account: "6222000000000001", amount_fen: 1}]
`

const colours = "name: colours\nbasis: invented\nvalues: [red, green]\n"

func folder(scenario string) fstest.MapFS {
	return fstest.MapFS{"one.yaml": {Data: []byte(scenario)}, "lists/colours.yaml": {Data: []byte(colours)}}
}

// TestMistakes protects the analyst: every mistake is refused with the line, the column and, for misspelt names, a proposal.
func TestMistakes(t *testing.T) {
	_, err := Load(folder(good))
	check.NoError(t, err)
	cases := []struct {
		from, to     string
		line, column int
		why          string
	}{
		{"version: 1", "verson: 1", 2, 1, `did you mean "version"?`},
		{"level: low", "level: urgnt", 6, 8, "urgent, high, medium or low"},
		{"fraud: other", "fraud: brushing_rebat", 4, 8, `did you mean "brushing_rebate"?`},
		{"family: contact", "family: money", 5, 9, "fund"},
		{"score: 10", "score: 101", 7, 8, "0 to 100"},
		{"on: [transfer]", "on: [transfers]", 9, 6, `did you mean "transfer"?`},
		{"on: [transfer]", "on: [sighting]", 9, 6, "no kind that can be looked at"},
		{"by: person", "by: persn", 12, 9, `did you mean "person"?`},
		{"over: 24h", "over: 91d", 15, 11, "10s to 90d"},
		{"over: 24h", "over: 1w", 15, 11, "10s to 90d"},
		{"measure: count", "measure: sum", 16, 14, "sum needs a field"},
		{"measure: count", "measure: sum(amount_fn)", 16, 14, `did you mean "amount_fen"?`},
		{"measure: count", "measure: cuont", 16, 14, `did you mean "count"?`},
		{"measure: count", "measure: distinct(peer)", 16, 14, "carried by call, message, report only"},
		{"'amount_fen > 100'", "'amount_fe > 100'", 14, 13, `did you mean "amount_fen"?`},
		{"'amount_fen > 100'", "'amount_fen > \"a\"'", 14, 24, "no matching overload"},
		{"'amount_fen > 100'", "'duration_s > 100'", 14, 12, "carried by call, visit only"},
		{"where: 'n_24h >= 1 &&", "where: 'n_25h >= 1 &&", 19, 9, `did you mean "n_24h"?`},
		{`list("colours")`, `list("colors")`, 19, 52, `did you mean "colours"?`},
		{"where: 'n_24h >= 1 &&", "where: 'amount_fen / n_24h > 1 && n_24h > 1 &&", 19, 20, "ratio(a, b)"},
		{"talk_duration_s > 60", "first_seen(\"paye\")", 19, 34, `did you mean "payee"?`},
		{"talk_duration_s > 60", "involved(account)", 19, 32, "one word in quotes"},
		{"within: 30m", "within: 30", 18, 57, "from 10s"},
		{"name: n_24h", "name: amount_fen", 11, 11, "already the name of a field"},
		{"name: n_24h", "name: N", 11, 11, "2 to 40 letters"},
		{"'amount_fen > 100'", "'amount_fen > 30m'", 14, 26, "write an amount like 5000元"},
		{"'amount_fen > 100'", "'amount_fen > 30块'", 14, 28, "is no unit of a number"},
		{"'amount_fen > 100'", "'5元 < amount_fen && amount_fe > 1'", 14, 32, `did you mean "amount_fen"?`},
		{"talk_duration_s > 60", "talk_duration_s > 60元", 19, 41, "write a span like 30m"},
		{"n_24h >= 1 &&", "n_24h >= 10% &&", 19, 18, "write a number without a unit"},
		{"measure: count", "measure: baseline(count)", 16, 14, "baseline takes count"},
		{"measure: count", "measure: baseline(cuont, 1h)", 16, 14, `did you mean "count"?`},
		{"measure: count", "measure: baseline(count, 13h)", 16, 14, "at most half"},
		{"measure: count", "measure: share", 16, 14, "share needs a part"},
		{"measure: count", "part: 'amount_fen > 5'\n    measure: count", 16, 11, "only the measure share"},
		{"measure: count", "measure: avg(payee_account)", 16, 14, "avg takes one of"},
		{"by: person", "by: [person, persn]", 12, 18, `did you mean "person"?`},
		{"by: person", "by: [person, person]", 12, 9, "a pair of two different"},
		{"by: person", "by: hour", 12, 9, "only the second key"},
		{"over: 24h", "over: 24h\n    late: 25h", 16, 11, "longest lateness"},
		{"where: 'n_24h", "absent: {of: [report], within: 8d}\nwhere: 'n_24h", 19, 32, "10s to 7d"},
		{`zh: "{n_24h} 笔"`, `zh: "{n_24} 笔"`, 20, 15, `did you mean "n_24h"?`},
		{`zh: "{n_24h} 笔"`, `zh: "{n_24h 笔"`, 20, 15, "brace"},
		{`zh: "{n_24h} 笔"`, `zh: "{n_24h} {text} 笔"`, 20, 15, "may show"},
		{"basis: invented for the tests", "basis: x", 8, 8, "rests on"},
		{"    - title: n", "    - titel: n", 26, 7, `did you mean "title"?`},
		{"score: 10", "score: &a 10", 7, 8, "anchors"},
		{"score: 10", "score: [", 0, 0, ""},
		{"score: 10", "score: abc", 7, 8, "must be a number, this is a text"},
		{"score: 10", "score: [1]", 7, 8, "must be a number, this is a list"},
		{"score: 10", "score: 10\n\tx: 1", 8, 1, "cannot start any token"},
		{"score: 10", "score: a: b", 7, 8, "mapping value"},
		{"score: 10", "score: 10\nscore: 11", 8, 1, "already defined"},
		{"on: [transfer]", "on: transfer", 9, 5, "sequence is expected"},
		{"where: 'n_24h >= 1 &&", "where: 'n_24h = 1 &&", 19, 15, "token recognition"},
		{"where: 'n_24h >= 1 &&", "where: 'n_24h >= 1 and", 19, 20, "mismatched input"},
		{"where: 'n_24h >= 1 &&", "where: '(n_24h >= 1 &&", 19, 76, "missing ')'"},
		{"where: 'n_24h >= 1 &&", "where: 'n_24h + 1 &&", 19, 15, "expected type 'bool'"},
	}
	for _, c := range cases {
		text := strings.Replace(good, c.from, c.to, 1)
		check.True(t, text != good, "nothing replaced: "+c.from)
		_, err := Load(folder(text))
		check.True(t, err != nil, "no error for "+c.to)
		check.Fault(t, err, "detect.scenario_invalid")
		if c.line == 0 {
			continue
		}
		f := faultOf(t, err)
		zh, known := ruletext.Chinese(f.Arg("why").(string))
		if !known || zh != f.Arg("why_zh") {
			t.Errorf("%q: no Chinese for %q", c.to, f.Arg("why"))
		}
		if f.Arg("line") != c.line || !strings.Contains(f.Arg("why").(string), c.why) || (f.Arg("column") != c.column) {
			t.Errorf("%q: %v:%v %v; want %d:%d %s", c.to, f.Arg("line"), f.Arg("column"), f.Arg("why"), c.line, c.column, c.why)
		}
	}
}

// TestUnused protects memory: a window that nothing looks at is refused.
func TestUnused(t *testing.T) {
	_, err := Load(folder(strings.ReplaceAll(strings.Replace(good, "n_24h >= 1 && ", "", 1), "{n_24h}", "")))
	check.Fault(t, err, "detect.scenario_invalid")
	check.True(t, strings.Contains(err.Error(), "line=11 column=11") && strings.Contains(err.Error(), "never used"), err.Error())
}

func faultOf(t *testing.T, err error) *fault.Fault {
	t.Helper()
	var f *fault.Fault
	check.True(t, errors.As(err, &f), "no fault")
	return f
}

// TestOverride protects the operator's own folder: it replaces, adds and switches off, and the set's hash tells the sets apart.
func TestOverride(t *testing.T) {
	base, err := Load(folder(good))
	check.NoError(t, err)
	more, err := Load(folder(good), fstest.MapFS{"mine.yaml": {Data: []byte(strings.Replace(strings.Replace(good, "version: 1", "version: 2", 1), "code: test_one", "code: test_two", 1))}})
	check.NoError(t, err)
	check.Equal(t, len(more.Scenarios), 2)
	check.Equal(t, len(more.Windows), 1)
	check.True(t, more.Hash != base.Hash, "the hash does not change")
	again, err := Load(folder(good), fstest.MapFS{"mine.yaml": {Data: []byte(strings.Replace(good, "version: 1", "version: 2", 1))}})
	check.NoError(t, err)
	check.Equal(t, again.Scenarios[0].Version, 2)
	off, err := Load(folder(good), fstest.MapFS{"mine.yaml": {Data: []byte("disabled: true\n" + good)}})
	check.NoError(t, err)
	check.Equal(t, len(off.Scenarios), 0)
	_, err = Load(folder(good), fstest.MapFS{"a.yaml": {Data: []byte(good)}, "b.yaml": {Data: []byte(good)}})
	check.Fault(t, err, "detect.scenario_invalid")
}

// everything are the parts of a file that the good one has not.
const everything = `absent: {of: [report], where: 'channel == "96110"', within: 30m, late: 10m}
by: [person, payee]
block: [{when: 'hour < 6', reason: {zh: 夜, en: night}}]
points: [{when: 'n_24h >= 3', add: 5, reason: {zh: 多, en: many}}]
bands: [{from: 12, level: medium}, {from: 3, level: low, reason: {zh: 低, en: low}}]
override: [{when: 'amount_fen > 5万元', level: urgent, score: 90, reason: {zh: 大, en: large}}]
`

// TestEverything protects that these parts load together with the good file.
func TestEverything(t *testing.T) {
	set, err := Load(folder(strings.Replace(good, "where: 'n_24h", everything+"where: 'n_24h", 1)))
	check.NoError(t, err)
	sc := set.Scenarios[0]
	check.Equal(t, [...]int{len(sc.Block), len(sc.Points), len(sc.Bands), len(sc.Override)}, [...]int{1, 1, 2, 1})
	check.True(t, sc.Absent != nil && sc.Absent.Within == 30*60*1_000_000 && sc.By.String() == "person, payee", "a part was lost")
}

// FuzzLoad protects the loader against any file: a fault or a set, never a panic.
func FuzzLoad(f *testing.F) {
	f.Add(good)
	f.Add(strings.ReplaceAll(good, "'", "|"))
	f.Add("code: [")
	f.Add(" code:\n  !!0000000000 ")
	f.Add(strings.Replace(good, "where: 'n_24h", everything+"where: 'n_24h", 1))
	f.Fuzz(func(t *testing.T, text string) {
		_, err := Load(folder(text))
		if err != nil && fault.CodeOf(err) != "detect.scenario_invalid" {
			t.Fatal(err)
		}
	})
}
