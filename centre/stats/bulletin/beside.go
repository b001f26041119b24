package bulletin

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
)

// carry keeps what people did to an issue that was composed anew: their words with the new figures in them, and what they struck.
func (i *Issue) carry(old *Issue) {
	i.Head.Embargo = old.Head.Embargo
	i.Each(func(s *Section, p *Paragraph) {
		before := old.Paragraph(p.ID)
		if before == nil || !before.Edited {
			return
		}
		p.Text, p.Edited = refigure(before, &old.Content, &i.Content), true
		p.Figures = slices.DeleteFunc(slices.Clone(p.Figures), func(id string) bool {
			_, had := old.Figures[id]
			return !had
		})
	})
	for id, f := range old.Figures {
		now, ok := i.Figures[id]
		if !f.Struck || !ok {
			continue
		}
		now.Struck, now.StruckWhy = true, f.StruckWhy
		i.Figures[id] = now
		i.Each(func(_ *Section, p *Paragraph) { p.without(now) })
	}
}

// refigure puts new figures where the old ones stand in a text that people wrote.
func refigure(p *Paragraph, old, now *Content) string {
	marks, _ := old.Marks(p)
	seen := map[string]int{}
	var b strings.Builder
	at := 0
	for _, m := range marks {
		f, ok := now.Figures[m.Figure]
		k := seen[m.Figure]
		seen[m.Figure]++
		b.WriteString(p.Text[at:m.From])
		at = m.To
		switch {
		case !ok || k > len(f.Compare):
			b.WriteString(p.Text[m.From:m.To])
		case k == 0:
			b.WriteString(f.Text)
		default:
			b.WriteString(f.Compare[k-1].Text)
		}
	}
	b.WriteString(p.Text[at:])
	return b.String()
}

// RemarkCmd is a comment on an issue, or on one of its paragraphs.
type RemarkCmd struct {
	ID        string
	Paragraph string // empty: the whole issue
	Text      string
}

// Remark adds a comment.
func (s *Service) Remark(ctx context.Context, scope access.Scope, cmd RemarkCmd) (Remark, error) {
	i, err := s.load(ctx, scope, actRemark, Act{ID: cmd.ID})
	if err != nil {
		return Remark{}, err
	}
	text, paragraph := mend(cmd.Text), cmd.Paragraph
	_, err = move(i.State, actRemark)
	switch {
	case err != nil:
		return Remark{}, err
	case text == "" || utf8.RuneCountInString(text) > NoteMax:
		return Remark{}, BadField("text")
	case paragraph != "" && i.Paragraph(paragraph) == nil:
		return Remark{}, ErrNotFound
	}
	r := Remark{ID: s.o.NewID(), Issue: i.ID, Paragraph: paragraph, Text: text, By: scope.User, Name: scope.Name, At: s.o.Clock.Now()}
	c := Change{Remark: &r, Step: s.step(scope, &i, act{name: actRemark, note: text, from: i.State}), ID: i.ID, Unit: i.Unit, Kind: i.Kind}
	return r, s.o.Ledger.Save(ctx, c)
}

// ErratumCmd asks for a correction: of a figure, which is counted anew, or of a paragraph's words.
type ErratumCmd struct {
	ID     string
	Place  string // figure or paragraph
	Text   string // the new words of a paragraph; of a figure nobody types a value
	Reason string
}

// Correct publishes a correction of a published issue: a new line that names the old and the new. The issue stays as it is.
func (s *Service) Correct(ctx context.Context, scope access.Scope, cmd ErratumCmd) (Erratum, error) {
	cmd.Reason = mend(cmd.Reason)
	err := needNote(cmd.Reason)
	if err != nil {
		return Erratum{}, err
	}
	i, err := s.load(ctx, scope, actErratum, Act{ID: cmd.ID})
	if err != nil {
		return Erratum{}, err
	}
	_, err = move(i.State, actErratum)
	if err != nil {
		return Erratum{}, err
	}
	earlier, err := s.o.Press.Errata(ctx, scope, i.ID)
	if err != nil {
		return Erratum{}, err
	}
	e := Erratum{ID: s.o.NewID(), Issue: i.ID, Place: cmd.Place, Reason: cmd.Reason, By: scope.User, ByName: scope.Name, At: s.o.Clock.Now()}
	err = s.corrected(ctx, &i, &e, mend(cmd.Text))
	if err != nil {
		return Erratum{}, err
	}
	for _, x := range earlier {
		if x.Place == e.Place {
			e.Old, e.From = x.New, x.To
		}
	}
	if e.Old == e.New && e.From == e.To {
		return Erratum{}, ErrUnchanged
	}
	a := act{name: actErratum, note: e.Name + "：" + e.Old + " → " + e.New + "。" + e.Reason, from: i.State}
	c := Change{Erratum: &e, Step: s.step(scope, &i, a), Event: EvCorrected, ID: i.ID, Unit: i.Unit, Kind: i.Kind, Note: cmd.Reason}
	return e, s.o.Ledger.Save(ctx, c)
}

// corrected fills in the old and the new of a correction.
func (s *Service) corrected(ctx context.Context, i *Issue, e *Erratum, text string) error {
	if f, ok := i.Figures[e.Place]; ok {
		v, printed, err := s.again(ctx, f)
		if err != nil {
			return err
		}
		e.Name, e.Old, e.From, e.New, e.To = f.Title, f.Text, f.Value, printed, v
		return nil
	}
	p := i.Paragraph(e.Place)
	switch {
	case p == nil:
		return ErrNotFound
	case len(p.Figures) > 0 || text == "" || utf8.RuneCountInString(text) > TextMax:
		return BadField("text")
	}
	e.Name, e.Old, e.New = "文字", p.Text, text
	return nil
}

