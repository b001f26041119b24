package playbook

import (
	"context"
	"fmt"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/lines"
	"fanzha/centre/warning"
)

// Lines is what the playbook asks of the room of parallel dissuasion lines.
type Lines interface {
	Tell(ctx context.Context, n lines.News) error
}

// Moves is what the playbook asks of the room dispatch when a request to take a warning over was taken or given back.
type Moves interface {
	OpenOf(ctx context.Context, warning string) ([]dispatch.Order, error)
	Transfer(ctx context.Context, scope access.Scope, cmd dispatch.TransferCmd) (dispatch.View, error)
}

// planActs says what an event of a warning means for its plan.
var planActs = map[string]lines.Act{
	warning.EventRaised: lines.ActBegin, warning.EventRepeated: lines.ActLife, warning.EventLevelRaised: lines.ActLevel, warning.EventMoved: lines.ActMove,
	warning.EventClosed: lines.ActEnd,
}

// tellPlan: what happens to a warning moves the next step of its plan.
func (b Book) tellPlan(ctx context.Context, e Event) error {
	if b.Lines == nil {
		return nil
	}
	return b.Lines.Tell(ctx, lines.News{Act: planActs[e.Kind], Warning: e.Subject, Cause: fmt.Sprintf("event/%d", e.Seq)})
}

// planAttempt: an attempt moves the next step. What the centre wrote by itself does not: no officer has tried.
func (b Book) planAttempt(ctx context.Context, e Event) error {
	a, err := dissuade.ParseEvent(e.Body)
	if err != nil || a.By == centre().User || b.Lines == nil {
		return err
	}
	return b.Lines.Tell(ctx, lines.News{
		Act: lines.ActTried, Warning: a.Warning, Cause: "attempt/" + a.Attempt,
		Attempt: lines.Attempt{ID: a.Attempt, At: a.At, Channel: string(a.Channel), Outcome: a.Outcome, Reached: a.Reached, Met: a.Met, NextAt: a.NextAt},
	})
}

// carryTransfer: when a unit has taken a warning over, its order goes there; when it gives it back, the order comes back. A warning
// without an open order moves itself.
func (b Book) carryTransfer(ctx context.Context, e Event) error {
	t, err := lines.ParseEvent(e.Body)
	if err != nil || t.Kind != lines.Transfer {
		return err
	}
	from, to := t.FromUnit, t.ToUnit
	if e.Kind == lines.EvReturned {
		from, to = to, from
	}
	v, err := b.Warnings.View(ctx, centre(), t.Warning)
	if err != nil || !v.Active() || v.Unit == to {
		return err
	}
	orders, err := b.Moves.OpenOf(ctx, t.Warning)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if o.Unit == to {
			return nil // it has gone there already, and takes the warning along
		}
		if o.Unit == from {
			_, err = b.Moves.Transfer(ctx, centre(), dispatch.TransferCmd{ID: o.ID, Version: o.Version, ToUnit: to, Reason: "移交已受理"})
			return err // the transfer of the order moves the warning
		}
	}
	_, err = b.Warnings.Move(ctx, centre(), t.Warning, to)
	return err
}
