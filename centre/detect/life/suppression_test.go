package life

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/detect/life/proof"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/suppress"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// hushes keeps suppressions in memory, for decisions; what a store must keep is tested in the store.
type hushes struct{ list []Suppression }

func (h *hushes) PutSuppression(_ context.Context, x Suppression, _ Step) error {
	for i := range h.list {
		if h.list[i].ID == x.ID {
			h.list[i] = x
			return nil
		}
	}
	h.list = append([]Suppression{x}, h.list...)
	return nil
}

func (h *hushes) Suppression(_ context.Context, _ access.Scope, id string) (Suppression, error) {
	for _, x := range h.list {
		if x.ID == id {
			return x, nil
		}
	}
	return Suppression{}, ErrNotFound
}

func (h *hushes) Suppressions(_ context.Context, _ access.Scope, q SuppressionQuery) ([]Suppression, error) {
	var out []Suppression
	for _, x := range h.list {
		if x.Until > q.EndAfter && (q.EndUntil == 0 || x.Until <= q.EndUntil) && len(out) < q.Limit {
			out = append(out, x)
		}
	}
	return out, nil
}

// Protects: who may silence a scenario, for how long and why; every refusal with its reason.
func TestSuppressRules(t *testing.T) {
	d := open(t)
	_, err := d.Write(t.Context(), analyst("li"), text("mine_one", 1, 5))
	check.NoError(t, err)
	good := SuppressCmd{Scenario: "mine_one", Subject: "phone", Value: "139 0001 0001", Why: "公司财务，本人已核实", Until: "2026-12-31"}
	countyAnalyst := access.Scope{User: "wang", Name: "wang", Unit: county, Roles: []access.Role{access.Analyst}}
	for _, c := range []struct {
		by     access.Scope
		change func(*SuppressCmd)
		code   string
	}{
		{leader("chen"), nil, "access.denied"},
		{countyAnalyst, nil, "life.not_city"},
		{analyst("li"), func(c *SuppressCmd) { c.Scenario = "no_such" }, "life.suppression"},
		{analyst("li"), func(c *SuppressCmd) { c.Subject = "phon" }, "life.suppression"},
		{analyst("li"), func(c *SuppressCmd) { c.Value = "abc" }, "life.suppression"},
		{analyst("li"), func(c *SuppressCmd) { c.Why = "" }, "life.suppression"},
		{analyst("li"), func(c *SuppressCmd) { c.Until = "2026-11-01" }, "life.suppression"},
		{analyst("li"), func(c *SuppressCmd) { c.Until = "soon" }, "life.suppression"},
		{analyst("li"), func(c *SuppressCmd) { c.Until = "2027-11-01" }, "life.suppression_long"},
		{analyst("li"), func(c *SuppressCmd) { c.Owner = strings.Repeat("王", 200) }, "life.suppression"},
	} {
		one := good
		if c.change != nil {
			c.change(&one)
		}
		_, err = d.Suppress(t.Context(), c.by, one)
		check.Fault(t, err, c.code)
	}
	x, err := d.Suppress(t.Context(), analyst("li"), good)
	check.NoError(t, err)
	check.Equal(t, []any{x.Value, x.Owner, x.From, x.Masked()}, []any{"+8613900010001", "li", began, proof.Mask("+8613900010001", "")})
	d.Service.o.Rules.SuppressionsMost = 1
	_, err = d.Suppress(t.Context(), analyst("li"), good)
	check.Fault(t, err, "life.suppression_many")

	end := Command{ID: x.ID, Rev: 1, Note: "已离职"}
	for _, c := range []struct {
		by     access.Scope
		change func(*Command)
		code   string
	}{
		{access.Scope{User: "z", Unit: city, Roles: []access.Role{access.Operator}}, nil, "access.denied"},
		{countyAnalyst, nil, "life.not_city"},
		{analyst("li"), func(c *Command) { c.ID = "no" }, "life.not_found"},
		{analyst("li"), func(c *Command) { c.Rev = 7 }, "life.stale"},
		{analyst("li"), func(c *Command) { c.Note = "" }, "life.reason_needed"},
	} {
		one := end
		if c.change != nil {
			c.change(&one)
		}
		_, err = d.Unsuppress(t.Context(), c.by, one)
		check.Fault(t, err, c.code)
	}
	d.clock.Set(began + when.Hour)
	turns := d.turns
	x, err = d.Unsuppress(t.Context(), leader("chen"), end)
	check.NoError(t, err)
	check.Equal(t, []any{x.Until, x.Ended.User, d.turns}, []any{began + when.Hour, "chen", turns + 1})
	end.Rev = 2
	_, err = d.Unsuppress(t.Context(), leader("chen"), end)
	check.Fault(t, err, "life.suppression_over")
}

