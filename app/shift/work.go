// Package shift reads for duty what is open in all rooms, and who may be on duty.
package shift

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/centre/dispatch"
	"fanzha/centre/duty"
	"fanzha/centre/hotline"
	"fanzha/centre/measure"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Work reads the rooms. It implements duty.Work.
type Work struct {
	Warnings *warning.Service
	Orders   *dispatch.Service
	Tickets  *hotline.Service
	Claims   *stoppay.Service
	Measures *measure.Service
	Clock    clock.Clock
}

// readMax bounds how many records of a room are looked through for those of one unit: a room whose list cannot be narrowed to the unit
// lists those of the units below too.
const readMax = 20_000

var errMany = fault.New(duty.ErrTooMany.Kind, duty.ErrTooMany.Code, "most", int64(duty.ItemsMax))

// Open implements duty.Work.
func (w Work) Open(ctx context.Context, unit, person string) ([]duty.Item, error) {
	seen := map[string]bool{}
	var out []duty.Item
	for _, read := range []func(context.Context, string, string) ([]duty.Item, error){w.warnings, w.orders, w.tickets, w.claims, w.objections} {
		found, err := read(ctx, unit, person)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			if !seen[x.Key()] {
				seen[x.Key()] = true
				out = append(out, x)
			}
		}
		if len(out) > duty.ItemsMax {
			return nil, errMany
		}
	}
	return out, nil
}

// pages reads every page of a list.
func pages[T any](read func(cursor string) ([]T, string, error)) ([]T, error) {
	var out []T
	cursor := ""
	for {
		page, next, err := read(cursor)
		out = append(out, page...)
		if err != nil || next == "" {
			return out, err
		}
		if len(out) >= readMax {
			return nil, errMany
		}
		cursor = next
	}
}

func (w Work) late(at when.Micros) bool { return at != 0 && at <= w.Clock.Now() }

// as is the scope in which a person's own records are listed: of the whole centre, in his name.
func as(person string) access.Scope {
	s := access.System()
	s.User = person
	return s
}

func (w Work) warnings(ctx context.Context, unit, person string) ([]duty.Item, error) {
	states := []warning.State{warning.Open, warning.Working, warning.InReview}
	list := func(f warning.Filter, scope access.Scope) ([]warning.View, error) {
		return pages(func(cursor string) ([]warning.View, string, error) {
			f.State, f.Cursor, f.Limit = states, cursor, warning.MaxLimit
			return w.Warnings.List(ctx, scope, f)
		})
	}
	here, err := list(warning.Filter{Unit: unit, Only: true}, access.System())
	if err != nil {
		return nil, err
	}
	mine, err := list(warning.Filter{Mine: true}, as(person))
	var out []duty.Item
	for _, v := range append(here, mine...) {
		x := duty.Item{Kind: duty.KindWarning, ID: v.ID, Number: v.Number, About: about(v.Person.Name, v.Person.Phone), Level: string(v.Level), State: string(v.State),
			DueWhat: v.DueWhat, DueAt: v.DueAt, Overdue: w.late(v.DueAt)}
		if v.State == warning.Working {
			x.Owner = duty.Person{ID: v.ClaimedBy, Name: v.ClaimedName}
		}
		out = append(out, x)
	}
	return out, err
}

// about is the masked line by which a list names somebody.
func about(name string, phone ident.Phone) string {
	number := phone.Mask()
	if !strings.Contains(number, "*") {
		number = ""
	}
	return strings.TrimSpace(ident.MaskName(name) + " " + number)
}

func (w Work) orders(ctx context.Context, unit, person string) ([]duty.Item, error) {
	here, err := pages(func(cursor string) ([]dispatch.View, string, error) {
		return w.Orders.List(ctx, access.System(), dispatch.Filter{Unit: unit, Only: true, States: []dispatch.State{dispatch.Issued, dispatch.Signed, dispatch.Reported}, Cursor: cursor, Limit: dispatch.PageMax})
	})
	if err != nil {
		return nil, err
	}
	mine, err := pages(func(cursor string) ([]dispatch.View, string, error) {
		return w.Orders.List(ctx, as(person), dispatch.Filter{Mine: true, States: []dispatch.State{dispatch.Signed}, Cursor: cursor, Limit: dispatch.PageMax})
	})
	var out []duty.Item
	for _, o := range append(here, mine...) {
		x := duty.Item{Kind: duty.KindOrder, ID: o.ID, Number: o.Number, About: strings.TrimSpace(o.Person.Name + " " + o.Person.Phone), Level: string(o.Level),
			State: string(o.State), DueWhat: string(o.DueWhat), DueAt: o.DueAt, Overdue: o.Overdue}
		if o.State == dispatch.Signed {
			x.Owner = duty.Person{ID: o.SignedBy, Name: o.SignedByName}
		}
		out = append(out, x)
	}
	return out, err
}

func (w Work) tickets(ctx context.Context, unit, person string) ([]duty.Item, error) {
	open := []hotline.State{hotline.Queued, hotline.Answered, hotline.TakenOver, hotline.Wrapped, hotline.Promised}
	all, err := pages(func(cursor string) ([]hotline.Ticket, string, error) {
		return w.Tickets.List(ctx, access.System(), hotline.Filter{States: open, Cursor: cursor, Limit: hotline.PageMax})
	})
	var out []duty.Item
	for i := range all {
		t := &all[i]
		owner := duty.Person{ID: t.Desk, Name: t.DeskName}
		if t.State == hotline.TakenOver {
			owner = duty.Person{ID: t.Leader, Name: t.LeaderName}
		}
		if t.Unit != unit && owner.ID != person {
			continue
		}
		x := duty.Item{Kind: duty.KindTicket, ID: t.ID, Number: t.Number, About: about("", t.Phone), State: string(t.State), DueAt: t.PromiseAt, Overdue: w.late(t.PromiseAt), Owner: owner}
		if t.PromiseAt != 0 {
			x.DueWhat = "promise"
		}
		out = append(out, x)
	}
	return out, err
}

