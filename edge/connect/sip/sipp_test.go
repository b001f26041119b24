package sip_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"fanzha/centre/hotline"
	"fanzha/edge/connect/sip"
	"fanzha/internal/check"
)

// patience is how long a test waits for what must come: the machine may be busy with compilers.
const patience = 2 * time.Minute

// sipp runs a telephone that is not ours: SIPp with a scenario of testdata. It is stopped with the test, and must have played its scenario
// to the end.
type sipp struct {
	t    *testing.T
	port int
	done chan error
	out  *said
}

func start(t *testing.T, scenario, transport string, more ...string) *sipp {
	t.Helper()
	bin, err := exec.LookPath("sipp")
	if err != nil {
		t.Skip("SKIPPED ALOUD: no sipp on this machine (Debian: sip-tester)")
	}
	s := &sipp{t: t, port: freePort(t), done: make(chan error, 1), out: &said{}}
	mode := map[string]string{"udp": "u1", "tcp": "t1"}[transport]
	args := append([]string{
		"-sf", filepath.Join("testdata", scenario+".xml"), "-i", "127.0.0.1", "-p", strconv.Itoa(s.port), "-mi", "127.0.0.1", "-t", mode, "-m", "1",
		"-nostdin", "-timeout", "110s", "-timeout_error", "-trace_logs", "-log_file", filepath.Join(t.TempDir(), "log"),
		"-trace_err", "-error_file", filepath.Join(t.TempDir(), "errors"),
	}, more...)
	cmd := exec.Command(bin, args...)
	cmd.Stdout, cmd.Stderr = s.out, s.out
	check.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	go func() { s.done <- cmd.Wait() }()
	if len(more) == 0 { // it waits for calls: none may come before it listens
		s.listens(transport)
	}
	return s
}

// said is what a program writes, while the test reads it.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// listens waits until the telephone has its address, as the system lists it.
func (s *sipp) listens(transport string) {
	s.t.Helper()
	own := fmt.Sprintf(":%04X ", s.port)
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		list, err := os.ReadFile("/proc/net/" + transport)
		check.NoError(s.t, err)
		if bytes.Contains(list, []byte(own)) {
			return
		}
		check.True(s.t, time.Now().Before(end), "sipp does not listen: "+s.out.String())
	}
}

// over waits until the scenario was played.
func (s *sipp) over() {
	s.t.Helper()
	select {
	case err := <-s.done:
		if err != nil {
			out := s.out.String()
			s.t.Fatalf("sipp: %v\n%s", err, out[max(0, len(out)-3000):])
		}
	case <-time.After(patience):
		s.t.Fatal("sipp goes on and on")
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check.NoError(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// centre is an agent and what it tells.
type centre struct {
	*sip.Agent
	t      *testing.T
	news   chan hotline.News
	called chan [2]string // record and number of a call in
}

func open(t *testing.T, transport string, server int, desk func() int) *centre {
	t.Helper()
	c := &centre{t: t, news: make(chan hotline.News, 20), called: make(chan [2]string, 5)}
	setting, err := sip.Parse(fmt.Sprintf("sip://96110:geheim@127.0.0.1:%d?listen=127.0.0.1:0&phones=x&transport=%s", server, transport))
	check.NoError(t, err)
	c.Agent, err = sip.New(sip.Options{
		Setting: setting, NewID: func() string { return "record-1" }, Log: slog.New(slog.NewTextHandler(testLog{t}, nil)),
		Phone: func(context.Context, string) (string, error) {
			return fmt.Sprintf("sip:8001@127.0.0.1:%d;transport=%s", desk(), transport), nil
		},
		Hear: func(_ context.Context, n hotline.News) error { c.news <- n; return nil },
		Arrive: func(_ context.Context, record, from string) (string, error) {
			c.called <- [2]string{record, from}
			return "t2", nil
		},
	})
	check.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { c.Run(ctx) })
	t.Cleanup(func() { stop(); all.Wait() })
	return c
}

// hears checks what is told next, in order.
func (c *centre) hears(want ...string) {
	c.t.Helper()
	for _, w := range want {
		select {
		case n := <-c.news:
			got := string(n.Sound)
			if n.Outcome != "" {
				got += " " + n.Outcome
			}
			check.Equal(c.t, got, w)
		case <-time.After(patience):
			c.t.Fatalf("nothing is heard; wanted %s", w)
		}
	}
}

// TestOut protects the call by one key against telephones that are not ours: the desk's telephone first, then the citizen's after his
// network was given the password, each with the other's voice, and what became of it is told, also who hung up.
func TestOut(t *testing.T) {
	t.Parallel()
	for _, transport := range []string{"udp", "tcp"} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			desk, citizen := start(t, "desk", transport), start(t, "citizen", transport)
			c := open(t, transport, citizen.port, func() int { return desk.port })
			dial(t, c)
			c.hears("rings", "talks", "over")
			citizen.over()
			desk.over()
		})
	}
}

