// Package grid is 表格识读: tables within a plain text, columns parted by tabs, bars or spaces, read to figures by their headings.
package grid

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/number"
	"fanzha/centre/stats/phrase/script"
)

// Bounds of a table in a text.
const (
	mostColumns = 40
	mostRows    = 2000
	longestCell = 40
)

// single stands for columns parted by one space each.
const single = '\u2423'

// Reader reads tables of a folded text. Period is the time of what stands around them; Out takes the figures.
type Reader struct {
	number.Reader
	Period figure.Period
	Out    []figure.Figure
}

// column is what a column of a table says, by its heading.
type column struct {
	name  string
	unit  string
	kind  lexicon.UnitKind
	scale int8
	role  role
	of    int // of a comparison, an earlier value or a rank: the column it belongs to, -1 for none
	base  string
}

type role uint8

const (
	values  role = iota
	labels       // names of rows
	changes      // 同比, 环比
	earlier      // 上周, 去年同期
	places       // 排名
	units        // 单位, in a table of one figure a row
	ignored      // 序号, 备注
)

// cell is a piece of a line.
type cell struct{ i, j int }

// Table reads a table in plain text whose heading begins at r[i]: columns parted by tabs, bars, or two spaces and more.
func (p *Reader) Table(i int) (int, bool) {
	head, end, how := p.cells(i, 0)
	if how == ' ' {
		if one, e, _ := p.cells(i, single); len(head) < 2 || len(one) > len(head) && p.splits(e+1, len(one)) { // some columns are one space apart
			head, end, how = one, e, single
		}
	}
	if len(head) < 2 || !p.headings(head) || how == single && len(head) < 3 {
		return i, false
	}
	next := end
	for again := true; again; { // | --- | --- |
		again = next < len(p.R) && next-end < 400 && p.rule(next+1)
		if again {
			next = p.lineEnd(next + 1)
		}
	}
	columns, ok := p.columns(head, i)
	if !ok {
		return i, false
	}
	rows, last, blank := 0, next, 0
	for at := next + 1; at < len(p.R) && rows < mostRows && blank < 3; {
		row, e, _ := p.cells(at, how)
		if how == ' ' && len(row) != len(columns) {
			if one, _, _ := p.cells(at, single); len(one) == len(columns) {
				row = one
			}
		}
		switch {
		case p.rule(at):
		case len(row) == 0 && how != ' ' && how != single:
			blank++
		case len(row) < 2 || len(row) > len(columns) || (how == ' ' || how == single) && !lacks(row, columns) || !p.rowOf(row):
			return last, rows > 0
		default:
			p.tableRow(row, columns)
			rows, last, blank = rows+1, e, 0
		}
		at = e + 1
	}
	return last, rows > 0
}

// splits says whether the line at R[i] has so many cells that are one space apart.
func (p *Reader) splits(i, n int) bool {
	if i >= len(p.R) {
		return false
	}
	row, _, _ := p.cells(i, single)
	return len(row) == n
}

// lacks says whether a row has all its cells, or none is missing but the number of the row or the remark behind it.
func lacks(row []cell, columns []column) bool {
	return len(row) == len(columns) || len(row)+1 == len(columns) && (columns[0].role == ignored || columns[len(columns)-1].role == ignored)
}

func (p *Reader) lineEnd(i int) int {
	for i < len(p.R) && p.R[i] != '\n' {
		i++
	}
	return i
}

// rule says whether the line at r[i] only draws: | --- | :--: |.
func (p *Reader) rule(i int) bool {
	seen := false
	for ; i < len(p.R) && p.R[i] != '\n'; i++ {
		if !strings.ContainsRune("-—=+|: \t_┼─├┤│", p.R[i]) {
			return false
		}
		seen = seen || strings.ContainsRune("-—=─", p.R[i])
	}
	return seen
}

