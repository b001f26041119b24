package playbook_test

import (
	"context"
	"fmt"
	"slices"

	"fanzha/centre/hotline"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning/roomtest"
	"fanzha/playbook"
	"fanzha/term/when"
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

// WarningOf implements playbook.Callers: T7 is a call to the person of W1.
func (f desk) WarningOf(_ context.Context, ticket string) (string, error) {
	if ticket != "T7" {
		return "", nil
	}
	return "W1", nil
}

// callStories are those of stop-payments that began with a call.
func callStories() []story {
	opened := func(cause string) playbook.Event {
		return playbook.Event{Kind: stoppay.EvOpened, Subject: "C1", Body: body(stoppay.EventBody{Claim: "C1", Number: "ZF-1", Unit: "990100000000", Cause: cause})}
	}
	unreached := func(ticket, outcome string, d hotline.Direction) playbook.Event {
		return playbook.Event{Kind: hotline.EvUnreached, Subject: ticket, At: roomtest.Start, Body: body(hotline.EventBody{
			Ticket: ticket, Direction: d, Outcome: outcome, Record: "r1",
		})}
	}
	return []story{
		{"call not taken by the person of a warning: an attempt with its record", false, nil, unreached("T7", "busy", hotline.Out),
			[]string{fmt.Sprintf("attempt on W1: call busy [{call_record r1}] next %d", int64(roomtest.Start)+int64(when.Hour))}},
		{"call not taken by somebody else: no attempt", false, nil, unreached("T8", "busy", hotline.Out), nil},
		{"call that the network did not carry: no attempt", false, nil, unreached("T7", hotline.LineFailed, hotline.Out), nil},
		{"caller who rang off: no attempt", false, nil, unreached("T7", "busy", hotline.In), nil},
		{"claim opened out of a call: its ticket names it", false, nil, opened(hotline.CauseOf("T7", "k1")), []string{"ticket T7 of 990100000000 started C1 ZF-1"}},
		{"claim opened out of a ticket that is not there", false, nil, opened(hotline.CauseOf("T8", "k1")), nil},
		{"claim opened at the desk", false, nil, opened("desk-1"), nil},
		{"claim with a cause that only begins like a ticket's", false, nil, opened("ticket:T7"), nil},
	}
}
