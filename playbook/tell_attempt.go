package playbook

import (
	"context"

	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/warning"
)

// tellOrder: when somebody has tried to reach the person on an order, the order's clocks take note.
func (b Book) tellOrder(ctx context.Context, e Event) error {
	a, err := dissuade.ParseEvent(e.Body)
	if err != nil || a.Order == "" {
		return err
	}
	return b.Orders.Contacted(ctx, a.Order, dispatch.Contact{
		ID: a.Attempt, At: a.At, Channel: string(a.Channel), Met: a.Met, Reached: a.Reached, NextAt: a.NextAt,
	})
}

// tellWarning: the warning takes note too. What the centre wrote by itself is not: no officer has tried, and the next contact that one has
// planned stands. A message that was delivered is no conversation: only who was spoken to counts as
// reached. An attempt on a warning that is closed for ever, such as a courtesy visit, changes nothing there.
func (b Book) tellWarning(ctx context.Context, e Event) error {
	a, err := dissuade.ParseEvent(e.Body)
	if err != nil || a.By == centre().User {
		return err
	}
	v, err := b.Warnings.View(ctx, centre(), a.Warning)
	if err != nil || v.State == warning.Closed {
		return err
	}
	_, err = b.Warnings.Contacted(ctx, centre(), warning.ContactCmd{
		ID: a.Warning, At: a.At, Reached: a.Reached && a.Channel != dissuade.SMS, PaidFen: a.AlreadyPaidFen, NextAt: a.NextAt,
	})
	return err
}
