package bulletin

import (
	"strings"
	"testing"
	"unicode/utf8"

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

// Protects: headings are numbered in Chinese.
func TestOrdinal(t *testing.T) {
	check.Equal(t, []string{ordinal(10), ordinal(11), ordinal(20), ordinal(35)}, []string{"十", "十一", "二十", "三十五"})
}
