package failure

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fanzha/base/clock"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/sim/bank"
	"fanzha/term/when"
	"fanzha/test/harness"
)

// What one killing test of the chase does.
const (
	chaseRounds  = 9
	secondLayer  = 5
	thirdLayer   = 4                                        // for each of the second
	chaseOrders  = 1 + secondLayer + secondLayer*thirdLayer // of one claim
	stolenFen    = 8_600_000
	chaseClients = 2
)

// quarter is the banks around a centre that is killed again and again: an honest one, one that answers everything twice, one that
// answers newest first, one that contradicts itself.
type quarter struct {
	fleet  *bank.Fleet
	keys   map[string]wire.Key
	centre atomic.Pointer[url.URL]

	mu       sync.Mutex                 // guards all below
	orders   map[string]int             // stop order → how often it was delivered
	on       map[string]map[string]bool // claim and account → ids of its stop orders
	last     *http.Request              // the last delivery, with its body
	lastBody []byte
}

var quarterBanks = []bank.Member{
	{Code: "yh_bank", Name: "云河银行", Prefix: "990001"}, {Code: "hk_rural", Name: "河口农商银行", Prefix: "990002", Lies: []bank.Lie{bank.AnswersTwice}},
	{Code: "sl_bank", Name: "示例商业银行", Prefix: "990003", Lies: []bank.Lie{bank.Reorders}}, {Code: "df_bank", Name: "东方示例银行", Prefix: "990004", Lies: []bank.Lie{bank.Contradicts}},
}

// RoundTrip sends what banks say to the centre as it runs now.
func (q *quarter) RoundTrip(r *http.Request) (*http.Response, error) {
	at := q.centre.Load()
	out := r.Clone(r.Context())
	out.URL.Host, out.Host = at.Host, at.Host
	return http.DefaultTransport.RoundTrip(out)
}

