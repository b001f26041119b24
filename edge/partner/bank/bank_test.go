package bank_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/edge/partner/bank"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

var update = flag.Bool("update", false, "write openapi.json anew")

var start = time.Date(2026, 11, 21, 2, 3, 20, 0, time.UTC)

// keys is a fixed ring.
type keys map[string]bank.Key

var errNone = fault.New(fault.NotFound, "bank.key")

func (k keys) Secret(_ context.Context, id string) (bank.Key, error) {
	key, ok := k[id]
	if !ok {
		return bank.Key{}, errNone
	}
	return key, nil
}

func (k keys) Certificate(ctx context.Context, fingerprint string) (bank.Key, error) {
	return k.Secret(ctx, fingerprint)
}

func keyOf(id, code string, fill byte) bank.Key {
	return bank.Key{Key: wire.Key{ID: id, Suite: wire.HMACSHA256, Secret: bytes.Repeat([]byte{fill}, 32)}, Bank: code}
}

// room is a desk in memory with the manners of the real one: answers and notices are idempotent, and orders of other banks do
// not exist.
type room struct {
	mu      sync.Mutex // guards the rest
	orders  []wire.Order
	answers map[string]wire.Answer
	notices map[string]wire.Notice
	events  []wire.Event
	owner   map[int64]string
	leak    bool // gives everybody everything: a broken port
}

var (
	errNoOrder  = fault.New(fault.NotFound, "stoppay.order_not_found")
	errConflict = fault.New(fault.Conflict, "stoppay.answer_reused")
)

func (r *room) Pending(_ context.Context, code string, after int64, limit int) ([]bank.Message, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []bank.Message
	for i, o := range r.orders {
		seq := int64(i + 1)
		if seq > after && (o.Bank == code || r.leak) && len(out) < limit {
			out = append(out, bank.Message{Seq: seq, Order: o})
		}
	}
	return out, nil
}

func (r *room) Answer(_ context.Context, code string, a wire.Answer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := false
	for _, o := range r.orders {
		found = found || o.ID == a.Order && o.Bank == code
	}
	if !found {
		return errNoOrder
	}
	have, ok := r.answers[a.ID]
	if ok && !bytes.Equal(have.Canonical(), a.Canonical()) {
		return errConflict
	}
	r.answers[a.ID] = a
	return nil
}

func (r *room) Notice(_ context.Context, _ string, n wire.Notice) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notices[n.ID] = n
	return nil
}

func (r *room) Happened(_ context.Context, code string, after int64, limit int) ([]wire.Event, int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []wire.Event
	next := after
	for _, e := range r.events {
		if e.Seq <= after || len(out) == limit {
			continue
		}
		next = e.Seq
		if r.owner[e.Seq] == code {
			out = append(out, e)
		}
	}
	return out, next, nil
}

// cases takes objections.
type cases struct{}

func (cases) Object(_ context.Context, code string, o wire.Objection) (wire.Case, error) {
	return wire.Case{ID: o.ID, Number: "YY20261121-000001", State: "open", DecideBy: o.At.Add(4 * time.Hour)}, nil
}

