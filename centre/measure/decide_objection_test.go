package measure

import (
	"strconv"
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/when"
)

func TestMachine(t *testing.T) {
	r := shipped(t)
	for _, line := range lines(t, "machine.txt") {
		left, want, _ := strings.Cut(line, "|")
		words := strings.Fields(left)
		o := Objection{Object: ObjectKind(words[0]), Ground: words[1]}
		obj := Object{}
		yuan := func(s string) int64 {
			n, err := strconv.ParseInt(s, 10, 64)
			check.NoError(t, err)
			return n * 100
		}
		day := func(s string) when.Micros { return when.Micros(yuan(s)/100) * when.Day }
		for _, w := range words[2:] {
			key, value, _ := strings.Cut(w, "=")
			switch key {
			case "cleared":
				obj.Cleared = true
			case "fen":
				obj.Fen = yuan(value)
			case "credit":
				obj.CreditFen = yuan(value)
			case "at":
				obj.CreditAt = day(value)
			case "invoice":
				money, at, _ := strings.Cut(value, "@")
				o.Evidence = append(o.Evidence, Evidence{Kind: "invoice", Number: "24312000000012345678", Fen: yuan(money), At: day(at), SHA256: sum})
			}
		}
		v, ok := suffices(&o, &obj, r)
		got := "person"
		if ok {
			got = "upheld " + strconv.FormatInt(v.fen/100, 10)
			check.True(t, v.upheld && v.machine && v.reason != "" && v.remedy != "", "said in words")
		}
		if got != strings.TrimSpace(want) {
			t.Errorf("%s: got %s", line, got)
		}
	}
}

func TestRestriction(t *testing.T) {
	r := shipped(t)
	cmd := ImposeCmd{Warning: "w1", Unit: county, Bank: "yh_bank", Account: "9900010000000000002", Person: "李四", Phone: "+8613800138000",
		Reason: "paying_now", Document: "云公保止字〔2026〕1号"}
	for name, change := range map[string]func(*ImposeCmd){
		"bank": func(c *ImposeCmd) { c.Bank = "" }, "account": func(c *ImposeCmd) { c.Account = "" }, "person": func(c *ImposeCmd) { c.Person = "" },
		"document": func(c *ImposeCmd) { c.Document = "" }, "reason": func(c *ImposeCmd) { c.Reason = "because" },
		"warning": func(c *ImposeCmd) { c.Warning = "" }, "phone": func(c *ImposeCmd) { c.Phone = "" }, "unit": func(c *ImposeCmd) { c.Unit = "" },
	} {
		c := cmd
		change(&c)
		_, err := impose(c, by("a", county, ""), r)
		check.Fault(t, err, "measure.field")
		check.True(t, strings.Contains(err.Error(), "field="+name), err.Error())
	}
	x, err := impose(cmd, by("a", county, ""), r)
	check.NoError(t, err)
	check.Equal(t, []any{x.State, x.EndsAt, x.ReviewDue, x.Count}, []any{RestrictionActive, now + 48*when.Hour, now + 24*when.Hour, int64(1)})
	_, err = x.review(by("b", county, ""), r)
	check.Fault(t, err, "measure.reason_needed")
	clock := by("system", "", "")
	clock.At = now + 24*when.Hour
	y, act, err := x.tick(clock)
	check.NoError(t, err)
	check.Equal(t, []any{act, y.Announced, y.Alarm()}, []any{actAnnounce, true, x.EndsAt})
	z, err := y.extend(by("b", county, "仍在受骗"), r)
	check.NoError(t, err)
	check.Equal(t, []any{z.Count, z.EndsAt, z.Announced}, []any{int64(2), now + 96*when.Hour, false})
	_, err = z.extend(by("b", county, "仍在受骗"), r)
	check.Fault(t, err, "measure.restriction_count")
	late := by("b", county, "x")
	late.At = x.EndsAt
	_, err = x.extend(late, r)
	check.Fault(t, err, "measure.restriction_over")
	_, err = x.review(late, r)
	check.Fault(t, err, "measure.restriction_over")
	ended, act, err := x.tick(late)
	check.NoError(t, err)
	check.Equal(t, []any{act, ended.State}, []any{actEnd, RestrictionEnded})
	_, err = ended.finish(actLift, late)
	check.Fault(t, err, "measure.state")
	toldOf(t, x, r)
	_, err = x.finish(actLift, by("b", county, ""))
	check.Fault(t, err, "measure.reason_needed")
}

