package phrase

import (
	"strings"

	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// placeEnds are how names of places end.
var placeEnds = []string{"街道", "开发区", "新区", "高新区", "派出所", "分局", "区", "县", "市", "镇", "乡", "旗", "州"}

func isPlace(name string) bool {
	if n := hanCount(name); n < 2 || n > 8 {
		return false
	}
	for _, end := range placeEnds {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// placeFirst splits 江北区发案较多 into the place and the rest.
func placeFirst(name string) (place, rest string) {
	r := []rune(name)
	for k := min(len(r), 8); k >= 2; k-- {
		if isPlace(string(r[:k])) {
			return string(r[:k]), string(r[k:])
		}
	}
	return "", name
}

// much are the words that say how a place stands, not what is counted there.
var much = []string{"较多", "最多", "居多", "较高", "最高", "最低", "较少", "最少", "居前", "靠前", "突出", "上升", "下降", "的", "均", "数量"}

func withoutMuch(name string) string {
	for again := true; again; {
		again = false
		for _, w := range much {
			if rest, ok := strings.CutSuffix(name, w); ok && rest != "" {
				name, again = rest, true
			}
		}
	}
	return name
}

// ofPlace parts 发案数最多的是城东区 into what is counted and the place; 其次为临江县 and 云山县 count the same.
func (p *parser) ofPlace(name string) (measure, place string, ok bool) {
	for _, w := range []string{"的是", "的为", "的有", "的依次为", "依次为", "其次为", "其次是", "其次有"} {
		head, tail, found := strings.Cut(name, w)
		if !found || !isPlace(tail) {
			continue
		}
		measure = withoutMuch(head)
		if measure == "" || measure == "最低" || measure == "最高" || measure == "最少" || measure == "最多" || hanCount(measure) < 2 {
			measure = p.measure
		}
		return measure, tail, measure != ""
	}
	return p.measure, name, p.measure != "" && isPlace(name)
}

// distribute reads 高新区、江北区发案较多，分别为21起、17起 and 立案数、破案数分别为21起、17起: as many numbers as names.
func (p *parser) distribute(n number.Lexed) (int, bool) {
	j := p.Unfill(n.I)
	if !strings.Contains(p.S.Str(min(j, n.I), n.I), "分别") || n.Filter {
		return 0, false
	}
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
	i, e := p.trim(p.window(n.I), j)
	if i >= e {
		i, e = p.clauseBefore(j)
	}
	parts := splitNames(p.S.Str(i, max(i, e)))
	if len(numbers) < 2 || len(parts) < 2 { // 两起案件涉案金额分别为1.2亿元和4亿元: one name for all
		return 0, false
	}
	if len(parts) != len(numbers) {
		p.warn(WarnShared, i, k)
		p.From, p.lastEnd = k, k
		return k, true
	}
	_, measure := placeFirst(parts[len(parts)-1])
	for x, part := range parts {
		f := Figure{Period: p.period0, Value: numbers[x].Num, Unit: numbers[x].Unit, Stat: statOf(numbers[x].Kind), Whole: -1, Story: p.Story, Subject: p.subject}
		place, rest := placeFirst(part)
		if place != "" && (rest == "" || x == len(parts)-1) && withoutMuch(measure) != "" {
			f.Subject, part = place, withoutMuch(measure)
		}
		p.stand(&f, [4]int{i, numbers[x].J, numbers[x].I, numbers[x].J})
		p.add(f, part)
	}
	p.filter, p.From, p.lastEnd = "", k, k
	return k, true
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
	return p.trim(i, e)
}

// stand sets where a figure stands: its quote, then its number.
func (p *parser) stand(f *Figure, at [4]int) {
	f.Quote, f.Start, f.End = p.S.Quote(at[0], at[1]), p.S.At(at[0]), p.S.End(at[1])
	f.RuneStart, f.RuneEnd = p.S.Run(at[0]), p.S.RuneEnd(at[1])
	f.Printed, f.NumStart, f.NumEnd = p.S.Quote(at[2], at[3]), p.S.At(at[2]), p.S.End(at[3])
}

// none reads 青山镇连续5周零发案.
func (p *parser) none(i int) (int, bool) {
	c := change{start: i}
	j, ok := p.persist(i, &c)
	if !ok || j >= len(p.R) || p.R[j] != '零' {
		return i, false
	}
	k := j + 1
	for k < len(p.R) && k < j+8 && script.IsHan(p.R[k]) {
		k++
	}
	name := p.S.Str(j+1, k)
	if hanCount(name) < 2 {
		return i, false
	}
	a, b := p.trim(p.window(i), i)
	f := Figure{Period: p.period0, Value: Number{Op: Eq, Han: true}, Stat: Count, Whole: -1, Subject: p.S.Str(a, b), Story: p.Story}
	way := c.kinds[0]
	way.Op, way.Value = Flat, Number{Op: None}
	way.Quote, way.Start, way.End = p.S.Quote(i, k), p.S.At(i), p.S.End(k)
	f.Compare = []Comparison{way}
	p.stand(&f, [4]int{min(a, i), k, j, j + 1})
	p.add(f, name)
	p.From, p.lastEnd = k, k
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
