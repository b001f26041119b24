package number

import (
	"strings"

	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/script"
)

// beforeScale are the characters before 万 and 亿 that stand for a one: 上万, 近亿, 过亿.
const beforeScale = "上近约超过破逾达数几"

// Begins says whether a number may begin at R[i]: a digit, a Chinese numeral, 数十, 上亿, 过半.
func (p *Reader) Begins(i int) bool {
	r := p.R
	c := r[i]
	switch {
	case script.IsDigit(c) || script.HanDigit(c) >= 0:
		return true
	case c == '数' || c == '几':
		return i+1 < len(r) && script.HanPower(r[i+1]) > 0
	case c == '半':
		return p.half(i) > i
	}
	power := script.HanPower(c)
	if power >= 1_0000 {
		return script.Says(r, i, "万分之") || i > 0 && strings.ContainsRune(beforeScale, r[i-1]) || i+1 < len(r) && (r[i+1] == '余' || r[i+1] == '多') && (i == 0 || script.HanPower(r[i-1]) == 0 && script.HanDigit(r[i-1]) < 0 && !script.IsDigit(r[i-1]))
	}
	return power > 0
}

// vague reads 数十, 几百万, 上亿, 万余, 三分之二, 过半.
func (p *Reader) vague(n *Lexed) (int, bool) {
	r, i := p.R, n.I
	switch {
	case r[i] == '数' || r[i] == '几':
		return p.some(n)
	case script.HanPower(r[i]) >= 1_0000 && !script.Says(r, i, "万分之"):
		return p.alone(n)
	case r[i] == '半':
		return p.halves(n, p.half(i))
	case script.Says(r, i, "一半"):
		return p.halves(n, i+2)
	}
	return p.fraction(n)
}

// some reads 数十 and 几百万: nobody knows how many.
func (p *Reader) some(n *Lexed) (int, bool) {
	r, i := p.R, n.I
	j := i + 1
	if j >= len(r) || script.HanPower(r[j]) == 0 || r[i] == '几' && i > 0 && r[i-1] == '十' {
		return i + 1, false
	}
	n.Num = figure.Number{Decimal: script.Int(1), Op: figure.Several, Word: string(r[i]), Han: true}
	for j < len(r) && script.HanPower(r[j]) > 0 {
		switch power := script.HanPower(r[j]); {
		case power < 1_0000 && n.Num.Scale == 0:
			n.Num.M *= power
		case power == 1_0000 && n.Num.Scale == 0:
			n.Num.Scale = 4
		case power == 1_0000_0000 && n.Num.Scale <= 4:
			n.Num.Scale += 8
		default:
			return j, false
		}
		j++
	}
	if j < len(r) && (r[j] == '余' || r[j] == '多') {
		j++
	}
	return j, n.Num.M <= 1000
}

// alone reads 万 and 亿 that stand for a one: 上亿, 万余.
func (p *Reader) alone(n *Lexed) (int, bool) {
	r, i := p.R, n.I
	n.Num = figure.Number{Decimal: script.Int(1), Op: figure.Eq, Han: true, Scale: 4}
	if r[i] == '亿' {
		n.Num.Scale = 8
	}
	j := i + 1
	if j < len(r) && (r[j] == '余' || r[j] == '多') {
		n.Num.Op, n.Num.Word = figure.GE, string(r[j])
		j++
	}
	return j, true
}

// half is the end of 半, 半数 at R[i] where it is a share: 过半, 近半, 半数以上.
func (p *Reader) half(i int) int {
	r := p.R
	if script.Says(r, i, "半数") {
		return i + 2
	}
	if i > 0 && strings.ContainsRune("过近超", r[i-1]) && (i+1 == len(r) || strings.ContainsRune("。，,；;、！） )\n的以", r[i+1])) {
		return i + 1
	}
	return i
}

func (p *Reader) halves(n *Lexed, j int) (int, bool) {
	if j <= n.I {
		return n.I + 1, false
	}
	n.Num = figure.Number{Decimal: script.Int(1), Of: 2, Op: figure.Eq, Han: true}
	n.Kind, n.Unit = lexicon.UnitRatio, ""
	return j, true
}

// fraction reads 三分之二.
func (p *Reader) fraction(n *Lexed) (int, bool) {
	r, i := p.R, n.I
	of, j, ok := script.HanNumber(r, i)
	if !ok || of < 2 || of > 10 || !script.Says(r, j, "分之") || i > 0 && r[i-1] == '百' {
		return i, false
	}
	part, end, ok := script.HanNumber(r, j+2)
	if !ok || part < 1 || part >= of {
		return i, false
	}
	n.Num = figure.Number{Decimal: script.Int(part), Of: of, Op: figure.Eq, Han: true}
	n.Kind, n.Unit = lexicon.UnitRatio, ""
	return end, true
}

// vagueEnough says whether a Chinese numeral is one that bulletins count with: 数十, 上千, 十余.
func (p *Reader) vagueEnough(n *Lexed) bool {
	if n.Kind != lexicon.UnitCount && n.Kind != lexicon.UnitMoney || n.Num.Scale == 0 && n.Num.M < 10 {
		return false
	}
	if n.Num.Op == figure.Several || n.Num.Op == figure.GE && n.Num.Word != "" {
		return true
	}
	e, ok := p.W.Prefix.Before(p.R, n.I)
	return ok && (n.I-len(e.Word) == 0 || !strings.ContainsRune("附最邻预违合节条制临", p.R[n.I-len(e.Word)-1]))
}