// toldOf protects the officer from a restriction that only looks like one: what the bank has done of it stands beside its state, the
// same word twice is one, and only what may stand at the bank is asked to be lifted there.
func toldOf(t *testing.T, x Restriction, r *Rules) {
	t.Helper()
	check.Equal(t, []any{x.Limits, x.Told.State}, []any{LimitNonCounter, ToldAsked})
	for said, lifted := range map[ToldState]ToldState{ToldDone: ToldAsked, ToldSilent: ToldAsked, ToldRefused: ToldRefused, ToldUndelivered: ToldUndelivered} {
		y, err := x.told(Told{State: said, Refusal: "", At: now})
		check.NoError(t, err)
		check.Equal(t, []any{y.State, y.Version, y.Told.Failed()}, []any{RestrictionActive, x.Version + 1, said != ToldDone})
		_, err = y.told(Told{State: said, At: now + 1})
		check.NoError(t, same(err))
		late, err := y.told(Told{State: ToldAsked, At: now - 1})
		check.NoError(t, same(err))
		check.Equal(t, late.Told.State, said)
		z, err := y.finish(actLift, by("b", county, "已见面"))
		check.NoError(t, err)
		check.Equal(t, z.Told.State, lifted)
		z, err = y.extend(by("b", county, "仍在受骗"), r)
		check.NoError(t, err)
		check.Equal(t, z.Told.State, ToldAsked)
	}
}

func TestMark(t *testing.T) {
	r := shipped(t)
	cmd := MarkCmd{Unit: county, Bank: "yh_bank", SubjectKind: SubjectAccount, Subject: "9900010000000000003", Kind: MarkPassed, Source: "order/o1", Basis: "资金流经"}
	for name, change := range map[string]func(*MarkCmd){
		"subject": func(c *MarkCmd) { c.Subject = "" }, "source": func(c *MarkCmd) { c.Source = "" }, "kind": func(c *MarkCmd) { c.Kind = "bad" },
		"subject_kind": func(c *MarkCmd) { c.SubjectKind = SubjectPerson }, "bank": func(c *MarkCmd) { c.Bank = "" }, "unit": func(c *MarkCmd) { c.Unit = "" },
	} {
		c := cmd
		change(&c)
		_, err := mark(c, by("a", county, ""), r)
		check.Fault(t, err, "measure.field")
		check.True(t, strings.Contains(err.Error(), "field="+name), err.Error())
	}
	c := cmd
	c.Basis = ""
	_, err := mark(c, by("a", county, ""), r)
	check.Fault(t, err, "measure.reason_needed")
	for _, kind := range MarkKinds {
		c := cmd
		c.Kind = kind
		if kind == MarkLent || kind == MarkFalseReport {
			c.SubjectKind, c.Bank, c.Subject = SubjectPerson, "", "990101199001011234"
		}
		m, err := mark(c, by("a", county, ""), r)
		check.NoError(t, err)
		check.True(t, m.EndsAt > now, "an end")
		clock := by("system", "", "")
		clock.At = m.EndsAt - 1
		_, act, err := m.tick(clock)
		check.NoError(t, err)
		check.Equal(t, act, "")
		clock.At = m.EndsAt
		m, act, err = m.tick(clock)
		check.NoError(t, err)
		check.Equal(t, []any{act, m.State}, []any{actEnd, MarkEnded})
	}
}

func filing() FileCmd {
	return FileCmd{Object: OfHold, ObjectID: "o1", Name: "王五", Phone: "+8613800138001", Channel: "hotline", Ground: "merchant", Text: "货款",
		Evidence: []Evidence{{Kind: "invoice", SHA256: sum, Number: "1", Fen: 100, At: now}}}
}

func filed(t testing.TB) Objection {
	t.Helper()
	o, err := file(filing(), Object{Kind: OfHold, ID: "o1", Unit: county, Live: true, Orderers: []string{"a", "", "a", "c"}}, by("d", county, ""), shipped(t))
	check.NoError(t, err)
	return o
}

