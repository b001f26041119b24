package detect

import (
	"fmt"
	"math/rand/v2"
	"runtime"

	"fanzha/base/clock"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// BenchOptions set the size of a measurement. Zero values take the defaults.
type BenchOptions struct {
	People  int    // 0: a million
	Signals int    // 0: three per person
	Seed    uint64 //
	Set     *scenario.Set
	Engine  Options
	Clock   clock.Clock // measures; needed
}

// BenchReport is what was measured on one core.
type BenchReport struct {
	People       int     `json:"people"`
	Scenarios    int     `json:"scenarios"`
	Signals      int     `json:"signals"`
	Hits         int     `json:"hits"`
	SignalsPerS  float64 `json:"signals_per_s"` // calls, visits and transfers, without texts
	TextsPerS    float64 `json:"texts_per_s"`   // messages of about 40 characters through the text model and all scenarios
	TableBytes   int     `json:"table_bytes"`   // memory of the engine's tables
	HeapBytes    uint64  `json:"heap_bytes"`    // growth of the live heap by the engine
	Keys         int     `json:"keys"`          // live windows and marks
	Pairs        int     `json:"pairs"`         // remembered pairs
	BytesPerKey  float64 `json:"bytes_per_key"` // tables without pairs, per key
	BytesPerson  float64 `json:"bytes_per_person"`
	Shed         uint64  `json:"shed"`
	SnapshotSize int     `json:"snapshot_bytes"`
}

// benchChunk is how many signals are made before the clock runs.
const benchChunk = 20_000

// Bench runs ordinary life and some frauds through one engine: 45 % visits, 35 % calls, 20 % transfers, among people drawn evenly.
func Bench(o BenchOptions) (*BenchReport, error) {
	if o.People == 0 {
		o.People = 1_000_000
	}
	if o.Signals == 0 {
		o.Signals = 3 * o.People
	}
	g := newLife(o)
	before := heap()
	e := NewEngine(o.Set, o.Engine)
	r := &BenchReport{People: o.People, Scenarios: len(o.Set.Scenarios), Signals: o.Signals}
	var took when.Micros
	for done := 0; done < o.Signals; done += benchChunk {
		chunk := g.chunk(min(benchChunk, o.Signals-done))
		start := o.Clock.Now()
		for i := range chunk {
			r.Hits += len(e.Observe(&chunk[i]))
		}
		took += o.Clock.Now() - start
	}
	r.HeapBytes = heap() - min(before, heap())
	if took > 0 {
		r.SignalsPerS = float64(o.Signals) / (float64(took) / 1e6)
	}
	st := e.Stats().Memory
	r.TableBytes, r.Keys, r.Pairs, r.Shed = st.Bytes, st.Keys, st.Pairs, st.Shed
	r.BytesPerson = float64(st.Bytes) / float64(o.People)
	if st.Keys > 0 {
		r.BytesPerKey = float64(st.KeyBytes) / float64(st.Keys)
	}
	size := &counter{}
	err := e.Snapshot(size, 1)
	if err != nil {
		return nil, err
	}
	r.SnapshotSize = size.n
	r.texts(e, g, o.Clock)
	runtime.KeepAlive(g)
	return r, nil
}

func (r *BenchReport) texts(e *Engine, g *life, c clock.Clock) {
	chunk := g.messages(benchChunk)
	start := c.Now()
	for i := range chunk {
		e.Observe(&chunk[i])
	}
	took := c.Now() - start
	if took > 0 {
		r.TextsPerS = float64(len(chunk)) / (float64(took) / 1e6)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// counter counts what is written.
type counter struct{ n int }

// Write counts.
func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

// life makes signals of ordinary people: a handful of friends, shops and sites each, now and then something new.
type life struct {
	r      *rand.Rand
	phones []ident.Phone
	sites  []ident.URL
	now    when.Micros
	step   when.Micros
	buf    []signal.Signal
	id     int
}

func newLife(o BenchOptions) *life {
	g := &life{r: rand.New(rand.NewPCG(o.Seed, 3)), now: scenario.ExampleNow, step: when.Day / when.Micros(max(1, o.Signals))}
	for i := range o.People {
		g.phones = append(g.phones, ident.Phone(fmt.Sprintf("+86139%08d", i)))
	}
	for i := range 2000 {
		name := fmt.Sprintf("https://www.site-%c%c%c.com.cn/a", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26)
		if i%100 == 0 {
			name = fmt.Sprintf("http://%dx%d.vip/", 88000+i, i)
		}
		g.sites = append(g.sites, ident.URL(name))
	}
	return g
}

func (g *life) chunk(n int) []signal.Signal {
	g.buf = g.buf[:0]
	for range n {
		g.now += g.step
		g.id++
		person := g.r.IntN(len(g.phones))
		s := signal.Signal{Source: "bench", ID: "b", Time: g.now, Received: g.now, Phone: g.phones[person]}
		switch d := g.r.IntN(100); {
		case d < 45:
			s.Kind, s.URL, s.Duration = signal.Visit, g.sites[(person*7+g.r.IntN(12))%len(g.sites)], 60
		case d < 80:
			s.Kind, s.Answered, s.Duration = signal.Call, d%4 != 0, int64(g.r.IntN(400))
			s.Peer = g.phones[(person+1+g.r.IntN(6))%len(g.phones)]
			if d == 79 {
				s.Peer, s.Duration = "+85251234567", 600
			}
		default:
			s.Kind, s.AmountFen = signal.Transfer, int64(g.r.IntN(60000))
			if d == 99 {
				s.AmountFen *= 20
			}
			s.PayeeAccount = ident.Account(string(g.phones[(person*13+g.r.IntN(4))%len(g.phones)])[3:])
		}
		g.buf = append(g.buf, s)
	}
	return g.buf
}

func (g *life) messages(n int) []signal.Signal {
	texts := []string{
		"您的快递已到小区驿站，请凭取件码5-2-3018领取，营业时间8点至21点，超过三天将退回。",
		"【银行】您尾号1234的账户于今日12:03支出人民币268.00元，余额1902.33元，如有疑问请致电客服热线。",
		"招募线上兼职，点赞关注就能赚佣金，每单返利，日结三百，加微信进群领任务，名额有限先到先得。",
	}
	g.buf = g.buf[:0]
	for i := range n {
		g.now += g.step
		g.buf = append(g.buf, signal.Signal{
			Kind: signal.Message, Source: "bench", ID: "m", Time: g.now, Received: g.now, Phone: g.phones[g.r.IntN(len(g.phones))], Peer: "10690000", Text: texts[i%len(texts)],
		})
	}
	return g.buf
}
