package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/grid"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/parts"
	"fanzha/centre/stats/phrase/script"
)

// Options of reading.
type Options struct {
	Day string // YYYY-MM-DD of the text, for 今年 and 上半年; empty takes the first full date in it
}

// parser reads one text from left to right.
type parser struct {
	number.Reader
	out Text

	period0      Period
	opening      Period // the first one of the text
	lasting      Period // the last one that is not a day
	subject      string
	filter       string
	begin        int   // of the sentence
	group        []int // figures of the sentence, in order
	fresh        int   // of the group: the first one after the last comparison
	lastEnd      int   // character after the last figure or comparison
	last         Comparison
	pending      []Comparison // a base said before its figures
	whole        int          // 其中
	tales        bool         // among the cases told as stories
	measure      string       // 发案数 of 发案数最多的是城东区（12起），其次为临江县（9起）
	listed       bool         // the number's name follows 、
	origin       Comparison   // the first number of 由80%提升到95%
	originAt     int          // where it ends
	earlierGroup []int        // the figures of the sentence before
	of           string       // whose figures the sentence lists
	first        Period       // of the sentence
	section      Period       // of the part of the bulletin
	headEnd      int          // where its colon stands
	open0        int          // figures of the sentence when a bracket opened
	beyond       bool         // 其中 is about the sentence before
	heading      string       // of the lines that follow: 各县区发案情况：
	timeIn       [3]int       // a time in brackets: where they open and end, and where the name before them begins
	hangs        bool         // the number follows another one directly: 13批|7315人
}

// open folds a text for reading.
func open(text string) *parser {
	p := &parser{whole: -1, out: Text{Figures: []Figure{}}}
	p.W, p.Signed = lexicon.Shipped(), -1
	p.S = script.Fold(text, p.W.Fold)
	p.R = p.S.R
	return p
}

// Parse reads the figures of a text. It never fails: what it cannot read it leaves out.
func Parse(text string) Text { return ParseWith(text, Options{}) }

// ParseWith reads the figures of a text of a known day.
func ParseWith(text string, o Options) Text {
	cut := len(text)
	if cut > MaxText {
		for cut = MaxText; cut > 0 && text[cut]&0xC0 == 0x80; {
			cut--
		}
	}
	p := open(text[:cut])
	if cut < len(text) {
		p.out.Warnings = append(p.out.Warnings, Warning{Code: WarnLong, Start: cut, End: len(text)})
	}
	p.Anchor()
	p.On(o.Day)
	p.sentence(0)
	for i := 0; i < len(p.R); {
		if i == 0 || p.R[i-1] == '\n' {
			if j, ok := p.table(i); ok {
				i = j
				continue
			}
		}
		i = max(p.step(i), i+1)
	}
	parts.Find(p.S.Text, p.out.Figures)
	for _, g := range p.Garbled {
		p.warn(WarnDate, g[0], g[1])
	}
	return p.out
}

const (
	stops  = "。！!？?\n"
	pauses = "，,；;"
)

// step reads what begins at r[i] and says where to go on.
func (p *parser) step(i int) int {
	c := p.R[i]
	if script.IsHan(c) || script.IsDigit(c) || c == '?' || c == '？' {
		if j, ok := p.word(i); ok {
			return j
		}
	}
	if c == '/' && p.lastEnd == i && p.lastEnd > 0 && i+1 < len(p.R) && script.IsDigit(p.R[i+1]) { // 12笔/86.4万元
		p.Signed = i + 1
	}
	if j, ok := p.aside(i); ok {
		return j
	}
	if j, ok := p.Person(i); ok {
		return j
	}
	p.bracket(i)
	switch {
	case i > p.begin && p.GoesOn(i) > i && (c == '\n' || len(p.group) > 0):
		if len(p.group) > 0 {
			p.From, p.filter = p.GoesOn(i), ""
		}
		return p.GoesOn(i)
	case strings.ContainsRune(stops, c):
		p.sentence(i + 1)
	case (c == '；' || c == ';') && p.open0 > 0:
		p.From = i + 1
	case c == '；' || c == ';':
		if len(p.group) > 0 {
			p.earlierGroup = p.group
		}
		p.group, p.fresh, p.whole, p.From, p.filter = nil, 0, -1, i+1, ""
		p.last = Comparison{}
	case c == '：' || c == ':':
		p.heading, p.headEnd = p.S.Str(max(p.begin, i-longestName), i), i
		if a, b := p.Trim(p.begin, i); b-a <= 10 && lexicon.IsPlace(p.S.Str(a, max(a, b))) { // 东湖分局：预警核查率100%，见面率96.5%
			p.of = p.S.Str(a, b)
		}
	case strings.ContainsRune(pauses, c) || c == '|' || c == '…':
		p.From, p.filter = i+1, ""
	case p.Begins(i):
		n, j, ok := p.Number(i)
		switch {
		case ok:
			if k, done := p.distribute(n); done {
				return k
			}
			if k, done := p.sharesOut(n); done {
				return k
			}
			return p.figure(n)
		case p.bare0(n):
			return p.listed0(n)
		case n.Refused:
			p.warn(WarnRange, i, j)
		}
		return j
	}
	return i + 1
}

