// Protects: what a bank wrote is read exactly or refused by line, column and reason; nothing is repaired by guessing.
package statement

import (
	"bytes"
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/when"
)

func columns(t testing.TB) *Columns {
	t.Helper()
	c, err := LoadColumns()
	check.NoError(t, err)
	return c
}

// read reads a file with the map that is guessed.
func read(t testing.TB, file string) ([]Record, Report, Layout) {
	t.Helper()
	d, err := Open(strings.NewReader(file), columns(t))
	check.NoError(t, err)
	var out []Record
	report, err := d.Read(d.Layout().Guess, func(r *Record) error {
		out = append(out, *r)
		return nil
	})
	check.NoError(t, err)
	check.NoError(t, d.Close())
	return out, report, d.Layout()
}

// at is a moment of China's clock.
func at(t testing.TB, s string) when.Micros {
	t.Helper()
	m, ok := parseTime(s)
	check.True(t, ok, "time "+s)
	return m
}

func TestForms(t *testing.T) {
	gb := "\xbd\xbb\xd2\xd7\xbf\xa8\xba\xc5,\xbd\xbb\xd2\xd7\xd5\xcb\xba\xc5,\xbd\xbb\xd2\xd7\xbb\xa7\xc3\xfb,\xbd\xbb\xd2\xd7\xca\xb1\xbc\xe4,\xca\xd5\xb8\xb6\xb1\xea\xd6\xbe,\xbd\xbb\xd2\xd7\xbd\xf0\xb6\xee,\xbd\xbb\xd2\xd7\xd3\xe0\xb6\xee,\xbd\xbb\xd2\xd7\xb6\xd4\xca\xd6\xd5\xcb\xbf\xa8\xba\xc5,\xb6\xd4\xca\xd6\xbb\xa7\xc3\xfb,\xd5\xaa\xd2\xaa\xcb\xb5\xc3\xf7\x0a9900010000000000001\x09,9900010001,\xd5\xc5\xc8\xfd,20240102030405,\xb3\xf6,\x221,234.50\x22,100.00,9900020000000000002,\xc0\xee\xcb\xc4,\xd7\xaa\xd5\xcb\x0a"
	wide := []byte{0xff, 0xfe}
	for _, r := range "账号;交易日期;交易时间;借方发生额;贷方发生额;余额;对方账号;对方户名\n9900010001;2024-01-02;03:04:05;1234.50;;100;9900020000000000002;李四\n" {
		wide = append(wide, byte(r), byte(r>>8))
	}
	for name, file := range map[string]string{
		"gb18030, mark, thousands, tab behind the number": gb,
		"utf-16, two columns, date and clock apart":       string(wide),
		"titles above, signed, bom": "\ufeff示例商业银行账户明细\n账号：9900010001 户名：张三\n\n交易时间,金额,余额,对方账号,对方户名,摘要\n" +
			"2024/1/2 3:04:05,-1234.50,100.00,9900020000000000002,李四,转账\n合计,-1234.50,,,,\n",
		"tabs, D/C, apostrophes, formula": "卡号\t交易时间\t借贷标志\t交易金额\t余额\t对方账号\t对方户名\n'9900010001\t2024年1月2日 3时4分5秒\tD\t￥1,234.50\t100\t=\"9900020000000000002\"\t李四\n",
		"packed clock without its zero":   "账号,交易日期,交易时间,收/支,金额(元),余额,对方账号,对方户名\n9900010001,20240102,30405,支出,1234.5,100,9900020000000000002,李四\n",
		"excel serial, bars":              "账号|交易时间|借贷标志|交易金额|余额|对方账号|对方户名\n9900010001|45293.1278356481|借|1234.5000000000001|100.00|9900020000000000002|李四\n",
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(name, "serial") {
				file = strings.Replace(file, "1234.5000000000001", "1234.50", 1)
			}
			rows, report, _ := read(t, file)
			check.Equal(t, report.Faults, nil)
			check.Equal(t, len(rows), 1)
			r := rows[0]
			check.Equal(t, r.At, at(t, "2024-01-02 03:04:05"))
			check.Equal(t, r.Fen, 123450)
			check.Equal(t, r.In, false)
			check.Equal(t, r.HasBalance, true)
			check.Equal(t, r.BalanceFen, 10000)
			check.Equal(t, r.Text(PeerAccount), "9900020000000000002")
			check.Equal(t, r.Text(PeerName), "李四")
			check.True(t, r.Text(Account) == "9900010001" || r.Text(Card) == "9900010001", "own account")
		})
	}
}

