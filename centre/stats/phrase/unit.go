package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/script"
)

// hanDigits reads a number in Chinese numerals: 两, 十余, 三百, 百万, 百分之三十.
func (p *parser) hanDigits(n *lexed) (int, bool) {
	r, i := p.R, n.i
	if script.Says(r, i, "百分之") {
		return p.percentWords(n, i+3)
	}
	if i > 0 && r[i-1] == '第' { // all of 第七十条
		for i < len(r) && (script.HanDigit(r[i]) >= 0 || script.HanPower(r[i]) > 0) {
			i++
		}
		return i, false
	}
	if i > 0 && (strings.ContainsRune("初周星礼点之数几", r[i-1]) || script.HanDigit(r[i-1]) >= 0 || script.HanPower(r[i-1]) > 0) || r[i] == '零' || r[i] == '〇' || r[i] == '双' || r[i] == '俩' {
		return i + 1, false
	}
	value, j, ok := script.HanNumber(r, i)
	if !ok {
		return i + 1, false
	}
	n.num = Number{Decimal: Int(value), Op: Eq, Han: true}
	k := p.Space(j)
	if w := p.inside(k); w > 0 && r[k] != '几' {
		n.num.Op, n.num.Word = GE, string(r[k:k+w])
		j = k + w
		scale, end := p.scale(j)
		n.num.Scale, j = scale, end
	} else if w > 0 {
		return k + w, false // 十几: nobody knows how many
	}
	return j, true
}

func (p *parser) percentWords(n *lexed, k int) (int, bool) {
	value, j, ok := script.HanNumber(p.R, k)
	if !ok || j == k {
		return k, false
	}
	n.num = Number{Decimal: Int(value), Op: Eq, Han: true}
	if j+1 < len(p.R) && p.R[j] == '点' && script.HanDigit(p.R[j+1]) >= 0 {
		j++
		for j < len(p.R) && script.HanDigit(p.R[j]) >= 0 && n.num.Places < script.MaxPlaces {
			n.num.M, n.num.Places = n.num.M*10+script.HanDigit(p.R[j]), n.num.Places+1
			j++
		}
	}
	n.unit, n.kind = "%", unitRatio
	return j, true
}

// unitOf reads the unit behind a number and what follows it: 多, 以上, and whether that makes a threshold.
func (p *parser) unitOf(n *lexed, j int) int {
	r := p.R
	k := p.Space(j)
	if n.unit == "" {
		e, ok := p.w.units.At(r, k)
		switch {
		case ok && (e.Text != "成" || n.num.Han) && !p.timeOfDay(n, e.Text):
			n.unit, n.kind, j = e.Text, unitKind(e.Kind), k+len(e.Word)
		case ok:
		case n.num.Scale >= 4 && !n.num.Han:
			p.guessUnit(n, j)
		case !n.num.Han && n.num.Scale == 0 && p.named(n, j):
			n.kind, n.missing = unitCount, true
		}
	}
	if n.unit == "人民币" {
		n.unit = "元"
		if e, ok := p.w.units.At(r, p.Space(j)); ok && e.Text == "元" {
			j = p.Space(j) + 1
		}
	}
	if n.unit == "百分点" {
		n.unit = "个百分点"
	}
	if n.kind == unitNone || n.kind == unitNever {
		return j
	}
	if j < len(r) && (r[j] == '多' || r[j] == '余') && n.num.Word == "" && !p.moreIsVerb(j) {
		n.num.Op, n.num.Word = GE, string(r[j])
		j++
	}
	if e, ok := p.w.after.At(r, j); ok {
		end := j + len(e.Word)
		if p.threshold(end) {
			n.filter = true
		}
		if n.num.Word == "" || n.filter {
			n.num.Op, n.num.Word = p.w.Qualifiers.After[e.Kind].Op, e.Text
		}
		j = end
	}
	return j
}

// moreIsVerb says whether 多 at r[j] begins another word (多部门, 多警种).
func (p *parser) moreIsVerb(j int) bool {
	if p.R[j] != '多' || j+1 >= len(p.R) {
		return false
	}
	return script.IsHan(p.R[j+1]) && !slices.Contains([]rune("的，。、；"), p.R[j+1])
}

// timeOfDay says whether the number is a day, month, hour or year of the calendar and not a length of time.
func (p *parser) timeOfDay(n *lexed, unit string) bool {
	return unit == "年" && n.num.Scale == 0 && n.num.Places == 0 && n.num.M >= 1900 && n.num.M < 2100
}

// threshold says whether what follows 以上 makes it a condition: a noun that is counted, not the end of the sentence.
func (p *parser) threshold(j int) bool {
	if j >= len(p.R) {
		return false
	}
	if p.R[j] == '的' {
		return true
	}
	for _, noun := range []string{"案件", "大案", "要案", "重大", "高损", "电诈", "电信", "诈骗", "警情", "资金", "账户", "人员", "团伙", "转账", "被骗", "损失", "群众", "老年", "人群", "大额"} {
		if script.Says(p.R, j, noun) {
			return true
		}
	}
	return false
}

