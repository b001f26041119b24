package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"fanzha/centre/trace"
)

// traceCmd follows money through a file. Its first form is the usual one and needs no name.
type traceCmd struct {
	Follow   traceFollowCmd   `cmd:"" default:"withargs" help:"Follow one transfer through a file of transfers."`
	Finbench traceFinbenchCmd `cmd:"" help:"Answer a read of LDBC FinBench over its data (derived from FinBench, unaudited)."`
}

type traceFollowCmd struct {
	Transfers  string `required:"" help:"CSV with the columns id,from,to,time,amount_fen and perhaps kind, in any order; or FinBench's fromId|toId|amount|createTime. - is standard input." placeholder:"FILE"`
	Root       string `required:"" help:"Id of the transfer to begin with (FinBench: the number of its record, the first is 1)." placeholder:"ID"`
	Mode       string `help:"reach: which accounts; attribute: also how much." enum:"reach,attribute" default:"attribute"`
	Rule       string `help:"Which money leaves an account first: fifo, lifo, prorata, libr (clean money first), or poison (marks only)." enum:"fifo,lifo,prorata,libr,poison" default:"fifo"`
	MaxHops    int    `help:"Last layer; the root is layer 1." default:"5"`
	Window     span   `help:"How long after the root anything counts: 72h, 3600s, 3d." default:"72h"`
	HopWindow  span   `help:"How long after an account's arrival its outflows count." default:"24h"`
	MinAmount  int64  `help:"Smaller transfers are no edges, in fen." default:"0" placeholder:"FEN"`
	PerAccount int    `help:"Most edges out of one account." default:"100"`
	Limit      int    `help:"Most edges in all, the root included." default:"10000"`
	Balances   string `help:"CSV account,balance_fen: clean money of accounts just before the root." default:"" placeholder:"FILE"`
	JSON       bool   `help:"One JSON object instead of a table." name:"json"`
}

// span is a length of time on the command line, in microseconds: what Go writes (72h, 3600s, 1h30m) and days (3d).
type span int64

// UnmarshalText reads a span.
func (s *span) UnmarshalText(text []byte) error {
	var d time.Duration
	days, isDays := strings.CutSuffix(string(text), "d")
	n, err := strconv.ParseInt(days, 10, 64)
	switch {
	case isDays && err == nil && n >= 0 && n <= int64(math.MaxInt64/(24*time.Hour)):
		d = time.Duration(n) * 24 * time.Hour
	default:
		d, err = time.ParseDuration(string(text))
	}
	if err != nil || d < 0 {
		return fmt.Errorf("%q is no length of time; write 72h, 3600s or 3d", text)
	}
	*s = span(d.Microseconds())
	return nil
}

// Run follows the money and prints where it went.
func (c *traceFollowCmd) Run(_ *env) error { return c.print(os.Stdout) }

// print reads the file twice: to check it and find the root, and to keep what lies in the window.
func (c *traceFollowCmd) print(out io.Writer) (err error) {
	balances, err := readBalances(c.Balances)
	if err != nil {
		return fmt.Errorf("read the balances of %s: %w", c.Balances, err)
	}
	file, err := openTwice(c.Transfers)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	survey, err := trace.Look(file, c.Root, file.progress("checking"))
	if err != nil {
		return fmt.Errorf("read %s: %w", c.Transfers, err)
	}
	err = file.rewind()
	if err != nil {
		return err
	}
	table, err := trace.Load(file, survey, int64(c.Window), file.progress("reading the window of"))
	if err != nil {
		return fmt.Errorf("read %s: %w", c.Transfers, err)
	}
	result, err := c.follow(table, survey.Root, balances)
	if err != nil {
		return err
	}
	p := tracePrinter{result: result, form: forms(table, survey)}
	return p.print(out, c.JSON)
}

func (c *traceFollowCmd) follow(table *trace.Table, root trace.Transfer, balances map[string]int64) (trace.Result, error) {
	p := trace.Params{MaxHops: c.MaxHops, Window: int64(c.Window), HopWindow: int64(c.HopWindow), MinFen: c.MinAmount,
		PerAccount: c.PerAccount, Limit: c.Limit}
	if c.Mode == "reach" {
		return trace.Reach(table, root, p)
	}
	return trace.Attribute(table, root, p, trace.AttributeOptions{Rule: trace.Rule(c.Rule), Balances: balances})
}

func readBalances(path string) (balances map[string]int64, err error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return trace.ReadBalances(f)
}

// twice is a file that can be read from its beginning again.
type twice struct {
	*os.File
	size    int64
	spooled bool
}

// openTwice opens a file. What can be read only once, a pipe or standard input, is first copied to a temporary file.
func openTwice(path string) (*twice, error) {
	f, err := os.Stdin, error(nil)
	if path != "-" {
		f, err = os.Open(path)
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = fmt.Errorf("%s is a folder; name the file of transfers in it", path)
	case info.Mode().IsRegular():
		return &twice{File: f, size: info.Size()}, nil
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	t, err := spool(f)
	return t, errors.Join(err, f.Close())
}

func spool(from io.Reader) (*twice, error) {
	f, err := os.CreateTemp("", "fanzha-trace-*")
	if err != nil {
		return nil, err
	}
	t := &twice{File: f, spooled: true}
	t.size, err = io.Copy(f, from)
	if err == nil {
		err = t.rewind()
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

func (t *twice) rewind() error {
	_, err := t.Seek(0, io.SeekStart)
	return err
}

// Close closes the file, and removes the copy.
func (t *twice) Close() error {
	err := t.File.Close()
	if t.spooled {
		err = errors.Join(err, os.Remove(t.Name()))
	}
	return err
}

// largeFile is from where on a person wants to see that something moves: about a second of reading.
const largeFile = 64 << 20

// progress tells a terminal how far a large file has been read.
func (t *twice) progress(doing string) trace.Progress {
	info, err := os.Stderr.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 || t.size < largeFile {
		return nil
	}
	return func(bytes, rows int64) {
		fmt.Fprintf(os.Stderr, "\r\x1b[K%s %s: %d %%, %d transfers", doing, t.Name(), bytes*100/t.size, rows)
		if bytes > t.size*99/100 {
			fmt.Fprint(os.Stderr, "\r\x1b[K")
		}
	}
}
