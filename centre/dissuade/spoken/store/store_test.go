package store

import (
	"context"
	"fmt"
	"maps"
	"testing"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/base/clock"
	"fanzha/centre/dissuade/spoken"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/fault"
)

const (
	city   = "990100000000"
	county = "990101000000"
	beside = "990200000000"
)

func of(user, unit string, role access.Role) access.Scope {
	return access.Scope{User: user, Name: user, Unit: unit, Roles: []access.Role{role}}
}

var errHidden = fault.New(fault.NotFound, "warning.not_found")

// seen knows one warning.
type seen struct{}

func (seen) Seen(_ context.Context, _ access.Scope, id string) error {
	if id != "w1" {
		return errHidden
	}
	return nil
}

// TestConform protects the words of a centre on both databases: two persons, one in force, in its unit and below, refused when rude; votes
// count once; the audit chain verifies.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			d := fresh(t)
			book, err := spoken.Load()
			check.NoError(t, err)
			n := 0
			s := spoken.New(spoken.Options{Book: book, Records: New(d), Warnings: seen{}, Clock: clock.NewManual(1_795_000_000_000_000), NewID: func() string { n++; return fmt.Sprintf("v%d", n) }})
			refusals(t, s)
			life(t, s)
			votes(t, s)
			report, err := auditstore.Verify(t.Context(), d, auditstore.VerifyOptions{})
			check.NoError(t, err)
			check.True(t, report.OK(), "the audit chain does not verify")
		})
	}
}

func words(s *spoken.Service, first string) spoken.Words {
	x, _ := s.Book().Get("police_account")
	out := maps.Clone(x.Texts[spoken.ZH])
	out[spoken.Open] = []string{first}
	return out
}

func propose(s *spoken.Service, first string) spoken.ProposeCmd {
	return spoken.ProposeCmd{Kind: "police_account", Reading: spoken.ZH, Words: words(s, first), Note: "本地说法"}
}

func refusals(t *testing.T, s *spoken.Service) {
	li := of("li", city, access.Operator)
	for _, c := range []struct {
		by     access.Scope
		change func(*spoken.ProposeCmd)
		code   string
	}{
		{of("a", city, access.AuditAdmin), nil, "access.denied"},
		{of("a", city, access.Analyst), nil, "access.denied"},
		{li, func(c *spoken.ProposeCmd) { c.Kind = "no_such" }, "spoken.not_found"},
		{li, func(c *spoken.ProposeCmd) { c.Reading = "fr" }, "spoken.field"},
		{li, func(c *spoken.ProposeCmd) { c.Note = " " }, "spoken.note"},
		{li, func(c *spoken.ProposeCmd) { c.Note = string(make([]byte, 400)) }, "spoken.field"},
		{li, func(c *spoken.ProposeCmd) { c.Words = nil }, "spoken.text"},
		{li, func(c *spoken.ProposeCmd) { c.Words = words(s, "请您把密码念一下。") }, "spoken.text"},
	} {
		cmd := propose(s, "您好，我慢慢说。")
		if c.change != nil {
			c.change(&cmd)
		}
		_, err := s.Propose(t.Context(), c.by, cmd)
		check.Fault(t, err, c.code)
	}
	_, err := s.Get(t.Context(), li, "no_such")
	check.Fault(t, err, "spoken.not_found")
	_, err = s.Get(t.Context(), of("a", city, access.AuditAdmin), "police_account")
	check.Fault(t, err, "access.denied")
	_, err = s.List(t.Context(), li, "love", "")
	check.Fault(t, err, "spoken.field")
	_, err = s.List(t.Context(), li, "", string(make([]byte, 100)))
	check.Fault(t, err, "spoken.field")
}

// open is the first line that a unit speaks.
func open(t *testing.T, s *spoken.Service, unit string) string {
	t.Helper()
	x, err := s.Get(t.Context(), of("x", unit, access.Operator), "police_account")
	check.NoError(t, err)
	return x.Texts[spoken.ZH][spoken.Open][0]
}

