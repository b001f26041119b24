package counted

import (
	"math/rand/v2"
	"testing"

	"fanzha/centre/casefile"
	"fanzha/centre/dispatch"
	"fanzha/centre/govern"
	"fanzha/centre/stats"
	"fanzha/centre/stoppay/docket"
	"fanzha/centre/warning"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// told makes events of one kind each, in order, and counts them in order and in others: the figures are the same.
func told(t *testing.T, kinds []string, bodies []any) map[string]stats.Sum {
	t.Helper()
	var events []Event
	for i, kind := range kinds {
		events = append(events, Event{Seq: int64(i + 1), Kind: kind, Subject: "x", Unit: unit, At: day0 + when.Micros(i)*when.Day, Body: body(t, bodies[i])})
	}
	want := sums(t, events)
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		check.Equal(t, sums(t, events), want)
	}
	return want
}

// Protects: a rate has the same cases above and below the line: a withdrawn case counts as withdrawn and as nothing else, and neither does
// who was measured in it, what was seized and which cards were involved.
func TestWithdrawn(t *testing.T) {
	c := casefile.EventBody{
		ID: "A1", Unit: unit, Region: "990101", Fraud: "fake_loan", Scope: "telecom", State: casefile.Solved, FiledAt: day0, SolvedAt: day0 + when.Day, LossFen: 10_000, Version: 3,
		Suspects: []casefile.EventPerson{{ID: "P1", Measures: []casefile.EventMeasure{{Kind: "arrested", At: day0}, {Kind: "compulsory", At: day0}}}},
		Money:    []casefile.EventMoney{{ID: "M1", Kind: "returned", Fen: 500, At: day0}}, Exhibits: []casefile.EventThing{{ID: "X1", Kind: "phone", N: 2, At: day0}},
		Cards: []casefile.EventCard{{ID: "K1", Kind: "bank_card", Bank: "yh_bank", At: day0, Check: "ok", CheckedAt: day0}},
	}
	gone := c
	gone.State, gone.WithdrawnAt, gone.Version = casefile.Withdrawn, day0+2*when.Day, 4
	check.Equal(t, told(t, []string{casefile.EvSolved, casefile.EvWithdrawn}, []any{c, gone}), map[string]stats.Sum{"case.withdrawn": {N: 1, Fen: 10_000}})
	gone.Void = true
	check.Equal(t, told(t, []string{casefile.EvSolved, casefile.EvWithdrawn}, []any{c, gone}), map[string]stats.Sum{})
}

// Protects: a case that was taken out of a special action does not count for it any more, nor does what hangs on it; put in again, it does.
func TestTakenOut(t *testing.T) {
	in := casefile.EventBody{ID: "A1", Unit: unit, Region: "990101", Scope: "telecom", State: casefile.Filed, FiledAt: day0, LossFen: 700, Campaigns: []string{"断卡", "云剑"}, Version: 1}
	out := in
	out.Campaigns, out.CampaignsOut, out.Version = []string{"断卡"}, []string{"云剑"}, 2
	later := out
	later.CampaignsOut, later.LossFen, later.Version = nil, 900, 3
	got := told(t, []string{casefile.EvFiled, casefile.EvTagged, casefile.EvCorrected}, []any{in, out, later})
	check.Equal(t, got["case.filed.by_campaign"], stats.Sum{N: 1, Fen: 900})
	again := later
	again.Campaigns, again.Version = []string{"断卡", "云剑"}, 4
	got = told(t, []string{casefile.EvFiled, casefile.EvTagged, casefile.EvCorrected, casefile.EvTagged}, []any{in, out, later, again})
	check.Equal(t, got["case.filed.by_campaign"], stats.Sum{N: 2, Fen: 1800})
}

// Protects: what banks were ordered, have answered and have carried out is counted of the same orders, so that no rate of theirs passes a hundred; money
// that a second stop takes over counts once, what a supplement adds is new, and an account is one account. A reminder is no order.
func TestStopRates(t *testing.T) {
	order := func(id string, follows string, adds bool, held int64) docket.EventBody {
		return docket.EventBody{Claim: "C1", Unit: unit, OpenedAt: day0, Order: id, Bank: "yh_bank", Layer: 2, AskedFen: 1000, Follows: follows, Adds: adds,
			SealedAt: day0 + when.Minute, AnsweredAt: day0 + 2*when.Minute, HeldAt: day0 + 2*when.Day, TotalFen: held}
	}
	silent := order("S4", "", false, 0)
	silent.AnsweredAt, silent.HeldAt = 0, 0
	got := told(t, []string{docket.EvAnswered, docket.EvAnswered, docket.EvAnswered, docket.EvSilent, docket.EvSilent},
		[]any{order("S1", "", false, 900), order("S2", "S1", true, 500), order("S3", "S1", false, 900), silent, silent})
	check.Equal(t, got, map[string]stats.Sum{
		"claim.opened": {N: 1}, "stop.ordered": {N: 4, Fen: 3000}, "stop.answered": {N: 3}, "stop.answer_ms": {N: 180_000}, "stop.succeeded": {N: 3},
		"stop.held": {N: 1, Fen: 1400}, "stop.silent": {N: 1},
	})
}

