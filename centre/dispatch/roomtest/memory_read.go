package roomtest

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/term/when"
)

// List implements dispatch.Lists.
func (m *Memory) List(_ context.Context, scope access.Scope, q dispatch.Query) ([]dispatch.Order, error) {
	list := m.all(func(o *dispatch.Order) bool {
		if q.After != nil && dispatch.KeyOf(o).Compare(*q.After) <= 0 {
			return false
		}
		return allowed(o, scope, q.Figure) && wanted(o, q) && within(o, q.Span) && Counted(o, q.Figure, q.Part, q.Span.AsOf)
	})
	return list[:min(q.Limit, len(list))], nil
}

func allowed(o *dispatch.Order, scope access.Scope, f dispatch.Figure) bool {
	if f != "" {
		return scope.Covers(o.Unit)
	}
	return dispatch.Visible(o, scope)
}

func wanted(o *dispatch.Order, q dispatch.Query) bool {
	_, due := dispatch.NextDue(o)
	switch {
	case len(q.States) > 0 && !slices.Contains(q.States, o.State),
		len(q.Levels) > 0 && !slices.Contains(q.Levels, o.Level),
		q.Family != "" && q.Family != o.Family,
		q.Unit != "" && q.Only && o.Unit != q.Unit,
		q.Unit != "" && !(access.Scope{Unit: q.Unit}).Covers(o.Unit),
		q.Warning != "" && q.Warning != o.Warning,
		q.Target != "" && q.Target != o.Target,
		!strings.HasPrefix(o.Number, q.Number),
		q.Mine && o.SignedBy != q.User && !(o.State == dispatch.Issued && o.Unit == q.Home),
		q.Overdue && (due == 0 || due >= q.Now):
		return false
	}
	return true
}

func within(o *dispatch.Order, span dispatch.Span) bool {
	return o.IssuedAt >= span.From && (span.To == 0 || o.IssuedAt < span.To)
}

// Counted is the definition of the figures over one order, as documented at dispatch.Figures: the stores' conditions are
// compared with it.
func Counted(o *dispatch.Order, f dispatch.Figure, part dispatch.Part, asOf when.Micros) bool {
	withdrawn := o.State == dispatch.Withdrawn
	num := part != dispatch.Den
	switch f {
	case dispatch.FigSignedInTime:
		if o.SignedAt == 0 && (withdrawn && o.EndedAt <= o.SignDue || o.SignDue >= asOf) {
			return false
		}
		return !num || o.SignedAt != 0 && o.SignedAt <= o.SignDue && !o.Missed.Has(dispatch.SignBy)
	case dispatch.FigVisitedInTime:
		nobody := o.Result == dispatch.FalseAlarm || o.Result == dispatch.Duplicate
		if o.VisitDue == 0 || nobody {
			return false
		}
		if o.VisitedAt == 0 && (withdrawn && o.EndedAt <= o.VisitDue || o.State.Open() && o.VisitDue >= asOf) {
			return false
		}
		return !num || o.VisitedAt != 0 && o.VisitedAt <= o.VisitDue && !o.Missed.Has(dispatch.VisitBy)
	case dispatch.FigOverdue:
		return o.Missed != 0
	case dispatch.FigReported:
		return !withdrawn && (!num || o.Result != "")
	}
	return true
}

// Latest implements dispatch.Lists.
func (m *Memory) Latest(_ context.Context, scope access.Scope, warnings []string) (map[string]dispatch.Order, error) {
	out := map[string]dispatch.Order{}
	for _, o := range m.all(func(o *dispatch.Order) bool {
		return slices.Contains(warnings, o.Warning) && dispatch.Visible(o, scope)
	}) {
		have, ok := out[o.Warning]
		if !ok || o.IssuedAt > have.IssuedAt || o.IssuedAt == have.IssuedAt && o.ID > have.ID {
			out[o.Warning] = o
		}
	}
	return out, nil
}

// History implements dispatch.Lists.
func (m *Memory) History(_ context.Context, scope access.Scope, target string, limit int) ([]dispatch.Step, error) {
	visible := map[string]bool{}
	for _, o := range m.all(func(o *dispatch.Order) bool { return o.Target == target && dispatch.Visible(o, scope) }) {
		visible[o.ID] = true
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []dispatch.Step
	for _, s := range m.steps {
		if visible[s.Order] {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b dispatch.Step) int {
		switch {
		case a.At != b.At:
			return sign(a.At > b.At)
		case a.Order != b.Order:
			return sign(a.Order > b.Order)
		}
		return sign(a.Seq > b.Seq)
	})
	return out[:min(limit, len(out))], nil
}

// Counts implements dispatch.Tally.
func (m *Memory) Counts(_ context.Context, scope access.Scope, now when.Micros) (dispatch.Counts, error) {
	var n dispatch.Counts
	for _, o := range m.all(func(o *dispatch.Order) bool { return scope.Covers(o.Unit) }) {
		_, due := dispatch.NextDue(&o)
		count(&n.Issued, o.State == dispatch.Issued)
		count(&n.Signed, o.State == dispatch.Signed)
		count(&n.Reported, o.State == dispatch.Reported)
		count(&n.Overdue, due != 0 && due < now)
		count(&n.UrgentOpen, o.State.Open() && o.Level == dispatch.Urgent)
	}
	return n, nil
}

func count(n *int64, yes bool) {
	if yes {
		*n++
	}
}

// Figures implements dispatch.Tally.
func (m *Memory) Figures(_ context.Context, scope access.Scope, span dispatch.Span) (dispatch.Figures, error) {
	f := dispatch.Figures{ByLevel: map[dispatch.Level]int64{}, ByResult: map[dispatch.Result]int64{}}
	for _, o := range m.all(func(o *dispatch.Order) bool { return scope.Covers(o.Unit) && within(o, span) }) {
		f.Orders++
		f.ByLevel[o.Level]++
		if o.Result != "" {
			f.ByResult[o.Result]++
		}
		count(&f.SignedInTime.Num, Counted(&o, dispatch.FigSignedInTime, dispatch.Num, span.AsOf))
		count(&f.SignedInTime.Den, Counted(&o, dispatch.FigSignedInTime, dispatch.Den, span.AsOf))
		count(&f.VisitedInTime.Num, Counted(&o, dispatch.FigVisitedInTime, dispatch.Num, span.AsOf))
		count(&f.VisitedInTime.Den, Counted(&o, dispatch.FigVisitedInTime, dispatch.Den, span.AsOf))
		count(&f.Overdue, Counted(&o, dispatch.FigOverdue, dispatch.Num, span.AsOf))
		count(&f.Reported.Num, Counted(&o, dispatch.FigReported, dispatch.Num, span.AsOf))
		count(&f.Reported.Den, Counted(&o, dispatch.FigReported, dispatch.Den, span.AsOf))
	}
	return f, nil
}

var _ Books = (*Memory)(nil)
