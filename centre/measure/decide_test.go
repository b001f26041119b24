package measure

import (
	"os"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/when"
)

const now = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

const sum = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func shipped(t testing.TB) *Rules {
	t.Helper()
	r, err := Load()
	check.NoError(t, err)
	return &r
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	check.NoError(t, err)
	var out []string
	for _, line := range strings.Split(string(data), "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// TestMoves protects: the four lifecycles are exactly those of testdata/moves.txt; every act that is not listed is refused.
func TestMoves(t *testing.T) {
	want := map[string]string{}
	for _, line := range lines(t, "moves.txt") {
		w := strings.Fields(line)
		want[w[0]+" "+strings.ReplaceAll(w[1], "-", "")+" "+w[2]] = w[3]
	}
	n := moves(t, "freeze", freezeMoves, want) + moves(t, "restriction", restrictionMoves, want) + moves(t, "mark", markMoves, want) +
		moves(t, "objection", objectionMoves, want)
	check.Equal(t, n, len(want))
	for _, s := range []FreezeState{FreezeDeclined, FreezeWithdrawn, FreezeRejected, FreezeLifted, FreezeLapsed, "other"} {
		after := freezeMoves[s]
		check.True(t, !s.Live() && (after == nil || len(after) == 1 && after[actTold] == s), "an end is an end: only what the bank has done of it follows")
		_, err := move(freezeMoves, s, actLift)
		check.Fault(t, err, "measure.state")
	}
}

func moves[S ~string](t *testing.T, name string, table map[S]map[string]S, want map[string]string) int {
	t.Helper()
	n := 0
	for from, acts := range table {
		for act, to := range acts {
			check.Equal(t, string(to), want[name+" "+string(from)+" "+act])
			n++
		}
	}
	return n
}

// TestEveryActHasItsEvent protects: nothing happens that nobody is told of.
func TestEveryActHasItsEvent(t *testing.T) {
	told := func(events map[string]string, acts map[string]bool) {
		for act := range acts {
			check.True(t, events[act] != "", act)
		}
		check.Equal(t, len(events), len(acts))
	}
	told(freezeEvents, acts(freezeMoves))
	told(restrictionEvents, acts(restrictionMoves))
	told(markEvents, acts(markMoves))
	told(objectionEvents, acts(objectionMoves))
}

func acts[S ~string](table map[S]map[string]S) map[string]bool {
	out := map[string]bool{}
	for _, row := range table {
		for act := range row {
			out[act] = true
		}
	}
	return out
}

// TestMachine protects: a rule alone decides only for the holder and only where the facts leave no doubt (testdata/machine.txt).
func by(user, unit, note string) By {
	return By{User: user, Name: user, Unit: unit, At: now, Note: note}
}

const (
	province = "990000000000"
	city     = "990100000000"
	county   = "990101000000"
	station  = "990101010000"
)

// TestPropose protects: a freeze names an amount, never more than was traced, and rests on a case and a document.
// TestApprove protects: the rank that the law asks for, and four eyes.
// TestAnswer protects: a freeze runs from the bank's moment, for what the bank found; an earlier freeze makes it wait, with an end.
// TestRenew protects: a renewal is asked for and granted before the end, by two people, and runs from the old end; at the end the
// freeze lapses and nothing brings it back.
// TestLift protects: releasing in part keeps the rest, releasing all ends it; unrelated money is out within three days by the clock.
// TestFreezeAlerts protects: 30, 7 and 1 day before the end are announced once each, late ones together.
// TestAddMonths protects: a term ends on the same day of a later month, or its last day, counted by the calendar of China.
// TestRestriction protects: hours, at most twice in a row, a look every day, and an end without anybody.
// TestMark protects: a mark has a kind that fits its subject, a basis and a source, and an end.
// TestFile protects: what must be said, and that both clocks start.
// TestDecide protects: four eyes, a reason always, a remedy with every refusal, and no second decision.
// TestMissed protects: a hold whose objection nobody decided is released by the clock; everything else is announced once.
// TestRank protects: which unit may approve what.
func TestRank(t *testing.T) {
	for level, want := range map[string][4]bool{
		"station": {true, true, true, true}, "county": {false, true, true, true}, "city": {false, false, true, true}, "province": {false, false, false, true},
	} {
		for i, unit := range []string{station, county, city, province} {
			check.Equal(t, ranked(unit, level), want[i])
		}
		check.True(t, ranked("000000000000", level) && !ranked("", level) && !ranked("x", level), level)
	}
}

// TestRulesRefused protects: a book with a number missing, doubled, senseless or without source does not start.
func TestRulesRefused(t *testing.T) {
	raw, err := rulebook.FS.ReadFile("measure.yaml")
	check.NoError(t, err)
	text := string(raw)
	for _, c := range [][2]string{
		{"version: 1", "version: 2"}, {"version: 1", "version: x"}, {"value: 6\n", "value: 6.5\n"}, {"value: 6\n", "value: 0\n"}, {"value: 6\n", "value: 25\n"},
		{"value: 6\n", "value: 13\n"}, {"value: 6\n", "values: [6]\n"}, {"value: 6\n", "words: [six]\n"}, {"value: 6\n", "months: 6\n"},
		{"unit: month", "unit: d"}, {"label: law", "label: rule"}, {"confidence: seen", "confidence: proposal"}, {"confidence: seen", "confidence: sure"},
		{"code: freeze.months", "code: freeze.major_months"}, {"code: freeze.months", "code: freeze.weeks"}, {"words: [county]", "words: [town]"},
		{"words: [county]", "words: [province]"}, {"words: [county]", "words: [county, city]"}, {"values: [30, 7, 1]", "values: [7, 30, 1]"},
		{"values: [30, 7, 1]", "values: []"}, {"words: [\"yes\"]", "words: [maybe]"}, {"  - code: restriction.review_hours\n    value: 24", "  - code: restriction.review_hours\n    value: 72"},
		{"  - code: objection.machine_minutes\n    value: 30", "  - code: objection.machine_minutes\n    value: 300"},
		{"source_en: \"Rules of criminal procedure", "source_en: \" \" # "}, {"words: [\"反电信网络诈骗法第三十四条\"]", "words: [\"\"]"},
		{"zh: \"冻结期限，每次续冻不超过同一期限\"", "zh: \"\""},
	} {
		bad := strings.Replace(text, c[0], c[1], 1)
		check.True(t, bad != text, "the replacement found nothing: "+c[0])
		_, err := ParseRules([]byte(bad))
		check.Fault(t, err, "measure.rules_file")
	}
	i := strings.Index(text, "  - code: objection.invoice_days")
	_, err = ParseRules([]byte(text[:i]))
	check.Fault(t, err, "measure.rules_file")
	r := shipped(t)
	e, ok := r.Rule("freeze.months")
	check.True(t, ok && strings.Contains(e.SourceEN, "243"), "printed with its source")
	_, ok = r.Rule("x")
	check.True(t, !ok, "no such rule")
}

// FuzzParseRules protects: no file makes the parser panic, and what it accepts can be worked with.
func FuzzParseRules(f *testing.F) {
	raw, err := rulebook.FS.ReadFile("measure.yaml")
	check.NoError(f, err)
	f.Add(raw)
	f.Add([]byte("version: 1"))
	f.Add([]byte(" rules:\n  !!0000000000 "))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := ParseRules(raw)
		if err != nil {
			check.Fault(t, err, "measure.rules_file")
			return
		}
		check.True(t, r.FreezeMonths > 0 && r.RestrictFor > 0 && r.HumanWithin > 0 && len(r.MarkTerms) == len(MarkKinds), "accepted, but not whole")
	})
}

