package upstream

import (
	"context"
	"errors"
	"strings"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/term/ident"
	"fanzha/term/region"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Ledger Ledger
	Notes  Notes
	Peers  Peers
	Outbox Outbox
	Clock  clock.Clock
	Rules  *Rules
	NewID  func() string
	Own    func(ctx context.Context) (string, error) // code of this centre's top unit
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the rules in force.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Own is the code of this centre.
func (s *Service) Own(ctx context.Context) (string, error) { return s.o.Own(ctx) }

func (s *Service) by(scope access.Scope) By {
	return By{User: scope.User, Name: scope.Name, At: s.o.Clock.Now()}
}

// GiveCmd gives an order to a lower centre.
type GiveCmd struct {
	Key    string // the same key of the same user gives one order
	Peer   string // empty: the lower centre that answers for the person's place
	Person Person
	Matter Matter
}

// Give gives an order. It is stored with its message; the exchange carries it.
func (s *Service) Give(ctx context.Context, scope access.Scope, cmd GiveCmd) (Order, error) {
	err := scope.Require(access.UpstreamWork)
	if err != nil {
		return Order{}, err
	}
	phone, err := ident.ParsePhone(string(cmd.Person.Phone))
	switch {
	case err != nil:
		return Order{}, err
	case phone.Service(): // nobody at risk has the number of a service
		return Order{}, badField("phone")
	case !words(cmd.Person.Name, NameMax):
		return Order{}, badField("name")
	case !word(cmd.Key):
		return Order{}, badField("key")
	}
	cmd.Person.Phone = phone
	err = cmd.Matter.check(cmd.Person.Place)
	if err != nil {
		return Order{}, err
	}
	peer, err := s.below(ctx, cmd.Peer, cmd.Person.Place)
	if err != nil {
		return Order{}, err
	}
	by := s.by(scope)
	o, err := s.draft(ctx, peer, by)
	if err != nil {
		return Order{}, err
	}
	o.Key, o.Person, o.Matter = cmd.Key, cmd.Person, cmd.Matter
	span := s.o.Rules.Spans[o.Matter.Level]
	o.AckDue, o.Due = by.At.Add(span.Ack), by.At.Add(span.Return)
	p := s.plan(by)
	err = p.do(ctx, o, Act{Do: ActGive})
	if err == nil {
		err = p.save(ctx)
	}
	if errors.Is(err, ErrKeyReused) {
		return s.sameKey(ctx, scope, o)
	}
	if err != nil {
		return Order{}, err
	}
	return s.o.Ledger.Get(ctx, scope, o.ID)
}

// sameKey returns the order that a key gave before; with other content it is a mistake.
func (s *Service) sameKey(ctx context.Context, scope access.Scope, o Order) (Order, error) {
	kept, err := s.o.Ledger.Find(ctx, scope, Name{Side: Given, By: scope.User, Key: o.Key})
	if err == nil && (kept.Peer != o.Peer || kept.Person != o.Person || kept.Matter != o.Matter) {
		err = ErrKeyReused
	}
	return kept, err
}

// draft is a given order without its content.
func (s *Service) draft(ctx context.Context, peer Peer, by By) (Order, error) {
	own, err := s.o.Own(ctx)
	order := s.o.NewID()
	return Order{ID: order, Ref: order, Side: Given, Peer: peer.Code, Unit: own, GivenAt: by.At, By: by.User, ByName: by.Name}, err
}

// below finds the lower centre that is named, or else the nearest one that answers for a place.
func (s *Service) below(ctx context.Context, code, place string) (Peer, error) {
	if code != "" {
		peer, err := s.o.Peers.Peer(ctx, code)
		if err == nil && (peer.Place != Below || !peer.Active) {
			err = ErrNotBelow
		}
		return peer, err
	}
	all, err := s.o.Peers.Peers(ctx)
	if err != nil {
		return Peer{}, err
	}
	found := nearest(all, place)
	if found.Code == "" {
		return Peer{}, ErrPlace
	}
	return found, nil
}

// nearest is the active lower centre with the smallest jurisdiction that holds the place; none when the place is unknown.
func nearest(all []Peer, place string) (found Peer) {
	for _, p := range all {
		if place != "" && p.Place == Below && p.Active && strings.HasPrefix(place, region.Prefix(p.Code)) &&
			len(region.Prefix(p.Code)) > len(region.Prefix(found.Code)) {
			found = p
		}
	}
	return found
}

// Ref names an order and the version that the caller saw; 0: whatever came between.
type Ref struct {
	ID      string
	Version int64
}

// byHand are the acts that an officer does. A return by hand is for what was done on paper.
var byHand = map[string]bool{ActAcknowledge: true, ActReturn: true, ActBounce: true, ActWithdraw: true, ActChase: true, ActConfirm: true}

// Do carries out an officer's act on an order.
func (s *Service) Do(ctx context.Context, scope access.Scope, on Ref, a Act) (Order, error) {
	err := scope.Require(access.UpstreamWork)
	if err != nil {
		return Order{}, err
	}
	if !byHand[a.Do] {
		return Order{}, badField("act")
	}
	a.Note = strings.TrimSpace(a.Note)
	return s.act(ctx, scope, on, func(p *plan, o Order) error { return p.do(ctx, o, a) })
}

// Distribute passes an order on to a lower centre, or takes it here when none is named: then it becomes a warning. An order that was not
// acknowledged is acknowledged by it.
func (s *Service) Distribute(ctx context.Context, scope access.Scope, on Ref, to string) (Order, error) {
	err := scope.Require(access.UpstreamWork)
	if err != nil {
		return Order{}, err
	}
	var peer Peer
	if to != "" {
		peer, err = s.below(ctx, to, "")
		if err != nil {
			return Order{}, err
		}
	}
	return s.act(ctx, scope, on, func(p *plan, o Order) error { return s.distribute(ctx, p, o, peer) })
}

func (s *Service) distribute(ctx context.Context, p *plan, o Order, to Peer) error {
	if o.State == Waiting {
		err := p.do(ctx, o, Act{Do: ActAcknowledge})
		if err != nil {
			return err
		}
		o = p.latest[o.ID]
	}
	if to.Code == "" {
		return p.do(ctx, o, Act{Do: ActTake})
	}
	child, err := s.draft(ctx, to, p.by)
	if err != nil {
		return err
	}
	child.Parent, child.Person, child.Matter = o.ID, o.Person, o.Matter
	// The lower centre gets what is left of the time that we have; what was late before it came is not its fault.
	span := s.o.Rules.Spans[o.Matter.Level]
	child.AckDue = p.by.At.Add(span.Ack)
	child.Due = max(o.Due, child.AckDue)
	err = p.do(ctx, o, Act{Do: ActPass, Link: child.ID, Note: to.Name})
	if err != nil {
		return err
	}
	return p.do(ctx, child, Act{Do: ActGive})
}

// act loads an order within the scope and runs what is done to it, again when another change came between.
func (s *Service) act(ctx context.Context, scope access.Scope, on Ref, run func(*plan, Order) error) (Order, error) {
	err := again(func() error {
		o, err := s.o.Ledger.Get(ctx, scope, on.ID)
		if err != nil {
			return err
		}
		if on.Version != 0 && on.Version != o.Version {
			return ErrChanged
		}
		p := s.plan(s.by(scope))
		err = run(p, o)
		if err != nil {
			return err
		}
		return p.save(ctx)
	})
	if err != nil {
		return Order{}, err
	}
	return s.o.Ledger.Get(ctx, scope, on.ID)
}

// Automatic acknowledges and distributes an order that has just come, where it is clear who answers for the person: a lower centre, or we.
// What is not clear waits for an officer. It is the centre's own act; done again, it changes nothing.
func (s *Service) Automatic(ctx context.Context, order string) error {
	o, err := s.o.Ledger.Get(ctx, access.System(), order)
	if err != nil || !s.o.Rules.Automatic || o.State != Waiting {
		return err
	}
	own, err := s.o.Own(ctx)
	if err != nil {
		return err
	}
	place := o.Person.Place
	if place == "" || !strings.HasPrefix(place, region.Prefix(own)) {
		return nil
	}
	all, err := s.o.Peers.Peers(ctx)
	if err != nil {
		return err
	}
	to := nearest(all, place)
	_, err = s.act(ctx, access.System(), Ref{ID: order, Version: o.Version}, func(p *plan, o Order) error { return s.distribute(ctx, p, o, to) })
	if errors.Is(err, ErrStale) || errors.Is(err, ErrChanged) || errors.Is(err, ErrState) {
		return nil // an officer was faster
	}
	return err
}

// Link notes the warning that an order became part of. Told again, it changes nothing.
func (s *Service) Link(ctx context.Context, order, warning string) error {
	o, err := s.o.Ledger.Get(ctx, access.System(), order)
	if err != nil || o.Warning == warning || o.State.Ended() {
		return err
	}
	_, err = s.act(ctx, access.System(), Ref{ID: order}, func(p *plan, o Order) error { return p.do(ctx, o, Act{Do: ActLink, Link: warning}) })
	return err
}

// Finish is how the work on a warning ended.
type Finish struct {
	Warning string
	Result  string
	Note    string
	LossFen int64
}

// ofWarningMax bounds the orders of one warning: one for each centre above that knows the person.
const ofWarningMax = 50

// Finish returns the orders that a warning fulfils.
func (s *Service) Finish(ctx context.Context, f Finish) error {
	list, err := s.OfWarning(ctx, f.Warning)
	if err != nil {
		return err
	}
	for _, o := range list {
		_, err = s.act(ctx, access.System(), Ref{ID: o.ID}, func(p *plan, o Order) error {
			if o.State.Ended() {
				return nil
			}
			return p.do(ctx, o, Act{Do: ActReturn, Result: f.Result, Note: clip(f.Note), LossFen: f.LossFen})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// OfWarning lists the open orders from above that a warning fulfils.
func (s *Service) OfWarning(ctx context.Context, warning string) ([]Order, error) {
	return s.o.Ledger.List(ctx, access.System(), Query{Side: Received, Warning: warning, Open: true, Limit: ofWarningMax})
}

// Relink hands the orders of a warning to the one that took it in.
func (s *Service) Relink(ctx context.Context, from, to string) error {
	list, err := s.OfWarning(ctx, from)
	if err != nil {
		return err
	}
	for _, o := range list {
		err = s.Link(ctx, o.ID, to)
		if err != nil {
			return err
		}
	}
	return nil
}

// Confirm tells the giver that nobody works on a withdrawn order any more. Told again, it changes nothing.
func (s *Service) Confirm(ctx context.Context, order string) error {
	_, err := s.act(ctx, access.System(), Ref{ID: order}, func(p *plan, o Order) error {
		if o.State != Withdrawing || o.Child != "" {
			return nil
		}
		return p.do(ctx, o, Act{Do: ActConfirm})
	})
	return err
}

// tickBatch bounds how many overdue orders one look tells.
const tickBatch = 200

// Tick tells what is overdue and chases what is owed to us. It returns how many.
func (s *Service) Tick(ctx context.Context) (int, error) {
	now := s.o.Clock.Now()
	list, err := s.o.Ledger.List(ctx, access.System(), Query{Alarm: now, Limit: tickBatch})
	if err != nil {
		return 0, err
	}
	told := 0
	for _, o := range list {
		_, err = s.act(ctx, access.System(), Ref{ID: o.ID, Version: o.Version}, func(p *plan, o Order) error { return p.do(ctx, o, Act{Do: ActOverdue}) })
		switch {
		case errors.Is(err, ErrStale), errors.Is(err, ErrChanged), errors.Is(err, ErrState): // somebody acts just now, or another copy has told it
		case err != nil:
			return told, err
		default:
			told++
		}
	}
	return told, nil
}

// clip shortens a note to what a message may hold.
func clip(s string) string {
	runes := []rune(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", ""))
	return string(runes[:min(len(runes), TextMax)])
}
