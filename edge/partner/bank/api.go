package bank

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"fanzha/edge/partner/wire"
)

// Paths.
const (
	base      = "/partner/v1"
	checkPath = "/payees/check"
)

// Options are what the door stands on. Zero values of the rest are sound.
type Options struct {
	Keys       Keys
	Desk       Desk
	Objections Objections // nil: this centre takes no objections from banks
	Index      *Index     // nil: this centre answers no payee checks
	Bell       *Bell      // nil: polls look every Settings.PollEvery only
	Settings   Settings   // zero: DefaultSettings
	Logger     *slog.Logger
	Now        func() time.Time // nil: time.Now
	// NoSignatures and NoCertificates close one of the two ways in.
	NoSignatures, NoCertificates bool
}

// API is the banks' door.
type API struct {
	opts   Options
	set    Settings
	huma   huma.API
	mux    *http.ServeMux
	keys   *ring
	nonces wire.Nonces
	rates  *buckets // requests, by bank
	checks *buckets // payee checks, by bank
	payers *buckets // payee checks, by bank and customer
	places chan struct{}
	polls  polls
}

// described guards huma's global shape of refusals while routes are described: the console describes its own.
var described sync.Mutex

// New registers every route on a mux of its own.
func New(o Options) *API {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Settings == (Settings{}) {
		o.Settings = DefaultSettings()
	}
	if o.Bell == nil {
		o.Bell = &Bell{}
	}
	set := o.Settings
	a := &API{opts: o, set: set, mux: http.NewServeMux(), keys: &ring{keys: o.Keys}, places: make(chan struct{}, set.InWork),
		rates:  newBuckets(set.RequestsPerS, set.RequestsBurst),
		checks: newBuckets(set.Checks.PerS, set.Checks.Burst),
		payers: newBuckets(0, set.Checks.CustomerBurst).perMinute(set.Checks.CustomerPerMin),
	}
	described.Lock()
	defer described.Unlock()
	kept := huma.NewError
	huma.NewError = newRefusal
	defer func() { huma.NewError = kept }()
	cfg := huma.DefaultConfig("fanzha partner interface for banks", "1")
	cfg.Info.Description = "How a bank or payment institution takes orders of an anti-fraud centre and answers them. Money is in fen, " +
		"times are RFC 3339. Requests are signed (X-Fanzha-Key, X-Fanzha-Time, X-Fanzha-Nonce, X-Fanzha-Signature) or come with a " +
		"pinned client certificate; see docs/partner/README.md."
	cfg.CreateHooks = nil
	cfg.DocsPath, cfg.OpenAPIPath, cfg.SchemasPath = "", "", ""
	a.huma = humago.New(a.mux, cfg)
	a.routes()
	a.describe()
	return a
}

// OpenAPI is the description of all routes, committed as docs/partner/openapi.json.
func (a *API) OpenAPI() ([]byte, error) { return a.huma.OpenAPI().MarshalJSON() }

func (a *API) routes() {
	route(a, op{http.MethodGet, "/orders", "list-orders", "Orders for this bank after a cursor; waits up to wait_s when there is none"}, a.orders)
	route(a, op{http.MethodPost, "/orders/{id}/seen", "order-seen", "The bank has the order and works on it"}, a.seen)
	route(a, op{http.MethodPost, "/answers", "send-answers", "Answers to orders: one, or one a line"}, a.answers)
	route(a, op{http.MethodPost, "/notices", "send-notices", "Transfers inside the bank: one, or one a line"}, a.notices)
	route(a, op{http.MethodGet, "/events", "list-events", "What became of this bank's orders after a cursor"}, a.events)
	route(a, op{http.MethodPost, checkPath, "check-payee", "How risky a payee is, before a payment; never to be shown to a customer"}, a.check)
	route(a, op{http.MethodPost, "/objections", "send-objection", "An objection of a holder, handed on"}, a.objection)
	route(a, op{http.MethodGet, "/words", "list-words", "Tables of refusals and dispositions"}, a.words)
}

// ServeHTTP lets in whom it knows and bounds what is in work, before a route is looked at.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodGet && r.URL.Path == base+"/openapi.json" {
		a.serveOpenAPI(w)
		return
	}
	err := a.known(r)
	if err != nil {
		a.write(w, err)
		return
	}
	select {
	case a.places <- struct{}{}:
	default:
		a.write(w, ErrBusy)
		return
	}
	p := &place{give: func() { <-a.places }}
	defer p.leave()
	c, err := a.admit(w, r)
	if err == nil && r.URL.Path != base+checkPath {
		err = a.rates.take(c.bank, price{1, 1}, ErrRate, a.opts.Now())
	}
	if err != nil {
		a.write(w, err)
		return
	}
	if r.URL.Path == base+checkPath {
		a.answerCheck(w, r, c)
		return
	}
	ctx := context.WithValue(context.WithValue(r.Context(), callerKey{}, c), placeKey{}, p)
	r = r.WithContext(ctx)
	r.Body = http.NoBody
	a.mux.ServeHTTP(w, r)
}

// place is a place among those in work; a poll gives it up before it waits.
type place struct {
	once sync.Once
	give func()
}

type placeKey struct{}

func (p *place) leave() { p.once.Do(p.give) }

// methods of the paths: known before anybody is let in, so that a wrong path needs no key to be told.
var methods = map[string]string{
	base + "/orders": http.MethodGet, base + "/answers": http.MethodPost, base + "/notices": http.MethodPost, base + "/events": http.MethodGet,
	base + checkPath: http.MethodPost, base + "/objections": http.MethodPost, base + "/words": http.MethodGet,
}

// known refuses paths and methods that do not exist.
func (a *API) known(r *http.Request) error {
	method, ok := methods[r.URL.Path]
	if !ok {
		id, ends := strings.CutSuffix(r.URL.Path, "/seen")
		id, begins := strings.CutPrefix(id, base+"/orders/")
		if !ends || !begins || id == "" || strings.Contains(id, "/") {
			return ErrPath
		}
		method = http.MethodPost
	}
	if r.Method != method {
		return refuse(ErrMethod, "allow", method)
	}
	return nil
}

func (a *API) serveOpenAPI(w http.ResponseWriter) {
	raw, err := a.OpenAPI()
	if err != nil {
		a.write(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/openapi+json")
	_, _ = w.Write(raw) //nolint:gosec // our own description; the caller has gone when this fails
}

// op is one route.
type op struct{ method, path, id, summary string }

type body[T any] struct{ Body T }

// route registers a handler that gets the caller and returns what is rendered.
func route[I, O any](a *API, o op, h func(ctx context.Context, c caller, in *I) (O, error)) {
	huma.Register(a.huma, huma.Operation{
		OperationID: o.id, Method: o.method, Path: base + o.path, Summary: o.summary, Tags: []string{"bank"},
		DefaultStatus: http.StatusOK, SkipValidateParams: true,
	}, func(ctx context.Context, in *I) (*body[O], error) {
		out, err := h(ctx, callerOf(ctx), in)
		if err != nil {
			return nil, a.refusal(err)
		}
		return &body[O]{out}, nil
	})
}

// none is the input of routes without parameters.
type none struct{}