// word reads a comparison, a period, a rank or 其中.
func (p *parser) word(i int) (int, bool) {
	if script.Says(p.R, i, "其中") && (i == 0 || !script.IsHan(p.R[i-1])) && !script.Says(p.R, i+2, "的") {
		p.whole = -1
		if n := len(p.group); n > 0 {
			p.whole = p.group[n-1]
		} else if n := len(p.earlierGroup); n > 0 && p.lastEnd >= i-4 {
			p.whole, p.beyond = p.earlierGroup[n-1], true
		}
		p.From = i + 2
		return i + 2, true
	}
	if p.R[i] == '第' {
		if j, ok := p.scored(i); ok {
			return j, true
		}
	}
	if p.R[i] == '连' || p.R[i] == '零' {
		if j, ok := p.none(i); ok {
			return j, true
		}
	}
	if j, ok := p.compare(i); ok {
		return j, true
	}
	if period, j, ok := p.Period(i); ok {
		switch {
		case p.R[i] == '从' && script.Says(p.R, j, "的"), p.origin.Op == Was && i-p.originAt < 8 && (strings.ContainsRune("至到", p.R[i-1]) || p.R[i] == '到'): // 从一季度的92%提高至二季度的98%
			return j, true
		case i > 0 && strings.ContainsRune("由比较于", p.R[i-1]), script.Says(p.R, j, "同期"): // 由去年的3.2亿元: not the time of the figure
			return j, true
		case period.Kind == Year && script.Says(p.R, j, "第"): // 2025年第10期
		case p.Stated(i): // 统计时段：3月3日至3月9日
			p.period0, p.opening, p.section, p.lasting = period, period, Period{}, period
		case j < len(p.R) && (p.R[j] == ')' || p.R[j] == '）' || p.R[j] == '讯' || p.R[j] == '电' && period.Kind == Day): // a dateline, an aside
			if i > 0 && strings.ContainsRune("（(", p.R[i-1]) && j < len(p.R) && strings.ContainsRune("）)", p.R[j]) && p.window(i) < i-2 {
				p.timeIn = [3]int{i - 1, j + 1, p.window(i)}
				p.period0 = period
			}
			j++
		case period.Text == "全年" && p.opening.Kind == Year && p.opening.From != "":
			period.From, period.To = p.opening.From, p.opening.To
			p.period0 = period
		default:
			p.period0 = period
			if p.first.Text == "" {
				p.first = period
			}
		}
		p.From = j
		return j, true
	}
	if j, ok := p.rank(i); ok {
		return j, true
	}
	if p.R[i] == '以' && script.Says(p.R, i, "以来") {
		return p.sinceEvent(i)
	}
	return i, false
}

// table reads a table that begins at r[i].
func (p *parser) table(i int) (int, bool) {
	g := grid.Reader{Reader: p.Reader, Period: p.period0}
	j, ok := g.Table(i)
	if ok {
		p.out.Figures = append(p.out.Figures, g.Out...)
		p.group, p.whole = nil, -1
	}
	return j, ok
}

// sinceEvent reads 专项行动开展以来: a time that begins with an event.
func (p *parser) sinceEvent(i int) (int, bool) {
	from, _ := p.Trim(p.window(i), i)
	text := p.S.Str(from, max(from, i))
	if lexicon.HanCount(text) < 4 || lexicon.HanCount(text) > 20 || !slices.ContainsFunc(p.W.Events, func(w string) bool { return strings.HasSuffix(text, w) }) {
		return i, false
	}
	p.period0 = Period{Text: text + "以来", Kind: Since, To: p.Today}
	p.From = i + 2
	return i + 2, true
}

