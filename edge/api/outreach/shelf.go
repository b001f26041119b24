package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/edge/api"
)

// PublicityCampaign is a campaign with its plan.
type PublicityCampaign struct {
	Head
	Title        string `json:"title"`
	Theme        string `json:"theme"`
	From         string `json:"from"`
	To           string `json:"to"`
	PlanEvents   int64  `json:"plan_events"`
	PlanAudience int64  `json:"plan_audience"`
	Result       string `json:"result"`
}

func campaignRow(v *view, m *outreach.Campaign) PublicityCampaign {
	return PublicityCampaign{
		Head: v.head(&m.Head), Title: m.Title, Theme: m.Theme, From: dayText(m.From), To: dayText(m.To), PlanEvents: m.PlanEvents, PlanAudience: m.PlanAudience, Result: m.Result,
	}
}

type campaignAdding struct {
	Body struct {
		Unit         string `json:"unit,omitempty" maxLength:"12"`
		Title        string `json:"title" minLength:"1" maxLength:"400"`
		Theme        string `json:"theme,omitempty" maxLength:"400"`
		From         string `json:"from" maxLength:"10"`
		To           string `json:"to" maxLength:"10"`
		PlanEvents   int64  `json:"plan_events,omitempty" minimum:"0"`
		PlanAudience int64  `json:"plan_audience,omitempty" minimum:"0"`
	}
}

// PublicityWork is an entry of the catalogue.
type PublicityWork struct {
	Head
	Title      string `json:"title"`
	Genre      string `json:"genre"`
	Platform   string `json:"platform"`
	Views      int64  `json:"views"`
	ViewsDay   string `json:"views_day"`
	Rights     string `json:"rights"`
	RightsNote string `json:"rights_note"`
}

func workRow(v *view, w *outreach.Work) PublicityWork {
	return PublicityWork{
		Head: v.head(&w.Head), Title: w.Title, Genre: w.Genre, Platform: w.Platform, Views: w.Views, ViewsDay: dayText(w.ViewsDay), Rights: w.Rights, RightsNote: w.RightsNote,
	}
}

// PublicityWorkInput is what is entered of a work.
type PublicityWorkInput struct {
	Title      string `json:"title" minLength:"1" maxLength:"400"`
	Genre      string `json:"genre" maxLength:"32"`
	Platform   string `json:"platform" maxLength:"32"`
	Views      int64  `json:"views,omitempty" minimum:"0"`
	ViewsDay   string `json:"views_day,omitempty" maxLength:"10"`
	Rights     string `json:"rights" maxLength:"32"`
	RightsNote string `json:"rights_note,omitempty" maxLength:"2000"`
}

func (in *PublicityWorkInput) work() (outreach.Work, error) {
	at, err := day("views_day", in.ViewsDay)
	return outreach.Work{Title: in.Title, Genre: in.Genre, Platform: in.Platform, Views: in.Views, ViewsDay: at, Rights: in.Rights, RightsNote: in.RightsNote}, err
}

type workAdding struct{ Body PublicityWorkInput }

type workCorrecting struct {
	api.ByID
	Body struct {
		Version int64 `json:"version" minimum:"1"`
		PublicityWorkInput
	}
}

type workQuery struct {
	ListInput
	Genre    string `query:"genre" maxLength:"32"`
	Platform string `query:"platform" maxLength:"32"`
	Rights   string `query:"rights" maxLength:"32"`
}

// PublicityHonour is an ambassador or an award.
type PublicityHonour struct {
	Head
	Kind     string `json:"kind" enum:"ambassador,award"`
	Title    string `json:"title"`
	Rank     int64  `json:"rank"`
	Document string `json:"document"`
	Until    string `json:"until"`
}

func honourRow(v *view, h *outreach.Honour) PublicityHonour {
	return PublicityHonour{Head: v.head(&h.Head), Kind: h.Sort, Title: h.Title, Rank: h.Rank, Document: h.Document, Until: dayText(h.Until)}
}