// ServeHTTP counts deliveries before the bank takes them.
func (q *quarter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	o, err := wire.DecodeOrder(body)
	if err == nil && o.Type == wire.Stop {
		q.mu.Lock()
		q.orders[o.ID]++
		key := o.Claim + " " + o.Account.Number
		if q.on[key] == nil {
			q.on[key] = map[string]bool{}
		}
		q.on[key][o.ID] = true
		q.last, q.lastBody = r.Clone(context.Background()), body
		q.mu.Unlock()
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	q.fleet.ServeHTTP(w, r)
}

// openQuarter fills the directory of a centre with banks that the test plays, and gives the leader's authority.
func openQuarter(t *testing.T, c *harness.Centre, banks *harness.Banks) *quarter {
	t.Helper()
	sys, sec, _ := c.SetUp(t)
	q := &quarter{keys: map[string]wire.Key{}, orders: map[string]int{}, on: map[string]map[string]bool{}}
	q.follow(t, c)
	for _, m := range quarterBanks {
		status, raw := sys.Do(http.MethodPut, "/api/v1/banks/"+m.Code, harness.BankEntry(m.Name, m.Prefix, "push", banks.URL+"/"+m.Code))
		check.True(t, status == http.StatusOK, string(raw))
		q.keys[m.Code] = c.BankKey(t, m.Code)
	}
	q.fleet = bank.NewFleet(bank.FleetOptions{
		Members: quarterBanks, Clock: clock.Wall{}, Keys: c.Seals(t), Key: func(code string) wire.Key { return q.keys[code] }, Centre: c.URL, Client: &http.Client{Transport: q},
	})
	banks.Serve(q)
	chief := c.AddUser(t, [2]*harness.Client{sys, sec}, [4]string{"chief", "队长", "990100000000", "leader"})
	status, raw := chief.Do(http.MethodPut, "/api/v1/authority", harness.Authority(time.Now().Add(300*24*time.Hour)))
	check.True(t, status == http.StatusOK, string(raw))
	return q
}

func (q *quarter) follow(t *testing.T, c *harness.Centre) {
	u, err := url.Parse(c.URL)
	check.NoError(t, err)
	q.centre.Store(u)
}

func (q *quarter) bank(t *testing.T, n int) (*bank.Bank, bank.Member) {
	m := quarterBanks[n%len(quarterBanks)]
	b, ok := q.fleet.Bank(m.Code)
	check.True(t, ok, "no bank "+m.Code)
	return b, m
}

// steal lets 86,000 yuan arrive and go on over two layers, and returns the report of it.
func (q *quarter) steal(t *testing.T, n int) map[string]any {
	t.Helper()
	at := when.Of(time.Now().Add(-4 * time.Minute))
	b, m := q.bank(t, n)
	root, name := harness.Card(m.Prefix, n*100), fmt.Sprint("户主", n)
	harness.Deposit(t, b, harness.Paid{To: root, Name: name, At: at, Fen: stolenFen})
	for i := range secondLayer {
		second := q.on1(t, hop{b, root, name, n*100 + 1 + i, at + when.Micros(i+1)*when.Second, 1_500_000})
		for j := range thirdLayer {
			q.on1(t, hop{second.b, second.from, second.name, n*100 + 10 + i*thirdLayer + j, at + when.Minute + when.Micros(j+1)*when.Second, 300_000})
		}
	}
	return map[string]any{
		"cause": fmt.Sprint("case-", n), "source": "desk", "fraud": "fake_shopping", "brief": "网购退款被骗",
		"victim": map[string]any{"name": "王明", "id_number": "990101199001010019", "phone": "13900008601"}, "phone_verified": true, "in_person": true, "signed": true,
		"payments": []any{map[string]any{"at": at.Time().Format(time.RFC3339Nano), "fen": stolenFen, "channel": "mobile", "voucher": true,
			"payee": map[string]any{"account": root, "name": name}}},
	}
}

// hop is one step of money from an account to the n-th account.
type hop struct {
	b    *bank.Bank
	from string
	name string
	n    int
	at   when.Micros
	fen  int64
}

func (q *quarter) on1(t *testing.T, h hop) hop {
	t.Helper()
	to, m := q.bank(t, h.n)
	number, name := harness.Card(m.Prefix, h.n), fmt.Sprint("户主", h.n)
	ref := fmt.Sprint("T", h.n)
	harness.Deposit(t, to, harness.Paid{To: number, Name: name, At: h.at, Fen: h.fen})
	out := bank.Entry{Ref: ref, At: h.at, Fen: h.fen, Code: wire.MovedOtherBank, Bank: m.Code, Account: number, Name: name, Kind: "person"}
	if to == h.b {
		out.Code = wire.MovedInternal
	}
	check.NoError(t, h.b.Debit(h.from, out))
	return hop{b: to, from: number, name: name}
}

// reports are the claims that the clients open: which were acknowledged, which must be sent again.
type reports struct {
	mu    sync.Mutex // guards all
	next  int
	again []map[string]any
	acked map[string]string // cause → id
}

func (r *reports) take(t *testing.T, q *quarter) map[string]any {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.again) > 0 {
		body := r.again[0]
		r.again = r.again[1:]
		return body
	}
	r.next++
	return q.steal(t, r.next)
}

// open reports thefts until the centre is gone.
func (r *reports) open(ctx context.Context, t *testing.T, work work) {
	for ctx.Err() == nil {
		body := r.take(t, work.q)
		id, err := work.post(ctx, body)
		r.mu.Lock()
		if err != nil {
			r.again = append(r.again, body)
		} else {
			r.acked[fmt.Sprint(body["cause"])] = id
		}
		r.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-time.After(30 * time.Millisecond):
		}
	}
}

