package number

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/script"
)

// LastMark is the place after the last mark within r[i:j] that separates a heading or an aside from the name.
func (p *Reader) LastMark(i, j int) int {
	for k := j - 1; k >= i; k-- {
		switch p.R[k] {
		case '：', ':', '|', '\t', '】', '■', '●', '▲', '◆':
			if k+1 < j {
				return k + 1
			}
		case '》', '”', '」':
			if open := map[rune]rune{'》': '《', '”': '“', '」': '「'}[p.R[k]]; k+1 < j && !slices.Contains(p.R[i:k], open) {
				return k + 1
			}
		case '(', '（':
			if !slices.ContainsFunc(p.R[k:j], func(c rune) bool { return c == ')' || c == '）' }) {
				return k + 1
			}
		}
	}
	return i
}

// strong verbs may follow a place's bare name: 烟台破获.
var strong = []string{"破获", "侦破", "抓获", "打掉", "捣毁", "冻结", "返还", "挽回", "拦截", "封堵", "查获", "缴获", "刑拘", "发生"}

// done are further verbs of what is done for people: 为群众避免, 向群众宣传.
var done = []string{"避免", "劝阻", "止付", "防止", "宣传", "追回", "减少", "推广", "追缴", "发放", "发还"}

// Place is the end of a place's name at r[i]: 济宁市, 肥东县; also a bare one before a strong verb.
func (p *Reader) Place(i, j int) int {
	if i < len(p.R) && strings.ContainsRune("占为在于较比与和从由对向将被使让给低高跨协", p.R[i]) {
		return i
	}
	for k := i + 2; k < min(j, i+7); k++ {
		if !script.IsHan(p.R[k-1]) {
			return i
		}
		if strings.ContainsRune("市省县区州旗镇乡", p.R[k-1]) && k < j && !strings.ContainsRune("场级域委局民区市州籍镇村", p.R[k]) && (p.R[k-1] != '镇' || !slices.ContainsFunc(p.W.NotPlaces, func(w string) bool { return strings.HasSuffix(p.S.Str(i, k), w) })) {
			return k
		}
		if _, ok := p.W.VerbAt.At(p.R, k-2); ok {
			return i
		}
	}
	for k := i + 2; k <= i+4 && k < j; k++ {
		for _, v := range strong {
			if script.Says(p.R, k, v) && !slices.Contains([]string{"电话", "见面", "上门", "预警", "止付", "紧急", "深挖"}, p.S.Str(i, k)) {
				if _, verb := p.W.VerbAt.At(p.R, i); !verb {
					return k
				}
			}
		}
	}
	return i
}

func (p *Reader) StrongVerb(i, j int) int {
	for k := i; k < j; k++ {
		for _, v := range slices.Concat(strong, done) {
			if script.Says(p.R, k, v) && k+len([]rune(v)) <= j {
				return k
			}
		}
	}
	return i
}

// VerbAfterAdverb is where a verb stands directly behind an adverb or an organ: 民警成功|劝阻, 公安部日均|下发.
func (p *Reader) VerbAfterAdverb(i, j int) int {
	for k := j - 1; k > i; k-- {
		if _, ok := p.W.VerbAt.At(p.R, k); !ok {
			continue
		}
		for _, w := range []string{"共", "累计", "先后", "成功", "共计", "已", "日均", "平均每天", "公安机关", "警方", "期间", "公安", "中心", "派出所", "总计", "直接", "均", "依法", "民警", "并", "合计", "来", "联手", "联合", "同时", "现场", "协助", "紧急", "快速"} {
			word := []rune(w)
			if k-len(word) >= i && script.Has(p.R, k-len(word), word) {
				return k
			}
		}
	}
	return i
}

func (p *Reader) VerbHere(k int) bool {
	for _, v := range slices.Concat(strong, done, []string{"发还"}) {
		if script.Says(p.R, k, v) {
			return true
		}
	}
	return false
}

// NumberAhead says whether digits come before the next mark.
func (p *Reader) NumberAhead(k int) bool {
	for ; k < len(p.R) && !strings.ContainsRune("，,。；;、\n", p.R[k]); k++ {
		if script.IsDigit(p.R[k]) {
			return true
		}
	}
	return false
}

