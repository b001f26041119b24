package roomtest

import (
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// objectionHold protects: the receipt, four eyes, and the event that asks for the release.
func objectionHold(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Order("o1", East)
	o, err := d.File(ctx, access.System(), Objection(measure.OfHold, "o1"))
	check.NoError(t, err)
	check.Equal(t, []any{o.Number, o.State, o.HumanBy, o.Unit, o.Bank}, []any{"YY20261118-000001", measure.ObjectionOpen, Start + 4*when.Hour, East, "yh_bank"})
	_, err = d.File(ctx, access.System(), Objection(measure.OfHold, "o1"))
	check.Fault(t, err, "measure.objected_twice")
	decide := measure.DecideCmd{ID: o.ID, Version: o.Version, Uphold: true, Reason: "工资收入，与案件无关"}
	_, err = d.Decide(ctx, Stop(East), decide)
	check.Fault(t, err, "access.denied")
	orderer := Leader(East)
	orderer.User = Stop(East).User
	_, err = d.Decide(ctx, orderer, decide)
	check.Fault(t, err, "measure.four_eyes")
	o, err = d.AddEvidence(ctx, Stop(East), measure.EvidenceCmd{ID: o.ID, Version: o.Version, Evidence: []measure.Evidence{{Kind: "payslip", SHA256: Digest}}})
	check.NoError(t, err)
	decide.Version = o.Version
	o, err = d.Decide(ctx, Leader(East), decide)
	check.NoError(t, err)
	check.Equal(t, []any{o.State, o.DecidedBy, o.Machine}, []any{measure.ObjectionUpheld, Leader(East).User, false})
	d.Clock.Set(Start + when.Hour)
	check.NoError(t, d.Released(ctx, measure.OfHold, "o1", Start+when.Hour))
	check.NoError(t, d.Released(ctx, measure.OfHold, "o1", Start+2*when.Hour))
	check.NoError(t, d.Released(ctx, measure.OfHold, "other", Start+2*when.Hour))
	o, err = d.Service.Objection(ctx, Leader(East), o.ID)
	check.NoError(t, err)
	check.Equal(t, []any{o.ReleasedAt, o.Name, o.Receipt}, []any{Start + when.Hour, "王**", ""})
	check.Equal(t, told(s.Emitted(), 9), "objection.filed m00001, objection.evidence m00001, objection.upheld m00001, objection.released m00001")
	again, err := d.File(ctx, access.System(), Objection(measure.OfHold, "o1"))
	check.NoError(t, err)
	receipt := again.Receipt
	_, err = d.Decide(ctx, Leader(East), measure.DecideCmd{ID: again.ID, Version: again.Version, Reason: "证据不足"})
	check.Fault(t, err, "measure.remedy_needed")
	again, err = d.Decide(ctx, Leader(East), measure.DecideCmd{ID: again.ID, Version: again.Version, Reason: "证据不足", Remedy: "可申请行政复议"})
	check.NoError(t, err)
	status, err := d.Receipt(ctx, receipt)
	check.NoError(t, err)
	check.Equal(t, []any{status.State, status.Remedy}, []any{measure.ObjectionRefused, "可申请行政复议"})
	_, err = d.WithdrawObjection(ctx, Leader(East), measure.Act{ID: again.ID, Version: again.Version, Note: "x"})
	check.Fault(t, err, "measure.state")
}

// objectionReleases protects: what this room keeps is released in the same transaction as the decision.
func objectionReleases(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	f := d.Froze(t, "o1")
	x, err := d.ImposeRestriction(ctx, Stop(East), Impose("00002"))
	check.NoError(t, err)
	m, err := d.SetMark(ctx, Leader(East), measure.MarkCmd{Bank: "yh_bank", SubjectKind: measure.SubjectAccount, Subject: "9900010000000000007",
		Kind: measure.MarkPassed, Source: "order/o1", Basis: "资金流经"})
	check.NoError(t, err)
	uphold := func(kind measure.ObjectKind, id string, fen int64) {
		o, err := d.File(ctx, access.System(), Objection(kind, id))
		check.NoError(t, err)
		_, err = d.Decide(ctx, Leader(City), measure.DecideCmd{ID: o.ID, Version: o.Version, Uphold: true, Fen: fen, Reason: "属实"})
		check.NoError(t, err)
	}
	own, err := d.File(ctx, access.System(), Objection(measure.OfFreeze, f.ID))
	check.NoError(t, err)
	_, err = d.Decide(ctx, Leader(East), measure.DecideCmd{ID: own.ID, Version: own.Version, Uphold: true, Reason: "属实"})
	check.Fault(t, err, "measure.four_eyes") // the county's leader approved the freeze
	_, err = d.WithdrawObjection(ctx, Stop(East), measure.Act{ID: own.ID, Version: own.Version, Note: "本人撤回"})
	check.NoError(t, err)
	uphold(measure.OfFreeze, f.ID, 100_000)
	got, err := s.GetFreeze(ctx, access.System(), f.ID)
	check.NoError(t, err)
	check.Equal(t, []any{got.State, got.Frozen}, []any{measure.FreezeActive, int64(300_000)})
	uphold(measure.OfFreeze, f.ID, 0)
	uphold(measure.OfRestriction, x.ID, 0)
	uphold(measure.OfMark, m.ID, 0)
	got, err = s.GetFreeze(ctx, access.System(), f.ID)
	check.NoError(t, err)
	check.Equal(t, []any{got.State, got.Frozen}, []any{measure.FreezeLifted, int64(0)})
	x, err = d.Restriction(ctx, Stop(East), x.ID)
	check.NoError(t, err)
	check.Equal(t, x.State, measure.RestrictionLifted)
	m, err = d.Service.Mark(ctx, Stop(East), m.ID)
	check.NoError(t, err)
	check.Equal(t, m.State, measure.MarkRemoved)
	for kind, id := range map[measure.ObjectKind]string{measure.OfFreeze: f.ID, measure.OfRestriction: x.ID, measure.OfMark: m.ID} {
		_, err = d.File(ctx, access.System(), Objection(kind, id))
		check.Fault(t, err, "measure.object_ended")
	}
	for _, kind := range []measure.ObjectKind{measure.OfFreeze, measure.OfRestriction, measure.OfMark, measure.OfHold, measure.OfSanction} {
		_, err = d.File(ctx, access.System(), Objection(kind, "none"))
		check.Fault(t, err, "measure.not_found")
	}
	_, err = d.File(ctx, access.System(), Objection("refund", "none"))
	check.Fault(t, err, "measure.field")
}

// ruleDecides protects: a cleared trader with a matching invoice has his money in the same moment, also when the invoice comes later.
func ruleDecides(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	invoice := measure.Evidence{Kind: "invoice", SHA256: Digest, Number: "24312000000012345678", Fen: 500_000, At: Start}
	for _, id := range []string{"o1", "o2"} {
		h := d.Order(id, East)
		obj, err := d.Around.Object(ctx, measure.OfHold, id)
		check.NoError(t, err)
		obj.Cleared = true
		d.Around.Put(h, obj)
	}
	cmd := Objection(measure.OfHold, "o1")
	cmd.Ground, cmd.Evidence = "merchant", []measure.Evidence{invoice}
	o, err := d.File(ctx, access.System(), cmd)
	check.NoError(t, err)
	check.Equal(t, []any{o.State, o.Machine, o.DecidedAt, o.DecidedBy}, []any{measure.ObjectionUpheld, true, Start, "system"})
	cmd = Objection(measure.OfHold, "o2")
	cmd.Ground = "merchant"
	o, err = d.File(ctx, access.System(), cmd)
	check.NoError(t, err)
	check.Equal(t, o.State, measure.ObjectionOpen)
	d.Clock.Set(Start + 10*when.Minute)
	o, err = d.AddEvidence(ctx, Leader(East), measure.EvidenceCmd{ID: o.ID, Version: o.Version, Evidence: []measure.Evidence{invoice}})
	check.NoError(t, err)
	check.Equal(t, []any{o.State, o.Machine}, []any{measure.ObjectionUpheld, true})
	f := d.Froze(t, "o3")
	_, err = d.SetMark(ctx, Leader(City), measure.MarkCmd{Bank: "yh_bank", SubjectKind: measure.SubjectAccount, Subject: "9900010000000000001",
		Kind: measure.MarkClearedTrader, Source: "visit/1", Basis: "开票记录完整"})
	check.NoError(t, err)
	cmd = Objection(measure.OfFreeze, f.ID)
	cmd.Ground, cmd.Evidence = "merchant", []measure.Evidence{invoice}
	o, err = d.File(ctx, access.System(), cmd)
	check.NoError(t, err)
	check.Equal(t, o.State, measure.ObjectionOpen) // the credit behind a freeze is not known here: a person decides
}

// missed protects: a hold is released when nobody decided in time; a freeze is not, but its leader is told, once.
func missed(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Order("o1", East)
	_, err := d.File(ctx, access.System(), Objection(measure.OfHold, "o1"))
	check.NoError(t, err)
	f := d.Froze(t, "o2")
	_, err = d.File(ctx, access.System(), Objection(measure.OfFreeze, f.ID))
	check.NoError(t, err)
	check.Equal(t, d.After(t, 4*when.Hour-1), 0)
	check.Equal(t, d.After(t, 1), 2)
	check.Equal(t, d.After(t, when.Hour), 0)
	check.Equal(t, told(s.Emitted(), 2), "objection.missed m00001, objection.overdue m00004")
}

// scopes protects: another county sees nothing, the city sees all, a bank's liaison his own bank's objections and freezes alone.
func scopes(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	f := d.Froze(t, "o1")
	o, err := d.File(ctx, Stop(East), Objection(measure.OfHold, "o1"))
	check.NoError(t, err)
	x, err := d.ImposeRestriction(ctx, Stop(East), Impose("00002"))
	check.NoError(t, err)
	m, err := d.SetMark(ctx, Leader(East), measure.MarkCmd{Bank: "yh_bank", SubjectKind: measure.SubjectAccount, Subject: "9900010000000000007",
		Kind: measure.MarkPassed, Source: "order/o1", Basis: "资金流经"})
	check.NoError(t, err)
	seen := func(scope access.Scope) [8]bool {
		var out [8]bool
		a, _, err1 := d.Freezes(ctx, scope, measure.Filter{})
		b, _, err2 := d.Restrictions(ctx, scope, measure.Filter{})
		c, _, err3 := d.Marks(ctx, scope, measure.Filter{})
		e, _, err4 := d.Objections(ctx, scope, measure.Filter{})
		for _, err := range []error{err1, err2, err3, err4} {
			check.NoError(t, err)
		}
		out[0], out[1], out[2], out[3] = len(a) == 1, len(b) == 1, len(c) == 1, len(e) == 1
		_, err1 = d.Service.Freeze(ctx, scope, f.ID)
		_, err2 = d.Restriction(ctx, scope, x.ID)
		_, err3 = d.Service.Mark(ctx, scope, m.ID)
		_, err4 = d.Service.Objection(ctx, scope, o.ID)
		out[4], out[5], out[6], out[7] = err1 == nil, err2 == nil, err3 == nil, err4 == nil
		return out
	}
	all, none := [8]bool{true, true, true, true, true, true, true, true}, [8]bool{}
	for _, c := range []struct {
		scope access.Scope
		want  [8]bool
	}{
		{Leader(East), all}, {Leader(City), all}, {access.System(), all}, {Leader(West), none}, {Leader(Station1), none},
		{Liaison("yh_bank"), all}, {Liaison("df_bank"), none},
	} {
		check.Equal(t, seen(c.scope), c.want)
	}
	_, err = d.LiftFreeze(ctx, Stop(West), measure.Act{ID: f.ID, Version: f.Version, Note: "x"})
	check.Fault(t, err, "measure.not_found")
	_, err = d.ProposeFreeze(ctx, Stop(West), Proposal("o1"))
	check.Fault(t, err, "measure.not_found")
	_, err = d.ImposeRestriction(ctx, Stop(West), measure.ImposeCmd{Unit: East})
	check.Fault(t, err, "measure.not_found")
	_, err = d.SetMark(ctx, Leader(West), measure.MarkCmd{Unit: East})
	check.Fault(t, err, "measure.not_found")
	for _, scope := range []access.Scope{Stop(West), Liaison("df_bank")} {
		_, err = d.File(ctx, scope, Objection(measure.OfMark, m.ID))
		check.Fault(t, err, "measure.not_found")
	}
	_, err = d.File(ctx, Liaison("yh_bank"), Objection(measure.OfMark, m.ID))
	check.NoError(t, err)
}

// rights protects: every command is refused to who lacks its right.
func rights(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	nobody := access.Scope{User: "n", Unit: City, Roles: []access.Role{access.SystemAdmin}}
	one := func(_ any, err error) error { return err }
	two := func(_ any, _ string, err error) error { return err }
	for _, err := range []error{
		one(d.ProposeFreeze(ctx, nobody, Proposal("o1"))), one(d.ApproveFreeze(ctx, nobody, measure.Act{})), one(d.DeclineFreeze(ctx, nobody, measure.Act{})),
		one(d.WithdrawFreeze(ctx, nobody, measure.Act{})), one(d.AskRenewal(ctx, nobody, measure.Act{})), one(d.RenewFreeze(ctx, nobody, measure.Act{})),
		one(d.RefuseRenewal(ctx, nobody, measure.Act{})), one(d.UnrelatedFreeze(ctx, nobody, measure.Act{})), one(d.LiftFreeze(ctx, nobody, measure.Act{})),
		one(d.Service.Freeze(ctx, nobody, "x")), two(d.Freezes(ctx, nobody, measure.Filter{})), one(d.ImposeRestriction(ctx, nobody, Impose("1"))),
		one(d.ExtendRestriction(ctx, nobody, measure.Act{})), one(d.ReviewRestriction(ctx, nobody, measure.Act{})),
		one(d.LiftRestriction(ctx, nobody, measure.Act{})), one(d.Restriction(ctx, nobody, "x")), two(d.Restrictions(ctx, nobody, measure.Filter{})),
		one(d.SetMark(ctx, nobody, measure.MarkCmd{})), one(d.RemoveMark(ctx, nobody, measure.Act{})), one(d.Service.Mark(ctx, nobody, "x")),
		two(d.Marks(ctx, nobody, measure.Filter{})), one(d.File(ctx, nobody, measure.FileCmd{})), one(d.AddEvidence(ctx, nobody, measure.EvidenceCmd{})),
		one(d.Decide(ctx, nobody, measure.DecideCmd{})), one(d.WithdrawObjection(ctx, nobody, measure.Act{})), one(d.Service.Objection(ctx, nobody, "x")),
		two(d.Objections(ctx, nobody, measure.Filter{})), one(d.Service.Figures(ctx, nobody, measure.Span{})), one(d.Reveal(ctx, nobody, measure.RevealCmd{})),
	} {
		check.Fault(t, err, "access.denied")
	}
}

// pages protects: a list is walked without gaps or doubles, open objections the oldest first.
func pages(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	var want []string
	for i := range 7 {
		id := string(rune('a' + i))
		d.Order(id, East)
		d.Clock.Set(Start + when.Micros(i/2)*when.Minute)
		o, err := d.File(ctx, access.System(), Objection(measure.OfHold, id))
		check.NoError(t, err)
		want = append(want, o.ID)
	}
	walk := func(f measure.Filter) []string {
		var out []string
		for {
			list, next, err := d.Objections(ctx, Leader(East), f)
			check.NoError(t, err)
			for _, o := range list {
				out = append(out, o.ID)
			}
			if next == "" {
				return out
			}
			f.Cursor = next
		}
	}
	check.Equal(t, walk(measure.Filter{Limit: 2, States: []string{"open"}}), want)
	back := walk(measure.Filter{Limit: 3, Object: measure.OfHold})
	for i := range back {
		check.Equal(t, back[i], want[len(want)-1-i])
	}
	check.Equal(t, len(back), 7)
	check.Equal(t, len(walk(measure.Filter{ObjectID: "c", Claim: "claim-c", Bank: "yh_bank"})), 1)
	check.Equal(t, len(walk(measure.Filter{States: []string{"upheld", "missed"}})), 0)
	_, _, err := d.Objections(ctx, Leader(East), measure.Filter{Order: "x"})
	check.Fault(t, err, "measure.field")
	list, _, err := d.Freezes(ctx, Leader(East), measure.Filter{Order: "a", Account: "x", EndsBefore: 1, States: []string{"active"}})
	check.NoError(t, err)
	check.Equal(t, len(list), 0)
}

// figures protects: what counts as a wrong hold, and how long it lasted.
func figures(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	f, err := d.Service.Figures(ctx, Leader(East), measure.Span{})
	check.NoError(t, err)
	check.Equal(t, f, measure.Figures{MedianRelease: -1})
	file := func(id string) measure.Objection {
		d.Order(id, East)
		o, err := d.File(ctx, access.System(), Objection(measure.OfHold, id))
		check.NoError(t, err)
		return o
	}
	a, b, c, e := file("a"), file("b"), file("c"), file("e")
	file("f")
	decide := func(o measure.Objection, after when.Micros, uphold bool) {
		d.Clock.Set(Start + after)
		_, err := d.Decide(ctx, Leader(East), measure.DecideCmd{ID: o.ID, Version: 1, Uphold: uphold, Reason: "查明", Remedy: "可申请复议"})
		check.NoError(t, err)
	}
	decide(a, 10*when.Minute, true)
	check.NoError(t, d.Released(ctx, measure.OfHold, "a", Start+12*when.Minute))
	decide(b, 20*when.Minute, true)
	decide(c, 30*when.Minute, false)
	_, err = d.WithdrawObjection(ctx, Leader(East), measure.Act{ID: e.ID, Version: 1, Note: "撤回"})
	check.NoError(t, err)
	d.After(t, 5*when.Hour) // f is missed, at the tick
	f, err = d.Service.Figures(ctx, Leader(City), measure.Span{From: Start, To: Start + 1})
	check.NoError(t, err)
	check.Equal(t, f, measure.Figures{Filed: 5, Upheld: 2, Refused: 1, Missed: 1, Withdrawn: 1, WrongHeld: 3, MedianRelease: 20, LatestRelease: 330})
	f, err = d.Service.Figures(ctx, Leader(West), measure.Span{})
	check.NoError(t, err)
	check.Equal(t, f.Filed, 0)
	f, err = d.Service.Figures(ctx, Leader(City), measure.Span{From: Start + 1})
	check.NoError(t, err)
	check.Equal(t, f.Filed, 0)
}

// reveal protects: a masked value is shown for a reason only, and not beyond the jurisdiction.
func reveal(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	f := d.Froze(t, "o1")
	x, err := d.ImposeRestriction(ctx, Stop(East), Impose("00002"))
	check.NoError(t, err)
	o, err := d.File(ctx, Leader(East), Objection(measure.OfHold, "o1"))
	check.NoError(t, err)
	m, err := d.SetMark(ctx, Leader(East), measure.MarkCmd{Bank: "yh_bank", SubjectKind: measure.SubjectAccount, Subject: "9900010000000000007",
		Kind: measure.MarkPassed, Source: "order/o1", Basis: "资金流经"})
	check.NoError(t, err)
	for _, c := range []struct{ object, id, field, want string }{
		{"freeze", f.ID, "name", "张三丰"}, {"freeze", f.ID, "account", "9900010000000000001"}, {"restriction", x.ID, "phone", "+8613800138000"},
		{"mark", m.ID, "subject", "9900010000000000007"}, {"objection", o.ID, "name", "王五常"},
	} {
		cmd := measure.RevealCmd{Object: c.object, ID: c.id, Field: c.field, Reason: "制作文书"}
		got, err := d.Reveal(ctx, Leader(East), cmd)
		check.NoError(t, err)
		check.Equal(t, got, c.want)
		_, err = d.Reveal(ctx, Leader(West), cmd)
		check.Fault(t, err, "measure.not_found")
		cmd.Reason = ""
		_, err = d.Reveal(ctx, Leader(East), cmd)
		check.Fault(t, err, "measure.reason_needed")
		cmd.Reason, cmd.Field = "x", "salary"
		_, err = d.Reveal(ctx, Leader(East), cmd)
		check.Fault(t, err, "measure.field")
	}
	_, err = d.Reveal(ctx, Leader(East), measure.RevealCmd{Object: "case", Reason: "x"})
	check.Fault(t, err, "measure.field")
}

// twoClocks protects: copies that tick at the same moment end each thing once.
func twoClocks(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	const n = 6
	for i := range n {
		_, err := d.ImposeRestriction(ctx, Stop(East), Impose("1000"+string(rune('0'+i))))
		check.NoError(t, err)
	}
	d.Clock.Set(Start + 49*when.Hour)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 4 {
		wg.Go(func() {
			got, err := d.Tick(ctx)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			done += got
		})
	}
	wg.Wait()
	check.Equal(t, done, n)
	check.Equal(t, len(s.Emitted()), 2*n)
}
