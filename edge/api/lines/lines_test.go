package lines_test

// Protects: parallel lines over the console's HTTP in a whole centre: every open warning has a next step and a time, a unit that is asked
// sees its request and nothing else, a transfer moves the order once it was taken, and what the rooms refuse reaches the caller by name.

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
	"fanzha/sim/staff"
	"fanzha/sim/wire"
	"fanzha/term/when"
)

type record = map[string]any

// centre is a whole centre with the people of the invented city.
type centre struct {
	*testing.T
	base    string
	key     string
	clients map[string]*http.Client
}

func open(t *testing.T) *centre {
	t.Helper()
	a, err := app.Open(t.Context(), app.Options{
		Settings: conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 2, Retention: 190, SealSuite: "ed25519-sha256"},
		Clock:    clock.NewManual(1_795_000_000_000_000), Site: app.DemoSite(), Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, a.Close()) })
	keys, err := a.BuildCity(t.Context())
	check.NoError(t, err)
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	c := &centre{T: t, base: server.URL, clients: map[string]*http.Client{}}
	for _, key := range keys {
		c.key = key
	}
	return c
}

// signal hands in the report of a person of a street, like a partner.
func (c *centre) signal(id, phone, place string) {
	c.Helper()
	raw, err := json.Marshal(record{
		"kind": "report", "id": id, "time": "2026-11-18T11:06:30Z", "phone": phone, "name": "章难寻", "place": place, "channel": "96110", "fraud": "impostor_police", "text": "有人自称公安局办案",
	})
	check.NoError(c, err)
	req, err := http.NewRequestWithContext(c.Context(), http.MethodPost, c.base+"/v1/signals/mixed", bytes.NewReader(raw))
	check.NoError(c, err)
	req.Header.Set("Authorization", "Bearer "+c.key)
	req.Header.Set("Content-Type", "application/x-ndjson")
	resp, err := http.DefaultClient.Do(req)
	check.NoError(c, err)
	body, err := io.ReadAll(resp.Body)
	check.NoError(c, err)
	check.NoError(c, resp.Body.Close())
	check.True(c, resp.StatusCode < 300, "not taken in: "+string(body))
}

// ask sends what a signed-in person's console would; the answer must have the wanted status.
func (c *centre) ask(login, method, path string, want int, in any) record {
	c.Helper()
	client := c.clients[login]
	if client == nil {
		jar, err := cookiejar.New(nil)
		check.NoError(c, err)
		client = &http.Client{Jar: jar}
		c.clients[login] = client
		c.send(client, http.MethodPost, "/session/demo", http.StatusOK, record{"login": login})
	}
	return c.send(client, method, path, want, in)
}

func (c *centre) send(client *http.Client, method, path string, want int, in any) record {
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
	if resp.StatusCode != want {
		c.Fatalf("%s %s: %d, want %d: %s", method, path, resp.StatusCode, want, body)
	}
	out := record{}
	if bytes.HasPrefix(body, []byte("{")) {
		check.NoError(c, json.Unmarshal(body, &out))
	}
	return out
}

func items(r record) []any {
	list, _ := r["items"].([]any)
	return list
}

