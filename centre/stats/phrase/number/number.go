// Package number is 数字识读: the numbers of a folded text with what belongs to them: scale, unit, 余 and 以上, and whether they count something at all.
package number

import (
	"slices"

	"fanzha/centre/stats/phrase/dates"
	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/script"
)

// Lexed is a number with all that belongs to it: from R[I] to before R[J]. The digits begin at D.
type Lexed struct {
	I, J, D int
	Num     figure.Number
	Unit    string
	Kind    lexicon.UnitKind
	Missing bool // scaled, but without a unit
	Filter  bool // a threshold: 30万元以上的
	Refused bool // too many digits
}

// Reader reads numbers of a folded text.
type Reader struct {
	dates.Reader
	W      *lexicon.Words
	From   int  // where the next name can begin
	Signed int  // a number whose sign was read, -1 for none
	Story  bool // within the story of one case
}

// longestClause bounds how far a number looks back, in characters.
const longestClause = 120

// Number reads the number that begins at r[i]; j is where reading goes on when it is none.
func (p *Reader) Number(i int) (n Lexed, j int, ok bool) {
	n.I, n.D = i, i
	switch {
	case script.IsDigit(p.R[i]):
		j, ok = p.Digits(&n)
	default:
		j, ok = p.vague(&n)
		if !ok && j == i {
			j, ok = p.HanDigits(&n)
		}
	}
	if !ok {
		return n, j, false
	}
	j = p.unitOf(&n, j)
	if n.Kind == lexicon.UnitNone || n.Kind == lexicon.UnitNever {
		return n, j, false
	}
	n.J = j
	if n.Num.Han && !p.hanFigure(&n) {
		return n, j, false
	}
	p.Before(&n)
	n.J = j
	if n.Num.Word != "" && (n.Num.Op == figure.LT || n.Num.Op == figure.GT) && n.I < n.D && j+1 < len(p.R) && p.R[j] == '的' && script.IsHan(p.R[j+1]) { // 安装率不足70%的
		n.Filter = true
	}
	return n, j, true
}

// Digits reads plain digits, their scale, and 余 between.
func (p *Reader) Digits(n *Lexed) (int, bool) {
	r, i := p.R, n.I
	j, ok := p.PlainDigits(i)
	if !ok {
		return j, false
	}
	n.Num.Decimal, ok = script.D(string(r[i:j]))
	n.Num.Op = figure.Eq
	if !ok {
		_, unit := p.W.UnitAt.At(r, p.Space(j))
		n.Refused = j-i > script.MaxDigits && unit
		return j, false
	}
	if p.strange(i, j) {
		return p.identifier(j), false
	}
	if to, end, found := p.rangeTo(j); found {
		n.Num.Upto, n.Num.Op, j = &to, figure.Range, end
	}
	k := p.Space(j)
	if w := p.Inside(k); w > 0 { // 2000余万
		n.Num.Op, n.Num.Word = figure.GE, string(r[k:k+w])
		k = p.Space(k + w)
		j = k
	}
	if scale, end := p.spoken(j); scale > 0 { // 1.2个亿
		return p.manyOf(n, scale, j, end), true
	}
	scale, end := p.scale(k)
	if scale > 0 {
		j = end
		n.Num.Scale = scale
		if to, e, found := p.rangeTo(j); found { // 500万至1000万元
			if again, e2 := p.scale(e); again == scale {
				n.Num.Upto, n.Num.Op, j = &to, figure.Range, e2
				return j, true
			}
		}
		j = p.mixed(n, j)
		k = p.Space(j)
		if n.Num.Word == "" {
			if w := p.Inside(k); w > 0 {
				n.Num.Op, n.Num.Word, j = figure.GE, string(r[k:k+w]), k+w
			}
		}
	}
	return j, true
}

// PlainDigits is a run of digits with at most one point and commas between thousands.
func (p *Reader) PlainDigits(i int) (int, bool) {
	r := p.R
	j := i
	for j < len(r) && script.IsDigit(r[j]) {
		j++
	}
	for j-i <= 3 && p.thousands(j) || j > i+3 && r[j-4] == ',' && p.thousands(j) {
		j += 4
	}
	if j+1 < len(r) && r[j] == '.' && script.IsDigit(r[j+1]) {
		k := j + 1
		for k < len(r) && script.IsDigit(r[k]) {
			k++
		}
		if k < len(r) && r[k] == '.' { // 1.2.3 is no number
			return p.identifier(k), false
		}
		j = k
	}
	return j, j > i
}

// thousands says whether r[j:] is a comma and just three digits.
func (p *Reader) thousands(j int) bool {
	r := p.R
	if j+3 >= len(r) || r[j] != ',' || !script.IsDigit(r[j+1]) || !script.IsDigit(r[j+2]) || !script.IsDigit(r[j+3]) {
		return false
	}
	return j+4 >= len(r) || !script.IsDigit(r[j+4])
}

