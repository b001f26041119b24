package measures_test

// What this protects: restrictions, marks and sanctions from the first act to the end, over the console's HTTP, in a whole centre with
// a clock that is pushed: each ends by itself, each by a person, and each at once when an objection against it is upheld.

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
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/term/when"
)

const (
	began = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time
	own   = "9900020000000004567"              // a victim's account
)

type record = map[string]any

// centre is a whole centre whose clock stands until it is pushed.
type centre struct {
	*testing.T
	app   *app.Centre
	clock *clock.Manual
	base  string
}

func open(t *testing.T) *centre {
	t.Helper()
	c := &centre{T: t, clock: clock.NewManual(began)}
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	site := app.DemoSite()
	leader := site.DemoLogins[0]
	var err error
	for login, unit := range map[string]string{"county": "990101000000", "second": "990100000000"} {
		leader.Login, leader.Name = login, login+unit
		site.DemoLogins = append(site.DemoLogins, leader)
	}
	c.app, err = app.Open(t.Context(), app.Options{Settings: settings, Clock: c.clock, Site: site, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, c.app.Close()) })
	_, err = c.app.BuildCity(t.Context())
	check.NoError(t, err)
	for login, unit := range map[string]string{"county": "990101000000", "second": "990100000000"} {
		made, _, err := c.app.People.CreateAccount(t.Context(), access.System(), accessstore.NewAccount{Login: login, Name: login, Unit: unit})
		check.NoError(t, err)
		_, err = c.app.People.SetRoles(t.Context(), access.System(), accessstore.Grant{Account: made.ID, Roles: []access.Role{access.Leader}, Reason: "测试账号"})
		check.NoError(t, err)
	}
	server := httptest.NewServer(c.app.Handler())
	t.Cleanup(server.Close)
	c.base = server.URL
	return c
}

// pass lets time go by: clocks run, and what follows from them is done.
func (c *centre) pass(span when.Micros) {
	c.Helper()
	c.clock.Set(c.clock.Now() + span)
	check.NoError(c, c.app.Tick(c.Context()))
	check.NoError(c, c.app.Drain(c.Context()))
}

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

// do posts a command that must succeed.
func (c *centre) do(login, path string, in record) record {
	c.Helper()
	status, out := c.ask(login, http.MethodPost, path, in)
	if status != http.StatusOK {
		c.Fatalf("%s %s: %d %v", login, path, status, out)
	}
	return out
}

// refused posts a command that must be refused with a code.
func (c *centre) refused(login, path string, in record, code string) {
	c.Helper()
	status, out := c.ask(login, http.MethodPost, path, in)
	check.True(c, status >= http.StatusBadRequest, "not refused")
	check.Equal(c, out["code"], any(code))
}

// listed is the record with an id in a list.
func (c *centre) listed(path, id string) record {
	c.Helper()
	status, out := c.ask("lingdao", http.MethodGet, path, nil)
	check.Equal(c, status, http.StatusOK)
	items, _ := out["items"].([]any)
	for _, x := range items {
		row, _ := x.(record)
		if row["id"] == id {
			return row
		}
	}
	c.Fatalf("%s is not in %s: %v", id, path, out)
	return nil
}

func id(r record) string { s, _ := r["id"].(string); return s }

// upheld is an objection of the person concerned, which a second leader upholds.
func (c *centre) upheld(object string, of record) {
	c.Helper()
	row := c.decided(object, of)
	check.Equal(c, row["released_at"], row["decided_at"])
}

// decided is the objection as it is listed after it was upheld.
func (c *centre) decided(object string, of record) record {
	c.Helper()
	o := c.do("jiexian", "/objections", record{"object": object, "object_id": id(of), "name": "周测试", "phone": "13800000009", "ground": "mistaken", "text": "不是我"})
	check.Equal(c, o["state"], any("open"))
	c.refused("jiexian", "/objections/"+id(o)+"/decide", record{"version": o["version"], "upheld": true, "reason": "自己受理"}, "access.denied")
	c.refused("county", "/objections/"+id(o)+"/decide", record{"version": o["version"], "upheld": true, "reason": "自己决定"}, "measure.four_eyes")
	c.pass(when.Minute)
	o = c.do("second", "/objections/"+id(o)+"/decide", record{"version": o["version"], "upheld": true, "reason": "经核实与本人无关"})
	check.Equal(c, o["state"], any("upheld"))
	check.NoError(c, c.app.Drain(c.Context()))
	return c.listed("/objections?object="+object, id(o))
}

