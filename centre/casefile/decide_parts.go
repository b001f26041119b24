package casefile

import (
	"slices"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// solve records 破案 of a day.
func (c Case) solve(at when.Micros, by By) (Case, error) {
	next, err := c.step(actSolve, by)
	if err == nil {
		err = by.dated("at", at, c.FiledAt)
	}
	if err != nil {
		return c, err
	}
	next.SolvedAt = at
	return next, nil
}

// reopen takes a case back to where it is investigated, with a reason.
func (c Case) reopen(by By) (Case, error) {
	next, err := c.step(actReopen, by)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return c, err
	}
	next.SolvedAt, next.ClosedAt, next.WithdrawnAt, next.Void = 0, 0, 0, false
	return next, nil
}

// close ends the work on a solved case.
func (c Case) close(at when.Micros, by By) (Case, error) {
	next, err := c.step(actClose, by)
	if err == nil {
		err = by.dated("at", at, c.SolvedAt)
	}
	if err != nil {
		return c, err
	}
	next.ClosedAt = at
	return next, nil
}

// withdraw ends a case as none, with a reason; void: it was entered by mistake or twice, and never counts.
func (c Case) withdraw(at when.Micros, void bool, by By) (Case, error) {
	next, err := c.step(actWithdraw, by)
	if err == nil {
		err = by.dated("at", at, c.FiledAt)
	}
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return c, err
	}
	next.WithdrawnAt, next.Void = at, void
	return next, nil
}

// Supervise puts a case under supervision (督办), changes that, or lifts it with a reason.
type Supervise struct {
	Level string // ministry, province, city; empty: lifted
	At    when.Micros
	Due   when.Micros // report or solution by then; 0: none was set
	Ref   string      // number of the letter
}

func (c Case) supervise(s Supervise, by By, r *Rules) (Case, error) {
	next, err := c.step(actSupervise, by)
	if err != nil {
		return c, err
	}
	if s.Level == "" {
		if c.Supervision == "" {
			return c, ErrNothing
		}
		next.Supervision, next.SupervisedAt, next.SuperviseDue, next.SuperviseRef, next.ProgressAt = "", 0, 0, "", 0
		return next, needNote(by.Note)
	}
	switch {
	case !known(r.Supervision, s.Level):
		return c, unknown("level")
	case !sound(s.Ref):
		return c, badField("ref")
	case s.Due != 0 && (s.Due < s.At || s.Due > s.At+dueMax):
		return c, badField("due")
	}
	err = by.dated("at", s.At, c.FiledAt)
	if err != nil {
		return c, err
	}
	next.Supervision, next.SupervisedAt, next.SuperviseDue, next.SuperviseRef = s.Level, s.At, s.Due, mend(s.Ref)
	return next, nil
}

// progress records a report to the supervisor.
func (c Case) progress(by By) (Case, error) {
	next, err := c.step(actProgress, by)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return c, err
	}
	next.ProgressAt = by.At
	return next, nil
}

// tag sets the special actions (专项行动) of a case.
func (c Case) tag(campaigns []string, by By, r *Rules) (Case, []Diff, error) {
	next, err := c.step(actTag, by)
	if err != nil {
		return c, nil, err
	}
	next.Campaigns = slices.Clone(campaigns)
	err = next.lists(r)
	if err != nil {
		return c, nil, err
	}
	diffs := difference(c.Fields, next.Fields)
	if len(diffs) == 0 {
		return c, nil, ErrNothing
	}
	return next, diffs, nil
}

func room(n int) error {
	if n >= partsMax {
		return fault.New(ErrTooMany.Kind, ErrTooMany.Code, "limit", partsMax)
	}
	return nil
}

// addSuspect adds a person.
func (c Case) addSuspect(s Suspect, by By, r *Rules) (Case, error) {
	next, err := c.step(actSuspect, by)
	if err == nil {
		err = room(len(c.Suspects))
	}
	switch {
	case err != nil:
		return c, err
	case !known(r.Roles, s.Role):
		return c, unknown("role")
	case !optional(r.Fugitives, s.Fugitive):
		return c, unknown("fugitive")
	case !sound(s.Name) || !sound(string(s.IDNumber)):
		return c, badField("name")
	case s.IDNumber != "" && slices.ContainsFunc(c.Suspects, func(o Suspect) bool { return o.IDNumber == s.IDNumber && !o.Gone }):
		return c, ErrTwice
	}
	s.Version, s.Gone, s.Name = next.Version, false, mend(s.Name)
	next.Suspects = append(next.Suspects, s)
	return next, nil
}

// measure records a measure against a person of the case; each kind once.
func (c Case) measure(m Measure, by By, r *Rules) (Case, error) {
	next, err := c.step(actMeasure, by)
	if err == nil {
		err = by.dated("at", m.At, earliest)
	}
	if err == nil {
		err = room(len(c.Measures))
	}
	switch {
	case err != nil:
		return c, err
	case !known(r.Measures, m.Kind):
		return c, unknown("kind")
	case !slices.ContainsFunc(c.Suspects, func(s Suspect) bool { return s.ID == m.Suspect && !s.Gone }):
		return c, ErrPart
	case slices.ContainsFunc(c.Measures, func(o Measure) bool { return o.Suspect == m.Suspect && o.Kind == m.Kind && !o.Gone }):
		return c, ErrTwice
	}
	m.Version, m.Gone = next.Version, false
	next.Measures = append(next.Measures, m)
	return next, nil
}

