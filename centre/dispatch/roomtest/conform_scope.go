package roomtest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// scopes protects: every read of every caller shows exactly what his jurisdiction covers, plus what it gave away until that
// has ended. One order at each station; Station1's second order was given to Station3, its third too and has ended there.
func scopes(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	ids := map[string]string{}
	for name, unit := range map[string]string{"one": Station1, "two": Station2, "three": Station3, "given": Station1, "done": Station1} {
		cmd := Cmd(name, unit)
		cmd.Target = "person" // one person, so that a leak by person would show
		ids[name] = d.Issue(t, cmd).ID
	}
	for _, name := range []string{"given", "done"} {
		_, err := d.Transfer(ctx, Officer(Station1), dispatch.TransferCmd{ID: ids[name], Version: 1, ToUnit: Station3, Reason: "lives there"})
		check.NoError(t, err)
	}
	_, err := d.Withdraw(ctx, "done", "closed")
	check.NoError(t, err)
	all := []string{"one", "two", "three", "given", "done"}
	for _, c := range []struct {
		who   string
		scope access.Scope
		sees  []string // by reading
		owns  int64    // in counts and figures
	}{
		{"system", access.System(), all, 5},
		{"ministry", Leader("000000000000"), all, 5},
		{"province", Leader("990000000000"), all, 5},
		{"city", Leader(City), all, 5},
		{"county east", Leader(East), []string{"one", "two", "given"}, 2},
		{"county west", Leader(West), []string{"three", "given", "done"}, 3},
		{"station 1", Officer(Station1), []string{"one", "given"}, 1},
		{"station 2", Officer(Station2), []string{"two"}, 1},
		{"station 3", Officer(Station3), []string{"three", "given", "done"}, 3},
		{"another station", Officer("990103010000"), nil, 0},
		{"another city", Leader("990200000000"), nil, 0},
		{"no unit", access.Scope{User: "x", Roles: []access.Role{access.Leader}}, nil, 0},
		{"malformed unit", Leader("9901"), nil, 0},
		{"wildcard unit", Leader("9901%_______"), nil, 0},
	} {
		want := map[string]bool{}
		for _, name := range c.sees {
			want[ids[name]] = true
		}
		t.Run(c.who, func(t *testing.T) { reads(t, d, readCase{c.scope, ids, want, c.owns}) })
	}
	denied(t, d, ids["one"])
}

type readCase struct {
	scope access.Scope
	ids   map[string]string
	want  map[string]bool
	owns  int64
}

// reads tries every read of the store with one scope.
func reads(t *testing.T, d *Desk, c readCase) {
	t.Helper()
	for name, id := range c.ids {
		_, err := d.Books.Get(ctx, c.scope, id)
		check.Equal(t, err == nil, c.want[id])
		steps, err := d.Books.Steps(ctx, c.scope, id)
		check.NoError(t, err)
		check.Equal(t, len(steps) > 0, c.want[id])
		open, err := d.Books.OpenOf(ctx, c.scope, name)
		check.NoError(t, err)
		check.Equal(t, len(open) > 0, c.want[id] && name != "done")
	}
	list, err := d.Books.List(ctx, c.scope, dispatch.Query{Limit: 100, Filter: dispatch.Filter{Target: "person"}})
	check.NoError(t, err)
	check.Equal(t, seen(list), c.want)
	figure, err := d.Books.List(ctx, c.scope, dispatch.Query{Limit: 100, Filter: dispatch.Filter{Figure: dispatch.FigOrders}})
	check.NoError(t, err)
	check.Equal(t, int64(len(figure)), c.owns)
	latest, err := d.Books.Latest(ctx, c.scope, []string{"one", "two", "three", "given", "done"})
	check.NoError(t, err)
	check.Equal(t, len(latest), len(c.want))
	steps, err := d.Books.History(ctx, c.scope, "person", 100)
	check.NoError(t, err)
	for _, st := range steps {
		check.True(t, c.want[st.Order], "history shows an order of another jurisdiction")
	}
	late, err := d.Books.Alarms(ctx, c.scope, Start+when.Day, 100)
	check.NoError(t, err)
	for _, o := range late {
		check.True(t, c.want[o.ID], "alarms show an order of another jurisdiction")
	}
	f, err := d.Books.Figures(ctx, c.scope, dispatch.Span{AsOf: Start})
	check.NoError(t, err)
	check.Equal(t, f.Orders, c.owns)
	n, err := d.Books.Counts(ctx, c.scope, Start+when.Day)
	check.NoError(t, err)
	check.True(t, n.Issued <= c.owns, "counts count orders of another jurisdiction")
}

func seen(list []dispatch.Order) map[string]bool {
	out := map[string]bool{}
	for _, o := range list {
		out[o.ID] = true
	}
	return out
}

// denied protects: commands on what lies elsewhere find nothing, on what was given away are refused by name, and roles
// without the right do nothing at all.
func denied(t *testing.T, d *Desk, id string) {
	t.Helper()
	_, err := d.Sign(ctx, Officer(Station2), id, 1)
	check.Fault(t, err, "dispatch.not_found")
	_, err = d.Transfer(ctx, Officer(Station3), dispatch.TransferCmd{ID: id, Version: 1, ToUnit: Station3, Reason: "mine"})
	check.Fault(t, err, "dispatch.not_found")
	_, err = d.Chase(ctx, Officer(Station1), id, "")
	check.Fault(t, err, "access.denied")
	admin := access.Scope{User: "a", Unit: City, Roles: []access.Role{access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin}}
	_, err = d.Sign(ctx, admin, id, 1)
	check.Fault(t, err, "access.denied")
	_, err = d.Get(ctx, admin, id)
	check.Fault(t, err, "access.denied")
	_, _, err = d.List(ctx, admin, dispatch.Filter{})
	check.Fault(t, err, "access.denied")
	_, err = d.Figures(ctx, Officer(Station1), dispatch.Span{})
	check.Fault(t, err, "access.denied")
	_, err = d.Transfer(ctx, Officer(Station1), dispatch.TransferCmd{ID: id, Version: 1, ToUnit: Station3, Reason: "lives there"})
	check.NoError(t, err)
	_, err = d.Sign(ctx, Officer(Station1), id, 2)
	check.Fault(t, err, "dispatch.given_away")
	got, err := d.Get(ctx, Officer(Station1), id)
	check.NoError(t, err)
	check.True(t, got.Given, "the giver reads it as given")
}

