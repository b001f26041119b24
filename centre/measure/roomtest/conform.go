package roomtest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Opened is a fresh store with a look at what it emitted ("freeze.active m00001"), in order.
type Opened struct {
	Books
	Emitted func() []string
}

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, Opened){
		"life of a freeze":              freezeLife,
		"a renewal refused by its bank": renewalRefused,
		"the same money once":           once,
		"bank answers again":            answersAgain,
		"a freeze waits":                waits,
		"stale":                         stale,
		"restriction":                   restriction,
		"mark":                          marks,
		"objection against a hold":      objectionHold,
		"objection releases at once":    objectionReleases,
		"a rule decides":                ruleDecides,
		"missed clock":                  missed,
		"scopes":                        scopes,
		"rights":                        rights,
		"pages":                         pages,
		"figures":                       figures,
		"reveal":                        reveal,
		"two clocks at once":            twoClocks,
		"hostile texts and every word":  hostile,
	} {
		t.Run(name, func(t *testing.T) { fn(t, open(t)) })
	}
}

var ctx = context.Background()

// freezeLife protects: a freeze runs its six months, is renewed by two people before its end, and lapses when it is not.
func freezeLife(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	f := d.Froze(t, "o1")
	check.Equal(t, f.Number, "DJ20261118-000001")
	check.Equal(t, f.ExpiresAt, measure.AddMonths(Start, 6))
	check.Equal(t, f.Frozen, 400_000)
	d.After(t, f.ExpiresAt-10*when.Day-Start)
	f, err := d.Service.Freeze(ctx, Stop(East), f.ID)
	check.NoError(t, err)
	check.Equal(t, []any{f.State, f.Announced, f.Holder, string(f.Account)}, []any{measure.FreezeActive, int64(1), "张**", "990001****0001"})
	a := d.act(&f, "")
	a.Document = "云公续冻字〔2027〕3号"
	f, err = d.AskRenewal(ctx, Stop(East), a)
	check.NoError(t, err)
	_, err = d.RenewFreeze(ctx, Stop(East), d.act(&f, ""))
	check.Fault(t, err, "access.denied")
	f, err = d.RenewFreeze(ctx, Leader(East), d.act(&f, ""))
	check.NoError(t, err)
	check.Equal(t, f.ExpiresAt, measure.AddMonths(measure.AddMonths(Start, 6), 6))
	for range 2 {
		_, err = d.AnswerRenewal(ctx, "yh_bank", f.ID, "")
		check.NoError(t, err)
	}
	_, err = d.AnswerRenewal(ctx, "df_bank", f.ID, "")
	check.Fault(t, err, "measure.not_found")
	d.After(t, 20*when.Day)
	f, err = d.Service.Freeze(ctx, Stop(East), f.ID)
	check.NoError(t, err)
	check.Equal(t, f.State, measure.FreezeActive)
	a = d.act(&f, "")
	a.Document = "云公续冻字〔2027〕4号"
	f, err = d.AskRenewal(ctx, Stop(East), a)
	check.NoError(t, err)
	f, err = d.RefuseRenewal(ctx, Leader(East), d.act(&f, "案件已结"))
	check.NoError(t, err)
	d.After(t, 200*when.Day)
	f, err = d.Service.Freeze(ctx, Stop(East), f.ID)
	check.NoError(t, err)
	check.Equal(t, []any{f.State, f.Frozen, f.EndedBy}, []any{measure.FreezeLapsed, int64(0), "system"})
	check.Equal(t, told(s.Emitted(), 20), "freeze.proposed m00001, freeze.approved m00001, freeze.active m00001, freeze.expiring m00001, "+
		"freeze.renewal_asked m00001, freeze.renewed m00001, freeze.renewal_done m00001, freeze.renewal_asked m00001, freeze.renewal_refused m00001, freeze.lapsed m00001")
}

