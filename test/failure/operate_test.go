package failure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/test/harness"
)

// refused runs a command that must fail and say all the words.
func refused(t *testing.T, words []string, args ...string) {
	t.Helper()
	out, errs, err := harness.Run(t, args...)
	if err == nil {
		t.Fatalf("fanzha %s: not refused\n%s", strings.Join(args, " "), out)
	}
	for _, w := range words {
		if !strings.Contains(out+errs, w) {
			t.Fatalf("fanzha %s: does not say %q:\n%s%s", strings.Join(args, " "), w, out, errs)
		}
	}
}

// Protects the data folder: a second process is refused and told who holds it; SIGTERM lets go of it with status 0 after
// everything accepted is worked off; a folder of a newer program is refused with the reason.
func TestFolderOfOneProcess(t *testing.T) {
	t.Parallel()
	c := harness.Start(t, t.TempDir())
	key := begin(t, c)
	refused(t, []string{"db.dir_locked", fmt.Sprint(c.PID())}, "serve", "--data", c.Dir, "--listen", "127.0.0.1:0")
	var body bytes.Buffer
	for n := range 2000 {
		body.WriteString(line(n) + "\n")
	}
	status, receipt, raw := c.Send(key, "mixed", body.Bytes())
	if status != http.StatusOK || receipt.Accepted != 2000 {
		t.Fatalf("not accepted: %d %s", status, raw)
	}
	check.Equal(t, c.Stop(t), 0)
	dsn := "sqlite:" + filepath.Join(c.Dir, "fanzha.db")
	checkOrders(t, dsn)
	harness.MustRun(t, "replay", "--data", c.Dir)

	records, err := db.Open(t.Context(), db.Options{DSN: dsn})
	check.NoError(t, err)
	err = records.Write(t.Context(), func(tx db.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into goose_db_version (version_id, is_applied) values (9999, true)`)
		return err
	})
	check.NoError(t, err)
	check.NoError(t, records.Close())
	refused(t, []string{"db.newer_schema", "9999"}, "serve", "--data", c.Dir, "--listen", "127.0.0.1:0")
}

// Protects whoever asks why a centre behaves as it does: every setting says whence it came, and a slip is named.
func TestConfigSaysWhence(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "fanzha.yaml")
	check.NoError(t, os.WriteFile(file, []byte("retention: 400\npartitions: 8\n"), 0o600))
	env := harness.Extra{Env: []string{"FANZHA_PARTITIONS=16", "FANZHA_DATABASE=postgres://u:secret@h/d"}}
	raw, _, err := harness.RunWith(t, env, "config", "--json", "--config", file, "--listen", "127.0.0.1:1")
	check.NoError(t, err)
	var rows []struct{ Name, Value, Whence string }
	check.NoError(t, json.Unmarshal([]byte(raw), &rows))
	got := map[string]string{}
	for _, r := range rows {
		got[r.Name] = r.Value + " from " + r.Whence
	}
	for name, want := range map[string]string{
		"listen": "127.0.0.1:1 from command line", "partitions": "16 from environment FANZHA_PARTITIONS", "retention": "400 from file " + file,
		"bus": " from default", "database": "postgres://u:***@h/d from environment FANZHA_DATABASE",
	} {
		check.Equal(t, got[name], want)
	}
	check.NoError(t, os.WriteFile(file, []byte("retentoin: 400\n"), 0o600))
	refused(t, []string{"retentoin"}, "config", "--config", file)
}

// finding runs the doctor and returns what it says of one thing.
func finding(t *testing.T, what string, args ...string) (state, found string) {
	t.Helper()
	out, errs, _ := harness.Run(t, append([]string{"doctor", "--json"}, args...)...) // status 1 when something fails
	var all []struct {
		What, State, Found string
		MendZH             string `json:"mend_zh"`
		MendEN             string `json:"mend_en"`
	}
	err := json.Unmarshal([]byte(out), &all)
	if err != nil {
		t.Fatalf("doctor printed %q %q: %v", out, errs, err)
	}
	for _, f := range all {
		if f.What != what {
			continue
		}
		if f.State != "ok" && f.State != "skipped" && (f.MendZH == "" || f.MendEN == "") {
			t.Errorf("the doctor does not say how to mend %s: %+v", what, f)
		}
		return f.State, f.Found
	}
	t.Fatalf("the doctor says nothing of %s: %s", what, out)
	return "", ""
}

// Protects the doctor's promise: it finds what is wrong, where, and how to mend it.
func TestDoctorFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	c := harness.Start(t, t.TempDir())
	begin(t, c)
	want := func(what, state, words string, args ...string) {
		t.Helper()
		gotState, found := finding(t, what, append([]string{"--data", c.Dir}, args...)...)
		if gotState != state || !strings.Contains(found, words) {
			t.Errorf("doctor says of %s: %s, %s; want %s, %s", what, gotState, found, state, words)
		}
	}
	want("running centre", "ok", c.URL)
	check.Equal(t, c.Stop(t), 0)
	want("audit", "ok", "entries hold")
	want("signal log", "ok", "embedded")

	l, err := net.Listen("tcp", "127.0.0.1:0")
	check.NoError(t, err)
	defer func() { _ = l.Close() }()
	want("address", "fail", "address already in use", "--listen", l.Addr().String())
	want("records", "fail", "connection refused", "--database", "postgres://nobody:secret@127.0.0.1:1/none")
	want("signal log", "fail", "", "--bus", "nats://127.0.0.1:1")
	want("certificate", "warn", "without TLS", "--listen", "0.0.0.0:0")
	check.NoError(t, os.Chmod(c.Dir, 0o755))
	want("data folder", "warn", "open to others")
	check.NoError(t, os.Chmod(c.Dir, 0o700))

	own := filepath.Join(c.Dir, "scenarios")
	check.NoError(t, os.Mkdir(own, 0o700))
	check.NoError(t, os.WriteFile(filepath.Join(own, "broken.yaml"), []byte(strings.Replace(ownScenario, "duration_s >= 1", "durration_s >= 1", 1)), 0o600))
	want("scenarios", "fail", "file=broken.yaml line=11")
	refused(t, []string{"broken.yaml"}, "serve", "--data", c.Dir, "--listen", "127.0.0.1:0")
	check.NoError(t, os.RemoveAll(own))

	flip(t, filepath.Join(c.Dir, "fanzha.db"), "access.sign_in")
	want("audit", "fail", "broken at entry")
	refused(t, []string{"BROKEN at entry"}, "audit", "verify", "--data", c.Dir)
}

// flip changes one bit of the last place where a text stands in a file.
func flip(t *testing.T, path, text string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	check.NoError(t, err)
	at := bytes.LastIndex(raw, []byte(text))
	check.True(t, at >= 0, "the file does not hold "+text)
	raw[at+len(text)-1] ^= 1
	check.NoError(t, os.WriteFile(path, raw, 0o600))
}

const ownScenario = `code: own_any_call
version: 1
name:
  zh: 自建规则
  en: Own rule
fraud: impostor_police
family: contact
level: low
score: 10
on: [call]
where: 'answered && duration_s >= 1'
basis: Written for this test; any answered call counts.
reason:
  zh: 与 {peer} 通话 {duration_s}。
  en: Talked {duration_s} with {peer}.
examples:
  positive:
    - title: a call
      signals:
        - {kind: call, at: 0s, phone: "13900010001", peer: "+85251234567", answered: true, duration_s: 8}
  negative:
    - title: not answered
      signals:
        - {kind: call, at: 0s, phone: "13900010001", peer: "+85251234567", answered: false}
`

// Protects a centre's own scenarios, which are in force beside the shipped ones; and the end of a partner's key, by the
// command line while the centre runs, within seconds.
func TestOwnScenarioAndRevokedKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	check.NoError(t, os.Mkdir(filepath.Join(dir, "scenarios"), 0o700))
	check.NoError(t, os.WriteFile(filepath.Join(dir, "scenarios", "own.yaml"), []byte(ownScenario), 0o600))
	c := harness.Start(t, dir)
	sys, sec, _ := c.SetUp(t)
	analyst := c.AddUser(t, [2]*harness.Client{sys, sec}, [4]string{"yan", "研判员", "990100000000", "analyst"})
	key := c.AddSource(t, "carrier")
	call := []byte(`{"phone":"13900007001","place":"990101001","peer":"13700001234","answered":true,"duration_s":9}`)
	status, _, raw := c.Send(key, "call", call)
	check.Equal(t, status, http.StatusOK)
	harness.Eventually(t, outageWait, func() string {
		var page struct{ Items []struct{ Scenario string } }
		analyst.Get("/api/v1/hits?scenario=own_any_call", &page)
		if len(page.Items) != 1 {
			return "the own scenario has not hit"
		}
		return ""
	})
	harness.MustRun(t, "source", "revoke", "carrier", "--data", dir)
	began := time.Now()
	harness.Eventually(t, 20*time.Second, func() string {
		status, _, raw = c.Send(key, "call", call)
		if status != http.StatusUnauthorized {
			return fmt.Sprintf("the revoked key is still taken: %d %s", status, raw)
		}
		return ""
	})
	t.Logf("a revoked key is refused after %s", time.Since(began).Round(time.Millisecond))
}

// Protects the proof for an outsider: an exported chain verifies with the public key alone, and a changed one does not.
func TestExportedAuditChain(t *testing.T) {
	t.Parallel()
	c := harness.Start(t, t.TempDir())
	begin(t, c)
	check.Equal(t, c.Stop(t), 0)
	file, key := filepath.Join(t.TempDir(), "audit.export"), filepath.Join(t.TempDir(), "public.pem")
	harness.MustRun(t, "audit", "export", "--data", c.Dir, "--out", file)
	check.NoError(t, os.WriteFile(key, []byte(harness.MustRun(t, "audit", "public", "--data", c.Dir)), 0o600))
	out := harness.MustRun(t, "audit", "verify", "--file", file, "--public", key)
	check.True(t, strings.Contains(out, "the chain holds"), out)
	raw, err := os.ReadFile(file)
	check.NoError(t, err)
	half := raw[:len(raw)/2]
	check.NoError(t, os.WriteFile(file+".cut", half, 0o600))
	refused(t, nil, "audit", "verify", "--file", file+".cut", "--public", key)
	raw[len(raw)/3] ^= 1
	check.NoError(t, os.WriteFile(file+".flipped", raw, 0o600))
	refused(t, nil, "audit", "verify", "--file", file+".flipped", "--public", key)
}
