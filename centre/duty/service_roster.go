package duty

import (
	"context"
	"errors"
	"time"

	"fanzha/base/access"
	"fanzha/base/id"
	"fanzha/term/fault"
	"fanzha/term/region"
	"fanzha/term/when"
)

// People lists who of a unit may be on duty.
func (s *Service) People(ctx context.Context, scope access.Scope, unit string) ([]Candidate, error) {
	err := scope.Require(access.DutyWork)
	if err == nil {
		err = within(scope, unit)
	}
	if err != nil {
		return nil, err
	}
	return s.o.People.Of(ctx, unit)
}

// within refuses units that do not exist for the caller.
func within(scope access.Scope, unit string) error {
	if !scope.Covers(unit) {
		return ErrNotFound
	}
	return nil
}

// Board is the roster of a unit over some days.
type Board struct {
	Unit   string
	From   when.Micros
	To     when.Micros
	Shifts []Shift
	Gaps   []Gap // within the days that must be full, from now on
}

// Board reads the roster of a unit: from the day of a moment on, so many days. The gaps are those of the days that must be full.
func (s *Service) Board(ctx context.Context, scope access.Scope, unit, from string) (Board, error) {
	err := scope.Require(access.DutyWork)
	if err == nil {
		err = within(scope, unit)
	}
	if err != nil {
		return Board{}, err
	}
	now := s.o.Clock.Now()
	day := now.Time().In(when.Zone).Truncate(time.Second)
	if from != "" {
		day, err = time.ParseInLocation(time.DateOnly, from, when.Zone)
		if err != nil || day.Year() < 2000 || day.Year() > 2200 {
			return Board{}, badField("from")
		}
	}
	start := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, when.Zone)
	b := Board{Unit: unit, From: when.Of(start), To: when.Of(start.AddDate(0, 0, s.o.Rules.CoverDays))}
	b.Shifts, err = list[Shift](ctx, s, reading{scope, Shifts}, Query{Unit: unit, From: b.From, To: b.To})
	if err != nil {
		return Board{}, err
	}
	b.Gaps, err = s.gaps(ctx, unit, now)
	return b, err
}

// gaps finds the spans without an officer in the days that must be full.
func (s *Service) gaps(ctx context.Context, unit string, now when.Micros) ([]Gap, error) {
	to := now + when.Micros(s.o.Rules.CoverDays)*when.Day
	shifts, err := list[Shift](ctx, s, reading{access.System(), Shifts}, Query{Unit: unit, From: now, To: to})
	if err != nil {
		return nil, err
	}
	return gaps(shifts, now, to), nil
}

// Fill writes lines into the roster of a unit, all or none. A shift that is there already is changed; one that has ended is refused.
func (s *Service) Fill(ctx context.Context, scope access.Scope, unit string, lines []Line) (int, error) {
	err := scope.Require(access.DutyManage)
	if err == nil {
		err = within(scope, unit)
	}
	if err != nil {
		return 0, err
	}
	if len(lines) == 0 || len(lines) > DaysMax*slotsMax {
		return 0, fault.New(ErrTooMany.Kind, ErrTooMany.Code, "most", int64(DaysMax*slotsMax))
	}
	people, err := s.crew(ctx, unit)
	if err != nil {
		return 0, err
	}
	now := s.o.Clock.Now()
	var changes []Change
	for _, l := range lines {
		c, changed, err := s.line(ctx, filling{scope, unit, people, now}, l)
		if err != nil {
			return 0, err
		}
		if changed {
			changes = append(changes, c)
		}
	}
	if len(changes) == 0 {
		return 0, nil
	}
	return len(changes), s.o.Ledger.Save(ctx, id.Day(now), changes...)
}

// filling is who writes which unit's roster.
type filling struct {
	scope  access.Scope
	unit   string
	people crew
	now    when.Micros
}

