package playbook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/duty"
	"fanzha/centre/hotline"
	"fanzha/centre/warning"
	"fanzha/internal/check"
	"fanzha/playbook"
)

// watch stands for the room duty and for the rooms that name owners.
type watch struct{ *world }

func (w watch) Climbs(level string) bool { return level == "urgent" }

func (w watch) Follow(_ context.Context, m duty.Matter) error {
	return w.call(func() error {
		if w.follows[m.Kind+m.ID] != m {
			w.follows[m.Kind+m.ID] = m
			w.climbs = append(w.climbs, fmt.Sprintf("%s %s %s %t", m.Kind, m.ID, m.Unit, m.Wanting))
		}
		return nil
	})
}

func (w watch) HandOver(_ context.Context, _ access.Scope, id string) (h duty.HandOver, err error) {
	err = w.call(func() error {
		h = w.papers[id]
		return nil
	})
	return h, err
}

// keepers note who gets what, once.
type keepers struct{ *world }

func (k keepers) give(kind, id, from, to string) error {
	return k.call(func() error {
		if k.owners[kind+id] == from {
			k.owners[kind+id] = to
			k.note("%s %s from %s to %s", kind, id, from, to)
		}
		return nil
	})
}

type keepWarnings struct{ keepers }

func (k keepWarnings) HandOver(_ context.Context, _ access.Scope, c warning.HandCmd) (warning.View, error) {
	if k.owners["warning"+c.ID] == "" {
		return warning.View{}, warning.ErrNotFound
	}
	return warning.View{}, k.give("warning", c.ID, c.From, c.To)
}

type keepOrders struct{ keepers }

func (k keepOrders) HandOver(_ context.Context, c dispatch.HandCmd) error {
	return k.give("order", c.ID, c.From, c.To)
}

type keepCalls struct{ keepers }

func (k keepCalls) HandOver(_ context.Context, c hotline.HandCmd) error {
	return k.give("ticket", c.Ticket, c.From, c.To)
}

func (w *world) keep() playbook.Keepers {
	k := keepers{w}
	return playbook.Keepers{Warnings: keepWarnings{k}, Orders: keepOrders{k}, Calls: keepCalls{k}}
}

func signedPaper() duty.HandOver {
	li, wang := duty.Person{ID: "li", Name: "李"}, duty.Person{ID: "wang", Name: "王"}
	return duty.HandOver{Head: duty.Head{ID: "h1", State: duty.Done}, From: li, To: wang, Items: []duty.Item{
		{Kind: duty.KindWarning, ID: "w1", Owner: li, InRoom: true, Next: wang},
		{Kind: duty.KindWarning, ID: "gone", Owner: li, InRoom: true, Next: wang},
		{Kind: duty.KindOrder, ID: "o1", Owner: li, InRoom: true, Next: wang},
		{Kind: duty.KindTicket, ID: "t1", Owner: wang, InRoom: true, Next: wang},
		{Kind: duty.KindTicket, ID: "t2", Owner: li, InRoom: true, Next: wang},
		{Kind: duty.KindClaim, ID: "c1", Owner: li, Next: wang},
	}}
}

// Protects: after both signatures each room is asked once for each item that changes hands, whichever call fails on the way, and an item that is
// gone keeps nobody else's from passing.
func TestHandOverItems(t *testing.T) {
	for failAt := range 6 {
		for _, after := range []bool{false, true} {
			w := newWorld(warning.Rules{})
			w.papers["h1"] = signedPaper()
			w.owners = map[string]string{"warningw1": "li", "ordero1": "li", "tickett1": "wang", "tickett2": "li"}
			w.failAt, w.failAfter = failAt, after
			e := playbook.Event{Seq: 1, Kind: duty.EvHandedOver, Subject: "h1"}
			err := w.book().Handle(context.Background(), e)
			if err != nil {
				check.True(t, playbook.Retryable(err), "it is not tried again")
				check.NoError(t, w.book().Handle(context.Background(), e))
			}
			check.Equal(t, w.log, []string{"warning w1 from li to wang", "order o1 from li to wang", "ticket t2 from li to wang"})
		}
	}
}

