package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// wished says whether what stands before r[i] makes it a wish, not a figure: 力争……下降20%, 目标值40%.
func (p *parser) wished(i int) bool {
	sentence := p.S.Str(max(p.begin, i-3*longestName), i)
	at := p.ClauseStart(i)
	clause := p.S.Str(max(at, p.begin), i)
	if strings.Contains(clause, "完成") {
		return false
	}
	if strings.HasPrefix(strings.Trim(clause, "，,； 、。"), "目标") && !strings.HasPrefix(strings.Trim(clause, "，,； 、。"), "目标任务") { // 目标注册率达到85%
		return true
	}
	for _, w := range p.W.Goals {
		if k := strings.LastIndex(sentence, w); k >= 0 && !strings.HasPrefix(sentence[k+len(w):], "到") && !strings.Contains(sentence[:k], "实现") {
			return true
		}
	}
	return slices.ContainsFunc(p.W.Wishes, func(w string) bool { return strings.Contains(clause, w) })
}

// bracket keeps the figures within brackets apart: what follows them is again about the figure before them, and what they list is a part of it.
func (p *parser) bracket(i int) {
	switch p.R[i] {
	case '（', '(':
		p.open0 = 0
		if n := len(p.group); n > 0 && p.lastEnd >= i-1 {
			p.open0 = n
			p.inside(i)
		}
	case '）', ')':
		if p.open0 > 0 && p.open0 < len(p.group) {
			p.group = p.group[:p.open0]
			p.fresh = min(p.fresh, len(p.group)-1)
			if p.whole >= 0 && p.whole == p.group[len(p.group)-1] {
				p.whole = -1
			}
			p.lastEnd, p.From = i+1, i+1
		}
		p.open0 = 0
	case '：', ':':
		if n := len(p.group); n > 0 && p.lastEnd == i {
			p.inside(i)
		}
	}
}

// inside makes the figure before r[i] the whole of what is listed behind it, where that counts the same: 抓获30人（刑拘20人、取保10人）.
func (p *parser) inside(i int) {
	last := p.group[len(p.group)-1]
	f := p.out.Figures[last]
	if f.Unit == "" || f.Unit == "%" || f.Rank != nil || f.Value.Op == None {
		return
	}
	end := i + 1
	for end < len(p.R) && end < i+3*longestName && !strings.ContainsRune("）)。；;\n", p.R[end]) {
		end++
	}
	if strings.ContainsAny(p.S.Str(i, end), "比较增减升降持↑↓") { // （同比减少3个）
		return
	}
	if p.Counts(i+1, end, f.Unit) && !slices.ContainsFunc(p.W.Comparisons.Bases, func(w string) bool { return script.Says(p.R, i+1, w) }) {
		p.whole, p.beyond = last, false
	}
}

// changed makes a change of a number whose name ends in a direction: 群众财产损失减少|约3000万元.
func (p *parser) changed(f *Figure, names []string, n number.Lexed) {
	if len(names) != 1 || f.Value.Op == Several || f.Value.Of > 0 {
		return
	}
	r := []rune(names[0])
	for size := 2; size > 0; size-- {
		if len(r) < size+2 {
			continue
		}
		e, ok := p.W.Dir.At(r, len(r)-size)
		if !ok || e.Kind > 1 || len(e.Word) != size || size == 1 {
			continue
		}
		names[0] = string(r[:len(r)-size])
		at := p.S.Quote(n.I, n.J)
		f.Compare = []Comparison{{Op: number.Ways[e.Kind], Verb: e.Text, Value: f.Value, Unit: f.Unit, Quote: at, Start: p.S.At(n.I), End: p.S.End(n.J)}}
		f.Value, f.Unit, f.Stat = Number{Op: None}, "", Change0
		return
	}
}
