package trace_test

// This protects reading: columns in any order, marks, quotes and line ends are understood; times come out as they went in;
// what is wrong is refused with its line and column; nothing that anyone puts into a file makes the reader fall over.

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// read returns every row as one text.
func read(data string) (rows []string, err error) {
	_, err = trace.ReadRows(strings.NewReader(data), nil, func(w *trace.Row) error {
		rows = append(rows, fmt.Sprintf("%d %s %s>%s %d %d %s", w.Line, w.ID, w.From, w.To, w.At, w.Fen, w.Kind))
		return nil
	})
	return rows, err
}

func TestReadsLayouts(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"plain":              {"id,from,to,time,amount_fen\n7,a,b,12,100\n", []string{"2 7 a>b 12000000 100 "}},
		"no last line end":   {"id,from,to,time,amount_fen\n7,a,b,12,100", []string{"2 7 a>b 12000000 100 "}},
		"mark, CRLF, blanks": {"\uFEFFid,from,to,time,amount_fen\r\n\r\n7,a,b,12.5,100\r\n", []string{"3 7 a>b 12500000 100 "}},
		"any order, more":    {"remark,AMOUNT_FEN,kind,to,from, Time ,id\nx,100,cash,b,a,12,7\n", []string{"2 7 a>b 12000000 100 cash"}},
		"semicolons":         {"id;from;to;time;amount_fen\n7;a;b;12;100\n", []string{"2 7 a>b 12000000 100 "}},
		"quoted":             {"\"id\",from,to,time,amount_fen\n\"7\",\"a,\"\"x\"\"\",\"b\nc\",12,100\n8,a,b,13,1\n", []string{"2 7 a,\"x\">b\nc 12000000 100 ", "4 8 a>b 13000000 1 "}},
		"RFC 3339":           {"id,from,to,time,amount_fen\n7,a,b,1970-01-01T08:00:01+08:00,100\n", []string{"2 7 a>b 1000000 100 "}},
		"finbench":           {"fromId|toId|amount|createTime\n5|6|544595.7886430753|2020-06-29 02:33:46.538\n5|6|1|2020-06-29 02:33:46\n", []string{"2 1 5>6 1593398026538000 54459579 ", "3 2 5>6 1593398026000000 100 "}},
		"finbench streams":   {"createTime|dependencyTime|fromId|toId|amount|x\n1669690377570|1|5|6|0.005|y\n", []string{"2 1 5>6 1669690377570000 1 "}},
		"header only":        {"id,from,to,time,amount_fen\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := read(c.file)
			check.NoError(t, err)
			check.Equal(t, rows, c.want)
		})
	}
}

func TestRefusesWithLineAndColumn(t *testing.T) {
	const header = "id,from,to,time,amount_fen\n1,a,b,1,1\n"
	for _, c := range []struct{ file, code, column string }{
		{"", "trace.file_header", ""},
		{"id,from,to,when,amount_fen\n", "trace.file_header", ""},
		{header + "2,a,b,1\n", "trace.file_fields", ""},
		{header + "2,a,b,1,1,1\n", "trace.file_fields", ""},
		{header + ",a,b,1,1\n", "trace.file_empty", "id"},
		{header + "2,,b,1,1\n", "trace.file_empty", "from"},
		{header + "2,a,,1,1\n", "trace.file_empty", "to"},
		{header + "2,a," + strings.Repeat("x", trace.IDMax+1) + ",1,1\n", "trace.file_id_long", "to"},
		{header + "2,a,b,,1\n", "trace.file_time", "time"},
		{header + "2,a,b,yesterday,1\n", "trace.file_time", "time"},
		{header + "2,a,b,1669690377570,1\n", "trace.file_time", "time"},
		{header + "2,a,b,1.0000001,1\n", "trace.file_time_fine", "time"},
		{header + "2,a,b,2026-11-21T10:00:00Z,1\n", "trace.file_time_mixed", "time"},
		{"id,from,to,time,amount_fen\n1,a,b,2026-11-21T10:00:00,1\n", "trace.file_time_zone", "time"},
		{"id,from,to,time,amount_fen\n1,a,b,2026-02-29T10:00:00Z,1\n", "trace.file_time", "time"},
		{header + "2,a,b,1,0\n", "trace.file_amount", "amount_fen"},
		{header + "2,a,b,1,-5\n", "trace.file_amount", "amount_fen"},
		{header + "2,a,b,1,1.5\n", "trace.file_amount", "amount_fen"},
		{header + "2,a,b,1,9223372036854775808\n", "trace.file_amount", "amount_fen"},
		{header + "2,\"a,b,1,1\n", "trace.file_quote", ""},
		{header + "2,\"a\"x,b,1,1\n", "trace.file_quote", ""},
		{header + "2,a,b,1," + strings.Repeat("1", trace.RecordMax) + "\n", "trace.file_long", ""},
	} {
		_, err := read(c.file)
		check.Fault(t, err, c.code)
		var f *fault.Fault
		check.True(t, asFault(err, &f), "a fault")
		if c.column != "" {
			check.Equal(t, f.Arg("column"), any(c.column))
		}
		if strings.HasPrefix(c.file, header) {
			check.Equal(t, f.Arg("line"), any(int64(3)))
		}
	}
}

