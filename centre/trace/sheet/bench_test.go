package sheet_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"fanzha/centre/trace"
	"fanzha/centre/trace/sheet"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// statementOf writes n rows of one bank's return for many accounts, as a centre gets it: fifteen columns, the money of one
// victim running through it.
func statementOf(n int, put func(cells []string)) {
	random := rand.New(rand.NewPCG(1, 2))
	put([]string{"交易卡号", "交易户名", "交易时间", "收付标志", "交易金额", "交易余额", "币种", "交易流水号", "交易对手账卡号", "对手户名", "对手开户银行", "摘要说明", "现金标志", "IP地址", "交易网点名称"})
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	account := func() int { return int(float64(20_000) * random.Float64() * random.Float64()) }
	for i := range n {
		own, peer := account(), account()
		side := "出"
		if random.IntN(2) == 0 {
			side = "进"
		}
		cash := "转"
		if random.IntN(50) == 0 {
			cash = "现"
		}
		put([]string{fmt.Sprintf("99000100000%07d1", own), fmt.Sprintf("户%d", own), start.Add(time.Duration(i) * 2 * time.Second).Format("2006-01-02 15:04:05"), side,
			fmt.Sprintf("%d.%02d", random.IntN(50_000)+1, random.IntN(100)), fmt.Sprintf("%d.%02d", random.IntN(500_000), random.IntN(100)), "人民币",
			fmt.Sprintf("20261101%012d", i), fmt.Sprintf("99000200000%07d1", peer), fmt.Sprintf("户%d", peer), "河口农商银行云东支行", "手机银行转账", cash, "10.9.8.7", "云东支行"})
	}
}

func csvOf(n int) []byte {
	var out bytes.Buffer
	statementOf(n, func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(c)
		}
		out.WriteByte('\n')
	})
	return out.Bytes()
}

func bookOf(tb testing.TB, n int) []byte {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	check.NoError(tb, err)
	line := 1
	statementOf(n, func(cells []string) {
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = c
		}
		check.NoError(tb, w.SetRow(fmt.Sprintf("A%d", line), row))
		line++
	})
	check.NoError(tb, w.Flush())
	out, err := f.WriteToBuffer()
	check.NoError(tb, err)
	return out.Bytes()
}

// measure imports a file of n rows, chooses the largest transfer, and follows it for five layers.
func measure(b *testing.B, d *db.DB, file []byte, n int) {
	ctx := context.Background()
	for i := range b.N {
		s := desk(b, d)
		w, err := s.Create(ctx, analyst, sheet.CreateCmd{Name: fmt.Sprint("bench ", i)})
		check.NoError(b, err)
		start := time.Now()
		give(b, s, w.ID, "bench.csv", file)
		imported := time.Since(start)
		start = time.Now()
		v, err := s.Get(ctx, analyst, w.ID)
		check.NoError(b, err)
		built := time.Since(start)
		start = time.Now()
		check.Equal(b, v.Rows, int64(n))
		first := slices.MinFunc(v.Suggested, func(x, y trace.Transfer) int { return cmp.Compare(x.At, y.At) })
		v, err = s.Act(ctx, analyst, sheet.ActCmd{Sheet: w.ID, Version: v.Sheet.Version, Act: sheet.Act{Kind: sheet.ActRoot, Transfers: []string{first.ID}}})
		check.NoError(b, err)
		followed := time.Since(start)
		b.ReportMetric(imported.Seconds(), "s/import")
		b.ReportMetric(built.Seconds(), "s/first_view")
		b.ReportMetric(followed.Seconds(), "s/flow")
		b.ReportMetric(float64(len(v.Flow.Edges)), "edges")
		layers := 0
		for _, e := range v.Flow.Edges {
			layers = max(layers, e.Layer)
		}
		b.ReportMetric(float64(layers), "layers")
	}
}

func BenchmarkMillionCSV(b *testing.B) {
	file := csvOf(1_000_000)
	b.ReportMetric(float64(len(file))/1e6, "MB")
	b.ResetTimer()
	measure(b, dbtest.SQLite(b), file, 1_000_000)
}

func BenchmarkMillionCSVPostgres(b *testing.B) {
	file := csvOf(1_000_000)
	d := dbtest.Postgres(b)
	b.ResetTimer()
	measure(b, d, file, 1_000_000)
}

// workbookRows is a tenth: making the workbook takes longer than reading it, and reading is linear.
const workbookRows = 100_000

func BenchmarkWorkbook(b *testing.B) {
	file := bookOf(b, workbookRows)
	b.ResetTimer()
	measure(b, dbtest.SQLite(b), file, workbookRows)
}