// until asks again until the answer is what is waited for: events reach the other rooms a moment later.
func (c *centre) until(what string, is func() bool) {
	c.Helper()
	for !is() {
		select {
		case <-c.Context().Done():
			c.Fatal("waited in vain: " + what)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

const (
	leader = "lingdao"
	desk   = "jiexian"
	helper = "minjing"
)

func TestLines(t *testing.T) {
	c := open(t)
	home := c.ask(helper, http.MethodGet, "/session", 200, nil)["unit"].(record)["code"].(string)
	for i, place := range []string{"990102001", "990101001", "990102002"} {
		c.signal([]string{"s1", "s2", "s3"}[i], []string{"15900003001", "15900003002", "15900003003"}[i], place)
	}
	var id string
	c.until("three plans", func() bool { return len(items(c.ask(leader, http.MethodGet, "/plans", 200, nil))) == 3 })
	open := items(c.ask(leader, http.MethodGet, "/warnings?state=open,working", 200, nil))
	check.Equal(t, len(open), 3)
	planned := map[string]record{}
	for _, p := range items(c.ask(leader, http.MethodGet, "/plans", 200, nil)) {
		planned[p.(record)["warning_id"].(string)] = p.(record)
	}
	for _, w := range open { // no open warning without a next step and a time
		row := w.(record)
		p := planned[row["id"].(string)]
		check.True(t, p["next_what"] != "" && p["next_at"] != "", "a warning without a next step")
		if row["unit"].(record)["code"] != home {
			id = row["id"].(string)
		}
	}
	path := "/warnings/" + id
	c.ask(helper, http.MethodGet, path+"/lines", 404, nil)
	page := c.ask(desk, http.MethodGet, path+"/lines", 200, nil)
	check.Equal(t, page["plan"].(record)["next_what"], any("call"))
	refuse := func(who, path, code string, status int, in record) {
		t.Helper()
		check.Equal(t, c.ask(who, http.MethodPost, path, status, in)["code"], any(code))
	}
	refuse(desk, path+"/plan/away", "lines.next_needed", 400, record{})
	refuse(desk, path+"/plan/not_found", "lines.not_tried", 409, record{"note": "找不到"})
	refuse(desk, path+"/close", "lines.search_not_confirmed", 409, record{"version": 1, "outcome": "unreachable", "note": "找不到"})
	refuse(desk, path+"/lines", "lines.unit_unknown", 400, record{"kind": "assist", "to_unit": "990299999999", "task": "请协助"})
	refuse(desk, path+"/lines", "lines.bank_unknown", 400, record{"kind": "bank", "to_bank": "nobody", "task": "请协助"})
	refuse("shenji", path+"/plan/prove", "access.denied", 403, record{"note": "x"})

	page = c.ask(desk, http.MethodPost, path+"/lines", 200, record{"kind": "transfer", "to_unit": home, "task": "现居贵辖区"})
	rows := items(c.ask(helper, http.MethodGet, "/lines?side=received&live=true", 200, nil))
	check.Equal(t, len(rows), 1)
	row := rows[0].(record)
	person := row["person"].(record)
	check.Equal(t, []any{row["kind"], row["state"], row["warning_id"], person["phone"]}, []any{"transfer", "asked", "", page["person"].(record)["phone"]})
	check.True(t, strings.Contains(person["phone"].(string), "****"), "the number is not masked")
	line := "/lines/" + row["id"].(string)
	refuse(helper, line+"/done", "lines.state", 409, record{"note": "x"})
	refuse(helper, line+"/reveal", "lines.state", 409, record{"reason": "需要联系"})
	c.ask(helper, http.MethodPost, line+"/take", 200, record{})
	c.until("the warning has moved", func() bool {
		return c.ask(leader, http.MethodGet, path, 200, nil)["unit"].(record)["code"] == home
	})
	c.until("so has its plan", func() bool {
		return c.ask(leader, http.MethodGet, path+"/lines", 200, nil)["plan"].(record)["unit"].(record)["code"] == home
	})
	c.ask(helper, http.MethodGet, path+"/lines", 200, nil)
	given := items(c.ask(leader, http.MethodGet, "/lines?side=given&live=true", 200, nil))
	check.Equal(t, given[0].(record)["state"], any("taken"))

	gate := c.ask(helper, http.MethodPost, path+"/wishes", 200, record{"from_min": 0, "to_min": 1439, "note": "白天上课"})
	check.Equal(t, len(gate["wishes"].([]any)), 1)
	call := record{"warning_id": id, "channel": "call", "outcome": "answered"}
	if !gate["exempt"].(bool) {
		refuse(helper, "/attempts", "dissuade.needs_reason", 409, call)
	}
	call["reason"] = "嫌疑人正在催其转账"
	made := c.ask(helper, http.MethodPost, "/attempts", 200, call)
	check.Equal(t, made["attempt"].(record)["reason"], any("嫌疑人正在催其转账"))
	c.until("the next step is a call back", func() bool {
		return c.ask(helper, http.MethodGet, path+"/lines", 200, nil)["plan"].(record)["next_what"] == "follow"
	})
}

// TestGivenUp protects the whole way to a report that a person is not to be found, as simulated staff goes it: what must be tried is on
// record, a leader confirms it, and only then the order is reported and the warning closed.
func TestGivenUp(t *testing.T) {
	c := open(t)
	home := c.ask(helper, http.MethodGet, "/session", 200, nil)["unit"].(record)["code"].(string)
	c.signal("s1", "15900003004", "990101001")
	var order record
	c.until("an order", func() bool {
		for _, o := range items(c.ask(leader, http.MethodGet, "/orders", 200, nil)) {
			order = o.(record)
		}
		return order != nil
	})
	check.Equal(t, order["unit"].(record)["code"], any(home))
	id := order["warning_id"].(string)
	officer, err := wire.Login(t.Context(), wire.Options{Base: c.base, Login: helper, Second: leader})
	check.NoError(t, err)
	task := staff.Task{Type: staff.Order, ID: order["id"].(string), Warning: id}
	check.NoError(t, officer.Sign(t.Context(), task))
	at := when.Micros(1_795_000_000_000_000)
	check.NoError(t, officer.Attempt(t.Context(), task, staff.Attempt{Channel: staff.Call, Outcome: "no_answer", NextAt: at + when.Hour}))
	check.NoError(t, officer.Finish(t.Context(), task, staff.Report{Result: "unreachable", Note: "多次查找未果"}))
	page := c.ask(leader, http.MethodGet, "/warnings/"+id+"/lines", 200, nil)
	for _, i := range page["checklist"].([]any) {
		item := i.(record)
		check.True(t, !item["not_found"].(bool) || item["have"].(float64) >= item["least"].(float64), "given up without "+item["code"].(string))
	}
	c.until("the warning is closed", func() bool {
		return c.ask(leader, http.MethodGet, "/warnings/"+id, 200, nil)["outcome"] == "unreachable"
	})
	c.until("so is its plan", func() bool {
		return c.ask(leader, http.MethodGet, "/warnings/"+id+"/lines", 200, nil)["plan"].(record)["state"] == "ended"
	})
}
