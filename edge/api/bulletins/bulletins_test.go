package bulletins_test

// What this protects: bulletins over the console's HTTP in a whole centre: drafted from counted cases, checked, approved by another
// person, frozen, corrected, exported; and nothing for those who have no right.

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

	"fanzha/app"
	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/term/when"
)

const began = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

type record = map[string]any

// centre is a whole centre with a year of cases, whose clock stands.
type centre struct {
	*testing.T
	app  *app.Centre
	base string
}

func open(t *testing.T) *centre {
	t.Helper()
	c := &centre{T: t}
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	var err error
	c.app, err = app.Open(t.Context(), app.Options{Settings: settings, Clock: clock.NewManual(began), Site: app.DemoSite(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, c.app.Close()) })
	_, err = c.app.BuildCity(t.Context())
	check.NoError(t, err)
	check.NoError(t, c.app.BuildCases(t.Context()))
	check.NoError(t, c.app.Drain(t.Context()))
	server := httptest.NewServer(c.app.Handler())
	t.Cleanup(server.Close)
	c.base = server.URL
	return c
}

// raw is one request of somebody who has just signed in.
func (c *centre) raw(login, method, path string, in any) (int, http.Header, []byte) {
	c.Helper()
	jar, err := cookiejar.New(nil)
	check.NoError(c, err)
	client := &http.Client{Jar: jar}
	status, _, _ := c.send(client, http.MethodPost, "/session/demo", record{"login": login})
	check.Equal(c, status, http.StatusOK)
	return c.send(client, method, path, in)
}

