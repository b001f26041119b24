package bulletins

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/edge/api"
)

// KindRow is a kind of bulletin.
type KindRow struct {
	Kind     string `json:"kind"`
	ZH       string `json:"zh"`
	EN       string `json:"en"`
	Period   string `json:"period" enum:"day,week,month"`
	Style    string `json:"style" enum:"red,notice,plain"`
	Public   bool   `json:"public" doc:"Leaves the police: no persons, no small groups."`
	MaxChars int    `json:"max_chars" doc:"0: no limit."`
}

// IssueRow is one issue in a list.
type IssueRow struct {
	ID          string   `json:"id"`
	No          int64    `json:"no" doc:"Of its kind, unit and year; 0 before it is published."`
	Kind        string   `json:"kind"`
	KindZH      string   `json:"kind_zh"`
	KindEN      string   `json:"kind_en"`
	Unit        api.Unit `json:"unit"`
	From        string   `json:"from" doc:"First day of its period."`
	To          string   `json:"to" doc:"Last day."`
	Title       string   `json:"title"`
	State       string   `json:"state" enum:"draft,review,approved,published,withdrawn"`
	Version     int64    `json:"version"`
	DraftedBy   string   `json:"drafted_by" doc:"Name."`
	DraftedAt   string   `json:"drafted_at"`
	ApprovedBy  string   `json:"approved_by" doc:"Name."`
	ApprovedAt  string   `json:"approved_at"`
	PublishedBy string   `json:"published_by" doc:"Name."`
	PublishedAt string   `json:"published_at"`
	Stops       int      `json:"stops" doc:"Findings that stop it, as of the last change; the count anew is not among them."`
	Corrections int      `json:"corrections" doc:"Of a published issue, in its detail; 0 in a list."`
	Previous    string   `json:"previous" doc:"The last published issue of its kind."`
	CutOff      string   `json:"cut_off"`
	Hash        string   `json:"hash" doc:"SHA-256 of the content of a published issue."`
}

// IssueDetail is one issue with all that stands beside it.
type IssueDetail struct {
	IssueRow
	UpTo     int64        `json:"up_to" doc:"Number of the last event that its figures were counted from; 0: not known."`
	Open     bool         `json:"open" doc:"The period was not over: earlier ones are counted up to the same moment."`
	Head     HeadRow      `json:"head"`
	Sections []SectionRow `json:"sections"`
	Figures  []FigureRow  `json:"figures"`
	Remarks  []RemarkRow  `json:"remarks"`
	Findings []FindingRow `json:"findings" doc:"Of words and limits; the count anew is made by check."`
	Errata   []ErratumRow `json:"errata"`
	History  []StepRow    `json:"history"`
	Acts     []string     `json:"acts" doc:"What the caller may do now."`
}

// HeadRow is how an issue is addressed and signed.
type HeadRow struct {
	Centre  string `json:"centre"`
	Style   string `json:"style"`
	To      string `json:"to"`
	Embargo string `json:"embargo"`
}

// SectionRow is a part under a heading.
type SectionRow struct {
	ID         string         `json:"id"`
	Heading    string         `json:"heading"`
	Annex      bool           `json:"annex"`
	Paragraphs []ParagraphRow `json:"paragraphs"`
	Table      *TableRow      `json:"table,omitempty"`
}

// ParagraphRow is a paragraph with the places of its figures.
type ParagraphRow struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	Question bool      `json:"question"`
	Free     bool      `json:"free" doc:"Words without figures."`
	Edited   bool      `json:"edited"`
	Object   string    `json:"object" doc:"Record behind a line of another room."`
	Spans    []SpanRow `json:"spans"`
}

// SpanRow is where a figure stands in a text.
type SpanRow struct {
	From   int    `json:"from" doc:"UTF-16 units."`
	To     int    `json:"to"`
	Figure string `json:"figure"`
}

