package roomtest

import (
	"testing"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Restrict is a restriction of the victim's own account at a bank, under a measure.
func Restrict(measure, id string, now when.Micros) stoppay.DirectCmd {
	c := Cmd("x", now, Card(1, 1), 1)
	return stoppay.DirectCmd{ID: id, Kind: stoppay.KindRestrict, Number: "BH20261118-000001", Matter: "ZF20261118-000001", Measure: measure, Unit: East, Bank: "yh_bank",
		Account: PartyOf(Card(1, 9)), Limits: "non_counter", Until: now + 48*when.Hour, Basis: "反电信网络诈骗法第三十四条", Reason: "正在汇款", Officers: c.Officers, Document: c.Document}
}

// restrictions protects: a restriction goes the way of a stop order (sealed, once, answered), its bank's refusal and silence are told,
// only those see it whose matter it is, and its lifting ends it at the bank.
func restrictions(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	cmd := Restrict("m1", "m1-v1", Start)
	for range 2 {
		check.NoError(t, d.Direct(ctx, cmd))
	}
	d.work(t)
	d.work(t)
	check.Equal(t, s.Emitted(), []string{stoppay.EvInstructed})
	seen := func(scope access.Scope) []stoppay.Message {
		list, err := d.Instructions(ctx, scope, "m1")
		check.NoError(t, err)
		return list
	}
	list := seen(Operator(East))
	check.Equal(t, len(list), 1)
	check.Equal(t, string(list[0].Result), "done")
	check.Equal(t, list[0].RemindAt, when.Micros(0))
	for _, other := range []access.Scope{Operator(West), Liaison("hk_rural")} {
		check.Equal(t, len(seen(other)), 0)
	}
	check.Equal(t, len(seen(Liaison("yh_bank"))), 1)
	_, err := d.Instructions(ctx, access.Scope{User: "x", Unit: East}, "m1")
	check.Fault(t, err, "access.denied")

	lift := cmd
	lift.ID, lift.Kind, lift.Until, lift.Limits = "m1-v2", stoppay.KindLift, 0, ""
	check.NoError(t, d.Direct(ctx, lift))
	d.work(t)
	in, err := stoppay.ParseInstruction([]byte(d.Town.seen["m1-v2"])) // as the bank got it
	check.NoError(t, err)
	check.Equal(t, in.Parent, "m1-v1")
	check.Equal(t, count(s.Emitted(), stoppay.EvInstructed), 2)
	nobody := Restrict("m9", "m9-v1", Start)
	nobody.Bank = "nowhere"
	check.Fault(t, d.Direct(ctx, nobody), "stoppay.bank")
	refusedAndSilent(t, s, d)
	told(t, d)
}

// told protects a bank's list of everything: what it has answered long ago stands in it too, page by page, and no other bank's.
func told(t *testing.T, d *Desk) {
	t.Helper()
	first, next, err := d.Told(ctx, Liaison("yh_bank"), "", 1)
	check.NoError(t, err)
	check.Equal(t, []any{len(first), first[0].Kind, first[0].State, next != ""}, []any{1, stoppay.KindLift, stoppay.MessageDone, true})
	rest, next, err := d.Told(ctx, Liaison("yh_bank"), next, 1)
	check.NoError(t, err)
	check.Equal(t, []any{len(rest), rest[0].ID, rest[0].Limits, rest[0].Result, next}, []any{1, "m1-v1", "non_counter", stoppay.Result("done"), ""})
	others, _, err := d.Told(ctx, Liaison("xb_bank"), "", 10)
	check.NoError(t, err)
	check.Equal(t, []any{len(others), others[0].Refusal}, []any{1, "not_found"})
	_, _, err = d.Told(ctx, Liaison("xb_bank"), "-1", 10)
	check.Fault(t, err, "stoppay.cursor")
	_, _, err = d.Told(ctx, Operator(East), "", 10)
	check.Fault(t, err, "access.denied")
}

// refusedAndSilent goes on with a polling bank that says nothing, then refuses.
func refusedAndSilent(t *testing.T, s Opened, d *Desk) {
	t.Helper()
	cmd := Restrict("m2", "m2-v1", Start)
	cmd.Bank, cmd.Account = "xb_bank", PartyOf(Card(5, 9))
	check.NoError(t, d.Direct(ctx, cmd))
	check.Fault(t, d.RemindOf(ctx, Operator(West), "m2", "m2-v1"), "stoppay.not_found")
	page, err := d.Pending(ctx, "xb_bank", 0, 10)
	check.NoError(t, err)
	check.Equal(t, len(page), 1)
	for minute := range 22 {
		d.Clock.Set(Start + when.Micros(minute)*when.Minute)
		if minute == 9 {
			check.Fault(t, d.RemindOf(ctx, Operator(East), "m2", "m2-v1"), "stoppay.not_late")
		}
		d.tick(t)
		d.tick(t)
	}
	check.Equal(t, count(s.Emitted(), stoppay.EvUnanswered), 3) // 10, 15, 20 minutes
	check.NoError(t, d.RemindOf(ctx, Operator(East), "m2", "m2-v1"))
	for range 2 {
		_, err = d.Answer(ctx, "xb_bank", stoppay.Answer{ID: "a1", Message: "m2-v1", Seq: 1, At: d.Clock.Now(), Result: stoppay.ResultRefused, Refusal: "not_found", Final: true})
		check.NoError(t, err)
	}
	_, err = d.Answer(ctx, "xb_bank", stoppay.Answer{ID: "a1", Message: "m2-v1", Seq: 1, At: d.Clock.Now(), Result: stoppay.ResultDone, Final: true})
	check.Fault(t, err, "stoppay.answer_conflict")
	_, err = d.Answer(ctx, "yh_bank", stoppay.Answer{ID: "a2", Message: "m2-v1", Seq: 2, At: d.Clock.Now(), Result: stoppay.ResultDone, Final: true})
	check.Fault(t, err, "stoppay.not_found")
	left, err := d.Waiting(ctx, "xb_bank", 0, 10)
	check.NoError(t, err)
	check.Equal(t, len(left), 0) // its reminders went with the answer
	list, err := d.Instructions(ctx, access.System(), "m2")
	check.NoError(t, err)
	check.Equal(t, list[0].Refusal, "not_found")
	check.Equal(t, list[0].Reminders, 4)
	d.After(50 * when.Hour)
	d.tick(t)
	check.Equal(t, count(s.Emitted(), stoppay.EvUnanswered), 3)
}
