package reckon

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/check"
	"fanzha/centre/stats/phrase"
)

// Grammar is a Words over the grammar of figures: it reads a sentence as a stranger would, and compares.
type Grammar struct{}

var _ bulletin.Words = Grammar{}

// Percent implements Words.
func (Grammar) Percent(num, den int64) string { return Percent(num, den) }

// Slips implements Words: the checker's findings, judged against the figures' own bases. What stands at a figure of the record was
// counted and not typed: there a jump is something to look at, and a rate above 100 per cent is what was counted.
func (Grammar) Slips(text string, figures []bulletin.Figure) []bulletin.Finding {
	var past check.History
	for _, f := range figures {
		for _, c := range f.Compare {
			was := bulletin.Figure{Unit: f.Unit, Value: c.Value}
			v, _ := size(was)
			if v.Sign() > 0 {
				past = append(past, check.Past{Code: f.Ask.Code, Name: f.Name, Unit: f.Unit, Period: c.Span.From.String() + "至" + c.Span.To.String(), Value: v, Printed: c.Then})
			}
		}
	}
	var out []bulletin.Finding
	for _, x := range check.Text(text, check.Options{History: past}) {
		f := bulletin.Finding{
			Severity: bulletin.Warn, Code: x.Code, From: x.Start, To: x.End, ZH: x.ZH, EN: x.EN,
			DoZH: "核对原始数据；属实的注明来源或原因后放行。", DoEN: "Look at the data; if it is so, let it pass by naming its source or reason.",
		}
		if x.Severity == check.Stop && !own(text, x, figures) {
			f.Severity = bulletin.Stop
		}
		out = append(out, f)
	}
	return out
}

// own says whether a finding is about the size of a figure of the record.
func own(text string, x check.Finding, figures []bulletin.Figure) bool {
	if x.Code != check.Magnitude && x.Code != check.Slip && x.Code != check.ShareOver {
		return false
	}
	return slices.ContainsFunc(figures, func(f bulletin.Figure) bool { return strings.Contains(text[x.Start:x.End], f.Text) })
}

// Reread implements Words: every figure is read out of the text again and must say what the record says, in value, unit and
// comparisons.
func (Grammar) Reread(text string, figures []bulletin.Figure) []bulletin.Finding {
	if len(figures) == 0 {
		return nil
	}
	read := phrase.Parse(text).Figures
	var out []bulletin.Finding
	at := 0
	for _, f := range figures {
		from, to := bulletin.Within(text, f.Text, at)
		if from < 0 || f.Value.Bad {
			continue
		}
		at = to
		k := standing(read, from, to)
		if k < 0 {
			out = append(out, misread(f, [2]int{from, to}, "读不出这个数字", "the number is not read out of the sentence"))
			continue
		}
		zh, en := differs(f, read[k])
		for _, c := range f.Compare {
			first, end := bulletin.Within(text, c.Text, at)
			if first < 0 || zh != "" {
				continue
			}
			at = end
			zh, en = compared(f, c, turns(read, first, end))
		}
		if zh != "" {
			out = append(out, misread(f, [2]int{from, to}, zh, en))
		}
	}
	return out
}

// turns are the comparisons that were read at a place, whatever figure they were given to: a number of an earlier period in brackets
// may stand between a figure and its second comparison.
func turns(read []phrase.Figure, from, to int) []phrase.Comparison {
	var out []phrase.Comparison
	for _, r := range read {
		for _, c := range r.Compare {
			if c.Start < to && c.End > from {
				out = append(out, c)
			}
		}
	}
	return out
}

// standing is the figure that was read at a place; -1 for none.
func standing(read []phrase.Figure, from, to int) int {
	for k, r := range read {
		if r.NumStart < to && r.NumEnd > from {
			return k
		}
	}
	return -1
}

func misread(f bulletin.Figure, at [2]int, zh, en string) bulletin.Finding {
	return bulletin.Finding{
		Severity: bulletin.Stop, Code: "reread_differs", Hard: true, Figure: f.ID, From: at[0], To: at[1],
		ZH: fmt.Sprintf("“%s”复读不一致：%s。", f.Title, zh), EN: fmt.Sprintf("%q, read back: %s.", f.Title, en),
		DoZH: "恢复原句，或重新取数。", DoEN: "Put the sentence back, or draw anew.",
	}
}