// masked fails where a value came out whole.
func (c *centre) masked(r record, values ...string) {
	c.Helper()
	raw, err := json.Marshal(r)
	check.NoError(c, err)
	for _, v := range values {
		check.True(c, !strings.Contains(string(raw), v), "not masked: "+v)
	}
}

// Protects the restriction of a victim's own account: looked at daily, once again at most, given back, ended by itself or by an objection.
func TestRestrictions(t *testing.T) {
	c := open(t)
	impose := record{"warning_id": "W1", "unit": "990101000000", "bank": "yh_bank", "account": own, "person": "王测试", "phone": "13800000008", "reason": "remote_control", "document": "云公护字〔2026〕1号"}
	c.refused("yanpan", "/restrictions", impose, "access.denied")
	x := c.do("county", "/restrictions", impose)
	c.masked(x, own, "王测试", "13800000008")
	check.Equal(t, []any{x["state"], x["ends_at"], x["unit"].(record)["code"]}, []any{"active", stamp(began + 48*when.Hour), "990101000000"})
	c.refused("county", "/restrictions", impose, "measure.restricted_twice")
	c.pass(25 * when.Hour)
	check.Equal(t, c.listed("/restrictions?state=active", id(x))["overdue"], any(true))
	x = c.listed("/restrictions?review_by="+stamp(c.clock.Now()), id(x))
	c.refused("zhifu", "/restrictions/"+id(x)+"/review", record{"version": x["version"]}, "measure.reason_needed")
	x = c.do("zhifu", "/restrictions/"+id(x)+"/review", record{"version": x["version"], "note": "仍在通话中"})
	check.Equal(t, x["overdue"], any(false))
	x = c.do("zhifu", "/restrictions/"+id(x)+"/extend", record{"version": x["version"], "note": "仍被控制"})
	check.Equal(t, []any{x["count"], x["ends_at"]}, []any{2.0, stamp(began + 96*when.Hour)})
	c.refused("zhifu", "/restrictions/"+id(x)+"/extend", record{"version": x["version"], "note": "再延"}, "measure.restriction_count")
	x = c.do("zhifu", "/restrictions/"+id(x)+"/lift", record{"version": x["version"], "note": "已见面劝阻"})
	check.Equal(t, []any{x["state"], x["end_reason"]}, []any{"lifted", "已见面劝阻"})

	x = c.do("county", "/restrictions", impose)
	c.pass(48 * when.Hour)
	check.Equal(t, c.listed("/restrictions", id(x))["state"], any("ended"))

	x = c.do("county", "/restrictions", impose)
	c.decided("restriction", x) // released when the bank has lifted it: no bank answers here
	row := c.listed("/restrictions", id(x))
	check.Equal(t, row["state"], any("lifted"))
	_, all := c.ask("zhifu", "GET", "/measures/"+id(x)+"/instructions", nil)
	told, ok := all["items"].([]any)
	check.True(t, ok && len(told) > 0, "what the bank was told is not shown")
	c.refused("jiexian", "/objections", record{"object": "restriction", "object_id": id(x), "name": "王测试", "phone": "13800000008", "ground": "mistaken"}, "measure.object_ended")
}