func TestFile(t *testing.T) {
	r := shipped(t)
	live := Object{Kind: OfHold, ID: "o1", Unit: county, Live: true}
	for _, c := range []struct {
		want   string
		change func(*FileCmd)
	}{
		{"measure.field", func(c *FileCmd) { c.ObjectID = "" }}, {"measure.field", func(c *FileCmd) { c.Name = "" }},
		{"measure.field", func(c *FileCmd) { c.Phone = "" }}, {"measure.field", func(c *FileCmd) { c.Channel = "letter" }},
		{"measure.field", func(c *FileCmd) { c.Ground = "angry" }}, {"measure.field", func(c *FileCmd) { c.Ground, c.Text = "other", " " }},
		{"measure.field", func(c *FileCmd) { c.Text = strings.Repeat("长", NoteMax+1) }},
		{"measure.evidence", func(c *FileCmd) { c.Evidence[0].Kind = "rumour" }}, {"measure.evidence", func(c *FileCmd) { c.Evidence[0].SHA256 = "" }},
		{"measure.evidence", func(c *FileCmd) { c.Evidence[0].Fen = -1 }},
		{"measure.evidence_many", func(c *FileCmd) {
			for len(c.Evidence) <= EvidenceMax {
				c.Evidence = append(c.Evidence, c.Evidence[0])
			}
		}},
	} {
		cmd := filing()
		c.change(&cmd)
		_, err := file(cmd, live, by("d", county, ""), r)
		check.Fault(t, err, c.want)
	}
	_, err := file(filing(), Object{Kind: OfHold, ID: "o1"}, by("d", county, ""), r)
	check.Fault(t, err, "measure.object_ended")
	o := filed(t)
	check.Equal(t, []any{o.State, o.MachineBy, o.HumanBy, o.Orderers}, []any{ObjectionOpen, now + 30*when.Minute, now + 4*when.Hour, "a c"})
	cmd := filing()
	cmd.Object = OfSanction
	s, err := file(cmd, Object{Kind: OfSanction, ID: "s1", Unit: county, Live: true}, by("d", county, ""), r)
	check.NoError(t, err)
	check.Equal(t, s.HumanBy, now+240*when.Hour)
	_, err = o.addEvidence(nil)
	check.Fault(t, err, "measure.evidence")
	more, err := o.addEvidence(filing().Evidence)
	check.NoError(t, err)
	check.Equal(t, []int{len(o.Evidence), len(more.Evidence)}, []int{1, 2})
}

func TestDecide(t *testing.T) {
	o := filed(t)
	yes := verdict{upheld: true, reason: "货款属实"}
	no := verdict{reason: "证据不足", remedy: "可补充合同后再次提出"}
	for _, user := range []string{"a", "c", "d"} {
		_, err := o.decide(yes, by(user, county, ""))
		check.Fault(t, err, "measure.four_eyes")
	}
	for want, v := range map[string]verdict{
		"measure.reason_needed": {upheld: true}, "measure.remedy_needed": {reason: "证据不足"},
		"measure.amount": {reason: "证据不足", remedy: "x", fen: 5},
	} {
		_, err := o.decide(v, by("e", county, ""))
		check.Fault(t, err, want)
	}
	_, err := o.decide(verdict{upheld: true, reason: "x", remedy: strings.Repeat("长", NoteMax+1)}, by("e", county, ""))
	check.Fault(t, err, "measure.remedy_needed")
	_, err = o.decide(verdict{upheld: true, reason: "x", fen: -1}, by("e", county, ""))
	check.Fault(t, err, "measure.amount")
	up, err := o.decide(yes, by("e", county, ""))
	check.NoError(t, err)
	check.True(t, up.State == ObjectionUpheld && up.State.Wrong() && !up.Machine && up.Alarm() == 0, "upheld")
	down, err := o.decide(no, by("e", county, ""))
	check.NoError(t, err)
	check.True(t, down.State == ObjectionRefused && !down.State.Wrong(), "refused")
	for _, x := range []Objection{up, down} {
		_, err = x.decide(yes, by("e", county, ""))
		check.Fault(t, err, "measure.state")
		_, err = x.addEvidence(filing().Evidence)
		check.Fault(t, err, "measure.state")
	}
	status := down.Status()
	check.Equal(t, []string{status.Reason, status.Remedy}, []string{no.reason, no.remedy})
}

func TestMissed(t *testing.T) {
	r := *shipped(t)
	o := filed(t)
	clock := by("system", "", "")
	clock.At = o.HumanBy - 1
	_, act, err := o.tick(clock, &r)
	check.NoError(t, err)
	check.Equal(t, act, "")
	clock.At = o.HumanBy
	x, act, err := o.tick(clock, &r)
	check.NoError(t, err)
	check.Equal(t, []any{act, x.State, x.Machine, x.Reason != ""}, []any{actMiss, ObjectionMissed, true, true})
	_, err = x.released(clock.At + 1)
	check.NoError(t, err)
	r.ReleaseMissed = false
	x, act, err = o.tick(clock, &r)
	check.NoError(t, err)
	check.Equal(t, []any{act, x.State, x.Overdue, x.Alarm()}, []any{actAnnounce, ObjectionOpen, true, when.Micros(0)})
	r.ReleaseMissed = true
	o.Object = OfFreeze
	_, act, err = o.tick(clock, &r)
	check.NoError(t, err)
	check.Equal(t, act, actAnnounce)
}
