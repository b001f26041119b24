package govern

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/edge/api"
)

// GovernAttend is a member unit at a meeting.
type GovernAttend struct {
	Member string `json:"member" minLength:"1" maxLength:"32"`
	Came   bool   `json:"came"`
	Who    string `json:"who,omitempty" maxLength:"60" doc:"Name and post, as signed."`
}

// GovernDecision is a point of the minutes.
type GovernDecision struct {
	Text  string   `json:"text" minLength:"1" maxLength:"2000"`
	To    []string `json:"to,omitempty" maxItems:"200" doc:"Member units that get a task."`
	Due   string   `json:"due,omitempty" maxLength:"40" doc:"Empty: after the days of the setting."`
	Tasks []string `json:"tasks,omitempty" maxItems:"200" doc:"Ids of the tasks that followed."`
}

// MeetingRow is a meeting.
type MeetingRow struct {
	GovernHead
	Title     string           `json:"title"`
	Place     string           `json:"place"`
	Chair     string           `json:"chair"`
	Agenda    string           `json:"agenda"`
	Held      string           `json:"held" doc:"Planned for, or held at."`
	Invited   []GovernAttend   `json:"invited"`
	Minutes   string           `json:"minutes"`
	Files     []GovernEvidence `json:"files"`
	Decisions []GovernDecision `json:"decisions"`
}

// TaskRow is a task of a member unit.
type TaskRow struct {
	GovernHead
	Text     string           `json:"text"`
	Report   string           `json:"report"`
	Files    []GovernEvidence `json:"files"`
	Set      GovernPerson     `json:"set"`
	Reported GovernPerson     `json:"reported"`
	Decided  GovernPerson     `json:"decided"`
	Reason   string           `json:"reason"`
	Late     bool             `json:"late"`
}

type governMeetingInput struct {
	Body struct {
		Kind   string   `json:"kind" enum:"joint,push,talk,interview,study,visit"`
		Title  string   `json:"title" minLength:"1" maxLength:"60"`
		Place  string   `json:"place,omitempty" maxLength:"60"`
		Chair  string   `json:"chair,omitempty" maxLength:"60"`
		Agenda string   `json:"agenda,omitempty" maxLength:"2000"`
		Held   string   `json:"held" minLength:"1" maxLength:"40"`
		To     []string `json:"to,omitempty" maxItems:"200"`
	}
}

type governHoldInput struct {
	api.ByID
	Body struct {
		Version   int64            `json:"version" minimum:"1"`
		Minutes   string           `json:"minutes" minLength:"1" maxLength:"2000"`
		Held      string           `json:"held" minLength:"1" maxLength:"40"`
		Came      []GovernAttend   `json:"came,omitempty" maxItems:"200"`
		Files     []GovernEvidence `json:"files,omitempty" maxItems:"20"`
		Decisions []GovernDecision `json:"decisions,omitempty" maxItems:"200"`
	}
}

type governSuperviseInput struct{ Body GovernDecision }

func (d *desk) meetingRoutes() {
	listing(d, route{"/govern/meetings", "list-meetings", "Meetings of the joint conference"},
		d.Room.Meetings, d.meeting)
	one(d, route{"/govern/meetings/{id}", "get-meeting", "One meeting"},
		d.Room.Meeting, d.meeting)
	making(d, route{"/govern/meetings", "plan-meeting", "Enter a meeting that is to be held"}, d.plan, d.meeting)
	making(d, route{"/govern/meetings/{id}/hold", "hold-meeting", "Record a meeting: attendance, minutes, decisions"}, d.hold, d.meeting)
	acting(d, route{"/govern/meetings/{id}/cancel", "cancel-meeting", "It is not held, with a reason"},
		d.Room.CancelMeeting, d.meeting)
	listing(d, route{"/govern/tasks", "list-tasks", "Tasks of member units"},
		d.Room.Tasks, d.task)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/govern/tasks", ID: "set-supervision", Summary: "Set a supervision item to member units", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *governSuperviseInput) (api.List[string], error) {
			out := api.List[string]{Items: []string{}}
			x, err := decision(in.Body)
			if err != nil {
				return out, err
			}
			ids, err := d.Room.Supervise(ctx, scope, x)
			out.Items = append(out.Items, ids...)
			return out, err
		})
	submitting(d, route{"/govern/tasks/{id}/report", "report-task", "Say what was done"},
		d.Room.ReportTask, d.task)
	acting(d, route{"/govern/tasks/{id}/accept", "accept-task", "Close a task that was reported"},
		d.Room.AcceptTask, d.task)
	acting(d, route{"/govern/tasks/{id}/return", "return-task", "Give a task back, with a reason"},
		d.Room.ReturnTask, d.task)
	acting(d, route{"/govern/tasks/{id}/drop", "drop-task", "It is no longer wanted, with a reason"},
		d.Room.DropTask, d.task)
}

func (d *desk) plan(ctx context.Context, scope access.Scope, in *governMeetingInput) (govern.Meeting, error) {
	b := in.Body
	held, err := api.ParseMoment("body.held", b.Held)
	if err != nil {
		return govern.Meeting{}, err
	}
	return d.Room.PlanMeeting(ctx, scope, govern.MeetingCmd{Kind: b.Kind, Title: b.Title, Place: b.Place, Chair: b.Chair, Agenda: b.Agenda, Held: held, To: b.To})
}

func (d *desk) hold(ctx context.Context, scope access.Scope, in *governHoldInput) (govern.Meeting, error) {
	b := in.Body
	held, err := api.ParseMoment("body.held", b.Held)
	if err != nil {
		return govern.Meeting{}, err
	}
	c := govern.HoldCmd{Act: govern.Act{ID: in.ID, Version: b.Version, Note: b.Minutes}, Held: held, Files: proof(b.Files)}
	for _, a := range b.Came {
		c.Came = append(c.Came, govern.Attend(a))
	}
	for _, x := range b.Decisions {
		made, err := decision(x)
		if err != nil {
			return govern.Meeting{}, err
		}
		c.Decisions = append(c.Decisions, made)
	}
	return d.Room.HoldMeeting(ctx, scope, c)
}

func decision(x GovernDecision) (govern.Decision, error) {
	due, err := api.ParseMoment("body.due", x.Due)
	return govern.Decision{Text: x.Text, To: x.To, Due: due}, err
}

func (d *desk) meeting(ctx context.Context, m *govern.Meeting) MeetingRow {
	out := MeetingRow{GovernHead: d.head(ctx, m.Head), Title: m.Title, Place: m.Place, Chair: m.Chair, Agenda: m.Agenda, Held: api.Stamp(m.Held), Invited: []GovernAttend{},
		Minutes: m.Minutes, Files: files(m.Files), Decisions: []GovernDecision{}}
	for _, a := range m.Invited {
		out.Invited = append(out.Invited, GovernAttend(a))
	}
	for _, x := range m.Decisions {
		out.Decisions = append(out.Decisions, GovernDecision{x.Text, x.To, api.Stamp(x.Due), x.Tasks})
	}
	return out
}

func (d *desk) task(ctx context.Context, t *govern.Task) TaskRow {
	return TaskRow{d.head(ctx, t.Head), t.Text, t.Report, files(t.Files), person(t.Set), person(t.Reported), person(t.Decided), t.Reason, t.LateSince != none}
}
