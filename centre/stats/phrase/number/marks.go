package number

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/script"
)

// ListMark goes over the mark of an item at the beginning of a line: 1. （二） 三、 ①.
func (p *Reader) ListMark(i int) int {
	k := p.Space(i)
	open := k < len(p.R) && (p.R[k] == '（' || p.R[k] == '(')
	if open {
		k++
	}
	from := k
	for k < len(p.R) && k < from+3 && (script.IsDigit(p.R[k]) || script.HanDigit(p.R[k]) > 0 || p.R[k] == '十') {
		k++
	}
	switch {
	case k == from && !open && k < len(p.R) && p.R[k] >= '①' && p.R[k] <= '⑳':
		return k + 1
	case k == from || k >= len(p.R):
		return i
	case open && (p.R[k] == '）' || p.R[k] == ')'):
		return k + 1
	case !open && (p.R[k] == '、' || p.R[k] == '.' && (k+1 >= len(p.R) || !script.IsDigit(p.R[k+1]))):
		if p.R[k] == '、' && k+1 < len(p.R) && script.IsDigit(p.R[k+1]) { // 1、2月
			return i
		}
		return k + 1
	}
	return i
}

// DurationBefore says whether a word of durations stands before R[i].
func (p *Reader) DurationBefore(i int) bool {
	for {
		for _, w := range p.W.Units["durations"] {
			if word := []rune(w); i-len(word) >= 0 && script.Has(p.R, i-len(word), word) {
				return true
			}
		}
		e, ok := p.W.Filler.Before(p.R, i)
		if !ok {
			return false
		}
		i -= len(e.Word)
	}
}

// Trim goes inward over spaces and marks that begin or end no name.
func (p *Reader) Trim(i, j int) (int, int) {
	for i < j && strings.ContainsRune(" \t、，,：:/()（）-—·*“”\"'》《#", p.R[i]) {
		if p.R[i] == '“' && slices.Contains(p.R[i:j], '”') || p.R[i] == '《' && slices.Contains(p.R[i:j], '》') || (p.R[i] == '(' || p.R[i] == '（') && slices.ContainsFunc(p.R[i:j], func(c rune) bool { return c == ')' || c == '）' }) {
			break
		}
		i++
	}
	for i < j && strings.ContainsRune(" \t\r\n、，,：:(（-—·*", p.R[j-1]) {
		j--
	}
	return i, j
}

// StatOf is what a value with a unit of a kind is.
func StatOf(k lexicon.UnitKind) string {
	switch k {
	case lexicon.UnitMoney:
		return figure.Sum
	case lexicon.UnitRatio:
		return figure.Ratio
	case lexicon.UnitTime:
		return figure.Duration
	}
	return figure.Count
}

// Somebody says whether a person is named with a part of the name left out: 王某, 黄某金.
func Somebody(r []rune) bool {
	for i := 1; i < len(r); i++ {
		if r[i] == '某' && script.IsHan(r[i-1]) && (i+1 == len(r) || !strings.ContainsRune("国地市县区省村镇公平银网年类项个种些行集学单企游品著高交通购短", r[i+1])) && !strings.ContainsRune("在的是与和向于对从为了被到有", r[i-1]) {
			return true
		}
	}
	return false
}

// Stand sets where a figure stands: its quote, then its number.
func (p *Reader) Stand(f *figure.Figure, at [4]int) {
	f.Quote, f.Start, f.End = p.S.Quote(at[0], at[1]), p.S.At(at[0]), p.S.End(at[1])
	f.RuneStart, f.RuneEnd = p.S.Run(at[0]), p.S.RuneEnd(at[1])
	f.Printed, f.NumStart, f.NumEnd = p.S.Quote(at[2], at[3]), p.S.At(at[2]), p.S.End(at[3])
}

// ItemEnd is the end of plain digits at r[i] behind which an item ends, below 0 for none.
func (p *Reader) ItemEnd(i int) int {
	j, ok := p.PlainDigits(i)
	if !ok || j-i > 6 || j < len(p.R) && !strings.ContainsRune("、，,；;。\n )）", p.R[j]) {
		return -1
	}
	return j
}

// Items is how many items 刷单9、购物6 begin with the number at r[i].
func (p *Reader) Items(i int) int {
	count := 0
	for {
		j := p.ItemEnd(i)
		if j < 0 {
			return count
		}
		count++
		if j >= len(p.R) || !strings.ContainsRune("、，,", p.R[j]) {
			return count
		}
		k := j + 1
		for k < len(p.R) && k < j+12 && script.IsHan(p.R[k]) {
			k++
		}
		if k-j < 3 || k >= len(p.R) || !script.IsDigit(p.R[k]) {
			return count
		}
		i = k
	}
}

// Signs are the marks of a direction.
var Signs = map[rune]figure.Way{'+': figure.Up, '＋': figure.Up, '-': figure.Down, '↑': figure.Up, '↓': figure.Down, '⬆': figure.Up, '⬇': figure.Down, '▲': figure.Up, '▼': figure.Down}

// KindOf is the usual comparison with a period: 同比 with the same time of a year before, 环比 with the period before.
func KindOf(base string) string {
	for _, before := range []string{"去年下半年", "上年下半年", "去年四季度", "去年第四季度", "上年四季度", "上年第四季度", "去年12月", "上年12月"} {
		if strings.HasPrefix(base, before) {
			return "环比"
		}
	}
	if strings.Contains(base, "年") {
		return "同比"
	}
	return "环比"
}

// Ways are the directions in the order of their words in the lexicon.
var Ways = []figure.Way{figure.Up, figure.Down, figure.Flat}
