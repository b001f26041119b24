package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// longest bounds of names, in characters.
const (
	longestName  = 40
	longestAfter = 20
)

// nameOf finds the printed name of the number n: before it, else behind it, else the name of the number it hangs on. It also says where the quote
// begins and ends. Several names share one number (挽损率和现案破案率均超过50%).
func (p *parser) nameOf(n number.Lexed, f *Figure) (names []string, start, end int) {
	j := p.Unfill(n.I)
	if between := p.S.Str(min(j, n.I), n.I); strings.Contains(between, "均") && !slices.ContainsFunc(p.W.Averages, func(w string) bool { return strings.Contains(between, w) }) || strings.HasSuffix(between, "都") {
		f.Shared = true
	}
	i := p.window(n.I)
	if j > 0 && j == p.timeIn[1] { // 破案（1至8月）|326起
		i, j = p.timeIn[2], p.timeIn[0]
	}
	j = max(i, j)
	p.averageIn(f, p.S.Str(i, n.I))
	average := p.AverageOf(p.S.Str(i, n.I))
	defer func() { // an average is another measure, and its name says so
		for k, name := range names {
			if average != "" && !strings.Contains(name, average) && f.Stat == Average && f.Unit != "%" {
				names[k] = average + name
			}
		}
	}()
	i, j = p.clean(i, j)
	start, end = n.I, n.J
	if i < j {
		start = i
	}
	if j == i+1 && script.HanDigit(p.R[i]) > 0 { // 一是|3个乡镇
		i = j
	}
	before := strings.Replace(strings.Replace(p.S.Str(i, j), "虽仅占", "占", 1), "仅占", "占", 1)
	if n.Unit == "分" && strings.HasSuffix(before, "以") {
		return []string{"得分"}, start, end
	}
	if before == "以" { // 其中甲县以91.2%居首
		return p.same(n), start, end
	}
	if name, a, ok := p.mainly(before, n); ok {
		return []string{name}, a, end
	}
	if len(p.group) > 0 && (n.Unit == "%" || n.Unit == "成" || n.Num.Of > 0) && p.R[min(i, len(p.R)-1)] == '占' && i <= j {
		return []string{p.shared(strings.TrimSuffix(before, "的"))}, start, end
	}
	if before != "" && strings.HasSuffix(before, "的") {
		if after, stop := p.nounAfter(n.J); after != "" {
			return []string{before + after}, start, stop
		}
		before = strings.TrimSuffix(before, "的")
	}
	if cut, ok := p.toward(before, n); ok {
		if after, stop := p.nounAfter(n.J); after != "" {
			return []string{cut + after}, start, stop
		}
	}
	if after, stop := p.nounAfter(n.J); after != "" && n.Kind == lexicon.UnitCount && lexicon.IsPlace(before) && strings.HasSuffix(p.S.Str(p.Unfill(n.I), n.I), "发") { // 袁州区共发|32起|电信网络诈骗案件
		p.subject = before
		return []string{"发生" + after}, start, stop
	}
	if i < j && !p.bare(i, j) {
		if f.Shared {
			if parts := lexicon.SplitNames(before); len(parts) > 1 {
				return parts, start, end
			}
		}
		return []string{p.inherit(p.segment(p.amountOf(before, n), n.Unit), n.Unit, i)}, start, end
	}
	return p.nameless(n, before, start)
}

