package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/edge/api"
)

// PeopleLevel is how many people an area or member unit has, or has registered, as of a day.
type PeopleLevel struct {
	Head
	Region     string `json:"region"`
	RegionName string `json:"region_name"`
	Member     string `json:"member"`
	Day        string `json:"day"`
	People     int64  `json:"people"`
	Delta      int64  `json:"delta" doc:"Since the entry before it."`
	Source     string `json:"source" doc:"Of a population base."`
}

func baseRow(v *view, b *outreach.Base) PeopleLevel {
	return PeopleLevel{Head: v.head(&b.Head), Region: b.Region, RegionName: v.place(b.Region), Member: b.Member, Day: dayText(b.Day), People: b.People, Delta: b.Delta, Source: b.Source}
}

func registrationRow(v *view, g *outreach.Registration) PeopleLevel {
	return PeopleLevel{Head: v.head(&g.Head), Region: g.Region, RegionName: v.place(g.Region), Member: g.Member, Day: dayText(g.Day), People: g.People, Delta: g.Delta}
}

// RegistrationRate is a registration rate with what it is made of.
type RegistrationRate struct {
	Region     string   `json:"region"`
	Name       string   `json:"name"`
	Member     string   `json:"member"`
	Unit       api.Unit `json:"unit"`
	Registered int64    `json:"registered"`
	Day        string   `json:"day"`
	Base       int64    `json:"base" doc:"0: no base, no rate."`
	BaseDay    string   `json:"base_day"`
	BaseSource string   `json:"base_source"`
	BP         int64    `json:"bp" doc:"Hundredths of a percent; may exceed 10000."`
	Old        bool     `json:"old" doc:"The base is too old."`
	Over       bool     `json:"over" doc:"More registered than people."`
}

type levelEntering struct {
	Body struct {
		Unit   string `json:"unit,omitempty" maxLength:"12"`
		Region string `json:"region,omitempty" maxLength:"12"`
		Member string `json:"member,omitempty" maxLength:"32"`
		Day    string `json:"day" maxLength:"10"`
		People int64  `json:"people" minimum:"0"`
		Source string `json:"source,omitempty" maxLength:"400"`
		Note   string `json:"note,omitempty" maxLength:"2000"`
	}
}

type levelQuery struct {
	ListInput
	Subject string `query:"subject" maxLength:"12" doc:"Exactly this area."`
	Member  string `query:"member" maxLength:"32"`
}

type rateQuery struct {
	Day string `query:"day" maxLength:"10" doc:"Empty: today."`
}

func (d *desk) registerRoutes() {
	api.Handle(d.api, get("/rates", "registration-rates", "Registration rates as of a day, the lowest first"), d.rates)
	levels(d, get("/bases", "list-population-bases", "Population bases, the latest first"), func(ctx context.Context, scope access.Scope, f outreach.Filter) ([]outreach.Base, string, error) {
		return d.Outreach.Bases(ctx, scope, f)
	}, baseRow)
	levels(d, get("/registrations", "list-registrations", "Registrations, the latest first"), func(ctx context.Context, scope access.Scope, f outreach.Filter) ([]outreach.Registration, string, error) {
		return d.Outreach.Registrations(ctx, scope, f)
	}, registrationRow)
	api.Handle(d.api, post("/bases", "add-population-base", "Record how many people an area or member unit has"),
		func(ctx context.Context, scope access.Scope, in *levelEntering) (PeopleLevel, error) {
			b := in.Body
			at, err := day("day", b.Day)
			if err != nil {
				return PeopleLevel{}, err
			}
			got, err := d.Outreach.AddBase(ctx, scope, outreach.Base{
				Head: outreach.Head{Unit: b.Unit, Note: b.Note}, Region: b.Region, Member: b.Member, Day: at, People: b.People, Source: b.Source,
			})
			return one(d.view(ctx, scope), got, err, baseRow)
		})
	api.Handle(d.api, post("/registrations", "add-registration", "Record how many people have registered, as of a day"),
		func(ctx context.Context, scope access.Scope, in *levelEntering) (PeopleLevel, error) {
			b := in.Body
			at, err := day("day", b.Day)
			if err != nil {
				return PeopleLevel{}, err
			}
			got, err := d.Outreach.Register(ctx, scope, outreach.Registration{
				Head: outreach.Head{Unit: b.Unit, Note: b.Note}, Region: b.Region, Member: b.Member, Day: at, People: b.People,
			})
			return one(d.view(ctx, scope), got, err, registrationRow)
		})
	acts(d, post("/bases/{id}/void", "void-population-base", "Take an entry back, with a reason"), func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Base, error) {
		return d.Outreach.VoidBase(ctx, scope, a)
	}, baseRow)
	acts(d, post("/registrations/{id}/void", "void-registration", "Take an entry back, with a reason"),
		func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Registration, error) {
			return d.Outreach.VoidRegistration(ctx, scope, a)
		}, registrationRow)
}

// levels registers a list of levels, which may be asked for one area or member unit.
func levels[T any](d *desk, r api.Route, read func(context.Context, access.Scope, outreach.Filter) ([]T, string, error), row func(*view, *T) PeopleLevel) {
	api.Handle(d.api, r, func(ctx context.Context, scope access.Scope, in *levelQuery) (api.List[PeopleLevel], error) {
		f, err := in.filter(map[string]string{"region": in.Subject, "member": in.Member})
		if err != nil {
			return api.List[PeopleLevel]{}, err
		}
		found, next, err := read(ctx, scope, f)
		v := d.view(ctx, scope)
		return rows(found, next, func(x *T) PeopleLevel { return row(v, x) }), err
	})
}

func (d *desk) rates(ctx context.Context, scope access.Scope, in *rateQuery) (api.List[RegistrationRate], error) {
	at, err := day("day", in.Day)
	if err != nil {
		return api.List[RegistrationRate]{}, err
	}
	if at == 0 {
		at = stats.DayOf(d.Clock.Now())
	}
	found, err := d.Outreach.Rates(ctx, scope, at)
	v := d.view(ctx, scope)
	return rows(found, "", func(r *outreach.Rate) RegistrationRate {
		return RegistrationRate{
			Region: r.Region, Name: v.place(r.Region), Member: r.Member, Unit: d.api.UnitOf(ctx, r.Unit), Registered: r.Registered, Day: dayText(r.Day), Base: r.Base,
			BaseDay: dayText(r.BaseDay), BaseSource: r.BaseSource, BP: r.BP, Old: r.Old, Over: r.Over,
		}
	}), err
}
