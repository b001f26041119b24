package figures

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"fanzha/centre/govern"
	"fanzha/centre/govern/score"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
)

// Parts implements bulletin.Lines.
func (l issueLines) Parts(ctx context.Context, source, unit string, span stats.Span) ([]bulletin.Section, error) {
	r, in := l.side.served(), asked{clerkOf(unit), span, l.side.opts.Clock.Now()}
	if r.Govern == nil || source != "scores" {
		return nil, nil
	}
	return scores(ctx, r.Govern, in)
}

// scores are the score sheets of the month in which a period lies, of the unit's own conference, once they are published: places with
// bands, what each line gave, and the sheet itself. A draft is nobody's to read.
func scores(ctx context.Context, g *govern.Service, in asked) ([]bulletin.Section, error) {
	month := in.span.To.Time().Format("2006-01")
	list, _, err := g.Rankings(ctx, in.scope, govern.Filter{Period: month, States: []string{"published", "final"}, Limit: govern.PageMax})
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(r govern.Ranking) bool { return r.Unit != in.scope.Unit })
	slices.SortFunc(list, func(a, b govern.Ranking) int {
		at := func(r govern.Ranking) int { return slices.Index(score.Objects, r.Sheet.Objects) }
		return 1000*(at(a)-at(b)) + strings.Compare(a.Kind, b.Kind)
	})
	var out []bulletin.Section
	for k := range list {
		out = append(out, sheet(&list[k], k+1)...)
	}
	return out, nil
}

var hans = []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// sheet is one ranking as three tables.
func sheet(r *govern.Ranking, n int) []bulletin.Section {
	id := r.Kind + "." + r.ID
	head := r.Sheet.ZH
	if n < len(hans) {
		head = "（" + hans[n] + "）" + head
	}
	object := "ranking/" + r.ID
	places := placeTable(r)
	marks := markTable(r)
	rules := ruleTable(&r.Sheet)
	places.Object, marks.Object, rules.Object = object, object, object
	return []bulletin.Section{
		{ID: id, Heading: head, Paragraphs: []bulletin.Paragraph{{Text: standingOf(r), Object: object}}, Table: places},
		{ID: id + ".marks", Heading: "附件：" + r.Sheet.ZH + "评分表", Annex: true, Table: marks},
		{ID: id + ".rules", Annex: true, Table: rules},
	}
}

// standingOf says by what rules a ranking was made and whether it is final.
func standingOf(r *govern.Ranking) string {
	s := &r.Sheet
	state := "已公布，异议期至" + last(r.Due)
	if r.State == "final" {
		state = "已定稿"
	}
	out := fmt.Sprintf("本表%s。按百分制计分，%s分及以上为蓝色等次，不足%s分为黄色，不足%s分为红色；得分相同的并列；可计分权重不足%d%%的不排名。", state,
		hundredths(int64(s.Yellow)), hundredths(int64(s.Yellow)), hundredths(int64(s.Red)), int64(s.Cover))
	if len(r.Amended) > 0 {
		out += fmt.Sprintf("经异议更正%d处。", len(r.Amended))
	}
	var steps []string
	for _, p := range s.Propose {
		steps = append(steps, fmt.Sprintf("连续%d个月的%s", int64(p.Months), stepWords[p.Step]))
	}
	if len(steps) > 0 {
		out += "红色等次" + strings.Join(steps, "，") + "；均为建议，由联席办研究决定。"
	}
	return out
}

var (
	stepWords = map[string]string{"notice": "发提示函", "listing": "挂牌督办", "interview": "约谈"}
	bandWords = map[string]string{score.Blue: "蓝", score.Yellow: "黄", score.Red: "红"}
)

// hundredths writes hundredths of a point: 87.5, 90.
func hundredths(n int64) string {
	out := fmt.Sprintf("%d.%02d", n/100, n%100)
	return strings.TrimRight(strings.TrimRight(out, "0"), ".")
}

func columns(names ...string) []bulletin.Column {
	var out []bulletin.Column
	for _, n := range names {
		out = append(out, bulletin.Column{Name: n, What: "text"})
	}
	return out
}

func cells(texts ...string) []bulletin.Cell {
	var out []bulletin.Cell
	for _, t := range texts {
		out = append(out, bulletin.Cell{Text: t})
	}
	return out
}