// nameless names a number that no name stands before: after what follows it, its heading, or the figure it hangs on.
func (p *parser) nameless(n number.Lexed, before string, start int) ([]string, int, int) {
	end := n.J
	after, stop := p.nounAfter(n.J)
	switch {
	case after != "":
		return []string{before + after}, start, stop
	case before != "" && lexicon.HanCount(before) >= 2:
		return []string{before}, start, end
	case lexicon.Short[before] != "" && n.Kind == lexicon.UnitCount && n.I-start < 6: // 已立9起
		return []string{lexicon.Short[before]}, start, end
	case n.Unit == "分" && p.of != "":
		return []string{"得分"}, start, end
	case p.underHead(n) != "":
		return []string{p.underHead(n)}, start, end
	case p.sumOfOther(n): // 返还资金12笔、共计86.4万元
		return []string{p.out.Figures[p.group[len(p.group)-1]].Name}, start, end
	case len(p.group) > 0 && slices.Contains([]string{"合计", "共计", "总计"}, strings.TrimSpace(p.S.Str(p.window(n.I), n.I))):
		return []string{strings.TrimSpace(p.S.Str(p.window(n.I), n.I))}, p.window(n.I), end // 刑拘85人、逮捕42人，合计127人
	case p.topic(n) != "": // 【注册率】截至10月31日，全市为78.3%
		return []string{p.topic(n)}, start, end
	case p.meanOf(n): // 我县2.35起，全市平均2.13起
		return []string{p.out.Figures[p.group[len(p.group)-1]].Name}, start, end
	case n.Unit == "%" && p.R[max(n.I-1, 0)] == '达': // 18至35岁占比最高，达61.2%
		a, b := p.clauseBefore(p.window(n.I))
		if a < b && lexicon.HanCount(p.S.Str(a, b)) >= 3 && strings.ContainsAny(p.S.Str(a, b), "占率比") {
			return []string{lexicon.WithoutMuch(p.S.Str(a, b))}, a, end
		}
	case len(p.group) > 0 && p.lastEnd >= n.I-1:
		last := p.out.Figures[p.group[len(p.group)-1]]
		if n.Unit == "%" && last.Unit != "%" && p.lastEnd == n.I-1 && (p.R[n.I-1] == '（' || p.R[n.I-1] == '(') { // 女性42人（57.5%）
			return []string{last.Name + "占比"}, start, end
		}
		return []string{last.Name}, start, end
	}
	return nil, start, end
}

// same is the name of what the clauses before speak of.
func (p *parser) same(n number.Lexed) []string {
	if name := p.topic(n); name != "" {
		return []string{name}
	}
	if len(p.group) > 0 && p.out.Figures[p.group[len(p.group)-1]].Unit == n.Unit {
		return []string{p.out.Figures[p.group[len(p.group)-1]].Name}
	}
	return nil
}

// window is where a name in front of r[i] can begin. It is bounded: a clause without any mark would be read again for each of its numbers.
func (p *parser) window(i int) int {
	return max(min(p.From, i), i-3*longestName)
}

func (p *parser) averageIn(f *Figure, text string) {
	for _, w := range p.W.Averages {
		if strings.Contains(text, w) {
			f.Stat = Average
		}
	}
}

// bare says whether r[i:j] is a verb alone, or no name: 劝阻, 成功避免.
func (p *parser) bare(i, j int) bool {
	if lexicon.HanCount(p.S.Str(i, j)) == 0 {
		return true
	}
	text := p.S.Str(i, j)
	return slices.Contains(p.W.Verbs, text) && !slices.Contains(selfNamed, text) || j-i == 1 && text != "男" && text != "女"
}

// selfNamed are verbs that are names by themselves: 立案120起.
var selfNamed = []string{"案损", "发案", "立案", "破案", "止付", "冻结", "刑拘", "刑事拘留", "移送起诉", "批准逮捕", "逮捕", "挽损", "打处", "受众", "损失", "被骗", "起诉", "预警", "止损", "涉案", "返还", "发还", "约谈", "批捕", "行政拘留", "上报", "约谈"}

