package outreach

import (
	"context"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/edge/api"
)

// TableLine is a row or column of a table of groups.
type TableLine struct {
	Key  string `json:"key" doc:"Values joined by |; * is the rest."`
	Name string `json:"name" doc:"Of an area."`
	N    int64  `json:"n"`
	Fen  int64  `json:"fen"`
	Part int    `json:"part" doc:"How many values were folded into the rest."`
}

// GroupTable is groups among the victims, small numbers hidden.
type GroupTable struct {
	Rows    []TableLine `json:"rows"`
	Columns []TableLine `json:"columns"`
	Cells   [][]int64   `json:"cells" doc:"By row and column; -1: not shown."`
	N       int64       `json:"n" doc:"-1: too few to show anything."`
	Fen     int64       `json:"fen"`
	K       int64       `json:"k" doc:"Fewer than this are not shown."`
	Hides   int64       `json:"hides"`
	From    string      `json:"from"`
	To      string      `json:"to"`
}

type tableQuery struct {
	Rows       []string `query:"rows" maxItems:"3" doc:"1 to 3 of age_band, sex, occupation, fraud_type, region."`
	Column     string   `query:"column" maxLength:"16"`
	Digits     int      `query:"digits" minimum:"0" maximum:"9"`
	From       string   `query:"from" maxLength:"10"`
	To         string   `query:"to" maxLength:"10"`
	Region     string   `query:"region" maxLength:"12"`
	AgeBand    string   `query:"age_band" maxLength:"64"`
	Sex        string   `query:"sex" maxLength:"64"`
	Occupation string   `query:"occupation" maxLength:"64"`
	FraudType  string   `query:"fraud_type" maxLength:"64"`
}

func span(from, to string) (stats.Span, error) {
	a, err := day("from", from)
	b, err2 := day("to", to)
	return stats.Span{From: a, To: b}, first(err, err2)
}

// TargetTask is a targeted task of a unit.
type TargetTask struct {
	Head
	From       api.Unit          `json:"from"`
	Sides      map[string]string `json:"sides"`
	Region     string            `json:"region"`
	RegionName string            `json:"region_name"`
	CasesFrom  string            `json:"cases_from"`
	CasesTo    string            `json:"cases_to"`
	Cases      int64             `json:"cases" doc:"-1: too few to show."`
	Text       string            `json:"text"`
	DueAt      string            `json:"due_at"`
	Overdue    bool              `json:"overdue"`
	AcceptedAt string            `json:"accepted_at"`
	AcceptedBy string            `json:"accepted_by"`
	DoneAt     string            `json:"done_at"`
	DoneBy     string            `json:"done_by"`
	Reached    int64             `json:"reached"`
	Result     string            `json:"result"`
}

func taskRow(v *view, t *outreach.Task) TargetTask {
	out := TargetTask{
		Head: v.head(&t.Head), From: v.api.UnitOf(v.ctx, t.From), Sides: t.Group.Sides, Region: t.Group.Region, RegionName: v.place(t.Group.Region), CasesFrom: dayText(t.Span.From),
		CasesTo: dayText(t.Span.To), Cases: t.Cases, Text: t.Text, DueAt: api.Stamp(t.DueAt), AcceptedAt: api.Stamp(t.AcceptedAt), AcceptedBy: v.person(t.AcceptedBy),
		DoneAt: api.Stamp(t.DoneAt), DoneBy: v.person(t.DoneBy), Reached: t.Reached, Result: t.Result,
		Overdue: (t.State == outreach.Sent || t.State == outreach.Accepted) && v.Clock.Now() > t.DueAt,
	}
	if out.Sides == nil {
		out.Sides = map[string]string{}
	}
	return out
}

type taskGiving struct {
	Body struct {
		Sides  map[string]string `json:"sides,omitempty"`
		Region string            `json:"region,omitempty" maxLength:"12"`
		From   string            `json:"from" maxLength:"10"`
		To     string            `json:"to" maxLength:"10"`
		Units  []string          `json:"units" minItems:"1" maxItems:"50"`
		Text   string            `json:"text" minLength:"1" maxLength:"8000"`
		DueAt  string            `json:"due_at" maxLength:"40"`
	}
}

type taskFinishing struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Reached int64  `json:"reached" minimum:"0"`
		Result  string `json:"result" minLength:"1" maxLength:"8000"`
	}
}

// EffectSpan is the cases of a group in one span, beside the same group elsewhere.
type EffectSpan struct {
	From      string `json:"from"`
	To        string `json:"to"`
	N         int64  `json:"n" doc:"-1: too few to show."`
	Elsewhere int64  `json:"elsewhere"`
}

// TaskEffect compares before and after; it proves nothing.
type TaskEffect struct {
	Before   EffectSpan `json:"before"`
	After    EffectSpan `json:"after"`
	Complete bool       `json:"complete" doc:"The span after is over."`
	Small    bool       `json:"small" doc:"Too few cases before to judge by."`
	K        int64      `json:"k"`
	Base     int64      `json:"base"`
}

