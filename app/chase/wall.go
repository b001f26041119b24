package chase

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"time"

	"fanzha/base/clock"
	"fanzha/centre/stoppay"
	"fanzha/edge/connect/push"
	"fanzha/edge/partner/wire"
	"fanzha/sim/bank"
	"fanzha/sim/money"
	"fanzha/term/when"
)

// street is a row of bank servers in this process, reached over loopback.
type street struct {
	key   wire.Key
	push  *push.Gateway
	sent  atomic.Int64 // unix nanoseconds of the latest acceptance
	posts atomic.Int64

	mu      sync.RWMutex // guards the rest
	servers []*httptest.Server
	doors   []http.Handler
}

func newStreet(banks int) *street {
	s := &street{
		key:   wire.Key{ID: "bench", Suite: wire.HMACSHA256, Secret: bytes.Repeat([]byte("k"), wire.SecretMin)},
		doors: make([]http.Handler, banks),
	}
	s.push = push.New(push.Options{Keys: s, Plain: true})
	for i := range banks {
		s.servers = append(s.servers, httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.mu.RLock()
			door := s.doors[i]
			s.mu.RUnlock()
			door.ServeHTTP(w, r)
		})))
	}
	return s
}

// open puts the banks of a case behind the doors.
func (s *street) open(w *country) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, b := range w.banks {
		s.doors[i] = bank.NewServer(bank.ServerOptions{Bank: b, Key: s.key, Now: time.Now})
	}
}

func (s *street) close() {
	for _, server := range s.servers {
		server.Close()
	}
}

// Signing implements push.Keys.
func (s *street) Signing(context.Context, string) ([]wire.Key, error) { return []wire.Key{s.key}, nil }

// Deliver implements stoppay.Gateway: what the centre uses for banks with an endpoint, counted.
func (s *street) Deliver(ctx context.Context, b stoppay.Bank, m stoppay.Message) (*stoppay.Answer, error) {
	a, err := s.push.Deliver(ctx, b, m)
	if err == nil && m.Kind == stoppay.KindStop {
		s.sent.Store(time.Now().UnixNano())
		s.posts.Add(1)
	}
	return a, err
}

// wall measures in the machine's time: from the report to the last order that it made, accepted by its bank over HTTP.
func wall(ctx context.Context, o Options, rep *Report) error {
	p := money.Default(money.Slow())
	s := newStreet(p.Banks)
	defer s.close()
	c, err := openCentre(ctx, centreOptions{
		seed: o.Seed, banks: p.Banks, channel: pushAll, gateway: s, address: func(i int) string { return s.servers[i].URL },
	})
	if err != nil {
		return err
	}
	var first, quiet []when.Micros
	var orders []pair
	for n := range o.Cases {
		one, err := c.sprint(ctx, s, wide(o.Seed, n, p), p)
		if err != nil {
			return errors.Join(err, c.close())
		}
		first = append(first, when.Micros(one.sent/time.Microsecond))
		quiet = append(quiet, when.Micros(one.quiet/time.Microsecond))
		orders = append(orders, pair{int64(one.orders), 1})
		o.progress("wall", n+1, o.Cases)
	}
	mean := share("wall_orders_mean", "orders that a report made at once (switch mode)", o.Seed, orders).times()
	mean.Unit = "orders"
	rep.add(mean,
		sample{o.Seed, first}.quantile("wall_orders_sent_p50", "report → every order made by it accepted by its bank over HTTP; wall clock, SQLite synced to disk", 0.5),
		sample{o.Seed, first}.quantile("wall_orders_sent_max", "the same, slowest case", 1).atMost(1),
		sample{o.Seed, quiet}.quantile("wall_quiet_p50", "the same, until the orders that the answers led to were out as well", 0.5))
	return c.close()
}

// sprintResult is one case in wall time.
type sprintResult struct {
	orders      int
	sent, quiet time.Duration
}

// reportAfter is how long after the first payment the wide cases are reported: every layer has been reached.
const reportAfter = 30 * when.Minute

// wide is a case with about the mean number of accounts, all of them with money when the report comes.
func wide(seed uint64, n int, p money.Params) *money.Case {
	return money.Fan(seed, n, p)
}

// sprint reports one case and delivers until nothing is left to deliver.
func (c *centre) sprint(ctx context.Context, s *street, k *money.Case, p money.Params) (sprintResult, error) {
	start := clock.Wall{}.Now() - reportAfter
	w, err := newCountry(k, countryOptions{
		start: start, banks: p.Banks, clock: clock.Wall{}, keys: c.verifier, behave: func(int) bank.Behaviour { return bank.Behaviour{} },
	})
	if err != nil {
		return sprintResult{}, err
	}
	s.open(w)
	c.feed.reset()
	r := &course{ctx: ctx, c: c, w: w, report: start + reportAfter}
	for {
		next, more := w.run.Next()
		if !more || next > reportAfter {
			break
		}
		t, moved, err := w.move()
		if err != nil {
			return sprintResult{}, err
		}
		if moved && t.From >= 0 && t.To >= 0 {
			r.tell(t, start+t.At)
		}
	}
	cmd := r.reportOf()
	began := time.Now()
	opened, err := c.Open(ctx, desk, cmd)
	if err != nil {
		return sprintResult{}, err
	}
	return c.flush(ctx, s, began, len(opened.Orders))
}

// flush delivers; the orders of the report itself are the first posts.
func (c *centre) flush(ctx context.Context, s *street, began time.Time, orders int) (sprintResult, error) {
	out := sprintResult{orders: orders}
	before := s.posts.Load()
	for {
		done, _, err := c.Work(ctx, workBatch)
		if err != nil {
			return out, err
		}
		if out.sent == 0 && s.posts.Load()-before >= int64(orders) {
			out.sent = time.Unix(0, s.sent.Load()).Sub(began)
		}
		if done == 0 {
			break
		}
	}
	if out.sent == 0 {
		return out, fmt.Errorf("%d orders, %d accepted", orders, s.posts.Load()-before)
	}
	out.quiet = time.Unix(0, s.sent.Load()).Sub(began)
	return out, nil
}
