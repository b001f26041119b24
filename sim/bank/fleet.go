package bank

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// Bounds of a fleet.
const (
	// FleetMax is how many banks one process plays.
	FleetMax = 2000
	// stepEvery is how often a bank of a running fleet looks at what is due.
	stepEvery = 100 * time.Millisecond
	// owedMax bounds the answers and notices that wait for a centre that does not take them; the oldest are dropped.
	owedMax = 10_000
)

// Member is one bank of a fleet.
type Member struct {
	Code      string
	Name      string
	Prefix    string // of its card numbers
	Behaviour Behaviour
	Lies      []Lie
	Patience  time.Duration // a human answers at the centre's portal; after so long the bank's clerk does; zero: nobody is waited for
}

// demo are the banks of the fictional province; more are numbered.
var demo = []Member{
	{Code: "yh_bank", Name: "云河银行", Prefix: "990001"}, {Code: "hk_rural", Name: "河口农商银行", Prefix: "990002"},
	{Code: "sl_bank", Name: "示例商业银行", Prefix: "990003"}, {Code: "df_bank", Name: "东方示例银行", Prefix: "990004"},
	{Code: "xb_bank", Name: "西部示例银行", Prefix: "990005"}, {Code: "pay_yun", Name: "云付支付", Prefix: "990006"},
}

// Mix says how the banks of a fleet differ, in percent of them.
type Mix struct {
	Seed  uint64
	Poll  int
	Paper int
	Slow  int
	Mute  int
	Liars int
	Every time.Duration // between two polls; zero: 60 s
}

// Members draws n banks. The same mix gives the same banks; each share is met exactly, to the nearest bank.
func Members(n int, m Mix) []Member {
	n = min(max(n, 0), FleetMax)
	if m.Every <= 0 {
		m.Every = time.Minute
	}
	all := make([]Member, n)
	for i := range all {
		all[i] = Member{Code: fmt.Sprintf("sim_bank_%04d", i+1), Name: fmt.Sprintf("仿真银行%d", i+1), Prefix: fmt.Sprintf("99%04d", i+1)}
		if i < len(demo) {
			all[i] = demo[i]
		}
		all[i].Behaviour = Prompt()
	}
	dice := New(Options{Code: "fleet", Seed: m.Seed}).draw("members")
	order, lies, next := dice.Perm(n), CentreLies(), 0
	take := func(percent int, do func(*Member)) {
		for range (n*percent + 50) / 100 {
			if next < n {
				do(&all[order[next]])
				next++
			}
		}
	}
	take(m.Poll, func(b *Member) { b.Behaviour = Polling(m.Every) })
	take(m.Paper, func(b *Member) { b.Behaviour = OnPaper() })
	take(m.Slow, func(b *Member) { b.Behaviour = Slow() })
	take(m.Mute, func(b *Member) { b.Behaviour = Mute() })
	take(m.Liars, func(b *Member) { b.Lies = []Lie{lies[dice.IntN(len(lies))]} })
	return all
}

// FleetOptions run banks over HTTP.
type FleetOptions struct {
	Members []Member
	Clock   Clock
	Seed    uint64
	Keys    wire.Verifier         // of the centre's seals; nil: no seal is looked at
	Key     func(string) wire.Key // of a bank
	Centre  string                // "" : nobody is asked or told
	Client  *http.Client
	Sandbox bool
	Report  func(string) // a line for people; may be nil
	// Letters gives the orders that lie at a bank with Patience and are not answered for good. Reading them is not seeing them: the
	// human does that.
	Letters func(ctx context.Context, bank string) ([]wire.Order, error)
}

// Fleet is many banks behind one address: /{bank}/orders and, with Sandbox, /{bank}/sandbox/…; /control/{bank}/… for tests and
// demonstrations, from this machine only. Banks that poll or read paper ask the centre themselves. A bank on paper is played as
// a clerk who fetches the letters from the same queue and needs minutes.
type Fleet struct {
	opts FleetOptions
	mux  *http.ServeMux
	by   map[string]*member
	all  []*member
}

