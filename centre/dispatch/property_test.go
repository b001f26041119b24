package dispatch_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/dispatch/roomtest"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// TestRandomLife protects the invariants: whatever is commanded in whatever order, every change follows the table of
// transitions, Rev grows by one and Version never falls, a warning has one open order per unit, and repeating an Issue or a
// Tick changes nothing.
func TestRandomLife(t *testing.T) {
	allowed := map[string]bool{" issue issued": true}
	for _, tr := range dispatch.Transitions {
		if tr.Refused == nil {
			allowed[fmt.Sprintf("%s %s %s", tr.From, tr.Action, tr.To)] = true
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		books := roomtest.NewMemory()
		desk := roomtest.NewDesk(t, books)
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 3))
		for range rapid.IntRange(1, 120).Draw(r, "commands") {
			roomtest.Play(desk, rnd)
		}
		list, _, err := desk.List(context.Background(), roomtest.Leader(roomtest.City), dispatch.Filter{Limit: 200})
		check.NoError(t, err)
		open := map[string]bool{}
		for _, v := range list {
			if v.State.Open() {
				check.True(t, !open[v.Warning+v.Unit], "two open orders of a warning at one unit")
				open[v.Warning+v.Unit] = true
			}
			steps(t, books, v.Order, allowed)
			shape(t, v)
		}
		again(t, desk, books)
	})
}

// steps checks the history of one order.
func steps(t *testing.T, books *roomtest.Memory, o dispatch.Order, allowed map[string]bool) {
	t.Helper()
	list, err := books.Steps(context.Background(), access.System(), o.ID)
	check.NoError(t, err)
	state := dispatch.State("")
	for i, s := range list {
		check.Equal(t, s.Seq, int64(i+1))
		check.Equal(t, s.From, state)
		check.True(t, allowed[fmt.Sprintf("%s %s %s", s.From, s.Action, s.To)], fmt.Sprintf("%s %s %s is not in the table", s.From, s.Action, s.To))
		state = s.To
	}
	check.Equal(t, state, o.State)
	check.Equal(t, int64(len(list)), o.Rev)
	check.True(t, o.Version <= o.Rev, "version outruns rev")
}

// shape checks what must hold of every order.
func shape(t *testing.T, v dispatch.View) {
	t.Helper()
	check.Equal(t, v.DueAt == 0, !v.State.Open())
	check.Equal(t, v.DueWhat == "", v.DueAt == 0)
	check.Equal(t, v.EndedAt != 0, v.State.Ended())
	check.Equal(t, v.ReportedAt != 0, v.Result != "")
	check.True(t, v.State != dispatch.Issued || v.SignedAt == 0, "to sign, but signed")
	check.True(t, v.State != dispatch.Signed || v.SignedAt != 0, "signed by nobody")
	check.True(t, v.Late&^v.Missed == 0, "late but not missed")
	check.True(t, v.FromUnit != v.Unit && (v.Round > 1) == (v.FromUnit != ""), "rounds and giver do not fit")
	rule, _ := dispatch.ResultOf(v.Result)
	check.True(t, rule.Needs != dispatch.VisitMet || v.VisitedAt != 0, "met without a visit")
}

// again repeats what may be delivered twice.
func again(t *testing.T, desk *roomtest.Desk, books *roomtest.Memory) {
	t.Helper()
	ctx := context.Background()
	_, err := desk.Tick(ctx, desk.Clock.Now())
	check.NoError(t, err)
	before := len(books.Events())
	n, err := desk.Tick(ctx, desk.Clock.Now())
	check.NoError(t, err)
	check.Equal(t, n, 0)
	cmd := roomtest.Cmd("again", roomtest.Station1)
	first, err := desk.Service.Issue(ctx, cmd)
	check.NoError(t, err)
	second, err := desk.Service.Issue(ctx, cmd)
	check.NoError(t, err)
	check.Equal(t, second, first)
	check.Equal(t, len(books.Events()), before+1)
}

