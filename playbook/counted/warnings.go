package counted

import (
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/lead"
	"fanzha/centre/stats"
	"fanzha/centre/warning"
	"fanzha/term/when"
)

// ofWarning counts a warning by how it stands.
func ofWarning(e Event) ([]stats.Fact, error) {
	n, err := warning.ReadNotice(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: n.Unit, Region: countyOf(n.Unit), Object: "warning/" + n.Warning}}
	t.base.Sides[stats.FraudType], t.base.Sides[stats.Channel], t.base.Sides[stats.Level] = n.Fraud, string(n.Family), string(n.Level)
	opened := n.OpenedAt
	t.add("warning.raised", n.Warning, opened, fen(n.PossibleLossFen))
	merged := n.Into != ""
	finished := n.Outcome != "" && !merged
	if merged {
		t.add("warning.merged", n.Warning, opened)
	}
	if n.ReachedAt > 0 {
		t.add("warning.reached", n.Warning, opened)
		ms, ok := milliseconds(opened, n.ReachedAt)
		if ok {
			t.add("warning.reach_ms", n.Warning, opened, pieces(ms))
		}
		idle := n.Outcome == warning.FalseAlarm || n.Outcome == warning.Duplicate
		t.add("warning.reached_out", n.Warning, opened, only(idle && finished), side(stats.Result, string(n.Outcome)))
		inTime := n.MovedAt == 0 || n.ReachedAt < n.MovedAt
		t.add("warning.reached_in_time", n.Warning, opened, only(inTime))
	}
	if e.Kind == warning.EventLevelRaised {
		t.add("warning.level_raised", n.Warning, e.At)
	}
	if !finished {
		return t.out, nil
	}
	outcome := side(stats.Result, string(n.Outcome))
	t.add("warning.handled", n.Warning, n.FinishedAt, outcome)
	t.add("warning.raised_handled", n.Warning, opened, outcome)
	failed := n.Finding == warning.Defrauded
	if n.Outcome == warning.Dissuaded {
		t.add("warning.dissuaded", n.Warning, n.FinishedAt, only(!failed), outcome, fen(n.PossibleLossFen))
	}
	if failed {
		t.add("warning.defrauded", n.Warning, opened, outcome)
	}
	return t.out, nil
}

// ofHits counts a batch of hits: they belong to no unit before a warning takes them.
func ofHits(e Event) ([]stats.Fact, error) {
	n, err := warning.ReadHits(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: e.Unit}}
	t.add("hit.recorded", number(e.Seq), e.At, pieces(int64(n.Recorded)))
	return t.out, nil
}

// ofOrder counts an order to a unit by how it stands. A visit that is due counts once it is over: met, past its time, or ended.
func ofOrder(e Event) ([]stats.Fact, error) {
	b, err := dispatch.ParseEvent(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "order/" + b.Order}}
	if b.Place != "" {
		t.base.Region = b.Place
	}
	s := &t.base.Sides
	s[stats.FraudType], s[stats.Channel], s[stats.Level], s[stats.Result] = b.Fraud, string(b.Family), string(b.Level), string(b.Result)
	issued := b.IssuedAt
	t.add("order.issued", b.Order, issued)
	if b.State == dispatch.Withdrawn {
		t.add("order.withdrawn", b.Order, issued)
	}
	if b.ReportedAt > 0 && b.State != dispatch.Withdrawn {
		t.add("order.reported", b.Order, issued)
	}
	if b.Missed != 0 {
		t.add("order.missed", b.Order, issued)
	}
	withdrawnBefore := func(done, due when.Micros) bool {
		return b.State == dispatch.Withdrawn && done == 0 && b.EndedAt <= due
	}
	unsigned := withdrawnBefore(b.SignedAt, b.SignDue)
	signOwed := (b.SignedAt > 0 || b.SignDue > 0 && b.SignDue < e.At) && !unsigned
	if b.SignDue > 0 {
		t.add("order.sign_out", b.Order, issued, only(unsigned), side(stats.Result, "withdrawn"))
		t.add("order.sign_due", b.Order, issued, only(signOwed))
		t.add("order.signed_in_time", b.Order, issued, only(signOwed && b.SignedAt > 0 && b.SignedAt <= b.SignDue && !b.Missed.Has(dispatch.SignBy)))
	}
	switch e.Kind {
	case dispatch.EvChased:
		t.add("order.chased", b.Order+"."+number(b.Chases), e.At)
	case dispatch.EvTransferred:
		t.add("order.transferred", b.Order+"."+number(b.Round), e.At)
	}
	t.face(e, b, withdrawnBefore(b.VisitedAt, b.VisitDue))
	return t.out, nil
}

// face counts the visit that an order asks for. A transfer gives a new time and a level may be raised later: what stood then is
// replaced by the next event.
func (t *things) face(e Event, b dispatch.EventBody, withdrawn bool) {
	if b.VisitDue == 0 {
		return
	}
	out := ""
	switch {
	case b.Result == dispatch.FalseAlarm || b.Result == dispatch.Duplicate:
		out = string(b.Result)
	case withdrawn:
		out = "withdrawn"
	}
	over := b.VisitedAt > 0 || b.VisitDue < e.At || b.EndedAt > 0 || out != "" // what is left out of the base stands in it first
	issued := b.IssuedAt
	t.add("order.face_due", b.Order, issued, only(over))
	if out != "" {
		t.add("order.face_out", b.Order, issued, side(stats.Result, out))
	}
	met := b.VisitedAt > 0 && out == ""
	t.add("order.face_missed", b.Order, issued, only(over && b.VisitedAt == 0 && out == ""))
	if b.VisitedAt > 0 {
		t.add("order.face_met", b.Order, issued, only(met))
		t.add("order.face_in_time", b.Order, issued, only(met && b.VisitedAt <= b.VisitDue && !b.Missed.Has(dispatch.VisitBy)))
	}
}

// ofAttempt counts one call, message or visit.
func ofAttempt(e Event) ([]stats.Fact, error) {
	b, err := dissuade.ParseEvent(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "warning/" + b.Warning}}
	t.base.Sides[stats.Channel], t.base.Sides[stats.Result] = string(b.Channel), b.Outcome
	t.add("attempt.made", b.Attempt, b.At)
	if b.Reached {
		t.add("attempt.reached", b.Attempt, b.At)
	}
	return t.out, nil
}

// ofLead counts an alert from a bank's counter.
func ofLead(e Event) ([]stats.Fact, error) {
	b, err := lead.ParseEvent(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "lead/" + b.ID}}
	t.base.Sides[stats.Bank] = b.Bank
	t.add("lead.raised", b.ID, b.At, fen(b.Fen))
	if b.Done > 0 {
		t.add("lead.answered", b.ID, b.At)
		t.add("lead.in_time", b.ID, b.At, only(b.Done <= b.Due))
	}
	return t.out, nil
}
