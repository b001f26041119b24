package number

import (
	"math/big"
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/script"
)

// tenThousand is from where on a number in Chinese numerals may be money without its unit: 返还群众一百二十万.
var tenThousand = big.NewRat(10_000, 1)

// spoken reads 个亿, 个多亿, 个百万 behind a number: the power of ten, 0 for none.
func (p *Reader) spoken(j int) (scale int8, end int) {
	if j >= len(p.R) || p.R[j] != '个' {
		return 0, j
	}
	k := j + 1
	if k < len(p.R) && (p.R[k] == '多' || p.R[k] == '余') {
		k++
	}
	for _, w := range []string{"亿", "千万", "百万"} {
		if script.Says(p.R, k, w) {
			return p.scale(k)
		}
	}
	return 0, j
}

// manyOf gives n the scale that stands behind 个 at R[j].
func (p *Reader) manyOf(n *Lexed, scale int8, j, end int) int {
	n.Num.Scale = scale
	if more := p.R[j+1]; more == '多' || more == '余' {
		n.Num.Op, n.Num.Word = figure.GE, string(more)
	}
	return end
}

// halfMore reads what stands behind a unit and belongs to the number: 两成|半, 三成|五, 一倍|半.
func (p *Reader) halfMore(n *Lexed, j int) int {
	if j >= len(p.R) || !n.Num.Han || n.Num.Places > 0 || n.Num.Scale > 0 || n.Num.M > 100 {
		return j
	}
	digit := script.HanDigit(p.R[j])
	switch {
	case p.R[j] == '半' && slices.Contains([]string{"成", "倍", "年", "周", "天"}, n.Unit):
		digit = 5
	case n.Unit != "成" || digit < 1 || p.R[j] == '两' || p.R[j] == '双' || p.R[j] == '俩':
		return j
	case j+1 < len(p.R) && (script.HanPower(p.R[j+1]) > 0 || p.R[j+1] == '是'): // 一成，一是
		return j
	}
	n.Num.Decimal = script.Decimal{M: n.Num.M*10 + digit, Places: 1}
	return j + 1
}

// perHead says whether a number without a unit is a rate by heads: 万人发案率12.6, 由12.6降至9.8.
func (p *Reader) perHead(n *Lexed, j int) bool {
	clause := p.S.Str(p.ClauseStart(n.I), n.I)
	if !strings.Contains(clause, "万人") && !strings.Contains(clause, "万户") || !strings.Contains(clause, "率") && !strings.Contains(clause, "数") || n.Num.Upto != nil {
		return false
	}
	k := p.Unfill(n.I)
	rate := k > 1 && (p.R[k-1] == '率' || p.R[k-1] == '数') && script.IsHan(p.R[k-2])
	if _, dir := p.W.Dir.At(p.R, j); dir && n.I > 0 && strings.ContainsRune("由从的", p.R[n.I-1]) {
		return p.Reaches(j) > j
	}
	if j < len(p.R) && !slices.Contains([]rune("，,。；;、 \n)）"), p.R[j]) {
		return false
	}
	return rate || p.changed(n.I)
}

// changing says whether a number in Chinese numerals is one of two that something changed from and to: 由三十起降至十起.
func (p *Reader) changing(n *Lexed) bool {
	if n.Num.M < 2 || n.Kind != lexicon.UnitMoney && n.Kind != lexicon.UnitCount {
		return false
	}
	if n.I > 0 && strings.ContainsRune("由从的", p.R[n.I-1]) && p.Reaches(n.J) > n.J {
		return true
	}
	return p.changed(n.I)
}

// changed says whether a word like 降至 or 涨到了 stands before R[i].
func (p *Reader) changed(i int) bool {
	if i > 0 && p.R[i-1] == '了' {
		i--
	}
	if i < 2 || p.R[i-1] != '至' && p.R[i-1] != '到' {
		return false
	}
	for size := 1; size < 3; size++ {
		if d, ok := p.W.Dir.At(p.R, i-1-size); ok && len(d.Word) == size {
			return true
		}
	}
	return false
}

// Sways reads the direction behind a number of places or units, where the clause ends with it: 5个|上升, 3家|同比下降. It is the direction and its end; the end of the
// number where there is none.
func (p *Reader) Sways(n Lexed) (string, int) {
	if !slices.Contains([]string{"个", "家", "所", "户"}, n.Unit) || n.Num.Scale > 0 || n.Num.Places > 0 {
		return "", n.J
	}
	k := n.J
	if e, ok := p.W.Kinds.At(p.R, k); ok {
		k += len(e.Word)
	}
	e, ok := p.W.Dir.At(p.R, k)
	if !ok || len(e.Word) < 2 {
		return p.swaysBefore(n)
	}
	k += len(e.Word)
	way := p.S.Str(n.J, k)
	if k < len(p.R) && p.R[k] == '的' {
		return "", n.J
	}
	if k < len(p.R) && !strings.ContainsRune("、，,。；;和及 \n）)", p.R[k]) {
		return "", n.J
	}
	return way, k
}

// swaysBefore reads the direction in front: 同比下降的有|11个. Its end is the number's, so the text in front says that there is one.
func (p *Reader) swaysBefore(n Lexed) (string, int) {
	at := n.I
	for _, w := range []string{"的有", "的共", "的为", "的共有"} {
		word := []rune(w)
		if at-len(word) < 0 || !script.Has(p.R, at-len(word), word) {
			continue
		}
		e := at - len(word)
		for size := 4; size > 1; size-- {
			if d, ok := p.W.Dir.At(p.R, e-size); ok && len(d.Word) == size {
				from := e - size
				if script.Says(p.R, from-2, "同比") || script.Says(p.R, from-2, "环比") {
					from -= 2
				}
				return p.S.Str(from, e), n.J
			}
		}
	}
	return "", n.J
}

// Doubled reads 翻了一番, 翻两番, 翻倍 at r[j]: how often, in which unit, and where it ends, which is j where nothing of the kind stands.
func Doubled(r []rune, j int) (n int64, unit string, end int) {
	for _, w := range []string{"翻了一番", "翻一番", "翻了两番", "翻两番", "翻了三番", "翻番", "翻了番", "翻倍", "翻了一倍", "翻一倍"} {
		if !script.Says(r, j, w) {
			continue
		}
		n, unit = 1, "番"
		switch {
		case strings.Contains(w, "两"):
			n = 2
		case strings.Contains(w, "三"):
			n = 3
		}
		if strings.HasSuffix(w, "倍") {
			unit = "倍"
		}
		return n, unit, j + len([]rune(w))
	}
	return 0, "", j
}
