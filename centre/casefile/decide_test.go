package casefile

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/base/access"
	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/when"
)

const (
	now    = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time
	county = "990101000000"
)

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

func officer(note string) By {
	return byOf(access.Scope{User: "li", Name: "李警官", Unit: county, Roles: []access.Role{access.Officer}}, now, note)
}

func plainFields() Fields {
	return Fields{
		Number: "A9901010000002026110001", Unit: county, Region: "990101", Fraud: "fake_loan", Scope: "telecom", FiledAt: now - 5*when.Day, LossFen: 100_000,
		Victim: Victim{Kind: "person", Sex: "male", Age: 40},
	}
}

// TestMoves protects: the life of a case is exactly testdata/moves.txt, every act stands there, and each has its event and its right.
func TestMoves(t *testing.T) {
	seen, given := map[string]bool{}, 0
	for _, l := range lines(t, "moves.txt") {
		w := strings.Fields(l)
		from := State(strings.ReplaceAll(w[0], "-", ""))
		next, err := Case{State: from}.step(w[1], officer(""))
		if w[2] == "refused" {
			check.Fault(t, err, "casefile.state")
			continue
		}
		check.NoError(t, err)
		check.Equal(t, []any{string(next.State), next.Version}, []any{w[2], int64(1)})
		check.True(t, slices.Contains(Kinds(), kinds[w[1]]), "no event of "+w[1])
		seen[w[1]] = true
		if !slices.Contains(anytime, w[1]) {
			given++
		}
	}
	all := 0
	for _, row := range moves {
		all += len(row)
	}
	check.Equal(t, []int{given, len(seen), len(Kinds())}, []int{all, len(kinds), len(kinds)})
}

// TestFields protects: what a case must hold, and what follows from it (testdata/fields.txt).
func TestFields(t *testing.T) {
	r := shipped(t)
	for _, l := range lines(t, "fields.txt") {
		left, want, _ := strings.Cut(l, "|")
		key, value, _ := strings.Cut(strings.TrimSpace(left), "=")
		f := plainFields()
		n, _ := strconv.ParseInt(value, 10, 64)
		span, spanErr := time.ParseDuration(strings.TrimPrefix(value, "+"))
		moment := when.Micros(n)
		if spanErr == nil && strings.HasPrefix(value, "+") {
			moment = now.Add(span)
		}
		switch key {
		case "number":
			f.Number = value
		case "unit":
			f.Unit = value
		case "region":
			f.Region = value
		case "fraud":
			f.Fraud = value
		case "scope":
			f.Scope = value
		case "track":
			f.Track = value
		case "loss":
			f.LossFen = n
		case "age":
			f.Victim.Age = int(n)
		case "sex":
			f.Victim.Sex = value
		case "kind":
			f.Victim.Kind = value
		case "occupation":
			f.Victim.Occupation = value
		case "area":
			f.Victim.Area = value
		case "filed":
			f.FiledAt = moment
		case "occurred":
			f.OccurredAt = moment
		case "warning":
			f.Warning = value
		case "campaign":
			f.Campaigns = []string{value}
		default:
			t.Fatal("unknown field " + key)
		}
		c, err := file(f, officer(""), r)
		got := "ok"
		word, _, _ := strings.Cut(strings.TrimSpace(want), " ")
		switch {
		case err != nil:
			got = fault.CodeOf(err)
		case word == "band":
			got = "band " + c.Band
		case word == "age":
			got = strings.TrimSpace("age " + c.AgeBand)
		case word == "tags":
			got = "tags " + strings.Join(c.Campaigns, " ")
		}
		check.Equal(t, left+got, left+strings.TrimSpace(want))
	}
}

