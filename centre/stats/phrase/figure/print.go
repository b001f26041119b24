package figure

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/script"
)

// Print writes a figure: 破获电信网络诈骗案件3741起，同比上升28.25%. It is without a full stop.
func Print(f Figure) string {
	var b strings.Builder
	b.WriteString(f.Period.Text)
	if !strings.HasPrefix(f.Name, f.Subject) { // 河口镇4起: a place that is its own name
		b.WriteString(f.Subject)
	}
	b.WriteString(f.Name)
	switch {
	case f.Rank != nil:
		b.WriteString(f.Rank.String())
	case f.Value.Op != None:
		b.WriteString(f.Value.Text(f.Unit))
	}
	for i, c := range f.Compare {
		if i > 0 || f.Value.Op != None || f.Rank != nil {
			b.WriteString("，")
		}
		b.WriteString(c.Text())
	}
	return b.String()
}

// PrintAll writes figures as one sentence with its full stop. Figures in a row with one comparison of the same kind and direction share
// it: A3741起，B1697名，同比分别上升28.25%和3.67%. A period or subject is printed where it changes.
func PrintAll(list []Figure) string {
	var b strings.Builder
	for i := 0; i < len(list); {
		n := shareable(list[i:])
		for k := range n {
			f := list[i+k]
			if i+k > 0 {
				prev := list[i+k-1]
				if f.Period.Text == prev.Period.Text {
					f.Period.Text = ""
				}
				if f.Subject == prev.Subject {
					f.Subject = ""
				}
				if k > 0 || len(prev.Compare) == 0 {
					b.WriteString("，")
				} else {
					b.WriteString("；")
				}
			}
			if n > 1 {
				f.Compare = nil
			}
			b.WriteString(Print(f))
		}
		if n > 1 {
			b.WriteString("，" + sharedText(list[i:i+n]))
		}
		i += n
	}
	if b.Len() > 0 {
		b.WriteString("。")
	}
	return b.String()
}

// shareable is how many of the first figures can share one comparison.
func shareable(list []Figure) int {
	n := 0
	for n < len(list) && n < 12 {
		f := list[n]
		if len(f.Compare) != 1 || f.Value.Op == None || f.Rank != nil {
			break
		}
		c, first := f.Compare[0], list[0].Compare[0]
		if c.Op != Up && c.Op != Down || c.Value.Op == None || c.Persist > 0 || c.Kind != first.Kind || c.Op != first.Op || c.verb() != first.verb() || c.verb() == "翻" {
			break
		}
		n++
	}
	return max(n, 1)
}

func sharedText(list []Figure) string {
	first := list[0].Compare[0]
	var b strings.Builder
	b.WriteString(first.Kind + "分别" + first.verb())
	for i, f := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			b.WriteString("和")
		default:
			b.WriteString("、")
		}
		b.WriteString(f.Compare[0].Value.Text(f.Compare[0].Unit))
	}
	return b.String()
}

// Text prints a comparison: 同比上升28.25%, 是1月~10月的两倍多, 连续5周下降, 上年同期为0.
func (c Comparison) Text() string {
	switch {
	case c.Persist > 0:
		return "连续" + script.Int(int64(c.Persist)).String() + c.Every + c.verb()
	case c.Op == Times:
		return "是" + c.Base + "的" + c.Value.Text(c.Unit)
	case c.Op == Zero || c.Op == Was:
		if c.Base == "" {
			return "此前为" + c.Value.Text(c.Unit)
		}
		return c.Base + "为" + c.Value.Text(c.Unit)
	case c.Op == Flat:
		return c.Kind + c.verb()
	}
	if c.beside() {
		if c.Value.Op == None || c.Value.Op == "" {
			return c.Kind
		}
		return c.Kind + c.Value.Text(c.Unit)
	}
	return c.Kind + c.Amount()
}

// beside says whether the kind already says the way: 低于全省平均水平, 比全市均值高.
func (c Comparison) beside() bool {
	if c.Base == "" || c.Kind == c.Base || !slices.ContainsFunc([]string{"平均水平", "平均值", "平均数", "平均", "均值", "均数"}, func(w string) bool { return strings.HasSuffix(c.Base, w) }) {
		return false
	}
	if rest, ok := strings.CutSuffix(c.Kind, c.Base); ok {
		return !slices.Contains([]string{"比", "较", "与", "同", "和", "相比", "相较", "对比", "环比", "同比"}, rest)
	}
	return !strings.HasSuffix(c.Kind, "比") && !strings.HasSuffix(c.Kind, "相较") && !strings.HasSuffix(c.Kind, "比较")
}

// Amount prints a comparison without its kind: 上升28.25%, 增长近十倍, 翻一番, 下降.
func (c Comparison) Amount() string {
	if c.Value.Op == None || c.Value.Op == "" || c.Op == Flat {
		return c.verb()
	}
	return c.verb() + c.Value.Text(c.Unit)
}