// renewalRefused protects: a renewal that the bank refuses is told to the freeze, whose clock stays at the old end.
func renewalRefused(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	f := d.Froze(t, "o1")
	old := f.ExpiresAt
	a := d.act(&f, "")
	a.Document = "云公续冻字〔2027〕3号"
	f, err := d.AskRenewal(ctx, Stop(East), a)
	check.NoError(t, err)
	f, err = d.RenewFreeze(ctx, Leader(East), d.act(&f, ""))
	check.NoError(t, err)
	for range 2 {
		_, err = d.AnswerRenewal(ctx, "yh_bank", f.ID, "too_late")
		check.NoError(t, err)
	}
	f, err = d.Service.Freeze(ctx, Stop(East), f.ID)
	check.NoError(t, err)
	check.Equal(t, []any{f.State, f.ExpiresAt, f.RenewRefusal, f.Renewals}, []any{measure.FreezeActive, old, "too_late", int64(0)})
	d.After(t, old-Start)
	f, err = d.Service.Freeze(ctx, Stop(East), f.ID)
	check.NoError(t, err)
	check.Equal(t, f.State, measure.FreezeLapsed)
	check.Equal(t, told(s.Emitted(), 20), "freeze.proposed m00001, freeze.approved m00001, freeze.active m00001, "+
		"freeze.renewal_asked m00001, freeze.renewed m00001, freeze.renewal_rejected m00001, freeze.lapsed m00001")
}

