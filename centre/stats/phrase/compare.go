package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// change is a comparison while it is read.
type change struct {
	start, end int
	kinds      []Comparison // kind and base; without one, a single empty
	named      bool
	each       bool // 分别
	all        bool // 均、都
	op         Way
	side       Way // of a comparison with others
	verb       string
	amounts    []amount
	more       []amount // further earlier numbers: 较10月的31起、186万元分别下降
	was        *amount  // the earlier number, in brackets: 环比上周（51起）减少9起
	noun       [2]int   // what is fewer, where it stands behind the direction
}

type amount struct {
	n    number.Lexed
	op   Way
	verb string
}

// compare reads a comparison that begins at r[i] and gives it to its figures.
func (p *parser) compare(i int) (int, bool) {
	c := change{start: i}
	j, ok := p.head(i, &c)
	if !ok {
		return i, false
	}
	j = p.Lines(p.Space(j))
	if len(c.amounts) == 0 {
		j = p.skip(j, p.W.Adverbs, &c)
	}
	from := j
	j, ok = p.direction(j, &c)
	if !ok {
		return p.wait(i, from, &c)
	}
	c.end = j
	return p.give(&c)
}

// wait keeps a base that stands before its figures: 与2023年相比，发案数下降20.3%，损失下降18.8%.
func (p *parser) wait(i, j int, c *change) (int, bool) {
	if !c.named || len(c.kinds) != 1 || c.kinds[0].Base == "" || c.kinds[0].Persist > 0 || j >= len(p.R) || p.R[j] != '，' && p.R[j] != ',' || p.From < i-1 && lexicon.HanCount(p.S.Str(p.window(i), i)) > 1 {
		return i, false
	}
	p.pending, p.From = c.kinds, j+1
	return j + 1, true
}

// head reads 同比, 同比、环比, 与4月相比, 较去年同期, 连续5周; nothing at all where a direction follows at once.
func (p *parser) head(i int, c *change) (int, bool) {
	if script.Says(p.R, i, "连续") {
		return p.persist(i, c)
	}
	j := p.kindsAt(i, c)
	if len(c.kinds) > 0 {
		c.named = true
		return p.plainBase(j, c), true
	}
	if k, ok := p.multipleOf(i, c); ok {
		return k, true
	}
	if k, ok := p.was(i, c); ok {
		return k, true
	}
	if k, ok := p.beside(i, c); ok {
		return k, true
	}
	e, ok := p.W.Openers.At(p.R, i)
	if ok {
		base, k := p.base(i + len(e.Word))
		if k == i+len(e.Word) && e.Text == "较" {
			base, k = p.anyBase(k)
		}
		if k == i+len(e.Word) {
			return i, false
		}
		if closer, found := p.W.Closers.At(p.R, k); found {
			k += len(closer.Word)
		}
		kind := Comparison{Kind: p.S.Str(i, k), Base: base}
		k = p.behindBase(k, c)
		if c.was != nil {
			kind.Kind = strings.TrimSuffix(kind.Kind, "的")
		}
		k = p.inBrackets(k, &kind, c)
		if closer, found := p.W.Closers.At(p.R, k); found { // 与8月同期（50起）相比
			k += len(closer.Word)
		}
		c.kinds, c.named = []Comparison{kind}, true
		return p.comma(k), true
	}
	for _, w := range []string{"年均", "月均", "季均"} { // 年均增长12.5%
		if script.Says(p.R, i, w) {
			_, ok = p.W.Dir.At(p.R, i+2)
			c.kinds, c.named = []Comparison{{Kind: w}}, ok
			return i + 2, ok
		}
	}
	if e, ok = p.W.Dir.At(p.R, i); !ok && p.R[i] != '翻' || len(e.Word) == 1 && i > 0 && strings.ContainsRune("一两二三四双", p.R[i-1]) { // 两降两升
		return i, false
	}
	if d, inner := p.W.Dir.At(p.R, i-1); inner && len(d.Word) > 1 { // 下|降
		return i, false
	}
	if len(p.pending) > 0 {
		c.kinds, c.named = slices.Clone(p.pending), true
		return i, true
	}
	c.kinds = []Comparison{{Kind: p.last.Kind, Base: p.last.Base}}
	if p.lastEnd < i-1 || p.last.Op == "" {
		c.kinds = []Comparison{{}}
	}
	return i, true
}

