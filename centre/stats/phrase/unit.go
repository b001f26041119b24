package phrase

import (
	"slices"
	"strings"
)

// hanDigits reads a number in Chinese numerals: 两, 十余, 三百, 百万, 百分之三十.
func (p *parser) hanDigits(n *lexed) (int, bool) {
	r, i := p.r, n.i
	if says(r, i, "百分之") {
		return p.percentWords(n, i+3)
	}
	if i > 0 && r[i-1] == '第' { // all of 第七十条
		for i < len(r) && (hanDigit(r[i]) >= 0 || hanPower(r[i]) > 0) {
			i++
		}
		return i, false
	}
	if i > 0 && (strings.ContainsRune("初周星礼点之数几", r[i-1]) || hanDigit(r[i-1]) >= 0 || hanPower(r[i-1]) > 0) || r[i] == '零' || r[i] == '〇' || r[i] == '双' || r[i] == '俩' {
		return i + 1, false
	}
	value, j, ok := hanNumber(r, i)
	if !ok {
		return i + 1, false
	}
	n.num = Number{Decimal: Int(value), Op: Eq, Han: true}
	k := p.space(j)
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
	value, j, ok := hanNumber(p.r, k)
	if !ok || j == k {
		return k, false
	}
	n.num = Number{Decimal: Int(value), Op: Eq, Han: true}
	if j+1 < len(p.r) && p.r[j] == '点' && hanDigit(p.r[j+1]) >= 0 {
		j++
		for j < len(p.r) && hanDigit(p.r[j]) >= 0 && n.num.Places < maxPlaces {
			n.num.M, n.num.Places = n.num.M*10+hanDigit(p.r[j]), n.num.Places+1
			j++
		}
	}
	n.unit, n.kind = "%", unitRatio
	return j, true
}

