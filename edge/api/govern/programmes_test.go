package govern_test

import (
	"testing"

	"fanzha/centre/govern"
	apigovern "fanzha/edge/api/govern"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Protects: a programme is the duties that name one plan, its progress by milestone and year; what was waived, or names no plan, is in none.
func TestProgrammes(t *testing.T) {
	const now = began
	duty := func(id, code, member, plan string) govern.Duty {
		return govern.Duty{Head: govern.Head{ID: id, Kind: code, Member: member}, Title: code, Basis: plan, Frequency: "once"}
	}
	term := func(duty, state string, due when.Micros) govern.Term {
		return govern.Term{Head: govern.Head{Ref: duty, State: state, Due: due}}
	}
	const year = 366 * when.Day
	duties := []govern.Duty{
		duty("1", "m1", "yd", "三年行动"), duty("2", "m1", "yx", "三年行动"), duty("3", "m2", "yd", "三年行动"), duty("4", "m3", "yd", ""), duty("5", "m4", "yd", "另一方案"),
	}
	terms := []govern.Term{
		term("1", "confirmed", now-when.Day), term("2", "open", now-when.Day), term("3", "open", now+year), term("3", "waived", now+2*year), term("4", "open", now),
		term("5", "submitted", now+when.Day),
	}
	got := apigovern.Programmes(duties, terms, now)
	check.Equal(t, []any{len(got), got[0].Plan, got[1].Plan}, []any{2, "三年行动", "另一方案"})
	p := got[0]
	check.Equal(t, p.ProgrammeCount, apigovern.ProgrammeCount{All: 3, Done: 1, Overdue: 1})
	check.Equal(t, p.Units, 2)
	check.Equal(t, []any{p.Stones[0].Code, p.Stones[0].Units, p.Stones[0].Done, p.Stones[0].Overdue, p.Stones[1].Code, p.Stones[1].All}, []any{"m1", 2, 1, 1, "m2", 1})
	check.Equal(t, p.Years, []apigovern.ProgrammeYear{
		{Year: "2026", ProgrammeCount: apigovern.ProgrammeCount{All: 2, Done: 1, Overdue: 1}}, {Year: "2027", ProgrammeCount: apigovern.ProgrammeCount{All: 1}},
	})
	check.Equal(t, len(apigovern.Programmes(nil, terms, now)), 0)
}
