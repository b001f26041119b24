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

// items are the figures behind figure w that its list has: of its unit, in the same sentence. others of another unit between them are passed over.
func (c *checker) items(w int) []int {
	var out []int
	list := c.found.Figures
	last := w
	for k := w + 1; k < len(list) && k-last < 5 && len(out) < 40; k++ {
		g := &list[k]
		if g.Start < list[last].Start || strings.ContainsAny(c.text[min(list[last].NumEnd, g.NumStart):g.NumStart], "。；;\n") {
			break
		}
		if !level(g) || g.Unit != list[w].Unit {
			continue
		}
		if g.Whole >= 0 && g.Whole != w || g.Value.Op != phrase.Eq {
			break
		}
		out, last = append(out, k), k
	}
	return out
}

// scales finds an item of a list whose scale word is another than its brothers' and that would fit with theirs: 4.3亿元，其中甲行2.1亿元、乙行2.2万元.
func (c *checker) scales() {
	list := c.found.Figures[:min(len(c.found.Figures), maxPairs)]
	for i := range list {
		w := &list[i]
		if !level(w) || w.Story || w.Value.Op != phrase.Eq || w.Unit == "%" || w.Value.M <= 0 {
			continue
		}
		items := c.items(i)
		if len(items) < 2 {
			continue
		}
		if list[items[0]].Whole == i {
			c.brothers(items)
		} else {
			c.brothers(append([]int{i}, items...))
		}
		sum := new(big.Rat)
		for n, at := range items {
			sum.Add(sum, list[at].Value.Rat())
			if n > 0 && c.oneScale(w, items[:n+1], sum) {
				break
			}
		}
	}
}

// oneScale says whether a sum of items is that of the whole only when one of them has the scale word of the others, and reports that one.
func (c *checker) oneScale(w *phrase.Figure, items []int, sum *big.Rat) bool {
	room := new(big.Rat).Mul(w.Value.Step(), big.NewRat(int64(len(items)+1), 2))
	off := func(s *big.Rat) bool {
		d := new(big.Rat).Sub(s, w.Value.Rat())
		return d.Abs(d).Cmp(room) > 0
	}
	if !off(sum) {
		return false
	}
	for _, at := range items {
		g := &c.found.Figures[at]
		for _, scale := range []int8{4, 8} {
			if g.Value.Scale == scale || g.Value.Scale != 4 && g.Value.Scale != 8 {
				continue
			}
			other := g.Value
			other.Scale = scale
			again := new(big.Rat).Add(new(big.Rat).Sub(sum, g.Value.Rat()), other.Rat())
			if off(again) || other.Rat().Cmp(w.Value.Rat()) > 0 {
				continue
			}
			c.add(kind{Slip, Stop}, at2(w, g), fmt.Sprintf("%s：写成%s，各项之和才是%s，万、亿之误？", say(g), other.Text(g.Unit), say(w)), fmt.Sprintf("%s: with %s the items add up to %s: 万 for 亿?", say(g), other.Text(g.Unit), say(w)))
			return true
		}
	}
	return false
}

// brothers finds one item of a list of sums whose scale word is another than that of all others and that would be of their size with it: 1200万元、980万元、1130亿元.
func (c *checker) brothers(items []int) {
	list := c.found.Figures
	if len(items) < 3 || list[items[0]].Unit != "元" {
		return
	}
	for x, at := range items {
		g, alone, near := &list[at], true, false
		for y, k := range items {
			h := &list[k]
			if x == y {
				continue
			}
			if h.Value.Scale != 4 && h.Value.Scale != 8 || h.Value.Scale == g.Value.Scale || g.Value.Scale != 4 && g.Value.Scale != 8 || apartBy(g.Value, h.Value) < 1000 {
				alone = false
				break
			}
			other := g.Value
			other.Scale = h.Value.Scale
			near = near || apartBy(other, h.Value) <= 5
		}
		if alone && near && !c.has(Slip, g.Start) {
			c.add(kind{Slip, Look}, [2]int{g.Start, g.End}, fmt.Sprintf("%s：与同列各项相差千倍以上，万、亿之误？", say(g)), fmt.Sprintf("%s: a thousand times apart from its brothers: 万 for 亿?", say(g)))
			return
		}
	}
}

