package ingest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fanzha/base/clock"
	"fanzha/centre/signal"
	"fanzha/edge/partner"
	"fanzha/internal/bus"
	"fanzha/internal/check"
	"fanzha/internal/dedupe"
)

type keys struct{}

func (keys) Check(context.Context, string) (partner.Source, error) {
	return partner.Source{Name: "file", QuotaPerS: 1 << 30}, nil
}

// server is a real intake; disturb, when set, may answer in its place.
type server struct {
	url     string
	log     *bus.Log
	disturb atomic.Pointer[func(w http.ResponseWriter) bool]
}

func serve(t testing.TB) *server {
	t.Helper()
	dir := t.TempDir()
	log, err := bus.Open(t.Context(), bus.Options{Dir: dir + "/bus", Partitions: 1})
	check.NoError(t, err)
	t.Cleanup(log.Close)
	index, err := dedupe.Open(dedupe.Options{Dir: dir + "/dedupe"})
	check.NoError(t, err)
	t.Cleanup(index.Close)
	in, err := signal.NewIntake(t.Context(), signal.Options{Log: log, Index: index, Clock: clock.Wall{}, Partitions: 1})
	check.NoError(t, err)
	t.Cleanup(in.Close)
	s := &server{log: log}
	h := partner.Handler(partner.Options{Intake: in, Keys: keys{}})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := s.disturb.Load()
		if f == nil || !(*f)(w) {
			h.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	s.url = srv.URL
	return s
}

// logged reads the signals of the log.
func (s *server) logged(t *testing.T) (out []signal.Signal) {
	t.Helper()
	last, err := s.log.Last(t.Context(), 0)
	check.NoError(t, err)
	enough := errors.New("enough")
	err = s.log.Read(t.Context(), 0, 0, func(seq uint64, env []byte) error {
		err := signal.DecodeEnvelope(env, func(s *signal.Signal) error { out = append(out, *s); return nil })
		if err == nil && seq >= last {
			err = enough
		}
		return err
	})
	check.True(t, errors.Is(err, enough), "read")
	return out
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	check.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func counts(s Summary) []int64 { return []int64{s.Read, s.Accepted, s.Duplicate, s.Rejected} }

func places(s Summary) (out []string) {
	for _, r := range s.Rejects {
		out = append(out, fmt.Sprint(r.Line, " ", r.Field, " ", r.Code))
	}
	return out
}

// Protects: JSONL with a map: the mapped column wins, unknown ones are ignored and listed, bad lines keep their numbers.
func TestJSONL(t *testing.T) {
	s := serve(t)
	name := file(t, "a.jsonl", `{"id":"1","text":"w o r d s","joined":"words","label":"x","phone":13800138000}

{"id":"2","joined":"more"}
not json
{"id":"3","joined":""}
{"id":"1","joined":"words","phone":"13800138000"}`)
	sum, err := Run(t.Context(), Options{URL: s.url, Key: "k", Kind: "message", Files: []string{name}, Map: map[string]string{"text": "joined"}})
	check.NoError(t, err)
	check.Equal(t, counts(sum), []int64{5, 2, 1, 2})
	check.Equal(t, places(sum), []string{"4  signal.not_object", "5 url signal.missing"})
	check.Equal(t, sum.IgnoredColumns, []string{"label", "text"})
	check.Equal(t, sum.Charset, "utf-8")
	got := s.logged(t)
	check.Equal(t, []string{got[0].Text, string(got[0].Phone), got[1].Text}, []string{"words", "+8613800138000", "more"})
}

// Protects: CSV as Chinese systems export it: GB18030, quoted cells with breaks, numbers and booleans as text, times without
// zone, rows that are damaged.
func TestCSV(t *testing.T) {
	s := serve(t)
	stamp := time.Now().Add(-time.Hour).UTC().Format("2006-01-02 15:04:05")
	text := "流水号,时间,手机号,收款账号,金额分,备注\r\n" +
		"1," + stamp + ",13800138000,6222021000000000017,500000,\"他说\"\"安全账户\"\"\r\n第二行\"\r\n" +
		"2," + stamp + ",13800138001,6222021000000000017,abc,\r\n" +
		"3," + stamp + ",13800138002\r\n" +
		"4," + stamp + ",13800138003,6222021000000000017,1,\"没有关上\r\n" +
		"5," + stamp + ",13800138004,6222021000000000017,7,\r\n"
	raw, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	check.NoError(t, err)
	o := Options{URL: s.url, Key: "k", Kind: "transfer", Files: []string{file(t, "a.csv", raw)}, Zone: "+00:00", Map: map[string]string{
		"id": "流水号", "time": "时间", "phone": "手机号", "payee_account": "收款账号", "amount_fen": "金额分",
	}}
	sum, err := Run(t.Context(), o)
	check.NoError(t, err)
	check.Equal(t, counts(sum), []int64{5, 2, 0, 3})
	check.Equal(t, places(sum), []string{"4 amount_fen signal.wrong_type", "5  ingest.columns", "6  ingest.quote"})
	check.Equal(t, []any{sum.Charset, sum.IgnoredColumns}, []any{"gb18030", []string{"备注"}})
	o.Map["name"] = "nonsense"
	_, err = Run(t.Context(), o)
	check.Fault(t, err, "ingest.map")
}

// Protects: plain lines, standard input and recognition of formats.
func TestLinesAndStdin(t *testing.T) {
	s := serve(t)
	run := func(kind, in string) Summary {
		sum, err := Run(t.Context(), Options{URL: s.url, Key: "k", Kind: kind, Files: []string{"-"}, Stdin: strings.NewReader(in)})
		check.NoError(t, err)
		return sum
	}
	sum := run("visit", "http://a.example.com\nhttp://b.example.com/\"x\\y\nhttp://a.example.com/\nnonsense\n")
	check.Equal(t, counts(sum), []int64{4, 2, 1, 1})
	check.Equal(t, counts(run("message", "您好，这里是客服\n第二条")), []int64{2, 2, 0, 0})
	check.Equal(t, counts(run("call", "phone,duration_s\n13800138000,5\n")), []int64{1, 1, 0, 0})
	check.Equal(t, counts(run("mixed", `{"kind":"visit","url":"c.example.com"}`)), []int64{1, 1, 0, 0})
	check.Equal(t, counts(run("message", "")), []int64{0, 0, 0, 0})
	_, err := Run(t.Context(), Options{URL: s.url, Kind: "transfer", Files: []string{file(t, "a.txt", "x")}})
	check.Fault(t, err, "ingest.lines_kind")
	_, err = Run(t.Context(), Options{URL: s.url, Kind: "visit", Files: []string{file(t, "a.json", "[{}]")}})
	check.Fault(t, err, "ingest.array")
	_, err = Run(t.Context(), Options{URL: s.url, Kind: "gossip", Files: []string{"-"}})
	check.Fault(t, err, "ingest.kind")
	_, err = Run(t.Context(), Options{URL: s.url, Kind: "visit", Files: []string{"/nonexistent"}})
	check.Fault(t, err, "ingest.open")
}

// Protects: a server that is busy, breaks connections or wants smaller requests delays the delivery but changes nothing.
func TestDisturbances(t *testing.T) {
	s := serve(t)
	var n atomic.Int64
	disturb := func(w http.ResponseWriter) bool {
		switch n.Add(1) {
		case 1, 6:
			http.Error(w, "{}", http.StatusServiceUnavailable)
		case 2, 7:
			panic(http.ErrAbortHandler)
		case 3, 8:
			http.Error(w, "{}", http.StatusRequestEntityTooLarge)
		default:
			return false
		}
		return true
	}
	s.disturb.Store(&disturb)
	var b strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&b, "http://site%d.example.com/\n", i)
		if i%500 == 0 {
			b.WriteString("bad\n")
		}
	}
	sum, err := Run(t.Context(), Options{URL: s.url, Key: "k", Kind: "visit", Files: []string{file(t, "a.txt", b.String())}})
	check.NoError(t, err)
	check.Equal(t, []int64{sum.Read, sum.Accepted + sum.Duplicate, sum.Rejected}, []int64{2505, 2500, 5})
	check.Equal(t, places(sum)[4], "2006 url ident.url_host")
	check.True(t, sum.Retries > 0, "tried again")
	check.Equal(t, len(s.logged(t)), 2500)
}

