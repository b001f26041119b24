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
	if n.Unit != "" || n.D != n.I || n.I == 0 || !script.IsDigit(p.R[n.I]) || p.ItemEnd(n.I) < 0 {
		return false
	}
	first, ok := p.lastCounted()
	return ok && p.out.Figures[first].Unit != "" && script.IsHan(p.R[n.I-1]) && p.Items(n.I) >= 2
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

// listed0 makes the figures of such a list, parts of the figure that lends the unit.
func (p *parser) listed0(n number.Lexed) int {
	whole, _ := p.lastCounted()
	unit := p.out.Figures[whole].Unit
	i, end := n.I, n.I
	for range p.Items(n.I) {
		j := p.ItemEnd(i)
		a := i
		for a > 0 && script.IsHan(p.R[a-1]) && i-a < 10 {
			a--
		}
		d, ok := script.D(p.S.Str(i, j))
		name := strings.TrimPrefix(p.S.Str(a, i), "其中")
		if ok && lexicon.HanCount(name) >= 1 {
			f := Figure{Period: p.period0, Value: Number{Decimal: d, Op: Eq}, Unit: unit, Stat: number.StatOf(lexicon.UnitCount), Whole: whole, Story: p.Story, Subject: p.subject}
			p.Stand(&f, [4]int{a, j, i, j})
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