func asFault(err error, target **fault.Fault) bool {
	return errors.As(err, target)
}

func TestTimesComeOutAsTheyWentIn(t *testing.T) {
	for _, text := range []string{"0", "1", "-1", "-0.5", "1700000000", "1700000000.5", "1700000000.000001", "12.50", "253402300799",
		"1970-01-01T00:00:00Z", "2026-11-21T10:00:00+08:00", "2026-11-21T10:00:00.123456-03:30", "2026-11-21T10:00:00.123456000Z",
		"2026-11-21 10:00:00Z", "2000-02-29T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1900-03-01T00:00:00+00:00"} {
		var form trace.Form
		var at when.Micros
		_, err := trace.ReadRows(strings.NewReader("id,from,to,time,amount_fen\n1,a,b,"+text+",1\n"), nil, func(w *trace.Row) error {
			form, at = w.Form, w.At
			return nil
		})
		check.NoError(t, err)
		check.Equal(t, form.Print(at), text)
		want, parseErr := time.Parse(time.RFC3339Nano, strings.Replace(text, " ", "T", 1))
		if parseErr == nil {
			check.Equal(t, at, when.Of(want))
		}
	}
}

func TestLookAndLoad(t *testing.T) {
	const file = "id,from,to,time,amount_fen\n10,a,b,5,100\n9,b,c,6,100\n11,c,d,60,100\n8,z,a,4,100\n"
	s, err := trace.Look(strings.NewReader(file), "10", nil)
	check.NoError(t, err)
	check.Equal(t, s.Root, trace.Transfer{ID: "10", From: "a", To: "b", At: 5 * when.Second, Fen: 100})
	check.Equal(t, []any{s.Rows, s.RootLine, s.IDOrder, s.AccountOrder}, []any{int64(4), int64(2), trace.ByNumber, trace.ByBytes})
	table, err := trace.Load(strings.NewReader(file), s, int64(10*when.Second), nil)
	check.NoError(t, err)
	check.Equal(t, table.Len(), 1)
	_, err = trace.Look(strings.NewReader(file), "12", nil)
	check.Fault(t, err, "trace.root_unknown")
	_, err = trace.Look(strings.NewReader(file+"10,x,y,70,1\n"), "10", nil)
	check.Fault(t, err, "trace.id_twice")
	twice := file + "9,b,c,6,100\n"
	_, err = trace.Load(strings.NewReader(twice), s, int64(10*when.Second), nil)
	check.Fault(t, err, "trace.id_twice")
}

func TestReadsBalances(t *testing.T) {
	got, err := trace.ReadBalances(strings.NewReader("name;balance_fen;account\nx;100;a\ny;0;b\n"))
	check.NoError(t, err)
	check.Equal(t, got, map[string]int64{"a": 100, "b": 0})
	for file, code := range map[string]string{"account,fen\n": "trace.file_balance_header", "account,balance_fen\na,-1\n": "trace.file_balance",
		"account,balance_fen\na,1\na,2\n": "trace.file_balance_twice", "account,balance_fen\na\n": "trace.file_fields", "": "trace.file_balance_header"} {
		_, err = trace.ReadBalances(strings.NewReader(file))
		check.Fault(t, err, code)
	}
}

func FuzzReadRows(f *testing.F) {
	f.Add([]byte("id,from,to,time,amount_fen\n7,\"a\",b,12.5,100\n"))
	f.Add([]byte("\uFEFFid;kind;from;to;time;amount_fen\r\n7;\"x\"\"\r\ny\";a;b;2026-11-21T10:00:00.5+08:00;100\r\n"))
	f.Add([]byte("fromId|toId|amount|createTime\n5|6|0.005|2020-06-29 02:33:46.538\n5|6|1|1669690377570"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := trace.ReadRows(bytes.NewReader(data), nil, func(w *trace.Row) error {
			if len(w.ID) == 0 || len(w.From) == 0 || len(w.To) == 0 || w.Fen <= 0 || w.Line < 2 {
				t.Fatalf("a row that is none: %+v", w)
			}
			if w.Form.Print(w.At) == "" {
				t.Fatalf("a time that cannot be printed: %+v", w)
			}
			return nil
		})
		var named *fault.Fault
		if err != nil && !asFault(err, &named) {
			t.Fatalf("no fault: %v", err)
		}
		_, _ = trace.ReadBalances(bytes.NewReader(data))
	})
}
