package indicator

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"fanzha/centre/stats"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// year is when the invented facts lie.
const year = 2026

func at(month time.Month, day int) stats.Day { return stats.Date(year, month, day) }

// facts makes n facts of one piece and one fen amount on a day.
func facts(measure string, day stats.Day, n int, fen int64, change func(i int, f *stats.Fact)) naive {
	var out naive
	for i := range n {
		f := stats.Fact{Measure: measure, ID: day.String() + "-" + strconv.Itoa(i), Seq: int64(day)*1000 + int64(i), At: day.Start() + 3_600_000_000, Unit: "990101000000", Region: "990101", N: 1, Fen: fen}
		if change != nil {
			change(i, &f)
		}
		out = append(out, f)
	}
	return out
}

func over(t *testing.T, list ...naive) Evaluator {
	t.Helper()
	b, err := Default()
	check.NoError(t, err)
	var all naive
	for _, l := range list {
		all = append(all, l...)
	}
	return Evaluator{Book: b, Counter: all, Home: "990100", People: heads{}}
}

type heads struct{}

func (heads) At(region string, _ stats.Day) (int64, stats.Day, bool) {
	n, ok := map[string]int64{"990100": 1_000_000, "990101": 600_000}[region]
	return n, at(time.January, 1) - 1, ok
}

func ask(code string, p Period) Ask { return Ask{Code: code, Period: p, Scope: []string{"9901"}} }

func month(m time.Month) Period { return PeriodOf(Month, at(m, 1), time.Monday) }

// Protects: the comparisons that published bulletins print come out to the digit (law.md §7, seeds).
func TestPublishedComparisons(t *testing.T) {
	b, err := Default()
	check.NoError(t, err)
	for _, c := range []struct {
		code      string
		now, base int64
		kind      BaseKind
		zh, en    string
		tone      Tone
	}{
		{"case.filed", 31, 21, YoY, "同比上升47.62%", "up 47.62% year on year", BadTone},
		{"case.filed", 31, 42, PoP, "环比下降26.19%", "down 26.19% on the period before", GoodTone},
		{"case.loss", 186_300_00, 288_780_00, PoP, "环比下降35.49%", "down 35.49% on the period before", GoodTone},
		{"case.loss", 186_300_00, 59_430_00, YoY, "同比上升213.48%", "up 213.48% year on year", BadTone},
		{"case.solved", 1572, 143, YoY, "同比上升999.3%", "up 999.3% year on year", GoodTone},
		{"case.solved", 202, 87, YoY, "同比上升132.18%", "up 132.18% year on year", GoodTone},
		{"case.solved", 3741, 2917, YoY, "同比上升28.25%", "up 28.25% year on year", GoodTone},
		{"case.filed", 5, 5, PoP, "环比持平", "unchanged on the period before", Neutral},
		{"case.filed", 5, 0, YoY, "上年同期为0", "0 before", BadTone},
		{"case.filed", 6, 4, YoY, "同比上升（上年同期为4起）", "up from 4 cases", BadTone},
		{"case.filed", 0, 0, YoY, "同比持平", "unchanged year on year", Neutral},
	} {
		e, _ := b.Find(c.code)
		got := CompareFigures(c.kind, Figure{Entry: e, Num: c.now}, Figure{Entry: e, Num: c.base})
		check.Equal(t, []string{got.ZH(), got.EN(), string(got.Tone)}, []string{c.zh, c.en, string(c.tone)})
	}
	e, _ := b.Find("case.loss")
	cut := *e
	cut.Round = Truncate
	got := CompareFigures(YoY, Figure{Entry: &cut, Num: 186_300_00}, Figure{Entry: &cut, Num: 59_430_00})
	check.Equal(t, got.ZH(), "同比上升213.47%") // as that county printed it
	rate, _ := b.Find("case.solve_rate")
	got = CompareFigures(PoP, Figure{Entry: rate, Num: 9, Den: 23}, Figure{Entry: rate, Num: 5027, Den: 6909})
	check.Equal(t, []string{got.ZH(), got.Now.ZH(), got.Base.ZH(), got.Times}, []string{"环比下降33.63个百分点", "39.13%", "72.76%", "0.5"})
	got = CompareFigures(YoY, Figure{Entry: rate, Num: 9, Den: 23}, Figure{Entry: rate, NoBase: true})
	check.Equal(t, []string{got.ZH(), string(got.Dir)}, []string{"上年同期无统计", "none"})
}