// sentence begins a new one at r[i].
func (p *parser) sentence(i int) {
	if p.period0.Kind == Day && p.daily(i) {
		p.opening = p.period0
	}
	if p.period0.Kind == Day && !p.daily(i) && p.opening != p.period0 { // a day of a story does not last
		p.period0 = p.lasting
	} else {
		p.lasting = p.period0
	}
	if p.opening.Text == "" && p.first.Kind != Day {
		p.opening = p.first
	}
	p.first = Period{}
	p.paragraph(i)
	if k := p.ListMark(i); k > i {
		if p.R[k-1] == '、' && p.opening.Text != "" { // a new part is again about the period of the bulletin
			p.period0, p.section = p.opening, Period{}
		}
		i = k
	}
	p.heads(i)
	if len(p.group) > 0 {
		p.earlierGroup = p.group
	}
	p.beyond, p.of = false, ""
	p.begin, p.From, p.group, p.fresh, p.whole, p.filter, p.subject = i, i, nil, 0, -1, "", ""
	p.last, p.pending, p.measure, p.origin = Comparison{}, nil, "", Comparison{}
	p.Story = false
	end := i
	for end < len(p.R) && end-i < 400 && !strings.ContainsRune(stops, p.R[end]) {
		end++
	}
	text := p.S.Str(i, end)
	for _, w := range p.W.Story {
		if strings.Contains(text, w) {
			p.Story = true
		}
	}
	p.Story = p.Story || number.Somebody(p.R[i:end]) || p.cases(text)
}

// paragraph goes back to the time of the part, or of the bulletin: one that was named in passing does not last beyond its paragraph. The heading of a part sets
// its time.
func (p *parser) paragraph(i int) {
	if i == 0 || p.R[i-1] != '\n' || p.opening.Text == "" {
		return
	}
	head := p.S.Str(p.begin, max(p.begin, i-1))
	if len(p.group) == 0 && p.period0.Text != "" && strings.Contains(head, p.period0.Text) && lexicon.HanCount(head) < 30 && !strings.ContainsAny(head, "，。；,") {
		p.section = p.period0
	}
	switch {
	case p.section.Text != "":
		p.period0 = p.section
	case p.opening.Text != "":
		p.period0 = p.opening
	}
}

// cases says whether the text has come to the cases told as stories; a heading of another part ends them.
func (p *parser) cases(text string) bool {
	if tales, part := number.Part(text); part {
		p.tales = tales
	}
	return p.tales || strings.Contains(text, "岁）") || strings.Contains(text, "岁)")
}

// filtered takes a number that says which are counted and not how many: 损失30万元以上的案件.
func (p *parser) filtered(n number.Lexed) (int, bool) {
	if n.Filter {
		k := n.I
		for _, w := range []string{"单案损失", "损失", "被骗", "涉案", "金额", "单笔", "单案", "价值", "诈骗"} {
			if word := []rune(w); k-len(word) >= 0 && script.Has(p.R, k-len(word), word) {
				k -= len(word)
				break
			}
		}
		p.filter = p.S.Str(k, n.J)
		return n.J, true
	}
	if k := p.Connector(n.J); n.Kind == lexicon.UnitMoney && k > n.J { // 被骗金额5万元到10万元的|有5起
		if m, ok := p.amount(k); ok && m.Kind == lexicon.UnitMoney && m.J < len(p.R) && p.R[m.J] == '的' {
			p.filter = p.S.Str(n.I, m.J)
			return m.J, true
		}
	}
	return n.I, false
}

