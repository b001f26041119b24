// Package payeebench measures payee checks of banks over HTTP: `fanzha bench payee`.
package payeebench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/cespare/xxhash/v2"

	"fanzha/app"
	"fanzha/base/access"
	"fanzha/edge/partner/bank"
	"fanzha/edge/partner/wire"
	"fanzha/internal/conf"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Options are what is measured.
type Options struct {
	Connections int // each a bank of its own, with a key of its own; kept alive
	Accounts    int // involved accounts that the centre knows
	Span        time.Duration
	Rate        int // checks a second of all; 0: as many as come through
	Seed        uint64
}

// Report is what was measured. Latencies are in milliseconds: at a rate from when the check was due, else from when it was sent.
type Report struct {
	Seed        uint64  `json:"seed"`
	Connections int     `json:"connections"`
	Accounts    int     `json:"accounts"`
	Rate        int     `json:"rate"`
	Checks      int     `json:"checks"`
	Refused     int     `json:"refused"` // for want of tokens; they are answers too, and not among the checks
	Seconds     float64 `json:"seconds"`
	PerSecond   float64 `json:"per_s"`
	P50         float64 `json:"p50_ms"`
	P99         float64 `json:"p99_ms"`
	Max         float64 `json:"max_ms"`
	CPU         float64 `json:"cpu_us_per_check"` // of bank and centre together, which share this process
}

const (
	checkPath = "/partner/v1/payees/check"
	prepared  = 512 // signed requests of each connection, sent in turn; checks only read, so that repeating them is not refused
	knownOf5  = 1   // of five checks so many are of accounts that the centre knows
)

