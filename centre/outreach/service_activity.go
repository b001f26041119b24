package outreach

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Handing is what was handed out at an event.
type Handing struct {
	Material string // id; empty: nothing
	N        int64
}

// AddEvent records an event, and what was handed out at it, in one go.
func (s *Service) AddEvent(ctx context.Context, scope access.Scope, e Event, h Handing) (Event, error) {
	by, err := s.begin(scope, &e, recordMoves, actRecord)
	if err != nil {
		return Event{}, err
	}
	err = s.refers(ctx, scope, &e)
	if err != nil {
		return Event{}, err
	}
	changes := []Change{s.change(&e, by, actRecord, "")}
	if h.Material != "" || h.N != 0 {
		v := Move{Head: Head{Unit: e.Unit, At: e.At}, Material: h.Material, Act: MoveHanded, N: h.N, Event: e.ID, Region: e.Region}
		more, err := s.moving(ctx, scope, &v, 0)
		if err != nil {
			return Event{}, err
		}
		changes = append(changes, more...)
	}
	err = s.save(ctx, by.At, changes...)
	return e, err
}

// refers checks what an event names: its campaign and its task must be there for the caller.
func (s *Service) refers(ctx context.Context, scope access.Scope, e *Event) error {
	if e.Campaign != "" {
		var m Campaign
		err := s.o.Books.Get(ctx, scope, e.Campaign, &m)
		if errors.Is(err, ErrNotFound) { // a campaign of a unit above is open to all below it
			err = s.o.Books.Get(ctx, access.System(), e.Campaign, &m)
		}
		if err != nil || !above(m.Unit, scope) || m.State == Void {
			return badField("campaign").With(err)
		}
	}
	if e.Task != "" {
		var t Task
		err := s.o.Books.Get(ctx, scope, e.Task, &t)
		if err != nil {
			return badField("task").With(err)
		}
	}
	return nil
}

// above says whether a unit is the caller's, over it or under it.
func above(unit string, scope access.Scope) bool {
	return scope.Covers(unit) || access.Scope{Unit: unit}.Covers(scope.Unit)
}

// CorrectEvent puts other values in the place of those that were entered.
func (s *Service) CorrectEvent(ctx context.Context, scope access.Scope, a Act, e Event) (Event, error) {
	err := scope.Require(access.OutreachWork)
	if err == nil {
		err = s.refers(ctx, scope, &e)
	}
	if err != nil {
		return Event{}, err
	}
	return act(ctx, s, asked{scope, a}, corrects(s, recordMoves, e))
}

// VoidEvent takes an event back, with a reason: it counts as nothing from then on.
func (s *Service) VoidEvent(ctx context.Context, scope access.Scope, a Act) (Event, error) {
	return act(ctx, s, asked{scope, a}, voids[Event](recordMoves, actVoid))
}

// Event returns one event.
func (s *Service) Event(ctx context.Context, scope access.Scope, id string) (Event, error) {
	return get[Event](ctx, s, scope, id)
}

// Events returns a page of events.
func (s *Service) Events(ctx context.Context, scope access.Scope, f Filter) ([]Event, string, error) {
	return list[Event](ctx, s, scope, f)
}

// Tally counts events by one of their sides.
func (s *Service) Tally(ctx context.Context, scope access.Scope, q Tallying) ([]Tally, error) {
	err := scope.Require(access.OutreachRead)
	if err != nil {
		return nil, err
	}
	f, err := Filter{Is: q.Is}.query("event")
	if err != nil {
		return nil, err
	}
	switch q.By {
	case "", "unit", "venue", "kind", "form", "region", "campaign":
	default:
		return nil, badField("by")
	}
	if q.By == "region" && q.Digits != 6 && q.Digits != 9 {
		return nil, badField("digits")
	}
	q.Is = f.Is
	return s.o.Books.Tally(ctx, scope, q)
}

// AddCampaign plans a campaign.
func (s *Service) AddCampaign(ctx context.Context, scope access.Scope, m Campaign) (Campaign, error) {
	m.Head.At = m.From.Start()
	return add(ctx, s, scope, life[Campaign, *Campaign]{m, listMoves})
}

// CorrectCampaign changes a plan.
func (s *Service) CorrectCampaign(ctx context.Context, scope access.Scope, a Act, m Campaign) (Campaign, error) {
	m.Head.At = m.From.Start()
	return act(ctx, s, asked{scope, a}, corrects(s, listMoves, m))
}

