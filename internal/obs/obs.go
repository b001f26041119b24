// Package obs is what operators see of a running centre: structured logs without personal numbers, and metrics.
package obs

import (
	"io"
	"log/slog"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// minSecretRun is the length of a run of digits from which a logged value could be a phone, card or identity number.
const minSecretRun = 7

// Logger returns a JSON logger of that level whose string values hide long digit runs.
func Logger(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	err := l.UnmarshalText([]byte(level))
	if err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l, ReplaceAttr: redact}))
}

func redact(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return a
	}
	switch a.Value.Kind() {
	case slog.KindString:
		return slog.String(a.Key, Redact(a.Value.String()))
	case slog.KindAny:
		err, ok := a.Value.Any().(error)
		if ok {
			return slog.String(a.Key, Redact(err.Error()))
		}
	}
	return a
}

// Redact keeps the first three digits of every long digit run and hides the rest.
func Redact(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := digits(s[i:])
		if n == 0 {
			b.WriteByte(s[i])
			i++
			continue
		}
		if n < minSecretRun {
			b.WriteString(s[i : i+n])
		} else {
			b.WriteString(s[i:i+3] + strings.Repeat("*", n-3))
		}
		i += n
	}
	return b.String()
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// Metrics are the counters and gauges of one centre, in a registry of their own so that several centres fit one process.
type Metrics struct {
	Registry  *prometheus.Registry
	Hits      prometheus.Counter
	HitDelay  prometheus.Histogram // accepted → hit recorded
	OrderTime prometheus.Histogram // hit recorded → order issued
}

// NewMetrics registers everything.
func NewMetrics() *Metrics {
	buckets := []float64{.001, .002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	m := &Metrics{
		Registry:  prometheus.NewRegistry(),
		Hits:      prometheus.NewCounter(prometheus.CounterOpts{Name: "fanzha_hits_total", Help: "Hits recorded."}),
		HitDelay:  prometheus.NewHistogram(prometheus.HistogramOpts{Name: "fanzha_signal_to_hit_seconds", Help: "From acceptance of a signal to its recorded hit.", Buckets: buckets}),
		OrderTime: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "fanzha_hit_to_order_seconds", Help: "From the recorded hit to the issued order.", Buckets: buckets}),
	}
	m.Registry.MustRegister(m.Hits, m.HitDelay, m.OrderTime)
	return m
}