// clean takes from r[i:j] what is no part of a name: connectors, the place, the organ, adverbs.
func (p *parser) clean(i, j int) (int, int) {
	i, j = p.Trim(i, j)
	if i+1 < j && script.IsDigit(p.R[i]) && p.R[i+1] == '.' && i+2 < j && script.IsHan(p.R[i+2]) { // 其中：1.刷单返利
		i += 2
	}
	if k := p.LastMark(i, j); k > i {
		i = k
	}
	for k := i + 2; k < j-1; k++ { // 见面率由80%提升到
		if (p.R[k] == '由' || p.R[k] == '从') && (slices.ContainsFunc(p.R[k:j], script.IsDigit) || p.origin.Op == Was && p.originAt > k && p.originAt <= j) {
			j = k
		}
	}
	for _, w := range []string{"依次为", "分别为", "分别是", "依次是"} {
		if at := strings.Index(p.S.Str(i, j), w); at >= 0 {
			if k := i + len([]rune(p.S.Str(i, j)[:at])) + len([]rune(w)); k < j {
				i = k
			}
		}
	}
	given := false // 为群众|挽回: whom it was done for is no part of the name
	for i < j {
		i, j = p.Trim(i, j)
		given = given || strings.ContainsRune("为向给对将把", p.R[min(i, len(p.R)-1)])
		e, ok := p.W.OpeningAt.At(p.R, i)
		if ok && i+len(e.Word) <= j && !p.joined(i, j, e) {
			if slices.Contains(p.W.Regions, e.Text) || slices.Contains(p.W.Organs, e.Text) {
				p.subject = e.Text
			}
			i += len(e.Word)
			continue
		}
		k := p.Place(i, j)
		if k == i || k < j && p.R[k] == '、' && p.Place(k+1, j+1) > k+1 { // 云东市、岭西县: a list
			if k > i && lexicon.IsPlace(p.subject) && !slices.Contains(p.W.Regions, p.subject) {
				p.subject = ""
			}
			break
		}
		p.subject = p.S.Str(i, k)
		i = k
	}
	if k := p.VerbAfterAdverb(i, j); k > i {
		i = k
	}
	if given {
		if k := p.StrongVerb(i, j); k > i {
			i = k
		}
	}
	if j-i > longestName {
		i = j - longestName
	}
	return p.Trim(i, j)
}

// joined says whether an opening word is really the beginning of a longer one that names something: 集中清理 is not 集中, 银行卡 not 银行.
func (p *parser) joined(i, j int, e script.Entry) bool {
	if k := i + len(e.Word); k < j && p.R[k] == '籍' { // 本省|籍
		return true
	}
	if k := i + len(e.Word); k == j-1 && len(e.Word) > 1 && strings.ContainsRune("率量额", p.R[k]) { // 成功|率
		return true
	}
	if i+len(e.Word) == j {
		return slices.Contains(p.W.Verbs, e.Text) || len(e.Word) > 1 && !slices.Contains(p.W.Openings, e.Text) && !slices.Contains(p.W.Regions, e.Text) && !slices.Contains(p.W.Organs, e.Text)
	}
	if slices.Contains(p.W.Verbs, e.Text) && len(e.Word) > 1 {
		return true
	}
	v, ok := p.W.VerbAt.At(p.R, i)
	return ok && len(v.Word) > len(e.Word) && i+len(v.Word) <= j
}

// inherit gives a name without a verb the verb of the figure before, where both are items of one list: 缴获电话卡373.3万张、银行卡56.6万张.
func (p *parser) inherit(name, unit string, i int) string {
	if len(p.group) == 0 {
		return name
	}
	k := i
	for k > 0 && (p.R[k-1] == ' ' || p.R[k-1] == '“') {
		k--
	}
	comma := k > 0 && (p.R[k-1] == '，' || p.R[k-1] == ',') && k-1 <= p.lastEnd && lexicon.HanCount(name) <= 5 // 拦截电话27.5亿次，短信22.8亿条
	if k == 0 || p.R[k-1] != '、' && p.R[k-1] != '和' && p.R[k-1] != '及' && !comma || k-2 > p.lastEnd {
		return name
	}
	if _, ok := p.W.VerbAt.At([]rune(name), 0); ok || lexicon.IsPlace(name) || strings.HasSuffix(name, "类") {
		return name
	}
	prev := []rune(p.out.Figures[p.group[len(p.group)-1]].Name)
	e, ok := p.W.VerbAt.At(prev, 0)
	if comma && !ok { // 会同有关部门|拦截
		prev, e, ok = p.W.FromVerb(prev)
	}
	for rest := 0; ok; { // 止付冻结涉案账户: both verbs
		rest += len(e.Word)
		next, more := p.W.VerbAt.At(prev, rest)
		if whole := string(prev[:rest]) + name; !more || rest+len(next.Word) >= len(prev) {
			if code := p.W.Code(whole, unit); comma && (code == "" || code == p.out.Figures[p.group[len(p.group)-1]].Code || p.W.Code(name, unit) != "") {
				return name
			}
			return whole
		}
		e = next
	}
	return name
}

