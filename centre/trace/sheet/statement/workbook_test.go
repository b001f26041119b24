package statement

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/xuri/excelize/v2"

	"fanzha/internal/check"
)

func workbook(t testing.TB, sheets ...[][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for n, rows := range sheets {
		name := "Sheet1"
		if n > 0 {
			name = "Sheet2"
			_, err := f.NewSheet(name)
			check.NoError(t, err)
		}
		for i, row := range rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			check.NoError(t, err)
			check.NoError(t, f.SetSheetRow(name, cell, &row))
		}
	}
	out, err := f.WriteToBuffer()
	check.NoError(t, err)
	return out.Bytes()
}

// Numbers, dates and texts of a workbook are read as they are stored; a card number that became a number is refused.
func TestWorkbook(t *testing.T) {
	file := workbook(t, [][]any{
		{"示例商业银行交易明细"},
		{"账号：", "9900030000000000011", "户名：", "李四"},
		{"交易日期", "交易时间", "借方金额", "贷方金额", "余额", "对方卡号", "摘要"},
		{45293, 0.127835648148148, 1234.5, nil, 100.1, "9900020000000000002", "转账"},
		{"2024-01-02", "03:04:05", nil, "1,234.50", 1334.6, "9900020000000000002", "转账"},
		{45293, "030405", 0.1 + 0.2, nil, 1334.3, 9.900020000000001e+18, "转账"},
		{45293, "030405", 5, 6, 1334.3, "", "转账"},
		{"合计", nil, 1, 2},
	})
	var rows []Record
	d, err := Open(bytes.NewReader(file), columns(t))
	check.NoError(t, err)
	check.Equal(t, d.Layout().Account, "9900030000000000011")
	check.Equal(t, d.Layout().Holder, "李四")
	check.Equal(t, d.Layout().Header, 3)
	report, err := d.Read(d.Layout().Guess, func(r *Record) error {
		rows = append(rows, *r)
		return nil
	})
	check.NoError(t, err)
	check.NoError(t, d.Close())
	check.Equal(t, report.Skipped, 1)
	check.Equal(t, report.Faults, []BadRow{{Line: 6, Column: "对方卡号", Why: Damaged, Sheet: "Sheet1"}, {Line: 7, Column: "贷方金额", Why: BadBoth, Sheet: "Sheet1"}})
	check.Equal(t, len(rows), 2)
	for i, r := range rows {
		check.Equal(t, r.At, at(t, "2024-01-02 03:04:05"))
		check.Equal(t, r.Fen, 123450)
		check.Equal(t, r.In, i == 1)
		check.Equal(t, r.Text(Account), "9900030000000000011")
	}
}

// Several sheets of one form are one statement; each repeats its header.
func TestSeveralSheets(t *testing.T) {
	head := []any{"账号", "交易时间", "借贷标志", "交易金额"}
	file := workbook(t, [][]any{head, {"9900030000000000011", "2024-01-02 03:04:05", "借", 5}}, [][]any{head, {"9900030000000000011", "2024-01-02 03:04:06", "贷", 6}})
	d, err := Open(bytes.NewReader(file), columns(t))
	check.NoError(t, err)
	report, err := d.Read(d.Layout().Guess, func(*Record) error { return nil })
	check.NoError(t, err)
	check.NoError(t, d.Close())
	check.Equal(t, report.Rows, 2)
	check.Equal(t, report.Bad, 0)
}

// parts makes a workbook of one sheet from its XML.
func parts(t testing.TB, sheet, shared string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range []struct{ name, text string }{
		{"xl/_rels/workbook.xml.rels", `<?xml version="1.0"?><Relationships><Relationship Target='/xl/s.xml' Id='r1'/></Relationships>`},
		{"xl/workbook.xml", `<x:workbook xmlns:x="u" xmlns:r="v"><x:sheets><x:sheet name="a&gt;b" sheetId="1" r:id="r1"/></x:sheets></x:workbook>`},
		{"xl/s.xml", sheet}, {"xl/sharedStrings.xml", shared},
	} {
		w, err := z.Create(p.name)
		check.NoError(t, err)
		_, err = io.WriteString(w, p.text)
		check.NoError(t, err)
	}
	check.NoError(t, z.Close())
	return out.Bytes()
}

// cellsOf reads all rows.
func cellsOf(t testing.TB, r io.Reader) (out []string, err error) {
	t.Helper()
	b, _, err := openWorkbook(r, r)
	check.NoError(t, err)
	for err == nil {
		var w row
		w, err = b.next()
		if err == nil {
			out = append(out, fmt.Sprint(w.line, w.bad, strings.Join(w.cells, "|")))
		}
	}
	check.NoError(t, b.close())
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return out, err
}

