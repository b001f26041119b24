package bulletin

import (
	"fanzha/centre/stats"
	"fanzha/term/when"
)

// State is where an issue stands.
type State string

// The states.
const (
	Draft     State = "draft"     // 起草: the clerk's turn
	Review    State = "review"    // 送审: the leader's turn
	Approved  State = "approved"  // 已批准: may be published
	Published State = "published" // 已发布: frozen
	Withdrawn State = "withdrawn" // 已撤回: before publication; frozen
)

// Issue is one issue of a bulletin (一期通报).
type Issue struct {
	ID      string
	No      int64 // of its kind, unit and year; given when it is published, 0 before
	Kind    string
	Unit    string // whose bulletin it is: it counts that unit's jurisdiction
	Span    stats.Span
	Title   string
	State   State
	Version int64
	Head    Head

	DraftedBy   string
	DraftedAt   when.Micros
	ApprovedBy  string
	ApprovedAt  when.Micros
	PublishedBy string
	PublishedAt when.Micros
	Hash        string // SHA-256 of the content, of a published issue
	Previous    string // id of the last published issue of its kind, when it was drafted
	CutOff      when.Micros
	Stops       int // findings that stop it, of the recount those that were kept, when it was saved

	Content
}

// Content is what is printed.
type Content struct {
	Sections []Section         `json:"sections"`
	Figures  map[string]Figure `json:"figures"`
	Waivers  []Waiver          `json:"waivers,omitempty"`
	Editors  []string          `json:"editors,omitempty"` // who wrote in it: none of them approves it
	Template string            `json:"template"`          // revision of the template it was drafted by
	UpTo     int64             `json:"up_to,omitempty"`   // number of the last event that its figures were drawn from; 0: not known
	Moved    []Finding         `json:"moved,omitempty"`   // what the last recount found
}

// Head is how an issue is addressed and signed.
type Head struct {
	Centre  string `json:"centre"`  // name of the unit
	Style   string `json:"style"`   // red, notice, brief (one page), plain
	To      string `json:"to"`      // 主送
	Embargo string `json:"embargo"` // of a press release: a moment in words, set by the clerk
}

// Section is a part under a heading.
type Section struct {
	ID         string      `json:"id"`
	Heading    string      `json:"heading"`
	Annex      bool        `json:"annex,omitempty"` // printed behind the signature
	Free       bool        `json:"free,omitempty"`  // words of the clerk, without figures
	Paragraphs []Paragraph `json:"paragraphs"`
	Table      *Table      `json:"table,omitempty"`
}

// Paragraph is a run of sentences. Figures are in the order in which they stand in the text.
type Paragraph struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Question bool     `json:"question,omitempty"` // of the annex of questions and answers
	Free     bool     `json:"free,omitempty"`
	Edited   bool     `json:"edited,omitempty"` // its words are not the template's any more
	Object   string   `json:"object,omitempty"` // record behind a line that is no figure, "task/01J…"
	Figures  []string `json:"figures,omitempty"`
}

// Table is rows of figures.
type Table struct {
	Title   string   `json:"title"`
	Columns []Column `json:"columns"` // of the figures; the first column of names stands before them
	First   string   `json:"first"`   // heading of the column of names
	Rows    []Row    `json:"rows"`
	Total   bool     `json:"total"` // the last row is the whole
	Note    string   `json:"note,omitempty"`
	Object  string   `json:"object,omitempty"` // of a table of another room: its record, "ranking/01J…"
	Prose   bool     `json:"prose,omitempty"`  // its cells are words: set flush left
}

// Column is what a column of a table shows.
type Column struct {
	Name string `json:"name"`
	Code string `json:"code"`
	What string `json:"what"` // value, rank, was (rank of the period before), move, text (of another room)
	Unit string `json:"unit"`
}

// Row is a row of a table.
type Row struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Cells []Cell `json:"cells"`
}

// Cell shows a figure, or a place in a ranking that is made of figures.
type Cell struct {
	Text   string `json:"text"`
	Figure string `json:"figure,omitempty"`
	Place  int64  `json:"place,omitempty"` // of a rank
}

// Ask is the question a figure answers: what the list behind it opens with.
type Ask struct {
	Code   string       `json:"code"`
	Period string       `json:"period"` // day, week, month: what its comparisons are made of
	Span   stats.Span   `json:"span"`
	Top    string       `json:"top"`              // unit whose jurisdiction is counted
	Unit   string       `json:"unit,omitempty"`   // only this one and those under it
	Region string       `json:"region,omitempty"` // only this area
	Only   []stats.Only `json:"only,omitempty"`
	// At is the moment of the reading, where that lies in the last day of the span: what it is compared with ends at the same time of day.
	At when.Micros `json:"at,omitempty"`
	// Until counts only what happened up to a moment: that of the draft of an unfinished period, and of a period beside one. 0: to the end of
	// the span.
	Until when.Micros `json:"until,omitempty"`
}

