package playbook

import (
	"context"
	"strconv"

	"fanzha/centre/dispatch"
)

// chaseUnit: when a deadline has passed, the unit above chases: once for each deadline and each unit that has had the order.
func (b Book) chaseUnit(ctx context.Context, e Event) error {
	body, err := dispatch.ParseEvent(e.Body)
	if err != nil {
		return err
	}
	return b.Orders.ChaseOnce(ctx, dispatch.ChaseOnceCmd{
		ID:    body.Order,
		Cause: dispatch.EvOverdue + "/" + body.Order + "/" + strconv.FormatInt(body.Round, 10) + "/" + string(body.Deadline),
		Note:  "overdue: " + string(body.Deadline),
	})
}