// unitOf reads the unit behind a number and what follows it: 多, 以上, and whether that makes a threshold.
func (p *parser) unitOf(n *lexed, j int) int {
	r := p.r
	k := p.space(j)
	if n.unit == "" {
		e, ok := p.w.units.at(r, k)
		switch {
		case ok && (e.text != "成" || n.num.Han) && !p.timeOfDay(n, e.text):
			n.unit, n.kind, j = e.text, unitKind(e.kind), k+len(e.word)
		case ok:
		case n.num.Scale >= 4 && !n.num.Han:
			p.guessUnit(n, j)
		case !n.num.Han && n.num.Scale == 0 && p.named(n, j):
			n.kind, n.missing = unitCount, true
		}
	}
	if n.unit == "人民币" {
		n.unit = "元"
		if e, ok := p.w.units.at(r, p.space(j)); ok && e.text == "元" {
			j = p.space(j) + 1
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
	if e, ok := p.w.after.at(r, j); ok {
		end := j + len(e.word)
		if p.threshold(end) {
			n.filter = true
		}
		if n.num.Word == "" || n.filter {
			n.num.Op, n.num.Word = p.w.Qualifiers.After[e.kind].Op, e.text
		}
		j = end
	}
	return j
}

// moreIsVerb says whether 多 at r[j] begins another word (多部门, 多警种).
func (p *parser) moreIsVerb(j int) bool {
	if p.r[j] != '多' || j+1 >= len(p.r) {
		return false
	}
	return isHan(p.r[j+1]) && !slices.Contains([]rune("的，。、；"), p.r[j+1])
}

// timeOfDay says whether the number is a day, month, hour or year of the calendar and not a length of time.
func (p *parser) timeOfDay(n *lexed, unit string) bool {
	return unit == "年" && n.num.Scale == 0 && n.num.Places == 0 && n.num.M >= 1900 && n.num.M < 2100
}

// threshold says whether what follows 以上 makes it a condition: a noun that is counted, not the end of the sentence.
func (p *parser) threshold(j int) bool {
	if j >= len(p.r) {
		return false
	}
	if p.r[j] == '的' {
		return true
	}
	for _, noun := range []string{"案件", "大案", "要案", "重大", "高损", "电诈", "电信", "诈骗", "警情", "资金", "账户", "人员", "团伙", "转账", "被骗", "损失", "群众", "老年", "人群", "大额"} {
		if says(p.r, j, noun) {
			return true
		}
	}
	return false
}

// guessUnit is for 20亿 without a unit: money where the clause speaks of money.
func (p *parser) guessUnit(n *lexed, j int) {
	if j < len(p.r) && !slices.Contains([]rune("，,。、；;的！!？?）) \n"), p.r[j]) {
		return
	}
	n.kind, n.missing = unitCount, true
	clause := p.s.str(p.clauseStart(n.i), n.i)
	for _, w := range []string{"金额", "资金", "损失", "涉案", "流水", "案值", "案损", "挽回", "止付", "冻结", "返还", "被骗"} {
		if strings.Contains(clause, w) {
			n.unit, n.kind = "元", unitMoney
		}
	}
}

// named says whether a number without a unit stands behind a name that ends in 数 or 量 and ends its clause.
func (p *parser) named(n *lexed, j int) bool {
	if j < len(p.r) && !slices.Contains([]rune("，,。；;、 \n)）"), p.r[j]) {
		return false
	}
	k := p.unfill(n.i)
	return k > 1 && (p.r[k-1] == '数' || p.r[k-1] == '量') && isHan(p.r[k-2])
}

// clauseStart is the place after the last mark before r[i].
func (p *parser) clauseStart(i int) int {
	for i > 0 && !slices.Contains([]rune("，,。；;！!？?\n：:"), p.r[i-1]) {
		i--
	}
	return i
}

// unfill goes back over words that say nothing: 已, 达到, 共, 为.
func (p *parser) unfill(i int) int {
	for {
		if i > 0 && p.r[i-1] == ' ' {
			i--
			continue
		}
		e, ok := p.w.filler.before(p.r, i)
		if !ok {
			return i
		}
		i -= len(e.word)
	}
}

// before reads the qualifier in front: 近, 超过.
func (p *parser) before(n *lexed) {
	i := n.i
	if i > 0 && p.r[i-1] == ' ' {
		i--
	}
	e, ok := p.w.prefix.before(p.r, i)
	if !ok {
		return
	}
	first := i - len(e.word)
	switch {
	case e.text == "上" && (!n.num.Han || hanPower(p.r[n.d]) == 0):
		return
	case first > 0 && slices.Contains([]rune("附最邻预违合节条制临"), p.r[first-1]):
		return
	}
	n.i = first
	if n.num.Word == "" {
		n.num.Op, n.num.Word = p.w.Qualifiers.Before[e.kind].Op, e.text
	}
}

// endsClause says whether a mark follows the number: 三十余支，.
func (p *parser) endsClause(n *lexed) bool {
	return n.j >= len(p.r) || strings.ContainsRune("，,。；;、\n！", p.r[n.j])
}

// counted says whether what follows 两个 is a thing that bulletins count.
func (p *parser) counted(j int) bool {
	for k := j; k < len(p.r) && k < j+10 && isHan(p.r[k]); k++ {
		for _, noun := range []string{"团伙", "窝点", "网站", "账户", "平台"} {
			if says(p.r, k, noun) {
				return !slices.Contains(p.r[j:k], '的')
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
	if e, ok := p.w.prefix.before(p.r, k); ok {
		k = p.unfill(k - len(e.word))
	}
	for size := 5; size > 0; size-- {
		if k-size >= 0 && slices.Contains(p.w.Verbs, string(p.r[k-size:k])) {
			return n.unit != "起" || n.num.M > 1 || n.num.Word != ""
		}
	}
	if n.num.M < 2 {
		return false
	}
	if !p.story && p.endsClause(n) && (n.num.M > 5 || n.unit == "名" || n.unit == "人") && k > p.from+1 && isHan(p.r[k-1]) || n.unit == "名" && k > p.from && p.r[k-1] == '”' {
		return true
	}
	for _, noun := range hanNouns {
		if w := []rune(noun); k-len(w) >= 0 && has(p.r, k-len(w), w) {
			return true
		}
	}
	return false
}
