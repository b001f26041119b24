// Package api is the console's HTTP: one file per resource, OpenAPI 3.1 from the handlers' own types, one renderer for
// faults. A handler decodes, gives one command or query to a room, and renders. Rights are checked by the rooms; personal
// data is masked here, and only here, on its way out.
package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/warning"
	"fanzha/term/when"
)

// Bounds of the HTTP layer.
const (
	maxBody       = 256 << 10        // a console command; intake has its own limits
	sessionCookie = "fanzha_session" // HttpOnly, SameSite=Strict
	commandHeader = "X-Fanzha"       // demanded on every command: a foreign page cannot send it
)

// Services are the rooms behind the console.
type Services struct {
	Warnings  *warning.Service
	Orders    *dispatch.Service
	Attempts  *dissuade.Service
	People    *accessstore.Store
	Audit     AuditLog
	Scenarios ScenarioBook
	Totals    Totals
	Detection Detection
	Places    Places
	Clock     clock.Clock
	Live      *Hub
	Site      Site
	Secure    bool // cookies only over HTTPS
}

// Site is what everybody may know of this centre before signing in.
type Site struct {
	NameZH     string      `json:"name_zh"`
	NameEN     string      `json:"name_en"`
	Demo       bool        `json:"demo" doc:"Invented data; staff may sign in by one click."`
	NeedsSetup bool        `json:"needs_setup"`
	Version    string      `json:"version"`
	DemoLogins []DemoLogin `json:"demo_logins"`
}

// DemoLogin is one of the people of the invented city.
type DemoLogin struct {
	Login    string      `json:"login"`
	Name     string      `json:"name"`
	Role     access.Role `json:"role"`
	UnitName string      `json:"unit_name"`
}

// Places names the area of a person for display.
type Places interface {
	Name(ctx context.Context, place string) string
}

// Totals counts signals for the figures.
type Totals interface {
	Signals(ctx context.Context, from, to when.Micros) (int64, error)
	BySource(ctx context.Context, from, to when.Micros) ([]TallyRow, error)
}

// API is the console's HTTP face.
type API struct {
	Services
	huma huma.API
	mux  *http.ServeMux
}

// New registers every route on a mux of its own.
func New(s Services) *API {
	huma.NewError = newProblem
	huma.NewErrorWithContext = func(_ huma.Context, status int, message string, errs ...error) huma.StatusError {
		return newProblem(status, message, errs...)
	}
	a := &API{Services: s, mux: http.NewServeMux()}
	cfg := huma.DefaultConfig("fanzha console", s.Site.Version)
	cfg.Info.Description = "What the console of an anti-fraud centre calls. Times are RFC 3339 in UTC, money is in fen, personal data is masked."
	cfg.CreateHooks = nil // no $schema links: they would put a host into every answer
	cfg.DocsPath, cfg.OpenAPIPath, cfg.SchemasPath = "", "", ""
	a.huma = humago.New(a.mux, cfg)
	a.routes()
	return a
}

// OpenAPI is the description of all routes, committed as edge/api/openapi.json.
func (a *API) OpenAPI() ([]byte, error) { return a.huma.OpenAPI().MarshalJSON() }

func (a *API) routes() {
	a.siteRoutes()
	a.sessionRoutes()
	a.todayRoutes()
	a.warningRoutes()
	a.orderRoutes()
	a.attemptRoutes()
	a.personRoutes()
	a.scenarioRoutes()
	a.figureRoutes()
	a.detectionRoutes()
	a.unitRoutes()
	a.userRoutes()
	a.sourceRoutes()
	a.auditRoutes()
	a.mux.HandleFunc("GET /api/v1/live", a.live)
}

// ServeHTTP bounds the body and demands the command header before anything is read.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Header.Get(commandHeader) == "" {
		writeProblem(w, problem(errForeign))
		return
	}
	r = withWholeBody(r)
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	w.Header().Set("Cache-Control", "no-store")
	a.mux.ServeHTTP(w, withAddress(r))
}

// op is one route.
type op struct {
	method, path, id, summary, tag string
	open                           bool   // no session needed
	prefix                         string // of the path; empty: the console's
}

type body[T any] struct{ Body T }

// route registers a handler that gets the caller's scope and returns what is rendered.
func route[I, O any](a *API, o op, h func(ctx context.Context, scope access.Scope, in *I) (O, error)) {
	if o.prefix == "" {
		o.prefix = "/api/v1"
	}
	operation := huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.prefix + o.path, Summary: o.summary, Tags: []string{o.tag},
		MaxBodyBytes: maxBody, DefaultStatus: http.StatusOK,
	}
	if !o.open {
		operation.Middlewares = huma.Middlewares{a.guard}
	}
	mustBeRead(o.id, reflect.TypeFor[I]())
	huma.Register(a.huma, operation, func(ctx context.Context, in *I) (*body[O], error) {
		out, err := h(ctx, scopeOf(ctx), in)
		if err != nil {
			return nil, problem(err)
		}
		return &body[O]{out}, nil
	})
}

// mustBeRead refuses an input with an embedded type that is not exported: its parameters would be dropped without a word, and a list
// asked for one area would answer with all of them.
func mustBeRead(id string, in reflect.Type) {
	for i := range in.NumField() {
		f := in.Field(i)
		if !f.Anonymous || f.Type.Kind() != reflect.Struct {
			continue
		}
		if !f.IsExported() {
			panic("api: the input of " + id + " embeds " + f.Name + ", which is not exported: its parameters would not be read")
		}
		mustBeRead(id, f.Type)
	}
}

type scopeKey struct{}

func scopeOf(ctx context.Context) access.Scope {
	s, _ := ctx.Value(scopeKey{}).(access.Scope)
	return s
}

// none is the input of routes without parameters, and the answer of commands that return nothing.
type none struct{}

// ByID names one record in the path.
type ByID struct {
	ID string `path:"id" maxLength:"64"`
}

// list is a page of rows.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Pass as cursor for the next page; absent on the last."`
}