func (d *desk) groupRoutes() {
	api.Handle(d.api, get("/target-groups", "target-groups", "Groups among the victims of filed cases, small numbers hidden"), d.table)
	lists(d, get("/tasks", "list-targeted-tasks", "Targeted tasks, the latest first"), func(ctx context.Context, scope access.Scope, f outreach.Filter) ([]outreach.Task, string, error) {
		return d.Outreach.Tasks(ctx, scope, f)
	}, taskRow)
	api.Handle(d.api, get("/tasks/{id}", "get-targeted-task", "One targeted task"), func(ctx context.Context, scope access.Scope, in *api.ByID) (TargetTask, error) {
		t, err := d.Outreach.Task(ctx, scope, in.ID)
		return one(d.view(ctx, scope), t, err, taskRow)
	})
	api.Handle(d.api, post("/tasks", "give-targeted-task", "Give a task to units, one each"), d.give)
	acts(d, post("/tasks/{id}/accept", "accept-targeted-task", "Sign a task"), func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Task, error) {
		return d.Outreach.AcceptTask(ctx, scope, a)
	}, taskRow)
	api.Handle(d.api, post("/tasks/{id}/finish", "finish-targeted-task", "Report what was done"), func(ctx context.Context, scope access.Scope, in *taskFinishing) (TargetTask, error) {
		t, err := d.Outreach.FinishTask(ctx, scope, outreach.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Result}, in.Body.Reached)
		return one(d.view(ctx, scope), t, err, taskRow)
	})
	acts(d, post("/tasks/{id}/withdraw", "withdraw-targeted-task", "Call a task off, with a reason"), func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Task, error) {
		return d.Outreach.WithdrawTask(ctx, scope, a)
	}, taskRow)
	api.Handle(d.api, get("/tasks/{id}/effect", "targeted-task-effect", "Cases of the group before the task was given and after it was done"), d.effect)
}

func (d *desk) table(ctx context.Context, scope access.Scope, in *tableQuery) (GroupTable, error) {
	days, err := span(in.From, in.To)
	if err != nil {
		return GroupTable{}, err
	}
	group := outreach.Group{Sides: map[string]string{}, Region: in.Region}
	for name, value := range map[string]string{"age_band": in.AgeBand, "sex": in.Sex, "occupation": in.Occupation, "fraud_type": in.FraudType} {
		if value != "" {
			group.Sides[name] = value
		}
	}
	t, err := d.Outreach.Table(ctx, scope, outreach.TableAsk{Rows: in.Rows, Column: in.Column, Digits: in.Digits, Group: group, Span: days})
	if err != nil {
		return GroupTable{}, err
	}
	out := GroupTable{Cells: t.Cells, N: t.N, Fen: t.Fen, K: t.K, Hides: t.Hides, From: in.From, To: in.To, Rows: []TableLine{}, Columns: []TableLine{}}
	v := d.view(ctx, scope)
	name := func(l outreach.Line, area bool) TableLine {
		line := TableLine{Key: l.Key, N: l.N, Fen: l.Fen, Part: l.Part}
		if area && l.Key != outreach.Rest {
			line.Name = v.place(l.Key)
		}
		return line
	}
	for _, l := range t.Rows {
		out.Rows = append(out.Rows, name(l, slices.Equal(in.Rows, []string{outreach.RegionSide})))
	}
	for _, l := range t.Columns {
		out.Columns = append(out.Columns, name(l, in.Column == outreach.RegionSide))
	}
	if out.Cells == nil {
		out.Cells = [][]int64{}
	}
	return out, nil
}

func (d *desk) give(ctx context.Context, scope access.Scope, in *taskGiving) (api.List[TargetTask], error) {
	b := in.Body
	days, err := span(b.From, b.To)
	due, err2 := api.ParseMoment("body.due_at", b.DueAt)
	err = first(err, err2)
	if err != nil {
		return api.List[TargetTask]{}, err
	}
	given, err := d.Outreach.Give(ctx, scope, outreach.TaskCmd{Group: outreach.Group{Sides: b.Sides, Region: b.Region}, Span: days, Units: b.Units, Text: b.Text, DueAt: due})
	v := d.view(ctx, scope)
	return rows(given, "", func(t *outreach.Task) TargetTask { return taskRow(v, t) }), err
}

func (d *desk) effect(ctx context.Context, scope access.Scope, in *api.ByID) (TaskEffect, error) {
	e, err := d.Outreach.Effect(ctx, scope, in.ID)
	return TaskEffect{
		Before:   EffectSpan{From: dayText(e.Before.From), To: dayText(e.Before.To), N: e.BeforeN, Elsewhere: e.ElsewhereBefore},
		After:    EffectSpan{From: dayText(e.After.From), To: dayText(e.After.To), N: e.AfterN, Elsewhere: e.ElsewhereAfter},
		Complete: e.Complete, Small: e.Small, K: e.K, Base: e.Base,
	}, err
}
