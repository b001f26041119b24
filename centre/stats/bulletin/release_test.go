package bulletin

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fanzha/centre/stats"
	"fanzha/internal/check"
)

// Protects: numbers that count something and were not drawn are found; dates, telephone numbers, names and ordinals are left alone.
func TestStrays(t *testing.T) {
	for text, want := range map[string]string{
		"上级抽查了25件。":              "25",
		"立案３１起":                  "３１",
		"损失3,151亿元":              "3,151",
		"共破获三百余起案件":              "三百",
		"下降47.62%":               "47.62",
		"11月22日，拨打96110":         "",
		"第3季度全国一盘棋":              "",
		"“两卡”治理，一个不漏":            "",
		"五个工作日内反馈":               "",
		"打防管控宣治六位一体，A4纸3号字":      "",
		"拨打110或96110，3名民警24小时值守": "3 24",
	} {
		var got []string
		for _, f := range strays(&Paragraph{Text: text}, nil) {
			got = append(got, text[f.From:f.To])
		}
		check.Equal(t, strings.Join(got, " "), want)
	}
}

// Protects: a printed number is found whole, never as a part of a longer one, and in its order.
func TestMarks(t *testing.T) {
	c := Content{Figures: map[string]Figure{
		"a": {ID: "a", Text: "31起", Compare: []Comparison{{Text: "同比上升47.62%"}}}, "b": {ID: "b", Text: "1起"}, "c": {ID: "c", Text: "1起", Struck: true},
	}}
	for text, want := range map[string]int{
		"立案31起，同比上升47.62%；破案1起。":  0,
		"立案131起，同比上升47.62%；破案1起。": 1,
		"破案1起；立案31起，同比上升47.62%。":  1,
		"立案31起，同比上升147.62%；破案1起。": 1,
		"立案三十一起。":                 2,
	} {
		_, missing := c.Marks(&Paragraph{Text: text, Figures: []string{"a", "b", "c"}})
		check.Equal(t, len(missing), want)
	}
}

// Protects: equal values share a place, the next is left out, too small a base has none, and an exact tie is told from a rounded one.
func TestRank(t *testing.T) {
	g := func(key string, num, den int64) Group { return Group{Key: key, Value: Value{Num: num, Den: den}} }
	got := rank([]Group{g("a", 1, 3), g("b", 2, 6), g("c", 333_333, 1_000_000), g("d", 9, 9), g("e", 1, 2), {Key: "f", Value: Value{Bad: true}}}, true, 3)
	check.Equal(t, []int64{got["d"].at, got["a"].at, got["b"].at, got["c"].at, got["e"].at, got["f"].at}, []int64{1, 2, 2, 4, 0, 0})
}

// Protects: periods and their words, across months and years and where a period is not over.
func TestPeriods(t *testing.T) {
	week, month, day := &Template{Period: "week"}, &Template{Period: "month"}, &Template{Period: "day"}
	s := week.Around(stats.Date(2026, 1, 1))
	check.Equal(t, []string{s.From.String(), s.To.String(), week.spell(s, true), week.spell(week.before(s), true)},
		[]string{"2025-12-29", "2026-01-04", "2025年12月29日至2026年1月4日", "2025年12月22日至28日"})
	friday := &Template{Period: "week", Starts: 4}
	check.Equal(t, friday.Around(stats.Date(2026, 11, 22)).From.String(), "2026-11-20")
	s = month.Around(stats.Date(2028, 2, 29))
	check.Equal(t, []string{s.To.String(), month.spell(s, true), month.before(s).From.String()}, []string{"2028-02-29", "2028年2月", "2028-01-01"})
	s.To = stats.Date(2028, 2, 10)
	check.Equal(t, month.spell(s, false), "2月1日至10日")
	check.Equal(t, day.spell(day.Around(stats.Date(2026, 11, 21)), true), "2026年11月21日")
	check.Equal(t, []string{ordinal(10), ordinal(11), ordinal(20), ordinal(35)}, []string{"十", "十一", "二十", "三十五"})
}

// Protects: no text breaks the finders, and what they find lies in the text.
func FuzzFinders(f *testing.F) {
	f.Add("受害人王小明被骗31起，同比上升47.62%，电话13800000009")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 5000 {
			return
		}
		text = mend(text)
		p := Paragraph{Text: text, Figures: []string{"a"}}
		c := Content{Figures: map[string]Figure{"a": {ID: "a", Text: "31起"}}}
		marks, _ := c.Marks(&p)
		list := strays(&p, marks)
		for _, x := range list {
			check.True(t, x.From >= 0 && x.From < x.To && x.To <= len(text) && utf8.ValidString(text[x.From:x.To]), "a place outside of the text")
		}
		for _, m := range marks {
			check.Equal(t, text[m.From:m.To], "31起")
		}
		p.without(c.Figures["a"])
	})
}

// Protects: a damaged template is an error, never a panic.
func FuzzParseTemplate(f *testing.F) {
	f.Add([]byte("kind: x\nzh: x\nen: x\nsource: x\nperiod: day\nstyle: red\ntitle: x\nsections: [{id: a, heading: b, paragraphs: [{text: c}]}]\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 10_000 {
			return
		}
		x, err := ParseTemplate(raw)
		check.True(t, (x == nil) == (err != nil), "neither a template nor an error")
		_, _ = ParseTricks(raw)
	})
}
