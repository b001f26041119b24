package playbook_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"fanzha/centre/measure"
	"fanzha/centre/sanction"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning/roomtest"
	"fanzha/internal/check"
	"fanzha/playbook"
	"fanzha/term/when"
)

// held puts a hold of 500 fen by stop order S1 of claim C1 into the world.
func held(w *world) {
	w.till.Holds["S1"] = stoppay.Order{ID: "S1", Claim: "C1", HoldState: stoppay.Holding, HeldFen: 500}
}

// freeze puts freeze F1 of 400 fen for S1 into the world.
func freeze(state measure.FreezeState, frozen int64) func(*world) {
	return func(w *world) {
		held(w)
		w.till.Freezes["F1"] = measure.Freeze{ID: "F1", Number: "DJ1", Order: "S1", Claim: "C1", Bank: "yh_bank", Fen: 400, Frozen: frozen, Months: 6, State: state,
			Basis: measure.Basis{Case: "A1", Document: "冻1号"}}
	}
}

// took makes the freeze stand in the place of the hold.
func took(state measure.FreezeState, frozen, standing int64) func(*world) {
	return func(w *world) {
		freeze(state, frozen)(w)
		w.till.Holds["S1"] = stoppay.Order{ID: "S1", Claim: "C1", HoldState: stoppay.Frozen, HeldFen: standing, FrozenFen: standing, Freeze: "F1"}
	}
}

func frozenEvent(kind string, version, frozen int64, ends when.Micros) playbook.Event {
	return playbook.Event{Seq: version, Kind: kind, Subject: "F1", At: roomtest.Start,
		Body: body(measure.FreezeBody{ID: "F1", Order: "S1", Claim: "C1", Bank: "yh_bank", Frozen: frozen, ExpiresAt: ends, Version: version})}
}

func objected(kind string, object measure.ObjectKind, fen int64) playbook.Event {
	return playbook.Event{Seq: 1, Kind: kind, Subject: "B1", At: roomtest.Start,
		Body: body(measure.ObjectionBody{ID: "B1", Number: "YY1", Object: object, ObjectID: "S1", Claim: "C1", Fen: fen})}
}

func instructed(result stoppay.Result, heldFen int64) playbook.Event {
	return playbook.Event{Seq: 1, Kind: stoppay.EvInstructed, Subject: "C1", At: roomtest.Start + when.Minute,
		Body: body(stoppay.EventBody{Order: "S1", Measure: "F1", Bank: "yh_bank", Result: result, Fen: 400, HeldFen: heldFen})}
}

// renewed makes the freeze wait for its bank's word on a renewal from the second day to a later end.
func renewed(w *world) {
	took(measure.FreezeActive, 300, 300)(w)
	f := w.till.Freezes["F1"]
	f.ExpiresAt, f.RenewedFrom = roomtest.Start+when.Hour, roomtest.Start+when.Day
	w.till.Freezes["F1"] = f
}

// answered is what became of a freeze's instruction.
func answered(kind string, result stoppay.Result, refusal string) playbook.Event {
	return playbook.Event{Seq: 1, Kind: kind, Subject: "C1", At: roomtest.Start + when.Minute,
		Body: body(stoppay.EventBody{Order: "S1", Measure: "F1", Message: "F1-v5", Bank: "yh_bank", Kind: stoppay.KindFreeze, Result: result, Refusal: refusal, Fen: 300})}
}

