package bank_test

// What this protects: banks that poll, are slow or on paper bring their answers to the centre signed as the page asks, in order
// and until they are taken; what anybody sends to the sandbox or the control calls harms nothing.

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/sim/bank"
	"fanzha/term/when"
)

var key = wire.Key{ID: "yh_bank-1", Suite: wire.HMACSHA256, Secret: []byte(strings.Repeat("k", 32))}

// centre is as much of a centre as banks see.
type centre struct {
	t     *testing.T
	clock *hand
	mu    sync.Mutex // guards all below
	queue []wire.Order
	got   []wire.Answer
	notes []wire.Notice
	down  bool
}

func (c *centre) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	_, err := key.VerifyRequest(r, wire.FromBank, body, c.clock.now.Time())
	if err != nil {
		c.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	if c.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	var out any
	switch r.URL.Path {
	case "/partner/v1/orders":
		page := wire.Page{Orders: c.queue, Next: int64(len(c.queue))}
		if r.URL.Query().Get("after") != "0" {
			page.Orders = nil
		}
		out = page
	case "/partner/v1/answers":
		a, err := wire.DecodeAnswer(body)
		if err != nil {
			c.t.Errorf("answer: %v", err)
		}
		c.got = append(c.got, a)
		out = wire.Receipts{Accepted: 1}
	case "/partner/v1/notices":
		n, err := wire.DecodeNotice(body)
		if err != nil {
			c.t.Errorf("notice: %v", err)
		}
		c.notes = append(c.notes, n)
		out = wire.Receipts{Accepted: 1}
	}
	_ = json.NewEncoder(w).Encode(out)
}

func newFleet(t *testing.T, behaviour bank.Behaviour) (*bank.Fleet, *centre, *hand) {
	t.Helper()
	h := &hand{now: start}
	c := &centre{t: t, clock: h}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	f := bank.NewFleet(bank.FleetOptions{
		Members: []bank.Member{{Code: "yh_bank", Name: "云河银行", Prefix: "990001", Behaviour: behaviour}},
		Clock:   h, Seed: 1, Key: func(string) wire.Key { return key }, Centre: server.URL, Sandbox: true,
	})
	return f, c, h
}

const card = "9900010000000019"

func TestPollingBankFetchesAndAnswers(t *testing.T) {
	for name, behaviour := range map[string]bank.Behaviour{"poll": bank.Polling(time.Minute), "paper": bank.OnPaper()} {
		t.Run(name, func(t *testing.T) {
			f, c, h := newFleet(t, behaviour)
			b, _ := f.Bank("yh_bank")
			check.NoError(t, b.Open(bank.Account{Number: card, Name: "测试户甲", Kind: "person"}, bank.In(bank.Entry{At: ago(time.Minute), Fen: 900})))
			c.queue = []wire.Order{order("S-1", card, 900, wire.Match{Time: ago(time.Minute).Time(), Fen: 900})}
			for range 90 {
				h.now += when.Minute
				f.Step(t.Context())
			}
			check.Equal(t, len(c.got), 1)
			check.Equal(t, []any{c.got[0].Order, c.got[0].Result, c.got[0].HeldFen}, []any{"S-1", wire.Held, int64(900)})
		})
	}
}

func TestAnswersWaitForACentreThatIsAway(t *testing.T) {
	f, c, h := newFleet(t, bank.Prompt())
	b, _ := f.Bank("yh_bank")
	check.NoError(t, b.Open(bank.Account{Number: card, Name: "测试户甲", Kind: "person"}, bank.In(bank.Entry{At: ago(2 * time.Minute), Fen: 900}), bank.Out(bank.Entry{At: ago(time.Minute), Fen: 900, Code: wire.CashATM})))
	check.NoError(t, b.Open(bank.Account{Number: "9900010000000027", Name: "测试户乙", Kind: "person"}, bank.In(bank.Entry{At: ago(time.Minute), Fen: 500})))
	_, err := b.Execute(order("S-1", card, 900, wire.Match{Time: ago(2 * time.Minute).Time(), Fen: 900}))
	check.NoError(t, err)
	c.down = true
	check.NoError(t, b.Move("9900010000000027", card, bank.Entry{Ref: "T-1", Fen: 300}))
	f.Step(t.Context())
	check.NoError(t, b.Move("9900010000000027", card, bank.Entry{Ref: "T-2", Fen: 200}))
	f.Step(t.Context())
	check.Equal(t, len(c.got), 0)
	c.down = false
	h.now += when.Minute
	f.Step(t.Context())
	f.Step(t.Context())
	check.Equal(t, len(c.got), 2)
	check.Equal(t, []int64{c.got[0].HeldFen, c.got[1].HeldFen}, []int64{300, 500})
	check.Equal(t, []int{c.got[0].Seq, c.got[1].Seq}, []int{2, 3})
	check.Equal(t, len(c.notes), 2)
	check.Equal(t, []string{c.notes[0].Ref, c.notes[1].Ref}, []string{"T-1", "T-2"})
}

