package life

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/detect/life/proof"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

const (
	city   = "990100000000"
	county = "990101000000"
	began  = when.Micros(1_795_140_000) * when.Second
)

func analyst(user string) access.Scope {
	return access.Scope{User: user, Name: user, Unit: city, Roles: []access.Role{access.Analyst}}
}

func leader(user string) access.Scope {
	return access.Scope{User: user, Name: user, Unit: city, Roles: []access.Role{access.Leader}}
}

// desk is a room on a ledger in memory.
type desk struct {
	*Service
	*ledger
	clock *clock.Manual
	base  []Layer
	jobs  []Job
	turns int
	full  bool // no job is taken
	*hushes
	*weeks
}

func (d *desk) Base() []Layer { return d.base }
func (d *desk) RunJob(j Job) error {
	if d.full {
		return ErrManyJobs
	}
	d.jobs = append(d.jobs, j)
	return nil
}
func (d *desk) Cancel(string) {}
func (d *desk) Changed()      { d.turns++ }

// ledger keeps versions in memory, for decisions; what a store must keep is tested in the store.
type ledger struct {
	versions map[string]Version
	steps    []string
}

func (l *ledger) Save(_ context.Context, changes ...Change) error {
	for _, c := range changes {
		if have, ok := l.versions[c.Version.ID]; ok && have.Rev != c.Version.Rev-1 {
			return ErrStale
		}
		l.versions[c.Version.ID] = c.Version
		l.steps = append(l.steps, string(c.Step.Act))
	}
	return nil
}

func (l *ledger) Get(_ context.Context, _ access.Scope, id string) (Version, error) {
	v, ok := l.versions[id]
	if !ok {
		return v, ErrNotFound
	}
	return v, nil
}

func (l *ledger) List(_ context.Context, _ access.Scope, q Query) ([]Version, error) {
	var out []Version
	for _, v := range l.versions {
		if (q.Code == "" || v.Code == q.Code) && (len(q.States) == 0 || slices.Contains(q.States, v.State)) && q.After == nil {
			out = append(out, v)
		}
	}
	return out, nil
}

func (l *ledger) Highest(_ context.Context, _ access.Scope, code string) (int64, error) {
	n := int64(0)
	for _, v := range l.versions {
		if v.Code == code {
			n = max(n, v.Number)
		}
	}
	return n, nil
}

func (l *ledger) Put(context.Context, Job, []proof.Row) error                       { return nil }
func (l *ledger) Job(context.Context, access.Scope, string) (Job, error)            { return Job{}, ErrNotFound }
func (l *ledger) Jobs(context.Context, access.Scope, JobQuery) ([]Job, error)       { return nil, nil }
func (l *ledger) Rows(context.Context, access.Scope, RowQuery) ([]proof.Row, error) { return nil, nil }
func (l *ledger) Days(context.Context, access.Scope, string) ([]ShadowDay, error)   { return nil, nil }
func (l *ledger) Hits(context.Context, access.Scope, ShadowQuery) ([]proof.Row, error) {
	return nil, nil
}

func open(t *testing.T) *desk {
	t.Helper()
	rules, err := proof.LoadRules()
	check.NoError(t, err)
	d := &desk{ledger: &ledger{versions: map[string]Version{}}, clock: clock.NewManual(began), base: []Layer{{"shipped_one.yaml": text("shipped_one", 3, 5)}}}
	n := 0
	d.hushes, d.weeks = &hushes{}, &weeks{ledger: d.ledger, kept: map[string]Job{}}
	d.Service = New(Options{Ledger: d.ledger, Jobs: d.weeks, Beside: d.ledger, Hushes: d.hushes, Weeks: d.weeks, Bench: d, Clock: d.clock, Rules: rules, NewID: func() string {
		n++
		return fmt.Sprintf("v%03d", n)
	}})
	check.NoError(t, d.Ship(context.Background()))
	return d
}

