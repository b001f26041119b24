// Protects: every answer of the cube is that of plain counting over the facts that count, in whatever order facts, corrections and
// withdrawals came, from any scope, before and after loading everything again; and nothing that is refused leaves a trace.
package cube_test

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube"
	"fanzha/centre/stats/cube/sound"
	"fanzha/internal/check"
	"fanzha/term/region"
	"fanzha/term/when"
)

// naive counts by looking at everything.
type naive map[[2]string]stats.Fact

func (n naive) apply(f stats.Fact) {
	k := [2]string{f.Measure, f.ID}
	was, known := n[k]
	if !known || f.Seq > was.Seq {
		n[k] = f
	}
}

func (n naive) each(q stats.Query, do func(stats.Fact)) {
	for _, f := range n {
		if f.Measure == q.Measure && !f.Gone && passes(q, f) {
			do(f)
		}
	}
}

func passes(q stats.Query, f stats.Fact) bool {
	d := stats.DayOf(f.At)
	ok := slices.ContainsFunc(q.Scope, func(p string) bool { return strings.HasPrefix(f.Unit, p) })
	ok = ok && d >= q.Span.From && d <= q.Span.To && (q.Until == 0 || f.At <= q.Until)
	ok = ok && (q.Unit == "" || f.Unit == q.Unit || region.Under(q.Unit, f.Unit))
	ok = ok && (q.Region == "" || region.Contains(q.Region, f.Region))
	for _, o := range q.Only {
		ok = ok && slices.Contains(o.Values, f.Sides[o.Dim])
	}
	return ok
}

func (n naive) sum(q stats.Query) (s stats.Sum) {
	n.each(q, func(f stats.Fact) {
		s.N += f.N
		s.Fen += f.Fen
	})
	return s
}

func (n naive) groups(q stats.Query, s stats.Split) []stats.Group {
	m := map[string]stats.Sum{}
	cut := func(v string) string {
		if s.Digits > 0 {
			return v[:min(len(v), s.Digits)]
		}
		return v
	}
	n.each(q, func(f stats.Fact) {
		v := map[stats.By]string{stats.BySide: f.Sides[s.Dim], stats.ByUnit: cut(f.Unit), stats.ByRegion: cut(f.Region), stats.ByDay: stats.DayOf(f.At).String()}[s.By]
		m[v] = stats.Sum{N: m[v].N + f.N, Fen: m[v].Fen + f.Fen}
	})
	var out []stats.Group
	for v, sum := range m {
		if sum != (stats.Sum{}) {
			out = append(out, stats.Group{Value: v, Sum: sum})
		}
	}
	slices.SortFunc(out, func(a, b stats.Group) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	return out
}

func (n naive) list(q stats.Query) []stats.Fact {
	var out []stats.Fact
	n.each(q, func(f stats.Fact) { out = append(out, f) })
	slices.SortFunc(out, func(a, b stats.Fact) int {
		return cmp.Or(cmp.Compare(b.Seq, a.Seq), strings.Compare(a.ID, b.ID))
	})
	return out
}

// world makes facts and questions from a seed.
type world struct {
	*rand.Rand
	days  int
	units []string
	seq   int64
}

func newWorld(seed uint64, days int) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 4)), days: days, units: []string{"", "370000000000", "bank-07"}}
	for c := range 4 {
		w.units = append(w.units, fmt.Sprintf("3706%02d000000", c))
		for s := range 10 {
			w.units = append(w.units, fmt.Sprintf("3706%02d%06d", c, s+1))
		}
	}
	return w
}

const firstDay = stats.Day(20000)

func (w *world) id(n int) string {
	switch n % 4 {
	case 0:
		return fmt.Sprintf("01J8Z3K4M5N6P7Q8R9S0T%05d", n)
	case 1:
		return fmt.Sprintf("%d", n)
	case 2:
		return fmt.Sprintf("01J8Z3K4M5N6P7Q8R9S0T%05d/%s", n, strings.Repeat("x", n%7))
	}
	return fmt.Sprintf("ZZJ8Z3K4M5N6P7Q8R9S0T%05d", n) // as long as an id of the centre, but none
}