// Protects the saga: after kill -9 at any moment of claims of 26 orders each, at banks that answer twice, newest first and
// contradictory, every order of every acknowledged claim is there once and at its bank, nothing is held twice or beyond its end,
// and the audit chain verifies.
func TestKilledInTheMiddleOfChases(t *testing.T) {
	t.Parallel()
	dir, banks := t.TempDir(), harness.StartBanks(t)
	c := harness.StartWith(t, banks.Env(), dir)
	q := openQuarter(t, c, banks)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var living sync.WaitGroup
	living.Go(func() { q.fleet.Run(ctx) })
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random, books := rand.New(rand.NewPCG(seed, 2)), &reports{acked: map[string]string{}}
	for round := range chaseRounds {
		if round > 0 {
			c = harness.StartWith(t, banks.Env(), dir)
			q.follow(t, c)
		}
		sending, stop := context.WithCancel(ctx)
		var clients sync.WaitGroup
		for range chaseClients {
			w := work{q, c.SignIn(t, "chief")}
			clients.Go(func() { books.open(sending, t, w) })
		}
		<-time.After(time.Duration(30+random.IntN(700)) * time.Millisecond)
		c.Kill()
		stop()
		clients.Wait()
	}
	c = harness.StartWith(t, banks.Env(), dir)
	q.follow(t, c)
	w := work{q, c.SignIn(t, "chief")}
	for len(books.again) > 0 {
		body := books.take(t, q)
		id, err := w.post(ctx, body)
		check.NoError(t, err)
		books.acked[fmt.Sprint(body["cause"])] = id
	}
	q.settled(t, "sqlite:"+filepath.Join(dir, "fanzha.db"), len(books.acked))
	cancel()
	living.Wait()
	check.Equal(t, c.Stop(t), 0)
	q.examine(t, "sqlite:"+filepath.Join(dir, "fanzha.db"))
	checkNothingParked(t, "sqlite:"+filepath.Join(dir, "fanzha.db"))
	harness.MustRun(t, "audit", "verify", "--data", dir)
}

// work is one client at the desk.
type work struct {
	q    *quarter
	desk *harness.Client
}

// post opens a claim; an error means that nobody said it was taken.
func (w work) post(ctx context.Context, body map[string]any) (string, error) {
	return w.desk.Try(ctx, "/api/v1/claims", body)
}

// settled waits until every order of every claim has its answer.
func (q *quarter) settled(t *testing.T, dsn string, claims int) {
	t.Helper()
	records, err := db.Open(t.Context(), db.Options{DSN: dsn})
	check.NoError(t, err)
	defer func() { _ = records.Close() }()
	check.True(t, claims > 0, "no claim was acknowledged: the test proves nothing")
	harness.Eventually(t, 2*outageWait, func() string {
		answered, open := count(t, records, "state = 'answered'"), count(t, records, "state in ('sealed', 'sent', 'seen')")
		if answered != claims*chaseOrders || open != 0 {
			return fmt.Sprintf("%d of %d orders answered, %d open", answered, claims*chaseOrders, open)
		}
		return ""
	})
}

func count(t *testing.T, records *db.DB, where string) int {
	t.Helper()
	var n int
	check.NoError(t, records.QueryRow(t.Context(), "select count(*) from stop_order where "+where).Scan(&n))
	return n
}

// examine compares the centre's books with the banks'.
func (q *quarter) examine(t *testing.T, dsn string) {
	t.Helper()
	records, err := db.Open(t.Context(), db.Options{DSN: dsn})
	check.NoError(t, err)
	defer func() { _ = records.Close() }()
	rows, err := records.Query(t.Context(), `select id, bank, account, held_fen, total_fen, executed_at, expires_at from stop_order`)
	check.NoError(t, err)
	defer func() { _ = rows.Close() }()
	orders, lost, past, differ := 0, 0, 0, 0
	for rows.Next() {
		var id, code, account string
		var held, total, executed, expires int64
		check.NoError(t, rows.Scan(&id, &code, &account, &held, &total, &executed, &expires))
		orders++
		b, _ := q.fleet.Bank(code)
		_, known := b.Answered(id)
		if !known {
			lost++
		}
		if expires > executed+int64(48*when.Hour) {
			past++
		}
		if sum(b.Holds(account)) != held {
			differ++
		}
	}
	check.NoError(t, rows.Err())
	double, deliveries := 0, 0
	for _, ids := range q.on {
		double += len(ids) - 1
	}
	for _, n := range q.orders {
		deliveries += n
	}
	t.Logf("%d orders, %d deliveries: %d double holds, %d lost orders, %d holds past expiry, %d holds that the books do not know", orders, deliveries, double, lost, past, differ)
	check.Equal(t, []int{double, lost, past, differ}, []int{0, 0, 0, 0})
	check.Equal(t, len(q.orders), orders)
}

func sum(holds []bank.Hold) (fen int64) {
	for _, h := range holds {
		fen += h.Fen
	}
	return fen
}