// moneyStories are the reactions of the money side.
func moneyStories() []story {
	until := measure.AddMonths(roomtest.Start, 6)
	order := func(kind string, version int, fen int64, end when.Micros) string {
		return fmt.Sprintf("%s F1-v%d %d of S1 until %d", kind, version, fen, end)
	}
	return []story{
		{"objection upheld: released at once", false, held, objected(measure.EvObjectionUpheld, measure.OfHold, 0), []string{"release 500 of S1: 异议成立 YY1"}},
		{"objection upheld in part", false, held, objected(measure.EvObjectionUpheld, measure.OfHold, 200), []string{"release 200 of S1: 异议成立 YY1"}},
		{"objection upheld for more than is left: all that is left", false, held, objected(measure.EvObjectionUpheld, measure.OfHold, 900),
			[]string{"release 500 of S1: 异议成立 YY1"}},
		{"objection missed: released at once", false, held, objected(measure.EvObjectionMissed, measure.OfHold, 0), []string{"release 500 of S1: 异议成立 YY1"}},
		{"objection upheld, the hold has ended by itself", false, func(w *world) {
			w.till.Holds["S1"] = stoppay.Order{ID: "S1", Claim: "C1", HoldState: stoppay.Expired}
		}, objected(measure.EvObjectionUpheld, measure.OfHold, 0), []string{fmt.Sprintf("hold S1 released at %d", roomtest.Start)}},
		{"objection upheld, all of the hold is on its way out", false, func(w *world) {
			w.till.Holds["S1"] = stoppay.Order{ID: "S1", Claim: "C1", HoldState: stoppay.ReleaseSent}
		}, objected(measure.EvObjectionUpheld, measure.OfHold, 0), nil},
		{"a hold ended by itself: the objection knows", false, held,
			playbook.Event{Seq: 1, Kind: stoppay.EvExpired, Subject: "C1", At: roomtest.Start, Body: body(stoppay.EventBody{Order: "S1"})},
			[]string{fmt.Sprintf("hold S1 released at %d", roomtest.Start)}},
		{"objection against a mark is no release", false, held, objected(measure.EvObjectionUpheld, measure.OfMark, 0), nil},
		{"released by the bank: the objection knows", false, held,
			playbook.Event{Seq: 1, Kind: stoppay.EvReleased, Subject: "C1", At: roomtest.Start, Body: body(stoppay.EventBody{Order: "S1"})},
			[]string{fmt.Sprintf("hold S1 released at %d", roomtest.Start)}},
		{"freeze approved: ordered for its term", false, freeze(measure.FreezeApproved, 0), frozenEvent(measure.EvFreezeApproved, 2, 0, 0),
			[]string{order("freeze", 2, 400, until)}},
		{"freeze renewed: what stands, to the new end", false, took(measure.FreezeActive, 300, 300), frozenEvent(measure.EvFreezeRenewed, 5, 300, until+1),
			[]string{order("freeze", 5, 300, until+1)}},
		{"freeze renewed: continues the freeze that the bank carried out last", false, func(w *world) {
			took(measure.FreezeActive, 300, 300)(w)
			w.till.Messages = []stoppay.Message{instruction("F1-v2", 1, stoppay.MessageDone), instruction("F1-v4", 3, stoppay.MessageDone),
				instruction("F1-v6", 4, stoppay.MessageFailed), instruction("F1-v10", 2, stoppay.MessageDone)}
		}, frozenEvent(measure.EvFreezeRenewed, 12, 300, until+1), []string{fmt.Sprintf("freeze F1-v12 300 of S1F1-v4 until %d", until+1)}},
		{"renewal refused by the bank: the freeze knows, the old end holds", false, renewed, answered(stoppay.EvInstructed, stoppay.ResultRefused, "too_late"),
			[]string{fmt.Sprintf("renewal of F1 too_late: until %d", roomtest.Start+when.Day)}},
		{"renewal done by the bank", false, renewed, answered(stoppay.EvInstructed, stoppay.ResultDone, ""),
			[]string{fmt.Sprintf("renewal of F1 done: until %d", roomtest.Start+when.Hour)}},
		{"renewal never delivered: not renewed", false, renewed, answered(stoppay.EvFailed, "", ""),
			[]string{fmt.Sprintf("renewal of F1 undelivered: until %d", roomtest.Start+when.Day)}},
		{"freeze never delivered: not executed", false, freeze(measure.FreezeApproved, 0), answered(stoppay.EvFailed, "", ""), []string{"F1 rejected 0 undelivered"}},
		{"a stop never delivered is no freeze's matter", false, held, playbook.Event{Seq: 1, Kind: stoppay.EvFailed, Subject: "C1", At: roomtest.Start,
			Body: body(stoppay.EventBody{Order: "S1", Kind: stoppay.KindStop})}, nil},
		{"freeze executed: its term runs from the bank's moment", false, freeze(measure.FreezeApproved, 0),
			executed(stoppay.KindFreeze, stoppay.ResultDone, 350), []string{fmt.Sprint("F1 active 350 since ", roomtest.Start+when.Second)}},
		{"thaw executed: the objection knows", false, freeze(measure.FreezeLifted, 0),
			executed(stoppay.KindThaw, stoppay.ResultDone, 0), []string{"F1 thaw done ", fmt.Sprintf("freeze F1 released at %d", roomtest.Start+when.Second)}},
		{"thaw refused: nothing was released, and the freeze shows it", false, freeze(measure.FreezeLifted, 0), executed(stoppay.KindThaw, stoppay.ResultRefused, 0),
			[]string{"F1 thaw refused refused"}},
		{"freeze executed: in force", false, freeze(measure.FreezeApproved, 0), instructed(stoppay.ResultDone, 350), []string{"F1 active 350 "}},
		{"freeze executed without a sum: the sum asked for", false, freeze(measure.FreezeApproved, 0), instructed(stoppay.ResultDone, 0), []string{"F1 active 400 "}},
		{"freeze refused", false, freeze(measure.FreezeApproved, 0), instructed(stoppay.ResultRefused, 0), []string{"F1 rejected 0 refused"}},
		{"a thaw answered is no answer to the freeze", false, freeze(measure.FreezeLifted, 0), instructed(stoppay.ResultDone, 0), nil},
		{"freeze in force: takes the hold over", false, freeze(measure.FreezeActive, 400), frozenEvent(measure.EvFreezeActive, 3, 400, until),
			[]string{"frozen 400 of S1 by F1"}},
		{"freeze reduced: the difference thawed", false, took(measure.FreezeActive, 300, 400), frozenEvent(measure.EvFreezeReduced, 4, 300, until),
			[]string{order("thaw", 4, 100, 0), "frozen 300 of S1 by F1"}},
		{"freeze reduced again: only the further difference", false, took(measure.FreezeActive, 250, 300), frozenEvent(measure.EvFreezeReduced, 5, 250, until),
			[]string{order("thaw", 5, 50, 0), "frozen 250 of S1 by F1"}},
		{"freeze lifted: thawed and over", false, took(measure.FreezeLifted, 0, 250), frozenEvent(measure.EvFreezeLifted, 6, 0, until),
			[]string{order("thaw", 6, 250, 0), "thawed S1"}},
		{"freeze lifted before it was in force: the bank is told, the hold stays", false, freeze(measure.FreezeLifted, 0), frozenEvent(measure.EvFreezeLifted, 6, 0, 0),
			[]string{order("thaw", 6, 400, 0)}},
		{"freeze lapsed: over", false, took(measure.FreezeLapsed, 0, 250), frozenEvent(measure.EvFreezeLapsed, 7, 0, until), []string{"thawed S1"}},
	}
}