// text is a scenario that hits from n transfers an hour on.
func text(code string, version, n int) string {
	return fmt.Sprintf(`code: %s
version: %d
name: {zh: 频繁转账, en: many transfers}
fraud: brushing_rebate
family: fund
level: high
score: 60
basis: a scenario of the tests, no rule of anybody
on: [transfer]
quiet: 1h
windows:
  - {name: many, by: person, of: [transfer], over: 1h, measure: count}
where: many >= %d
reason: {zh: "1小时内已转账{many}次", en: "{many} transfers within an hour"}
examples:
  positive:
    - title: many
      signals:
%s  negative:
    - title: one
      signals:
        - {kind: transfer, at: 0s, phone: "13900000001", account: "9900020000000004567", payee_account: "9900020000000001118", amount_fen: 100}
`, code, version, n, strings.Repeat(`        - {kind: transfer, at: -10m, phone: "13900000001", account: "9900020000000004567", payee_account: "9900020000000001118", amount_fen: 100}
`, n+1))
}

// TestLife protects the two signatures: a text is tried, back-tested and run in shadow before it is proposed, another person signs, one
// version of a code is in force, and nobody skips a step or writes for a city he does not belong to.
func TestLife(t *testing.T) {
	ctx := context.Background()
	d := open(t)
	li, wang, zhao := analyst("li"), leader("wang"), leader("zhao")
	_, err := d.Write(ctx, wang, text("shipped_one", 4, 2))
	check.Fault(t, err, "access.denied")
	small := li
	small.Unit = county
	_, err = d.Write(ctx, small, text("shipped_one", 4, 2))
	check.Fault(t, err, "life.not_city")
	v, err := d.Write(ctx, li, text("shipped_one", 9, 2))
	check.NoError(t, err)
	check.Equal(t, []any{v.Number, v.State, len(v.Problems), v.Problems[0].Line}, []any{int64(4), Draft, 1, 2})
	do := func(who access.Scope, c Command) error {
		c.ID, c.Rev = v.ID, d.versions[v.ID].Rev
		_, err := d.Do(ctx, who, c)
		return err
	}
	check.Fault(t, do(li, Command{Act: ActPropose}), "life.problems")
	check.NoError(t, do(li, Command{Act: ActSave, Text: text("shipped_one", 4, 2)}))
	_, err = d.Do(ctx, li, Command{ID: v.ID, Rev: 1, Act: ActSave})
	check.Fault(t, err, "life.stale")
	check.Fault(t, do(li, Command{Act: ActPropose}), "life.untested")
	job, err := d.Start(ctx, li, Ask{Kind: JobBacktest, Versions: []string{v.ID}, From: began - when.Day, To: began})
	check.NoError(t, err)
	job.Backtest = &proof.Backtest{Precision: 700}
	check.NoError(t, d.Tested(ctx, job))
	check.Fault(t, do(li, Command{Act: ActPropose}), "life.unshadowed")
	check.NoError(t, do(li, Command{Act: ActShadow}))
	check.Fault(t, do(li, Command{Act: ActSave, Text: "x"}), "life.state")
	d.clock.Set(began + 9*when.Hour)
	check.Fault(t, do(li, Command{Act: ActSign}), "access.denied")
	check.NoError(t, do(li, Command{Act: ActPropose}))
	both := access.Scope{User: "li", Name: "li", Unit: city, Roles: []access.Role{access.Analyst, access.Leader}}
	check.Fault(t, do(both, Command{Act: ActSign}), "life.same_person")
	check.Fault(t, do(wang, Command{Act: ActRefuse}), "life.reason_needed")
	check.NoError(t, do(wang, Command{Act: ActRefuse, Note: "还要看一周"}))
	check.Fault(t, do(li, Command{Act: ActSave, Text: text("shipped_one", 4, 3)}), "life.frozen")
	check.Fault(t, do(li, Command{Act: ActPropose, Urgent: true}), "life.reason_needed")
	check.NoError(t, do(li, Command{Act: ActPropose, Urgent: true, Note: "当晚已有三人受骗"}))
	check.NoError(t, do(zhao, Command{Act: ActSign}))
	force, err := d.InForce(ctx)
	check.NoError(t, err)
	set, err := Compile(Wanted(d.base, force))
	check.NoError(t, err)
	check.Equal(t, []any{len(set.Scenarios), set.Scenarios[0].Version}, []any{1, 4})
	check.NoError(t, do(li, Command{Act: ActPause, Note: "误报太多"}))
	check.Fault(t, do(li, Command{Act: ActResume, Note: "好了"}), "access.denied")
	force, _ = d.InForce(ctx)
	set, err = Compile(Wanted(d.base, force))
	check.NoError(t, err)
	check.Equal(t, len(set.Scenarios), 0)
	check.NoError(t, do(wang, Command{Act: ActResume, Note: "好了"}))
	check.NoError(t, do(wang, Command{Act: ActRetire, Note: "不再需要"}))
	check.NoError(t, d.Ship(ctx))
	force, _ = d.InForce(ctx)
	set, err = Compile(Wanted(d.base, force))
	check.NoError(t, err)
	check.Equal(t, len(set.Scenarios), 0)
	check.True(t, d.turns >= 8, "the live set was not told")
	next, err := d.Fork(ctx, li, v.ID)
	check.NoError(t, err)
	check.Equal(t, []any{next.Number, len(next.Problems), strings.Contains(next.Text, "version: 5\n")}, []any{int64(5), 0, true})
}

