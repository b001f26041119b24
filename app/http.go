package app

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"fanzha/edge/api"
	apibulletins "fanzha/edge/api/bulletins"
	apicases "fanzha/edge/api/cases"
	apicounter "fanzha/edge/api/counter"
	apiduty "fanzha/edge/api/duty"
	apifeedback "fanzha/edge/api/feedback"
	apifunds "fanzha/edge/api/funds"
	apigovern "fanzha/edge/api/govern"
	apihotline "fanzha/edge/api/hotline"
	apilines "fanzha/edge/api/lines"
	apimeasures "fanzha/edge/api/measures"
	apinotify "fanzha/edge/api/notify"
	apioutreach "fanzha/edge/api/outreach"
	apiscenarios "fanzha/edge/api/scenarios"
	apiscripts "fanzha/edge/api/scripts"
	sheetsapi "fanzha/edge/api/sheets"
	apistats "fanzha/edge/api/stats"
	apiupstream "fanzha/edge/api/upstream"
	apivouch "fanzha/edge/api/vouch"
	"fanzha/edge/partner"
	partnercentre "fanzha/edge/partner/centre"
	"fanzha/edge/web"
	"fanzha/internal/conf"

	auditstore "fanzha/base/audit/store"
)

// Limits of the listeners: a slow or idle client must not hold the centre. Bodies and answers are bounded by their handlers.
const (
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	headerMax  = 32 << 10
	stopTime   = 20 * time.Second
)

// Handler is everything that the main address serves.
func (c *Centre) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/v1/", partner.Handler(partner.Options{Intake: c.intake, Keys: sourceKeys{c.People}, Logger: c.log}))
	console := api.New(api.Services{
		Warnings: c.warnings, Orders: c.orders, Attempts: c.attempts, People: c.People, Scenarios: book{c.scenes.Set}, Totals: c.tally, Detection: progress{c},
		Audit:  api.AuditLog{DB: c.records, Trust: func() (auditstore.VerifyOptions, error) { return Trust(c.settings.Data) }},
		Places: places{c.People}, Clock: c.clock, Live: c.hub, Site: c.site, Secure: c.settings.TLSCert != "",
	})
	desk := c.money.Desk(c.intake)
	desk.Demo, desk.FromCall = lessons{c}, c.fromCall
	apifunds.Register(console, desk)
	apicounter.Register(console, apicounter.Services{Leads: c.money.Leads, Banks: c.money.Stops, Clock: c.clock})
	apimeasures.Register(console, c.money.Measured())
	apistats.Register(console, c.stats.Pages(c.orders))
	apicases.Register(console, c.caseServices())
	apibulletins.Register(console, c.stats.Issues())
	apioutreach.Register(console, c.outreachServices())
	apigovern.Register(console, c.governServices())
	apihotline.Register(console, c.hotlineServices())
	apiupstream.Register(console, c.upstreamServices())
	apiduty.Register(console, c.dutyServices())
	apinotify.Register(console, apinotify.Services{Texts: c.texts.Service, About: c.texts.About, Sends: c.texts.Sends(), Clock: c.clock})
	apiscenarios.Register(console, c.scenarioServices())
	apiscripts.Register(console, c.scriptServices())
	apifeedback.Register(console, c.feedbackServices())
	apilines.Register(console, c.lineServices())
	apivouch.Register(console, c.vouchServices())
	c.analysts = append(c.analysts, sheetsapi.Register(console, sheetsapi.Services{Sheets: c.sheets, Clock: c.clock, Dir: c.uploads()}))
	mux.Handle("/partner/", c.money.Door())
	mux.Handle("/partner/centre/", partnercentre.Handler(c.upstream.Desk, c.log))
	mux.Handle("/api/", console)
	mux.Handle("/public/", console)
	mux.Handle("/verify", apivouch.Page(c.vouchServices()))
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	mux.HandleFunc("/readyz", c.ready)
	mux.Handle("/", web.Handler())
	return guarded(mux)
}

func answer(w http.ResponseWriter, status int, text string) {
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}

// ready says whether traffic may come: the log answers and the records can be read.
func (c *Centre) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	err := c.bus.Check(ctx)
	if err == nil {
		_, err = c.records.SchemaVersion(ctx)
	}
	if err != nil || c.intake.Away() {
		answer(w, http.StatusServiceUnavailable, "not ready")
		return
	}
	answer(w, http.StatusOK, "ready")
}

// guarded sets the headers that every answer carries.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// adminHandler serves health, metrics and profiles; it is meant for loopback or a management network.
func (c *Centre) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(c.metrics.Registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	if c.exercise != nil {
		mux.HandleFunc("POST /exercise/clock", c.exerciseStep)
	}
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	return mux
}

// Listen opens the main address before anything slow happens, so that a port in use is told at once.
func Listen(s conf.Settings) (net.Listener, error) {
	l, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return nil, ErrListen.With(err)
	}
	if s.TLSCert == "" {
		return l, nil
	}
	cert, err := tls.LoadX509KeyPair(s.TLSCert, s.TLSKey)
	if err != nil {
		_ = l.Close()
		return nil, ErrListen.With(err)
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}), nil
}

// Serve answers on the listener until ctx ends, then lets running requests finish. It does not close the centre.
func (c *Centre) Serve(ctx context.Context, l net.Listener) error {
	server := newServer(c.Handler())
	servers := []*http.Server{server}
	failed := make(chan error, 2)
	go func() { failed <- server.Serve(l) }()
	if c.settings.Admin != "" {
		admin, err := net.Listen("tcp", c.settings.Admin)
		if err != nil {
			return errors.Join(ErrListen.With(err), server.Close())
		}
		s := newServer(c.adminHandler())
		servers = append(servers, s)
		go func() { failed <- s.Serve(admin) }()
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	c.hub.Close()
	stop, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	for _, s := range servers {
		err = errors.Join(err, s.Shutdown(stop))
	}
	return err
}

func newServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: headerMax}
}

// OpenAPI describes the console's HTTP interface, indented for review; edge/api/openapi.json holds it.
func OpenAPI() ([]byte, error) {
	console := api.New(api.Services{Site: api.Site{Version: "1"}})
	apifunds.Register(console, apifunds.Services{})
	apicounter.Register(console, apicounter.Services{})
	apimeasures.Register(console, apimeasures.Services{})
	apistats.Register(console, apistats.Services{})
	apicases.Register(console, apicases.Services{})
	apibulletins.Register(console, apibulletins.Services{})
	apioutreach.Register(console, apioutreach.Services{})
	apigovern.Register(console, apigovern.Services{})
	apihotline.Register(console, apihotline.Services{})
	apiupstream.Register(console, apiupstream.Services{})
	apiduty.Register(console, apiduty.Services{})
	apinotify.Register(console, apinotify.Services{})
	apiscenarios.Register(console, apiscenarios.Services{})
	apiscripts.Register(console, apiscripts.Services{})
	apifeedback.Register(console, apifeedback.Services{})
	apilines.Register(console, apilines.Services{})
	apivouch.Register(console, apivouch.Services{})
	sheetsapi.Register(console, sheetsapi.Services{}).Close()
	raw, err := console.OpenAPI()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Indent(&out, raw, "", " ")
	out.WriteByte('\n')
	return out.Bytes(), err
}
