package funds_test

// What this protects: at a bank's screen, opening the list is no receipt, an acknowledgement is; and no freeze goes out without its document.

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fanzha/app"
	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/term/when"
)

type record = map[string]any

// centre is a whole centre whose clock stands.
type centre struct {
	*testing.T
	base string
}

func open(t *testing.T) *centre {
	t.Helper()
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	a, err := app.Open(t.Context(), app.Options{Settings: settings, Clock: clock.NewManual(began), Site: app.DemoSite(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, a.Close()) })
	_, err = a.BuildCity(t.Context())
	check.NoError(t, err)
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	return &centre{t, server.URL}
}

const began = when.Micros(1_795_000_000_000_000)

// ask is one request of somebody who has just signed in.
func (c *centre) ask(login, method, path string, in any) (int, record) {
	c.Helper()
	jar, err := cookiejar.New(nil)
	check.NoError(c, err)
	client := &http.Client{Jar: jar}
	c.send(client, http.MethodPost, "/session/demo", record{"login": login})
	return c.send(client, method, path, in)
}

func (c *centre) send(client *http.Client, method, path string, in any) (int, record) {
	c.Helper()
	raw, err := json.Marshal(in)
	check.NoError(c, err)
	req, err := http.NewRequestWithContext(c.Context(), method, c.base+"/api/v1"+path, bytes.NewReader(raw))
	check.NoError(c, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Fanzha", "1")
	resp, err := client.Do(req)
	check.NoError(c, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	check.NoError(c, err)
	out := record{}
	if len(body) > 0 {
		check.NoError(c, json.Unmarshal(body, &out))
	}
	return resp.StatusCode, out
}

// do is a request that must succeed.
func (c *centre) do(login, method, path string, in any) record {
	c.Helper()
	status, out := c.ask(login, method, path, in)
	if status/100 != 2 {
		c.Fatalf("%s %s: %d %v", login, path, status, out)
	}
	return out
}

// only is the single row of a list.
func only(t testing.TB, list record) record {
	t.Helper()
	items, _ := list["items"].([]any)
	if len(items) != 1 {
		t.Fatalf("one row wanted: %v", list)
	}
	row, _ := items[0].(record)
	return row
}

// opened is a claim with one order to the bank whose liaison sits at the screen.
func (c *centre) opened() {
	c.do("zhifu", http.MethodPost, "/claims", record{
		"cause": "t1", "source": "desk", "fraud": "fake_shopping", "brief": "网购退款被骗", "phone_verified": true, "in_person": true, "signed": true,
		"victim": record{"name": "王测试", "phone": "13900008601", "id_number": "990101199001010019"},
		"payments": []record{{
			"at": began.Time().Add(-4 * time.Minute).Format(time.RFC3339), "fen": 100_000, "channel": "mobile", "voucher": true,
			"payee": record{"account": "9900050000000008606", "name": "周八"},
		}},
	})
}

// Protects the centre's knowledge of whether a bank has an order: a list that somebody opens claims nothing.
func TestListIsNoReceipt(t *testing.T) {
	c := open(t)
	c.opened()
	for range 2 {
		row := only(t, c.do("lianluo", http.MethodGet, "/bank/orders", nil))
		check.Equal(t, row["state"], any("sealed"))
		check.Equal(t, only(t, c.do("zhifu", http.MethodGet, "/stops", nil))["state"], any("sealed"))
	}
	id, _ := only(t, c.do("lianluo", http.MethodGet, "/bank/orders", nil))["id"].(string)
	c.do("lianluo", http.MethodPost, "/bank/orders/"+id+"/seen", nil)
	check.Equal(t, only(t, c.do("lianluo", http.MethodGet, "/bank/orders", nil))["state"], any("seen"))
	check.Equal(t, only(t, c.do("zhifu", http.MethodGet, "/stops", nil))["state"], any("seen"))
}

// Protects "two officers and one document attached": the number of a notice is no document.
func TestFreezeNeedsItsDocument(t *testing.T) {
	c := open(t)
	c.opened()
	id, _ := only(t, c.do("lianluo", http.MethodGet, "/bank/orders", nil))["id"].(string)
	for _, slip := range []record{
		{"result": "held", "held_fen": 100_001, "final": true, "executed_at": began.Time().Format(time.RFC3339), "code": "api.held_above"},
		{"result": "held", "held_fen": 100_000, "final": true, "executed_at": "2027-01-01T00:00:00Z", "code": "api.executed_at"},
		{"result": "held", "held_fen": 100_000, "final": true, "executed_at": "2020-01-01T00:00:00Z", "code": "api.executed_at"},
	} {
		want := slip["code"]
		delete(slip, "code")
		status, out := c.ask("lianluo", http.MethodPost, "/bank/orders/"+id+"/answer", slip)
		check.Equal(t, []any{status, out["code"]}, []any{http.StatusBadRequest, want})
	}
	c.do("lianluo", http.MethodPost, "/bank/orders/"+id+"/answer",
		record{"result": "held", "held_fen": 100_000, "final": true, "executed_at": began.Time().Format(time.RFC3339), "dispositions": []record{}})
	in := record{"basis": "A9901010000002026110001", "document": "云公冻财字〔2026〕12号"}
	status, out := c.ask("zhifu", http.MethodPost, "/stops/"+id+"/freeze", in)
	check.Equal(t, []any{status, out["code"]}, []any{http.StatusBadRequest, "measure.basis_needed"})
	in["sha256"] = strings.Repeat("ab", 32)
	row := c.do("zhifu", http.MethodPost, "/stops/"+id+"/freeze", in)
	check.Equal(t, []any{row["state"], row["renew_from"], row["renew_refusal"]}, []any{"proposed", "", ""})
	freeze, _ := row["id"].(string)
	c.do("lingdao", http.MethodPost, "/freezes/"+freeze+"/approve", record{"version": row["version"]})
	c.answeredFreeze(id)
}

// answeredFreeze protects a bank's own record: what it has answered stands under 全部, a freeze as well as a stop.
func (c *centre) answeredFreeze(stop string) {
	told := only(c, c.do("lianluo", http.MethodGet, "/bank/orders", nil))
	check.Equal(c, []any{told["type"], told["state"]}, []any{"freeze", "seen"})
	id, _ := told["id"].(string)
	c.do("lianluo", http.MethodPost, "/bank/orders/"+id+"/answer", record{"result": "done", "held_fen": 0, "final": true, "executed_at": began.Time().Format(time.RFC3339)})
	var got []any
	for cursor := "?state=all&limit=1"; cursor != ""; {
		page := c.do("lianluo", http.MethodGet, "/bank/orders"+cursor, nil)
		row := only(c, page)
		got = append(got, row["type"], row["state"], row["account"])
		next, _ := page["next"].(string)
		cursor = ""
		if next != "" {
			cursor = "?state=all&limit=1&cursor=" + next
		}
	}
	check.Equal(c, got, []any{"freeze", "answered", "9900050000000008606", "stop", "answered", "9900050000000008606"})
	check.Equal(c, only(c, c.do("lianluo", http.MethodGet, "/bank/orders?state=held", nil))["id"], any(stop))
}