// Run opens a door with the settings of a city, the keys of banks in their store, and an index of involved accounts, and checks payees.
func Run(ctx context.Context, o Options) (Report, error) {
	r := Report{Seed: o.Seed, Connections: o.Connections, Accounts: o.Accounts, Rate: o.Rate}
	dir, err := os.MkdirTemp("", "fanzha-bench-")
	if err != nil {
		return r, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	settings := conf.Settings{Data: filepath.Join(dir, "data"), Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	c, err := app.Open(ctx, app.Options{Settings: settings}) // makes the records and the vault
	if err == nil {
		err = c.Close()
	}
	if err != nil {
		return r, err
	}
	keys, done, err := app.OpenBankKeys(ctx, settings)
	if err != nil {
		return r, err
	}
	defer done()
	stored := bank.Stored(keys)
	banks := make([]bank.Key, o.Connections)
	for i := range banks {
		made, _, err := keys.Create(ctx, access.System(), fmt.Sprintf("bank%03d", i), string(wire.HMACSHA256))
		if err == nil {
			banks[i], err = stored.Secret(ctx, made.ID)
		}
		if err != nil {
			return r, err
		}
	}
	x := index(o)
	stop := advance(x)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return r, err
	}
	server := &http.Server{Handler: bank.New(bank.Options{Keys: stored, Index: x}), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	err = load(ctx, &r, o, func(i int) (*line, error) { return o.dial(ctx, l.Addr().String(), banks[i]) })
	closed := server.Close()
	ended := <-served
	if !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return r, errors.Join(err, closed)
}

func account(i int) ident.Account { return ident.Account(fmt.Sprintf("99000%d%013d", i%6+1, i)) }

// index knows accounts that were reported within 400 days, one in five of them twice.
func index(o Options) *bank.Index {
	x := bank.NewIndex()
	random := rand.New(rand.NewPCG(o.Seed, 1))
	now := when.Of(time.Now())
	for i := range o.Accounts {
		for c := range 1 + random.IntN(5)/4 {
			x.Feed(bank.Mark{Kind: bank.MarkReported, Account: account(i), At: now - when.Micros(random.Int64N(int64(400*when.Day))),
				Claim: strconv.Itoa(i) + "/" + strconv.Itoa(c), Reporter: strconv.Itoa(random.IntN(o.Accounts)), Fen: 5_000_000})
		}
	}
	x.Advance(now)
	return x
}

// advance keeps the index fresh, as the reader of events does every second.
func advance(x *bank.Index) (stop func()) {
	tick, end := time.NewTicker(time.Second), make(chan struct{})
	go func() {
		for {
			select {
			case <-end:
				return
			case at := <-tick.C:
				x.Advance(when.Of(at))
			}
		}
	}()
	return func() { tick.Stop(); close(end) }
}

// line is one connection of a bank, with what it has measured.
type line struct {
	conn     net.Conn
	in       *bufio.Reader
	requests [][]byte
	spans    []time.Duration
	refused  int
}

// dial opens a connection of a bank and signs its requests.
func (o Options) dial(ctx context.Context, addr string, key bank.Key) (*line, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	k := &line{conn: conn, in: bufio.NewReader(conn)}
	random := rand.New(rand.NewPCG(o.Seed, xxhash.Sum64String(key.Bank)))
	for range prepared {
		i := o.Accounts + random.IntN(10*o.Accounts)
		if random.IntN(5) < knownOf5 {
			i = random.IntN(o.Accounts)
		}
		body := fmt.Appendf(nil, `{"version":1,"account":"%s","customer":"c%d"}`, account(i), random.IntN(1_000_000))
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+checkPath, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Content-Type", "application/json")
		key.SignRequest(req, wire.FromBank, body, time.Now())
		var out bytes.Buffer
		err = req.Write(&out)
		if err != nil {
			return nil, err
		}
		k.requests = append(k.requests, out.Bytes())
	}
	return k, nil
}

// load runs all connections at once.
func load(ctx context.Context, r *Report, o Options, open func(int) (*line, error)) error {
	lines := make([]*line, o.Connections)
	for i := range lines {
		var err error
		lines[i], err = open(i)
		if err != nil {
			return err
		}
		defer func() { _ = lines[i].conn.Close() }()
	}
	before, began := processorTime(), time.Now()
	ends := make(chan error, len(lines))
	for i, k := range lines {
		go func() { ends <- k.run(ctx, o, began.Add(time.Duration(i)*step(o)/time.Duration(len(lines)))) }()
	}
	var err error
	for range lines {
		err = errors.Join(err, <-ends)
	}
	r.Seconds = time.Since(began).Seconds()
	used := processorTime() - before
	var all []time.Duration
	for _, k := range lines {
		all = append(all, k.spans...)
		r.Refused += k.refused
	}
	if err == nil && len(all) == 0 {
		err = errors.New("no check was answered")
	}
	if err != nil {
		return err
	}
	slices.Sort(all)
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	r.Checks, r.PerSecond = len(all), float64(len(all))/r.Seconds
	r.P50, r.P99, r.Max = ms(all[len(all)/2]), ms(all[len(all)*99/100]), ms(all[len(all)-1])
	r.CPU = used.Seconds() * 1e6 / float64(len(all)+r.Refused)
	return nil
}

// step is the time between two checks of one connection.
func step(o Options) time.Duration {
	if o.Rate <= 0 {
		return 0
	}
	return time.Duration(o.Connections) * time.Second / time.Duration(o.Rate)
}

// run checks until the span is over.
func (k *line) run(ctx context.Context, o Options, first time.Time) error {
	every, due := step(o), first
	for n := 0; ctx.Err() == nil; n++ {
		if every > 0 {
			time.Sleep(time.Until(due))
		} else {
			due = time.Now()
		}
		if due.Sub(first) >= o.Span {
			return nil
		}
		_, err := k.conn.Write(k.requests[n%len(k.requests)])
		if err != nil {
			return err
		}
		status, body, err := k.answer()
		switch {
		case err != nil:
			return err
		case status == http.StatusTooManyRequests:
			k.refused++
		case status != http.StatusOK:
			return fmt.Errorf("a check was answered with %d: %.300s", status, body)
		case !bytes.Contains(body, []byte(`"advice"`)):
			return fmt.Errorf("an answer without advice: %.300s", body)
		default:
			k.spans = append(k.spans, time.Since(due))
		}
		due = due.Add(every)
	}
	return ctx.Err()
}

// answer reads one answer; a client of a bank does more, but its work is not what is measured.
func (k *line) answer() (status int, body []byte, err error) {
	size := -1
	for n := 0; ; n++ {
		text, err := k.in.ReadSlice('\n')
		if err != nil {
			return 0, nil, err
		}
		text = bytes.TrimSpace(text)
		if n == 0 && len(text) >= 12 {
			status, err = strconv.Atoi(string(text[9:12]))
			if err != nil {
				return 0, nil, err
			}
		}
		if len(text) == 0 {
			break
		}
		name, value, _ := bytes.Cut(text, []byte(": "))
		if bytes.EqualFold(name, []byte("Content-Length")) {
			size, err = strconv.Atoi(string(value))
			if err != nil {
				return 0, nil, err
			}
		}
	}
	if size < 0 || size > 64<<10 {
		return 0, nil, fmt.Errorf("an answer of %d bytes", size)
	}
	body = make([]byte, size)
	_, err = io.ReadFull(k.in, body)
	return status, body, err
}

// processorTime is what this process has used.
func processorTime() time.Duration {
	var u syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	if err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
