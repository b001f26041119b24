package tracebench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"fanzha/centre/stoppay"
	"fanzha/centre/trace"
	"fanzha/centre/trace/flow"
	"fanzha/centre/trace/flow/sample"
	"fanzha/internal/usage"
	"fanzha/term/when"
)

// How many edges and how many accounts an answer lists unless all are asked for; the layers are always counted in full. A list of the desk has 200
// lines, as every list of orders has (stoppay.PageMax); five of them at once are the long page.
const (
	tracePage = stoppay.PageMax
	longPage  = 5 * tracePage
)

// traceServer answers GET /trace?root=N&most=M on loopback.
type traceServer struct {
	b      *traceBench
	server *http.Server
	url    string
	client *http.Client
	bufs   sync.Pool
}

func (b *traceBench) serve(ctx context.Context) (*traceServer, error) {
	lc := net.ListenConfig{Control: buffers}
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Control: buffers}
	s := &traceServer{b: b, url: "http://" + l.Addr().String() + "/trace", client: &http.Client{Transport: &http.Transport{ReadBufferSize: 256 << 10, DialContext: dialer.DialContext}}}
	s.bufs.New = func() any { return new([]byte) }
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.server.Serve(l) }()
	return s, nil
}

// buffers asks for room for a whole answer, so that neither side waits for the other in the middle of it.
func buffers(_, _ string, raw syscall.RawConn) error {
	const room = 1 << 20
	var refused error
	err := raw.Control(func(fd uintptr) {
		refused = errors.Join(syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_SNDBUF, room), syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, room))
	})
	return errors.Join(err, refused)
}

// ServeHTTP runs one trace and writes its result.
func (s *traceServer) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	root, err := strconv.Atoi(q.FormValue("root"))
	if err != nil || root < 0 || root >= len(s.b.roots) {
		http.Error(w, "no such root", http.StatusNotFound)
		return
	}
	most, err := strconv.Atoi(q.FormValue("most"))
	if err != nil {
		http.Error(w, "most is a number", http.StatusBadRequest)
		return
	}
	t, err := s.b.engine.Tracer()
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	defer t.Done()
	r, err := t.Reach(s.b.roots[root], s.b.params)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	buf := s.bufs.Get().(*[]byte)
	defer s.bufs.Put(buf)
	*buf = r.AppendJSON((*buf)[:0], most)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(*buf)))
	_, _ = w.Write(*buf)
}

// ask traces one root over HTTP, to the last byte of the answer.
func (s *traceServer) ask(ctx context.Context, root, most int) (time.Duration, error) {
	began := time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s?root=%d&most=%d", s.url, root, most), nil)
	if err != nil {
		return 0, err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("the server answered %s", res.Status)
	}
	return time.Since(began), errors.Join(err, res.Body.Close())
}

// all asks for every root, after some to warm up.
func (s *traceServer) all(ctx context.Context, most int, until func() bool) (latency, error) {
	var each []time.Duration
	for i := 0; !until() || i < len(s.b.roots)/5; i++ {
		took, err := s.ask(ctx, i%len(s.b.roots), most)
		if err != nil {
			return latency{}, err
		}
		if i >= 20 {
			each = append(each, took)
		}
	}
	return latencyOf(each), nil
}

func (s *traceServer) close() error {
	s.client.CloseIdleConnections()
	return s.server.Close()
}

// times is a condition that holds after n calls.
func times(n int) func() bool {
	return func() bool { n--; return n < 0 }
}

// overHTTP asks for all roots, one after the other, with the first page, with a long one and in full.
func (b *traceBench) overHTTP(ctx context.Context, r *traceReport) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	r.HTTP, err = s.all(ctx, tracePage, times(2*len(b.roots)))
	if err == nil {
		r.HTTPLong, err = s.all(ctx, longPage, times(2*len(b.roots)))
	}
	if err == nil {
		r.HTTPFull, err = s.all(ctx, 0, times(len(b.roots)))
	}
	return errors.Join(err, s.close())
}

// appender appends at a rate until it is stopped.
type appender struct {
	e     *flow.Engine
	rate  int
	from  waiting
	part  []trace.Transfer // the batch that is appended next
	at    when.Micros
	n     atomic.Int64
	stop  atomic.Bool
	done  chan error
	ids   int
	began time.Time
}

