package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// ofPlace parts 发案数最多的是城东区 into what is counted and the place; 其次为临江县 and 云山县 count the same.
func (p *parser) ofPlace(name string) (measure, place string, ok bool) {
	for _, w := range []string{"的是", "的为", "的有", "的依次为", "依次为", "其次为", "其次是", "其次有"} {
		head, tail, found := strings.Cut(name, w)
		if !found || !lexicon.IsPlace(tail) {
			continue
		}
		measure = lexicon.WithoutMuch(head)
		if measure == "" || measure == "最低" || measure == "最高" || measure == "最少" || measure == "最多" || lexicon.HanCount(measure) < 2 {
			measure = p.measure
		}
		return measure, tail, measure != ""
	}
	return p.measure, name, p.measure != "" && lexicon.IsPlace(name)
}

// placed ties a figure to the place that its name is: 城东区12起 under 各县区发案情况 is 发案 of 城东区.
func (p *parser) placed(f *Figure, names []string, kind lexicon.UnitKind) {
	if len(names) != 1 {
		return
	}
	if _, verb := p.W.VerbAt.At([]rune(names[0]), 0); verb && lexicon.IsPlace(names[0]) { // 涉及4个派出所
		return
	}
	measure, place, ok := p.ofPlace(names[0])
	switch {
	case ok && f.Unit != "%":
		p.measure, f.Subject, names[0] = measure, place, measure
	case lexicon.IsPlace(names[0]):
		f.Subject = names[0]
		if m := p.rateBefore(f); m != "" {
			names[0] = m
		} else if m = p.headed(kind); m != "" {
			names[0] = m
		} else if p.whole >= 0 && p.out.Figures[p.whole].Unit == f.Unit && p.out.Figures[p.whole].Rank == nil {
			names[0] = p.out.Figures[p.whole].Name
		}
	case len(p.group) > 0 && kind == lexicon.UnitMoney:
		last := p.out.Figures[p.group[len(p.group)-1]]
		if last.Subject != "" && lexicon.IsPlace(last.Subject) && (names[0] == last.Name || names[0] == last.Subject) && last.Unit != f.Unit {
			f.Subject, names[0] = last.Subject, "损失"
		}
	}
}

// rateBefore is the rate whose list of places goes on: 注册率前三的为甲镇86%；后两位为|乙镇58%.
func (p *parser) rateBefore(f *Figure) string {
	for _, group := range [][]int{p.group, p.earlierGroup} {
		for _, at := range slices.Backward(group) {
			g := &p.out.Figures[at]
			if g.Start < p.S.At(p.begin) || f.Unit != "%" || g.Unit != "%" {
				return ""
			}
			if strings.HasSuffix(g.Name, "率") && lexicon.IsPlace(g.Subject) {
				return g.Name
			}
		}
	}
	return ""
}

// headed is what the heading above says is counted: 发案 of 各县区发案情况.
func (p *parser) headed(kind lexicon.UnitKind) string {
	list := p.W.Counted[map[lexicon.UnitKind]string{lexicon.UnitCount: "count", lexicon.UnitMoney: "money", lexicon.UnitRatio: "ratio"}[kind]]
	best, at := "", -1
	for _, w := range list {
		i := strings.LastIndex(p.heading, w)
		if i >= 0 && (i+len(w) > at+len(best) || i+len(w) == at+len(best) && len(w) > len(best)) {
			best, at = w, i
		}
	}
	return best
}

// heads forgets the heading at r[i] unless a place or an item follows.
func (p *parser) heads(i int) {
	k := p.ListMark(i)
	for k < len(p.R) && strings.ContainsRune(" \n", p.R[k]) {
		k++
	}
	place, _ := lexicon.PlaceFirst(p.S.Str(min(k, len(p.R)), min(k+8, len(p.R))))
	if place == "" {
		p.heading = ""
	}
}