// kindsAt reads 同比, 同比、环比, each with its base.
func (p *parser) kindsAt(i int, c *change) int {
	j := i
	for {
		e, ok := p.W.Kinds.At(p.R, j)
		if !ok {
			break
		}
		kind := Comparison{Kind: e.Text}
		j += len(e.Word)
		base, k := p.base(j)
		if k > j {
			kind.Base, j = base, k
		}
		j = p.inBrackets(j, &kind, c)
		c.kinds = append(c.kinds, kind)
		k = j
		for k < len(p.R) && strings.ContainsRune("、和及与 ", p.R[k]) {
			k++
		}
		if _, more := p.W.Kinds.At(p.R, k); !more || len(c.kinds) == 3 {
			break
		}
		j = k
	}
	return j
}

// plainBase reads the earlier number behind the word of a comparison: 环比2月21起，上升47.6%; 同比去年同期42下降26.2%, which has the unit of its figure.
func (p *parser) plainBase(j int, c *change) int {
	if len(c.kinds) != 1 || c.was != nil || j >= len(p.R) || !script.IsDigit(p.R[j]) || len(p.group) == 0 {
		return j
	}
	n, ok := p.amount(j)
	if !ok && (n.J <= j || !n.Missing) {
		n = number.Lexed{I: j, D: j}
		if n.J, ok = p.Digits(&n); !ok {
			return j
		}
	}
	last := &p.out.Figures[p.group[len(p.group)-1]]
	if n.Missing || n.Unit == "" {
		n.Unit = last.Unit
	}
	k := p.comma(p.Space(n.J))
	_, changed := p.W.Dir.At(p.R, p.Adverb(k))
	if n.Kind == lexicon.UnitRatio || n.Unit != last.Unit || !changed {
		return j
	}
	c.was = &amount{n: n, op: Was}
	return k
}

// comma goes over a comma between a base and the direction: 与4月相比，下降14.3%.
func (p *parser) comma(k int) int {
	if k+1 < len(p.R) && (p.R[k] == '，' || p.R[k] == ',') {
		next := k + 1
		if e, ok := p.W.Adverbs.At(p.R, next); ok {
			next += len(e.Word)
		}
		if _, ok := p.W.Dir.At(p.R, next); ok {
			return k + 1
		}
	}
	return k
}

// skip goes over adverbs and notes which share out.
func (p *parser) skip(j int, t script.Table, c *change) int {
	for {
		e, ok := t.At(p.R, j)
		if !ok {
			return j
		}
		_, dir := p.W.Dir.At(p.R, j)
		if d, _ := p.W.Dir.At(p.R, j); dir && len(d.Word) >= len(e.Word) {
			return j
		}
		switch {
		case strings.Contains(e.Text, "分别"), e.Text == "各":
			c.each = true
		case e.Text == "均" || e.Text == "都" || e.Text == "双双" || e.Text == "全部" || strings.HasPrefix(e.Text, "均"):
			c.all = true
		}
		j = p.Space(j + len(e.Word))
	}
}

// direction reads 上升60.4%、80.6%和146.5%, 持平, 翻一番, +12.3%.
func (p *parser) direction(j int, c *change) (int, bool) {
	if c.side != "" { // 低于全省平均水平
		c.op = c.side
		return j, true
	}
	if c.op == Times || c.op == Was || c.op == Zero {
		return j, true
	}
	if j >= len(p.R) {
		return j, false
	}
	if (p.R[j] == '：' || p.R[j] == ':') && j+1 < len(p.R) {
		j++
	}
	if p.R[j] == '翻' {
		return p.doubling(j, c)
	}
	if (p.R[j] == '+' || p.R[j] == '-' || p.R[j] == '↑' || p.R[j] == '↓') && c.named && j+1 < len(p.R) && script.IsDigit(p.R[j+1]) {
		c.op, p.Signed = Up, j+1
		if p.R[j] == '-' || p.R[j] == '↓' {
			c.op = Down
		}
		n, ok := p.amount(j + 1)
		p.Signed = -1
		if !ok {
			return j, false
		}
		c.amounts = []amount{{n: n, op: c.op}}
		return n.J, true
	}
	e, ok := p.W.Dir.At(p.R, j)
	if !ok {
		return j, false
	}
	c.op, c.verb = number.Ways[e.Kind], e.Text
	j += len(e.Word)
	if c.op == Flat {
		return j, c.named
	}
	k := p.skip(j, p.W.Joins, c)
	if script.Says(p.R, k-1, "至") || script.Says(p.R, k-1, "到") && !script.Says(p.R, k-2, "达到") { // 提升至95% is a level
		return j, false
	}
	end, ok := p.amounts(k, c)
	if ok {
		return end, true
	}
	if end, ok = p.fewer(j, c); ok {
		return end, true
	}
	return j, c.named && p.Ends(j)
}