// addMoney records money that came back or is kept.
func (c Case) addMoney(m Money, by By, r *Rules) (Case, error) {
	next, err := c.step(actMoney, by)
	if err == nil {
		err = by.dated("at", m.At, earliest)
	}
	if err == nil {
		err = room(len(c.Money))
	}
	switch {
	case err != nil:
		return c, err
	case !known(r.Money, m.Kind):
		return c, unknown("kind")
	case m.Fen <= 0 || m.Fen > lossMax:
		return c, badField("fen")
	case !sound(m.Note):
		return c, badField("note")
	}
	m.Version, m.Gone, m.Note = next.Version, false, mend(m.Note)
	next.Money = append(next.Money, m)
	return next, nil
}

// addExhibit records what was seized.
func (c Case) addExhibit(x Exhibit, by By, r *Rules) (Case, error) {
	next, err := c.step(actExhibit, by)
	if err == nil {
		err = by.dated("at", x.At, earliest)
	}
	if err == nil {
		err = room(len(c.Exhibits))
	}
	switch i := slices.IndexFunc(r.Exhibits, func(w Word) bool { return w.Code == x.Kind }); {
	case err != nil:
		return c, err
	case i < 0:
		return c, unknown("kind")
	case x.N < 1 || x.N > countMax:
		return c, badField("n")
	case x.Fen < 0 || x.Fen > lossMax || x.Fen > 0 && !r.Exhibits[i].Fen:
		return c, badField("fen")
	case !sound(x.Note):
		return c, badField("note")
	}
	x.Version, x.Gone, x.Note = next.Version, false, mend(x.Note)
	next.Exhibits = append(next.Exhibits, x)
	return next, nil
}

// addCard records an involved card or account.
func (c Case) addCard(x Card, by By, r *Rules) (Case, error) {
	next, err := c.step(actCard, by)
	if err == nil {
		err = by.dated("at", x.At, earliest)
	}
	if err == nil {
		err = room(len(c.Cards))
	}
	switch i := slices.IndexFunc(r.Cards, func(w Word) bool { return w.Code == x.Kind }); {
	case err != nil:
		return c, err
	case i < 0:
		return c, unknown("kind")
	case r.Cards[i].Issuer == "bank" && (x.Bank == "" || x.Carrier != ""):
		return c, badField("bank")
	case r.Cards[i].Issuer == "carrier" && (x.Carrier == "" || x.Bank != ""):
		return c, badField("carrier")
	case !sound(x.Bank) || !sound(x.Carrier) || !sound(x.Outlet) || len(x.Bank)+len(x.Carrier) > wordMax:
		return c, badField("outlet")
	case len(x.Mark) > 4 || !sound(x.Mark):
		return c, badField("mark")
	case x.OpenedAt != 0 && (x.OpenedAt < 0 || x.OpenedAt > by.At+clockIsWrong):
		return c, badField("opened_at")
	}
	x.Version, x.Gone, x.Check, x.CheckedAt, x.CheckNote = next.Version, false, "", 0, ""
	x.Bank, x.Carrier, x.Outlet, x.Mark = mend(x.Bank), mend(x.Carrier), mend(x.Outlet), mend(x.Mark)
	next.Cards = append(next.Cards, x)
	return next, nil
}

// CardCheck is the result of looking back at the opening of a card.
type CardCheck struct {
	Card   string
	Result string
	At     when.Micros
}

// checkCard records the result of looking back at the opening of a card (一案双查).
func (c Case) checkCard(k CardCheck, by By, r *Rules) (Case, error) {
	next, err := c.step(actCheck, by)
	if err == nil {
		err = by.dated("at", k.At, earliest)
	}
	if err == nil && !known(r.Checks, k.Result) {
		err = unknown("result")
	}
	if err != nil {
		return c, err
	}
	for i := range next.Cards {
		x := &next.Cards[i]
		if x.ID == k.Card && !x.Gone {
			x.Check, x.CheckedAt, x.CheckNote, x.Version = k.Result, k.At, by.Note, next.Version
			return next, nil
		}
	}
	return c, ErrPart
}

// remove takes out a part that was wrong, with a reason: it stays as taken out. Of a person all measures go too.
func (c Case) remove(id string, by By) (Case, error) {
	next, err := c.step(actRemove, by)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return c, err
	}
	hit := false
	gone := func(p *Part) {
		if p.ID == id && !p.Gone {
			p.Gone, p.Version, hit = true, next.Version, true
		}
	}
	for i := range next.Suspects {
		gone(&next.Suspects[i].Part)
	}
	for i := range next.Measures {
		m := &next.Measures[i]
		gone(&m.Part)
		if m.Suspect == id && !m.Gone {
			m.Gone, m.Version = true, next.Version
		}
	}
	for i := range next.Money {
		gone(&next.Money[i].Part)
	}
	for i := range next.Exhibits {
		gone(&next.Exhibits[i].Part)
	}
	for i := range next.Cards {
		gone(&next.Cards[i].Part)
	}
	if !hit {
		return c, ErrPart
	}
	return next, nil
}
