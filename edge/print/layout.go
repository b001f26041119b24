package print

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"fanzha/centre/stats/bulletin"
	"fanzha/internal/docx"
	"fanzha/internal/typeset"
)

// block is a part of a document before it is set in a format.
type block struct {
	style  docx.Style
	text   string
	table  [][]string
	widths []int
	prose  bool // of a table: its cells are sentences, set flush left
	line   bool // the red line
	page   bool // a new page
}

// layout puts an issue in the order of an official document: header, number, red line, title, addressee, sections, signature, annexes.
func layout(j *Job) []block {
	i := &j.Issue
	var out []block
	add := func(style docx.Style, text string) {
		if text != "" {
			out = append(out, block{style: style, text: text})
		}
	}
	if i.Head.Style == "red" {
		add(docx.Header, i.Head.Centre)
		add(docx.Mark, j.mark())
		out = append(out, block{line: true})
	}
	add(docx.Title, i.Title)
	if i.Head.Style != "red" {
		add(docx.Mark, j.mark())
	}
	if i.Head.To != "" {
		add(docx.To, i.Head.To+"：")
	}
	if i.Head.Embargo != "" {
		add(docx.To, "发布时间限制："+i.Head.Embargo)
	}
	if i.Head.Style == "brief" {
		return append(out, onePage(j)...)
	}
	for _, s := range i.Sections {
		if !s.Annex {
			out = append(out, section(s)...)
		}
	}
	for _, e := range j.Errata {
		add(docx.Body, errata(e))
	}
	add(docx.Sign, i.Head.Centre)
	add(docx.Sign, day(j.dated()))
	for k, s := range annexes(i) {
		if k == 0 {
			out = append(out, block{page: true})
		}
		out = append(out, section(s)...)
	}
	note := block{style: docx.Note, text: fmt.Sprintf("数据截至%s。%s%s", cutOff(i), beside(i), proof(i))}
	if i.Head.Style == "plain" {
		return append(out, note)
	}
	table := sources(j)
	if table == nil {
		return append(out, note)
	}
	return append(out, block{style: docx.Heading, text: "附件：数据说明"}, note, *table)
}

// onePage are the sections of a report of one page: each heading stands before its first sentence, what else would stand in an annex
// stands at the end, and there is no list of definitions.
func onePage(j *Job) []block {
	i := &j.Issue
	var out []block
	for _, s := range i.Sections {
		s.Heading = strings.TrimPrefix(s.Heading, "附件：")
		list := section(s)
		if len(list) > 1 && list[0].style == docx.Heading && list[1].style == docx.Body && list[1].table == nil {
			list[1].text = s.Heading + "：" + list[1].text
			list = list[1:]
		}
		out = append(out, list...)
	}
	for _, e := range j.Errata {
		out = append(out, block{style: docx.Body, text: errata(e)})
	}
	return append(out, block{style: docx.Sign, text: i.Head.Centre + "　" + day(j.dated())},
		block{style: docx.Note, text: fmt.Sprintf("数据截至%s。%s%s", cutOff(i), beside(i), proof(i))})
}

// beside says what an issue of an unfinished period is compared with.
func beside(i *bulletin.Issue) string {
	if !i.Open() {
		return ""
	}
	return "本期未结束，同比、环比均与上年、上期截至同一时刻的数据相比。"
}

func proof(i *bulletin.Issue) string {
	if i.Hash == "" {
		return ""
	}
	return "内容校验码 " + i.Hash[:16] + "。"
}

func annexes(i *bulletin.Issue) []bulletin.Section {
	var out []bulletin.Section
	for _, s := range i.Sections {
		if s.Annex {
			out = append(out, s)
		}
	}
	return out
}

