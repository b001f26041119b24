package failure

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/test/harness"
)

// Protects both doors: what is forged, replayed, unsigned, old, another's or altered on the way is taken by neither side. The centre
// gets such answers, notices, objections and polls; an honest bank gets such orders.
func TestForgedAndReplayed(t *testing.T) {
	t.Parallel()
	dir, banks := t.TempDir(), harness.StartBanks(t)
	c := harness.StartWith(t, banks.Env(), dir)
	q := openQuarter(t, c, banks)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go q.fleet.Run(ctx)
	id, err := work{q, c.SignIn(t, "chief")}.post(ctx, q.steal(t, 4)) // the payee's bank is the honest one
	check.NoError(t, err)
	q.settled(t, "sqlite:"+filepath.Join(dir, "fanzha.db"), 1)
	before := snapshot(t, dir)

	tried, taken := 0, 0
	for name, call := range q.forgedCalls(t, c, id) {
		status, raw := c.AsBank(t, call)
		tried++
		if status == http.StatusOK {
			taken++
			t.Errorf("%s was taken: %s", name, raw)
		}
	}
	forged := q.forgedCalls(t, c, id)["answer, unsigned"].Body.(wire.Answer)
	forged.ID, forged.Result, forged.Final, forged.ExecutedAt = "true-1", wire.Seen, false, time.Time{} // true, and without effect by now
	good := harness.Call{Key: q.keys["yh_bank"], Method: http.MethodPost, Path: "/partner/v1/answers", Body: forged, At: time.Now()}
	var kept http.Header
	good.Mend = func(r *http.Request) { kept = r.Header.Clone() }
	status, raw := c.AsBank(t, good)
	check.True(t, status == http.StatusOK, string(raw))
	good.Mend = func(r *http.Request) { r.Header = kept }
	status, raw = c.AsBank(t, good)
	tried++
	check.True(t, status == http.StatusConflict && strings.Contains(string(raw), "wire.replayed"), string(raw))
	check.Equal(t, snapshot(t, dir), before)

	orders, executed := q.forgedOrders(t)
	t.Logf("%d forged requests of banks: %d taken; %d forged orders: %d executed", tried, taken, orders, executed)
	check.Equal(t, []int{taken, executed}, []int{0, 0})
	check.Equal(t, c.Stop(t), 0)
	harness.MustRun(t, "audit", "verify", "--data", dir)
}

// snapshot is how much there is of what a forged request could add.
func snapshot(t *testing.T, dir string) []int {
	t.Helper()
	records, err := db.Open(t.Context(), db.Options{DSN: "sqlite:" + filepath.Join(dir, "fanzha.db")})
	check.NoError(t, err)
	defer func() { _ = records.Close() }()
	var out []int
	for _, query := range []string{"select count(*) from stop_answer where message_id like 'forged%' or id like 'forged%'", "select count(*) from stop_leg", "select coalesce(sum(held_fen), 0) from stop_order", "select count(*) from measure_objection"} {
		var n int
		check.NoError(t, records.QueryRow(t.Context(), query).Scan(&n))
		out = append(out, n)
	}
	return out
}

