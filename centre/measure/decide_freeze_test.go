package measure

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/term/when"
)

func good() ProposeCmd {
	return ProposeCmd{Order: "o1", Fen: 500_000, Basis: Basis{Case: "A9901010000002026110001", Document: "云公冻财字〔2026〕12号", SHA256: sum}}
}

func hold() Hold {
	return Hold{Order: "o1", Claim: "c1", Unit: county, Bank: "yh_bank", Account: "9900010000000000001", Holder: "张三", Kind: "person", Fen: 500_000}
}

func proposed(t testing.TB, cmd ProposeCmd) Freeze {
	t.Helper()
	f, err := propose(cmd, hold(), by("a", county, ""), shipped(t))
	check.NoError(t, err)
	return f
}

func active(t testing.TB) Freeze {
	t.Helper()
	f, err := proposed(t, good()).approve(by("b", county, ""), shipped(t))
	check.NoError(t, err)
	f, err = f.answer(BankAnswer{ExecutedAt: now, Fen: 400_000}, by("system", "", ""))
	check.NoError(t, err)
	return f
}

func TestPropose(t *testing.T) {
	r := shipped(t)
	for code, change := range map[string]func(*ProposeCmd){
		"measure.amount":           func(c *ProposeCmd) { c.Fen = 0 },
		"measure.more_than_traced": func(c *ProposeCmd) { c.Fen = 500_001 },
		"measure.basis_needed":     func(c *ProposeCmd) { c.Basis.Case = " " },
	} {
		c := good()
		change(&c)
		_, err := propose(c, hold(), by("a", county, ""), r)
		check.Fault(t, err, code)
	}
	for _, change := range []func(*Basis){
		func(b *Basis) { b.Document = "" }, func(b *Basis) { b.SHA256 = "abc" }, func(b *Basis) { b.SHA256 = strings.Repeat("g", 64) },
		func(b *Basis) { b.Document = "\x00" },
	} {
		c := good()
		change(&c.Basis)
		_, err := propose(c, hold(), by("a", county, ""), r)
		check.Fault(t, err, "measure.basis_needed")
	}
	f := proposed(t, good())
	check.Equal(t, []any{f.State, f.Months, f.Version, f.Unit, f.Claim}, []any{FreezeProposed, int64(6), int64(1), county, "c1"})
	c := good()
	c.Major = true
	check.Equal(t, proposed(t, c).Months, 12)
}

func TestApprove(t *testing.T) {
	r := shipped(t)
	major := good()
	major.Major = true
	for _, c := range []struct {
		cmd        ProposeCmd
		user, unit string
		want       string
	}{
		{good(), "a", county, "measure.same_person"},
		{good(), "b", station, "measure.approver_rank"},
		{good(), "b", "", "measure.approver_rank"},
		{good(), "b", county, ""},
		{good(), "b", city, ""},
		{good(), "b", province, ""},
		{major, "b", county, "measure.approver_rank"},
		{major, "b", city, ""},
		{major, "a", city, "measure.same_person"},
	} {
		f, err := proposed(t, c.cmd).approve(by(c.user, c.unit, ""), r)
		if c.want != "" {
			check.Fault(t, err, c.want)
			continue
		}
		check.NoError(t, err)
		check.Equal(t, []any{f.State, f.ApprovedBy, f.ApproverUnit}, []any{FreezeApproved, c.user, c.unit})
	}
	_, err := active(t).approve(by("b", county, ""), r)
	check.Fault(t, err, "measure.state")
}