// once protects: the same money is not frozen twice, also not by two officers in the same moment; when one has ended another may.
func once(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Order("o1", East)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var made []measure.Freeze
	for range 8 {
		wg.Go(func() {
			f, err := d.ProposeFreeze(ctx, Stop(East), Proposal("o1"))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				made = append(made, f)
				return
			}
			if fault.CodeOf(err) != "measure.frozen_twice" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	check.Equal(t, len(made), 1)
	_, err := d.DeclineFreeze(ctx, Leader(East), d.act(&made[0], ""))
	check.Fault(t, err, "measure.reason_needed")
	_, err = d.DeclineFreeze(ctx, Leader(East), d.act(&made[0], "证据不足"))
	check.NoError(t, err)
	second, err := d.ProposeFreeze(ctx, Stop(East), Proposal("o1"))
	check.NoError(t, err)
	_, err = d.WithdrawFreeze(ctx, Stop(East), d.act(&second, "另案处理"))
	check.NoError(t, err)
	_, err = d.ProposeFreeze(ctx, Stop(East), Proposal("unknown"))
	check.Fault(t, err, "measure.not_found")
	_, err = d.ProposeFreeze(ctx, Stop(East), measure.ProposeCmd{})
	check.Fault(t, err, "measure.field")
}

// answersAgain protects: a bank that answers twice changes nothing, another bank's answer does not exist.
func answersAgain(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	f := d.Froze(t, "o1")
	answer := measure.BankAnswer{Freeze: f.ID, ExecutedAt: f.ExecutedAt, Fen: f.Frozen}
	again, err := d.AnswerFreeze(ctx, "yh_bank", answer)
	check.NoError(t, err)
	check.Equal(t, again.Version, f.Version)
	_, err = d.AnswerFreeze(ctx, "df_bank", answer)
	check.Fault(t, err, "measure.not_found")
	answer.Fen++
	_, err = d.AnswerFreeze(ctx, "yh_bank", answer)
	check.Fault(t, err, "measure.state")
	lifted, err := d.LiftFreeze(ctx, Stop(East), measure.Act{ID: f.ID, Version: f.Version, Fen: 100_000, Note: "部分返还"})
	check.NoError(t, err)
	check.Equal(t, lifted.Frozen, 300_000)
	u, err := d.UnrelatedFreeze(ctx, Stop(East), d.act(&lifted, "与案件无关"))
	check.NoError(t, err)
	check.Equal(t, u.LiftBy, Start+3*when.Day)
	check.Equal(t, d.After(t, 3*when.Day), 1)
	check.Equal(t, told(s.Emitted(), 3), "freeze.reduced m00001, freeze.unrelated m00001, freeze.lifted m00001")
}

// waits protects: a freeze behind an earlier one is recorded, comes into force later, and never waits without end.
func waits(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	made := func(order string) measure.Freeze {
		d.Order(order, East)
		f, err := d.ProposeFreeze(ctx, Stop(East), Proposal(order))
		check.NoError(t, err)
		f, err = d.ApproveFreeze(ctx, Leader(East), d.act(&f, ""))
		check.NoError(t, err)
		answer := measure.BankAnswer{Freeze: f.ID, ExecutedAt: Start, Earlier: &measure.Earlier{Organ: "某区法院", Fen: 900_000, Until: Start + 90*when.Day}}
		f, err = d.AnswerFreeze(ctx, "yh_bank", answer)
		check.NoError(t, err)
		again, err := d.AnswerFreeze(ctx, "yh_bank", answer)
		check.NoError(t, err)
		check.Equal(t, again, f)
		return f
	}
	one, two := made("o1"), made("o2")
	check.Equal(t, []any{one.State, one.Earlier.Organ, one.Frozen}, []any{measure.FreezeWaiting, "某区法院", int64(0)})
	d.After(t, 90*when.Day)
	one, err := d.AdvanceFreeze(ctx, "yh_bank", measure.BankAnswer{Freeze: one.ID, ExecutedAt: d.Clock.Now(), Fen: 200_000})
	check.NoError(t, err)
	check.Equal(t, []any{one.State, one.Frozen}, []any{measure.FreezeActive, int64(200_000)})
	d.After(t, 100*when.Day)
	two, err = d.Service.Freeze(ctx, Stop(East), two.ID)
	check.NoError(t, err)
	check.Equal(t, two.State, measure.FreezeLapsed)
	rejected := d.Froze(t, "o3")
	check.Equal(t, rejected.State, measure.FreezeActive)
}

// stale protects: of two who act on the same version one is refused.
func stale(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	f := d.Froze(t, "o1")
	_, err := d.LiftFreeze(ctx, Stop(East), measure.Act{ID: f.ID, Version: f.Version - 1, Note: "x"})
	check.Fault(t, err, "measure.stale")
	_, err = d.LiftFreeze(ctx, Stop(East), measure.Act{ID: f.ID, Note: "x"})
	check.Fault(t, err, "measure.field")
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 6 {
		wg.Go(func() {
			_, err := d.LiftFreeze(ctx, Stop(East), measure.Act{ID: f.ID, Version: f.Version, Fen: 1, Note: "x"})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			}
		})
	}
	wg.Wait()
	check.Equal(t, won, 1)
}

// restriction protects: the daily list, the extension, and the end by itself.
func restriction(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	x, err := d.ImposeRestriction(ctx, Stop(East), Impose("00002"))
	check.NoError(t, err)
	check.Equal(t, []string{x.Number, x.Unit, x.Person, string(x.Phone)}, []string{"BH20261118-000001", East, "李**", "138****8000"})
	_, err = d.ImposeRestriction(ctx, Stop(East), Impose("00002"))
	check.Fault(t, err, "measure.restricted_twice")
	y, err := d.ImposeRestriction(ctx, Stop(East), Impose("00003"))
	check.NoError(t, err)
	daily := func() int {
		list, _, err := d.Restrictions(ctx, Stop(East), measure.Filter{ReviewBy: d.Clock.Now() + 1})
		check.NoError(t, err)
		return len(list)
	}
	check.Equal(t, daily(), 0)
	check.Equal(t, d.After(t, 25*when.Hour), 2)
	check.Equal(t, daily(), 2)
	x, err = d.ReviewRestriction(ctx, Stop(East), measure.Act{ID: x.ID, Version: x.Version + 1, Note: "仍在通话"})
	check.NoError(t, err)
	check.Equal(t, daily(), 1)
	x, err = d.ExtendRestriction(ctx, Stop(East), measure.Act{ID: x.ID, Version: x.Version, Note: "仍在受骗"})
	check.NoError(t, err)
	check.Equal(t, x.EndsAt, Start+96*when.Hour)
	y, err = d.LiftRestriction(ctx, Stop(East), measure.Act{ID: y.ID, Version: y.Version + 1, Note: "本人已醒悟"})
	check.NoError(t, err)
	check.Equal(t, y.State, measure.RestrictionLifted)
	d.After(t, 72*when.Hour)
	x, err = d.Restriction(ctx, Stop(East), x.ID)
	check.NoError(t, err)
	check.Equal(t, x.State, measure.RestrictionEnded)
	_, err = d.ImposeRestriction(ctx, Stop(East), Impose("00002"))
	check.NoError(t, err)
	soon, _, err := d.Restrictions(ctx, Stop(East), measure.Filter{EndsBefore: d.Clock.Now() + 49*when.Hour, Account: "9900010000000000002", Bank: "yh_bank"})
	check.NoError(t, err)
	check.Equal(t, len(soon), 1)
}

// marks protects: one of a kind at a time, taken back with a reason, gone by itself.
func marks(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	cmd := measure.MarkCmd{Bank: "yh_bank", SubjectKind: measure.SubjectAccount, Subject: "9900010000000000007", Kind: measure.MarkClearedTrader, Source: "visit/1",
		Basis: "开票记录完整"}
	_, err := d.SetMark(ctx, Stop(East), cmd)
	check.Fault(t, err, "access.denied")
	m, err := d.SetMark(ctx, Leader(East), cmd)
	check.NoError(t, err)
	check.Equal(t, m.Subject, "990001****0007")
	_, err = d.SetMark(ctx, Leader(City), cmd)
	check.Fault(t, err, "measure.marked_twice")
	has := func(want bool) {
		yes, err := d.Marked(ctx, cmd.Subject, measure.MarkClearedTrader)
		check.NoError(t, err)
		check.Equal(t, yes, want)
	}
	has(true)
	_, err = d.RemoveMark(ctx, Leader(East), measure.Act{ID: m.ID, Version: m.Version})
	check.Fault(t, err, "measure.reason_needed")
	_, err = d.RemoveMark(ctx, Leader(East), measure.Act{ID: m.ID, Version: m.Version, Note: "资料不实"})
	check.NoError(t, err)
	has(false)
	person := measure.MarkCmd{SubjectKind: measure.SubjectPerson, Subject: "990101199001011234", Kind: measure.MarkLent, Source: "case/1", Basis: "出借三张卡"}
	p, err := d.SetMark(ctx, Leader(East), person)
	check.NoError(t, err)
	check.True(t, p.Subject != person.Subject, "masked")
	list, _, err := d.Marks(ctx, Leader(East), measure.Filter{Kind: measure.MarkLent, EndsBefore: p.EndsAt + 1})
	check.NoError(t, err)
	check.Equal(t, len(list), 1)
	check.Equal(t, d.After(t, 366*when.Day), 1)
	p, err = d.Service.Mark(ctx, Leader(East), p.ID)
	check.NoError(t, err)
	check.Equal(t, p.State, measure.MarkEnded)
}

// hostile protects: a text from outside is stored as it is, and does nothing.
func hostile(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Order("o1", East)
	cmd := Objection(measure.OfHold, "o1")
	cmd.Text = "'; drop table measure_objection; -- \x00 \xff =cmd|'/c calc'!A1"
	cmd.Evidence = []measure.Evidence{
		{Kind: "invoice", SHA256: Digest, Number: `"1"`, Fen: measure.FenMax, At: Start, Note: "<b>'\"\\"},
		{Kind: "other", SHA256: Digest, Note: "长"},
	}
	o, err := d.File(ctx, Leader(East), cmd)
	check.NoError(t, err)
	full, err := s.GetObjection(ctx, access.System(), o.ID)
	check.NoError(t, err)
	check.Equal(t, full.Text, "'; drop table measure_objection; -- \uFFFD \uFFFD =cmd|'/c calc'!A1")
	check.Equal(t, full.Evidence, cmd.Evidence)
	check.Equal(t, []string{full.Name, string(full.Phone)}, []string{cmd.Name, string(cmd.Phone)})
	status, err := d.Receipt(ctx, o.Receipt)
	check.NoError(t, err)
	check.Equal(t, status.Number, o.Number)
	for _, bad := range []string{"", "m00001", "receipt-other", "receipt-\x00"} {
		_, err = d.Receipt(ctx, bad)
		check.Fault(t, err, "measure.not_found")
	}
	check.Equal(t, fmt.Sprint(s.Emitted()), fmt.Sprint([]string{"objection.filed " + o.ID}))
}