func TestBadRows(t *testing.T) {
	head := "账号,交易时间,借贷标志,交易金额,余额,对方账号,币种,交易状态\n"
	for _, c := range []struct {
		row, column string
		why         Why
	}{
		{"9900010001,2024-02-30 00:00:00,借,1,,,", "交易时间", BadTime},
		{"9900010001,昨天,借,1,,,", "交易时间", BadTime},
		{"9900010001,2024-01-02 25:00:00,借,1,,,", "交易时间", BadTime},
		{"9900010001,2.02401E+13,借,1,,,", "交易时间", BadTime},
		{"9900010001,2024-01-02 03:04:05,借,1.234,,,", "交易金额", BadAmount},
		{"9900010001,2024-01-02 03:04:05,借,一百,,,", "交易金额", BadAmount},
		{"9900010001,2024-01-02 03:04:05,借,,,,", "交易金额", BadAmount},
		{"9900010001,2024-01-02 03:04:05,借,\"12,34\",,,", "交易金额", BadAmount},
		{"9900010001,2024-01-02 03:04:05,借,1.2E+05,,,", "交易金额", BadAmount},
		{"9900010001,2024-01-02 03:04:05,?,1,,,", "借贷标志", BadSide},
		{"9900010001,2024-01-02 03:04:05,借,1,x,,", "余额", BadBalance},
		{"9900010001,2024-01-02 03:04:05,借,1,,9.90002E+18,", "对方账号", Damaged},
		{"9900010001,2024-01-02 03:04:05,借,1,,9900020000000010001,", "对方账号", ""},
		{"9900010001,2024-01-02 03:04:05,借,1,,9900021234567890000,", "对方账号", Damaged},
		{"9900010001,2024-01-02 03:04:05,借,1,,,USD", "币种", BadCurrency},
		{"9900010001,2024-01-02", "交易金额", BadColumns},
		{"9900010001,2024-01-02 03:04:05,借,1,,\xff\xfe,", "", BadText},
	} {
		t.Run(c.row, func(t *testing.T) {
			_, report, _ := read(t, head+"9900010001,2024-01-02 03:04:04,借,1,,,CNY\n"+c.row+"\n9900010001,2024-01-02 03:04:06,贷,2,,,CNY\n")
			if c.why == "" {
				check.Equal(t, report.Rows, 3)
				return
			}
			check.Equal(t, report.Rows, 2)
			check.Equal(t, report.Faults, []BadRow{{Line: 3, Column: c.column, Why: c.why}})
		})
	}
}

func TestSkipped(t *testing.T) {
	_, report, _ := read(t, "账号,交易时间,借贷标志,交易金额,交易状态\n9900010001,2024-01-02 03:04:05,借,5,失败\n\n9900010001,2024-01-02 03:04:05,借,0.00,成功\n"+
		"账号,交易时间,借贷标志,交易金额,交易状态\n9900010001,2024-01-02 03:04:05,借,5,成功\n合计,,,5,\n")
	check.Equal(t, report.Rows, 1)
	check.Equal(t, report.Bad, 0)
	check.Equal(t, report.Skipped, 5)
}

// A quote that nobody closes costs its own row, not the rest of the file.
func TestOpenQuote(t *testing.T) {
	rows, report, _ := read(t, "账号,交易时间,借贷标志,交易金额,摘要\n9900010001,2024-01-02 03:04:05,借,5,\"没有结束\n"+
		strings.Repeat("9900010001,2024-01-02 03:04:06,借,5,好\n", 20)+"9900010001,2024-01-02 03:04:07,借,5,\"两\n行\"\n")
	check.Equal(t, report.Bad, 0)
	check.Equal(t, len(rows), 22)
	check.Equal(t, rows[0].Text(Remark), "\"没有结束")
	check.Equal(t, rows[21].Text(Remark), "两\n行")
	check.Equal(t, rows[21].Line, 23)
}

func TestRefusedFiles(t *testing.T) {
	for file, code := range map[string]string{
		"":                                     ErrFormat.Code,
		"\x00\x01\x02":                         ErrFormat.Code,
		"PK\x03\x04 no workbook":               ErrFormat.Code,
		"a,b,c\n1,2,3\n":                       ErrHeader.Code,
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00": ErrFormat.Code,
	} {
		_, err := Open(strings.NewReader(file), columns(t))
		check.Fault(t, err, code)
	}
	d, err := Open(strings.NewReader("交易时间,借贷标志,交易金额\n2024-01-02,借,1\n"), columns(t))
	check.NoError(t, err)
	check.Fault(t, d.Check(d.Layout().Guess), ErrMissing.Code)
	check.Fault(t, d.Check(Map{Time: "没有"}), ErrMap.Code)
}

