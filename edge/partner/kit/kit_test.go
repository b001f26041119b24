package kit_test

// What this protects: an honest bank passes every case, and every case can fail: banks that break one promise each fail exactly
// the cases that are about that promise. A kit that cannot fail a bank is worth nothing.

import (
	"context"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fanzha/base/clock"
	"fanzha/base/seal"
	"fanzha/edge/partner/kit"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/sim/bank"
	"fanzha/term/when"
)

// start of the simulated time of all tests.
var start = when.Of(time.Date(2026, 11, 21, 10, 3, 0, 0, time.UTC))

// bench is a bank behind an endpoint, with what the kit needs to drive it.
type bench struct {
	server *httptest.Server
	opts   kit.Options
}

func newBench(t testing.TB, suite string, lies ...bank.Lie) bench {
	t.Helper()
	sealer, err := seal.New(suite)
	check.NoError(t, err)
	forger, err := seal.New(suite)
	check.NoError(t, err)
	verifier, err := seal.NewVerifier(sealer.Public())
	check.NoError(t, err)
	now := clock.NewManual(start)
	key := wire.Key{ID: "yh_bank-1", Suite: wire.HMACSHA256, Secret: []byte(strings.Repeat("k", 32))}
	b := bank.New(bank.Options{Code: "yh_bank", Name: "云河银行", Clock: now, Seed: 1, Keys: verifier, Lies: lies})
	server := httptest.NewServer(bank.NewServer(bank.ServerOptions{Bank: b, Key: key, Sandbox: true, Prefix: "990001"}))
	t.Cleanup(server.Close)
	return bench{server: server, opts: kit.Options{
		URL: server.URL, Bank: "yh_bank", Key: key, Sealer: sealer, Forger: forger, Run: "t1",
		Now:  func() time.Time { return now.Now().Time() },
		Wait: func(_ context.Context, d time.Duration) { now.Set(now.Now().Add(d)) },
	}}
}

func (b bench) run(t testing.TB) kit.Report {
	t.Helper()
	report, err := kit.Run(t.Context(), b.opts)
	check.NoError(t, err)
	return report
}

// failed lists the ids of the cases that a report has failed.
func failed(r kit.Report) []string {
	var ids []string
	for _, o := range r.Results {
		if o.Status == kit.Fail {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

func TestHonestBankPassesAll(t *testing.T) {
	for _, suite := range seal.Suites {
		t.Run(suite, func(t *testing.T) {
			report := newBench(t, suite).run(t)
			for _, o := range report.Results {
				if o.Status != kit.Pass {
					t.Errorf("%s: %s %+v", o.ID, o.Status, o.Reason)
				}
			}
			check.True(t, report.OK() && report.Passed >= 60, "at least sixty cases, all passed")
		})
	}
}

func TestCasesAreTold(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range kit.Cases() {
		check.True(t, !seen[c.ID], "two cases have the id "+c.ID)
		seen[c.ID] = true
		check.True(t, c.Title.ZH != "" && c.Title.EN != "" && c.Mend.ZH != "" && c.Mend.EN != "", c.ID+" has no text")
	}
}

func TestChoose(t *testing.T) {
	some, err := kit.Choose([]string{"seal", "match.name"})
	check.NoError(t, err)
	check.True(t, len(some) > 5, "the group and the case are chosen")
	check.True(t, slices.ContainsFunc(some, func(c kit.Case) bool { return c.ID == "match.name" }), "the case is chosen")
	_, err = kit.Choose([]string{"nothing"})
	check.Fault(t, err, "kit.group")
}

func TestUnusableSandboxIsToldOnce(t *testing.T) {
	b := newBench(t, seal.Ed25519)
	b.opts.URL += "/elsewhere"
	_, err := kit.Run(t.Context(), b.opts)
	check.Fault(t, err, "kit.sandbox")
	b.opts.URL = "ftp://x.example"
	_, err = kit.Run(t.Context(), b.opts)
	check.Fault(t, err, "kit.url")
}

// table reads testdata/lies.txt.
func table(t testing.TB) map[bank.Lie][]string {
	t.Helper()
	raw, err := os.ReadFile("testdata/lies.txt")
	check.NoError(t, err)
	want := map[bank.Lie][]string{}
	for line := range strings.Lines(string(raw)) {
		lie, cases, ok := strings.Cut(strings.TrimSpace(line), ":")
		if ok && !strings.HasPrefix(lie, "#") {
			want[bank.Lie(lie)] = strings.Fields(cases)
		}
	}
	return want
}

func TestEveryLieFailsExactlyItsCases(t *testing.T) {
	check.WithoutRace(t, "forty banks that lie, each driven through every case like the honest one, take minutes")
	want := table(t)
	check.Equal(t, len(want), len(bank.Lies()))
	for _, lie := range bank.Lies() {
		t.Run(string(lie), func(t *testing.T) {
			t.Parallel()
			report := newBench(t, seal.Ed25519, lie).run(t)
			check.Equal(t, failed(report), want[lie])
			check.True(t, !report.OK(), "a bank that lies does not pass")
			for _, o := range report.Results {
				check.True(t, o.Status != kit.Fail || o.Reason.ZH != "" && o.Reason.EN != "" && o.Mend.ZH != "", o.ID+" failed without a reason")
			}
		})
	}
}

func TestEveryCaseCanFail(t *testing.T) {
	fails := map[string]bool{}
	for _, cases := range table(t) {
		for _, id := range cases {
			fails[id] = true
		}
	}
	for _, c := range kit.Cases() {
		check.True(t, fails[c.ID], "no broken bank fails "+c.ID)
	}
}
