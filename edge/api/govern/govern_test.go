// Protects the joint conference over the console's HTTP, in a whole centre: a return from its template to the figures, a member unit that
// sees its own alone, a ranking in its three hands, and an interview with two signatures.
package govern_test

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

	"github.com/xuri/excelize/v2"

	"fanzha/app"
	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/term/when"
)

const began = when.Micros(1_794_967_200) * when.Second // 2026-11-18 10:00 in the centre's zone

type record = map[string]any

type centre struct {
	*testing.T
	app     *app.Centre
	base    string
	clients map[string]*http.Client
}

func open(t *testing.T) *centre {
	t.Helper()
	c := &centre{T: t, clients: map[string]*http.Client{}}
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	var err error
	c.app, err = app.Open(t.Context(), app.Options{Settings: settings, Clock: clock.NewManual(began), Site: app.DemoSite(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, c.app.Close()) })
	_, err = c.app.BuildCity(t.Context())
	check.NoError(t, err)
	server := httptest.NewServer(c.app.Handler())
	t.Cleanup(server.Close)
	c.base = server.URL + "/api/v1"
	return c
}

func (c *centre) raw(login, method, path string, body []byte) (int, []byte) {
	c.Helper()
	client := c.clients[login]
	if client == nil {
		jar, err := cookiejar.New(nil)
		check.NoError(c, err)
		client = &http.Client{Jar: jar}
		c.clients[login] = client
		c.raw(login, http.MethodPost, "/session/demo", []byte(`{"login":"`+login+`"}`))
	}
	req, err := http.NewRequestWithContext(c.Context(), method, c.base+path, bytes.NewReader(body))
	check.NoError(c, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Fanzha", "1")
	resp, err := client.Do(req)
	check.NoError(c, err)
	defer func() { _ = resp.Body.Close() }()
	out, err := io.ReadAll(resp.Body)
	check.NoError(c, err)
	return resp.StatusCode, out
}

func (c *centre) ask(login, method, path string, in any) (int, record) {
	c.Helper()
	body, err := json.Marshal(in)
	check.NoError(c, err)
	status, raw := c.raw(login, method, path, body)
	out := record{}
	check.NoError(c, json.Unmarshal(raw, &out))
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

func (c *centre) get(login, path string) record {
	c.Helper()
	status, out := c.ask(login, http.MethodGet, path, nil)
	if status != http.StatusOK {
		c.Fatalf("%s %s: %d %v", login, path, status, out)
	}
	return out
}

func (c *centre) refused(login, path string, in record, code string) {
	c.Helper()
	_, out := c.ask(login, http.MethodPost, path, in)
	check.Equal(c, out["code"], any(code))
}

func items(list record) []any {
	out, _ := list["items"].([]any)
	return out
}

func act(r record, note string) record { return record{"version": r["version"], "note": note} }

// TestReturn protects: template out, filled in Excel, in again, signed by a second person, counted; a correction counts instead.
func TestReturn(t *testing.T) {
	c := open(t)
	c.do("lianxi", "/govern/members", record{"code": "edu", "kind": "department", "name": "云河市教育局"})
	c.do("lianxi", "/govern/members", record{"code": "court", "kind": "department", "name": "云河市中级人民法院"})
	r := c.do("lianxi", "/govern/returns", record{"member": "edu", "form": "department_month", "period": "2026-10"})
	foreign := c.do("lianxi", "/govern/returns", record{"member": "court", "form": "department_month", "period": "2026-10"})
	id, _ := r["id"].(string)
	other, _ := foreign["id"].(string)
	check.Equal(t, len(items(c.get("chengyuan", "/govern/returns"))), 1)
	status, _ := c.ask("chengyuan", http.MethodGet, "/govern/returns/"+other, nil)
	check.Equal(t, status, http.StatusNotFound)
	status, _ = c.ask("jiexian", http.MethodGet, "/govern/returns", nil)
	check.Equal(t, status, http.StatusForbidden)

	status, raw := c.raw("chengyuan", http.MethodGet, "/govern/returns/"+id+"/template.xlsx", nil)
	check.Equal(t, status, http.StatusOK)
	book, err := excelize.OpenReader(bytes.NewReader(raw))
	check.NoError(t, err)
	for cell, v := range map[string]any{"D4": 812, "D5": 1, "D6": 30000.05, "D7": 700, "D8": 2, "D9": 300} {
		check.NoError(t, book.SetCellValue("填报", cell, v))
	}
	var filled bytes.Buffer
	check.NoError(t, book.Write(&filled))
	status, answer := c.raw("chengyuan", http.MethodPost, "/govern/returns/"+id+"/import?version=1", filled.Bytes())
	check.Equal(t, status, http.StatusOK)
	check.True(t, strings.Contains(string(answer), `"loss":3000005`), "money to the fen: "+string(answer))
	status, answer = c.raw("chengyuan", http.MethodPost, "/govern/returns/"+id+"/import?version=2", []byte("nonsense"))
	check.True(t, status == http.StatusUnprocessableEntity || status == http.StatusBadRequest, "nonsense is refused: "+string(answer))
	status, answer = c.raw("lianxi", http.MethodPost, "/govern/returns/"+other+"/import?version=1", filled.Bytes())
	check.True(t, status >= 400 && strings.Contains(string(answer), "govern.workbook"), "the template of another unit")

	r = c.do("chengyuan", "/govern/returns/"+id+"/submit", record{"version": 2})
	c.refused("chengyuan", "/govern/returns/"+id+"/sign", act(r, ""), "govern.same_person")
	r = c.do("fuhe", "/govern/returns/"+id+"/sign", act(r, ""))
	check.Equal(t, []any{r["state"], r["revision"], r["late"]}, []any{"signed", 1.0, true})
	check.NoError(t, c.app.Drain(t.Context()))
	check.Equal(t, c.counted("return.accepted"), "1")
	c.refused("chengyuan", "/govern/returns/"+id+"/correct", record{"version": r["version"], "values": r["values"]}, "govern.reason_needed")
	r = c.do("chengyuan", "/govern/returns/"+id+"/correct", record{"version": r["version"], "values": r["values"], "note": "复核后补报"})
	r = c.do("fuhe", "/govern/returns/"+id+"/sign", act(r, ""))
	check.Equal(t, r["revision"], any(2.0))
	check.NoError(t, c.app.Drain(t.Context()))
	check.Equal(t, c.counted("return.accepted"), "1")
}

// counted is what an indicator says of October.
func (c *centre) counted(code string) string {
	c.Helper()
	got := c.get("lingdao", "/indicators/"+code+"/reading?period=month&at=2026-10-15")
	raw, err := json.Marshal(got)
	check.NoError(c, err)
	for _, x := range []string{"1", "2", "0"} {
		if strings.Contains(string(raw), `"num":`+x+`,`) || strings.Contains(string(raw), `"num":`+x+`}`) {
			return x
		}
	}
	c.Fatalf("no figure: %s", raw)
	return ""
}

// TestInterview protects: two signatures under an interview, and what a member unit sees of it.
func TestInterview(t *testing.T) {
	c := open(t)
	c.do("lianxi", "/govern/members", record{"code": "edu", "kind": "department", "name": "云河市教育局"})
	e := c.do("lianxi", "/govern/escalations", record{"kind": "interview", "member": "edu", "trigger": "duty", "why": "三项责任事项逾期"})
	path := "/govern/escalations/" + e["id"].(string)
	check.Equal(t, len(items(c.get("chengyuan", "/govern/escalations"))), 0)
	c.refused("lianxi", path+"/adopt", act(e, "同意"), "govern.same_person")
	c.refused("lingdao", path+"/adopt", act(e, ""), "govern.reason_needed")
	e = c.do("lingdao", path+"/adopt", act(e, "同意约谈"))
	check.Equal(t, e["state"], any("adopted"))
	c.refused("lingdao", path+"/approve", act(e, "批准"), "govern.same_person")
	e = c.get("lingdao", path)
	check.Equal(t, e["state"], any("adopted"))
	overview := c.get("lingdao", "/govern/overview")
	check.Equal(t, []any{overview["approvals"], overview["members"]}, []any{1.0, 1.0})
	for _, x := range []string{"/govern/matrix", "/govern/duties", "/govern/terms", "/govern/meetings", "/govern/tasks", "/govern/sheets", "/govern/rankings", "/govern/protests",
		"/govern/interviews", "/govern/forms", "/govern/notices", "/govern/receipts", "/govern/liaisons", "/govern/seats"} {
		c.get("lingdao", x)
	}
	l := c.do("lianxi", "/govern/liaisons", record{"member": "edu", "kind": "chief", "name": "王联络", "phone": "13900990001"})
	check.True(t, !strings.Contains(l["phone"].(string), "990001"), "masked")
	shown := c.do("lianxi", "/govern/liaisons/"+l["id"].(string)+"/reveal", record{"reason": "通知开会"})
	check.Equal(t, shown["value"], any("+8613900990001"))
}
