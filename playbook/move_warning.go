package playbook

import (
	"context"

	"fanzha/centre/dispatch"
	"fanzha/centre/warning"
)

// moveWarning: when an order was transferred, the unit that has it now becomes responsible for the warning. It is the unit
// of the order as it is, not as the event says: handled late, an old transfer must not undo a newer one.
func (b Book) moveWarning(ctx context.Context, e Event) error {
	body, err := dispatch.ParseEvent(e.Body)
	if err != nil {
		return err
	}
	v, err := b.Warnings.View(ctx, centre(), body.Warning)
	if err != nil || v.State == warning.Closed {
		return err
	}
	o, err := b.Orders.Get(ctx, centre(), body.Order)
	if err != nil {
		return err
	}
	_, err = b.Warnings.Move(ctx, centre(), body.Warning, o.Unit)
	return err
}
