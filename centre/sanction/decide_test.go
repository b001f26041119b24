package sanction

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

const (
	now      = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time
	province = "990000000000"
	city     = "990100000000"
	county   = "990101000000"
	digest   = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
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

func by(user, unit, note string) By {
	return By{User: user, Name: user, Unit: unit, At: now, Note: note}
}

func at(t testing.TB, day string) when.Micros {
	t.Helper()
	x, err := time.ParseInLocation("2006-01-02 15:04", day, when.Zone)
	check.NoError(t, err)
	return when.Of(x)
}

func cmd() NominateCmd {
	return NominateCmd{Name: "赵六", IDNumber: "990101199001011234", Tier: 2, Facts: Facts{Cards: 3}, Case: "A9901010000002026110001", Document: "云公刑认字〔2026〕7号",
		SHA256: digest}
}

// TestMoves protects: the life of a sanction is exactly testdata/moves.txt, and every act has its event.
func TestMoves(t *testing.T) {
	n := 0
	for _, line := range lines(t, "moves.txt") {
		w := strings.Fields(line)
		from := State(strings.ReplaceAll(w[0], "-", ""))
		next, err := Sanction{State: from}.step(w[1])
		check.NoError(t, err)
		check.Equal(t, string(next.State), w[2])
		check.True(t, kinds[w[1]] != "", "an event")
		n++
	}
	for _, row := range moves {
		n -= len(row)
	}
	check.Equal(t, n, 0)
	for _, s := range []State{Declined, Ended, Revoked} {
		check.True(t, moves[s] == nil && !s.Live(), "an end is an end")
		_, err := Sanction{State: s}.step(actRevoke)
		check.Fault(t, err, "sanction.state")
	}
}

// TestRecognise protects: the threshold, and who may go below it (testdata/recognise.txt).
func TestRecognise(t *testing.T) {
	r := shipped(t)
	for _, line := range lines(t, "recognise.txt") {
		left, want, _ := strings.Cut(line, "|")
		c := cmd()
		c.Facts = Facts{}
		for _, w := range strings.Fields(left) {
			key, value, _ := strings.Cut(w, "=")
			n, _ := strconv.ParseInt(value, 10, 64)
			switch key {
			case "cards":
				c.Facts.Cards = n
			case "times":
				c.Facts.Times = n
			case "persons":
				c.Facts.Persons = n
			case "false":
				c.Facts.FalseIdentity = true
			case "crime":
				c.Tier, c.Crime = 1, value
			}
		}
		x, err := nominate(c, by("a", county, ""), r)
		check.NoError(t, err)
		var got []string
		for _, unit := range []string{county, city, province} {
			y, err := x.recognise(by("b", unit, ""), r)
			if err != nil {
				got = append(got, fault.CodeOf(err))
				continue
			}
			got = append(got, "ok")
			check.Equal(t, []any{y.Edition, y.Years}, []any{"lhcj-2024", map[int64]int64{1: 3, 2: 2}[c.Tier]})
		}
		check.Equal(t, strings.Join(got, " "), strings.TrimSpace(want))
		_, err = x.recognise(by("a", province, ""), r)
		check.Fault(t, err, "sanction.same_person")
	}
}

// TestNominate protects: what a nomination must rest on, and who is never nominated.
func TestNominate(t *testing.T) {
	r := shipped(t)
	for _, c := range []struct {
		want   string
		change func(*NominateCmd)
	}{
		{"sanction.field", func(c *NominateCmd) { c.Name = " " }}, {"sanction.field", func(c *NominateCmd) { c.IDNumber = "" }},
		{"sanction.tier", func(c *NominateCmd) { c.Tier = 3 }}, {"sanction.basis_needed", func(c *NominateCmd) { c.Case = "" }},
		{"sanction.basis_needed", func(c *NominateCmd) { c.Document = "\x00" }}, {"sanction.basis_needed", func(c *NominateCmd) { c.SHA256 = "x" }},
		{"sanction.excluded", func(c *NominateCmd) { c.Facts.Misused = true }}, {"sanction.excluded", func(c *NominateCmd) { c.Facts.LostCard = true }},
		{"sanction.no_facts", func(c *NominateCmd) { c.Facts = Facts{} }}, {"sanction.field", func(c *NominateCmd) { c.Facts.Cards = -1 }},
		{"sanction.field", func(c *NominateCmd) { c.Facts.Times = countMax + 1 }}, {"sanction.field", func(c *NominateCmd) { c.Crime = "help" }},
		{"sanction.field", func(c *NominateCmd) { c.Tier, c.Facts = 1, Facts{} }},
		{"sanction.field", func(c *NominateCmd) { c.Tier, c.Crime = 1, "help" }}, // with facts of tier 2
		{"sanction.measures", func(c *NominateCmd) { c.Measures = []string{"dishonest_list"} }},
		{"sanction.measures", func(c *NominateCmd) { c.Measures = []string{"counter_only", "counter_only"} }},
	} {
		x := cmd()
		c.change(&x)
		_, err := nominate(x, by("a", county, ""), r)
		check.Fault(t, err, c.want)
	}
	x := cmd()
	x.Measures = []string{"counter_only"}
	s, err := nominate(x, by("a", county, ""), r)
	check.NoError(t, err)
	check.Equal(t, []any{s.State, s.Measures, s.Version, s.Minor}, []any{Nominated, "counter_only", int64(1), false})
	early := by("a", county, "")
	early.At = at(t, "2018-01-01 00:00")
	_, err = nominate(cmd(), early, r)
	check.Fault(t, err, "sanction.tier")
}

// TestMinor protects: who is under age is decided by a person with a reason, never by count alone.
func TestMinor(t *testing.T) {
	r := shipped(t)
	for id, minor := range map[ident.IDNumber]bool{"990101200811191234": true, "990101200811181234": false} {
		c := cmd()
		c.IDNumber = id
		s, err := nominate(c, by("a", county, ""), r)
		check.NoError(t, err)
		check.Equal(t, s.Minor, minor)
		_, err = s.recognise(by("b", city, ""), r)
		if !minor {
			check.NoError(t, err)
			continue
		}
		check.Fault(t, err, "sanction.minor")
		_, err = s.recognise(by("b", city, "出借自愿，情节严重"), r)
		check.NoError(t, err)
	}
}

func recognised(t testing.TB, years int64) Sanction {
	t.Helper()
	r := shipped(t)
	s, err := nominate(cmd(), by("a", county, ""), r)
	check.NoError(t, err)
	s, err = s.recognise(by("b", city, ""), r)
	check.NoError(t, err)
	s.Years = years
	return s
}

// TestNotice protects: nothing is in force before its notice; terms begin at the start of a day and end on the same day years later.
func TestNotice(t *testing.T) {
	r := shipped(t)
	s := recognised(t, 2)
	_, err := s.notice("", nil, by("c", city, ""), r)
	check.Fault(t, err, "sanction.basis_needed")
	n, err := s.notice("告知7号", nil, by("c", city, ""), r)
	check.NoError(t, err)
	check.Equal(t, []any{n.State, n.StartsAt, n.EndsAt}, []any{Noticed, at(t, "2026-11-22 00:00"), at(t, "2028-11-22 00:00")})
	clock := by("system", "", "")
	clock.At = n.StartsAt - 1
	_, act, err := n.tick(clock)
	check.NoError(t, err)
	check.Equal(t, act, "")
	clock.At = n.StartsAt
	f, act, err := n.tick(clock)
	check.NoError(t, err)
	check.Equal(t, []any{act, f.State}, []any{actBegin, InForce})
	clock.At = n.EndsAt
	e, act, err := f.tick(clock)
	check.NoError(t, err)
	check.Equal(t, []any{act, e.State}, []any{actEnd, Ended})
	s.Edition = "gone"
	_, err = s.notice("告知7号", nil, by("c", city, ""), r)
	check.Fault(t, err, "sanction.tier")
}

// TestChain protects: repeated terms follow on each other and together never exceed five years.
func TestChain(t *testing.T) {
	r := shipped(t)
	who := by("c", city, "")
	first, err := recognised(t, 2).notice("告知1号", nil, who, r)
	check.NoError(t, err)
	second, err := recognised(t, 2).notice("告知2号", &first, who, r)
	check.NoError(t, err)
	check.Equal(t, []any{second.StartsAt, second.EndsAt, second.ChainFrom}, []any{first.EndsAt, at(t, "2030-11-22 00:00"), first.StartsAt})
	third, err := recognised(t, 3).notice("告知3号", &second, who, r)
	check.NoError(t, err)
	check.Equal(t, third.EndsAt, at(t, "2031-11-22 00:00"))
	_, err = recognised(t, 2).notice("告知4号", &third, who, r)
	check.Fault(t, err, "sanction.longest_term")
	rapid.Check(t, func(t *rapid.T) {
		var current *Sanction
		for range rapid.IntRange(1, 8).Draw(t, "n") {
			who.At += when.Micros(rapid.Int64Range(0, 900).Draw(t, "days")) * when.Day
			s := Sanction{State: Recognised, Edition: "lhcj-2024", Years: rapid.Int64Range(1, 3).Draw(t, "years")}
			n, err := s.notice("x", current, who, r)
			if err != nil {
				if fault.CodeOf(err) != "sanction.longest_term" {
					t.Fatal(err)
				}
				continue
			}
			if n.StartsAt < who.At || n.EndsAt <= n.StartsAt || n.EndsAt > AddYears(n.ChainFrom, 5) || n.EndsAt > AddYears(n.StartsAt, s.Years) {
				t.Fatalf("%+v", n)
			}
			if current != nil && n.StartsAt < current.EndsAt {
				t.Fatal("terms overlap")
			}
			current = &n
		}
	})
}

// TestAppeal protects: the right of appeal from the notice on, a clock, four eyes, a remedy, and the end at once when it is upheld.
func TestAppeal(t *testing.T) {
	r := shipped(t)
	s, err := recognised(t, 2).notice("告知7号", nil, by("c", city, ""), r)
	check.NoError(t, err)
	_, err = recognised(t, 2).appeal(by("d", county, "不是我"), r)
	check.Fault(t, err, "sanction.state")
	_, err = s.appeal(by("d", county, ""), r)
	check.Fault(t, err, "sanction.reason_needed")
	_, _, err = s.decideAppeal(true, "", by("e", city, "属实"))
	check.Fault(t, err, "sanction.no_appeal")
	a, err := s.appeal(by("d", county, "卡是被骗走的"), r)
	check.NoError(t, err)
	check.Equal(t, a.AppealDue, now+15*when.Day)
	_, err = a.appeal(by("d", county, "再次"), r)
	check.Fault(t, err, "sanction.appealed")
	for _, user := range []string{"a", "b", "c", "d"} {
		_, _, err = a.decideAppeal(true, "", by(user, city, "属实"))
		check.Fault(t, err, "sanction.same_person")
	}
	_, _, err = a.decideAppeal(true, "", by("e", city, ""))
	check.Fault(t, err, "sanction.reason_needed")
	_, _, err = a.decideAppeal(false, "", by("e", city, "不属实"))
	check.Fault(t, err, "sanction.remedy_needed")
	up, act, err := a.decideAppeal(true, "", by("e", city, "属实"))
	check.NoError(t, err)
	check.Equal(t, []any{act, up.State, up.Appeal, up.EndedBy}, []any{actUpholdAppeal, Revoked, AppealUpheld, "e"})
	down, act, err := a.decideAppeal(false, "可申请行政复议", by("e", city, "不属实"))
	check.NoError(t, err)
	check.Equal(t, []any{act, down.State, down.Appeal}, []any{actRefuseAppeal, Noticed, AppealRefused})
	_, err = down.appeal(by("d", county, "有新证据"), r)
	check.NoError(t, err)
	clock := by("system", "", "")
	clock.At = a.StartsAt
	f, _, err := a.tick(clock)
	check.NoError(t, err)
	clock.At = a.AppealDue
	late, act, err := f.tick(clock)
	check.NoError(t, err)
	check.Equal(t, []any{act, late.State, late.AppealLate, late.Alarm()}, []any{actLate, InForce, true, late.EndsAt})
}

// TestEditions protects: a sanction is judged by the rules of its day and keeps them.
func TestEditions(t *testing.T) {
	r := shipped(t)
	for day, want := range map[string]string{"2019-03-31 23:59": "", "2019-04-01 00:00": "yf85-2019", "2024-11-30 23:59": "yf85-2019", "2024-12-01 00:00": "lhcj-2024"} {
		e, _ := r.At(at(t, day))
		check.Equal(t, e.Code, want)
	}
	old := by("a", county, "")
	old.At = at(t, "2023-05-01 10:00")
	c := cmd()
	s, err := nominate(c, old, r)
	check.NoError(t, err)
	old.User, old.Unit = "b", city
	s, err = s.recognise(old, r)
	check.NoError(t, err)
	check.Equal(t, s.Years, 5)
	c.Tier, c.Crime, c.Facts = 1, "help", Facts{}
	_, err = nominate(c, old, r)
	check.Fault(t, err, "sanction.tier")
	s, err = s.notice("告知1号", nil, by("c", city, ""), r) // later, under newer rules
	check.NoError(t, err)
	check.Equal(t, s.EndsAt, at(t, "2031-11-22 00:00"))
	check.Equal(t, AddYears(at(t, "2028-02-29 00:00"), 2), at(t, "2030-02-28 00:00"))
	check.Equal(t, AddYears(at(t, "2028-02-29 00:00"), 4), at(t, "2032-02-29 00:00"))
}

// TestRulesRefused protects: a book that contradicts itself or names no source does not start.
func TestRulesRefused(t *testing.T) {
	raw, err := rulebook.FS.ReadFile("sanction.yaml")
	check.NoError(t, err)
	text := string(raw)
	for _, c := range [][2]string{
		{"version: 1", "version: 2"}, {"version: 1", "version: 1.5"}, {"editions:", "rules:"}, {"from: \"2024-12-01\"", "from: \"2019-04-01\""},
		{"from: \"2024-12-01\"", "from: \"soon\""}, {"confidence: news", "confidence: proposal"}, {"code: lhcj-2024", "code: \"\""},
		{"threshold: 3", "threshold: 0"}, {"max_years: 5", "max_years: 31"}, {"max_years: 5", "max_years: 4"}, {"{tier: 1, years: 3", "{tier: 2, years: 3"},
		{"{tier: 1, years: 3", "{tier: 4, years: 3"}, {"{tier: 1, years: 3, measures: [counter_only", "{tier: 1, years: 3, measures: [prison"},
		{"{tier: 1, years: 3, measures: [counter_only", "{tier: 1, years: 3, measures: [payment_stopped"}, {"{code: dishonest_list", "{code: counter_only"},
		{"zh: 帮助信息网络犯罪活动", "zh: ''"}, {"{code: help", "{code: a b"}, {"{code: notice_days, value: 3", "{code: notice_days, value: -1"},
		{"{code: notice_days", "{code: other_days"}, {"{code: notice_days", "{code: appeal_days"}, {"value: 15", "value: 0"}, {"value: 15", "value: 400"},
		{"label: local setting", "label: custom"},
	} {
		bad := strings.Replace(text, c[0], c[1], 1)
		check.True(t, bad != text, "the replacement found nothing: "+c[0])
		_, err := ParseRules([]byte(bad))
		check.Fault(t, err, "sanction.rules_file")
	}
	r := shipped(t)
	for _, c := range r.Clocks {
		check.True(t, c.Code == "minor_age" || c.Label == "local setting", c.Code+" is not printed as law")
	}
}

// FuzzParseRules protects: no file makes the parser panic, and what it accepts can be worked with.
func FuzzParseRules(f *testing.F) {
	raw, err := rulebook.FS.ReadFile("sanction.yaml")
	check.NoError(f, err)
	f.Add(raw)
	f.Add([]byte("version: 1"))
	f.Add([]byte(" rules:\n  !!0000000000 "))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := ParseRules(raw)
		if err != nil {
			check.Fault(t, err, "sanction.rules_file")
			return
		}
		check.True(t, len(r.Editions) > 0 && r.AppealWithin > 0 && len(r.Crimes) > 0, "accepted, but not whole")
	})
}

// FuzzParseKey protects: a cursor from outside is read back exactly or refused; no event body makes a reaction panic.
func FuzzParseKey(f *testing.F) {
	f.Add("dn8c4.a00001")
	f.Add(`{"id":"a"}`)
	f.Fuzz(func(t *testing.T, text string) {
		_, err := ParseEvent([]byte(text))
		if err != nil {
			check.Fault(t, err, "sanction.field")
		}
		k, err := ParseKey(text)
		if err != nil {
			check.Fault(t, err, "sanction.cursor")
			return
		}
		back, err := ParseKey(k.cursor())
		check.NoError(t, err)
		check.Equal(t, back, k)
	})
}