// placeTable is score, place and what follows.
func placeTable(r *govern.Ranking) *bulletin.Table {
	t := &bulletin.Table{Title: r.Sheet.ZH + "（得分与位次）", First: "单位", Columns: columns("得分", "位次", "上月位次", "变化", "等次", "连续红色（月）", "建议措施")}
	for _, row := range r.Rows {
		points, place, was, move := "—", "不排名", "—", "—"
		if row.Place > 0 {
			points, place = fmt.Sprintf("%d.%02d", row.Centi/100, row.Centi%100), strconv.Itoa(row.Place)
		}
		if row.LastPlace > 0 {
			was = strconv.Itoa(row.LastPlace)
		}
		if row.Place > 0 && row.LastPlace > 0 {
			move = moved(row.LastPlace - row.Place)
		}
		streak := "—"
		if row.Streak > 0 {
			streak = strconv.Itoa(row.Streak)
		}
		t.Rows = append(t.Rows, bulletin.Row{Key: row.Object, Label: row.Name, Cells: cells(points, place, was, move, or(bandWords[row.Band]), streak, or(stepWords[row.Proposed]))})
	}
	return t
}

func or(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func moved(by int) string {
	switch {
	case by > 0:
		return "上升" + strconv.Itoa(by) + "位"
	case by < 0:
		return "下降" + strconv.Itoa(-by) + "位"
	}
	return "不变"
}

// markTable is what each line of the sheet gave each unit: the value with its parts, and the points.
func markTable(r *govern.Ranking) *bulletin.Table {
	t := &bulletin.Table{Title: r.Sheet.ZH + "（各项数值与得分）", First: "单位", Prose: true, Note: "括号内为分子/分母；基数小于评分表所定下限的只列数、不计分。"}
	for _, l := range r.Sheet.Lines {
		t.Columns = append(t.Columns, bulletin.Column{Name: l.ZH, What: "text", Unit: l.Unit})
	}
	for _, row := range r.Rows {
		x := bulletin.Row{Key: row.Object, Label: row.Name}
		for _, l := range r.Sheet.Lines {
			i := slices.IndexFunc(row.Marks, func(m score.Mark) bool { return m.Line == l.Code })
			text := "—"
			if i >= 0 {
				text = markText(l, row.Marks[i])
			}
			x.Cells = append(x.Cells, bulletin.Cell{Text: text})
		}
		t.Rows = append(t.Rows, x)
	}
	return t
}

// markText is one mark: 96.15（125/130）得24.04分.
func markText(l score.Line, m score.Mark) string {
	switch {
	case m.State == score.Missing && l.Reported:
		return "未填报，0分"
	case m.State == score.Missing:
		return "无数据，不计分"
	case m.Value.Den == 0:
		return "无基数，不计分"
	}
	out := l.Print(m.Value)
	switch {
	case l.Scale > 1:
		out += fmt.Sprintf("（%d/%d）", m.Value.Num, m.Value.Den)
	case m.Value.Of > 0:
		out += fmt.Sprintf("（依据%d次）", m.Value.Of)
	}
	if m.State == score.Small {
		return out + "，基数小，不计分"
	}
	return out + "得" + hundredths(m.Centi) + "分"
}

// ruleTable is the sheet itself: weights, targets and how a value becomes points.
func ruleTable(s *score.Sheet) *bulletin.Table {
	t := &bulletin.Table{Title: s.ZH + "（评分标准）", First: "指标", Prose: true, Columns: columns("权重（分）", "目标", "计分办法", "最小基数", "数据来源"),
		Note: "权重、目标和等次线为联席办本地设定。"}
	for _, l := range s.Lines {
		source := "系统统计"
		if l.Reported {
			source = "单位填报"
		}
		base := "—"
		if l.Base > 0 {
			base = strconv.FormatInt(int64(l.Base), 10)
		}
		t.Rows = append(t.Rows, bulletin.Row{Key: l.Code, Label: l.ZH, Cells: cells(strconv.FormatInt(int64(l.Weight), 10), target(l), formula(l), base, source)})
	}
	return t
}

func target(l score.Line) string {
	if l.Target == "" {
		return "—"
	}
	return scaled(l, l.Target) + l.Unit
}

// scaled prints a number of the sheet as the values of its line are printed.
func scaled(l score.Line, text string) string {
	v, err := score.Fraction(text)
	if err != nil {
		return text
	}
	v.Mul(v, new(big.Rat).SetInt64(max(int64(l.Scale), 1)))
	return score.Trimmed(v)
}

func formula(l score.Line) string {
	switch l.Formula {
	case score.Ratio:
		if l.Good == "down" {
			return "权重×目标÷实际，不超过权重"
		}
		return "权重×实际÷目标，不超过权重"
	case score.Range:
		return scaled(l, l.Zero) + l.Unit + "为0分，" + scaled(l, l.Target) + l.Unit + "为满分，之间按比例"
	case score.Deduct:
		return "每" + strings.TrimPrefix(l.Unit, "%") + "扣" + l.Points + "分，扣完为止"
	}
	return "按位次计分"
}
