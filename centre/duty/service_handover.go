package duty

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/base/id"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Custody (经办) is who looks after an item that its own room gives to nobody: an unclaimed warning, a stop-payment claim, an objection.
type Custody struct {
	Head
	Kind  string `json:"kind"`
	Item  string `json:"item"`
	Owner Person `json:"owner"`
	Paper string `json:"paper"` // the hand-over that says so
}

func (c *Custody) head() *Head { return &c.Head }

// Held is the state of a custody that lasts.
const Held = "held"

// open reads what is open for a hand-over, with the owners that earlier hand-overs named where the rooms name none.
func (s *Service) open(ctx context.Context, unit, person string) ([]Item, crew, error) {
	items, err := s.o.Work.Open(ctx, unit, person)
	if err == nil && len(items) > ItemsMax {
		err = fault.New(ErrTooMany.Kind, ErrTooMany.Code, "most", int64(ItemsMax))
	}
	if err != nil {
		return nil, crew{}, err
	}
	people, err := s.crew(ctx, unit)
	if err != nil {
		return nil, crew{}, err
	}
	for i := range items {
		x := &items[i]
		x.InRoom = x.Owner.ID != ""
		if x.InRoom {
			continue
		}
		c, err := get[Custody](ctx, s, access.System(), key{Custodies, x.Key()})
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, crew{}, err
		}
		_, here := people.find(c.Owner.ID)
		if err == nil && c.Owner.ID != "" && here {
			x.Owner = c.Owner
		}
	}
	return items, people, nil
}

// Draw writes the list of what is open in the caller's unit, to be handed to another. A draft that he has already is drawn anew, with what he
// chose in it.
func (s *Service) Draw(ctx context.Context, scope access.Scope, to, note string) (HandOver, error) {
	err := scope.Require(access.DutyWork)
	if err != nil {
		return HandOver{}, err
	}
	note, err = mend(note)
	if err != nil {
		return HandOver{}, err
	}
	staff, err := s.crew(ctx, scope.Unit)
	if err != nil {
		return HandOver{}, err
	}
	taker, known := staff.find(to)
	switch {
	case !known:
		return HandOver{}, fault.New(ErrPerson.Kind, ErrPerson.Code, "name", to)
	case taker.ID == scope.User:
		return HandOver{}, ErrSamePerson
	}
	now := s.o.Clock.Now()
	h := HandOver{Head: Head{ID: s.o.NewID(), Unit: scope.Unit, State: Draft, Who: scope.User, Also: taker.ID, Key: "open/" + scope.Unit + "/" + scope.User, Start: now},
		From: Person{scope.User, scope.Name}, To: taker}
	mine, err := list[HandOver](ctx, s, reading{scope, HandOvers}, Query{States: []string{Draft, Signed}, Unit: scope.Unit, Either: scope.User})
	if err != nil {
		return HandOver{}, err
	}
	for _, m := range mine {
		if m.From.ID == scope.User && m.State == Signed {
			return HandOver{}, fault.New(ErrState.Kind, ErrState.Code, "state", m.State, "act", "draw")
		}
		if m.From.ID == scope.User {
			m.To, m.Also = taker, taker.ID
			h = m
		}
	}
	if note != "" {
		h.Note = note
	}
	shift, err := s.leaving(ctx, scope, now)
	if err != nil {
		return HandOver{}, err
	}
	h.Ref = shift
	open, people, err := s.open(ctx, h.Unit, h.From.ID)
	if err != nil {
		return HandOver{}, err
	}
	h.draw(open, people, now)
	return s.paper(ctx, scope, h, act{by: scope, at: now, name: "handover.draw"})
}

// leaving finds the shift that a person hands over: the one he is the officer of now, else the latest of the last day that he was the officer
// of and that nobody handed over. None is no hindrance: a unit without a roster hands over too.
func (s *Service) leaving(ctx context.Context, scope access.Scope, now when.Micros) (string, error) {
	shifts, err := list[Shift](ctx, s, reading{scope, Shifts}, Query{Unit: scope.Unit, Who: scope.User, From: now - when.Day, To: now + 1})
	out := ""
	for _, x := range shifts {
		if x.HandOver == "" {
			out = x.ID
		}
	}
	return out, err
}

