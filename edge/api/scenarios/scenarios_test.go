package scenarios_test

// Protects: the life of a scenario over the console's HTTP, in a whole centre: draft, problems, try, back-test, shadow, two signatures, a
// live hit without a restart, pause; each thing only by whom it belongs to, samples within the jurisdiction, and a replay that finds exactly
// what was recorded.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fanzha/app"
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/term/when"
)

const began = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

type record = map[string]any

// centre is a whole centre whose clock stands.
type centre struct {
	*testing.T
	app     *app.Centre
	clock   *clock.Manual
	base    string
	key     string
	sent    int
	clients map[string]*http.Client
}

func settings(dir string) conf.Settings {
	return conf.Settings{Data: dir, Listen: "127.0.0.1:0", Partitions: 2, Retention: 190, SealSuite: "ed25519-sha256"}
}

func open(t *testing.T, dir string) *centre {
	t.Helper()
	c := &centre{T: t, clock: clock.NewManual(began), clients: map[string]*http.Client{}}
	site := app.DemoSite()
	person := site.DemoLogins[0]
	for login, unit := range people {
		person.Login, person.Name = login, login+unit.code
		site.DemoLogins = append(site.DemoLogins, person)
	}
	var err error
	c.app, err = app.Open(t.Context(), app.Options{Settings: settings(dir), Clock: c.clock, Site: site, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	_, err = c.app.BuildCity(t.Context())
	check.NoError(t, err)
	for login, unit := range people {
		made, _, err := c.app.People.CreateAccount(t.Context(), access.System(), accessstore.NewAccount{Login: login, Name: login, Unit: unit.code})
		check.NoError(t, err)
		_, err = c.app.People.SetRoles(t.Context(), access.System(), accessstore.Grant{Account: made.ID, Roles: []access.Role{unit.role}, Reason: "测试账号"})
		check.NoError(t, err)
	}
	_, c.key, err = c.app.People.CreateSource(t.Context(), access.System(), access.Source{Name: "testbank", Title: "测试银行", QuotaPerS: 10_000})
	check.NoError(t, err)
	server := httptest.NewServer(c.app.Handler())
	t.Cleanup(server.Close)
	c.base = server.URL
	return c
}

// people are those of the tests beside the demo's own.
var people = map[string]struct {
	code string
	role access.Role
}{"county": {"990101000000", access.Analyst}, "countylead": {"990101000000", access.Leader}}

func (c *centre) ask(login, method, path string, in any) (int, []byte) {
	c.Helper()
	client := c.clients[login]
	if client == nil {
		jar, err := cookiejar.New(nil)
		check.NoError(c, err)
		client = &http.Client{Jar: jar}
		c.clients[login] = client
		c.send(client, http.MethodPost, "/api/v1/session/demo", record{"login": login})
	}
	return c.send(client, method, "/api/v1"+path, in)
}

func (c *centre) send(client *http.Client, method, path string, in any) (int, []byte) {
	c.Helper()
	raw, ok := in.([]byte)
	if !ok {
		var err error
		raw, err = json.Marshal(in)
		check.NoError(c, err)
	}
	req, err := http.NewRequestWithContext(c.Context(), method, c.base+path, bytes.NewReader(raw))
	check.NoError(c, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Fanzha", "1")
	if strings.HasPrefix(path, "/v1/") {
		req.Header.Set("Content-Type", "application/x-ndjson")
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	resp, err := client.Do(req)
	check.NoError(c, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	check.NoError(c, err)
	return resp.StatusCode, body
}

// get reads what must be there.
func (c *centre) get(login, path string) record {
	c.Helper()
	return c.ok(c.ask(login, http.MethodGet, path, nil))
}

// do posts a command that must succeed.
func (c *centre) do(login, path string, in record) record {
	c.Helper()
	return c.ok(c.ask(login, http.MethodPost, path, in))
}

func (c *centre) ok(status int, body []byte) record {
	c.Helper()
	out := record{}
	if len(body) > 0 {
		check.NoError(c, json.Unmarshal(body, &out))
	}
	if status != http.StatusOK && status != http.StatusNoContent {
		c.Fatalf("%d %s", status, body)
	}
	return out
}

// refused posts a command that must be refused with a code.
func (c *centre) refused(login, path string, in record, code string) {
	c.Helper()
	status, body := c.ask(login, http.MethodPost, path, in)
	out := record{}
	check.NoError(c, json.Unmarshal(body, &out))
	check.Equal(c, fmt.Sprint(status >= 400, out["code"]), "true"+code)
}

// act does an act on a version as it is now.
func (c *centre) act(login, id, act string, more record) record {
	c.Helper()
	in := record{"version": c.get(login, "/scenario-versions/"+id)["version"]}
	for k, v := range more {
		in[k] = v
	}
	return c.do(login, "/scenario-versions/"+id+"/"+act, in)
}

// until waits for what the centre does by itself.
func (c *centre) until(what string, done func() bool) {
	c.Helper()
	for !done() {
		select {
		case <-c.Context().Done():
			c.Fatal(what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// pay sends transfers of one person, a minute apart, and lets the centre work them off.
func (c *centre) pay(phone, place string, n int) {
	c.Helper()
	var b bytes.Buffer
	for range n {
		c.sent++
		c.clock.Set(c.clock.Now() + when.Minute)
		fmt.Fprintf(&b, `{"id":"t%d","time":%q,"phone":%q,"place":%q,"account":"9900020000000004567","payee_account":"99000200000000%05d","amount_fen":120000}`+"\n",
			c.sent, c.clock.Now().Time().UTC().Format(time.RFC3339), phone, place, c.sent)
	}
	status, body := c.send(http.DefaultClient, http.MethodPost, "/v1/signals/transfer", b.Bytes())
	if status != http.StatusOK && status != http.StatusAccepted || bytes.Contains(body, []byte(`"rejected":[{`)) {
		c.Fatalf("%d %s", status, body)
	}
	check.NoError(c, c.app.Drain(c.Context()))
}

func (c *centre) lost(phone, place string) {
	c.Helper()
	c.sent++
	c.clock.Set(c.clock.Now() + when.Hour)
	line := fmt.Sprintf(`{"id":"r%d","time":%q,"phone":%q,"place":%q,"lost":true,"text":"我被骗了","fraud":"brushing_rebate","channel":"110"}`, c.sent,
		c.clock.Now().Time().UTC().Format(time.RFC3339), phone, place)
	status, body := c.send(http.DefaultClient, http.MethodPost, "/v1/signals/report", []byte(line+"\n"))
	check.True(c, status < 300, string(body))
	check.NoError(c, c.app.Drain(c.Context()))
}

const text = `code: my_many
version: 1
name: {zh: 频繁转账, en: many transfers}
fraud: brushing_rebate
family: fund
level: high
score: 60
basis: a scenario of the tests, no rule of anybody
on: [transfer]
quiet: 1h
windows:
  - {name: many, by: person, of: [transfer], over: 2h, measure: count}
where: many >= 4
reason: {zh: "2小时内已转账{many}次", en: "{many} transfers within two hours"}
examples:
  positive:
    - title: many
      signals:
        - {kind: transfer, at: -5m, phone: "13900000001", account: "9900020000000004567", payee_account: "9900020000000001118", amount_fen: 100}
        - {kind: transfer, at: -4m, phone: "13900000001", account: "9900020000000004567", payee_account: "9900020000000001118", amount_fen: 100}
        - {kind: transfer, at: -3m, phone: "13900000001", account: "9900020000000004567", payee_account: "9900020000000001118", amount_fen: 100}
        - {kind: transfer, at: -2m, phone: "13900000001", account: "9900020000000004567", payee_account: "9900020000000001118", amount_fen: 100}
        - {kind: transfer, at: -1m, phone: "13900000001", account: "9900020000000004567", payee_account: "9900020000000001118", amount_fen: 100}
  negative:
    - title: one
      signals:
        - {kind: transfer, at: 0s, phone: "13900000001", account: "9900020000000004567", payee_account: "9900020000000001118", amount_fen: 100}
`

// TestLife protects what the top of this file says.
func TestLife(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir)
	c.pay("13900000011", "990101001", 6)
	c.pay("13900000012", "990102001", 3)
	c.lost("13900000011", "990101001")
	wrong := c.do("yanpan", "/scenario-check", record{"text": strings.Replace(text, "many >= 4", "manny >= 4", 1)})
	problem := wrong["problems"].([]any)[0].(record)
	check.Equal(t, []any{problem["line"], problem["column"]}, []any{13.0, 8.0})
	c.refused("jiexian", "/scenario-versions", record{"text": text}, "access.denied")
	c.get("yanpan", "/sources")
	c.get("yanpan", "/detection")
	c.refused("yanpan", "/sources", record{"name": "mine", "title": "mine", "quota_per_s": 1}, "access.denied")
	c.refused("county", "/scenario-versions", record{"text": text}, "life.not_city")
	v := c.do("yanpan", "/scenario-versions", record{"text": text})
	id := v["id"].(string)
	c.refusedGet("county", "/scenario-versions/"+id)

	tried := c.do("yanpan", "/scenario-try", record{"id": id, "minutes": 1440})
	check.Equal(t, []any{tried["asked"], tried["hit_count"]}, []any{9.0, 1.0})
	job := c.do("yanpan", "/scenario-backtests", record{"id": id, "from": "2026-11-18T00:00:00Z", "to": "2026-11-25T00:00:00Z"})
	path := "/scenario-jobs/" + job["id"].(string)
	c.until("the back-test ends", func() bool { return c.get("yanpan", path)["ended_at"] != "" })
	done := c.get("yanpan", path)
	check.Equal(t, done["state"], any("done"))
	b := done["backtest"].(record)
	check.Equal(t, []any{b["hits"], b["alerts"], b["real"], b["victims"], b["found"], b["recall_pm"], len(b["samples"].([]any))}, []any{1.0, 1.0, 1.0, 1.0, 1.0, 1000.0, 1})
	row := c.get("yanpan", path+"/rows?group=later")["items"].([]any)[0].(record)
	check.True(t, strings.Contains(row["person"].(string), "*"), "a number is not masked")
	c.refusedGet("countylead", path) // another unit's job
	check.Equal(t, c.get("yanpan", "/scenario-versions/"+id)["tested"], any(true))
	quality := c.do("lingdao", "/signal-quality", record{"from": "2026-11-18T00:00:00Z", "to": "2026-11-25T00:00:00Z"})
	c.until("quality ends", func() bool { return c.get("lingdao", "/scenario-jobs/"+quality["id"].(string))["state"] == "done" })

	changes := c.get("lingdao", "/scenario-jobs/"+quality["id"].(string))["quality"].(record)["drift"].([]any)
	check.True(t, len(changes) > 0 && changes[0].(record)["state"] == "few", fmt.Sprint(changes))

	c.reported()

	c.act("yanpan", id, "shadow", nil)
	c.until("the shadow runs", func() bool {
		c.pay("13900000021", "990101001", 5)
		return len(c.get("yanpan", "/scenario-versions/"+id+"/shadow")["items"].([]any)) > 0
	})
	day := c.get("yanpan", "/scenario-versions/"+id+"/shadow")["items"].([]any)[0].(record)
	check.Equal(t, []any{day["shadow"], day["live"]}, []any{1.0, 0.0})
	status, _ := c.ask("zhifu", http.MethodGet, "/scenario-versions/"+id+"/shadow/hits", nil)
	check.Equal(t, status, http.StatusForbidden)
	check.Equal(t, len(c.get("yanpan", "/hits?scenario=my_many")["items"].([]any)), 0)

	in := record{"version": c.get("yanpan", "/scenario-versions/"+id)["version"]}
	c.refused("yanpan", "/scenario-versions/"+id+"/propose", in, "life.unshadowed")
	c.clock.Set(c.clock.Now() + 9*when.Hour)
	clear(c.clients) // sessions are over
	c.act("yanpan", id, "propose", nil)
	in["version"] = c.get("yanpan", "/scenario-versions/"+id)["version"]
	c.refused("yanpan", "/scenario-versions/"+id+"/sign", in, "access.denied")
	c.act("lingdao", id, "sign", nil)
	c.until("it is in force", func() bool { v := c.get("yanpan", "/scenario-versions/"+id); return v["live"] == v["partitions"] })
	c.pay("13900000031", "990102001", 8)
	hits := c.get("yanpan", "/hits?scenario=my_many")["items"].([]any)
	check.Equal(t, len(hits), 1)
	c.exchanged(id)
	c.silenced(id)
	c.act("yanpan", id, "pause", record{"note": "先停一下"})
	c.until("it is out of force", func() bool {
		list := c.get("yanpan", "/scenarios")["items"].([]any)
		for _, x := range list {
			if x.(record)["code"] == "my_many" {
				return false
			}
		}
		return true
	})
	c.pay("13900000041", "990102001", 8)
	check.Equal(t, len(c.get("yanpan", "/hits?scenario=my_many")["items"].([]any)), 2)
	check.NoError(t, c.app.Close())
	report, err := app.Replay(t.Context(), settings(dir))
	check.NoError(t, err)
	check.Equal(t, []uint64{report.Missing, report.Extra, report.Differs, report.OtherVersion, report.Scenarios["my_many"].Same}, []uint64{0, 0, 0, 0, 2})
}

// silenced protects suppressions: what one silences is no hit in force and is counted when the text is tried; ended early, the scenario speaks again.
// The replay at the end of the story finds the same hits.
// reported is the week that ended before the clock's, reported without anybody's asking: everybody may read it, and who looked says so.
func (c *centre) reported() {
	c.Helper()
	week := record{}
	c.until("last week is reported", func() bool {
		items := c.get("countylead", "/scenario-jobs?weekly=true")["items"].([]any)
		if len(items) == 1 {
			week = items[0].(record)
		}
		return week["state"] == "done"
	})
	id := week["id"].(string)
	check.Equal(c.T, []any{id, week["from"], week["to"], week["quality"]}, []any{"week-2026-11-09", "2026-11-08T16:00:00.000Z", "2026-11-15T16:00:00.000Z", nil})
	check.True(c.T, c.get("countylead", "/scenario-jobs/"+id)["quality"] != nil, "its tables are not there")
	c.refused("county", "/signal-quality/"+id+"/seen", record{"note": "已核实"}, "life.not_city")
	seen := c.do("yanpan", "/signal-quality/"+id+"/seen", record{"note": "已核实"})
	check.Equal(c.T, seen["seen_note"], any("已核实"))
	c.refused("yanpan", "/signal-quality/"+id+"/seen", record{"note": "再看"}, "life.stale")
}

func (c *centre) silenced(id string) {
	c.Helper()
	in := record{"scenario": "my_many", "subject": "phone", "value": "13900000051", "why": "单位财务，已核实", "until": "2026-12-20"}
	c.refused("jiexian", "/scenario-suppressions", in, "access.denied")
	x := c.do("yanpan", "/scenario-suppressions", in)
	check.True(c, strings.Contains(x["value"].(string), "*"), "a number is not masked")
	list := func(state string) []any {
		return c.get("jiexian", "/scenario-suppressions?state="+state)["items"].([]any)
	}
	c.until("it is in force", func() bool { one := list("active")[0].(record); return one["live"] == one["partitions"] })
	c.clock.Set(c.clock.Now() + when.Minute)
	c.pay("13900000051", "990102001", 6)
	hits := func() int { return len(c.get("yanpan", "/hits?scenario=my_many")["items"].([]any)) }
	check.Equal(c, hits(), 1)
	tried := c.do("yanpan", "/scenario-try", record{"id": id, "minutes": 1440})
	check.True(c, tried["suppressed_count"].(float64) >= 1, fmt.Sprint(tried["suppressed_count"]))
	c.refused("yanpan", "/scenario-suppressions/"+x["id"].(string)+"/end", record{"version": 1, "note": ""}, "life.reason_needed")
	c.do("lingdao", "/scenario-suppressions/"+x["id"].(string)+"/end", record{"version": 1, "note": "不再需要"})
	check.Equal(c, []int{len(list("active")), len(list("ended"))}, []int{0, 1})
	c.until("it is out of force", func() bool { return list("ended")[0].(record)["live"] == list("ended")[0].(record)["partitions"] })
	c.clock.Set(c.clock.Now() + 3*when.Hour)
	clear(c.clients) // sessions are over
	c.pay("13900000051", "990102001", 6)
	check.Equal(c, hits(), 2)
}

// refusedGet reads what must not exist for the caller.
func (c *centre) refusedGet(login, path string) {
	c.Helper()
	status, _ := c.ask(login, http.MethodGet, path, nil)
	check.Equal(c, status, http.StatusNotFound)
}

// exchanged takes the scenario out and in again: a draft with the next number, without a mark until it is changed.
func (c *centre) exchanged(id string) {
	c.Helper()
	status, file := c.ask("yanpan", http.MethodGet, "/scenario-versions/"+id+"/hub", nil)
	check.Equal(c, status, http.StatusOK)
	c.refused("yanpan", "/scenario-hub", record{"file": strings.Replace(string(file), "score: 60", "score: 99", 1)}, "life.hub_broken")
	v := c.do("yanpan", "/scenario-hub", record{"file": string(file)})
	check.Equal(c, []any{v["number"], v["state"], v["changed_here"], len(v["problems"].([]any))}, []any{2.0, "draft", false, 0})
	v = c.act("yanpan", v["id"].(string), "save", record{"text": strings.Replace(v["text"].(string), "score: 60", "score: 61", 1)})
	check.Equal(c, v["changed_here"], any(true))
}