// member is a bank of a running fleet.
type member struct {
	fleet  *Fleet
	bank   *Bank
	server *Server
	key    wire.Key

	patience time.Duration
	stepping sync.Mutex // one step at a time; guards standing
	standing []standing
	mu       sync.Mutex // guards all below
	due      []dueOrder
	owed     []owedLine
	cursor   int64
	look     when.Micros
}

type dueOrder struct {
	at    when.Micros
	order wire.Order
}

// owedLine is something that the centre has not taken yet.
type owedLine struct {
	path string
	body []byte
}

// NewFleet makes a fleet.
func NewFleet(o FleetOptions) *Fleet {
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 20 * time.Second}
	}
	if o.Report == nil {
		o.Report = func(string) {}
	}
	o.Centre = strings.TrimSuffix(o.Centre, "/")
	f := &Fleet{opts: o, mux: http.NewServeMux(), by: map[string]*member{}}
	for _, m := range o.Members {
		one := &member{fleet: f, key: o.Key(m.Code), patience: m.Patience}
		one.bank = New(Options{Code: m.Code, Name: m.Name, Clock: o.Clock, Seed: o.Seed, Keys: o.Keys, Quiet: m.Patience > 0, Behaviour: m.Behaviour, Lies: m.Lies})
		one.server = NewServer(ServerOptions{
			Bank: one.bank, Key: one.key, Base: "/" + m.Code, Sandbox: o.Sandbox, Prefix: m.Prefix, Wait: time.Sleep, Later: one.later, Told: one.told,
		})
		one.look = one.bank.NextLook(o.Clock.Now())
		f.by[m.Code] = one
		f.all = append(f.all, one)
		f.mux.Handle("/"+m.Code+"/", one.server)
	}
	f.control()
	return f
}

// ServeHTTP serves the fleet.
func (f *Fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.mux.ServeHTTP(w, r) }

// Bank returns one of the banks.
func (f *Fleet) Bank(code string) (*Bank, bool) {
	m := f.by[code]
	if m == nil {
		return nil, false
	}
	return m.bank, true
}

// Run lets the banks live until ctx ends.
func (f *Fleet) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, m := range f.all {
		wg.Go(func() {
			ticker := time.NewTicker(stepEvery)
			defer ticker.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
					m.step(ctx)
				}
			}
		})
	}
	wg.Wait()
}

// Step does for every bank what is due now.
func (f *Fleet) Step(ctx context.Context) {
	for _, m := range f.all {
		m.step(ctx)
	}
}

func (m *member) later(o wire.Order, wait time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.due = append(m.due, dueOrder{at: m.fleet.opts.Clock.Now().Add(wait), order: o})
}

func (m *member) told(o wire.Order, a wire.Answer) {
	m.fleet.opts.Report(fmt.Sprintf("%s %s %s: %s %s %d fen", m.bank.Code(), o.Type, o.ID, a.Result, a.Refusal, a.HeldFen))
}

// step polls, executes what is due and tells the centre what there is to tell. While the bank is away nothing happens.
func (m *member) step(ctx context.Context) {
	m.stepping.Lock()
	defer m.stepping.Unlock()
	now := m.fleet.opts.Clock.Now()
	_, away := m.bank.Away(now)
	if away {
		return
	}
	m.poll(ctx, now)
	m.attend(ctx, now)
	m.executeDue(now)
	answers, notices := m.server.collect()
	for _, a := range answers {
		m.owe("/partner/v1/answers", a)
	}
	for _, n := range notices {
		m.owe("/partner/v1/notices", n)
	}
	m.pay(ctx)
}

// executeDue executes the orders whose time has come.
func (m *member) executeDue(now when.Micros) {
	m.mu.Lock()
	var due, left []dueOrder
	for _, d := range m.due {
		if d.at <= now {
			due = append(due, d)
		} else {
			left = append(left, d)
		}
	}
	m.due = left
	m.mu.Unlock()
	for _, d := range due {
		answer, err := m.bank.Execute(d.order)
		if err != nil {
			m.fleet.opts.Report(fmt.Sprintf("%s %s %s: %v", m.bank.Code(), d.order.Type, d.order.ID, err))
			continue
		}
		m.told(d.order, answer)
		m.owe("/partner/v1/answers", answer)
	}
}
