package check

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fanzha/centre/stats/phrase"
)

// unitOdd finds persons and things in money, and money in pieces: 抓获涉诈人员25万元.
func (c *checker) unitOdd(f *phrase.Figure) {
	if !level(f) || f.Story || f.NumStart <= f.Start {
		return
	}
	ends := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(f.Name, w) })
	}
	switch {
	case f.Unit == "元" && ends(c.rules.Counted) && !slices.ContainsFunc(c.rules.Payees, func(w string) bool { return strings.Contains(f.Name, w) }):
		c.add(kind{UnitOdd, Stop}, at(f), fmt.Sprintf("%s：计数的指标写成了金额单位，请核对", say(f)), fmt.Sprintf("%s: what is counted has a unit of money", say(f)))
	case slices.Contains([]string{"起", "名", "张", "部", "名"}, f.Unit) && ends(c.rules.Summed):
		c.add(kind{UnitOdd, Stop}, at(f), fmt.Sprintf("%s：金额指标写成了计数单位，请核对", say(f)), fmt.Sprintf("%s: an amount has a unit of counting", say(f)))
	}
}

// within the bounds two values of one measure are about four powers of ten apart: 万 for 亿.
var slipLow, slipHigh = big.NewRat(3000, 1), big.NewRat(33_000, 1)

// farApart says whether two values differ by about four powers of ten and are printed at two scales.
func farApart(x, y phrase.Number) bool {
	a, b := x.Rat(), y.Rat()
	if a.Sign() <= 0 || b.Sign() <= 0 || x.Scale == y.Scale {
		return false
	}
	if a.Cmp(b) < 0 {
		a, b = b, a
	}
	ratio := new(big.Rat).Quo(a, b)
	return ratio.Cmp(slipLow) >= 0 && ratio.Cmp(slipHigh) <= 0
}

// earlierFar finds an earlier number beside a figure that is four powers of ten away.
func (c *checker) earlierFar(f *phrase.Figure) {
	for i := range f.Compare {
		x := &f.Compare[i]
		if x.Op == phrase.Was && level(f) && x.Unit == f.Unit && farApart(f.Value, x.Value) {
			c.add(kind{Slip, Stop}, [2]int{min(f.Start, x.Start), max(f.End, x.End)}, fmt.Sprintf("%s与基数%s相差约一万倍，万、亿之误？", say(f), x.Value.Text(x.Unit)),
				fmt.Sprintf("%s and its base %s are about ten thousand times apart: 万 for 亿?", say(f), x.Value.Text(x.Unit)))
		}
	}
}

// triple checks now, base and difference where all three are printed: 174起，比9月的209起减少35起.
func (c *checker) triple(f *phrase.Figure) {
	var base, diff *phrase.Comparison
	for i := range f.Compare {
		x := &f.Compare[i]
		switch {
		case x.Op == phrase.Was && x.Value.Op == phrase.Eq:
			base = x
		case (x.Op == phrase.Up || x.Op == phrase.Down) && x.Value.Op == phrase.Eq && base != nil && x.Unit == base.Unit && sameBase(x, base):
			diff = x
		case x.Unit == "%" && x.Value.Op == phrase.Eq && diff != nil && base != nil && f.Value.Op == phrase.None && base.Value.M > 0: // no level: the difference and the base give the change
			now := new(big.Rat).Add(base.Value.Rat(), diff.Value.Rat())
			if diff.Op == phrase.Down {
				now.Sub(base.Value.Rat(), diff.Value.Rat())
			}
			if x.Op != diff.Op || !gives(now, base.Value.Rat(), *x) && base.Value.Scale == 0 && diff.Value.Scale == 0 {
				c.add(kind{Mismatch, Stop}, [2]int{f.Start, x.End}, fmt.Sprintf("%s：基数%s、%s，应为%s，写的是%s", f.Name, base.Value.Text(base.Unit), diff.Quote, change(now, base.Value.Rat(), x.Value.Places), x.Quote),
					fmt.Sprintf("%s: base %s and %s make %s, printed is %s", f.Name, base.Value.Text(base.Unit), diff.Quote, change(now, base.Value.Rat(), x.Value.Places), x.Quote))
			}
		}
	}
	if base == nil || diff == nil || !level(f) || f.Value.Op != phrase.Eq || f.Unit != diff.Unit || f.Value.Scale+base.Value.Scale+diff.Value.Scale > 0 || f.Value.Places+base.Value.Places+diff.Value.Places > 0 {
		return
	}
	want := new(big.Rat).Add(base.Value.Rat(), diff.Value.Rat())
	if diff.Op == phrase.Down {
		want.Sub(base.Value.Rat(), diff.Value.Rat())
	}
	if want.Cmp(f.Value.Rat()) != 0 {
		c.add(kind{Mismatch, Stop}, [2]int{f.Start, max(diff.End, base.End)}, fmt.Sprintf("%s：基数%s、%s，应为%s%s", say(f), base.Value.Text(base.Unit), diff.Quote, want.FloatString(0), f.Unit),
			fmt.Sprintf("%s: base %s and %s make %s%s", say(f), base.Value.Text(base.Unit), diff.Quote, want.FloatString(0), f.Unit))
	}
}

