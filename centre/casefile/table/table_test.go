package table

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"fanzha/centre/casefile"
	"fanzha/internal/check"
	"fanzha/term/fault"
)

func rules(t testing.TB) *casefile.Rules {
	t.Helper()
	r, err := casefile.Load()
	check.NoError(t, err)
	return &r
}

// Protects: the same table is read from every form in which it comes, with its line numbers, below whatever stands above it.
func TestForms(t *testing.T) {
	r := rules(t)
	const plainCSV = "云东区案件登记表（2026年11月）\n案件编号*,诈骗类型,立案时间,损失金额（万元）,承办人\nA0001,刷单,2026-11-02,1.2,王\n\nA0002,冒充客服,2026/11/3,,李\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(plainCSV)
	check.NoError(t, err)
	f := excelize.NewFile()
	for cell, v := range map[string]any{
		"A1": "云东区案件登记表", "A2": "案件编号*", "B2": "诈骗类型", "C2": "立案时间", "D2": "损失金额(万元)", "E2": "承办人", "A3": "A0001", "B3": "刷单", "C3": 46328, "D3": 1.2, "E3": "王",
		"A5": "A0002", "B5": "冒充客服", "C5": "2026/11/3", "E5": "李",
	} {
		check.NoError(t, f.SetCellValue("Sheet1", cell, v))
	}
	var book bytes.Buffer
	check.NoError(t, f.Write(&book))
	for name, raw := range map[string][]byte{
		"utf-8": []byte(plainCSV), "with mark": append([]byte("\xef\xbb\xbf"), plainCSV...), "gb18030": []byte(gb), "crlf": []byte(strings.ReplaceAll(plainCSV, "\n", "\r\n")),
		"semicolon": []byte(strings.ReplaceAll(strings.Replace(plainCSV, "云东区案件登记表（2026年11月）\n", "", 1), ",", ";")), "workbook": book.Bytes(),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(raw, r, nil)
			check.NoError(t, err)
			check.Equal(t, got.Fields, []string{"number", "fraud", "filed_at", "loss_10k", ""})
			check.Equal(t, []any{len(got.Rows), got.Rows[0].Cells[0], got.Rows[1].Cells[1]}, []any{2, "A0001", "冒充客服"})
			if name != "semicolon" {
				check.Equal(t, []int{got.Rows[0].Line, got.Rows[1].Line}, []int{3, 5})
			}
			_, ok := casefile.ParseMoment(got.Rows[0].Cells[2])
			check.True(t, ok, "the day cannot be read: "+got.Rows[0].Cells[2])
		})
	}
}

// Protects: columns are named by the caller where the file has words of its own, and a name that is not there is told.
func TestMap(t *testing.T) {
	r := rules(t)
	raw := []byte("编号,类别,日期,立案时间\nA0001,刷单,2026-11-02,2020-01-01\n")
	got, err := Read(raw, r, map[string]string{"number": "编号", "fraud": "类 别", "filed_at": "日期"})
	check.NoError(t, err)
	check.Equal(t, got.Fields, []string{"number", "fraud", "filed_at", ""})
	_, err = Read(raw, r, map[string]string{"number": "号"})
	check.Fault(t, err, "casefile.column")
	_, err = Read([]byte("a,b\n1,2\n"), r, nil)
	check.Fault(t, err, "casefile.headings")
}

// Protects: what is too large, too wide or no file at all is refused before anything is kept.
func TestRefused(t *testing.T) {
	r := rules(t)
	for name, raw := range map[string][]byte{
		"large": make([]byte, BytesMax+1), "wide": []byte("案件编号" + strings.Repeat(",x", 100) + "\n"), "long cell": []byte("案件编号\n" + strings.Repeat("x", cellMax+1)),
		"zip of nothing": []byte("PK\x03\x04garbage"), "empty": nil, "many rows": []byte("案件编号\n" + strings.Repeat("A0001\n", casefile.RowsMax+20)),
	} {
		_, err := Read(raw, r, nil)
		check.True(t, fault.CodeOf(err) == "casefile.file", name+": "+fault.CodeOf(err))
	}
}

// Protects: the template that a unit gets is read back by its own import, with every column known.
func TestTemplate(t *testing.T) {
	r := rules(t)
	var out bytes.Buffer
	check.NoError(t, Template(&out, r, "990101000000"))
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	check.NoError(t, err)
	check.NoError(t, f.SetSheetRow("案件", "A2", &[]any{"A0001"}))
	checks, err := f.GetDataValidations("案件")
	check.NoError(t, err)
	check.True(t, len(checks) >= 8, "lists to choose from")
	var filled bytes.Buffer
	check.NoError(t, f.Write(&filled))
	got, err := Read(filled.Bytes(), r, nil)
	check.NoError(t, err)
	check.Equal(t, []int{len(got.Fields), len(got.Rows)}, []int{len(r.Columns), 1})
	for i, c := range r.Columns {
		check.Equal(t, got.Fields[i], c.Field)
	}
}

// Protects: no file, however broken, ends the program, and what is read keeps to the bounds.
func FuzzRead(f *testing.F) {
	r, err := casefile.Load()
	if err != nil {
		f.Fatal(err)
	}
	var out bytes.Buffer
	err = Template(&out, &r, "")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte("案件编号,诈骗类型\nA0001,刷单\n"))
	f.Add([]byte("\"案件编号\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Read(raw, &r, nil)
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Fatal("a fault without a code:", err)
			}
			return
		}
		if len(got.Fields) > columnsMax || len(got.Rows) > casefile.RowsMax+headingMax || len(got.Fields) > len(got.Headings) {
			t.Fatal("beyond the bounds")
		}
	})
}
