package check

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"fanzha/centre/stats/phrase"
)

func (c *checker) sorted() []Finding {
	slices.SortStableFunc(c.findings, func(a, b Finding) int { return cmp.Or(a.Start-b.Start, strings.Compare(a.Code, b.Code)) })
	return c.findings
}

// level says whether a figure has a number of its own that can be added and compared.
func level(f *phrase.Figure) bool {
	return f.Rank == nil && f.Value.Op != phrase.Several && f.Value.Of == 0 && f.Value.Op != phrase.None && f.Value.Op != phrase.Words && f.Value.Op != phrase.Range && f.Printed != ""
}

// outside says whether the part is of days that the whole does not cover: then it need not be smaller.
func outside(part, whole *phrase.Figure) bool {
	p, w := part.Period, whole.Period
	if p.From == "" || w.From == "" || p.To == "" || w.To == "" {
		return p.Text != w.Text && p.Kind != phrase.Month && p.Kind != phrase.Day
	}
	return p.From < w.From || p.To > w.To
}

// part checks that a part (其中) is not larger than its whole.
func (c *checker) part(f *phrase.Figure) {
	if f.Whole < 0 || !level(f) {
		return
	}
	whole := &c.found.Figures[f.Whole]
	if !level(whole) || whole.Unit != f.Unit || f.Unit == "%" || outside(f, whole) {
		return
	}
	top := new(big.Rat).Add(whole.Value.Rat(), slack(whole.Value))
	if f.Value.Rat().Cmp(top) > 0 {
		c.add(kind{SubsetLarger, Stop}, [2]int{whole.Start, f.End}, fmt.Sprintf("“其中”的%s大于总数%s", say(f), say(whole)),
			fmt.Sprintf("%s is a part and larger than its whole %s", say(f), say(whole)))
	}
}

// slack is how much more than printed the true value may be.
func slack(n phrase.Number) *big.Rat {
	if n.Op == phrase.GE || n.Op == phrase.GT {
		return new(big.Rat).Set(n.Rat()) // 余 and 以上: up to as much again is not excluded
	}
	if n.Scale > 0 || n.Places > 0 {
		return new(big.Rat).Quo(n.Step(), big.NewRat(2, 1))
	}
	return new(big.Rat)
}

// parts checks that the parts of one whole do not add up to more than it. Only parts that exclude each other are added: not the later stages of one person
// (刑拘、逮捕、移诉), not thresholds within each other (10万元以上、50万元以上), and ages not with sexes.
func (c *checker) parts() {
	type sumOf struct{ whole, class int }
	sums := map[sumOf]*big.Rat{}
	count := map[sumOf]int{}
	for i := range c.found.Figures {
		f := &c.found.Figures[i]
		if f.Whole < 0 || !level(f) || f.Value.Op == phrase.Several {
			continue
		}
		whole := &c.found.Figures[f.Whole]
		class, adds := c.class(f)
		if !level(whole) || whole.Unit != f.Unit || f.Unit == "%" || outside(f, whole) || !adds {
			continue
		}
		at := sumOf{f.Whole, class}
		if sums[at] == nil {
			sums[at] = new(big.Rat)
		}
		if count[at] > 1 && sums[at].Cmp(whole.Value.Rat()) == 0 { // a whole that is split twice: by town, then by type
			sums[at], count[at] = new(big.Rat), 0
		}
		sums[at].Add(sums[at], f.Value.Rat())
		count[at]++
		top := new(big.Rat).Add(whole.Value.Rat(), slack(whole.Value))
		if count[at] > 1 && sums[at].Cmp(top) > 0 && f.Value.Rat().Cmp(top) <= 0 {
			c.add(kind{PartsExceed, Stop}, [2]int{whole.Start, f.End}, fmt.Sprintf("各部分之和%s大于总数%s", sums[at].FloatString(0), say(whole)),
				fmt.Sprintf("the parts add up to %s, more than %s", sums[at].FloatString(0), say(whole)))
			count[at] = -1000 // once
		}
	}
}

// class is which parts a part is added with; adds is false for one that overlaps with others.
func (c *checker) class(f *phrase.Figure) (class int, adds bool) {
	for _, w := range c.rules.Stages {
		if strings.Contains(f.Name, w) {
			return 0, false
		}
	}
	switch {
	case strings.Contains(f.Filter, "以上") || strings.Contains(f.Name, "以上") && !strings.Contains(f.Name, "岁"):
		return 0, false
	case strings.Contains(f.Name, "岁"):
		return 1, true
	case strings.ContainsAny(f.Name, "男女"):
		return 2, true
	case phrase.IsPlace(f.Subject):
		return 3, true
	case strings.HasSuffix(f.Name, "类") || strings.HasSuffix(f.Name, "诈骗"):
		return 4, true
	}
	return 0, true
}

