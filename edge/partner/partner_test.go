package partner

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/fault"
)

// fakeIntake answers as told and keeps what came.
type fakeIntake struct {
	err  error
	body string
	req  signal.Request
	n    int
}

func (f *fakeIntake) Accept(_ context.Context, r signal.Request) (signal.Receipt, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return signal.Receipt{}, err
	}
	f.body, f.req = string(raw), r
	err = r.Admit(f.n)
	if err != nil {
		return signal.Receipt{}, err
	}
	return signal.Receipt{Read: f.n, Accepted: f.n, Rejects: []signal.Reject{}}, f.err
}

// fakeKeys counts questions.
type fakeKeys struct {
	source Source
	err    error
	asked  int
}

func (f *fakeKeys) Check(context.Context, string) (Source, error) {
	f.asked++
	return f.source, f.err
}

func post(h http.Handler, path, contentType, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Authorization", "Bearer k")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Protects: the contract of a delivery: source from the key, kind from the path, receipt with status 200.
func TestDelivery(t *testing.T) {
	in := &fakeIntake{n: 2}
	h := Handler(Options{Intake: in, Keys: &fakeKeys{source: Source{Name: "bank-1"}}})
	w := post(h, "/v1/signals/call", "application/x-ndjson; charset=utf-8", "x")
	check.Equal(t, w.Code, 200)
	check.Equal(t, w.Body.String(), `{"read":2,"accepted":2,"duplicate":0,"rejected":0,"rejects":[]}`)
	check.Equal(t, []any{in.req.Source, in.req.Kind, in.req.Document, in.body}, []any{"bank-1", signal.Call, false, "x"})
	post(h, "/v1/signals/mixed", "application/json", "[]")
	check.Equal(t, []any{in.req.Kind, in.req.Document}, []any{signal.Kind(0), true})
	w = post(h, "/v1/signals/call", "application/x-ndjson; charset=GBK", "\xd6\xd0")
	check.Equal(t, []any{w.Code, in.body}, []any{200, "中"})

	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/schema/transfer", nil))
	check.Equal(t, w.Body.String(), string(signal.Schema(signal.Transfer)))
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/schema/mixed.json", nil))
	check.Equal(t, w.Body.String(), string(signal.SchemaMixed()))
}

// Protects: what the intake refuses as a whole has the right status, a code, words in both languages and a pause where it
// helps.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		after  string
	}{
		{signal.ErrOverloaded, 503, "1"}, {signal.ErrLogAway.With(errors.New("secret cause")), 503, "1"}, {signal.ErrBodyTooLarge, 413, ""},
		{signal.ErrBodyMalformed, 400, ""}, {signal.ErrTooManyRecords, 413, ""}, {errors.New("secret cause"), 500, ""},
	} {
		h := Handler(Options{Intake: &fakeIntake{err: c.err}, Keys: &fakeKeys{source: Source{Name: "s"}}})
		w := post(h, "/v1/signals/call", "application/json", "")
		check.Equal(t, []any{w.Code, w.Header().Get("Retry-After")}, []any{c.status, c.after})
		check.True(t, strings.Contains(w.Body.String(), `"message_zh":"`) && !strings.Contains(w.Body.String(), "secret"), w.Body.String())
	}
}

// Protects: the store is not asked for every request, a revoked key is refused within seconds, and a store that is away is
// not taken for a wrong key.
func TestKeyCache(t *testing.T) {
	keys := &fakeKeys{source: Source{Name: "s"}}
	c := &keyCache{keys: keys, known: map[[32]byte]*cached{}}
	now := time.Unix(1000, 0)
	for range 100 {
		s, err := c.check(t.Context(), "k", now)
		check.NoError(t, err)
		check.Equal(t, s.Name, "s")
	}
	check.Equal(t, keys.asked, 1)
	keys.err = fault.New(fault.Denied, "access.key_revoked")
	_, err := c.check(t.Context(), "k", now.Add(keyFresh-1))
	check.NoError(t, err)
	_, err = c.check(t.Context(), "k", now.Add(keyFresh))
	check.Fault(t, err, "partner.key_unknown")
	_, err = c.check(t.Context(), "k", now.Add(keyFresh+1))
	check.Fault(t, err, "partner.key_unknown")
	check.Equal(t, keys.asked, 2)
	keys.err = errors.New("database away")
	_, err = c.check(t.Context(), "k", now.Add(2*keyFresh))
	check.Fault(t, err, "partner.keys_away")
	for i := range keysMax + 10 {
		_, _ = c.check(t.Context(), strings.Repeat("x", i%200)+string(rune(i)), now)
	}
	check.True(t, len(c.known) <= keysMax, "the cache is bounded")
}

// Protects: quotas in signals, a burst of ten seconds, a pause that is true, and batches that never would fit told so.
func TestQuota(t *testing.T) {
	q := &quotas{by: map[string]*rate.Limiter{}}
	s, now := Source{Name: "s", QuotaPerS: 200}, time.Unix(1000, 0)
	check.NoError(t, q.admit(s, 2000, now))
	err := q.admit(s, 100, now)
	check.Fault(t, err, "partner.quota")
	var f *fault.Fault
	check.True(t, errors.As(err, &f), "a fault")
	check.Equal(t, f.Arg("retry_after_s"), any("1"))
	check.NoError(t, q.admit(s, 100, now.Add(500*time.Millisecond)))
	check.Fault(t, q.admit(s, 2001, now.Add(time.Hour)), "partner.batch_over_quota")
	check.NoError(t, q.admit(Source{Name: "other", QuotaPerS: 1}, 1000, now))
	s.QuotaPerS = 1000
	check.NoError(t, q.admit(s, 100, now.Add(time.Hour)))
	check.NoError(t, q.admit(s, 2100, now.Add(2*time.Hour)))
	check.NoError(t, q.admit(s, 0, now))
	check.NoError(t, q.admit(Source{Name: "free"}, 1_000_000, now))
}

// Protects: a client that sends its body by drops is ended and refused, not waited for.
func TestSlowBody(t *testing.T) {
	conn, peer := net.Pipe()
	defer conn.Close()
	defer peer.Close()
	check.NoError(t, conn.SetReadDeadline(time.Now().Add(time.Millisecond)))
	b := &raw{r: conn}
	_, err := b.Read(make([]byte, 1))
	check.Fault(t, err, "partner.body_slow")
}

// Protects: more requests than places are told to come back.
func TestBusy(t *testing.T) {
	block, entered := make(chan struct{}), make(chan struct{}, RequestsMax)
	h := Handler(Options{Intake: blocking{block, entered}, Keys: &fakeKeys{source: Source{Name: "s"}}})
	for range RequestsMax {
		go post(h, "/v1/signals/call", "application/json", "")
	}
	for range RequestsMax {
		<-entered
	}
	w := post(h, "/v1/signals/call", "application/json", "")
	close(block)
	check.Equal(t, []any{w.Code, w.Header().Get("Retry-After")}, []any{503, "1"})
	check.True(t, strings.Contains(w.Body.String(), "partner.busy"), w.Body.String())
}

type blocking struct {
	until   chan struct{}
	entered chan struct{}
}

func (b blocking) Accept(context.Context, signal.Request) (signal.Receipt, error) {
	b.entered <- struct{}{}
	<-b.until
	return signal.Receipt{}, nil
}
