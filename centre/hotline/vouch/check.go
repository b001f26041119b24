package vouch

import (
	"context"
	"crypto/subtle"
	"errors"

	"fanzha/base/access"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Public is the name under which a citizen's check stands in the audit log.
const Public = "public"

// Try is a check by somebody without an account.
type Try struct {
	Code    string
	Rang    string // number that rang; may be empty
	Network string // leading bits of the address
}

// Answer is what a citizen is told. Everything but the verdict is empty unless the code is real.
type Answer struct {
	Verdict Verdict
	Surname string
	Desk    bool // an operator of the hotline, not an officer
	Unit    string
	Badge   string
	Way     Way
	Rings   bool // the code names a number, and the citizen gave that one
	Since   when.Micros
	Until   when.Micros
}

// everyone is the network that all networks together count for.
const everyone = "all"

// tries is how often a right code is written again when another check of it came between.
const tries = 5

// asked is one check on its way.
type asked struct {
	digits  Digits
	rang    string
	who     string // whose wrong answers count
	most    int64  // of them
	channel Channel
	ticket  string
	unit    string // of an alarm whose code is nobody's; empty: the top unit
	by      Act
}

// Check tells a citizen whether a code is real.
func (s *Service) Check(ctx context.Context, t Try) (Answer, error) {
	d, err := ParseDigits(t.Code)
	if err != nil {
		return Answer{}, err
	}
	rang, err := rangOf(t.Rang)
	if err != nil {
		return Answer{}, err
	}
	now := s.o.Clock.Now()
	c, v, err := s.ask(ctx, asked{digits: d, rang: rang, who: s.o.Secret.network(t.Network), most: s.o.Rules.WrongPerNetwork, channel: Page,
		by: Act{Do: "confirm", User: Public, Name: Public, At: now}})
	if err != nil || v != Real {
		return Answer{Verdict: v}, err
	}
	return Answer{
		Verdict: v, Surname: surname(c.OfficerName), Desk: c.Kind == ForTicket, Unit: s.o.Units.Name(ctx, c.Unit), Badge: c.Badge, Way: c.Way, Rings: rang != "", Since: c.From, Until: c.Until,
	}, nil
}

// DeskTry is a check by an operator for somebody on the line.
type DeskTry struct {
	Code   string
	Rang   string // number that rang the caller before
	Ticket string // the call; may be empty
}

// DeskAnswer is what an operator is told: the same as the citizen, and what it is about.
type DeskAnswer struct {
	Verdict Verdict
	Code    Code   // empty unless one was found
	Same    string // "yes": the caller is the one it was issued for; "no"; "" when either number is unknown
}

// CheckAtDesk tells an operator whether a code is real, and what it was issued for.
func (s *Service) CheckAtDesk(ctx context.Context, scope access.Scope, t DeskTry) (DeskAnswer, error) {
	err := scope.Require(access.HotlineWork)
	if err != nil {
		return DeskAnswer{}, err
	}
	d, err := ParseDigits(t.Code)
	if err != nil {
		return DeskAnswer{}, err
	}
	rang, err := rangOf(t.Rang)
	if err != nil {
		return DeskAnswer{}, err
	}
	var caller ident.Phone
	if t.Ticket != "" {
		x, err := s.o.Rooms.Subject(ctx, scope, ForTicket, t.Ticket)
		if err != nil {
			return DeskAnswer{}, err
		}
		caller = x.Phone
	}
	c, v, err := s.ask(ctx, asked{digits: d, rang: rang, who: s.o.Secret.network("desk " + scope.User), most: s.o.Rules.WrongPerDesk, channel: Desk, ticket: t.Ticket, unit: scope.Unit,
		by: Act{Do: "confirm_desk", User: scope.User, Name: scope.Name, At: s.o.Clock.Now()}})
	out := DeskAnswer{Verdict: v, Code: c}
	if c.Person != "" && caller != "" {
		out.Same = "no"
		if c.Person == s.o.Secret.person(caller) {
			out.Same = "yes"
		}
	}
	return out, err
}

// ask judges a code. A wrong answer is paid for before the code is looked up, so that many questions at once gain nothing.
func (s *Service) ask(ctx context.Context, a asked) (Code, Verdict, error) {
	r, now := s.o.Rules, a.by.At
	since := now.Add(-r.Window)
	own, all, err := s.o.Meter.Used(ctx, a.who, since)
	if err != nil {
		return Code{}, "", err
	}
	limited := a.channel == Page // what strangers spend must not silence the desk
	if own >= a.most || limited && all >= r.WrongInAll {
		return Code{}, Throttled, nil
	}
	own, all, err = s.o.Meter.Spend(ctx, a.who, now, since)
	if err != nil {
		return Code{}, "", err
	}
	if own > a.most || limited && all > r.WrongInAll {
		return Code{}, Throttled, nil
	}
	c, v, err := s.look(ctx, a)
	if err != nil {
		return Code{}, "", err
	}
	if v == Real {
		return c, v, s.o.Meter.GiveBack(ctx, a.who, now)
	}
	cause := v
	if own == a.most {
		cause = Guessing
	}
	err = s.alarm(ctx, a, c, cause)
	if err == nil && limited && all == r.WrongInAll {
		a.who, a.rang = s.o.Secret.network(everyone), ""
		err = s.alarm(ctx, a, Code{}, Guessing)
	}
	return c, v, err
}

// look finds and judges a code; one that is real is vouched for once more.
func (s *Service) look(ctx context.Context, a asked) (Code, Verdict, error) {
	hash := s.o.Secret.hash(a.digits)
	for try := 1; ; try++ {
		c, found, err := s.o.Codes.Find(ctx, access.System(), hash)
		if err != nil {
			return Code{}, "", err
		}
		known := &c
		if !found || subtle.ConstantTimeCompare([]byte(c.Hash), []byte(hash)) != 1 {
			known = nil
		}
		v := judge(known, &a, s.o.Rules)
		if v != Real {
			return c, v, nil
		}
		c.Confirms, c.LastAt, c.Version = c.Confirms+1, a.by.At, c.Version+1
		err = s.o.Codes.Save(ctx, c, a.by)
		if !errors.Is(err, ErrStale) || try == tries {
			return c, v, err
		}
	}
}

// alarm raises an alarm, or adds to the open one of this network.
func (s *Service) alarm(ctx context.Context, a asked, c Code, cause Verdict) error {
	unit := c.Unit
	if unit == "" {
		unit = a.unit
	}
	var err error
	if unit == "" {
		unit, err = s.o.Units.Top(ctx)
	}
	if err != nil {
		return err
	}
	_, err = s.o.Alarms.Raise(ctx, Alarm{
		ID: s.o.NewID(), Unit: unit, At: a.by.At, LastAt: a.by.At, Cause: cause, Channel: a.channel, Tails: []string{a.digits.Tail()}, Code: c.ID, Officer: c.OfficerName, Kind: c.Kind, Subject: c.Subject, Title: c.Title, Network: a.who, Rang: a.rang,
		Ticket: a.ticket, Count: 1, State: AlarmOpen, Version: 1,
	}, a.by, a.by.At.Add(-s.o.Rules.Window))
	return err
}
