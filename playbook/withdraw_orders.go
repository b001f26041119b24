package playbook

import (
	"context"

	"fanzha/centre/warning"
)

// withdrawOrders: when the work on a warning has ended, the orders that are still open have nothing left to do. The order
// whose report ended it is reported, and stays.
func (b Book) withdrawOrders(ctx context.Context, e Event) error {
	n, err := warning.ReadNotice(e.Body)
	if err != nil {
		return unreadable(e, err)
	}
	reason := "warning finished: " + string(n.Outcome)
	if n.Into != "" {
		reason = "warning taken into " + n.Into
	}
	_, err = b.Dispatch.Withdraw(ctx, e.Subject, reason)
	return err
}
