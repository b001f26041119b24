package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// base reads what is compared with: 去年同期, 2020年, 4月, 1月~10月.
func (p *parser) base(i int) (string, int) {
	i0 := i
	for _, w := range []string{"历史峰值", "峰值", "最高峰", "高峰期", "最高点", "最高的"} {
		if script.Says(p.R, i, w) {
			i += len([]rune(w))
		}
	}
	scope := i
	if e, ok := p.W.Scopes.At(p.R, i); ok {
		scope += len(e.Word)
	}
	if k := number.Mean(p.R, scope); k > scope { // 与均值相比
		return p.S.Str(i, k), k
	}
	e, known := p.W.Bases.At(p.R, i)
	period, j, ok := p.Period(i)
	ok = ok && period.Kind != Since && period.Kind != Point
	if known && (!ok || j <= i+len(e.Word)) { // 去年同期, but 去年下半年
		return e.Text, i + len(e.Word)
	}
	if !ok && i > i0 { // 较峰值（2023年8月的612起）
		return p.S.Str(i0, i), i
	}
	if !ok {
		return "", i0
	}
	if script.Says(p.R, j, "同期") {
		j += 2
	}
	return p.S.Str(i, j), j
}

// anyBase reads a base that is in no list, up to the direction: 较|节前两周|提升3.2个百分点.
func (p *parser) anyBase(i int) (string, int) {
	for k := i; k < len(p.R) && k < i+10 && (script.IsHan(p.R[k]) || script.IsDigit(p.R[k]) || p.R[k] == '（' || p.R[k] == '('); k++ {
		if !script.IsHan(p.R[k]) && !script.IsDigit(p.R[k]) { // 整改期（62起）下降
			e := slices.IndexFunc(p.R[k:min(k+16, len(p.R))], func(c rune) bool { return c == '）' || c == ')' })
			_, ok := p.W.Dir.At(p.R, k+e+1)
			if e > 0 && ok && k > i+1 {
				return p.S.Str(i, k), k
			}
			return "", i
		}
		e, ok := p.W.Dir.At(p.R, k)
		if ok && k > i+1 && len(e.Word) > 1 {
			return p.S.Str(i, k), k
		}
	}
	return "", i
}

// multipleOf reads 是1月~10月的两倍多, 为2019年同期的2.1倍: all of it.
func (p *parser) multipleOf(i int, c *change) (int, bool) {
	if p.R[i] != '是' && p.R[i] != '为' && p.R[i] != '达' {
		return i, false
	}
	j := i + 1
	if j < len(p.R) && p.R[j] == '到' {
		j++
	}
	base, k := p.base(j)
	if m, ok := p.amount(k); ok && k > j && m.Kind != lexicon.UnitRatio { // 是去年同期200人的2倍
		k, c.was = m.J, &amount{n: m, op: Was}
	} else if k > j {
		k = p.inBrackets(k, &Comparison{}, c)
	}
	if k == j || k >= len(p.R) || p.R[k] != '的' {
		c.was = nil
		return i, false
	}
	n, ok := p.amount(k + 1)
	if !ok || n.Unit != "倍" {
		c.was = nil
		return i, false
	}
	c.kinds, c.named, c.op = []Comparison{{Kind: "倍数", Base: base}}, true, Times
	c.amounts = []amount{{n: n, op: Times, verb: "是"}}
	for n.J+1 < len(p.R) && strings.ContainsRune("、和及", p.R[n.J]) { // 分别是2024年的1.8倍和1.5倍
		more, found := p.amount(n.J + 1)
		if !found || more.Unit != "倍" && more.Unit != "%" { // 1.3倍、2.1倍和98%
			break
		}
		c.amounts, n, c.each = append(c.amounts, amount{n: more, op: Times, verb: "是"}), more, true
	}
	return n.J, true
}

// was reads the earlier number itself: 上年同期为0, 去年同期77起, 上期45起.
func (p *parser) was(i int, c *change) (int, bool) {
	e, ok := p.W.Bases.At(p.R, i)
	if !ok || i > 0 && strings.ContainsAny(p.S.Str(max(0, i-3), i), "由从较比") { // 由去年同期320起|降到280起
		return i, false
	}
	if _, j, dated := p.Period(i); dated && j > i+len(e.Word) { // 去年1至11月
		return i, false
	}
	k := p.Space(i + len(e.Word))
	for _, w := range []string{"为", "是", "共", "："} {
		if script.Says(p.R, k, w) {
			k = p.Space(k + 1)
		}
	}
	n := number.Lexed{I: k, J: k + 1, D: k, Num: Number{Op: Eq}, Kind: lexicon.UnitCount}
	zero := k < len(p.R) && p.R[k] == '0' && (k+1 == len(p.R) || !script.IsDigit(p.R[k+1]) && p.R[k+1] != '.')
	if m, found := p.amount(k); found && m.Unit != "倍" {
		n = m
	} else if !zero {
		return i, false
	}
	c.kinds, c.named, c.op = []Comparison{{Kind: number.KindOf(e.Text), Base: e.Text}}, true, Was
	if n.Num.M == 0 {
		c.op = Zero
	}
	c.amounts = []amount{{n: n, op: c.op}}
	return n.J, true
}