func pick[T any](w *world, of ...T) T { return of[w.IntN(len(of))] }

func (w *world) fact(ids int) stats.Fact {
	w.seq++
	f := stats.Fact{Measure: pick(w, "case.filed", "case.filed", "warning.raised"), ID: w.id(w.IntN(ids)), Seq: w.seq, N: 1}
	f.At = (firstDay + stats.Day(w.IntN(w.days))).Start() + when.Micros(w.Int64N(int64(when.Day)))
	f.Unit = pick(w, w.units...)
	f.Region = pick(w, "", "370600", "370601", "370602001", "370602002003")
	f.Sides[stats.FraudType] = pick(w, "", "brush", "invest", "police")
	f.Sides[stats.Level] = pick(w, "high", "mid", "low")
	if w.IntN(50) == 0 {
		f.Sides[stats.Dim(w.IntN(stats.Dims))] = fmt.Sprint("v", w.IntN(400))
	}
	if w.IntN(3) == 0 {
		f.Fen = pick(w, 1, 100, 1<<32-1, 1<<32, -5, w.Int64N(1<<40))
	}
	if w.IntN(20) == 0 {
		f.N = pick[int64](w, 0, 2, -3, 1<<31, 1<<35)
	}
	f.Object = pick(w, "", "claim/"+f.ID, f.ID, "claim/other", fmt.Sprint("case/", w.IntN(1000)))
	f.Gone = w.IntN(12) == 0
	if w.IntN(200) == 0 {
		f.Seq += 1 << 40
	}
	return f
}

func (w *world) query() stats.Query {
	q := stats.Query{Measure: pick(w, "case.filed", "warning.raised", "never.counted")}
	from := firstDay + stats.Day(w.IntN(w.days+4)-2)
	q.Span = stats.Span{From: from, To: from + stats.Day(pick(w, 0, 1, 6, 30, 64, w.days))}
	if w.IntN(4) == 0 {
		q.Span = stats.Span{From: -1 << 31, To: 1<<31 - 1}
	}
	q.Scope = pick(w, []string{""}, []string{""}, nil, []string{}, []string{"3706"}, []string{"370601"}, []string{"370602000001", "370603"}, []string{"5"})
	if w.IntN(3) == 0 {
		q.Unit = pick(w, w.units...)
	}
	if w.IntN(3) == 0 {
		q.Region = pick(w, "370600", "370602", "370602001", "370602001000", "000000", "37")
	}
	if w.IntN(3) == 0 {
		q.Only = append(q.Only, stats.Only{Dim: stats.FraudType, Values: pick(w, []string{"brush"}, []string{"", "police"}, nil, []string{"unheard of"})})
	}
	if w.IntN(4) == 0 {
		q.Until = (firstDay + stats.Day(w.IntN(w.days+2)-1)).Start() + when.Micros(w.Int64N(int64(when.Day)))
	}
	if w.IntN(5) == 0 {
		q.Only = append(q.Only, stats.Only{Dim: stats.Level, Values: []string{"high", "mid"}}, stats.Only{Dim: stats.Level, Values: []string{"mid", "low"}})
	}
	return q
}

func (w *world) split() stats.Split {
	return stats.Split{By: pick(w, stats.BySide, stats.ByUnit, stats.ByRegion, stats.ByDay), Dim: pick(w, stats.FraudType, stats.Level, stats.Bank), Digits: pick(w, 0, 4, 6, 9, 12)}
}

