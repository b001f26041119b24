package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// give attaches a comparison that was read to the figures it speaks of: those before it, or names of its own.
func (p *parser) give(c *change) (int, bool) {
	if p.wished(c.start) {
		p.From, p.lastEnd = c.end, c.end
		return c.end, true
	}
	i, j := p.clean(p.window(c.start), c.start)
	stem := i
	for i < j { // 均、分别 between the names and the comparison
		e, ok := p.W.Filler.Before(p.R, j)
		if !ok || j-len(e.Word) < i {
			break
		}
		if strings.HasPrefix(e.Text, "均") || e.Text == "都" {
			c.all = true
		}
		if strings.HasPrefix(e.Text, "分别") {
			c.each = true
		}
		j -= len(e.Word)
	}
	i, j = p.Trim(i, j)
	if c.noun[1] > 0 { // 少发案35起，少损失260万元: the base goes on
		p.pending = c.kinds
		if !p.ofLast(p.S.Str(c.noun[0], c.noun[1]), c) {
			return p.giveNames(c, c.noun[0], c.noun[1])
		}
		j = i
	}
	if a, b := p.trendBefore(c.start); a < b && i >= j {
		return p.giveNames(c, a, b)
	}
	switch {
	case i < j && len(p.group) > 0 && slices.Contains(p.W.Itself, p.S.Str(i, j)) && c.named: // 抓获326人，战果较第一阶段增长54.5%
		p.giveFigures(c)
	case i < j && lexicon.HanCount(p.S.Str(i, j)) >= 2:
		if c.side != "" && len(c.amounts) == 0 {
			return 0, false
		}
		if !c.named && (len(c.amounts) == 0 || lexicon.HanCount(p.S.Str(i, j)) < 3 && !slices.Contains(selfNamed, p.S.Str(i, j))) {
			return 0, false
		}
		return p.giveNames(c, i, j)
	case len(p.group) == 0:
		if a, b, ok := p.nameBefore(c); ok && (c.named || c.each) {
			return p.giveNames(c, a, b)
		}
		if !c.named {
			return 0, false
		}
		p.warn(WarnBase, min(stem, c.start), c.end)
	case !c.named && !c.each && p.lastEnd < c.start-2:
		return 0, false
	default:
		p.giveFigures(c)
	}
	p.done(c)
	return c.end, true
}

// ofLast says whether what is fewer is what the figure before counts: 损失460万元，同比少损失120万元.
func (p *parser) ofLast(noun string, c *change) bool {
	if len(p.group) == 0 || p.lastEnd < c.start-1 {
		return false
	}
	f := p.out.Figures[p.group[len(p.group)-1]]
	return f.Unit == c.amounts[0].n.Unit && f.Value.Op != None && (strings.Contains(f.Name, noun) || f.Code != "" && f.Code == p.W.Code(noun, f.Unit))
}

func (p *parser) done(c *change) {
	p.From, p.lastEnd, p.fresh = c.end, c.end, len(p.group)
	if c.op == Was || c.op == Zero { // an earlier number does not use up the figures: 65起，去年同期77起，同比下降15.6%
		p.fresh = max(0, p.fresh-1)
	}
	p.last = c.kinds[len(c.kinds)-1]
	p.last.Op = c.op
}

// one is the comparison of kind k with amount a; a below 0 is none.
func (p *parser) one(c *change, k, a int) Comparison {
	out := c.kinds[k]
	out.Op, out.Verb, out.Value = c.op, c.verb, Number{Op: None}
	if a >= 0 {
		m := c.amounts[a]
		out.Op, out.Verb, out.Value, out.Unit = m.op, m.verb, m.n.Num, m.n.Unit
	}
	out.Quote, out.Start, out.End = p.S.Quote(c.start, c.end), p.S.At(c.start), p.S.End(c.end)
	return out
}