// What programs write differently is read the same, wherever the reader's window ends: prefixes, both quotes, marks inside
// attributes and comments, entities, runs of text, readings beside characters, formulas, cells without a place, in the wrong
// order or twice.
func TestWorkbookForms(t *testing.T) {
	sheet := `<?xml version="1.0"?><!-- <row r="9"><c><v>no</v></c> don't --><x:worksheet><x:sheetData a='>' b="/>">` +
		`<x:row r="3" spans='1:3'><x:c r="A3" t="s"><x:v>1</x:v></x:c><x:c r='C3' t="inlineStr"><x:is><x:t xml:space="preserve"> a&amp;b&#x4e2d;&none; </x:t></x:is></x:c></x:row>` +
		`<row><c><v>1</v></c><c t="str"><f>A1&gt;2</f><v>2</v></c><c r="B1"><v>twice</v></c><c r="D4"/><c r="E4" t="s"><v>0</v></c></row><row r="9"/>` +
		`<row r="10"><c r="AAA10"><v>far</v></c><c r="B10" t="inlineStr"><is><r><t>上</t></r><r><t>下</t></r><rPh sb="0"><t>no</t></rPh></is></c></row></x:sheetData></x:worksheet>`
	shared := `<sst><si><t>zero</t></si><si><r><t>on</t></r><r><rPr/><t>e</t></r><rPh><t>no</t></rPh></si><si/></sst>`
	file := parts(t, sheet, shared)
	want := []string{"3 falseone|| a&b中&none; ", "4 false1|2||" + "|zero", "9 false", "10 truefar|上下"}
	got, err := cellsOf(t, bytes.NewReader(file))
	check.NoError(t, err)
	check.Equal(t, got, want)
	got, err = cellsOf(t, io.MultiReader(bytes.NewReader(file))) // cannot be read in any order
	check.NoError(t, err)
	check.Equal(t, got, want)
	x := newXMLScan(iotest.OneByteReader(strings.NewReader(sheet)))
	y := newXMLScan(strings.NewReader(sheet))
	for {
		err := y.next()
		check.Equal(t, fmt.Sprint(x.next()), fmt.Sprint(err))
		if err != nil {
			check.True(t, errors.Is(err, io.EOF), "the scan ends at the end")
			break
		}
		check.Equal(t, string(x.text)+"<"+string(x.attrs), string(y.text)+"<"+string(y.attrs))
		check.Equal(t, fmt.Sprint(x.tag, x.end, x.empty), fmt.Sprint(y.tag, y.end, y.empty))
	}
}

// A large workbook reads as a general reader of workbooks reads it.
func TestWorkbookAgreesWithExcelize(t *testing.T) {
	var rows [][]any
	for i := range 3000 {
		rows = append(rows, []any{fmt.Sprintf("户%d<&>\"'", i%700), i, nil, float64(i) / 7, strings.Repeat("长", i%50) + "x", i%3 == 0})
	}
	file := workbook(t, rows)
	got, err := cellsOf(t, bytes.NewReader(file))
	check.NoError(t, err)
	f, err := excelize.OpenReader(bytes.NewReader(file))
	check.NoError(t, err)
	want, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	check.NoError(t, err)
	check.NoError(t, f.Close())
	check.Equal(t, len(got), len(want))
	for i, w := range want {
		check.Equal(t, got[i], fmt.Sprint(i+1, false, strings.Join(w, "|")))
	}
}

// What is hostile is refused before it fills the memory: a reference to a text that is not there, a tag or a text without end, a file
// that ends inside a row, a directory of a hundred thousand parts.
func TestHostileWorkbook(t *testing.T) {
	for name, sheet := range map[string]string{
		"no such text":     `<row><c t="s"><v>1</v></c></row>`,
		"negative text":    `<row><c t="s"><v>-1</v></c></row>`,
		"row without end":  `<row><c><v>1</v></c>`,
		"tag without end":  `<row><c r="` + strings.Repeat("A", 3*maxLine),
		"text without end": `<row><c><v>` + strings.Repeat("1", 3*maxLine),
		"text in pieces":   `<row><c><is>` + strings.Repeat("<t>"+strings.Repeat("1", maxLine/4)+"</t>", 5) + `</is></c></row>`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cellsOf(t, bytes.NewReader(parts(t, sheet, `<sst><si><t>0</t></si></sst>`)))
			check.True(t, errors.Is(err, ErrFormat), fmt.Sprint("refused by its form: ", err))
		})
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := range 1 + maxDirectory/60_000 { // few parts with long names: a large directory is soon made
		_, err := z.Create(fmt.Sprint(strings.Repeat("n", 60_000), i))
		check.NoError(t, err)
	}
	check.NoError(t, z.Close())
	_, _, err := openWorkbook(bytes.NewReader(out.Bytes()), nil)
	check.True(t, errors.Is(err, ErrFormat), fmt.Sprint("refused by its form: ", err))
}

func FuzzWorkbook(f *testing.F) {
	f.Add(workbook(f, [][]any{{"账号", "交易时间", "借贷标志", "交易金额"}, {"9900030000000000011", 45293.5, "借", 5}}))
	known, err := LoadColumns()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(_ *testing.T, file []byte) {
		d, err := Open(bytes.NewReader(file), known)
		if err != nil {
			return
		}
		_, _ = d.Read(d.Layout().Guess, func(*Record) error { return nil })
		_ = d.Close()
	})
}
