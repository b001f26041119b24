package figures

import (
	"strings"
	"testing"

	"fanzha/centre/govern"
	"fanzha/centre/govern/score"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/internal/check"
	"fanzha/term/when"
)

var (
	called   = map[string]string{"edu": "市教育局", "sports": "市体育局", "health": "市卫健委"}
	november = stats.Date(2026, 11, 1).Start()
)

func task(id, member, text, state string, due when.Micros) govern.Task {
	return govern.Task{Head: govern.Head{ID: id, Member: member, State: state, Due: due}, Text: text}
}

// Protects: the same task of several units is one line, the first due first, with the last day on which it is in time.
func TestJobs(t *testing.T) {
	got := jobs([]govern.Task{task("1", "edu", "宣讲", "open", november+5*when.Day), task("2", "health", "双查", "open", november+2*when.Day), task("3", "sports", "宣讲", "open", november+5*when.Day)})
	check.Equal(t, []string{got[0].text, got[1].text, strings.Join(got[1].to, " "), last(got[0].due)}, []string{"双查", "宣讲", "edu sports", "11月2日"})
	check.Equal(t, listed([]string{"sports", "edu", "x9"}, called), "x9、市体育局、市教育局")
}

// Protects: how a decision stands is told by its own tasks alone, and what is not done is late only from its day on.
func TestStanding(t *testing.T) {
	due := november + 15*when.Day
	d := govern.Decision{Text: "专题宣讲", Due: due, Tasks: []string{"1", "2", "3"}}
	tasks := []govern.Task{task("1", "edu", "", "done", due), task("2", "health", "", "reported", due), task("3", "sports", "", "open", due), task("4", "edu", "", "open", due)}
	said, done := standing(d, tasks, progress{called, due})
	check.Equal(t, []any{said, done}, []any{"期限11月15日；已完成：市教育局；已报送待核：市卫健委；逾期未报：市体育局", false})
	said, _ = standing(d, tasks, progress{called, due - 1})
	check.True(t, strings.Contains(said, "正在办理：市体育局"), said)
	_, done = standing(d, tasks[:1], progress{called, due})
	check.True(t, done, "done is not done")
}

// Protects: a campaign that runs is continued, one to come is begun; what it does not plan is not told.
func TestPlan(t *testing.T) {
	m := outreach.Campaign{Title: "集中宣传月", Theme: "全民反诈", From: stats.Date(2026, 12, 1), To: stats.Date(2026, 12, 31), PlanEvents: 20}
	check.Equal(t, plan(m, stats.Date(2026, 11, 30)), "12月1日至12月31日开展集中宣传月（主题“全民反诈”），计划举办宣传活动20场。")
	m.PlanEvents = 0
	check.Equal(t, plan(m, stats.Date(2026, 12, 2)), "继续开展集中宣传月至12月31日（主题“全民反诈”）。")
}

// Protects: a score sheet in print says place, band, streak and proposal, every value with its parts, a median as itself with how many it is
// of, and by what rule each became points; what was too small or missing is not scored and says so.
func TestSheet(t *testing.T) {
	r := govern.Ranking{
		Head: govern.Head{ID: "R1", Kind: "banks", State: "final"},
		Sheet: score.Sheet{Code: "banks", ZH: "银行月排名", Yellow: 8000, Red: 6000, Cover: 60, Propose: []score.Rule{{Months: 2, Step: "listing"}}, Lines: []score.Line{
			{Code: "held", ZH: "止付成功率", Weight: 60, Formula: score.Ratio, Good: "up", Target: "60%", Base: 5, Scale: 100, Unit: "%"},
			{Code: "seconds", ZH: "反馈时长中位数", Weight: 40, Formula: score.Ratio, Good: "down", Target: "600", Base: 5, Unit: "秒"},
		}},
		Rows: []govern.Ranked{{Row: score.Row{Object: "a", Centi: 5512, Place: 2, Band: score.Red, Marks: []score.Mark{
			{Line: "held", Value: score.Value{Num: 125, Den: 130, Known: true}, State: score.Scored, Centi: 6000},
			{Line: "seconds", Value: score.Value{Num: 541, Den: 1, Of: 31, Known: true}, State: score.Scored, Centi: 4000}}}, Name: "甲银行", LastPlace: 1, Streak: 2, Proposed: "listing"},
			{Row: score.Row{Object: "b", Centi: -1, Marks: []score.Mark{{Line: "held", Value: score.Value{Num: 1, Den: 2, Known: true}, State: score.Small}, {Line: "seconds", State: score.Missing}}}, Name: "乙银行"}},
	}
	parts := sheet(&r, 1)
	check.Equal(t, len(parts), 3)
	row := func(part, n int) string {
		var out []string
		for _, c := range parts[part].Table.Rows[n].Cells {
			out = append(out, c.Text)
		}
		return strings.Join(out, " | ")
	}
	check.Equal(t, row(0, 0), "55.12 | 2 | 1 | 下降1位 | 红 | 2 | 挂牌督办")
	check.Equal(t, row(0, 1), "— | 不排名 | — | — | — | — | —")
	check.Equal(t, row(1, 0), "96.15（125/130）得60分 | 541（依据31次）得40分")
	check.Equal(t, row(1, 1), "50（1/2），基数小，不计分 | 无数据，不计分")
	check.Equal(t, row(2, 0), "60 | 60% | 权重×实际÷目标，不超过权重 | 5 | 系统统计")
	for _, p := range parts {
		check.Equal(t, p.Table.Object, "ranking/R1")
	}
	check.True(t, strings.Contains(parts[0].Paragraphs[0].Text, "已定稿") && strings.Contains(parts[0].Paragraphs[0].Text, "连续2个月的挂牌督办；均为建议"), parts[0].Paragraphs[0].Text)
}
