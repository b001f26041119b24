package bulletin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/centre/stats/hiding"
	"fanzha/term/fraud"
	"fanzha/term/when"
)

// composer makes the content of an issue from a template. The first error ends it; what comes after does nothing.
type composer struct {
	ctx    context.Context
	s      *Service
	t      *pattern.Template
	issue  *Issue
	cutOff when.Micros
	fields *strings.Replacer
	err    error
}

// compose fills an issue with what its template says. The same facts give the same content.
func (s *Service) compose(ctx context.Context, t *pattern.Template, i *Issue) error {
	c := &composer{ctx: ctx, s: s, t: t, issue: i, cutOff: i.CutOff}
	name := s.o.Units.UnitName(ctx, i.Unit)
	span, long, now := t.Spell(i.Span, false), t.Spell(i.Span, true), soFar(i)
	inside := strings.NewReplacer("（", "，", "）", "").Replace(now) // no brackets within brackets
	c.fields = strings.NewReplacer("（{period_long}）", "（"+long+inside+"）", "{centre}", name, "{area}", Area(i.Unit), "{period}", span+now, "{period_long}", long+now,
		"{year}", strconv.Itoa(i.Span.To.Time().Year()), "{month}", strconv.Itoa(int(i.Span.To.Time().Month())))
	i.Title = c.fields.Replace(t.Title)
	i.Head = Head{Centre: name, Style: t.Style, To: t.To, Embargo: i.Head.Embargo}
	i.Content = Content{UpTo: i.UpTo, Figures: map[string]Figure{}, Editors: i.Editors, Waivers: i.Waivers, Template: t.Revision}
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
		i.Sections = append(i.Sections, c.parts(ts, &i.Sections[len(i.Sections)-1])...)
	}
	if c.err == nil && len(i.Figures) > FiguresMax {
		c.err = ErrTemplate.With(fmt.Errorf("%d figures, %d at most", len(i.Figures), FiguresMax))
	}
	return c.err
}

// soFar says until when an issue counts whose last day is not over.
func soFar(i *Issue) string {
	if stats.DayOf(i.CutOff) != i.Span.To {
		return ""
	}
	at := i.CutOff.Time().In(when.Zone)
	if i.Span.From == i.Span.To {
		return at.Format("（截至15时04分）")
	}
	return at.Format("（截至2日15时04分）")
}

