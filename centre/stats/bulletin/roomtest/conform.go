package roomtest

import (
	"fmt"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/centre/stats/bulletin/reckon"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Kept is a store of issues.
type Kept interface {
	bulletin.Ledger
	bulletin.Reader
	bulletin.Press
}

const (
	city  = "990100000000"
	start = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time
)

var (
	clerk  = access.Scope{User: "clerk", Name: "专干", Unit: city, Roles: []access.Role{access.JointClerk}}
	other  = access.Scope{User: "other", Name: "研判", Unit: city, Roles: []access.Role{access.Analyst}}
	leader = access.Scope{User: "leader", Name: "领导", Unit: city, Roles: []access.Role{access.Leader}}
	abroad = access.Scope{User: "abroad", Name: "外地", Unit: "990200000000", Roles: []access.Role{access.Leader}}
)

// room is a room of bulletins over a store.
type room struct {
	*testing.T
	s    *bulletin.Service
	kept Kept
	book *Book
	now  *clock.Manual
}

// Conform is the suite.
func Conform(t *testing.T, open func(t *testing.T) Kept) {
	for name, part := range map[string]func(room){
		"life": life, "numbers": numbers, "harm": harm, "recount": recount, "errata": errata, "approval": approval, "lists": lists, "late facts": late, "running week": running,
	} {
		t.Run(name, func(t *testing.T) {
			templates, err := pattern.Load()
			check.NoError(t, err)
			r := room{T: t, kept: open(t), book: NewBook(), now: clock.NewManual(start)}
			n := 0
			r.s = bulletin.New(bulletin.Options{
				Ledger: r.kept, Reader: r.kept, Press: r.kept, Book: r.book, Words: reckon.Grammar{}, Shield: Shield{}, Lines: Lines{}, Units: Units{}, Clock: r.now,
				Templates: templates, NewID: func() string { n++; return fmt.Sprintf("B%06d", n) }, UpTo: func() int64 { return r.book.Seq },
			})
			part(r)
		})
	}
}

// draft makes the weekly issue of the week before.
func (r room) draft() bulletin.Issue {
	r.Helper()
	i, err := r.s.Draft(r.Context(), clerk, bulletin.DraftCmd{Kind: "weekly", Day: stats.Date(2026, 11, 10)})
	check.NoError(r, err)
	return i
}

func (r room) act(i bulletin.Issue, note string) bulletin.Act {
	return bulletin.Act{ID: i.ID, Version: i.Version, Note: note}
}

func (r room) edit(i bulletin.Issue, paragraph, text string) bulletin.Issue {
	r.Helper()
	r.now.Set(r.now.Now() + when.Second)
	out, err := r.s.Edit(r.Context(), clerk, bulletin.EditCmd{Act: r.act(i, ""), Paragraph: paragraph, Text: text})
	check.NoError(r, err)
	return out
}

// publish brings a draft to its readers.
func (r room) publish(i bulletin.Issue) bulletin.Issue {
	r.Helper()
	for _, step := range []struct {
		who access.Scope
		do  func(access.Scope, bulletin.Act) (bulletin.Issue, error)
	}{
		{clerk, func(s access.Scope, a bulletin.Act) (bulletin.Issue, error) { return r.s.Submit(r.Context(), s, a) }},
		{leader, func(s access.Scope, a bulletin.Act) (bulletin.Issue, error) { return r.s.Approve(r.Context(), s, a) }},
		{leader, func(s access.Scope, a bulletin.Act) (bulletin.Issue, error) { return r.s.Publish(r.Context(), s, a) }},
	} {
		r.now.Set(r.now.Now() + when.Minute)
		next, err := step.do(step.who, r.act(i, ""))
		check.NoError(r, err)
		i = next
	}
	return i
}

// life: an issue from the draft to its readers, frozen under a number and a hash, with its history; what is frozen stays.
func life(r room) {
	i := r.draft()
	check.Equal(r, []any{i.State, i.Version, i.Span.From.String(), i.Span.To.String()}, []any{bulletin.Draft, int64(1), "2026-11-09", "2026-11-15"})
	check.True(r, strings.Contains(i.Paragraph("overall.0").Text, "立电信网络诈骗案件31起"), i.Paragraph("overall.0").Text)
	_, err := r.s.Draft(r.Context(), clerk, bulletin.DraftCmd{Kind: "weekly", Day: stats.Date(2026, 11, 12)})
	check.Fault(r, err, "bulletin.twice")
	_, err = r.s.Draft(r.Context(), clerk, bulletin.DraftCmd{Kind: "weekly", Day: stats.Date(2026, 12, 12)})
	check.Fault(r, err, "bulletin.period")
	p := r.publish(i)
	check.Equal(r, []any{p.State, p.No, p.Hash}, []any{bulletin.Published, int64(1), p.Digest()})
	x, err := r.s.Issue(r.Context(), leader, p.ID)
	check.NoError(r, err)
	check.Equal(r, x.Issue.Digest(), p.Hash)
	var acts []string
	for _, s := range x.History {
		acts = append(acts, s.Act)
	}
	check.Equal(r, acts, []string{"draft", "submit", "approve", "publish"})
	_, err = r.s.Edit(r.Context(), clerk, bulletin.EditCmd{Act: r.act(p, ""), Paragraph: "overall.0", Text: "另说"})
	check.Fault(r, err, "bulletin.frozen")
	p.Version++
	p.Title = "另题"
	check.Fault(r, r.kept.Save(r.Context(), bulletin.Change{Issue: &p, ID: p.ID, Unit: p.Unit, Kind: p.Kind, Step: bulletin.Step{ID: "x", At: start}}), "bulletin.frozen")
	x, err = r.s.Issue(r.Context(), leader, p.ID)
	check.NoError(r, err)
	check.True(r, x.Issue.Title != "另题", "a published issue changed")
	below(r, x.Issue)
}

// numbers: a figure that was typed over stops the issue with its place; words may change; a number without a source stops, and beside
// figures nobody lets it pass.
func numbers(r room) {
	i := r.draft()
	was := i.Paragraph("overall.0").Text
	i = r.edit(i, "overall.0", strings.Replace(was, "31起", "13起", 1))
	_, err := r.s.Submit(r.Context(), clerk, r.act(i, ""))
	check.Fault(r, err, "bulletin.stopped")
	check.True(r, strings.Contains(fmt.Sprint(err), "总体情况") && !strings.Contains(fmt.Sprint(err), "overall"), fmt.Sprint(err))
	found, err := r.s.Check(r.Context(), clerk, i.ID)
	check.NoError(r, err)
	check.Equal(r, []any{found[0].Paragraph, found[0].Severity, found[0].Hard}, []any{"overall.0", bulletin.Stop, true})
	_, err = r.s.Waive(r.Context(), clerk, r.act(i, "领导同意"), found[0].ID)
	check.Fault(r, err, "bulletin.no_waiver")
	i = r.edit(i, "overall.0", strings.Replace(was, "全市", "我市", 1))
	check.Equal(r, i.Stops, 0)
	i = r.edit(i, "next.2", "请各单位对照整改，上级抽查了25件。")
	check.Equal(r, i.Stops, 1)
	found, err = r.s.Check(r.Context(), clerk, i.ID)
	check.NoError(r, err)
	check.Equal(r, []any{found[0].Code, found[0].Hard}, []any{"number_without_source", false})
	_, err = r.s.Waive(r.Context(), clerk, r.act(i, ""), found[0].ID)
	check.Fault(r, err, "bulletin.reason_needed")
	i, err = r.s.Waive(r.Context(), clerk, r.act(i, "来源：省厅督导反馈第3号"), found[0].ID)
	check.NoError(r, err)
	check.Equal(r, i.Stops, 0)
	i = r.edit(i, "next.2", "请各单位对照整改，上级抽查了26件。")
	check.Equal(r, i.Stops, 1)
	_, err = r.s.Edit(r.Context(), clerk, bulletin.EditCmd{Act: bulletin.Act{ID: i.ID, Version: 1}, Paragraph: "next.2", Text: "旧"})
	check.Fault(r, err, "bulletin.stale")
}

// harm: a figure of harm is not struck; another one is, with a reason, and its words go.
func harm(r room) {
	i := r.draft()
	_, err := r.s.Strike(r.Context(), clerk, r.act(i, "不好看"), "harm.0.0")
	check.Fault(r, err, "bulletin.harm")
	_, err = r.s.Strike(r.Context(), clerk, r.act(i, ""), "overall.0.3")
	check.Fault(r, err, "bulletin.reason_needed")
	i, err = r.s.Strike(r.Context(), clerk, r.act(i, "口径待定"), "overall.0.3")
	check.NoError(r, err)
	check.True(r, !strings.Contains(i.Paragraph("overall.0").Text, "抓获"), i.Paragraph("overall.0").Text)
	check.Equal(r, []any{i.Stops, i.Figures["overall.0.3"].Struck, i.Figures["overall.0.3"].StruckWhy}, []any{0, true, "口径待定"})
	i, err = r.s.Redraw(r.Context(), clerk, r.act(i, ""))
	check.NoError(r, err)
	check.True(r, i.Figures["overall.0.3"].Struck && !strings.Contains(i.Paragraph("overall.0").Text, "抓获"), "a redraw brings it back")
}

// recount: what the facts do not bear is not released; drawn anew it is, and the words that people wrote stay around the new figures.
func recount(r room) {
	i := r.draft()
	i = r.edit(i, "overall.0", strings.Replace(i.Paragraph("overall.0").Text, "全市", "本周我市", 1))
	r.book.Truth["case.filed"] = 32
	_, err := r.s.Submit(r.Context(), clerk, r.act(i, ""))
	check.Fault(r, err, "bulletin.stopped")
	r.book.Set("case.filed", 32)
	i, err = r.s.Redraw(r.Context(), clerk, r.act(i, ""))
	check.NoError(r, err)
	text := i.Paragraph("overall.0").Text
	check.True(r, strings.Contains(text, "本周我市立电信网络诈骗案件32起") && !strings.Contains(text, "31起"), text)
	i, err = r.s.Submit(r.Context(), clerk, r.act(i, ""))
	check.NoError(r, err)
	i, err = r.s.Approve(r.Context(), leader, r.act(i, ""))
	check.NoError(r, err)
	r.book.Truth["case.filed"] = 33
	_, err = r.s.Publish(r.Context(), leader, r.act(i, ""))
	check.Fault(r, err, "bulletin.stopped")
}
