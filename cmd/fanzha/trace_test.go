package main

// This protects what "fanzha trace" prints: the JSON that others read, key by key; times as they came; refusals that say
// what to do; a pipe instead of a file; and that a person gets a table whose sums agree.

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"fanzha/internal/check"
)

const transfersFile = `id,from,to,time,amount_fen,kind
1,v,a,2026-11-21T10:00:00+08:00,8600000,transfer
2,a,b,2026-11-21T10:03:00+08:00,5000000,
3,x,a,2026-11-21T10:04:00+08:00,100,cash
4,a,c,2026-11-21T02:05:00.5Z,3600050,
5,b,d,2026-11-21T10:09:00+08:00,4000000,
`

// runTrace runs the command as a user types it.
func runTrace(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var cli struct {
		Trace traceCmd `cmd:""`
	}
	parser, err := kong.New(&cli, kong.Exit(func(int) { t.Fatal("the command line was refused") }))
	check.NoError(t, err)
	_, err = parser.Parse(append([]string{"trace"}, args...))
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = cli.Trace.Follow.print(&out)
	return out.String(), err
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	check.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestTraceJSON(t *testing.T) {
	got, err := runTrace(t, "--transfers", write(t, "t.csv", transfersFile), "--root", "1", "--mode", "attribute", "--rule", "fifo",
		"--max-hops", "5", "--window", "72h", "--hop-window", "86400s", "--min-amount", "100", "--per-account", "100", "--limit", "10000", "--json")
	check.NoError(t, err)
	check.Equal(t, got, `{"root":"1","edges":[`+
		`{"id":"1","layer":1,"from":"v","to":"a","time":"2026-11-21T10:00:00+08:00","amount_fen":8600000,"tainted_fen":8600000,"kind":"transfer"},`+
		`{"id":"2","layer":2,"from":"a","to":"b","time":"2026-11-21T10:03:00+08:00","amount_fen":5000000,"tainted_fen":5000000},`+
		`{"id":"4","layer":2,"from":"a","to":"c","time":"2026-11-21T02:05:00.5Z","amount_fen":3600050,"tainted_fen":3600000},`+
		`{"id":"5","layer":3,"from":"b","to":"d","time":"2026-11-21T10:09:00+08:00","amount_fen":4000000,"tainted_fen":4000000}],`+
		`"accounts":[{"account":"a","layer":1,"arrived":"2026-11-21T10:00:00+08:00","tainted_fen":0,"received_fen":8600000},`+
		`{"account":"b","layer":2,"arrived":"2026-11-21T10:03:00+08:00","tainted_fen":1000000,"received_fen":5000000},`+
		`{"account":"c","layer":2,"arrived":"2026-11-21T02:05:00.5Z","tainted_fen":3600000,"received_fen":3600000},`+
		`{"account":"d","layer":3,"arrived":"2026-11-21T10:09:00+08:00","tainted_fen":4000000,"received_fen":4000000}],`+
		`"truncated":false,"mode":"attribute","rule":"fifo","left_fen":0}`+"\n")
}

func TestTraceModes(t *testing.T) {
	file := write(t, "t.csv", "amount_fen,time,to,from,id\n100,5,a,v,1\n60,6.50,b,a,2\n")
	reach, err := runTrace(t, "--transfers", file, "--root", "1", "--mode", "reach", "--json")
	check.NoError(t, err)
	check.Equal(t, reach, `{"root":"1","edges":[{"id":"1","layer":1,"from":"v","to":"a","time":5,"amount_fen":100,"tainted_fen":0},`+
		`{"id":"2","layer":2,"from":"a","to":"b","time":6.50,"amount_fen":60,"tainted_fen":0}],`+
		`"accounts":[{"account":"a","layer":1,"arrived":5,"tainted_fen":0,"received_fen":0},{"account":"b","layer":2,"arrived":6.50,"tainted_fen":0,"received_fen":0}],`+
		`"truncated":false,"mode":"reach","left_fen":0}`+"\n")
	poison, err := runTrace(t, "--transfers", file, "--root", "1", "--rule", "poison", "--json")
	check.NoError(t, err)
	check.Equal(t, strings.Count(poison, `"tainted":true`), 4)
	last, err := runTrace(t, "--transfers", file, "--root", "1", "--max-hops", "1", "--json")
	check.NoError(t, err)
	check.True(t, strings.Contains(last, `"left_fen":100`), "without a book the taint has left: "+last)
	opened, err := runTrace(t, "--transfers", file, "--root", "1", "--balances", write(t, "b.csv", "account,balance_fen\na,50\n"), "--json")
	check.NoError(t, err)
	check.True(t, strings.Contains(opened, `"amount_fen":60,"tainted_fen":10}`), "clean money of before leaves first: "+opened)
	var document map[string]any
	check.NoError(t, json.Unmarshal([]byte(opened), &document))
}

func TestTraceTable(t *testing.T) {
	got, err := runTrace(t, "--transfers", write(t, "t.csv", transfersFile+"6,d,\x1b[31me,2026-11-21T10:10:00+08:00,1,\n"), "--root", "1", "--rule", "prorata")
	check.NoError(t, err)
	check.True(t, strings.Contains(got, "86000.00 yuan = 86000.00 still on accounts + 0.00 that left them"), got)
	check.True(t, !strings.Contains(got, "\x1b"), "a file steers the terminal")
}

func TestTraceRefuses(t *testing.T) {
	file := write(t, "t.csv", transfersFile)
	for code, args := range map[string][]string{
		"trace.root_unknown":        {"--transfers", file, "--root", "99"},
		"trace.params":              {"--transfers", file, "--root", "1", "--limit", "0"},
		"trace.file_header":         {"--transfers", write(t, "e.csv", ""), "--root", "1"},
		"trace.file_balance_header": {"--transfers", file, "--root", "1", "--balances", file},
	} {
		_, err := runTrace(t, args...)
		check.Fault(t, err, code)
	}
	for _, args := range [][]string{{"--transfers", filepath.Join(t.TempDir(), "none.csv"), "--root", "1"}, {"--transfers", t.TempDir(), "--root", "1"},
		{"--transfers", file, "--root", "1", "--window", "soon"}, {"--transfers", file, "--root", "1", "--hop-window", "-3h"}, {"--transfers", file, "--root", "1", "--rule", "last"}} {
		_, err := runTrace(t, args...)
		check.True(t, err != nil, "accepted: "+strings.Join(args, " "))
	}
}

func TestTraceReadsAPipe(t *testing.T) {
	r, w, err := os.Pipe()
	check.NoError(t, err)
	go func() {
		_, _ = w.WriteString(transfersFile)
		_ = w.Close()
	}()
	spooled, err := spool(r)
	check.NoError(t, err)
	check.NoError(t, r.Close())
	check.Equal(t, spooled.size, int64(len(transfersFile)))
	name := spooled.Name()
	check.NoError(t, spooled.Close())
	_, err = os.Stat(name)
	check.True(t, os.IsNotExist(err), "the copy stays behind")
}

func TestFinbenchTypes(t *testing.T) {
	var m moment
	for _, s := range []string{"2020-06-29", "2020-06-29T00:00:00Z", "2020-06-29 00:00:00.000"} {
		check.NoError(t, m.UnmarshalText([]byte(s)))
		check.Equal(t, int64(m), int64(1593388800000000))
	}
	check.True(t, m.UnmarshalText([]byte("29.6.2020")) != nil, "no time was read")
	var share millionths
	check.NoError(t, share.UnmarshalText([]byte("0.05")))
	check.Equal(t, int64(share), int64(50_000))
	for _, s := range []string{"", "-1", ".5", "0.1234567", "1e3"} {
		check.True(t, share.UnmarshalText([]byte(s)) != nil, "a share: "+s)
	}
}
