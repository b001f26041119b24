package failure

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fanzha/internal/bus"
	"fanzha/internal/check"
	"fanzha/test/harness"
)

// summary is what "ingest --json" promises.
type summary struct {
	Read, Accepted, Duplicate, Rejected int
	Rejects                             []struct {
		File, ID, Field, Code, Reason string
		Line                          int
	}
	Charset      string
	ResumedLines int `json:"resumed_lines"`
}

func ingested(t *testing.T, x harness.Extra, args ...string) summary {
	t.Helper()
	out, errs, err := harness.RunWith(t, x, append([]string{"ingest", "--json"}, args...)...)
	if err != nil {
		t.Fatalf("fanzha ingest %s: %v\n%s%s", strings.Join(args, " "), err, out, errs)
	}
	var s summary
	err = json.Unmarshal([]byte(out), &s)
	if err != nil {
		t.Fatalf("fanzha ingest printed %q: %v", out, err)
	}
	return s
}

func (s summary) want(t *testing.T, read, accepted, duplicate, rejected int) {
	t.Helper()
	got := [4]int{s.Read, s.Accepted, s.Duplicate, s.Rejected}
	if got != [4]int{read, accepted, duplicate, rejected} {
		t.Fatalf("read, accepted, duplicate, rejected: %v, want %d %d %d %d (%+v)", got, read, accepted, duplicate, rejected, s)
	}
}

// Protects the import of files as partners really send them: GB18030 tables with columns of their own names, JSONL with a bad
// line, plain lines, standard input; into a centre that is stopped, one that was never set up, and one that runs.
func TestIngestOfFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		check.NoError(t, os.WriteFile(path, content, 0o600))
		return path
	}
	table, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("号码,内容,备注\n13900008001,您好，这里是云河市公安局，您涉嫌洗钱请把资金转入安全账户配合调查,甲\n13900008002,\"今晚八点,老地方见\",乙\n"))
	check.NoError(t, err)
	csv := write("短信.csv", table)
	jsonl := write("calls.jsonl", []byte("{\"id\":\"1\",\"phone\":\"13900008003\"}\n{\"id\":\"2\",\"phone\":\"12\"}\n{\"id\":\"3\",\"phone\":\"13900008004\"}\nnot json\n"))
	lines := write("urls.txt", []byte("http://a.example.com/1\nhttp://b.example.com/2\n\nhttp://c.example.com/3\n"))
	dir := t.TempDir()
	at := []string{"--data", dir}

	s := ingested(t, harness.Extra{}, append(at, "message", csv, "--map", "text=内容", "--map", "phone=号码")...)
	s.want(t, 2, 2, 0, 0)
	check.Equal(t, s.Charset, "gb18030")
	s = ingested(t, harness.Extra{}, append(at, "call", jsonl)...)
	s.want(t, 4, 2, 0, 2)
	check.Equal(t, s.Rejects[0].Line, 2)
	check.Equal(t, s.Rejects[0].Field, "phone")
	check.Equal(t, s.Rejects[1].Line, 4)
	check.Equal(t, s.Rejects[1].Code, "signal.not_object")

	c := harness.Start(t, dir)
	s = ingested(t, harness.Extra{}, append(at, "call", jsonl)...)
	s.want(t, 4, 0, 2, 2)
	s = ingested(t, harness.Extra{}, append(at, "visit", lines)...)
	s.want(t, 3, 3, 0, 0)
	s = ingested(t, harness.Extra{Stdin: strings.NewReader("{\"phone\":\"13900008005\"}\n")}, append(at, "call", "-")...)
	s.want(t, 1, 1, 0, 0)
	refused(t, []string{"ingest.kind"}, append([]string{"ingest", "gossip", csv}, at...)...)
	check.Equal(t, c.Stop(t), 0)
	harness.MustRun(t, append([]string{"replay"}, at...)...)
}

// manyLines is large enough that an import is still at work when its first position is on disk.
const manyLines = 1_200_000

// Protects a long import: killed in the middle and started again, it goes on where it was, and every line is in the log once.
func TestIngestGoesOnAfterKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(t.TempDir(), "urls.txt")
	f, err := os.Create(path)
	check.NoError(t, err)
	w := bufio.NewWriter(f)
	for n := range manyLines {
		fmt.Fprintf(w, "http://h%d.example.com/\n", n)
	}
	check.NoError(t, w.Flush())
	check.NoError(t, f.Close())
	c := harness.Start(t, dir)
	cmd := exec.Command(harness.Bin(t), "ingest", "visit", path, "--data", dir, "--json")
	var first bytes.Buffer
	cmd.Stdout = &first
	check.NoError(t, cmd.Start())
	harness.Eventually(t, time.Minute, func() string {
		found, _ := filepath.Glob(filepath.Join(dir, "ingest", "*.json"))
		if len(found) == 0 {
			return "no position on disk"
		}
		return ""
	})
	check.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // it was killed
	check.Equal(t, first.String(), "")
	s := ingested(t, harness.Extra{}, "visit", path, "--data", dir)
	check.True(t, s.ResumedLines > 0, "the second run begins again")
	check.Equal(t, s.ResumedLines+s.Read, manyLines)
	check.Equal(t, s.Accepted+s.Duplicate, s.Read)
	check.Equal(t, c.Stop(t), 0)
	t.Logf("went on after %d of %d lines; %d were known", s.ResumedLines, manyLines, s.Duplicate)
	log, err := bus.Open(t.Context(), bus.Options{Dir: filepath.Join(dir, "bus"), Partitions: partitions})
	check.NoError(t, err)
	defer log.Close()
	seen := map[string]int{}
	for p := range partitions {
		readPartition(t, log, p, seen)
	}
	check.Equal(t, len(seen), manyLines)
	for id, n := range seen {
		if n != 1 {
			t.Fatalf("%s is %d times in the log", id, n)
		}
	}
}
