package check

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fanzha/centre/stats/phrase"
)

// points checks percentage points where both rates are printed: 41.2%，去年同期38.9%，上升3.2个百分点.
func (c *checker) points(f *phrase.Figure) {
	if !level(f) || f.Unit != "%" || f.Value.Op != phrase.Eq {
		return
	}
	for i := range f.Compare {
		base := &f.Compare[i]
		if base.Op != phrase.Was || base.Unit != "%" || base.Value.Op != phrase.Eq {
			continue
		}
		for k := range f.Compare {
			x := &f.Compare[k]
			if x.Unit != "个百分点" || x.Value.Op != phrase.Eq || x.Op != phrase.Up && x.Op != phrase.Down || !sameBase(x, base) {
				continue
			}
			diff := new(big.Rat).Sub(f.Value.Rat(), base.Value.Rat())
			want := x.Value.Rat()
			if x.Op == phrase.Down {
				want.Neg(want)
			}
			off := new(big.Rat).Sub(diff, want)
			if off.Abs(off).Cmp(x.Value.Step()) > 0 || x.Value.Places >= f.Value.Places && x.Value.Places >= base.Value.Places && off.Sign() != 0 {
				c.add(kind{Mismatch, Stop}, [2]int{min(f.Start, base.Start), max(x.End, base.End)}, fmt.Sprintf("%s与%s：相差%s个百分点，写的是%s", say(f), base.Text(), trimZeros(diff.FloatString(4)), x.Quote),
					fmt.Sprintf("%s and %s differ by %s points, printed is %s", say(f), base.Text(), trimZeros(diff.FloatString(4)), x.Quote))
			}
		}
	}
}

// multiple checks k倍 where the base is printed: 300人，是去年同期200人的2.5倍.
func (c *checker) multiple(f *phrase.Figure) {
	if !level(f) || f.Value.Op != phrase.Eq {
		return
	}
	for i := range f.Compare {
		x := &f.Compare[i]
		if x.Unit != "倍" || x.Op != phrase.Times && x.Op != phrase.Up || x.Value.Op == phrase.None {
			continue
		}
		for k := range f.Compare {
			base := &f.Compare[k]
			if base.Op != phrase.Was || base.Unit != f.Unit || base.Value.Op != phrase.Eq || base.Value.M <= 0 || !sameBase(x, base) {
				continue
			}
			q := new(big.Rat).Quo(f.Value.Rat(), base.Value.Rat())
			by := new(big.Rat).Sub(q, big.NewRat(1, 1))
			if !nearMultiple(q, x.Value) && (x.Op == phrase.Times || !nearMultiple(by, x.Value)) {
				c.add(kind{Mismatch, Stop}, [2]int{min(f.Start, base.Start), max(x.End, base.End)}, fmt.Sprintf("%s是%s的%s倍，写的是%s", say(f), base.Value.Text(base.Unit), trimZeros(q.FloatString(2)), x.Quote),
					fmt.Sprintf("%s is %s times %s, printed is %s", say(f), trimZeros(q.FloatString(2)), base.Value.Text(base.Unit), x.Quote))
			}
		}
	}
}

// nearMultiple says whether q may be printed as n: within one of its last place, upward for 多 and 余, downward for 近.
func nearMultiple(q *big.Rat, n phrase.Number) bool {
	diff := new(big.Rat).Sub(q, n.Rat())
	step := n.Step()
	switch n.Op {
	case phrase.GE, phrase.GT:
		return diff.Sign() >= 0 && diff.Cmp(step) <= 0
	case phrase.Approx:
		return diff.Abs(diff).Cmp(step) <= 0
	}
	return diff.Abs(diff).Cmp(step) < 0 && (n.Places > 0 || diff.Cmp(new(big.Rat).Quo(step, big.NewRat(2, 1))) <= 0)
}

var (
	spanDays = regexp.MustCompile(`(\d{1,3})(?:天|日内|个昼夜)`)
	anyDay   = regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]`)
	campaign = regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日[^。；\n\d]{0,12}(?:开始|启动|起|开展|开启|打响)[^。；\n\d]{0,16}(?:至|到|于)(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日[^。；\n\d]{0,8}(?:结束|止|截止|收官|完成|，)`)
)

