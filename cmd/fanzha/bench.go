package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"fanzha/app"
	"fanzha/app/tracebench"
	"fanzha/edge/partner/load"
	"fanzha/internal/conf"
)

type benchCmd struct {
	Intake  benchIntakeCmd  `cmd:"" help:"Batches of 1,000 signals, to the durable acknowledgement."`
	Single  benchSingleCmd  `cmd:"" help:"One signal a request: the most, and the latency at a fixed rate."`
	Latency benchLatencyCmd `cmd:"" help:"From a posted signal to the order on a console, under load."`
	Memory  benchMemoryCmd  `cmd:"" help:"Resident memory with live windows of many people, at rest."`
	Trace   benchTraceCmd   `cmd:"" help:"Traces over ten million transfers, while more are appended."`
	Chase   benchChaseCmd   `cmd:"" help:"Chases the money of invented frauds through the stop-payment room: how much, how fast, at what cost to others."`
	Sheet   benchSheetCmd   `cmd:"" help:"A large bank statement through the analyst's sheet: import, memory, layers, undo."`
	Payee   benchPayeeCmd   `cmd:"" help:"Payee checks of banks over HTTP, signed with their keys."`
	Stats   benchStatsCmd   `cmd:"" help:"Counting over 200 million events: roll-ups, indicators, whole bulletins, drill-downs."`
	All     benchAllCmd     `cmd:"" help:"All of them, one after the other."`
}

// bench is one centre in its own process and a temporary folder, with the embedded default of everything.
type bench struct {
	dir    string
	url    string
	key    string
	server *exec.Cmd
}

// benchStart bounds the start of the server.
const benchStart = 30 * time.Second

// startBench runs this program as a server; command is "serve" or "demo".
func startBench(ctx context.Context, prepare func(ctx context.Context, s conf.Settings) error) (*bench, error) {
	dir, err := os.MkdirTemp("", "fanzha-bench-")
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	err = l.Close()
	if err != nil {
		return nil, err
	}
	b := &bench{dir: dir, url: "http://" + addr}
	settings := conf.Settings{Data: filepath.Join(dir, "data"), Listen: addr, Partitions: 4, Retention: 190, SealSuite: "ed25519-sha256"}
	err = prepare(ctx, settings)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	b.server = exec.Command(self, "serve", "--data", settings.Data, "--listen", addr, "--log-level", "error")
	b.server.Stderr = os.Stderr
	err = b.server.Start()
	if err != nil {
		return nil, err
	}
	err = b.await(ctx)
	if err != nil {
		return nil, errors.Join(err, b.stop())
	}
	b.key, err = app.LocalKey(ctx, settings, "bench")
	if err != nil {
		return nil, errors.Join(err, b.stop())
	}
	return b, nil
}

// cityReady makes the units and accounts of the invented city, so that warnings have stations.
func cityReady(ctx context.Context, s conf.Settings) error {
	c, err := app.Open(ctx, app.Options{Settings: s})
	if err != nil {
		return err
	}
	_, err = c.BuildCity(ctx)
	return errors.Join(err, c.Close())
}

func (b *bench) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, benchStart)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+"/readyz", nil)
		if err != nil {
			return err
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// drain stops the server and says how long it took to work off what it had acknowledged.
func (b *bench) drain() (time.Duration, error) {
	start := time.Now()
	err := b.server.Process.Signal(syscall.SIGTERM)
	if err != nil {
		return 0, err
	}
	err = b.server.Wait()
	return time.Since(start), errors.Join(err, os.RemoveAll(b.dir))
}

func (b *bench) stop() error {
	killErr := b.server.Process.Kill()
	_ = b.server.Wait()
	return errors.Join(killErr, os.RemoveAll(b.dir))
}

// memory reads what the server holds of this machine.
func (b *bench) memory() (map[string]string, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.server.Process.Pid))
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		name, value, ok := strings.Cut(line, ":")
		if ok {
			out[name] = strings.TrimSpace(value)
		}
	}
	return out, nil
}

func printJSON(v any) error {
	out := json.NewEncoder(os.Stdout)
	return out.Encode(v)
}

type benchIntakeCmd struct {
	Seconds     int `help:"How long." default:"10"`
	Connections int `help:"Requests in flight." default:"4"`
	People      int `help:"Subscribers." default:"100000"`
}

