package check

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"fanzha/centre/stats/phrase"
)

// splits checks lists that say they are complete: those that end in 其他, those of men and women, and the rows of a table above 合计.
func (c *checker) splits() {
	list := c.found.Figures[:min(len(c.found.Figures), maxPairs)]
	for i := range list {
		f := &list[i]
		switch {
		case !level(f) || f.Story || f.Unit == "%":
		case isRest(f.Name) || isRest(f.Filter):
			c.complete(list, i)
		case slices.Contains(totalNames, f.Subject):
			c.column(list, i)
		}
	}
}

var totalNames = []string{"合计", "总计", "小计", "共计"}

func isRest(name string) bool {
	return strings.HasPrefix(name, "其他") || strings.HasPrefix(name, "其余") || strings.HasPrefix(name, "其它")
}

// complete checks a list that ends at figure last against the whole before it: 立案90起。按类型分，甲类40起、乙类30起、其他25起.
func (c *checker) complete(list []phrase.Figure, last int) {
	f := &list[last]
	sum, first := f.Value.Rat(), last
	for k := last - 1; k >= 0 && last-k < 40; k-- {
		g := &list[k]
		if g.Unit == "%" || g.Unit != f.Unit && g.Unit != "" && (g.Unit == "元") != (f.Unit == "元") { // shares and losses of the items between
			continue
		}
		if !level(g) || g.Unit != f.Unit || f.Whole >= 0 && g.Whole != f.Whole || f.Whole < 0 && c.apart(g, &list[first]) {
			break
		}
		sum, first = new(big.Rat).Add(sum, g.Value.Rat()), k
		if f.Whole >= 0 && sum.Cmp(list[f.Whole].Value.Rat()) == 0 { // all of it: what stands before is another split
			return
		}
	}
	whole := f.Whole
	if whole < 0 {
		whole = first - 1
		for whole >= 0 && (list[whole].Unit == "%" || list[whole].Unit != f.Unit && first-whole < 4) {
			whole--
		}
		if whole < 0 || !c.divided(&list[whole], &list[first]) {
			return
		}
	}
	if first == last {
		return
	}
	w := &list[whole]
	if !level(w) || w.Unit != f.Unit || w.Value.Op != phrase.Eq {
		return
	}
	for k := range first { // the list may be of a number further up
		if g := &list[k]; level(g) && g.Unit == f.Unit && g.Value.Rat().Cmp(sum) == 0 {
			return
		}
	}
	c.sumIs(sum, last-first+1, w, [2]int{w.Start, f.End})
}

// apart says whether a full stop or a line that is no item lies between two figures.
func (c *checker) apart(a, b *phrase.Figure) bool {
	return a.End > b.Start || strings.Contains(c.text[a.End:b.Start], "。")
}

// divided says whether the text says that what follows is all of the whole: 按类型分.
func (c *checker) divided(whole, first *phrase.Figure) bool {
	if whole.End > first.Start {
		return false
	}
	between := phrase.Fold(c.text[whole.End : first.Start+len(c.text[first.Start:first.NumStart])])
	return len(between) < 120 && (strings.Contains(between, "按") && strings.Contains(between, "分") || strings.Contains(between, "分别为") || strings.Contains(between, "其中") || strings.Contains(between, "类型"))
}

// column checks 合计 of a table against the rows above it.
func (c *checker) column(list []phrase.Figure, total int) {
	f := &list[total]
	sum, n := new(big.Rat), 0
	for k := total - 1; k >= 0 && total-k < 4000; k-- {
		g := &list[k]
		if g.Name != f.Name || g.Unit != f.Unit {
			continue
		}
		if !level(g) || slices.Contains(totalNames, g.Subject) || strings.Count(c.text[g.End:min(f.Start, max(g.End, f.Start))], "\n") > n+3 {
			break
		}
		sum.Add(sum, g.Value.Rat())
		n++
	}
	if n > 1 && strings.Contains(c.text[list[total-1].Start:f.End], "\n") {
		c.sumIs(sum, n, f, [2]int{f.Start, f.End})
	}
}

