package outreach

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/hiding"
	"fanzha/term/when"
)

// TableAsk asks for a table of groups.
type TableAsk struct {
	Rows   []string // 1 to 3 of age_band, sex, occupation, fraud_type, region; what is joined in a row
	Column string   // one more, or none
	Digits int      // of a region: 6 or 9
	Group  Group    // only these
	Span   stats.Span
}

// asksMost bounds the questions that one table puts to the counter.
const asksMost = 2000

// Table counts the victims of filed cases by groups, small numbers hidden. Right outreach.read.
func (s *Service) Table(_ context.Context, scope access.Scope, a TableAsk) (Table, error) {
	err := scope.Require(access.OutreachRead)
	if err != nil {
		return Table{}, err
	}
	c := checks{}
	a.Group.check(&c)
	c.that(a.Span.From > 0 && a.Span.Days() > 0 && a.Span.Days() <= spanMost, "to")
	c.that(len(a.Rows) >= 1 && len(a.Rows) <= 3, "rows")
	names := slices.Clone(a.Rows)
	if a.Column != "" {
		names = append(names, a.Column)
	}
	for i, name := range names {
		_, ok := groupDim(name)
		c.that((ok || name == RegionSide) && !slices.Contains(names[:i], name), "rows")
	}
	if slices.Contains(names, RegionSide) {
		c.that(a.Digits == 6 || a.Digits == 9, "digits")
	}
	switch {
	case c.err != nil:
		return Table{}, c.err
	case s.o.Counter == nil:
		return Table{}, ErrNotCounted
	}
	x := &crossing{counter: s.o.Counter, digits: a.Digits, rows: a.Rows, column: a.Column, counts: hiding.New(), values: map[string]string{}}
	// the area last: its groups are read at once, and no question asks for "no area"
	for _, name := range names {
		if name != RegionSide {
			x.order = append(x.order, name)
		}
	}
	if len(x.order) < len(names) {
		x.order = append(x.order, RegionSide)
	}
	err = x.split(a.Group.query(scopes(scope), a.Span), 0)
	if err != nil {
		return Table{}, err
	}
	t := x.counts.Table(s.o.Rules.GroupK, s.o.Rules.GroupRows)
	t.Span = a.Span
	if a.Column == "" {
		t.Columns, t.Cells = nil, nil // the sums of the rows are all there is
	}
	return t, nil
}

// crossing asks for the groups of groups.
type crossing struct {
	counter stats.Counter
	digits  int
	rows    []string
	column  string
	order   []string
	values  map[string]string // of the sides asked so far
	counts  *hiding.Counts
	asks    int
}

func (x *crossing) split(q stats.Query, depth int) error {
	x.asks++
	if x.asks > asksMost {
		return ErrWide
	}
	name := x.order[depth]
	by := stats.Split{By: stats.ByRegion, Digits: x.digits}
	dim, side := groupDim(name)
	if side {
		by = stats.Split{By: stats.BySide, Dim: dim}
	}
	groups, err := x.counter.Groups(q, by)
	if err != nil {
		return err
	}
	for _, g := range groups {
		x.values[name] = g.Value
		if depth == len(x.order)-1 {
			x.counts.Add(x.row(), x.values[x.column], g.Sum)
			continue
		}
		next := q
		next.Only = append(slices.Clone(q.Only), stats.Only{Dim: dim, Values: []string{g.Value}})
		err = x.split(next, depth+1)
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *crossing) row() string {
	parts := make([]string, len(x.rows))
	for i, name := range x.rows {
		parts[i] = strings.ReplaceAll(x.values[name], "|", "/")
	}
	return strings.Join(parts, "|")
}

// TaskCmd gives a task to units, one each.
type TaskCmd struct {
	Group Group
	Span  stats.Span
	Units []string
	Text  string
	DueAt when.Micros
}

const tasksMost = 50

// Give gives a targeted task to units of the caller's jurisdiction.
func (s *Service) Give(ctx context.Context, scope access.Scope, cmd TaskCmd) ([]Task, error) {
	err := scope.Require(access.OutreachWork)
	if err != nil {
		return nil, err
	}
	if len(cmd.Units) == 0 || len(cmd.Units) > tasksMost {
		return nil, badField("units")
	}
	n, err := s.cases(scope, cmd.Group, cmd.Span)
	if err != nil {
		return nil, err
	}
	if n.N > 0 && n.N < s.o.Rules.GroupK {
		n.N = Hidden
	}
	out := make([]Task, 0, len(cmd.Units))
	var changes []Change
	for _, u := range cmd.Units {
		t := Task{Head: Head{Unit: u}, From: scope.Unit, Group: cmd.Group, Span: cmd.Span, Cases: n.N, Text: cmd.Text, DueAt: cmd.DueAt}
		by, err := s.begin(scope, &t, taskMoves, actRecord)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
		changes = append(changes, s.change(&out[len(out)-1], by, actRecord, ""))
	}
	return out, s.save(ctx, s.o.Clock.Now(), changes...)
}

// AcceptTask signs a task.
func (s *Service) AcceptTask(ctx context.Context, scope access.Scope, a Act) (Task, error) {
	return act(ctx, s, asked{scope, a}, decision[Task, *Task]{access.OutreachWork, actAccept, func(t *Task, by By) error { return t.accept(by) }})
}

// FinishTask reports what was done: how many people were reached, and how.
func (s *Service) FinishTask(ctx context.Context, scope access.Scope, a Act, reached int64) (Task, error) {
	return act(ctx, s, asked{scope, a}, decision[Task, *Task]{access.OutreachWork, actFinish, func(t *Task, by By) error {
		t.Reached, t.Result = reached, by.Note
		return t.finish(s.o.Rules, by)
	}})
}

// WithdrawTask calls a task off, with a reason.
func (s *Service) WithdrawTask(ctx context.Context, scope access.Scope, a Act) (Task, error) {
	return act(ctx, s, asked{scope, a}, decision[Task, *Task]{access.OutreachWork, actWithdraw, func(t *Task, by By) error { return t.withdraw(by) }})
}

// Task returns one task.
func (s *Service) Task(ctx context.Context, scope access.Scope, id string) (Task, error) {
	return get[Task](ctx, s, scope, id)
}

// Tasks returns a page of tasks.
func (s *Service) Tasks(ctx context.Context, scope access.Scope, f Filter) ([]Task, string, error) {
	return list[Task](ctx, s, scope, f)
}

// Effect compares the cases of a task's group before it was given and after it was done.
func (s *Service) Effect(ctx context.Context, scope access.Scope, id string) (Effect, error) {
	t, err := get[Task](ctx, s, scope, id)
	switch {
	case err != nil:
		return Effect{}, err
	case t.State != Done:
		return Effect{}, ErrState
	}
	e := effect(&t, dayOf(s.o.Clock.Now()), s.o.Rules)
	mine, whole := t.Group, t.Group
	whole.Region = ""
	var n [4]int64
	for i, ask := range []struct {
		group Group
		span  stats.Span
	}{{mine, e.Before}, {mine, e.After}, {whole, e.Before}, {whole, e.After}} {
		sum, err := s.cases(scope, ask.group, ask.span)
		if err != nil {
			return Effect{}, err
		}
		n[i] = sum.N
	}
	e.fill(n[0], n[1], n[2], n[3])
	return e, nil
}