// again counts a figure as it stands now.
func (s *Service) again(ctx context.Context, f Figure) (Value, string, error) {
	r, err := s.o.Book.Read(ctx, f.Ask, nil)
	if err != nil || f.Share == "" {
		return r.Value, r.Text, err
	}
	whole, err := s.o.Book.Read(ctx, Ask{Code: f.Share, Period: f.Ask.Period, Span: f.Ask.Span, Top: f.Ask.Top}, nil)
	return Value{Num: r.Value.Num, Den: whole.Value.Num}, s.o.Words.Percent(r.Value.Num, whole.Value.Num), err
}

// Page is a page of issues.
type Page struct {
	Kind   string
	States []State
	After  *Key
	Limit  int
}

// pageMax is the longest page.
const pageMax = 200

// Issues lists issues without their content, the latest first, with the place of the next page.
func (s *Service) Issues(ctx context.Context, scope access.Scope, p Page) ([]Issue, *Key, error) {
	err := scope.Require(access.BulletinRead)
	if err != nil {
		return nil, nil, err
	}
	if p.Limit <= 0 || p.Limit > pageMax {
		p.Limit = 50
	}
	list, err := s.o.Reader.Issues(ctx, scope, Query{To: s.addressed(scope), Kind: p.Kind, States: p.States, After: p.After, Limit: p.Limit + 1})
	if err != nil || len(list) <= p.Limit {
		return list, nil, err
	}
	list = list[:p.Limit]
	last := list[len(list)-1]
	return list, &Key{At: last.DraftedAt, ID: last.ID}, nil
}

// View is an issue with what stands beside it.
type View struct {
	Issue    Issue
	Findings []Finding // without those of a new count: Check has them
	Remarks  []Remark
	Errata   []Erratum
	History  []Step
}

// Issue reads an issue with all that stands beside it. Of one that a unit above published a caller reads what was published and how it was
// corrected: what was said about it while it was written stays with those who wrote it.
func (s *Service) Issue(ctx context.Context, scope access.Scope, id string) (View, error) {
	i, err := s.open(ctx, scope, id)
	if err != nil {
		return View{}, err
	}
	v := View{Issue: i}
	if !scope.Covers(i.Unit) {
		v.Errata, err = s.o.Press.Errata(ctx, access.System(), i.ID)
		return v, err
	}
	if i.State != Published && i.State != Withdrawn {
		v.Findings, err = s.check(ctx, &i, false)
	}
	if err == nil {
		v.Remarks, err = s.o.Reader.Remarks(ctx, scope, i.ID)
	}
	if err == nil {
		v.Errata, err = s.o.Press.Errata(ctx, scope, i.ID)
	}
	if err == nil {
		v.History, err = s.o.Reader.History(ctx, scope, i.ID)
	}
	return v, err
}

// Difference is a paragraph beside the same one of another issue.
type Difference struct {
	Paragraph string
	Before    string
	After     string
	Figures   []Moved
}

// Moved is a figure in two issues.
type Moved struct {
	Figure string
	Title  string
	Before string
	After  string
}

// Compare puts an issue beside another of its kind; without one named, beside the last that was published before it.
func (s *Service) Compare(ctx context.Context, scope access.Scope, id, with string) ([]Difference, Issue, error) {
	now, err := s.load(ctx, scope, actRemark, Act{ID: id})
	if err != nil {
		return nil, Issue{}, err
	}
	if with == "" {
		with = now.Previous
	}
	if with == "" {
		return []Difference{}, Issue{}, nil
	}
	old, err := s.load(ctx, scope, actRemark, Act{ID: with})
	if err != nil {
		return nil, Issue{}, err
	}
	return differences(&old, &now), old, nil
}

func differences(old, now *Issue) []Difference {
	out := []Difference{}
	now.Each(func(_ *Section, p *Paragraph) {
		d := Difference{Paragraph: p.ID, After: p.Text}
		q := old.Paragraph(p.ID)
		var ids []string
		if q != nil {
			d.Before = q.Text
			ids = append(ids, q.Figures...)
		}
		for _, f := range p.Figures {
			if !slices.Contains(ids, f) {
				ids = append(ids, f)
			}
		}
		for _, f := range ids {
			d.Figures = append(d.Figures, moveOf(old, now, f))
		}
		out = append(out, d)
	})
	old.Each(func(_ *Section, q *Paragraph) {
		if now.Paragraph(q.ID) == nil {
			out = append(out, Difference{Paragraph: q.ID, Before: q.Text})
		}
	})
	return out
}

func moveOf(old, now *Issue, id string) Moved {
	b, a := old.Figures[id], now.Figures[id]
	m := Moved{Figure: id, Title: a.Title, Before: b.Text, After: a.Text}
	if m.Title == "" {
		m.Title = b.Title
	}
	return m
}

// Exported records that a document of an issue left: in what format, and why.
func (s *Service) Exported(ctx context.Context, scope access.Scope, i Issue, note string) error {
	a := act{name: "export", note: mend(note), from: i.State}
	return s.o.Ledger.Save(ctx, Change{Step: s.step(scope, &i, a), ID: i.ID, Unit: i.Unit, Kind: i.Kind})
}

// Definitions are the definitions of all indicators that an issue prints, by code, for its annex.
func (s *Service) Definitions(i *Issue) map[string]Definition {
	out := map[string]Definition{}
	for _, f := range i.Figures {
		d, ok := s.o.Book.Define(f.Ask.Code)
		if ok {
			out[f.Ask.Code] = d
		}
	}
	return out
}