// Protects: digits are rounded as the entry says, above 100 % too, and amounts are written as bulletins write them.
func TestDigits(t *testing.T) {
	b, err := Default()
	check.NoError(t, err)
	for _, c := range []struct {
		code     string
		num, den int64
		zh, en   string
	}{
		{"dissuasion.face_rate", 1445, 1457, "99.18%", "99.18%"},
		{"arrest.per_100_cases", 140, 100, "140.00%", "140.00%"},
		{"case.solve_rate", 20, 31, "64.52%", "64.52%"},
		{"case.solve_rate", 0, 31, "0.00%", "0.00%"},
		{"fund.stopped", 132_400_000_000, 0, "13.24亿元", "¥1,324,000,000.00"},
		{"fund.returned", 949_111_000, 0, "949.11万元", "¥9,491,110.00"},
		{"fund.returned", 999_999, 0, "9999.99元", "¥9,999.99"},
		{"fund.returned", 0, 0, "0元", "¥0.00"},
		{"fund.returned", -2_000_050, 0, "-2万元", "¥-20,000.50"},
		{"case.solved", 3741, 0, "3741起", "3741 cases"},
		{"case.loss_per_10k", 186_300_000, 1_000_000, "18630.00元/万人", "18630.00 yuan per 10,000"},
		{"case.loss_avg", 186_300_000, 31, "6.01万元", "¥60,096.77"},
	} {
		e, ok := b.Find(c.code)
		check.True(t, ok, c.code)
		f := Figure{Entry: e, Num: c.num, Den: c.den}
		check.Equal(t, []string{f.ZH(), f.EN()}, []string{c.zh, c.en})
	}
	e, _ := b.Find("case.solve_rate")
	cut := *e
	cut.Round = Truncate
	check.Equal(t, Figure{Entry: &cut, Num: 20, Den: 31}.ZH(), "64.51%") // as one county prints it
	none := Figure{Entry: e, NoBase: true}
	check.Equal(t, []string{none.ZH(), none.EN(), none.Text()}, []string{"—", "—", "—"})
	check.True(t, none.Cmp(none) == 0 && none.Cmp(Figure{Entry: e, Den: 1}) < 0 && (Figure{Entry: e, Den: 1}).Cmp(none) > 0, "order of what has no value")
	check.Equal(t, Figure{Entry: e, Num: 1, Den: 4}.Float(), 25.0)
}