// push sends a signed order as the centre does.
func push(t *testing.T, f http.Handler, o wire.Order, now when.Micros) wire.Answer {
	t.Helper()
	raw, err := json.Marshal(o)
	check.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/yh_bank/orders", bytes.NewReader(raw))
	key.SignRequest(r, wire.FromCentre, raw, now.Time())
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	check.Equal(t, w.Code, http.StatusOK)
	a, err := wire.DecodeAnswer(w.Body.Bytes())
	check.NoError(t, err)
	return a
}

func TestSlowBankSaysSeenAndAnswersLater(t *testing.T) {
	f, c, h := newFleet(t, bank.Behaviour{Median: time.Minute})
	b, _ := f.Bank("yh_bank")
	check.NoError(t, b.Open(bank.Account{Number: card, Name: "测试户甲", Kind: "person"}, bank.In(bank.Entry{At: ago(time.Minute), Fen: 900})))
	o := order("S-1", card, 900, wire.Match{Time: ago(time.Minute).Time(), Fen: 900})
	seen := push(t, f, o, h.now)
	check.Equal(t, seen.Result, wire.Seen)
	f.Step(t.Context())
	check.Equal(t, len(c.got), 0)
	h.now += 2 * when.Minute
	f.Step(t.Context())
	check.Equal(t, len(c.got), 1)
	check.Equal(t, []any{c.got[0].Result, c.got[0].Seq}, []any{wire.Held, 2})
	again := push(t, f, o, h.now)
	check.Equal(t, again.ID, c.got[0].ID)
}

func TestControlIsForThisMachine(t *testing.T) {
	f, _, _ := newFleet(t, bank.Prompt())
	for remote, want := range map[string]int{"127.0.0.1:5": http.StatusOK, "192.0.2.1:5": http.StatusNotFound} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/control/yh_bank/open", strings.NewReader(`{"number":"`+card+`","name":"测试户甲","kind":"person"}`))
		r.RemoteAddr = remote
		w := httptest.NewRecorder()
		f.ServeHTTP(w, r)
		check.Equal(t, w.Code, want)
	}
}

func FuzzSandbox(f *testing.F) {
	f.Add("accounts", []byte(`{"accounts":[{"name":"甲","kind":"person","history":[{"direction":"credit","ago_s":60,"fen":100}],"prior":[{"by":"法院","fen":5}]}]}`))
	f.Add("entries", []byte(`{"account":"9900010000000019","direction":"debit","fen":5,"code":"MOVED_INTERNAL","other":"9900010000000027"}`))
	f.Add("look", []byte(`{"account":"9900010000000019"}`))
	f.Add("outbox", []byte(`{"after":-1}`))
	f.Add("restart", []byte(`{}`))
	f.Fuzz(func(t *testing.T, call string, body []byte) {
		if !map[string]bool{"accounts": true, "entries": true, "look": true, "outbox": true, "restart": true}[call] {
			t.Skip()
		}
		h := &hand{now: start}
		b := bank.New(bank.Options{Code: "yh_bank", Clock: h})
		s := bank.NewServer(bank.ServerOptions{Bank: b, Key: key, Sandbox: true, Prefix: "990001"})
		for range 2 {
			r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/sandbox/"+call, bytes.NewReader(body))
			key.SignRequest(r, wire.FromCentre, body, start.Time())
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != http.StatusOK && w.Code != http.StatusBadRequest {
				t.Fatalf("%s answers %d", call, w.Code)
			}
			if !json.Valid(w.Body.Bytes()) {
				t.Fatal("what is answered is not JSON")
			}
		}
		if p, ok := b.Look(bank.CardNumber("990001", 1)); ok && (p.HeldFen < 0 || p.HeldFen > max(p.BalanceFen, 0)) {
			t.Fatalf("held %d of %d", p.HeldFen, p.BalanceFen)
		}
	})
}
