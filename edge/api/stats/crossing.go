package stats

import (
	"context"
	"slices"

	"fanzha/centre/stats"
	"fanzha/centre/stats/hiding"
	"fanzha/centre/stats/indicator"
	"fanzha/term/fault"
)

// ErrNarrow: places and something of the person are asked with yet another limit, whose differences would tell what is hidden.
var ErrNarrow = fault.New(fault.Invalid, "stats.narrow")

// Bounds of a crossing: every township of a city by every band of age, and what the hiding of more would cost.
const (
	crossSide  = 500
	crossCells = 4000
)

// crossing is a question that tells a place and something of the person at once. Its whole table is counted, with every value of the
// person's side, and masked as one: so no question of this kind about the same days tells what another one hides.
type crossing struct {
	k      int64
	place  stats.Split
	person stats.Split
	first  bool     // the place is the first key
	values []string // only these values of the person's side, in one row a place; nil: each value has a row
	ask    indicator.Ask
}

// crossed reads such a question: one split by place, one side of the person, and nothing else.
func crossed(p prepared, k int64) (*crossing, error) {
	c := &crossing{k: k, ask: p.ask}
	persons, others := 0, 0
	for i, s := range p.splits {
		switch {
		case s.By == stats.ByUnit || s.By == stats.ByRegion:
			c.place, c.first = s, i == 0
		case s.By == stats.BySide && personal(s.Dim):
			c.person = s
			persons++
		default:
			others++
		}
	}
	for _, o := range p.ask.Only {
		if personal(o.Dim) && persons == 0 {
			c.person = stats.Split{By: stats.BySide, Dim: o.Dim}
			c.values = o.Values
			persons++
		} else {
			others++
		}
	}
	c.ask.Only = nil
	if persons != 1 || others > 0 {
		return nil, ErrNarrow
	}
	return c, nil
}

// crossed table: figures by place and value, and which of them are hidden.
type crossTable struct {
	places, values []string
	asks           []indicator.Ask // of the places
	cells          []map[string]indicator.Figure
	hidden         [][]bool
}

// count counts the whole table and masks it.
func (c *crossing) count(ev indicator.Evaluator) (crossTable, error) {
	var t crossTable
	places, err := ev.Groups(c.ask, c.place, crossSide)
	if err != nil {
		return t, err
	}
	persons, err := ev.Groups(c.ask, c.person, crossSide)
	if err != nil {
		return t, err
	}
	if places.Rest != nil || persons.Rest != nil || len(places.Rows)*len(persons.Rows) > crossCells {
		return t, ErrNarrow
	}
	for _, r := range persons.Rows {
		t.values = append(t.values, r.Value)
	}
	var num, den [][]int64
	for _, r := range places.Rows {
		t.places = append(t.places, r.Value)
		t.asks = append(t.asks, r.Figure.Ask)
		inner, err := ev.Groups(r.Figure.Ask, c.person, crossSide)
		if err != nil {
			return t, err
		}
		line := map[string]indicator.Figure{}
		n, of := make([]int64, len(t.values)), make([]int64, len(t.values))
		for _, x := range inner.Rows {
			at := slices.Index(t.values, x.Value)
			if at < 0 {
				continue
			}
			line[x.Value] = x.Figure
			n[at], of[at], err = pieces(ev, x.Figure)
			if err != nil {
				return t, err
			}
		}
		t.cells, num, den = append(t.cells, line), append(num, n), append(den, of)
	}
	t.hidden = hiding.Mask(c.k, num, den)
	return t, nil
}

// pieces are the things behind a figure and behind its base: of an amount the things, not the fen.
func pieces(ev indicator.Evaluator, f indicator.Figure) (num, den int64, err error) {
	n, err := ev.PartSum(f.Ask, indicator.PartNum)
	if err != nil || len(f.Entry.Den) == 0 {
		return n.N, 0, err
	}
	d, err := ev.PartSum(f.Ask, indicator.PartDen)
	return n.N, d.N, err
}

// crossRows fills in the rows of a crossing.
func (d *desk) crossRows(ctx context.Context, ev indicator.Evaluator, p prepared, out *QueryAnswer) error {
	c := p.cross
	t, err := c.count(ev)
	if err != nil {
		return err
	}
	put := func(r QueryRow) {
		if len(out.Rows) >= p.limit {
			out.Truncated = true
			return
		}
		out.Rows = append(out.Rows, r)
	}
	if c.values != nil {
		for i, place := range t.places {
			ask := t.asks[i]
			ask.Only = []stats.Only{{Dim: c.person.Dim, Values: c.values}}
			f, err := ev.Read(ask)
			if err != nil {
				return err
			}
			keys := []QueryKey{d.key(ctx, c.place, place)}
			if t.tells(i, c.values) {
				put(masked(keys))
			} else if f.Num != 0 || f.Den != 0 {
				put(p.row(keys, f))
			}
		}
		return nil
	}
	for _, at := range c.order(t) {
		i, j := at[0], at[1]
		keys := []QueryKey{d.key(ctx, c.place, t.places[i]), d.key(ctx, c.person, t.values[j])}
		if !c.first {
			slices.Reverse(keys)
		}
		f, there := t.cells[i][t.values[j]]
		if t.hidden[i][j] {
			put(masked(keys))
		} else if there {
			put(p.row(keys, f))
		}
	}
	return nil
}

// tells says whether the sum of some values of a place would tell of a hidden one.
func (t crossTable) tells(place int, values []string) bool {
	for j, v := range t.values {
		if t.hidden[place][j] && slices.Contains(values, v) {
			return true
		}
	}
	return false
}

// order is the order of the rows: by the first key, then by the second.
func (c *crossing) order(t crossTable) [][2]int {
	var out [][2]int
	for i := range t.places {
		for j := range t.values {
			out = append(out, [2]int{i, j})
		}
	}
	if !c.first {
		slices.SortStableFunc(out, func(a, b [2]int) int { return a[1] - b[1] })
	}
	return out
}

// masked is a row that is not shown.
func masked(keys []QueryKey) QueryRow {
	return QueryRow{Keys: keys, TextZH: "＊", TextEN: "*", Hidden: true}
}