// Value is what was counted: pieces or fen, or a numerator over a denominator. Den is 0 where it is no rate.
type Value struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
	Bad bool  `json:"bad,omitempty"` // a rate whose denominator is nothing: there is no value
}

// Figure is a number of an issue, with all that answers for it.
type Figure struct {
	ID        string       `json:"id"`
	Name      string       `json:"name"` // as the sentence calls it
	Title     string       `json:"title"`
	Unit      string       `json:"unit"`
	Ask       Ask          `json:"ask"`
	Share     string       `json:"share,omitempty"` // id of the figure of which it is a share: Den is that one's value
	Value     Value        `json:"value"`
	Text      string       `json:"text"` // the value as it is printed
	Compare   []Comparison `json:"compare,omitempty"`
	CutOff    when.Micros  `json:"cut_off"`
	Owner     string       `json:"owner"`
	Revision  string       `json:"revision"` // of the definition
	Harm      bool         `json:"harm,omitempty"`
	Struck    bool         `json:"struck,omitempty"`
	StruckWhy string       `json:"struck_why,omitempty"`
}

// Comparison is a figure beside that of another period.
type Comparison struct {
	Kind  string     `json:"kind"` // yoy, mom
	Span  stats.Span `json:"span"`
	Value Value      `json:"value"`
	Then  string     `json:"then"` // the value of that period, as it would be printed
	Text  string     `json:"text"` // as it is printed: 同比上升47.62%

	Until when.Micros `json:"until,omitempty"` // moment up to which the last day of the span counts; 0: all of it
}

// Waiver is a finding that somebody let pass, with his reason.
type Waiver struct {
	Finding string      `json:"finding"`
	Code    string      `json:"code"`
	By      string      `json:"by"`
	Name    string      `json:"name"`
	At      when.Micros `json:"at"`
	Reason  string      `json:"reason"`
}

// Remark is a comment on an issue or one of its paragraphs.
type Remark struct {
	ID        string
	Issue     string
	Paragraph string
	Text      string
	By        string
	Name      string
	At        when.Micros
	Done      bool
}

// Erratum is a correction of a published issue: the issue itself stays.
type Erratum struct {
	ID     string
	Issue  string
	Place  string // figure or paragraph
	Name   string
	Old    string
	New    string
	From   Value
	To     Value
	Reason string
	By     string
	ByName string
	At     when.Micros
}

// Step is one act on an issue, for its history.
type Step struct {
	ID      string
	At      when.Micros
	Actor   string
	Name    string
	Act     string
	From    State
	To      State
	Note    string
	Version int64
}

// Paragraph finds a paragraph; nil when there is none.
func (c *Content) Paragraph(id string) *Paragraph {
	for i := range c.Sections {
		for j := range c.Sections[i].Paragraphs {
			if c.Sections[i].Paragraphs[j].ID == id {
				return &c.Sections[i].Paragraphs[j]
			}
		}
	}
	return nil
}

// Open says whether the period was not over when the issue was drawn: its figures are compared with the same part of earlier periods.
func (c *Content) Open() bool {
	for _, f := range c.Figures {
		for _, x := range f.Compare {
			if x.Until != 0 {
				return true
			}
		}
	}
	return false
}

// Each calls f for every paragraph, in the order of the text.
func (c *Content) Each(f func(*Section, *Paragraph)) {
	for i := range c.Sections {
		for j := range c.Sections[i].Paragraphs {
			f(&c.Sections[i], &c.Sections[i].Paragraphs[j])
		}
	}
}

// clone copies what an act may change.
func (c Content) clone() Content {
	out := c
	out.Sections = make([]Section, len(c.Sections))
	for i, s := range c.Sections {
		s.Paragraphs = append([]Paragraph(nil), s.Paragraphs...)
		if s.Table != nil {
			t := *s.Table
			t.Rows = append([]Row(nil), t.Rows...)
			for k := range t.Rows {
				t.Rows[k].Cells = append([]Cell(nil), t.Rows[k].Cells...)
			}
			s.Table = &t
		}
		out.Sections[i] = s
	}
	out.Figures = make(map[string]Figure, len(c.Figures))
	for k, v := range c.Figures {
		v.Compare = append([]Comparison(nil), v.Compare...)
		out.Figures[k] = v
	}
	out.Waivers = append([]Waiver(nil), c.Waivers...)
	out.Editors = append([]string(nil), c.Editors...)
	out.Moved = append([]Finding(nil), c.Moved...)
	return out
}

// said is the words of a figure in its sentence: name, value, comparisons.
func (f Figure) said() string {
	out := f.Name + f.Text
	for _, c := range f.Compare {
		if c.Text != "" {
			out += "，" + c.Text
		}
	}
	return out
}
