package load

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"fanzha/base/clock"
	"fanzha/centre/signal"
	"fanzha/edge/partner"
	"fanzha/internal/bus"
	"fanzha/internal/check"
	"fanzha/internal/dedupe"
)

type keys struct{}

func (keys) Check(context.Context, string) (partner.Source, error) {
	return partner.Source{Name: "load", QuotaPerS: 1 << 30}, nil
}

func serve(t testing.TB) (*httptest.Server, *signal.Intake) {
	t.Helper()
	dir := t.TempDir()
	log, err := bus.Open(t.Context(), bus.Options{Dir: dir + "/bus", Partitions: 4})
	check.NoError(t, err)
	t.Cleanup(log.Close)
	index, err := dedupe.Open(dedupe.Options{Dir: dir + "/dedupe"})
	check.NoError(t, err)
	t.Cleanup(index.Close)
	in, err := signal.NewIntake(t.Context(), signal.Options{Log: log, Index: index, Clock: clock.Wall{}, Partitions: 4})
	check.NoError(t, err)
	t.Cleanup(in.Close)
	srv := httptest.NewServer(partner.Handler(partner.Options{Intake: in, Keys: keys{}}))
	t.Cleanup(srv.Close)
	return srv, in
}

// Protects: the measurement itself: it counts what the intake counts, every synthetic signal is valid and none repeats.
// FANZHA_LOAD=20s makes it long enough to be read as a figure.
func TestLoad(t *testing.T) {
	took := 300 * time.Millisecond
	if v := os.Getenv("FANZHA_LOAD"); v != "" {
		d, err := time.ParseDuration(v)
		check.NoError(t, err)
		took = d
	}
	for _, run := range []struct {
		name string
		fn   func(context.Context, Options) (Result, error)
		o    Options
	}{
		{"batches", BatchLoad, Options{}},
		{"single", SingleLoad, Options{}},
		{"single_5000", SingleLoad, Options{Rate: 5000}},
	} {
		t.Run(run.name, func(t *testing.T) {
			srv, in := serve(t)
			run.o.URL, run.o.Key, run.o.Seed, run.o.Duration = srv.URL, "k", 7, took
			r, err := run.fn(t.Context(), run.o)
			check.NoError(t, err)
			check.True(t, r.Signals > 0 && r.P50 <= r.P99 && r.P99 <= r.Max, "a result")
			raw, err := json.Marshal(r)
			check.NoError(t, err)
			s := in.Stats()
			var accepted int64
			for _, n := range s.Accepted {
				accepted += n
			}
			check.Equal(t, []int64{accepted, s.Duplicate, s.Rejected}, []int64{r.Signals, 0, 0})
			t.Logf("%s, %d groups, %d envelopes", raw, s.Groups, s.Envelopes)
		})
	}
}

// Protects: equal seeds give equal signals.
func TestGenerator(t *testing.T) {
	g := &generator{run: "r", seed: 1, people: 10, base: 1_795_228_980_000_000}
	a, b := string(g.record(nil, 5)), string(g.record(nil, 5))
	check.True(t, a == b && strings.HasSuffix(a, "}\n") && json.Valid([]byte(a)), a)
}

// Protects: a refusal ends the measurement with the server's words.
func TestLoadRefused(t *testing.T) {
	srv, in := serve(t)
	in.Close()
	_, err := BatchLoad(t.Context(), Options{URL: srv.URL, Key: "k", Duration: time.Second, Connections: 1})
	check.True(t, err != nil && strings.Contains(err.Error(), "signal.stopping"), "the refusal is told")
	_, err = BatchLoad(t.Context(), Options{URL: "nonsense"})
	check.True(t, err != nil, "no address")
}