// TableRow is a table of figures.
type TableRow struct {
	Title   string        `json:"title"`
	First   string        `json:"first" doc:"Heading of the column of names."`
	Columns []ColumnRow   `json:"columns"`
	Rows    []TableRowRow `json:"rows"`
	Total   bool          `json:"total" doc:"The last row is the whole."`
	Note    string        `json:"note"`
	Object  string        `json:"object" doc:"Record behind a table of another room."`
}

// ColumnRow is a column of a table.
type ColumnRow struct {
	Name string `json:"name"`
	Code string `json:"code"`
	What string `json:"what" enum:"value,rank,was,move,text"`
	Unit string `json:"unit"`
}

// TableRowRow is a row of a table.
type TableRowRow struct {
	Key   string    `json:"key"`
	Label string    `json:"label"`
	Cells []CellRow `json:"cells"`
}

// CellRow is a cell of a table.
type CellRow struct {
	Text   string `json:"text"`
	Figure string `json:"figure"`
}

// FigureRow is a number of an issue, with all that answers for it.
type FigureRow struct {
	ID        string       `json:"id"`
	Title     string       `json:"title"`
	Name      string       `json:"name" doc:"As the sentence calls it."`
	Text      string       `json:"text"`
	Unit      string       `json:"unit"`
	Num       int64        `json:"num" doc:"Pieces, fen, or the numerator."`
	Den       int64        `json:"den" doc:"0 where it is no rate."`
	Harm      bool         `json:"harm"`
	Struck    bool         `json:"struck"`
	StruckWhy string       `json:"struck_why"`
	Owner     string       `json:"owner"`
	Revision  string       `json:"revision" doc:"Of the definition."`
	CutOff    string       `json:"cut_off"`
	Link      LinkRow      `json:"link"`
	Compare   []CompareRow `json:"compare"`
}

// LinkRow is the question behind a figure: what the list behind it opens with.
type LinkRow struct {
	Code   string    `json:"code"`
	Period string    `json:"period"`
	At     string    `json:"at" doc:"A day of the period."`
	From   string    `json:"from"`
	To     string    `json:"to"`
	Until  string    `json:"until,omitempty" doc:"The moment up to which the last day counts; none: all of it."`
	Unit   string    `json:"unit"`
	Region string    `json:"region"`
	Sides  []SideRow `json:"sides"`
}

// SideRow limits a question to values of a side.
type SideRow struct {
	Dim    string   `json:"dim"`
	Values []string `json:"values"`
}

// CompareRow is a figure beside that of another period.
type CompareRow struct {
	Kind string `json:"kind" enum:"yoy,mom"`
	From string `json:"from"`
	To   string `json:"to"`
	Text string `json:"text"`
	Base string `json:"base_text"`
	Tone string `json:"tone" enum:"good,bad,neutral"`

	Until string `json:"until,omitempty" doc:"The moment up to which the last day counts; none: all of it."`
}

// RemarkRow is a comment.
type RemarkRow struct {
	ID        string `json:"id"`
	Paragraph string `json:"paragraph"`
	Text      string `json:"text"`
	Name      string `json:"name"`
	At        string `json:"at"`
	Done      bool   `json:"done"`
}

// FindingRow is what the check found.
type FindingRow struct {
	ID        string `json:"id"`
	Severity  string `json:"severity" enum:"stop,warn,note"`
	Code      string `json:"code"`
	Hard      bool   `json:"hard" doc:"Cannot be let pass."`
	Waived    bool   `json:"waived"`
	Paragraph string `json:"paragraph"`
	From      int    `json:"from" doc:"UTF-16 units; both 0: the whole."`
	To        int    `json:"to"`
	Figure    string `json:"figure"`
	ZH        string `json:"zh"`
	EN        string `json:"en"`
	DoZH      string `json:"do_zh"`
	DoEN      string `json:"do_en"`
}

