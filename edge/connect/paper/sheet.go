package paper

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"fanzha/edge/partner/wire"
	"fanzha/internal/font"
	"fanzha/internal/typeset"
	"fanzha/term/when"
)

// Measures of the page in millimetres.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	margin     = 20.0
	inner      = pageWidth - 2*margin
	lowest     = 272.0 // below it stands the foot
	labelWidth = 30.0
	cellPad    = 1.8
)

// Sizes of type in points.
const (
	sizeTitle = 22.0
	sizeUnit  = 13.0
	sizeBody  = 10.5
	sizeTable = 9.5
	sizeSmall = 8.0
	sizeFoot  = 7.5
)

const timeForm = "2006年01月02日 15:04:05"

func clock(t time.Time) string { return t.In(when.Zone).Format(timeForm) }

// sheet sets one document.
type sheet struct {
	pdf   *fpdf.Fpdf
	order wire.Order
	form  Form
	y     float64
}

func newSheet(o wire.Order, form Form) (*sheet, error) {
	face, err := font.SansSC()
	if err != nil {
		return nil, ErrRender.With(err)
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	s := &sheet{pdf: pdf, order: o, form: form}
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(o.IssuedAt.UTC())
	pdf.SetModificationDate(o.IssuedAt.UTC())
	pdf.SetProducer("fanzha", true)
	pdf.SetTitle(words(o.Type).title+" "+o.Number, true)
	pdf.SetAuthor(o.Unit.Name, true)
	pdf.SetLang("zh-CN")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(margin, margin, margin)
	pdf.AddUTF8FontFromBytes(font.Family, "", face)
	pdf.SetFont(font.Family, "", sizeBody)
	pdf.AliasNbPages("{pages}")
	pdf.SetFooterFunc(s.foot)
	return s, s.broken()
}

func (s *sheet) broken() error {
	err := s.pdf.Error()
	if err != nil {
		return ErrRender.With(err)
	}
	return nil
}

// foot is at the end of every page: which document, which page.
func (s *sheet) foot() {
	s.pdf.SetDrawColor(120, 120, 120)
	s.pdf.SetLineWidth(0.1)
	s.pdf.Line(margin, 282, pageWidth-margin, 282)
	s.pdf.SetTextColor(90, 90, 90)
	s.size(sizeFoot)
	s.at(margin, 286, words(s.order.Type).title+"　"+s.order.Number)
	page := fmt.Sprintf("第 %d 页，共 %s 页", s.pdf.PageNo(), "{pages}")
	s.at(pageWidth-margin-28, 286, page)
	s.pdf.SetTextColor(0, 0, 0)
	s.pdf.SetDrawColor(0, 0, 0)
}

func (s *sheet) newPage() {
	s.pdf.AddPage()
	s.pdf.SetTextColor(0, 0, 0)
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.SetLineWidth(0.2)
	s.y = margin
}

// room begins a new page when so much does not fit any more.
func (s *sheet) room(height float64) {
	if s.y+height > lowest {
		s.newPage()
	}
}

func (s *sheet) size(points float64) { s.pdf.SetFont(font.Family, "", points) }

// fit takes a size at which a text fits the line.
func (s *sheet) fit(points float64, text string) {
	for s.size(points); points > sizeFoot && s.width(text) > inner; s.size(points) {
		points--
	}
}

// at writes one line with its baseline at y.
func (s *sheet) at(x, y float64, text string) { s.pdf.Text(x, y, printed(text)) }

// strong writes one line in bold: there is one weight of the typeface, its outline is drawn as well.
func (s *sheet) strong(x, y float64, text string) {
	r, g, b := s.pdf.GetTextColor()
	s.pdf.SetDrawColor(r, g, b)
	s.pdf.SetLineWidth(0.12)
	s.pdf.SetTextRenderingMode(2)
	s.at(x, y, text)
	s.pdf.SetTextRenderingMode(0)
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.SetLineWidth(0.2)
}

func (s *sheet) width(text string) float64 { return s.pdf.GetStringWidth(printed(text)) }

func (s *sheet) centred(y float64, text string, strong bool) {
	x := (pageWidth - s.width(text)) / 2
	if strong {
		s.strong(x, y, text)
		return
	}
	s.at(x, y, text)
}

// lines breaks text; a line of its own may be asked for by "\n".
func (s *sheet) lines(text string, width float64) []string {
	var out []string
	for _, part := range strings.Split(text, "\n") {
		out = append(out, typeset.Lines(printed(part), width, s.pdf.GetStringWidth)...)
	}
	return out
}

// paragraph sets text over the whole width, the first line indented by two characters.
func (s *sheet) paragraph(text string) {
	s.size(sizeBody)
	for _, line := range s.lines("　　"+text, inner) {
		s.room(5.9)
		s.y += 5.9
		s.at(margin, s.y, line)
	}
	s.y += 2.5
}

// row is one line of a table: a label and what it says.
func (s *sheet) row(label, value string) {
	s.size(sizeTable)
	lines := s.lines(value, inner-labelWidth-2*cellPad)
	height := float64(len(lines))*4.6 + 2
	s.room(height)
	s.pdf.SetFillColor(243, 243, 243)
	s.pdf.Rect(margin, s.y, labelWidth, height, "FD")
	s.pdf.Rect(margin+labelWidth, s.y, inner-labelWidth, height, "D")
	s.at(margin+cellPad, s.y+height/2+1.6, label)
	for i, line := range lines {
		s.at(margin+labelWidth+cellPad, s.y+4.6*float64(i+1), line)
	}
	s.y += height
}

// cells is one line of a table with columns; too long texts go on in a further line of the cell.
func (s *sheet) cells(widths []float64, texts []string, head bool) {
	s.size(sizeSmall)
	var all [][]string
	most := 1
	for i, text := range texts {
		lines := s.lines(text, widths[i]-2)
		all = append(all, lines)
		most = max(most, len(lines))
	}
	height := float64(most)*4 + 2
	s.room(height)
	x := margin
	for i, lines := range all {
		style := "D"
		if head {
			s.pdf.SetFillColor(243, 243, 243)
			style = "FD"
		}
		s.pdf.Rect(x, s.y, widths[i], height, style)
		for j, line := range lines {
			s.at(x+1, s.y+4*float64(j+1), line)
		}
		x += widths[i]
	}
	s.y += height
}

// finish is the document as bytes.
func (s *sheet) finish() ([]byte, error) {
	var b bytes.Buffer
	err := s.pdf.Output(&b)
	if err != nil {
		return nil, ErrRender.With(err)
	}
	return b.Bytes(), nil
}

// printed makes a text that the typeface can print: a character that it lacks stands as its code, as in 〔U+20BB7〕. The attached
// order has the character itself.
func printed(text string) string {
	whole := true
	for _, r := range text {
		whole = whole && font.Has(r)
	}
	if whole {
		return text
	}
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