// strange says whether the digits r[i:j] are part of something else: an ordinal, a name, a time, a number of a telephone or document.
func (p *Reader) strange(i, j int) bool {
	r := p.R
	if i > 0 && !(p.Signed == i && r[i-1] == '/') {
		switch b := r[i-1]; {
		case b == '第', b == '《', b == '.', b == '/', b == '_', b == '@', b == '#', b == '〔', b == '[', b == '×', b == '*', b == '·', b == '№', b == '+' && p.Signed != i:
			return true
		case p.Signed == i:
		case b == '-' && i > 1 && (script.IsLetter(r[i-2]) || script.IsDigit(r[i-2]) || r[i-2] == '”' || script.IsHan(r[i-2])):
			return true
		case script.IsLetter(b):
			if i < 3 || !script.IsLetter(r[i-2]) || !script.IsLetter(r[i-3]) { // APP51万次
				return true
			}
		case script.IsDigit(b):
			return true
		}
	}
	if j >= len(r) {
		return false
	}
	switch a := r[j]; {
	case script.IsLetter(a), a == ':' && j+1 < len(r) && script.IsDigit(r[j+1]), a == '/', a == '@', a == '_', a == '·', a == '×', a == '〕', a == ']', a == '*':
		return true
	case a == '“' || a == '”' || a == '》':
		return true
	}
	if j-i > 1 && r[i] == '0' && r[i+1] != '.' {
		return true
	}
	return slices.Contains(hotlines, string(r[i:j]))
}

// hotlines are numbers that are never a count.
var hotlines = []string{"96110", "12381", "12321", "12337", "12345", "10086", "10010", "10000", "12306", "12315"}

// identifier goes past digits, letters and marks that hang together.
func (p *Reader) identifier(j int) int {
	for j < len(p.R) && (script.IsDigit(p.R[j]) || script.IsLetter(p.R[j]) || p.R[j] == '-' || p.R[j] == '.' || p.R[j] == '_' || p.R[j] == '·' || p.R[j] == ':' || p.R[j] == '/') {
		j++
	}
	return j
}

// rangeTo reads the second number of 30—40万元 and 18至25.
func (p *Reader) rangeTo(j int) (to script.Decimal, end int, ok bool) {
	k := p.Connector(j)
	if k == j || k >= len(p.R) || !script.IsDigit(p.R[k]) {
		return to, j, false
	}
	e, ok := p.PlainDigits(k)
	if !ok || e < len(p.R) && (p.R[e] == '-' || script.IsLetter(p.R[e])) {
		return to, j, false
	}
	to, ok = script.D(string(p.R[k:e]))
	return to, e, ok
}

// Inside is the length of 余、多、来、几 at r[k] when a scale or a unit follows.
func (p *Reader) Inside(k int) int {
	if k >= len(p.R) || !slices.Contains(p.W.Qualifiers.Inside, string(p.R[k])) {
		return 0
	}
	next := p.Space(k + 1)
	if next >= len(p.R) {
		return 0
	}
	if script.HanPower(p.R[next]) > 0 {
		return 1
	}
	_, ok := p.W.UnitAt.At(p.R, next)
	if !ok && p.R[k] == '余' {
		return 1
	}
	if !ok {
		return 0
	}
	return 1
}

// scale reads 万, 亿, 千万, 百 … as a power of ten. 千克 and 百分点 are units.
func (p *Reader) scale(k int) (power int8, end int) {
	for k < len(p.R) {
		e, ok := p.W.UnitAt.At(p.R, k)
		if ok && len(e.Word) > 1 && script.HanPower(e.Word[0]) > 0 {
			break
		}
		s := int8(0)
		switch p.R[k] {
		case '十':
			s = 1
		case '百':
			s = 2
		case '千':
			s = 3
		case '万':
			s = 4
		case '亿':
			s = 8
		}
		if s == 0 || power >= 8 || power == 4 && s != 8 {
			break
		}
		power += s
		k++
	}
	return power, k
}

// mixed adds the lower part of 1亿2308万元 and 3万5千元.
func (p *Reader) mixed(n *Lexed, j int) int {
	r := p.R
	k := j
	if k < len(r) && (r[k] == '零' || r[k] == '又') {
		k++
	}
	if k >= len(r) || !script.IsDigit(r[k]) || n.Num.Word != "" || n.Num.Upto != nil {
		return j
	}
	e, ok := p.PlainDigits(k)
	if !ok {
		return j
	}
	low, ok := script.D(string(r[k:e]))
	if !ok {
		return j
	}
	scale, end := p.scale(e)
	if scale >= n.Num.Scale || low.Places > 0 && scale == 0 {
		return j
	}
	if scale == 0 { // 1万2345元: only before a unit
		_, ok = p.W.UnitAt.At(r, p.Space(e))
		if !ok {
			return j
		}
	}
	sum, ok := addScaled(n.Num, low, scale)
	if !ok {
		return j
	}
	n.Num.Decimal, n.Num.Mixed = sum, true
	return max(end, e)
}

// addScaled is the mantissa of n plus low × 10^scale, at the scale of n.
func addScaled(n figure.Number, low script.Decimal, scale int8) (script.Decimal, bool) {
	places := max(n.Places, n.Scale-scale+low.Places)
	if places > 9 {
		return script.Decimal{}, false
	}
	a, b := n.M, low.M
	for range places - n.Places {
		a *= 10
		if a > 1e15 {
			return script.Decimal{}, false
		}
	}
	for range places - (n.Scale - scale) - low.Places {
		b *= 10
	}
	return script.Decimal{M: a + b, Places: places}, true
}