func (w Work) claims(ctx context.Context, unit, _ string) ([]duty.Item, error) {
	all, err := pages(func(cursor string) ([]stoppay.Claim, string, error) {
		return w.Claims.Claims(ctx, access.System(), stoppay.ClaimFilter{States: []stoppay.ClaimState{stoppay.ClaimOpen}, Unit: unit, Cursor: cursor, Limit: claimPage})
	})
	var out []duty.Item
	for i := range all {
		c := &all[i]
		if c.Unit != unit {
			continue
		}
		x := duty.Item{Kind: duty.KindClaim, ID: c.ID, Number: c.Number, About: about(c.Victim.Name, c.Victim.Phone), State: string(c.State)}
		if c.Reviewed == 0 && c.ReviewBy != 0 {
			x.DueWhat, x.DueAt, x.Overdue = "review", c.ReviewBy, w.late(c.ReviewBy)
		}
		out = append(out, x)
	}
	return out, err
}

func (w Work) objections(ctx context.Context, unit, _ string) ([]duty.Item, error) {
	all, err := pages(func(cursor string) ([]measure.Objection, string, error) {
		return w.Measures.Objections(ctx, access.System(), measure.Filter{States: []string{string(measure.ObjectionOpen)}, Cursor: cursor, Limit: measure.PageMax})
	})
	var out []duty.Item
	for i := range all {
		o := &all[i]
		if o.Unit == unit {
			out = append(out, duty.Item{Kind: duty.KindObjection, ID: o.ID, Number: o.Number, About: about(o.Name, o.Phone), State: string(o.State), DueWhat: "decide", DueAt: o.HumanBy, Overdue: w.late(o.HumanBy)})
		}
	}
	return out, err
}

// claimPage is how many claims are read at a time.
const claimPage = 100

// People knows who of a unit may be on duty. It implements duty.People.
type People struct{ Accounts *accessstore.Store }

// Of implements duty.People.
func (p People) Of(ctx context.Context, unit string) ([]duty.Candidate, error) {
	list, err := p.Accounts.OfUnit(ctx, unit)
	var out []duty.Candidate
	for _, a := range list {
		if a.Active && a.Scope().Can(access.DutyWork) {
			out = append(out, duty.Candidate{ID: a.ID, Login: a.Login, Name: a.Name, Kinds: kindsOf(a.Scope())})
		}
	}
	return out, err
}

// workOf is the right that working on each kind of item takes.
var workOf = map[string]access.Right{
	duty.KindWarning: access.WarningWork, duty.KindOrder: access.OrderWork, duty.KindClaim: access.ClaimWork, duty.KindObjection: access.ClaimReview, duty.KindTicket: access.HotlineWork,
}

func kindsOf(scope access.Scope) []string {
	var out []string
	for kind, right := range workOf {
		if scope.Can(right) {
			out = append(out, kind)
		}
	}
	slices.Sort(out)
	return out
}

// Moments adds the climbs of what nobody took to a person's line of life. It implements warning.Moments.
type Moments struct {
	Duty  func() *duty.Service // it is made after the room that asks
	Units func(ctx context.Context, code string) string
}

// words are the steps of a climb as the line of life tells them.
var (
	kindWords = map[string][2]string{duty.KindWarning: {"预警无人认领", "Nobody claimed the warning"}, duty.KindOrder: {"指令无人签收", "Nobody signed the order"}}
	postWords = map[duty.Post][2]string{duty.Officer: {"值班员", "officer on duty"}, duty.Deputy: {"副班", "deputy"}, duty.Leader: {"带班领导", "leader on duty"}}
)

// Moments implements warning.Moments.
func (m Moments) Moments(ctx context.Context, scope access.Scope, target string) ([]warning.Moment, error) {
	climbs, err := m.Duty().ClimbsOf(ctx, scope, target)
	var out []warning.Moment
	for i := range climbs {
		c := &climbs[i]
		for n, r := range c.Rungs {
			if n == 0 && r.Why == duty.WhyBegun && len(r.Skipped) == 0 {
				continue // it stands where it should
			}
			out = append(out, m.rung(ctx, c, r))
		}
	}
	return out, err
}

func (m Moments) rung(ctx context.Context, c *duty.Climb, r duty.Rung) warning.Moment {
	what, post := kindWords[c.Kind], postWords[r.Post]
	out := warning.Moment{At: r.At, Type: warning.MomentState, Level: warning.Level(c.Level), TitleZH: "逐级上报", TitleEN: "Escalated", Ref: c.Item}
	if r.Person.ID == "" {
		out.TextZH, out.TextEN = what[0]+"；逐级都没有人值班，请领导指定人员", what[1]+"; nobody is on duty up to the top: a leader must name somebody"
		return out
	}
	unit := m.Units(ctx, r.Unit)
	out.TextZH, out.TextEN = what[0]+"，报"+unit+post[0]+r.Person.Name, what[1]+": told the "+post[1]+" of "+unit+", "+r.Person.Name
	if len(r.Skipped) > 0 {
		names := make([]string, len(r.Skipped))
		for i, u := range r.Skipped {
			names[i] = m.Units(ctx, u)
		}
		out.TextZH += "（" + strings.Join(names, "、") + "无人值班）"
		out.TextEN += " (nobody is on duty in " + strings.Join(names, ", ") + ")"
	}
	return out
}