// answers holds the cube against plain counting.
func answers(t *testing.T, w *world, c *cube.Cube, n naive) {
	t.Helper()
	for range 200 {
		q, s := w.query(), w.split()
		sum, err := c.Sum(q)
		check.NoError(t, err)
		check.Equal(t, sum, n.sum(q))
		groups, err := c.Groups(q, s)
		check.NoError(t, err)
		if !slices.Equal(groups, n.groups(q, s)) {
			t.Fatalf("groups of %+v by %+v\n got %v\nwant %v", q, s, groups, n.groups(q, s))
		}
		want := n.list(q)
		page := stats.Page{Limit: 1 + w.IntN(40)}
		for range 3 {
			got, err := c.List(q, page)
			check.NoError(t, err)
			if !slices.Equal(got, want[:min(page.Limit, len(want))]) {
				t.Fatalf("list of %+v %+v\n got %v\nwant %v", q, page, got, want[:min(page.Limit, len(want))])
			}
			want = want[len(got):]
			if len(got) == 0 {
				break
			}
			last := got[len(got)-1]
			page.After = stats.Place{Seq: last.Seq, ID: last.ID}
		}
	}
}

func newCube(t *testing.T) *cube.Cube {
	t.Helper()
	c, err := cube.New(cube.Options{})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, c.Close()) })
	return c
}

func TestAnswers(t *testing.T) {
	check.WithoutRace(t, "plain counting of every answer takes minutes")
	for seed := range uint64(6) {
		days := []int{1, 3, 40, 200, 40, 700}[seed]
		w := newWorld(seed, days)
		c, n := newCube(t), naive{}
		var all []stats.Fact
		for _, size := range []int{1, 3, 50, 1, 700, 3000, 20, 5000} {
			var batch []stats.Fact
			for range size {
				batch = append(batch, w.fact(4000))
			}
			all = append(all, batch...)
			for _, f := range batch {
				n.apply(f)
			}
			_, err := c.Apply(batch)
			check.NoError(t, err)
			if size > 600 {
				answers(t, w, c, n)
			}
		}
		again := newCube(t)
		w.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		check.NoError(t, again.Load(stream(all)))
		answers(t, w, again, n)
		check.Equal(t, again.Stats().Facts, c.Stats().Facts)
		check.Equal(t, again.Stats().Gone, c.Stats().Gone)
	}
}