// waiting is transfers of which the accounts lie in one text: a million of them as they are would keep the collector of the measured
// process busy.
type waiting struct {
	text string // names of payer and payee, in turns
	kind string // of all
	each []waitingOne
}

type waitingOne struct {
	fen      int64
	at       uint32 // in the text
	from, to uint8  // lengths
}

// wait packs the transfers of a stream.
func wait(s *sample.Stream, n int) waiting {
	w := waiting{each: make([]waitingOne, 0, n)}
	var text []byte
	ts := make([]trace.Transfer, appendBatch)
	for len(w.each) < n {
		for _, t := range ts[:s.Fill(ts)] {
			w.each = append(w.each, waitingOne{fen: t.Fen, at: uint32(len(text)), from: uint8(len(t.From)), to: uint8(len(t.To))})
			text = append(append(text, t.From...), t.To...)
		}
	}
	w.text, w.kind = string(text), ts[0].Kind
	return w
}

// appendBatch is how many transfers are appended at a time: about a millisecond's.
const appendBatch = 1000

// startAppending begins to append what follows the sample: the same accounts, later times, new ids.
func (b *traceBench) startAppending(from waiting) *appender {
	a := &appender{e: b.engine, rate: b.c.Rate, from: from, part: make([]trace.Transfer, appendBatch), at: b.engine.Stats().Latest, done: make(chan error, 1), began: time.Now()}
	go func() { a.done <- a.run() }()
	return a
}

func (a *appender) run() error {
	for !a.stop.Load() {
		a.renew()
		_, err := a.e.AddBatch(flow.Batch{Transfers: a.part})
		if err != nil {
			return err
		}
		n := a.n.Add(appendBatch)
		ahead := time.Duration(float64(n)/float64(a.rate)*1e9) - time.Since(a.began)
		if ahead > 0 {
			time.Sleep(ahead)
		}
	}
	return nil
}

// renew makes the next batch, with the present time, to the millisecond as banks write it, and new ids.
func (a *appender) renew() {
	const digits = 24
	var text strings.Builder
	text.Grow(len(a.part) * digits)
	first := a.ids
	var number [digits]byte
	for range a.part {
		a.ids++
		text.Write(strconv.AppendInt(append(number[:0], "b7/"...), 1_000_000_000_000_000+int64(a.ids), 10))
	}
	all, size := text.String(), text.Len()/len(a.part)
	for i := range a.part {
		w := &a.from.each[(first+i)%len(a.from.each)]
		passed := when.Micros(float64(first+i) / float64(a.rate) * float64(when.Second))
		names := a.from.text[w.at:][:int(w.from)+int(w.to)]
		a.part[i] = trace.Transfer{ID: all[i*size : (i+1)*size], From: names[:w.from], To: names[w.from:], At: a.at + passed/when.Millisecond*when.Millisecond, Fen: w.fen, Kind: a.from.kind}
	}
}

// finish stops appending and returns the rate that was reached.
func (a *appender) finish() (float64, error) {
	rate := float64(a.n.Load()) / time.Since(a.began).Seconds()
	a.stop.Store(true)
	return rate, <-a.done
}

// besideAppending traces in process and over HTTP while transfers are appended.
func (b *traceBench) besideAppending(ctx context.Context, r *traceReport) error {
	const ring = 1_000_000
	ts := wait(sample.New(sample.Options{Transfers: 1 << 40, Accounts: b.c.sampleAccounts(), Seed: b.c.Seed + 1}), ring)
	runtime.GC()
	w := &besideWrite{}
	r.Appending = w
	a := b.startAppending(ts)
	err := b.traceFor(time.Duration(b.c.Seconds)*time.Second, w)
	rate, stopErr := a.finish()
	w.AppendedTraces = rate
	if err != nil || stopErr != nil {
		return errors.Join(err, stopErr)
	}
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	w.HTTP, w.AppendedHTTP, err = b.askedWhile(ctx, s, ts, tracePage)
	if err == nil {
		w.HTTPLong, w.AppendedLong, err = b.askedWhile(ctx, s, ts, longPage)
	}
	return errors.Join(err, s.close())
}