// share checks that a share is at most 100 %. Rates that may be larger (破案率, 百案抓获数) are not shares.
func (c *checker) share(f *phrase.Figure) {
	if !level(f) || f.Unit != "%" || f.Value.Rat().Cmp(big.NewRat(100, 1)) <= 0 {
		return
	}
	for _, word := range c.rules.Shares {
		if strings.Contains(f.Name, word) {
			c.add(kind{ShareOver, Stop}, at(f), fmt.Sprintf("%s：占比不能超过100%%", say(f)), fmt.Sprintf("%s: a share is at most 100 %%", say(f)))
			return
		}
	}
}

// totals checks 共计 and 合计 against the sum of the figures with the same unit before it in the sentence.
func (c *checker) totals() {
	for i := range c.found.Figures {
		f := &c.found.Figures[i]
		if !level(f) || f.Story || f.Value.Op != phrase.Eq || f.Name != "合计" && f.Name != "共计" && f.Name != "总计" {
			continue
		}
		sum, n := new(big.Rat), 0
		for k := i - 1; k >= 0; k-- {
			g := &c.found.Figures[k]
			if !level(g) || strings.ContainsAny(c.text[g.End:f.Start+len(c.text[f.Start:f.NumStart])], "。；;\n") || g.Value.Op != phrase.Eq {
				break
			}
			if g.Unit == f.Unit && g.Whole < 0 {
				sum.Add(sum, g.Value.Rat())
				n++
			}
		}
		diff := new(big.Rat).Sub(sum, f.Value.Rat())
		if n < 2 || diff.Abs(diff).Cmp(new(big.Rat).Mul(f.Value.Step(), big.NewRat(int64(n), 1))) < 0 && (f.Value.Scale > 0 || f.Value.Places > 0) || diff.Sign() == 0 {
			continue
		}
		c.add(kind{SumDiffers, Look}, at(f), fmt.Sprintf("前面%d项之和是%s，写的是%s", n, sum.FloatString(int(f.Value.Places)), f.Printed),
			fmt.Sprintf("the %d figures before add up to %s, printed is %s", n, sum.FloatString(int(f.Value.Places)), f.Printed))
	}
}

// maxPairs bounds how many figures are compared with each other.
const maxPairs = 2000

// twice looks at figures that are printed twice.
func (c *checker) twice() {
	list := c.found.Figures[:min(len(c.found.Figures), maxPairs)]
	seen := map[string]bool{}
	for i := range list {
		for k := range i {
			a, b := &list[k], &list[i]
			if a.Story || b.Story || !level(a) || !level(b) || a.Unit != b.Unit || a.Whole != b.Whole || a.Filter != b.Filter || !c.sameMeasure(a, b) {
				continue
			}
			key := a.Name + "|" + a.Printed + "|" + b.Printed
			if !seen[key] && c.pair(a, b) {
				seen[key] = true
			}
		}
	}
}

// sameMeasure says whether two figures are of one measure: one printed name that says something, or one known code.
func (c *checker) sameMeasure(a, b *phrase.Figure) bool {
	if a.Stat != b.Stat || a.Subject != b.Subject && phrase.IsPlace(a.Subject) && phrase.IsPlace(b.Subject) {
		return false
	}
	if a.Name == b.Name {
		return (len([]rune(a.Name)) >= 4 || a.Code != "") && !strings.Contains(a.Name, "占")
	}
	return a.Code != "" && a.Code == b.Code
}

