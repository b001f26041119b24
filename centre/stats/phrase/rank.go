package phrase

import (
	"slices"
	"strings"
)

// rank reads a place among others: 居全省第一, 排名全省前列, 全省首个, 成为第一大犯罪类型.
func (p *parser) rank(i int) (int, bool) {
	if says(p.r, i, "成为第") {
		return p.firstOf(i)
	}
	var out Rank
	j := i
	if e, ok := p.w.ranks.at(p.r, j); ok {
		out.Verb = e.text
		j += len(e.word)
	}
	if e, ok := p.w.scopes.at(p.r, j); ok {
		out.Scope = e.text
		j += len(e.word)
	}
	if j == i {
		return i, false
	}
	j = p.space(j)
	end := p.rankWord(j, &out)
	if end == j {
		return i, false
	}
	return p.giveRank(i, end, out), true
}

// rankWord reads 第三, 第3名, 前列, 首个, 前三.
func (p *parser) rankWord(j int, out *Rank) int {
	if e, ok := p.w.places.at(p.r, j); ok {
		first := slices.Contains(p.w.Ranks.Firsts, e.text)
		if first && out.Scope == "" {
			return j
		}
		out.Word = e.text
		if first || e.text == "首位" || e.text == "榜首" || strings.HasSuffix(e.text, "冠军") {
			out.Place = 1
		}
		return j + len(e.word)
	}
	if j >= len(p.r) || p.r[j] != '第' && p.r[j] != '前' {
		return j
	}
	n, end := p.small(j + 1)
	if n == 0 {
		return j
	}
	for _, w := range p.w.Ranks.AfterFirst {
		if says(p.r, end, w) {
			return j
		}
	}
	if end < len(p.r) && (p.r[end] == '名' || p.r[end] == '位') {
		end++
	}
	if p.r[j] == '前' && out.Verb == "" {
		return j
	}
	out.Word, out.Place = p.s.str(j, end), n
	if p.r[j] == '前' {
		out.Place = 0
	}
	return end
}

// firstOf reads 成为第一大犯罪类型.
func (p *parser) firstOf(i int) (int, bool) {
	n, end := p.small(i + 3)
	if n == 0 || end >= len(p.r) || p.r[end] != '大' {
		return i, false
	}
	end++
	start := end
	for end < len(p.r) && isHan(p.r[end]) && end-start < 10 {
		end++
	}
	return p.giveRank(i, end, Rank{Verb: "成为", Place: n, Word: p.s.str(i+2, start), Thing: p.s.str(start, end)}), true
}

func (p *parser) giveRank(i, end int, rank Rank) int {
	a, b := p.clean(min(p.from, i), i)
	f := Figure{Period: p.period0, Value: Number{Op: Words}, Stat: Ranked, Whole: -1, Rank: &rank, Subject: p.subject}
	name := p.s.str(a, b)
	if hanCount(name) < 2 {
		a, name = i, rank.Thing
		if slices.Contains(p.w.Ranks.Firsts, rank.Word) {
			if after, stop := p.nounAfter(end); after != "" {
				name, end = after, stop
			}
		} else if n := len(p.group); n > 0 && name == "" {
			name = p.out.Figures[p.group[n-1]].Name
		}
	}
	if hanCount(name) < 2 {
		return end
	}
	if rank.Place > 0 {
		f.Value = Number{Decimal: Int(int64(rank.Place)), Op: Eq}
	}
	f.Name = name
	f.Quote, f.Start, f.End = p.s.quote(a, end), int(p.s.at[a]), p.s.end(end)
	f.RuneStart, f.RuneEnd = int(p.s.run[a]), p.s.runeEnd(end)
	f.Printed, f.NumStart, f.NumEnd = p.s.quote(i, end), int(p.s.at[i]), p.s.end(end)
	p.out.Figures = append(p.out.Figures, f)
	p.from, p.lastEnd = end, end
	return end
}