func TestAnswer(t *testing.T) {
	r := shipped(t)
	f, err := proposed(t, good()).approve(by("b", county, ""), r)
	check.NoError(t, err)
	sys := by("system", "", "")
	for want, a := range map[string]BankAnswer{
		"measure.in_the_future":  {ExecutedAt: now + clockSkew + 1, Fen: 1},
		"measure.amount":         {ExecutedAt: now, Fen: 500_001},
		"measure.earlier_needed": {ExecutedAt: now, Earlier: &Earlier{}},
	} {
		_, err = f.answer(a, sys)
		check.Fault(t, err, want)
	}
	_, err = f.answer(BankAnswer{ExecutedAt: now}, sys)
	check.Fault(t, err, "measure.amount")
	_, err = f.answer(BankAnswer{Fen: 1}, sys)
	check.Fault(t, err, "measure.in_the_future")
	x, err := f.answer(BankAnswer{Refusal: "查无此户"}, sys)
	check.NoError(t, err)
	check.Equal(t, []any{x.State, x.EndReason}, []any{FreezeRejected, "查无此户"})
	w, err := f.answer(BankAnswer{ExecutedAt: now, Earlier: &Earlier{Organ: "某法院", Fen: 100, Until: now + when.Day}}, sys)
	check.NoError(t, err)
	check.Equal(t, []any{w.State, w.Frozen, w.ExpiresAt}, []any{FreezeWaiting, int64(0), AddMonths(now, 6)})
	later := sys
	later.At = now + 30*when.Day
	v, err := w.advance(BankAnswer{ExecutedAt: later.At, Fen: 300_000}, later)
	check.NoError(t, err)
	check.Equal(t, []any{v.State, v.Frozen, v.ExpiresAt}, []any{FreezeActive, int64(300_000), AddMonths(later.At, 6)})
	_, err = w.advance(BankAnswer{ExecutedAt: later.At}, later)
	check.Fault(t, err, "measure.amount")
	_, err = w.advance(BankAnswer{ExecutedAt: later.At + when.Day, Fen: 1}, later)
	check.Fault(t, err, "measure.in_the_future")
	later.At = w.ExpiresAt
	_, err = w.advance(BankAnswer{ExecutedAt: later.At, Fen: 1}, later)
	check.Fault(t, err, "measure.freeze_lapsed")
	_, err = f.advance(BankAnswer{ExecutedAt: now, Fen: 1}, sys)
	check.Fault(t, err, "measure.state")
}

// TestAnswerRenewal protects: a bank that does not renew leaves the freeze at its old end, and the freeze says so.
func TestAnswerRenewal(t *testing.T) {
	r := shipped(t)
	f := active(t)
	_, _, err := f.answerRenewal("")
	check.Fault(t, err, "measure.state")
	asked, err := f.askRenewal("续冻12号", by("a", county, ""))
	check.NoError(t, err)
	renewed, err := asked.renew(by("b", county, ""), r)
	check.NoError(t, err)
	check.Equal(t, []any{renewed.RenewedFrom, renewed.ExpiresAt}, []any{f.ExpiresAt, AddMonths(f.ExpiresAt, 6)})
	done, act, err := renewed.answerRenewal("")
	check.NoError(t, err)
	check.Equal(t, []any{act, done.ExpiresAt, done.RenewedFrom, done.RenewRefusal, done.Renewals},
		[]any{actConfirmRenewal, AddMonths(f.ExpiresAt, 6), when.Micros(0), "", int64(1)})
	refused, act, err := renewed.answerRenewal("too_late")
	check.NoError(t, err)
	check.Equal(t, []any{act, refused.ExpiresAt, refused.RenewedFrom, refused.RenewRefusal, refused.Renewals, refused.Version},
		[]any{actRejectRenewal, f.ExpiresAt, when.Micros(0), "too_late", int64(0), renewed.Version + 1})
	end := by("system", "", "")
	end.At = f.ExpiresAt
	lapsed, _, err := refused.tick(end, r)
	check.NoError(t, err)
	check.Equal(t, lapsed.State, FreezeLapsed)
	_, _, err = renewed.answerRenewal("a\x00")
	check.Fault(t, err, "measure.field")
}

func TestRenew(t *testing.T) {
	r := shipped(t)
	f := active(t)
	asker, head := by("a", county, ""), by("b", county, "")
	_, err := f.renew(head, r)
	check.Fault(t, err, "measure.renewal_not_asked")
	_, err = f.refuseRenewal(head)
	check.Fault(t, err, "measure.renewal_not_asked")
	_, err = f.askRenewal("", asker)
	check.Fault(t, err, "measure.basis_needed")
	asked, err := f.askRenewal("续冻12号", asker)
	check.NoError(t, err)
	_, err = asked.askRenewal("续冻13号", asker)
	check.Fault(t, err, "measure.renewal_asked")
	_, err = asked.renew(asker, r)
	check.Fault(t, err, "measure.same_person")
	_, err = asked.renew(by("b", station, ""), r)
	check.Fault(t, err, "measure.approver_rank")
	_, err = asked.refuseRenewal(head)
	check.Fault(t, err, "measure.reason_needed")
	head.Note = "无必要"
	refused, err := asked.refuseRenewal(head)
	check.NoError(t, err)
	check.Equal(t, refused.RenewAskedAt, 0)
	again, err := asked.renew(head, r)
	check.NoError(t, err)
	check.Equal(t, []any{again.ExpiresAt, again.Renewals, again.RenewAskedAt}, []any{AddMonths(f.ExpiresAt, 6), int64(1), when.Micros(0)})
	late := head
	late.At = f.ExpiresAt
	_, err = asked.renew(late, r)
	check.Fault(t, err, "measure.freeze_lapsed")
	_, err = f.askRenewal("续冻12号", late)
	check.Fault(t, err, "measure.freeze_lapsed")
	gone, act, err := asked.tick(late, r)
	check.NoError(t, err)
	check.Equal(t, []any{act, gone.State, gone.Frozen, gone.RenewAskedAt}, []any{actLapse, FreezeLapsed, int64(0), when.Micros(0)})
}

