package number

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/script"
)

// Among goes over how many take part: 全市|12个县区|第4位.
func (p *Reader) Among(j int) int {
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

// Moved reads 从第5位升至第2位, 由全省第8位跃升至第3位.
func (p *Reader) Moved(i int, out *figure.Rank) (int, bool) {
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

// RankWord reads 第三, 第3名, 前列, 首个, 前三.
func (p *Reader) RankWord(j int, out *figure.Rank) int {
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

// ScopeAtEnd parts 发案数在全省 into the name and among whom.
func ScopeAtEnd(name string, scopes []string) (rest, scope string, ok bool) {
	for _, s := range scopes {
		rest, ok = strings.CutSuffix(name, s)
		rest = strings.TrimSuffix(rest, "在")
		if ok && lexicon.HanCount(rest) >= 2 {
			return rest, s, true
		}
	}
	return name, "", false
}

// AmongWords goes over those who take part where words say them: 列|城区分局|第一.
func (p *Reader) AmongWords(j int) int {
	for k := j; k < len(p.R) && k < j+9 && script.IsHan(p.R[k]); k++ {
		if p.R[k] != '第' || k < j+2 {
			continue
		}
		group := p.S.Str(j, k)
		if n, _ := p.Small(k + 1); n > 0 && slices.ContainsFunc([]string{"分局", "县区", "区县", "单位", "乡镇", "街道", "银行", "城市", "系统", "派出所", "地市", "市州", "高校", "学校", "城区", "郊县", "县市", "支行", "机构", "部门", "片区", "警种", "组"}, func(w string) bool { return strings.HasSuffix(group, w) }) {
			return k
		}
	}
	return j
}

// BeforeMove goes over how many take part to 由 or 从, behind a word of ranks R[i:j]; j itself where none follows.
func (p *Reader) BeforeMove(i, j int) int {
	if j == i || j >= len(p.R) || !script.IsDigit(p.R[j]) && p.R[j] != '各' && p.R[j] != '中' {
		return j
	}
	for k := j; k < len(p.R) && k < j+12 && (script.IsHan(p.R[k]) || script.IsDigit(p.R[k])) && p.R[k] != '第'; k++ {
		if (p.R[k] == '由' || p.R[k] == '从') && script.Says(p.R, k+1, "第") {
			return k
		}
	}
	return j
}
