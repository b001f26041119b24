package indicator

import (
	"strings"

	"fanzha/centre/stats"
)

// Run computes an entry's own example: what stands in the file must come out.
func (e *Entry) Run() (string, error) {
	b := &Book{entries: []*Entry{e}, byCode: map[string]*Entry{e.Code: e}}
	days := stats.Day(max(e.Example.Days, 1))
	ev := Evaluator{Book: b, Counter: exampleCounter(e.Example.In), People: exampleHeads(e.Example.Population), Home: "990100"}
	f, err := ev.Read(Ask{Code: e.Code, Scope: []string{""}, Period: Period{Kind: e.Periods[0], Span: stats.Span{From: 20000, To: 20000 + days - 1}}})
	if err != nil {
		return "", err
	}
	return f.Text(), nil
}

// exampleHeads is the population of an example.
type exampleHeads int64

// At implements Population.
func (n exampleHeads) At(string, stats.Day) (int64, stats.Day, bool) { return int64(n), 0, n > 0 }

// exampleCounter answers with the numbers of an example: of a term with its sides where the example names it so, else of the measure.
type exampleCounter map[string]int64

func (c exampleCounter) value(q stats.Query, fen bool) int64 {
	key := q.Measure
	if fen {
		key += ":fen"
	}
	var sides strings.Builder
	for _, o := range q.Only {
		sides.WriteString(" " + o.Dim.String() + "=" + strings.Join(o.Values, "|"))
	}
	n, ok := c[key+sides.String()]
	if !ok {
		n = c[key]
	}
	return n
}

// Sum implements stats.Counter.
func (c exampleCounter) Sum(q stats.Query) (stats.Sum, error) {
	return stats.Sum{N: c.value(q, false), Fen: c.value(q, true)}, nil
}

// Groups implements stats.Counter: an example has no parts.
func (c exampleCounter) Groups(stats.Query, stats.Split) ([]stats.Group, error) { return nil, nil }

// List implements stats.Counter: the one value of which an example of a quantile is.
func (c exampleCounter) List(q stats.Query, _ stats.Page) ([]stats.Fact, error) {
	return []stats.Fact{{Measure: q.Measure, ID: "1", N: c.value(q, false)}}, nil
}