func TestLift(t *testing.T) {
	r := shipped(t)
	f := active(t)
	_, _, err := f.lift(-1, by("a", county, "x"))
	check.Fault(t, err, "measure.amount")
	for _, fen := range []int64{0, 100} {
		_, _, err = f.lift(fen, by("a", county, ""))
		check.Fault(t, err, "measure.reason_needed")
	}
	x, act, err := f.lift(100_000, by("a", county, "部分返还"))
	check.NoError(t, err)
	check.Equal(t, []any{act, x.State, x.Frozen}, []any{actReduce, FreezeActive, int64(300_000)})
	x, act, err = x.lift(300_000, by("a", county, "返还完毕"))
	check.NoError(t, err)
	check.Equal(t, []any{act, x.State, x.Frozen}, []any{actLift, FreezeLifted, int64(0)})
	_, _, err = x.lift(0, by("a", county, "再次"))
	check.Fault(t, err, "measure.state")

	_, err = f.unrelated(by("a", county, ""), r)
	check.Fault(t, err, "measure.reason_needed")
	u, err := f.unrelated(by("a", county, "与案件无关"), r)
	check.NoError(t, err)
	check.Equal(t, u.LiftBy, now+3*when.Day)
	_, err = u.askRenewal("续冻", by("a", county, ""))
	check.Fault(t, err, "measure.state")
	clock := by("system", "", "")
	clock.At = u.LiftBy - 1
	_, act, err = u.tick(clock, r)
	check.NoError(t, err)
	check.Equal(t, act, "")
	clock.At = u.LiftBy
	x, act, err = u.tick(clock, r)
	check.NoError(t, err)
	check.Equal(t, []any{act, x.State, x.Frozen}, []any{actLift, FreezeLifted, int64(0)})
}

func TestFreezeAlerts(t *testing.T) {
	r := shipped(t)
	f := active(t)
	clock := by("system", "", "")
	var said []int64
	for d := int64(200); d >= 0; d-- {
		clock.At = f.ExpiresAt - when.Micros(d)*when.Day
		next, act, err := f.tick(clock, r)
		check.NoError(t, err)
		if act == actAnnounce {
			said = append(said, d)
		}
		f = next
	}
	check.Equal(t, said, []int64{30, 7, 1})
	check.Equal(t, f.State, FreezeLapsed)
	f = active(t)
	clock.At = f.ExpiresAt - 2*when.Day
	next, act, err := f.tick(clock, r)
	check.NoError(t, err)
	check.Equal(t, []any{act, next.Announced}, []any{actAnnounce, int64(2)})
}

func TestAddMonths(t *testing.T) {
	at := func(s string) when.Micros {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, when.Zone)
		check.NoError(t, err)
		return when.Of(x)
	}
	for from, want := range map[string]string{
		"2026-11-18 19:06": "2027-05-18 19:06", "2026-08-31 00:00": "2027-02-28 00:00", "2027-08-31 23:59": "2028-02-29 23:59",
		"2026-12-31 07:00": "2027-06-30 07:00", "2026-07-01 00:30": "2027-01-01 00:30",
	} {
		check.Equal(t, AddMonths(at(from), 6), at(want))
	}
	rapid.Check(t, func(t *rapid.T) {
		x := when.Micros(rapid.Int64Range(0, 4_000_000_000).Draw(t, "at")) * when.Second
		m := rapid.Int64Range(1, 24).Draw(t, "months")
		y := AddMonths(x, m)
		if y <= x || y-x > when.Micros(m)*31*when.Day || y-x < when.Micros(m)*28*when.Day {
			t.Fatal(x, m, y)
		}
	})
}
