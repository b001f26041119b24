package playbook_test

import (
	"context"
	"fmt"

	"fanzha/base/access"
	"fanzha/centre/dissuade"
	"fanzha/centre/notify"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/playbook"
	"fanzha/term/when"
)

// texts is the world's room of text messages and its record of attempts: what has a cause or a key happens once.
type texts struct{ w *world }

// Accept implements playbook.Texts.
func (f texts) Accept(_ context.Context, c notify.AcceptCmd) (notify.Message, bool, error) {
	return notify.Message{}, true, f.once("text/"+c.Cause, fmt.Sprintf("write to %s of %s upon %s, %s %s", c.Target, c.Warning, c.On, c.Family, c.Level))
}

// Withdraw implements playbook.Texts.
func (f texts) Withdraw(_ context.Context, warning, target string) (int, error) {
	return 1, f.once("withdraw/"+warning, fmt.Sprintf("take back texts to %s of %s", target, warning))
}

// Record implements playbook.Attempts.
func (f texts) Record(_ context.Context, _ access.Scope, c dissuade.AttemptCmd) (dissuade.Attempt, []dissuade.Caution, error) {
	return dissuade.Attempt{}, nil, f.once("attempt/"+c.Key, fmt.Sprintf("attempt on %s: %s %s %v next %d", c.Warning, c.Channel, c.Outcome, c.Evidence, c.NextAt))
}

func (f texts) once(cause, line string) error {
	return f.w.call(func() error {
		if f.w.causes[cause] == "" {
			f.w.causes[cause] = "done"
			f.w.note("%s", line)
		}
		return nil
	})
}

// textStories are those of a centre that has a carrier of text messages.
func textStories() []story {
	carrier := func(more func(*world)) func(*world) {
		return func(w *world) {
			w.carrier = true
			if more != nil {
				more(w)
			}
		}
	}
	issued := "issue W1 to " + roomtest.East1 + " for 李** " + string(roomtest.Phone(1).Mask()) + ", medium contact"
	ended := func(s notify.State, detail string, next when.Micros) playbook.Event {
		return playbook.Event{Kind: notify.EventKind(s), Subject: "N1", Body: body(notify.EventBody{
			Message: "N1", Warning: "W1", State: s, Detail: detail, SentAt: roomtest.Start, DoneAt: roomtest.Start + 1, NextAt: next,
		})}
	}
	byCentre := body(dissuade.EventBody{Attempt: "A1", Warning: "W1", Channel: dissuade.SMS, Reached: true, By: access.System().User, At: roomtest.Start})
	return []story{
		{"raised: the person is written to", false, carrier(nil), raised, []string{issued, "write to T1 of W1 upon warning.raised, contact medium"}},
		{"level raised: written to again", true, carrier(urgentW), risen, []string{"escalate O1 to urgent", "write to T1 of W1 upon warning.level_raised, contact urgent"}},
		{"raised, but over: nothing is written", true, carrier(closedW), raised, nil},
		{"finished: texts that wait are taken back", false, carrier(closedW), finished, []string{"take back texts to T1 of W1"}},
		{"call not taken: written to", false, carrier(nil), playbook.Event{Kind: dissuade.EvAttempted, Body: attempt(dissuade.Call, false, "", 0)},
			[]string{"contacted W1: not reached", "write to T1 of W1 upon call.missed, contact medium"}},
		{"call taken: nothing is written", false, carrier(nil), playbook.Event{Kind: dissuade.EvAttempted, Body: attempt(dissuade.Call, true, "", 0)}, []string{"contacted W1: reached"}},
		{"text of the centre: no contact of an officer", false, carrier(nil), playbook.Event{Kind: dissuade.EvAttempted, Body: byCentre}, nil},
		{"text to a caller without a warning: no attempt", false, carrier(nil), playbook.Event{Kind: notify.EvDelivered, Subject: "N1", Body: body(notify.EventBody{
			Message: "N1", Ticket: "C1", State: notify.Delivered, SentAt: roomtest.Start, DoneAt: roomtest.Start + 1,
		})}, nil},
		{"text delivered: an attempt with its receipt", false, carrier(nil), ended(notify.Delivered, "", 0), []string{"attempt on W1: sms delivered [{receipt N1 delivered }] next 0"}},
		{"text not delivered: somebody tries another way", false, carrier(nil), ended(notify.Undelivered, "UNDELIV", 7), []string{"attempt on W1: sms failed [{receipt N1 undelivered UNDELIV}] next 7"}},
		{"text without receipt: sent", false, carrier(nil), ended(notify.Unconfirmed, "", 0), []string{"attempt on W1: sms sent [{receipt N1 unconfirmed }] next 0"}},
		{"text that the carrier refused: failed", false, carrier(nil), ended(notify.Failed, "0x0000000b", 7), []string{"attempt on W1: sms failed [{receipt N1 failed 0x0000000b}] next 7"}},
		{"no carrier: nothing is written", true, nil, playbook.Event{Kind: warning.EventRaised, Subject: "W1"}, nil},
	}
}