// distribute reads 高新区、江北区发案较多，分别为21起、17起 and 立案数、破案数分别为21起、17起: as many numbers as names.
func (p *parser) distribute(n number.Lexed) (int, bool) {
	if k, ok := p.each(n); ok {
		return k, true
	}
	j := p.Unfill(n.I)
	if !strings.Contains(p.S.Str(min(j, n.I), n.I), "分别") || n.Filter {
		return 0, false
	}
	numbers, k := p.listOf(n)
	i, e := p.Trim(p.window(n.I), j)
	if i >= e {
		i, e = p.clauseBefore(j)
	}
	if i >= e { // 高新区、新城区发案量排名前二，分别为45起、38起
		i, e = p.rankedBefore(j)
	}
	parts := lexicon.SplitNames(p.S.Str(i, max(i, e)))
	if len(numbers) < 2 || len(parts) < 2 { // 两起案件涉案金额分别为1.2亿元和4亿元: one name for all
		return 0, false
	}
	if len(parts) != len(numbers) {
		p.warn(WarnShared, i, k)
		p.From, p.lastEnd = k, k
		return k, true
	}
	_, measure := lexicon.PlaceFirst(parts[len(parts)-1])
	lexicon.Shares(parts)
	for x, part := range parts {
		f := Figure{Period: p.period0, Value: numbers[x].Num, Unit: numbers[x].Unit, Stat: number.StatOf(numbers[x].Kind), Whole: -1, Story: p.Story, Subject: p.subject}
		place, rest := lexicon.PlaceFirst(part)
		if place != "" && (rest == "" || x == len(parts)-1) && lexicon.WithoutMuch(measure) != "" {
			f.Subject, part = place, lexicon.WithoutMuch(measure)
		}
		p.Stand(&f, [4]int{i, numbers[x].J, numbers[x].I, numbers[x].J})
		p.add(f, part)
	}
	p.filter, p.From, p.lastEnd = "", k, k
	return k, true
}

// each reads A、B、C三个街道分别发案5起、6起、7起: one name for all, one number for each.
func (p *parser) each(n number.Lexed) (int, bool) {
	i, _ := p.Trim(p.window(n.I), n.I)
	who, what, ok := strings.Cut(p.S.Str(i, max(i, n.I)), "分别")
	if !ok || n.Filter || n.Unit == "%" || lexicon.HanCount(what) < 2 {
		return 0, false
	}
	numbers, k := p.listOf(n)
	parts := lexicon.SplitNames(who)
	if len(numbers) < 2 || len(parts) != len(numbers) {
		return 0, false
	}
	r := []rune(parts[len(parts)-1])
	for x := 1; x < len(r)-1; x++ { // 丙街道|三个街道, 丙县|等三地
		if r[x] == '等' || script.HanDigit(r[x]) == int64(len(parts)) {
			r = r[:x]
			break
		}
	}
	parts[len(parts)-1] = string(r)
	what = strings.TrimRight(what, "了为达共")
	for x, part := range parts {
		f := Figure{Period: p.period0, Value: numbers[x].Num, Unit: numbers[x].Unit, Stat: number.StatOf(numbers[x].Kind), Whole: -1, Story: p.Story, Subject: part}
		p.Stand(&f, [4]int{i, numbers[x].J, numbers[x].I, numbers[x].J})
		p.add(f, what)
	}
	p.filter, p.From, p.lastEnd = "", k, k
	return k, true
}

// rankedBefore are the names of the clause before, up to the word of ranks.
func (p *parser) rankedBefore(j int) (int, int) {
	e := j
	for e > p.begin && strings.ContainsRune(" ，,", p.R[e-1]) {
		e--
	}
	i := p.ClauseStart(e)
	for k := max(i, p.begin); k < e; k++ {
		if _, ok := p.W.RankAt.At(p.R, k); ok && k > i+3 {
			return p.Trim(max(i, p.begin), k)
		}
	}
	return j, j
}

// clauseBefore is the clause before the comma at the beginning of this one, where no figure stands in it.
func (p *parser) clauseBefore(j int) (int, int) {
	e := j
	for e > 0 && strings.ContainsRune(" ，,", p.R[e-1]) {
		e--
	}
	i := e
	for i > max(p.begin, p.lastEnd, e-longestName) && !strings.ContainsRune("，,；;：:", p.R[i-1]) {
		i--
	}
	if e == j || i < p.lastEnd {
		return j, j
	}
	return p.Trim(i, e)
}