// Protects: periods begin and end where the law of the calendar says, and are compared with what is really their like.
func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		kind               Kind
		day                stats.Day
		start              time.Weekday
		zh, before, lastYr string
	}{
		{Week, at(11, 22), time.Monday, "11月16日至11月22日", "11月9日至11月15日", "11月17日至11月23日"},
		{Week, at(11, 22), time.Friday, "11月20日至11月26日", "11月13日至11月19日", "11月21日至11月27日"},
		{Month, at(3, 31), 0, "2026年3月", "2026年2月", "2025年3月"},
		{Month, at(1, 31), 0, "2026年1月", "2025年12月", "2025年1月"},
		{Quarter, at(5, 1), 0, "2026年第二季度", "2026年第一季度", "2025年第二季度"},
		{HalfYear, at(7, 1), 0, "2026年下半年", "2026年上半年", "2025年下半年"},
		{Year, at(7, 1), 0, "2026年", "2025年", "2025年"},
		{Day, at(3, 1), 0, "2026年3月1日", "2026年2月28日", "2025年3月1日"},
		{ToDate, at(5, 31), 0, "2026年1—5月", "", "2025年1—5月"},
		{ToDate, at(5, 30), 0, "2026年1月1日至5月30日", "", "2025年1月1日至5月30日"},
	} {
		p := PeriodOf(c.kind, c.day, c.start)
		before, ok := p.Previous()
		lastYear, _ := p.LastYear()
		check.Equal(t, []string{p.ZH(), lastYear.ZH()}, []string{c.zh, c.lastYr})
		check.True(t, ok == (c.before != ""), "a period before")
		if ok {
			check.Equal(t, before.ZH(), c.before)
		}
	}
	cut := PeriodOf(Month, at(3, 1), 0).Until(at(3, 31) - 1)
	before, _ := cut.Previous()
	check.Equal(t, []string{cut.ZH(), before.ZH()}, []string{"2026年3月1日至3月30日", "2026年2月"}) // February has no 30 days
	// A period that is read on a day of its own is compared up to the same moment: a week on its last day, a month in its course, a day.
	noon := at(11, 22).Start() + 17*when.Hour + 14*when.Minute
	for kind, want := range map[Kind][3]string{
		Week:   {"11月16日至11月22日（截至22日17时14分）", "11月9日至11月15日（截至15日17时14分）", "11月17日至11月23日（截至23日17时14分）"},
		Month:  {"2026年11月1日至11月22日（截至22日17时14分）", "2026年10月1日至10月22日（截至22日17时14分）", "2025年11月1日至11月22日（截至22日17时14分）"},
		Day:    {"2026年11月22日（截至22日17时14分）", "2026年11月21日（截至21日17时14分）", "2025年11月22日（截至22日17时14分）"},
		ToDate: {"2026年1月1日至11月22日（截至22日17时14分）", "", "2025年1月1日至11月22日（截至22日17时14分）"},
	} {
		p := PeriodOf(kind, at(11, 22), time.Monday).AsOf(noon)
		before, ok := p.Previous()
		lastYear, _ := p.LastYear()
		check.Equal(t, []string{p.ZH(), lastYear.ZH()}, []string{want[0], want[2]})
		check.True(t, !ok || before.ZH() == want[1], before.ZH())
		check.Equal(t, PeriodOf(kind, at(11, 22), time.Monday).AsOf((at(11, 22) + 40).Start()).Open(), false)
	}
	run7, _ := PeriodOf(Week, at(11, 22), time.Monday).AsOf(noon).Previous()
	ev := over(t, facts("case.filed", at(11, 15), 5, 0, func(i int, f *stats.Fact) { f.At = at(11, 15).Start() + when.Micros(15+i)*when.Hour }))
	f, err := ev.Read(ask("case.filed", run7))
	check.NoError(t, err)
	check.Equal(t, f.Num, int64(3)) // 15:00, 16:00 and 17:00
	leap, _ := Period{Kind: Range, Span: stats.Span{From: stats.Date(2028, 2, 29), To: stats.Date(2028, 2, 29)}}.LastYear()
	check.Equal(t, leap.Span.From, stats.Date(2027, 2, 28))
	run, _ := Period{Kind: Range, Span: stats.Span{From: at(1, 11), To: at(1, 20)}}.Previous()
	check.Equal(t, run.Span, stats.Span{From: at(1, 1), To: at(1, 10)})
	check.Equal(t, Period{Kind: Campaign, Name: "断卡", Span: stats.Span{From: at(1, 11), To: at(1, 20)}}.EN(), "断卡 (2026-01-11 to 2026-01-20)")
}

// Protects: a figure counts what lies in its days, its jurisdiction and its sides, with what is left out named; the rate of a
// period is that of its own things.
func TestRead(t *testing.T) {
	fund := func(_ int, f *stats.Fact) { f.Sides[stats.Channel] = "fund" }
	ev := over(t,
		facts("order.face_due", at(3, 5), 20, 0, fund), facts("order.face_met", at(3, 5), 17, 0, fund),
		facts("order.face_out", at(3, 5), 2, 0, func(i int, f *stats.Fact) { f.Sides[stats.Result] = []string{"false_alarm", "withdrawn"}[i] }),
		facts("order.face_due", at(4, 1), 9, 0, fund),
		facts("order.face_due", at(3, 6), 5, 0, func(_ int, f *stats.Fact) { f.Unit = "880101000000" }),
		facts("order.face_due", at(3, 7), 1, 0, func(_ int, f *stats.Fact) { f.Gone = true }),
		facts("order.face_due", at(3, 5), 1, 0, func(_ int, f *stats.Fact) { f.Seq--; f.N = 50 }), // an older word about the first
	)
	f, err := ev.Read(ask("dissuasion.face_rate", month(3)))
	check.NoError(t, err)
	check.Equal(t, []any{f.Num, f.Den, f.Excluded[0].N, f.Excluded[1].N, f.ZH(), f.Small}, []any{int64(17), int64(18), int64(1), int64(1), "94.44%", false})
	f, err = ev.Read(ask("dissuasion.face_rate", month(5)))
	check.NoError(t, err)
	check.True(t, f.NoBase && f.ZH() == "—", "a rate without a base has a value")
	f, err = ev.Read(ask("dissuasion.face_rate", month(4)))
	check.NoError(t, err)
	check.True(t, f.Small, "a base of 9 is not marked as small")
	nobody := ask("dissuasion.face_due", month(3))
	nobody.Scope = nil
	f, err = ev.Read(nobody)
	check.NoError(t, err)
	check.Equal(t, f.Num, int64(0))
	for _, bad := range []Ask{{Code: "no.such", Period: month(3)}, {Code: "case.filed"}, {Code: "app.registration_rate", Period: month(3)},
		{Code: "case.filed", Period: month(3), Only: []stats.Only{{Dim: stats.Venue, Values: []string{"a"}}}},
		{Code: "case.filed", Period: month(3), Only: []stats.Only{{Dim: stats.Campaign, Values: []string{"a", "b"}}}},
		{Code: "case.filed", Period: month(3), Only: []stats.Only{{Dim: stats.FraudType}}}} {
		_, err = ev.Read(bad)
		check.True(t, err != nil, "answered")
	}
}

