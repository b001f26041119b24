package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// aside reads a change in brackets directly behind a figure, whose base nobody names: 73起（+4起）, 612.5万元(-35.2万元), 31.2%（↑2.1个百分点）.
func (p *parser) aside(i int) (int, bool) {
	r := p.R
	if p.open0 > 0 && len(p.group) > 0 && i+2 < len(r) && strings.ContainsRune("，,；;、", r[i]) {
		return p.further(i)
	}
	if r[i] != '（' && r[i] != '(' || i+2 >= len(r) {
		return i, false
	}
	if len(p.group) == 0 || p.Space(p.lastEnd) < i {
		return p.changeOf(i)
	}
	if j, ok := p.earlierIn(i); ok {
		return j, true
	}
	c := change{start: i + 1, kinds: []Comparison{{}}, named: true}
	if p.last.Op != "" && p.lastEnd == i { // 同比减少1023个（-23.5%）
		c.kinds[0].Kind, c.kinds[0].Base = p.last.Kind, p.last.Base
	}
	j := p.Space(i + 1)
	if e, ok := p.W.Dir.At(r, j); ok && e.Kind == 2 { // （持平）
		c.op, c.verb, c.end = Flat, e.Text, j+len(e.Word)
		return p.closed(&c)
	}
	way, ok := number.Signs[r[j]]
	if !ok || j+1 >= len(r) || !script.IsDigit(r[j+1]) {
		return i, false
	}
	n, end, ok := p.signedNumber(j + 1)
	if !ok {
		return i, false
	}
	c.op, c.end, c.amounts = way, end, []amount{{n: n, op: way}}
	return p.closed(&c)
}

// earlierIn reads the earlier number in brackets behind a figure: 本月立案185起（9月份：203起）, 4120起（去年下半年4636起）.
func (p *parser) earlierIn(i int) (int, bool) {
	base, k := p.base(i + 1)
	if k == i+1 || slices.Contains([]string{"全年", "本年", "今年", "本月", "本周", "当年"}, base) {
		return i, false
	}
	for k < len(p.R) && strings.ContainsRune("为是：:共的 ", p.R[k]) {
		k++
	}
	last := &p.out.Figures[p.group[len(p.group)-1]]
	n, ok := p.amount(k)
	if !ok || n.J >= len(p.R) || p.R[n.J] != '）' && p.R[n.J] != ')' || (n.Unit == "%") != (last.Unit == "%") || n.Kind == lexicon.UnitRatio && n.Unit != last.Unit || (n.Unit == "元") != (last.Unit == "元") {
		return i, false
	}
	period, _, dated := p.Period(i + 1)
	alike := dated && period.Kind == last.Period.Kind && period.Text != last.Period.Text && period.Kind != Since
	after := n.J + 1
	if after < len(p.R) && (p.R[after] == '，' || p.R[after] == ',') {
		after++
	}
	_, changed := p.W.Dir.At(p.R, after)
	if !alike && !changed && !slices.ContainsFunc([]string{"去年", "上", "前年", "前", "昨", "同期"}, func(w string) bool { return strings.HasPrefix(base, w) }) {
		return i, false
	}
	c := change{start: i + 1, end: n.J, kinds: []Comparison{{Kind: number.KindOf(base), Base: base}}, named: true, op: Was, amounts: []amount{{n: n, op: Was}}}
	return p.closed(&c)
}

// further reads a change behind another in brackets: （上周24起，↓12.5%）.
func (p *parser) further(i int) (int, bool) {
	j := p.Space(i + 1)
	if j+1 >= len(p.R) || !script.IsDigit(p.R[j+1]) {
		return i, false
	}
	way, ok := number.Signs[p.R[j]]
	if !ok {
		return i, false
	}
	n, end, ok := p.signedNumber(j + 1)
	if !ok {
		return i, false
	}
	c := change{start: j, end: end, kinds: []Comparison{{Kind: p.last.Kind, Base: p.last.Base}}, named: true, op: way, amounts: []amount{{n: n, op: way}}}
	last := p.group[len(p.group)-1]
	p.out.Figures[last].Compare = append(p.out.Figures[last].Compare, p.one(&c, 0, 0))
	p.done(&c)
	return end, true
}

// changeOf reads a change in brackets behind a name that has no figure: 甲镇（-58%）.
func (p *parser) changeOf(i int) (int, bool) {
	j := p.Space(i + 1)
	if j+1 >= len(p.R) || !script.IsDigit(p.R[j+1]) {
		return i, false
	}
	way, sign := number.Signs[p.R[j]]
	p.Signed = j + 1
	n, ok := p.amount(j + 1)
	p.Signed = -1
	a, b := p.clean(p.window(i), i)
	if !sign || !ok || n.J >= len(p.R) || p.R[n.J] != '）' && p.R[n.J] != ')' || lexicon.HanCount(p.S.Str(a, max(a, b))) < 2 {
		return i, false
	}
	c := change{start: j, end: n.J, kinds: []Comparison{{}}, named: true, op: way, amounts: []amount{{n: n, op: way}}}
	_, ok = p.giveNames(&c, a, b)
	p.From, p.lastEnd = n.J+1, n.J+1
	return n.J + 1, ok
}

// signedNumber reads the number behind a sign; without a unit it has that of the figure before it.
func (p *parser) signedNumber(k int) (number.Lexed, int, bool) {
	p.Signed = k
	n, ok := p.amount(k)
	if !ok {
		n = number.Lexed{I: k, D: k}
		j, digits := p.Digits(&n)
		last := p.out.Figures[p.group[len(p.group)-1]]
		if !digits || j < len(p.R) && !strings.ContainsRune("）) ，,；;、", p.R[j]) || last.Unit == "%" {
			p.Signed = -1
			return n, k, false
		}
		n.J, n.Unit, ok = j, last.Unit, true
	}
	p.Signed = -1
	return n, n.J, ok
}