func (c Comparison) verb() string {
	if c.Verb != "" {
		return c.Verb
	}
	switch c.Op {
	case Down:
		return "下降"
	case Flat:
		return "持平"
	case Times:
		return "是"
	}
	if c.Unit == "倍" {
		return "增长"
	}
	return "上升"
}

// String prints a rank: 居全省第一.
func (r Rank) String() string { return r.Verb + r.Scope + r.Word + r.Thing }

// Text prints a number with its unit: 2000余万元, 28万余条, 超过70%, 140%以上, 近十倍.
func (n Number) Text(unit string) string {
	if n.Of > 0 || n.Op == Several {
		return n.vague(unit)
	}
	before, inside, after := "", "", ""
	switch word := n.word(); {
	case slices.Contains(lexicon.Shipped().Qualifiers.Inside, word):
		inside = word
	case isAfter(word):
		after = word
	default:
		before = word
	}
	if unit == "%" || unit == "‰" || unit == "‱" {
		n.Han = false
	}
	if n.Han && n.Places == 1 && n.Scale == 0 { // 两成半
		whole := n
		whole.Decimal, whole.Op, whole.Word = script.Int(n.M/10), Eq, ""
		return before + whole.Text(unit) + halfText(n.M%10) + after
	}
	digits, scale := n.mantissa(), scaleWord(n.Scale)
	if n.Han && n.M == 1 && n.Scale >= 4 && n.Places == 0 { // 上亿元, 万余份
		digits = ""
	}
	if before == "上" {
		digits = strings.TrimPrefix(digits, "一")
	}
	if unit == "倍" || unit == "成" { // 两倍多
		after, inside = inside+after, ""
	}
	switch {
	case n.Mixed && scale != "":
		return before + n.mixedText() + inside + unit + after
	case n.Upto != nil:
		return before + digits + "—" + n.Upto.String() + scale + inside + unit + after
	case inside != "" && scale != "" && n.Places == 0 && n.M%10 == 0:
		return before + digits + inside + scale + unit + after
	}
	return before + digits + scale + inside + unit + after
}

// halfText prints the tenths behind a unit.
func halfText(tenths int64) string {
	if tenths == 5 {
		return "半"
	}
	return plainHan(tenths)
}

// vague prints 三分之二, 过半, 数十万份.
func (n Number) vague(unit string) string {
	word, after := n.Word, ""
	if isAfter(word) {
		word, after = "", word
	}
	switch {
	case n.Of == 2:
		return word + "一半" + after
	case n.Of > 0:
		return word + script.Han(n.Of) + "分之" + plainHan(n.M) + after
	}
	digits := strings.TrimPrefix(script.Han(n.M), "一")
	return word + digits + scaleWord(n.Scale) + unit
}

// plainHan prints two as 二.
func plainHan(n int64) string {
	if n == 2 {
		return "二"
	}
	return script.Han(n)
}

// word is the printed qualifier; a claim without one takes the usual.
func (n Number) word() string {
	if n.Word != "" {
		return n.Word
	}
	switch n.Op {
	case GE:
		return "余"
	case GT:
		return "超过"
	case LT:
		return "不足"
	case LE:
		return "以下"
	}
	return ""
}

func isAfter(word string) bool {
	return slices.ContainsFunc(lexicon.Shipped().Qualifiers.After, func(q lexicon.Qualifier) bool { return slices.Contains(q.Words, word) })
}

func (n Number) mantissa() string {
	if n.Han && n.Places == 0 && n.Scale == 0 {
		return script.Han(n.M)
	}
	return n.Decimal.String()
}

// scaleWord is the word of a power of ten: 4 万, 8 亿, 7 千万.
func scaleWord(scale int8) string {
	words := [...]string{"", "十", "百", "千", "万", "十万", "百万", "千万", "亿", "十亿", "百亿", "千亿", "万亿"}
	if int(scale) < len(words) && scale > 0 {
		return words[scale]
	}
	return ""
}

// mixedText prints 1.2308亿 as 1亿2308万.
func (n Number) mixedText() string {
	var b strings.Builder
	m, p := n.M, int64(1)
	for range n.Places {
		p *= 10
	}
	b.WriteString(script.Int(m/p).String() + scaleWord(n.Scale))
	rest, step := m%p, n.Scale
	for low := step - 1; low >= 0; low-- {
		if scaleWord(low) == "" && low > 0 || rest == 0 {
			continue
		}
		if low != 4 && low != 0 && low != 3 {
			continue
		}
		unit := int64(1)
		for range int(n.Places) - int(n.Scale-low) {
			unit *= 10
		}
		if int(n.Places) < int(n.Scale-low) { // pad: 1.2亿 → 1亿2000万
			for range int(n.Scale-low) - int(n.Places) {
				rest *= 10
			}
			b.WriteString(script.Int(rest).String() + scaleWord(low))
			return b.String()
		}
		if rest/unit > 0 {
			b.WriteString(script.Int(rest/unit).String() + scaleWord(low))
			rest %= unit
		}
	}
	return b.String()
}