// fewer reads 少发案35起, 减少损失260万元 behind a base: the thing stands between direction and amount.
func (p *parser) fewer(j int, c *change) (int, bool) {
	if !c.named || len(c.kinds) != 1 || j < len(p.R) && p.R[j] == '的' { // 同比下降的有11个
		return j, false
	}
	k := j
	for k < len(p.R) && k < j+6 && script.IsHan(p.R[k]) && script.HanDigit(p.R[k]) < 0 {
		k++
	}
	if k == j || k >= len(p.R) || !script.IsDigit(p.R[k]) {
		return j, false
	}
	n, ok := p.amount(k)
	if !ok || n.Kind == lexicon.UnitRatio {
		return j, false
	}
	if k == j+1 && len(p.group) > 0 { // 同比多破12起: of the figure before
		c.amounts = []amount{{n: n, op: c.op, verb: c.verb}}
		return n.J, true
	}
	if c.kinds[0].Base == "" && k == j+1 {
		return j, false
	}
	c.noun = [2]int{j, p.Unfill(n.I)}
	c.amounts = []amount{{n: n, op: c.op, verb: c.verb}}
	return n.J, c.noun[1] > j
}

func (p *parser) doubling(j int, c *change) (int, bool) {
	n, unit, end := number.Doubled(p.R, j)
	if end == j {
		return j, false
	}
	c.op, c.verb = Up, "翻"
	c.amounts = []amount{{n: number.Lexed{I: j, J: end, D: j, Num: Number{Decimal: Int(n), Op: Eq, Han: true}, Unit: unit, Kind: lexicon.UnitRatio}, op: Up, verb: "翻"}}
	return end, true
}

// amount reads one number of a change at r[k].
func (p *parser) amount(k int) (number.Lexed, bool) {
	k = p.Space(k)
	for range 2 {
		e, ok := p.W.Joins.At(p.R, k)
		if !ok {
			break
		}
		k = p.Space(k + len(e.Word))
	}
	if k >= len(p.R) || !p.Begins(k) {
		return number.Lexed{}, false
	}
	n, _, ok := p.Number(k)
	if ok && (n.Missing || n.Filter) {
		return n, false
	}
	return n, ok
}

// amounts reads the list 60.4%、80.6%和146.5%; each may have a direction of its own.
func (p *parser) amounts(k int, c *change) (int, bool) {
	op, verb, end := c.op, c.verb, k
	for {
		n, ok := p.amount(k)
		if !ok || !c.named && n.Kind == lexicon.UnitTime || !c.named && n.Kind != lexicon.UnitRatio && p.lastEnd < c.start-1 {
			return end, len(c.amounts) > 0
		}
		c.amounts = append(c.amounts, amount{n: n, op: op, verb: verb})
		end, k = n.J, p.Space(n.J)
		if k >= len(p.R) || !slices.Contains([]rune("、和及与,，"), p.R[k]) || len(c.amounts) >= 40 {
			return end, true
		}
		comma := p.R[k] == ',' || p.R[k] == '，'
		k = p.Space(k + 1)
		if e, found := p.W.Dir.At(p.R, k); found && e.Kind < 2 && !comma {
			op, verb = number.Ways[e.Kind], e.Text
			k += len(e.Word)
		} else if comma && (!c.each || k >= len(p.R) || !script.IsDigit(p.R[k]) || !p.PercentAt(k)) {
			return end, true
		}
	}
}