// endStories are the ends of what is no money.
func endStories() []story {
	punished := func(state sanction.State) func(*world) {
		return func(w *world) { w.till.Sanctions["S1"] = state }
	}
	upheld := objected(measure.EvObjectionUpheld, measure.OfSanction, 0)
	out := []story{
		{"objection against a sanction upheld: revoked", false, punished(sanction.InForce), upheld, []string{"revoke S1: 异议成立 YY1"}},
		{"objection against a sanction upheld before it took effect", false, punished(sanction.Noticed), upheld, []string{"revoke S1: 异议成立 YY1"}},
		{"objection against a sanction upheld, it has ended by itself", false, punished(sanction.Ended), upheld, nil},
	}
	for kind, object := range map[string]measure.ObjectKind{
		measure.EvRestrictionEnded: measure.OfRestriction, measure.EvMarkRemoved: measure.OfMark,
		measure.EvMarkEnded: measure.OfMark, sanction.EvRevoked: measure.OfSanction, sanction.EvEnded: measure.OfSanction, sanction.EvAppealUpheld: measure.OfSanction,
	} {
		out = append(out, story{kind + ": the objection knows", false, nil, playbook.Event{Seq: 1, Kind: kind, Subject: "X1", At: roomtest.Start},
			[]string{fmt.Sprintf("%s X1 released at %d", object, roomtest.Start)}})
	}
	return out
}

// instruction is a freeze of F1 that a bank got at a minute.
func instruction(id string, minute when.Micros, state stoppay.MessageState) stoppay.Message {
	return stoppay.Message{Instruction: stoppay.Instruction{ID: id, Kind: stoppay.KindFreeze}, Order: "S1", Ref: "F1", State: state, DoneAt: roomtest.Start + minute*when.Minute}
}

// executed is a bank's answer that names its own moment.
func executed(kind stoppay.Kind, result stoppay.Result, heldFen int64) playbook.Event {
	return playbook.Event{Seq: 1, Kind: stoppay.EvInstructed, Subject: "C1", At: roomtest.Start + when.Minute, Body: body(stoppay.EventBody{
		Order: "S1", Measure: "F1", Bank: "yh_bank", Kind: kind, Result: result, Fen: 400, HeldFen: heldFen, ExecutedAt: roomtest.Start + when.Second})}
}

// TestMoneyRefusals protects the relay from repeating what can never succeed on the money side, and the money from a reaction that is
// given up because a room was away.
func TestMoneyRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		set func(*world)
		e   playbook.Event
	}{
		"unreadable objection":           {held, playbook.Event{Kind: measure.EvObjectionUpheld, Body: []byte("{")}},
		"unreadable freeze":              {held, playbook.Event{Kind: measure.EvFreezeApproved, Body: []byte("[]")}},
		"unreadable answer":              {held, playbook.Event{Kind: stoppay.EvInstructed, Body: []byte("x")}},
		"unreadable release":             {held, playbook.Event{Kind: stoppay.EvReleased}},
		"no such order":                  {nil, objected(measure.EvObjectionUpheld, measure.OfHold, 0)},
		"no such sanction":               {nil, objected(measure.EvObjectionUpheld, measure.OfSanction, 0)},
		"no such freeze":                 {held, frozenEvent(measure.EvFreezeApproved, 2, 0, 0)},
		"the hold has become a freeze":   {took(measure.FreezeActive, 400, 400), objected(measure.EvObjectionUpheld, measure.OfHold, 0)},
		"the bank froze more than asked": {freeze(measure.FreezeApproved, 0), instructed(stoppay.ResultDone, 401)},
		"another bank answers": {freeze(measure.FreezeApproved, 0), playbook.Event{Kind: stoppay.EvInstructed,
			Body: body(stoppay.EventBody{Order: "S1", Measure: "F1", Bank: "df_bank", Result: stoppay.ResultDone})}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(roomtest.Rules(t))
			if c.set != nil {
				c.set(w)
			}
			err := w.book().Handle(context.Background(), c.e)
			var refused *playbook.Refused
			check.True(t, errors.As(err, &refused) && !playbook.Retryable(err), fmt.Sprint("not refused: ", err))
			check.Equal(t, len(w.log), 0)
		})
	}
}