// house is the door with its fakes, over real HTTP.
type house struct {
	t     testing.TB
	room  *room
	index *bank.Index
	bell  *bank.Bell
	api   *bank.API
	url   string
	mu    sync.Mutex // guards now
	now   time.Time
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func newHouse(t testing.TB, change func(*bank.Options)) *house {
	t.Helper()
	h := &house{t: t, now: start, index: bank.NewIndex(), bell: &bank.Bell{},
		room: &room{answers: map[string]wire.Answer{}, notices: map[string]wire.Notice{}, owner: map[int64]string{}}}
	for i, code := range []string{"hk_rural", "yh_bank", "hk_rural"} {
		h.room.orders = append(h.room.orders, order(fmt.Sprintf("order-%d", i+1), code))
	}
	h.index.Advance(when.Of(start))
	o := bank.Options{
		Keys: keys{"hk1": keyOf("hk1", "hk_rural", 1), "hk2": keyOf("hk2", "hk_rural", 2), "yh1": keyOf("yh1", "yh_bank", 3), "short": {
			Key: wire.Key{ID: "short", Suite: wire.HMACSHA256, Secret: []byte("short")}, Bank: "hk_rural"}},
		Desk: h.room, Objections: cases{}, Index: h.index, Bell: h.bell, Now: h.clock,
	}
	if change != nil {
		change(&o)
	}
	h.api = bank.New(o)
	server := httptest.NewServer(h.api)
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func order(id, code string) wire.Order {
	return wire.Order{Version: 1, Type: wire.Stop, ID: id, Number: "N" + id, Claim: "ZF20261121-000123", Depth: 1, Bank: code,
		Account: wire.Account{Number: "9900020000000004567", Name: "陈示例", Kind: "person"},
		Matches: []wire.Match{{Time: start, Fen: 100}}, HoldFen: 100, HoldForS: 172800, Count: 1, Basis: "b", Reason: "r",
		Officers: []wire.Officer{{ID: "1", Name: "王示例", Phone: "1"}, {ID: "2", Name: "赵示例", Phone: "2"}},
		Document: wire.Document{Kind: "k", Number: "n", SHA256: strings.Repeat("0", 64)}, Unit: wire.Unit{Code: "990101000000", Name: "u"},
		IssuedAt: start, AnswerBy: start.Add(time.Minute), Seal: wire.Seal{Suite: "ed25519-sha256", Key: "k", Value: "AAAA"}}
}

func answer(id, of, code string) wire.Answer {
	return wire.Answer{Version: 1, ID: id, Order: of, Bank: code, Seq: 1, At: start, Result: wire.Held, ExecutedAt: start, HeldFen: 100,
		Dispositions: []wire.Disposition{{Code: wire.CodeHeld, Fen: 100}}, Final: true}
}

// call is one request as a bank makes it.
type call struct {
	key          bank.Key
	method, path string
	body         string
	media        string
	change       func(*http.Request)
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) code(t testing.TB) string {
	t.Helper()
	var p struct{ Code string }
	check.NoError(t, json.Unmarshal(r.body, &p))
	return p.Code
}

func (h *house) do(c call) reply {
	h.t.Helper()
	r, err := http.NewRequest(c.method, h.url+"/partner/v1"+c.path, strings.NewReader(c.body))
	check.NoError(h.t, err)
	if c.media == "" {
		c.media = "application/json"
	}
	r.Header.Set("Content-Type", c.media)
	c.key.Key.SignRequest(r, wire.FromBank, []byte(c.body), h.clock())
	if c.change != nil {
		c.change(r)
	}
	return h.send(r)
}

func (h *house) send(r *http.Request) reply {
	h.t.Helper()
	resp, err := http.DefaultClient.Do(r)
	check.NoError(h.t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	check.NoError(h.t, err)
	return reply{resp.StatusCode, resp.Header, raw}
}

var hk = keyOf("hk1", "hk_rural", 1)

func encode(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	check.NoError(t, err)
	return string(raw)
}

func decode[T any](t testing.TB, r reply) T {
	t.Helper()
	check.True(t, r.status == http.StatusOK, fmt.Sprintf("status %d: %s", r.status, r.body))
	var v T
	check.NoError(t, json.Unmarshal(r.body, &v))
	return v
}

// Protects the queue of a bank: its own orders alone, in order, after its cursor; the second of two keys works as well.
func TestOrders(t *testing.T) {
	h := newHouse(t, nil)
	page := decode[wire.Page](t, h.do(call{key: hk, method: "GET", path: "/orders?after=0&limit=1"}))
	check.Equal(t, page.Next, int64(1))
	check.True(t, page.More && len(page.Orders) == 1 && page.Orders[0].ID == "order-1", "first page")
	page = decode[wire.Page](t, h.do(call{key: keyOf("hk2", "hk_rural", 2), method: "GET", path: "/orders?after=1"}))
	check.True(t, len(page.Orders) == 1 && page.Orders[0].ID == "order-3" && page.Next == 3 && !page.More, "second page")
	check.Equal(t, page.Orders[0], h.room.orders[2])
	page = decode[wire.Page](t, h.do(call{key: hk, method: "GET", path: "/orders?after=3"}))
	check.True(t, len(page.Orders) == 0 && page.Next == 3 && page.Orders != nil, "empty page")
	for _, q := range []string{"after=-1", "after=x", "after=01", "limit=0", "limit=201", "wait_s=26", "wait_s=-1"} {
		r := h.do(call{key: hk, method: "GET", path: "/orders?" + q})
		check.Equal(t, r.status, 400)
		check.Equal(t, r.code(t), "bank.query")
	}
	h.room.leak = true
	r := h.do(call{key: hk, method: "GET", path: "/orders"})
	check.Equal(t, r.status, 500)
	check.True(t, !bytes.Contains(r.body, []byte("yh_bank")), "another bank's order was shown")
}

// Protects the seconds that a poll may cost: a waiting poll is answered when the bell rings, and when the wait is over.
func TestLongPoll(t *testing.T) {
	h := newHouse(t, func(o *bank.Options) {
		o.Settings = bank.DefaultSettings()
		o.Settings.PollEvery = time.Hour
		o.Settings.PollsPerBank = 1
	})
	// Of two polls one is refused, and only because the other waits: that is how the test knows that it waits.
	replies := make(chan reply, 2)
	for range 2 {
		go func() {
			var r reply
			defer func() { replies <- r }() // a request that fails ends the goroutine, and the test is told all the same
			r = h.do(call{key: hk, method: "GET", path: "/orders?after=3&wait_s=20"})
		}()
	}
	refused := <-replies
	check.Equal(t, refused.status, http.StatusTooManyRequests)
	check.Equal(t, refused.code(t), "bank.polls")
	h.room.mu.Lock()
	h.room.orders = append(h.room.orders, order("order-4", "hk_rural"))
	h.room.mu.Unlock()
	h.bell.Ring("yh_bank")
	h.bell.Ring("hk_rural")
	page := decode[wire.Page](t, <-replies)
	check.True(t, len(page.Orders) == 1 && page.Next == 4, "the bell was not heard")
	page = decode[wire.Page](t, h.do(call{key: hk, method: "GET", path: "/orders?after=4&wait_s=1"}))
	check.Equal(t, len(page.Orders), 0)
}

// Protects the taking of answers: every line has a receipt, a bad line does not keep the others out, repeats change nothing.
func TestAnswers(t *testing.T) {
	h := newHouse(t, nil)
	one := encode(t, answer("a1", "order-1", "hk_rural"))
	for range 2 {
		r := decode[wire.Receipts](t, h.do(call{key: hk, method: "POST", path: "/answers", body: one}))
		check.Equal(t, r, wire.Receipts{Accepted: 1, Receipts: []wire.Receipt{{Line: 1, ID: "a1", Status: wire.Accepted}}})
	}
	lines := []string{
		encode(t, answer("a2", "order-3", "hk_rural")), "",
		`{"version":1,"id":"a3"`,
		encode(t, answer("a4", "order-2", "hk_rural")),                             // another bank's order
		encode(t, answer("a5", "order-1", "yh_bank")),                              // in another bank's name
		strings.Replace(one, `"held_fen":100`, `"held_fen":99`, 1),                 // id used for other content
		strings.Replace(one, `"seq":1`, `"seq":1,"note":"x"`, 1),                   // unknown field
		encode(t, wire.Answer{Version: 1, ID: "a6", Order: "o", Bank: "hk_rural"}), // incomplete
	}
	r := decode[wire.Receipts](t, h.do(call{key: hk, method: "POST", path: "/answers", body: strings.Join(lines, "\n"), media: "application/x-ndjson"}))
	var codes []string
	for _, x := range r.Receipts {
		codes = append(codes, x.ID+" "+string(x.Status)+" "+x.Code)
	}
	check.Equal(t, codes, []string{"a2 accepted ", " rejected wire.json", "a4 rejected stoppay.order_not_found", "a5 rejected bank.other_bank",
		"a1 rejected stoppay.answer_reused", " rejected wire.unknown_field", "a6 rejected wire.range"})
	check.Equal(t, len(h.room.answers), 2)
	check.Equal(t, r.Accepted, 1)

	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(one))
	check.NoError(t, z.Close())
	r = decode[wire.Receipts](t, h.do(call{key: hk, method: "POST", path: "/answers", body: packed.String(),
		change: func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }}))
	check.Equal(t, r.Accepted, 1)
}

// Protects acknowledgements, notices, events and objections on their way in and out.
func TestOtherRoutes(t *testing.T) {
	h := newHouse(t, nil)
	for range 2 {
		r := decode[wire.Receipt](t, h.do(call{key: hk, method: "POST", path: "/orders/order-1/seen"}))
		check.Equal(t, r.Status, wire.Accepted)
	}
	r := h.do(call{key: hk, method: "POST", path: "/orders/order-2/seen"})
	check.Equal(t, r.status, 404)
	n := wire.Notice{Version: 1, ID: "n1", Bank: "hk_rural", Ref: "R", Time: start, Fen: 5,
		From: wire.Account{Number: "990002111111"}, To: wire.Account{Number: "990002222222"}}
	check.Equal(t, decode[wire.Receipts](t, h.do(call{key: hk, method: "POST", path: "/notices", body: encode(t, n)})).Accepted, 1)
	n.Bank = "yh_bank"
	check.Equal(t, decode[wire.Receipts](t, h.do(call{key: hk, method: "POST", path: "/notices", body: encode(t, n)})).Rejected, 1)
	check.Equal(t, len(h.room.notices), 1)

	h.room.events = []wire.Event{{Seq: 5, At: start, Kind: wire.EventHeld, Order: "order-1"}, {Seq: 9, At: start, Kind: wire.EventHeld, Order: "order-2"}}
	h.room.owner = map[int64]string{5: "hk_rural", 9: "yh_bank"}
	e := decode[wire.Events](t, h.do(call{key: hk, method: "GET", path: "/events?after=0"}))
	check.True(t, len(e.Events) == 1 && e.Next == 9, "events of the bank, and the cursor past the others")

	o := wire.Objection{Version: 1, ID: "o1", Bank: "hk_rural", Order: "order-1", At: start, Holder: "陈示例", Fen: 5, Kind: "wages", Text: "工资"}
	c := decode[wire.Case](t, h.do(call{key: hk, method: "POST", path: "/objections", body: encode(t, o)}))
	check.Equal(t, c.State, "open")
	o.Bank = "yh_bank"
	r = h.do(call{key: hk, method: "POST", path: "/objections", body: encode(t, o)})
	check.Equal(t, r.code(t), "bank.other_bank")
	words := decode[bank.Words](t, h.do(call{key: hk, method: "GET", path: "/words"}))
	check.Equal(t, len(words.Refusals), len(wire.Refusals()))
}

// Protects the shape of refusals of the HTTP layer: each has its code and status.
func TestRefusals(t *testing.T) {
	h := newHouse(t, nil)
	bomb := func() string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(make([]byte, bank.BodyMax+1))
		check.NoError(t, z.Close())
		return b.String()
	}()
	gz := func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }
	for _, c := range []struct {
		call
		status int
		code   string
	}{
		{call{method: "GET", path: "/nowhere"}, 404, "bank.path"},
		{call{method: "GET", path: "/orders/a/b/seen"}, 404, "bank.path"},
		{call{method: "POST", path: "/orders"}, 405, "bank.method"},
		{call{method: "POST", path: "/answers", body: "{}", media: "text/csv"}, 415, "bank.media_type"},
		{call{method: "POST", path: "/answers", body: " \n", media: "application/x-ndjson"}, 400, "bank.empty"},
		{call{method: "POST", path: "/answers", body: strings.Repeat("{}\n", wire.BatchMax+1), media: "application/x-ndjson"}, 413, "bank.too_many_lines"},
		{call{method: "POST", path: "/answers", body: "x", change: gz}, 400, "bank.gzip"},
		{call{method: "POST", path: "/answers", body: bomb, change: gz}, 413, "bank.body_too_large"},
		{call{method: "POST", path: "/answers", body: "x", change: func(r *http.Request) { r.Header.Set("Content-Encoding", "br") }}, 415, "bank.encoding"},
		{call{method: "POST", path: "/answers", body: strings.Repeat("x", bank.BodyMax+1)}, 413, "bank.body_too_large"},
		{call{method: "POST", path: "/objections", body: "{}", media: "application/x-ndjson"}, 415, "bank.media_type"},
		{call{method: "POST", path: "/orders/a%20b/seen"}, 400, "wire.form"},
		{call{method: "POST", path: "/payees/check", body: `{"version":1}`}, 400, "wire.missing"},
	} {
		c.key = hk
		r := h.do(c.call)
		check.Equal(t, fmt.Sprint(c.path, " ", r.status, " ", r.code(t)), fmt.Sprint(c.path, " ", c.status, " ", c.code))
		_, known := fault.Find(c.code)
		check.True(t, known, c.code+" has no text")
	}
}

