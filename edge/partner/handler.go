package partner

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"fanzha/centre/signal"
)

// Bounds of requests in work.
const (
	// RequestsMax is how many requests are in work at once; more are told to come back. Most of them wait for one disk sync.
	RequestsMax = 1024
	// bodyTime is how long a body may take to arrive; a slower one would hold its place against others.
	bodyTime = 60 * time.Second
)

// Intake is the room that takes the signals.
type Intake interface {
	Accept(ctx context.Context, r signal.Request) (signal.Receipt, error)
}

// Options are what the edge stands on.
type Options struct {
	Intake Intake
	Keys   Keys
	Logger *slog.Logger // nil: slog.Default
}

// edge serves the partners.
type edge struct {
	opts   Options
	keys   *keyCache
	quotas *quotas
	places chan struct{}
}

// Handler serves all paths under /v1/.
func Handler(o Options) http.Handler {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	e := &edge{
		opts:   o,
		keys:   &keyCache{keys: o.Keys, known: map[[32]byte]*cached{}},
		quotas: &quotas{by: map[string]*rate.Limiter{}},
		places: make(chan struct{}, RequestsMax),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/signals/{kind}", e.signals)
	mux.HandleFunc("/v1/schema/{kind}", e.schema)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { e.refuse(w, ErrPath) })
	return mux
}

// signals takes a delivery.
func (e *edge) signals(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		e.refuse(w, ErrMethod)
		return
	}
	select {
	case e.places <- struct{}{}:
		defer func() { <-e.places }()
	default:
		e.refuse(w, ErrBusy)
		return
	}
	receipt, err := e.take(w, r)
	if err != nil {
		e.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, receipt)
}

// take authenticates, opens the body and hands it to the intake.
func (e *edge) take(w http.ResponseWriter, r *http.Request) (signal.Receipt, error) {
	source, err := e.source(r)
	if err != nil {
		return signal.Receipt{}, err
	}
	kind, ok := kindOf(r.PathValue("kind"))
	if !ok {
		return signal.Receipt{}, signal.ErrKindUnknown
	}
	document, set, err := format(r)
	if err != nil {
		return signal.Receipt{}, err
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime)) // not every writer can; then the server's own limits hold
	in, done, err := body(w, r, set)
	defer done()
	if err != nil {
		return signal.Receipt{}, err
	}
	return e.opts.Intake.Accept(r.Context(), signal.Request{
		Source: source.Name, Kind: kind, Document: document, Body: in,
		Admit: func(n int) error { return e.quotas.admit(source, n, time.Now()) },
	})
}

// source finds whose key the request carries.
func (e *edge) source(r *http.Request) (Source, error) {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	key = strings.TrimSpace(key)
	switch {
	case !ok || key == "":
		return Source{}, ErrKeyMissing
	case len(key) > keyMax:
		return Source{}, ErrKeyUnknown
	}
	return e.keys.check(r.Context(), key, time.Now())
}

// kindOf reads the last part of the path; "mixed" is 0.
func kindOf(name string) (signal.Kind, bool) {
	if name == "mixed" {
		return 0, true
	}
	return signal.KindOf(name)
}

// schema publishes the JSON Schema of a kind; it needs no key.
func (e *edge) schema(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		e.refuse(w, ErrMethod)
		return
	}
	kind, ok := kindOf(strings.TrimSuffix(r.PathValue("kind"), ".json"))
	if !ok {
		e.refuse(w, signal.ErrKindUnknown)
		return
	}
	raw := signal.SchemaMixed()
	if kind != 0 {
		raw = signal.Schema(kind)
	}
	w.Header().Set("Content-Type", "application/schema+json")
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(raw) //nolint:gosec // our own schema, as JSON; the caller has gone when this fails
}
