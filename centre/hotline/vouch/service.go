package vouch

import (
	"context"
	"errors"
	"slices"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Codes     Codes
	Alarms    Alarms
	Meter     Meter
	Tally     Tally
	Rooms     Rooms
	Units     Units
	Sightings Sightings
	Clock     clock.Clock
	Rules     *Rules
	Secret    Secret
	NewID     func() string
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the rules in force.
func (s *Service) Rules() *Rules { return s.o.Rules }

// issues says which right issues codes for what.
var issues = map[Kind]access.Right{ForOrder: access.OrderWork, ForWarning: access.WarningWork, ForTicket: access.HotlineWork}

// IssueCmd asks for a code.
type IssueCmd struct {
	Kind    Kind
	Subject string
	Way     Way
	Number  string // that will ring; empty: the desk's for a ticket, none for a visit
	Badge   string // in full or its end; empty: the one of the officer's last code
}

const (
	turnsMost  = 20            // digits that are tried; with a million codes in use the twentieth is still free
	reuseAfter = 90 * when.Day // digits of an ended code may be another's after this
)

// Issue gives the caller a code for a visit or call. Asked again for the same one, it is the same code until it is about to end.
func (s *Service) Issue(ctx context.Context, scope access.Scope, cmd IssueCmd) (Shown, error) {
	c, err := s.drafted(ctx, scope, cmd)
	if err != nil {
		return Shown{}, err
	}
	live, err := s.o.Codes.Live(ctx, scope.User, c.From)
	if err != nil {
		return Shown{}, err
	}
	if c.Badge == "" && len(live) > 0 {
		c.Badge = live[0].Badge
	}
	same := func(x Code) bool {
		return x.Kind == c.Kind && x.Subject == c.Subject && x.Way == c.Way && x.Number == c.Number && x.Badge == c.Badge && x.Person == c.Person &&
			x.Until.Add(-s.o.Rules.RenewBefore) > c.From && x.Confirms < s.o.Rules.ConfirmsMost
	}
	i := slices.IndexFunc(live, same)
	if i >= 0 {
		return s.shown(live[i]), nil
	}
	if int64(len(live)) >= s.o.Rules.LiveMost {
		return Shown{}, fault.New(ErrMany.Kind, ErrMany.Code, "most", s.o.Rules.LiveMost)
	}
	for c.Turn < turnsMost {
		d := s.o.Secret.derive(c.ID, c.Turn)
		c.Hash, c.Tail = s.o.Secret.hash(d), d.Tail()
		err = s.o.Codes.Add(ctx, c, c.From-reuseAfter)
		if !errors.Is(err, ErrTaken) {
			break
		}
		c.Turn++
	}
	if err != nil {
		return Shown{}, err
	}
	return s.shown(c), nil
}

// drafted is a code without its digits.
func (s *Service) drafted(ctx context.Context, scope access.Scope, cmd IssueCmd) (Code, error) {
	right, known := issues[cmd.Kind]
	if !known {
		return Code{}, badField("kind")
	}
	err := scope.Require(right)
	if err != nil {
		return Code{}, err
	}
	if cmd.Way != Call && cmd.Way != Visit {
		return Code{}, badField("way")
	}
	badge, err := badgeTail(cmd.Badge)
	if err != nil {
		return Code{}, err
	}
	number, err := s.number(cmd)
	if err != nil {
		return Code{}, err
	}
	x, err := s.o.Rooms.Subject(ctx, scope, cmd.Kind, cmd.Subject)
	switch {
	case err != nil:
		return Code{}, err
	case !x.Open:
		return Code{}, ErrEnded
	}
	now := s.o.Clock.Now()
	return Code{
		ID: s.o.NewID(), Way: cmd.Way, Kind: cmd.Kind, Subject: cmd.Subject, Title: x.Title, Unit: scope.Unit, Officer: scope.User, OfficerName: scope.Name, Badge: badge,
		Person: s.o.Secret.person(x.Phone), Number: number, From: now, Until: now.Add(s.o.Rules.Life[cmd.Way]), State: Live, Version: 1,
	}, nil
}

// number is what will ring. A code for a call names one: a citizen compares it with what his phone showed.
func (s *Service) number(cmd IssueCmd) (string, error) {
	switch {
	case cmd.Number != "":
		p, err := ident.ParsePhone(cmd.Number)
		if err != nil {
			return "", badField("number")
		}
		return string(p), nil
	case cmd.Way == Call && cmd.Kind != ForOrder:
		return s.o.Rules.DeskNumber, nil
	case cmd.Way == Call:
		return "", ErrNoNumber
	}
	return "", nil
}

func (s *Service) shown(c Code) Shown {
	return Shown{Code: c, Digits: s.o.Secret.derive(c.ID, c.Turn)}
}

// Mine returns the caller's live codes for one order, warning or ticket, with their digits.
func (s *Service) Mine(ctx context.Context, scope access.Scope, kind Kind, subject string) ([]Shown, error) {
	right, known := issues[kind]
	if !known {
		return nil, badField("kind")
	}
	err := scope.Require(right)
	if err != nil {
		return nil, err
	}
	live, err := s.o.Codes.Live(ctx, scope.User, s.o.Clock.Now())
	out := []Shown{}
	for _, c := range live {
		if c.Kind == kind && c.Subject == subject {
			out = append(out, s.shown(c))
		}
	}
	return out, err
}

// Withdraw ends one of the caller's codes before its time: the visit is over, or it was given to the wrong person.
func (s *Service) Withdraw(ctx context.Context, scope access.Scope, id string) (Code, error) {
	now := s.o.Clock.Now()
	live, err := s.o.Codes.Live(ctx, scope.User, now)
	if err != nil {
		return Code{}, err
	}
	i := slices.IndexFunc(live, func(c Code) bool { return c.ID == id })
	if i < 0 {
		return Code{}, ErrNotFound
	}
	c := live[i]
	c.State, c.Version = Withdrawn, c.Version+1
	return c, s.o.Codes.Save(ctx, c, Act{Do: "withdraw", User: scope.User, Name: scope.Name, At: now})
}
