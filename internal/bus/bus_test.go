package bus

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"fanzha/internal/check"
)

// each runs the conformance suite on the embedded log and on a server reached by TCP on the loopback, which stands in for an
// external installation (it is the same server program, but network, connection and reconnection are real).
func each(t *testing.T, suite func(t *testing.T, open func() *Log)) {
	t.Run("embedded", func(t *testing.T) {
		dir := t.TempDir()
		suite(t, func() *Log { return open(t, Options{Dir: dir, Partitions: 4}) })
	})
	t.Run("external", func(t *testing.T) {
		url := external(t)
		suite(t, func() *Log { return open(t, Options{URL: url, Partitions: 4}) })
	})
}

func open(t *testing.T, o Options) *Log {
	t.Helper()
	l, err := Open(t.Context(), o)
	check.NoError(t, err)
	t.Cleanup(l.Close)
	return l
}

func external(t *testing.T) string {
	t.Helper()
	ns, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir(), SyncAlways: true,
	})
	check.NoError(t, err)
	ns.Start()
	check.True(t, ns.ReadyForConnections(10*time.Second), "test server did not start")
	t.Cleanup(func() { ns.Shutdown(); ns.WaitForShutdown() })
	return ns.ClientURL()
}

// collect reads n envelopes after a position.
func collect(t *testing.T, l *Log, partition int, after uint64, n int) (got []string, last uint64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	enough := errors.New("enough")
	err := l.Read(ctx, partition, after, func(seq uint64, env []byte) error {
		check.True(t, seq > last && seq > after, "positions must rise")
		got, last = append(got, string(env)), seq
		if len(got) == n {
			return enough
		}
		return nil
	})
	check.True(t, errors.Is(err, enough), fmt.Sprintf("read ended with %v after %d", err, len(got)))
	return got, last
}

// Protects: what was appended comes back in order, per partition, after any position, and again after a restart.
func TestAppendReadReopen(t *testing.T) {
	each(t, func(t *testing.T, openLog func() *Log) {
		l := openLog()
		ctx := t.Context()
		for p := range 4 {
			last, err := l.Last(ctx, p)
			check.NoError(t, err)
			check.Equal(t, last, 0)
			first, err := l.First(ctx, p)
			check.NoError(t, err)
			check.Equal(t, first, 0)
		}
		var third uint64
		for i := range 20 {
			seq, err := l.Append(ctx, i%4, fmt.Appendf(nil, "e%d", i))
			check.NoError(t, err)
			if i == 9 {
				third = seq
			}
		}
		got, last := collect(t, l, 1, 0, 5)
		check.Equal(t, got, []string{"e1", "e5", "e9", "e13", "e17"})
		seq, err := l.Last(ctx, 1)
		check.NoError(t, err)
		check.Equal(t, seq, last)
		got, _ = collect(t, l, 1, third, 2)
		check.Equal(t, got, []string{"e13", "e17"})

		l.Close()
		l.Close()
		_, err = l.Append(ctx, 0, []byte("x"))
		check.Fault(t, err, "bus.closed")
		_, err = l.Last(ctx, 0)
		check.Fault(t, err, "bus.closed")

		l = openLog()
		got, _ = collect(t, l, 1, 0, 5)
		check.Equal(t, got, []string{"e1", "e5", "e9", "e13", "e17"})
		first, err := l.First(ctx, 1)
		check.NoError(t, err)
		check.True(t, first > 0 && first < third, "first position")
		check.NoError(t, l.Check(ctx))
	})
}

// Protects: concurrent callers each get their own position and nothing is lost; a reader that started before sees all.
func TestConcurrentAppendAndFollow(t *testing.T) {
	each(t, func(t *testing.T, openLog func() *Log) {
		l := openLog()
		const callers, each = 8, 50
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		seen := map[string]bool{}
		enough := errors.New("enough")
		done := make(chan error, 1)
		go func() {
			done <- l.Read(ctx, 2, 0, func(_ uint64, env []byte) error {
				seen[string(env)] = true
				if len(seen) == callers*each {
					return enough
				}
				return nil
			})
		}()
		var wg sync.WaitGroup
		for c := range callers {
			wg.Go(func() {
				for i := range each {
					_, err := l.Append(ctx, 2, fmt.Appendf(nil, "%d-%d", c, i))
					if err != nil {
						t.Errorf("append: %v", err)
					}
				}
			})
		}
		wg.Wait()
		err := <-done
		check.True(t, errors.Is(err, enough), fmt.Sprint(err))
	})
}

