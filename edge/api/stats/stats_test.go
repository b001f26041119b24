package stats_test

// What this protects: figures over the console's HTTP in a whole centre: the dictionary, a figure with its comparison, its parts and what
// is behind it, the situation, a question of one's own with its reason, and the map; each within the caller's jurisdiction.

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
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
	"fanzha/centre/stats"
	apistats "fanzha/edge/api/stats"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/term/when"
)

const began = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

type record = map[string]any

// centre is a whole centre whose clock stands, with invented facts.
type centre struct {
	*testing.T
	base string
}

func open(t *testing.T) *centre {
	t.Helper()
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	site := app.DemoSite()
	leader := site.DemoLogins[0]
	leader.Login, leader.Name = "county", "county"
	site.DemoLogins = append(site.DemoLogins, leader)
	a, err := app.Open(t.Context(), app.Options{Settings: settings, Clock: clock.NewManual(began), Site: site, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, a.Close()) })
	_, err = a.BuildCity(t.Context())
	check.NoError(t, err)
	made, _, err := a.People.CreateAccount(t.Context(), access.System(), accessstore.NewAccount{Login: "county", Name: "county", Unit: "990101000000"})
	check.NoError(t, err)
	_, err = a.People.SetRoles(t.Context(), access.System(), accessstore.Grant{Account: made.ID, Roles: []access.Role{access.Leader}, Reason: "测试账号"})
	check.NoError(t, err)
	check.NoError(t, a.Drain(t.Context()))
	check.NoError(t, a.CountFacts(t.Context(), invented()))
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	return &centre{t, server.URL}
}

// invented are cases of two counties: 31 in November and 21 a year before in the first, 2 in the second.
func invented() []stats.Fact {
	var out []stats.Fact
	add := func(unit, region string, at when.Micros, n int) {
		for i := range n {
			f := stats.Fact{Measure: "case.filed", ID: fmt.Sprintf("%s-%d-%d", unit, at, i), Seq: int64(1_000_000 + len(out)), At: at, Unit: unit, Region: region, N: 1, Fen: 100_000, Object: "case/x"}
			f.Sides[stats.FraudType] = []string{"fake_loan", "brushing_rebate", "fake_loan"}[i%3]
			f.Sides[stats.AgeBand] = []string{"under_18", "age_26_35"}[min(i, 1)]
			out = append(out, f)
		}
	}
	day := when.Day
	add("990101000000", "990101001", began-3*day, 31)
	add("990101000000", "990101002", began-3*day-365*day, 21)
	add("990102000000", "990102001", began-4*day, 2)
	add("990102000000", "990102001", began-600*day, 1)                                   // counted since then
	for i, place := range []string{"990101001", "990101002", "990102001", "990102002"} { // of May 2025: two counties of two townships each, of a day and of the next
		for j, age := range []string{"age_18_25", "age_26_35"} {
			for n := range 11 {
				f := stats.Fact{Measure: "case.filed", ID: fmt.Sprintf("may-%d-%d-%d", i, j, n), Seq: int64(1_500_000 + 100*i + 20*j + n), At: stats.Date(2025, 5, 2).Start(), Unit: place[:6] + "000000", Region: place, N: 1}
				f.Sides[stats.AgeBand] = age
				if n == 10 && i != j {
					continue
				}
				if n == 10 {
					f.At = stats.Date(2025, 5, 3).Start()
				}
				out = append(out, f)
			}
		}
	}
	solved := stats.Fact{Measure: "case.solved", ID: "s", Seq: 2_000_000, At: began - day, Unit: "990101000000", Region: "990101001", N: 1}
	return append(out, solved)
}

// ask is one request of somebody who has just signed in.
func (c *centre) ask(login, method, path string, in any) (int, record) {
	c.Helper()
	jar, err := cookiejar.New(nil)
	check.NoError(c, err)
	client := &http.Client{Jar: jar}
	status, _ := c.send(client, http.MethodPost, "/session/demo", record{"login": login})
	check.Equal(c, status, http.StatusOK)
	return c.send(client, method, path, in)
}

