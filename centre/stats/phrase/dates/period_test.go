package dates

import (
	"testing"

	"fanzha/centre/stats/phrase/script"
	"fanzha/internal/check"
)

func read(text string) (Period, bool, *Reader) {
	r := &Reader{S: script.Fold(text, nil)}
	r.R = r.S.R
	r.On("2024-07-15")
	p, j, ok := r.Period(0)
	return p, ok && j == len(r.R), r
}

// Protects: the days of the expressions of time that bulletins use.
func TestPeriods(t *testing.T) {
	for text, want := range map[string]Period{
		"2021年":       {Kind: Year, From: "2021-01-01", To: "2021-12-31"},
		"2023年度":      {Kind: Year, From: "2023-01-01", To: "2023-12-31"},
		"去年":          {Kind: Year, From: "2023-01-01", To: "2023-12-31"},
		"今年1—5月":      {Kind: Months, From: "2024-01-01", To: "2024-05-31"},
		"今年1至6月":      {Kind: Months, From: "2024-01-01", To: "2024-06-30"},
		"1-2月份":       {Kind: Months, From: "2024-01-01", To: "2024-02-29"},
		"今年前5个月":      {Kind: Months, From: "2024-01-01", To: "2024-05-31"},
		"前三季度":        {Kind: Months, From: "2024-01-01", To: "2024-09-30"},
		"上半年":         {Kind: Half, From: "2024-01-01", To: "2024-06-30"},
		"2023年下半年":    {Kind: Half, From: "2023-07-01", To: "2023-12-31"},
		"一季度":         {Kind: Quarter, From: "2024-01-01", To: "2024-03-31"},
		"第2季度":        {Kind: Quarter, From: "2024-04-01", To: "2024-06-30"},
		"11月份":        {Kind: Month, From: "2024-11-01", To: "2024-11-30"},
		"1月1日至3月31日":  {Kind: Days, From: "2024-01-01", To: "2024-03-31"},
		"7月8日至14日":    {Kind: Days, From: "2024-07-08", To: "2024-07-14"},
		"2024-03-05":  {Kind: Day, From: "2024-03-05", To: "2024-03-05"},
		"今年以来":        {Kind: YTD, From: "2024-01-01", To: "2024-07-15"},
		"自去年10月以来":    {Kind: Since, From: "2023-10-01", To: "2024-07-15"},
		"截至6月30日":     {Kind: Point, To: "2024-06-30"},
		"2024年第28周":   {Kind: Week},
		"二〇二三年":       {Kind: Year, From: "2023-01-01", To: "2023-12-31"},
		"2023年12月":    {Kind: Month, From: "2023-12-01", To: "2023-12-31"},
		"2023年10月至次年": {},
	} {
		got, ok, _ := read(text)
		if want.Kind == "" {
			check.True(t, !ok, "taken whole: "+text)
			continue
		}
		want.Text = text
		check.True(t, ok, "not read: "+text)
		check.Equal(t, got, want)
	}
	_, ok, r := read("?月9日")
	check.True(t, ok && len(r.Garbled) == 1, "a garbled date is not told")
}

// Protects: no text makes the reader panic or go beyond it.
func FuzzPeriod(f *testing.F) {
	f.Add("今年1—5月", 0)
	f.Add("2021-13-45", 0)
	f.Add("?月", 1)
	f.Fuzz(func(t *testing.T, text string, i int) {
		r := &Reader{S: script.Fold(text, nil)}
		r.R = r.S.R
		r.Anchor()
		if i < 0 || i > len(r.R) {
			return
		}
		_, j, _ := r.Period(i)
		check.True(t, j >= i && j <= len(r.R), "the end lies outside")
	})
}