// cells parts the line at r[i]. how is the mark that parts, 0 to find it.
func (p *Reader) cells(i int, how rune) (out []cell, end int, mark rune) {
	end = i
	for end < len(p.R) && p.R[end] != '\n' && end-i < mostColumns*longestCell {
		end++
	}
	if end < len(p.R) && p.R[end] != '\n' {
		return nil, end, 0
	}
	line := p.R[i:end]
	if how == 0 {
		switch {
		case slices.Contains(line, '|'):
			how = '|'
		case slices.Contains(line, '│'):
			how = '│'
		case slices.Contains(line, '\t'):
			how = '\t'
		default:
			how = ' '
		}
	}
	from := i
	cut := func(k int) {
		a, b := from, k
		for a < b && strings.ContainsRune(" \t", p.R[a]) {
			a++
		}
		for b > a && strings.ContainsRune(" \t", p.R[b-1]) {
			b--
		}
		if how == single && len(out) > 0 && a < b && script.IsDigit(p.R[a]) { // ↑ 12.5%
			if sign := out[len(out)-1]; sign.j == sign.i+1 && number.Signs[p.R[sign.i]] != "" {
				out[len(out)-1].j = b
				return
			}
		}
		if (a < b || how == '|' || how == '│' || how == '\t') && len(out) < mostColumns {
			out = append(out, cell{a, b})
		}
	}
	for k := i; k < end; k++ {
		switch {
		case how == single && (p.R[k] == ' ' || p.R[k] == '\t'):
			cut(k)
			from = k + 1
		case how == ' ' && p.R[k] == ' ' && k+1 < end && p.R[k+1] == ' ':
			cut(k)
			for k+1 < end && p.R[k+1] == ' ' {
				k++
			}
			from = k + 1
		case how != ' ' && how != single && p.R[k] == how:
			cut(k)
			from = k + 1
		}
	}
	cut(end)
	return outer(out), end, how
}

// outer drops the empty cells before the first bar and after the last.
func outer(cells []cell) []cell {
	for len(cells) > 0 && cells[len(cells)-1].i == cells[len(cells)-1].j {
		cells = cells[:len(cells)-1]
	}
	for len(cells) > 0 && cells[0].i == cells[0].j {
		cells = cells[1:]
	}
	return cells
}

// headings says whether cells can be the heading of a table: short words, none of them a number.
func (p *Reader) headings(head []cell) bool {
	named := 0
	for _, c := range head {
		text := p.S.Str(c.i, c.j)
		if c.j-c.i > longestCell/2 || strings.ContainsAny(text, "。；，") || p.pure(c) {
			return false
		}
		if lexicon.HanCount(text) > 0 {
			named++
		}
	}
	return named >= 2 && named+1 >= len(head)
}

// pure says whether a cell is a number and nothing else: 1,230, -12.5%, 45起, 860.5万元.
func (p *Reader) pure(c cell) bool {
	i := c.i
	if i < c.j && number.Signs[p.R[i]] != "" {
		i = p.Space(i + 1)
	}
	if i >= c.j || !script.IsDigit(p.R[i]) {
		return false
	}
	k, ok := p.PlainDigits(i)
	if !ok || k > c.j {
		return false
	}
	rest := strings.TrimSpace(p.S.Str(k, c.j))
	for _, w := range []string{"余", "多", "亿", "万"} {
		rest = strings.Replace(rest, w, "", 1)
	}
	if rest == "" {
		return true
	}
	e, ok := p.W.UnitAt.At([]rune(rest), 0)
	return ok && len(e.Word) == len([]rune(rest))
}

// rowOf says whether cells are a row: a label and a number.
func (p *Reader) rowOf(row []cell) bool {
	label, num := false, false
	for _, c := range row {
		switch {
		case p.pure(c):
			num = true
		case lexicon.HanCount(p.S.Str(c.i, c.j)) > 0 && c.j-c.i <= longestCell:
			label = true
		}
	}
	return label && num
}

// columns reads the headings.
func (p *Reader) columns(head []cell, at int) ([]column, bool) {
	out := make([]column, len(head))
	label, value := false, -1
	common := p.commonUnit(at)
	for i, c := range head {
		col := p.column(p.S.Str(c.i, c.j), common)
		if col.role == values && !label {
			col.role = labels
		}
		if col.name == "单位" && label {
			col.role = units
		}
		switch col.role {
		case labels:
			if label { // a second name: 类型 behind 县区
				col.role = values
			}
			label = true
		case changes, earlier, places:
			col.of = value
			if col.role == places && len([]rune(col.name)) > 2 {
				col.of = -1
			}
		}
		if col.role == values {
			value = i
		}
		out[i] = col
	}
	return out, label && slices.ContainsFunc(out, func(c column) bool { return c.role == values || c.role == places })
}

// commonUnit is what a line above the table says: 单位：万元.
func (p *Reader) commonUnit(at int) string {
	above := p.S.Str(max(0, at-60), at)
	i := strings.LastIndex(above, "单位：")
	if i < 0 {
		i = strings.LastIndex(above, "单位:")
	}
	if i < 0 {
		return ""
	}
	unit := strings.Trim(above[i+len("单位"):], "：: \n）)")
	if lexicon.HanCount(unit) > 3 || strings.ContainsAny(unit, "\n，、") {
		return ""
	}
	return unit
}

