package govern

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/govern/calendar"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Member (成员单位) belongs to the joint conference. Head.Member is its code, Head.Kind what it is.
type Member struct {
	Head
	Name  string `json:"name"`
	Short string `json:"short"` // on narrow columns
	// Key is under which figures know it: the region of a county or township, the code of a bank or carrier; else its own code.
	Key  string `json:"key"`
	Rank int64  `json:"rank"` // order in lists, from 1
}

// Liaison (联络员) is the person of a member unit who is written to. Kind: chief, deputy.
type Liaison struct {
	Head
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Post  string `json:"post"`
	// Note is what was handed over (交接) when the next one took the place.
	Note  string      `json:"note"`
	Until when.Micros `json:"until"`
}

// Seat (席位) is a place in the leading group or in a task group. Kind: head, deputy, member, office; Ref names the group.
type Seat struct {
	Head
	Name  string      `json:"name"`
	Post  string      `json:"post"`
	Until when.Micros `json:"until"`
}

// SeatKinds are the places in a group: 组长, 副组长, 成员, 办公室.
var SeatKinds = []string{"head", "deputy", "member", "office"}

// MemberCmd adds a member unit.
type MemberCmd struct {
	Code, Kind, Name, Short, Key, Region string
	Unit                                 string // jurisdiction; empty: the caller's
	Rank                                 int64
}

// AddMember adds a member unit to the conference.
func (s *Service) AddMember(ctx context.Context, scope access.Scope, c MemberCmd) (Member, error) {
	err := scope.Require(access.GovernManage)
	if err == nil {
		err = fields("code", c.Code, "name", c.Name)
	}
	if err != nil {
		return Member{}, err
	}
	code, err := access.Member(c.Code)
	if err != nil || !slices.Contains(MemberKinds, c.Kind) || !sound(c.Short) || !sound(c.Key) || c.Rank < 0 || c.Rank > 10_000 {
		return Member{}, badField("member")
	}
	if len(c.Region) > 12 || strings.Trim(c.Region, "0123456789") != "" {
		return Member{}, badField("region")
	}
	if c.Unit == "" {
		c.Unit = scope.Unit
	}
	if !scope.Covers(c.Unit) || len(c.Unit) != 12 {
		return Member{}, badField("unit")
	}
	by := s.by(scope, "")
	m := Member{Head: s.fresh(c.Unit, code, c.Kind), Name: mend(c.Name), Short: mend(c.Short), Key: c.Key, Rank: c.Rank}
	m.Region = c.Region
	if m.Key == "" {
		m.Key = code
	}
	m.Alarm = s.nextReturns(m.Kind, by.At)
	return m, saved(ctx, s, &m, move{book: Members, by: by, act: "add"})
}

// nextReturns is when a member unit is next asked for a return: at the end of the shortest running period of its forms.
func (s *Service) nextReturns(kind string, at when.Micros) when.Micros {
	best := when.Micros(0)
	for _, f := range s.o.Rules.Forms {
		if !f.For(kind) {
			continue
		}
		end := calendar.Of(f.Period, at).End()
		if best == 0 || end < best {
			best = end
		}
	}
	return best
}

// Leave takes a member unit out of the conference.
func (s *Service) Leave(ctx context.Context, scope access.Scope, a Act) (Member, error) {
	by := s.by(scope, a.Note)
	err := scope.Require(access.GovernManage)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return Member{}, err
	}
	m, err := seen[Member](ctx, place{s, scope}, Members, a)
	if err != nil {
		return m, err
	}
	m.Alarm = 0
	return m, saved(ctx, s, &m, move{book: Members, by: by, act: "leave"})
}

// Members lists member units by rank, then code.
func (s *Service) Members(ctx context.Context, scope access.Scope, f Filter) ([]Member, error) {
	err := readable(scope)
	if err != nil {
		return nil, err
	}
	if len(f.States) == 0 {
		f.States = []string{"active"}
	}
	out, err := every[Member](ctx, place{s, scope}, Members, f)
	slices.SortFunc(out, func(a, b Member) int {
		if a.Rank != b.Rank {
			return int(a.Rank - b.Rank)
		}
		return strings.Compare(a.Member, b.Member)
	})
	return out, err
}

// member finds an active member unit by its code.
func (s *Service) member(ctx context.Context, scope access.Scope, code string) (Member, error) {
	if code == "" || !sound(code) {
		return Member{}, badField("member")
	}
	found, err := every[Member](ctx, place{s, scope}, Members, Filter{Member: code, States: []string{"active"}})
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Member{}, err
	}
	return found[0], nil
}

// under is the head of a record of a member unit.
func (s *Service) under(m Member, kind string) Head {
	h := s.fresh(m.Unit, m.Member, kind)
	h.Region = m.Region
	return h
}

// LiaisonCmd puts a person into a liaison's place; the one who held it hands over.
type LiaisonCmd struct {
	Member, Kind, Name, Phone, Post string
	Note                            string // what is handed over; needed where somebody held the place
}

