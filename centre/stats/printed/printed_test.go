package printed

import (
	"fmt"
	"strings"
	"testing"

	"fanzha/centre/stats"
	"fanzha/internal/check"
)

var reader = Reader{
	Known: func(code string) bool { return code == "case.filed" || code == "case.loss" }, Region: "990100",
	Inside: func(r string) bool { return strings.HasPrefix(r, "9901") },
}

const head = "指标名称|数值|起|止|来源|指标代码|比较|地区代码|原文\n"

func rows(table string) [][]string {
	var out [][]string
	for _, line := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
		out = append(out, strings.Split(line, "|"))
	}
	return out
}

// Protects: a printed figure keeps the words in which it was printed; scale, qualifier and unit are taken from them and from nothing else.
func TestRead(t *testing.T) {
	for _, c := range []struct {
		text, value string
		scale       int
		word, unit  string
	}{
		{"2170.7万元", "2170.7", 4, "", "元"}, {"3,151亿元", "3151", 8, "", "元"}, {"46.4万起", "46.4", 4, "", "起"}, {"1200余起", "1200", 0, "余", "起"},
		{"超过1.5亿元", "1.5", 8, "超过", "元"}, {"近300名", "300", 0, "近", "名"}, {"36.20%", "36.20", 0, "", "%"},
	} {
		got, slips := reader.Read(rows(head + "立案|" + c.text + "|2024-01-01|2024-12-31|2024年统计公报第3页"))
		if len(slips) > 0 {
			t.Errorf("%s: %+v", c.text, slips)
			continue
		}
		f := got[0]
		check.Equal(t, []any{f.Text, f.Value, f.Scale, f.Qualifier, f.Measure, f.Region}, []any{c.text, c.value, c.scale, c.word, c.unit, "990100"})
	}
	got, slips := reader.Read(rows("source|indicator_cn|value_text|period_start|period_end|region|indicator_code|cmp_text|quote\n" +
		"年报|损失|2170.7余万元|2024-01-01|2024-01-31|990101|case.loss|同比下降3.1%|1月损失2170.7余万元，同比下降3.1%。\n||\n"))
	check.True(t, len(slips) == 0, fmt.Sprint(slips))
	check.Equal(t, got, []Figure{{
		Region: "990101", Code: "case.loss", Name: "损失", Text: "2170.7余万元", Compare: "同比下降3.1%", Value: "2170.7", Scale: 4, Qualifier: "余", Measure: "元",
		Span: stats.Span{From: stats.Date(2024, 1, 1), To: stats.Date(2024, 1, 31)}, Source: "年报", Quote: "1月损失2170.7余万元，同比下降3.1%。",
	}})
}

// Protects: one wrong line stops the whole file, and says which line and column.
func TestSlips(t *testing.T) {
	for line, column := range map[string]string{
		"|5起|2024-01-01|2024-01-31|公报": "指标名称", "立案||2024-01-01|2024-01-31|公报": "数值", "立案|很多|2024-01-01|2024-01-31|公报": "数值",
		"立案|5起、6起|2024-01-01|2024-01-31|公报": "数值", "立案|5起|1月|2024-01-31|公报": "起", "立案|5起|2024-02-01|2024-01-31|公报": "止",
		"立案|5起|2024-01-01|2024-01-31|": "来源", "立案|5起|2024-01-01|2024-01-31|公报|no.such": "指标代码", "立案|5起|2024-01-01|2024-01-31|公报|||880101": "地区代码",
		"立案|5起|2024-01-01|2024-01-31|公报||" + strings.Repeat("长", 201): "比较",
	} {
		got, slips := reader.Read(rows(head + "立案|5起|2024-01-01|2024-01-31|公报\n" + line))
		check.Equal(t, len(got), 0)
		check.True(t, len(slips) == 1 && slips[0].Line == 3 && slips[0].Column == column && slips[0].ZH != "" && slips[0].EN != "", line)
	}
	for _, table := range []string{"", "指标名称|数值\n立案|5起", head + strings.Repeat("立案|5起|2024-01-01|2024-01-31|公报\n", RowsMax+1)} {
		got, slips := reader.Read(rows(table))
		check.True(t, len(got) == 0 && len(slips) > 0, "taken")
	}
}

// FuzzRead protects: no table ends the program; what is taken prints as it stood in the file.
func FuzzRead(f *testing.F) {
	f.Add(head + "立案|1,200余起|2024-01-01|2024-12-31|公报|case.filed|同比下降5%|990101|原文")
	f.Add(head + "x|超过1.5亿元|2024-01-01|2024-12-31|a")
	f.Fuzz(func(t *testing.T, table string) {
		got, slips := reader.Read(rows(table))
		check.True(t, len(slips) == 0 || len(got) == 0, "taken in spite of slips")
		for _, x := range got {
			check.True(t, strings.Contains(table, x.Text) && x.Value != "" && x.Source != "" && x.Span.Days() > 0, "a figure without its words")
		}
	})
}
