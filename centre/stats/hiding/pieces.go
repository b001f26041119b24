package hiding

import (
	"slices"

	"fanzha/centre/stats"
)

// Pieces are the runs of days whose sums are known to whoever knows the sums over some spans, as far as these have to do with one more, the
// asked one: two spans that begin or end on the same day leave their difference, and so on from span to span. The pieces are the shortest of
// these; every other one is made of them. Also given are the spans that they come from, by their place among the known ones.
func Pieces(known []stats.Span, asked stats.Span) (pieces []stats.Span, from []int) {
	next := map[stats.Day][]stats.Day{} // from the beginning of a span to the day behind its end, and back
	for _, s := range append(slices.Clone(known), asked) {
		next[s.From] = append(next[s.From], s.To+1)
		next[s.To+1] = append(next[s.To+1], s.From)
	}
	reached := map[stats.Day]bool{asked.From: true}
	days := []stats.Day{asked.From}
	for i := 0; i < len(days); i++ {
		for _, d := range next[days[i]] {
			if !reached[d] {
				reached[d] = true
				days = append(days, d)
			}
		}
	}
	slices.Sort(days)
	for i, d := range days[1:] {
		pieces = append(pieces, stats.Span{From: days[i], To: d - 1})
	}
	for i, s := range known {
		if reached[s.From] {
			from = append(from, i)
		}
	}
	return pieces, from
}
