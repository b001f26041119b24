package sample_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/dissuade/sample"
	"fanzha/centre/dissuade/sample/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/rulebook"
	"fanzha/term/when"
)

const start = when.Micros(1_795_000_000_000_000)

const (
	city     = "990100000000"
	station  = "990101010000"
	station2 = "990101020000"
)

var ctx = context.Background()

func person(user, unit string, role access.Role) access.Scope {
	return access.Scope{User: user, Name: user, Unit: unit, Roles: []access.Role{role}}
}

var (
	operator = person("jiexian", city, access.Operator)
	leader   = person("lingdao", city, access.Leader)
	officer  = person("minjing", station, access.Officer)
)

type room struct {
	*sample.Service
	now *when.Micros
}

func open(t *testing.T, d *db.DB) room {
	raw, err := rulebook.FS.ReadFile("sample.yaml")
	check.NoError(t, err)
	rules, err := sample.ParseRules(raw)
	check.NoError(t, err)
	now := start
	kept := store.New(d)
	seed := byte(0)
	random := func(b []byte) {
		seed++
		for i := range b {
			b[i] = seed
		}
	}
	return room{sample.New(sample.Options{Records: kept, Cases: kept, Rules: rules, Now: func() when.Micros { return now }, Random: random}), &now}
}

func (r room) enter(t *testing.T, n int) {
	for i := range n {
		err := r.Enter(ctx, sample.Report{Order: fmt.Sprintf("o%03d", i), Number: fmt.Sprint(i), Warning: "w", Target: "p", Unit: station, Result: "met_dissuaded", At: start})
		check.NoError(t, err)
	}
}

// Protects: the share is kept as near as whole numbers allow, and never none.
func TestSize(t *testing.T) {
	for _, c := range [][2]int64{{0, 0}, {1, 1}, {12, 1}, {50, 2}, {100, 4}, {1000, 40}} {
		check.Equal(t, sample.Size(c[0], 4, 1), c[1])
	}
	for n := int64(100); n < 3000; n += 7 {
		share := float64(sample.Size(n, 4, 1)) / float64(n)
		check.True(t, share >= 0.03 && share <= 0.05, fmt.Sprintf("%d: %f", n, share))
	}
}

// Protects: anyone draws the same again from salt, period and frame, in whatever order it is given; a score can be computed with common tools:
// printf 'salt\n1\no001' | sha256sum.
func TestDrawIsReproducible(t *testing.T) {
	check.Equal(t, sample.Score("salt", 1, "o001"), "b5ac70dd0191d4452e2651e6cf53b650a38bc154a0931ed475a46bb106b98d04")
	var orders []string
	for i := range 200 {
		orders = append(orders, fmt.Sprintf("o%03d", i))
	}
	lots, cut := sample.Draw("salt", 7, orders, 8)
	slices.Reverse(orders)
	again, cutAgain := sample.Draw("salt", 7, orders, 8)
	check.Equal(t, again, lots)
	check.Equal(t, cutAgain, cut)
	other, _ := sample.Draw("another", 7, orders, 8)
	check.True(t, other[0] != lots[0], "another salt draws others")
}

// Protects: the period from its promise to the draw: the salt is hidden before and kept after, what comes later falls into the next
// period, nothing enters twice, and other results are not in the frame.
func TestPeriod(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		check.Fault(t, r.DrawNow(ctx, leader, "试抽"), "sample.empty")
		r.enter(t, 60)
		r.enter(t, 60)
		check.NoError(t, r.Enter(ctx, sample.Report{Order: "x", Unit: station, Result: "false_alarm", At: start}))
		check.NoError(t, r.Tick(ctx))
		list, err := r.Periods(ctx, leader)
		check.NoError(t, err)
		check.Equal(t, len(list), 1)
		check.Equal(t, list[0].Salt, "")
		check.Equal(t, list[0].Listed, int64(60))
		promise := list[0].Promise
		*r.now = start.Add(r.Rules().Period)
		check.NoError(t, r.Tick(ctx))
		list, err = r.Periods(ctx, leader)
		check.NoError(t, err)
		check.Equal(t, sample.Promise(list[0].Salt), promise)
		check.Equal(t, []int64{list[0].Listed, list[0].Chosen, list[0].Owed}, []int64{60, 2, 2})
		p, lots, err := r.Frame(ctx, leader, 1)
		check.NoError(t, err)
		check.Equal(t, len(lots), 60)
		check.Equal(t, lots[1].Score, p.Cut)
		rows, err := r.List(ctx, operator, sample.Filter{})
		check.NoError(t, err)
		var drawn []string
		for _, c := range rows {
			drawn = append(drawn, c.Order)
		}
		slices.Sort(drawn)
		want := []string{lots[0].Order, lots[1].Order}
		slices.Sort(want)
		check.Equal(t, drawn, want)
		check.NoError(t, r.Enter(ctx, sample.Report{Order: "late", Unit: station, Result: "met_refused", At: start}))
		list, err = r.Periods(ctx, leader)
		check.NoError(t, err)
		check.Equal(t, []int64{list[0].No, list[0].Listed, list[1].Listed}, []int64{2, 1, 60})
		check.Fault(t, r.DrawNow(ctx, operator, "x"), "access.denied")
		_, _, err = r.Frame(ctx, leader, 2)
		check.Fault(t, err, "sample.not_found")
	})
}

