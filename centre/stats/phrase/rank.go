package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
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
	if k, ok := p.moved(j, &out); ok {
		return p.giveRank(i, k, out), true
	}
	if j == i {
		return i, false
	}
	j = p.among(p.Space(j))
	end := p.rankWord(j, &out)
	if end == j {
		return i, false
	}
	if end < len(p.R) && p.R[end] == '的' && (strings.HasPrefix(out.Word, "前") || strings.HasPrefix(out.Word, "末")) { // 居前三位的镇街: whom, not that
		return end, true
	}
	return p.giveRank(i, end, out), true
}

// among goes over how many take part: 全市|12个县区|第4位.
func (p *parser) among(j int) int {
	k, ok := p.PlainDigits(j)
	if !ok || k >= len(p.R) || p.R[k] != '个' {
		return j
	}
	for e := k + 1; e < len(p.R) && e < k+7; e++ {
		if p.R[e] == '第' {
			return e
		}
	}
	return j
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

// moved reads 从第5位升至第2位, 由全省第8位跃升至第3位.
func (p *parser) moved(i int, out *Rank) (int, bool) {
	if i >= len(p.R) || p.R[i] != '由' && p.R[i] != '从' {
		return i, false
	}
	j := i + 1
	for k := j; k < len(p.R) && k < j+6; k++ { // 从去年的第5位
		if p.R[k] == '第' {
			if e, ok := p.W.Scopes.Before(p.R, k); ok {
				out.Scope = e.Text
			}
			j = k
			break
		}
	}
	if p.R[min(j, len(p.R)-1)] != '第' {
		return i, false
	}
	before, k := p.Small(j + 1)
	if before == 0 {
		return i, false
	}
	for k < len(p.R) && k < j+12 && p.R[k] != '第' {
		k++
	}
	if k >= len(p.R) || p.R[k] != '第' || !strings.ContainsAny(p.S.Str(j, k), "至到为居") {
		return i, false
	}
	after, end := p.Small(k + 1)
	if after == 0 {
		return i, false
	}
	if end < len(p.R) && (p.R[end] == '名' || p.R[end] == '位') {
		end++
	}
	out.Was, out.Place, out.Word = before, after, p.S.Str(k, end)
	return end, true
}

// rankWord reads 第三, 第3名, 前列, 首个, 前三.
func (p *parser) rankWord(j int, out *Rank) int {
	if e, ok := p.W.Places.At(p.R, j); ok {
		first := slices.Contains(p.W.Ranks.Firsts, e.Text)
		if first && out.Scope == "" {
			return j
		}
		out.Word = e.Text
		if first || e.Text == "首位" || e.Text == "榜首" || strings.HasSuffix(e.Text, "冠军") {
			out.Place = 1
		}
		return j + len(e.Word)
	}
	if j >= len(p.R) || p.R[j] != '第' && p.R[j] != '前' {
		return j
	}
	n, end := p.Small(j + 1)
	if n == 0 {
		return j
	}
	for _, w := range p.W.Ranks.AfterFirst {
		if script.Says(p.R, end, w) {
			return j
		}
	}
	if end < len(p.R) && (p.R[end] == '名' || p.R[end] == '位') {
		end++
	}
	if p.R[j] == '前' && out.Verb == "" {
		return j
	}
	out.Word, out.Place = p.S.Str(j, end), n
	if p.R[j] == '前' {
		out.Place = 0
	}
	return end
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
	if rest, scope, ok := scopeAtEnd(name, p.W.Ranks.Scopes); ok && rank.Scope == "" {
		name, rank.Scope = rest, scope
	}
	if lexicon.HanCount(name) < 2 {
		a, name = i, rank.Thing
		if slices.Contains(p.W.Ranks.Firsts, rank.Word) {
			if after, stop := p.nounAfter(end); after != "" {
				name, end = after, stop
			}
		} else if n := len(p.out.Figures); n > 0 && name == "" && p.out.Figures[n-1].Rank != nil && i-p.lastEnd < 4 { // 居全省第三、同类城市第一
			name = p.out.Figures[n-1].Name
		} else if n := len(p.group); n > 0 && name == "" {
			name = p.out.Figures[p.group[n-1]].Name
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

// scopeAtEnd parts 发案数在全省 into the name and among whom.
func scopeAtEnd(name string, scopes []string) (rest, scope string, ok bool) {
	for _, s := range scopes {
		rest, ok = strings.CutSuffix(name, s)
		rest = strings.TrimSuffix(rest, "在")
		if ok && lexicon.HanCount(rest) >= 2 {
			return rest, s, true
		}
	}
	return name, "", false
}
