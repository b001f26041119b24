package docx

import (
	"encoding/xml"
	"fmt"
	"strings"
)

const spaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

const contentTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

const rootRelations = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const relations = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/>` +
	`<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`

// settings: Chinese punctuation may hang and is never at the wrong end of a line (避头尾).
const settings = xml.Header + `<w:settings ` + spaces + `><w:zoom w:percent="100"/><w:characterSpacingControl w:val="compressPunctuation"/>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`

// fonts names what else may stand for a typeface that a machine has not.
const fonts = xml.Header + `<w:fonts ` + spaces + `>` +
	`<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/><w:charset w:val="86"/><w:family w:val="modern"/></w:font>` +
	`<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>` +
	`<w:font w:name="黑体"><w:altName w:val="SimHei"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font></w:fonts>`

// section: A4 with the margins of GB/T 9704 (37, 26, 35, 28 mm) and the page number at the foot.
const section = `<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>` +
	`<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1134" w:gutter="0"/></w:sectPr>`

const footer = xml.Header + `<w:ftr ` + spaces + `><w:p><w:pPr><w:jc w:val="center"/><w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0" w:firstLineChars="0"/></w:pPr>` +
	`<w:r><w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">— </w:t></w:r>` +
	`<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
	`<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r>` +
	`<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="end"/></w:r>` +
	`<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`

// look is how a style looks.
type look struct {
	style  Style
	font   string
	half   int // size in half points
	line   int // exact height of a line in twentieths of a point
	indent bool
	side   string
	red    bool
	bold   bool
	before int
	after  int
	keep   bool // with what follows
	right  int  // indent from the right, twentieths of a point
}

var looks = []look{
	{style: Header, font: "方正小标宋简体", half: 44, line: 700, side: "center", red: true, bold: true, before: 0, after: 60},
	{style: Mark, font: "仿宋_GB2312", half: 32, line: 560, side: "center"},
	{style: Title, font: "方正小标宋简体", half: 44, line: 680, side: "center", bold: true, before: 200, after: 280, keep: true},
	{style: To, font: "仿宋_GB2312", half: 32, line: 560, side: "both"},
	{style: Body, font: "仿宋_GB2312", half: 32, line: 560, indent: true, side: "both"},
	{style: Heading, font: "黑体", half: 32, line: 560, indent: true, side: "left", keep: true},
	{style: Question, font: "黑体", half: 32, line: 560, indent: true, side: "left", keep: true},
	{style: Sign, font: "仿宋_GB2312", half: 32, line: 560, side: "right", right: 640},
	{style: Caption, font: "黑体", half: 24, line: 440, side: "center", before: 120, after: 60, keep: true},
	{style: CellText, font: "仿宋_GB2312", half: 21, line: 340, side: "center"},
	{style: Note, font: "仿宋_GB2312", half: 21, line: 340, side: "both"},
}

func styles(scale int) string {
	var b strings.Builder
	b.WriteString(xml.Header + `<w:styles ` + spaces + `><w:docDefaults><w:rPrDefault><w:rPr>` +
		`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312" w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/>` +
		`<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:kinsoku w:val="1"/><w:overflowPunct w:val="1"/>` +
		`</w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`)
	for _, l := range looks {
		for _, n := range []*int{&l.half, &l.line, &l.before, &l.after, &l.right} {
			*n = *n * scale / 100
		}
		b.WriteString(`<w:style w:type="paragraph" w:customStyle="1" w:styleId="` + string(l.style) + `"><w:name w:val="` + string(l.style) + `"/><w:basedOn w:val="Normal"/><w:pPr>`)
		if l.keep {
			b.WriteString(`<w:keepNext/>`)
		}
		fmt.Fprintf(&b, `<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="exact"/>`, l.before, l.after, l.line)
		switch {
		case l.indent:
			fmt.Fprintf(&b, `<w:ind w:firstLineChars="200" w:firstLine="%d"/>`, 20*l.half)
		case l.right > 0:
			fmt.Fprintf(&b, `<w:ind w:right="%d"/>`, l.right)
		}
		fmt.Fprintf(&b, `<w:jc w:val="%s"/>`, l.side)
		if l.style == Heading {
			b.WriteString(`<w:outlineLvl w:val="0"/>`)
		}
		b.WriteString(`</w:pPr><w:rPr><w:rFonts w:eastAsia="` + l.font + `"/>`)
		if l.bold {
			b.WriteString(`<w:b/>`)
		}
		if l.red {
			b.WriteString(`<w:color w:val="C8102E"/>`)
		}
		fmt.Fprintf(&b, `<w:sz w:val="%d"/><w:szCs w:val="%d"/><w:lang w:eastAsia="zh-CN"/></w:rPr></w:style>`, l.half, l.half)
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}