func section(s bulletin.Section) []block {
	var out []block
	if s.Heading != "" {
		out = append(out, block{style: docx.Heading, text: s.Heading})
	}
	for _, p := range s.Paragraphs {
		style := docx.Body
		if p.Question {
			style = docx.Question
		}
		if p.Text != "" {
			out = append(out, block{style: style, text: p.Text})
		}
	}
	t := s.Table
	if t == nil {
		return out
	}
	if t.Title != "" {
		out = append(out, block{style: docx.Caption, text: t.Title})
	}
	head := []string{t.First}
	for _, c := range t.Columns {
		name := c.Name
		if c.Unit != "" && c.Unit != "元" {
			name += "（" + c.Unit + "）"
		}
		head = append(head, name)
	}
	rows := [][]string{head}
	for _, r := range t.Rows {
		row := []string{r.Label}
		for k, c := range r.Cells {
			row = append(row, bare(c.Text, t.Columns[k].Unit))
		}
		rows = append(rows, row)
	}
	if len(t.Rows) == 0 {
		return append(out, block{style: docx.Note, text: "本期无数据。"})
	}
	out = append(out, block{table: rows, widths: fitted(rows), prose: t.Prose})
	if t.Note != "" {
		out = append(out, block{style: docx.Note, text: "注：" + t.Note})
	}
	return out
}

// lineBreadth is what fits between the margins in the type of tables, in halves of a Chinese character.
const lineBreadth = 84

// fitted gives every column as much as its widest cell needs; a head may take two lines. Where that is more than a line holds, the column of
// names keeps what it needs, and the others, whose cells may take several lines, share the rest.
func fitted(rows [][]string) []int {
	widths := make([]int, len(rows[0]))
	for k, row := range rows {
		for c, text := range row {
			need := breadth(text)
			if k == 0 {
				need = (need + 1) / 2
			}
			widths[c] = max(widths[c], need)
		}
	}
	sum := 0
	for c := range widths {
		widths[c] = min(max(widths[c], 4), 24) + 2 // the margins of the cell
		sum += widths[c]
	}
	first := widths[0]
	if sum <= lineBreadth || sum == first {
		return widths
	}
	for c := 1; c < len(widths); c++ {
		widths[c] = max(widths[c]*(lineBreadth-first)/(sum-first), 9)
	}
	return widths
}

// breadth is the width of a text in halves of a Chinese character.
func breadth(text string) int {
	n := 0
	for _, r := range text {
		n++
		if typeset.Wide(r) {
			n++
		}
	}
	return n
}

// bare is a value without the unit that stands in the head of its column; money keeps its own, for it is of many sizes.
func bare(text, unit string) string {
	if unit == "" || unit == "元" {
		return text
	}
	return strings.TrimSuffix(text, unit)
}

// sources say, for every indicator of the text, by what formula it was counted, whose it is, and its parts where it is a rate.
func sources(j *Job) *block {
	i := &j.Issue
	rows := [][]string{{"指标", "口径", "数据来源"}}
	seen := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(i.Figures)) {
		code := i.Figures[id].Ask.Code
		d, ok := j.Definitions[code]
		if seen[code] || !ok || i.Figures[id].Struck {
			continue
		}
		seen[code] = true
		formula := d.Formula
		if d.Local {
			formula += "（本地口径）"
		}
		rows = append(rows, []string{d.Name, formula, d.Owner})
	}
	if len(rows) == 1 {
		return nil
	}
	return &block{table: rows, widths: []int{5, 11, 3}, prose: true}
}

// Docx makes the issue as a Word document.
func Docx(j Job) ([]byte, error) {
	d := docx.Document{Title: j.Issue.Title, Author: j.Issue.Head.Centre, Created: j.created()}
	if j.Issue.Head.Style == "brief" {
		s, err := typed(&j)
		if err != nil {
			return nil, err
		}
		d.Scale = int(100*s.scale) - 3 // other typefaces need a little more room
	}
	for _, b := range layout(&j) {
		switch {
		case b.line:
			d.Blocks = append(d.Blocks, docx.Line{})
		case b.page:
			d.Blocks = append(d.Blocks, docx.Break{})
		case b.table != nil:
			left := 1
			if b.prose {
				left = len(b.widths)
			}
			d.Blocks = append(d.Blocks, docx.Table{Widths: b.widths, Rows: b.table, Left: left})
		default:
			d.Blocks = append(d.Blocks, docx.Paragraph{Style: b.style, Text: b.text})
		}
	}
	return d.Bytes()
}

// cutOff is how far an issue counted: the minute and, where it has one and is no message, the number of the last event.
func cutOff(i *bulletin.Issue) string {
	if i.UpTo == 0 || i.Head.Style == "plain" {
		return minute(i.CutOff)
	}
	return fmt.Sprintf("%s（事件序号%d）", minute(i.CutOff), i.UpTo)
}