// Run measures batches.
func (c *benchIntakeCmd) Run(e *env) error {
	b, err := startBench(e.ctx, cityReady)
	if err != nil {
		return err
	}
	r, err := load.BatchLoad(e.ctx, load.Options{URL: b.url, Key: b.key, Seed: uint64(time.Now().UnixNano()), People: c.People, Duration: time.Duration(c.Seconds) * time.Second, Connections: c.Connections})
	if err != nil {
		return errors.Join(err, b.stop())
	}
	off, err := b.drain()
	fmt.Printf("batch intake: %.0f signals/s acknowledged durable over %.1f s (%d signals), request p50 %.1f ms p99 %.1f ms; the rest was worked off %.2f s after the last acknowledgement\n",
		r.PerSecond, r.Seconds, r.Signals, ms(r.P50), ms(r.P99), off.Seconds())
	return errors.Join(err, printJSON(r))
}

func ms(us int64) float64 { return float64(us) / 1000 }

type benchSingleCmd struct {
	Seconds int `help:"How long, each." default:"10"`
	Rate    int `help:"Requests a second for the latency." default:"5000"`
}

// Run measures single requests.
func (c *benchSingleCmd) Run(e *env) error {
	b, err := startBench(e.ctx, cityReady)
	if err != nil {
		return err
	}
	span := time.Duration(c.Seconds) * time.Second
	most, err := load.SingleLoad(e.ctx, load.Options{URL: b.url, Key: b.key, Seed: uint64(time.Now().UnixNano()), Duration: span})
	if err != nil {
		return errors.Join(err, b.stop())
	}
	half, err := load.SingleLoad(e.ctx, load.Options{URL: b.url, Key: b.key, Seed: uint64(time.Now().UnixNano()), Duration: span, Rate: c.Rate})
	if err != nil {
		return errors.Join(err, b.stop())
	}
	fmt.Printf("single requests: %.0f/s at most; at %d/s p50 %.2f ms p99 %.2f ms max %.1f ms\n", most.PerSecond, c.Rate, ms(half.P50), ms(half.P99), ms(half.Max))
	return errors.Join(b.stop(), printJSON(map[string]any{"most": most, "at_rate": half}))
}

type benchMemoryCmd struct {
	People  int `help:"Subscribers with live windows." default:"1000000"`
	Signals int `help:"Signals a person, on average." default:"4"`
	Rest    int `help:"Seconds of rest before the reading." default:"45"`
}

// Run measures memory.
func (c *benchMemoryCmd) Run(e *env) error {
	b, err := startBench(e.ctx, cityReady)
	if err != nil {
		return err
	}
	r, err := load.BatchLoad(e.ctx, load.Options{URL: b.url, Key: b.key, Seed: uint64(time.Now().UnixNano()), People: c.People, Duration: time.Hour, Signals: c.People * c.Signals})
	if err != nil {
		return errors.Join(err, b.stop())
	}
	peak, err := b.memory()
	if err != nil {
		return errors.Join(err, b.stop())
	}
	select {
	case <-e.ctx.Done():
	case <-time.After(time.Duration(c.Rest) * time.Second):
	}
	rest, err := b.memory()
	if err != nil {
		return errors.Join(err, b.stop())
	}
	fmt.Printf("memory: %d signals of %d people; resident right after %s, at rest %s (anonymous %s, files %s), highest %s\n",
		r.Signals, c.People, peak["VmRSS"], rest["VmRSS"], rest["RssAnon"], rest["RssFile"], rest["VmHWM"])
	return b.stop()
}

type benchAllCmd struct{}

// Run measures everything.
func (benchAllCmd) Run(e *env) error {
	for _, run := range []func(*env) error{
		(&benchIntakeCmd{Seconds: 10, Connections: 4, People: 100_000}).Run,
		(&benchSingleCmd{Seconds: 10, Rate: 5000}).Run,
		(&benchLatencyCmd{Seconds: 20, Rate: 2000}).Run,
		(&benchMemoryCmd{People: 1_000_000, Signals: 4, Rest: 45}).Run,
	} {
		err := run(e)
		if err != nil {
			return err
		}
	}
	return nil
}

// benchTraceCmd measures the engine of switch mode.
type benchTraceCmd struct{ tracebench.Cmd }

// Run measures and prints.
func (c *benchTraceCmd) Run(e *env) error { return c.Cmd.Run(e.ctx) }
