package counted

import (
	"slices"

	"fanzha/centre/casefile"
	"fanzha/centre/stats"
	"fanzha/term/when"
)

// ofCase counts a case with everything that stands in it: each event of the register carries the whole case. One that was withdrawn counts
// as nothing but withdrawn, and so does what hangs on it: a rate has the same cases above and below the line.
func ofCase(e Event) ([]stats.Fact, error) {
	b, err := casefile.ParseEvent(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: b.Region, Object: "case/" + b.ID}}
	if b.Region == "" {
		t.base.Region = countyOf(b.Unit)
	}
	s := &t.base.Sides
	s[stats.FraudType], s[stats.Supervision], s[stats.AmountBand] = b.Fraud, b.Supervision, b.Band
	s[stats.AgeBand], s[stats.Sex], s[stats.Occupation], s[stats.MemberUnit] = b.Victim.AgeBand, b.Victim.Sex, b.Victim.Occupation, b.Victim.MemberUnit
	t.filed(e, b)
	for _, p := range b.Suspects {
		t.suspect(b, p)
	}
	for _, m := range b.Money {
		t.add("case."+m.Kind, m.ID, m.At, only(!m.Gone && counts(b)), fen(m.Fen))
	}
	for _, x := range b.Exhibits {
		t.add("exhibit.seized", x.ID, x.At, only(!x.Gone && counts(b)), side(stats.CardKind, x.Kind), pieces(x.N), fen(x.Fen))
	}
	for _, c := range b.Cards {
		t.card(b, c)
	}
	if b.Version <= 1 {
		// Nothing was counted before the first event: what is not so need not be taken back.
		t.out = slices.DeleteFunc(t.out, func(f stats.Fact) bool { return f.Gone })
	}
	return perCampaign(t.out, b.Campaigns, b.CampaignsOut), nil
}

// counts says whether a case counts: it was not withdrawn, and not entered by mistake.
func counts(b casefile.EventBody) bool { return !b.Void && b.State != casefile.Withdrawn }

// filed counts the case itself under the scope it belongs to.
func (t *things) filed(e Event, b casefile.EventBody) {
	loss, id := fen(b.LossFen), b.ID
	live := counts(b)
	telecom, related := live && b.Scope == "telecom", live && b.Scope == "related"
	t.add("case.filed", id, b.FiledAt, only(telecom), loss)
	t.add("case.filed_related", id, b.FiledAt, only(related), loss)
	t.add("case.handled", id, b.FiledAt, only(live), loss)
	if e.Kind == casefile.EvReopened {
		t.add("case.reopened", id+"."+number(e.Seq), e.At)
	}
	solved := b.SolvedAt > 0
	day := b.SolvedAt
	if !solved {
		day = b.FiledAt
	}
	age := side(stats.Result, solvedAge(b))
	t.add("case.solved", id, day, only(telecom && solved), loss, age)
	t.add("case.solved_related", id, day, only(related && solved), loss, age)
	t.add("case.filed_solved", id, b.FiledAt, only(telecom && solved), loss, age)
	t.add("case.withdrawn", id, max(b.WithdrawnAt, b.FiledAt), only(!b.Void && b.WithdrawnAt > 0), loss)
	under := live && b.Supervision != ""
	t.add("case.supervised", id, max(b.SupervisedAt, b.FiledAt), only(under), loss)
	t.add("case.supervised_solved", id, day, only(under && solved), loss)
	t.add("case.warned", id, b.FiledAt, only(telecom && b.Warned), loss)
	t.add("case.enterprise", id, b.FiledAt, only(telecom && b.Victim.Kind == "enterprise"), loss)
	t.add("case.staff", id, b.FiledAt, only(telecom && b.Victim.MemberUnit != ""), loss)
}

// solvedAge says how old a case was when it was solved.
func solvedAge(b casefile.EventBody) string {
	filed, solved := stats.DayOf(b.FiledAt).Time(), stats.DayOf(b.SolvedAt).Time()
	switch {
	case filed.Year() != solved.Year():
		return "earlier_year"
	case filed.Month() != solved.Month():
		return "this_year"
	}
	return "this_month"
}

// suspect counts each measure against a person once, and the person once as dealt with.
func (t *things) suspect(b casefile.EventBody, p casefile.EventPerson) {
	role := side(stats.Level, p.Role)
	cards := side(stats.CardKind, "")
	if p.TwoCards {
		cards = side(stats.CardKind, "two_cards")
	}
	latest := map[string]casefile.EventMeasure{}
	for _, m := range p.Measures { // one that was taken out comes before the one that replaced it
		latest[m.Kind] = m
	}
	var dealt when.Micros
	for kind, m := range latest {
		is := !m.Gone && !p.Gone && counts(b)
		t.add("suspect."+kind, p.ID+"."+kind, m.At, only(is), role, cards)
		if kind == "arrested" && p.Fugitive == "a" {
			t.add("suspect.arrested_fugitive_a", p.ID, m.At, only(is), role, cards)
		}
		if is && (kind == "compulsory" || kind == "punished") && (dealt == 0 || m.At < dealt) {
			dealt = m.At
		}
	}
	if dealt > 0 {
		t.add("suspect.dealt", p.ID, dealt, role, cards)
	} else if len(latest) > 0 {
		t.add("suspect.dealt", p.ID, b.FiledAt, only(false), role, cards)
	}
}

// card counts an involved card, and whether it was looked into who opened it.
func (t *things) card(b casefile.EventBody, c casefile.EventCard) {
	is := !c.Gone && counts(b)
	of := []func(*stats.Fact){
		only(is),
		side(stats.CardKind, c.Kind), side(stats.Bank, c.Bank), side(stats.Carrier, c.Carrier), side(stats.Outlet, c.Outlet), side(stats.Result, c.Check),
	}
	t.add("card.involved", c.ID, c.At, of...)
	if c.Check != "" && c.CheckedAt > 0 {
		t.add("card.checked", c.ID, c.CheckedAt, of...)
		t.add("card.involved_checked", c.ID, c.At, of...)
	}
}
