package playbook_test

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/upstream"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/playbook"
	"fanzha/term/when"
)

// chain is what the world knows of orders from above: order U1, and the evidence that became of it.
type chain struct {
	orders map[string]upstream.Order
	hits   []warning.Hit
	finds  string // the warning that new evidence goes to
}

func newChain() chain {
	return chain{orders: map[string]upstream.Order{"U1": {
		ID: "U1", Side: upstream.Received, State: upstream.Waiting, Theirs: "ZL-9", GivenAt: roomtest.Start, InAt: roomtest.Start + when.Second,
		Person: upstream.Person{Name: "李示例", Phone: roomtest.Phone(1), Place: roomtest.PlaceE1},
		Matter: upstream.Matter{Level: "high", Family: "contact", Fraud: "romance", Text: "正在转账"},
	}}, finds: "W1"}
}

// above is the room upstream and the evidence of the room warning. It keeps their promise that a thing told twice is one thing.
type above struct{ w *world }

func (f above) change(id string, when func(upstream.Order) bool, do func(*upstream.Order)) error {
	return f.w.call(func() error {
		o, ok := f.w.above.orders[id]
		if !ok {
			return upstream.ErrNotFound
		}
		if when(o) {
			do(&o)
			f.w.above.orders[id] = o
		}
		return nil
	})
}

func (f above) Automatic(_ context.Context, id string) error {
	return f.change(id, func(o upstream.Order) bool { return o.State == upstream.Waiting }, func(o *upstream.Order) {
		o.State = upstream.Distributed
		f.w.note("take %s", id)
	})
}

func (f above) Order(_ context.Context, id string) (o upstream.Order, err error) {
	err = f.change(id, func(have upstream.Order) bool { o = have; return false }, nil)
	return o, err
}

func (f above) Link(_ context.Context, id, w string) error {
	return f.change(id, func(o upstream.Order) bool { return o.Warning != w && !o.State.Ended() }, func(o *upstream.Order) {
		o.Warning = w
		f.w.note("link %s to %s", id, w)
	})
}

func (f above) Confirm(_ context.Context, id string) error {
	return f.change(id, func(o upstream.Order) bool { return o.State == upstream.Withdrawing }, func(o *upstream.Order) {
		o.State = upstream.Withdrawn
		f.w.note("confirm %s", id)
	})
}

func (f above) Finish(_ context.Context, x upstream.Finish) error {
	return f.change("U1", func(o upstream.Order) bool { return o.Warning == x.Warning && !o.State.Ended() }, func(o *upstream.Order) {
		o.State = upstream.Returned
		f.w.note("return U1: %s %d %s", x.Result, x.LossFen, x.Note)
	})
}

func (f above) Relink(_ context.Context, from, to string) error {
	return f.change("U1", func(o upstream.Order) bool { return o.Warning == from && !o.State.Ended() }, func(o *upstream.Order) {
		o.Warning = to
		f.w.note("relink U1 to %s", to)
	})
}

func (f above) Record(_ context.Context, b warning.Batch) (n int, err error) {
	err = f.w.call(func() error {
		for _, h := range b.Hits {
			known := false
			for _, have := range f.w.above.hits {
				known = known || have.ID == h.ID
			}
			if !known {
				n++
				f.w.above.hits = append(f.w.above.hits, warning.Hit{Hit: h, Warning: f.w.above.finds})
				f.w.note("evidence %s %s %s %s", h.Scenario, h.Level, h.Name, h.ReasonZH)
			}
		}
		return nil
	})
	return n, err
}

func (f above) Hits(context.Context, access.Scope, warning.HitFilter) (list []warning.Hit, next string, err error) {
	err = f.w.call(func() error {
		// another order's evidence is recorded in the same moment
		list = append([]warning.Hit{{Hit: detect.Hit{ID: "upstream_order/U0"}, Warning: "W0"}}, f.w.above.hits...)
		return nil
	})
	return list, "", err
}

// upstreamStories are those of orders from above.
func upstreamStories() []story {
	ordered := func(change func(*upstream.Order), more ...func(*world)) func(*world) {
		return func(w *world) {
			o := w.above.orders["U1"]
			change(&o)
			w.above.orders["U1"] = o
			for _, f := range more {
				f(w)
			}
		}
	}
	taken := func(o *upstream.Order) { o.State = upstream.Distributed }
	linked := func(o *upstream.Order) { o.State, o.Warning = upstream.Distributed, "W1" }
	recalled := func(o *upstream.Order) { o.State, o.Warning, o.Note = upstream.Withdrawing, "W1", "误报" }
	only := change(func(v *warning.View) { v.Hits, v.Scenario = 1, playbook.OrderedBy })
	lost := change(func(v *warning.View) {
		v.State, v.FinishedAt, v.Outcome, v.PossibleLossFen, v.Note = warning.Watching, roomtest.Start, warning.Lost, 500, "已受骗"
	})
	event := func(kind string) playbook.Event { return playbook.Event{Kind: kind, Subject: "U1"} }
	evidence := "evidence upstream_order high 李示例 上级预警指令ZL-9：正在转账"
	return []story{
		{"order from above: distributed", false, nil, event(upstream.EvReceived), []string{"take U1"}},
		{"order from above that is ours: evidence of the one warning", false, ordered(taken), event(upstream.EvTaken), []string{evidence, "link U1 to W1"}},
		{"order from above, the person's warning is over: its result is the answer", false, ordered(taken, lost), event(upstream.EvTaken),
			[]string{evidence, "link U1 to W1", "return U1: lost 500 已受骗"}},
		{"order from above, taken back meanwhile", false, ordered(recalled), event(upstream.EvTaken), nil},
		{"order taken back: its warning ends", false, ordered(recalled, only), event(upstream.EvRecalled), []string{"finished W1: false_alarm 上级撤回指令：误报", "confirm U1"}},
		{"order taken back, the warning has other evidence", false, ordered(recalled), event(upstream.EvRecalled), []string{"confirm U1"}},
		{"order taken back from a lower centre: that one confirms", false, ordered(func(o *upstream.Order) { recalled(o); o.Child = "U2" }), event(upstream.EvRecalled), nil},
		{"warning over: the order is returned", false, ordered(linked, lost), finished, []string{"return U1: lost 500 已受骗"}},
		{"warning taken into another: its order goes with it", false, ordered(linked), absorbed, []string{"relink U1 to W2"}},
	}
}