// line makes the change of one line; none where the roster says the same already.
func (s *Service) line(ctx context.Context, f filling, l Line) (Change, bool, error) {
	from, to, err := s.o.Rules.span(l)
	if err != nil {
		return Change{}, false, err
	}
	if to <= f.now {
		return Change{}, false, ErrEnded
	}
	slot, _ := s.o.Rules.Slot(l.Code)
	shift := Shift{Head: Head{ID: shiftID(f.unit, from), Unit: f.unit, Key: shiftID(f.unit, from), State: "set", Start: from, End: to, Alarm: to.Add(s.o.Rules.LateAfter)}, Code: slot.Code, Day: l.Day}
	is, err := get[Shift](ctx, s, access.System(), key{Shifts, shift.ID})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Change{}, false, err
	}
	if err == nil {
		shift = is
	}
	before := shift
	for p, word := range map[Post]string{Officer: l.Officer, Deputy: l.Deputy, Leader: l.Leader} {
		who, known := f.people.find(word)
		if word != "" && !known || word == "" && p == Officer {
			return Change{}, false, fault.New(ErrPerson.Kind, ErrPerson.Code, "name", word)
		}
		shift.put(p, who)
	}
	if shift == before {
		return Change{}, false, nil
	}
	c, err := change(Shifts, &shift, act{by: f.scope, at: f.now, name: "roster.set", detail: [][2]string{{"day", l.Day}, {"shift", slot.Code},
		{"officer", shift.Officer.ID}, {"deputy", shift.Deputy.ID}, {"leader", shift.Leader.ID}},
		events: []Event{event(EvRosterSet, f.unit, EventBody{ID: shift.ID, Unit: f.unit, State: shift.State, Actor: f.scope.User, At: f.now, Version: shift.Version + 1})}})
	return c, true, err
}

func shiftID(unit string, start when.Micros) string {
	return unit + "/" + start.Time().Format("20060102T1504")
}

// Paste writes a pasted roster.
func (s *Service) Paste(ctx context.Context, scope access.Scope, unit, text string) (int, error) {
	written, err := ParsePaste(text, s.o.Rules)
	if err != nil {
		return 0, err
	}
	lines := make([]Line, len(written))
	for i, w := range written {
		lines[i] = w.Line
	}
	return s.Fill(ctx, scope, unit, lines)
}

// Rotate writes a rotation.
func (s *Service) Rotate(ctx context.Context, scope access.Scope, unit string, p Pattern) (int, error) {
	lines, err := p.lines(s.o.Rules)
	if err != nil {
		return 0, err
	}
	now := s.o.Clock.Now()
	ahead := lines[:0]
	for _, l := range lines {
		_, to, err := s.o.Rules.span(l)
		if err == nil && to > now {
			ahead = append(ahead, l) // of the first day the shifts that are over stay as they were
		}
	}
	return s.Fill(ctx, scope, unit, ahead)
}

// on reads who is on duty at a moment in a unit and every unit above it.
func (s *Service) on(ctx context.Context, unit string, at when.Micros) (Roster, error) {
	out := Roster{}
	for _, u := range append([]string{unit}, region.Parents(unit)...) {
		shifts, err := list[Shift](ctx, s, reading{access.System(), Shifts}, Query{Unit: u, From: at, To: at + 1})
		if err != nil {
			return nil, err
		}
		is, manned := current(shifts, at)
		if manned {
			out[u] = is
		}
	}
	return out, nil
}

// Answering is who answers for a unit at one moment.
type Answering struct {
	Unit    string // whose duty it is: the unit itself, or the nearest above that has one
	Person  Person
	Post    Post
	Skipped []string // units in between without anybody on duty
}

// Answers names who answers now for what nobody of a unit has taken: the first on duty, in the unit or above it.
func (s *Service) Answers(ctx context.Context, unit string) (Answering, error) {
	r, err := s.on(ctx, unit, s.o.Clock.Now())
	if err != nil {
		return Answering{}, err
	}
	way := ladder(unit)
	i, who, skipped := r.find(way, 0, Person{})
	if i < 0 {
		return Answering{Skipped: skipped}, nil
	}
	return Answering{Unit: way[i].unit, Person: who, Post: way[i].post, Skipped: skipped}, nil
}

// ProposeCmd names the two posts: of each side the shift and the post.
type ProposeCmd struct {
	Mine, Theirs Side
	Note         string
}