// pair judges one measure printed twice.
func (c *checker) pair(a, b *phrase.Figure) bool {
	x, y := a.Value, b.Value
	same := x.Rat().Cmp(y.Rat()) == 0
	both := [2]int{b.Start, b.End}
	if over(x, y) || over(y, x) { // 突破5000万元，达5123万元
		return false
	}
	switch {
	case !same && sameSubject(a.Subject, b.Subject) && farApart(x, y):
		c.add(kind{Slip, Stop}, both, fmt.Sprintf("%s与%s：同一指标相差约一万倍，万、亿之误？", say(a), say(b)), fmt.Sprintf("%s and %s: one measure, about ten thousand times apart: 万 for 亿?", say(a), say(b)))
	case a.Whole >= 0: // parts may be alike
		return false
	case !same && x.Scale != y.Scale && x.Decimal.Cmp(y.Decimal) == 0 && x.M >= 10:
		c.add(kind{Slip, Stop}, both, fmt.Sprintf("%s与%s：数字相同、数量级不同，万、亿之误？", say(a), say(b)), fmt.Sprintf("%s and %s: the same digits at another scale", say(a), say(b)))
	case same && digits(x) >= int(c.rules.DigitsSame) && a.Period.Text != b.Period.Text && otherSpan(a.Period, b.Period):
		c.add(kind{TwoPeriods, Look}, both, fmt.Sprintf("%s：同一数字，前面写“%s”，这里写“%s”", say(b), a.Period.Text, b.Period.Text),
			fmt.Sprintf("%s: one fact, first under %q, here under %q", say(b), a.Period.Text, b.Period.Text))
	case !same && a.Unit != "%" && (Rounds(x, y) && coarser(y, x) || Rounds(y, x) && coarser(x, y)):
		c.add(kind{Rounded, Look}, both, fmt.Sprintf("%s与%s：同一数的两种取舍", say(a), say(b)), fmt.Sprintf("%s and %s: one fact at two roundings", say(a), say(b)))
	case !same && c.owner(a) != c.owner(b):
		c.add(kind{TwoOwners, Look}, both, fmt.Sprintf("%s（%s）与%s（%s）：同一指标、不同来源，不能相加", say(a), c.owner(a), say(b), c.owner(b)),
			fmt.Sprintf("%s and %s: one measure, two owners; never add them", say(a), say(b)))
	case !same && a.Code != "" && a.Name == b.Name && a.Period.Text != "" && a.Period.Text == b.Period.Text && a.Subject == b.Subject && !hasBrother(c, a, b):
		c.add(kind{TwoValues, Look}, both, fmt.Sprintf("%s与%s：同名同期，数不同", say(a), say(b)), fmt.Sprintf("%s and %s: one name and period, two values", say(a), say(b)))
	default:
		return false
	}
	return true
}

// sameSubject says whether two figures are of one area: 我市, 全市 and none are.
func sameSubject(a, b string) bool {
	own := []string{"", "全市", "我市", "本市", "全县", "我县", "本县", "全区", "我区", "全州", "我州"}
	return a == b || slices.Contains(own, a) && slices.Contains(own, b)
}

// over says whether the first says no more than that the second is larger: 突破5000万元.
func over(x, y phrase.Number) bool {
	return (x.Op == phrase.GT || x.Op == phrase.GE) && x.Rat().Cmp(y.Rat()) <= 0 && y.Rat().Cmp(new(big.Rat).Mul(x.Rat(), big.NewRat(2, 1))) < 0
}

// hasBrother says whether the two stand in different sentences under different headings of the sentence, which plain text does not tell: the name
// then repeats for another group (城东区发案5起；城西区发案3起).
func hasBrother(c *checker, a, b *phrase.Figure) bool {
	between := c.text[min(a.End, b.Start):b.Start]
	return strings.ContainsAny(between, "；;\n。") || strings.Contains(between, "其中")
}

func digits(n phrase.Number) int {
	m := n.Decimal.Trim().M
	for m != 0 && m%10 == 0 {
		m /= 10
	}
	count := 0
	for ; m > 0; m /= 10 {
		count++
	}
	return count
}

func coarser(short, long phrase.Number) bool {
	return short.Step().Cmp(long.Step()) > 0 && digits(short) < digits(long)
}

// otherSpan says whether two labels of time really mean other days; 去年 and 2021年 do not when the year is known.
func otherSpan(a, b phrase.Period) bool {
	this := func(p phrase.Period) string {
		return strings.TrimPrefix(strings.TrimPrefix(p.Text, "今年"), "本年")
	}
	if this(a) == this(b) || a.Text == "" || b.Text == "" { // 今年1—11月 is 1—11月
		return false
	}
	return a.From == "" || b.From == "" || a.From != b.From || a.To != b.To
}

// owner is who a figure is of: the last organ printed before it in its sentence. Police organs of any kind, and none, are one.
func (c *checker) owner(f *phrase.Figure) string {
	from := strings.LastIndexAny(c.text[:f.Start], "。\n；;")
	sentence := phrase.Fold(c.text[from+1 : f.Start])
	best, place := "公安机关", -1
	for _, o := range phrase.Organs() {
		i := strings.LastIndex(sentence, o)
		if i <= place {
			continue
		}
		best, place = "公安机关", i
		if slices.Contains(c.rules.OtherOwners, o) {
			best = o
		}
	}
	return best
}