// TestIssueRefuses protects: an order that nobody could work on, or that would show a full number, is not made.
func TestIssueRefuses(t *testing.T) {
	desk := roomtest.NewDesk(t, roomtest.NewMemory())
	for _, c := range []struct {
		code   string
		change func(*dispatch.IssueCmd)
	}{
		{"dispatch.field", func(c *dispatch.IssueCmd) { c.Cause = "" }},
		{"dispatch.field", func(c *dispatch.IssueCmd) { c.Cause = strings.Repeat("x", 201) }},
		{"dispatch.field", func(c *dispatch.IssueCmd) { c.Warning = "" }},
		{"dispatch.field", func(c *dispatch.IssueCmd) { c.Target = "a\x00b" }},
		{"dispatch.field", func(c *dispatch.IssueCmd) { c.Level = "red" }},
		{"dispatch.field", func(c *dispatch.IssueCmd) { c.Family = "" }},
		{"dispatch.field", func(c *dispatch.IssueCmd) { c.Person.Name = "\xff" }},
		{"dispatch.unmasked", func(c *dispatch.IssueCmd) { c.Person.Phone = "13800138000" }},
		{"dispatch.unit_unknown", func(c *dispatch.IssueCmd) { c.Unit = "990103010000" }},
		{"dispatch.unit_unknown", func(c *dispatch.IssueCmd) { c.Unit = "99" }},
		{"dispatch.unit_inactive", func(c *dispatch.IssueCmd) { c.Unit = roomtest.Dormant }},
	} {
		cmd := roomtest.Cmd("w", roomtest.Station1)
		c.change(&cmd)
		_, err := desk.Service.Issue(context.Background(), cmd)
		check.Fault(t, err, c.code)
	}
	cmd := roomtest.Cmd("w", roomtest.Station1)
	cmd.Fraud = "unheard_of"
	cmd.ReasonZH = strings.Repeat("长", 3*dispatch.NoteMax)
	o := desk.Issue(t, cmd)
	check.Equal(t, o.Fraud, "other")
	check.Equal(t, len([]rune(o.ReasonZH)), dispatch.NoteMax)
	check.Equal(t, o.Rule, "deadlines/7 urgent fund")
	_, err := desk.Escalate(context.Background(), "w", "red")
	check.Fault(t, err, "dispatch.field")
}

// TestFilterRefuses protects: what a list cannot mean is refused, not guessed.
func TestFilterRefuses(t *testing.T) {
	desk := roomtest.NewDesk(t, roomtest.NewMemory())
	for _, f := range []dispatch.Filter{
		{States: []dispatch.State{"lost"}}, {Levels: []dispatch.Level{"red"}}, {Unit: "9901"}, {Figure: "luck"}, {Part: dispatch.Num},
		{Figure: dispatch.FigSignedInTime}, {Figure: dispatch.FigOrders, Part: dispatch.Den}, {Number: strings.Repeat("1", 201)},
	} {
		_, _, err := desk.List(context.Background(), roomtest.Leader(roomtest.City), f)
		check.Fault(t, err, "dispatch.filter")
	}
	_, err := desk.Latest(context.Background(), roomtest.Leader(roomtest.City), make([]string, dispatch.LatestMax+1))
	check.Fault(t, err, "dispatch.filter")
	got, err := desk.Latest(context.Background(), roomtest.Leader(roomtest.City), nil)
	check.NoError(t, err)
	check.Equal(t, len(got), 0)
}

// staleLedger is a ledger under which another writer is always faster.
type staleLedger struct{ dispatch.Ledger }

func (staleLedger) Save(context.Context, ...dispatch.Change) error { return dispatch.ErrStale }

// TestStaleGivesUp protects: a command whose row changes under it for ever ends with a named refusal, and a clock goes on.
func TestStaleGivesUp(t *testing.T) {
	books := roomtest.NewMemory()
	desk := roomtest.NewDesk(t, books)
	o := desk.Issue(t, roomtest.Cmd("w", roomtest.Station1))
	s := dispatch.New(dispatch.Options{
		Ledger: staleLedger{books}, Reader: books, Lists: books, Tally: books, Units: roomtest.Units{}, Contacts: desk.Contacts,
		Clock: desk.Clock, Deadlines: desk.Rules, NewID: func() string { return "x" },
	})
	_, err := s.Sign(context.Background(), roomtest.Officer(roomtest.Station1), o.ID, 1)
	check.Fault(t, err, "dispatch.stale")
	err = s.Contacted(context.Background(), o.ID, dispatch.Contact{ID: "a", Channel: "call", At: roomtest.Start})
	check.Fault(t, err, "dispatch.stale")
	n, err := s.Tick(context.Background(), roomtest.Start+when.Hour)
	check.NoError(t, err)
	check.Equal(t, n, 0)
	ref, err := s.Refer(context.Background(), o.ID)
	check.NoError(t, err)
	check.Equal(t, ref, dispatch.Ref{ID: o.ID, Warning: "w", Unit: roomtest.Station1, State: dispatch.Issued})
}
