package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/sim/staff"
	"fanzha/term/when"
)

func splitLines(b []byte) (out [][]byte) {
	for line := range bytes.Lines(b) {
		out = append(out, line)
	}
	return out
}

// fakeCentre accepts what is valid, knows records again, and finds what it is told to find.
type fakeCentre struct {
	city    *City
	perfect bool // warns of every fraud when it begins, and of nothing else
	seen    map[string]bool
	found   []Finding
	warned  map[int]bool
	drained int
	fail    int // posts that fail first
}

func (f *fakeCentre) Post(_ context.Context, b Batch) (Receipt, error) {
	if f.fail > 0 {
		f.fail--
		return Receipt{}, errors.New("not now")
	}
	var r Receipt
	for _, line := range splitLines(b.Lines) {
		r.Read++
		rec, err := valid(line)
		switch {
		case err != nil:
			r.Rejected++
		case f.seen[rec.ID]:
			r.Duplicate++
		default:
			f.seen[rec.ID] = true
			r.Accepted++
		}
	}
	return r, nil
}

func (f *fakeCentre) Drain(context.Context) error {
	f.drained++
	if !f.perfect {
		return nil
	}
	for _, t := range f.city.Truth() {
		if f.warned[t.ID] {
			continue
		}
		f.warned[t.ID] = true
		f.found = append(f.found,
			Finding{ID: "h", Scenario: "oracle", Fraud: t.Type, Phone: "+86" + t.Phone, At: t.Start},
			Finding{Warning: true, ID: "w", Fraud: t.Type, Phone: "+86" + t.Phone, At: f.city.Now()})
	}
	return nil
}

func (f *fakeCentre) Findings(context.Context) ([]Finding, error) { return f.found, nil }

func (f *fakeCentre) Figures(context.Context) (Figures, error) {
	return Figures{Hits: len(f.found) / 2, Warnings: len(f.found) / 2, Orders: len(f.found) / 2, SignedInTime: 1, SignDue: 2}, nil
}

func newFake(c *City) *fakeCentre {
	return &fakeCentre{city: c, seen: map[string]bool{}, warned: map[int]bool{}}
}

// visitor goes and sees every warned person every half hour.
type visitor struct {
	f *fakeCentre
}

func (v visitor) Act(_ context.Context, now when.Micros) error {
	if now%(30*when.Minute) != 0 {
		return nil
	}
	for _, w := range v.f.found {
		if w.Warning {
			v.f.city.Reach(w.Phone, now, staff.Visit, "990101010000")
		}
	}
	return nil
}

// TestCentreThatDoesNothing protects the yardstick: without warnings all planned money goes, and nobody is reached.
func TestCentreThatDoesNothing(t *testing.T) {
	run := func() Result {
		c := eventful(31)
		f := newFake(c)
		told := 0
		res, err := Headless(t.Context(), c, Run{Days: 1, Centre: f, Progress: func(Progress) { told++ }})
		check.NoError(t, err)
		check.True(t, told == 24, "progress is told once an hour")
		check.True(t, f.drained == 24*60, "not drained after every tick")
		return res
	}
	res := run()
	check.True(t, res.MoneyLostWithout > 0 && res.MoneyLostWith == res.MoneyLostWithout, "money was saved by nobody")
	check.Equal(t, res.PersonsReached, 0)
	check.True(t, res.PersonsTargeted > 50, "few persons targeted")
	check.Equal(t, res.Recall.Overall.Num, 0)
	check.Equal(t, res.Rejected, res.Malformed)
	check.True(t, res.Duplicate > 0, "no duplicates")
	check.Equal(t, run(), res)
}

// TestCentreThatKnowsAll protects the score from the other side: full precision and recall, and money saved when people go.
func TestCentreThatKnowsAll(t *testing.T) {
	c := eventful(31)
	f := newFake(c)
	f.perfect = true
	var clock []when.Micros
	res, err := Headless(t.Context(), c, Run{Days: 1, Tick: 30 * time.Minute, Centre: f, Staff: visitor{f}, Clock: func(at when.Micros) { clock = append(clock, at) }})
	check.NoError(t, err)
	check.Equal(t, res.Precision.Overall.Value, 1.0)
	check.Equal(t, res.Recall.Overall.Value, 1.0)
	check.Equal(t, res.Recall.ByScenario["oracle"].Value, 1.0)
	check.Equal(t, res.Precision.ByScenario["oracle"].Value, 1.0)
	check.True(t, len(res.Recall.ByFraud) >= 7, "types are missing")
	check.True(t, res.MoneyLostWith < res.MoneyLostWithout*3/4, "nothing saved")
	check.True(t, res.PersonsReached > 0, "nobody reached")
	check.Equal(t, res.SignedInTime, 0.5)
	check.Equal(t, len(clock), 48)
	check.True(t, slices.IsSorted(clock), "the clock went back")
}