// Protects: a reader stops with its context, with the error of its function, and with the log.
func TestReadEnds(t *testing.T) {
	each(t, func(t *testing.T, openLog func() *Log) {
		l := openLog()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- l.Read(ctx, 0, 0, func(uint64, []byte) error { return nil }) }()
		cancel()
		check.True(t, errors.Is(<-done, context.Canceled), "context ends the reading")
		go func() { done <- l.Read(t.Context(), 0, 0, func(uint64, []byte) error { return nil }) }()
		time.Sleep(20 * time.Millisecond) // lets the reader wait inside the library; the outcome does not depend on it
		l.Close()
		check.Fault(t, <-done, "bus.closed")
	})
}

// Protects: misuse and impossible places are refused by name, and an absent external log says so at start.
func TestRefusals(t *testing.T) {
	l := open(t, Options{Dir: t.TempDir(), Partitions: 1})
	_, err := l.Append(t.Context(), 1, nil)
	check.Fault(t, err, "bus.partition")
	_, err = l.Append(t.Context(), 0, make([]byte, PayloadMax+1))
	check.Fault(t, err, "bus.too_large")
	_, err = l.Append(t.Context(), 0, make([]byte, l.MaxEnvelope()))
	check.NoError(t, err)
	check.True(t, l.Embedded() && strings.HasPrefix(l.Describe(), "embedded, "), l.Describe())

	_, err = Open(t.Context(), Options{Dir: t.TempDir()})
	check.Fault(t, err, "bus.partitions")
	port, err := net.Listen("tcp", "127.0.0.1:0")
	check.NoError(t, err)
	nowhere := "nats://" + port.Addr().String()
	port.Close()
	_, err = Open(t.Context(), Options{URL: nowhere, Partitions: 1})
	check.Fault(t, err, "bus.open")
}

// Protects: an append while the external log is away fails (and does not arrive later); reading and appending go on by
// themselves when it is back.
func TestExternalAwayAndBack(t *testing.T) {
	dir := t.TempDir()
	start := func(port int) *server.Server {
		ns, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true, JetStream: true, StoreDir: dir, SyncAlways: true})
		check.NoError(t, err)
		ns.Start()
		check.True(t, ns.ReadyForConnections(10*time.Second), "test server did not start")
		return ns
	}
	ns := start(server.RANDOM_PORT)
	port := ns.Addr().(*net.TCPAddr).Port
	l := open(t, Options{URL: ns.ClientURL(), Partitions: 1})
	_, err := l.Append(t.Context(), 0, []byte("one"))
	check.NoError(t, err)

	got := make(chan string, 8)
	go func() {
		_ = l.Read(t.Context(), 0, 0, func(_ uint64, env []byte) error { got <- string(env); return nil })
	}()
	check.Equal(t, <-got, "one")
	ns.Shutdown()
	ns.WaitForShutdown()
	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err = l.Append(short, 0, []byte("lost"))
	check.Fault(t, err, "bus.append")

	ns = start(port)
	defer func() { ns.Shutdown(); ns.WaitForShutdown() }()
	for range 200 {
		_, err = l.Append(t.Context(), 0, []byte("two"))
		if err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond) // the connection is made again in its own time
	}
	check.NoError(t, err)
	check.Equal(t, <-got, "two")
}

// BenchmarkAppend measures one caller's durable append of 25 KiB envelopes.
func BenchmarkAppend(b *testing.B) {
	l, err := Open(b.Context(), Options{Dir: b.TempDir(), Partitions: 4})
	check.NoError(b, err)
	defer l.Close()
	env := make([]byte, 25<<10)
	b.SetBytes(int64(len(env)))
	for i := 0; b.Loop(); i++ {
		_, err = l.Append(b.Context(), i%4, env)
		check.NoError(b, err)
	}
}

// Protects: the number of partitions stands for the whole log: every envelope in the order in which it was appended, after any position,
// at once and while it grows.
func TestWhole(t *testing.T) {
	each(t, func(t *testing.T, open func() *Log) {
		l := open()
		var want []string
		var seqs []uint64
		put := func(p, n int) {
			text := fmt.Sprintf("%d of %d", n, p)
			seq, err := l.Append(t.Context(), p, []byte(text))
			check.NoError(t, err)
			want, seqs = append(want, text), append(seqs, seq)
		}
		for i := range 40 {
			put(i*7%4, i)
		}
		got, last := collect(t, l, 4, 0, 40)
		check.Equal(t, got, want)
		end, err := l.Last(t.Context(), 4)
		check.NoError(t, err)
		check.Equal(t, [...]uint64{last, end}, [...]uint64{seqs[39], seqs[39]})
		done := make(chan []string)
		go func() {
			got, _ := collect(t, l, 4, seqs[29], 20)
			done <- got
		}()
		for i := range 10 {
			put(i%4, 40+i)
		}
		check.Equal(t, <-done, want[30:])
		check.True(t, errors.Is(l.Read(t.Context(), 5, 0, nil), ErrPartition), "a place that is none")
	})
}
