package roomtest

import (
	"fmt"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/notify"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Operator answers the hotline of a unit.
func Operator(unit string) access.Scope {
	return access.Scope{User: "jie", Name: "接线员", Unit: unit, Roles: []access.Role{access.Operator}}
}

// call is the subject of a call: c1 rang from the number of p1, of whom nothing else is known.
func call(n int) notify.Subject {
	ticket := fmt.Sprint("c", n)
	return notify.Subject{Target: notify.Caller(ticket), Ticket: ticket, Number: "JX20261118-000001", Unit: Station1}
}

// hand protects: what somebody sends goes once, as it was shown, past the bundling; it is refused at once, with its reason, by mute,
// repetition and budget, waits for the end of the quiet hours unless somebody waits on the line, and only who may sends it.
func hand(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	send := func(key, template string, to notify.Subject) notify.Message {
		t.Helper()
		m, err := d.Send(ctx, Operator(Station1), notify.SendCmd{Key: key, Template: template, To: to})
		check.NoError(t, err)
		return m
	}
	m := send("k1", "by_hand", call(1))
	check.Equal(t, []string{m.Ticket, m.By, m.ByName, m.Warning, string(m.State)}, []string{"c1", "jie", "接线员", "", "waiting"})
	check.Equal(t, send("k1", "by_hand", call(1)).ID, m.ID)
	_, err := d.Send(ctx, Operator(Station1), notify.SendCmd{Key: "k1", Template: "by_hand_rush", To: call(1)})
	check.Fault(t, err, "notify.key_reused")
	d.Work()
	given := d.Carrier.Given()
	check.Equal(t, len(given), 1)
	check.Equal(t, string(given[0].To), "+8619900000001")
	check.Equal(t, send("k2", "by_hand", call(1)).Reason, notify.Duplicate)
	list, err := d.Choices(ctx, Operator(Station1), call(1))
	check.NoError(t, err)
	check.Equal(t, len(list), 2)
	check.Equal(t, []notify.Reason{list[0].Refused, list[1].Refused}, []notify.Reason{notify.Duplicate, ""})
	check.Equal(t, list[0].Text, m.Text)
	for _, c := range []struct {
		template string
		to       notify.Subject
		fault    string
	}{
		{"warn_fund", call(1), "notify.template"}, // only upon an occasion
		{"by_hand_rush", notify.Subject{Target: "p1", Warning: "w-p1", Number: "YJ-1", Unit: Station1}, "notify.template"},       // only from a call
		{"by_hand", notify.Subject{Target: "p1", Warning: "w-p1", Number: "见 http://x.example", Unit: Station1}, "notify.field"}, // nothing of a stranger's
		{"by_hand", notify.Subject{Target: "", Warning: "w-p1", Number: "YJ-1", Unit: Station1}, "notify.field"},
	} {
		_, err = d.Send(ctx, Operator(Station1), notify.SendCmd{Key: "k3", Template: c.template, To: c.to})
		check.Fault(t, err, c.fault)
	}
	_, err = d.Send(ctx, Officer(Station1), notify.SendCmd{Key: "k3", Template: "by_hand", To: call(1)})
	check.Fault(t, err, "access.denied")
	d.Clock.Set(Start + 4*when.Hour) // 23:06
	warned := notify.Subject{Target: "p2", Warning: "w-p2", Number: "YJ-1", Unit: Station1}
	list, err = d.Choices(ctx, Officer(Station1), warned)
	check.NoError(t, err)
	check.Equal(t, []notify.Reason{list[0].Refused, list[0].Held}, []notify.Reason{"", notify.Quiet})
	held := send("k4", "by_hand", warned)
	rush := send("k5", "by_hand_rush", call(3))
	d.Work()
	check.Equal(t, d.Now(held.ID).Reason, notify.Quiet)
	check.Equal(t, d.Now(rush.ID).State, notify.Sent)
	_, err = d.Mute(ctx, Officer(Station1), notify.MuteCmd{Target: notify.Caller("c4"), Until: d.Clock.Now() + when.Hour, Why: "本人要求"})
	check.NoError(t, err)
	muted := send("k6", "by_hand_rush", call(4))
	check.Equal(t, []string{string(muted.State), string(muted.Reason)}, []string{"refused", "muted"})
	mutes, err := d.Mutes(ctx, Officer(East))
	check.NoError(t, err)
	check.Equal(t, len(mutes), 1)
	check.Equal(t, mutes[0].Why, "本人要求")
	mutes, err = d.Mutes(ctx, Officer(Station3))
	check.NoError(t, err)
	check.Equal(t, len(mutes), 0)
	d.After(2 * when.Hour)
	mutes, err = d.Mutes(ctx, Officer(East))
	check.NoError(t, err)
	check.Equal(t, len(mutes), 0)
}

// filters protects: each filter of the list finds what it names and nothing else, and the counts agree with the list.
func filters(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Accepted(Fund("c1", "p1"))
	d.After(when.Hour)
	d.Accepted(Contact("c2", "p2"))
	_, err := d.Send(ctx, Operator(Station1), notify.SendCmd{Key: "k", Template: "by_hand", To: call(3)})
	check.NoError(t, err)
	d.Accepted(Fund("c3", "q1"))
	for _, c := range []struct {
		f notify.Filter
		n int
	}{
		{notify.Filter{}, 4}, {notify.Filter{Template: "warn_fund"}, 2}, {notify.Filter{Unit: Station3}, 1}, {notify.Filter{Ticket: "c3"}, 1}, {notify.Filter{Ticket: "c4"}, 0},
		{notify.Filter{Since: Start + when.Hour}, 3}, {notify.Filter{Before: Start + when.Hour}, 1}, {notify.Filter{Since: Start, Before: Start + 1, Template: "warn_fund"}, 1},
		{notify.Filter{State: notify.Waiting, Unit: Station1}, 3}, {notify.Filter{State: notify.Sent}, 0},
	} {
		list, _, err := d.List(ctx, Officer(City), c.f)
		check.NoError(t, err)
		check.Equal(t, len(list), c.n)
		counts, err := d.Counts(ctx, Officer(City), c.f)
		check.NoError(t, err)
		var n int64
		for _, x := range counts {
			n += x.N
		}
		check.Equal(t, n, int64(c.n))
	}
}