// guessUnit is for 20亿 without a unit: money where the clause speaks of money.
func (p *parser) guessUnit(n *lexed, j int) {
	if j < len(p.R) && !slices.Contains([]rune("，,。、；;的！!？?）) \n"), p.R[j]) {
		return
	}
	n.kind, n.missing = unitCount, true
	clause := p.S.Str(p.clauseStart(n.i), n.i)
	for _, w := range []string{"金额", "资金", "损失", "涉案", "流水", "案值", "案损", "挽回", "止付", "冻结", "返还", "被骗"} {
		if strings.Contains(clause, w) {
			n.unit, n.kind = "元", unitMoney
		}
	}
}

// named says whether a number without a unit stands behind a name that ends in 数 or 量 and ends its clause.
func (p *parser) named(n *lexed, j int) bool {
	if j < len(p.R) && !slices.Contains([]rune("，,。；;、 \n)）"), p.R[j]) {
		return false
	}
	k := p.unfill(n.i)
	return k > 1 && (p.R[k-1] == '数' || p.R[k-1] == '量') && script.IsHan(p.R[k-2])
}

// clauseStart is the place after the last mark before r[i].
func (p *parser) clauseStart(i int) int {
	low := max(0, i-3*longestName)
	for i > low && !slices.Contains([]rune("，,。；;！!？?\n：:"), p.R[i-1]) {
		i--
	}
	return i
}

// unfill goes back over words that say nothing: 已, 达到, 共, 为.
func (p *parser) unfill(i int) int {
	for {
		if i > 0 && p.R[i-1] == ' ' {
			i--
			continue
		}
		e, ok := p.w.filler.Before(p.R, i)
		if !ok {
			return i
		}
		i -= len(e.Word)
	}
}

// before reads the qualifier in front: 近, 超过.
func (p *parser) before(n *lexed) {
	i := n.i
	if i > 0 && p.R[i-1] == ' ' {
		i--
	}
	e, ok := p.w.prefix.Before(p.R, i)
	if !ok {
		return
	}
	first := i - len(e.Word)
	switch {
	case e.Text == "上" && (!n.num.Han || script.HanPower(p.R[n.d]) == 0):
		return
	case first > 0 && slices.Contains([]rune("附最邻预违合节条制临"), p.R[first-1]):
		return
	}
	n.i = first
	if n.num.Word == "" {
		n.num.Op, n.num.Word = p.w.Qualifiers.Before[e.Kind].Op, e.Text
	}
}

// endsClause says whether a mark follows the number: 三十余支，.
func (p *parser) endsClause(n *lexed) bool {
	return n.j >= len(p.R) || strings.ContainsRune("，,。；;、\n！", p.R[n.j])
}

// counted says whether what follows 两个 is a thing that bulletins count.
func (p *parser) counted(j int) bool {
	for k := j; k < len(p.R) && k < j+10 && script.IsHan(p.R[k]); k++ {
		for _, noun := range []string{"团伙", "窝点", "网站", "账户", "平台"} {
			if script.Says(p.R, k, noun) {
				return !slices.Contains(p.R[j:k], '的')
			}
		}
	}
	return p.endsClause(&lexed{j: j}) && !p.story
}

// hanNouns end a name before a Chinese numeral that counts it.
var hanNouns = []string{"人", "人员", "案件", "案", "团伙", "窝点", "账户", "卡", "手机", "电话", "资金", "损失", "金额", "活动", "资料", "群众", "两卡"}

// hanFigure says whether a number in Chinese numerals counts something: 一起 and 两卡 do not.
func (p *parser) hanFigure(n *lexed) bool {
	switch n.kind {
	case unitRatio:
		return true
	case unitTime:
		return true // only after a word of durations
	case unitMoney:
		if n.num.M < 100 {
			return false
		}
		if n.filter {
			return true
		}
	}
	if n.unit == "个" && n.num.M < 6 && n.num.Word == "" && !p.counted(n.j) {
		return false
	}
	k := p.unfill(n.i)
	if e, ok := p.w.prefix.Before(p.R, k); ok {
		k = p.unfill(k - len(e.Word))
	}
	for size := 5; size > 0; size-- {
		if k-size >= 0 && slices.Contains(p.w.Verbs, string(p.R[k-size:k])) {
			return n.unit != "起" || n.num.M > 1 || n.num.Word != ""
		}
	}
	if n.num.M < 2 {
		return false
	}
	if !p.story && p.endsClause(n) && (n.num.M > 5 || n.unit == "名" || n.unit == "人") && k > p.from+1 && script.IsHan(p.R[k-1]) || n.unit == "名" && k > p.from && p.R[k-1] == '”' {
		return true
	}
	for _, noun := range hanNouns {
		if w := []rune(noun); k-len(w) >= 0 && script.Has(p.R, k-len(w), w) {
			return true
		}
	}
	return false
}
