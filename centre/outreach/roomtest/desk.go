// Package roomtest helps to test what stands on publicity: builders, a fake channel, a fake count of cases, and the suite that every
// store of this room must pass.
package roomtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// The units of the fictional city that the tests use.
const (
	City     = "990100000000"
	East     = "990101000000" // county
	West     = "990102000000"
	Station1 = "990101010000" // in East
)

// Start is where the tests' clock begins: 2026-11-18 in the afternoon, China time.
const Start = when.Micros(1_795_000_000_000_000)

// Today is its day.
var Today = stats.DayOf(Start)

// Channel is a fake of the way to members.
type Channel struct {
	mu        sync.Mutex // guards all
	Away      bool
	Pushed    []outreach.Parcel
	Withdrawn []outreach.Parcel
}

var errAway = errors.New("the channel is away")

// Push implements outreach.Channel.
func (c *Channel) Push(_ context.Context, p outreach.Parcel) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Away {
		return "", errAway
	}
	c.Pushed = append(c.Pushed, p)
	return "ref-" + p.ID, nil
}

// Withdraw implements outreach.Channel.
func (c *Channel) Withdraw(_ context.Context, p outreach.Parcel) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Away {
		return errAway
	}
	c.Withdrawn = append(c.Withdrawn, p)
	return nil
}

// Cases is a naive stats.Counter over a list of facts.
type Cases struct{ Facts []stats.Fact }

func (c *Cases) match(q stats.Query) []stats.Fact {
	var out []stats.Fact
	for _, f := range c.Facts {
		seen := slices.ContainsFunc(q.Scope, func(p string) bool { return strings.HasPrefix(f.Unit, p) })
		day := stats.DayOf(f.At)
		if f.Gone || f.Measure != q.Measure || !seen || day < q.Span.From || day > q.Span.To || !strings.HasPrefix(f.Region, strings.TrimRight(q.Region, "0")) {
			continue
		}
		if !slices.ContainsFunc(q.Only, func(o stats.Only) bool { return !slices.Contains(o.Values, f.Sides[o.Dim]) }) {
			out = append(out, f)
		}
	}
	return out
}

// Sum implements stats.Counter.
func (c *Cases) Sum(q stats.Query) (stats.Sum, error) {
	var s stats.Sum
	for _, f := range c.match(q) {
		s.N += f.N
		s.Fen += f.Fen
	}
	return s, nil
}

// Groups implements stats.Counter.
func (c *Cases) Groups(q stats.Query, by stats.Split) ([]stats.Group, error) {
	sums := map[string]stats.Sum{}
	for _, f := range c.match(q) {
		key := f.Sides[by.Dim]
		if by.By == stats.ByRegion {
			key = f.Region[:min(by.Digits, len(f.Region))]
		}
		s := sums[key]
		sums[key] = stats.Sum{N: s.N + f.N, Fen: s.Fen + f.Fen}
	}
	var out []stats.Group
	for key, s := range sums {
		out = append(out, stats.Group{Value: key, Sum: s})
	}
	slices.SortFunc(out, func(a, b stats.Group) int { return strings.Compare(a.Value, b.Value) })
	return out, nil
}

// List implements stats.Counter.
func (c *Cases) List(q stats.Query, _ stats.Page) ([]stats.Fact, error) { return c.match(q), nil }

// Add files n cases of a group on a day.
func (c *Cases) Add(n int, day stats.Day, f stats.Fact) {
	for range n {
		one := f
		one.Measure, one.At, one.N, one.Fen = outreach.CasesFiled, day.Start()+when.Hour, 1, 100_00
		one.ID = fmt.Sprint("c", len(c.Facts))
		c.Facts = append(c.Facts, one)
	}
}

// Desk is a service over some books, with a clock that the test pushes.
type Desk struct {
	*outreach.Service
	Clock   *clock.Manual
	Channel *Channel
	Cases   *Cases
	mu      sync.Mutex // guards serial
	serial  int
}

// NewDesk returns a service over the books with the shipped rules.
func NewDesk(t testing.TB, books outreach.Books) *Desk {
	t.Helper()
	rules, err := outreach.Load()
	check.NoError(t, err)
	d := &Desk{Clock: clock.NewManual(Start), Channel: &Channel{}, Cases: &Cases{}}
	d.Service = outreach.New(outreach.Options{Books: books, Counter: d.Cases, Channel: d.Channel, Clock: d.Clock, Rules: rules, NewID: d.newID})
	return d
}

func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serial++
	return fmt.Sprintf("u%05d", d.serial)
}

// After moves the clock and lets it do what it has reached, to the end.
func (d *Desk) After(t testing.TB, span when.Micros) int {
	t.Helper()
	d.Clock.Set(d.Clock.Now() + span)
	done := 0
	for range 100 {
		n, err := d.Tick(context.Background())
		check.NoError(t, err)
		done += n
		if n == 0 {
			return done
		}
	}
	return done
}

// Writer is a publicity officer of a unit.
func Writer(unit string) access.Scope {
	return access.Scope{User: "writer-" + unit, Name: "宣传员", Unit: unit, Roles: []access.Role{access.Publicist}}
}

// Second is another publicity officer of a unit.
func Second(unit string) access.Scope {
	return access.Scope{User: "second-" + unit, Name: "联席办", Unit: unit, Roles: []access.Role{access.JointClerk}}
}

// Leader is a leader of a unit.
func Leader(unit string) access.Scope {
	return access.Scope{User: "lead-" + unit, Name: "王队", Unit: unit, Roles: []access.Role{access.Leader}}
}

// Event is an event in a community of East.
func Event() outreach.Event {
	return outreach.Event{
		Head: outreach.Head{At: Start - 2*when.Hour}, Sort: "routine", Form: "lecture", Venue: "community", Title: "社区反诈讲座", Region: "990101001001", Place: "社区会议室", Audience: 120,
	}
}

// Note is a message to a circle.
func Note(circle string) outreach.Message {
	return outreach.Message{
		Circle: circle, Title: "虚假退税通知", What: "近期有人收到“个人所得税退税”短信", Why: "税务部门从不以短信索要银行卡信息", Do: "请转告本单位职工不要点击、不要填写",
		ValidUntil: Start + 72*when.Hour,
	}
}

// NewCircle makes a circle of three member units, 12 people.
func (d *Desk) NewCircle(t testing.TB) outreach.Circle {
	t.Helper()
	c, err := d.AddCircle(context.Background(), Writer(City), outreach.Circle{Title: "市级反诈联席工作群", Members: []outreach.Member{
		{Code: "tax", Name: "市税务局", People: 3}, {Code: "edu", Name: "市教育局", People: 5}, {Code: "yh_bank", Name: "云河银行", People: 4},
	}})
	check.NoError(t, err)
	return c
}