// forgedCalls are requests at the banks' door that nobody may believe.
func (q *quarter) forgedCalls(t *testing.T, c *harness.Centre, claim string) map[string]harness.Call {
	t.Helper()
	var d struct {
		Orders []struct{ ID, Bank string }
	}
	c.SignIn(t, "chief").Get("/api/v1/claims/"+claim, &d)
	check.True(t, len(d.Orders) == chaseOrders && d.Orders[0].Bank == "yh_bank", fmt.Sprint(d.Orders))
	answer := wire.Answer{Version: wire.Version, ID: "forged-1", Order: d.Orders[0].ID, Bank: "yh_bank", Seq: 99, At: time.Now(), Result: wire.NotHeld, Final: true, ExecutedAt: time.Now()}
	notice := wire.Notice{Version: wire.Version, ID: "forged-n", Bank: "yh_bank", Ref: "X", Time: time.Now(), Fen: 100,
		From: wire.Account{Number: harness.Card("990001", 400), Name: "户主4", Kind: "person"}, To: wire.Account{Number: harness.Card("990001", 999), Name: "甲", Kind: "person"}}
	objection := wire.Objection{Version: wire.Version, ID: "forged-o", Bank: "yh_bank", Order: d.Orders[0].ID, At: time.Now(), Holder: "户主4", Phone: "13900990077", Fen: 1, Kind: "other", Text: "x"}
	own, other := q.keys["yh_bank"], q.keys["df_bank"]
	stranger := wire.Key{ID: "stranger", Suite: wire.HMACSHA256, Secret: bytes.Repeat([]byte("s"), 32)}
	guessed := own
	guessed.Secret = bytes.Repeat([]byte("g"), 32)
	out := map[string]harness.Call{}
	for name, x := range map[string]struct {
		path string
		body any
	}{"answer": {"/partner/v1/answers", answer}, "notice": {"/partner/v1/notices", notice}, "objection": {"/partner/v1/objections", objection}} {
		call := func(key wire.Key, at time.Time, mend func(*http.Request)) harness.Call {
			return harness.Call{Key: key, Method: http.MethodPost, Path: x.path, Body: x.body, At: at, Mend: mend}
		}
		now := time.Now()
		out[name+", unsigned"] = call(own, now, func(r *http.Request) { r.Header.Del(wire.HeaderSignature) })
		out[name+", without key"] = call(own, now, func(r *http.Request) { r.Header.Del(wire.HeaderKey) })
		out[name+", nothing signed"] = call(own, now, func(r *http.Request) { r.Header = http.Header{"Content-Type": r.Header["Content-Type"]} })
		out[name+", unknown key"] = call(stranger, now, nil)
		out[name+", guessed secret"] = call(guessed, now, nil)
		out[name+", signed an hour ago"] = call(own, now.Add(-time.Hour), nil)
		out[name+", signed in an hour"] = call(own, now.Add(time.Hour), nil)
		out[name+", another path"] = call(own, now, func(r *http.Request) { r.URL.RawQuery = "x=1" })
		out[name+", another time"] = call(own, now, func(r *http.Request) { r.Header.Set(wire.HeaderTime, fmt.Sprint(now.Unix()+1)) })
		out[name+", another nonce"] = call(own, now, func(r *http.Request) { r.Header.Set(wire.HeaderNonce, wire.NewNonce()) })
		out[name+", signature cut"] = call(own, now, func(r *http.Request) {
			r.Header.Set(wire.HeaderSignature, r.Header.Get(wire.HeaderSignature)[:10])
		})
	}
	_, raw := c.AsBank(t, harness.Call{Key: other, Method: http.MethodPost, Path: "/partner/v1/answers", Body: answer, At: time.Now()})
	check.True(t, strings.Contains(string(raw), `"rejected":1`) || strings.Contains(string(raw), `"code"`), "another bank's answer: "+string(raw))
	out["objection of another bank"] = harness.Call{Key: other, Method: http.MethodPost, Path: "/partner/v1/objections", Body: objection, At: time.Now()}
	return out
}

// forgedOrders sends an honest bank what looks like the centre's last order, and counts what it executes of it.
func (q *quarter) forgedOrders(t *testing.T) (tried, executed int) {
	t.Helper()
	q.mu.Lock()
	last, body := q.last, q.lastBody
	q.mu.Unlock()
	var o wire.Order
	check.NoError(t, json.Unmarshal(body, &o))
	b, ok := q.fleet.Bank(o.Bank)
	check.True(t, ok, o.Bank)
	before := b.HeldFen()
	send := func(name string, change func(*wire.Order), header http.Header) {
		tried++
		forged := o
		change(&forged)
		raw, err := json.Marshal(forged)
		check.NoError(t, err)
		req := httptest.NewRequest(http.MethodPost, "/"+o.Bank+"/orders", bytes.NewReader(raw))
		if header != nil {
			req.Header = header.Clone()
		} else {
			q.keys[o.Bank].SignRequest(req, wire.FromCentre, raw, time.Now())
		}
		w := httptest.NewRecorder()
		q.fleet.ServeHTTP(w, req)
		var a wire.Answer
		_ = json.Unmarshal(w.Body.Bytes(), &a) // a refusal of the request is no answer
		known, done := b.Answered(forged.ID)
		if forged.ID != o.ID && done || forged.ID == o.ID && known.Result != a.Result && a.Result != "" && a.Result != wire.Refused {
			executed++
			t.Errorf("%s: %d %s", name, w.Code, w.Body.String())
		}
	}
	send("the same request again", func(*wire.Order) {}, last.Header)
	send("unsigned request", func(*wire.Order) {}, http.Header{"Content-Type": {"application/json"}})
	send("a larger sum", func(o *wire.Order) { o.ID, o.HoldFen = "forged-1", o.HoldFen+1 }, nil)
	send("another account", func(o *wire.Order) { o.ID, o.Account.Number = "forged-2", harness.Card("990001", 999) }, nil)
	send("a new id under the old seal", func(o *wire.Order) { o.ID = "forged-3" }, nil)
	send("no seal", func(o *wire.Order) { o.ID, o.Seal = "forged-4", wire.Seal{} }, nil)
	send("another key's seal", func(o *wire.Order) { o.ID, o.Seal.Key = "forged-5", "0123456789abcdef" }, nil)
	send("a release of the hold", func(o *wire.Order) { o.ID, o.Type, o.Parent, o.Fen = "forged-6", wire.Release, o.ID, o.HoldFen }, nil)
	send("the same id with another sum", func(o *wire.Order) { o.HoldFen++ }, nil)
	check.Equal(t, b.HeldFen(), before)
	return tried, executed
}
