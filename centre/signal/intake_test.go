package signal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fanzha/base/clock"
	"fanzha/internal/bus"
	"fanzha/internal/check"
	"fanzha/internal/dedupe"
	"fanzha/term/fault"
)

// memoryLog is a log whose appends can be made to fail, before or after storing.
type memoryLog struct {
	mu     sync.Mutex // guards all below
	parts  [][][]byte
	grown  chan struct{}
	fail   func(partition int) (store bool, err error)
	failed int
}

func newMemoryLog(partitions int) *memoryLog {
	return &memoryLog{parts: make([][][]byte, partitions), grown: make(chan struct{})}
}

func (l *memoryLog) Append(_ context.Context, p int, env []byte) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	store, err := true, error(nil)
	if l.fail != nil {
		store, err = l.fail(p)
	}
	if store {
		l.parts[p] = append(l.parts[p], append([]byte(nil), env...))
		close(l.grown)
		l.grown = make(chan struct{})
	}
	if err != nil {
		l.failed++
		return 0, err
	}
	return uint64(len(l.parts[p])), nil
}

func (l *memoryLog) Read(ctx context.Context, p int, after uint64, fn func(uint64, []byte) error) error {
	for {
		l.mu.Lock()
		list, grown := l.parts[p], l.grown
		l.mu.Unlock()
		for ; after < uint64(len(list)); after++ {
			err := fn(after+1, list[after])
			if err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-grown:
		}
	}
}

func (l *memoryLog) Last(_ context.Context, p int) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return uint64(len(l.parts[p])), nil
}

// logged lists "source/id" of all signals, with the number of times each occurs.
func (l *memoryLog) logged(t *testing.T) map[string]int {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[string]int{}
	for _, list := range l.parts {
		for _, env := range list {
			check.NoError(t, DecodeEnvelope(env, func(s *Signal) error { out[s.Source+"/"+s.ID]++; return nil }))
		}
	}
	return out
}

func testIntake(t testing.TB, log Log, dir string, partitions int) *Intake {
	t.Helper()
	index, err := dedupe.Open(dedupe.Options{Dir: dir})
	check.NoError(t, err)
	in, err := NewIntake(t.Context(), Options{Log: log, Index: index, Clock: clock.NewManual(testNow), Partitions: partitions})
	check.NoError(t, err)
	t.Cleanup(func() { in.Close(); index.Close() })
	return in
}

func accept(t *testing.T, in *Intake, kind Kind, body string) Receipt {
	t.Helper()
	r, err := in.Accept(t.Context(), Request{Source: "src", Kind: kind, Body: strings.NewReader(body)})
	check.NoError(t, err)
	return r
}

// Protects: the receipt tells the truth line by line: accepted, duplicate, reused id, bad record, blank line.
func TestReceipt(t *testing.T) {
	log := newMemoryLog(4)
	in := testIntake(t, log, t.TempDir(), 4)
	body := `{"id":"1","phone":"13800138000"}
{"id":"2","phone":"13800138001"}

not json
{"id":"1","phone":"13800138000"}
{"id":"2","phone":"13800138009"}
{"id":"3","phone":"1380013800"}
{"id":"4","phone":"13800138004"}`
	r := accept(t, in, Call, body)
	check.Equal(t, []int{r.Read, r.Accepted, r.Duplicate, r.Rejected}, []int{7, 3, 1, 3})
	var got []string
	for _, rej := range r.Rejects {
		got = append(got, fmt.Sprint(rej.Line, " ", rej.ID, " ", rej.Field, " ", rej.Code))
	}
	check.Equal(t, got, []string{"4   signal.not_object", "6 2 id signal.id_reused", "7 3 phone ident.phone_length"})
	r = accept(t, in, Call, body)
	check.Equal(t, []int{r.Read, r.Accepted, r.Duplicate, r.Rejected}, []int{7, 0, 4, 3})
	check.Equal(t, log.logged(t), map[string]int{"src/1": 1, "src/2": 1, "src/4": 1})
	check.Equal(t, in.Stats().Accepted[Call], 3)
	r = accept(t, in, Call, "")
	check.Equal(t, r, Receipt{Rejects: []Reject{}})
}