func stream(facts []stats.Fact) iter.Seq2[stats.Fact, error] {
	return func(yield func(stats.Fact, error) bool) {
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// Facts with one Seq and different contents: whichever comes first, one of them counts.
func TestEqualSeq(t *testing.T) {
	w := newWorld(7, 5)
	var facts []stats.Fact
	for range 60 {
		f := w.fact(3)
		f.Measure, f.Seq = "case.filed", int64(w.IntN(2))
		facts = append(facts, f)
	}
	q := stats.Query{Measure: "case.filed", Span: stats.Span{From: firstDay, To: firstDay + 9}, Scope: []string{""}}
	var first []stats.Fact
	for i := range 20 {
		c := newCube(t)
		for _, f := range facts {
			_, err := c.Add(f)
			check.NoError(t, err)
		}
		got, err := c.List(q, stats.Page{Limit: 100})
		check.NoError(t, err)
		if i == 0 {
			first = got
		}
		check.Equal(t, got, first)
		w.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	}
	check.Equal(t, len(first) > 0, true)
}

func TestDays(t *testing.T) {
	c := newCube(t)
	f := stats.Fact{Measure: "a.b", ID: "1", Seq: 1, N: 1, At: firstDay.Start()}
	_, known := c.First("a.b")
	check.Equal(t, known, false)
	for i := range stats.Day(90) {
		f.ID, f.At = fmt.Sprint(int(i)), (firstDay + i).Start()
		_, err := c.Add(f)
		check.NoError(t, err)
	}
	f.ID, f.Seq, f.Gone = "89", 2, true
	changed, err := c.Add(f)
	check.NoError(t, err)
	check.Equal(t, changed, true)
	changed, err = c.Add(f)
	check.NoError(t, err)
	check.Equal(t, changed, false)
	d, known := c.First("a.b")
	check.Equal(t, known, true)
	check.Equal(t, d, firstDay)
	d, _ = c.Last("a.b")
	check.Equal(t, d, firstDay+88)
	check.Equal(t, c.Measures(), []string{"a.b"})
}

func TestRefused(t *testing.T) {
	good := stats.Fact{Measure: "a.b", ID: "1", Seq: 1, N: 1, Unit: "370600000000"}
	c := newCube(t)
	for name, change := range map[string]func(*stats.Fact){
		"measure":      func(f *stats.Fact) { f.Measure = "" },
		"capital":      func(f *stats.Fact) { f.Measure = "Case" },
		"long measure": func(f *stats.Fact) { f.Measure = strings.Repeat("a", 65) },
		"id":           func(f *stats.Fact) { f.ID = "" },
		"long id":      func(f *stats.Fact) { f.ID = strings.Repeat("a", 201) },
		"unit":         func(f *stats.Fact) { f.Unit = strings.Repeat("1", 33) },
		"region":       func(f *stats.Fact) { f.Region = strings.Repeat("1", 13) },
		"side":         func(f *stats.Fact) { f.Sides[3] = strings.Repeat("1", 65) },
		"object":       func(f *stats.Fact) { f.Object = strings.Repeat("1", 201) },
		"n":            func(f *stats.Fact) { f.N = 1 << 50 },
		"fen":          func(f *stats.Fact) { f.Fen = -1 << 63 },
		"seq":          func(f *stats.Fact) { f.Seq = -1 << 63 },
		"early":        func(f *stats.Fact) { f.At = -1 << 62 },
		"late":         func(f *stats.Fact) { f.At = 1 << 62 },
	} {
		bad := good
		change(&bad)
		_, err := c.Apply([]stats.Fact{good, bad})
		if !errors.Is(err, sound.ErrFact) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := c.Apply(make([]stats.Fact, cube.MaxBatch+1))
	check.Equal(t, errors.Is(err, cube.ErrBatch), true)
	check.Equal(t, len(c.Measures()), 0)
	q := stats.Query{Measure: "a.b", Scope: []string{""}, Span: stats.Span{To: 1}}
	_, err = c.List(q, stats.Page{})
	check.Equal(t, errors.Is(err, cube.ErrPage), true)
	_, err = c.Groups(q, stats.Split{By: 9})
	check.Equal(t, errors.Is(err, cube.ErrSplit), true)
	_, err = c.Groups(q, stats.Split{Dim: 200})
	check.Equal(t, errors.Is(err, cube.ErrSplit), true)
	broken := errors.New("the store is away")
	check.Equal(t, errors.Is(c.Load(func(yield func(stats.Fact, error) bool) { yield(stats.Fact{}, broken) }), broken), true)
}

// Sums that could overflow are refused before anything is taken in.
func TestLargeSums(t *testing.T) {
	c := newCube(t)
	refused := false
	for i := range 10_000 {
		_, err := c.Add(stats.Fact{Measure: "a.b", ID: fmt.Sprint(i), Seq: 1, Fen: 1_000_000_000_000_000})
		if err != nil {
			check.Equal(t, errors.Is(err, sound.ErrFact), true)
			refused = true
			break
		}
	}
	check.Equal(t, refused, true)
	s, err := c.Sum(stats.Query{Measure: "a.b", Scope: []string{""}, Span: stats.Span{To: 10}})
	check.NoError(t, err)
	check.Equal(t, s.Fen > 0, true)
}

func (n naive) cross(q stats.Query, s [2]stats.Split) []cube.Cell {
	m := map[[2]string]stats.Sum{}
	n.each(q, func(f stats.Fact) {
		one := naive{{"", ""}: f}
		all := stats.Query{Measure: f.Measure, Span: q.Span, Scope: []string{""}}
		f.N, f.Fen = 1, 1
		one[[2]string{"", ""}] = f
		k := [2]string{one.groups(all, s[0])[0].Value, one.groups(all, s[1])[0].Value}
		was := n[[2]string{f.Measure, f.ID}]
		m[k] = stats.Sum{N: m[k].N + was.N, Fen: m[k].Fen + was.Fen}
	})
	var out []cube.Cell
	for k, sum := range m {
		if sum != (stats.Sum{}) {
			out = append(out, cube.Cell{Values: k, Sum: sum})
		}
	}
	slices.SortFunc(out, func(a, b cube.Cell) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Values[0], b.Values[0]), strings.Compare(a.Values[1], b.Values[1]))
	})
	return out
}

