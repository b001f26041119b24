package roomtest

import (
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// errata: a published figure never changes; a correction names the old and the new, follows on the one before, and stands in the next
// issue.
func errata(r room) {
	p := r.publish(r.draft())
	cmd := bulletin.ErratumCmd{ID: p.ID, Place: "overall.0.0", Reason: "迟报一起"}
	_, err := r.s.Correct(r.Context(), clerk, cmd)
	check.Fault(r, err, "access.denied")
	_, err = r.s.Correct(r.Context(), leader, cmd)
	check.Fault(r, err, "bulletin.unchanged")
	r.book.Set("case.filed", 32)
	e, err := r.s.Correct(r.Context(), leader, cmd)
	check.NoError(r, err)
	check.Equal(r, []any{e.Old, e.New, e.From.Num, e.To.Num}, []any{"31起", "32起", int64(31), int64(32)})
	_, err = r.s.Correct(r.Context(), leader, cmd)
	check.Fault(r, err, "bulletin.unchanged")
	r.book.Set("case.filed", 33)
	r.now.Set(r.now.Now() + when.Second)
	e, err = r.s.Correct(r.Context(), leader, cmd)
	check.NoError(r, err)
	check.Equal(r, []any{e.Old, e.New}, []any{"32起", "33起"})
	x, err := r.s.Issue(r.Context(), leader, p.ID)
	check.NoError(r, err)
	check.Equal(r, []any{x.Issue.Digest(), x.Issue.Figures["overall.0.0"].Text, len(x.Errata)}, []any{p.Hash, "31起", 2})

	r.now.Set(start + 7*when.Day)
	next, err := r.s.Draft(r.Context(), clerk, bulletin.DraftCmd{Kind: "weekly", Day: stats.Date(2026, 11, 17)})
	check.NoError(r, err)
	check.Equal(r, next.Previous, p.ID)
	line := next.Paragraph("errata.0.1")
	check.True(r, line != nil && strings.Contains(line.Text, "32起") && strings.Contains(line.Text, "33起"), "the correction is not in the next issue")
	rows, with, err := r.s.Compare(r.Context(), clerk, next.ID, "")
	check.NoError(r, err)
	check.Equal(r, []any{with.ID, rows[0].Figures[0].Before, rows[0].Figures[0].After}, []any{p.ID, "31起", "33起"})
	next = r.publish(next)
	check.Equal(r, next.No, int64(2))
}

// approval: never of one who drafted or wrote, only of a leader; what is given back is a draft again.
func approval(r room) {
	i := r.draft()
	i, err := r.s.Edit(r.Context(), leader, bulletin.EditCmd{Act: r.act(i, ""), Paragraph: "next.2", Text: "请各单位整改。"})
	check.NoError(r, err)
	i, err = r.s.Submit(r.Context(), clerk, r.act(i, ""))
	check.NoError(r, err)
	_, err = r.s.Approve(r.Context(), other, r.act(i, ""))
	check.Fault(r, err, "access.denied")
	_, err = r.s.Approve(r.Context(), leader, r.act(i, ""))
	check.Fault(r, err, "bulletin.same_person")
	_, err = r.s.Return(r.Context(), leader, r.act(i, ""))
	check.Fault(r, err, "bulletin.reason_needed")
	_, err = r.s.Publish(r.Context(), leader, r.act(i, ""))
	check.Fault(r, err, "bulletin.state")
	second := leader
	second.User = "second"
	i, err = r.s.Approve(r.Context(), second, r.act(i, ""))
	check.NoError(r, err)
	check.Equal(r, i.ApprovedBy, "second")
	i, err = r.s.Return(r.Context(), second, r.act(i, "补充典型案例"))
	check.NoError(r, err)
	check.Equal(r, []any{i.State, i.ApprovedBy}, []any{bulletin.Draft, ""})
	i, err = r.s.Withdraw(r.Context(), clerk, r.act(i, "合并到下期"))
	check.NoError(r, err)
	_, err = r.s.Remark(r.Context(), clerk, bulletin.RemarkCmd{ID: i.ID, Paragraph: "", Text: "晚了"})
	check.Fault(r, err, "bulletin.frozen")
	again := r.draft()
	check.True(r, again.ID != i.ID, "a withdrawn issue blocks its period")
}

// lists: pages, states, comments, and nothing for another jurisdiction.
func lists(r room) {
	i := r.draft()
	remark, err := r.s.Remark(r.Context(), leader, bulletin.RemarkCmd{ID: i.ID, Paragraph: "overall.0", Text: "同比口径请再核一遍"})
	check.NoError(r, err)
	_, err = r.s.Remark(r.Context(), leader, bulletin.RemarkCmd{ID: i.ID, Paragraph: "nowhere", Text: "哪里"})
	check.Fault(r, err, "bulletin.not_found")
	r.now.Set(r.now.Now() + when.Minute)
	daily, err := r.s.Draft(r.Context(), clerk, bulletin.DraftCmd{Kind: "daily", Day: stats.Date(2026, 11, 17)})
	check.NoError(r, err)
	page, next, err := r.s.Issues(r.Context(), clerk, bulletin.Page{Limit: 1})
	check.NoError(r, err)
	check.Equal(r, []any{len(page), page[0].ID}, []any{1, daily.ID})
	after, err := bulletin.ParseKey(next.String())
	check.NoError(r, err)
	page, next, err = r.s.Issues(r.Context(), clerk, bulletin.Page{After: after, Limit: 1, States: []bulletin.State{bulletin.Draft}})
	check.NoError(r, err)
	check.Equal(r, []any{page[0].ID, next == nil}, []any{i.ID, true})
	page, _, err = r.s.Issues(r.Context(), abroad, bulletin.Page{})
	check.NoError(r, err)
	check.Equal(r, len(page), 0)
	_, err = r.s.Issue(r.Context(), abroad, i.ID)
	check.Fault(r, err, "bulletin.not_found")
	_, err = r.s.Draft(r.Context(), abroad, bulletin.DraftCmd{Kind: "daily", Day: stats.Date(2026, 11, 16), Unit: city})
	check.Fault(r, err, "bulletin.not_found")
	x, err := r.s.Issue(r.Context(), clerk, i.ID)
	check.NoError(r, err)
	check.Equal(r, []any{len(x.Remarks), x.Remarks[0].ID, x.Remarks[0].Name, x.Issue.Version}, []any{1, remark.ID, "领导", int64(1)})
}

// below protects: units below read what was published for them, with its corrections and nothing of how it was written, and act on none of
// it; what is in work, what is for the centre alone, and what another city published they do not see.
func below(r room, published bulletin.Issue) {
	county := access.Scope{User: "county", Name: "县领导", Unit: "990101000000", Roles: []access.Role{access.Leader}}
	draft, err := r.s.Draft(r.Context(), clerk, bulletin.DraftCmd{Kind: "public", Day: stats.Date(2026, 11, 10)})
	check.NoError(r, err)
	page, _, err := r.s.Issues(r.Context(), county, bulletin.Page{})
	check.NoError(r, err)
	check.Equal(r, []any{len(page), page[0].ID}, []any{1, published.ID})
	v, err := r.s.Issue(r.Context(), county, published.ID)
	check.NoError(r, err)
	check.Equal(r, []any{v.Issue.Hash, v.Issue.Digest(), len(v.History), len(v.Remarks), len(v.Issue.Acts(county))}, []any{published.Hash, published.Hash, 0, 0, 0})
	_, err = r.s.Issue(r.Context(), county, draft.ID)
	check.Fault(r, err, "bulletin.not_found")
	_, err = r.s.Correct(r.Context(), county, bulletin.ErratumCmd{ID: published.ID, Place: "overall.0.0", Reason: "改"})
	check.Fault(r, err, "bulletin.not_found")
	_, err = r.s.Issue(r.Context(), abroad, published.ID)
	check.Fault(r, err, "bulletin.not_found")
	_, err = r.kept.Issue(r.Context(), county, bulletin.Addressed{Units: []string{city}, Kinds: []string{"daily"}}, published.ID)
	check.Fault(r, err, "bulletin.not_found")
}

// late: facts that come after the draft, of a period that is running, keep nothing from its readers; one that was corrected does, with the
// reason in the words in which figures are printed, which the issue shows from then on until it is drawn anew.
func late(r room) {
	r.book.Seq = 100
	i := r.draft()
	check.Equal(r, []any{i.UpTo, i.Stops}, []any{int64(100), 0})
	r.book.Count("case.filed", 5)
	i, err := r.s.Submit(r.Context(), clerk, r.act(i, ""))
	check.NoError(r, err)
	r.book.Count("case.filed", 2)
	was := r.book.Values["case.filed"]
	r.book.Set("case.filed", was-1)
	_, err = r.s.Approve(r.Context(), leader, r.act(i, ""))
	check.Fault(r, err, "bulletin.stopped")
	check.True(r, strings.Contains(err.Error(), "起草后有更正") && strings.Contains(err.Error(), "31起") && strings.Contains(err.Error(), "30起"), err.Error())
	shown := func() (codes []string, stops int) {
		x, err := r.s.Issue(r.Context(), leader, i.ID)
		check.NoError(r, err)
		check.Equal(r, []any{x.Issue.Version, x.Issue.UpTo}, []any{i.Version, i.UpTo})
		for _, f := range x.Findings {
			if f.Severity == bulletin.Stop {
				codes = append(codes, f.Code)
			}
		}
		return codes, x.Issue.Stops
	}
	codes, stops := shown()
	check.True(r, stops > 0 && stops == len(codes) && codes[0] == "recount_differs", "the refusal is not shown")
	r.book.Set("case.filed", was) // it was corrected back: the same issue is approved
	approved, err := r.s.Approve(r.Context(), leader, r.act(i, ""))
	check.NoError(r, err)
	i = approved
	codes, stops = shown()
	check.Equal(r, []int{len(codes), stops}, []int{0, 0})
	p, err := r.s.Publish(r.Context(), leader, r.act(i, ""))
	check.NoError(r, err)
	check.Equal(r, []any{p.Figures["overall.0.0"].Text, p.Hash}, []any{"31起", p.Digest()})
	between(r)
}

// between: facts that come while an issue is drawn are in all of its figures or in none; drawing anew moves the number on.
func between(r room) {
	n := 0
	r.book.Reads = func() {
		if n++; n < 5 {
			r.book.Count("case.filed", 1)
		}
	}
	i, err := r.s.Draft(r.Context(), clerk, bulletin.DraftCmd{Kind: "daily", Day: stats.Date(2026, 11, 18)})
	check.NoError(r, err)
	check.Equal(r, []any{i.UpTo, i.Stops}, []any{r.book.Seq, 0})
	r.book.Set("case.filed", 3)
	_, err = r.s.Submit(r.Context(), clerk, r.act(i, ""))
	check.Fault(r, err, "bulletin.stopped")
	r.book.Count("case.solved", 1)
	i, err = r.s.Redraw(r.Context(), clerk, r.act(i, ""))
	check.NoError(r, err)
	check.Equal(r, []any{i.UpTo, i.Stops}, []any{r.book.Seq, 0})
	_, err = r.s.Submit(r.Context(), clerk, r.act(i, ""))
	check.NoError(r, err)
}

// running: the draft of a week that goes on, drawn anew on a later day, counts up to that day, and ends with its week.
func running(r room) {
	i, err := r.s.Draft(r.Context(), clerk, bulletin.DraftCmd{Kind: "weekly", Day: stats.Date(2026, 11, 18)})
	check.NoError(r, err)
	first := i.Span
	check.Equal(r, first.To, stats.Date(2026, 11, 18))
	for _, step := range []struct {
		after when.Micros
		to    stats.Day
	}{{when.Day, first.To + 1}, {30 * when.Day, first.From + 6}} {
		r.now.Set(start + step.after)
		i, err = r.s.Redraw(r.Context(), clerk, r.act(i, ""))
		check.NoError(r, err)
		check.Equal(r, i.Span, stats.Span{From: first.From, To: step.to})
	}
}