// TestMoves protects the table: every act of a person has a right, and every state is reached.
func TestMoves(t *testing.T) {
	reached := map[State]bool{"": true}
	for from, acts := range moves {
		for act, to := range acts {
			reached[to] = true
			_, right := rightOf[act]
			machine := slices.Contains([]Act{ActWrite, ActImport, ActShip, ActTested, ActReplace}, act)
			check.True(t, right != machine, string(from)+" "+string(act))
		}
	}
	for _, s := range States {
		check.True(t, reached[s], string(s))
	}
}

// TestProblems protects the editor: a mistake is told with its line and column, and what the examples say is told as well.
func TestProblems(t *testing.T) {
	d := open(t)
	for _, c := range []struct {
		change [2]string
		line   int
		why    string
	}{
		{[2]string{"where: many", "where: mnay"}, 13, "mnay"},
		{[2]string{"family: fund", "family: funds"}, 5, "family"},
		{[2]string{"where: many >= 2", "where: many >= 40"}, 15, "gives no hit"},
		{[2]string{"on: [transfer]", "on: [transfre]"}, 9, "transfer"},
		{[2]string{"quiet: 1h", "quiet: ["}, 10, ""},
	} {
		got, err := d.Check(context.Background(), analyst("li"), strings.Replace(text("one_two", 1, 2), c.change[0], c.change[1], 1))
		check.NoError(t, err)
		if len(got.Problems) != 1 || !strings.Contains(got.Problems[0].Why, c.why) || got.Problems[0].Column < 1 {
			t.Errorf("%v: %+v", c.change, got.Problems)
			continue
		}
		if c.why != "" {
			check.Equal(t, got.Problems[0].Line, c.line)
		}
	}
}