// Protects: another unit calls back, the one that reported sees nothing before, a difference opens its review, and who called does not settle it.
func TestCallBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.enter(t, 50)
		check.NoError(t, r.DrawNow(ctx, leader, "专项检查"))
		rows, err := r.List(ctx, operator, sample.Filter{State: sample.Drawn})
		check.NoError(t, err)
		check.Equal(t, len(rows), 2)
		first, second := rows[0], rows[1]
		for _, s := range []access.Scope{officer, person("other", station2, access.Officer)} {
			seen, err := r.List(ctx, s, sample.Filter{})
			check.NoError(t, err)
			check.Equal(t, len(seen), 0)
			_, err = r.Decide(ctx, s, sample.DecideCmd{Order: first.Order, Rev: first.Rev, Verdict: sample.Agrees, Note: ""})
			check.Fault(t, err, "sample.not_found")
		}
		c, err := r.Decide(ctx, operator, sample.DecideCmd{Order: first.Order, Rev: first.Rev, Verdict: sample.Unreached, Note: ""})
		check.NoError(t, err)
		check.Equal(t, c.State, sample.Drawn)
		check.Equal(t, len(c.Tries), 1)
		_, err = r.Decide(ctx, operator, sample.DecideCmd{Order: first.Order, Rev: first.Rev, Verdict: sample.Agrees, Note: ""})
		check.Fault(t, err, "sample.stale")
		c, err = r.Decide(ctx, operator, sample.DecideCmd{Order: first.Order, Rev: c.Rev, Verdict: sample.Agrees, Note: ""})
		check.NoError(t, err)
		check.Equal(t, c.State, sample.Agreed)
		_, err = r.Decide(ctx, operator, sample.DecideCmd{Order: second.Order, Rev: second.Rev, Verdict: sample.Different, Note: " "})
		check.Fault(t, err, "sample.note")
		c, err = r.Decide(ctx, leader, sample.DecideCmd{Order: second.Order, Rev: second.Rev, Verdict: sample.Different, Note: "本人称没有民警上门"})
		check.NoError(t, err)
		check.Equal(t, c.State, sample.Differs)
		_, err = r.Decide(ctx, operator, sample.DecideCmd{Order: second.Order, Rev: c.Rev, Verdict: sample.Upheld, Note: "属实"})
		check.Fault(t, err, "access.denied")
		_, err = r.Decide(ctx, leader, sample.DecideCmd{Order: second.Order, Rev: c.Rev, Verdict: sample.Upheld, Note: "属实"})
		check.Fault(t, err, "sample.same_person")
		analyst := person("yanpan", city, access.Analyst)
		c, err = r.Decide(ctx, analyst, sample.DecideCmd{Order: second.Order, Rev: c.Rev, Verdict: sample.Upheld, Note: "反馈不实，退回重办"})
		check.NoError(t, err)
		check.Equal(t, c.State, sample.Settled)
		_, err = r.Decide(ctx, analyst, sample.DecideCmd{Order: second.Order, Rev: c.Rev, Verdict: sample.Explained, Note: "再议"})
		check.Fault(t, err, "sample.state")
		seen, err := r.List(ctx, officer, sample.Filter{}) // now the station may know
		check.NoError(t, err)
		check.Equal(t, len(seen), 2)
	})
}

// Protects: a centre sets its share between three and five of a hundred, nothing else.
func TestRules(t *testing.T) {
	good := "version: 1\nlabel_zh: a\nlabel_en: b\npercent: %s\nleast: 1\nperiod: %s\nresults: [met_dissuaded]\n"
	for _, c := range [][3]string{{"3", "168h", ""}, {"5", "24h", ""}, {"2", "168h", "x"}, {"6", "168h", "x"}, {"4.5", "168h", "x"}, {"4", "1m", "x"}, {"4", "soon", "x"}} {
		_, err := sample.ParseRules(fmt.Appendf(nil, good, c[0], c[1]))
		if c[2] == "" {
			check.NoError(t, err)
		} else {
			check.Fault(t, err, "sample.rules_file")
		}
	}
}

// FuzzRules protects: no text breaks the reader.
func FuzzRules(f *testing.F) {
	f.Add([]byte("version: 1\npercent: 4\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := sample.ParseRules(raw)
		if err == nil {
			check.True(t, r.Percent >= sample.PercentLeast && r.Percent <= sample.PercentMost, "within the span")
		}
	})
}