// ErratumRow is a correction of a published issue.
type ErratumRow struct {
	ID     string `json:"id"`
	Place  string `json:"place"`
	What   string `json:"what" doc:"The figure by its title."`
	Old    string `json:"old"`
	New    string `json:"new"`
	Reason string `json:"reason"`
	Name   string `json:"name" doc:"Of who corrected."`
	At     string `json:"at"`
}

// StepRow is one act of the history.
type StepRow struct {
	At      string `json:"at"`
	Name    string `json:"name"`
	Act     string `json:"act"`
	Note    string `json:"note"`
	Version int64  `json:"version"`
}

// view renders the issues of one answer: people are named once each, however many rows name them.
type view struct {
	*desk
	ctx   context.Context
	names map[string]string
}

func (d *desk) view(ctx context.Context) *view {
	return &view{desk: d, ctx: ctx, names: map[string]string{}}
}

func (v *view) person(id string) string {
	if id == "" || id == access.System().User {
		return ""
	}
	name, ok := v.names[id]
	if !ok {
		found, err := v.People.Account(v.ctx, access.System(), id)
		if err == nil {
			name = found.Name
		}
		v.names[id] = name
	}
	return name
}

func (v *view) row(i *bulletin.Issue) IssueRow {
	r := IssueRow{
		ID: i.ID, No: i.No, Kind: i.Kind, KindZH: i.Kind, KindEN: i.Kind, Unit: v.api.UnitOf(v.ctx, i.Unit), From: i.Span.From.String(), To: i.Span.To.String(),
		Title: i.Title, State: string(i.State), Version: i.Version, DraftedBy: v.person(i.DraftedBy), DraftedAt: api.Stamp(i.DraftedAt),
		ApprovedBy: v.person(i.ApprovedBy), ApprovedAt: api.Stamp(i.ApprovedAt), PublishedBy: v.person(i.PublishedBy), PublishedAt: api.Stamp(i.PublishedAt),
		Stops: i.Stops, Previous: i.Previous, CutOff: api.Stamp(i.CutOff), Hash: i.Hash,
	}
	t, ok := v.Bulletins.Template(i.Kind)
	if ok {
		r.KindZH, r.KindEN = t.ZH, t.EN
	}
	return r
}

func (v *view) detail(scope access.Scope, x *bulletin.View) IssueDetail {
	i := &x.Issue
	d := IssueDetail{
		IssueRow: v.row(i), UpTo: i.UpTo, Open: i.Open(), Head: HeadRow{i.Head.Centre, i.Head.Style, i.Head.To, i.Head.Embargo}, Sections: sections(i), Figures: figures(v.Bulletins, i),
		Remarks: []RemarkRow{}, Findings: findings(i, x.Findings), Errata: []ErratumRow{}, History: []StepRow{}, Acts: i.Acts(scope),
	}
	d.Corrections = len(x.Errata)
	for _, r := range x.Remarks {
		d.Remarks = append(d.Remarks, RemarkRow{r.ID, r.Paragraph, r.Text, r.Name, api.Stamp(r.At), r.Done})
	}
	for _, e := range x.Errata {
		d.Errata = append(d.Errata, erratum(e))
	}
	for _, s := range x.History {
		d.History = append(d.History, StepRow{api.Stamp(s.At), s.Name, s.Act, s.Note, s.Version})
	}
	return d
}

func erratum(e bulletin.Erratum) ErratumRow {
	return ErratumRow{e.ID, e.Place, e.Name, e.Old, e.New, e.Reason, e.ByName, api.Stamp(e.At)}
}

