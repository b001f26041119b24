package scripts_test

// Protects: dissuasion scripts over the console's HTTP in a whole centre: who reads, who proposes, who signs, what a rude or broken body
// gets, and that a vote names a warning of the caller's own.

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
)

type record = map[string]any

// centre is a whole centre with the people of the invented city.
type centre struct {
	*testing.T
	base    string
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
	_, err = a.BuildCity(t.Context())
	check.NoError(t, err)
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	return &centre{T: t, base: server.URL, clients: map[string]*http.Client{}}
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
	if strings.HasPrefix(string(body), "{") {
		check.NoError(c, json.Unmarshal(body, &out))
	}
	return out
}

func TestScripts(t *testing.T) {
	c := open(t)
	all := c.ask("jiexian", http.MethodGet, "/scripts", 200, nil)
	check.True(t, len(all["items"].([]any)) >= 38 && all["label_zh"] == "本地编写", "the library is not whole")
	found := c.ask("jiexian", http.MethodGet, "/scripts?q=aqzh", 200, nil)["items"].([]any)
	check.Equal(t, []any{len(found), found[0].(record)["code"]}, []any{1, "police_account"})
	c.ask("jiexian", http.MethodGet, "/scripts?fraud=love", 400, nil)
	c.ask("jiexian", http.MethodGet, "/scripts/no_such", 404, nil)
	c.ask("shenji", http.MethodGet, "/scripts", 403, nil)
	c.ask("shenji", http.MethodGet, "/scripts/police_account", 403, nil)

	one := c.ask("jiexian", http.MethodGet, "/scripts/police_account", 200, nil)
	readings := one["readings"].([]any)
	check.Equal(t, []any{len(readings), one["may_write"]}, []any{4, true})
	steps := readings[0].(record)["steps"].([]any)
	check.Equal(t, len(steps), 6)

	votes := c.ask("jiexian", http.MethodPost, "/scripts/police_account/votes", 200, record{"reading": "zh", "step": "test"})
	check.Equal(t, len(votes["steps"].([]any)), 1)
	c.ask("jiexian", http.MethodPost, "/scripts/police_account/votes", 404, record{"reading": "zh", "step": "test", "warning": "no_such"})
	c.ask("jiexian", http.MethodPost, "/scripts/police_account/votes", 400, record{"reading": "zh", "step": "shout"})

	propose := func(want int, line string) record {
		steps[0] = record{"step": "open", "lines": []string{line}}
		return c.ask("jiexian", http.MethodPost, "/scripts/police_account/versions", want, record{"reading": "zh", "steps": steps, "note": "本地说法"})
	}
	rude := propose(400, "请您把密码念一下。")
	check.True(t, rude["code"] == "spoken.text" && strings.Contains(rude["message_zh"].(string), "“开场”第 1 句不能用：不索要"), "another refusal, or without words")
	made := propose(200, "您好，耽误您两分钟。")
	check.Equal(t, []any{made["state"], made["may_approve"], made["may_withdraw"]}, []any{"proposed", false, true})
	path := "/scripts/police_account/versions/" + made["id"].(string)
	c.ask("jiexian", http.MethodPost, path+"/approve", 403, record{"version": 1})
	c.ask("lingdao", http.MethodPost, path+"/approve", 409, record{"version": 5})
	done := c.ask("lingdao", http.MethodPost, path+"/approve", 200, record{"version": 1})
	check.Equal(t, done["state"], any("approved"))
	one = c.ask("jiexian", http.MethodGet, "/scripts/police_account", 200, nil)
	check.Equal(t, one["readings"].([]any)[0].(record)["version"], any(float64(1)))
	history := c.ask("lingdao", http.MethodGet, "/scripts/police_account/versions", 200, nil)["items"].([]any)
	check.Equal(t, len(history), 1)
}