// hostile protects: nothing that a caller writes breaks the store or another row.
func hostile(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	o := d.Issue(t, Cmd("w1", Station1))
	for _, text := range []string{"'; drop table dispatch_order; --", "a\x00b", "\xff\xfe", "%", "_", "=cmd|' /C calc'!A0", "<script>", "长\u202e"} {
		_, err := d.Get(ctx, Officer(Station1), text)
		check.Fault(t, err, "dispatch.not_found")
		_, err = d.Sign(ctx, Officer(Station1), text, 1)
		check.Fault(t, err, "dispatch.not_found")
		for _, f := range []dispatch.Filter{{Number: text}, {Warning: text}, {Target: text}, {Unit: text}, {Cursor: text}} {
			list, _, err := d.List(ctx, Officer(Station1), f)
			check.True(t, err != nil || len(list) == 0, "hostile filter finds something")
		}
		_, err = d.Chase(ctx, Leader(East), o.ID, text)
		check.NoError(t, err)
	}
	got, err := d.Get(ctx, Officer(Station1), o.ID)
	check.NoError(t, err)
	check.Equal(t, got.Chases, int64(8))
	check.Equal(t, got.Steps[2].Note, "a\uFFFDb")
	_, err = d.Chase(ctx, Leader(East), o.ID, longNote())
	check.Fault(t, err, "dispatch.note_too_long")
}

func longNote() string {
	b := make([]rune, dispatch.NoteMax+1)
	for i := range b {
		b[i] = '长'
	}
	return string(b)
}

// model protects: whatever is commanded, the store shows what the store in memory shows, figures are the counts of the
// documented definition, and each figure lists exactly its records.
func model(t *testing.T, s Opened) {
	if _, ok := s.Books.(*Memory); ok {
		t.Skip("the model itself")
	}
	real, model := NewDesk(t, s), NewDesk(t, NewMemory())
	rnd := rand.New(rand.NewPCG(7, 1))
	for step := range 400 {
		seed := rnd.Uint64()
		a := Play(real, rand.New(rand.NewPCG(seed, 2)))
		b := Play(model, rand.New(rand.NewPCG(seed, 2)))
		check.Equal(t, a, b)
		if step%40 == 39 {
			agree(t, real, model)
		}
	}
}

func agree(t *testing.T, real, model *Desk) {
	t.Helper()
	for _, scope := range []access.Scope{Leader(City), Leader(East), Leader(Station3)} {
		a, _, err := real.List(ctx, scope, dispatch.Filter{Limit: 200})
		check.NoError(t, err)
		b, _, err := model.List(ctx, scope, dispatch.Filter{Limit: 200})
		check.NoError(t, err)
		check.Equal(t, a, b)
		ca, err := real.Counts(ctx, scope)
		check.NoError(t, err)
		cb, err := model.Counts(ctx, scope)
		check.NoError(t, err)
		check.Equal(t, ca, cb)
		for _, f := range []dispatch.Filter{{Mine: true}, {Overdue: true}, {Unit: East}, {Number: "20261118-00001"}, {States: []dispatch.State{dispatch.Issued, dispatch.Signed}, Levels: []dispatch.Level{dispatch.High}, Family: dispatch.FamilyFund}} {
			a, _, err := real.List(ctx, scope, f)
			check.NoError(t, err)
			b, _, err := model.List(ctx, scope, f)
			check.NoError(t, err)
			check.Equal(t, a, b)
		}
		figuresAgree(t, real, model, scope)
	}
}

func figuresAgree(t *testing.T, real, model *Desk, scope access.Scope) {
	t.Helper()
	span := dispatch.Span{From: Start, To: Start + when.Day}
	fa, err := real.Figures(ctx, scope, span)
	check.NoError(t, err)
	fb, err := model.Figures(ctx, scope, span)
	check.NoError(t, err)
	check.Equal(t, fa, fb)
	for _, x := range []struct {
		f    dispatch.Figure
		p    dispatch.Part
		want int64
	}{
		{dispatch.FigOrders, "", fa.Orders}, {dispatch.FigOverdue, dispatch.Num, fa.Overdue},
		{dispatch.FigSignedInTime, dispatch.Num, fa.SignedInTime.Num}, {dispatch.FigSignedInTime, dispatch.Den, fa.SignedInTime.Den},
		{dispatch.FigVisitedInTime, dispatch.Num, fa.VisitedInTime.Num}, {dispatch.FigVisitedInTime, dispatch.Den, fa.VisitedInTime.Den},
		{dispatch.FigReported, dispatch.Num, fa.Reported.Num}, {dispatch.FigReported, dispatch.Den, fa.Reported.Den},
	} {
		list, more, err := real.List(ctx, scope, dispatch.Filter{Figure: x.f, Part: x.p, Span: span, Limit: 200})
		check.NoError(t, err)
		check.Equal(t, more, "")
		check.Equal(t, fmt.Sprintf("%s %s %d", x.f, x.p, len(list)), fmt.Sprintf("%s %s %d", x.f, x.p, x.want))
	}
}
