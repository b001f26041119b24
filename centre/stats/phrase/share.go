package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// underHead is the name that stands before a colon, where only a time is between: 发案：本周21起.
func (p *parser) underHead(n number.Lexed) string {
	if p.headEnd < p.begin || p.headEnd >= n.I || n.I-p.headEnd > 12 || len(p.group) > 0 {
		return ""
	}
	between := strings.Trim(p.S.Str(p.headEnd+1, n.I), " 共为达约")
	if between != p.period0.Text && between != "" {
		return ""
	}
	a, b := p.clean(p.ListMark(p.begin), p.headEnd)
	name := p.S.Str(a, max(a, b))
	if lexicon.HanCount(name) < 2 || lexicon.HanCount(name) > 10 {
		return ""
	}
	return name
}

// toward says whether a name wants the noun behind the number: 对|45家网点开展检查 has none of its own, 抓紧核查|3条高危预警 goes on.
func (p *parser) toward(before string, n number.Lexed) (string, bool) {
	r := []rune(before)
	if len(r) == 0 || n.Unit == "%" || n.Kind == lexicon.UnitMoney {
		return "", false
	}
	if strings.ContainsRune("对向给为将把由与", r[len(r)-1]) {
		return "", true
	}
	for size := 3; size > 1; size-- {
		if slices.Contains(selfNamed, before) && len(r) == size && slices.Contains([]string{"名", "人", "个", "户", "张"}, n.Unit) { // 返还137名受害人
			return before, true
		}
		if len(r) > size && slices.Contains(p.W.Verbs, string(r[len(r)-size:])) && !slices.Contains(selfNamed, string(r[len(r)-size:])) {
			return string(r[len(r)-size:]), true
		}
	}
	return "", false
}

// mainly names a share after the clause before it: 受害人以18-45岁人群为主，占比68.3%; 女性略多于男性，占53.1%.
func (p *parser) mainly(before string, n number.Lexed) (string, int, bool) {
	counted := before == "" && n.Kind == lexicon.UnitCount
	if name, a, ok := p.beforeBracket(before, n); ok { // TOP1 刷单返利（占比28.7%）
		return name, a, true
	}
	if len(p.group) == 0 && n.Unit == "%" && strings.HasPrefix(before, "占") && lexicon.HanCount(before) > 2 { // 14时至18时最多，占全天的34.2%
		name, a, ok := p.mainly("占", n)
		return strings.TrimSuffix(name, "占比") + strings.TrimSuffix(before, "的"), a, ok
	}
	if !counted && (n.Unit != "%" || before != "占" && before != "占比" && before != "占比达") {
		return "", 0, false
	}
	a, b := p.clauseBefore(p.window(n.I))
	clause := p.S.Str(a, max(a, b))
	if a >= b || strings.ContainsAny(clause, "。；") {
		return "", 0, false
	}
	name := lexicon.Mostly(clause, counted)
	if counted { // 最多的是购物类，15人
		if q := open(name); len(p.group) > 0 && len(q.R) > 0 { // 9月最多，为1356起
			if _, j, ok := q.Period(0); ok && j == len(q.R) {
				name = p.out.Figures[p.group[len(p.group)-1]].Name
			}
		}
		return name, a, name != "" && lexicon.HanCount(name) <= 12
	}
	return name + "占比", a, name != ""
}

// beforeBracket names a share in brackets after what stands before them.
func (p *parser) beforeBracket(before string, n number.Lexed) (string, int, bool) {
	open := n.I
	for open > max(p.begin, n.I-8) && p.R[open-1] != '（' && p.R[open-1] != '(' {
		open--
	}
	if n.Unit != "%" || before != "占" && before != "占比" || open == 0 || p.lastEnd >= open-1 && p.lastEnd > p.begin || p.R[open-1] != '（' && p.R[open-1] != '(' {
		return "", 0, false
	}
	a := open - 1
	for a > p.begin && (script.IsHan(p.R[a-1]) || strings.ContainsRune("“”、", p.R[a-1])) {
		a--
	}
	a, b := p.clean(a, open-1)
	name := p.S.Str(a, max(a, b))
	return name + "占比", a, lexicon.HanCount(name) >= 2 && lexicon.HanCount(name) <= 16
}

// amountOf names an amount after what it is of: 止付12笔，金额126.5万元.
func (p *parser) amountOf(name string, n number.Lexed) string {
	if n.Kind != lexicon.UnitMoney || len(p.group) == 0 || !slices.Contains(p.W.Amounts, name) {
		return name
	}
	last := p.out.Figures[p.group[len(p.group)-1]]
	if name == "资金" && p.lastEnd < len(p.R) && p.R[p.lastEnd] == '、' || last.Unit == "元" || last.Unit == "%" || lexicon.HanCount(last.Name) > 8 || last.Subject == last.Name {
		return name
	}
	return strings.TrimSuffix(strings.TrimSuffix(last.Name, "数"), "案件") + "金额"
}

