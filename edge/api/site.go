package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
)

type tokenQuery struct {
	Token string `query:"token" maxLength:"128"`
}

type opens struct {
	OK    bool   `json:"ok"`
	Login string `json:"login,omitempty"`
	Name  string `json:"name,omitempty"`
}

// SetupAccount is one of the three administrators of a new centre.
type SetupAccount struct {
	Role     access.Role `json:"role" enum:"system_admin,security_admin,audit_admin"`
	Login    string      `json:"login" maxLength:"64"`
	Name     string      `json:"name" maxLength:"200"`
	Password string      `json:"password" maxLength:"256"`
}

type setupInput struct {
	Body struct {
		Token    string         `json:"token" maxLength:"128"`
		UnitCode string         `json:"unit_code" maxLength:"12" doc:"12 digits, or the 6 of the place."`
		UnitName string         `json:"unit_name" maxLength:"200"`
		Accounts []SetupAccount `json:"accounts" maxItems:"3"`
	}
}

type passwordInput struct {
	Body struct {
		Token string `json:"token,omitempty" maxLength:"128" doc:"Of a one-time link."`
		New   string `json:"new" maxLength:"256"`
	}
}

type changeInput struct {
	Body struct {
		Old string `json:"old" maxLength:"256"`
		New string `json:"new" maxLength:"256"`
	}
}

func (a *API) siteRoutes() {
	route(a, op{method: http.MethodGet, path: "/site", id: "site", summary: "What everybody may know", tag: "site", open: true},
		func(ctx context.Context, _ access.Scope, _ *none) (Site, error) {
			site := a.Site
			needs, err := a.People.NeedsSetup(ctx)
			site.NeedsSetup = needs
			if site.DemoLogins == nil {
				site.DemoLogins = []DemoLogin{}
			}
			return site, err
		})
	route(a, op{method: http.MethodGet, path: "/setup", id: "check-setup", summary: "Does the set-up link work", tag: "site", open: true},
		func(ctx context.Context, _ access.Scope, in *tokenQuery) (opens, error) {
			return opens{OK: true}, a.People.CheckSetup(ctx, in.Token)
		})
	route(a, op{method: http.MethodPost, path: "/setup", id: "set-up", summary: "Create the centre and its three administrators", tag: "site", open: true},
		func(ctx context.Context, _ access.Scope, in *setupInput) (none, error) {
			cmd := accessstore.Setup{Token: in.Body.Token, UnitCode: in.Body.UnitCode, UnitName: in.Body.UnitName}
			for _, n := range in.Body.Accounts {
				cmd.Accounts = append(cmd.Accounts, accessstore.SetupAccount(n))
			}
			_, err := a.People.SetUp(ctx, cmd)
			return none{}, err
		})
	route(a, op{method: http.MethodGet, path: "/password", id: "check-password-link", summary: "Whose one-time link is it", tag: "site", open: true},
		func(ctx context.Context, _ access.Scope, in *tokenQuery) (opens, error) {
			login, name, err := a.People.LinkOwner(ctx, in.Token)
			return opens{OK: err == nil, Login: login, Name: name}, err
		})
	route(a, op{method: http.MethodPost, path: "/password", id: "set-password", summary: "Set a password by a one-time link", tag: "site", open: true},
		func(ctx context.Context, _ access.Scope, in *passwordInput) (none, error) {
			return none{}, a.People.SetPassword(ctx, in.Body.Token, in.Body.New)
		})
	route(a, op{method: http.MethodPut, path: "/password", id: "change-password", summary: "Change one's own password", tag: "session"},
		func(ctx context.Context, _ access.Scope, in *changeInput) (none, error) {
			return none{}, a.People.ChangePassword(ctx, sessionOf(ctx), accessstore.Change(in.Body))
		})
}