func (c *centre) send(client *http.Client, method, path string, in any) (int, record) {
	c.Helper()
	raw, err := json.Marshal(in)
	check.NoError(c, err)
	req, err := http.NewRequestWithContext(context.WithoutCancel(c.Context()), method, c.base+"/api/v1"+path, bytes.NewReader(raw))
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

func (c *centre) get(login, path string) record {
	c.Helper()
	status, out := c.ask(login, http.MethodGet, path, nil)
	if status != http.StatusOK {
		c.Fatalf("%s: %d %v", path, status, out)
	}
	return out
}

func (c *centre) refused(login, method, path string, in any, code string) {
	c.Helper()
	status, out := c.ask(login, method, path, in)
	check.True(c, status >= http.StatusBadRequest, path+" was not refused")
	check.Equal(c, out["code"], any(code))
}

func list(r record, key string) []any { l, _ := r[key].([]any); return l }

func row(x any) record { r, _ := x.(record); return r }

// Protects: one figure on every way to it: alone, in its course, in its parts, with what is behind it; a county sees its own.
func TestFigures(t *testing.T) {
	c := open(t)
	check.True(t, len(list(c.get("lingdao", "/indicators"), "items")) >= 150, "a short dictionary")
	check.Equal(t, row(list(c.get("lingdao", "/indicators?q=见面劝阻率"), "items")[0])["local"], any(true))
	check.Equal(t, c.get("lingdao", "/indicators/case.solve_rate")["formula_zh"], any("破获电信网络诈骗案件 ÷ 立电信网络诈骗案件 × 100"))

	r := c.get("lingdao", "/indicators/case.filed/reading?period=month&at=2026-11-18")
	check.Equal(t, []any{r["text_zh"], r["num"], r["known"]}, []any{"33起", 33.0, true})
	cmp := row(list(r, "compare")[0])
	check.Equal(t, []any{cmp["text_zh"], cmp["tone"], cmp["base_text_zh"]}, []any{"同比上升57.14%", "bad", "21起"})
	r = c.get("county", "/indicators/case.filed/reading?period=month")
	check.Equal(t, []any{r["text_zh"], row(list(r, "compare")[0])["text_zh"], row(r["period"])["zh"]}, []any{"31起", "同比上升47.62%", "2026年11月1日至11月18日（截至18日19时06分）"})
	r = c.get("lingdao", "/indicators/case.solve_rate/reading?period=month")
	check.Equal(t, []any{r["text_zh"], r["num"], r["den"]}, []any{"3.03%", 1.0, 33.0})
	r = c.get("lingdao", "/indicators/case.filed/reading?period=range&from=2026-11-01&to=2026-11-15&fraud_type=fake_loan&base_from=2025-11-01&base_to=2025-11-30")
	check.Equal(t, []any{r["text_zh"], row(list(r, "compare")[2])["kind"], row(list(r, "compare")[2])["text_zh"]}, []any{"22起", "base", "与2025年11月1日至11月30日相比上升57.14%"})
	check.Equal(t, c.get("lingdao", "/indicators/return.accepted/reading?period=month")["known"], any(false))

	s := c.get("lingdao", "/indicators/case.filed/series?period=month&n=13")
	check.Equal(t, []any{len(list(s, "points")), row(list(s, "points")[0])["num"], row(list(s, "points")[12])["num"]}, []any{13, 21.0, 33.0})

	g := c.get("lingdao", "/indicators/case.filed/groups?period=month&by=region&digits=9&limit=1")
	check.Equal(t, []any{row(list(g, "rows")[0])["key"], row(row(g["rest"])["reading"])["num"], row(g["whole"])["num"]}, []any{"990101001", 2.0, 33.0})
	g = c.get("lingdao", "/indicators/case.filed/groups?period=month&by=fraud_type")
	check.Equal(t, row(list(g, "rows")[0])["zh"], any("虚假贷款"))

	seen, cursor := 0, ""
	for {
		f := c.get("lingdao", "/indicators/case.filed/facts?period=month&limit=20&cursor="+cursor)
		seen += len(list(f, "items"))
		check.Equal(t, []any{f["sum_n"], f["sum_fen"]}, []any{33.0, 3_300_000.0})
		cursor, _ = f["next"].(string)
		if cursor == "" {
			break
		}
	}
	check.Equal(t, seen, 33)
	f := c.get("county", "/indicators/case.solve_rate/facts?period=month&part=den")
	check.Equal(t, []any{len(list(f, "items")), row(list(f, "items")[0])["object"], row(row(list(f, "items")[0])["sides"])["fraud_type"]}, []any{31, "case/x", "虚假贷款"})

	for path, code := range map[string]string{
		"/indicators/no.such": "indicator.unknown", "/indicators/case.filed/reading?period=point": "indicator.period", "/indicators/case.filed/reading?at=x": "stats.ask",
		"/indicators/case.filed/reading?venue=a": "indicator.side", "/indicators/case.filed/groups?by=x": "stats.ask", "/indicators/case.filed/facts?cursor=%21": "stats.ask",
		"/indicators/case.filed/reading?unit=1": "region.unit_format", "/indicators/case.filed/reading?region=1": "region.place_format",
	} {
		c.refused("lingdao", http.MethodGet, path, nil, code)
	}
	c.refused("minjing", http.MethodGet, "/indicators", nil, "access.denied")
}

// Protects: the situation prints what the pages print, and nobody's name; a county's shows the county.
func TestSituation(t *testing.T) {
	c := open(t)
	s := c.get("lingdao", "/situation?period=week")
	six := list(s, "six")
	check.Equal(t, []any{len(six), s["demo"], row(six[0])["text_zh"]}, []any{6, true, row(c.get("lingdao", "/indicators/case.filed/reading?period=week"))["text_zh"]})
	check.Equal(t, []any{len(list(s, "towns")), len(list(s, "types"))}, []any{2, 2}) // those of the week before: what fell to nothing is shown as nothing
	town, _ := row(list(s, "towns")[0])["reading"].(record)
	check.Equal(t, town["num"], any(0.0))
	s = c.get("county", "/situation?period=month")
	check.Equal(t, []any{row(list(s, "six")[0])["num"], len(list(s, "towns")), len(list(s, "types")), row(list(s, "types")[0])["zh"]}, []any{31.0, 1, 2, "虚假贷款"})
	c.refused("minjing", http.MethodGet, "/situation", nil, "access.denied")
}

// Protects: who asks about places and persons once more over one day more cannot tell who came on that day, in whatever order and at whatever
// length of the places' codes he asks; another account is told what it would be told first; days that have nothing to do with it are left alone.
func TestAskedOnceMore(t *testing.T) {
	c := open(t)
	ask := func(login, from, to, by string) (shown map[string]float64, hidden int) {
		t.Helper()
		status, out := c.ask(login, http.MethodPost, "/query", record{"code": "case.filed", "from": from, "to": to, "by": []string{by, "age_band"}, "only": []any{}, "limit": 100, "reason": "周分析材料"})
		check.Equal(t, status, http.StatusOK)
		shown = map[string]float64{}
		for _, x := range list(out, "rows") {
			if row(x)["hidden"] == true {
				hidden++
				continue
			}
			keys := list(row(x), "keys")
			shown[fmt.Sprint(row(keys[0])["value"], " ", row(keys[1])["value"])], _ = row(x)["n"].(float64)
		}
		return shown, hidden
	}
	shown, hidden := ask("yanpan", "2025-05-01", "2025-05-02", "region:9")
	check.Equal(t, []any{len(shown), hidden, shown["990101001 age_18_25"]}, []any{8, 0, 10.0})
	shown, hidden = ask("yanpan", "2025-05-01", "2025-05-03", "region:9")
	_, told := shown["990101001 age_18_25"]
	_, other := shown["990101002 age_26_35"]
	check.True(t, !told && !other && hidden >= 4, fmt.Sprint("the one of a day is the difference: ", shown))
	shown, _ = ask("yanpan", "2025-05-01", "2025-05-03", "region:6")
	_, told = shown["990101 age_18_25"]
	check.True(t, !told, fmt.Sprint("the one of a day is the difference of counties: ", shown))
	shown, hidden = ask("yanpan", "2025-05-03", "2025-05-03", "region:9")
	check.Equal(t, []int{len(shown), min(hidden, 1)}, []int{0, 1})
	shown, hidden = ask("yanpan", "2026-05-01", "2026-05-03", "region:9")
	check.Equal(t, []int{len(shown), hidden}, []int{0, 0})
	shown, hidden = ask("lingdao", "2025-05-01", "2025-05-03", "region:9")
	check.Equal(t, []any{len(shown), hidden, shown["990101001 age_18_25"]}, []any{8, 0, 11.0})
}

// Protects: a question needs a right, a reason and bounds; it is audited; few people of a place are not shown; it is kept for its owner.
func TestQueries(t *testing.T) {
	c := open(t)
	q := record{"code": "case.filed", "from": "2026-11-01", "to": "2026-11-30", "by": []string{"region:9", "age_band"}, "only": []any{}, "limit": 100, "reason": "周分析材料"}
	status, out := c.ask("yanpan", http.MethodPost, "/query", q)
	check.Equal(t, []any{status, out["whole_zh"], len(list(out, "columns")), len(list(out, "rows"))}, []any{http.StatusOK, "33起", 3, 4})
	hidden := 0
	for _, x := range list(out, "rows") {
		if row(x)["hidden"] == true {
			hidden++
			check.Equal(t, []any{row(x)["n"], row(x)["text_zh"]}, []any{0.0, "＊"})
		}
	}
	check.Equal(t, hidden, 4) // the fourth could be computed from the sums
	q["by"], q["only"] = []string{"region:9"}, []any{record{"dim": "age_band", "values": []string{"age_26_35"}}}
	_, out = c.ask("yanpan", http.MethodPost, "/query", q)
	check.Equal(t, []any{len(list(out, "rows")), row(list(out, "rows")[0])["hidden"], row(list(out, "rows")[1])["hidden"]}, []any{2, true, true}) // nor is it told with another question
	q["only"] = []any{record{"dim": "age_band", "values": []string{"age_26_35"}}, record{"dim": "fraud_type", "values": []string{"fake_loan"}}}
	c.refused("yanpan", http.MethodPost, "/query", q, "stats.narrow")
	q["by"], q["only"], q["limit"] = []string{"fraud_type"}, []any{}, 1
	_, out = c.ask("yanpan", http.MethodPost, "/query", q)
	check.Equal(t, []any{out["truncated"], len(list(out, "rows"))}, []any{true, 1})
	for field, bad := range map[string]any{"reason": "a", "code": "no.such", "from": "x", "by": []string{"region:5"}, "only": []any{record{"dim": "x", "values": []string{"a"}}}} {
		broken := record{}
		for k, v := range q {
			broken[k] = v
		}
		broken[field] = bad
		status, _ := c.ask("yanpan", http.MethodPost, "/query", broken)
		check.True(t, status >= http.StatusBadRequest, "taken: "+field)
	}
	c.refused("jiexian", http.MethodPost, "/query", q, "access.denied")
	found := false
	for _, x := range list(c.get("shenji", "/audit?action=stats.query"), "items") {
		found = found || row(x)["reason"] == "周分析材料"
	}
	check.True(t, found, "the question is not in the audit log")

	status, out = c.ask("yanpan", http.MethodPost, "/queries", record{"name": "每周类型", "body": q})
	check.Equal(t, status, http.StatusOK)
	c.refused("yanpan", http.MethodPost, "/queries", record{"name": "每周类型", "body": q}, "stats.query_name")
	check.Equal(t, len(list(c.get("yanpan", "/queries"), "items")), 1)
	check.Equal(t, len(list(c.get("lingdao", "/queries"), "items")), 0)
	id, _ := out["id"].(string)
	c.refused("lingdao", http.MethodDelete, "/queries/"+id, nil, "stats.not_found")
	status, _ = c.ask("yanpan", http.MethodDelete, "/queries/"+id, nil)
	check.Equal(t, status, http.StatusOK)
}

// upload sends a file as it is.
func (c *centre) upload(login, path, body string) (int, record) {
	c.Helper()
	jar, err := cookiejar.New(nil)
	check.NoError(c, err)
	client := &http.Client{Jar: jar}
	status, _ := c.send(client, http.MethodPost, "/session/demo", record{"login": login})
	check.Equal(c, status, http.StatusOK)
	req, err := http.NewRequestWithContext(c.Context(), http.MethodPost, c.base+"/api/v1"+path, strings.NewReader(body))
	check.NoError(c, err)
	req.Header.Set("X-Fanzha", "1")
	resp, err := client.Do(req)
	check.NoError(c, err)
	defer func() { _ = resp.Body.Close() }()
	out := record{}
	check.NoError(c, json.NewDecoder(resp.Body).Decode(&out))
	return resp.StatusCode, out
}

// printed takes in figures that others printed: they stand beside the centre's own with their words and source, and in no sum.
func (c *centre) printed() {
	c.Helper()
	const file = "指标代码,指标名称,数值,比较,起,止,地区代码,来源,原文\ncase.filed,立案,40余起,同比下降5%,2026-10-01,2026-10-31,,2026年第10期通报,10月立案40余起。\n" +
		"case.filed,立案,1.2万起,,2025-11-01,2025-11-30,,2025年统计公报第3页,\n"
	before := c.get("lingdao", "/indicators/case.filed/reading?period=range&from=2026-10-01&to=2026-11-30")["num"]
	for _, login := range []string{"jiexian", "minjing"} {
		status, _ := c.upload(login, "/printed/import", file)
		check.True(c, status == http.StatusForbidden || status == http.StatusNotFound, "taken from "+login)
	}
	status, out := c.upload("lingdao", "/printed/import?dry=1", file)
	check.Equal(c, []any{status, out["taken"], len(list(out, "items"))}, []any{http.StatusOK, 0.0, 2})
	_, out = c.upload("lingdao", "/printed/import", file+"case.filed,立案,许多,,2025-11-01,2025-11-30,,x,\n")
	check.Equal(c, []any{out["taken"], row(list(out, "slips")[0])["line"]}, []any{0.0, 4.0})
	_, out = c.upload("lingdao", "/printed/import", file)
	check.Equal(c, out["taken"], any(2.0))
	status, out = c.upload("lingdao", "/printed/import", file)
	check.Equal(c, []any{status, out["code"]}, []any{http.StatusConflict, "stats.printed_twice"})
	_, out = c.upload("lingdao", "/printed/import", "PK\x03\x04 no workbook")
	check.Equal(c, out["code"], any("stats.printed"))

	r := c.get("lingdao", "/indicators/case.filed/reading?period=range&from=2026-10-01&to=2026-10-31&base_from=2025-11-01&base_to=2025-11-30")
	p := row(list(r, "printed")[0])
	check.Equal(c, []any{p["text"], p["qualifier"], p["source"], p["compare"]}, []any{"40余起", "余", "2026年第10期通报", "同比下降5%"})
	compared := list(r, "compare")
	check.Equal(c, row(list(row(compared[len(compared)-1]), "printed")[0])["text"], any("1.2万起"))
	check.Equal(c, c.get("lingdao", "/indicators/case.filed/reading?period=range&from=2026-10-01&to=2026-11-30")["num"], before)
	check.Equal(c, len(list(c.get("county", "/printed"), "items")), 0)
	items := list(c.get("lingdao", "/printed?code=case.filed"), "items")
	check.Equal(c, len(items), 2)
	id, _ := row(items[0])["id"].(string)
	c.refused("county", http.MethodPost, "/printed/"+id+"/withdraw", record{"reason": "页码有误"}, "stats.not_found")
	status, _ = c.ask("lingdao", http.MethodPost, "/printed/"+id+"/withdraw", record{"reason": "页码有误"})
	check.Equal(c, []any{status, len(list(c.get("lingdao", "/printed"), "items")), len(list(c.get("lingdao", "/printed?all=true"), "items"))}, []any{http.StatusOK, 1, 2})
}

const outline = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"990101001","name":"甲街道","secret":"x"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}`

// Protects: a population base colours the map from its day on; the map is the centre's own, bounded, and carries nothing but outlines; figures that
// others printed stand beside the centre's own, in their words, and in no sum.
func TestSettings(t *testing.T) {
	c := open(t)
	status, _ := c.ask("lingdao", http.MethodPost, "/populations", record{"region": "990101001", "day": "2026-01-01", "n": 10_000, "source": "统计公报"})
	check.Equal(t, status, http.StatusOK)
	g := c.get("lingdao", "/indicators/case.filed/groups?period=month&by=region&digits=9")
	check.Equal(t, []any{row(list(g, "rows")[0])["per10k_text"], row(list(g, "rows")[0])["population"], row(list(g, "rows")[1])["per10k_text"]}, []any{"31.00起/万人", 10_000.0, ""})
	check.Equal(t, len(list(c.get("lingdao", "/populations"), "items")), 1)
	c.refused("jiexian", http.MethodPost, "/populations", record{"region": "990101001", "day": "2026-01-01", "n": 10_000, "source": "统计公报"}, "access.denied")
	c.refused("lingdao", http.MethodPost, "/populations", record{"region": "1", "day": "2026-01-01", "n": 10_000, "source": "统计公报"}, "api.invalid")

	check.Equal(t, c.get("jiexian", "/settings/map")["kind"], any("none"))
	status, out := c.ask("lingdao", http.MethodPut, "/settings/map", record{"name": "云河", "geojson": json.RawMessage(outline)})
	check.Equal(t, []any{status, out["kind"]}, []any{http.StatusOK, "geojson"})
	raw, err := json.Marshal(c.get("jiexian", "/settings/map"))
	check.NoError(t, err)
	check.True(t, strings.Contains(string(raw), "甲街道") && !strings.Contains(string(raw), "secret"), "the map as it was kept: "+string(raw))
	c.refused("jiexian", http.MethodPut, "/settings/map", record{"name": "x"}, "access.denied")
	c.refused("lingdao", http.MethodPut, "/settings/map", record{"name": "x", "geojson": record{}}, "stats.map")
	status, out = c.ask("lingdao", http.MethodDelete, "/settings/map", nil)
	check.Equal(t, []any{status, out["kind"]}, []any{http.StatusOK, "none"})
	c.printed()
}

// Protects: no file, however broken, becomes a map or ends the program; what is taken is taken again unchanged.
func FuzzCleanMap(f *testing.F) {
	for _, s := range []string{outline, "{}", `{"type":"FeatureCollection","features":[{}]}`, strings.Replace(outline, "[1,1]", "[1,1000]", 1), strings.Replace(outline, "990101001", "9", 1),
		strings.Replace(outline, "[1,0],", "", 1), strings.Replace(outline, "Polygon", "MultiPolygon", 1), strings.Replace(outline, "Polygon", "Point", 1)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		clean, err := apistats.CleanMap(raw)
		if err != nil {
			return
		}
		again, err := apistats.CleanMap(clean)
		check.NoError(t, err)
		check.Equal(t, string(again), string(clean))
	})
}
