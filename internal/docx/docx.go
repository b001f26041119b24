// Package docx writes Word documents (OOXML, ISO/IEC 29500) in the layout of Chinese official documents (公文, GB/T 9704): A4, wide
// margins, 16 pt FangSong at exactly 28 pt a line, first lines indented by two characters, red header, tables, page numbers. The
// typefaces are named, not shipped: Word has them, others take their nearest.
//
// It writes and does not read. The same document is the same bytes.
package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Style is how a paragraph is set.
type Style string

// The styles.
const (
	Header   Style = "RedHeader" // 发文机关标志: 22 pt, red, centred
	Mark     Style = "Mark"      // 发文字号, centred above the red line
	Title    Style = "DocTitle"  // 标题: 22 pt, centred
	To       Style = "To"        // 主送: flush left
	Body     Style = "Body"      // 正文
	Heading  Style = "Heading1"  // 一级标题: 黑体
	Question Style = "Question"  // 问
	Sign     Style = "Sign"      // 落款: right
	Caption  Style = "Caption"   // of a table, centred
	CellText Style = "CellText"  // in a table
	Note     Style = "Note"      // below a table, at the foot
)

// Block is a part of a document: a Paragraph, a Table, a Line or a Break.
type Block interface{ write(b *bytes.Buffer) }

// Paragraph is text in one style.
type Paragraph struct {
	Style Style
	Text  string
}

// Table is rows of cells; the first row is its head and stands again on every page.
type Table struct {
	Widths []int // of the columns, in parts of the page's width; what they add up to is the width
	Rows   [][]string
	Left   int // so many columns from the left are set flush left, the others to the right
}

// Line is the red line under the header.
type Line struct{}

// Break begins a new page.
type Break struct{}

// Document is a document.
type Document struct {
	Title   string
	Author  string
	Created time.Time
	Scale   int // of every size and line, per cent, with less margin above and below; 0: as the rules of official documents have it
	Blocks  []Block
}

// Bounds of one document.
const (
	maxBlocks = 20_000
	maxRows   = 5_000
	maxText   = 20_000 // bytes of a paragraph or cell
)

// keepRows is up to how many rows a table is not torn by a page.
const keepRows = 16

// ErrTooLarge says that a document is beyond the bounds.
var ErrTooLarge = errors.New("docx: too large")

// textWidth is the width of the text in twentieths of a point: A4 less 28 mm and 26 mm.
const textWidth = 8844

// Bytes is the document as a file.
func (d *Document) Bytes() ([]byte, error) {
	if len(d.Blocks) > maxBlocks {
		return nil, ErrTooLarge
	}
	var body bytes.Buffer
	body.WriteString(xml.Header + `<w:document ` + spaces + `><w:body>`)
	for _, x := range d.Blocks {
		t, ok := x.(Table)
		if p, isText := x.(Paragraph); isText && len(p.Text) > maxText || ok && len(t.Rows) > maxRows {
			return nil, ErrTooLarge
		}
		x.write(&body)
	}
	body.WriteString(d.section() + `</w:body></w:document>`)
	core := xml.Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(d.Title) + `</dc:title><dc:creator>` + escape(d.Author) + `</dc:creator><dc:language>zh-CN</dc:language>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + d.Created.UTC().Format(time.RFC3339) + `</dcterms:created></cp:coreProperties>`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rootRelations}, {"docProps/core.xml", core}, {"word/document.xml", body.String()},
		{"word/_rels/document.xml.rels", relations}, {"word/styles.xml", styles(d.scale())}, {"word/settings.xml", settings}, {"word/fontTable.xml", fonts},
		{"word/footer1.xml", footer},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err == nil {
			_, err = w.Write([]byte(part.text))
		}
		if err != nil {
			return nil, fmt.Errorf("docx: write %s: %w", part.name, err)
		}
	}
	err := z.Close()
	if err != nil {
		return nil, fmt.Errorf("docx: close: %w", err)
	}
	return out.Bytes(), nil
}

func (d *Document) scale() int {
	if d.Scale <= 0 {
		return 100
	}
	return d.Scale
}

// section is the page: one in smaller type has less margin.
func (d *Document) section() string {
	if d.scale() == 100 {
		return section
	}
	return strings.NewReplacer(`w:top="2098"`, `w:top="1304"`, `w:bottom="1984"`, `w:bottom="1531"`).Replace(section)
}

func (p Paragraph) write(b *bytes.Buffer) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + string(p.Style) + `"/></w:pPr>`)
	run(b, p.Text)
	b.WriteString(`</w:p>`)
}

// run writes text; a new line in it is a line break.
func run(b *bytes.Buffer, text string) {
	for k, line := range strings.Split(text, "\n") {
		b.WriteString(`<w:r>`)
		if k > 0 {
			b.WriteString(`<w:br/>`)
		}
		b.WriteString(`<w:t xml:space="preserve">` + escape(line) + `</w:t></w:r>`)
	}
}

func (Line) write(b *bytes.Buffer) {
	b.WriteString(`<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="18" w:space="1" w:color="C8102E"/></w:pBdr><w:spacing w:before="60" w:after="0" w:line="240" w:lineRule="exact"/></w:pPr></w:p>`)
}

func (Break) write(b *bytes.Buffer) {
	b.WriteString(`<w:p><w:pPr><w:pageBreakBefore/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>`)
}

func (t Table) write(b *bytes.Buffer) {
	sum := t.sum()
	if sum <= 0 {
		return
	}
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="` + fmt.Sprint(textWidth) + `" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, w := range t.Widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, textWidth*w/sum)
	}
	b.WriteString(`</w:tblGrid>`)
	for k, row := range t.Rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if k == 0 {
			b.WriteString(`<w:tblHeader/>`)
		}
		b.WriteString(`</w:trPr>`)
		for c := range t.Widths {
			text := ""
			if c < len(row) {
				text = row[c]
			}
			t.cell(b, c, text, k == 0)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
}

func (t Table) sum() int {
	sum := 0
	for _, w := range t.Widths {
		sum += w
	}
	return sum
}

func (t Table) cell(b *bytes.Buffer, column int, text string, head bool) {
	width := textWidth * t.Widths[column] / t.sum()
	side, shade := "right", ""
	switch {
	case head:
		side, shade = "center", `<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>`
	case column < t.Left:
		side = "left"
	}
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s<w:vAlign w:val="center"/></w:tcPr>`, width, shade)
	keep := ""
	if len(t.Rows) <= keepRows {
		keep = `<w:keepNext/>`
	}
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + string(CellText) + `"/>` + keep + `<w:jc w:val="` + side + `"/></w:pPr>`)
	run(b, text)
	b.WriteString(`</w:p></w:tc>`)
}

// escape makes text of XML; what XML cannot hold becomes the replacement character.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF {
			return r
		}
		return utf8.RuneError
	}, strings.ToValidUTF8(s, "\uFFFD"))
	var b bytes.Buffer
	// a buffer takes everything
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
