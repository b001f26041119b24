package print

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"

	"fanzha/internal/docx"
	"fanzha/internal/font"
	"fanzha/internal/typeset"
)

// Measures of the page in millimetres, after GB/T 9704.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	top        = 37.0
	left       = 28.0
	right      = 26.0
	lowest     = pageHeight - 35.0
	inner      = pageWidth - left - right
	perPoint   = 25.4 / 72
	cellPad    = 1.5
)

// set is how a style is set in PDF. Sizes and lines are in points.
type set struct {
	size   float64
	line   float64
	strong bool
	side   string
	indent bool
	red    bool
	before float64
	after  float64
	keep   float64 // so much of what follows stays on the same page
}

var sets = map[docx.Style]set{
	docx.Header:   {size: 22, line: 35, strong: true, side: "C", red: true, after: 3},
	docx.Mark:     {size: 16, line: 28, side: "C"},
	docx.Title:    {size: 22, line: 34, strong: true, side: "C", before: 10, after: 14, keep: 60},
	docx.To:       {size: 16, line: 28},
	docx.Body:     {size: 16, line: 28, indent: true},
	docx.Heading:  {size: 16, line: 28, strong: true, indent: true, keep: 56},
	docx.Question: {size: 16, line: 28, strong: true, indent: true, keep: 56},
	docx.Sign:     {size: 16, line: 28, side: "R"},
	docx.Caption:  {size: 12, line: 22, strong: true, side: "C", before: 6, after: 3, keep: 60},
	docx.Note:     {size: 10.5, line: 17, before: 3},
}

// sheet sets one document.
type sheet struct {
	pdf    *fpdf.Fpdf
	y      float64
	scale  float64 // of every size and line
	top    float64
	lowest float64
}

// of is how a style is set in this document.
func (s *sheet) of(style docx.Style) set {
	t := sets[style]
	for _, n := range []*float64{&t.size, &t.line, &t.before, &t.after, &t.keep} {
		*n *= s.scale
	}
	return t
}

// brief are the sizes in which a report of one page is tried, the largest first; at the last it may take another page.
var brief = []float64{0.75, 0.7, 0.66, 0.62, 0.58, 0.54}

// PDF makes the issue as a PDF file with its typeface in it: its text can be searched and copied.
func PDF(j Job) ([]byte, error) {
	s, err := typed(&j)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = s.pdf.Output(&out)
	if err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return out.Bytes(), nil
}

// typed sets an issue: one of a page in the largest type in which it is one.
func typed(j *Job) (*sheet, error) {
	if j.Issue.Head.Style != "brief" {
		return pages(j, &sheet{scale: 1, top: top, lowest: lowest})
	}
	var s *sheet
	for _, scale := range brief {
		var err error
		s, err = pages(j, &sheet{scale: scale, top: top - 14, lowest: lowest + 8})
		if err != nil || s.pdf.PageCount() == 1 {
			return s, err
		}
	}
	return s, nil
}

