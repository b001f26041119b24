package api

import (
	"context"
	"net"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/term/fault"
)

// Session is who is signed in, and what the console needs to know for its menu and clocks.
type Session struct {
	User        SessionUser    `json:"user"`
	Unit        Unit           `json:"unit"`
	Roles       []access.Role  `json:"roles"`
	Rights      []access.Right `json:"rights"`
	IdleTimeout int64          `json:"idle_timeout_s"`
	ServerTime  string         `json:"server_time"`
}

// SessionUser is the signed-in person.
type SessionUser struct {
	ID    string `json:"id"`
	Login string `json:"login"`
	Name  string `json:"name"`
}

type sessionKey struct{}

// guard lets only signed-in callers pass, and puts their scope into the context.
func (a *API) guard(ctx huma.Context, next func(huma.Context)) {
	cookie, err := huma.ReadCookie(ctx, sessionCookie)
	if err != nil {
		a.refuse(ctx, access.ErrNoSession)
		return
	}
	session, err := a.People.Authenticate(ctx.Context(), cookie.Value)
	if err != nil {
		a.refuse(ctx, err)
		return
	}
	ctx = huma.WithValue(ctx, scopeKey{}, session.Account.Scope())
	next(huma.WithValue(ctx, sessionKey{}, session))
}

func (a *API) refuse(ctx huma.Context, err error) {
	p := problem(err)
	ctx.SetHeader("Content-Type", "application/problem+json")
	ctx.SetStatus(p.status)
	_ = huma.DefaultJSONFormat.Marshal(ctx.BodyWriter(), p)
}

func sessionOf(ctx context.Context) access.Session {
	s, _ := ctx.Value(sessionKey{}).(access.Session)
	return s
}

// live streams changes to the console. The session is looked at again with every ping, so that who is signed out hears no more.
func (a *API) live(w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		writeProblem(w, problem(access.ErrNoSession))
		return
	}
	session, err := a.People.Authenticate(r.Context(), cookie.Value)
	if err != nil {
		writeProblem(w, problem(err))
		return
	}
	alive := func() bool {
		_, err := a.People.Peek(r.Context(), cookie.Value)
		return err == nil
	}
	a.Live.serve(w, r, session.Account.Scope(), alive)
}

type signInInput struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Login    string `json:"login" maxLength:"64"`
		Password string `json:"password" maxLength:"256"`
	}
}

type demoInput struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Login string `json:"login" maxLength:"64"`
	}
}

type signedIn struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Session
}

type signedOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) cookie(token string, age int) http.Cookie {
	//nolint:gosec // Secure is set wherever the centre speaks HTTPS; on loopback it cannot be
	return http.Cookie{Name: sessionCookie, Value: token, Path: "/", HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteStrictMode, MaxAge: age}
}

// addressKey carries the caller's address to the sign-in.
type addressKey struct{}

func withAddress(r *http.Request) *http.Request {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return r.WithContext(context.WithValue(r.Context(), addressKey{}, host))
}

func (a *API) sessionRoutes() {
	sign := func(id, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodPost, Path: "/api/v1" + path, Summary: summary, Tags: []string{"session"}, DefaultStatus: http.StatusOK}
	}
	huma.Register(a.huma, sign("sign-in", "/session", "Sign in"), func(ctx context.Context, in *signInInput) (*signedIn, error) {
		return a.opened(ctx)(a.People.SignIn(ctx, a.try(ctx, in.Body.Login, in.Body.Password, in.Agent)))
	})
	huma.Register(a.huma, sign("sign-in-demo", "/session/demo", "Sign in as one of the invented staff"), func(ctx context.Context, in *demoInput) (*signedIn, error) {
		if !a.Site.Demo {
			return nil, problem(errNotFound)
		}
		return a.opened(ctx)(a.People.OpenFor(ctx, access.System(), a.try(ctx, in.Body.Login, "", in.Agent)))
	})
	route(a, op{method: http.MethodGet, path: "/session", id: "session", summary: "Who is signed in", tag: "session"},
		func(ctx context.Context, _ access.Scope, _ *none) (Session, error) {
			return a.session(ctx, sessionOf(ctx)), nil
		})
	huma.Register(a.huma, huma.Operation{
		OperationID: "sign-out", Method: http.MethodDelete, Path: "/api/v1/session", Summary: "Sign out", Tags: []string{"session"},
		Middlewares: huma.Middlewares{a.guard}, DefaultStatus: http.StatusOK,
	}, func(ctx context.Context, _ *none) (*signedOut, error) {
		err := a.People.SignOut(ctx, sessionOf(ctx))
		if err != nil {
			return nil, problem(err)
		}
		return &signedOut{a.cookie("", -1)}, nil
	})
}

// errNotFound hides what this centre does not offer.
var errNotFound = fault.New(fault.NotFound, "api.not_found")

func (a *API) try(ctx context.Context, login, password, agent string) accessstore.Try {
	return accessstore.Try{Login: login, Password: password, Address: AddressOf(ctx), Agent: agent}
}

func (a *API) opened(ctx context.Context) func(accessstore.Opened, error) (*signedIn, error) {
	return func(o accessstore.Opened, err error) (*signedIn, error) {
		if err != nil {
			return nil, problem(err)
		}
		return &signedIn{a.cookie(o.Token, 0), a.session(ctx, o.Session)}, nil
	}
}

func (a *API) session(ctx context.Context, s access.Session) Session {
	scope := s.Account.Scope()
	out := Session{
		User: SessionUser{s.Account.ID, s.Account.Login, s.Account.Name}, Unit: a.unit(ctx, s.Account.Unit), Roles: s.Account.Roles, Rights: scope.Rights(),
		IdleTimeout: int64(a.People.Settings().IdleTimeout.Seconds()), ServerTime: stamp(a.Clock.Now()),
	}
	if out.Roles == nil {
		out.Roles = []access.Role{}
	}
	if out.Rights == nil {
		out.Rights = []access.Right{}
	}
	return out
}