// paragraph makes one paragraph, or one for each line of another room.
func (c *composer) paragraph(id string, t *pattern.Paragraph) []Paragraph {
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
	case t.Tricks: // and no line
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
func (c *composer) figures(p *Paragraph, t *pattern.Paragraph) {
	var said []string
	some := false
	for k := range t.Figures {
		f := c.figure(p.ID+"."+strconv.Itoa(k), &t.Figures[k], c.ask(t.Figures[k].Code))
		if c.err != nil {
			return
		}
		if f.ID == "" && c.t.Public { // to the public it says nothing
			continue
		}
		if t.Figures[k].Some && f.Value.Num == 0 {
			delete(c.issue.Figures, f.ID)
			continue
		}
		said = append(said, f.said())
		if f.ID != "" {
			p.Figures = append(p.Figures, f.ID)
			some = some || f.Value.Num > 0
		}
	}
	if len(said) > 0 {
		p.Text = c.fields.Replace(t.Lead) + strings.Join(said, "；") + "。" + c.tail(t, some)
	}
}

// tail is what a paragraph ends with. Words that ask for something to be done stand only where there is something.
func (c *composer) tail(t *pattern.Paragraph, is bool) string {
	if t.TailIf != "" && !is {
		return ""
	}
	return c.fields.Replace(t.Tail)
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
	a := Ask{Code: code, Period: c.t.Period, Span: c.issue.Span, Top: c.issue.Unit}
	if stats.DayOf(c.cutOff) == a.Span.To {
		a.At, a.Until = c.cutOff, c.cutOff
	}
	return a
}

// figure draws one figure and keeps it. A rate without a base is no figure: it has no id, and is said in words.
func (c *composer) figure(id string, t *pattern.Figure, ask Ask) Figure {
	d := c.define(t.Code)
	if c.err != nil {
		return Figure{}
	}
	ask.Code = t.Code
	for _, o := range t.Only {
		dim, _ := stats.ParseDim(o.Dim)
		ask.Only = append(slices.Clone(ask.Only), stats.Only{Dim: dim, Values: o.Values})
	}
	r, err := c.s.o.Book.Read(c.ctx, ask, t.Compare)
	if err != nil {
		c.err = fmt.Errorf("read %s: %w", t.Code, err)
		return Figure{}
	}
	name := c.fields.Replace(t.Say)
	if t.Say == "" {
		name = d.Name
	}
	if r.Value.Bad {
		return Figure{Name: name, Text: baseless(d)}
	}
	f := c.of(id, d, ask, r.Value)
	f.Name, f.Text, f.Compare = name, r.Text, r.Compare
	c.issue.Figures[id] = f
	return f
}

// baseless says that there is nothing to make a rate or a median of.
func baseless(d Definition) string {
	if d.Rate {
		return "本期无基数，不计算"
	}
	return "本期无数据，不计算"
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
	all := c.every(code, by, limit)
	return c.open(slices.DeleteFunc(slices.Clone(all), c.small), all, limit)
}

// pieces is the sum of groups.
func pieces(list []Group) int64 {
	var sum int64
	for _, g := range list {
		sum += max(0, g.Value.Num)
	}
	return sum
}

// open are the groups, the largest first, that a text shows beside the sum of all. In a public text what is left over is never a small number:
// who knows the whole would know it; then the smallest that are shown go with it.
func (c *composer) open(list, all []Group, most int) []Group {
	switch {
	case c.t.Small == 0:
		return list[:min(len(list), most)]
	case len(list) > 0 && list[0].Value.Den != 0:
		return list[:hiding.Rates(c.t.Small, most, rates(list), rates(all))]
	}
	numbers := make([]int64, len(list))
	for k, g := range list {
		numbers[k] = g.Value.Num
	}
	return list[:hiding.Shown(c.t.Small, most, pieces(all), numbers)]
}

// rates are the numerators and bases of groups.
func rates(list []Group) (out [][2]int64) {
	for _, g := range list {
		out = append(out, [2]int64{g.Value.Num, g.Value.Den})
	}
	return out
}

// small says whether a group is too small to be shown.
func (c *composer) small(g Group) bool { return c.t.Small > 0 && g.Value.Num < c.t.Small }

// every reads the groups of an indicator, shown or not.
func (c *composer) every(code string, by stats.Split, limit int) []Group {
	if c.err != nil {
		return nil
	}
	list, err := c.s.o.Book.Groups(c.ctx, c.ask(code), by, limit)
	if err != nil {
		c.err = fmt.Errorf("groups of %s: %w", code, err)
	}
	return list
}

// share is the definition of a part of a whole.
func share(d Definition) Definition {
	return Definition{Code: d.Code, Name: "占比", Unit: "%", Rate: true, Owner: d.Owner, Revision: d.Revision}
}

// tops makes a sentence of the largest groups, each with its share and its other figures where they are asked for.
func (c *composer) tops(p *Paragraph, t *pattern.Paragraph) {
	d := c.define(t.Tops.Code)
	by, err := pattern.Split(t.Tops.By, t.Tops.Size)
	if c.err != nil || err != nil {
		return
	}
	list, left := c.largest(t.Tops, by)
	whole := Value{}
	if t.Tops.Share && c.err == nil {
		var r Reading
		r, c.err = c.s.o.Book.Read(c.ctx, c.ask(t.Tops.Code), nil)
		whole = r.Value
	}
	var said []string
	for _, g := range list {
		if c.err != nil {
			return
		}
		f := c.of(p.ID+"."+g.Key, d, g.Ask, g.Value)
		f.Name, f.Title, f.Text = spoken(g.Name)+c.fields.Replace(t.Tops.Say), d.Name+"："+g.Name, g.Text
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
		for k := range t.Tops.Also {
			x := c.figure(f.ID+"."+strconv.Itoa(k), &t.Tops.Also[k], g.Ask)
			if x.ID == "" {
				continue
			}
			x.Title += "：" + g.Name
			c.issue.Figures[x.ID] = x
			p.Figures = append(p.Figures, x.ID)
			words += "，" + x.said()
		}
		said = append(said, words)
	}
	if len(said) == 0 {
		p.Text = c.fields.Replace(t.None)
		return
	}
	p.Text = c.fields.Replace(t.Lead) + strings.Join(said, "；") + "。" + c.tail(t, t.TailIf != "rest" || left)
}

// largest are the groups of a list, the largest first, and whether some are left out. In a public list of medians one group alone is never
// left out.
func (c *composer) largest(t *pattern.Top, by stats.Split) (out []Group, left bool) {
	all := c.every(cmp.Or(t.Of, t.Code), by, pattern.RowsMax)
	whole := slices.Clone(all)
	all = slices.DeleteFunc(all, func(g Group) bool { return g.Value.Num <= 0 || c.own(by, g.Key) })
	for k := range all {
		g := &all[k]
		if t.Of == "" || c.err != nil {
			break
		}
		g.Ask.Code = t.Code
		r, err := c.s.o.Book.Read(c.ctx, g.Ask, nil)
		if err != nil {
			c.err = fmt.Errorf("read %s: %w", t.Code, err)
		}
		g.Value, g.Text = r.Value, r.Text
	}
	for _, g := range all {
		if g.Key != "" && !g.Value.Bad && !c.small(g) {
			out = append(out, g)
		}
	}
	if t.Of != "" { // a median's value is its numerator
		slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(b.Value.Num, a.Value.Num) })
	}
	if t.Of == "" {
		out = c.open(out, whole, t.N)
		return out, len(out) < len(all)
	}
	out = out[:min(len(out), t.N)]
	if c.t.Small > 0 && len(all)-len(out) == 1 && len(out) > 0 {
		out = out[:len(out)-1]
	}
	return out, len(out) < len(all)
}