// Protects: per head, per day, stock, quantile and the figures of one campaign each count what they say.
func TestForms(t *testing.T) {
	ev := over(t, facts("case.filed", at(3, 5), 60, 10_000, func(i int, f *stats.Fact) {
		if i < 30 {
			f.Region = "990102"
		}
	}), facts(ByCampaign("case.filed"), at(3, 5), 4, 0, func(i int, f *stats.Fact) { f.Sides[stats.Campaign] = []string{"duanka", "yunjian"}[i%2] }),
		facts("app.registered", at(1, 5), 1, 0, func(_ int, f *stats.Fact) { f.N = 5000 }), facts("app.registered", at(2, 5), 1, 0, func(_ int, f *stats.Fact) { f.N = -100 }),
		facts("app.base", at(1, 1), 1, 0, func(_ int, f *stats.Fact) { f.N = 10_000 }),
		facts("stop.answer_ms", at(3, 5), 10, 0, func(i int, f *stats.Fact) { f.N = int64(i+1) * 1000 }))
	for _, c := range []struct {
		ask Ask
		zh  string
	}{
		{ask("case.per_10k", month(3)), "0.60起/万人"},
		{Ask{Code: "case.per_10k", Period: month(3), Scope: []string{""}, Region: "990101"}, "0.50起/万人"},
		{Ask{Code: "case.per_10k", Period: month(3), Scope: []string{""}, Region: "990102"}, "—"}, // nobody has entered its population
		{ask("case.filed_daily", month(3)), "1.94起/日"},
		{ask("case.loss_avg", month(3)), "100元"},
		{ask("app.registration_rate", PeriodOf(Point, at(1, 31), 0)), "50.00%"},
		{ask("app.registration_rate", PeriodOf(Point, at(3, 31), 0)), "49.00%"},
		{ask("bank.response_p50", month(3)), "5.0秒"},
		{ask("bank.response_p90", month(3)), "9.0秒"},
		{ask("bank.response_p90", month(4)), "—"},
		{Ask{Code: "case.filed", Period: month(3), Scope: []string{""}, Only: []stats.Only{{Dim: stats.Campaign, Values: []string{"duanka"}}}}, "2起"},
	} {
		f, err := ev.Read(c.ask)
		check.NoError(t, err)
		check.Equal(t, f.ZH(), c.zh)
	}
	table, err := ev.Groups(ask("case.filed", month(3)), stats.Split{By: stats.BySide, Dim: stats.Campaign}, 10)
	check.NoError(t, err)
	check.True(t, table.Overlap && len(table.Rows) == 2 && table.Whole.Num == 60, "parts of campaigns")
	_, err = ev.Groups(ask("bank.response_p50", month(3)), stats.Split{By: stats.BySide, Dim: stats.Bank}, 10)
	check.True(t, errors.Is(err, ErrNoQuantile), "a median was split")
}

// Protects: parts add up to the whole, also with 其他; a table that does not is refused.
func TestGroups(t *testing.T) {
	towns := []string{"990101", "990102", "990103", ""}
	ev := over(t, facts("case.filed", at(3, 5), 40, 100, func(i int, f *stats.Fact) { f.Region = towns[(i*i)%4]; f.Sides[stats.FraudType] = "fake_loan" }),
		facts("case.solved", at(3, 9), 7, 0, func(i int, f *stats.Fact) { f.Region = towns[i%2] }))
	table, err := ev.Groups(ask("case.filed", month(3)), stats.Split{By: stats.ByRegion, Digits: 6}, 1)
	check.NoError(t, err)
	check.Equal(t, table.Rows[0].Figure.Num+table.Rest.Figure.Num, table.Whole.Num)
	check.Equal(t, []any{table.Rows[0].Value, table.Rows[0].Figure.Ask.Region, table.Rows[0].Figure.Num}, []any{"990101", "990101", int64(20)})
	table, err = ev.Groups(ask("case.solve_rate", month(3)), stats.Split{By: stats.ByRegion, Digits: 6}, 10)
	check.NoError(t, err)
	for _, r := range table.Rows {
		f, err := ev.Read(r.Figure.Ask)
		check.NoError(t, err)
		check.Equal(t, []int64{r.Figure.Num, r.Figure.Den}, []int64{f.Num, f.Den}) // a row and the page behind it agree
	}
	broken := ev
	broken.Counter = wrong{ev.Counter}
	_, err = broken.Groups(ask("case.filed", month(3)), stats.Split{By: stats.ByRegion, Digits: 6}, 10)
	check.True(t, errors.Is(err, ErrParts), "a table whose parts are not the whole")
}