// nameBefore is the name in the clause before: 立案数为近五年最低，较2021年下降62.4%; 发案数、损失数实现双下降，同比分别下降10.2%、15.6%.
func (p *parser) nameBefore(c *change) (a, b int, ok bool) {
	a, b = p.clauseBefore(p.window(c.start))
	for k := a + 2; k < b; k++ {
		if strings.ContainsRune("为呈达保实创持继不均双", p.R[k]) {
			b = k
		}
	}
	a, b = p.clean(a, b)
	name := p.S.Str(a, max(a, b))
	n := []rune(name)
	if _, rest := lexicon.PlaceFirst(name); strings.Contains(name, "、") && !lexicon.IsPlace(name) { // 甲区、乙市|发案
		parts := lexicon.SplitNames(name)
		if place, rest2 := lexicon.PlaceFirst(parts[len(parts)-1]); place != "" && rest2 != "" && rest != "" && lexicon.WithoutMuch(rest2) != "" {
			p.measure = lexicon.WithoutMuch(rest2)
			b -= len([]rune(rest2))
			name = p.S.Str(a, b)
		}
	}
	if parts := lexicon.SplitNames(name); len(parts) > 0 && !slices.ContainsFunc(parts, func(s string) bool { return !lexicon.IsPlace(s) }) { // 甲区、乙区不降反升，分别上升12%、8%
		return a, b, true
	}
	return a, b, len(n) >= 3 && strings.ContainsRune("数量率额失比", n[len(n)-1])
}

// trendBefore is what the clause before calls rising or falling: 冒充客服类诈骗上升趋势明显，环比上升33%.
func (p *parser) trendBefore(at int) (int, int) {
	a, b := p.clauseBefore(p.window(at))
	for k := a + 2; k < b; k++ {
		if _, ok := p.W.Dir.At(p.R, k); ok && (script.Says(p.R, k+2, "趋势") || script.Says(p.R, k+2, "势头") || script.Says(p.R, k+2, "态势")) {
			return p.clean(a, k)
		}
	}
	return 0, 0
}

// ofShare says whether a change in per cent is meant of the figure before a share and not of the share: 45起，占比38%，环比上升12%.
func (p *parser) ofShare(c *change) bool {
	if len(p.group) < 2 || len(c.amounts) != 1 || c.amounts[0].n.Unit != "%" {
		return false
	}
	last, before := p.out.Figures[p.group[len(p.group)-1]], p.out.Figures[p.group[len(p.group)-2]]
	return last.Unit == "%" && strings.Contains(last.Name, "占") && before.Unit != "%" && before.Value.Op != None
}

// giveFigures gives the comparison to figures already read.
func (p *parser) giveFigures(c *change) {
	n, last := len(c.amounts), p.group[len(p.group)-1]
	if p.ofShare(c) {
		last = p.group[len(p.group)-2]
	}
	put := func(f int, k, a int, shared bool) {
		cmp := p.one(c, k, a)
		cmp.Shared = shared
		p.out.Figures[f].Compare = append(p.out.Figures[f].Compare, cmp)
	}
	if n := len(c.more) + 1; n > 1 && n <= len(p.group) { // one earlier number for each
		for k, at := range p.group[len(p.group)-n:] {
			each := *c
			if k > 0 {
				each.was = &c.more[k-1]
			}
			p.out.Figures[at].Compare = append(p.out.Figures[at].Compare, p.earlier(&each)...)
		}
	} else {
		p.out.Figures[last].Compare = append(p.out.Figures[last].Compare, p.earlier(c)...)
	}
	fresh := p.group[min(p.fresh, len(p.group)):]
	if len(fresh) == 0 {
		fresh = p.group[len(p.group)-1:]
	}
	switch {
	case len(c.kinds) > 1 && n == len(c.kinds):
		for k := range c.kinds {
			put(last, k, k, false)
		}
	case len(c.kinds) > 1 && n <= 1:
		for k := range c.kinds {
			put(last, k, n-1, false)
		}
	case n <= 1 && (c.all || c.each && n == 0):
		for _, f := range fresh {
			put(f, 0, n-1, len(fresh) > 1)
		}
	case n <= 1:
		put(last, 0, n-1, false)
	case !c.each && differentUnits(c.amounts):
		for a := range c.amounts {
			put(last, 0, a, false)
		}
	case n <= len(p.group):
		group := p.group[len(p.group)-n:]
		for a, f := range group {
			put(f, 0, a, true)
		}
	default:
		p.warn(WarnShared, c.start, c.end)
	}
}

