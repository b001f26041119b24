package indicator

import (
	"cmp"
	"slices"
	"strings"

	"fanzha/centre/stats"
	"fanzha/term/region"
)

// naive counts by looking at every fact, one after another: what every other way of counting must agree with.
type naive []stats.Fact

func (n naive) live() map[[2]string]stats.Fact {
	out := map[[2]string]stats.Fact{}
	for _, f := range n {
		k := [2]string{f.Measure, f.ID}
		old, ok := out[k]
		if !ok || f.Seq > old.Seq {
			out[k] = f
		}
	}
	return out
}

func (n naive) match(q stats.Query) []stats.Fact {
	var out []stats.Fact
	for _, f := range n.live() {
		day := stats.DayOf(f.At)
		seen := slices.ContainsFunc(q.Scope, func(p string) bool { return strings.HasPrefix(f.Unit, p) })
		switch {
		case f.Gone, f.Measure != q.Measure, day < q.Span.From, day > q.Span.To, !seen, q.Until > 0 && f.At > q.Until:
		case q.Unit != "" && !region.Under(q.Unit, f.Unit), q.Region != "" && !strings.HasPrefix(f.Region, strings.TrimRight(q.Region, "0")):
		case slices.ContainsFunc(q.Only, func(o stats.Only) bool { return !slices.Contains(o.Values, f.Sides[o.Dim]) }):
		default:
			out = append(out, f)
		}
	}
	return out
}

func (n naive) Sum(q stats.Query) (s stats.Sum, err error) {
	for _, f := range n.match(q) {
		s.N, s.Fen = s.N+f.N, s.Fen+f.Fen
	}
	return s, nil
}

func (n naive) Groups(q stats.Query, s stats.Split) ([]stats.Group, error) {
	sums := map[string]stats.Sum{}
	for _, f := range n.match(q) {
		value := f.Sides[s.Dim]
		switch s.By {
		case stats.ByUnit:
			value = f.Unit[:min(len(f.Unit), s.Digits)]
		case stats.ByRegion:
			value = f.Region[:min(len(f.Region), s.Digits)]
		case stats.ByDay:
			value = stats.DayOf(f.At).String()
		}
		v := sums[value]
		sums[value] = stats.Sum{N: v.N + f.N, Fen: v.Fen + f.Fen}
	}
	var out []stats.Group
	for v, x := range sums {
		out = append(out, stats.Group{Value: v, Sum: x})
	}
	slices.SortFunc(out, func(x, y stats.Group) int { return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(x.Value, y.Value)) })
	return out, nil
}

func (n naive) List(q stats.Query, p stats.Page) ([]stats.Fact, error) {
	out := n.match(q)
	slices.SortFunc(out, func(x, y stats.Fact) int { return cmp.Or(cmp.Compare(y.Seq, x.Seq), cmp.Compare(x.ID, y.ID)) })
	if p.After != (stats.Place{}) {
		out = slices.DeleteFunc(out, func(f stats.Fact) bool {
			return f.Seq > p.After.Seq || f.Seq == p.After.Seq && f.ID <= p.After.ID
		})
	}
	return out[:min(len(out), p.Limit)], nil
}