// CloseCampaign ends a campaign with its result in words.
func (s *Service) CloseCampaign(ctx context.Context, scope access.Scope, a Act) (Campaign, error) {
	return act(ctx, s, asked{scope, a}, decision[Campaign, *Campaign]{access.OutreachWork, actEnd, func(m *Campaign, by By) error {
		m.Result = by.Note
		c := checks{rules: s.o.Rules}
		c.open(&m.Result, "result", 1, noteMax)
		if c.err != nil {
			return c.err
		}
		return advance(&m.Head, listMoves, actEnd, by)
	}})
}

// Campaigns returns a page of campaigns, those of the units above among them: what the city plans, its stations take part in.
func (s *Service) Campaigns(ctx context.Context, scope access.Scope, f Filter) ([]Campaign, string, error) {
	own, next, err := list[Campaign](ctx, s, scope, f)
	if err != nil {
		return nil, "", err
	}
	more, err := overhead[Campaign](ctx, s, scope, f)
	return append(own, more...), next, err
}

// overhead are the records of the units above the caller that stand on the first page of their list: what the city plans and prints,
// its stations see.
func overhead[T any, P rec[T]](ctx context.Context, s *Service, scope access.Scope, f Filter) ([]T, error) {
	if f.Cursor != "" || scope.IsSystem() || scope.Unit == "" {
		return nil, nil
	}
	q, err := f.query(P(new(T)).Kind())
	if err != nil {
		return nil, err
	}
	var all, out []T
	q.Limit = PageMax
	err = s.o.Books.List(ctx, access.System(), q, &all)
	for i := range all {
		owner := P(&all[i]).Heading().Unit
		if !scope.Covers(owner) && above(owner, scope) {
			out = append(out, all[i])
		}
	}
	return out, err
}

// AddPledge records letters, handbooks and signed pledges.
func (s *Service) AddPledge(ctx context.Context, scope access.Scope, p Pledge) (Pledge, error) {
	return add(ctx, s, scope, life[Pledge, *Pledge]{p, recordMoves})
}

// VoidPledge takes an entry back, with a reason.
func (s *Service) VoidPledge(ctx context.Context, scope access.Scope, a Act) (Pledge, error) {
	return act(ctx, s, asked{scope, a}, voids[Pledge](recordMoves, actVoid))
}

// Pledges returns a page of pledges.
func (s *Service) Pledges(ctx context.Context, scope access.Scope, f Filter) ([]Pledge, string, error) {
	return list[Pledge](ctx, s, scope, f)
}

// AddWork adds a work to the catalogue.
func (s *Service) AddWork(ctx context.Context, scope access.Scope, w Work) (Work, error) {
	return add(ctx, s, scope, life[Work, *Work]{w, listMoves})
}

// CorrectWork changes an entry of the catalogue, its views above all.
func (s *Service) CorrectWork(ctx context.Context, scope access.Scope, a Act, w Work) (Work, error) {
	return act(ctx, s, asked{scope, a}, corrects(s, listMoves, w))
}

// Works returns a page of the catalogue.
func (s *Service) Works(ctx context.Context, scope access.Scope, f Filter) ([]Work, string, error) {
	return list[Work](ctx, s, scope, f)
}

// AddHonour records an ambassador or an award.
func (s *Service) AddHonour(ctx context.Context, scope access.Scope, h Honour) (Honour, error) {
	return add(ctx, s, scope, life[Honour, *Honour]{h, listMoves})
}

// EndHonour ends one, with a reason.
func (s *Service) EndHonour(ctx context.Context, scope access.Scope, a Act) (Honour, error) {
	return act(ctx, s, asked{scope, a}, voids[Honour](listMoves, actEnd))
}

// Honours returns a page of honours.
func (s *Service) Honours(ctx context.Context, scope access.Scope, f Filter) ([]Honour, string, error) {
	return list[Honour](ctx, s, scope, f)
}

// AddMaterial drafts an edition.
func (s *Service) AddMaterial(ctx context.Context, scope access.Scope, m Material) (Material, error) {
	m.Printed, m.Handed, m.Spoiled, m.ApprovedBy, m.Head.At = 0, 0, 0, "", 0
	return add(ctx, s, scope, life[Material, *Material]{m, materialMoves})
}

// ApproveMaterial lets an edition be stocked. Right outreach.approve; never by its writer.
func (s *Service) ApproveMaterial(ctx context.Context, scope access.Scope, a Act) (Material, error) {
	return act(ctx, s, asked{scope, a}, decision[Material, *Material]{access.OutreachApprove, actApprove, func(m *Material, by By) error {
		c := checks{}
		c.other(by, m.MadeBy)
		if c.err != nil {
			return c.err
		}
		m.ApprovedBy = by.User
		return advance(&m.Head, materialMoves, actApprove, by)
	}})
}