// apartBy is how many times the larger of two values is the smaller, cut to a whole number.
func apartBy(a, b phrase.Number) int64 {
	x, y := a.Rat(), b.Rat()
	if x.Sign() <= 0 || y.Sign() <= 0 {
		return 0
	}
	if x.Cmp(y) < 0 {
		x, y = y, x
	}
	q := x.Quo(x, y)
	n := new(big.Int).Quo(q.Num(), q.Denom())
	if !n.IsInt64() {
		return 1 << 40
	}
	return n.Int64()
}

func at2(a, b *phrase.Figure) [2]int { return [2]int{min(a.Start, b.Start), max(a.End, b.End)} }

// howMany is the count behind a list that makes it complete: 120人、100人、80人三种.
var howMany = regexp.MustCompile(`^(?:等?共?|这)([二两三四五六七八九十2-9]|1\d)(?:种|类|项|个|大类|部分|方面|家|级|档)`)

// counted checks a list that says how many items it has: 包括A120人、B100人、C80人三种.
func (c *checker) counted() {
	list := c.found.Figures[:min(len(c.found.Figures), maxPairs)]
	for i := range list {
		w := &list[i]
		if !level(w) || w.Story || w.Value.Op != phrase.Eq || w.Unit == "%" {
			continue
		}
		items := c.items(i)
		if len(items) < 2 {
			continue
		}
		lead := phrase.Fold(c.text[w.NumEnd:max(w.NumEnd, list[items[0]].NumStart)])
		for n := 2; n <= len(items); n++ {
			end := list[items[n-1]].NumEnd
			m := howMany.FindStringSubmatch(phrase.Fold(c.text[end:min(len(c.text), end+24)]))
			before := strings.Contains(lead, numeralOf(n)+"类") || strings.Contains(lead, numeralOf(n)+"种") || strings.Contains(lead, numeralOf(n)+"部分")
			if (m == nil || !isCount(m[1], n)) && (!before || n < len(items)) {
				continue
			}
			sum := new(big.Rat)
			for _, at := range items[:n] {
				sum.Add(sum, list[at].Value.Rat())
			}
			c.sumIs(sum, n, w, [2]int{w.Start, list[items[n-1]].End})
			break
		}
	}
}

// numeralOf prints a small number as lists do.
func numeralOf(n int) string {
	if n < 2 || n > 10 {
		return strconv.Itoa(n)
	}
	return string([]rune("两三四五六七八九十")[n-2])
}

func isCount(word string, n int) bool {
	return word == numeralOf(n) || word == strconv.Itoa(n) || n == 2 && word == "二"
}

// station is a place of the police or of the towns as it stands in a text.
var station = regexp.MustCompile(`([\p{Han}]{2})(派出所|街道|分局|镇|乡|社区|支行|法庭|中队|警务站|村)`)

// stations finds a station or town written two ways: names of two characters that differ in one, which sounds or looks like the other.
func (c *checker) stations() {
	type place struct {
		name       string
		start, end int
	}
	seen := map[string]bool{}
	var order []place
	for _, m := range station.FindAllStringSubmatchIndex(c.text, maxFindings) {
		name := phrase.Fold(c.text[m[0]:m[1]])
		if seen[name] || len(order) >= maxPlaces {
			continue
		}
		seen[name] = true
		for _, other := range order {
			if !c.mistaken([]rune(other.name), []rune(name)) || c.bothIn(other.name, name) || c.told(name) {
				continue
			}
			c.add(kind{TwoNames, Look}, [2]int{m[0], m[1]}, fmt.Sprintf("“%s”与前面的“%s”只差一字，是否同一地名？", name, other.name), fmt.Sprintf("%s and %s differ in one character: one place spelled two ways?", name, other.name))
		}
		order = append(order, place{name, m[0], m[1]})
	}
}

// told says whether a name was already reported as spelled two ways.
func (c *checker) told(name string) bool {
	return slices.ContainsFunc(c.findings, func(f Finding) bool { return f.Code == TwoNames && strings.Contains(f.ZH, name) })
}

// mistaken says whether two names differ in one character and the two are of one group that sounds or looks alike.
func (c *checker) mistaken(a, b []rune) bool {
	if !oneApart(a, b, c.rules.Directions) {
		return false
	}
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		for _, group := range c.rules.Alike {
			if strings.ContainsRune(group, a[i]) && strings.ContainsRune(group, b[i]) {
				return true
			}
		}
	}
	return false
}