// sumIs reports a total that is not the sum of its n parts, with the tolerance of printed places.
func (c *checker) sumIs(sum *big.Rat, n int, whole *phrase.Figure, place [2]int) {
	diff := new(big.Rat).Sub(sum, whole.Value.Rat())
	diff.Abs(diff)
	room := new(big.Rat)
	if whole.Value.Scale > 0 || whole.Value.Places > 0 {
		room.Mul(whole.Value.Step(), big.NewRat(int64(n+1), 2))
	}
	if diff.Cmp(room) <= 0 {
		return
	}
	text := trimZeros(new(big.Rat).Quo(sum, scaleOf(whole)).FloatString(4))
	c.add(kind{SumDiffers, Stop}, place, fmt.Sprintf("各项之和%s与总数%s对不上", text, say(whole)), fmt.Sprintf("the %d items add up to %s, not to %s", n, text, say(whole)))
}

// scaleOf is the scale word of a figure as a number, in which its sum is said.
func scaleOf(f *phrase.Figure) *big.Rat {
	ten := big.NewInt(10)
	return new(big.Rat).SetInt(ten.Exp(ten, big.NewInt(int64(f.Value.Scale)), nil))
}

func trimZeros(s string) string { return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") }

// sharesOver checks that the shares of one split are not more than 100 % together: men and women, ages, or items of one list.
func (c *checker) sharesOver() {
	if slices.ContainsFunc(c.rules.Overlaps, func(w string) bool { return strings.Contains(c.text, w) }) {
		return
	}
	list := c.found.Figures[:min(len(c.found.Figures), maxPairs)]
	for i := 0; i < len(list); {
		sum, n, end := c.shareRun(list, i)
		top := new(big.Rat).Add(big.NewRat(100, 1), new(big.Rat).SetFrac64(int64(n), 2))
		if n > 1 && sum.Cmp(top) > 0 {
			c.add(kind{SharesExceed, Stop}, [2]int{list[i].Start, list[end].End}, fmt.Sprintf("各项占比之和为%s%%，超过100%%", trimZeros(sum.FloatString(2))),
				fmt.Sprintf("the shares add up to %s %%, more than 100 %%", trimZeros(sum.FloatString(2))))
		}
		i = max(end, i) + 1
	}
}

// shareRun adds the shares from figure i on that belong to one split.
func (c *checker) shareRun(list []phrase.Figure, i int) (sum *big.Rat, n, end int) {
	sum, end = new(big.Rat), i
	first := &list[i]
	head, of, ok := shareName(first)
	if !ok {
		return sum, 0, i
	}
	class, _ := c.class(first)
	seen := []string{}
	for k := i; k < len(list); k++ {
		g := &list[k]
		if g.Unit != "%" && g.Unit != "元" {
			continue
		}
		name, other, share := shareName(g)
		kin, _ := c.class(g)
		if g.Unit == "元" && !share {
			continue
		}
		if !share || other != of || kin != class || g.Whole != first.Whole || slices.Contains(seen, name) || c.apart(first, g) && k > i || g.Subject != first.Subject {
			break
		}
		seen = append(seen, name)
		sum.Add(sum, g.Value.Rat())
		n, end = n+1, k
	}
	if class == 0 && n < 3 || head == "" {
		return sum, 0, end
	}
	return sum, n, end
}

// shareName parts 刷单类占全部案件 into 刷单类 and 全部案件.
func shareName(f *phrase.Figure) (head, of string, ok bool) {
	if f.Unit != "%" || !level(f) || f.Story {
		return "", "", false
	}
	head, of, ok = strings.Cut(f.Name, "占")
	return head, strings.Trim(of, "比的"), ok
}

// rates checks a rate and a share against the two figures just before them: 下发500条，见面450条，见面率95%; 50起，其中购物类10起，占比30%.
func (c *checker) rates() {
	list := c.found.Figures
	for i := range list {
		f := &list[i]
		if i < 2 || f.Unit != "%" || !level(f) || f.Value.Op != phrase.Eq || f.Story {
			continue
		}
		part := &list[i-1]
		if !level(part) || part.Unit == "%" || part.Value.Op != phrase.Eq || part.Story || c.apart(part, f) || part.Value.M == 0 {
			continue
		}
		head, of, share := shareName(f)
		switch {
		case share && of == "" && part.Whole >= 0 && list[part.Whole].Unit == part.Unit && (head == part.Name || head == part.Filter || head == ""):
			c.quotient(f, part, &list[part.Whole], Stop)
		case strings.HasSuffix(f.Name, "率"):
			whole := &list[i-2]
			stem := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(f.Name, "率"), "成功"), "劝阻")
			r := []rune(stem)
			if len(r) >= 2 && level(whole) && whole.Value.Op == phrase.Eq && !c.apart(whole, part) && alike(whole.Unit, part.Unit) && strings.Contains(part.Name, string(r[len(r)-2:])) && (!strings.Contains(whole.Name, string(r[len(r)-2:])) || strings.Contains(whole.Name, "应")) && whole.Value.Rat().Cmp(part.Value.Rat()) >= 0 {
				c.quotient(f, part, whole, Look)
			}
		}
	}
}

