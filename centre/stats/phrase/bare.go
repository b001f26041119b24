package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// bare0 says whether a number without a unit begins a list that has the unit of the figure before it: 共20起，类型：刷单9、购物6、其他5.
func (p *parser) bare0(n number.Lexed) bool {
	if n.Unit != "" || n.D != n.I || n.I == 0 || !script.IsDigit(p.R[n.I]) || p.itemEnd(n.I) < 0 {
		return false
	}
	first, ok := p.lastCounted()
	return ok && p.out.Figures[first].Unit != "" && script.IsHan(p.R[n.I-1]) && p.items(n.I) >= 2
}

// lastCounted is the last figure that counts and is near enough to lend its unit.
func (p *parser) lastCounted() (int, bool) {
	for _, group := range [][]int{p.group, p.earlierGroup} {
		for _, at := range slices.Backward(group) {
			f := p.out.Figures[at]
			if f.Stat == Count && f.Rank == nil && f.Unit != "" && f.Whole < 0 {
				return at, true
			}
		}
	}
	return 0, false
}

// itemEnd is the end of plain digits at r[i] behind which an item ends, below 0 for none.
func (p *parser) itemEnd(i int) int {
	j, ok := p.PlainDigits(i)
	if !ok || j-i > 6 || j < len(p.R) && !strings.ContainsRune("、，,；;。\n )）", p.R[j]) {
		return -1
	}
	return j
}

// items is how many items 刷单9、购物6 begin with the number at r[i].
func (p *parser) items(i int) int {
	count := 0
	for {
		j := p.itemEnd(i)
		if j < 0 {
			return count
		}
		count++
		if j >= len(p.R) || !strings.ContainsRune("、，,", p.R[j]) {
			return count
		}
		k := j + 1
		for k < len(p.R) && k < j+12 && script.IsHan(p.R[k]) {
			k++
		}
		if k-j < 3 || k >= len(p.R) || !script.IsDigit(p.R[k]) {
			return count
		}
		i = k
	}
}

// listed0 makes the figures of such a list, parts of the figure that lends the unit.
func (p *parser) listed0(n number.Lexed) int {
	whole, _ := p.lastCounted()
	unit := p.out.Figures[whole].Unit
	i, end := n.I, n.I
	for range p.items(n.I) {
		j := p.itemEnd(i)
		a := i
		for a > 0 && script.IsHan(p.R[a-1]) && i-a < 10 {
			a--
		}
		d, ok := script.D(p.S.Str(i, j))
		name := strings.TrimPrefix(p.S.Str(a, i), "其中")
		if ok && hanCount(name) >= 1 {
			f := Figure{Period: p.period0, Value: Number{Decimal: d, Op: Eq}, Unit: unit, Stat: statOf(lexicon.UnitCount), Whole: whole, Story: p.Story, Subject: p.subject}
			p.stand(&f, [4]int{a, j, i, j})
			f.Name, f.Subject = name, p.of
			p.group = append(p.group, len(p.out.Figures))
			p.out.Figures = append(p.out.Figures, f)
		}
		end = j
		for i = j; i < len(p.R) && !script.IsDigit(p.R[i]); {
			i++
		}
	}
	p.From, p.lastEnd = end, end
	return end
}
