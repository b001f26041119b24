package counted

import (
	"slices"
	"strconv"

	"fanzha/centre/measure"
	"fanzha/centre/sanction"
	"fanzha/centre/stats"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/docket"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

// ofClaim counts a claim and, where the event is about one, its stop order.
func ofClaim(e Event) ([]stats.Fact, error) {
	b, err := docket.ParseEvent(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "claim/" + b.Claim}}
	t.base.Sides[stats.FraudType] = b.Fraud
	t.add("claim.opened", b.Claim, b.OpenedAt, fen(b.LossFen))
	switch e.Kind {
	case stoppay.EvWithdrawn:
		t.add("claim.withdrawn", b.Claim, e.At)
	case stoppay.EvLapsed:
		t.add("claim.lapsed", b.Claim, e.At)
	case stoppay.EvBack:
		t.add("claim.back", b.Claim+"."+number(e.Seq), e.At, fen(b.Fen))
		return t.out, nil // its order is only named
	}
	if b.Order != "" && b.SealedAt > 0 {
		t.stop(e, b)
	}
	return t.out, nil
}

// stop counts one order to a bank. Every order is one that its bank owes an answer to, whether it begins, adds to or continues a stop: what was
// ordered, answered and carried out is counted of the same orders, on the day of the order, so that no rate of them passes a hundred. A hold
// that adds to or continues another is no new account; its money counts where it is new. Reminders are no orders.
func (t *things) stop(e Event, b docket.EventBody) {
	bank, layer := side(stats.Bank, b.Bank), side(stats.Level, strconv.Itoa(b.Layer))
	result := side(stats.Result, string(b.Result))
	fresh := int64(1) // accounts
	asked, kept := b.AskedFen, b.TotalFen
	if b.Follows != "" {
		fresh = 0
		if !b.Adds {
			asked, kept = 0, 0
		}
	}
	t.add("stop.ordered", b.Order, b.SealedAt, bank, layer, result, fen(asked))
	ms, answered := milliseconds(b.SealedAt, b.AnsweredAt)
	if answered {
		t.add("stop.answered", b.Order, b.SealedAt, bank, layer, result)
		t.add("stop.answer_ms", b.Order, b.SealedAt, bank, layer, pieces(ms))
	}
	if b.HeldAt > 0 {
		t.add("stop.succeeded", b.Order, b.SealedAt, bank, layer, result)
	}
	if b.HeldAt > 0 && (fresh > 0 || kept > 0) {
		t.add("stop.held", b.Order, b.HeldAt, bank, layer, result, pieces(fresh), fen(kept))
		if b.Warning != "" {
			t.add("stop.held_warned", b.Order, b.HeldAt, bank, layer, result, pieces(fresh), fen(kept))
		}
	}
	ms, held := milliseconds(b.OpenedAt, b.HeldAt)
	if held && b.Layer == 1 && b.Follows == "" {
		t.add("claim.first_hold_ms", b.Order, b.OpenedAt, bank, pieces(ms))
	}
	once := func(measure string) { t.add(measure, b.Order+"."+number(e.Seq), e.At, bank, layer, fen(b.Fen)) }
	switch e.Kind {
	case stoppay.EvReleased:
		once("stop.released")
	case stoppay.EvExpired:
		once("stop.expired")
	case stoppay.EvSilent:
		t.add("stop.silent", b.Order, b.SealedAt, bank, layer)
	case stoppay.EvFailed:
		t.add("stop.failed", b.Order, b.SealedAt, bank, layer)
	case stoppay.EvContradiction:
		t.add("stop.contradiction", b.Order, b.SealedAt, bank, layer)
	}
}

// ofFreeze counts a freeze by its steps. Money that a hold had already kept is not new money.
func ofFreeze(e Event) ([]stats.Fact, error) {
	b, err := measure.ParseFreeze(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "freeze/" + b.ID}}
	t.base.Sides[stats.Bank], t.base.Sides[stats.Result] = b.Bank, string(b.State)
	step := map[string]string{
		measure.EvFreezeProposed: "freeze.proposed", measure.EvFreezeApproved: "freeze.approved", measure.EvFreezeDeclined: "freeze.declined",
		measure.EvFreezeRejected: "freeze.rejected", measure.EvFreezeLifted: "freeze.lifted", measure.EvFreezeLapsed: "freeze.lapsed",
	}[e.Kind]
	if step != "" {
		t.add(step, b.ID, e.At, fen(b.Fen))
	}
	if e.Kind == measure.EvFreezeRenewed {
		t.add("freeze.renewed", b.ID+"."+number(e.Seq), e.At, fen(b.Fen))
	}
	if e.Kind == measure.EvFreezeActive && b.ExecutedAt > 0 {
		t.add("freeze.active", b.ID, b.ExecutedAt, fen(b.Frozen))
		t.add("freeze.unheld", b.ID, b.ExecutedAt, only(b.Order == ""), fen(b.Frozen))
	}
	return t.out, nil
}

