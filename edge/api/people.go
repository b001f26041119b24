package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
)

// UnitRow is a unit in the tree.
type UnitRow struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`
	Parent string   `json:"parent"`
	Areas  []string `json:"areas" doc:"Place codes it answers for; longer ones win."`
	Phone  string   `json:"phone"`
	Active bool     `json:"active"`
	Users  int      `json:"users"`
	Ver    int64    `json:"version"`
}

// UnitBody is what can be set of a unit.
type UnitBody struct {
	Name   string   `json:"name" maxLength:"200"`
	Areas  []string `json:"areas" maxItems:"200"`
	Phone  string   `json:"phone,omitempty" maxLength:"32"`
	Active *bool    `json:"active,omitempty"`
	Ver    int64    `json:"version,omitempty"`
}

type newUnitInput struct {
	Body struct {
		Code string `json:"code" maxLength:"12"`
		UnitBody
	}
}

type changeUnitInput struct {
	Code string `path:"code" maxLength:"12"`
	Body UnitBody
}

// UserRow is an account.
type UserRow struct {
	ID          string        `json:"id"`
	Login       string        `json:"login"`
	Name        string        `json:"name"`
	Unit        Unit          `json:"unit"`
	Bank        string        `json:"bank" doc:"Of a bank's liaison; empty for everyone else."`
	Member      string        `json:"member" doc:"Code of the member unit, of its liaison; empty for everyone else."`
	Roles       []access.Role `json:"roles"`
	Active      bool          `json:"active"`
	HasPassword bool          `json:"has_password"`
	LockedUntil string        `json:"locked_until"`
	LastSeen    string        `json:"last_seen"`
}

type newUserInput struct {
	Body struct {
		Login string `json:"login" maxLength:"64"`
		Name  string `json:"name" maxLength:"200"`
		Unit  string `json:"unit" maxLength:"12"`
		Bank  string `json:"bank,omitempty" maxLength:"32"`
		// Member is the member unit of its liaison.
		Member string `json:"member,omitempty" maxLength:"32"`
	}
}

type userWithLink struct {
	User UserRow `json:"user"`
	Link string  `json:"link" doc:"Works once; shown once."`
}

type rolesInput struct {
	ByID
	Body struct {
		Roles  []access.Role `json:"roles" maxItems:"7"`
		Reason string        `json:"reason" maxLength:"2000"`
	}
}

type reasonInput struct {
	ByID
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	}
}

// SourceRow is a partner that sends signals.
type SourceRow struct {
	Name      string `json:"name"`
	Title     string `json:"title"`
	QuotaPerS int64  `json:"quota_per_s"`
	Active    bool   `json:"active"`
	CreatedAt string `json:"created_at"`
	RevokedAt string `json:"revoked_at"`
}

type newSourceInput struct {
	Body struct {
		Name      string `json:"name" maxLength:"64"`
		Title     string `json:"title" maxLength:"200"`
		QuotaPerS int64  `json:"quota_per_s,omitempty" minimum:"0"`
	}
}

type sourceKey struct {
	Key string `json:"key" doc:"Shown once."`
}

type bySource struct {
	Name string `path:"name" maxLength:"64"`
}

func (a *API) unitRow(u access.Unit) UnitRow {
	areas := u.Areas
	if areas == nil {
		areas = []string{}
	}
	return UnitRow{u.Code, u.Name, u.Kind().String(), u.Parent(), areas, u.Phone, u.Active, u.Users, u.Version}
}

func (b UnitBody) unit(code string) access.Unit {
	return access.Unit{Code: code, Name: b.Name, Areas: b.Areas, Phone: b.Phone, Active: b.Active == nil || *b.Active, Version: b.Ver}
}

func (a *API) unitRoutes() {
	route(a, op{method: http.MethodGet, path: "/units", id: "list-units", summary: "The tree of units of the caller's city", tag: "people"},
		func(ctx context.Context, scope access.Scope, _ *none) (list[UnitRow], error) {
			units, err := a.People.Tree(ctx, scope)
			out := list[UnitRow]{Items: []UnitRow{}}
			for _, u := range units {
				out.Items = append(out.Items, a.unitRow(u))
			}
			return out, err
		})
	route(a, op{method: http.MethodPost, path: "/units", id: "create-unit", summary: "Add a unit", tag: "people"},
		func(ctx context.Context, scope access.Scope, in *newUnitInput) (UnitRow, error) {
			u, err := a.People.CreateUnit(ctx, scope, in.Body.UnitBody.unit(in.Body.Code))
			return a.unitRow(u), err
		})
	route(a, op{method: http.MethodPut, path: "/units/{code}", id: "change-unit", summary: "Change a unit", tag: "people"},
		func(ctx context.Context, scope access.Scope, in *changeUnitInput) (UnitRow, error) {
			u, err := a.People.UpdateUnit(ctx, scope, in.Body.unit(in.Code))
			return a.unitRow(u), err
		})
}

func (a *API) user(ctx context.Context, u access.Account) UserRow {
	roles := u.Roles
	if roles == nil {
		roles = []access.Role{}
	}
	row := UserRow{u.ID, u.Login, u.Name, a.unit(ctx, u.Unit), u.Bank, u.Member, roles, u.Active, u.HasPassword, "", stamp(u.LastSeen)}
	if u.LockedUntil > a.Clock.Now() {
		row.LockedUntil = stamp(u.LockedUntil)
	}
	return row
}

func passwordLink(l accessstore.Link) string { return "/password?token=" + l.Token }

func (a *API) userRoutes() {
	route(a, op{method: http.MethodGet, path: "/users", id: "list-users", summary: "Accounts of the caller's jurisdiction", tag: "people"},
		func(ctx context.Context, scope access.Scope, _ *none) (list[UserRow], error) {
			users, err := a.People.Accounts(ctx, scope)
			out := list[UserRow]{Items: []UserRow{}}
			for _, u := range users {
				out.Items = append(out.Items, a.user(ctx, u))
			}
			return out, err
		})
	route(a, op{method: http.MethodPost, path: "/users", id: "create-user", summary: "Add an account; its owner sets the password by the link", tag: "people"},
		func(ctx context.Context, scope access.Scope, in *newUserInput) (userWithLink, error) {
			u, link, err := a.People.CreateAccount(ctx, scope, accessstore.NewAccount(in.Body))
			return userWithLink{a.user(ctx, u), passwordLink(link)}, err
		})
	route(a, op{method: http.MethodPost, path: "/users/{id}/link", id: "new-password-link", summary: "A new one-time link for the password", tag: "people"},
		func(ctx context.Context, scope access.Scope, in *ByID) (userWithLink, error) {
			link, err := a.People.PasswordLink(ctx, scope, in.ID)
			if err != nil {
				return userWithLink{}, err
			}
			u, err := a.People.Account(ctx, scope, in.ID)
			return userWithLink{a.user(ctx, u), passwordLink(link)}, err
		})
	route(a, op{method: http.MethodPost, path: "/users/{id}/roles", id: "set-roles", summary: "Replace the roles of an account", tag: "people"},
		func(ctx context.Context, scope access.Scope, in *rolesInput) (UserRow, error) {
			u, err := a.People.SetRoles(ctx, scope, accessstore.Grant{Account: in.ID, Roles: in.Body.Roles, Reason: in.Body.Reason})
			return a.user(ctx, u), err
		})
	a.userAct("disable", "Switch an account off", func(ctx context.Context, scope access.Scope, in *reasonInput) error {
		return a.People.Disable(ctx, scope, in.ID, in.Body.Reason)
	})
	a.userAct("enable", "Switch an account on", func(ctx context.Context, scope access.Scope, in *reasonInput) error {
		return a.People.Enable(ctx, scope, in.ID)
	})
	a.userAct("unlock", "End a lock after wrong passwords", func(ctx context.Context, scope access.Scope, in *reasonInput) error {
		return a.People.Unlock(ctx, scope, in.ID)
	})
}

// userAct registers one act on an account that answers with the account as it then is.
func (a *API) userAct(verb, summary string, act func(context.Context, access.Scope, *reasonInput) error) {
	route(a, op{method: http.MethodPost, path: "/users/{id}/" + verb, id: verb + "-user", summary: summary, tag: "people"},
		func(ctx context.Context, scope access.Scope, in *reasonInput) (UserRow, error) {
			err := act(ctx, scope, in)
			if err != nil {
				return UserRow{}, err
			}
			u, err := a.People.Account(ctx, scope, in.ID)
			return a.user(ctx, u), err
		})
}

func (a *API) sourceRoutes() {
	route(a, op{method: http.MethodGet, path: "/sources", id: "list-sources", summary: "Partners that send signals", tag: "sources"},
		func(ctx context.Context, scope access.Scope, _ *none) (list[SourceRow], error) {
			sources, err := a.People.Sources(ctx, scope)
			out := list[SourceRow]{Items: []SourceRow{}}
			for _, s := range sources {
				out.Items = append(out.Items, SourceRow{s.Name, s.Title, s.QuotaPerS, s.Active, stamp(s.Created), stamp(s.Revoked)})
			}
			return out, err
		})
	route(a, op{method: http.MethodPost, path: "/sources", id: "create-source", summary: "Add a partner; its key is shown once", tag: "sources"},
		func(ctx context.Context, scope access.Scope, in *newSourceInput) (sourceKey, error) {
			_, key, err := a.People.CreateSource(ctx, scope, access.Source{Name: in.Body.Name, Title: in.Body.Title, QuotaPerS: in.Body.QuotaPerS})
			return sourceKey{key}, err
		})
	route(a, op{method: http.MethodPost, path: "/sources/{name}/revoke", id: "revoke-source", summary: "End a partner's key", tag: "sources"},
		func(ctx context.Context, scope access.Scope, in *bySource) (none, error) {
			return none{}, a.People.RevokeSource(ctx, scope, in.Name)
		})
}
