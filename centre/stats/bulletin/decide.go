package bulletin

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Bounds of what a person may write and of what an issue may hold.
const (
	TextMax    = 4000 // runes of a paragraph: two pages
	NoteMax    = 2000 // runes of a comment or reason
	FieldMax   = 200  // bytes of an id
	FiguresMax = 4000 // of one issue: twelve columns of three hundred townships, and room
	WaiversMax = 100
)

// The acts. The table below is the whole life: what is not in it is refused as ErrState.
const (
	actDraft    = "draft"
	actEdit     = "edit"
	actRedraw   = "redraw"
	actStrike   = "strike"
	actWaive    = "waive"
	actRemark   = "remark"
	actSubmit   = "submit"
	actReturn   = "return"
	actApprove  = "approve"
	actPublish  = "publish"
	actWithdraw = "withdraw"
	actErratum  = "erratum"
)

var moves = map[State]map[string]State{
	"": {actDraft: Draft},
	Draft: {actEdit: Draft, actRedraw: Draft, actStrike: Draft, actWaive: Draft, actRemark: Draft, actSubmit: Review,
		actWithdraw: Withdrawn},
	Review:    {actRemark: Review, actReturn: Draft, actApprove: Approved, actWithdraw: Withdrawn},
	Approved:  {actRemark: Approved, actReturn: Draft, actPublish: Published, actWithdraw: Withdrawn},
	Published: {actErratum: Published},
}

// rights says which right an act needs.
var rights = map[string]access.Right{
	actDraft: access.BulletinWork, actEdit: access.BulletinWork, actRedraw: access.BulletinWork, actStrike: access.BulletinWork,
	actWaive: access.BulletinWork, actRemark: access.BulletinRead, actSubmit: access.BulletinWork, actReturn: access.BulletinApprove,
	actApprove: access.BulletinApprove, actPublish: access.BulletinApprove, actWithdraw: access.BulletinWork,
	actErratum: access.BulletinApprove,
}

// move looks an act up in the table of the life of an issue.
func move(from State, act string) (State, error) {
	to, ok := moves[from][act]
	if ok {
		return to, nil
	}
	if from == Published || from == Withdrawn {
		return from, ErrFrozen
	}
	return from, fault.New(ErrState.Kind, ErrState.Code, "state", string(from), "act", act)
}

// Acts lists what a caller may do with an issue now, for a screen.
func (i *Issue) Acts(scope access.Scope) []string {
	out := []string{}
	if !scope.Covers(i.Unit) { // read from below
		return out
	}
	for act := range moves[i.State] {
		if !scope.Can(rights[act]) || act == actApprove && i.wrote(scope.User) {
			continue
		}
		out = append(out, act)
	}
	slices.Sort(out)
	return out
}

// wrote says whether a person drafted an issue or wrote in it.
func (i *Issue) wrote(user string) bool {
	return i.DraftedBy == user || slices.Contains(i.Editors, user)
}

// next is the issue after an act of a person: a copy, one version further.
func (i *Issue) next(act string) (Issue, error) {
	to, err := move(i.State, act)
	if err != nil {
		return Issue{}, err
	}
	out := *i
	out.Content = i.clone()
	out.State = to
	out.Version++
	return out, nil
}

// edit replaces the words of a paragraph. Its figures stay what they are: whether the new words still carry them is looked at by
// the check, which says where they do not.
func (i *Issue) edit(by, paragraph, text string) (Issue, error) {
	out, err := i.next(actEdit)
	if err != nil {
		return out, err
	}
	p := out.Paragraph(paragraph)
	if p == nil {
		return out, ErrNotFound
	}
	text = mend(text)
	if utf8.RuneCountInString(text) > TextMax {
		return out, BadField("text")
	}
	p.Edited = p.Edited || p.Text != text
	p.Text = text
	out.write(by)
	return out, nil
}

// write notes that a person wrote in an issue.
func (i *Issue) write(user string) {
	if user != i.DraftedBy && !slices.Contains(i.Editors, user) {
		i.Editors = append(i.Editors, user)
	}
}

