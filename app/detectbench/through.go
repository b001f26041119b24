package detectbench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"fanzha/edge/partner/load"
	"fanzha/internal/usage"
)

// Server is a centre in a process of its own, with these scenarios alone in force.
type Server struct {
	URL, Key string
	Used     func() (time.Duration, error)  // its processor time so far
	Drain    func() (time.Duration, error)  // stops it and says how long it took to work off what it had acknowledged
	Hits     func() (stored, differ uint64) // after Drain: hits on record, and by how many a replay of the log differs from them
	Stop     func() error
}

// Serve starts a centre with the scenarios of a folder.
type Serve func(ctx context.Context, scenarios map[string][]byte) (*Server, error)

// throughReport is what came through from end to end. Times are milliseconds.
type throughReport struct {
	Signals   int64   `json:"signals"`
	Batch     int     `json:"batch"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"signals_per_s"` // acknowledged as durable
	P50       float64 `json:"request_p50_ms"`
	P99       float64 `json:"request_p99_ms"`
	Max       float64 `json:"request_max_ms"`
	Hits      uint64  `json:"hits_stored"`
	Differ    uint64  `json:"hits_that_differ_in_a_replay"`
	WorkedOff float64 `json:"worked_off_s"`       // after the last acknowledgement
	Overall   float64 `json:"signals_per_s_all"`  // until the last hit is stored
	Server    float64 `json:"server_us_a_signal"` // processor time while signals were sent
	Client    float64 `json:"client_us_a_signal"` // … of the sender beside it
}

// Sizes of the end-to-end job.
const (
	throughBatch       = 1000
	throughConnections = 4
	throughPeople      = 2_000_000
	throughPayees      = 500_000
	throughLarge       = 9_000_000 // fen of one in four thousand: the first of a person's day is a hit
)

func tenFiles() (map[string][]byte, error) {
	out := map[string][]byte{}
	names, err := fs.Glob(ten, "ten/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		raw, err := fs.ReadFile(ten, name)
		if err != nil {
			return nil, err
		}
		out[name[len("ten/"):]] = raw
	}
	return out, nil
}

// through measures NDJSON over HTTP on the loopback, into the durable log, through the ten scenarios, to stored hits.
func (c *Cmd) through(ctx context.Context) (*throughReport, error) {
	if c.Serve == nil {
		return nil, errors.New("nothing can serve")
	}
	files, err := tenFiles()
	if err != nil {
		return nil, err
	}
	s, err := c.Serve(ctx, files)
	if err != nil {
		return nil, err
	}
	r, err := c.send(ctx, s)
	if err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	off, err := s.Drain()
	if err != nil {
		return nil, err
	}
	r.WorkedOff = off.Seconds()
	r.Overall = float64(r.Signals) / (r.Seconds + r.WorkedOff)
	r.Hits, r.Differ = s.Hits()
	return r, nil
}

// sender is one connection.
type sender struct {
	lines     *lines
	client    *load.Client
	latencies []time.Duration
	sent      int64
	err       error
}