// Reaches is the end of 降至, 提升到, 压缩至, 涨到了, 下降为 at R[j]; j itself where there is none.
func (p *Reader) Reaches(j int) int {
	for _, w := range []string{"大幅", "进一步", "逐步", "一路", "快速", "迅速", "稳步", "直接", "再", "的"} {
		if script.Says(p.R, j, w) {
			j += len([]rune(w))
		}
	}
	k := j
	d, ok := p.W.Dir.At(p.R, j)
	if ok {
		k += len(d.Word)
		if k < len(p.R) && p.R[k] == '为' {
			return k + 1
		}
	}
	if script.Says(p.R, k, "至") || script.Says(p.R, k, "到") {
		k++
		if k < len(p.R) && p.R[k] == '了' {
			k++
		}
		return k
	}
	if script.Says(p.R, j, "变为") || script.Says(p.R, j, "变成") {
		return j + 2
	}
	for _, w := range p.W.Qualifiers.Filler {
		if (strings.HasSuffix(w, "至") || strings.HasSuffix(w, "到")) && lexicon.HanCount(w) > 1 && script.Says(p.R, j, w) {
			return j + lexicon.HanCount(w)
		}
	}
	return j
}

// Nothing says whether 零 stands before what is counted and ends its clause; 零发案目标 is a slogan.
func Nothing(name string, r []rune, k int) bool {
	if k < len(r) && r[k] == '”' {
		k++
	}
	if k < len(r) && !strings.ContainsRune("。，,；;、）)\n ！", r[k]) {
		return false
	}
	return slices.Contains([]string{"发案", "警情", "案件", "立案", "接警", "接报", "发生", "损失", "被骗", "投诉", "新增"}, name)
}

// AverageOf is the word of averages in a text, 日均 in 日均发案; empty for none.
func (p *Reader) AverageOf(text string) string {
	best := ""
	for _, w := range p.W.Averages {
		if strings.Contains(text, w) && len(w) > len(best) {
			best = w
		}
	}
	return best
}

// Person goes over who somebody is: （男，31岁）.
func (p *Reader) Person(i int) (int, bool) {
	if p.R[i] != '（' && p.R[i] != '(' {
		return i, false
	}
	for k := i + 1; k < len(p.R) && k < i+16; k++ {
		if p.R[k] == '）' || p.R[k] == ')' {
			text := p.S.Str(i, k)
			return k + 1, strings.Contains(text, "岁") && strings.ContainsAny(text, "男女化")
		}
	}
	return i, false
}

// Stated says whether a time is given as that of the whole bulletin.
func (p *Reader) Stated(i int) bool {
	before := strings.TrimRight(p.S.Str(max(0, i-8), i), "：: ")
	return slices.ContainsFunc([]string{"统计时段", "统计周期", "统计时间", "统计期", "时间范围", "数据时段", "通报周期", "统计区间"}, func(w string) bool { return strings.HasSuffix(before, w) })
}

// Ends says whether a direction without an amount may end here: 同比上升。 but not 同比上升较大的有……
func (p *Reader) Ends(j int) bool {
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

// PercentAt says whether a plain percentage stands at r[k].
func (p *Reader) PercentAt(k int) bool {
	j, ok := p.PlainDigits(k)
	return ok && j < len(p.R) && p.R[j] == '%'
}

// Blank is the place behind at most eight spaces and ends of lines at r[j].
func (p *Reader) Blank(j int) int {
	for k := 0; k < 8 && j < len(p.R) && strings.ContainsRune(" \t\n\r", p.R[j]); k++ {
		j++
	}
	return j
}

// GoesOn is where the next line begins, or what follows a semicolon, where that is a comparison of what stands before: texts laid out as a picture are
// written so, and 立案31起；同比下降26%. It is i where there is none.
func (p *Reader) GoesOn(i int) int {
	if i == 0 || !strings.ContainsRune("\n；;", p.R[i]) || strings.ContainsRune("。！!；;：:，,", p.R[i-1]) {
		return i
	}
	k := p.Blank(i + 1)
	e, ok := p.W.Kinds.At(p.R, k)
	if !ok || script.Says(p.R, k+len(e.Word), "来看") {
		return i
	}
	return k
}

// Lines goes over the ends of lines between a comparison and its direction.
func (p *Reader) Lines(j int) int {
	k := p.Blank(j)
	if _, ok := p.W.Dir.At(p.R, k); ok {
		return k
	}
	return j
}

// Part says whether a line is the heading of a part, and whether of the cases told as stories.
func Part(text string) (tales, ok bool) {
	says := func(list ...string) bool {
		return slices.ContainsFunc(list, func(w string) bool { return strings.Contains(text, w) })
	}
	switch {
	case lexicon.HanCount(text) >= 16:
		return false, false
	case says("案例", "基本案情", "简要案情"):
		return true, true
	}
	return false, says("情况", "工作", "要求", "提示")
}

// Counts says whether r[i:j] has numbers of a unit, each behind its name.
func (p *Reader) Counts(i, j int, unit string) bool {
	for k := i; k < j; k++ {
		if !script.IsDigit(p.R[k]) || !script.IsHan(p.R[k-1]) {
			continue
		}
		if end, ok := p.PlainDigits(k); ok && script.Says(p.R, end, unit) {
			return true
		}
	}
	return false
}
