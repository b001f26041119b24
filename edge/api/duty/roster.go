package duty

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/duty"
	"fanzha/edge/api"
)

// DutyBoard is the roster of a unit over the days that must be full.
type DutyBoard struct {
	Unit   api.Unit     `json:"unit"`
	From   string       `json:"from"`
	Days   int          `json:"days"`
	Slots  []DutySlot   `json:"slots" nullable:"false"`
	Shifts []DutyShift  `json:"shifts" nullable:"false"`
	Gaps   []DutyGap    `json:"gaps" nullable:"false" doc:"Spans without an officer, from now on."`
	People []DutyPerson `json:"people" nullable:"false" doc:"Who of the unit may be on duty."`
	Late   int64        `json:"late_after_min" doc:"Minutes after the end of a shift when the leader is told that nobody handed over."`
}

// DutySlot is a shift of the day as the settings cut it.
type DutySlot struct {
	Code   string `json:"code"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
	From   string `json:"from"`
	Hours  int64  `json:"hours"`
}

// DutyPerson is somebody who may be on duty.
type DutyPerson struct {
	ID    string   `json:"id"`
	Login string   `json:"login"`
	Name  string   `json:"name"`
	Kinds []string `json:"kinds" nullable:"false" doc:"Kinds of items that he may work on."`
}

// DutyFilled says how many shifts were written.
type DutyFilled struct {
	Written int `json:"written"`
}

type rosterQuery struct {
	Unit string `query:"unit" maxLength:"12" doc:"Empty: the caller's own."`
	From string `query:"from" maxLength:"10" doc:"Day like 2026-11-23; empty: today."`
}

// DutyLine is one shift to write; posts hold an account id, a login or a name.
type DutyLine struct {
	Day     string `json:"day" maxLength:"10"`
	Shift   string `json:"shift" maxLength:"40"`
	Officer string `json:"officer" maxLength:"120"`
	Deputy  string `json:"deputy,omitempty" maxLength:"120"`
	Leader  string `json:"leader,omitempty" maxLength:"120"`
}

type dutyFillInput struct {
	Body struct {
		Unit  string     `json:"unit,omitempty" maxLength:"12"`
		Lines []DutyLine `json:"lines" minItems:"1" maxItems:"552"`
	}
}

type dutyPasteInput struct {
	Body struct {
		Unit string `json:"unit,omitempty" maxLength:"12"`
		Text string `json:"text" minLength:"1" maxLength:"65536" doc:"Day, shift, officer, deputy, leader on each line, parted by tabs or commas."`
	}
}

// DutyTeam serves together.
type DutyTeam struct {
	Officer string `json:"officer" maxLength:"120"`
	Deputy  string `json:"deputy,omitempty" maxLength:"120"`
	Leader  string `json:"leader,omitempty" maxLength:"120"`
}

type dutyRotationInput struct {
	Body struct {
		Unit  string     `json:"unit,omitempty" maxLength:"12"`
		From  string     `json:"from" maxLength:"10"`
		Days  int        `json:"days" minimum:"1" maximum:"92"`
		First int        `json:"first,omitempty" minimum:"0" maximum:"30" doc:"The team that begins, from 0."`
		Teams []DutyTeam `json:"teams" minItems:"1" maxItems:"31"`
	}
}

func (d *desk) rosterRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/duty/roster", ID: "duty-roster", Summary: "The roster of a unit, its gaps, and who may be on duty", Tag: "duty"}, d.board)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/duty/roster", ID: "fill-roster", Summary: "Write shifts, all or none", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, in *dutyFillInput) (DutyFilled, error) {
			lines := make([]duty.Line, len(in.Body.Lines))
			for i, l := range in.Body.Lines {
				lines[i] = duty.Line{Day: l.Day, Code: l.Shift, Officer: l.Officer, Deputy: l.Deputy, Leader: l.Leader}
			}
			n, err := d.Room.Fill(ctx, scope, unitOr(scope, in.Body.Unit), lines)
			return DutyFilled{n}, err
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/duty/roster/paste", ID: "paste-roster", Summary: "Write shifts from pasted lines, all or none", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, in *dutyPasteInput) (DutyFilled, error) {
			n, err := d.Room.Paste(ctx, scope, unitOr(scope, in.Body.Unit), in.Body.Text)
			return DutyFilled{n}, err
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/duty/roster/rotation", ID: "rotate-roster", Summary: "Write shifts by rotation of teams", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, in *dutyRotationInput) (DutyFilled, error) {
			b := in.Body
			p := duty.Pattern{From: b.From, Days: b.Days, First: b.First}
			for _, t := range b.Teams {
				p.Teams = append(p.Teams, duty.Team(t))
			}
			n, err := d.Room.Rotate(ctx, scope, unitOr(scope, b.Unit), p)
			return DutyFilled{n}, err
		})
}

func (d *desk) board(ctx context.Context, scope access.Scope, in *rosterQuery) (DutyBoard, error) {
	unit := unitOr(scope, in.Unit)
	b, err := d.Room.Board(ctx, scope, unit, in.From)
	if err != nil {
		return DutyBoard{}, err
	}
	people, err := d.Room.People(ctx, scope, unit)
	r := d.Room.Rules()
	out := DutyBoard{Unit: d.api.UnitOf(ctx, unit), From: day(b.From), Days: r.CoverDays, Shifts: d.shifts(ctx, b.Shifts), Gaps: gapsOf(b.Gaps), Slots: []DutySlot{}, People: []DutyPerson{},
		Late: int64(r.LateAfter.Minutes())}
	for _, s := range r.Slots {
		out.Slots = append(out.Slots, DutySlot{s.Code, s.ZH, s.EN, s.From, int64(s.Hours)})
	}
	for _, p := range people {
		out.People = append(out.People, DutyPerson{p.ID, p.Login, p.Name, append([]string{}, p.Kinds...)})
	}
	return out, err
}

type dutySwapInput struct {
	Body struct {
		Mine struct {
			Shift string `json:"shift" maxLength:"60"`
			Post  string `json:"post" enum:"officer,deputy,leader"`
		} `json:"mine"`
		Theirs struct {
			Shift string `json:"shift" maxLength:"60"`
			Post  string `json:"post" enum:"officer,deputy,leader"`
		} `json:"theirs"`
		Note string `json:"note,omitempty" maxLength:"2000"`
	}
}

type dutyActInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

// swapVerbs are the answers to a swap.
var swapVerbs = []struct{ verb, summary string }{
	{"agree", "Agree to a swap: both shifts change"}, {"decline", "Decline a swap"}, {"withdraw", "Take a swap back"},
}

func (d *desk) swapRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/duty/swaps", ID: "list-swaps", Summary: "Swaps of the caller that wait for a word", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, _ *api.None) (api.List[DutySwap], error) {
			list, err := d.Room.Swaps(ctx, scope)
			out := api.List[DutySwap]{Items: []DutySwap{}}
			for _, w := range list {
				out.Items = append(out.Items, d.swap(scope, w))
			}
			return out, err
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/duty/swaps", ID: "propose-swap", Summary: "Ask another for a swap", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, in *dutySwapInput) (DutySwap, error) {
			b := in.Body
			w, err := d.Room.Propose(ctx, scope, duty.ProposeCmd{Mine: duty.Side{Shift: b.Mine.Shift, Post: duty.Post(b.Mine.Post)}, Theirs: duty.Side{Shift: b.Theirs.Shift, Post: duty.Post(b.Theirs.Post)}, Note: b.Note})
			return d.swap(scope, w), err
		})
	for _, v := range swapVerbs {
		api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/duty/swaps/{id}/" + v.verb, ID: v.verb + "-swap", Summary: v.summary, Tag: "duty"},
			func(ctx context.Context, scope access.Scope, in *dutyActInput) (DutySwap, error) {
				w, err := d.Room.Answer(ctx, scope, in.ID, duty.Act{Do: v.verb, Version: in.Body.Version, Note: in.Body.Note})
				return d.swap(scope, w), err
			})
	}
}