// Protects: an occurrence of a duty is owed once, whether it was done, late, or first late and then done; done in time is none of the late.
func TestDutyOnce(t *testing.T) {
	term := func(id string, late bool) govern.EventBody {
		return govern.EventBody{ID: id, Unit: unit, Member: "edu", Period: "2026-10", Day: "2026-11-05", Due: "2026-11-03", N: 1, Late: late}
	}
	got := told(t, []string{govern.EvDutyOverdue, govern.EvDutyDone, govern.EvDutyDone, govern.EvDutyOverdue, govern.EvDutyDone},
		[]any{term("T1", false), term("T1", true), term("T2", false), term("T3", false), term("T4", true)})
	check.Equal(t, got, map[string]stats.Sum{"duty.overdue": {N: 2}, "duty.done": {N: 3}, "duty.due": {N: 4}, "duty.in_time": {N: 1}})
}

// Protects: what is left out of a base stands in the base it is taken from, also when it is known before its time is over; what was missed has a
// count of its own.
func TestLeftOut(t *testing.T) {
	visit := day0 + 10*when.Day
	of := func(id string, state dispatch.State, result dispatch.Result) dispatch.EventBody {
		return dispatch.EventBody{Order: id, Unit: unit, Family: "fund", Level: "urgent", State: state, Result: result, IssuedAt: day0, SignDue: visit, VisitDue: visit}
	}
	wrong := of("O1", dispatch.Reported, dispatch.FalseAlarm)
	wrong.SignedAt, wrong.ReportedAt = day0+1, day0+2
	back := of("O2", dispatch.Withdrawn, "")
	back.EndedAt = day0 + 3
	got := told(t, []string{dispatch.EvReported, dispatch.EvWithdrawn}, []any{wrong, back})
	check.Equal(t, got, map[string]stats.Sum{
		"order.issued": {N: 2}, "order.reported": {N: 1}, "order.withdrawn": {N: 1}, "order.face_due": {N: 2}, "order.face_out": {N: 2},
		"order.sign_due": {N: 1}, "order.signed_in_time": {N: 1}, "order.sign_out": {N: 1},
	})
	late := of("O3", dispatch.Issued, "")
	late.VisitDue = day0 - 1
	late.SignDue = late.VisitDue
	got = told(t, []string{dispatch.EvOverdue}, []any{late})
	check.Equal(t, got, map[string]stats.Sum{"order.issued": {N: 1}, "order.face_due": {N: 1}, "order.face_missed": {N: 1}, "order.sign_due": {N: 1}})
}

// Protects: money that was held because somebody was warned counts as held, and as held after a warning.
func TestHeldAfterWarning(t *testing.T) {
	b := docket.EventBody{Claim: "C1", Warning: "W1", Unit: unit, OpenedAt: day0, Order: "S1", Bank: "yh_bank", Layer: 1, AskedFen: 1000, SealedAt: day0 + 1,
		AnsweredAt: day0 + 2, HeldAt: day0 + 3, TotalFen: 900}
	got := told(t, []string{docket.EvHeld}, []any{b})
	check.Equal(t, got["stop.held_warned"], stats.Sum{N: 1, Fen: 900})
	check.Equal(t, got["stop.held"], stats.Sum{N: 1, Fen: 900})
	b.Warning = ""
	_, there := told(t, []string{docket.EvHeld}, []any{b})["stop.held_warned"]
	check.True(t, !there, "held without a warning")
}

// Protects: who was reached and turned out to be no victim is not among those whom a warning could keep from loss.
func TestReachedOut(t *testing.T) {
	n := warning.Notice{Warning: "W1", Unit: unit, Family: warning.Contact, Level: warning.High, OpenedAt: day0, ReachedAt: day0 + 1, FinishedAt: day0 + 2, Outcome: warning.FalseAlarm}
	got := told(t, []string{warning.EventClosed}, []any{n})
	check.Equal(t, got["warning.reached_out"], stats.Sum{N: 1})
	n.Outcome = warning.Dissuaded
	_, there := told(t, []string{warning.EventClosed}, []any{n})["warning.reached_out"]
	check.True(t, !there, "dissuaded is no false alarm")
}