func life(t *testing.T, s *spoken.Service) {
	ctx := t.Context()
	shipped := open(t, s, county)
	li, chen, zhou := of("li", city, access.Leader), of("chen", city, access.Leader), of("zhou", county, access.Leader)
	v, err := s.Propose(ctx, li, propose(s, "您好，我是市里的。"))
	check.NoError(t, err)
	check.Equal(t, []any{v.State, v.Number, open(t, s, county)}, []any{spoken.Proposed, int64(1), shipped})
	_, err = s.Propose(ctx, chen, propose(s, "您好，我再提一个。"))
	check.Fault(t, err, "spoken.open")
	act := func(by access.Scope, a spoken.Act, v spoken.Version, note string) (spoken.Version, error) {
		return s.Decide(ctx, by, a, spoken.Command{Kind: v.Kind, ID: v.ID, Rev: v.Rev, Note: note})
	}
	for _, c := range []struct {
		by   access.Scope
		a    spoken.Act
		note string
		code string
	}{
		{li, spoken.ActApprove, "", "spoken.same_person"}, {of("op", city, access.Operator), spoken.ActApprove, "", "access.denied"}, {of("op", city, access.Operator), spoken.ActWithdraw, "x", "access.denied"},
		{zhou, spoken.ActApprove, "", "spoken.not_found"}, {of("far", beside, access.Leader), spoken.ActApprove, "", "spoken.not_found"}, {chen, spoken.ActReturn, "", "spoken.note"},
		{of("sys", city, access.SystemAdmin), spoken.ActApprove, "", "access.denied"},
	} {
		_, err = act(c.by, c.a, v, c.note)
		check.Fault(t, err, c.code)
	}
	stale := v
	stale.Rev = 7
	_, err = act(chen, spoken.ActApprove, stale, "")
	check.Fault(t, err, "spoken.stale")
	approve, withdraw := spoken.MayDecide(li, &v)
	check.Equal(t, []bool{approve, withdraw}, []bool{false, true})
	first, err := act(chen, spoken.ActApprove, v, "")
	check.NoError(t, err)
	check.Equal(t, []string{open(t, s, city), open(t, s, county), open(t, s, beside)}, []string{"您好，我是市里的。", "您好，我是市里的。", shipped})
	_, err = act(chen, spoken.ActApprove, first, "")
	check.Fault(t, err, "spoken.state")

	// the county's own words stand over the city's; a second version of the city replaces its first
	own, err := s.Propose(ctx, zhou, propose(s, "您好，我是县里的。"))
	check.NoError(t, err)
	_, err = act(chen, spoken.ActApprove, own, "")
	check.NoError(t, err)
	next, err := s.Propose(ctx, chen, propose(s, "您好，我换个说法。"))
	check.NoError(t, err)
	check.Equal(t, next.Number, int64(2))
	next, err = act(li, spoken.ActApprove, next, "")
	check.NoError(t, err)
	check.Equal(t, []string{open(t, s, city), open(t, s, county)}, []string{"您好，我换个说法。", "您好，我是县里的。"})
	history, err := s.History(ctx, of("x", county, access.Operator), "police_account")
	check.NoError(t, err)
	states := map[string]spoken.State{}
	for _, h := range history {
		states[h.ID] = h.State
	}
	check.Equal(t, states, map[string]spoken.State{first.ID: spoken.Replaced, own.ID: spoken.Approved, next.ID: spoken.Approved})
	history, err = s.History(ctx, of("x", beside, access.Operator), "police_account")
	check.NoError(t, err)
	check.Equal(t, len(history), 0)

	_, err = act(chen, spoken.ActWithdraw, next, "不再使用")
	check.NoError(t, err)
	check.Equal(t, open(t, s, city), shipped)
	back, err := s.Propose(ctx, chen, propose(s, "您好，先退回看看。"))
	check.NoError(t, err)
	back, err = act(li, spoken.ActReturn, back, "再短一点")
	check.NoError(t, err)
	check.Equal(t, []any{back.State, back.Decided.Note}, []any{spoken.Returned, "再短一点"})
}

func votes(t *testing.T, s *spoken.Service) {
	ctx := t.Context()
	li := of("li", county, access.Operator)
	vote := spoken.VoteCmd{Kind: "police_case", Reading: spoken.ZH, Step: spoken.Test, Warning: "w1"}
	for _, c := range []struct {
		by     access.Scope
		change func(*spoken.VoteCmd)
		code   string
	}{
		{of("a", city, access.Analyst), nil, "access.denied"},
		{li, func(c *spoken.VoteCmd) { c.Kind = "no" }, "spoken.not_found"},
		{li, func(c *spoken.VoteCmd) { c.Reading = "xx" }, "spoken.field"},
		{li, func(c *spoken.VoteCmd) { c.Step = "shout" }, "spoken.field"},
		{li, func(c *spoken.VoteCmd) { c.Warning = "w2" }, "warning.not_found"},
	} {
		one := vote
		if c.change != nil {
			c.change(&one)
		}
		_, err := s.Vote(ctx, c.by, one)
		check.Fault(t, err, c.code)
	}
	_, err := s.Vote(ctx, li, vote)
	check.NoError(t, err)
	vote.Step = spoken.Foretell // the same person on the same warning changes his mind
	got, err := s.Vote(ctx, li, vote)
	check.NoError(t, err)
	check.Equal(t, got, spoken.Tally{spoken.Foretell: 1})
	vote.Warning = ""
	_, err = s.Vote(ctx, li, vote)
	check.NoError(t, err)
	vote.Step = ""
	got, err = s.Vote(ctx, of("wang", beside, access.Operator), vote)
	check.NoError(t, err)
	check.Equal(t, got, spoken.Tally{spoken.Foretell: 2, "": 1})
	rows, err := s.List(ctx, li, "impostor_police", "")
	check.NoError(t, err)
	check.Equal(t, []any{len(rows), rows[0].Code, rows[0].Votes}, []any{4, "police_case", spoken.Tally{spoken.Foretell: 2, "": 1}})
}
