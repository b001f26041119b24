package phrase

import (
	"strings"
)

// Equal says whether two figures say the same: value with scale and claim, unit, name, comparisons, rank. Places in the text, quotes
// and what a single sentence cannot say are not looked at.
func Equal(a, b Figure) bool {
	if !sameName(a.Name, b.Name) || a.Unit != b.Unit || !sameNumber(a.Value, b.Value) || len(a.Compare) != len(b.Compare) || strings.Contains(a.Name, a.Filter) && strings.Contains(b.Name, b.Filter) && a.Filter != b.Filter {
		return false
	}
	for i := range a.Compare {
		if !sameComparison(a.Compare[i], b.Compare[i]) {
			return false
		}
	}
	if (a.Rank == nil) != (b.Rank == nil) {
		return false
	}
	return a.Rank == nil || a.Rank.Place == b.Rank.Place && a.Rank.Word == b.Rank.Word && a.Rank.Scope == b.Rank.Scope
}

// sameName compares names without place, organ and connectors.
func sameName(a, b string) bool { return a == b || stem(a) == stem(b) }

func stem(name string) string {
	p := open(name)
	i, j := p.clean(0, p.Unfill(len(p.R)))
	return p.S.Str(i, max(i, j))
}

func sameNumber(a, b Number) bool {
	if a.Claim() != b.Claim() || (a.Upto == nil) != (b.Upto == nil) {
		return false
	}
	if a.Upto != nil && a.Upto.Cmp(*b.Upto) != 0 {
		return false
	}
	return a.Rat().Cmp(b.Rat()) == 0
}

func sameComparison(a, b Comparison) bool {
	return a.Kind == b.Kind && a.Op == b.Op && a.Unit == b.Unit && a.Persist == b.Persist && a.Every == b.Every && sameNumber(a.Value, b.Value)
}
