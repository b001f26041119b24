package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"fanzha/base/access"
	"fanzha/term/when"
)

// What the parts of the console's HTTP that stand in folders of their own (funds, sheets) share with this one: how a route is
// registered, how a file is sent, and the few words that every resource uses.

// Route is one route of a part.
type Route struct {
	Method, Path, ID, Summary, Tag string
	Public                         bool // needs no session; stands under /public/v1
}

// Handle registers a handler that gets the caller's scope and returns what is rendered.
func Handle[I, O any](a *API, r Route, h func(ctx context.Context, scope access.Scope, in *I) (O, error)) {
	o := op{method: r.Method, path: r.Path, id: r.ID, summary: r.Summary, tag: r.Tag}
	if r.Public {
		o.open, o.prefix = true, "/public/v1"
	}
	route(a, o, h)
}

// File registers a route that is no JSON: a file for the caller, or one that is sent by him. The pattern is that of net/http. The
// handler writes nothing before it is sure of its answer; its error is rendered like any other.
func (a *API) File(pattern string, h func(w http.ResponseWriter, r *http.Request, scope access.Scope) error) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie(sessionCookie)
		if err != nil {
			writeProblem(w, problem(access.ErrNoSession))
			return
		}
		session, err := a.People.Authenticate(r.Context(), cookie.Value)
		if err == nil {
			err = h(w, r, session.Account.Scope())
		}
		if err != nil {
			writeProblem(w, problem(err))
		}
	})
}

// Upload is File for a route whose body may be larger than a command: at most most bytes, over at most span.
func (a *API) Upload(pattern string, most int64, span time.Duration, h func(w http.ResponseWriter, r *http.Request, scope access.Scope) error) {
	a.File(pattern, func(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
		whole, _ := r.Context().Value(wholeBodyKey{}).(io.ReadCloser)
		if whole == nil {
			whole = r.Body
		}
		r.Body = http.MaxBytesReader(w, whole, most)
		// A server without this control keeps its own deadline.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(span))
		return h(w, r, scope)
	})
}

type wholeBodyKey struct{}

// withWholeBody keeps the body as it came, for the routes that set a limit of their own.
func withWholeBody(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), wholeBodyKey{}, r.Body))
}

// List is a page of rows; None is the input of routes without parameters, and the answer of commands that return nothing.
type (
	List[T any] = list[T]
	None        = none
)

// Stamp renders a moment: RFC 3339 in UTC with milliseconds, empty when unset.
func Stamp(m when.Micros) string { return stamp(m) }

// ParseMoment parses what a console sends; empty is zero.
func ParseMoment(field, s string) (when.Micros, error) { return moment(field, s) }

// Convert turns words of the query into those of a room.
func Convert[T ~string](in []string) []T { return convert[T](in) }

// UnitOf names a unit.
func (a *API) UnitOf(ctx context.Context, code string) Unit { return a.unit(ctx, code) }

// CentreZone is the zone of what people read in a file: Beijing time.
var CentreZone = when.Zone

// AddressOf is the address that a request came from, for pages that anybody may ask.
func AddressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}
