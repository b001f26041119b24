package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// rank reads a place among others: 居全省第一, 排名全省前列, 全省首个, 成为第一大犯罪类型.
func (p *parser) rank(i int) (int, bool) {
	if script.Says(p.R, i, "成为第") {
		return p.firstOf(i)
	}
	var out Rank
	j := i
	if e, ok := p.W.RankAt.At(p.R, j); ok {
		out.Verb = e.Text
		j += len(e.Word)
	}
	if e, ok := p.W.Scopes.At(p.R, j); ok {
		out.Scope = e.Text
		j += len(e.Word)
	}
	if k, ok := p.Moved(p.BeforeMove(i, j), &out); ok { // 全省16个地市中|由第12位升至第17位
		return p.giveRank(i, k, out), true
	}
	if j == i {
		return i, false
	}
	j = p.Among(p.Space(j))
	if k := p.AmongWords(j); k > j && out.Verb != "" {
		out.Scope, j = out.Scope+p.S.Str(j, k), k
	}
	end := p.RankWord(j, &out)
	if end == j {
		return i, false
	}
	if end < len(p.R) && p.R[end] == '的' && (strings.HasPrefix(out.Word, "前") || strings.HasPrefix(out.Word, "末")) { // 居前三位的镇街: whom, not that
		return end, true
	}
	return p.giveRank(i, end, out), true
}

// scored reads the beginning of 第1名：甲区，95.1分: the place and whose it is.
func (p *parser) scored(i int) (int, bool) {
	n, k := p.Small(i + 1)
	if n == 0 || k+2 >= len(p.R) || p.R[k] != '名' && p.R[k] != '位' || p.R[k+1] != '：' && p.R[k+1] != ':' {
		return i, false
	}
	e := k + 2
	for e < len(p.R) && e < k+14 && script.IsHan(p.R[e]) {
		e++
	}
	who := p.S.Str(k+2, e)
	if lexicon.HanCount(who) < 2 || e < len(p.R) && !strings.ContainsRune("，,；;。（( \n", p.R[e]) {
		return i, false
	}
	f := Figure{Period: p.period0, Name: "排名", Subject: who, Stat: Ranked, Whole: -1, Value: Number{Decimal: Int(int64(n)), Op: Eq}}
	f.Rank = &Rank{Place: n, Word: p.S.Str(i, k+1)}
	p.Stand(&f, [4]int{i, e, i, k + 1})
	p.out.Figures = append(p.out.Figures, f)
	p.of, p.From, p.lastEnd = who, e, e
	return e, true
}

// firstOf reads 成为第一大犯罪类型.
func (p *parser) firstOf(i int) (int, bool) {
	n, end := p.Small(i + 3)
	if n == 0 || end >= len(p.R) || p.R[end] != '大' {
		return i, false
	}
	end++
	start := end
	for end < len(p.R) && script.IsHan(p.R[end]) && end-start < 10 {
		end++
	}
	return p.giveRank(i, end, Rank{Verb: "成为", Place: n, Word: p.S.Str(i+2, start), Thing: p.S.Str(start, end)}), true
}

func (p *parser) giveRank(i, end int, rank Rank) int {
	a, b := p.clean(p.window(i), i)
	f := Figure{Period: p.period0, Value: Number{Op: Words}, Stat: Ranked, Whole: -1, Rank: &rank, Subject: p.subject}
	name := strings.TrimSuffix(p.S.Str(a, b), "在")
	if rest, scope, ok := number.ScopeAtEnd(name, p.W.Ranks.Scopes); ok && rank.Scope == "" {
		name, rank.Scope = rest, scope
	}
	if strings.HasPrefix(name, "连续") { // 连续五年居全省第一
		name = ""
	}
	if lexicon.HanCount(name) < 2 && rank.Was > 0 && len(p.group) == 0 { // 全省排名由第11位上升至第6位
		if slices.Contains(p.W.Ranks.Scopes, p.subject) && rank.Scope == "" {
			rank.Scope = p.subject
		}
		name = "排名"
	}
	if lexicon.HanCount(name) < 2 {
		a, name = i, rank.Thing
		if slices.Contains(p.W.Ranks.Firsts, rank.Word) {
			if after, stop := p.nounAfter(end); after != "" {
				name, end = after, stop
			}
		} else if n := len(p.out.Figures); n > 0 && name == "" && p.out.Figures[n-1].Rank != nil && i-p.lastEnd < 4 { // 居全省第三、同类城市第一
			name = p.out.Figures[n-1].Name
		} else if n := len(p.group); n > 0 && name == "" { // 河西县51.3%，排名末位: of whom the figure is
			last := p.out.Figures[p.group[n-1]]
			name = last.Name
			if !strings.HasPrefix(rank.Word, "前") { // 位居全州前三 is said of several
				f.Subject = last.Subject
			}
		}
	}
	if lexicon.HanCount(name) < 2 || strings.HasPrefix(name, "连续") {
		return end
	}
	if rank.Place > 0 {
		f.Value = Number{Decimal: Int(int64(rank.Place)), Op: Eq}
	}
	f.Name = name
	f.Quote, f.Start, f.End = p.S.Quote(a, end), p.S.At(a), p.S.End(end)
	f.RuneStart, f.RuneEnd = p.S.Run(a), p.S.RuneEnd(end)
	f.Printed, f.NumStart, f.NumEnd = p.S.Quote(i, end), p.S.At(i), p.S.End(end)
	p.out.Figures = append(p.out.Figures, f)
	p.From, p.lastEnd = end, end
	return end
}