// TakeOver records a liaison, and the end of the one before in the same breath.
func (s *Service) TakeOver(ctx context.Context, scope access.Scope, c LiaisonCmd) (Liaison, error) {
	by := s.by(scope, c.Note)
	err := mine(scope, c.Member)
	if err == nil {
		err = fields("name", c.Name, "phone", c.Phone)
	}
	if err == nil {
		err = words("note", by.Note)
	}
	if err != nil {
		return Liaison{}, err
	}
	if c.Kind != "chief" && c.Kind != "deputy" || !sound(c.Post) {
		return Liaison{}, badField("liaison")
	}
	phone, err := ident.ParsePhone(c.Phone)
	if err != nil {
		return Liaison{}, err
	}
	m, err := s.member(ctx, scope, c.Member)
	if err != nil {
		return Liaison{}, err
	}
	before, err := every[Liaison](ctx, place{s, scope}, Liaisons, Filter{Member: c.Member, Kind: c.Kind, States: []string{"active"}})
	if err != nil {
		return Liaison{}, err
	}
	next := move{book: Liaisons, by: by, act: "take"}
	for i := range before {
		err = needNote(by.Note)
		if err != nil {
			return Liaison{}, err
		}
		before[i].Until, before[i].Note = by.At, by.Note
		gone, err := moved(Liaisons, &before[i], move{by: by, act: "hand_over"})
		if err != nil {
			return Liaison{}, err
		}
		// the end of the one goes before the beginning of the other: a place is held by one
		next.with = append(next.with, gone)
	}
	l := Liaison{Head: s.under(m, c.Kind), Name: mend(c.Name), Phone: string(phone), Post: mend(c.Post)}
	return l.masked(), saved(ctx, s, &l, next)
}

// masked hides the middle of the number: it is shown by an act of its own.
func (l Liaison) masked() Liaison {
	l.Phone = ident.Phone(l.Phone).Mask()
	return l
}

// Liaisons lists the liaisons of the conference, numbers masked.
func (s *Service) Liaisons(ctx context.Context, scope access.Scope, f Filter) ([]Liaison, error) {
	err := readable(scope)
	if err != nil {
		return nil, err
	}
	out, err := every[Liaison](ctx, place{s, scope}, Liaisons, f)
	for i := range out {
		out[i] = out[i].masked()
	}
	return out, err
}

// RevealPhone shows the number of a liaison, with a reason, audited first.
func (s *Service) RevealPhone(ctx context.Context, scope access.Scope, a Act) (string, error) {
	by := s.by(scope, a.Note)
	err := readable(scope)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return "", err
	}
	l, err := get[Liaison](ctx, place{s, scope}, Liaisons, a.ID)
	if err == nil {
		err = s.o.Ledger.Reveal(ctx, scope, Reveal{At: by.At, Book: Liaisons, ID: l.ID, Unit: l.Unit, Field: "phone", Reason: by.Note})
	}
	if err != nil {
		return "", err
	}
	return l.Phone, nil
}

// SeatCmd gives a person a place in a group.
type SeatCmd struct{ Group, Kind, Name, Post, Member string }

// TakeSeat records who holds a place in the leading group or a task group.
func (s *Service) TakeSeat(ctx context.Context, scope access.Scope, c SeatCmd) (Seat, error) {
	err := scope.Require(access.GovernManage)
	if err == nil {
		err = fields("group", c.Group, "name", c.Name, "post", c.Post)
	}
	if err == nil && (!slices.Contains(SeatKinds, c.Kind) || !sound(c.Member)) {
		err = badField("kind")
	}
	if err != nil {
		return Seat{}, err
	}
	x := Seat{Head: s.fresh(scope.Unit, c.Member, c.Kind), Name: mend(c.Name), Post: mend(c.Post)}
	if scope.IsSystem() {
		return Seat{}, badField("unit")
	}
	x.Ref = mend(c.Group)
	return x, saved(ctx, s, &x, move{book: Seats, by: s.by(scope, ""), act: "seat"})
}

// LeaveSeat ends a place in a group.
func (s *Service) LeaveSeat(ctx context.Context, scope access.Scope, a Act) (Seat, error) {
	err := scope.Require(access.GovernManage)
	if err != nil {
		return Seat{}, err
	}
	x, err := seen[Seat](ctx, place{s, scope}, Seats, a)
	if err != nil {
		return x, err
	}
	by := s.by(scope, a.Note)
	x.Until = by.At
	return x, saved(ctx, s, &x, move{book: Seats, by: by, act: "leave"})
}

// Seats lists the places of all groups, those that ended too where asked for.
func (s *Service) Seats(ctx context.Context, scope access.Scope, f Filter) ([]Seat, error) {
	err := readable(scope)
	if err != nil {
		return nil, err
	}
	return every[Seat](ctx, place{s, scope}, Seats, f)
}