var roleWords = []struct {
	role  role
	words []string
}{
	{ignored, []string{"序号", "编号", "备注", "联系", "电话", "日期", "时间", "说明"}},
	{places, []string{"排名", "名次", "位次", "排序"}},
	{changes, []string{"同比", "环比", "增减", "升降", "增幅", "降幅", "变化", "较上", "较去年"}},
}

// column reads one heading: 损失（万元）, 破案率/%, 同比, 上周.
func (p *Reader) column(text, common string) column {
	col := column{of: -1}
	name, inside, found := cutUnit(text)
	col.name = strings.TrimSpace(name)
	for _, r := range roleWords {
		if slices.ContainsFunc(r.words, func(w string) bool { return strings.Contains(col.name, w) }) {
			col.role = r.role
			break
		}
	}
	switch {
	case slices.Contains([]string{"单位", "地区", "县区", "区县", "县市区", "县（市、区）", "辖区", "派出所", "类型", "案件类型", "类别", "指标", "项目", "内容", "银行", "名称"}, col.name):
		col.role = labels
	case col.role == values:
		folded := []rune(col.name)
		if e, ok := p.W.Bases.At(folded, 0); ok {
			col.role, col.base = earlier, e.Text
			col.name = string(folded[len(e.Word):])
		}
	}
	if !found && common != "" && col.role == values {
		inside = common
	}
	col.scale, col.unit, col.kind = p.unitIn(inside)
	if r := []rune(col.name); col.unit == "" && len(r) > 1 && r[len(r)-1] == '数' { // 起数, 人数
		col.scale, col.unit, col.kind = p.unitIn(string(r[len(r)-2 : len(r)-1]))
	}
	return col
}

// cutUnit parts 损失（万元） into the name and the unit.
func cutUnit(text string) (name, unit string, ok bool) {
	text = strings.NewReplacer("（", "(", "）", ")", "／", "/").Replace(text)
	if i := strings.IndexByte(text, '('); i > 0 && strings.HasSuffix(text, ")") {
		return text[:i], text[i+1 : len(text)-1], true
	}
	if i := strings.LastIndexByte(text, '/'); i > 0 {
		return text[:i], text[i+1:], true
	}
	if rest, found := strings.CutSuffix(text, "%"); found {
		return rest, "%", true
	}
	return text, "", false
}

// unitIn reads 万元 into 4 and 元.
func (p *Reader) unitIn(text string) (scale int8, unit string, kind lexicon.UnitKind) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "单位：")
	for _, s := range []struct {
		word  string
		power int8
	}{{"万", 4}, {"亿", 8}} {
		if rest, ok := strings.CutPrefix(text, s.word); ok {
			scale, text = s.power, rest
			break
		}
	}
	e, ok := p.W.UnitAt.At([]rune(text), 0)
	if !ok || len(e.Word) != len([]rune(text)) {
		return 0, "", lexicon.UnitNone
	}
	return scale, e.Text, lexicon.UnitKind(e.Kind)
}

// tableRow makes the figures of one row.
func (p *Reader) tableRow(row []cell, columns []column) {
	shift := 0
	if len(row) < len(columns) { // no number of the row is written
		if columns[0].role == ignored {
			shift = 1
		}
	}
	label := cell{-1, -1}
	made := map[int]int{}
	unit := ""
	for x, c := range row {
		if x+shift < len(columns) && columns[x+shift].role == units {
			unit = p.S.Str(c.i, c.j)
		}
		if x+shift < len(columns) && columns[x+shift].role == labels && label.i < 0 && c.i < c.j && !p.pure(c) {
			label = c
		}
	}
	if label.i < 0 {
		return
	}
	for x, c := range row {
		if x+shift >= len(columns) || c.i == c.j || c == label {
			continue
		}
		col := columns[x+shift]
		if unit != "" && col.unit == "" {
			col.scale, col.unit, col.kind = p.unitIn(unit)
		}
		switch col.role {
		case values:
			if f, ok := p.cellFigure(label, c, col); ok {
				f.Code = p.W.Code(f.Name, f.Unit)
				made[x+shift] = len(p.Out)
				p.Out = append(p.Out, f)
			}
		case changes, earlier:
			if at, ok := made[col.of]; ok {
				p.cellChange(c, col, at)
			}
		case places:
			p.cellRank(label, c, col, made)
		}
	}
}
