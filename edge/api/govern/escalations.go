package govern

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/edge/api"
)

// RecheckRow is a look at whether the plan was carried out.
type RecheckRow struct {
	By   GovernPerson `json:"by"`
	Pass bool         `json:"pass"`
	Note string       `json:"note"`
}

// EscalationRow is a notice, a supervision listing or an interview.
type EscalationRow struct {
	GovernHead
	ObjectKind string           `json:"object_kind"`
	ObjectName string           `json:"object_name"`
	Trigger    string           `json:"trigger" enum:"ranking,duty,return,other"`
	Why        string           `json:"why"`
	Proposed   GovernPerson     `json:"proposed"`
	Adopted    GovernPerson     `json:"adopted"`
	Approved   GovernPerson     `json:"approved"`
	Declined   GovernPerson     `json:"declined"`
	Held       string           `json:"held"`
	Record     string           `json:"record"`
	Present    string           `json:"present"`
	Plan       string           `json:"plan"`
	PlanFiles  []GovernEvidence `json:"plan_files"`
	Planned    GovernPerson     `json:"planned"`
	Checks     []RecheckRow     `json:"checks"`
	Reason     string           `json:"reason"`
}

type governProposeInput struct {
	Body struct {
		Kind    string `json:"kind" enum:"notice,listing,interview"`
		Member  string `json:"member" minLength:"1" maxLength:"32"`
		Trigger string `json:"trigger" enum:"ranking,duty,return,other"`
		Ref     string `json:"ref,omitempty" maxLength:"64"`
		Why     string `json:"why" minLength:"1" maxLength:"2000"`
	}
}

type governInterviewInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Record  string `json:"record" minLength:"1" maxLength:"2000"`
		Held    string `json:"held" minLength:"1" maxLength:"40"`
		Present string `json:"present" minLength:"1" maxLength:"60"`
	}
}

type governRecheckInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Pass    bool   `json:"pass"`
		Note    string `json:"note" minLength:"1" maxLength:"2000"`
	}
}

type spanQuery struct {
	From string `query:"from" maxLength:"40"`
	To   string `query:"to" maxLength:"40"`
}

// InterviewCount is how many interviews were held with one kind of unit.
type InterviewCount struct {
	Kind string `json:"kind"`
	N    int64  `json:"n"`
}

func (d *desk) escalationRoutes() {
	listing(d, route{"/govern/escalations", "list-escalations", "Notices, supervision listings and interviews"},
		d.Room.Escalations, d.escalation)
	one(d, route{"/govern/escalations/{id}", "get-escalation", "One of them"},
		d.Room.Escalation, d.escalation)
	making(d, route{"/govern/escalations", "propose-escalation", "Propose one by hand"}, func(ctx context.Context, scope access.Scope, in *governProposeInput) (govern.Escalation, error) {
		return d.Room.Propose(ctx, scope, govern.ProposeCmd(in.Body))
	}, d.escalation)
	acting(d, route{"/govern/escalations/{id}/adopt", "adopt-escalation", "Take a proposal up, with a reason"},
		d.Room.Adopt, d.escalation)
	acting(d, route{"/govern/escalations/{id}/approve", "approve-escalation", "The second signature under an interview"},
		d.Room.Approve, d.escalation)
	acting(d, route{"/govern/escalations/{id}/decline", "decline-escalation", "Nothing is done, with a reason"},
		d.Room.Decline, d.escalation)
	submitting(d, route{"/govern/escalations/{id}/plan", "plan-escalation", "Hand in the rectification plan"},
		d.Room.PlanEscalation, d.escalation)
	making(d, route{"/govern/escalations/{id}/hold", "hold-interview", "Record an interview that was held"}, func(ctx context.Context, scope access.Scope, in *governInterviewInput) (govern.Escalation, error) {
		b := in.Body
		held, err := api.ParseMoment("body.held", b.Held)
		if err != nil {
			return govern.Escalation{}, err
		}
		return d.Room.HoldInterview(ctx, scope, govern.Interview{Act: govern.Act{ID: in.ID, Version: b.Version, Note: b.Record}, Held: held, Present: b.Present})
	}, d.escalation)
	making(d, route{"/govern/escalations/{id}/recheck", "recheck-escalation", "Was the plan carried out"}, func(ctx context.Context, scope access.Scope, in *governRecheckInput) (govern.Escalation, error) {
		return d.Room.Recheck(ctx, scope, govern.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}, in.Body.Pass)
	}, d.escalation)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/govern/interviews", ID: "count-interviews", Summary: "Interviews held, by kind of unit", Tag: tag}, d.interviews)
}

func (d *desk) interviews(ctx context.Context, scope access.Scope, in *spanQuery) (api.List[InterviewCount], error) {
	out := api.List[InterviewCount]{Items: []InterviewCount{}}
	from, err := api.ParseMoment("query.from", in.From)
	if err != nil {
		return out, err
	}
	to, err := api.ParseMoment("query.to", in.To)
	if err != nil {
		return out, err
	}
	if to == none {
		to = d.Clock.Now() + 1
	}
	counts, err := d.Room.Interviews(ctx, scope, from, to)
	for _, k := range govern.MemberKinds {
		if counts[k] > 0 {
			out.Items = append(out.Items, InterviewCount{k, counts[k]})
		}
	}
	return out, err
}

func (d *desk) escalation(ctx context.Context, e *govern.Escalation) EscalationRow {
	out := EscalationRow{GovernHead: d.head(ctx, e.Head), ObjectKind: e.ObjectKind, ObjectName: e.ObjectName, Trigger: e.Trigger, Why: e.Why, Proposed: person(e.Proposed),
		Adopted: person(e.Adopted), Approved: person(e.Approved), Declined: person(e.Declined), Held: api.Stamp(e.Held), Record: e.Record, Present: e.Present, Plan: e.Plan,
		PlanFiles: files(e.PlanFiles), Planned: person(e.Planned), Checks: []RecheckRow{}, Reason: e.Reason}
	for _, c := range e.Checks {
		out.Checks = append(out.Checks, RecheckRow{person(c.By), c.Pass, c.Note})
	}
	return out
}