func stamp(at when.Micros) string { return at.Time().UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// Protects marks: set with a basis by a leader, ended by themselves, taken back, and taken back by an objection.
func TestMarks(t *testing.T) {
	c := open(t)
	set := record{"unit": "990101000000", "bank": "yh_bank", "subject_kind": "account", "subject": own, "kind": "passed", "source": "stop-1", "basis": "资金流经"}
	c.refused("zhifu", "/marks", set, "access.denied")
	m := c.do("county", "/marks", set)
	c.masked(m, own)
	check.Equal(t, []any{m["state"], m["bank_name"]}, []any{"active", "云河银行"})
	c.refused("county", "/marks", set, "measure.marked_twice")
	check.Equal(t, c.listed("/marks?kind=passed&subject="+own, id(m))["number"], m["number"])
	c.pass(400 * when.Day)
	check.Equal(t, c.listed("/marks", id(m))["state"], any("ended"))

	m = c.do("county", "/marks", set)
	c.refused("second", "/marks/"+id(m)+"/remove", record{"version": m["version"]}, "measure.reason_needed")
	m = c.do("second", "/marks/"+id(m)+"/remove", record{"version": m["version"], "note": "账户已查清"})
	check.Equal(t, m["state"], any("removed"))

	person := record{"unit": "990101000000", "subject_kind": "person", "subject": "990101199001011230", "kind": "lent", "source": "case-1", "basis": "出借账户"}
	m = c.do("county", "/marks", person)
	c.masked(m, "990101199001011230")
	c.upheld("mark", m)
	check.Equal(t, c.listed("/marks", id(m))["state"], any("removed"))
}

// punished nominates and recognises a sanction.
func (c *centre) punished(document string) record {
	c.Helper()
	s := c.do("county", "/sanctions", record{"name": "赵测试", "id_number": "990101199001011230", "tier": 2, "facts": record{"cards": 3}, "case": "A9901010000002026110001", "document": document, "sha256": strings.Repeat("0a", 32)})
	c.masked(s, "赵测试", "990101199001011230")
	check.Equal(c, s["state"], any("nominated"))
	c.refused("county", "/sanctions/"+id(s)+"/recognise", record{"version": s["version"]}, "sanction.same_person")
	return c.do("lingdao", "/sanctions/"+id(s)+"/recognise", record{"version": s["version"]})
}

// Protects sanctions: nominated in the county, recognised in the city, in force days after the notice, over by themselves; declined,
// appealed, revoked, and revoked by an objection.
func TestSanctions(t *testing.T) {
	c := open(t)
	c.refused("zhifu", "/sanctions", record{"name": "赵测试", "id_number": "990101199001011230", "tier": 2, "facts": record{"cards": 3}, "case": "A1", "document": "D0"}, "access.denied")
	c.refused("county", "/sanctions", record{"name": "赵测试", "id_number": "990101199001011230", "tier": 2, "facts": record{"cards": 3}, "case": "A1", "document": "D0"}, "sanction.basis_needed")
	s := c.punished("云公惩字〔2026〕1号")
	check.Equal(t, []any{s["state"], s["years"], s["edition"]}, []any{"recognised", 2.0, "lhcj-2024"})
	s = c.do("county", "/sanctions/"+id(s)+"/notice", record{"version": s["version"], "notice": "云公惩告字〔2026〕1号"})
	check.Equal(t, s["state"], any("noticed"))
	c.pass(5 * when.Day)
	s = c.listed("/sanctions?state=in_force", id(s))
	measures, _ := s["measures"].([]any)
	check.True(t, len(measures) > 3 && measures[0].(record)["zh"] != "", "measures without words")
	c.pass(731 * when.Day)
	check.Equal(t, c.listed("/sanctions?subject=990101199001011230", id(s))["state"], any("ended"))

	// Declined.
	s = c.do("county", "/sanctions", record{"name": "赵测试", "id_number": "990101199001011230", "tier": 2, "facts": record{"times": 3}, "case": "A1", "document": "D2", "sha256": strings.Repeat("0b", 32)})
	c.refused("jiexian", "/objections", record{"object": "sanction", "object_id": id(s), "name": "赵测试", "phone": "13800000009", "ground": "mistaken"}, "measure.object_ended")
	s = c.do("lingdao", "/sanctions/"+id(s)+"/decline", record{"version": s["version"], "note": "情节轻微"})
	check.Equal(t, s["state"], any("declined"))

	// Appealed: refused with a remedy, then upheld.
	s = c.punished("D3")
	s = c.do("county", "/sanctions/"+id(s)+"/notice", record{"version": s["version"], "notice": "N3"})
	s = c.do("jiexian", "/sanctions/"+id(s)+"/appeal", record{"version": s["version"], "note": "卡是被偷的"})
	c.refused("county", "/sanctions/"+id(s)+"/decide-appeal", record{"version": s["version"], "upheld": true, "note": "x"}, "sanction.same_person")
	s = c.do("second", "/sanctions/"+id(s)+"/decide-appeal", record{"version": s["version"], "note": "无报失记录"})
	check.True(t, s["appeal"] == "refused" && s["appeal_remedy"] != "", "refused without a remedy")
	s = c.do("jiexian", "/sanctions/"+id(s)+"/appeal", record{"version": s["version"], "note": "补充报案回执"})
	s = c.do("second", "/sanctions/"+id(s)+"/decide-appeal", record{"version": s["version"], "upheld": true, "note": "回执属实"})
	check.Equal(t, []any{s["state"], s["appeal"]}, []any{"revoked", "upheld"})

	// Revoked by hand.
	s = c.punished("D4")
	s = c.do("second", "/sanctions/"+id(s)+"/revoke", record{"version": s["version"], "note": "判决已撤销"})
	check.Equal(t, s["state"], any("revoked"))

	// Revoked by an objection, in force.
	s = c.punished("D5")
	s = c.do("county", "/sanctions/"+id(s)+"/notice", record{"version": s["version"], "notice": "N5"})
	c.pass(5 * when.Day)
	c.upheld("sanction", s)
	status, s := c.ask("lingdao", http.MethodGet, "/sanctions/"+id(s), nil)
	check.Equal(t, []any{status, s["state"]}, []any{http.StatusOK, "revoked"})
	check.True(t, strings.HasPrefix(s["end_reason"].(string), "异议成立"), "a reason")
}

// Protects what a screen says of a measure: the names of those who decided and nobody's for the clock, those that end soon, and the
// articles and numbers that measures run by.
func TestWhoDecided(t *testing.T) {
	c := open(t)
	x := c.do("county", "/restrictions", record{"warning_id": "W1", "unit": "990101000000", "bank": "yh_bank", "account": own, "person": "王测试", "phone": "13800000008", "reason": "paying_now", "document": "D1"})
	x = c.do("zhifu", "/restrictions/"+id(x)+"/review", record{"version": x["version"], "note": "仍在通话中"})
	status, x := c.ask("lingdao", http.MethodGet, "/restrictions/"+id(x), nil)
	check.Equal(t, []any{status, x["imposed_by"], x["reviewed_by"], x["ended_by"]}, []any{http.StatusOK, "county", "陈止付", ""})
	check.Equal(t, id(c.listed("/restrictions?ends_by="+stamp(began+49*when.Hour), id(x))), id(x))
	status, none := c.ask("lingdao", http.MethodGet, "/restrictions?ends_by="+stamp(began+47*when.Hour), nil)
	check.Equal(t, []any{status, none["items"]}, []any{http.StatusOK, []any{}})
	c.pass(48 * when.Hour)
	check.Equal(t, c.listed("/restrictions", id(x))["ended_by"], any(""))
	status, _ = c.ask("lianluo", http.MethodGet, "/restrictions/"+id(x), nil)
	check.True(t, status >= http.StatusBadRequest, "a liaison reads a restriction of a victim's account")

	m := c.do("county", "/marks", record{"unit": "990101000000", "subject_kind": "person", "subject": "990101199001011230", "kind": "lent", "source": "case-1", "basis": "出借账户"})
	status, m = c.ask("second", http.MethodGet, "/marks/"+id(m), nil)
	check.Equal(t, []any{status, m["set_by"], m["ended_by"]}, []any{http.StatusOK, "county", ""})

	s := c.punished("D9")
	check.True(t, s["nominated_by"] == "county" && s["recognised_by"] != "" && s["noticed_by"] == "", "names of a sanction")

	status, rules := c.ask("yanpan", http.MethodGet, "/measures/rules", nil)
	raw, err := json.Marshal(rules)
	check.NoError(t, err)
	check.Equal(t, status, http.StatusOK)
	for _, want := range []string{`"restriction.hours"`, `"sanction.appeal_days"`, `"lhcj-2024"`, `"dishonest_list"`, `"personal_data"`, `"mark.lent_days"`} {
		check.True(t, strings.Contains(string(raw), want), "rules name "+want)
	}
	status, _ = c.ask("lianluo", http.MethodGet, "/measures/rules", nil)
	check.Equal(t, status, http.StatusForbidden)
}