// differs says in what a figure that was read is not the one of the record; empty where it is.
func differs(f bulletin.Figure, r phrase.Figure) (zh, en string) {
	want, step := size(f)
	got := r.Value.Rat()
	off := new(big.Rat).Sub(got, want)
	limit := new(big.Rat).Mul(step, r.Value.Step())
	if off.Abs(off).Cmp(limit) >= 0 {
		return fmt.Sprintf("读作%s，应为%s", r.Value.Text(r.Unit), f.Text), fmt.Sprintf("it says %s, the record %s", r.Value.Text(r.Unit), f.Text)
	}
	return "", ""
}

// kinds are the codes of comparisons in the grammar's words.
var kinds = map[string]string{"yoy": "同比", "mom": "环比"}

// compared says in what a comparison that was read is not the one of the record. One that prints the earlier number itself (small or
// zero base) is read as that number.
func compared(f bulletin.Figure, c bulletin.Comparison, read []phrase.Comparison) (zh, en string) {
	if c.Text == "" {
		return "", ""
	}
	if _, earlier, told := strings.Cut(c.Text, "期为"); told {
		for _, x := range phrase.Parse("上年案件" + strings.TrimRight(earlier, "）")).Figures {
			was := bulletin.Figure{Unit: f.Unit, Value: c.Value}
			want, _ := size(was)
			off := want.Sub(want, x.Value.Rat())
			if off.Abs(off).Cmp(x.Value.Step()) < 0 {
				return "", ""
			}
		}
		if c.Value.Num == 0 && earlier == "0" {
			return "", ""
		}
		return "基期数不符", "the number of the base is another"
	}
	for _, x := range read {
		if x.Kind == kinds[c.Kind] {
			return turned(f, x, c)
		}
	}
	return "比较读不出", "a comparison is not read out of the sentence"
}

// size is the value in the unit of the print, and how much of a printed step it may be off: a rounded number less than one. A count is
// printed whole.
func size(f bulletin.Figure) (value, steps *big.Rat) {
	v := new(big.Rat).SetInt64(f.Value.Num)
	if f.Value.Den != 0 && !single(f) {
		v.Quo(v, new(big.Rat).SetInt64(f.Value.Den))
	}
	switch f.Unit {
	case "元":
		v.Quo(v, big.NewRat(100, 1))
	case "%":
		v.Mul(v, big.NewRat(100, 1))
	case "起/万人", "人/万人":
		v.Mul(v, big.NewRat(10_000, 1))
	case "元/万人":
		v.Mul(v, big.NewRat(100, 1))
	case "秒", "分钟", "小时":
		v.Quo(v, big.NewRat(map[string]int64{"秒": 1000, "分钟": 60_000, "小时": 3_600_000}[f.Unit], 1))
	}
	return v, big.NewRat(1, 1)
}

// single says whether the value is that of one fact among many (a median): Den counts the facts then.
func single(f bulletin.Figure) bool {
	return f.Unit == "秒" || f.Unit == "分钟" || f.Unit == "小时"
}

func rat(v bulletin.Value) *big.Rat {
	if v.Den == 0 {
		return new(big.Rat).SetInt64(v.Num)
	}
	return big.NewRat(v.Num, v.Den)
}

// turned compares a comparison that was read with what the values give.
func turned(f bulletin.Figure, c phrase.Comparison, base bulletin.Comparison) (zh, en string) {
	now, then := rat(f.Value), rat(base.Value)
	if single(f) {
		now, then = big.NewRat(f.Value.Num, 1), big.NewRat(base.Value.Num, 1)
	}
	sign := now.Cmp(then)
	ways := map[phrase.Way]int{phrase.Up: 1, phrase.Down: -1, phrase.Flat: 0}
	want, known := ways[c.Op]
	if known && want != sign {
		return "升降方向不符", "the direction is another"
	}
	if c.Unit != "%" || !known || sign == 0 || then.Sign() == 0 {
		return "", ""
	}
	change := new(big.Rat).Sub(now, then)
	change.Quo(change.Abs(change), new(big.Rat).Abs(then))
	change.Mul(change, big.NewRat(100, 1))
	off := change.Sub(change, c.Value.Rat())
	if off.Abs(off).Cmp(c.Value.Step()) >= 0 {
		return "幅度不符", "the size of the change is another"
	}
	return "", ""
}
