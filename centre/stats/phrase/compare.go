package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/figure"
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
	was        *amount // the earlier number, in brackets: 环比上周（51起）减少9起
	noun       [2]int  // what is fewer, where it stands behind the direction
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
	j = p.Space(j)
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
	if !c.named || len(c.kinds) != 1 || c.kinds[0].Base == "" || c.kinds[0].Persist > 0 || j >= len(p.R) || p.R[j] != '，' && p.R[j] != ',' || p.From < i-1 && hanCount(p.S.Str(p.window(i), i)) > 1 {
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
	if len(c.kinds) > 0 {
		c.named = true
		return j, true
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
	if _, ok = p.W.Dir.At(p.R, i); !ok && p.R[i] != '翻' {
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

// anyBase reads a base that is in no list, up to the direction: 较|节前两周|提升3.2个百分点.
func (p *parser) anyBase(i int) (string, int) {
	for k := i; k < len(p.R) && k < i+10 && (script.IsHan(p.R[k]) || script.IsDigit(p.R[k])); k++ {
		e, ok := p.W.Dir.At(p.R, k)
		if ok && k > i+1 && len(e.Word) > 1 {
			return p.S.Str(i, k), k
		}
	}
	return "", i
}

// base reads what is compared with: 去年同期, 2020年, 4月, 1月~10月.
func (p *parser) base(i int) (string, int) {
	i0 := i
	for _, w := range []string{"历史峰值", "峰值", "最高峰", "高峰期", "最高点", "最高的"} {
		if script.Says(p.R, i, w) {
			i += len([]rune(w))
		}
	}
	if e, ok := p.W.Bases.At(p.R, i); ok {
		return e.Text, i + len(e.Word)
	}
	period, j, ok := p.Period(i)
	if !ok || period.Kind == Since || period.Kind == Point {
		return "", i0
	}
	if script.Says(p.R, j, "同期") {
		j += 2
	}
	return p.S.Str(i, j), j
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
	if k == j || k >= len(p.R) || p.R[k] != '的' {
		return i, false
	}
	n, ok := p.amount(k + 1)
	if !ok || n.Unit != "倍" {
		return i, false
	}
	c.kinds, c.named, c.op = []Comparison{{Kind: "倍数", Base: base}}, true, Times
	c.amounts = []amount{{n: n, op: Times, verb: "是"}}
	for n.J+1 < len(p.R) && strings.ContainsRune("、和及", p.R[n.J]) { // 分别是2024年的1.8倍和1.5倍
		more, found := p.amount(n.J + 1)
		if !found || more.Unit != "倍" {
			break
		}
		c.amounts, n, c.each = append(c.amounts, amount{n: more, op: Times, verb: "是"}), more, true
	}
	return n.J, true
}

// was reads the earlier number itself: 上年同期为0, 去年同期77起, 上期45起.
func (p *parser) was(i int, c *change) (int, bool) {
	e, ok := p.W.Bases.At(p.R, i)
	if !ok {
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
	c.kinds, c.named, c.op = []Comparison{{Kind: kindOf(e.Text), Base: e.Text}}, true, Was
	if n.Num.M == 0 {
		c.op = Zero
	}
	c.amounts = []amount{{n: n, op: c.op}}
	return n.J, true
}

// beside reads 低于全省平均水平2.1起: a comparison with others at the same time.
func (p *parser) beside(i int, c *change) (int, bool) {
	way := Up
	switch {
	case script.Says(p.R, i, "低于"):
		way = Down
	case !slices.ContainsFunc([]string{"高于", "高出", "优于", "好于", "领先"}, func(w string) bool { return script.Says(p.R, i, w) }):
		return i, false
	}
	e, ok := p.W.Scopes.At(p.R, i+2)
	if !ok {
		return i, false
	}
	k := i + 2 + len(e.Word)
	for _, w := range []string{"平均水平", "平均值", "平均", "均值"} {
		if script.Says(p.R, k, w) {
			k += len([]rune(w))
			c.kinds, c.named, c.op = []Comparison{{Kind: p.S.Str(i, k), Base: p.S.Str(i+2, k)}}, true, Times
			c.side = way
			n, found := p.amount(k)
			if found {
				c.amounts = []amount{{n: n, op: way}}
				k = n.J
			}
			return k, true
		}
	}
	return i, false
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
	if !ok || n.Kind == lexicon.UnitRatio {
		return j
	}
	c.was = &amount{n: n, op: Was}
	k = n.J
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
	if k < len(p.R) && (p.R[k] == '为' || p.R[k] == '：' || p.R[k] == ':') {
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

// kindOf is the usual comparison with a period: 同比 with the same time of a year before, 环比 with the period before.
func kindOf(base string) string {
	if strings.Contains(base, "年") {
		return "同比"
	}
	return "环比"
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

var ways = []Way{Up, Down, Flat}

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
	c.op, c.verb = ways[e.Kind], e.Text
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
	return j, c.named && p.ends(j)
}

// fewer reads 少发案35起, 减少损失260万元 behind a base: the thing stands between direction and amount.
func (p *parser) fewer(j int, c *change) (int, bool) {
	if !c.named || len(c.kinds) != 1 {
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

// ends says whether a direction without an amount may end here: 同比上升。 but not 同比上升较大的有……
func (p *parser) ends(j int) bool {
	if j >= len(p.R) || !script.IsHan(p.R[j]) {
		return j >= len(p.R) || !script.IsDigit(p.R[j])
	}
	for _, w := range []string{"的良好", "的态势", "的趋势", "的成效", "的好", "趋势", "态势", "明显", "和", "，", "势头"} {
		if script.Says(p.R, j, w) {
			return true
		}
	}
	return false
}

func (p *parser) doubling(j int, c *change) (int, bool) {
	for _, w := range []string{"翻了一番", "翻一番", "翻了两番", "翻两番", "翻了三番", "翻番", "翻了番", "翻倍", "翻了一倍", "翻一倍"} {
		if !script.Says(p.R, j, w) {
			continue
		}
		n := int64(1)
		if strings.Contains(w, "两") {
			n = 2
		}
		if strings.Contains(w, "三") {
			n = 3
		}
		unit := "番"
		if strings.HasSuffix(w, "倍") {
			unit = "倍"
		}
		end := j + len([]rune(w))
		c.op, c.verb = Up, "翻"
		c.amounts = []amount{{n: number.Lexed{I: j, J: end, D: j, Num: Number{Decimal: Int(n), Op: Eq, Han: true}, Unit: unit, Kind: lexicon.UnitRatio}, op: Up, verb: "翻"}}
		return end, true
	}
	return j, false
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
			op, verb = ways[e.Kind], e.Text
			k += len(e.Word)
		} else if comma && (!c.each || k >= len(p.R) || !script.IsDigit(p.R[k]) || !p.percentAt(k)) {
			return end, true
		}
	}
}

func (p *parser) percentAt(k int) bool {
	j, ok := p.PlainDigits(k)
	return ok && j < len(p.R) && p.R[j] == '%'
}