// RetireMaterial takes an edition out of use, with a reason.
func (s *Service) RetireMaterial(ctx context.Context, scope access.Scope, a Act) (Material, error) {
	return act(ctx, s, asked{scope, a}, voids[Material](materialMoves, actRetire))
}

// Material returns one edition.
func (s *Service) Material(ctx context.Context, scope access.Scope, id string) (Material, error) {
	return get[Material](ctx, s, scope, id)
}

// Materials returns a page of editions, those in use by the units above among them.
func (s *Service) Materials(ctx context.Context, scope access.Scope, f Filter) ([]Material, string, error) {
	own, next, err := list[Material](ctx, s, scope, f)
	if err != nil {
		return nil, "", err
	}
	more, err := overhead[Material](ctx, s, scope, f)
	for _, m := range more {
		if m.State == Approved {
			own = append(own, m)
		}
	}
	return own, next, err
}

// MoveStock books what was printed, handed out or spoiled, on the version of the edition that the caller saw.
func (s *Service) MoveStock(ctx context.Context, scope access.Scope, v Move, version int64) (Material, error) {
	changes, err := s.moving(ctx, scope, &v, version)
	if err != nil {
		return Material{}, err
	}
	err = s.save(ctx, s.o.Clock.Now(), changes...)
	m, _ := changes[0].Record.(*Material)
	return *m, err
}

// moving books a move and returns both changes, the edition's first. Version 0 takes the edition as it is now.
func (s *Service) moving(ctx context.Context, scope access.Scope, v *Move, version int64) ([]Change, error) {
	by := byOf(scope, s.o.Clock.Now(), v.Note)
	err := scope.Require(access.OutreachWork)
	if err != nil {
		return nil, err
	}
	m, err := s.stocked(ctx, scope, v)
	if err != nil {
		return nil, err
	}
	if version != 0 {
		err = fresh(scope, version, m.Version)
	}
	if err == nil {
		err = unit(scope, &v.Head)
	}
	if err == nil {
		err = m.stock(v, by)
	}
	if err != nil {
		return nil, err
	}
	from := m.State
	err = advance(&m.Head, materialMoves, actStock, by)
	if err == nil {
		err = open(&v.Head, recordMoves, actRecord, by)
	}
	v.ID = s.o.NewID()
	return []Change{s.change(m, by, actStock, from), s.change(v, by, actRecord, "")}, err
}

// stocked finds the edition that a move is of. What the city has printed its stations hand out; only whose it is prints and spoils.
func (s *Service) stocked(ctx context.Context, scope access.Scope, v *Move) (*Material, error) {
	m := &Material{}
	err := s.o.Books.Get(ctx, scope, v.Material, m)
	if !errors.Is(err, ErrNotFound) || v.Act != MoveHanded {
		return m, err
	}
	err = s.o.Books.Get(ctx, access.System(), v.Material, m)
	if err == nil && !above(m.Unit, scope) {
		return m, ErrNotFound
	}
	return m, err
}

// Moves returns a page of the moves of stock.
func (s *Service) Moves(ctx context.Context, scope access.Scope, f Filter) ([]Move, string, error) {
	return list[Move](ctx, s, scope, f)
}

// Gap is an area that no event has reached for a while.
type Gap struct {
	Region string
	Unit   string
	People int64       // of its population base
	Last   when.Micros // of the last event within a year; 0: none
	Events int64
	Reach  int64 // people present within the span
}

// Coverage lists the areas with a population base by what reached them in the rulebook's span, the least first (覆盖面).
func (s *Service) Coverage(ctx context.Context, scope access.Scope) ([]Gap, error) {
	err := scope.Require(access.OutreachRead)
	if err != nil {
		return nil, err
	}
	now := s.o.Clock.Now()
	bases, err := s.bases(ctx, scope, dayOf(now))
	if err != nil {
		return nil, err
	}
	from := now - when.Micros(s.o.Rules.CoverageDays)*when.Day
	recent, err := s.o.Books.Tally(ctx, scope, Tallying{By: "region", Digits: 9, From: from, To: now + 1})
	if err != nil {
		return nil, err
	}
	year, err := s.o.Books.Tally(ctx, scope, Tallying{By: "region", Digits: 9, From: now - 366*when.Day, To: now + 1})
	if err != nil {
		return nil, err
	}
	return gaps(bases, recent, year), nil
}