func (c *centre) send(client *http.Client, method, path string, in any) (int, http.Header, []byte) {
	c.Helper()
	body, err := json.Marshal(in)
	check.NoError(c, err)
	req, err := http.NewRequestWithContext(c.Context(), method, c.base+"/api/v1"+path, bytes.NewReader(body))
	check.NoError(c, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Fanzha", "1")
	resp, err := client.Do(req)
	check.NoError(c, err)
	defer func() { _ = resp.Body.Close() }()
	out, err := io.ReadAll(resp.Body)
	check.NoError(c, err)
	return resp.StatusCode, resp.Header, out
}

func (c *centre) ask(login, method, path string, in any) (int, record) {
	c.Helper()
	status, _, raw := c.raw(login, method, path, in)
	out := record{}
	if len(raw) > 0 {
		check.NoError(c, json.Unmarshal(raw, &out))
	}
	return status, out
}

// do posts a command that must succeed.
func (c *centre) do(login, path string, in record) record {
	c.Helper()
	status, out := c.ask(login, http.MethodPost, path, in)
	if status != http.StatusOK {
		c.Fatalf("%s %s: %d %v", login, path, status, out)
	}
	return out
}

// refused sends a command that must be refused with a code.
func (c *centre) refused(login, method, path string, in record, code string) {
	c.Helper()
	status, out := c.ask(login, method, path, in)
	check.True(c, status >= http.StatusBadRequest, "not refused")
	check.Equal(c, out["code"], any(code))
}

// text is that of a paragraph, with its first span.
func text(t *testing.T, issue record, id string) (string, record) {
	t.Helper()
	sections, _ := issue["sections"].([]any)
	for _, s := range sections {
		section, _ := s.(record)
		paragraphs, _ := section["paragraphs"].([]any)
		for _, p := range paragraphs {
			row, _ := p.(record)
			if row["id"] != id {
				continue
			}
			spans, _ := row["spans"].([]any)
			out, _ := row["text"].(string)
			if len(spans) == 0 {
				return out, nil
			}
			first, _ := spans[0].(record)
			return out, first
		}
	}
	t.Fatalf("no paragraph %s", id)
	return "", nil
}

// figure is a figure of an issue.
func figure(t *testing.T, issue record, id string) record {
	t.Helper()
	list, _ := issue["figures"].([]any)
	for _, f := range list {
		row, _ := f.(record)
		if row["id"] == id {
			return row
		}
	}
	t.Fatalf("no figure %s", id)
	return nil
}

// Protects: an issue over HTTP from the draft to its documents, in one centre.
func TestBulletins(t *testing.T) {
	c := open(t)
	t.Run("issue", func(t *testing.T) { issue(t, c) })
	t.Run("export", func(t *testing.T) { export(t, c) })
}

// issue is the way of an issue, and the refusals on it.
func issue(t *testing.T, c *centre) {
	i := c.do("yanpan", "/bulletins", record{"kind": "weekly", "at": "2026-11-11"})
	path := "/bulletins/" + i["id"].(string)
	said, span := text(t, i, "overall.0")
	f := figure(t, i, "overall.0.0")
	check.True(t, strings.Contains(said, "立电信网络诈骗案件"+f["text"].(string)) && f["num"].(float64) > 0, "no cases are counted: "+said)
	check.Equal(t, []any{span["figure"], string([]rune(said)[int(span["from"].(float64)):int(span["to"].(float64))])}, []any{f["id"], f["text"]})
	link := f["link"].(record)
	check.Equal(t, []any{link["code"], link["from"], link["to"], link["unit"]}, []any{"case.filed", "2026-11-09", "2026-11-15", "990100000000"})
	c.refused("minjing", http.MethodPost, "/bulletins", record{"kind": "weekly", "at": "2026-11-11"}, "access.denied")
	c.refused("xitong", http.MethodGet, path, nil, "access.denied")
	c.refused("yanpan", http.MethodPost, "/bulletins", record{"kind": "weekly", "at": "2026-13-11"}, "bulletin.field")

	c.refused("lingdao", http.MethodPost, path+"/approve", record{"version": 1}, "bulletin.state")
	status, i := c.ask("yanpan", http.MethodPut, path+"/paragraphs/overall.0", record{"version": 1, "text": strings.Replace(said, f["text"].(string), "9999起", 1)})
	check.Equal(t, []any{status, i["stops"].(float64) > 0}, []any{http.StatusOK, true})
	c.refused("yanpan", http.MethodPost, path+"/submit", record{"version": 2}, "bulletin.stopped")
	_, i = c.ask("yanpan", http.MethodPut, path+"/paragraphs/overall.0", record{"version": 2, "text": said})
	if i["stops"] != any(0.0) {
		t.Fatalf("a fresh draft is stopped: %v", i["findings"])
	}
	c.do("lingdao", path+"/remarks", record{"paragraph": "overall.0", "text": "请核对"})
	c.do("yanpan", path+"/submit", record{"version": 3})
	c.refused("yanpan", http.MethodPost, path+"/approve", record{"version": 4}, "access.denied")
	c.do("lingdao", path+"/approve", record{"version": 4})
	i = c.do("lingdao", path+"/publish", record{"version": 5})
	check.Equal(t, []any{i["state"], i["no"], len(i["hash"].(string)), i["drafted_by"] != i["approved_by"]}, []any{"published", 1.0, 64, true})
	c.refused("yanpan", http.MethodPut, path+"/paragraphs/overall.0", record{"version": 6, "text": "改"}, "bulletin.frozen")
	c.refused("lingdao", http.MethodPost, path+"/errata", record{"place": "overall.0.0", "reason": "无变化"}, "bulletin.unchanged")

	status, list := c.ask("lingdao", http.MethodGet, "/bulletins?kind=weekly&state=published", nil)
	check.Equal(t, []any{status, len(list["items"].([]any))}, []any{http.StatusOK, 1})
	status, same := c.ask("lingdao", http.MethodGet, path+"/compare?with="+i["id"].(string), nil)
	check.Equal(t, []any{status, len(same["rows"].([]any)) > 5}, []any{http.StatusOK, true})
}

// export: documents leave in four formats with a name, and their leaving is in the history.
func export(t *testing.T, c *centre) {
	i := c.do("yanpan", "/bulletins", record{"kind": "public", "at": "2026-11-11"})
	path := "/bulletins/" + i["id"].(string)
	for format, magic := range map[string]string{"docx": "PK", "xlsx": "PK", "pdf": "%PDF", "txt": "2026年"} {
		status, head, raw := c.raw("lingdao", http.MethodGet, path+"/export?format="+format+"&reason=印发", nil)
		check.Equal(t, status, http.StatusOK)
		check.True(t, strings.HasPrefix(string(raw), magic) && strings.Contains(head.Get("Content-Disposition"), "."+format), format)
	}
	status, _, _ := c.raw("lingdao", http.MethodGet, path+"/export?format=exe", nil)
	check.True(t, status >= http.StatusBadRequest, "an unknown format")
	status, _, _ = c.raw("xitong", http.MethodGet, path+"/export?format=txt", nil)
	check.Equal(t, status, http.StatusForbidden)
	_, i = c.ask("lingdao", http.MethodGet, path, nil)
	raw, err := json.Marshal(i["history"])
	check.NoError(t, err)
	check.Equal(t, strings.Count(string(raw), `"act":"export"`), 4)
}