// figure takes a number as the value of a figure, where it is one.
func (p *parser) figure(n number.Lexed) int {
	if k, ok := p.filtered(n); ok {
		return k
	}
	if p.fromTo(n) {
		return n.J
	}
	if k, ok := p.swayed(n); ok {
		return k
	}
	switch {
	case p.wished(n.I):
		return n.J
	case n.Unit == "倍" || n.Unit == "番" || n.Unit == "个百分点":
		return n.J
	case n.Num.Han && n.Num.M == 1 && n.Num.Word == "" && n.Unit != "名" && n.Unit != "人" && n.Unit != "起" && n.Unit != "件" && n.Unit != "个" && n.Kind == lexicon.UnitCount:
		return n.J // 一批、一系列
	case slices.Contains([]string{"以下", "以上", "以内"}, n.Num.Word) && (script.Says(p.R, n.J, "罚") || script.Says(p.R, n.J, "的罚")): // 十万元以下罚款
		return n.J
	case n.Kind == lexicon.UnitTime && !p.DurationBefore(n.I) && (p.origin.Op != Was || p.origin.Unit != n.Unit || n.I-p.originAt > 12):
		if n.J < len(p.R) && n.I <= p.From+1 && strings.ContainsRune("内后里", p.R[n.J]) { // 3分钟内|冻结
			p.From = n.J + 1
		}
		return n.J
	}
	f := Figure{Period: p.period0, Value: n.Num, Unit: n.Unit, Stat: number.StatOf(n.Kind), Filter: p.filter, Whole: -1, Story: p.Story}
	if n.Missing && (n.Unit == "元" || n.Num.Scale == 0) { // 用户达214万 needs none
		f.Warn = append(f.Warn, WarnUnit)
		if !p.Story || n.Num.Scale >= 8 {
			p.warn(WarnUnit, n.I, n.J)
		}
	}
	p.hangs = p.lastEnd == n.I && p.lastEnd > 0
	p.listed = p.lastEnd > 0 && p.lastEnd < len(p.R) && p.R[p.lastEnd] == '、' && p.From <= p.lastEnd+1
	names, start, end := p.nameOf(n, &f)
	if len(names) == 0 {
		return n.J
	}
	if e, ok := p.W.Dir.At([]rune(names[0]), 0); ok && len(e.Word) == len([]rune(names[0])) { // 上升|33% is no level
		return n.J
	}
	f.Subject, f.Shared = p.subject, len(names) > 1
	p.Stand(&f, [4]int{start, end, n.I, n.J})
	if end == n.J {
		p.changed(&f, names, n)
	}
	p.placed(&f, names, n.Kind)
	p.fromOrigin(&f, n.I)
	for _, name := range names {
		p.add(f, name)
	}
	p.filter, p.From, p.lastEnd = "", n.J, end
	if end > n.J {
		p.From = end
	}
	return max(n.J, end)
}

// add appends a figure under a name.
func (p *parser) add(f Figure, name string) {
	f.Name = name
	p.ofType(&f, name)
	if f.Subject == "" {
		f.Subject = p.of
	}
	if !f.Story {
		unit := f.Unit
		if f.Value.Op == None && len(f.Compare) > 0 && !slices.Contains([]string{"%", "倍", "番", "成", "个百分点"}, f.Compare[0].Unit) { // 缩短5分钟: of times
			unit = f.Compare[0].Unit
		}
		f.Code = p.W.Code(name, unit)
	}
	if p.whole >= 0 && p.whole < len(p.out.Figures) {
		head := []rune(name)
		_, verb := p.W.VerbAt.At(head, 0)
		if verb && !(len(head) <= 6 && p.out.Figures[p.whole].Unit == f.Unit) && !p.hangs && !p.listed && len(p.group) > 0 && p.group[len(p.group)-1] > p.whole && p.out.Figures[len(p.out.Figures)-1].Whole == p.whole {
			p.whole = -1
		}
		f.Whole = p.wholeFor(f.Unit)
	}
	p.group = append(p.group, len(p.out.Figures))
	p.out.Figures = append(p.out.Figures, f)
}

// wholeFor is the whole with the same unit: of 13批7315人 the persons are a part of the persons, of 接收指令1.26万条，劝阻率98.7%，其中高危预警215条 the warnings of the
// orders.
func (p *parser) wholeFor(unit string) int {
	group := p.group
	if p.beyond {
		group = p.earlierGroup
	}
	for x := len(group) - 1; x >= 0; x-- {
		if k := group[x]; k <= p.whole && p.out.Figures[k].Unit == unit && (p.out.Figures[k].Whole < 0 || k == p.whole) && p.out.Figures[k].Rank == nil {
			return k
		}
	}
	if p.beyond {
		return -1
	}
	return p.whole
}

// daily says whether the sentence before r[i] is the heading of a bulletin of one day: 昨日（11月20日）我市电诈警情.
func (p *parser) daily(i int) bool {
	text := p.S.Str(min(p.begin, i), i)
	return p.opening.Text == "" && lexicon.HanCount(text) < 30 && slices.ContainsFunc([]string{"昨日", "今日", "当日", "日报", "每日", "快报"}, func(w string) bool { return strings.Contains(text, w) })
}

func (p *parser) warn(code string, i, j int) {
	if len(p.out.Warnings) < 1000 {
		p.out.Warnings = append(p.out.Warnings, Warning{Code: code, Quote: p.S.Quote(i, j), Start: p.S.At(i), End: p.S.End(j)})
	}
}