// paper saves a hand-over and returns it with its number.
func (s *Service) paper(ctx context.Context, scope access.Scope, h HandOver, a act) (HandOver, error) {
	kind := EvPaper
	if h.State == Done {
		kind = EvHandedOver
	}
	a.events = append(a.events, event(kind, h.Unit, EventBody{ID: h.ID, Unit: h.Unit, State: h.State, Who: h.Who, N: len(h.Items), Actor: scope.User, At: a.at, Version: h.Version + 1}))
	err := s.save(ctx, HandOvers, &h, a)
	if err != nil {
		return HandOver{}, err
	}
	return get[HandOver](ctx, s, scope, key{HandOvers, h.ID})
}

// own reads a hand-over for an act of one of the two and decides whether it may be.
func (s *Service) own(ctx context.Context, scope access.Scope, paper string, a Act) (HandOver, error) {
	err := scope.Require(access.DutyWork)
	if err != nil {
		return HandOver{}, err
	}
	h, err := get[HandOver](ctx, s, scope, key{HandOvers, paper})
	if err == nil {
		err = seen(&h.Head, a.Version)
	}
	if err == nil {
		err = h.step(a.Do, scope.User)
	}
	return h, err
}

// Assign gives items of a draft to somebody of the unit whose rights let him work on them; no keys mean all that nobody has and that he can
// take.
func (s *Service) Assign(ctx context.Context, scope access.Scope, paper string, g Giving) (HandOver, error) {
	h, err := s.own(ctx, scope, paper, Act{Do: "assign", Version: g.Version})
	if err != nil {
		return HandOver{}, err
	}
	people, err := s.crew(ctx, h.Unit)
	if err != nil {
		return HandOver{}, err
	}
	to, known := people.find(g.To)
	switch {
	case !known:
		return HandOver{}, fault.New(ErrPerson.Kind, ErrPerson.Code, "name", g.To)
	case to.ID == h.From.ID:
		return HandOver{}, ErrSamePerson // what stays with the leaver is not handed over
	case len(g.Keys) > ItemsMax:
		return HandOver{}, badField("keys")
	}
	chosen := map[string]bool{}
	for _, k := range g.Keys {
		chosen[k] = true
	}
	for i := range h.Items {
		x := &h.Items[i]
		// what another has is his: he hands it over himself
		if x.Owner.ID != "" && x.Owner.ID != h.From.ID && (x.InRoom || len(g.Keys) == 0) {
			continue
		}
		if !chosen[x.Key()] && (len(g.Keys) > 0 || x.Next.ID != "") {
			continue
		}
		if people.can(to.ID, x.Kind) {
			x.Next = to
		} else if chosen[x.Key()] {
			return HandOver{}, fault.New(ErrCannot.Kind, ErrCannot.Code, "name", to.Name)
		}
	}
	return s.paper(ctx, scope, h, act{by: scope, at: s.o.Clock.Now(), name: "handover.assign", detail: [][2]string{{"to", to.ID}}})
}

// Giving is an assignment.
type Giving struct {
	Version int64
	Keys    []string
	To      string // account id, login or name
}

// Do acts on a hand-over: refresh, sign, recall and withdraw are of who leaves, return and take of who takes.
func (s *Service) Do(ctx context.Context, scope access.Scope, paper string, a Act) (HandOver, error) {
	note, err := mend(a.Note)
	if err != nil {
		return HandOver{}, err
	}
	h, err := s.own(ctx, scope, paper, a)
	if err != nil {
		return HandOver{}, err
	}
	now := s.o.Clock.Now()
	done := act{by: scope, at: now, name: "handover." + a.Do, reason: note}
	switch a.Do {
	case "refresh":
		open, people, err := s.open(ctx, h.Unit, h.From.ID)
		if err != nil {
			return HandOver{}, err
		}
		h.draw(open, people, now)
	case "sign":
		err = s.sign(ctx, &h, now)
		done.detail = [][2]string{{"list", h.Left.Digest}}
	case "recall":
		h.Left = Sign{}
	case "return":
		if note == "" {
			return HandOver{}, badField("note")
		}
		h.Left, h.Return = Sign{}, note
	case "take":
		return s.take(ctx, scope, h, done)
	case "withdraw":
	default:
		return HandOver{}, badField("act")
	}
	if err != nil {
		return HandOver{}, err
	}
	return s.paper(ctx, scope, h, done)
}