func sections(i *bulletin.Issue) []SectionRow {
	out := []SectionRow{}
	for _, s := range i.Sections {
		r := SectionRow{ID: s.ID, Heading: s.Heading, Annex: s.Annex, Paragraphs: []ParagraphRow{}, Table: table(s.Table)}
		for k := range s.Paragraphs {
			p := &s.Paragraphs[k]
			row := ParagraphRow{ID: p.ID, Text: p.Text, Question: p.Question, Free: p.Free, Edited: p.Edited, Object: p.Object, Spans: []SpanRow{}}
			marks, _ := i.Marks(p)
			for _, m := range marks {
				row.Spans = append(row.Spans, SpanRow{bulletin.UTF16(p.Text, m.From), bulletin.UTF16(p.Text, m.To), m.Figure})
			}
			r.Paragraphs = append(r.Paragraphs, row)
		}
		out = append(out, r)
	}
	return out
}

func table(t *bulletin.Table) *TableRow {
	if t == nil {
		return nil
	}
	r := &TableRow{Title: t.Title, First: t.First, Total: t.Total, Note: t.Note, Object: t.Object, Columns: []ColumnRow{}, Rows: []TableRowRow{}}
	for _, c := range t.Columns {
		r.Columns = append(r.Columns, ColumnRow{c.Name, c.Code, c.What, c.Unit})
	}
	for _, row := range t.Rows {
		x := TableRowRow{Key: row.Key, Label: row.Label, Cells: []CellRow{}}
		for _, c := range row.Cells {
			x.Cells = append(x.Cells, CellRow{c.Text, c.Figure})
		}
		r.Rows = append(r.Rows, x)
	}
	return r
}

func figures(s *bulletin.Service, i *bulletin.Issue) []FigureRow {
	out := []FigureRow{}
	definitions := s.Definitions(i)
	for _, f := range i.Figures {
		r := FigureRow{
			ID: f.ID, Title: f.Title, Name: f.Name, Text: f.Text, Unit: f.Unit, Num: f.Value.Num, Den: f.Value.Den, Harm: f.Harm, Struck: f.Struck,
			StruckWhy: f.StruckWhy, Owner: f.Owner, Revision: f.Revision, CutOff: api.Stamp(f.CutOff), Link: link(f.Ask), Compare: []CompareRow{},
		}
		for _, c := range f.Compare {
			x := CompareRow{
				Kind: c.Kind, From: c.Span.From.String(), To: c.Span.To.String(), Text: c.Text, Base: c.Then,
				Tone: string(bulletin.ToneOf(definitions[f.Ask.Code].Good, f.Value, c.Value)),
			}
			if c.Until != 0 {
				x.Until = api.Stamp(c.Until)
			}
			r.Compare = append(r.Compare, x)
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b FigureRow) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func link(a bulletin.Ask) LinkRow {
	r := LinkRow{
		Code: a.Code, Period: a.Period, At: a.Span.To.String(), From: a.Span.From.String(), To: a.Span.To.String(), Unit: a.Unit, Region: a.Region,
		Sides: []SideRow{},
	}
	if r.Unit == "" {
		r.Unit = a.Top
	}
	if a.Until != 0 {
		r.Until = api.Stamp(a.Until)
	}
	for _, o := range a.Only {
		r.Sides = append(r.Sides, SideRow{o.Dim.String(), o.Values})
	}
	return r
}

func findings(i *bulletin.Issue, list []bulletin.Finding) []FindingRow {
	out := []FindingRow{}
	for _, f := range list {
		r := FindingRow{
			ID: f.ID, Severity: string(f.Severity), Code: f.Code, Hard: f.Hard, Waived: f.Waived, Paragraph: f.Paragraph, Figure: f.Figure, ZH: f.ZH, EN: f.EN,
			DoZH: f.DoZH, DoEN: f.DoEN,
		}
		p := i.Paragraph(f.Paragraph)
		if p != nil && f.To > f.From {
			r.From, r.To = bulletin.UTF16(p.Text, f.From), bulletin.UTF16(p.Text, f.To)
		}
		out = append(out, r)
	}
	return out
}

// day reads a day of the query.
func day(field, s string) (stats.Day, error) {
	d, err := stats.ParseDay(s)
	if err != nil {
		return 0, bulletin.BadField(field).With(err)
	}
	return d, nil
}
