package bulletin

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanzha/centre/stats"
	"fanzha/term/fraud"
	"fanzha/term/when"
)

// composer makes the content of an issue from a template. The first error ends it; what comes after does nothing.
type composer struct {
	ctx    context.Context
	s      *Service
	t      *Template
	issue  *Issue
	cutOff when.Micros
	fields *strings.Replacer
	err    error
}

// compose fills an issue with what its template says. The same facts give the same content.
func (s *Service) compose(ctx context.Context, t *Template, i *Issue) error {
	c := &composer{ctx: ctx, s: s, t: t, issue: i, cutOff: i.CutOff}
	name := s.o.Units.UnitName(ctx, i.Unit)
	c.fields = strings.NewReplacer("{centre}", name, "{area}", area(i.Unit), "{period}", t.spell(i.Span, false), "{period_long}", t.spell(i.Span, true),
		"{year}", strconv.Itoa(i.Span.To.Time().Year()), "{month}", strconv.Itoa(int(i.Span.To.Time().Month())))
	i.Title = c.fields.Replace(t.Title)
	i.Head = Head{Centre: name, Style: t.Style, To: t.To, Embargo: i.Head.Embargo}
	i.Content = Content{Figures: map[string]Figure{}, Editors: i.Editors, Waivers: i.Waivers, Template: t.Revision}
	number := 0
	for k := range t.Sections {
		ts := &t.Sections[k]
		heading := c.fields.Replace(ts.Heading)
		if strings.HasPrefix(heading, "#") {
			number++
			heading = ordinal(number) + "、" + heading[1:]
		}
		section := Section{ID: ts.ID, Heading: heading, Annex: ts.Annex}
		for j := range ts.Paragraphs {
			section.Paragraphs = append(section.Paragraphs, c.paragraph(ts.ID+"."+strconv.Itoa(j), &ts.Paragraphs[j])...)
		}
		section.Table = c.table(ts)
		i.Sections = append(i.Sections, section)
	}
	if c.err == nil && len(i.Figures) > FiguresMax {
		c.err = ErrTemplate.With(fmt.Errorf("%d figures, %d at most", len(i.Figures), FiguresMax))
	}
	return c.err
}

// paragraph makes one paragraph, or one for each line of another room.
func (c *composer) paragraph(id string, t *TemplateParagraph) []Paragraph {
	var out []Paragraph
	if t.Ask != "" {
		out = append(out, Paragraph{ID: id + "q", Text: c.fields.Replace(t.Ask), Question: true})
	}
	p := Paragraph{ID: id}
	switch {
	case c.err != nil:
		return nil
	case t.From != "":
		return append(out, c.lines(id, t)...)
	case t.Tricks:
		p.Text, p.Free = c.trick(), true
	case t.Text != "":
		p.Text, p.Free = c.fields.Replace(t.Text), true
	case t.Tops != nil:
		c.tops(&p, t)
	default:
		c.figures(&p, t)
	}
	return append(out, p)
}

// figures makes a sentence of figures.
func (c *composer) figures(p *Paragraph, t *TemplateParagraph) {
	var said []string
	for k := range t.Figures {
		f := c.figure(p.ID+"."+strconv.Itoa(k), &t.Figures[k])
		if c.err != nil {
			return
		}
		p.Figures = append(p.Figures, f.ID)
		said = append(said, f.said())
	}
	p.Text = c.fields.Replace(t.Lead) + strings.Join(said, "；") + "。" + c.fields.Replace(t.Tail)
}

// define finds a definition.
func (c *composer) define(code string) Definition {
	d, ok := c.s.o.Book.Define(code)
	if !ok && c.err == nil {
		c.err = ErrTemplate.With(fmt.Errorf("template %s: the dictionary has no indicator %q", c.t.Kind, code))
	}
	return d
}

func (c *composer) ask(code string) Ask {
	return Ask{Code: code, Period: c.t.Period, Span: c.issue.Span, Top: c.issue.Unit}
}

// figure draws one figure and keeps it.
func (c *composer) figure(id string, t *TemplateFigure) Figure {
	d := c.define(t.Code)
	if c.err != nil {
		return Figure{}
	}
	ask := c.ask(t.Code)
	for _, o := range t.Only {
		dim, _ := stats.ParseDim(o.Dim)
		ask.Only = append(ask.Only, stats.Only{Dim: dim, Values: o.Values})
	}
	r, err := c.s.o.Book.Read(c.ctx, ask, t.Compare)
	if err != nil {
		c.err = fmt.Errorf("read %s: %w", t.Code, err)
		return Figure{}
	}
	f := c.of(id, d, ask, r.Value)
	f.Text, f.Compare = r.Text, r.Compare
	f.Name = c.fields.Replace(t.Say)
	if t.Say == "" {
		f.Name = d.Name
	}
	c.issue.Figures[id] = f
	return f
}

// of is a figure of a definition, without words and comparisons.
func (c *composer) of(id string, d Definition, ask Ask, v Value) Figure {
	return Figure{
		ID: id, Name: d.Name, Title: d.Name, Unit: d.Unit, Ask: ask, Value: v, CutOff: c.cutOff, Owner: d.Owner,
		Revision: d.Revision, Harm: d.Harm,
	}
}