// alike says whether two units may stand over each other in a rate: 条 and 人 both count warnings.
func alike(a, b string) bool { return (a == "元") == (b == "元") }

// quotient reports a printed percentage that is not part ÷ whole, with the tolerance of all printed places.
func (c *checker) quotient(f, part, whole *phrase.Figure, severity Severity) {
	if whole.Value.Rat().Sign() <= 0 || !level(whole) || whole.Value.Op != phrase.Eq {
		return
	}
	for i := range c.found.Figures { // a share may be of another whole further up
		g := &c.found.Figures[i]
		if g.Start >= f.Start {
			break
		}
		if level(g) && g.Unit == whole.Unit && g.Value.Rat().Sign() > 0 && fits(f, part, g) {
			return
		}
	}
	right := phrase.Quotient(percentage(part.Value.Rat(), whole.Value.Rat()), big.NewRat(1, 1), max(f.Value.Places, 2), phrase.HalfUp).String() + "%"
	c.add(kind{ShareDiffers, severity}, [2]int{min(whole.Start, part.Start), f.End}, fmt.Sprintf("%s：%s ÷ %s = %s，写的是%s", f.Name, say(part), say(whole), right, f.Printed),
		fmt.Sprintf("%s: %s ÷ %s = %s, printed is %s", f.Name, say(part), say(whole), right, f.Printed))
}

func percentage(part, whole *big.Rat) *big.Rat {
	q := new(big.Rat).Quo(part, whole)
	return q.Mul(q, big.NewRat(100, 1))
}

// fits says whether a printed percentage is part ÷ whole, with the tolerance of all printed places.
func fits(f, part, whole *phrase.Figure) bool {
	half := func(n phrase.Number) *big.Rat {
		if n.Scale == 0 && n.Places == 0 {
			return new(big.Rat)
		}
		return new(big.Rat).Quo(n.Step(), big.NewRat(2, 1))
	}
	p, w := part.Value.Rat(), whole.Value.Rat()
	least := new(big.Rat).Sub(w, half(whole.Value))
	if least.Sign() <= 0 {
		return true
	}
	low := percentage(new(big.Rat).Sub(p, half(part.Value)), new(big.Rat).Add(w, half(whole.Value)))
	high := percentage(new(big.Rat).Add(p, half(part.Value)), least)
	want := f.Value.Rat()
	return want.Cmp(low.Sub(low, f.Value.Step())) >= 0 && want.Cmp(high.Add(high, f.Value.Step())) <= 0
}
