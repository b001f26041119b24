package playbook_test

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/lines"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/playbook"
)

// plans is the world as the room of parallel lines, and as dispatch when a warning is taken over.
type plans struct{ *world }

func (p plans) Tell(_ context.Context, n lines.News) error {
	return p.call(func() error {
		if p.causes[n.Cause] == "" {
			p.causes[n.Cause] = n.Warning
			p.note("plan %s: %s", n.Warning, n.Act)
		}
		return nil
	})
}

func (p plans) OpenOf(_ context.Context, warning string) ([]dispatch.Order, error) {
	var out []dispatch.Order
	err := p.call(func() error {
		for _, o := range p.orders {
			if o.Warning == warning && o.State.Open() {
				out = append(out, o)
			}
		}
		return nil
	})
	return out, err
}

func (p plans) Transfer(_ context.Context, _ access.Scope, c dispatch.TransferCmd) (dispatch.View, error) {
	err := p.call(func() error {
		o := p.orders[c.ID]
		o.Unit = c.ToUnit
		p.orders[c.ID] = o
		p.note("transfer %s to %s", c.ID, c.ToUnit)
		return nil
	})
	return dispatch.View{Order: p.orders[c.ID]}, err
}

func planned(w *world) { w.plans = true }

func taken(kind string, line lines.Kind, from, to string) playbook.Event {
	return playbook.Event{Seq: 8, Kind: kind, Subject: "W1", Body: body(lines.EventBody{Warning: "W1", Kind: line, FromUnit: from, ToUnit: to})}
}

// lineStories are what the playbook does about plans.
func lineStories() []story {
	call := dissuade.EventBody{Attempt: "A7", Warning: "W1", Channel: dissuade.SMS, By: "u1", At: roomtest.Start}
	return []story{
		{"repeated: the search goes on", true, planned, playbook.Event{Seq: 5, Kind: warning.EventRepeated, Subject: "W1"}, []string{"plan W1: life"}},
		{"moved: so does the plan", true, planned, playbook.Event{Seq: 6, Kind: warning.EventMoved, Subject: "W1"}, []string{"plan W1: move"}},
		{"an attempt moves the next step", true, planned, playbook.Event{Seq: 7, Kind: dissuade.EvAttempted, Body: body(call)}, []string{"contacted W1: not reached", "plan W1: tried"}},
		{"taken over: the order goes there", true, planned, taken(lines.EvTaken, lines.Transfer, roomtest.East1, roomtest.East2), []string{"transfer O1 to " + roomtest.East2}},
		{"given back: the order comes back", true, planned, taken(lines.EvReturned, lines.Transfer, roomtest.East2, roomtest.East1), []string{"transfer O1 to " + roomtest.East2}},
		{"taken over without an order", false, planned, taken(lines.EvTaken, lines.Transfer, roomtest.East1, roomtest.East2), []string{"moved W1: " + roomtest.East2}},
		{"help moves nothing", true, planned, taken(lines.EvTaken, lines.Assist, roomtest.East1, roomtest.East2), nil},
	}
}