// closed gives a change in brackets to the figure before them.
func (p *parser) closed(c *change) (int, bool) {
	if c.end >= len(p.R) || p.R[c.end] != '）' && p.R[c.end] != ')' {
		return c.start - 1, false
	}
	last := p.group[len(p.group)-1]
	a := len(c.amounts) - 1
	p.out.Figures[last].Compare = append(p.out.Figures[last].Compare, p.one(c, 0, a))
	p.done(c)
	p.From, p.lastEnd = c.end+1, c.end+1
	return c.end + 1, true
}

// fromTo reads 由去年的1520起降至1103起: the earlier number becomes a comparison of the later one. It says whether n was the earlier.
func (p *parser) fromTo(n number.Lexed) bool {
	k := p.Reaches(n.J)
	if k == n.J || k < len(p.R) && p.R[k] == '了' {
		return false
	}
	from := p.window(n.I)
	at := -1
	for i := n.I - 1; i >= from; i-- {
		if p.R[i] == '由' || p.R[i] == '从' {
			at = i
			break
		}
	}
	if at < 0 {
		return false
	}
	base := strings.TrimSuffix(p.S.Str(at+1, n.I), "的")
	if lexicon.HanCount(base) > 12 {
		return false
	}
	c := change{start: at, end: n.J, kinds: []Comparison{{Base: base}}, op: Was, amounts: []amount{{n: n, op: Was}}}
	if base != "" {
		c.kinds[0].Kind = number.KindOf(base)
	}
	p.origin, p.originAt = p.one(&c, 0, 0), n.J
	return true
}

// fromOrigin gives the earlier number to the figure that it changed to, where both are of one kind.
func (p *parser) fromOrigin(f *Figure, at int) {
	if p.origin.Op != Was || at < p.originAt || at-p.originAt > 12 {
		p.origin = Comparison{}
		return
	}
	if p.origin.Unit == f.Unit {
		f.Compare = append(f.Compare, p.origin)
	}
	p.origin = Comparison{}
}

// sharesOut reads 东湖区18起、西川区15起，分别占全市的24.66%、20.55%: as many shares as figures before them.
func (p *parser) sharesOut(n number.Lexed) (int, bool) {
	i, _ := p.Trim(p.window(n.I), n.I)
	before := p.S.Str(i, max(i, n.I))
	if n.Unit != "%" || n.Filter || !strings.Contains(before, "分别") || !strings.Contains(before, "占") {
		return 0, false
	}
	numbers, k := p.listOf(n)
	if len(numbers) < 2 {
		return 0, false
	}
	if names, rest, _ := strings.Cut(before, "分别"); len(lexicon.SplitNames(names)) == len(numbers) { // 无业人员、企业职工分别占28.6%、24.3%
		return p.sharesOf(lexicon.SplitNames(names), rest, numbers, [2]int{i, k}), true
	}
	if a, b := p.clauseBefore(p.window(n.I)); strings.HasPrefix(before, "分别") && a < b { // 盗刷类和客服类案件，分别占8.1%和8.0%
		if names := lexicon.SplitNames(p.S.Str(a, b)); len(names) == len(numbers) {
			return p.sharesOf(names, strings.TrimPrefix(before, "分别"), numbers, [2]int{a, k}), true
		}
	}
	if len(numbers) > len(p.group) {
		return 0, false
	}
	stem := strings.TrimSuffix(strings.NewReplacer("分别", "", "达到", "", "达", "", "为", "", "比例", "比").Replace(before), "的")
	figures := slices.Clone(p.group[len(p.group)-len(numbers):])
	for x, at := range figures {
		g := p.out.Figures[at]
		f := Figure{Period: g.Period, Subject: g.Subject, Filter: g.Filter, Value: numbers[x].Num, Unit: "%", Stat: Ratio, Whole: -1, Story: p.Story}
		p.Stand(&f, [4]int{i, numbers[x].J, numbers[x].I, numbers[x].J})
		p.add(f, g.Name+stem)
	}
	p.filter, p.From, p.lastEnd = "", k, k
	return k, true
}

// sharesOf makes a figure of each name and share.
func (p *parser) sharesOf(names []string, rest string, numbers []number.Lexed, at [2]int) int {
	stem := "占比"
	if of := strings.Trim(strings.NewReplacer("占", "", "达", "", "为", "", "比", "").Replace(rest), "的"); lexicon.HanCount(of) > 1 {
		stem = "占" + of
	}
	for x, name := range names {
		f := Figure{Period: p.period0, Subject: p.subject, Value: numbers[x].Num, Unit: "%", Stat: Ratio, Whole: -1, Story: p.Story}
		p.Stand(&f, [4]int{at[0], numbers[x].J, numbers[x].I, numbers[x].J})
		p.add(f, name+stem)
	}
	p.filter, p.From, p.lastEnd = "", at[1], at[1]
	return at[1]
}

// listOf reads the numbers behind n that 、 and 和 join to it.
func (p *parser) listOf(n number.Lexed) ([]number.Lexed, int) {
	numbers, k := []number.Lexed{n}, n.J
	for k+1 < len(p.R) && strings.ContainsRune("、和及与", p.R[k]) && len(numbers) < 40 {
		next := p.Space(k + 1)
		if next >= len(p.R) || !script.IsDigit(p.R[next]) {
			break
		}
		m, _, ok := p.Number(next)
		if !ok || m.Filter {
			break
		}
		numbers, k = append(numbers, m), m.J
	}
	return numbers, k
}