// Protects: ids belong to a source; records without id are told apart by content, also when they come without time.
func TestIdentityOfSources(t *testing.T) {
	in := testIntake(t, newMemoryLog(2), t.TempDir(), 2)
	for _, source := range []string{"a", "b"} {
		r, err := in.Accept(t.Context(), Request{Source: source, Kind: Call, Body: strings.NewReader(`{"id":"1","phone":"13800138000"}`)})
		check.NoError(t, err)
		check.Equal(t, r.Accepted, 1)
	}
	r := accept(t, in, Message, `{"text":"hello"}
{"text":"hello"}
{"text":"hello","time":"2026-11-21T02:00:00Z"}
{"text":"hello","time":1795226400000000}`)
	check.Equal(t, []int{r.Accepted, r.Duplicate}, []int{2, 2})
}

// Protects: arrays and objects work as bodies; one wrong element is refused alone, a broken structure refuses all.
func TestDocument(t *testing.T) {
	in := testIntake(t, newMemoryLog(2), t.TempDir(), 2)
	send := func(body string) (Receipt, error) {
		return in.Accept(t.Context(), Request{Source: "src", Document: true, Kind: Call, Body: strings.NewReader(body)})
	}
	r, err := send("\xef\xbb\xbf [ {\"id\":\"1\",\n \"phone\":\"13800138000\"} , {\"id\":\"x\",\"phone\":{\"a\":[1]}}, 7,{\"id\":\"2\",\"phone\":\"13800138000\"} ] ")
	check.NoError(t, err)
	check.Equal(t, []int{r.Read, r.Accepted, r.Rejects[0].Line, r.Rejects[1].Line}, []int{4, 2, 2, 3})
	r, err = send("{\n\"id\":\"9\",\"phone\":\"13800138000\"\n}\n")
	check.NoError(t, err)
	check.Equal(t, r.Accepted, 1)
	for body, code := range map[string]string{
		`[{"id":"5","phone":"13800138000"}`:           "signal.body_malformed",
		`[{"id":"5","phone":"13800138000"},]`:         "signal.body_malformed",
		`[{"id":"5","phone":"13800138000"}] x`:        "signal.body_malformed",
		`[,]`:                                         "signal.body_malformed",
		`[{"id":"5","phone":"138`:                     "signal.body_malformed",
		`[` + strings.Repeat(`[`, 100):                "signal.body_too_deep",
		strings.Repeat("[", 1<<20):                    "signal.body_too_deep",
		"[" + strings.Repeat(" ", BodyMax) + "]":      "signal.body_too_large",
		"[" + strings.Repeat("1,", RecordsMax) + "1]": "signal.too_many_records",
	} {
		_, err = send(body)
		check.Fault(t, err, code)
	}
	r, err = send(`[{"id":"5","phone":"13800138000"}]`)
	check.NoError(t, err)
	check.Equal(t, r.Accepted, 1) // nothing of the refused ones was taken
}

// Protects: limits by name: line, rejects listed, records, body, source.
func TestLimits(t *testing.T) {
	in := testIntake(t, newMemoryLog(1), t.TempDir(), 1)
	r := accept(t, in, Call, `{"id":"1","phone":"13800138000"}`+"\n{"+strings.Repeat(" ", LineMax)+"}\n"+`{"id":"2","phone":"13800138000"}`)
	check.Equal(t, []any{r.Accepted, r.Rejects[0].Line, r.Rejects[0].Code}, []any{2, 2, "signal.line_too_long"})
	r = accept(t, in, Call, strings.Repeat("x\n", RejectsMax+50))
	check.Equal(t, []int{r.Rejected, len(r.Rejects)}, []int{RejectsMax + 50, RejectsMax})
	_, err := in.Accept(t.Context(), Request{Source: "src", Kind: Call, Body: strings.NewReader(strings.Repeat("x\n", RecordsMax+1))})
	check.Fault(t, err, "signal.too_many_records")
	_, err = in.Accept(t.Context(), Request{Source: "src", Kind: Call, Body: strings.NewReader(strings.Repeat("\n", BodyMax+1))})
	check.Fault(t, err, "signal.body_too_large")
	_, err = in.Accept(t.Context(), Request{Kind: Call, Body: strings.NewReader("")})
	check.Fault(t, err, "signal.source")
	_, err = in.Accept(t.Context(), Request{Source: "src", Kind: Call, Body: io.MultiReader(strings.NewReader("{"), failing{})})
	check.Fault(t, err, "signal.body_unreadable")
	no := fault.New(fault.Unavailable, "partner.quota")
	_, err = in.Accept(t.Context(), Request{Source: "src", Kind: Call, Body: strings.NewReader(`{"id":"q","phone":"13800138000"}`), Admit: func(n int) error {
		check.Equal(t, n, 1)
		return no
	}})
	check.Fault(t, err, "partner.quota")
	check.Equal(t, accept(t, in, Call, `{"id":"q","phone":"13800138000"}`).Accepted, 1)
	check.True(t, in.Stats().Held < 2<<20, "memory is given back")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("cut off") }

