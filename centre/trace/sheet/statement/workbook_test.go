package statement

import (
	"bytes"
	"testing"

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
