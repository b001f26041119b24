package print

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"fanzha/centre/stats/bulletin"
	"fanzha/term/money"
)

// book makes one workbook. The first error ends it.
type book struct {
	f     *excelize.File
	head  int
	money int
	err   error
}

// Xlsx makes the annex of an issue as a workbook in which rates, changes and totals are formulas: whoever doubts counts along.
func Xlsx(j Job) ([]byte, error) {
	b := &book{f: excelize.NewFile()}
	defer func() { _ = b.f.Close() }()
	b.head = b.style(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F2F2F2"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}})
	b.money = b.style(&excelize.Style{NumFmt: 4})
	b.do(b.f.SetSheetName("Sheet1", "指标"))
	b.figures(&j)
	for k, s := range j.Issue.Sections {
		if s.Table != nil && len(s.Table.Rows) > 0 {
			b.table(&j, s.Table, fmt.Sprintf("表%d", k+1))
		}
	}
	b.sources(&j)
	full := true
	b.do(b.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}))
	b.do(b.f.SetDocProps(&excelize.DocProperties{Title: j.Issue.Title, Creator: j.Issue.Head.Centre, Language: "zh-CN",
		Created: j.created().Format("2006-01-02T15:04:05Z"), Modified: j.created().Format("2006-01-02T15:04:05Z")}))
	if b.err != nil {
		return nil, b.err
	}
	var out bytes.Buffer
	err := b.f.Write(&out)
	if err != nil {
		return nil, fmt.Errorf("xlsx: %w", err)
	}
	return out.Bytes(), nil
}

func (b *book) do(err error) {
	if b.err == nil && err != nil {
		b.err = fmt.Errorf("xlsx: %w", err)
	}
}

func (b *book) style(s *excelize.Style) int {
	id, err := b.f.NewStyle(s)
	b.do(err)
	return id
}

// row writes a row of values; a text that begins with "=" is a formula of ours, never one of a record: those are written as text.
func (b *book) row(sheet string, at int, values ...any) {
	for k, v := range values {
		cell, err := excelize.CoordinatesToCellName(k+1, at)
		b.do(err)
		switch v := v.(type) {
		case formula:
			b.do(b.f.SetCellFormula(sheet, cell, string(v)))
		case string:
			b.do(b.f.SetCellStr(sheet, cell, v))
		case nil:
		default:
			b.do(b.f.SetCellValue(sheet, cell, v))
		}
	}
}

// formula is a formula of a cell, without its equals sign.
type formula string

