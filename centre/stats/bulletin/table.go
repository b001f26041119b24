package bulletin

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin/pattern"
)

// place is a row's place in a ranking; 0 where it has none.
type place struct {
	key   string
	value Value
	at    int64
}

// table makes the table of a section; nil when its template has none.
func (c *composer) table(ts *pattern.Section) *Table {
	t := ts.Table
	if t == nil || c.err != nil {
		return nil
	}
	by, err := pattern.Split(t.By, t.Size)
	if err != nil {
		c.err = ErrTemplate.With(err)
		return nil
	}
	out := &Table{Title: c.fields.Replace(t.Title), First: t.First, Total: t.Total, Note: c.fields.Replace(t.Note)}
	names, values := c.columns(t, by)
	if c.err != nil {
		return nil
	}
	now, was := c.ranks(t, by)
	for k := range t.Columns {
		d := c.define(t.Columns[k].Code)
		name := t.Columns[k].Name
		if name == "" {
			name = d.Name
		}
		out.Columns = append(out.Columns, Column{Name: name, Code: d.Code, What: "value", Unit: d.Unit})
	}
	if t.Rank != nil {
		out.Columns = append(out.Columns, Column{Name: "位次", What: "rank"}, Column{Name: "上期位次", What: "was"}, Column{Name: "变化", What: "move"})
	}
	for _, key := range c.rows(t, now, names) {
		row := Row{Key: key, Label: names[key]}
		for k := range t.Columns {
			id := ts.ID + ".t." + key + "." + strconv.Itoa(k)
			row.Cells = append(row.Cells, c.cell(id, t.Columns[k].Code, names[key], c.known(t, values, k, key)))
		}
		if t.Rank != nil {
			row.Cells = append(row.Cells, placed(now[key]), placed(was[key]), moved(now[key], was[key]))
		}
		out.Rows = append(out.Rows, row)
	}
	if t.Total {
		out.Rows = append(out.Rows, c.total(ts, out))
	}
	return out
}

// columns reads every column's groups. Whatever one column knows is a row of all.
func (c *composer) columns(t *pattern.Table, by stats.Split) (names map[string]string, values []map[string]Group) {
	names = map[string]string{}
	for k := range t.Columns {
		c.define(t.Columns[k].Code)
		m := map[string]Group{}
		for _, g := range c.groups(t.Columns[k].Code, by, pattern.RowsMax) {
			m[g.Key] = g
			names[g.Key] = g.Name
		}
		values = append(values, m)
	}
	return names, values
}

// known is the group of a row and column. What the column does not know is asked for by itself: a nothing is a figure too.
func (c *composer) known(t *pattern.Table, values []map[string]Group, column int, key string) Group {
	g, ok := values[column][key]
	if ok || c.t.Small > 0 || c.err != nil {
		return g
	}
	for _, other := range values {
		g, ok = other[key]
		if ok {
			break
		}
	}
	g.Ask.Code = t.Columns[column].Code
	r, err := c.s.o.Book.Read(c.ctx, g.Ask, nil)
	if err != nil {
		c.err = fmt.Errorf("read %s: %w", g.Ask.Code, err)
	}
	g.Value, g.Text = r.Value, r.Text
	return g
}

// cell is one figure of a table.
func (c *composer) cell(id, code, name string, g Group) Cell {
	if g.Ask.Code == "" || c.err != nil {
		return Cell{Text: "—"}
	}
	d := c.define(code)
	if g.Value.Bad {
		return Cell{Text: "—"}
	}
	f := c.of(id, d, g.Ask, g.Value)
	f.Title, f.Text = d.Name+"："+name, g.Text
	c.issue.Figures[id] = f
	return Cell{Text: f.Text, Figure: id}
}