// Protects: an interrupted delivery goes on where it stopped; --restart begins anew; nothing is taken twice.
func TestResume(t *testing.T) {
	s := serve(t)
	var b strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&b, "http://site%d.example.com/\n", i)
	}
	var n atomic.Int64
	disturb := func(w http.ResponseWriter) bool {
		if n.Add(1) == 4 {
			http.Error(w, "{}", http.StatusForbidden)
			return true
		}
		return false
	}
	s.disturb.Store(&disturb)
	o := Options{URL: s.url, Key: "k", Kind: "visit", Files: []string{file(t, "a.txt", b.String())}, StateDir: t.TempDir()}
	first, err := Run(t.Context(), o)
	check.Fault(t, err, "ingest.refused")
	s.disturb.Store(nil)
	second, err := Run(t.Context(), o)
	check.NoError(t, err)
	check.Equal(t, second.ResumedLines, first.Read)
	check.Equal(t, first.Read+second.Read, 6000)
	check.Equal(t, len(s.logged(t)), 6000)
	third, err := Run(t.Context(), o) // done: begins anew
	check.NoError(t, err)
	check.Equal(t, counts(third), []int64{6000, 0, 6000, 0})
	left, err := os.ReadDir(o.StateDir)
	check.NoError(t, err)
	check.Equal(t, len(left), 0)
}