// Protects: what was taken before a restart is a duplicate after it, with and without the index's files.
func TestRestart(t *testing.T) {
	log, dir := newMemoryLog(3), t.TempDir()
	var body strings.Builder
	for i := range 500 {
		fmt.Fprintf(&body, `{"id":"%d","phone":"138001%05d"}`+"\n", i, i)
	}
	body.WriteString(`{"kind":"call","id":"x","phone":"13800138000"}`)
	in := testIntake(t, log, dir, 3)
	check.Equal(t, accept(t, in, Call, body.String()).Accepted, 501)
	check.Equal(t, accept(t, in, Sighting, `{"id":"s","subject":"phone","peer":"13800138000"}`).Accepted, 1)
	in.Close()
	in = testIntake(t, log, dir, 3)
	check.Equal(t, accept(t, in, Call, body.String()).Duplicate, 501)
	check.Equal(t, accept(t, in, Sighting, `{"id":"s","subject":"phone","peer":"13800138000"}`).Duplicate, 1)
	in = testIntake(t, log, t.TempDir(), 3)
	check.Equal(t, accept(t, in, Call, body.String()).Duplicate, 501)
	check.Equal(t, log.logged(t)["src/s"], 3) // a lead is in every partition, once
}

// Protects: after an append whose outcome is unknown nothing is acknowledged; once the log answers, what it holds is a
// duplicate and what it lost is taken; leads end up in every partition.
func TestAmbiguousAppend(t *testing.T) {
	for _, stored := range []bool{true, false} {
		for failing := range 3 {
			log := newMemoryLog(3)
			in := testIntake(t, log, t.TempDir(), 3)
			check.Equal(t, accept(t, in, Call, `{"id":"0","phone":"13800138000"}`).Accepted, 1)
			away := true
			log.mu.Lock()
			log.fail = func(p int) (bool, error) {
				if away && p == failing {
					away = false
					return stored, errors.New("no answer")
				}
				return true, nil
			}
			log.mu.Unlock()
			var body strings.Builder
			for i := range 60 {
				fmt.Fprintf(&body, `{"kind":"call","id":"%d","phone":"138001380%02d"}`+"\n", i+1, i)
			}
			body.WriteString(`{"kind":"sighting","id":"s","subject":"phone","peer":"13800138000"}`)
			_, err := in.Accept(t.Context(), Request{Source: "src", Body: strings.NewReader(body.String())})
			check.Fault(t, err, "signal.log_away")
			var r Receipt
			for range 1000 {
				r, err = in.Accept(t.Context(), Request{Source: "src", Body: strings.NewReader(body.String())})
				if err == nil {
					break
				}
				time.Sleep(time.Millisecond) // until the committer has read the log
			}
			check.NoError(t, err)
			check.Equal(t, r.Accepted+r.Duplicate, 61)
			for id, n := range log.logged(t) {
				want := 1
				if id == "src/s" { // a lead may repeat in a partition after a failure, never be missing
					check.True(t, n >= 3, "lead missing in a partition")
					continue
				}
				if n != want {
					t.Errorf("%s logged %d times (stored %v, partition %d)", id, n, stored, failing)
				}
			}
			in.Close()
		}
	}
}

// Protects: many callers at once get their own truthful answers and share group commits.
func TestConcurrentRequests(t *testing.T) {
	log := newMemoryLog(4)
	in := testIntake(t, log, t.TempDir(), 4)
	var wg sync.WaitGroup
	for c := range 16 {
		wg.Go(func() {
			for i := range 200 {
				r, err := in.Accept(t.Context(), Request{Source: "src", Kind: Call, Body: strings.NewReader(fmt.Sprintf(`{"id":"%d","phone":"138001%05d"}`, (c/2)*1000+i, i))})
				if err != nil || r.Accepted+r.Duplicate != 1 {
					t.Errorf("%+v %v", r, err)
				}
			}
		})
	}
	wg.Wait()
	logged := log.logged(t)
	check.Equal(t, len(logged), 8*200)
	for id, n := range logged {
		check.True(t, n == 1, id)
	}
	s := in.Stats()
	check.Equal(t, []int64{s.Accepted[Call], s.Duplicate, s.Held}, []int64{1600, 1600, s.Held})
}