// total is the row of the whole: drawn by itself, not added up, so that what has no place in a row is in it.
func (c *composer) total(ts *pattern.Section, t *Table) Row {
	row := Row{Key: "total", Label: "合计"}
	for k, col := range t.Columns {
		if col.What != "value" || c.err != nil {
			row.Cells = append(row.Cells, Cell{Text: ""})
			continue
		}
		ask := c.ask(col.Code)
		r, err := c.s.o.Book.Read(c.ctx, ask, nil)
		if err != nil {
			c.err = fmt.Errorf("total of %s: %w", col.Code, err)
			continue
		}
		row.Cells = append(row.Cells, c.cell(ts.ID+".t.total."+strconv.Itoa(k), col.Code, "合计", Group{Key: "total", Name: "合计", Ask: ask, Value: r.Value, Text: r.Text}))
	}
	return row
}

// rows are the keys of a table: by place where there is a ranking, otherwise by the first column, then by key.
func (c *composer) rows(t *pattern.Table, now map[string]place, names map[string]string) []string {
	var keys []string
	by, _ := pattern.Split(t.By, t.Size)
	for key := range names {
		if key != "" && !c.own(by, key) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		x, y := now[a], now[b]
		switch {
		case x.at != y.at && (x.at == 0 || y.at == 0):
			return int(y.at - x.at)
		case x.at != y.at:
			return int(x.at - y.at)
		case a < b:
			return -1
		}
		return 1
	})
	if len(keys) > t.Rows {
		keys = keys[:t.Rows]
	}
	return keys
}

// ranks are the places of all groups in this period and in the one before. Equal values share a place, and the next is as much
// further as there are of them.
func (c *composer) ranks(t *pattern.Table, by stats.Split) (now, was map[string]place) {
	code := t.Columns[0].Code
	base := int64(0)
	if t.Rank != nil {
		code, base = t.Rank.Code, t.Rank.Base
	}
	d := c.define(code)
	up := d.Good != "down" || t.Rank == nil
	now = rank(c.without(by, c.groups(code, by, pattern.RowsMax)), up, base)
	if t.Rank == nil || c.err != nil {
		return now, nil
	}
	ask := c.ask(code)
	ask.Span, ask.At, ask.Until = c.t.Before(ask.Span), 0, 0 // the places of the last whole period
	list, err := c.s.o.Book.Groups(c.ctx, ask, by, pattern.RowsMax)
	if err != nil {
		c.err = fmt.Errorf("groups of %s: %w", code, err)
	}
	return now, rank(c.without(by, list), up, base)
}

// without leaves out what is no part among parts.
func (c *composer) without(by stats.Split, list []Group) []Group {
	return slices.DeleteFunc(list, func(g Group) bool { return c.own(by, g.Key) })
}

// rank gives places: the largest first, or the smallest.
func rank(list []Group, largest bool, base int64) map[string]place {
	var all []place
	for _, g := range list {
		if g.Key == "" || g.Value.Bad || g.Value.Den != 0 && g.Value.Den < base {
			continue
		}
		all = append(all, place{key: g.Key, value: g.Value})
	}
	slices.SortStableFunc(all, func(a, b place) int {
		n := compare(a.value, b.value)
		if largest {
			n = -n
		}
		if n == 0 && a.key < b.key {
			return -1
		}
		return n
	})
	out := map[string]place{}
	for k := range all {
		all[k].at = int64(k) + 1
		if k > 0 && compare(all[k].value, all[k-1].value) == 0 {
			all[k].at = all[k-1].at
		}
		out[all[k].key] = all[k]
	}
	return out
}

// compare compares values exactly.
func compare(a, b Value) int {
	return rat(a).Cmp(rat(b))
}

func rat(v Value) *big.Rat {
	if v.Den == 0 {
		return new(big.Rat).SetInt64(v.Num)
	}
	return big.NewRat(v.Num, v.Den)
}

func placed(p place) Cell {
	if p.at == 0 {
		return Cell{Text: "—"}
	}
	return Cell{Text: itoa(p.at), Place: p.at}
}

func moved(now, was place) Cell {
	switch {
	case now.at == 0 || was.at == 0:
		return Cell{Text: "—"}
	case now.at < was.at:
		return Cell{Text: "上升" + itoa(was.at-now.at) + "位"}
	case now.at > was.at:
		return Cell{Text: "下降" + itoa(now.at-was.at) + "位"}
	}
	return Cell{Text: "不变"}
}
