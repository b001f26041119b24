package playbook

import (
	"context"
	"errors"

	"fanzha/centre/hotline"
	"fanzha/centre/stoppay"
)

// Calls is what the playbook asks of the hotline desk.
type Calls interface {
	Link(ctx context.Context, cmd hotline.LinkCmd) error
}

// linkCall: when a stop-payment was opened out of a call, the call's ticket names it. A ticket that is not there or not of that unit is
// no ticket: the cause of a claim is its sender's own words.
func (b Book) linkCall(ctx context.Context, e Event) error {
	c, err := stoppay.ParseEvent(e.Body)
	if err != nil {
		return err
	}
	ticket, ours := hotline.TicketOf(c.Cause)
	if !ours {
		return nil
	}
	err = b.Calls.Link(ctx, hotline.LinkCmd{Ticket: ticket, Claim: c.Claim, Number: c.Number, Unit: c.Unit})
	if errors.Is(err, hotline.ErrNotFound) {
		return nil
	}
	return err
}