// wrongKind finds 环比去年同期 and 同比上月.
func (c *checker) wrongKind(f *phrase.Figure) {
	for i := range f.Compare {
		x := &f.Compare[i]
		year := (strings.Contains(x.Base, "去年") || strings.Contains(x.Base, "上年")) && !slices.ContainsFunc([]string{"下半年", "四季度", "12月", "底", "末"}, func(w string) bool { return strings.Contains(x.Base, w) })
		period := strings.HasPrefix(x.Base, "上月") || strings.HasPrefix(x.Base, "上周") || strings.HasPrefix(x.Base, "上期") || strings.HasPrefix(x.Base, "上个月") || strings.HasPrefix(x.Base, "上季度")
		if x.Kind == "环比" && year && strings.HasPrefix(x.Quote, "环比") || x.Kind == "同比" && period && strings.HasPrefix(x.Quote, "同比") {
			c.add(kind{WrongKind, Look}, [2]int{x.Start, x.End}, fmt.Sprintf("“%s”：与上年同期比是同比，与上一期比是环比", x.Quote), fmt.Sprintf("%q: 同比 is against the year before, 环比 against the period before", x.Quote))
		}
	}
}

var (
	dayRange   = regexp.MustCompile(`(\d{1,2})月(\d{1,2})日\s*(?:至|到|—|-|－|~|～)+\s*(?:(\d{1,2})月)?(\d{1,2})日`)
	candidates = regexp.MustCompile(`(\d{1,3})个[^，。；\n\d]{0,10}(?:参加|参与|纳入|参评)|(?:全[市县区省州]|共有?|下?辖|在|居|列)(\d{1,3})个(?:县|区|市|乡|镇|街道|派出所|分局|单位|成员单位|地市|州)`)
)

// texts finds slips that no figure shows: a time that ends before it begins, a place behind the last.
func (c *checker) texts() {
	for _, m := range dayRange.FindAllStringSubmatchIndex(c.text, maxFindings) {
		n := func(g int) int {
			if m[2*g] < 0 {
				return 0
			}
			v, err := strconv.Atoi(c.text[m[2*g]:m[2*g+1]])
			if err != nil {
				return 0
			}
			return v
		}
		from, to := n(1)*100+n(2), n(3)*100+n(4)
		if n(3) == 0 {
			to = n(1)*100 + n(4)
		}
		if to < from && from-to < 600 { // 12月26日至1月1日 goes over the year
			c.add(kind{PeriodReversed, Stop}, [2]int{m[0], m[1]}, fmt.Sprintf("“%s”：结束日期早于开始日期", c.text[m[0]:m[1]]), fmt.Sprintf("%q ends before it begins", c.text[m[0]:m[1]]))
		}
	}
	for _, m := range candidates.FindAllStringSubmatchIndex(c.text, maxFindings) {
		c.rankOver(m)
	}
}

// rankOver finds a place behind the last of those that the text says take part: in the whole text where it says so, else in the same sentence and the next.
func (c *checker) rankOver(m []int) {
	group, end := 2, len(c.text)
	if m[2] < 0 {
		group = 4
		for range 2 {
			if stop := strings.IndexAny(c.text[min(m[1], len(c.text)):], "。\n"); stop >= 0 {
				end = m[1] + stop
				m[1] = end + 1
			}
		}
	}
	n, err := strconv.Atoi(c.text[m[group]:m[group+1]])
	if err != nil || n < 2 {
		return
	}
	for i := range c.found.Figures {
		f := &c.found.Figures[i]
		if f.Rank != nil && f.Rank.Place > n && f.End > m[0] && f.Start < end && !strings.Contains(f.Rank.Scope, "国") && (!strings.Contains(f.Rank.Scope, "省") || strings.HasPrefix(c.text[m[0]:], "全省")) && !c.has(RankOver, f.Start) {
			c.add(kind{RankOver, Stop}, at(f), fmt.Sprintf("%s：只有%d个参加排名", f.Printed, n), fmt.Sprintf("%s: only %d take part", f.Printed, n))
		}
	}
}