// pages sets an issue on a sheet.
func pages(j *Job, s *sheet) (*sheet, error) {
	face, err := font.SansSC()
	if err != nil {
		return nil, err
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	s.pdf = pdf
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(j.created())
	pdf.SetModificationDate(j.created())
	pdf.SetProducer("fanzha", true)
	pdf.SetTitle(j.Issue.Title, true)
	pdf.SetAuthor(j.Issue.Head.Centre, true)
	pdf.SetLang("zh-CN")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(left, s.top, right)
	pdf.AddUTF8FontFromBytes(font.Family, "", face)
	pdf.SetFont(font.Family, "", 16)
	pdf.SetFooterFunc(s.foot)
	s.newPage()
	blocks := layout(j)
	for k, b := range blocks {
		s.together(blocks[k:])
		s.signed(blocks[:k], b)
		s.block(b)
	}
	return s, nil
}

func (s *sheet) block(b block) {
	switch {
	case b.line:
		s.pdf.SetDrawColor(200, 16, 46)
		s.pdf.SetLineWidth(0.8)
		s.pdf.Line(left, s.y+2, pageWidth-right, s.y+2)
		s.pdf.SetDrawColor(0, 0, 0)
		s.y += 5
	case b.page:
		s.newPage()
	case b.table != nil:
		s.table(b)
	default:
		s.text(b)
	}
}

// foot is the number of the page, as official documents have it.
func (s *sheet) foot() {
	s.pdf.SetFont(font.Family, "", 14)
	s.pdf.SetTextColor(0, 0, 0)
	text := fmt.Sprintf("— %d —", s.pdf.PageNo())
	s.pdf.Text((pageWidth-s.pdf.GetStringWidth(text))/2, pageHeight-22, text)
}

func (s *sheet) newPage() {
	s.pdf.AddPage()
	s.pdf.SetTextColor(0, 0, 0)
	s.y = s.top
}

// room begins a new page when so many points do not fit any more.
func (s *sheet) room(points float64) {
	if s.y+points*perPoint > s.lowest {
		s.newPage()
	}
}

// text sets a paragraph. A title is broken into lines of like length, so that none has one character alone.
func (s *sheet) text(b block) {
	t := s.of(b.style)
	s.pdf.SetFont(font.Family, "", t.size)
	text := printed(b.text)
	width := inner
	if t.indent {
		text = "　　" + text
	}
	lines := typeset.Lines(text, width, s.pdf.GetStringWidth)
	if t.side == "C" && len(lines) > 1 {
		width = inner * (s.pdf.GetStringWidth(text)/float64(len(lines)) + 2*t.size*perPoint) / inner
		even := typeset.Lines(text, min(width, inner), s.pdf.GetStringWidth)
		if len(even) == len(lines) {
			lines = even
		}
	}
	s.room(t.line*float64(min(len(lines), 2)) + t.before + t.keep)
	s.y += t.before * perPoint
	if t.red {
		s.pdf.SetTextColor(200, 16, 46)
	}
	for k, line := range lines {
		s.room(t.line)
		s.line(line, t, k+1 < len(lines))
	}
	s.pdf.SetTextColor(0, 0, 0)
	s.y += t.after * perPoint
}

// line sets one line with its style; one that is followed by another of its paragraph is spread over the whole width.
func (s *sheet) line(text string, t set, followed bool) {
	s.pdf.SetFont(font.Family, "", t.size)
	x := left
	switch t.side {
	case "C":
		x = (pageWidth - s.pdf.GetStringWidth(text)) / 2
	case "R":
		x = pageWidth - right - 2*t.size*perPoint - s.pdf.GetStringWidth(text)
	}
	s.y += t.line * perPoint
	base := s.y - (t.line-t.size)/2*perPoint - 0.12*t.size*perPoint
	spread := 0.0
	slack := inner - s.pdf.GetStringWidth(text)
	if n := utf8.RuneCountInString(text); followed && t.side == "" && n > 1 && slack < 4*t.size*perPoint {
		spread = slack / perPoint / float64(n-1)
	}
	s.pdf.RawWriteStr(fmt.Sprintf("%.4f Tc", spread))
	s.put(x, base, text, t.strong)
	s.pdf.RawWriteStr("0 Tc")
}

// put writes text at a place; strong by drawing its outline as well, for there is one weight of the typeface.
func (s *sheet) put(x, y float64, text string, strong bool) {
	if !strong {
		s.pdf.Text(x, y, text)
		return
	}
	r, g, b := s.pdf.GetTextColor()
	s.pdf.SetDrawColor(r, g, b)
	s.pdf.SetLineWidth(0.15)
	s.pdf.SetTextRenderingMode(2)
	s.pdf.Text(x, y, text)
	s.pdf.SetTextRenderingMode(0)
	s.pdf.SetDrawColor(0, 0, 0)
}

const (
	cellSize = 10.5
	cellLine = 15.0
)

// columns are the widths of a table's columns in millimetres.
func (b block) columns() []float64 {
	sum := 0
	for _, w := range b.widths {
		sum += w
	}
	var out []float64
	for _, w := range b.widths {
		out = append(out, inner*float64(w)/float64(sum))
	}
	return out
}

// signed keeps the signature, who and when, on one page.
func (s *sheet) signed(before []block, b block) {
	if b.style == docx.Sign && b.table == nil && (len(before) == 0 || before[len(before)-1].style != docx.Sign) {
		s.room(2 * s.of(docx.Sign).line)
	}
}

// together begins a new page where a table that fits a page would be torn, or a heading would stay behind without it.
func (s *sheet) together(blocks []block) {
	tall, k := 0.0, 0
	for k < len(blocks) && (blocks[k].style == docx.Caption || blocks[k].style == docx.Heading) && blocks[k].table == nil {
		t := s.of(blocks[k].style)
		tall += (t.line + t.before + t.after) * perPoint
		k++
	}
	if k == 0 || k == len(blocks) || blocks[k].table == nil {
		return
	}
	for _, row := range blocks[k].table {
		_, height := s.cells(row, blocks[k].columns())
		tall += height
	}
	if k+1 < len(blocks) && blocks[k+1].style == docx.Note && blocks[k+1].table == nil { // its note, of two lines
		tall += (2*s.of(docx.Note).line + s.of(docx.Note).before) * perPoint
	}
	if s.y+tall > s.lowest && s.top+tall <= s.lowest {
		s.newPage()
	}
}

// table sets rows; the head stands again on every page.
func (s *sheet) table(b block) {
	widths := b.columns()
	s.pdf.SetLineWidth(0.2)
	for k, row := range b.table {
		cells, height := s.cells(row, widths)
		if k > 0 && s.y+height > s.lowest {
			s.newPage()
			again, tall := s.cells(b.table[0], widths)
			s.row(again, widths, tall, -1)
		}
		side := 1
		switch {
		case k == 0:
			side = -1
		case b.prose:
			side = len(widths)
		}
		s.row(cells, widths, height, side)
	}
	s.y += 2
}

// cell is the size of type and the height of a line in tables: of a small sheet less, but not by as much.
func (s *sheet) cell() (size, line float64) {
	by := (1 + s.scale) / 2
	return cellSize * by, cellLine * by
}

func (s *sheet) cells(row []string, widths []float64) ([][]string, float64) {
	size, high := s.cell()
	s.pdf.SetFont(font.Family, "", size)
	var out [][]string
	most := 1
	for k, w := range widths {
		text := ""
		if k < len(row) {
			text = row[k]
		}
		lines := typeset.Lines(printed(text), w-2*cellPad, s.pdf.GetStringWidth)
		most = max(most, len(lines))
		out = append(out, lines)
	}
	return out, float64(most)*high*perPoint + 1.6*s.scale
}

// row draws a row: its head (left -1) centred on grey, otherwise so many columns flush left and the others flush right.
func (s *sheet) row(cells [][]string, widths []float64, height float64, flush int) {
	size, high := s.cell()
	s.pdf.SetFont(font.Family, "", size)
	s.pdf.SetLineWidth(0.2)
	x := left
	for k, lines := range cells {
		style := "D"
		if flush < 0 {
			s.pdf.SetFillColor(242, 242, 242)
			style = "FD"
		}
		s.pdf.Rect(x, s.y, widths[k], height, style)
		y := s.y + (height-float64(len(lines))*high*perPoint)/2
		for _, line := range lines {
			y += high * perPoint
			wide := s.pdf.GetStringWidth(line)
			at := x + cellPad
			switch {
			case flush < 0:
				at = x + (widths[k]-wide)/2
			case k >= flush:
				at = x + widths[k] - cellPad - wide
			}
			s.pdf.Text(at, y-(high-size)/2*perPoint-0.12*size*perPoint, line)
		}
		x += widths[k]
	}
	s.y += height
}

// printed makes a text that the typeface can print: a character that it lacks stands as its code, as in 〔U+20BB7〕.
func printed(text string) string {
	var b strings.Builder
	for _, r := range text {
		if font.Has(r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "〔U+%04X〕", r)
	}
	return b.String()
}
