package playbook_test

import (
	"fmt"

	"fanzha/centre/measure"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning/roomtest"
	"fanzha/playbook"
	"fanzha/term/when"
)

// curb puts restriction X1 into the world.
func curb(told measure.ToldState, change ...func(*measure.Restriction)) func(*world) {
	return func(w *world) {
		x := measure.Restriction{ID: "X1", Number: "BH1", Unit: "u", Bank: "yh_bank", Account: "990001", Person: "李四", Claim: "none", Limits: "non_counter", Told: measure.Told{State: told}}
		for _, c := range change {
			c(&x)
		}
		w.till.Curbs["X1"] = x
	}
}

func curbEvent(kind string, version int64) playbook.Event {
	return playbook.Event{Seq: version, Kind: kind, Subject: "X1", At: roomtest.Start,
		Body: body(measure.RestrictionBody{ID: "X1", Bank: "yh_bank", EndsAt: roomtest.Start + when.Day, Version: version})}
}

// curbed is what became of an instruction about X1.
func curbed(kind string, of stoppay.Kind, result stoppay.Result, refusal string) playbook.Event {
	return playbook.Event{Seq: 1, Kind: kind, Subject: "X1", At: roomtest.Start + when.Minute,
		Body: body(stoppay.EventBody{Measure: "X1", Message: "X1-v1", Bank: "yh_bank", Kind: of, Result: result, Refusal: refusal, Escalated: result == ""})}
}

// restrictStories are the reactions that carry a restriction to its bank and back.
func restrictStories() []story {
	until := roomtest.Start + when.Day
	released := fmt.Sprintf("restriction X1 released at %d", roomtest.Start+when.Minute)
	return []story{
		{"restriction imposed: ordered", false, curb(measure.ToldAsked), curbEvent(measure.EvRestrictionImposed, 1),
			[]string{fmt.Sprintf("restrict X1-v1 non_counter of 990001 until %d for BH1 under ab", until)}},
		{"restriction of a claim: under the claim's number", false, curb(measure.ToldAsked, func(x *measure.Restriction) { x.Claim = "C1" }), curbEvent(measure.EvRestrictionExtended, 2),
			[]string{fmt.Sprintf("restrict X1-v2 non_counter of 990001 until %d for BH1 under ab", until)}},
		{"restriction lifted: ordered lifted", false, curb(measure.ToldAsked), curbEvent(measure.EvRestrictionLifted, 3), []string{"lift X1-v3  of 990001 until 0 for BH1 under ab"}},
		{"restriction lifted that the bank had refused: nothing stands there", false, curb(measure.ToldRefused), curbEvent(measure.EvRestrictionLifted, 3),
			[]string{fmt.Sprintf("restriction X1 released at %d", roomtest.Start), "lift X1-v3  of 990001 until 0 for BH1 under ab"}},
		{"nobody's hand: the restriction shows that it went nowhere", false, func(w *world) {
			curb(measure.ToldAsked)(w)
			w.till.Nobody = true
		}, curbEvent(measure.EvRestrictionImposed, 1), []string{"X1 undelivered access.unit_not_found"}},
		{"a bank that nobody knows: the restriction shows it", false, curb(measure.ToldAsked, func(x *measure.Restriction) { x.Bank = "nowhere" }),
			curbEvent(measure.EvRestrictionImposed, 1), []string{"X1 undelivered stoppay.bank"}},
		{"done by the bank", false, curb(measure.ToldAsked), curbed(stoppay.EvInstructed, stoppay.KindRestrict, stoppay.ResultDone, ""), []string{"X1 done "}},
		{"refused by the bank", false, curb(measure.ToldAsked), curbed(stoppay.EvInstructed, stoppay.KindRestrict, stoppay.ResultRefused, "not_found"), []string{"X1 refused not_found"}},
		{"the bank is silent", false, curb(measure.ToldAsked), curbed(stoppay.EvUnanswered, stoppay.KindRestrict, "", ""), []string{"X1 silent "}},
		{"never delivered", false, curb(measure.ToldAsked), curbed(stoppay.EvFailed, stoppay.KindRestrict, "", ""), []string{"X1 undelivered undelivered"}},
		{"lifted by the bank: the objection knows", false, curb(measure.ToldAsked), curbed(stoppay.EvInstructed, stoppay.KindLift, stoppay.ResultDone, ""), []string{"X1 done ", released}},
		{"lifting refused: nothing was released", false, curb(measure.ToldAsked), curbed(stoppay.EvInstructed, stoppay.KindLift, stoppay.ResultRefused, "network"),
			[]string{"X1 refused network"}},
		{"lifting never delivered: it has ended by itself", false, curb(measure.ToldAsked), curbed(stoppay.EvFailed, stoppay.KindLift, "", ""),
			[]string{"X1 undelivered undelivered", released}},
		{"thaw unanswered: the freeze shows it", false, freeze(measure.FreezeLifted, 0), playbook.Event{Seq: 1, Kind: stoppay.EvUnanswered, Subject: "C1", At: roomtest.Start,
			Body: body(stoppay.EventBody{Order: "S1", Measure: "F1", Bank: "yh_bank", Kind: stoppay.KindThaw, Escalated: true})}, []string{"F1 thaw silent "}},
	}
}
