package bank_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/edge/partner/bank"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// filled is an index of a province: one in five of a million involved accounts has been reported more than once.
func filled(n int) *bank.Index {
	x := bank.NewIndex()
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		account := ident.Account(fmt.Sprintf("99000%d%013d", i%6+1, i))
		for c := range 1 + r.IntN(5)/4 {
			x.Feed(bank.Mark{Kind: bank.MarkReported, Account: account, At: when.Of(start) - when.Micros(r.Int64N(int64(400*when.Day))),
				Claim: fmt.Sprint(i, "/", c), Reporter: fmt.Sprint(r.IntN(n)), Fen: 5_000_000})
		}
	}
	x.Advance(when.Of(start))
	return x
}

// The look-up alone.
func BenchmarkRisk(b *testing.B) {
	const n = 1_000_000
	x := filled(n)
	accounts := make([]ident.Account, 1<<16)
	for i := range accounts {
		accounts[i] = ident.Account(fmt.Sprintf("99000%d%013d", i%6+1, rand.IntN(2*n)))
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		_ = x.Risk(accounts[i&(len(accounts)-1)], when.Of(start))
	}
}

// The whole way of one check: signature, strict reading, budget, look-up, answer; without the network.
func BenchmarkCheck(b *testing.B) {
	const n = 200_000
	set := bank.DefaultSettings()
	set.Checks.PerS, set.Checks.Burst = 1<<30, 1<<30
	key := keyOf("hk1", "hk_rural", 1)
	api := bank.New(bank.Options{Keys: keys{"hk1": key}, Desk: &room{}, Index: filled(n), Settings: set, Now: func() time.Time { return start }})
	requests := make([]*http.Request, 4096)
	bodies := make([]string, len(requests))
	for i := range requests {
		bodies[i] = fmt.Sprintf(`{"version":1,"account":"99000%d%013d"}`, i%6+1, rand.IntN(2*n))
		requests[i] = httptest.NewRequest(http.MethodPost, "/partner/v1/payees/check", nil)
		requests[i].Header.Set("Content-Type", "application/json")
		key.SignRequest(requests[i], wire.FromBank, []byte(bodies[i]), start)
	}
	spans := make([]time.Duration, 0, 1<<20)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		at := i & (len(requests) - 1)
		r := requests[at].Clone(b.Context())
		r.Body = readCloser{strings.NewReader(bodies[at])}
		w := httptest.NewRecorder()
		w.Body = &bytes.Buffer{}
		began := time.Now()
		api.ServeHTTP(w, r)
		spans = append(spans, time.Since(began))
		check.Equal(b, w.Code, 200)
	}
	b.StopTimer()
	slices.Sort(spans)
	b.ReportMetric(float64(spans[len(spans)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(spans[len(spans)/2].Microseconds()), "p50-µs")
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// The same over loopback HTTP, with 16 connections that share the machine with the server.
func BenchmarkCheckHTTP(b *testing.B) {
	const n = 200_000
	set := bank.DefaultSettings()
	set.Checks.PerS, set.Checks.Burst = 1<<30, 1<<30
	key := keyOf("hk1", "hk_rural", 1)
	api := bank.New(bank.Options{Keys: keys{"hk1": key}, Desk: &room{}, Index: filled(n), Settings: set, Now: func() time.Time { return start }})
	server := httptest.NewServer(api)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var mu sync.Mutex
	var all []time.Duration
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		var spans []time.Duration
		for pb.Next() {
			body := fmt.Sprintf(`{"version":1,"account":"99000%d%013d"}`, rand.IntN(6)+1, rand.IntN(2*n))
			r, err := http.NewRequest(http.MethodPost, server.URL+"/partner/v1/payees/check", strings.NewReader(body))
			check.NoError(b, err)
			r.Header.Set("Content-Type", "application/json")
			key.Key.SignRequest(r, wire.FromBank, []byte(body), start)
			began := time.Now()
			resp, err := client.Do(r)
			check.NoError(b, err)
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			spans = append(spans, time.Since(began))
			check.Equal(b, resp.StatusCode, 200)
		}
		mu.Lock()
		all = append(all, spans...)
		mu.Unlock()
	})
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(all[len(all)/2].Microseconds()), "p50-µs")
}