// strike takes a figure out of its sentence, with a reason: its words go, the figure stays in the record. A figure of harm is not
// struck while the successes stand.
func (i *Issue) strike(by, figure, reason string) (Issue, error) {
	out, err := i.next(actStrike)
	if err != nil {
		return out, err
	}
	f, ok := out.Figures[figure]
	if !ok || f.Struck {
		return out, ErrNotFound
	}
	if f.Harm {
		return out, ErrHarm
	}
	f.Struck, f.StruckWhy = true, reason
	out.Figures[figure] = f
	out.Each(func(_ *Section, p *Paragraph) { p.without(f) })
	for s := range out.Sections {
		t := out.Sections[s].Table
		for r := 0; t != nil && r < len(t.Rows); r++ {
			for c := range t.Rows[r].Cells {
				if t.Rows[r].Cells[c].Figure == figure {
					t.Rows[r].Cells[c] = Cell{Text: "—"}
				}
			}
		}
	}
	out.write(by)
	return out, nil
}

// without takes a figure's words out of a paragraph: from the mark before its name to the mark after its last comparison.
func (p *Paragraph) without(f Figure) {
	at := slices.Index(p.Figures, f.ID)
	if at < 0 {
		return
	}
	p.Figures = slices.Delete(slices.Clone(p.Figures), at, at+1)
	said := f.said()
	if i := strings.Index(p.Text, said); i >= 0 {
		head, tail := p.Text[:i], p.Text[i+len(said):]
		trimmed := strings.TrimLeft(tail, "，；、")
		if trimmed == "" || strings.HasPrefix(trimmed, "。") {
			head = strings.TrimRight(head, "，；、")
		}
		p.Text = head + trimmed
	}
	if len(p.Figures) == 0 && strings.IndexFunc(p.Text, func(r rune) bool { return r == '。' || r == '，' }) < 0 {
		p.Text = ""
	}
}

// waive lets a finding pass. What concerns a figure's value, or a limit of a public text, nobody waives.
func (i *Issue) waive(w Waiver, f Finding) (Issue, error) {
	out, err := i.next(actWaive)
	switch {
	case err != nil:
		return out, err
	case f.Hard:
		return out, fault.New(ErrNoWaiver.Kind, ErrNoWaiver.Code, "code", f.Code)
	case len(out.Waivers) >= WaiversMax:
		return out, BadField("waivers")
	}
	out.Waivers = append(out.Waivers, w)
	out.write(w.By)
	return out, nil
}

// approve is the leader's: never of one who drafted or wrote.
func (i *Issue) approve(user string, at when.Micros) (Issue, error) {
	if i.wrote(user) {
		return Issue{}, ErrSame
	}
	out, err := i.next(actApprove)
	out.ApprovedBy, out.ApprovedAt = user, at
	return out, err
}

// back returns an issue to the clerk: what was approved is not any more.
func (i *Issue) back() (Issue, error) {
	out, err := i.next(actReturn)
	out.ApprovedBy, out.ApprovedAt = "", 0
	return out, err
}

// publish freezes an issue under its number.
func (i *Issue) publish(user string, at when.Micros, no int64) (Issue, error) {
	out, err := i.next(actPublish)
	out.PublishedBy, out.PublishedAt, out.No = user, at, no
	out.Hash = out.Digest()
	return out, err
}

// needNote asks for a reason in words.
func needNote(note string) error {
	if note == "" || utf8.RuneCountInString(note) > NoteMax {
		return ErrReason
	}
	return nil
}

// mend makes what a person wrote storable: broken text and zero bytes become the replacement character, lines and tabs spaces.
func mend(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == 0:
			return utf8.RuneError
		case r == '\n', r == '\t':
			return ' '
		case r < ' ', r == 0x7F:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.TrimSpace(s)
}

// sound says whether a text may be an id.
func sound(s string) bool {
	return s != "" && len(s) <= FieldMax && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
