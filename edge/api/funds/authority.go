package funds

import (
	"context"
	"fanzha/edge/api"
	"net/http"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
)

// AuthorityOfficer is one of the two who answer for orders.
type AuthorityOfficer struct {
	ID    string `json:"id" minLength:"1" maxLength:"64" doc:"Number of the police card."`
	Name  string `json:"name" minLength:"1" maxLength:"60"`
	Phone string `json:"phone" minLength:"1" maxLength:"32"`
}

// AuthorityView is the standing authority of a unit's duty post (值班授权): under it orders go out at once and are reviewed afterwards.
type AuthorityView struct {
	Unit     api.Unit           `json:"unit"`
	Officers []AuthorityOfficer `json:"officers" minItems:"2" maxItems:"2"`
	Document struct {
		Kind   string `json:"kind" minLength:"1" maxLength:"64"`
		Number string `json:"number" minLength:"1" maxLength:"64"`
		SHA256 string `json:"sha256" minLength:"64" maxLength:"64"`
	} `json:"document"`
	Until   string `json:"until" doc:"The authority ends; a new one must be given."`
	SetBy   string `json:"set_by"`
	SetAt   string `json:"set_at"`
	Version int64  `json:"version"`
}

func (a *desk) authorityRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/authority", ID: "get-authority", Summary: "Under whose hand the unit's orders go out", Tag: "claims"},
		func(ctx context.Context, scope access.Scope, _ *api.None) (AuthorityView, error) {
			got, err := a.People.Authority(ctx, scope, scope.Unit)
			return a.authorityView(ctx, got), err
		})
	api.Handle(a.api, api.Route{Method: http.MethodPut, Path: "/authority", ID: "set-authority", Summary: "Give the duty post its standing authority", Tag: "claims"},
		func(ctx context.Context, scope access.Scope, in *struct{ Body AuthorityView }) (AuthorityView, error) {
			until, err := api.ParseMoment("body.until", in.Body.Until)
			if err != nil {
				return AuthorityView{}, err
			}
			set := accessstore.Authority{Unit: scope.Unit, Until: until, Version: in.Body.Version}
			for i, o := range in.Body.Officers {
				set.Officers[i] = accessstore.AuthorityOfficer(o)
			}
			set.DocumentKind, set.DocumentNumber, set.DocumentSHA256 = in.Body.Document.Kind, in.Body.Document.Number, in.Body.Document.SHA256
			got, err := a.People.SetAuthority(ctx, scope, set)
			return a.authorityView(ctx, got), err
		})
}

func (a *desk) authorityView(ctx context.Context, s accessstore.Authority) AuthorityView {
	v := AuthorityView{Unit: a.api.UnitOf(ctx, s.Unit), Until: api.Stamp(s.Until), SetBy: s.SetBy, SetAt: api.Stamp(s.SetAt), Version: s.Version, Officers: []AuthorityOfficer{}}
	for _, o := range s.Officers {
		v.Officers = append(v.Officers, AuthorityOfficer(o))
	}
	v.Document.Kind, v.Document.Number, v.Document.SHA256 = s.DocumentKind, s.DocumentNumber, s.DocumentSHA256
	return v
}