// sign is the signature of who leaves: the list must be what is open now, and each item must have an owner.
func (s *Service) sign(ctx context.Context, h *HandOver, now when.Micros) error {
	open, _, err := s.open(ctx, h.Unit, h.From.ID)
	if err != nil {
		return err
	}
	if !h.matches(open) {
		return ErrChanged
	}
	n := h.Unowned()
	if n > 0 {
		return fault.New(ErrUnowned.Kind, ErrUnowned.Code, "n", int64(n))
	}
	h.Return = ""
	h.Left = Sign{h.From, now, h.Digest()}
	return nil
}

// take is the signature of who takes over. With it the custody of what no room gives to anybody passes, and the shift is handed over.
func (s *Service) take(ctx context.Context, scope access.Scope, h HandOver, a act) (HandOver, error) {
	if !h.Sound() {
		return HandOver{}, badField("list")
	}
	h.Taken = Sign{h.To, a.at, h.Left.Digest}
	h.End = max(a.at, h.Start+1)
	a.detail = [][2]string{{"list", h.Taken.Digest}, {"from", h.From.ID}}
	a.events = []Event{event(EvHandedOver, h.Unit, EventBody{ID: h.ID, Unit: h.Unit, State: h.State, Who: h.To.ID, N: len(h.Items), Actor: scope.User, At: a.at, Version: h.Version + 1})}
	c, err := change(HandOvers, &h, a)
	changes := []Change{c}
	for i := range h.Items {
		if err == nil && !h.Items[i].InRoom {
			changes, err = s.custody(ctx, passing{&h, &h.Items[i], act{by: scope, at: a.at, name: "custody.pass"}}, changes)
		}
	}
	if err == nil && h.Ref != "" {
		changes, err = s.handed(ctx, &h, act{by: scope, at: a.at, name: "roster.handed_over"}, changes)
	}
	if err == nil {
		err = s.o.Ledger.Save(ctx, id.Day(a.at), changes...)
	}
	return h, err
}

// passing is an item of a hand-over on its way.
type passing struct {
	paper *HandOver
	item  *Item
	act   act
}

// custody passes the custody of an item.
func (s *Service) custody(ctx context.Context, p passing, changes []Change) ([]Change, error) {
	h, x, a := p.paper, p.item, p.act
	c, err := get[Custody](ctx, s, access.System(), key{Custodies, x.Key()})
	if errors.Is(err, ErrNotFound) {
		c, err = Custody{Head: Head{ID: x.Key(), Key: x.Key(), State: Held, Ref: x.ID, Start: a.at}, Kind: x.Kind, Item: x.ID}, nil
	}
	if err != nil || c.Owner == x.Next {
		return changes, err
	}
	c.Unit, c.Owner, c.Who, c.Paper = h.Unit, x.Next, x.Next.ID, h.ID
	a.detail = [][2]string{{"to", x.Next.ID}, {"handover", h.Number}}
	one, err := change(Custodies, &c, a)
	return append(changes, one), err
}

// handed notes on the shift that it was handed over: its clock stops.
func (s *Service) handed(ctx context.Context, h *HandOver, a act, changes []Change) ([]Change, error) {
	shift, err := get[Shift](ctx, s, access.System(), key{Shifts, h.Ref})
	if err != nil || shift.HandOver != "" {
		return changes, err
	}
	shift.HandOver, shift.Alarm = h.ID, 0
	a.detail = [][2]string{{"handover", h.Number}}
	one, err := change(Shifts, &shift, a)
	return append(changes, one), err
}

// HandOver reads one hand-over.
func (s *Service) HandOver(ctx context.Context, scope access.Scope, paper string) (HandOver, error) {
	err := scope.Require(access.DutyWork)
	if err != nil {
		return HandOver{}, err
	}
	return get[HandOver](ctx, s, scope, key{HandOvers, paper})
}

// HandOvers lists the hand-overs of the caller's jurisdiction, the latest first.
func (s *Service) HandOvers(ctx context.Context, scope access.Scope, states ...string) ([]HandOver, error) {
	err := scope.Require(access.DutyWork)
	if err != nil {
		return nil, err
	}
	const page = 50
	return list[HandOver](ctx, s, reading{scope, HandOvers}, Query{States: states, Latest: true, Limit: page})
}