// Protects: a context that ends stops the delivery with a true summary.
func TestCancelled(t *testing.T) {
	s := serve(t)
	ctx, cancel := context.WithCancel(t.Context())
	disturb := func(http.ResponseWriter) bool { cancel(); time.Sleep(time.Millisecond); return false }
	s.disturb.Store(&disturb)
	_, err := Run(ctx, Options{URL: s.url, Key: "k", Kind: "visit", Files: []string{"-"}, Stdin: strings.NewReader("a.example.com\n")})
	check.True(t, errors.Is(err, context.Canceled), fmt.Sprint(err))
}

// Protects: third-party files go through to their end. They are not part of the project.
func TestRealInput(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "..", "shared", "data")
	for _, c := range []struct {
		file, kind string
		mapping    map[string]string
		read       int64
	}{
		{"fbs_sms/dev.jsonl", "message", map[string]string{"text": "joined"}, 8589},
		{"url_phish/tw165_dev.txt", "visit", nil, 18824},
	} {
		path := filepath.Join(shared, c.file)
		_, err := os.Stat(path)
		if err != nil {
			t.Skipf("SKIPPED: the third-party data of %s is not here", c.file)
		}
		s := serve(t)
		sum, err := Run(t.Context(), Options{URL: s.url, Key: "k", Kind: c.kind, Files: []string{path}, Map: c.mapping})
		check.NoError(t, err)
		codes := map[string]int{}
		for _, r := range sum.Rejects {
			codes[r.Code]++
		}
		t.Logf("%s: read %d accepted %d duplicate %d rejected %d %v, %.0f/s, %s, ignored %v", c.file, sum.Read, sum.Accepted, sum.Duplicate, sum.Rejected, codes, sum.RatePerS, sum.Charset, sum.IgnoredColumns)
		check.Equal(t, sum.Read, c.read)
		check.True(t, sum.Accepted > c.read*9/10, "most are taken")
	}
}

// FuzzCSV: any text as CSV gives rows without a panic, each with as many cells as the header or a named reason, and every
// line is looked at.
func FuzzCSV(f *testing.F) {
	f.Add("a,b\n1,\"2\n3\"\n\"x,\ny,z\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := newTable(&lineReader{r: bufio.NewReader(strings.NewReader(text))})
		if err != nil {
			return
		}
		last := 0
		for {
			r, err := table.next()
			if errors.Is(err, io.EOF) {
				return
			}
			check.NoError(t, err)
			check.True(t, r.line > last, "rows in order")
			last = r.line
			check.True(t, r.code != "" || len(r.cells) == len(table.header), "cells")
		}
	})
}

// FuzzMapping: whatever a line holds, the record made of it is one line.
func FuzzMapping(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":"x\ny","c":[1, 2]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if bytes.IndexByte(line, '\n') >= 0 {
			return
		}
		c := &converter{types: fieldTypes("message"), from: map[string]string{"text": "b", "time": "a", "name": "c"}, ignored: map[string]bool{}}
		if bytes.IndexByte(c.ofJSON(line), '\n') >= 0 {
			t.Fatal("a record became two lines")
		}
		if bytes.IndexByte(c.ofLine("text", string(line)), '\n') >= 0 {
			t.Fatal("a record became two lines")
		}
	})
}
