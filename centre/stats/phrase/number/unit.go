package number

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/script"
)

// HanDigits reads a number in Chinese numerals: 两, 十余, 三百, 百万, 百分之三十.
func (p *Reader) HanDigits(n *Lexed) (int, bool) {
	r, i := p.R, n.I
	for _, share := range shares {
		if script.Says(r, i, share.word) {
			n.Unit = share.unit
			return p.shareWords(n, i+3)
		}
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
	n.Num = figure.Number{Decimal: script.Int(value), Op: figure.Eq, Han: true}
	if scale, end := p.spoken(j); scale > 0 { // 四个多亿
		return p.manyOf(n, scale, j, end), true
	}
	k := p.Space(j)
	if w := p.Inside(k); w > 0 && r[k] != '几' {
		n.Num.Op, n.Num.Word = figure.GE, string(r[k:k+w])
		j = k + w
		scale, end := p.scale(j)
		n.Num.Scale, j = scale, end
	} else if w > 0 {
		return k + w, false // 十几: nobody knows how many
	}
	return j, true
}

// shares are the words before the number of a share.
var shares = []struct{ word, unit string }{{"百分之", "%"}, {"千分之", "‰"}, {"万分之", "‱"}}

// shareWords reads the number behind 百分之, 千分之, 万分之: 三点二, 8.5.
func (p *Reader) shareWords(n *Lexed, k int) (int, bool) {
	n.Kind = lexicon.UnitRatio
	if j, ok := p.PlainDigits(k); ok {
		n.Num.Decimal, ok = script.D(p.S.Str(k, j))
		n.Num.Op = figure.Eq
		return j, ok
	}
	value, j, ok := script.HanNumber(p.R, k)
	if !ok || j == k {
		return k, false
	}
	n.Num = figure.Number{Decimal: script.Int(value), Op: figure.Eq, Han: true}
	if j+1 < len(p.R) && p.R[j] == '点' && script.HanDigit(p.R[j+1]) >= 0 {
		j++
		for j < len(p.R) && script.HanDigit(p.R[j]) >= 0 && n.Num.Places < script.MaxPlaces {
			n.Num.M, n.Num.Places = n.Num.M*10+script.HanDigit(p.R[j]), n.Num.Places+1
			j++
		}
	}
	return j, true
}

// unitOf reads the unit behind a number and what follows it: 多, 以上, and whether that makes a threshold.
func (p *Reader) unitOf(n *Lexed, j int) int {
	r := p.R
	k := p.Space(j)
	if n.Unit == "" && n.Num.Of == 0 {
		e, ok := p.W.UnitAt.At(r, k)
		switch {
		case ok && (e.Text != "成" || n.Num.Han) && !p.timeOfDay(n, e.Text):
			n.Unit, n.Kind = e.Text, lexicon.UnitKind(e.Kind)
			j = p.halfMore(n, k+len(e.Word))
		case ok:
		case n.Num.Scale >= 4 && !n.Num.Han || n.Num.Han && script.HanDigit(r[n.D]) > 0 && n.Num.Rat().Cmp(tenThousand) >= 0:
			p.guessUnit(n, j)
		case !n.Num.Han && n.Num.Scale == 0 && p.perHead(n, j):
			n.Kind = lexicon.UnitRatio
		case !n.Num.Han && n.Num.Scale == 0 && p.named(n, j):
			n.Kind, n.Missing = lexicon.UnitCount, true
		}
	}
	if n.Unit == "分" && p.score(n) {
		n.Kind = lexicon.UnitCount
	}
	if n.Unit == "人民币" {
		n.Unit = "元"
		if e, ok := p.W.UnitAt.At(r, p.Space(j)); ok && e.Text == "元" {
			j = p.Space(j) + 1
		}
	}
	if n.Unit == "百分点" {
		n.Unit = "个百分点"
	}
	if n.Kind == lexicon.UnitNone || n.Kind == lexicon.UnitNever {
		return j
	}
	if j < len(r) && (r[j] == '多' || r[j] == '余') && n.Num.Word == "" && !p.moreIsVerb(j) {
		n.Num.Op, n.Num.Word = figure.GE, string(r[j])
		j++
	}
	if n.Num.Op == figure.Range && n.Kind == lexicon.UnitMoney && p.threshold(j) {
		n.Filter = true
	}
	if e, ok := p.W.After.At(r, j); ok {
		end := j + len(e.Word)
		if p.threshold(end) {
			n.Filter = true
		}
		if n.Num.Word == "" || n.Filter {
			n.Num.Op, n.Num.Word = figure.Op(p.W.Qualifiers.After[e.Kind].Op), e.Text
		}
		j = end
	}
	return j
}

// score says whether 分 are points: 95.1分, 得分88分.
func (p *Reader) score(n *Lexed) bool {
	before := p.S.Str(p.ClauseStart(n.I), n.I)
	for _, w := range []string{"得分", "总分", "评分", "积分", "分值", "成绩", "考核", "测评", "评价", "打分", "均分", "平均分", "扣", "计分", "考评", "测试"} {
		if strings.Contains(before, w) {
			return true
		}
	}
	return n.Num.Places > 0
}

// moreIsVerb says whether 多 at r[j] begins another word (多部门, 多警种).
func (p *Reader) moreIsVerb(j int) bool {
	if p.R[j] != '多' || j+1 >= len(p.R) {
		return false
	}
	return script.IsHan(p.R[j+1]) && !slices.Contains([]rune("的，。、；"), p.R[j+1])
}

// timeOfDay says whether the number is a day, month, hour or year of the calendar and not a length of time.
func (p *Reader) timeOfDay(n *Lexed, unit string) bool {
	return unit == "年" && n.Num.Scale == 0 && n.Num.Places == 0 && n.Num.M >= 1900 && n.Num.M < 2100
}

// threshold says whether what follows 以上 makes it a condition: a noun that is counted, not the end of the sentence.
func (p *Reader) threshold(j int) bool {
	if j >= len(p.R) {
		return false
	}
	if p.R[j] == '的' || p.R[j] == '占' {
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
func (p *Reader) guessUnit(n *Lexed, j int) {
	if j < len(p.R) && !slices.Contains([]rune("，,。、；;的！!？?）) \n"), p.R[j]) {
		return
	}
	n.Kind, n.Missing = lexicon.UnitCount, true
	if strings.ContainsRune(p.S.Str(n.D, j), '个') { // 四个多亿 is said of money only
		n.Unit, n.Kind = "元", lexicon.UnitMoney
		return
	}
	clause := p.S.Str(p.ClauseStart(n.I), n.I)
	for _, w := range []string{"金额", "资金", "损失", "涉案", "流水", "案值", "案损", "挽回", "止付", "冻结", "返还", "被骗", "追回", "追缴", "追赃", "赃款"} {
		if strings.Contains(clause, w) {
			n.Unit, n.Kind = "元", lexicon.UnitMoney
		}
	}
}

// named says whether a number without a unit stands behind a name that ends in 数 or 量 and ends its clause.
func (p *Reader) named(n *Lexed, j int) bool {
	if j < len(p.R) && !slices.Contains([]rune("，,。；;、 \n)）"), p.R[j]) {
		return false
	}
	k := p.Unfill(n.I)
	return k > 1 && (p.R[k-1] == '数' || p.R[k-1] == '量') && script.IsHan(p.R[k-2])
}

// ClauseStart is the place after the last mark before r[i].
func (p *Reader) ClauseStart(i int) int {
	low := max(0, i-longestClause)
	for i > low && !slices.Contains([]rune("，,。；;！!？?\n：:"), p.R[i-1]) {
		i--
	}
	return i
}

// Unfill goes back over words that say nothing: 已, 达到, 共, 为.
func (p *Reader) Unfill(i int) int {
	for {
		if i > 0 && (p.R[i-1] == ' ' || p.R[i-1] == '\t') {
			i--
			continue
		}
		e, ok := p.W.Filler.Before(p.R, i)
		if !ok {
			return i
		}
		i -= len(e.Word)
	}
}

// Before reads the qualifier in front: 近, 超过.
func (p *Reader) Before(n *Lexed) {
	i := n.I
	if i > 0 && (p.R[i-1] == ' ' || p.R[i-1] == '\t') {
		i--
	}
	e, ok := p.W.Prefix.Before(p.R, i)
	if !ok {
		return
	}
	first := i - len(e.Word)
	switch {
	case e.Text == "上" && (!n.Num.Han || script.HanPower(p.R[n.D]) == 0), e.Text == "过" && !n.Num.Han:
		return
	case first > 0 && slices.Contains([]rune("附最邻预违合节条制临"), p.R[first-1]):
		return
	}
	n.I = first
	if n.Num.Word == "" {
		n.Num.Op, n.Num.Word = figure.Op(p.W.Qualifiers.Before[e.Kind].Op), e.Text
	}
}

// endsClause says whether a mark follows the number: 三十余支，.
func (p *Reader) endsClause(n *Lexed) bool {
	return n.J >= len(p.R) || strings.ContainsRune("，,。；;、\n！", p.R[n.J])
}

// counted says whether what follows 两个 is a thing that bulletins count.
func (p *Reader) counted(j int) bool {
	for k := j; k < len(p.R) && k < j+10 && script.IsHan(p.R[k]); k++ {
		for _, noun := range []string{"团伙", "窝点", "网站", "账户", "平台"} {
			if script.Says(p.R, k, noun) {
				return !slices.Contains(p.R[j:k], '的')
			}
		}
	}
	return p.endsClause(&Lexed{J: j}) && !p.Story
}

// hanNouns end a name before a Chinese numeral that counts it.
var hanNouns = []string{"人", "人员", "案件", "案", "团伙", "窝点", "账户", "卡", "手机", "电话", "资金", "损失", "金额", "活动", "资料", "群众", "两卡"}

// hanFigure says whether a number in Chinese numerals counts something: 一起 and 两卡 do not.
func (p *Reader) hanFigure(n *Lexed) bool {
	switch n.Kind {
	case lexicon.UnitRatio:
		return true
	case lexicon.UnitTime:
		return true // only after a word of durations
	case lexicon.UnitMoney:
		if p.vagueEnough(n) {
			return true
		}
		if n.Num.M < 100 {
			return false
		}
		if p.changing(n) {
			return true
		}
		if n.Filter {
			return true
		}
	}
	if p.vagueEnough(n) {
		return true
	}
	if n.Unit == "个" && n.Num.M < 6 && n.Num.Word == "" && !p.counted(n.J) {
		return false
	}
	if p.changing(n) {
		return true
	}
	k := p.Unfill(n.I)
	if e, ok := p.W.Prefix.Before(p.R, k); ok {
		k = p.Unfill(k - len(e.Word))
	}
	for size := 5; size > 0; size-- {
		if k-size >= 0 && slices.Contains(p.W.Verbs, string(p.R[k-size:k])) {
			return n.Unit != "起" || n.Num.M > 1 || n.Num.Word != ""
		}
	}
	if n.Num.M < 2 {
		return false
	}
	if n.I > 1 && p.R[n.I-1] == '共' && script.IsHan(p.R[n.I-2]) && n.Kind == lexicon.UnitCount { // 名单共三批
		return true
	}
	if !p.Story && p.endsClause(n) && (n.Num.M > 5 || n.Unit == "名" || n.Unit == "人") && k > p.From+1 && script.IsHan(p.R[k-1]) || n.Unit == "名" && k > p.From && p.R[k-1] == '”' {
		return true
	}
	for _, noun := range hanNouns {
		if w := []rune(noun); k-len(w) >= 0 && script.Has(p.R, k-len(w), w) {
			return true
		}
	}
	return false
}