func dial(t *testing.T, c *centre) {
	t.Helper()
	record, err := c.Dial(t.Context(), hotline.Leg{Ticket: "t1", Desk: "a1", To: "+8619900008801"})
	check.NoError(t, err)
	check.Equal(t, record, "record-1")
}

// TestUnreached protects: busy, declined and switched off are told as the network tells them, and the desk's telephone is hung up.
func TestUnreached(t *testing.T) {
	t.Parallel()
	for scenario, want := range map[string]string{"busy": "unreached busy", "decline": "unreached refused", "off": "unreached off"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			desk, citizen := start(t, "desk_alone", "udp"), start(t, scenario, "udp")
			c := open(t, "udp", citizen.port, func() int { return desk.port })
			dial(t, c)
			c.hears("rings", want)
			citizen.over()
			desk.over()
		})
	}
}

// TestGivenUp protects: a desk that hangs up while it rings takes the call back, and a telephone of a desk that is not picked up is told.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	desk, citizen := start(t, "desk_alone", "udp"), start(t, "rings", "udp")
	c := open(t, "udp", citizen.port, func() int { return desk.port })
	dial(t, c)
	c.hears("rings")
	_, err := c.Dial(t.Context(), hotline.Leg{Ticket: "t1", Desk: "a1", To: "+8619900008801"})
	check.Fault(t, err, "sip.on_call")
	c.HangUp(t.Context(), "t1")
	c.hears("over")
	citizen.over()
	desk.over()
	absent := start(t, "busy", "udp")
	d := open(t, "udp", absent.port, func() int { return absent.port })
	dial(t, d)
	d.hears("desk_silent")
	absent.over()
}

// TestIn protects a call in: it makes a ticket with the caller's number and waits, who answers gets the caller on his own telephone, and
// the end is told; a caller who rings off is told as gone.
func TestIn(t *testing.T) {
	t.Parallel()
	desk := start(t, "desk_in", "udp")
	c := open(t, "udp", 1, func() int { return desk.port })
	caller := start(t, "caller", "udp", "-inf", "testdata/callers.csv", c.Addr())
	select {
	case in := <-c.called:
		check.Equal(t, in[1], "+8619900008802")
		check.True(t, in[0] != "", "the call has an id")
	case <-time.After(patience):
		t.Fatal("no ticket")
	}
	connect(t, c)
	c.hears("talks", "over")
	caller.over()
	desk.over()
	gone := start(t, "caller_gone", "udp", "-inf", "testdata/callers.csv", c.Addr())
	c.hears("gone")
	gone.over()
}

// connect takes the caller from the queue as soon as he stands in it.
func connect(t *testing.T, c *centre) {
	t.Helper()
	for end := time.Now().Add(patience); !c.Waits("t2"); time.Sleep(5 * time.Millisecond) {
		check.True(t, time.Now().Before(end), "nobody waits")
	}
	check.NoError(t, c.Connect(t.Context(), hotline.Leg{Ticket: "t2", Desk: "a1"}))
}

// testLog writes what the agent logs into the test's own log.
type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Log(string(bytes.TrimSpace(p)))
	return len(p), nil
}