func TestMapEitherWay(t *testing.T) {
	a, err := MapOf(map[string]string{"time": "交易时间", "amount": "金额", "remark": ""})
	check.NoError(t, err)
	b, err := MapOf(map[string]string{"交易时间": "time", "金额": "amount", "别的": ""})
	check.NoError(t, err)
	check.Equal(t, a, b)
	_, err = MapOf(map[string]string{"交易时间": "time", "金额": "time"})
	check.Fault(t, err, ErrMap.Code)
}

func TestAmounts(t *testing.T) {
	for s, want := range map[string]int64{
		"1": 100, "1.5": 150, "1,234.56": 123456, "-0.01": -1, "(12.00)": -1200, "12.00-": -1200, "１２．５": 1250, "¥1": 100, "1000.5000": 100050, "+3": 300, ".5": 50,
		"1234.5600000000001": 123456, "1234.5599999999999": 123456,
	} {
		got, empty, ok := parseFen(s, true)
		check.True(t, ok && !empty, s)
		check.Equal(t, got, want)
	}
	for _, s := range []string{"1.005", "1e5", "1,23", "12,345,6", ",1", "--1", "1.2.3", "9999999999999999", "()", "+", "元", "1 2"} {
		_, empty, ok := parseFen(s, false)
		check.True(t, !ok || empty, s)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("账号,交易时间,借贷标志,交易金额,摘要\n9900010001,2024-01-02 03:04:05,借,5,\"a\nb\"\n"))
	f.Add([]byte("\xff\xfe账"))
	f.Add([]byte("time,amount,account\n45293.5,(1.5),1E5\n"))
	known, err := LoadColumns()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		d, err := Open(bytes.NewReader(file), known)
		if err != nil {
			return
		}
		lines := int64(bytes.Count(file, []byte("\n")) + 1)
		report, err := d.Read(d.Layout().Guess, func(r *Record) error {
			if r.Fen <= 0 || r.At <= 0 || r.Text(Account) == "" && r.Text(Card) == "" {
				t.Fatalf("row %+v", r)
			}
			return nil
		})
		if err == nil && d.Layout().Format.Kind == "csv" && d.Layout().Format.Charset == "utf-8" && report.Rows+report.Bad+report.Skipped > lines {
			t.Fatalf("%+v of %d lines", report, lines)
		}
	})
}

// Protects: a register that names payer and payee is never turned round: they say which way the money went, a minus is a correction, and seen from
// the payee's own statement it came in. A file in which nothing says it is refused.
func TestPayerAndPayee(t *testing.T) {
	known, err := LoadColumns()
	check.NoError(t, err)
	read := func(text string) ([]string, error) {
		d, err := Open(strings.NewReader(text), known)
		check.NoError(t, err)
		var out []string
		_, err = d.Read(d.Layout().Guess, func(r *Record) error {
			way := "→"
			if r.In {
				way = "←"
			}
			out = append(out, r.Text(Account)+" "+r.Text(Holder)+way+r.Text(PeerAccount)+" "+r.Text(PeerName))
			return nil
		})
		return out, err
	}
	got, err := read("交易流水号,交易时间,付款账号,付款户名,收款账号,收款户名,交易金额,余额\nL1,2026-11-22 10:01:00,6222000001,甲,6222000003,丙,18.01,\nL2,2026-11-22 10:02:00,6222000002,乙,6222000003,丙,-5,\n")
	check.NoError(t, err)
	check.Equal(t, got, []string{"6222000001 甲→6222000003 丙", "6222000002 乙←6222000003 丙"})
	got, err = read("账号,交易时间,付款方账号,收款方账号,交易金额\n6222000003,2026-11-22 10:01:00,6222000001,6222000003,18\n6222000003,2026-11-22 10:01:00,6222000003,6222000001,7\n")
	check.NoError(t, err)
	check.Equal(t, got, []string{"6222000003 ←6222000001 ", "6222000003 →6222000001 "})
	_, err = read("账号,交易时间,对方账号,交易金额\n6222000003,2026-11-22 10:01:00,6222000001,18\n6222000003,2026-11-22 10:02:00,6222000001,7\n")
	check.Fault(t, err, "sheet.direction")
	got, err = read("账号,交易时间,收款人账号,交易金额\n6222000003,2026-11-22 10:01:00,6222000001,-18\n")
	check.NoError(t, err)
	check.Equal(t, got, []string{"6222000003 →6222000001 "})
}