// covers says whether a finding of a code is about a place.
func (c *checker) covers(code string, at int) bool {
	return slices.ContainsFunc(c.findings, func(f Finding) bool { return f.Code == code && f.Start <= at && at < f.End })
}

// rankWay finds a rise to a worse place and a fall to a better one: 由第12位升至第17位.
func (c *checker) rankWay(f *phrase.Figure) {
	if f.Rank == nil || f.Rank.Was == 0 || f.Rank.Place == 0 {
		return
	}
	text := phrase.Fold(f.Printed)
	up, down := strings.ContainsAny(text, "升跃进"), strings.ContainsAny(text, "降落退滑跌")
	if up && !down && f.Rank.Place > f.Rank.Was || down && !up && f.Rank.Place < f.Rank.Was {
		c.add(kind{Mismatch, Stop}, at(f), fmt.Sprintf("“%s”：第%d位到第%d位，升降写反了", f.Printed, f.Rank.Was, f.Rank.Place), fmt.Sprintf("%q: from place %d to %d is the other way", f.Printed, f.Rank.Was, f.Rank.Place))
	}
}

// contrary finds a number that fell and its percentage that rose: 同比减少12起，增长8.5%.
func (c *checker) contrary(f *phrase.Figure) {
	if f.Value.Op != phrase.None {
		return
	}
	for i := range f.Compare {
		for k := range i {
			x, y := &f.Compare[i], &f.Compare[k]
			turned := x.Op == phrase.Up && y.Op == phrase.Down || x.Op == phrase.Down && y.Op == phrase.Up
			if turned && x.Kind == y.Kind && x.Base == y.Base && (x.Unit == "%") != (y.Unit == "%") && x.Value.Op == phrase.Eq && y.Value.Op == phrase.Eq {
				c.add(kind{Mismatch, Stop}, [2]int{min(x.Start, y.Start), max(x.End, y.End)}, fmt.Sprintf("%s：“%s”与“%s”方向相反", f.Name, y.Quote, x.Quote), fmt.Sprintf("%s: %q and %q go opposite ways", f.Name, y.Quote, x.Quote))
			}
		}
	}
}

// has says whether a finding of a code begins at a place.
func (c *checker) has(code string, start int) bool {
	return slices.ContainsFunc(c.findings, func(f Finding) bool { return f.Code == code && f.Start == start })
}

// maxPlaces bounds how many names of places are compared with each other.
const maxPlaces = 300

// placesTwoWays finds a place written two ways: one character apart, and never in one list with the other.
func (c *checker) placesTwoWays() {
	seen := map[string]*phrase.Figure{}
	var order []string
	for i := range c.found.Figures {
		f := &c.found.Figures[i]
		r := []rune(f.Subject)
		if len(r) < 3 || len(r) > 8 || !phrase.IsPlace(f.Subject) {
			continue
		}
		if _, ok := seen[f.Subject]; ok {
			continue
		}
		for _, other := range order {
			if oneApart([]rune(other), r, c.rules.Directions) && !c.oneList(seen[other], f) && !c.bothIn(other, f.Subject) {
				c.add(kind{TwoNames, Look}, [2]int{f.Start, f.End}, fmt.Sprintf("“%s”与前面的“%s”只差一字，是否同一地名？", f.Subject, other), fmt.Sprintf("%s and %s differ in one character: one place spelled two ways?", f.Subject, other))
			}
		}
		if len(order) < maxPlaces {
			seen[f.Subject], order = f, append(order, f.Subject)
		}
	}
}

// oneApart says whether two names differ in one character that is no direction or number.
func oneApart(a, b []rune, directions string) bool {
	if len(a) != len(b) {
		return false
	}
	diff := -1
	for i := range a {
		if a[i] != b[i] {
			if diff >= 0 {
				return false
			}
			diff = i
		}
	}
	return diff >= 0 && diff < len(a)-1 && !strings.ContainsRune(directions, a[diff]) && !strings.ContainsRune(directions, b[diff])
}

// oneList says whether two figures stand in one sentence, or in lines next to each other.
func (c *checker) oneList(a, b *phrase.Figure) bool {
	if a.End > b.Start {
		return true
	}
	between := c.text[a.End:b.Start]
	return !strings.ContainsAny(between, "。") && strings.Count(between, "\n") < 3
}

// bothIn says whether some sentence names both places: then they are two.
func (c *checker) bothIn(a, b string) bool {
	for _, sentence := range strings.FieldsFunc(c.text, func(r rune) bool { return r == '。' || r == '\n' }) {
		if strings.Contains(sentence, a) && strings.Contains(sentence, b) {
			return true
		}
	}
	return false
}