// none reads 青山镇连续5周零发案 and 北山县、石桥镇本周零发案.
func (p *parser) none(i int) (int, bool) {
	c := change{start: i}
	j := i
	if p.R[i] == '连' {
		k, ok := p.persist(i, &c)
		if !ok {
			return i, false
		}
		j = k
	}
	if p.R[min(j, len(p.R)-1)] == '“' {
		j++
	}
	if j >= len(p.R) || p.R[j] != '零' {
		return i, false
	}
	k := j + 1
	for k < len(p.R) && k < j+8 && script.IsHan(p.R[k]) {
		k++
	}
	name := p.S.Str(j+1, k)
	if strings.Contains(name, "的") { // 连续20日零发案的
		return k, true
	}
	if lexicon.HanCount(name) < 2 || p.R[i] != '连' && !number.Nothing(name, p.R, k) {
		return i, false
	}
	if i > 0 && (p.R[i-1] == '（' || p.R[i-1] == '(') { // a remark on the list before it
		return i, false
	}
	a, b := p.Trim(min(p.window(i), p.ClauseStart(i)), i)
	subjects := p.subjects(a, b)
	if p.R[i] != '连' && len(subjects) == 0 {
		return i, false
	}
	f := Figure{Period: p.period0, Value: Number{Op: Eq, Han: true}, Stat: Count, Whole: -1, Story: p.Story}
	if p.R[i] == '连' {
		way := c.kinds[0]
		way.Op, way.Value = Flat, Number{Op: None}
		way.Quote, way.Start, way.End = p.S.Quote(i, k), p.S.At(i), p.S.End(k)
		f.Compare = []Comparison{way}
	}
	p.Stand(&f, [4]int{min(a, i), k, j, j + 1})
	for _, subject := range subjects {
		f.Subject = subject
		p.add(f, name)
	}
	p.From, p.lastEnd = k, k
	return k, true
}

// subjects are the places or groups named in r[i:j], one where they are not a list of places.
func (p *parser) subjects(i, j int) []string {
	for again := true; again && i < j; { // 本周, 实现, 均
		again = false
		for _, w := range []string{"本周", "上周", "本月", "本期", "当日", "昨日", "今年以来", "实现", "继续", "保持", "均", "全部", "已", "为", "“"} {
			if word := []rune(w); j-len(word) >= i && script.Has(p.R, j-len(word), word) {
				j, again = j-len(word), true
			}
		}
		i, j = p.Trim(i, j)
	}
	text := p.S.Str(i, max(i, j))
	parts := lexicon.SplitNames(text)
	if len(parts) > 0 && !slices.ContainsFunc(parts, func(s string) bool { return !lexicon.IsPlace(s) && !slices.Contains(p.W.Regions, s) }) {
		return parts
	}
	if p.R[min(i, len(p.R)-1)] != ' ' && lexicon.HanCount(text) >= 2 && lexicon.HanCount(text) <= 12 && !strings.ContainsAny(text, "将力争确保争取努力") {
		return []string{text}
	}
	return nil
}

// swayed reads how many rose or fell: 9个乡镇4个下降、5个上升.
func (p *parser) swayed(n number.Lexed) (int, bool) {
	way, k := p.Sways(n)
	if way == "" {
		return 0, false
	}
	to := p.Unfill(n.I)
	if k == n.J { // 发案数同比下降的有|11个
		to = n.I - len([]rune(way)) - 2
	}
	i, j := p.clean(p.window(n.I), max(to, p.window(n.I)))
	name := strings.TrimSuffix(p.S.Str(i, max(i, j)), "的")
	if lexicon.HanCount(name) < 2 {
		i, name = n.I, ""
		for _, at := range slices.Backward(p.group) {
			if f := &p.out.Figures[at]; f.Unit == n.Unit {
				name = f.Name
				for _, w := range slices.Concat(p.W.Directions.Up, p.W.Directions.Down, p.W.Directions.Flat) {
					name = strings.TrimSuffix(name, w)
				}
				name = strings.TrimSuffix(strings.TrimSuffix(name, "同比"), "环比")
				break
			}
		}
	}
	f := Figure{Period: p.period0, Value: n.Num, Unit: n.Unit, Stat: Count, Whole: -1, Story: p.Story, Subject: p.subject}
	p.Stand(&f, [4]int{i, k, n.I, n.J})
	p.add(f, name+way)
	p.out.Figures[len(p.out.Figures)-1].Code = "" // towns, not cases
	p.filter, p.From, p.lastEnd = "", k, k
	return k, true
}

// ofType ties 损失127.9万元 and 占33.33% to the type named before them in the same item: 刷单返利类诈骗14起，损失127.9万元.
func (p *parser) ofType(f *Figure, name string) {
	if f.Filter != "" || len(p.group) == 0 {
		return
	}
	plain := false
	for _, w := range []string{"损失", "案损", "损失金额", "涉案金额", "被骗金额", "造成损失", "涉案资金", "发案", "立案", "破案"} {
		plain = plain || name == w
	}
	if !plain && !strings.Contains(name, "占") {
		return
	}
	for k := len(p.group) - 1; k >= 0; k-- {
		g := p.out.Figures[p.group[k]].Name
		if strings.HasSuffix(g, "类") || strings.HasSuffix(g, "诈骗") || strings.HasSuffix(g, "类案件") || strings.HasSuffix(g, "类警情") {
			f.Filter = g
			return
		}
	}
}