func (b *book) top(sheet string, widths []float64, names ...any) {
	b.row(sheet, 1, names...)
	last, err := excelize.CoordinatesToCellName(len(names), 1)
	b.do(err)
	b.do(b.f.SetCellStyle(sheet, "A1", last, b.head))
	for k, w := range widths {
		col, err := excelize.ColumnNumberToName(k + 1)
		b.do(err)
		b.do(b.f.SetColWidth(sheet, col, col, w))
	}
	b.do(b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

// spans are units of time in milliseconds, in which medians are held.
var spans = map[string]int64{"秒": 1000, "分钟": 60_000, "小时": 3_600_000, "天": 86_400_000}

// amount is a part of a value as a spreadsheet holds it: yuan for money, for fen are whole and yuan have two decimals; a median in its unit.
func amount(d bulletin.Definition, n int64) any {
	if d.Money {
		return float64(n) / float64(money.Yuan)
	}
	span := spans[d.Unit]
	if span > 0 && !d.Rate {
		return float64(n) / float64(span)
	}
	return n
}

// figures is the sheet of every figure of the text: printed words, parts, bases, and changes as formulas.
func (b *book) figures(j *Job) {
	const sheet = "指标"
	b.top(sheet, []float64{24, 34, 14, 8, 14, 14, 12, 14, 12, 14, 12, 22, 18},
		"编号", "指标", "正文印作", "单位", "数值或分子", "分母", "比率", "上期", "环比", "上年同期", "同比", "统计期", "责任方")
	i := &j.Issue
	at := 1
	for _, id := range slices.Sorted(maps.Keys(i.Figures)) {
		f := i.Figures[id]
		if strings.Contains(id, ".t.") {
			continue
		}
		at++
		d := j.Definitions[f.Ask.Code]
		if f.Share != "" {
			d = bulletin.Definition{Rate: true, Unit: "%"}
		}
		printed := f.Text
		if f.Struck {
			printed = "（已删去：" + f.StruckWhy + "）"
		}
		values := []any{id, f.Title, printed, f.Unit, amount(d, f.Value.Num), nil, nil, nil, nil, nil, nil, f.Ask.Span.From.String() + "至" + f.Ask.Span.To.String(), f.Owner}
		if f.Value.Den != 0 && d.Rate { // a median has none: what it is held with is of how many it is
			values[5], values[6] = f.Value.Den, formula(fmt.Sprintf(`IF(F%[1]d=0,"—",E%[1]d/F%[1]d)`, at))
		}
		now := fmt.Sprintf("E%d", at)
		if f.Value.Den != 0 && d.Rate {
			now = fmt.Sprintf("E%[1]d/F%[1]d", at)
		}
		for _, c := range f.Compare {
			k, col := 7, "H"
			if c.Kind == "yoy" {
				k, col = 9, "J"
			}
			values[k] = amount(d, c.Value.Num)
			if c.Value.Den != 0 && d.Rate {
				values[k] = formula(fmt.Sprintf("%v/%d", amount(d, c.Value.Num), c.Value.Den))
			}
			values[k+1] = formula(fmt.Sprintf(`IF(%[1]s%[2]d=0,"—",(%[3]s)/%[1]s%[2]d-1)`, col, at, now))
		}
		b.row(sheet, at, values...)
	}
	b.percent(sheet, at, "G", "I", "K")
}

// percent shows columns as per cent with two decimals.
func (b *book) percent(sheet string, last int, cols ...string) {
	style := b.style(&excelize.Style{NumFmt: 10})
	for _, c := range cols {
		b.do(b.f.SetCellStyle(sheet, c+"2", fmt.Sprintf("%s%d", c, max(last, 2)), style))
	}
}

// table is a sheet of one table: every column with its parts, rates and totals as formulas.
func (b *book) table(j *Job, t *bulletin.Table, sheet string) {
	_, err := b.f.NewSheet(sheet)
	b.do(err)
	names := []any{t.First}
	widths := []float64{20}
	for _, c := range t.Columns {
		d := j.Definitions[c.Code]
		if c.What == "value" && d.Rate {
			names = append(names, c.Name+"（分子）", c.Name+"（分母）")
			widths = append(widths, 14, 14)
		}
		name := c.Name
		if d.Money {
			name += "（元）"
		}
		names, widths = append(names, name), append(widths, 16)
	}
	b.top(sheet, widths, names...)
	rows := t.Rows
	if t.Total && len(rows) > 0 {
		rows = rows[:len(rows)-1]
	}
	at := 1
	page := tally{j, t, map[int]int64{}}
	for _, r := range rows {
		at++
		b.row(sheet, at, b.cells(page, r, at)...)
	}
	if !t.Total {
		return
	}
	whole := t.Rows[len(t.Rows)-1]
	at++
	b.row(sheet, at, b.others(page, whole)...)
	b.row(sheet, at+1, b.sums(j, t, at)...)
}

// tally is a table with the sums of its columns so far.
type tally struct {
	job   *Job
	table *bulletin.Table
	sums  map[int]int64
}

// cells are one row: the values of a rate with its parts.
func (b *book) cells(p tally, r bulletin.Row, at int) []any {
	j, t, sums := p.job, p.table, p.sums
	out := []any{r.Label}
	for k, c := range t.Columns {
		d := j.Definitions[c.Code]
		f, ok := j.Issue.Figures[r.Cells[k].Figure]
		switch {
		case c.What != "value" && r.Cells[k].Place > 0:
			out = append(out, r.Cells[k].Place)
		case c.What != "value":
			out = append(out, plain(r.Cells[k].Text))
		case d.Rate && !ok:
			out = append(out, nil, nil, r.Cells[k].Text)
		case d.Rate:
			out = append(out, f.Value.Num, f.Value.Den, rate(len(out)+1, at, f.Value, f.Unit))
		case !ok && r.Cells[k].Text == "0":
			out = append(out, 0)
		case !ok:
			out = append(out, r.Cells[k].Text)
		default:
			sums[k] += f.Value.Num
			out = append(out, amount(d, f.Value.Num))
		}
	}
	return out
}

// plain is a text of a cell, as a number where it is nothing else.
func plain(text string) any {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "0123456789.") != "" {
		return text
	}
	return n
}

// rate divides the two cells before it. A rate in per cent is shown times a hundred, one per 10,000 heads times ten thousand: as the
// text prints it.
func rate(col, at int, v bulletin.Value, unit string) any {
	if v.Den == 0 {
		return "—"
	}
	num, err := excelize.CoordinatesToCellName(col, at)
	den, err2 := excelize.CoordinatesToCellName(col+1, at)
	if err != nil || err2 != nil {
		return "—"
	}
	factor := ""
	switch {
	case strings.HasPrefix(unit, "%"):
		factor = "*100"
	case strings.HasSuffix(unit, "/万人"):
		factor = "*10000"
	}
	return formula(fmt.Sprintf(`IF(%[2]s=0,"—",ROUND(%[1]s/%[2]s%[3]s,2))`, num, den, factor))
}

// others is what no row has: without it the total would not add up.
func (b *book) others(p tally, whole bulletin.Row) []any {
	j, t, sums := p.job, p.table, p.sums
	out := []any{"其他及未注明"}
	for k, c := range t.Columns {
		d := j.Definitions[c.Code]
		f, ok := j.Issue.Figures[whole.Cells[k].Figure]
		switch {
		case c.What == "value" && d.Rate:
			out = append(out, nil, nil, nil)
		case c.What != "value" || !ok:
			out = append(out, nil)
		default:
			out = append(out, amount(d, f.Value.Num-sums[k]))
		}
	}
	return out
}

// sums is the row of totals: every number by SUM.
func (b *book) sums(j *Job, t *bulletin.Table, last int) []any {
	out := []any{"合计"}
	for k, c := range t.Columns {
		d := j.Definitions[c.Code]
		whole := t.Rows[len(t.Rows)-1]
		f := j.Issue.Figures[whole.Cells[k].Figure]
		switch {
		case c.What == "value" && d.Rate && f.Value.Den != 0:
			out = append(out, f.Value.Num, f.Value.Den, rate(len(out)+1, last+1, f.Value, f.Unit))
		case c.What == "value" && d.Rate:
			out = append(out, nil, nil, "—")
		case c.What != "value":
			out = append(out, nil)
		default:
			col, err := excelize.ColumnNumberToName(len(out) + 1)
			b.do(err)
			out = append(out, formula(fmt.Sprintf("SUM(%[1]s2:%[1]s%[2]d)", col, last)))
		}
	}
	return out
}

// sources is the sheet of definitions: formula, owner, whether it is a local one.
func (b *book) sources(j *Job) {
	const sheet = "口径"
	_, err := b.f.NewSheet(sheet)
	b.do(err)
	b.top(sheet, []float64{28, 26, 60, 16, 12, 12}, "指标代码", "名称", "公式", "责任方", "口径版本", "本地口径")
	at := 1
	for _, code := range slices.Sorted(maps.Keys(j.Definitions)) {
		d := j.Definitions[code]
		at++
		local := ""
		if d.Local {
			local = "是"
		}
		b.row(sheet, at, code, d.Name, d.Formula, d.Owner, d.Revision, local)
	}
	b.row(sheet, at+2, "数据截至", cutOff(&j.Issue))
	b.row(sheet, at+3, "文号", j.mark())
	b.row(sheet, at+4, "内容校验码", j.Issue.Hash)
}