type honourAdding struct {
	Body struct {
		Kind     string `json:"kind" enum:"ambassador,award"`
		Title    string `json:"title" minLength:"1" maxLength:"400"`
		Rank     int64  `json:"rank,omitempty" minimum:"0"`
		Document string `json:"document" minLength:"1" maxLength:"400"`
		Until    string `json:"until,omitempty" maxLength:"10"`
	}
}

// PledgeCount is what of the three papers has reached people.
type PledgeCount struct {
	Head
	Event     string `json:"event"`
	Region    string `json:"region"`
	Venue     string `json:"venue"`
	Place     string `json:"place"`
	Letters   int64  `json:"letters"`
	Handbooks int64  `json:"handbooks"`
	Pledges   int64  `json:"pledges"`
	SHA256    string `json:"sha256"`
}

func pledgeRow(v *view, p *outreach.Pledge) PledgeCount {
	return PledgeCount{
		Head: v.head(&p.Head), Event: p.Event, Region: p.Region, Venue: p.Venue, Place: p.Place, Letters: p.Letters, Handbooks: p.Handbooks, Pledges: p.Pledges, SHA256: p.SHA256,
	}
}

type pledgeAdding struct {
	Body struct {
		Unit      string `json:"unit,omitempty" maxLength:"12"`
		At        string `json:"at" maxLength:"40"`
		Event     string `json:"event,omitempty" maxLength:"64"`
		Region    string `json:"region,omitempty" maxLength:"12"`
		Venue     string `json:"venue" maxLength:"32"`
		Place     string `json:"place,omitempty" maxLength:"400"`
		Letters   int64  `json:"letters,omitempty" minimum:"0"`
		Handbooks int64  `json:"handbooks,omitempty" minimum:"0"`
		Pledges   int64  `json:"pledges,omitempty" minimum:"0"`
		SHA256    string `json:"sha256,omitempty" maxLength:"64"`
	}
}

// shelfRoutes are campaigns, works, honours and pledges.
func (d *desk) shelfRoutes() {
	lists(d, get("/campaigns", "list-campaigns", "Campaigns, those of the units above among them"), d.campaigns, campaignRow)
	lists(d, get("/honours", "list-honours", "Ambassadors and awards"), d.honours, honourRow)
	lists(d, get("/pledges", "list-pledges", "Letters, handbooks and signed pledges"), d.pledges, pledgeRow)
	api.Handle(d.api, post("/campaigns", "add-campaign", "Plan a campaign"), d.campaignAdding)
	acts(d, post("/campaigns/{id}/close", "close-campaign", "End a campaign with its result in words"), func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Campaign, error) {
		return d.Outreach.CloseCampaign(ctx, scope, a)
	}, campaignRow)
	api.Handle(d.api, get("/works", "list-works", "The catalogue of works"),
		func(ctx context.Context, scope access.Scope, in *workQuery) (api.List[PublicityWork], error) {
			f, err := in.filter(map[string]string{"genre": in.Genre, "platform": in.Platform, "rights": in.Rights})
			if err != nil {
				return api.List[PublicityWork]{}, err
			}
			found, next, err := d.Outreach.Works(ctx, scope, f)
			v := d.view(ctx, scope)
			return rows(found, next, func(w *outreach.Work) PublicityWork { return workRow(v, w) }), err
		})
	api.Handle(d.api, post("/works", "add-work", "Add a work to the catalogue"),
		func(ctx context.Context, scope access.Scope, in *workAdding) (PublicityWork, error) {
			w, err := in.Body.work()
			if err != nil {
				return PublicityWork{}, err
			}
			w, err = d.Outreach.AddWork(ctx, scope, w)
			return one(d.view(ctx, scope), w, err, workRow)
		})
	api.Handle(d.api, post("/works/{id}/correct", "correct-work", "Change an entry of the catalogue, its views above all"),
		func(ctx context.Context, scope access.Scope, in *workCorrecting) (PublicityWork, error) {
			w, err := in.Body.work()
			if err != nil {
				return PublicityWork{}, err
			}
			w, err = d.Outreach.CorrectWork(ctx, scope, outreach.Act{ID: in.ID, Version: in.Body.Version}, w)
			return one(d.view(ctx, scope), w, err, workRow)
		})
	api.Handle(d.api, post("/honours", "add-honour", "Record an ambassador or an award"), d.honourAdding)
	acts(d, post("/honours/{id}/end", "end-honour", "End one, with a reason"), func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Honour, error) {
		return d.Outreach.EndHonour(ctx, scope, a)
	}, honourRow)
	api.Handle(d.api, post("/pledges", "add-pledge", "Record letters, handbooks and signed pledges"), d.pledgeAdding)
	acts(d, post("/pledges/{id}/void", "void-pledge", "Take an entry back, with a reason"), func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Pledge, error) {
		return d.Outreach.VoidPledge(ctx, scope, a)
	}, pledgeRow)
}