// Protects against too much from one bank, with a time to come back, and against too much at once.
func TestRate(t *testing.T) {
	h := newHouse(t, func(o *bank.Options) {
		o.Settings = bank.DefaultSettings()
		o.Settings.RequestsPerS, o.Settings.RequestsBurst = 1, 2
	})
	get := call{key: hk, method: "GET", path: "/words"}
	check.Equal(t, h.do(get).status, 200)
	check.Equal(t, h.do(get).status, 200)
	r := h.do(get)
	check.Equal(t, r.status, 429)
	check.Equal(t, r.header.Get("Retry-After"), "1")
	check.Equal(t, h.do(call{key: keyOf("yh1", "yh_bank", 3), method: "GET", path: "/words"}).status, 200)
	h.pass(time.Second)
	check.Equal(t, h.do(get).status, 200)
}

// Protects the description that banks build on: what is committed is what the handlers' own types give.
func TestOpenAPICommitted(t *testing.T) {
	h := newHouse(t, nil)
	raw, err := h.api.OpenAPI()
	check.NoError(t, err)
	var b bytes.Buffer
	check.NoError(t, json.Indent(&b, raw, "", "  "))
	b.WriteByte('\n')
	const path = "../../../docs/partner/openapi.json"
	if *update {
		check.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
	}
	want, err := os.ReadFile(path)
	check.NoError(t, err)
	check.True(t, bytes.Equal(b.Bytes(), want), "docs/partner/openapi.json is not what the handlers give: go test ./edge/partner/bank -run OpenAPI -update")
	r, err := http.Get(h.url + "/partner/v1/openapi.json")
	check.NoError(t, err)
	defer r.Body.Close()
	check.Equal(t, r.StatusCode, 200)
}
