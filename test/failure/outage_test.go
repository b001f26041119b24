package failure

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/internal/bus"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/test/harness"
)

// falls is how often PostgreSQL falls over under load.
const falls = 6

// outageWait bounds how long a centre may take to notice that something is away, or back.
const outageWait = 60 * time.Second

// begin sets up a centre with one station and one partner.
func begin(t *testing.T, c *harness.Centre) (key string) {
	t.Helper()
	sys, _, _ := c.SetUp(t)
	harness.AddUnit(sys, "990101000000", "云东区反诈中心", "990101")
	harness.AddUnit(sys, "990101010000", "云东一所", "990101001")
	return c.AddSource(t, "carrier")
}

// probe posts batches until one is answered with the status, and keeps the books of what was acknowledged on the way.
func (l *ledger) probe(t *testing.T, c *harness.Centre, key string, want int) (code string) {
	t.Helper()
	harness.Eventually(t, outageWait, func() string {
		if c.Ended() {
			t.Fatalf("the centre has ended:\n%s", c.Log())
		}
		batch := l.take()
		lines := make([]string, len(batch))
		for i, n := range batch {
			lines[i] = line(n)
		}
		status, receipt, raw := c.Send(key, "mixed", []byte(strings.Join(lines, "\n")))
		l.settle(batch, status == http.StatusOK && receipt.Accepted+receipt.Duplicate == batchSize)
		if status == want {
			var refusal struct{ Code string }
			_ = json.Unmarshal(raw, &refusal) // a receipt has no code
			code = refusal.Code
			return ""
		}
		return http.StatusText(status) + " " + string(raw)
	})
	return code
}

// Protects what was acknowledged while the log goes away and comes back: during the outage partners are told 503 and that
// nothing was taken; afterwards the same process goes on, and every acknowledged signal is in the log once.
func TestExternalLogGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	external := harness.StartBus(t)
	c := harness.Start(t, t.TempDir(), "--bus", external.URL)
	key := begin(t, c)
	books := &ledger{acked: map[int]bool{}}
	books.probe(t, c, key, http.StatusOK)
	external.Stop()
	code := books.probe(t, c, key, http.StatusServiceUnavailable)
	check.Equal(t, code, "signal.log_away")
	harness.Eventually(t, outageWait, func() string {
		res, err := http.Get(c.URL + "/readyz")
		if err != nil {
			return err.Error()
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusServiceUnavailable {
			return "still says that it is ready"
		}
		return ""
	})
	external.Start(t)
	for range 5 {
		books.probe(t, c, key, http.StatusOK)
	}
	for len(books.again) > 0 {
		books.probe(t, c, key, http.StatusOK)
	}
	check.True(t, !c.Ended(), "the centre must live through the outage")
	check.Equal(t, c.Stop(t), 0)
	checkLog(t, bus.Options{URL: external.URL, Partitions: partitions}, books)
	check.Equal(t, len(books.acked), books.next)
	checkOrders(t, "sqlite:"+c.Dir+"/fanzha.db")
	harness.MustRun(t, "audit", "verify", "--data", c.Dir)
	harness.MustRun(t, "replay", "--data", c.Dir, "--bus", external.URL)
}

// Protects warnings and orders while PostgreSQL falls over and starts again under load: detection and playbook go on where
// they were, and nothing happens twice.
func TestPostgresFallsOver(t *testing.T) {
	t.Parallel()
	dsn := dbtest.FallingPostgresDSN(t)
	c := harness.Start(t, t.TempDir(), "--database", dsn)
	c.Where = []string{"--database", dsn}
	key := begin(t, c)
	books := &ledger{acked: map[int]bool{}}
	books.probe(t, c, key, http.StatusOK)
	ctx, cancel := context.WithCancel(t.Context())
	var sending sync.WaitGroup
	sending.Go(func() { books.send(ctx, c.URL, key) })
	for range falls {
		dbtest.RestartPostgres(t)
		<-time.After(time.Duration(100+rand.IntN(300)) * time.Millisecond) // work goes on in between, as much as there is
	}
	cancel()
	sending.Wait()
	for len(books.again) > 0 {
		books.probe(t, c, key, http.StatusOK)
	}
	books.probe(t, c, key, http.StatusOK)
	check.True(t, !c.Ended(), "the centre must live through the restart:\n"+c.Log())
	check.Equal(t, c.Stop(t), 0)
	checkOrders(t, dsn)
	checkNothingParked(t, dsn)
	harness.MustRun(t, "audit", "verify", "--data", c.Dir, "--database", dsn)
	harness.MustRun(t, "replay", "--data", c.Dir, "--database", dsn)
}

// checkNothingParked looks for events that the relay gave up.
func checkNothingParked(t *testing.T, dsn string) {
	t.Helper()
	records, err := db.Open(t.Context(), db.Options{DSN: dsn})
	check.NoError(t, err)
	defer func() { _ = records.Close() }()
	rows, err := records.Query(t.Context(), `select seq, kind, why from event_parked order by seq`)
	check.NoError(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var seq int64
		var kind, why string
		check.NoError(t, rows.Scan(&seq, &kind, &why))
		t.Errorf("event %d %s was given up: %s", seq, kind, why)
	}
	check.NoError(t, rows.Err())
}