// lists registers a list that is asked for by the parts of every list alone.
func lists[T, R any](d *desk, r api.Route, read func(context.Context, access.Scope, outreach.Filter) ([]T, string, error), row func(*view, *T) R) {
	api.Handle(d.api, r, func(ctx context.Context, scope access.Scope, in *ListInput) (api.List[R], error) {
		f, err := in.filter(nil)
		if err != nil {
			return api.List[R]{}, err
		}
		found, next, err := read(ctx, scope, f)
		v := d.view(ctx, scope)
		return rows(found, next, func(x *T) R { return row(v, x) }), err
	})
}

func (d *desk) campaigns(ctx context.Context, scope access.Scope, f outreach.Filter) ([]outreach.Campaign, string, error) {
	return d.Outreach.Campaigns(ctx, scope, f)
}

func (d *desk) honours(ctx context.Context, scope access.Scope, f outreach.Filter) ([]outreach.Honour, string, error) {
	return d.Outreach.Honours(ctx, scope, f)
}

func (d *desk) pledges(ctx context.Context, scope access.Scope, f outreach.Filter) ([]outreach.Pledge, string, error) {
	return d.Outreach.Pledges(ctx, scope, f)
}

func (d *desk) campaignAdding(ctx context.Context, scope access.Scope, in *campaignAdding) (PublicityCampaign, error) {
	b := in.Body
	from, err := day("from", b.From)
	to, err2 := day("to", b.To)
	err = first(err, err2)
	if err != nil {
		return PublicityCampaign{}, err
	}
	m, err := d.Outreach.AddCampaign(ctx, scope, outreach.Campaign{
		Head: outreach.Head{Unit: b.Unit}, Title: b.Title, Theme: b.Theme, From: from, To: to, PlanEvents: b.PlanEvents, PlanAudience: b.PlanAudience,
	})
	return one(d.view(ctx, scope), m, err, campaignRow)
}

func (d *desk) honourAdding(ctx context.Context, scope access.Scope, in *honourAdding) (PublicityHonour, error) {
	b := in.Body
	until, err := day("until", b.Until)
	if err != nil {
		return PublicityHonour{}, err
	}
	h, err := d.Outreach.AddHonour(ctx, scope, outreach.Honour{Sort: b.Kind, Title: b.Title, Rank: b.Rank, Document: b.Document, Until: until})
	return one(d.view(ctx, scope), h, err, honourRow)
}

func (d *desk) pledgeAdding(ctx context.Context, scope access.Scope, in *pledgeAdding) (PledgeCount, error) {
	b := in.Body
	at, err := api.ParseMoment("body.at", b.At)
	if err != nil {
		return PledgeCount{}, err
	}
	p, err := d.Outreach.AddPledge(ctx, scope, outreach.Pledge{
		Head: outreach.Head{Unit: b.Unit, At: at}, Event: b.Event, Region: b.Region, Venue: b.Venue, Place: b.Place, Letters: b.Letters, Handbooks: b.Handbooks,
		Pledges: b.Pledges, SHA256: b.SHA256,
	})
	return one(d.view(ctx, scope), p, err, pledgeRow)
}
