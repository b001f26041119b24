package outreach

import (
	"fanzha/centre/stats"
	"fanzha/term/when"
)

// Group names people by the sides that cases are counted by.
type Group struct {
	Sides  map[string]string `json:"sides,omitempty"` // code of stats.Dim: value; empty value: not known
	Region string            `json:"region,omitempty"`
}

// groupDims are the sides by which people are grouped.
var groupDims = []stats.Dim{stats.AgeBand, stats.Sex, stats.Occupation, stats.FraudType}

// RegionSide is the name of the area among the sides of a table.
const RegionSide = "region"

func groupDim(name string) (stats.Dim, bool) {
	for _, d := range groupDims {
		if d.String() == name {
			return d, true
		}
	}
	return 0, false
}

// CasesFiled is the measure of the case register that this room asks for.
const CasesFiled = "case.filed"

func (g Group) check(c *checks) {
	c.place(g.Region, "region", true)
	c.that(len(g.Sides) <= len(groupDims), "sides")
	for name, value := range g.Sides {
		_, ok := groupDim(name)
		c.that(ok && len(value) <= 64 && mend(value) == value, "sides")
	}
}

// query asks for the cases of a group, as far as units may be seen.
func (g Group) query(scope []string, span stats.Span) stats.Query {
	q := stats.Query{Measure: CasesFiled, Span: span, Scope: scope, Region: g.Region}
	for _, d := range groupDims {
		value, ok := g.Sides[d.String()]
		if ok {
			q.Only = append(q.Only, stats.Only{Dim: d, Values: []string{value}})
		}
	}
	return q
}

// Task (精准宣传任务) asks a unit to reach a group. Unit of its head is the unit that is asked; From gave it.
type Task struct {
	Head
	From       string // unit
	Group      Group
	Span       stats.Span // of the cases it rests on
	Cases      int64      // of them; Hidden when fewer than k
	Text       string     // what to do
	DueAt      when.Micros
	AcceptedAt when.Micros
	AcceptedBy string
	DoneAt     when.Micros
	DoneBy     string
	Reached    int64 // people, as the unit reports
	Result     string
}

// Kind implements Record.
func (*Task) Kind() string { return "task" }

func (t *Task) check(r *Rules, by By) error {
	c := checks{rules: r}
	t.Group.check(&c)
	c.open(&t.Text, "text", 1, textMax)
	c.that(t.Span.From > 0 && t.Span.Days() > 0 && t.Span.Days() <= spanMost, "to")
	c.that(t.DueAt > by.At && t.DueAt <= by.At+366*when.Day, "due_at")
	return c.err
}

// spanMost bounds the days of a question.
const spanMost = 1100

func (t *Task) accept(by By) error {
	err := advance(&t.Head, taskMoves, actAccept, by)
	t.AcceptedAt, t.AcceptedBy = by.At, by.User
	return err
}

func (t *Task) finish(r *Rules, by By) error {
	c := checks{rules: r}
	c.open(&t.Result, "result", 1, textMax)
	c.whole(t.Reached, 0, 10_000_000_000, "reached")
	if c.err != nil {
		return c.err
	}
	t.DoneAt, t.DoneBy = by.At, by.User
	return advance(&t.Head, taskMoves, actFinish, by)
}

func (t *Task) withdraw(by By) error {
	c := checks{}
	c.reason(by.Note)
	if c.err != nil {
		return c.err
	}
	return advance(&t.Head, taskMoves, actWithdraw, by)
}

// Effect is what happened among a group before a task was given and after it was done. It is a comparison, not a proof: Elsewhere is
// the same group in the rest of the caller's area, for what would have happened anyway.
type Effect struct {
	Before, After                   stats.Span
	BeforeN, AfterN                 int64 // Hidden when fewer than k
	ElsewhereBefore, ElsewhereAfter int64
	Complete                        bool // the span after is over; until then nothing is judged
	Small                           bool // too few cases before to judge by
	K, Base                         int64
}

// effect puts the four counts into words that promise no more than they hold.
func effect(t *Task, today stats.Day, r *Rules) Effect {
	given, done := dayOf(t.MadeAt), dayOf(t.DoneAt)
	days := stats.Day(r.EffectDays)
	e := Effect{
		Before: stats.Span{From: given - days, To: given - 1}, After: stats.Span{From: done, To: done + days - 1}, K: r.GroupK, Base: r.EffectBase,
	}
	e.Complete = today > e.After.To
	return e
}

func (e *Effect) fill(before, after, wholeBefore, wholeAfter int64) {
	e.Small = before < e.Base
	hide := func(n int64) int64 {
		if n > 0 && n < e.K {
			return Hidden
		}
		return n
	}
	e.BeforeN, e.AfterN = hide(before), hide(after)
	e.ElsewhereBefore, e.ElsewhereAfter = hide(wholeBefore-before), hide(wholeAfter-after)
	// The whole is known from the tables: of its two parts one hidden alone would be the difference.
	for _, pair := range [][2]*int64{{&e.BeforeN, &e.ElsewhereBefore}, {&e.AfterN, &e.ElsewhereAfter}} {
		if *pair[0] == Hidden || *pair[1] == Hidden {
			*pair[0], *pair[1] = Hidden, Hidden
		}
	}
}
