package bank_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"fanzha/base/seal"
	"fanzha/centre/stoppay"
	"fanzha/edge/partner/bank"
	"fanzha/edge/partner/page"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// examples is what a bank has after the centre let it in: a secret, the centre's public key, a book.
type examples struct {
	house  *house
	dir    string
	secret string
	centre string
	book   string
}

const examplesDir = "../../../docs/partner/examples"

func newExamples(t *testing.T) *examples {
	t.Helper()
	s, err := seal.New(seal.Ed25519)
	check.NoError(t, err)
	h := newHouse(t, func(o *bank.Options) { o.Now = time.Now })
	h.now = time.Now()
	h.room.orders = nil
	add := func(id string, change func(*stoppay.Instruction)) {
		m := instruction()
		m.ID = id
		change(&m)
		o, err := page.Order(message(t, s, m))
		check.NoError(t, err)
		h.room.orders = append(h.room.orders, o)
	}
	add("good", func(*stoppay.Instruction) {})
	add("part", func(*stoppay.Instruction) {}) // 86,000 yuan again: a part is left
	add("name", func(m *stoppay.Instruction) { m.Account.Name = "别人" })
	add("time", func(m *stoppay.Instruction) { m.Matches[0].At += when.Hour })
	add("none", func(m *stoppay.Instruction) { m.Account.Account = unknown })
	add("forged", func(*stoppay.Instruction) {})
	h.room.orders[5].HoldFen--

	e := &examples{house: h, dir: t.TempDir()}
	e.secret = e.file(t, "secret.hex", []byte(hex.EncodeToString(hk.Secret)))
	pem, err := s.Public().Text()
	check.NoError(t, err)
	e.centre = e.file(t, "centre.pem", []byte(pem))
	book, err := json.Marshal(map[string]any{known: map[string]any{"name": "陈示例", "balance_fen": 10_000_000,
		"credits": []any{map[string]any{"time": start, "fen": 8_600_000}}}})
	check.NoError(t, err)
	e.book = e.file(t, "book.json", book)
	return e
}

func (e *examples) file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(e.dir, name)
	check.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

// Protects the example that banks copy: written after the guide alone, it polls, verifies seals, holds amounts and answers.
func TestGoExample(t *testing.T) {
	e := newExamples(t)
	binary := filepath.Join(e.dir, "bank")
	out, err := exec.Command("go", "build", "-o", binary, examplesDir+"/go").CombinedOutput()
	check.True(t, err == nil, "build: "+string(out))
	out, err = exec.Command(binary, "-once", "-url", e.house.url, "-bank", "hk_rural", "-key", "hk1", "-secret-file", e.secret, "-centre-key", e.centre,
		"-book", e.book).CombinedOutput()
	check.True(t, err == nil, "run: "+string(out))
	got := map[string]string{}
	for _, a := range e.house.room.answers {
		got[a.Order] = string(a.Result) + " " + a.Refusal
		if a.Order == "good" {
			check.Equal(t, a.HeldFen, int64(8_600_000))
			check.Equal(t, a.ExpiresAt.Sub(a.ExecutedAt), 48*time.Hour)
		}
		if a.Order == "part" {
			check.Equal(t, a.HeldFen, int64(1_400_000))
		}
	}
	check.Equal(t, got, map[string]string{"good": "held ", "part": "partially_held ", "name": "refused name_mismatch", "time": "refused no_match",
		"none": "refused account_not_found", "forged": "refused seal"})
}

// Protects the script that banks try first.
func TestCurlExample(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "openssl"} {
		_, err := exec.LookPath(tool)
		if err != nil {
			t.Skip("SKIPPED, CURL EXAMPLE NOT TESTED: no " + tool)
		}
	}
	e := newExamples(t)
	run := func(args ...string) []byte {
		cmd := exec.Command("bash", append([]string{examplesDir + "/curl/fanzha.sh"}, args...)...)
		cmd.Env = append(os.Environ(), "FANZHA_URL="+e.house.url, "FANZHA_KEY=hk1", "FANZHA_SECRET_FILE="+e.secret)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		check.True(t, err == nil, stderr.String())
		return out
	}
	var got wire.Page
	check.NoError(t, json.Unmarshal(run("GET", "/partner/v1/orders?after=0&limit=2"), &got))
	check.Equal(t, len(got.Orders), 2)
	check.True(t, bytes.Contains(run("POST", "/partner/v1/orders/good/seen"), []byte(`"accepted"`)), "seen")
	a := answer("a1", "good", "hk_rural")
	one, err := wire.Encode(a)
	check.NoError(t, err)
	check.True(t, bytes.Contains(run("POST", "/partner/v1/answers", e.file(t, "answer.json", one)), []byte(`"accepted":1`)), "answer")
	a.ID = "a2"
	two, err := wire.Encode(a)
	check.NoError(t, err)
	lines := append(append(one, '\n'), two...)
	check.True(t, bytes.Contains(run("POST", "/partner/v1/answers", e.file(t, "answers.ndjson", lines)), []byte(`"accepted":2`)), "answers")
	query := e.file(t, "query.json", []byte(`{"version":1,"account":"`+known+`"}`))
	e.house.index.Advance(when.Of(time.Now()))
	check.True(t, bytes.Contains(run("POST", "/partner/v1/payees/check", query), []byte(`"known":false`)), "check")
}

// Protects the examples in the guide from fields that do not exist any more.
func TestSamples(t *testing.T) {
	for name, decode := range map[string]func([]byte) error{
		"order.json":     func(raw []byte) error { _, err := wire.DecodeOrder(raw); return err },
		"answer.json":    func(raw []byte) error { _, err := wire.DecodeAnswer(raw); return err },
		"notice.json":    func(raw []byte) error { _, err := wire.DecodeNotice(raw); return err },
		"objection.json": func(raw []byte) error { _, err := wire.DecodeObjection(raw); return err },
		"query.json":     func(raw []byte) error { _, err := wire.DecodeQuery(raw); return err },
	} {
		raw, err := os.ReadFile(filepath.Join(examplesDir, name))
		check.NoError(t, err)
		err = decode(raw)
		check.True(t, err == nil, name+": "+errText(err))
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
