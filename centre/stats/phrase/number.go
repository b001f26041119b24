package phrase

import (
	"slices"

	"fanzha/centre/stats/phrase/script"
)

// lexed is a number with all that belongs to it: from r[i] to before r[j]. The digits begin at d.
type lexed struct {
	i, j, d int
	num     Number
	unit    string
	kind    unitKind
	missing bool // scaled, but without a unit
	filter  bool // a threshold: 30万元以上的
	refused bool // too many digits
}

// number reads the number that begins at r[i]; j is where reading goes on when it is none.
func (p *parser) number(i int) (n lexed, j int, ok bool) {
	n.i, n.d = i, i
	switch {
	case script.IsDigit(p.R[i]):
		j, ok = p.digits(&n)
	default:
		j, ok = p.hanDigits(&n)
	}
	if !ok {
		return n, j, false
	}
	j = p.unitOf(&n, j)
	if n.kind == unitNone || n.kind == unitNever {
		return n, j, false
	}
	n.j = j
	if n.num.Han && !p.hanFigure(&n) {
		return n, j, false
	}
	p.before(&n)
	n.j = j
	return n, j, true
}

// digits reads plain digits, their scale, and 余 between.
func (p *parser) digits(n *lexed) (int, bool) {
	r, i := p.R, n.i
	j, ok := p.plainDigits(i)
	if !ok {
		return j, false
	}
	n.num.Decimal, ok = D(string(r[i:j]))
	n.num.Op = Eq
	if !ok {
		_, unit := p.w.units.At(r, p.Space(j))
		n.refused = j-i > script.MaxDigits && unit
		return j, false
	}
	if p.strange(i, j) {
		return p.identifier(j), false
	}
	if to, end, found := p.rangeTo(j); found {
		n.num.Upto, n.num.Op, j = &to, Range, end
	}
	k := p.Space(j)
	if w := p.inside(k); w > 0 { // 2000余万
		n.num.Op, n.num.Word = GE, string(r[k:k+w])
		k = p.Space(k + w)
		j = k
	}
	scale, end := p.scale(k)
	if scale > 0 {
		j = end
		n.num.Scale = scale
		j = p.mixed(n, j)
		k = p.Space(j)
		if n.num.Word == "" {
			if w := p.inside(k); w > 0 {
				n.num.Op, n.num.Word, j = GE, string(r[k:k+w]), k+w
			}
		}
	}
	return j, true
}

// plainDigits is a run of digits with at most one point and commas between thousands.
func (p *parser) plainDigits(i int) (int, bool) {
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
func (p *parser) thousands(j int) bool {
	r := p.R
	if j+3 >= len(r) || r[j] != ',' || !script.IsDigit(r[j+1]) || !script.IsDigit(r[j+2]) || !script.IsDigit(r[j+3]) {
		return false
	}
	return j+4 >= len(r) || !script.IsDigit(r[j+4])
}

// strange says whether the digits r[i:j] are part of something else: an ordinal, a name, a time, a number of a telephone or document.
func (p *parser) strange(i, j int) bool {
	r := p.R
	if i > 0 {
		switch b := r[i-1]; {
		case b == '第', b == '《', b == '.', b == '/', b == '_', b == '@', b == '#', b == '〔', b == '[', b == '×', b == '*', b == '·', b == '№', b == '+' && p.signed != i:
			return true
		case p.signed == i:
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
func (p *parser) identifier(j int) int {
	for j < len(p.R) && (script.IsDigit(p.R[j]) || script.IsLetter(p.R[j]) || p.R[j] == '-' || p.R[j] == '.' || p.R[j] == '_' || p.R[j] == '·' || p.R[j] == ':' || p.R[j] == '/') {
		j++
	}
	return j
}

// rangeTo reads the second number of 30—40万元 and 18至25.
func (p *parser) rangeTo(j int) (to Decimal, end int, ok bool) {
	k := p.Connector(j)
	if k == j || k >= len(p.R) || !script.IsDigit(p.R[k]) {
		return to, j, false
	}
	e, ok := p.plainDigits(k)
	if !ok || e < len(p.R) && (p.R[e] == '-' || script.IsLetter(p.R[e])) {
		return to, j, false
	}
	to, ok = D(string(p.R[k:e]))
	return to, e, ok
}

// inside is the length of 余、多、来、几 at r[k] when a scale or a unit follows.
func (p *parser) inside(k int) int {
	if k >= len(p.R) || !slices.Contains(p.w.Qualifiers.Inside, string(p.R[k])) {
		return 0
	}
	next := p.Space(k + 1)
	if next >= len(p.R) {
		return 0
	}
	if script.HanPower(p.R[next]) > 0 {
		return 1
	}
	_, ok := p.w.units.At(p.R, next)
	if !ok && p.R[k] == '余' {
		return 1
	}
	if !ok {
		return 0
	}
	return 1
}

// scale reads 万, 亿, 千万, 百 … as a power of ten. 千克 and 百分点 are units.
func (p *parser) scale(k int) (power int8, end int) {
	for k < len(p.R) {
		e, ok := p.w.units.At(p.R, k)
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
func (p *parser) mixed(n *lexed, j int) int {
	r := p.R
	k := j
	if k < len(r) && (r[k] == '零' || r[k] == '又') {
		k++
	}
	if k >= len(r) || !script.IsDigit(r[k]) || n.num.Word != "" || n.num.Upto != nil {
		return j
	}
	e, ok := p.plainDigits(k)
	if !ok {
		return j
	}
	low, ok := D(string(r[k:e]))
	if !ok {
		return j
	}
	scale, end := p.scale(e)
	if scale >= n.num.Scale || low.Places > 0 && scale == 0 {
		return j
	}
	if scale == 0 { // 1万2345元: only before a unit
		_, ok = p.w.units.At(r, p.Space(e))
		if !ok {
			return j
		}
	}
	sum, ok := addScaled(n.num, low, scale)
	if !ok {
		return j
	}
	n.num.Decimal, n.num.Mixed = sum, true
	return max(end, e)
}

// addScaled is the mantissa of n plus low × 10^scale, at the scale of n.
func addScaled(n Number, low Decimal, scale int8) (Decimal, bool) {
	places := max(n.Places, n.Scale-scale+low.Places)
	if places > 9 {
		return Decimal{}, false
	}
	a, b := n.M, low.M
	for range places - n.Places {
		a *= 10
		if a > 1e15 {
			return Decimal{}, false
		}
	}
	for range places - (n.Scale - scale) - low.Places {
		b *= 10
	}
	return Decimal{M: a + b, Places: places}, true
}