// TestParts protects: what a part must hold.
func TestParts(t *testing.T) {
	r, by := shipped(t), officer("补录")
	c, err := file(plainFields(), by, r)
	check.NoError(t, err)
	one := func(_ Case, err error) string {
		if err == nil {
			return ""
		}
		return fault.CodeOf(err)
	}
	long := strings.Repeat("长", 100)
	for i, x := range [][2]string{
		{one(c.solve(now-10*when.Day, by)), "casefile.before_filing"}, {one(c.solve(now+when.Day, by)), "casefile.in_the_future"},
		{one(c.solve(now-5*when.Day-when.Hour, by)), ""}, {one(c.addSuspect(Suspect{Role: "king"}, by, r)), "casefile.word_unknown"},
		{one(c.addSuspect(Suspect{Role: "other", Fugitive: "z"}, by, r)), "casefile.word_unknown"},
		{one(c.addSuspect(Suspect{Role: "other", Name: long}, by, r)), "casefile.field"}, {one(c.measure(Measure{Suspect: "x", Kind: "arrested", At: now}, by, r)), "casefile.part_not_found"},
		{one(c.measure(Measure{Kind: "praised", At: now}, by, r)), "casefile.word_unknown"}, {one(c.addMoney(Money{Kind: "returned", At: now}, by, r)), "casefile.field"},
		{one(c.addMoney(Money{Kind: "returned", Fen: 1}, by, r)), "casefile.field"}, {one(c.addMoney(Money{Kind: "found", Fen: 1, At: now}, by, r)), "casefile.word_unknown"},
		{one(c.addExhibit(Exhibit{Kind: "sim", At: now}, by, r)), "casefile.field"}, {one(c.addExhibit(Exhibit{Kind: "sim", N: 1, Fen: 5, At: now}, by, r)), "casefile.field"},
		{one(c.addExhibit(Exhibit{Kind: "cash", N: 1, Fen: 5, At: now}, by, r)), ""}, {one(c.addExhibit(Exhibit{Kind: "gold", N: 1, At: now}, by, r)), "casefile.word_unknown"},
		{one(c.addCard(Card{Kind: "sim", Bank: "b", At: now}, by, r)), "casefile.field"}, {one(c.addCard(Card{Kind: "bank_card", Carrier: "c", At: now}, by, r)), "casefile.field"},
		{one(c.addCard(Card{Kind: "bank_card", Bank: "b", Mark: "12345", At: now}, by, r)), "casefile.field"},
		{one(c.addCard(Card{Kind: "bank_card", Bank: "b", OpenedAt: now + when.Day, At: now}, by, r)), "casefile.field"},
		{one(c.checkCard(CardCheck{Card: "x", Result: "lapse", At: now}, by, r)), "casefile.part_not_found"},
		{one(c.supervise(Supervise{Level: "emperor", At: now}, by, r)), "casefile.word_unknown"}, {one(c.supervise(Supervise{}, by, r)), "casefile.nothing_changed"},
		{one(c.supervise(Supervise{Level: "city", At: now, Due: now - when.Day}, by, r)), "casefile.field"}, {one(c.remove("x", by)), "casefile.part_not_found"},
		{one(c.remove("x", officer(""))), "casefile.reason_needed"}, {one(c.progress(officer(""))), "casefile.reason_needed"}, {one(c.withdraw(now, true, officer(""))), "casefile.reason_needed"},
	} {
		check.Equal(t, strconv.Itoa(i)+x[0], strconv.Itoa(i)+x[1])
	}
	c.Money = make([]Money, partsMax)
	check.Equal(t, one(c.addMoney(Money{Kind: "returned", Fen: 1, At: now}, by, r)), "casefile.too_many_parts")
	check.True(t, Case{Supervision: "city", SuperviseDue: now, State: Filed}.Overdue(now) && !Case{Supervision: "city", SuperviseDue: now, State: Solved}.Overdue(now), "overdue")
}

