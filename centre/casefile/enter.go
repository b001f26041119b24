package casefile

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Entry is a case with all that is known of it, as a file or the invented city brings it: entered as one.
type Entry struct {
	Fields
	SolvedAt  when.Micros
	Supervise Supervise
	Persons   []EntryPerson
	Money     []Money
	Exhibits  []Exhibit
	Cards     []Card // with Check and CheckedAt, where the look back is done
}

// EntryPerson is a suspect with his measures.
type EntryPerson struct {
	Suspect
	Measures []Measure
}

// compose makes a case of an entry, at version 1.
func (s *Service) compose(e Entry, by By) (Case, error) {
	r := s.o.Rules
	c, err := file(e.Fields, by, r)
	if err == nil && e.SolvedAt != 0 {
		c, err = c.solve(e.SolvedAt, by)
	}
	if err == nil && e.Supervise.Level != "" {
		c, err = c.supervise(e.Supervise, by, r)
	}
	for i := 0; err == nil && i < len(e.Persons); i++ {
		p := e.Persons[i]
		p.ID = s.o.NewID()
		c, err = c.addSuspect(p.Suspect, by, r)
		for j := 0; err == nil && j < len(p.Measures); j++ {
			m := p.Measures[j]
			m.ID, m.Suspect = s.o.NewID(), p.ID
			c, err = c.measure(m, by, r)
		}
	}
	for i := 0; err == nil && i < len(e.Money); i++ {
		e.Money[i].ID = s.o.NewID()
		c, err = c.addMoney(e.Money[i], by, r)
	}
	for i := 0; err == nil && i < len(e.Exhibits); i++ {
		e.Exhibits[i].ID = s.o.NewID()
		c, err = c.addExhibit(e.Exhibits[i], by, r)
	}
	for i := 0; err == nil && i < len(e.Cards); i++ {
		k := e.Cards[i]
		k.ID = s.o.NewID()
		c, err = c.addCard(k, by, r)
		if err == nil && k.Check != "" {
			c, err = c.checkCard(CardCheck{Card: k.ID, Result: k.Check, At: k.CheckedAt}, by, r)
		}
	}
	if err != nil {
		return Case{}, err
	}
	c.ID = s.o.NewID()
	return c.first(), nil
}

// first makes what was composed by many decisions one new case: every part stands at version 1.
func (c Case) first() Case {
	c.Version = 1
	for i := range c.Suspects {
		c.Suspects[i].Version = 1
	}
	for i := range c.Measures {
		c.Measures[i].Version = 1
	}
	for i := range c.Money {
		c.Money[i].Version = 1
	}
	for i := range c.Exhibits {
		c.Exhibits[i].Version = 1
	}
	for i := range c.Cards {
		c.Cards[i].Version = 1
	}
	return c
}

// Enter enters many cases as one: all or none. It returns their ids. Right case.work.
func (s *Service) Enter(ctx context.Context, scope access.Scope, entries []Entry, note string) ([]string, error) {
	err := scope.Require(access.CaseWork)
	if err != nil {
		return nil, err
	}
	by := byOf(scope, s.o.Clock.Now(), note)
	changes, ids := make([]Change, 0, len(entries)), make([]string, 0, len(entries))
	for _, e := range entries {
		c, err := s.compose(e, by)
		if err != nil {
			return nil, err
		}
		changes, ids = append(changes, change(&c, by, actFile, "")), append(ids, c.ID)
	}
	return ids, s.o.Store.Save(ctx, changes)
}
