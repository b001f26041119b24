package duty

import (
	"context"
	"errors"
	"slices"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Follow tells this room how a warning or an order stands. One that climbs and is not taken begins to climb; one that was taken, ended or is no
// longer urgent is settled. Told twice, nothing changes.
func (s *Service) Follow(ctx context.Context, m Matter) error {
	for range staleMost {
		err := s.follow(ctx, m)
		if !raced(err) {
			return err
		}
	}
	return ErrStale
}

func (s *Service) follow(ctx context.Context, m Matter) error {
	if m.ID == "" || !sound(m.ID) || m.Kind != KindWarning && m.Kind != KindOrder {
		return badField("matter")
	}
	c, err := get[Climb](ctx, s, access.System(), key{Climbs, ClimbID(m.Kind, m.ID)})
	fresh := errors.Is(err, ErrNotFound)
	if err != nil && !fresh {
		return err
	}
	climbs := m.Wanting && slices.Contains(s.o.Rules.ClimbLevels, m.Level)
	now := s.o.Clock.Now()
	a := act{by: access.System(), at: now}
	switch {
	case fresh && !climbs, !climbs && c.State == Settled:
		return nil
	case !climbs:
		higher := len(c.Rungs) > 1
		c.settle(now)
		a.name = "climb.settle"
		if higher {
			a.events = []Event{c.told(EvSettled, c.last(), now)}
		}
		return s.save(ctx, Climbs, &c, a)
	case !fresh && c.State == Running && c.Unit == m.Unit:
		return nil
	}
	r, err := s.on(ctx, m.Unit, now)
	if err != nil {
		return err
	}
	why := WhyAgain
	switch {
	case fresh:
		why = WhyBegun
		c = Climb{Head: Head{ID: ClimbID(m.Kind, m.ID), Key: ClimbID(m.Kind, m.ID), Ref: m.Target, Start: now}, Kind: m.Kind, Item: m.ID, Name: m.Number}
	case c.State == Running:
		why = WhyMoved
	}
	c.begin(m, why, r, now)
	a.name = "climb.begin"
	a.detail = [][2]string{{"on", c.Who}, {"unit", c.last().Unit}}
	if c.last().Why == WhyNoRoster {
		a.events = []Event{c.told(EvEscalated, c.last(), now)}
	}
	return s.save(ctx, Climbs, &c, a)
}

// told makes the event of a rung. It concerns the consoles of the unit that is called.
func (c *Climb) told(kind string, r Rung, at when.Micros) Event {
	return event(kind, c.Unit, EventBody{ID: c.ID, Unit: c.Unit, State: c.State, Kind: c.Kind, Item: c.Item, Level: c.Level, Why: r.Why, ToUnit: r.Unit, Post: r.Post,
		Who: r.Person.ID, N: len(c.Rungs), Actor: access.System().User, At: at, Version: c.Version + 1})
}

// Tick does what the clocks have reached: what nobody took climbs a rung, and of shifts that were not handed over the leader is told, each
// once. It returns how many records it changed. Copies may look at the same time: of two one finds the record changed and leaves it.
func (s *Service) Tick(ctx context.Context) (int, error) {
	now := s.o.Clock.Now()
	climbs, err := list[Climb](ctx, s, reading{access.System(), Climbs}, Query{Reached: now, Limit: ticksMax})
	done := 0
	for i := 0; err == nil && i < len(climbs); i++ {
		err = s.rise(ctx, &climbs[i], now)
		if err == nil {
			done++
		} else if raced(err) {
			err = nil
		}
	}
	if err != nil {
		return done, err
	}
	late, err := list[Shift](ctx, s, reading{access.System(), Shifts}, Query{Reached: now, Limit: ticksMax})
	for i := 0; err == nil && i < len(late); i++ {
		x := &late[i]
		x.LateAt, x.Alarm = now, 0
		err = s.save(ctx, Shifts, x, act{by: access.System(), at: now, name: "handover.late", detail: [][2]string{{"officer", x.Officer.ID}},
			events: []Event{event(EvLate, x.Unit, EventBody{ID: x.ID, Unit: x.Unit, State: x.State, Who: x.Officer.ID, Actor: "system", At: now, Version: x.Version + 1})}})
		if err == nil {
			done++
		} else if raced(err) {
			err = nil
		}
	}
	return done, err
}

func (s *Service) rise(ctx context.Context, c *Climb, now when.Micros) error {
	r, err := s.on(ctx, c.Unit, now)
	if err != nil {
		return err
	}
	a := act{by: access.System(), at: now, name: "climb.wait"}
	if c.rise(r, s.o.Rules.Waits, now) {
		on := c.last()
		a.name = "climb.rise"
		a.detail = [][2]string{{"on", on.Person.ID}, {"unit", on.Unit}, {"post", string(on.Post)}, {"why", on.Why}}
		a.events = []Event{c.told(EvEscalated, on, now)}
	}
	return s.save(ctx, Climbs, c, a)
}

// ClimbsOf lists the climbs of a person at risk, for the line of life.
func (s *Service) ClimbsOf(ctx context.Context, scope access.Scope, target string) ([]Climb, error) {
	return list[Climb](ctx, s, reading{scope, Climbs}, Query{Ref: target})
}

// Standing lists what climbs in the caller's jurisdiction, what stands on the caller first and then the oldest.
func (s *Service) Standing(ctx context.Context, scope access.Scope) ([]Climb, error) {
	err := scope.Require(access.DutyWork)
	if err != nil {
		return nil, err
	}
	const page = 100
	mine, err := list[Climb](ctx, s, reading{scope, Climbs}, Query{States: []string{Running}, Who: scope.User, Limit: page})
	if err != nil {
		return nil, err
	}
	all, err := list[Climb](ctx, s, reading{scope, Climbs}, Query{States: []string{Running}, Limit: page})
	for _, c := range all {
		if c.Who != scope.User {
			mine = append(mine, c)
		}
	}
	return mine, err
}

// Now is what Today says about duty.
type Now struct {
	Unit  string
	Shift Shift // empty: nobody
	Next  Shift
	Gaps  []Gap
	Due   bool       // the caller's shift ends and he has not handed over
	Mine  []HandOver // drafts of the caller and lists that wait for his signature
	Late  []Shift    // not handed over in time, in the caller's jurisdiction; for who keeps the roster
	Climb []Climb
}

// Now reads what the caller sees first.
func (s *Service) Now(ctx context.Context, scope access.Scope) (Now, error) {
	err := scope.Require(access.DutyWork)
	if err != nil {
		return Now{}, err
	}
	now := s.o.Clock.Now()
	out := Now{Unit: scope.Unit}
	shifts, err := list[Shift](ctx, s, reading{scope, Shifts}, Query{Unit: scope.Unit, From: now - when.Day, To: now + 2*when.Day})
	if err != nil {
		return Now{}, err
	}
	out.Shift, _ = current(shifts, now)
	for _, x := range shifts {
		if x.Start > now && (out.Next.ID == "" || x.Start < out.Next.Start) {
			out.Next = x
		}
		// due from the last hour of the shift on
		out.Due = out.Due || x.Who == scope.User && x.HandOver == "" && x.Start <= now && x.End-when.Hour <= now
	}
	out.Gaps, err = s.gaps(ctx, scope.Unit, now)
	if err == nil {
		out.Mine, err = list[HandOver](ctx, s, reading{scope, HandOvers}, Query{States: []string{Draft, Signed}, Who: scope.User})
	}
	if err == nil && scope.Can(access.DutyManage) {
		out.Late, err = s.late(ctx, scope, now)
	}
	if err == nil {
		out.Climb, err = s.Standing(ctx, scope)
	}
	return out, err
}

// late lists the shifts of the last days that were told to be late and are still not handed over.
func (s *Service) late(ctx context.Context, scope access.Scope, now when.Micros) ([]Shift, error) {
	const days = 3 // what is older is a matter of the record, not of this morning
	all, err := list[Shift](ctx, s, reading{scope, Shifts}, Query{From: now - days*when.Day, To: now, Latest: true})
	return slices.DeleteFunc(all, func(x Shift) bool { return x.LateAt == 0 || x.HandOver != "" }), err
}

// Climbs says whether matters of a level climb at all.
func (s *Service) Climbs(level string) bool { return slices.Contains(s.o.Rules.ClimbLevels, level) }
