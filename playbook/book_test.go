package playbook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/internal/check"
	"fanzha/playbook"
	"fanzha/term/when"
)

func body(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// standing returns a world with warning W1 (medium, of Ms 李示例 in 云东区) and, when asked, its order O1.
func standing(t *testing.T, withOrder bool) *world {
	w := newWorld(roomtest.Rules(t))
	w.warnings["W1"] = warning.View{
		Warning: warning.Warning{
			ID: "W1", Target: "T1", Unit: roomtest.East1, State: warning.Open, Level: warning.Medium, Family: warning.Contact,
			Evidence: warning.Medium, OpenedAt: roomtest.Start,
		},
		Person: warning.Target{ID: "T1", Name: "李示例", Phone: roomtest.Phone(1), Unit: roomtest.East1, Place: roomtest.PlaceE1},
	}
	if withOrder {
		w.orders["O1"] = dispatch.Order{ID: "O1", Number: "20261121-000001", Warning: "W1", Unit: roomtest.East1, Level: dispatch.Medium, State: dispatch.Issued}
		w.causes["warning.raised/W1"] = "O1"
	}
	return w
}

// story is one event, the world it happens in, and every effect it must have.
type story struct {
	name  string
	order bool
	set   func(*world)
	event playbook.Event
	want  []string
}

func attempt(channel dissuade.Channel, reached bool, order string, paid int64) []byte {
	return body(dissuade.EventBody{
		Attempt: "A1", Warning: "W1", Order: order, Channel: channel, Reached: reached, At: roomtest.Start + when.Minute, AlreadyPaidFen: paid,
	})
}

func reported(r dispatch.Result, loss int64) playbook.Event {
	return playbook.Event{Kind: dispatch.EvReported, Subject: "O1", At: roomtest.Start + 2*when.Hour,
		Body: body(dispatch.EventBody{Order: "O1", Warning: "W1", Result: r, LossFen: loss})}
}

func change(f func(*warning.View)) func(*world) {
	return func(w *world) {
		v := w.warnings["W1"]
		f(&v)
		w.warnings["W1"] = v
	}
}

func noted(note string) func(*world) {
	return func(w *world) {
		o := w.orders["O1"]
		o.State, o.Note = dispatch.Reported, note
		w.orders["O1"] = o
	}
}

func overdue(d dispatch.Deadline, round int64) playbook.Event {
	return playbook.Event{Kind: dispatch.EvOverdue, Subject: "O1", Body: body(dispatch.EventBody{Order: "O1", Deadline: d, Round: round})}
}

var (
	raised   = playbook.Event{Seq: 1, Kind: warning.EventRaised, Subject: "W1"}
	risen    = playbook.Event{Seq: 2, Kind: warning.EventLevelRaised, Subject: "W1"}
	finished = playbook.Event{Seq: 3, Kind: warning.EventClosed, Subject: "W1", Body: body(warning.Notice{Warning: "W1", Outcome: warning.Dissuaded})}
	absorbed = playbook.Event{Seq: 3, Kind: warning.EventClosed, Subject: "W1", Body: body(warning.Notice{Warning: "W1", Into: "W2"})}
	moved    = playbook.Event{Seq: 4, Kind: dispatch.EvTransferred, Body: body(dispatch.EventBody{Order: "O1", Warning: "W1", Unit: roomtest.East2})}
	closedW  = change(func(v *warning.View) { v.State, v.FinishedAt = warning.Closed, roomtest.Start })
	urgentW  = change(func(v *warning.View) { v.Level = warning.Urgent })
)

func stories() []story {
	masked := string(roomtest.Phone(1).Mask())
	issued := func(unit string, level string) string {
		return fmt.Sprintf("issue W1 to %s for 李** %s, %s contact", unit, masked, level)
	}
	return []story{
		{"raised: an order", false, nil, raised, []string{issued(roomtest.East1, "medium")}},
		{"raised, but over by now", false, closedW, raised, nil},
		{"raised, the station is dissolved", false, func(w *world) {
			w.units[roomtest.East1], w.units[roomtest.East] = dispatch.ErrUnitInactive, dispatch.ErrUnitUnknown
		}, raised, []string{issued(roomtest.City, "medium")}},
		{"level raised: escalated", true, urgentW, risen, []string{"escalate O1 to urgent"}},
		{"level raised, no order yet", false, urgentW, risen, []string{issued(roomtest.East1, "urgent")}},
		{"finished: open orders withdrawn", true, closedW, finished, []string{"withdraw O1: warning finished: dissuaded"}},
		{"absorbed: open orders withdrawn", true, closedW, absorbed, []string{"withdraw O1: warning taken into W2"}},
		{"finished by the report", true, noted("x"), finished, nil},
		{"call on an order", true, nil, playbook.Event{Kind: dissuade.EvAttempted, Body: attempt(dissuade.Call, true, "O1", 0)},
			[]string{"order O1: call reached=true met=false", "contacted W1: reached"}},
		{"message delivered is nobody reached", true, nil, playbook.Event{Kind: dissuade.EvAttempted, Body: attempt(dissuade.SMS, true, "O1", 0)},
			[]string{"order O1: sms reached=true met=false", "contacted W1: not reached"}},
		{"call by the desk, without order", false, nil, playbook.Event{Kind: dissuade.EvAttempted, Body: attempt(dissuade.Call, false, "", 0)},
			[]string{"contacted W1: not reached"}},
		{"visit after all is closed", true, closedW, playbook.Event{Kind: dissuade.EvAttempted, Body: attempt(dissuade.Visit, true, "O1", 0)},
			[]string{"order O1: visit reached=true met=false"}},
		{"report: dissuaded at the door", true, noted("met at home"), reported(dispatch.MetDissuaded, 0),
			[]string{"contacted W1: reached", "finished W1: dissuaded met at home"}},
		{"report: lost", true, noted("too late"), reported(dispatch.Lost, 500), []string{"contacted W1: reached", "finished W1: lost too late"}},
		{"report: false alarm without words", true, noted(""), reported(dispatch.FalseAlarm, 0),
			[]string{"finished W1: false_alarm order 20261121-000001"}},
		{"report, warning already over", true, closedW, reported(dispatch.MetDissuaded, 0), nil},
		{"transfer: where the order is now", true, func(w *world) {
			o := w.orders["O1"]
			o.Unit = roomtest.West1
			w.orders["O1"] = o
		}, moved, []string{"moved W1: " + roomtest.West1}},
		{"transfer, warning closed", true, closedW, moved, nil},
		{"overdue: chased", true, nil, overdue(dispatch.SignBy, 1), []string{"chase O1 overdue: sign"}},
		{"nobody reacts", true, nil, playbook.Event{Kind: warning.EventClaimed, Subject: "W1"}, nil},
	}
}

// allStories are those of warnings and those of money.
func allStories() []story {
	return slices.Concat(stories(), moneyStories(), restrictStories(), endStories(), titleStories(), reviewStories(), circularStories(), callStories(), textStories(), lineStories(), upstreamStories(), dutyStories())
}

// TestReactions protects the playbook: every reaction has its effect, handled twice it has no other, and every kind of event
// that has a reaction is told here.
func TestReactions(t *testing.T) {
	told := map[string]bool{}
	for _, s := range allStories() {
		t.Run(s.name, func(t *testing.T) {
			told[s.event.Kind] = true
			w := prepared(t, s)
			for range 2 {
				check.NoError(t, w.book().Handle(context.Background(), s.event))
				check.Equal(t, w.log, s.want)
			}
		})
	}
	for _, r := range playbook.Reactions() {
		check.True(t, told[r.On], "no story of "+r.On)
	}
}

func prepared(t *testing.T, s story) *world {
	w := standing(t, s.order)
	if s.set != nil {
		s.set(w)
	}
	return w
}

// TestFailOnce protects the promise to the relay: whichever call of a reaction fails, before or after its effect, the error
// is retryable, and the repetition ends in the same state as if nothing had failed.
func TestFailOnce(t *testing.T) {
	for _, s := range allStories() {
		t.Run(s.name, func(t *testing.T) {
			good := prepared(t, s)
			check.NoError(t, good.book().Handle(context.Background(), s.event))
			for at := 1; at <= good.calls; at++ {
				for _, after := range []bool{false, true} {
					w := prepared(t, s)
					w.failAt, w.failAfter = at, after
					err := w.book().Handle(context.Background(), s.event)
					check.True(t, playbook.Retryable(err), fmt.Sprint("not retryable: ", err))
					check.NoError(t, w.book().Handle(context.Background(), s.event))
					sortedEqual(t, w.log, good.log)
					check.Equal(t, w.warnings, good.warnings)
					check.Equal(t, w.orders, good.orders)
					check.Equal(t, w.till, good.till)
				}
			}
		})
	}
}

// sortedEqual compares effects without their order: when the first of two reactions fails, the second comes first.
func sortedEqual(t *testing.T, got, want []string) {
	t.Helper()
	count := map[string]int{}
	for _, s := range got {
		count[s]++
	}
	for _, s := range want {
		count[s]--
	}
	for s, n := range count {
		if n != 0 {
			t.Errorf("effect %q: %+d", s, n)
		}
	}
}

// TestRefusals protects the relay from repeating what can never succeed: such errors are Refused and name the reaction.
func TestRefusals(t *testing.T) {
	for name, e := range map[string]playbook.Event{
		"no such warning":   {Seq: 7, Kind: warning.EventRaised, Subject: "W9"},
		"unreadable notice": {Seq: 7, Kind: warning.EventClosed, Subject: "W1", Body: []byte("{")},
		"unreadable order":  {Seq: 7, Kind: dispatch.EvOverdue, Subject: "O1", Body: []byte("[]")},
		"unreadable report": {Seq: 7, Kind: dispatch.EvReported, Subject: "O1", Body: []byte("")},
		"unreadable move":   {Seq: 7, Kind: dispatch.EvTransferred, Subject: "O1", Body: nil},
		"unreadable try":    {Seq: 7, Kind: dissuade.EvAttempted, Subject: "A1", Body: []byte("x")},
		"no such order":     {Seq: 7, Kind: dispatch.EvOverdue, Body: body(dispatch.EventBody{Order: "O9"})},
		"unknown result":    reported("magic", 0),
	} {
		t.Run(name, func(t *testing.T) {
			err := standing(t, true).book().Handle(context.Background(), e)
			var refused *playbook.Refused
			check.True(t, errors.As(err, &refused), fmt.Sprint("not refused: ", err))
			check.True(t, !playbook.Retryable(err), "retryable")
			check.True(t, refused.Reaction != "", "no reaction named")
		})
	}
	check.True(t, !playbook.Retryable(nil), "nothing to retry")
	w := standing(t, false)
	w.units[roomtest.East1] = dispatch.ErrStale
	check.True(t, playbook.Retryable(w.book().Handle(context.Background(), raised)), "a lost race is no refusal")
}

// TestResults protects the closing of warnings: every result a unit may report is an outcome.
func TestResults(t *testing.T) {
	for _, r := range dispatch.Results {
		w := standing(t, true)
		check.NoError(t, w.book().Handle(context.Background(), reported(r.Code, 0)))
		check.True(t, w.warnings["W1"].FinishedAt != 0, "not finished by "+string(r.Code))
		check.Equal(t, w.warnings["W1"].ReachedAt != 0, r.Reached)
	}
}