// TestWrongWarnings protects precision: a warning about somebody whom nothing threatens is wrong, one about nobody is left out.
func TestWrongWarnings(t *testing.T) {
	c := eventful(31)
	live(c, 12)
	f := c.Truth()[0]
	innocent := ""
	for i := range c.People() {
		if c.plot.last[i] == nil {
			innocent = c.Person(i).Phone
			break
		}
	}
	s := c.Score([]Finding{
		{Warning: true, Fraud: "romance", PersonID: f.PersonID, At: f.Start + when.Hour},
		{Warning: true, Fraud: "romance", Phone: innocent, At: c.Now()},
		{Scenario: "lead"},
		{Warning: true, Fraud: "romance", PersonID: f.PersonID, At: f.Start - when.Day},
	})
	check.Equal(t, s.Precision.Overall, Share{Of: 3, Num: 1, Value: 1.0 / 3})
	check.Equal(t, s.FindingsNobody, 1)
	check.Equal(t, s.Recall.Overall.Num, 1)
	c.Reach(innocent, c.Now(), staff.Visit, "x")
	c.Reach(innocent, c.Now(), staff.Visit, "x")
	c.Reach(innocent, c.Now(), staff.Visit, "x")
	check.Equal(t, c.Score(nil).WronglyWarned, 1)
}

// TestResultKeys protects the published JSON object: exactly these keys.
func TestResultKeys(t *testing.T) {
	raw, err := json.Marshal(Result{})
	check.NoError(t, err)
	var m map[string]any
	check.NoError(t, json.Unmarshal(raw, &m))
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	want := []string{"signals", "hits", "warnings", "merged", "orders", "signed_in_time_share", "persons_targeted", "persons_reached_before_transfer",
		"money_lost_without_fen", "money_lost_with_fen", "precision", "recall", "latency_ms", "seed", "days"}
	slices.Sort(want)
	check.Equal(t, keys, want)
}

// TestHeadlessStops protects a run from a centre that fails: the error says when in the simulated time.
func TestHeadlessStops(t *testing.T) {
	c := eventful(1)
	f := newFake(c)
	f.fail = 1
	_, err := Headless(t.Context(), c, Run{Days: 1, Centre: f})
	check.True(t, err != nil, "an error of the centre was swallowed")
}

// TestLiveStream protects the demonstration: a steady stream within seconds, the first story pays within half a minute, and a
// batch that the centre refused is sent again.
func TestLiveStream(t *testing.T) {
	start := DefaultStart + 3*when.Hour // at night, too
	c := New(LiveOptions(7, start))
	f := newFake(c)
	f.fail = 5
	now := start
	ctx, stop := context.WithCancel(t.Context())
	failed := 0
	var last LiveStatus
	err := Live(ctx, c, LiveRun{Centre: f, Every: time.Millisecond, Now: func() when.Micros { now += when.Second; return now }, Report: func(s LiveStatus) {
		last = s
		if s.Err != nil {
			failed++
		}
		if s.Now >= start+2*when.Minute {
			stop()
		}
	}})
	check.NoError(t, err)
	check.True(t, failed == 5, "failures are not reported")
	rate := float64(last.Receipt.Read) / 120
	check.True(t, rate > 15 && rate < 60, "not a steady stream")
	first := c.Truth()[0]
	check.True(t, first.Falls && first.Payments[0].At < start+40*when.Second && first.Payments[0].Made, "the first story is too slow")
	check.True(t, last.Frauds >= 3, "few stories")
	check.Equal(t, c.Person(first.Person).Area, Stations()[0].Area)
}

// TestLiveSleeps protects a laptop that slept: the lost time is not lived afterwards.
func TestLiveSleeps(t *testing.T) {
	c := New(LiveOptions(7, DefaultStart))
	f := newFake(c)
	l := live0(c, f, DefaultStart+5*when.Second)
	l.tick(t.Context())
	l.run.Now = func() when.Micros { return DefaultStart + 30*when.Hour }
	before := l.total.Read
	s := l.tick(t.Context())
	check.NoError(t, s.Err)
	check.True(t, s.Receipt.Read-before < 1000, "the night was lived in one go")
	check.Equal(t, c.Now(), DefaultStart+30*when.Hour)
}

func live0(c *City, f *fakeCentre, at when.Micros) *liveCity {
	return &liveCity{city: c, run: LiveRun{Centre: f, Now: func() when.Micros { return at }}}
}