// askedWhile asks for pages while transfers are appended, and returns how many a second were.
func (b *traceBench) askedWhile(ctx context.Context, s *traceServer, ts waiting, page int) (latency, float64, error) {
	a := b.startAppending(ts)
	end := time.Now().Add(time.Duration(b.c.Seconds) * time.Second)
	l, err := s.all(ctx, page, func() bool { return time.Now().After(end) })
	rate, stopErr := a.finish()
	return l, rate, errors.Join(err, stopErr)
}

func (c *Cmd) sampleAccounts() int {
	if c.Accounts > 0 {
		return c.Accounts
	}
	return c.Transfers / 5
}

// traceFor traces on one thread for a while.
func (b *traceBench) traceFor(d time.Duration, w *besideWrite) error {
	t, err := b.engine.Tracer()
	if err != nil {
		return err
	}
	defer t.Done()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var each []time.Duration
	before, end := usage.ThreadTime(), time.Now().Add(d)
	for i := 0; time.Now().Before(end); i++ {
		at := time.Now()
		_, err := t.Reach(b.roots[i%len(b.roots)], b.params)
		if err != nil {
			return err
		}
		each = append(each, time.Since(at))
	}
	w.Traces = float64(len(each)) / (usage.ThreadTime() - before).Seconds()
	w.Latency = latencyOf(each)
	return nil
}

// print writes the report as lines.
func (r *traceReport) print() {
	const million = 1e6
	fmt.Printf("sample: seed %d, %d transfers, %d accounts, %d roots, layers to %d; memory: %.1f ns an independent read\n", r.Seed, r.Transfers, r.Accounts, r.Roots, r.Hops, r.MemoryNS)
	fmt.Printf("append: %.2f M/s a core; %.1f bytes a transfer, resident %d MiB, at most %d MiB\n", r.AppendRate/million, r.PerTransfer, r.RSSBytes>>20, r.PeakBytes>>20)
	fmt.Printf("traces: %.0f / %.0f / %.0f a second and core (min/median/max; wall %.0f), %.0f edges each, %.1f M edges/s\n",
		r.Traces.Min, r.Traces.Median, r.Traces.Max, r.TracesWall.Median, r.Edges, r.EdgeRate/million)
	fmt.Printf("  in process p50 %.3f ms p99 %.3f ms\n", r.Latency.P50, r.Latency.P99)
	fmt.Printf("  with the %.0f accounts of a trace made as well: %.0f a second and core\n", r.AccountsEach, r.WithAccounts.Median)
	if r.Plain.Median > 0 {
		fmt.Printf("  the same job on plain arrays, in turns: %.0f a second and core, the engine %.0f\n", r.Plain.Median, r.BesidePlain.Median)
	}
	fmt.Printf("attribution of all cases at once: first in first out %.1f M/s a core, pro rata %.1f M/s a core\n", r.FIFO.Median/million, r.ProRata.Median/million)
	if r.Appending == nil {
		return
	}
	fmt.Printf("  over HTTP p50 %.2f ms p99 %.2f ms (first %d edges and accounts); p50 %.2f ms p99 %.2f ms (%d); in full p50 %.2f ms p99 %.2f ms\n",
		r.HTTP.P50, r.HTTP.P99, tracePage, r.HTTPLong.P50, r.HTTPLong.P99, longPage, r.HTTPFull.P50, r.HTTPFull.P99)
	fmt.Printf("snapshot: %.2f s, %d MiB; restart %.2f s\n", r.SnapshotS, r.SnapshotSize>>20, r.RestartS)
	w := r.Appending
	fmt.Printf("while %.2f M/s are appended: %.0f traces a second and core, p50 %.3f ms p99 %.3f ms; while %.2f M/s: over HTTP p50 %.2f ms p99 %.2f ms (%d); while %.2f M/s: p50 %.2f ms p99 %.2f ms (%d)\n",
		w.AppendedTraces/million, w.Traces, w.Latency.P50, w.Latency.P99, w.AppendedHTTP/million, w.HTTP.P50, w.HTTP.P99, tracePage,
		w.AppendedLong/million, w.HTTPLong.P50, w.HTTPLong.P99, longPage)
}