// Propose asks another for a swap.
func (s *Service) Propose(ctx context.Context, scope access.Scope, cmd ProposeCmd) (Swap, error) {
	mine, theirs, note := cmd.Mine, cmd.Theirs, cmd.Note
	err := scope.Require(access.DutyWork)
	if err != nil {
		return Swap{}, err
	}
	note, err = mend(note)
	if err != nil {
		return Swap{}, err
	}
	now := s.o.Clock.Now()
	for _, side := range []*Side{&mine, &theirs} {
		shift, err := get[Shift](ctx, s, scope, key{Shifts, side.Shift})
		if err != nil {
			return Swap{}, err
		}
		if now >= shift.Start {
			return Swap{}, ErrEnded
		}
		if side.Post != Officer && side.Post != Deputy && side.Post != Leader || shift.At(side.Post).ID == "" {
			return Swap{}, badField("post")
		}
		side.Person, side.Code, side.Start = shift.At(side.Post), shift.Code, shift.Start
	}
	switch {
	case mine.Person.ID != scope.User:
		return Swap{}, ErrNotYours
	case theirs.Person.ID == scope.User:
		return Swap{}, badField("theirs")
	case mine.Shift[:12] != theirs.Shift[:12]:
		return Swap{}, badField("theirs") // another unit's people are not the caller's to swap with
	}
	w := Swap{Head: Head{ID: s.o.NewID(), Unit: mine.Shift[:12], State: Proposed, Who: theirs.Person.ID, Also: mine.Person.ID, Ref: mine.Shift, Start: now}, Mine: mine, Theirs: theirs, Note: note, AskedAt: now}
	w.Key = "open/" + mine.Shift + "/" + string(mine.Post)
	err = s.save(ctx, Swaps, &w, act{by: scope, at: now, name: "swap.propose", reason: note, events: []Event{w.told(scope, now)}})
	return w, err
}

func (s *Swap) told(scope access.Scope, at when.Micros) Event {
	return event(EvSwapped, s.Unit, EventBody{ID: s.ID, Unit: s.Unit, State: s.State, Who: s.Who, Actor: scope.User, At: at, Version: s.Version + 1})
}

// Answer agrees to a swap, declines it or takes it back. With the agreement both shifts change, or neither.
func (s *Service) Answer(ctx context.Context, scope access.Scope, swap string, a Act) (Swap, error) {
	err := scope.Require(access.DutyWork)
	if err != nil {
		return Swap{}, err
	}
	w, err := get[Swap](ctx, s, scope, key{Swaps, swap})
	if err == nil {
		err = seen(&w.Head, a.Version)
	}
	now := s.o.Clock.Now()
	if err == nil {
		err = w.answer(a.Do, scope.User, now)
	}
	if err != nil {
		return Swap{}, err
	}
	done := act{by: scope, at: now, name: "swap." + a.Do, events: []Event{w.told(scope, now)}}
	c, err := change(Swaps, &w, done)
	changes := []Change{c}
	if err == nil && w.State == Agreed {
		changes, err = s.exchanged(ctx, &w, done, changes)
	}
	if err != nil {
		return Swap{}, err
	}
	return w, s.o.Ledger.Save(ctx, id.Day(now), changes...)
}

// Act is an act on a record with the version that the caller saw.
type Act struct {
	Do      string
	Version int64
	Note    string
}

// exchanged adds the shifts of an agreed swap to its change.
func (s *Service) exchanged(ctx context.Context, w *Swap, a act, changes []Change) ([]Change, error) {
	mine, err := get[Shift](ctx, s, access.System(), key{Shifts, w.Mine.Shift})
	if err != nil {
		return nil, err
	}
	theirs, one := mine, w.Mine.Shift == w.Theirs.Shift
	both := []*Shift{&mine, &theirs}
	if one {
		both = both[:1]
		err = w.exchange(&mine, &mine)
	} else {
		theirs, err = get[Shift](ctx, s, access.System(), key{Shifts, w.Theirs.Shift})
		if err == nil {
			err = w.exchange(&mine, &theirs)
		}
	}
	if err != nil {
		return nil, err
	}
	for _, shift := range both {
		c, err := change(Shifts, shift, act{by: a.by, at: a.at, name: "roster.swap", detail: [][2]string{{"swap", w.ID}},
			events: []Event{event(EvRosterSet, shift.Unit, EventBody{ID: shift.ID, Unit: shift.Unit, State: shift.State, Actor: a.by.User, At: a.at, Version: shift.Version + 1})}})
		if err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// Swaps lists the swaps of the caller that wait for a word, his own and those asked of him.
func (s *Service) Swaps(ctx context.Context, scope access.Scope) ([]Swap, error) {
	err := scope.Require(access.DutyWork)
	if err != nil {
		return nil, err
	}
	return list[Swap](ctx, s, reading{scope, Swaps}, Query{States: []string{Proposed}, Either: scope.User})
}
