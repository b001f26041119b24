package phrase

import (
	"slices"
	"strings"
)

// Value reads one printed value by itself: 2000余万元, 超过70%, 三年, 近十倍. The unit is whatever stands behind the number.
func Value(text string) (n Number, unit string, ok bool) {
	w := shipped()
	p := &parser{w: w, s: fold(text, w.fold), signed: -1, whole: -1}
	p.r = p.s.r
	i := 0
	for i < len(p.r) && !isDigit(p.r[i]) && hanDigit(p.r[i]) < 0 && hanPower(p.r[i]) == 0 {
		i++
	}
	if i >= len(p.r) {
		return n, "", false
	}
	l := lexed{i: i, d: i}
	j := i
	if isDigit(p.r[i]) {
		j, ok = p.digits(&l)
	} else if hanDigit(p.r[i]) >= 0 && p.r[i] == '双' {
		l.num, j, ok = Number{Decimal: Int(2), Op: Eq, Han: true}, i+1, true
	} else {
		j, ok = p.hanDigits(&l)
	}
	if !ok {
		return n, "", false
	}
	p.before(&l)
	if l.i != 0 {
		return n, "", false
	}
	end := len(p.r)
	for k := j; k < end; k++ {
		if e, found := p.w.after.at(p.r, k); found && k+len(e.word) == end {
			l.num.Op, l.num.Word, end = p.w.Qualifiers.After[e.kind].Op, e.text, k
		}
	}
	unit = strings.TrimSpace(p.s.str(j, max(end, j)))
	for _, more := range p.w.Qualifiers.Inside {
		if rest, found := strings.CutSuffix(unit, more); found && l.num.Word == "" && rest != "" {
			unit, l.num.Op, l.num.Word = rest, GE, more
		}
	}
	return l.num, unit, true
}

// Place reads a printed rank by itself: 均居全省第一, 全省率先, 前列, 第一大犯罪类型.
func Place(text string) (Rank, bool) {
	w := shipped()
	p := &parser{w: w, s: fold(text, w.fold)}
	p.r = p.s.r
	var out Rank
	j := 0
	if e, ok := w.ranks.at(p.r, j); ok {
		out.Verb = e.text
		j += len(e.word)
	}
	if e, ok := w.scopes.at(p.r, j); ok {
		out.Scope = e.text
		j += len(e.word)
	}
	if j < len(p.r) && p.r[j] == '第' {
		n, end := p.small(j + 1)
		if n > 0 && end < len(p.r) && p.r[end] == '大' {
			out.Place, out.Word, out.Thing = n, p.s.str(j, end+1), p.s.str(end+1, len(p.r))
			return out, true
		}
	}
	end := p.rankWord(j, &out)
	return out, end > j && end == len(p.r)
}

// RankWords are the words of ranks: those for the first of its kind, and places.
func RankWords() (firsts, places []string) {
	r := shipped().Ranks
	return slices.Clone(r.Firsts), slices.Clone(r.Places)
}

// Time reads one printed period by itself; day is the day of the text (YYYY-MM-DD), for 今年. A garbled date is read with garbled true.
func Time(text, day string) (period Period, garbled, ok bool) {
	w := shipped()
	p := &parser{w: w, s: fold(text, w.fold), whole: -1}
	p.r = p.s.r
	if m := (&parser{w: w, r: []rune(day)}); len(day) == 10 {
		if d, _, found := m.iso(0); found {
			p.year, p.today = d.year, day
		}
	}
	if len(p.r) == 0 {
		return Period{}, false, false
	}
	period, j, ok := p.period(0)
	return period, len(p.out.Warnings) > 0, ok && j == len(p.r)
}

// Verbs are the printed words of a direction, the usual one first.
func Verbs(way Way) []string {
	d := shipped().Directions
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