// ofRestriction counts a restriction of a victim's own account.
func ofRestriction(e Event) ([]stats.Fact, error) {
	b, err := measure.ParseRestriction(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "restriction/" + b.ID}}
	t.base.Sides[stats.Bank], t.base.Sides[stats.Channel] = b.Bank, b.Reason
	switch e.Kind {
	case measure.EvRestrictionImposed:
		t.add("restriction.imposed", b.ID, e.At)
	case measure.EvRestrictionExtended:
		t.add("restriction.extended", b.ID+"."+number(e.Seq), e.At)
	case measure.EvRestrictionLifted, measure.EvRestrictionEnded:
		t.add("restriction.ended", b.ID, e.At, side(stats.Result, string(b.State)))
	}
	return t.out, nil
}

// ofMark counts a note on an account or a person.
func ofMark(e Event) ([]stats.Fact, error) {
	b, err := measure.ParseMark(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "mark/" + b.ID}}
	t.base.Sides[stats.Channel], t.base.Sides[stats.Result] = b.SubjectKind, b.Kind
	measures := map[string]string{measure.EvMarkSet: "mark.set", measure.EvMarkRemoved: "mark.removed", measure.EvMarkEnded: "mark.ended"}
	t.add(measures[e.Kind], b.ID, e.At)
	return t.out, nil
}

// ofObjection counts an objection and the harm it has shown.
func ofObjection(e Event) ([]stats.Fact, error) {
	b, err := measure.ParseObjection(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "objection/" + b.ID}}
	s := &t.base.Sides
	s[stats.Bank], s[stats.Channel], s[stats.Result] = b.Bank, string(b.Object), b.Ground
	t.add("objection.filed", b.ID, b.FiledAt)
	if b.Overdue {
		t.add("objection.overdue", b.ID, b.FiledAt)
	}
	decided := map[measure.ObjectionState]string{
		measure.ObjectionUpheld: "objection.upheld", measure.ObjectionMissed: "objection.missed", measure.ObjectionRefused: "objection.refused",
		measure.ObjectionWithdrawn: "objection.withdrawn",
	}[b.State]
	if decided != "" {
		t.add(decided, b.ID, b.FiledAt, fen(b.Fen))
		ms, ok := milliseconds(b.FiledAt, b.DecidedAt)
		if ok {
			t.add("objection.decide_ms", b.ID, b.FiledAt, pieces(ms))
		}
	}
	if b.State.Wrong() {
		t.add("hold.wrong", b.ID, b.FiledAt, fen(b.Fen))
	}
	return t.out, nil
}

// ofSanction counts a sanction by how it stands.
func ofSanction(e Event) ([]stats.Fact, error) {
	b, err := sanction.ParseEvent(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "sanction/" + b.ID}}
	t.base.Sides[stats.Level], t.base.Sides[stats.Result] = "tier_"+number(b.Tier), sorts(b.Measures)
	t.add("sanction.nominated", b.ID, b.NominatedAt)
	if b.RecognisedAt > 0 {
		t.add("sanction.recognised", b.ID, b.RecognisedAt)
	}
	step := map[string]string{
		sanction.EvDeclined: "sanction.declined", sanction.EvEnded: "sanction.ended", sanction.EvRevoked: "sanction.revoked",
		sanction.EvAppealUpheld: "sanction.appeal_upheld", sanction.EvAppealRefused: "sanction.appeal_refused", sanction.EvBegun: "sanction.begun",
	}[e.Kind]
	if step == "sanction.begun" {
		t.add(step, b.ID, b.StartsAt)
	} else if step != "" {
		t.add(step, b.ID, e.At)
	}
	if b.AppealAt > 0 {
		t.add("sanction.appealed", b.ID, b.AppealAt)
	}
	return t.out, nil
}

// sorts says in which fields a sanction binds: the financial, the telecom, or both.
func sorts(codes []string) string {
	finance := slices.ContainsFunc(codes, func(c string) bool {
		return slices.Contains([]string{"counter_only", "payment_stopped", "no_new_account", "credit_database"}, c)
	})
	telecom := slices.ContainsFunc(codes, func(c string) bool {
		return slices.Contains([]string{"telecom_limited", "no_new_telecom"}, c)
	})
	switch {
	case finance && telecom:
		return "finance_telecom"
	case finance:
		return "finance"
	case telecom:
		return "telecom"
	}
	return "other"
}
