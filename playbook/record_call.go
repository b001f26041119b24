package playbook

import (
	"context"
	"slices"

	"fanzha/centre/dissuade"
	"fanzha/centre/hotline"
)

// Callers knows who is on the other side of a call.
type Callers interface {
	// WarningOf is the warning that is worked on of the person whose number a ticket has, "" when there is none.
	WarningOf(ctx context.Context, ticket string) (string, error)
}

// recordCall: a call out that the other side did not take is an attempt to reach him, when a warning of his is worked on; the network says
// why. A call that was taken is recorded by who spoke: what was said is known to nobody else. A call that the network did not carry is no
// attempt.
func (b Book) recordCall(ctx context.Context, e Event) error {
	c, err := hotline.ParseEvent(e.Body)
	if err != nil || c.Direction != hotline.Out || c.Outcome == hotline.LineFailed || !slices.Contains(hotline.Outcomes, c.Outcome) {
		return err
	}
	warned, err := b.Callers.WarningOf(ctx, c.Ticket)
	if err != nil || warned == "" {
		return err
	}
	_, _, err = b.Attempts.Record(ctx, centre(), dissuade.AttemptCmd{
		Key: "call/" + c.Record, Warning: warned, At: e.At, Channel: dissuade.Call, Outcome: c.Outcome, NextAt: e.At.Add(b.RingAgain),
		Evidence: []dissuade.Evidence{{Kind: "call_record", Value: c.Record}},
	})
	return err
}
