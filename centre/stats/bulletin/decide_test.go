package bulletin

import (
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/internal/check"
)

// Protects: the life of an issue. Every state and act is in the table; what is not in it is refused, and what is frozen says so.
func TestMoves(t *testing.T) {
	table := `
		""         draft→draft
		draft      edit→draft redraw→draft strike→draft waive→draft remark→draft submit→review withdraw→withdrawn
		review     remark→review return→draft approve→approved withdraw→withdrawn
		approved   remark→approved return→draft publish→published withdraw→withdrawn
		published  erratum→published
		withdrawn  `
	acts := []string{actDraft, actEdit, actRedraw, actStrike, actWaive, actRemark, actSubmit, actReturn, actApprove, actPublish, actWithdraw, actErratum}
	check.Equal(t, len(rights), len(acts))
	for line := range strings.Lines(strings.TrimSpace(table)) {
		words := strings.Fields(line)
		from := State(strings.Trim(words[0], `"`))
		want := map[string]State{}
		for _, w := range words[1:] {
			act, to, _ := strings.Cut(w, "→")
			want[act] = State(to)
		}
		for _, act := range acts {
			to, err := move(from, act)
			next, ok := want[act]
			switch {
			case ok:
				check.NoError(t, err)
				check.Equal(t, to, next)
			case from == Published || from == Withdrawn:
				check.Fault(t, err, "bulletin.frozen")
			default:
				check.Fault(t, err, "bulletin.state")
			}
		}
	}
}

// Protects: what a screen offers is what the room would do.
func TestActs(t *testing.T) {
	leader := access.Scope{User: "l", Unit: "990100000000", Roles: []access.Role{access.Leader}}
	i := Issue{State: Review, DraftedBy: "c", Unit: "990100000000"}
	check.Equal(t, i.Acts(leader), []string{"approve", "remark", "return", "withdraw"})
	i.Editors = []string{"l"}
	check.Equal(t, i.Acts(leader), []string{"remark", "return", "withdraw"})
	county := access.Scope{User: "k", Unit: "990101000000", Roles: []access.Role{access.Leader}}
	check.Equal(t, (&Issue{State: Published, Unit: "990100000000"}).Acts(county), []string{})
	check.Equal(t, (&Issue{State: Published, Unit: "990100000000"}).Acts(access.Scope{User: "o", Unit: "990100000000", Roles: []access.Role{access.Operator}}), []string{})
}

// Protects: a figure that is struck takes its words with it, wherever it stands in its sentence.
func TestWithout(t *testing.T) {
	f := func(id, name, text, cmp string) Figure {
		out := Figure{ID: id, Name: name, Text: text}
		if cmp != "" {
			out.Compare = []Comparison{{Text: cmp}}
		}
		return out
	}
	a, b, c := f("a", "立案", "3起", "环比持平"), f("b", "破案", "2起", ""), f("c", "抓获", "1名", "")
	for _, x := range []struct {
		strike Figure
		want   string
	}{{a, "全市破案2起；抓获1名。"}, {b, "全市立案3起，环比持平；抓获1名。"}, {c, "全市立案3起，环比持平；破案2起。"}} {
		p := Paragraph{Text: "全市" + a.said() + "；" + b.said() + "；" + c.said() + "。", Figures: []string{"a", "b", "c"}}
		p.without(x.strike)
		check.Equal(t, p.Text, x.want)
		check.Equal(t, len(p.Figures), 2)
	}
}

// Protects: the hash covers everything that is printed, and nothing is confused with its neighbour.
func TestDigest(t *testing.T) {
	base := func() Issue {
		return Issue{Kind: "weekly", Title: "甲", Head: Head{Centre: "乙"}, Content: Content{
			Figures: map[string]Figure{"a": {ID: "a", Text: "3起", Value: Value{Num: 3}}},
			Sections: []Section{{ID: "s", Paragraphs: []Paragraph{{ID: "s.0", Text: "立案3起。", Figures: []string{"a"}}}, Table: &Table{Columns: []Column{{Name: "列"}},
				Rows: []Row{{Key: "k", Label: "行", Cells: []Cell{{Text: "3"}}}}}}},
		}}
	}
	seen := map[string]bool{}
	one := base()
	seen[one.Digest()] = true
	for _, change := range []func(*Issue){
		func(i *Issue) { i.Title, i.Head.Centre = "甲乙", "" },
		func(i *Issue) { i.Sections[0].Paragraphs[0].Text = "立案4起。" },
		func(i *Issue) { i.Figures["a"] = Figure{ID: "a", Text: "3起", Value: Value{Num: 4}} },
		func(i *Issue) { i.Sections[0].Table.Rows[0].Cells[0].Text = "4" },
		func(i *Issue) { i.No = 1 },
		func(i *Issue) { i.Waivers = []Waiver{{Reason: "故"}} },
		func(i *Issue) { i.Span = stats.Span{From: 1, To: 2} },
	} {
		x := base()
		change(&x)
		check.True(t, !seen[x.Digest()], "a change is not in the hash")
		seen[x.Digest()] = true
	}
}
