package roomtest

import (
	"slices"
	"testing"

	"fanzha/centre/hotline"
	"fanzha/internal/check"
)

// hears protects: what the network tells of a call stands on its ticket by itself; a caller who waits is connected by answering, one who
// rings off is promised a call, a desk that hangs up ends the call, and what comes late or twice does no harm.
func hears(t *testing.T, d *Desk, s Opened) {
	d.Line.Hand = false
	hear := func(n hotline.News) {
		t.Helper()
		check.NoError(t, d.Hear(ctx, n))
	}
	stands := func(id string, state hotline.State, acts ...string) {
		t.Helper()
		x, steps, err := d.Get(ctx, li, id)
		check.NoError(t, err)
		var got []string
		for _, p := range steps {
			got = append(got, p.Act)
		}
		check.Equal(t, x.State, state)
		check.Equal(t, got, acts)
	}
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang, Direction: hotline.Out})
	x, _, err := d.Dial(ctx, li, x.ID, 1)
	check.NoError(t, err)
	hear(hotline.News{Ticket: x.ID, Record: "rec-1", Sound: hotline.Rings})
	hear(hotline.News{Ticket: x.ID, Record: "rec-1", Sound: hotline.Unreached, Outcome: "busy"})
	hear(hotline.News{Ticket: x.ID, Record: "rec-1", Sound: hotline.Unreached, Outcome: "busy"})
	stands(x.ID, hotline.Wrapped, "start", "dial", "attach", "ring", "unreached")
	told := s.Emitted()
	check.Equal(t, told[len(told)-1].Kind, hotline.EvUnreached)
	check.Equal(t, []string{told[len(told)-1].Body.Outcome, told[len(told)-1].Body.Record}, []string{"busy", "rec-1"})
	check.Fault(t, d.Hear(ctx, hotline.News{Ticket: x.ID, Sound: hotline.Unreached, Outcome: "whatever"}), "hotline.field")
	check.Fault(t, d.Hear(ctx, hotline.News{Ticket: "none", Sound: hotline.Over}), "hotline.not_found")

	a, err := d.Arrive(ctx, hotline.Arrival{Record: "in-1", Phone: Chen, Unit: City})
	check.NoError(t, err)
	again, err := d.Arrive(ctx, hotline.Arrival{Record: "in-1", Phone: Chen, Unit: City})
	check.NoError(t, err)
	check.Equal(t, again.ID, a.ID)
	check.Equal(t, []any{a.State, a.Record, a.Unit, a.Direction}, []any{hotline.Queued, "in-1", City, hotline.In})
	_, err = d.Do(ctx, li, hotline.Ref{ID: a.ID}, hotline.Act{Do: hotline.ActAnswer})
	check.NoError(t, err)
	check.Equal(t, d.Line.Connected, []hotline.Leg{{Ticket: a.ID, Desk: li.User, To: Chen}})
	hear(hotline.News{Ticket: a.ID, Record: "in-1", Sound: hotline.Talks})
	hear(hotline.News{Ticket: a.ID, Record: "in-1", Sound: hotline.Over})
	hear(hotline.News{Ticket: a.ID, Record: "in-1", Sound: hotline.Over})
	stands(a.ID, hotline.Wrapped, "receive", "answer", "talk", "hang_up")

	b, err := d.Arrive(ctx, hotline.Arrival{Record: "in-2", Phone: Chen, Unit: City})
	check.NoError(t, err)
	hear(hotline.News{Ticket: b.ID, Record: "in-2", Sound: hotline.Gone})
	stands(b.ID, hotline.Promised, "receive", "miss")
	c, err := d.Arrive(ctx, hotline.Arrival{Record: "in-3", Unit: City}) // withheld
	check.NoError(t, err)
	hear(hotline.News{Ticket: c.ID, Record: "in-3", Sound: hotline.Gone})
	stands(c.ID, hotline.Closed, "receive", "miss")
	_, err = d.Arrive(ctx, hotline.Arrival{Unit: City})
	check.Fault(t, err, "hotline.field")

	e := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	_, err = d.Do(ctx, li, hotline.Ref{ID: e.ID}, hotline.Act{Do: hotline.ActHangUp})
	check.NoError(t, err)
	check.True(t, slices.Contains(d.Line.Hung, e.ID), "a desk that hangs up ends the call")
	_, err = d.Do(ctx, li, hotline.Ref{ID: e.ID}, hotline.Act{Do: hotline.ActTalk, Note: "x"})
	check.Fault(t, err, "hotline.field")
}
