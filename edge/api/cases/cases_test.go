package cases_test

// What this protects: the case register over the console's HTTP, in a whole centre: from entering to a figure's list, with names masked,
// jurisdiction kept, and files that go out and come in.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"fanzha/app"
	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/term/when"
)

const began = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

type record = map[string]any

type centre struct {
	*testing.T
	base    string
	clients map[string]*http.Client
}

func open(t *testing.T) *centre {
	t.Helper()
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	opened, err := app.Open(t.Context(), app.Options{Settings: settings, Clock: clock.NewManual(began), Site: app.DemoSite(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, opened.Close()) })
	_, err = opened.BuildCity(t.Context())
	check.NoError(t, err)
	server := httptest.NewServer(opened.Handler())
	t.Cleanup(server.Close)
	return &centre{T: t, base: server.URL + "/api/v1", clients: map[string]*http.Client{}}
}

// send is one request of somebody who is signed in.
func (c *centre) send(login, method, path string, body []byte, head map[string]string) (int, []byte) {
	c.Helper()
	client := c.clients[login]
	if client == nil {
		jar, err := cookiejar.New(nil)
		check.NoError(c, err)
		client = &http.Client{Jar: jar}
		c.clients[login] = client
		status, _ := c.send(login, http.MethodPost, "/session/demo", []byte(`{"login":"`+login+`"}`), nil)
		check.Equal(c, status, http.StatusOK)
	}
	req, err := http.NewRequestWithContext(c.Context(), method, c.base+path, bytes.NewReader(body))
	check.NoError(c, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Fanzha", "1")
	for k, v := range head {
		req.Header.Set(k, v)
	}
	resp, err := client.Do(req)
	check.NoError(c, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	check.NoError(c, err)
	return resp.StatusCode, raw
}

func (c *centre) ask(login, method, path string, in any) (int, record) {
	c.Helper()
	raw, err := json.Marshal(in)
	check.NoError(c, err)
	status, body := c.send(login, method, path, raw, nil)
	out := record{}
	if len(body) > 0 {
		check.NoError(c, json.Unmarshal(body, &out))
	}
	return status, out
}

func (c *centre) do(login, path string, in record) record {
	c.Helper()
	status, out := c.ask(login, http.MethodPost, path, in)
	if status != http.StatusOK {
		c.Fatalf("%s %s: %d %v", login, path, status, out)
	}
	return out
}

func (c *centre) refused(login, path string, in record, code string) {
	c.Helper()
	status, out := c.ask(login, http.MethodPost, path, in)
	check.Equal(c, fmt.Sprint(status != http.StatusOK, out["code"]), fmt.Sprint(true, code))
}

func (c *centre) get(login, path string) record {
	c.Helper()
	status, out := c.ask(login, http.MethodGet, path, nil)
	check.Equal(c, fmt.Sprint(status, out["code"]), "200 <nil>")
	return out
}

func filed(number string) record {
	return record{
		"number": number, "region": "990101001", "fraud": "fake_loan", "filed_at": "2026-11-02", "loss_fen": 8_600_000, "victim_name": "李小梅", "sex": "female", "age": 34,
		"campaigns": []string{"“断卡”行动"},
	}
}

// TestLife protects: a case from its entry to the list behind a figure; names never leave unmasked, and other roles see what they may.
func TestLife(t *testing.T) {
	c := open(t)
	made := c.do("minjing", "/cases", filed("A9901010100002026110001"))
	path := "/cases/" + made["id"].(string)
	check.Equal(t, []any{made["state"], made["band"], made["victim"].(record)["name"], made["victim"].(record)["age_band"]}, []any{"filed", "30k_100k", "李**", "age_26_35"})
	c.refused("minjing", "/cases", filed("A9901010100002026110001"), "casefile.number_taken")
	c.refused("minjing", "/cases", record{"number": "A2", "region": "990101", "fraud": "x", "filed_at": "2026-13-01"}, "casefile.field")
	c.refused("zhifu", "/cases", filed("A9901010100002026110002"), "access.denied")
	c.refused("minjing", path+"/withdraw", record{"version": 1, "note": "x"}, "access.denied")
	one := c.do("minjing", path+"/suspects", record{"version": 1, "name": "赵六一", "id_number": "11010519491231002X", "role": "card_owner", "two_cards": true, "kind": "arrested", "at": "2026-11-09"})
	who := one["suspects"].([]any)[0].(record)
	check.True(t, who["name"] == "赵**" && !strings.Contains(fmt.Sprint(one), "11010519491231002X"), "masked")
	one = c.do("minjing", path+"/exhibits", record{"version": one["version"], "kind": "sim", "n": 51, "at": "2026-11-09"})
	one = c.do("minjing", path+"/money", record{"version": one["version"], "kind": "returned", "fen": 100_000, "at": "2026-11-10"})
	one = c.do("minjing", path+"/cards", record{"version": one["version"], "kind": "bank_card", "bank": "yh_bank", "outlet": "城东支行", "mark": "4567", "opened_at": "2026-01-05"})
	card := one["cards"].([]any)[0].(record)
	one = c.do("minjing", path+"/checks", record{"version": one["version"], "card": card["id"], "result": "lapse"})
	one = c.do("minjing", path+"/solve", record{"version": one["version"], "at": "2026-11-09"})
	c.refused("minjing", path+"/solve", record{"version": one["version"]}, "casefile.state")
	one = c.do("lingdao", path+"/supervise", record{"version": one["version"], "level": "province", "due": "2026-12-31", "ref": "省督〔2026〕3号"})
	check.Equal(t, []any{one["state"], one["supervision"], one["back_fen"], one["persons"]}, []any{"solved", "province", 100_000.0, 1.0})
	fix := filed("A9901010100002026110001")
	delete(fix, "victim_name")
	fix["unit"], fix["loss_fen"], fix["version"], fix["reason"] = made["unit"].(record)["code"], 60_000_000, one["version"], "核对后更正"
	one = c.do("lingdao", path+"/correct", fix)
	check.Equal(t, []any{one["band"], one["large"], one["victim"].(record)["name"]}, []any{"500k_1m", true, "李**"})
	steps := c.get("lingdao", path+"/history")["items"].([]any)
	check.Equal(t, []any{len(steps), steps[8].(record)["action"]}, []any{9, "case.correct"})
	for query, want := range map[string]float64{
		"": 1, "?state=solved&band=500k_1m&campaign=" + url.QueryEscape("断卡"): 1, "?filed_from=2026-11-02&filed_to=2026-11-02": 1, "?solved_from=2026-11-10": 0,
		"?measure=arrested&part_from=2026-11-09&part_to=2026-11-09": 1, "?measure=arrested&part_from=2026-11-10": 0, "?exhibit=sim": 1, "?supervision=any": 1, "?age_band=over_60": 0,
		"?unit=990102000000": 0,
	} {
		check.Equal(t, fmt.Sprint(query, c.get("lingdao", "/cases"+query)["sums"].(record)["cases"]), fmt.Sprint(query, want))
	}
	check.Equal(t, len(c.get("yanpan", "/involved-cards?bank=yh_bank&check=lapse")["items"].([]any)), 1)
	check.True(t, len(c.get("jiexian", "/case-words")["books"].(record)["frauds"].([]any)) == 11, "words")
	c.refused("lingdao", path+"/reveal", record{"field": "name", "reason": " "}, "casefile.reason_needed")
	check.Equal(t, c.do("lingdao", path+"/reveal", record{"field": "name", "reason": "制作笔录"})["value"], any("李小梅"))
	for _, login := range []string{"lianluo", "xitong", "anquan", "shenji"} {
		status, out := c.ask(login, http.MethodGet, path, nil)
		check.Equal(t, fmt.Sprint(login, status, out["code"]), fmt.Sprint(login, 403, "access.denied"))
	}
	status, _ := c.ask("lingdao", http.MethodGet, "/cases?filed_from=gestern", nil)
	check.Equal(t, status, http.StatusBadRequest)
}

// TestFiles protects: the template that a unit gets comes back filled in, first looked at, then taken, then the same again; the list
// leaves for a reason, masked, and can be brought back without changing anything.
func TestFiles(t *testing.T) {
	c := open(t)
	status, raw := c.send("minjing", http.MethodGet, "/cases/template.xlsx", nil, nil)
	check.Equal(t, status, http.StatusOK)
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	check.NoError(t, err)
	check.NoError(t, f.SetSheetRow("案件", "A2", &[]any{"A9901010100002026110101", "", "990101001", "刷单返利", "2026-11-02", "", "2026-11-09", 1200.5}))
	check.NoError(t, f.SetSheetRow("案件", "A3", &[]any{"A9901010100002026110102", "990102000000", "990101001", "刷单返利", "2026-11-02"}))
	var filled bytes.Buffer
	check.NoError(t, f.Write(&filled))
	bring := func(query string, body []byte) record {
		t.Helper()
		status, raw := c.send("minjing", http.MethodPost, "/cases/import"+query, body, map[string]string{"Content-Type": "application/octet-stream"})
		out := record{}
		check.NoError(t, json.Unmarshal(raw, &out))
		check.Equal(t, status, http.StatusOK)
		return out
	}
	out := bring("?dry=1", filled.Bytes())
	wrong := out["errors"].([]any)[0].(record)
	check.Equal(t, []any{out["new"], out["faulty"], out["taken"], wrong["line"], wrong["column"], wrong["code"]}, []any{1.0, 1.0, false, 3.0, "主办单位代码", "casefile.unit_outside"})
	check.Equal(t, bring("", filled.Bytes())["taken"], any(false))
	check.Equal(t, c.get("minjing", "/cases")["sums"].(record)["cases"], any(0.0))
	check.Equal(t, bring("?partial=1", filled.Bytes())["taken"], any(true))
	check.Equal(t, bring("?partial=1", filled.Bytes())["same"], any(1.0))
	status, raw = c.send("minjing", http.MethodPost, "/cases/import", []byte("案号,类型,日子\nA9901010100002026110103,冒充客服,2026-11-03\n"),
		map[string]string{"Content-Type": "text/csv", "X-Map": url.PathEscape(`{"filed_at":"日子"}`)})
	check.Equal(t, fmt.Sprint(status, strings.Contains(string(raw), `"new":1`)), "200 true")
	status, _ = c.send("minjing", http.MethodGet, "/cases/export.xlsx", nil, nil)
	check.Equal(t, status, http.StatusBadRequest)
	status, raw = c.send("minjing", http.MethodGet, "/cases/export.xlsx?reason="+url.QueryEscape("报送市局"), nil, nil)
	check.Equal(t, status, http.StatusOK)
	book, err := excelize.OpenReader(bytes.NewReader(raw))
	check.NoError(t, err)
	rows, err := book.GetRows("Sheet1")
	check.NoError(t, err)
	check.Equal(t, len(rows), 4)
	check.Equal(t, []any{bring("", raw)["same"], bring("", raw)["changed"]}, []any{2.0, 0.0})
	for path, want := range map[string]int{"/cases/template.xlsx": 403, "/cases/export.xlsx?reason=x": 403} {
		status, _ = c.send("xitong", http.MethodGet, path, nil, nil)
		check.Equal(t, status, want)
	}
	status, raw = c.send("minjing", http.MethodPost, "/cases/import", []byte("PK\x03\x04nothing"), nil)
	check.True(t, status == http.StatusBadRequest && strings.Contains(string(raw), "casefile.file"), string(raw))
}