// own says whether a group of areas is the whole area of the issue's unit itself: what its centre did without a county's name. That is no
// part among parts.
func (c *composer) own(by stats.Split, key string) bool {
	return by.By == stats.ByRegion && by.Digits > 4 && len(key) == 6 && strings.HasSuffix(key, "00")
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
func (c *composer) lines(id string, t *pattern.Paragraph) []Paragraph {
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
		if k == pattern.ParagraphsMax {
			break
		}
		out = append(out, Paragraph{ID: id + "." + strconv.Itoa(k), Text: mend(l.Text), Free: true, Object: l.Object})
	}
	if len(out) == 0 && t.Tricks {
		return []Paragraph{{ID: id, Text: c.trick(), Free: true}}
	}
	if len(out) == 0 && t.None != "" {
		out = []Paragraph{{ID: id, Text: c.fields.Replace(t.None), Free: true}}
	}
	return out
}

// parts are whole parts of another room, behind the section that asks for them. Their numbers are that room's, whose record each table
// names. Where there are none the section's own words stand alone; where there are, those give way.
func (c *composer) parts(ts *pattern.Section, section *Section) []Section {
	if ts.Parts == "" || c.err != nil {
		return nil
	}
	list, err := c.s.o.Lines.Parts(c.ctx, ts.Parts, c.issue.Unit, c.issue.Span)
	if err != nil {
		c.err = fmt.Errorf("parts of %s: %w", ts.Parts, err)
		return nil
	}
	if len(list) > partsMax {
		list = list[:partsMax]
	}
	for k := range list {
		x := &list[k]
		x.ID, x.Annex = ts.ID+"."+x.ID, ts.Annex || x.Annex
		for j := range x.Paragraphs {
			x.Paragraphs[j].ID = x.ID + "." + strconv.Itoa(j)
			x.Paragraphs[j].Free, x.Paragraphs[j].Text = true, mend(x.Paragraphs[j].Text)
		}
	}
	if len(list) > 0 {
		section.Paragraphs = nil
	}
	return list
}

// partsMax bounds the parts of another room in one section: three tables of each of five sheets.
const partsMax = 20

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