type wrong struct{ stats.Counter }

func (w wrong) Sum(q stats.Query) (stats.Sum, error) {
	s, err := w.Counter.Sum(q)
	s.N++
	return s, err
}

// Protects: equal values share a place, small bases have none, and order is by exact values and not by what is printed.
func TestRank(t *testing.T) {
	b, err := Default()
	check.NoError(t, err)
	e, _ := b.Find("dissuasion.face_rate")
	var rows []Row
	for i, p := range [][2]int64{{1, 2}, {50, 100}, {99_999, 100_000}, {99_998, 100_000}, {3, 4}, {0, 0}} {
		f := Figure{Entry: e, Num: p[0], Den: p[1]}
		f.settle()
		rows = append(rows, Row{strconv.Itoa(i), f})
	}
	var got []string
	for _, r := range Rank(rows, RankRule{Up: true, MinBase: 2}) {
		got = append(got, r.Value+":"+strconv.Itoa(r.Place)+strconv.FormatBool(r.Tied)[:1])
	}
	check.Equal(t, got, []string{"2:1f", "3:2f", "4:3f", "0:4t", "1:4t", "5:0f"})
	check.Equal(t, Rank(rows, RankRule{MinBase: 5})[0].Value, "1")
}

// Protects: a series is as long as asked for, its last period may be cut, and a streak ends where the direction does.
func TestSeriesAndStreak(t *testing.T) {
	var all []naive
	for i, n := range []int{9, 7, 8, 6, 5, 4} {
		all = append(all, facts("case.filed", at(3, 2)+stats.Day(7*i), n, 0, nil))
	}
	ev := over(t, all...)
	series, err := ev.Series(ask("case.filed", PeriodOf(Week, at(4, 6), time.Monday).Until(at(4, 7))), 6)
	check.NoError(t, err)
	n, dir := Streak(series)
	check.Equal(t, []any{len(series), n, dir, series[0].Num, series[5].Ask.Period.Part, series[4].Ask.Period.Part}, []any{6, 2, Fell, int64(9), true, false}) // the week that is not over is no step
	_, err = ev.Series(ask("case.filed", month(3)), seriesMost+1)
	check.True(t, errors.Is(err, ErrTooMany), "a series without end")
	n, dir = Streak(series[:1])
	check.Equal(t, []any{n, dir}, []any{0, Unsaid})
}

// Protects: what was not counted then is not compared as if it had been nothing.
func TestNoHistory(t *testing.T) {
	ev := over(t, facts("case.filed", at(3, 5), 20, 0, nil))
	ev.Began = func(string) (stats.Day, bool) { return at(2, 10), true }
	f, err := ev.Read(ask("case.filed", month(3)))
	check.NoError(t, err)
	c, err := ev.Compare(f, PoP, Period{})
	check.NoError(t, err)
	check.Equal(t, []any{c.Note, c.ZH(), c.Dir}, []any{NoHistory, "上期无统计", Unsaid})
	ev.Began = nil
	c, err = ev.Compare(f, Named, month(1))
	check.NoError(t, err)
	check.Equal(t, []any{c.Note, c.ZH()}, []any{BaseZero, "2026年1月为0"})
	_, err = ev.Compare(Figure{Entry: f.Entry, Ask: ask("case.filed", PeriodOf(ToDate, at(3, 1), 0))}, PoP, Period{})
	check.True(t, errors.Is(err, ErrPeriod), "year to date has no period before")
	list, more, err := ev.Facts(ask("case.filed", month(3)), PartNum, 0, stats.Page{Limit: 5})
	check.NoError(t, err)
	check.True(t, len(list) == 5 && !more && list[0].Seq > list[4].Seq, "facts behind a figure")
}
