package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/edge/api"
)

// FraudFreeCriterion is one thing that a fraud-free unit is measured by.
type FraudFreeCriterion struct {
	Code string `json:"code"`
	Met  bool   `json:"met"`
	N    int64  `json:"n" doc:"What was counted, where the centre looks it up itself."`
	Note string `json:"note"`
}

// FraudFreeTitle is an application or a title.
type FraudFreeTitle struct {
	Head
	Kind        string               `json:"kind"`
	Title       string               `json:"title"`
	Region      string               `json:"region"`
	RegionName  string               `json:"region_name"`
	Member      string               `json:"member"`
	WatchFrom   string               `json:"watch_from"`
	WatchTo     string               `json:"watch_to"`
	Criteria    []FraudFreeCriterion `json:"criteria"`
	AwardedAt   string               `json:"awarded_at"`
	AwardedBy   string               `json:"awarded_by"`
	WithdrawnAt string               `json:"withdrawn_at"`
	Case        string               `json:"case" doc:"That took it away."`
}

func fraudFreeRow(v *view, f *outreach.FraudFree) FraudFreeTitle {
	out := FraudFreeTitle{
		Head: v.head(&f.Head), Kind: f.Sort, Title: f.Title, Region: f.Region, RegionName: v.place(f.Region), Member: f.Member, WatchFrom: dayText(f.WatchFrom),
		WatchTo: dayText(f.WatchTo), Criteria: []FraudFreeCriterion{}, AwardedAt: api.Stamp(f.AwardedAt), AwardedBy: v.person(f.AwardedBy), WithdrawnAt: api.Stamp(f.WithdrawnAt), Case: f.Case,
	}
	for _, c := range f.Criteria {
		out.Criteria = append(out.Criteria, FraudFreeCriterion(c))
	}
	return out
}

type titleApplying struct {
	Body struct {
		Unit   string `json:"unit,omitempty" maxLength:"12"`
		Kind   string `json:"kind" maxLength:"32"`
		Title  string `json:"title" minLength:"1" maxLength:"400"`
		Region string `json:"region" minLength:"9" maxLength:"12"`
		Member string `json:"member,omitempty" maxLength:"32"`
	}
}

type criteriaInput struct {
	api.ByID
	Body struct {
		Version int64             `json:"version" minimum:"1"`
		Found   map[string]string `json:"found" doc:"What was found, by the code of the criterion; empty: not met."`
	}
}

func (d *desk) fraudFreeRoutes() {
	lists(d, get("/fraud-free", "list-fraud-free-units", "Fraud-free units and applications"), func(ctx context.Context, scope access.Scope, f outreach.Filter) ([]outreach.FraudFree, string, error) {
		return d.Outreach.FraudFreeUnits(ctx, scope, f)
	}, fraudFreeRow)
	api.Handle(d.api, post("/fraud-free", "apply-fraud-free", "Apply for a title"), func(ctx context.Context, scope access.Scope, in *titleApplying) (FraudFreeTitle, error) {
		b := in.Body
		f, err := d.Outreach.Apply(ctx, scope, outreach.FraudFree{Head: outreach.Head{Unit: b.Unit}, Sort: b.Kind, Title: b.Title, Region: b.Region, Member: b.Member})
		return one(d.view(ctx, scope), f, err, fraudFreeRow)
	})
	api.Handle(d.api, post("/fraud-free/{id}/judge", "judge-fraud-free", "Look at the criteria"), func(ctx context.Context, scope access.Scope, in *criteriaInput) (FraudFreeTitle, error) {
		f, err := d.Outreach.Judge(ctx, scope, outreach.Act{ID: in.ID, Version: in.Body.Version}, in.Body.Found)
		return one(d.view(ctx, scope), f, err, fraudFreeRow)
	})
	for act, r := range map[string]struct {
		summary string
		do      func(*outreach.Service, context.Context, access.Scope, outreach.Act) (outreach.FraudFree, error)
	}{
		"watch":    {"Take an application up: the watch begins", (*outreach.Service).Watch},
		"award":    {"Give the title: watch over, every criterion met, by another person", (*outreach.Service).Award},
		"refuse":   {"Turn an application down, with a reason", (*outreach.Service).RefuseFraudFree},
		"withdraw": {"Take a title away, with a reason", (*outreach.Service).WithdrawFraudFree},
	} {
		acts(d, post("/fraud-free/{id}/"+act, act+"-fraud-free", r.summary), func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.FraudFree, error) {
			return r.do(d.Outreach, ctx, scope, a)
		}, fraudFreeRow)
	}
}