func TestCross(t *testing.T) {
	w := newWorld(5, 40)
	c, n := newCube(t), naive{}
	var batch []stats.Fact
	for range 3000 {
		f := w.fact(2000)
		batch = append(batch, f)
		n.apply(f)
	}
	_, err := c.Apply(batch)
	check.NoError(t, err)
	some := 0
	for range 300 {
		q, s := w.query(), [2]stats.Split{w.split(), w.split()}
		if s[0].By == stats.ByDay && s[1].By == stats.ByDay {
			continue
		}
		got, err := c.Cross(q, s)
		check.NoError(t, err)
		if want := n.cross(q, s); !slices.Equal(got, want) {
			t.Fatalf("%+v by %+v\n got %v\nwant %v", q, s, got, want)
		}
		some += len(got)
	}
	check.Equal(t, some > 100, true)
	_, err = c.Cross(stats.Query{Measure: "case.filed", Span: stats.Span{To: 1 << 20}, Scope: []string{""}}, [2]stats.Split{{By: stats.ByDay}, {By: stats.ByDay}})
	check.Equal(t, errors.Is(err, cube.ErrSplit), true)
}

// A feed that sends ever new values makes roll-ups no larger than what they sum up.
func TestManyValues(t *testing.T) {
	c := newCube(t)
	const facts, days = 40_000, 100
	var batch []stats.Fact
	for i := range facts {
		f := stats.Fact{Measure: "a.b", ID: fmt.Sprint(i), Seq: 1, N: 1, At: (firstDay + stats.Day(i%days)).Start(), Unit: "370600000000"}
		f.Sides[stats.Outlet] = fmt.Sprint("outlet", i%2)
		if i > facts/4 {
			f.Sides[stats.Outlet] = fmt.Sprint("outlet", i)
		}
		batch = append(batch, f)
		if len(batch) == 1000 {
			_, err := c.Apply(batch)
			check.NoError(t, err)
			batch = batch[:0]
		}
	}
	s := c.Stats()
	if limit := int64(facts*4*2 + days*rolledRoom); s.Bytes.Rollups > limit {
		t.Errorf("roll-ups take %d bytes, more than %d", s.Bytes.Rollups, limit)
	}
	g, err := c.Groups(stats.Query{Measure: "a.b", Scope: []string{"37"}, Span: stats.Span{From: firstDay, To: firstDay + days}}, stats.Split{Dim: stats.Outlet})
	check.NoError(t, err)
	check.Equal(t, len(g), facts-facts/4-1+2)
	check.Equal(t, g[0].N, int64(facts/8+1))
}

// rolledRoom is what a day costs that may have roll-ups and has none.
const rolledRoom = 400

func TestClosed(t *testing.T) {
	c := newCube(t)
	for i := range 3 {
		_, err := c.Add(stats.Fact{Measure: "a.b", ID: fmt.Sprint(i), Seq: 1, N: 1})
		check.NoError(t, err)
	}
	check.NoError(t, c.Close())
	q := stats.Query{Measure: "a.b", Scope: []string{""}, Span: stats.Span{To: 1}}
	s, err := c.Sum(q)
	check.NoError(t, err)
	check.Equal(t, s, stats.Sum{})
	list, err := c.List(q, stats.Page{Limit: 5})
	check.NoError(t, err)
	check.Equal(t, len(list), 0)
}
