package grid

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/dates"
	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// cellNumber reads the number of a cell; with its own unit, else with that of the column.
func (p *Reader) cellNumber(c cell, col column) (n number.Lexed, ok bool) {
	n = number.Lexed{I: c.i, D: c.i, J: c.j, Unit: col.unit, Kind: col.kind}
	if n.I < c.j && number.Signs[p.R[n.I]] != "" {
		n.I = p.Space(n.I + 1)
		n.D = n.I
	}
	if n.I >= c.j || !p.pure(c) {
		return n, false
	}
	k, _ := p.PlainDigits(n.I)
	n.Num.Decimal, ok = script.D(p.S.Str(n.I, k))
	n.Num.Op = figure.Eq
	rest := []rune(strings.TrimSpace(p.S.Str(k, c.j)))
	own := int8(0)
	for len(rest) > 0 && strings.ContainsRune("万亿余多", rest[0]) {
		switch rest[0] {
		case '万':
			own = 4
		case '亿':
			own += 8
		default:
			n.Num.Op, n.Num.Word = figure.GE, string(rest[0])
		}
		rest = rest[1:]
	}
	n.Num.Scale = own
	if len(rest) > 0 {
		e, found := p.W.UnitAt.At(rest, 0)
		if !found {
			return n, false
		}
		n.Unit, n.Kind = e.Text, lexicon.UnitKind(e.Kind)
	} else if own == 0 {
		n.Num.Scale = col.scale
	}
	return n, ok
}

// cellFigure is the figure of a cell: the heading is its name, the label its place or its type.
func (p *Reader) cellFigure(label, c cell, col column) (figure.Figure, bool) {
	n, ok := p.cellNumber(c, col)
	if !ok || p.R[c.i] != p.R[n.I] { // a level has no sign
		return figure.Figure{}, false
	}
	f := figure.Figure{Period: p.Period, Name: col.name, Value: n.Num, Unit: n.Unit, Stat: number.StatOf(n.Kind), Whole: -1}
	name, inside, _ := cutUnit(p.S.Str(label.i, label.j))
	p.labelled(&f, name)
	if scale, unit, kind := p.unitIn(inside); f.Unit == "" && unit != "" { // 立案（起）
		f.Unit, f.Stat, f.Value.Scale = unit, number.StatOf(kind), scale
	}
	if lexicon.HanCount(f.Name) == 0 {
		return f, false
	}
	p.Stand(&f, [4]int{min(label.i, n.I), max(label.j, n.J), n.I, n.J})
	return f, true
}

// labelled gives a figure the label of its row: a place, a whole, or what is counted where the column only says when.
func (p *Reader) labelled(f *figure.Figure, label string) {
	switch {
	case f.Name == "" || slices.Contains([]string{"数值", "数量", "本期", "本周", "本月", "本年", "今年", "当期", "完成数", "完成情况", "数据", "值", "累计"}, f.Name):
		if f.Name != label {
			p.dated(f)
		}
		f.Name = label
	case lexicon.IsPlace(label) || slices.Contains(p.W.Regions, label) || slices.Contains([]string{"合计", "总计", "小计", "共计"}, label) || strings.HasSuffix(label, "所") || strings.HasSuffix(label, "行"):
		f.Subject = label
	case strings.ContainsAny(label, "类骗") || lexicon.HanCount(label) > 4:
		f.Filter = label
	default:
		f.Subject = label
	}
}

// cellChange gives the comparison of a cell to the figure of the column before it.
func (p *Reader) cellChange(c cell, col column, at int) {
	f := &p.Out[at]
	cmp := figure.Comparison{Kind: "", Base: col.base, Op: figure.Up, Value: figure.Number{Op: figure.None}, Quote: p.S.Quote(c.i, c.j), Start: p.S.At(c.i), End: p.S.End(c.j)}
	for _, e := range p.W.Comparisons.Kinds {
		if strings.Contains(col.name, e) {
			cmp.Kind = e
		}
	}
	text := p.S.Str(c.i, c.j)
	if e, ok := p.W.Dir.At(p.R, c.i); ok { // 持平, 下降12.5%
		cmp.Op, cmp.Verb = number.Ways[e.Kind], e.Text
		if e.Kind < 2 {
			c.i = p.Space(c.i + len(e.Word))
		}
	} else if way, ok := number.Signs[p.R[c.i]]; ok {
		cmp.Op = way
	} else if text == "-" || text == "—" {
		return
	}
	n, ok := p.cellNumber(c, col)
	switch {
	case ok && col.role == earlier:
		cmp.Op, cmp.Kind = figure.Was, number.KindOf(col.base)
		if n.Unit == "" || n.Unit == f.Unit && n.Num.Scale == 0 {
			n.Unit, n.Num.Scale = f.Unit, max(n.Num.Scale, f.Value.Scale)
		}
		if n.Num.M == 0 {
			cmp.Op = figure.Zero
		}
		cmp.Value, cmp.Unit = n.Num, n.Unit
	case ok && col.role == changes:
		cmp.Value, cmp.Unit = n.Num, n.Unit
		if n.Unit == "" {
			cmp.Unit = f.Unit
		}
	case cmp.Op != figure.Flat:
		return
	}
	f.Compare = append(f.Compare, cmp)
}

// cellRank is the place of a row among the others.
func (p *Reader) cellRank(label, c cell, col column, made map[int]int) {
	i := c.i
	if i < c.j && p.R[i] == '第' {
		i++
	}
	place, k := p.Small(i)
	if place == 0 || k != c.j && !strings.ContainsRune("名位", p.R[k]) {
		return
	}
	name := strings.TrimSpace(col.name)
	if at, ok := made[col.of]; ok && lexicon.HanCount(name) <= 2 && len(made) == 1 {
		name = p.Out[at].Name + name
	}
	f := figure.Figure{Period: p.Period, Name: name, Stat: figure.Ranked, Whole: -1, Value: figure.Number{Decimal: script.Int(int64(place)), Op: figure.Eq}}
	f.Subject = p.S.Str(label.i, label.j)
	f.Rank = &figure.Rank{Place: place, Word: p.S.Str(c.i, c.j)}
	p.Stand(&f, [4]int{min(label.i, c.i), max(label.j, c.j), c.i, c.j})
	p.Out = append(p.Out, f)
}

// dated gives a figure the time that its column says: 本周.
func (p *Reader) dated(f *figure.Figure) {
	r := &dates.Reader{S: script.Fold(f.Name, nil)}
	r.R = r.S.R
	r.On(p.Today)
	period, j, ok := r.Period(0)
	if ok && j == len(r.R) {
		f.Period = period
	}
}
