package store

import (
	"strconv"

	"fanzha/base/audit"
	"fanzha/centre/dispatch"
)

// entry is the audit entry of a change: who did what to which order, and what became of it.
func entry(c dispatch.Change) audit.Entry {
	s, o := &c.Step, &c.Order
	e := audit.Entry{At: s.At, Actor: s.Actor, ActorName: s.ActorName, Action: "order." + string(s.Action)}
	e = e.On("order", o.ID).In(o.Unit).Because(s.Note).With("number", o.Number).With("warning", o.Warning).With("state", string(o.State))
	switch s.Action {
	case dispatch.ActIssue:
		e = e.With("cause", o.Cause).With("level", string(o.Level)).With("rule", o.Rule)
	case dispatch.ActEscalate:
		e = e.With("level", string(o.Level)).With("rule", o.Rule)
	case dispatch.ActTransfer:
		e = e.With("from_unit", o.FromUnit)
	case dispatch.ActOverdue:
		e = e.With("deadlines", s.Deadlines)
	case dispatch.ActReport:
		e = e.With("result", string(o.Result)).With("loss_fen", strconv.FormatInt(o.LossFen, 10))
	}
	return e
}
