package playbook

import (
	"context"

	"fanzha/centre/dispatch"
)

// escalateOrders: when the level of a warning has risen, its open orders get the deadlines of the new level. The order is
// asked for first: should its own event have been parked, the rise makes up for it.
func (b Book) escalateOrders(ctx context.Context, e Event) error {
	v, err := b.Warnings.View(ctx, centre(), e.Subject)
	if err != nil || !v.Active() {
		return err
	}
	err = b.issue(ctx, v)
	if err != nil {
		return err
	}
	_, err = b.Dispatch.Escalate(ctx, v.ID, dispatch.Level(v.Level))
	return err
}