// Protects: an urgent warning and its order climb while nobody takes them; an old event tells how it stands now; what is not urgent costs nothing.
func TestFollow(t *testing.T) {
	w := newWorld(warning.Rules{})
	notice := func(level warning.Level) []byte {
		raw, err := json.Marshal(warning.Notice{Warning: "w1", Level: level})
		check.NoError(t, err)
		return raw
	}
	w.warnings["w1"] = warning.View{Warning: warning.Warning{ID: "w1", Unit: "990101010000", State: warning.Closed, Level: warning.Urgent}}
	e := playbook.Event{Kind: warning.EventRaised, Subject: "w1", Body: notice(warning.High)}
	check.NoError(t, w.book().Handle(context.Background(), e))
	check.Equal(t, len(w.follows), 0)
	e = playbook.Event{Kind: warning.EventClaimed, Subject: "w1", Body: notice(warning.Urgent)}
	for _, s := range []warning.State{warning.Open, warning.Open, warning.Working} {
		v := w.warnings["w1"]
		v.State = s
		w.warnings["w1"] = v
		check.NoError(t, w.book().Handle(context.Background(), e))
	}
	check.Equal(t, w.climbs, []string{"warning w1 990101010000 true", "warning w1 990101010000 false"})
	kinds := []string{dispatch.EvIssued, dispatch.EvEscalated, dispatch.EvTransferred, dispatch.EvSigned, dispatch.EvWithdrawn}
	for i, kind := range kinds {
		id := fmt.Sprint("o", i)
		state := dispatch.Issued
		if i >= 3 {
			state = dispatch.Signed
		}
		w.orders[id] = dispatch.Order{ID: id, Unit: "990101010000", Level: dispatch.Urgent, State: state}
		raw, err := json.Marshal(dispatch.EventBody{Order: id, Warning: "w1", Level: dispatch.Urgent})
		check.NoError(t, err)
		check.NoError(t, w.book().Handle(context.Background(), playbook.Event{Kind: kind, Subject: id, Body: raw}))
	}
	check.Equal(t, w.climbs[2:], []string{"order o0 990101010000 true", "order o1 990101010000 true", "order o2 990101010000 true", "order o3 990101010000 false", "order o4 990101010000 false"})
}

// dutyStories tell the kinds of events to which only duty reacts.
func dutyStories() []story {
	order := func(kind string) playbook.Event {
		return playbook.Event{Kind: kind, Subject: "O1", Body: body(dispatch.EventBody{Order: "O1", Warning: "W1", Level: dispatch.Urgent})}
	}
	owned := func(w *world) {
		w.papers["h1"] = signedPaper()
		w.owners = map[string]string{"warningw1": "li", "ordero1": "li", "tickett2": "li"}
	}
	return []story{
		{"level lowered: the climb ends", true, nil, playbook.Event{Kind: warning.EventLevelLowered, Subject: "W1"}, nil},
		{"released: it climbs again", true, nil, playbook.Event{Kind: warning.EventReleased, Subject: "W1"}, nil},
		{"moved: it climbs there", true, nil, playbook.Event{Kind: warning.EventMoved, Subject: "W1"}, nil},
		{"issued: it climbs", true, nil, order(dispatch.EvIssued), nil},
		{"escalated: it climbs", true, nil, order(dispatch.EvEscalated), nil},
		{"signed: the climb ends", true, nil, order(dispatch.EvSigned), nil},
		{"withdrawn: the climb ends", true, nil, order(dispatch.EvWithdrawn), nil},
		{"handed over: the items pass", true, owned, playbook.Event{Kind: duty.EvHandedOver, Subject: "h1"},
			[]string{"warning w1 from li to wang", "order o1 from li to wang", "ticket t2 from li to wang"}},
	}
}
