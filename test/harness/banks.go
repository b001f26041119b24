package harness

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fanzha/base/seal"
	"fanzha/edge/partner/wire"
	"fanzha/sim/bank"
	"fanzha/term/when"
)

// Banks is an address with TLS at which the test plays banks. It stands before the centre, which must trust its certificate.
type Banks struct {
	URL  string
	Cert string // file, for SSL_CERT_FILE of a centre

	serve atomic.Pointer[http.Handler]
}

// StartBanks opens the address.
func StartBanks(t testing.TB) *Banks {
	t.Helper()
	b := &Banks{Cert: filepath.Join(t.TempDir(), "banks.pem")}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := b.serve.Load()
		if h == nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		(*h).ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // a centre that is killed breaks handshakes
	server.StartTLS()
	t.Cleanup(server.Close)
	err := os.WriteFile(b.Cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	b.URL = server.URL
	return b
}

// Serve lets a handler answer from now on.
func (b *Banks) Serve(h http.Handler) { b.serve.Store(&h) }

// Env is what a centre needs to trust the banks.
func (b *Banks) Env() []string { return []string{"SSL_CERT_FILE=" + b.Cert} }

// BankKey makes the shared key of a bank by the command line.
func (c *Centre) BankKey(t testing.TB, code string) wire.Key {
	t.Helper()
	raw := MustRun(t, append([]string{"partner", "key", "add", code, "--json", "--data", c.Dir}, c.Where...)...)
	var line struct{ ID, Suite, Secret string }
	err := json.Unmarshal([]byte(raw), &line)
	if err != nil {
		t.Fatalf("partner key add printed %q: %v", raw, err)
	}
	secret, err := base64.StdEncoding.DecodeString(line.Secret)
	if err != nil {
		t.Fatal(err)
	}
	return wire.Key{ID: line.ID, Suite: wire.Suite(line.Suite), Secret: secret}
}

// AddLiaison creates the account of a bank's person at the screen and signs it in.
func (c *Centre) AddLiaison(t testing.TB, admins [2]*Client, login, code string) *Client {
	t.Helper()
	return c.addOutsider(t, admins, [4]string{login, "bank", code, "bank_liaison"})
}

// AddMemberLiaison creates the account of a member unit's liaison and signs it in.
func (c *Centre) AddMemberLiaison(t testing.TB, admins [2]*Client, login, code string) *Client {
	t.Helper()
	return c.addOutsider(t, admins, [4]string{login, "member", code, "member_liaison"})
}

// addOutsider makes an account of somebody who answers for another house: login, which house, its code, role.
func (c *Centre) addOutsider(t testing.TB, admins [2]*Client, who [4]string) *Client {
	t.Helper()
	login := who[0]
	var made struct {
		User struct{ ID string }
		Link string
	}
	admins[0].Post("/api/v1/users", map[string]any{"login": login, "name": login, "unit": "990100000000", who[1]: who[2]}, &made)
	admins[1].Post("/api/v1/users/"+made.User.ID+"/roles", map[string]any{"roles": []string{who[3]}, "reason": "到岗"}, nil)
	token := passwordLink.FindStringSubmatch(made.Link)
	if token == nil {
		t.Fatalf("no one-time link in %q", made.Link)
	}
	c.Guest(t).Post("/api/v1/password", map[string]any{"token": token[1], "new": Password}, nil)
	return c.SignIn(t, login)
}

// Seals verifies the centre's seals, as a bank does with the public key that it was given.
func (c *Centre) Seals(t testing.TB) wire.Verifier {
	t.Helper()
	keys, err := seal.ParsePublic([]byte(MustRun(t, append([]string{"partner", "key", "seal", "--data", c.Dir}, c.Where...)...)))
	if err != nil {
		t.Fatal(err)
	}
	v, err := seal.NewVerifier(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// BankEntry is what the directory says of a bank.
func BankEntry(name, prefix, channel, address string) map[string]any {
	first, second := map[string]any{"name": "值班员", "phone": "13800990001"}, map[string]any{"name": "主管", "phone": "13800990002"}
	return map[string]any{"name": name, "kind": "bank", "prefixes": []string{prefix}, "channel": channel, "address": address, "first": first,
		"second": second, "active": true, "version": 0}
}

// Authority is the standing authority under which orders go out at once.
func Authority(until time.Time) map[string]any {
	return map[string]any{
		"unit":     map[string]any{"code": "", "name": ""},
		"officers": []any{map[string]any{"id": "990001", "name": "李领导", "phone": "13800990010"}, map[string]any{"id": "990002", "name": "陈止付", "phone": "13800990011"}},
		"document": map[string]any{"kind": "standing_authority", "number": "云反诈授〔2026〕1号", "sha256": strings.Repeat("ab", 32)},
		"until":    until.UTC().Format(time.RFC3339), "set_by": "", "set_at": "", "version": 0,
	}
}

// Call is one request of a bank to the centre.
type Call struct {
	Key    wire.Key
	Method string
	Path   string
	Body   any    // nil: none
	Raw    []byte // instead of Body, as it is
	At     time.Time
	Mend   func(*http.Request) // changes the signed request before it is sent
}

// AsBank makes a signed call; status 0 means that no answer came.
func (c *Centre) AsBank(t testing.TB, call Call) (int, []byte) {
	t.Helper()
	var body []byte
	if call.Body != nil {
		var err error
		body, err = json.Marshal(call.Body)
		if err != nil {
			t.Fatal(err)
		}
	}
	if call.Raw != nil {
		body = call.Raw
	}
	req, err := http.NewRequest(call.Method, c.URL+call.Path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	call.Key.SignRequest(req, wire.FromBank, body, call.At)
	if call.Mend != nil {
		call.Mend(req)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, []byte(err.Error())
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, []byte(err.Error())
	}
	return res.StatusCode, raw
}

// Card is the n-th invented account of the bank with that prefix.
func Card(prefix string, n int) string { return fmt.Sprintf("%s%013d", prefix, n) }

// Paid is a credit to an account.
type Paid struct {
	To   string
	Name string
	At   when.Micros
	Fen  int64
}

// Deposit opens an account at a simulated bank with one credit on it.
func Deposit(t testing.TB, b *bank.Bank, p Paid) {
	t.Helper()
	err := b.Open(bank.Account{Number: p.To, Name: p.Name, Kind: "person"}, bank.In(bank.Entry{Ref: "P" + p.To, At: p.At, Fen: p.Fen}))
	if err != nil {
		t.Fatal(err)
	}
}