// sumOfOther says whether only words like 共计 stand between the figure before, with another unit, and this number.
func (p *parser) sumOfOther(n number.Lexed) bool {
	if len(p.group) == 0 || p.lastEnd > n.I || n.I-p.lastEnd > 12 {
		return false
	}
	last := p.out.Figures[p.group[len(p.group)-1]]
	if p.From > p.lastEnd+1 && p.Unfill(n.I) <= p.From && last.Unit == n.Unit && p.period0 != last.Period && !p.period0.Before(last.Period) { // 2024年45.7%，今年前三季度达到51.3%
		return true
	}
	if n.Unit == "%" {
		return false
	}
	between := strings.Trim(p.S.Str(max(p.lastEnd, min(p.From, n.I)), n.I), "，,、 ：:")
	if last.Unit == n.Unit {
		if between == "" && p.From > p.lastEnd+1 && p.From == n.I { // 6起，7月8起
			return true
		}
		return slices.Contains([]string{"达", "达到", "高达", "案均", "件均", "笔均", "单均", "人均", "户均", "日均", "月均", "周均", "平均每日", "平均每月", "每天", "相当于平均每天", "相当于每天", "相当于日均", "平均每天", "折合每天"}, between)
	}
	return last.Value.Op != None && slices.Contains([]string{"合计", "共计", "总计", "共", "累计", "约", "计", "总额", "总金额", "共计人民币", "合计人民币"}, between)
}

// topic is the rate that the heading or the clause before speaks of, where only whose it is stands before the number.
func (p *parser) topic(n number.Lexed) string {
	between := strings.Trim(p.S.Str(p.window(n.I), n.I), "，,：: 为是达到共已")
	if n.Unit != "%" || between == "" || !slices.Contains(p.W.Regions, between) && !lexicon.IsPlace(between) {
		return ""
	}
	low := max(0, n.I-2*longestName)
	for k := n.I - 1; k > low+1; k-- {
		if p.R[k] != '率' || k+1 < len(p.R) && p.R[k+1] == '先' {
			continue
		}
		a := k
		for a > low && k-a < 10 && (script.IsHan(p.R[a-1]) || script.IsLetter(p.R[a-1])) {
			a--
		}
		a, b := p.clean(a, k+1)
		if name := p.S.Str(a, max(a, b)); lexicon.HanCount(name) >= 2 && strings.HasSuffix(name, "率") {
			if slices.Contains(p.W.Regions, between) {
				p.subject = between
			}
			return name
		}
	}
	return ""
}

// meanOf says whether the number is the mean of all of what the figure before counts for one.
func (p *parser) meanOf(n number.Lexed) bool {
	if len(p.group) == 0 || p.out.Figures[p.group[len(p.group)-1]].Unit != n.Unit {
		return false
	}
	between := strings.Trim(p.S.Str(p.window(n.I), n.I), "，,：: 为是")
	for _, w := range []string{"平均水平", "平均值", "平均", "均值"} {
		if scope, ok := strings.CutSuffix(between, w); ok && (scope == "" || slices.Contains(p.W.Regions, scope) || slices.Contains(p.W.Ranks.Scopes, scope)) {
			return true
		}
	}
	return false
}

// shared names a share after the figure it is of: 刷单返利类案件占比.
func (p *parser) shared(before string) string {
	if before == "占" {
		before = "占比"
	}
	for k := len(p.group) - 1; k >= 0; k-- {
		f := &p.out.Figures[p.group[k]]
		if f.Value.Op != None && f.Unit != "%" {
			return f.Name + before
		}
	}
	return before
}

// segment takes the last item of 抓获……、诈骗金额 where it alone is a known name.
func (p *parser) segment(name, unit string) string {
	if i := strings.LastIndex(name, "、"); i > 0 && p.W.Code(name, unit) == "" {
		if last := name[i+len("、"):]; p.W.Code(last, unit) != "" {
			return last
		}
	}
	return name
}

// bare0 says whether a number without a unit begins a list that has the unit of the figure before it: 共20起，类型：刷单9、购物6、其他5.
func (p *parser) bare0(n number.Lexed) bool {
	if n.Unit != "" || n.D != n.I || n.I == 0 || !script.IsDigit(p.R[n.I]) || p.ItemEnd(n.I) < 0 {
		return false
	}
	first, ok := p.lastCounted()
	return ok && p.out.Figures[first].Unit != "" && script.IsHan(p.R[n.I-1]) && p.Items(n.I) >= 2
}

// lastCounted is the last figure that counts and is near enough to lend its unit.
func (p *parser) lastCounted() (int, bool) {
	for _, group := range [][]int{p.group, p.earlierGroup} {
		for _, at := range slices.Backward(group) {
			f := p.out.Figures[at]
			if f.Stat == Count && f.Rank == nil && f.Unit != "" && f.Whole < 0 {
				return at, true
			}
		}
	}
	return 0, false
}

// listed0 makes the figures of such a list, parts of the figure that lends the unit.
func (p *parser) listed0(n number.Lexed) int {
	whole, _ := p.lastCounted()
	unit := p.out.Figures[whole].Unit
	i, end := n.I, n.I
	for range p.Items(n.I) {
		j := p.ItemEnd(i)
		a := i
		for a > 0 && script.IsHan(p.R[a-1]) && i-a < 10 {
			a--
		}
		d, ok := script.D(p.S.Str(i, j))
		name := strings.TrimPrefix(p.S.Str(a, i), "其中")
		if ok && lexicon.HanCount(name) >= 1 {
			f := Figure{Period: p.period0, Value: Number{Decimal: d, Op: Eq}, Unit: unit, Stat: number.StatOf(lexicon.UnitCount), Whole: whole, Story: p.Story, Subject: p.subject}
			p.Stand(&f, [4]int{a, j, i, j})
			f.Name, f.Subject = name, p.of
			p.group = append(p.group, len(p.out.Figures))
			p.out.Figures = append(p.out.Figures, f)
		}
		end = j
		for i = j; i < len(p.R) && !script.IsDigit(p.R[i]); {
			i++
		}
	}
	p.From, p.lastEnd = end, end
	return end
}
