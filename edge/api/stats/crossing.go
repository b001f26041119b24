package stats

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"fanzha/centre/stats"
	"fanzha/centre/stats/hiding"
	"fanzha/centre/stats/indicator"
	"fanzha/centre/stats/store"
	"fanzha/term/fault"
)

// ErrNarrow: places and something of the person are asked with yet another limit, whose differences would tell what is hidden.
var ErrNarrow = fault.New(fault.Invalid, "stats.narrow")

// Bounds of a crossing: every township of a city by every band of age, and what the hiding of more would cost.
const (
	crossSide  = 500
	crossCells = 4000
	crossAll   = 10 * crossCells // of all pieces of time that earlier answers leave over
)

// crossing is a question that tells a place and something of the person at once. Its whole table is counted, with every value of the
// person's side, and masked as one, with the tables of the places above and of the days by which it differs from what the account asked
// before: so no question of this kind tells what another one hides.
type crossing struct {
	k      int64
	place  stats.Split
	person stats.Split
	first  bool     // the place is the first key
	values []string // only these values of the person's side, in one row a place; nil: each value has a row
	ask    indicator.Ask
	stock  bool             // counted from the first day on
	asked  []store.Crossing // of the same family, this one among them
}

// family is what the account may have asked alike.
func (c *crossing) family(owner string) store.Family {
	place := "region"
	if c.place.By == stats.ByUnit {
		place = "unit"
	}
	return store.Family{Owner: owner, Code: c.ask.Code, Place: place, Side: c.person.Dim.String()}
}

func (c *crossing) record() store.Crossing {
	s := c.ask.Period.Span
	if c.stock {
		s.From = 0
	}
	return store.Crossing{Digits: c.place.Digits, Span: s}
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
	hid            hiding.Hid
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
	return t, c.mask(ev, &t, [][][]int64{num, den})
}

// mask hides what would tell of few people, alone or beside what was asked before.
func (c *crossing) mask(ev indicator.Evaluator, t *crossTable, own [][][]int64) error {
	me := c.record()
	known := make([]stats.Span, len(c.asked))
	for i := range c.asked {
		known[i] = c.asked[i].Span
	}
	pieces, from := hiding.Pieces(known, me.Span)
	p := hiding.Places{K: c.k, Digits: me.Digits, Rows: slices.Clone(t.places), Values: slices.Clone(t.values), Before: hiding.Hid{}}
	for _, i := range from {
		p.Before.Add(c.asked[i].Hidden)
	}
	var others []tally
	for _, s := range pieces {
		if len(pieces) == 1 {
			break // the question's own days
		}
		if len(others)*max(1, len(p.Rows)*len(p.Values)) > crossAll {
			return ErrNarrow
		}
		x, err := c.tally(ev, s)
		if err != nil {
			return err
		}
		others = append(others, x)
		p.Rows, p.Values = x.names(p.Rows, p.Values)
	}
	for _, table := range own {
		p.Tables = append(p.Tables, widened(table, len(p.Rows), len(p.Values)))
	}
	for _, x := range others {
		p.Tables = append(p.Tables, x.table(p, 0), x.table(p, 1))
	}
	t.hidden, t.hid = p.Hidden()
	return nil
}

// widened is a table with room for the rows and columns that others have.
func widened(table [][]int64, rows, columns int) [][]int64 {
	out := make([][]int64, rows)
	for i := range out {
		out[i] = make([]int64, columns)
		if i < len(table) {
			copy(out[i], table[i])
		}
	}
	return out
}

// tally is how many things are behind each cell of place and value, and behind its base.
type tally map[[2]string][2]int64

// names adds the places and values that are not yet listed, in order.
func (x tally) names(places, values []string) (allPlaces, allValues []string) {
	cells := slices.SortedFunc(maps.Keys(x), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, cell := range cells {
		if !slices.Contains(places, cell[0]) {
			places = append(places, cell[0])
		}
		if !slices.Contains(values, cell[1]) {
			values = append(values, cell[1])
		}
	}
	return places, values
}

func (x tally) table(p hiding.Places, part int) [][]int64 {
	out := widened(nil, len(p.Rows), len(p.Values))
	for i, place := range p.Rows {
		for j, value := range p.Values {
			out[i][j] = x[[2]string{place, value}][part]
		}
	}
	return out
}

// tally counts some days. Of what is counted from the first day on, they are what came or went.
func (c *crossing) tally(ev indicator.Evaluator, s stats.Span) (tally, error) {
	if !c.stock {
		return c.counted(ev, s)
	}
	out, err := c.counted(ev, stats.Span{From: s.To, To: s.To})
	if err != nil || s.From == 0 {
		return out, err
	}
	was, err := c.counted(ev, stats.Span{From: s.From - 1, To: s.From - 1})
	for cell := range was {
		if _, is := out[cell]; !is {
			out[cell] = [2]int64{}
		}
	}
	for cell, n := range out {
		for k := range n {
			d := n[k] - was[cell][k]
			n[k] = max(d, -d)
		}
		out[cell] = n
	}
	return out, err
}

func (c *crossing) counted(ev indicator.Evaluator, s stats.Span) (tally, error) {
	ask, out := c.ask, tally{}
	ask.Period = indicator.Period{Kind: ask.Period.Kind, Span: s}
	places, err := ev.Groups(ask, c.place, crossSide)
	if err != nil {
		return nil, err
	}
	for _, r := range places.Rows {
		inner, err := ev.Groups(r.Figure.Ask, c.person, crossSide)
		if err != nil {
			return nil, err
		}
		if places.Rest != nil || inner.Rest != nil {
			return nil, ErrNarrow
		}
		for _, x := range inner.Rows {
			n, of, err := pieces(ev, x.Figure)
			if err != nil {
				return nil, err
			}
			out[[2]string{r.Value, x.Value}] = [2]int64{n, of}
		}
	}
	return out, nil
}

// keep records what the answer hid, for later questions; one that showed nothing tells nothing.
func (d *desk) keep(ctx context.Context, owner string, c *crossing, t crossTable) error {
	me := c.record()
	me.Hidden = t.hid
	for i := range t.places {
		for j := range t.values {
			if !t.hidden[i][j] {
				return d.Store.Hid(ctx, c.family(owner), me, d.Clock.Now())
			}
		}
	}
	return d.Store.Unask(ctx, c.family(owner), me)
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
	if err == nil {
		err = d.keep(ctx, p.owner, c, t)
	}
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
