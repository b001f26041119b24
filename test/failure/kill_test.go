// Package failure does to real centres what happens to them in the field – kills, outages, wrong settings, broken files –
// and looks at what is left and what they say.
package failure

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fanzha/centre/signal"
	"fanzha/internal/bus"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/test/harness"
)

// What one killing test does. Every round sends until it is killed; the next round sends again what was not acknowledged.
const (
	rounds     = 20
	partitions = 4
	batchSize  = 50
	senders    = 3
)

// ledger is what the senders know: which signals were acknowledged, which they must send again.
type ledger struct {
	mu    sync.Mutex // guards all
	next  int
	again [][]int
	acked map[int]bool
}

func (l *ledger) take() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.again) > 0 {
		batch := l.again[len(l.again)-1]
		l.again = l.again[:len(l.again)-1]
		return batch
	}
	batch := make([]int, batchSize)
	for i := range batch {
		batch[i] = l.next
		l.next++
	}
	return batch
}

func (l *ledger) settle(batch []int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !ok {
		l.again = append(l.again, batch)
		return
	}
	for _, n := range batch {
		l.acked[n] = true
	}
}

// line is one signal: mostly calls, and every tenth a report that must raise a warning and an order.
func line(n int) string {
	phone := fmt.Sprintf("1390000%04d", n%700)
	if n%10 == 0 {
		return fmt.Sprintf(`{"kind":"report","id":"s%d","phone":"%s","place":"990101001","channel":"96110","text":"对方自称公安局让我把钱转到安全账户","fraud":"impostor_police","amount_fen":500000,"payee_account":"6200990000%06d"}`, n, phone, n)
	}
	return fmt.Sprintf(`{"kind":"call","id":"s%d","phone":"%s","place":"990101001","peer":"+8520000%04d","direction":"in","answered":true,"duration_s":%d}`, n, phone, n%9999, n%900)
}

// send posts batches until the context ends.
func (l *ledger) send(ctx context.Context, url, key string) {
	for ctx.Err() == nil {
		batch := l.take()
		var body bytes.Buffer
		for _, n := range batch {
			body.WriteString(line(n) + "\n")
		}
		l.settle(batch, post(ctx, url, key, &body))
	}
}

// post says whether the whole batch was acknowledged: durable or known from before.
func post(ctx context.Context, url, key string, body io.Reader) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/signals/mixed", body)
	if err != nil {
		return false
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/x-ndjson")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	var receipt struct{ Read, Accepted, Duplicate, Rejected int }
	err = json.NewDecoder(res.Body).Decode(&receipt)
	return err == nil && res.StatusCode == http.StatusOK && receipt.Accepted+receipt.Duplicate == batchSize
}

// Protects the promise of intake and of the chain behind it: after kill -9 at any moment, every acknowledged signal is in the
// log once, every warning has its order once, and the audit chain verifies.
func TestKilledInTheMiddleOfIntake(t *testing.T) {
	dir := t.TempDir()
	c := harness.Start(t, dir)
	sys, _, _ := c.SetUp(t)
	harness.AddUnit(sys, "990101000000", "云东区反诈中心", "990101")
	harness.AddUnit(sys, "990101010000", "云东一所", "990101001")
	key := c.AddSource(t, "carrier")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	books := &ledger{acked: map[int]bool{}}
	for round := range rounds {
		if round > 0 {
			c = harness.Start(t, dir)
		}
		ctx, cancel := context.WithCancel(context.Background())
		var sending sync.WaitGroup
		for range senders {
			sending.Go(func() { books.send(ctx, c.URL, key) })
		}
		<-time.After(time.Duration(20+random.IntN(400)) * time.Millisecond)
		c.Kill()
		cancel()
		sending.Wait()
	}
	c = harness.Start(t, dir)
	code := c.Stop(t)
	check.Equal(t, code, 0)
	check.True(t, len(books.acked) > 0, "no signal was acknowledged: the test proves nothing")
	checkLog(t, bus.Options{Dir: filepath.Join(dir, "bus"), Partitions: partitions}, books)
	checkOrders(t, "sqlite:"+filepath.Join(dir, "fanzha.db"))
	harness.MustRun(t, "audit", "verify", "--data", dir)
	harness.MustRun(t, "replay", "--data", dir)
}

// checkLog counts every signal of the log.
func checkLog(t *testing.T, where bus.Options, books *ledger) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	log, err := bus.Open(ctx, where)
	check.NoError(t, err)
	defer log.Close()
	seen := map[string]int{}
	for p := range partitions {
		readPartition(t, log, p, seen)
	}
	for n := range books.acked {
		got := seen[fmt.Sprintf("s%d", n)]
		if got != 1 {
			t.Errorf("acknowledged signal s%d is %d times in the log", n, got)
		}
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("signal %s is %d times in the log", id, n)
		}
	}
	t.Logf("%d signals acknowledged, %d in the log", len(books.acked), len(seen))
}

func readPartition(t *testing.T, log *bus.Log, p int, seen map[string]int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	last, err := log.Last(ctx, p)
	check.NoError(t, err)
	if last == 0 {
		return
	}
	err = log.Read(ctx, p, 0, func(seq uint64, envelope []byte) error {
		decodeErr := signal.DecodeEnvelope(envelope, func(s *signal.Signal) error {
			seen[s.ID]++
			return nil
		})
		if decodeErr == nil && seq >= last {
			return io.EOF
		}
		return decodeErr
	})
	check.True(t, errors.Is(err, io.EOF), fmt.Sprintf("read of partition %d ended with %v", p, err))
}

// checkOrders looks for a warning with no order or more than one.
func checkOrders(t *testing.T, dsn string) {
	t.Helper()
	ctx := context.Background()
	records, err := db.Open(ctx, db.Options{DSN: dsn})
	check.NoError(t, err)
	defer func() { _ = records.Close() }()
	rows, err := records.Query(ctx, `select w.id, count(o.id) from warning w left join dispatch_order o on o.warning = w.id group by w.id`)
	check.NoError(t, err)
	defer func() { _ = rows.Close() }()
	warnings := 0
	for rows.Next() {
		var id string
		var orders int
		check.NoError(t, rows.Scan(&id, &orders))
		warnings++
		if orders != 1 {
			t.Errorf("warning %s has %d orders", id, orders)
		}
	}
	check.NoError(t, rows.Err())
	check.True(t, warnings > 0, "no warning was raised: the test proves nothing")
	t.Logf("%d warnings, one order each", warnings)
}
