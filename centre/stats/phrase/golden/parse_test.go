package golden

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"fanzha/centre/stats/phrase"
	"fanzha/internal/check"
)

var update = flag.Bool("update", false, "write what Parse finds into testdata/sentences.txt; read the difference before committing")

// Protects: what Parse finds in sentences of many styles, figure by figure, and that it finds nothing where there is nothing.
func TestSentences(t *testing.T) {
	raw, err := os.ReadFile("testdata/sentences.txt")
	check.NoError(t, err)
	var want, got strings.Builder
	sentences := 0
	for _, line := range strings.Split(strings.TrimRight(string(raw), "\n"), "\n") {
		fmt.Fprintln(&want, line)
		switch {
		case strings.HasPrefix(line, "> "):
			sentences++
			text := strings.NewReplacer("⏎", "\n", "⇥", "\t").Replace(strings.TrimPrefix(line, "> "))
			found := phrase.Parse(text)
			honest(t, text, found)
			fmt.Fprint(&got, line+"\n"+listed(found))
		case strings.HasPrefix(line, "#"):
			fmt.Fprintln(&got, line)
		}
	}
	check.True(t, sentences >= 150, fmt.Sprintf("only %d sentences", sentences))
	if *update {
		check.NoError(t, os.WriteFile("testdata/sentences.txt", []byte(got.String()), 0o644))
		return
	}
	check.Equal(t, got.String(), want.String())
}

// listed prints figures one a line, with what a reader of the sentence can check.
func listed(found phrase.Text) string {
	var b strings.Builder
	for i, f := range found.Figures {
		fmt.Fprintf(&b, "  %d %s = %s", i, f.Name, level(f))
		for _, c := range f.Compare {
			fmt.Fprintf(&b, " | %s", c.Text())
		}
		for _, x := range []struct{ k, v string }{{"code", f.Code}, {"period", f.Period.Text}, {"filter", f.Filter}, {"of", f.Subject}} {
			if x.v != "" {
				fmt.Fprintf(&b, " %s:%s", x.k, x.v)
			}
		}
		if f.Whole >= 0 {
			fmt.Fprintf(&b, " part-of:%d", f.Whole)
		}
		if f.Story {
			b.WriteString(" story")
		}
		b.WriteString("\n")
	}
	for _, w := range found.Warnings {
		fmt.Fprintf(&b, "  ! %s %s\n", w.Code, w.Quote)
	}
	return b.String()
}

func level(f phrase.Figure) string {
	switch {
	case f.Rank != nil:
		return f.Rank.String()
	case f.Value.Op == phrase.None:
		return "-"
	}
	return string(f.Value.Op) + " " + f.Value.Text(f.Unit)
}

// honest checks what must hold of every answer: quotes are pieces of the text, and the printed number is in the quote and is the value.
func honest(t *testing.T, text string, found phrase.Text) {
	t.Helper()
	for i, f := range found.Figures {
		where := fmt.Sprintf("figure %d of %.60q", i, text)
		check.True(t, f.Start >= 0 && f.Start < f.End && f.End <= len(text) && text[f.Start:f.End] == f.Quote, where+": the quote is no piece of the text")
		check.True(t, text[f.NumStart:f.NumEnd] == f.Printed, where+": the printed number is no piece of the text")
		check.True(t, f.RuneEnd-f.RuneStart == len([]rune(f.Quote)), where+": the places in characters are wrong")
		check.True(t, f.Whole < i, where+": part of a later figure")
		check.True(t, f.Name != "", where+": no name")
		if f.Value.Op != phrase.None && f.Value.Op != phrase.Words && f.Rank == nil {
			check.True(t, strings.Contains(f.Quote, f.Printed), where+": the number is not in the quote")
			check.True(t, spells(f.Printed, f.Value), where+fmt.Sprintf(": %s does not say %s", f.Printed, f.Value.Text(f.Unit)))
		}
		for _, c := range f.Compare {
			check.True(t, c.Start < c.End && text[c.Start:c.End] == c.Quote, where+": the comparison is no piece of the text")
			if c.Value.Op != phrase.None {
				check.True(t, spells(c.Quote, c.Value), where+": the amount is not in the comparison "+c.Quote)
			}
		}
	}
}

// spells says whether the digits of a number stand in a printed text.
func spells(printed string, n phrase.Number) bool {
	plain := strings.ReplaceAll(phrase.Fold(printed), ",", "")
	if n.Han || n.Mixed {
		return plain != ""
	}
	return strings.Contains(plain, n.Decimal.String()) || strings.Contains(plain, n.Decimal.Trim().String())
}

// Protects: no text, however broken, makes Parse panic or invent, and a printed figure says the same when it is read again.
func FuzzParse(f *testing.F) {
	raw, err := os.ReadFile("testdata/sentences.txt")
	check.NoError(f, err)
	for _, line := range strings.Split(string(raw), "\n") {
		if strings.HasPrefix(line, "> ") {
			f.Add(strings.TrimPrefix(line, "> "))
		}
	}
	for _, s := range []string{"", "?月", "第", "百分之", "1亿", "<p", "&#1", "连续", "翻", "是2020年的", "一二三四五六七八九十百千万亿", "\xff\xfe1起", "99999999999999999起", "0.0000001亿元", "1亿9999万9999元"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found := phrase.Parse(text)
		honest(t, text, found)
		for _, g := range found.Figures {
			_ = phrase.Print(g)
		}
		_ = phrase.PrintAll(found.Figures)
	})
}

// Protects: a text that repeats itself without a mark is read to its end, and nothing is invented in it. Before the bounds two of these,
// three times as long, took a minute each; BenchmarkParse says how long reading takes.
func TestRepeated(t *testing.T) {
	for _, piece := range []string{"1", "一", "其中", "同比", "、", "1起", "(", "1岁", "同比下降", "破获案件", "百", "1亿", "?月", "&a", "<a ", "为", "与2020年相比，", "连续", "居全省第", "“",
		"由1", "占1%", "1%", "上升", "破获案件1起，同比上升5%、", "http://"} {
		text := strings.Repeat(piece, 10_000/len(piece))
		honest(t, text, phrase.Parse(text))
	}
}
