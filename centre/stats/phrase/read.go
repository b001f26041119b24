package phrase

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// Value reads one printed value by itself: 2000余万元, 超过70%, 三年, 近十倍. The unit is whatever stands behind the number.
func Value(text string) (n Number, unit string, ok bool) {
	p := open(text)
	i := 0
	for i < len(p.R) && !script.IsDigit(p.R[i]) && script.HanDigit(p.R[i]) < 0 && script.HanPower(p.R[i]) == 0 {
		i++
	}
	if i >= len(p.R) {
		return n, "", false
	}
	l := number.Lexed{I: i, D: i}
	var j int
	if script.IsDigit(p.R[i]) {
		j, ok = p.Digits(&l)
	} else if script.HanDigit(p.R[i]) >= 0 && p.R[i] == '双' {
		l.Num, j, ok = Number{Decimal: Int(2), Op: Eq, Han: true}, i+1, true
	} else {
		j, ok = p.HanDigits(&l)
	}
	if !ok {
		return n, "", false
	}
	p.Before(&l)
	if l.I != 0 {
		return n, "", false
	}
	end := len(p.R)
	for k := j; k < end; k++ {
		if e, found := p.W.After.At(p.R, k); found && k+len(e.Word) == end {
			l.Num.Op, l.Num.Word, end = Op(p.W.Qualifiers.After[e.Kind].Op), e.Text, k
		}
	}
	unit = strings.TrimSpace(p.S.Str(j, max(end, j)))
	for _, more := range p.W.Qualifiers.Inside {
		if rest, found := strings.CutSuffix(unit, more); found && l.Num.Word == "" && rest != "" {
			unit, l.Num.Op, l.Num.Word = rest, GE, more
		}
	}
	return l.Num, unit, true
}

// Place reads a printed rank by itself: 均居全省第一, 全省率先, 前列, 第一大犯罪类型.
func Place(text string) (Rank, bool) {
	p := open(text)
	var out Rank
	j := 0
	if e, ok := p.W.RankAt.At(p.R, j); ok {
		out.Verb = e.Text
		j += len(e.Word)
	}
	if e, ok := p.W.Scopes.At(p.R, j); ok {
		out.Scope = e.Text
		j += len(e.Word)
	}
	if j < len(p.R) && p.R[j] == '第' {
		n, end := p.Small(j + 1)
		if n > 0 && end < len(p.R) && p.R[end] == '大' {
			out.Place, out.Word, out.Thing = n, p.S.Str(j, end+1), p.S.Str(end+1, len(p.R))
			return out, true
		}
	}
	end := p.RankWord(j, &out)
	return out, end > j && end == len(p.R)
}

// RankWords are the words of ranks: those for the first of its kind, and places.
func RankWords() (firsts, places []string) {
	r := lexicon.Shipped().Ranks
	return slices.Clone(r.Firsts), slices.Clone(r.Places)
}

// Time reads one printed period by itself; day is the day of the text (YYYY-MM-DD), for 今年. A garbled date is read with garbled true.
func Time(text, day string) (period Period, garbled, ok bool) {
	p := open(text)
	p.On(day)
	if len(p.R) == 0 {
		return Period{}, false, false
	}
	period, j, ok := p.Period(0)
	return period, len(p.Garbled) > 0, ok && j == len(p.R)
}

// Verbs are the printed words of a direction, the usual one first.
func Verbs(way Way) []string {
	d := lexicon.Shipped().Directions
	switch way {
	case Up:
		return slices.Clone(d.Up)
	case Down:
		return slices.Clone(d.Down)
	case Flat:
		return slices.Clone(d.Flat)
	}
	return []string{"是"}
}

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