func differentUnits(list []amount) bool {
	return len(list) == 2 && list[0].n.Unit != list[1].n.Unit
}

// giveNames makes figures that have a change but no level: 发案数、案损数同比下降.
func (p *parser) giveNames(c *change, i, j int) (int, bool) {
	name, n := p.S.Str(i, j), len(c.amounts)
	names := []string{name}
	if c.each || c.all || n > 1 || n == 0 && lexicon.Countable(lexicon.SplitNames(name)) {
		names = lexicon.SplitNames(name)
	}
	if n > 1 && len(c.kinds) == 1 && len(names) != n && !differentUnits(c.amounts) {
		p.warn(WarnShared, i, c.end)
		p.done(c)
		return c.end, true
	}
	var made []int
	for k, part := range names {
		f := Figure{Period: p.period0, Subject: p.subject, Value: Number{Op: None}, Stat: Change0, Whole: -1, Story: p.Story, Shared: len(names) > 1}
		i := min(i, c.start)
		f.Quote, f.Start, f.End = p.S.Quote(i, c.end), p.S.At(i), p.S.End(c.end)
		f.RuneStart, f.RuneEnd = p.S.Run(i), p.S.RuneEnd(c.end)
		f.Compare = p.changesOf(c, k, len(names))
		if len(names) == 1 {
			f.Compare = append(p.earlier(c), f.Compare...)
		}
		if n > 0 {
			a := c.amounts[min(k, n-1)].n
			f.Printed, f.NumStart, f.NumEnd = p.S.Quote(a.I, a.J), p.S.At(a.I), p.S.End(a.J)
		}
		if lexicon.IsPlace(part) {
			f.Subject = part
			if len(p.group) > 0 && k == 0 {
				p.measure = p.out.Figures[p.group[len(p.group)-1]].Name
			}
			if p.measure != "" && !lexicon.IsPlace(p.measure) {
				part = p.measure
			}
		}
		if len(names) == 1 {
			p.levelBehind(&f, c)
		}
		p.add(f, part)
		made = append(made, len(p.out.Figures)-1)
	}
	p.done(c)
	return c.end, len(made) > 0
}

// levelBehind reads the level behind a change: 较7月上升2.3个百分点|至95.6%.
func (p *parser) levelBehind(f *Figure, c *change) {
	k := c.end
	if len(c.amounts) != 1 || k+1 >= len(p.R) || p.R[k] != '至' && p.R[k] != '到' || !script.IsDigit(p.R[k+1]) {
		return
	}
	n, ok := p.amount(k + 1)
	unit := c.amounts[0].n.Unit
	if !ok || unit == "个百分点" && n.Unit != "%" || unit == "%" && n.Kind == lexicon.UnitTime || unit != "%" && unit != "个百分点" && unit != n.Unit {
		return
	}
	f.Value, f.Unit, f.Stat = n.Num, n.Unit, number.StatOf(n.Kind)
	start := min(p.S.At(c.start), f.Start)
	f.Quote, f.Start, f.End, f.RuneEnd = p.S.Text[start:p.S.End(n.J)], start, p.S.End(n.J), p.S.RuneEnd(n.J)
	f.Printed, f.NumStart, f.NumEnd = p.S.Quote(n.I, n.J), p.S.At(n.I), p.S.End(n.J)
	c.end = n.J
}

// changesOf are the comparisons of the k-th of n names.
func (p *parser) changesOf(c *change, k, n int) []Comparison {
	amounts := len(c.amounts)
	if n > 1 {
		a := min(k, amounts-1)
		cmp := p.one(c, 0, a)
		cmp.Shared = true
		return []Comparison{cmp}
	}
	var out []Comparison
	switch {
	case len(c.kinds) > 1:
		for kind := range c.kinds {
			out = append(out, p.one(c, kind, min(kind, amounts-1)))
		}
	case amounts == 0:
		out = append(out, p.one(c, 0, -1))
	default:
		for a := range c.amounts {
			out = append(out, p.one(c, 0, a))
		}
	}
	return out
}