// average checks 日均 against the total before it, where the days are known: 30天共接警3000起，日均120起.
func (c *checker) average(i int) {
	f := &c.found.Figures[i]
	if i == 0 || f.Stat != phrase.Average || !level(f) || f.Value.Op != phrase.Eq || !slices.ContainsFunc([]string{"日均", "每天", "每日", "天均"}, func(w string) bool { return strings.Contains(f.Name, w) }) {
		return
	}
	total := &c.found.Figures[i-1]
	if !level(total) || total.Unit != f.Unit || total.Value.Op != phrase.Eq || total.Stat == phrase.Average || c.apart(total, f) || total.Subject != f.Subject {
		return
	}
	plain := func(name string) string {
		return strings.NewReplacer("日均", "", "平均", "", "每天", "", "每日", "", "共", "", "累计", "").Replace(name)
	}
	if a, b := plain(total.Name), plain(f.Name); b != "" && !strings.Contains(a, b) && !strings.Contains(b, a) {
		return
	}
	lengths := c.days(total)
	q := ""
	for _, days := range lengths {
		mean := new(big.Rat).Quo(total.Value.Rat(), new(big.Rat).SetInt64(days))
		q = trimZeros(mean.FloatString(2))
		room := new(big.Rat).Add(f.Value.Step(), new(big.Rat).Quo(total.Value.Step(), new(big.Rat).SetInt64(days)))
		if mean.Sub(mean, f.Value.Rat()).Abs(mean).Cmp(room) < 0 {
			return
		}
	}
	if q != "" {
		c.add(kind{AverageDiffers, Stop}, [2]int{total.Start, f.End}, fmt.Sprintf("%s ÷ %d天 = %s，写的是%s", say(total), lengths[0], q, say(f)), fmt.Sprintf("%s ÷ %d days = %s, printed is %s", say(total), lengths[0], q, say(f)))
	}
}

// days are how many days a figure is of: those its sentence says, or those of its month or week; none where nobody knows.
func (c *checker) days(f *phrase.Figure) []int64 {
	from := max(strings.LastIndexAny(c.text[:f.Start], "。\n")+1, 0)
	if all := spanDays.FindAllStringSubmatch(c.text[from:f.NumStart], -1); len(all) == 1 {
		n, err := strconv.ParseInt(all[0][1], 10, 64)
		if err == nil && n > 1 {
			return []int64{n}
		}
	}
	p := f.Period
	switch {
	case p.Kind == phrase.Week:
		return []int64{7}
	case p.From != "" && p.To != "" && (p.Kind == phrase.Days || p.Kind == phrase.Month || p.Kind == phrase.Months):
		a, err := time.Parse(time.DateOnly, p.From)
		b, wrong := time.Parse(time.DateOnly, p.To)
		if err == nil && wrong == nil && b.After(a) {
			return []int64{int64(b.Sub(a).Hours()/24) + 1}
		}
	case p.Kind == phrase.Month:
		digits := strings.TrimRightFunc(p.Text, func(r rune) bool { return r < '0' || r > '9' })
		month, err := strconv.Atoi(digits)
		if err == nil && month >= 1 && month <= 12 {
			if month == 2 {
				return []int64{28, 29}
			}
			return []int64{int64(monthDays[month])}
		}
	}
	return nil
}

var monthDays = [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// dates finds days that no calendar has, and what ends before it begins.
func (c *checker) dates() {
	n := func(m []int, g int) int {
		if m[2*g] < 0 {
			return 0
		}
		v, err := strconv.Atoi(c.text[m[2*g]:m[2*g+1]])
		if err != nil {
			return 0
		}
		return v
	}
	for _, m := range anyDay.FindAllStringSubmatchIndex(c.text, maxFindings) {
		year, month, day := n(m, 1), n(m, 2), n(m, 3)
		leap := year == 0 || year%4 == 0 && (year%100 != 0 || year%400 == 0)
		if month < 1 || month > 12 || day < 1 || day > monthDays[month] || month == 2 && day == 29 && !leap {
			c.add(kind{DateWrong, Stop}, [2]int{m[0], m[1]}, fmt.Sprintf("“%s”：没有这一天", c.text[m[0]:m[1]]), fmt.Sprintf("%q: there is no such day", c.text[m[0]:m[1]]))
		}
	}
	for _, m := range campaign.FindAllStringSubmatchIndex(c.text, maxFindings) {
		from, to := n(m, 2)*100+n(m, 3), n(m, 5)*100+n(m, 6)
		a, b := n(m, 1), n(m, 4)
		if text := c.text[m[0]:m[1]]; strings.Contains(text, "次年") || strings.Contains(text, "翌年") || strings.Contains(text, "明年") || b > a && a > 0 || a == 0 && b > 0 {
			continue
		}
		if b > 0 && b < a || to < from && (from-to < 600 || a > 0 && a == b) {
			c.add(kind{PeriodReversed, Stop}, [2]int{m[0], m[1]}, fmt.Sprintf("“%s”：结束日期早于开始日期", c.text[m[0]:m[1]]), fmt.Sprintf("%q ends before it begins", c.text[m[0]:m[1]]))
		}
	}
}
