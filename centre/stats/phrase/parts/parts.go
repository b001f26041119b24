// Package parts is 分项归属: which figures of a text are parts of one before them though no 其中 says so: 发案120起，刷单类45起、购物类30起; 返还300万元，甲镇120万元、
// 乙镇180万元. A list belongs to a number when it adds up to it, or when its items are kinds, places, banks or groups of persons of what that number counts.
package parts

import (
	"math/big"
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
)

// sort is what the items of a list are.
type sort uint8

const (
	other  sort = iota
	kinds       // 刷单返利类
	places      // 城东区, 城东派出所
	banks       // 工行
	people      // 女性, 18至35岁
	rest        // 其他
)

// bounds: how many items a list has, how many figures of other units stand between two of them, how many bytes.
const (
	mostItems = 40
	mostOther = 4
	farthest  = 400
)

type finder struct {
	text string
	list []figure.Figure
}

// Find sets Whole of the figures of a text that are parts of one before them. The text is the one their places are in.
func Find(text string, list []figure.Figure) {
	f := &finder{text: text, list: list}
	for i := range list {
		if f.open(i) {
			f.closed(i)
		}
	}
	for i := 0; i < len(list); i++ {
		s := f.sortOf(i)
		if s == other || s == rest || list[i].Whole >= 0 || !level(&list[i]) {
			continue
		}
		items := f.run(i, s)
		f.ofOne(items, s)
		i = items[len(items)-1]
	}
}

// level says whether a figure counts or sums something that can have parts.
func level(g *figure.Figure) bool {
	return g.Rank == nil && !g.Story && (g.Stat == figure.Count || g.Stat == figure.Sum) && g.Unit != "" && g.Value.M > 0 && g.Value.Upto == nil && g.Value.Of == 0 &&
		slices.Contains([]figure.Op{figure.Eq, figure.GE, figure.Approx, figure.GT}, g.Value.Op)
}

// open says whether figure i can be a whole and has no parts yet.
func (f *finder) open(i int) bool {
	if !level(&f.list[i]) || f.list[i].Value.Op != figure.Eq {
		return false
	}
	for k := i + 1; k < min(i+mostItems, len(f.list)); k++ {
		if f.list[k].Whole == i {
			return false
		}
	}
	return true
}

// between is the text from behind figure a to before figure b, empty with false where they overlap or lie far apart.
func (f *finder) between(a, b int) (string, bool) {
	from, to := f.list[a].End, f.list[b].Start
	if f.list[a].NumEnd > from {
		from = f.list[a].NumEnd
	}
	if to < from {
		to = f.list[b].NumStart
	}
	if to < from || to-from > farthest {
		return "", false
	}
	return f.text[from:to], true
}

// closed looks for the items behind figure i that add up to it exactly.
func (f *finder) closed(i int) {
	w := &f.list[i]
	sum, items, last, others := new(big.Rat), []int{}, i, 0
	for k := i + 1; k < len(f.list) && len(items) < mostItems; k++ {
		g := &f.list[k]
		text, ok := f.between(last, k)
		if !ok || strings.ContainsAny(text, "\n") || strings.Contains(text, "。") && len(items) > 0 || strings.Count(text, "。") > 1 {
			return
		}
		if !level(g) || g.Unit != w.Unit {
			others++
			if others > mostOther*max(1, len(items)) || g.Rank != nil {
				return
			}
			last = k
			continue
		}
		if g.Whole >= 0 {
			if slices.Contains(items, g.Whole) {
				last = k
				continue
			}
			return
		}
		if g.Value.Op != figure.Eq || strings.Contains(text, "；") && len(items) == 0 {
			return
		}
		sum.Add(sum, g.Value.Rat())
		items, last = append(items, k), k
		if diff := new(big.Rat).Sub(sum, w.Value.Rat()); len(items) > 1 && diff.Abs(diff).Cmp(room(w, len(items))) <= 0 {
			if f.listOf(i, items) && !f.goesOn(k) {
				for _, at := range items {
					f.list[at].Whole = i
				}
			}
			return
		}
		if sum.Cmp(w.Value.Rat()) > 0 {
			return
		}
	}
}

// room is how far a sum of n printed parts may be from the whole.
func room(w *figure.Figure, n int) *big.Rat {
	if w.Value.Scale == 0 && w.Value.Places == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).Mul(w.Value.Step(), big.NewRat(int64(n), 2))
}

// goesOn says whether the list has another item behind figure k.
func (f *finder) goesOn(k int) bool {
	if k+1 >= len(f.list) || f.list[k+1].Unit != f.list[k].Unit {
		return false
	}
	text, ok := f.between(k, k+1)
	return ok && strings.HasPrefix(strings.TrimSpace(text), "、")
}

// listOf says whether items that add up to figure i are a list of it and no other measures by chance: two of them are taken only when neither is a known measure of
// its own, and 10 = 7 + 3 proves nothing.
func (f *finder) listOf(i int, items []int) bool {
	w, own := &f.list[i], 0
	if s := f.sortOf(items[0]); s != other && f.sortOf(i) == s { // 8 of one place is not 5 and 3 of others
		return false
	}
	for _, at := range items {
		g := &f.list[at]
		if g.Name != w.Name && g.Code != "" && g.Code != w.Code && f.sortOf(at) == other {
			own++
		}
	}
	return own == 0 || own < len(items) && len(items) > 2 && w.Value.Rat().Cmp(big.NewRat(100, 1)) > 0
}

