package reckon_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/centre/stats/bulletin/reckon"
	"fanzha/centre/stats/bulletin/roomtest"
	"fanzha/centre/stats/cube"
	"fanzha/centre/stats/indicator"
	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/when"
)

const (
	city = "990100000000"
)

// wednesday is 2026-11-18, 10:00:37 in China: in the middle of a minute and of a week.
var wednesday = stats.Date(2026, 11, 18).Start() + 10*when.Hour + 37*when.Second

// counted keeps facts twice: in the cube, and as they came, for a recount.
type counted struct {
	*testing.T
	cube  *cube.Cube
	facts map[string]stats.Fact
	born  map[string]int64
	seq   int64
	reads func()
}

// fact counts a case that was filed at a moment.
func (c *counted) fact(id string, at when.Micros) {
	c.seq++
	f := stats.Fact{Measure: "case.filed", ID: id, Seq: c.seq, At: at, Unit: "990101000000", Region: "990101", N: 1, Fen: 100}
	_, err := c.cube.Add(f)
	check.NoError(c, err)
	if c.born[id] == 0 {
		c.born[id] = c.seq
	}
	c.facts[id] = f
}

// Facts implements reckon.Raw by looking at every fact.
func (c *counted) Facts(_ context.Context, q stats.Stored, each func(stats.Fact) error) error {
	for id, f := range c.facts {
		day := stats.DayOf(f.At)
		if day < q.Span.From || day > q.Span.To || q.UpTo != 0 && c.born[id] > q.UpTo {
			continue
		}
		for _, m := range q.Measures {
			if m != f.Measure {
				continue
			}
			err := each(f)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

type called struct{ roomtest.Units }

func (called) RegionName(_ context.Context, code string) string         { return code }
func (called) SideName(_ context.Context, _ stats.Dim, v string) string { return v }

// read says when figures are read, so that facts can come in between.
type read struct {
	*reckon.Reckoner
	c *counted
}

func (r read) Read(ctx context.Context, ask bulletin.Ask, compare []string) (bulletin.Reading, error) {
	if r.c.reads != nil {
		r.c.reads()
	}
	return r.Reckoner.Read(ctx, ask, compare)
}

type press struct{ bulletin.Press }

func (press) Last(context.Context, string, string, stats.Day) (bulletin.Issue, error) {
	return bulletin.Issue{}, bulletin.ErrNotFound
}

func (press) ErrataSince(context.Context, string, string, when.Micros) ([]bulletin.Erratum, error) {
	return nil, nil
}

func newRoom(t *testing.T) (*counted, *bulletin.Service, *reckon.Reckoner) {
	t.Helper()
	has, err := cube.New(cube.Options{})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, has.Close()) })
	c := &counted{T: t, cube: has, facts: map[string]stats.Fact{}, born: map[string]int64{}}
	book, err := indicator.Load(rulebook.FS)
	check.NoError(t, err)
	templates, err := pattern.Load()
	check.NoError(t, err)
	reckoner := &reckon.Reckoner{Eval: func() indicator.Evaluator { return indicator.Evaluator{Book: book, Counter: has, Home: "990100"} }, Raw: c, Names: called{}}
	return c, bulletin.New(bulletin.Options{
		Book: read{reckoner, c}, Press: press{}, Words: reckon.Grammar{}, Shield: roomtest.Shield{}, Lines: roomtest.Lines{}, Units: roomtest.Units{}, Clock: clock.NewManual(wednesday),
		Templates: templates, NewID: func() string { return "B1" }, UpTo: func() int64 { return c.seq },
	}), reckoner
}

// Protects: the draft of a week that is not over says until which minute it counts, counts exactly what happened up to then, beside it a year
// and a week ago up to the same moment, and the recount has the same end: what happened later makes no difference, known or not, and what
// became known meanwhile of the time before makes it drawn anew.
func TestDraftOfRunningWeek(t *testing.T) {
	c, s, book := newRoom(t)
	monday := stats.Date(2026, 11, 16).Start()
	cut := wednesday - 37*when.Second
	at := []when.Micros{monday - 1, monday, cut - 1, cut, cut + 1, wednesday, wednesday + when.Second, cut + 8*when.Hour, cut + 20*when.Hour}
	for k, m := range at {
		c.fact(fmt.Sprint("now", k), m)
		c.fact(fmt.Sprint("week", k), m-7*when.Day)
		c.fact(fmt.Sprint("year", k), m-364*when.Day)
	}
	i := preview(t, s)
	check.True(t, strings.Contains(i.Title, "2026年11月16日至18日（截至18日10时00分）"), i.Title)
	day, _, err := s.Preview(t.Context(), access.System(), bulletin.DraftCmd{Kind: "daily", Day: stats.DayOf(wednesday), Unit: city})
	check.NoError(t, err)
	check.True(t, strings.HasSuffix(day.Title, "（2026年11月18日，截至10时00分）"), day.Title)
	check.Equal(t, i.CutOff, cut)
	filed := figure(t, i)
	check.Equal(t, []int64{filed.Value.Num, int64(filed.Ask.Until)}, []int64{3, int64(cut)})
	check.True(t, len(filed.Compare) > 0, "nothing to compare with")
	for _, x := range filed.Compare {
		check.Equal(t, []int64{x.Value.Num, int64(x.Until)}, []int64{3, int64(cut - when.Micros(filed.Ask.Span.From-x.Span.From)*when.Day)})
	}
	check.Equal(t, len(i.Moved), 0)

	n := 0
	c.reads = func() { // something happens while it is drawn: it is after the cut-off
		n++
		c.fact(fmt.Sprint("later", n), wednesday+when.Micros(n))
	}
	i = preview(t, s)
	check.True(t, n > 5, "nothing came between")
	check.Equal(t, []int64{figure(t, i).Value.Num, int64(len(i.Moved))}, []int64{3, 0})

	tried := 0
	c.reads = func() { // a report of this morning comes late, between two figures of the first try
		tried++
		if tried == 3 {
			c.fact("late", cut-when.Hour)
		}
	}
	i = preview(t, s)
	check.Equal(t, []int64{figure(t, i).Value.Num, int64(len(i.Moved))}, []int64{4, 0})

	c.reads = nil
	asks := []bulletin.Ask{figure(t, i).Ask}
	upTo := i.UpTo
	c.fact("new of the morning", cut-when.Hour) // known after the draft
	recounted(t, book, asks, upTo, 4)
	c.fact("now2", cut+when.Minute) // a correction moves a case behind the cut-off
	recounted(t, book, asks, upTo, 3)
}

func recounted(t *testing.T, book *reckon.Reckoner, asks []bulletin.Ask, upTo, want int64) {
	t.Helper()
	got, err := book.Recount(t.Context(), asks, upTo)
	check.NoError(t, err)
	check.Equal(t, got[0].Value.Num, want)
}

func preview(t *testing.T, s *bulletin.Service) bulletin.Issue {
	t.Helper()
	i, _, err := s.Preview(t.Context(), access.System(), bulletin.DraftCmd{Kind: "weekly", Day: stats.DayOf(wednesday), Unit: city})
	check.NoError(t, err)
	return i
}

// figure is the first figure of cases filed in the whole city.
func figure(t *testing.T, i bulletin.Issue) bulletin.Figure {
	t.Helper()
	for _, id := range []string{"overall.0.0", "overall.0.1", "overall.1.0"} {
		f, ok := i.Figures[id]
		if ok && f.Ask.Code == "case.filed" {
			return f
		}
	}
	t.Fatalf("no figure of cases filed in %v", i.Figures)
	return bulletin.Figure{}
}
