package reckon

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sort"

	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/indicator"
	"fanzha/term/region"
)

// recounter counts figures anew, from the facts themselves: nothing of the evaluator's counting is used, only the dictionary, which
// says what is to be counted, and the table of population.
type recounter struct {
	book    *indicator.Book
	people  indicator.Population
	home    string
	asks    []bulletin.Ask
	entries []*indicator.Entry
	num     []int64
	den     []int64
	single  [][]int64         // of quantiles
	wanted  map[string][]want // by measure
}

// want is a term of a formula that facts of its measure may count for.
type want struct {
	ask  int
	span stats.Span
	term indicator.Term
	den  bool
	sign int64
}

// part is what is read from the stored facts at once.
type part struct {
	measures []string
	span     stats.Span
}

func (c *recounter) prepare(asks []bulletin.Ask) error {
	c.asks = asks
	c.num, c.den = make([]int64, len(asks)), make([]int64, len(asks))
	c.single, c.wanted = make([][]int64, len(asks)), map[string][]want{}
	for k, a := range asks {
		e, ok := c.book.Find(a.Code)
		if !ok {
			return bulletin.ErrTemplate.With(fmt.Errorf("the dictionary has no indicator %q", a.Code))
		}
		c.entries = append(c.entries, e)
		span := a.Span
		if e.Stock {
			span.From = 0
		}
		put := func(list []indicator.Term, den bool, sign int64) {
			for _, t := range list {
				s := sign
				if t.Minus {
					s = -s
				}
				c.wanted[t.Measure] = append(c.wanted[t.Measure], want{k, span, t, den, s})
			}
		}
		put(e.Num, false, 1)
		put(e.Den, true, 1)
		for _, x := range e.Less {
			put(x.Terms, true, -1)
		}
	}
	return nil
}

// parts are the measures with the days to be read: those of the same days together.
func (c *recounter) parts() []part {
	by := map[stats.Span][]string{}
	for _, m := range slices.Sorted(maps.Keys(c.wanted)) {
		span := c.wanted[m][0].span
		for _, w := range c.wanted[m] {
			span.From, span.To = min(span.From, w.span.From), max(span.To, w.span.To)
		}
		by[span] = append(by[span], m)
	}
	var out []part
	for span, list := range by {
		out = append(out, part{list, span})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].measures[0] < out[j].measures[0] })
	return out
}

// add counts one fact for whatever it counts for.
func (c *recounter) add(f *stats.Fact) {
	if f.Gone {
		return
	}
	day := stats.DayOf(f.At)
	for _, w := range c.wanted[f.Measure] {
		late := c.asks[w.ask].Until
		if day < w.span.From || day > w.span.To || late != 0 && f.At > late || !belongs(f, &c.asks[w.ask]) || !sided(f, w.term.Only) {
			continue
		}
		n := f.N
		if w.term.Fen {
			n = f.Fen
		}
		switch {
		case c.entries[w.ask].Quantile > 0:
			c.single[w.ask] = append(c.single[w.ask], n)
		case w.den:
			c.den[w.ask] += w.sign * n
		default:
			c.num[w.ask] += w.sign * n
		}
	}
}

// belongs says whether a fact lies in the jurisdiction, unit, area and sides of a question.
func belongs(f *stats.Fact, a *bulletin.Ask) bool {
	under := func(top string) bool { return top == "" || top == f.Unit || region.Under(top, f.Unit) }
	return under(a.Top) && under(a.Unit) && (a.Region == "" || region.Contains(a.Region, f.Region)) && sided(f, a.Only)
}

func sided(f *stats.Fact, only []stats.Only) bool {
	for _, o := range only {
		if !slices.Contains(o.Values, f.Sides[o.Dim]) {
			return false
		}
	}
	return true
}

func (c *recounter) answers() []bulletin.Reading {
	out := make([]bulletin.Reading, len(c.asks))
	for k, e := range c.entries {
		v := bulletin.Value{Num: c.num[k], Den: c.den[k]}
		switch {
		case e.Quantile > 0:
			v = middle(c.single[k], e.Quantile)
		case e.DenIs == "population":
			v.Den = c.heads(&c.asks[k])
		case e.DenIs == "days":
			v.Den = int64(c.asks[k].Span.Days())
		}
		if e.Rate() && v.Den <= 0 {
			v.Den, v.Bad = 0, true
		}
		out[k] = bulletin.Reading{Value: v, Text: indicator.Figure{Entry: e, Num: v.Num, Den: v.Den, NoBase: v.Bad}.ZH()}
	}
	return out
}

// middle is the value that so many in a hundred do not exceed.
func middle(list []int64, percent int) bulletin.Value {
	if len(list) == 0 {
		return bulletin.Value{Bad: true}
	}
	sorted := slices.Sorted(slices.Values(list))
	for k, v := range sorted {
		if (k+1)*100 >= len(sorted)*percent {
			return bulletin.Value{Num: v, Den: int64(len(sorted))}
		}
	}
	return bulletin.Value{Bad: true}
}

// heads is the population of the area asked for, or of the centre's.
func (c *recounter) heads(a *bulletin.Ask) int64 {
	if c.people == nil {
		return 0
	}
	unit := a.Unit
	if unit == "" {
		unit = a.Top
	}
	area := c.home
	if len(unit) == 12 && unit[6:] == "000000" {
		area = unit[:6]
	}
	if a.Region != "" {
		area = a.Region
	}
	n, _, _ := c.people.At(area, a.Span.To)
	return n
}

// revision is a mark of a definition: the same words, formula and rounding have the same one.
func revision(e *indicator.Entry) string {
	sum := sha256.Sum256([]byte(fmt.Sprint(e.Code, e.ZH, e.Unit, e.FormulaZH(), e.Scale, e.Stock, e.Quantile, e.Round, e.Decimals, e.Small)))
	return hex.EncodeToString(sum[:4])
}

// Percent prints a share with two decimals, rounded half up: 38.71%.
func Percent(num, den int64) string {
	if den <= 0 {
		return "—"
	}
	n := (num*20000 + den) / (2 * den)
	out := fmt.Sprintf("%d.%02d", n/100, n%100)
	for out[len(out)-1] == '0' {
		out = out[:len(out)-1]
	}
	if out[len(out)-1] == '.' {
		out = out[:len(out)-1]
	}
	return out + "%"
}