// rests are the words for what a list does not name.
var rests = []string{"其他", "其余", "其它", "余下"}

// sortOf says what kind of item figure i is.
func (f *finder) sortOf(i int) sort {
	g := &f.list[i]
	name := g.Name
	if slices.ContainsFunc(rests, func(w string) bool { return strings.HasPrefix(name, w) || strings.HasPrefix(g.Subject, w) }) {
		return rest
	}
	if lexicon.IsPlace(g.Subject) || strings.HasSuffix(g.Subject, "派出所") {
		return places
	}
	for _, general := range []string{"电信网络诈骗", "电信诈骗", "网络诈骗", "电诈"} {
		name = strings.ReplaceAll(name, general, "")
	}
	for _, end := range []string{"", "案件", "警情", "案", "诈骗", "诈骗案件", "诈骗案", "诈骗警情", "案数", "型诈骗"} {
		if stem, ok := strings.CutSuffix(name, end); ok && (strings.HasSuffix(stem, "类") || strings.HasSuffix(stem, "诈骗") || strings.HasSuffix(stem, "型")) && lexicon.HanCount(stem) > 2 {
			return kinds
		}
	}
	if strings.HasSuffix(name, "银行") || strings.HasSuffix(name, "行") && lexicon.HanCount(name) < 7 || strings.HasSuffix(name, "信用社") || strings.HasSuffix(name, "农商行") {
		return banks
	}
	if strings.HasPrefix(name, "男") || strings.HasPrefix(name, "女") || strings.HasSuffix(name, "男性") || strings.HasSuffix(name, "女性") || strings.Contains(name, "岁") {
		return people
	}
	return other
}

// run is the list that begins with figure i: its items of one sort, and what stands between them left out.
func (f *finder) run(i int, s sort) []int {
	items, last := []int{i}, i
	for k := i + 1; k < len(f.list) && len(items) < mostItems && k-last <= mostOther; k++ {
		text, ok := f.between(k-1, k)
		if !ok || strings.Count(text, "\n") > 1 || s != kinds && strings.ContainsAny(text, "。\n") {
			break
		}
		g, is := &f.list[k], f.sortOf(k)
		if level(g) && g.Unit == f.list[i].Unit {
			if is != s && is != rest || g.Whole >= 0 && g.Whole < i {
				break
			}
			if g.Whole < 0 {
				items, last = append(items, k), k
			}
		}
	}
	return items
}

// ofOne gives a list the whole before it, where just one number can be it.
func (f *finder) ofOne(items []int, s sort) {
	first := items[0]
	sum := new(big.Rat)
	for _, at := range items {
		sum.Add(sum, f.list[at].Value.Rat())
	}
	stops, seen, whole := 0, 0, -1
	for k := first - 1; k >= 0 && seen < 3; k-- {
		text, ok := f.between(k, k+1)
		stops += strings.Count(text, "。") + 2*strings.Count(text, "\n\n")
		if !ok || stops > 1 || f.sortOf(k) == s && level(&f.list[k]) && f.list[k].Unit == f.list[first].Unit {
			break
		}
		g := &f.list[k]
		if !level(g) || g.Unit != f.list[first].Unit || g.Value.Rat().Cmp(sum) < 0 || !f.fits(k, first, s) {
			continue
		}
		if whole < 0 {
			whole = k
		}
		if g.Whole < 0 || g.Whole != f.list[whole].Whole {
			seen++
		}
	}
	if whole < 0 || seen > 1 {
		return
	}
	for _, at := range items {
		f.list[at].Whole = whole
	}
}

// apartWords are what a list counts when its own words say so: a number of another of these is not its whole.
var apartWords = []string{"破", "抓", "劝阻", "止付", "冻结", "返还", "预警", "见面", "拦截", "封", "捣毁", "打掉", "刑拘", "逮捕", "起诉", "处罚", "惩戒", "宣传", "损失", "发案", "立案", "警情"}

// fits says whether figure w may be the whole of a list that begins with figure i: the items, and the words before them, count nothing else.
func (f *finder) fits(w, i int, s sort) bool {
	whole, item := &f.list[w], &f.list[i]
	from, to := whole.End, item.NumStart
	if from > to || to-from > farthest {
		return false
	}
	if s == places && (item.Subject == whole.Subject || lexicon.IsPlace(whole.Subject) || item.Name != whole.Name && item.Name != item.Subject && (item.Code == "" || item.Code != whole.Code)) {
		return false
	}
	if item.Period.Text != whole.Period.Text && item.Period.Text != "" && whole.Period.Text != "" {
		return false
	}
	lead := f.text[from:to]
	if at := strings.LastIndexAny(lead, "。；\n"); at >= 0 {
		lead = lead[at:]
	}
	return !slices.ContainsFunc(apartWords, func(word string) bool {
		return strings.Contains(lead, word) && !strings.Contains(whole.Name, word)
	})
}
