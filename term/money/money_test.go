package money

import (
	"math"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects amounts: yuan as written become fen exactly.
func TestParse(t *testing.T) {
	for in, want := range map[string]int64{
		"0": 0, "0.01": 1, "12": 1200, "12.3": 1230, "12.34": 1234, " 12.34 ": 1234, "-12.34": -1234, "1,234.56": 123456,
		"¥12": 1200, "\uffe512.5": 1250, "12,345,678.90": 1234567890, "007": 700,
		"92233720368547758.07": math.MaxInt64, "-92233720368547758.08": math.MinInt64, "0.29": 29, "1.15": 115,
	} {
		got, err := Parse(in)
		check.NoError(t, err)
		check.Equal(t, got, want)
	}
	for in, code := range map[string]string{
		"": "money.empty", "¥": "money.empty", "-": "money.character", ".5": "money.character", "1.": "money.character",
		"1.2.3": "money.character", "1e5": "money.character", "0x10": "money.character", "1 000": "money.character",
		"12,34": "money.character", "1234,567": "money.character", ",123": "money.character", "--1": "money.character",
		"NaN": "money.character", "Inf": "money.character", "12万": "money.character", "+5": "money.character",
		"1.005": "money.decimals", "1.000": "money.decimals",
		"92233720368547758.08": "money.overflow", "-92233720368547758.09": "money.overflow", strings.Repeat("9", 41): "money.overflow",
	} {
		_, err := Parse(in)
		check.Fault(t, err, code)
	}
}

// Protects what officers read: nothing is rounded up.
func TestText(t *testing.T) {
	for _, c := range []struct {
		fen            int64
		format, zh, en string
	}{
		{0, "0.00", "0元", "CNY 0.00"},
		{5, "0.05", "0.05元", "CNY 0.05"},
		{100, "1.00", "1元", "CNY 1.00"},
		{99950, "999.50", "999.50元", "CNY 999.50"},
		{999999, "9999.99", "9999.99元", "CNY 9,999.99"},
		{1000000, "10000.00", "1万元", "CNY 10,000.00"},
		{1239999, "12399.99", "1.23万元", "CNY 12,399.99"},
		{9999999999, "99999999.99", "9999.99万元", "CNY 99,999,999.99"},
		{Yi * 3, "300000000.00", "3亿元", "CNY 300,000,000.00"},
		{-1500000, "-15000.00", "-1.5万元", "CNY -15,000.00"},
		{math.MinInt64, "-92233720368547758.08", "-922337203.68亿元", "CNY -92,233,720,368,547,758.08"},
	} {
		check.Equal(t, []string{Format(c.fen), Text(c.fen), TextEN(c.fen)}, []string{c.format, c.zh, c.en})
	}
}

// Protects sums against wrapping round.
func TestAdd(t *testing.T) {
	got, err := Add(1, 2)
	check.NoError(t, err)
	check.Equal(t, got, int64(3))
	_, err = Add(math.MaxInt64, 1)
	check.Fault(t, err, "money.overflow")
	_, err = Add(math.MinInt64, -1)
	check.Fault(t, err, "money.overflow")
}

// Protects Parse against any input, and that Format and Parse are each other's inverse.
func FuzzParse(f *testing.F) {
	f.Add("12.34", int64(0))
	f.Add("-1,234.5", int64(math.MinInt64))
	f.Fuzz(func(t *testing.T, s string, n int64) {
		back, err := Parse(Format(n))
		if err != nil || back != n {
			t.Fatalf("%d written as %s reads as %d (%v)", n, Format(n), back, err)
		}
		if Text(n) == "" || TextEN(n) == "" {
			t.Fatal("an amount without words")
		}
		got, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(Format(got))
		if err != nil || again != got {
			t.Fatalf("%q reads as %d, which writes %s", s, got, Format(got))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = Parse("12345.67")
	}
}