// nounAfter is the noun behind a number: 771万名|群众. It ends at any mark, at 的, and before a number or a comparison.
func (p *parser) nounAfter(j int) (string, int) {
	k := p.Space(j)
	for k < len(p.R) && k < j+3 && (p.R[k] == '—' || p.R[k] == '-' || (p.R[k] == '：' || p.R[k] == ':') && j-p.begin < 12 && script.IsDigit(p.R[p.begin])) { // 1,024起——破获案件数
		k++
	}
	start := k
	for k < len(p.R) && k-start < longestAfter {
		c := p.R[k]
		if !script.IsHan(c) && !script.IsLetter(c) && !strings.ContainsRune("“”", c) || c == '的' && k > start || c == '是' || script.IsDigit(c) || script.HanPower(c) >= 1_0000 {
			break
		}
		if k > start {
			_, kind := p.W.Kinds.At(p.R, k)
			if kind || strings.ContainsRune("较被从", c) && !script.Says(p.R, k, "被骗") {
				break
			}
		}
		k++
	}
	if strong := p.StrongVerb(start+2, k); strong > start+2 || strong == start+2 && p.VerbHere(strong) {
		if p.NumberAhead(k) { // 12名受害群众|发还被骗资金98.6万元
			k = strong
		}
	}
	if k < len(p.R) && script.IsDigit(p.R[k]) { // 3家银行账户数|超过50个
		e := p.Unfill(k)
		if q, ok := p.W.Prefix.Before(p.R, e); ok {
			e = p.Unfill(e - len(q.Word))
		}
		k = max(e, start)
	}
	if k < len(p.R) && k == start+1 && (p.R[k] == '（' || p.R[k] == '(') { // 12个县（市、区）
		for e := k + 1; e < len(p.R) && e < k+12; e++ {
			if p.R[e] == '）' || p.R[e] == ')' {
				return p.S.Str(start, e+1), e + 1
			}
			if script.IsDigit(p.R[e]) {
				break
			}
		}
	}
	text := p.S.Str(start, k)
	if strings.HasSuffix(text, "案件中") || strings.HasSuffix(text, "人中") || strings.HasSuffix(text, "者中") { // 32起电信诈骗案件|中
		text, k = strings.TrimSuffix(text, "中"), k-1
	}
	if cut := strings.IndexAny(text, "已被均"); cut > 0 && text[cut:] != "被骗" { // 6名诈骗嫌疑人|已被刑拘
		text = text[:cut]
		k = start + len([]rune(text))
	}
	if lexicon.HanCount(text) < 2 || strings.ContainsRune("的，左右以对向在被从为是把将则也就才又", p.R[start]) {
		return "", j
	}
	for _, w := range []string{"同比", "环比", "较", "占", "其中", "和", "及", "均", "以上", "以下", "不等"} {
		if strings.HasPrefix(text, w) {
			return "", j
		}
	}
	if strings.HasPrefix(text, "“") && strings.HasSuffix(text, "”") && strings.Count(text, "“") == 1 {
		text = strings.Trim(text, "“”")
	}
	return text, k
}