// beside reads 低于全省平均水平2.1起, 超全市均值4.2个百分点, 比全市平均高3起, 与均值相差2.3个百分点: a comparison with others at the same time.
func (p *parser) beside(i int, c *change) (int, bool) {
	way, k := number.BesideWay(p.R, i)
	if k == i {
		return i, false
	}
	from := k
	e, ok := p.W.Scopes.At(p.R, k)
	if ok {
		k += len(e.Word)
	}
	mean := number.Mean(p.R, k)
	if mean == k || !ok && way != "" && way != figure.Apart && from-i < 2 {
		return i, false
	}
	k = mean
	c.kinds, c.named = []Comparison{{Kind: p.S.Str(i, k), Base: p.S.Str(from, k)}}, true
	if way == "" || way == figure.Apart { // 比全市平均|高3起
		if way, mean = number.BesideWay(p.R, k); mean == k || way == "" {
			c.kinds, c.named = nil, false
			return i, false
		}
		k = mean
		c.kinds[0].Kind = p.S.Str(i, k)
	}
	c.op, c.side = Times, way
	n, found := p.amount(k)
	if found {
		c.amounts = []amount{{n: n, op: way}}
		k = n.J
	}
	return k, true
}

// behindBase reads the earlier number behind its period: 与去年同期5930起相比, 比去年同期的3.88亿元.
func (p *parser) behindBase(j int, c *change) int {
	k := j
	if k < len(p.R) && p.R[k] == '的' || k > 0 && p.R[k-1] == '的' {
		k = max(k, j)
		if p.R[min(k, len(p.R)-1)] == '的' {
			k++
		}
	}
	if k >= len(p.R) || !script.IsDigit(p.R[k]) {
		return j
	}
	n, ok := p.amount(k)
	if ok && n.Unit == "%" { // 较上月的98.6%提高0.6个百分点
		_, ok = p.W.Dir.At(p.R, p.Adverb(n.J))
	}
	if !ok || n.Kind == lexicon.UnitRatio && n.Unit != "%" {
		return j
	}
	c.was = &amount{n: n, op: Was}
	k = n.J
	for len(c.more) < 12 && k < len(p.R) && strings.ContainsRune("、和及", p.R[k]) {
		if n, ok = p.amount(k + 1); !ok || n.Kind == lexicon.UnitRatio {
			break
		}
		c.more, k = append(c.more, amount{n: n, op: Was}), n.J
	}
	closer, ok := p.W.Closers.At(p.R, k)
	if ok {
		k += len(closer.Word)
	}
	return k
}

// inBrackets reads the earlier number behind the word of a comparison: 环比（42起）, 同比（去年同期21起）.
func (p *parser) inBrackets(j int, kind *Comparison, c *change) int {
	if j >= len(p.R) || p.R[j] != '（' && p.R[j] != '(' {
		return j
	}
	k := j + 1
	e, ok := p.W.Bases.At(p.R, k)
	if ok {
		k += len(e.Word)
		kind.Base = e.Text
	} else if base, end, found := p.Period(k); found {
		kind.Base, k = base.Text, end
		if script.Says(p.R, k, "同期") {
			k += 2
		}
	}
	if k < len(p.R) && (p.R[k] == '为' || p.R[k] == '的' || p.R[k] == '：' || p.R[k] == ':') {
		k++
	}
	end := k
	n, ok := p.amount(k)
	switch {
	case ok && n.Kind != lexicon.UnitRatio:
		end = n.J
		c.was = &amount{n: n, op: Was}
	case k == j+1:
		return j
	}
	if end >= len(p.R) || p.R[end] != '）' && p.R[end] != ')' {
		c.was = nil
		return j
	}
	return end + 1
}

// earlier is the comparison that prints the earlier number of c, none when there is none.
func (p *parser) earlier(c *change) []Comparison {
	if c.was == nil {
		return nil
	}
	was := c.kinds[0]
	was.Op, was.Value, was.Unit = Was, c.was.n.Num, c.was.n.Unit
	if was.Base == "" {
		was.Base = figure.Bases[was.Kind]
	}
	if was.Value.M == 0 {
		was.Op = Zero
	}
	was.Quote, was.Start, was.End = p.S.Quote(c.start, c.end), p.S.At(c.start), p.S.End(c.end)
	return []Comparison{was}
}

// persist reads 连续5周下降, 连续三个月保持下降.
func (p *parser) persist(i int, c *change) (int, bool) {
	n, j := p.Small(i + 2)
	if n == 0 {
		return i, false
	}
	for _, every := range []string{"个月", "个季度", "周", "天", "日", "年", "季度"} {
		if script.Says(p.R, j, every) {
			c.kinds, c.named = []Comparison{{Kind: "连续", Persist: n, Every: every}}, true
			j += len([]rune(every))
			for _, w := range []string{"保持", "呈现", "呈", "实现", "出现"} {
				if script.Says(p.R, j, w) {
					j += len([]rune(w))
				}
			}
			return j, true
		}
	}
	return i, false
}
