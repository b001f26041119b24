package playbook_test

import (
	"context"
	"slices"

	"fanzha/centre/hotline"
	"fanzha/centre/stoppay"
	"fanzha/playbook"
)

// desk is the hotline desk: the world's log says which ticket was told of which claim.
type desk struct{ w *world }

// Link implements playbook.Calls.
func (f desk) Link(_ context.Context, cmd hotline.LinkCmd) error {
	return f.w.call(func() error {
		if cmd.Ticket != "T7" {
			return hotline.ErrNotFound
		}
		line := "ticket " + cmd.Ticket + " of " + cmd.Unit + " started " + cmd.Claim + " " + cmd.Number
		if !slices.Contains(f.w.log, line) {
			f.w.log = append(f.w.log, line)
		}
		return nil
	})
}

// callStories are those of stop-payments that began with a call.
func callStories() []story {
	opened := func(cause string) playbook.Event {
		return playbook.Event{Kind: stoppay.EvOpened, Subject: "C1", Body: body(stoppay.EventBody{Claim: "C1", Number: "ZF-1", Unit: "990100000000", Cause: cause})}
	}
	return []story{
		{"claim opened out of a call: its ticket names it", false, nil, opened(hotline.CauseOf("T7", "k1")), []string{"ticket T7 of 990100000000 started C1 ZF-1"}},
		{"claim opened out of a ticket that is not there", false, nil, opened(hotline.CauseOf("T8", "k1")), nil},
		{"claim opened at the desk", false, nil, opened("desk-1"), nil},
		{"claim with a cause that only begins like a ticket's", false, nil, opened("ticket:T7"), nil},
	}
}