// Protects: a person's signals keep their order in one partition, and a large request is cut into envelopes below the limit.
func TestOrderAndEnvelopes(t *testing.T) {
	log := newMemoryLog(2)
	in := testIntake(t, log, t.TempDir(), 2)
	var body strings.Builder
	text := strings.Repeat("长", 3000)
	for i := range 400 {
		fmt.Fprintf(&body, `{"id":"%d","phone":"13800138000","text":"%s"}`+"\n", i, text)
	}
	check.Equal(t, accept(t, in, Message, body.String()).Accepted, 400)
	next := 0
	for _, list := range log.parts {
		for _, env := range list {
			check.True(t, len(env) <= EnvelopeMax, "envelope too large")
			check.NoError(t, DecodeEnvelope(env, func(s *Signal) error {
				check.Equal(t, s.ID, fmt.Sprint(next))
				check.Equal(t, s.Time, testNow)
				next++
				return nil
			}))
		}
	}
	check.Equal(t, next, 400)
	check.True(t, in.Stats().Envelopes > 4, "several envelopes")
}

// Protects: closing answers what waits and refuses what comes.
func TestClose(t *testing.T) {
	in := testIntake(t, newMemoryLog(1), t.TempDir(), 1)
	check.Equal(t, accept(t, in, Call, `{"id":"1","phone":"13800138000"}`).Accepted, 1)
	in.Close()
	in.Close()
	_, err := in.Accept(t.Context(), Request{Source: "src", Kind: Call, Body: strings.NewReader("")})
	check.Fault(t, err, "signal.stopping")
}

// Protects: the real log under the real index keeps the promise of once, across a restart.
func TestOnEmbeddedBus(t *testing.T) {
	dir := t.TempDir()
	open := func() (*Intake, *bus.Log) {
		log, err := bus.Open(t.Context(), bus.Options{Dir: dir + "/bus", Partitions: 4})
		check.NoError(t, err)
		t.Cleanup(log.Close)
		return testIntake(t, log, dir+"/dedupe", 4), log
	}
	in, log := open()
	body := `{"id":"1","phone":"13800138000"}` + "\n" + `{"id":"2","phone":"13800138001"}`
	check.Equal(t, accept(t, in, Call, body).Accepted, 2)
	in.Close()
	log.Close()
	in, _ = open()
	check.Equal(t, accept(t, in, Call, body).Duplicate, 2)
}

// BenchmarkIntake measures requests of 1000 records through decoding, index and the embedded log, as a few callers at once.
func BenchmarkIntake(b *testing.B) {
	log, err := bus.Open(b.Context(), bus.Options{Dir: b.TempDir(), Partitions: 4})
	check.NoError(b, err)
	defer log.Close()
	in := testIntake(b, log, b.TempDir(), 4)
	var next atomic.Uint64
	b.SetParallelism(2)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var body []byte
		var at []int // where the eight digits begin that differ
		for i := range 1000 {
			body = append(body, `{"kind":"transfer","id":"T-`...)
			at = append(at, len(body))
			body = append(body, `00000000","time":1795228800000000,"phone":"138`...)
			at = append(at, len(body))
			body = fmt.Appendf(body, `00000000","payee_account":"6222029900%06d","amount_fen":%d,"channel":"mobile"}`+"\n", i*7919%1000000, 100+i*13)
		}
		for pb.Next() {
			n := next.Add(1000)
			for i, from := range at {
				v := n + uint64(i/2)
				for j := 7; j >= 0; j-- {
					body[from+j] = '0' + byte(v%10)
					v /= 10
				}
			}
			r, err := in.Accept(b.Context(), Request{Source: "bench", Body: bytes.NewReader(body)})
			if err != nil || r.Accepted != 1000 {
				b.Errorf("%+v %v", r, err)
			}
		}
	})
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "signals/s")
}