// TestMoment protects: days and moments in every form that files use, and none that is not one.
func TestMoment(t *testing.T) {
	day := when.Of(time.Date(2026, 11, 2, 0, 0, 0, 0, when.Zone))
	for s, want := range map[string]when.Micros{
		"2026-11-02": day, "2026/11/2": day, "2026.11.2": day, "20261102": day, "2026年11月2日": day, "46328": day, "46328.5": day + 12*when.Hour,
		"2026-11-02 08:30": day + 8*when.Hour + 30*when.Minute, "2026-11-02T00:00:00+08:00": day, "20261102083000": day + 8*when.Hour + 30*when.Minute,
	} {
		got, ok := ParseMoment(s)
		check.True(t, ok, s)
		check.Equal(t, s+got.String(), s+want.String())
	}
	for _, s := range []string{"", "昨天", "2026-13-01", "2026-02-30", "11/2/26", "29999", "80000", "NaN", "1e309", "0001-01-01"} {
		_, ok := ParseMoment(s)
		check.True(t, !ok, "taken: "+s)
	}
	for s, want := range map[string]int64{"12.34": 1234, "1,200.50": 120050} {
		got, err := parseFen(s, 1)
		check.NoError(t, err)
		check.Equal(t, got, want)
	}
	for s, want := range map[string]int64{"1.2": 1_200_000, "12.345678": 12_345_678, "3万": 3_000_000, "0.0001": 100, "1,200": 1_200_000_000} {
		got, err := parseFen(s, 10_000)
		check.NoError(t, err)
		check.Equal(t, got, want)
	}
	for _, s := range []string{"", "1.2345678", "-1", "1.", "x", "1.2.3", "9999999999999", "1.-5"} {
		_, err := parseFen(s, 10_000)
		check.True(t, err != nil, "taken: "+s)
	}
}

// TestRules protects: a damaged or senseless word list is refused, and every code of the shipped one means one thing.
func TestRules(t *testing.T) {
	raw, err := rulebook.FS.ReadFile("casefile.yaml")
	check.NoError(t, err)
	whole := string(raw)
	for _, cut := range [][2]string{
		{"number_pattern: '", "number_pattern: '("}, {"scopes:", "scope:"}, {"large_yuan: 500000", "large_yuan: 0"}, {"from_yuan: 0,", "from_yuan: 5,"},
		{"{code: romance, also", "{code: romance2, also"}, {"zh: 市督", "zh: 省督"}, {"version: 1", "version: 1.5"},
	} {
		broken := strings.Replace(whole, cut[0], cut[1], 1)
		check.True(t, broken != whole, cut[0])
		_, err := ParseRules([]byte(broken))
		check.True(t, fault.CodeOf(err) == "casefile.rules_file" || cut[0] == "{code: romance, also", "taken: "+cut[1])
	}
	r := shipped(t)
	for name, list := range r.Books() {
		for _, w := range list {
			code, ok := find(list, " “"+w.ZH+"” ")
			check.True(t, ok && code == w.Code, name+" "+w.ZH)
		}
	}
}

// TestCorrectionIsComplete protects: whatever field is changed, the diff names it, and putting the old fields back restores the case.
func TestCorrectionIsComplete(t *testing.T) {
	r := shipped(t)
	rapid.Check(t, func(rt *rapid.T) {
		f := plainFields()
		f.Fraud = rapid.SampledFrom(r.Frauds).Draw(rt, "fraud").Code
		f.LossFen = rapid.Int64Range(0, 20_000_000).Draw(rt, "loss")
		f.Victim.Age = rapid.IntRange(-1, 100).Draw(rt, "age")
		f.Victim.Occupation = rapid.SampledFrom(append([]string{""}, "student", "retired")).Draw(rt, "occupation")
		f.Campaigns = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"断卡", "断流", "云剑"}), 0, 3, rapid.ID).Draw(rt, "tags")
		f.FiledAt -= when.Micros(rapid.IntRange(0, 100).Draw(rt, "days")) * when.Day
		was, err := file(plainFields(), officer(""), r)
		if err != nil {
			rt.Fatal(err)
		}
		next, diffs, err := was.correct(f, officer("改"), r)
		if err != nil {
			if fault.CodeOf(err) != "casefile.nothing_changed" {
				rt.Fatal(err)
			}
			return
		}
		back, again, err := next.correct(was.Fields, officer("改回"), r)
		if err != nil || len(diffs) != len(again) || len(difference(back.Fields, was.Fields)) != 0 || back.Band != was.Band {
			rt.Fatalf("%v %v %v", err, diffs, again)
		}
	})
}