// FuzzParseKey protects: a cursor from outside is read back exactly or refused.
func FuzzParseKey(f *testing.F) {
	f.Add("dn8c4.a00001")
	f.Add(".")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParseKey(text)
		if err != nil {
			check.Fault(t, err, "measure.cursor")
			return
		}
		back, err := ParseKey(k.cursor())
		check.NoError(t, err)
		check.Equal(t, back, k)
	})
}

// FuzzParseEvents protects: no body makes a reaction panic.
func FuzzParseEvents(f *testing.F) {
	f.Add([]byte(`{"id":"a","state":"active"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err1 := ParseFreeze(body)
		_, err2 := ParseRestriction(body)
		_, err3 := ParseMark(body)
		_, err4 := ParseObjection(body)
		for _, err := range []error{err1, err2, err3, err4} {
			if err != nil {
				check.Fault(t, err, "measure.field")
			}
		}
	})
}

// TestFilter protects: a list refuses what it does not know instead of leaving it out in silence.
func TestFilter(t *testing.T) {
	for _, c := range []struct {
		f       Filter
		allowed string
	}{
		{Filter{Order: "o"}, restrictionFields}, {Filter{Kind: "k"}, freezeFields}, {Filter{Object: OfHold}, freezeFields}, {Filter{ReviewBy: 1}, freezeFields},
		{Filter{EndsBefore: 1}, objectionFields}, {Filter{Account: "a"}, objectionFields}, {Filter{Claim: "c"}, markFields}, {Filter{ObjectID: "i"}, markFields},
		{Filter{Bank: "\x00"}, freezeFields}, {Filter{States: make([]string, 13)}, freezeFields},
	} {
		_, err := c.f.query(c.allowed)
		check.Fault(t, err, "measure.field")
	}
	_, err := Filter{Cursor: "x"}.query(freezeFields)
	check.Fault(t, err, "measure.cursor")
	q, err := Filter{Limit: 100_000, Bank: "b"}.query(freezeFields)
	check.NoError(t, err)
	check.Equal(t, q.Limit, PageMax)
}

// TestFresh protects: the console acts on what it saw; only the centre's own procedures act without a version.
func TestFresh(t *testing.T) {
	check.NoError(t, fresh(access.System(), 0, 7))
	check.NoError(t, fresh(access.Scope{}, 7, 7))
	check.Fault(t, fresh(access.Scope{}, 0, 7), "measure.field")
	check.Fault(t, fresh(access.Scope{}, 6, 7), "measure.stale")
	check.Equal(t, fault.KindOf(ErrFourEyes), fault.Denied)
}