// groups reads the groups of an indicator that may be shown: a public text hides the small ones.
func (c *composer) groups(code string, by stats.Split, limit int) []Group {
	if c.err != nil {
		return nil
	}
	list, err := c.s.o.Book.Groups(c.ctx, c.ask(code), by, limit)
	if err != nil {
		c.err = fmt.Errorf("groups of %s: %w", code, err)
		return nil
	}
	var out []Group
	for _, g := range list {
		if c.t.Small > 0 && g.Value.Num < c.t.Small {
			continue
		}
		out = append(out, g)
	}
	return out
}

// share is the definition of a part of a whole.
func share(d Definition) Definition {
	return Definition{Code: d.Code, Name: "占比", Unit: "%", Rate: true, Owner: d.Owner, Revision: d.Revision}
}

// tops makes a sentence of the largest groups, each with its share where that is asked for.
func (c *composer) tops(p *Paragraph, t *TemplateParagraph) {
	d := c.define(t.Tops.Code)
	by, err := split(t.Tops.By, t.Tops.Size)
	if c.err != nil || err != nil {
		return
	}
	list := c.groups(t.Tops.Code, by, t.Tops.N+1)
	whole := Value{}
	if t.Tops.Share && c.err == nil {
		var r Reading
		r, c.err = c.s.o.Book.Read(c.ctx, c.ask(t.Tops.Code), nil)
		whole = r.Value
	}
	var said []string
	for _, g := range list {
		if g.Key == "" || g.Value.Num <= 0 || len(said) == t.Tops.N || c.err != nil {
			continue
		}
		f := c.of(p.ID+"."+g.Key, d, g.Ask, g.Value)
		f.Name, f.Title, f.Text = spoken(g.Name), d.Name+"："+g.Name, g.Text
		c.issue.Figures[f.ID] = f
		p.Figures = append(p.Figures, f.ID)
		words := f.said()
		if t.Tops.Share && whole.Num > 0 {
			sh := c.of(f.ID+".share", share(d), g.Ask, Value{Num: g.Value.Num, Den: whole.Num})
			sh.Title, sh.Share, sh.Text = f.Title+"占比", t.Tops.Code, c.s.o.Words.Percent(g.Value.Num, whole.Num)
			c.issue.Figures[sh.ID] = sh
			p.Figures = append(p.Figures, sh.ID)
			words += "，" + sh.said()
		}
		said = append(said, words)
	}
	if len(said) == 0 {
		p.Text = c.fields.Replace(t.None)
		return
	}
	p.Text = c.fields.Replace(t.Lead) + strings.Join(said, "；") + "。" + c.fields.Replace(t.Tail)
}

// spoken is a name as it stands before a number. A code that nobody has named would run into it: 代码A12的5张.
func spoken(name string) string {
	last, _ := utf8.DecodeLastRuneInString(name)
	if unicode.Is(unicode.Han, last) {
		return name
	}
	return "代码" + name + "的"
}

// lines are those of another room, one paragraph each; corrections of earlier issues are this room's own.
func (c *composer) lines(id string, t *TemplateParagraph) []Paragraph {
	var list []Line
	var err error
	if t.From == "errata" {
		list, err = c.corrections()
	} else {
		list, err = c.s.o.Lines.Lines(c.ctx, t.From, c.issue.Unit, c.issue.Span)
	}
	if err != nil {
		c.err = fmt.Errorf("lines of %s: %w", t.From, err)
		return nil
	}
	var out []Paragraph
	for k, l := range list {
		if k == paragraphsMax {
			break
		}
		out = append(out, Paragraph{ID: id + "." + strconv.Itoa(k), Text: mend(l.Text), Free: true, Object: l.Object})
	}
	if len(out) == 0 && t.None != "" {
		out = []Paragraph{{ID: id, Text: c.fields.Replace(t.None), Free: true}}
	}
	return out
}

// corrections are the errata of issues of this kind since the last one was published.
func (c *composer) corrections() ([]Line, error) {
	list, err := c.s.o.Press.ErrataSince(c.ctx, c.issue.Unit, c.issue.Kind, c.issue.Span.From.Start())
	if err != nil {
		return nil, err
	}
	var out []Line
	for _, e := range list {
		out = append(out, Line{Text: fmt.Sprintf("更正：往期通报中“%s”原为%s，现更正为%s。原因：%s", e.Name, e.Old, e.New, e.Reason), Object: "bulletin/" + e.Issue})
	}
	return out, nil
}

// trick is how the most frequent type of the period goes: five steps, and nobody in it.
func (c *composer) trick() string {
	if c.err != nil {
		return ""
	}
	list, err := c.s.o.Book.Groups(c.ctx, c.ask("case.filed"), stats.Split{By: stats.BySide, Dim: stats.FraudType}, 1)
	if err != nil {
		c.err = err
		return ""
	}
	code := string(fraud.BrushingRebate)
	if len(list) > 0 {
		code = list[0].Key
	}
	x, ok := c.s.o.Templates.Tricks[code]
	if !ok {
		x = c.s.o.Templates.Tricks[string(fraud.BrushingRebate)]
	}
	name := ""
	for _, e := range fraud.All {
		if string(e.Code) == x.Code {
			name = e.NameZH
		}
	}
	return "典型手法（" + name + "）：" + strings.Join(x.Steps, "→") + "。"
}