// TestHub protects the exchange: a file comes back as it went, one that was damaged or says two things is refused, and what is changed
// here is marked.
func TestHub(t *testing.T) {
	ctx := context.Background()
	d, li := open(t), analyst("li")
	list := "name: pals\nbasis: a list of the tests\nvalues: [\"9900020000000001118\"]\n"
	with := func(code string) string {
		return strings.Replace(text(code, 1, 2), "where: many >= 2", `where: 'many >= 2 && list("pals").has(payee_account)'`, 1)
	}
	d.base[0]["lists/pals.yaml"] = list
	v, err := d.Write(ctx, li, with("with_list"))
	check.NoError(t, err)
	check.Equal(t, len(v.Problems), 0)
	f, err := d.Export(ctx, li, v.ID)
	check.NoError(t, err)
	check.Equal(t, f.Lists, map[string]string{"pals": list})
	raw, err := f.Encode()
	check.NoError(t, err)
	other := open(t)
	got, err := other.Import(ctx, li, raw)
	check.NoError(t, err)
	check.Equal(t, []any{got.State, got.Origin, got.Number, len(got.Problems), got.LocalEdited()}, []any{Draft, Hub, int64(1), 0, false})
	got, err = other.Do(ctx, li, Command{ID: got.ID, Rev: got.Rev, Act: ActSave, Text: strings.Replace(got.Text, "score: 60", "score: 61", 1)})
	check.NoError(t, err)
	check.True(t, got.LocalEdited(), "a changed one is not marked")
	again, err := other.Export(ctx, li, got.ID)
	check.NoError(t, err)
	check.True(t, again.Local, "its file does not say so")
	other.base[0]["lists/pals.yaml"] = strings.Replace(list, "1118", "1119", 1)
	_, err = other.Import(ctx, li, raw)
	check.Fault(t, err, "life.hub_clash")
	for _, change := range [][2]string{
		{"score: 60", "score: 90"}, {`"code": "with_list"`, `"code": "with_lust"`}, {"1118", "1119"}, {"fanzha-scenario/1", "fanzha-scenario/2"}, {`"from"`, `"form"`}, {"{", ""},
	} {
		_, err = ParseHub([]byte(strings.Replace(string(raw), change[0], change[1], 1)))
		check.Fault(t, err, "life.hub_broken")
	}
}

// FuzzHub protects the exchange from whatever lies in a file: it is taken whole or refused.
func FuzzHub(f *testing.F) {
	f.Add([]byte(`{"format":"fanzha-scenario/1","code":"abc","version":1,"scenario":"code: abc","lists":{},"sha256":""}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := ParseHub(raw)
		if err == nil {
			check.Equal(t, got.Hash, got.sum())
		} else {
			check.Equal(t, fault.CodeOf(err), "life.hub_broken")
		}
	})
}

// TestSets protects the replay: what was in force comes back from its files to the hash, and a changed text is refused.
func TestSets(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		var layers []Layer
		for i := range 1 + r.IntN(3) {
			l := Layer{}
			for n := range r.IntN(4) {
				code := fmt.Sprintf("code_%d", n)
				l[code+".yaml"] = text(code, i+1, 2+r.IntN(3))
			}
			layers = append(layers, l)
		}
		set, err := Compile(layers)
		check.NoError(t, err)
		files, texts := FilesOf(layers)
		back, err := LayersOf(files, texts)
		check.NoError(t, err)
		again, err := Compile(back)
		check.NoError(t, err)
		check.Equal(t, again.Hash, set.Hash)
		for h := range texts {
			texts[h] += " "
			_, err = LayersOf(files, texts)
			check.Fault(t, err, "life.set_broken")
			break
		}
	}
}

// TestLanguage protects completion: what it offers is what the guide to scenarios describes, and what a paused scenario was suppressed for
// does not keep the set from loading.
func TestLanguage(t *testing.T) {
	d := open(t)
	raw, err := os.ReadFile("../../../docs/scenarios.md")
	check.NoError(t, err)
	s, err := d.Language(context.Background(), analyst("li"))
	check.NoError(t, err)
	for _, list := range [][]Word{s.Keys, s.Measures, s.Functions, s.Fields} {
		for _, w := range list {
			name, _, _ := strings.Cut(strings.TrimPrefix(w.Name, "s."), "(")
			check.True(t, strings.Contains(string(raw), name) && w.ZH != "" && w.EN != "", w.Name)
		}
	}
	d.base[0]["suppress.yaml"] = `entries:
  - {scenario: shipped_one, subject: phone, value: "13900010001", owner: 李警官, why: 公司财务，本人已核实, from: 2026-11-01, until: 2026-12-31}
`
	_, err = Compile(Wanted(d.base, []Version{{Code: "shipped_one", State: Paused}}))
	check.NoError(t, err)
}