func (c *Cmd) send(ctx context.Context, s *Server) (*throughReport, error) {
	var list []*sender
	for i := range throughConnections {
		client, err := load.Dial(ctx, s.URL, s.Key)
		if err != nil {
			return nil, err
		}
		defer func() { _ = client.Close() }() // nothing is owed to the server
		list = append(list, &sender{client: client, lines: newLines(c.Seed+uint64(i)*1_000_003, i)})
	}
	served, err := s.Used()
	if err != nil {
		return nil, err
	}
	own := usage.Own()
	began := time.Now()
	until := began.Add(time.Duration(max(c.Seconds, 1)) * time.Second)
	var number atomic.Uint64
	var wg sync.WaitGroup
	for _, w := range list {
		wg.Go(func() {
			for w.err == nil && ctx.Err() == nil && time.Now().Before(until) {
				body := w.lines.next(&number)
				sent := time.Now()
				w.err = w.client.Batch(body, throughBatch)
				w.latencies = append(w.latencies, time.Since(sent))
				w.sent += throughBatch
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	own = usage.Own() - own
	since, err := s.Used()
	if err != nil {
		return nil, err
	}
	r := &throughReport{Batch: throughBatch, Seconds: took.Seconds()}
	var all []time.Duration
	var errs []error
	for _, w := range list {
		r.Signals += w.sent
		all = append(all, w.latencies...)
		errs = append(errs, w.err)
	}
	err = errors.Join(append(errs, ctx.Err())...)
	if err != nil {
		return nil, err
	}
	r.Server, r.Client = perSignal(since-served, r.Signals), perSignal(own, r.Signals)
	slices.Sort(all)
	at := func(p float64) float64 {
		return float64(all[min(len(all)-1, int(p*float64(len(all))))].Microseconds()) / 1000
	}
	r.PerSecond = float64(r.Signals) / took.Seconds()
	r.P50, r.P99, r.Max = at(.5), at(.99), at(1)
	return r, nil
}

func perSignal(d time.Duration, n int64) float64 {
	return float64(d) / float64(time.Microsecond) / float64(max(n, 1))
}

// lines is a body of a thousand transfers whose numbers are written over for every request, so that the sender, which runs on the same
// cores, takes little of them.
type lines struct {
	seed  uint64
	body  []byte
	id    []int // where the ten digits of the id begin
	time  []int // sixteen digits
	phone []int // eight digits
	payee []int // eight digits
}

func newLines(seed uint64, connection int) *lines {
	l := &lines{seed: seed}
	run := strconv.FormatInt(time.Now().UnixNano(), 36)
	mark := func(text, digits string) int {
		l.body = append(l.body, text...)
		at := len(l.body)
		l.body = append(l.body, digits...)
		return at
	}
	for i := range throughBatch {
		l.id = append(l.id, mark(fmt.Sprintf(`{"kind":"transfer","id":"%s-%d-`, run, connection), "0000000000"))
		l.time = append(l.time, mark(`","time":`, "0000000000000000"))
		l.phone = append(l.phone, mark(`,"phone":"139`, "00000000"))
		l.payee = append(l.payee, mark(`","payee_account":"62220299`, "00000000"))
		fen := amount(mix(seed+uint64(i)) >> 20)
		if i == 0 && connection == 0 {
			fen = throughLarge
		}
		l.body = fmt.Appendf(l.body, `","amount_fen":%d,"channel":"%s"}`, fen, channels[mix(seed+uint64(i))>>40%8])
		l.body = append(l.body, '\n')
	}
	return l
}

// next makes the body of the next request.
func (l *lines) next(number *atomic.Uint64) []byte {
	n := number.Add(throughBatch) - throughBatch
	var now [16]byte
	write(now[:], uint64(time.Now().UnixMicro()))
	for i := range throughBatch {
		h := mix(l.seed ^ (n + uint64(i)))
		write(l.body[l.id[i]:l.id[i]+10], n+uint64(i))
		copy(l.body[l.time[i]:], now[:])
		write(l.body[l.phone[i]:l.phone[i]+8], h%throughPeople)
		write(l.body[l.payee[i]:l.payee[i]+8], h>>32%throughPayees)
	}
	return l.body
}

// pairs are 00 to 99.
var pairs = func() (t [100][2]byte) {
	for i := range t {
		t[i] = [2]byte{'0' + byte(i/10), '0' + byte(i%10)}
	}
	return t
}()

// write fills an even number of places with the last digits of v.
func write(to []byte, v uint64) {
	for i := len(to) - 2; i >= 0; i -= 2 {
		*(*[2]byte)(to[i:]) = pairs[v%100]
		v /= 100
	}
}

// write puts scenarios and signals of the first job into a folder, the signals as lines that intake takes.
func (c *Cmd) write() error {
	files, err := tenFiles()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := c.tenWork()
	for done := 0; done < int(w.events); done += chunk {
		for _, s := range w.chunk(done, min(chunk, int(w.events)-done)) {
			fmt.Fprintf(&out, `{"kind":"transfer","id":"%s","time":%d,"phone":"%s","payee_account":"%s","amount_fen":%d,"channel":"%s"}`+"\n",
				s.ID, int64(s.Time), s.Phone, s.PayeeAccount, s.AmountFen, s.Channel)
		}
	}
	files["signals.ndjson"] = out.Bytes()
	for name, f := range hundredFiles() {
		files["hundred/"+name] = f.Data
	}
	return c.writeFiles(files)
}