// Protects: a suppression is in the files of the set, also when its scenario is gone; in a scenario alone it acts as it would in force; and
// the file of the folder counts beside it.
func TestSuppressionInTheSet(t *testing.T) {
	d := open(t)
	before, err := d.Hushed(t.Context())
	check.NoError(t, err)
	check.Equal(t, len(Over(d.base, before)), 1)
	_, err = d.Write(t.Context(), analyst("li"), text("mine_one", 1, 5))
	check.NoError(t, err)
	x, err := d.Suppress(t.Context(), analyst("li"), SuppressCmd{Scenario: "mine_one", Subject: "phone", Value: "13900010001", Why: "公司财务，本人已核实", Until: "2026-12-31"})
	check.NoError(t, err)
	hushed, err := d.Hushed(t.Context())
	check.NoError(t, err)
	set, err := Compile(Over(d.base, hushed)) // the draft is not in force: the entry's scenario is not there
	check.NoError(t, err)
	plain, err := Compile(d.base)
	check.NoError(t, err)
	check.True(t, set.Suppress.Has(x.Entry) && set.Hash != plain.Hash, "the set does not know the entry")
	alone, err := d.heeding(t.Context(), text("mine_one", 1, 5), nil)
	check.NoError(t, err)
	other, err := d.heeding(t.Context(), text("mine_two", 1, 5), nil)
	check.NoError(t, err)
	check.True(t, alone.Suppress.Has(x.Entry) && !other.Suppress.Has(x.Entry), "the entry is not its scenario's")
	d.base[0][scenario.SuppressFile] = "entries:\n  - {subject: site, value: a.com, owner: 王, why: 本单位网站, from: 2026-11-01, until: 2026-12-31}\n"
	alone, err = d.heeding(t.Context(), text("mine_one", 1, 5), nil)
	check.NoError(t, err)
	check.Equal(t, len(alone.Suppress.All()), 2)
	folder, err := d.InFolder(t.Context(), analyst("li"))
	check.NoError(t, err)
	check.Equal(t, folder[0].Value, "a.com")
}

// Protects: who tries a text out is told why it is silent, one reason for every way there is; the same suppression silences a back-test, where
// it is counted with its rows.
func TestWhyNot(t *testing.T) {
	d, li := open(t), analyst("li")
	d.clock.Set(began + when.Hour)
	_, err := d.Write(t.Context(), li, text("one_two", 1, 2))
	check.NoError(t, err)
	const place = "where: many >= 1\n"
	for _, c := range []struct {
		more, want string
		hushed     int64
	}{
		{"", "condition  quiet", 0},
		{"on: [call]\n", "not_asked not_asked not_asked", 0},
		{"block:\n  - {when: many >= 2, reason: {zh: 已有两次, en: two already}}\n", "condition  blocked", 0},
		{"bands:\n  - {from: 90, level: high}\n", "condition below below", 0},
		{"sequence:\n  - {name: talk, of: [call], within: 1h}\n", "sequence sequence sequence", 0},
		{"absent: {of: [report], within: 30m}\n", "condition waiting waiting ", 0}, // they came late: the time to answer is over at once,
		{"suppressed", "condition suppressed suppressed", 2},
	} {
		body := strings.Replace(text("one_two", 1, 1), place, c.more+place, 1)
		if c.more == "suppressed" {
			body = text("one_two", 1, 1)
			d.hushes.list = []Suppression{{ID: "x", Unit: city, At: 1, Entry: suppress.Entry{
				Scenario: "one_two", Subject: "phone", Value: "+8613900000001", Owner: "li", Why: "公司财务", From: began - 30*when.Day, Until: began + 30*when.Day,
			}}}
		}
		if strings.HasPrefix(c.more, "on:") {
			body = strings.Replace(text("one_two", 1, 1), "on: [transfer]\n", c.more, 1)
		}
		line := `{"id":"e%d","kind":"transfer","time":"2026-11-20T02:0%d:00Z","phone":"13900000001","account":"9900020000000004567","payee_account":"9900020000000001118","amount_fen":100}` + "\n"
		got, err := d.Try(t.Context(), li, Try{Text: body, Events: fmt.Sprintf(line, 1, 1) + fmt.Sprintf(line, 2, 2) + fmt.Sprintf(line, 3, 3)}, Past{Records: records{}})
		check.NoError(t, err)
		var whys []string
		for _, x := range got.Decisions {
			whys = append(whys, string(x.Why))
			check.Equal(t, x.Hit, x.Why == "")
		}
		check.Equal(t, []any{strings.Join(whys, " "), got.Hushed}, []any{c.want, c.hushed})
	}
	d.hushes.list[0].Value = phone(4)
	sets, err := d.Sets(t.Context(), Job{Texts: []JobText{{Text: text("one_two", 1, 2)}}})
	check.NoError(t, err)
	read, err := proof.Run{Log: story(t, 6), Partitions: 2, Sets: sets, From: began - when.Hour, To: began + 2*when.Day}.Do(t.Context())
	check.NoError(t, err)
	free, err := Single(d.base, text("one_two", 1, 2), nil)
	check.NoError(t, err)
	all, err := proof.Run{Log: story(t, 6), Partitions: 2, Sets: []*scenario.Set{free}, From: began - when.Hour, To: began + 2*when.Day}.Do(t.Context())
	check.NoError(t, err)
	j := &proof.Judge{Rules: d.Rules(), From: began - when.Hour, To: began + 2*when.Day, Records: records{}}
	check.NoError(t, j.Learn(t.Context()))
	with, rows, err := j.Backtest(t.Context(), read, 0)
	check.NoError(t, err)
	without, _, err := j.Backtest(t.Context(), all, 0)
	check.NoError(t, err)
	check.True(t, with.Hushed > 0 && with.Alerts+with.Hushed == without.Alerts, fmt.Sprint(with.Alerts, with.Hushed, without.Alerts))
	check.True(t, slices.ContainsFunc(rows, func(r proof.Row) bool {
		return slices.Contains(r.Groups, proof.GroupHushed) && r.Suppressed == "公司财务"
	}), "no row")
}
