package dispatch

import (
	"context"
	"errors"

	"fanzha/base/access"
)

// Sign accepts the order for the caller's unit.
func (s *Service) Sign(ctx context.Context, scope access.Scope, id string, version int64) (View, error) {
	return s.act(ctx, scope, request{id: id, version: version, right: access.OrderWork}, command{Action: ActSign})
}

// Report takes the unit's report. A result that claims a meeting or an answered call needs the attempt on record.
func (s *Service) Report(ctx context.Context, scope access.Scope, cmd ReportCmd) (View, error) {
	c := command{Action: ActReport, Result: cmd.Result, Note: cmd.Note, LossFen: cmd.LossFen}
	return s.act(ctx, scope, request{id: cmd.ID, version: cmd.Version, right: access.OrderWork, fill: s.withContacts}, c)
}

// withContacts adds the attempts on record: the result rests on them.
func (s *Service) withContacts(ctx context.Context, o Order, c *command) error {
	contacts, err := s.o.Contacts.Of(ctx, o.ID)
	c.Contacts = contacts
	if err == nil && c.Result == Unreachable && s.o.Search != nil {
		err = s.o.Search(ctx, o.Warning)
	}
	return err
}

// Transfer hands the order to another unit that exists and is active.
func (s *Service) Transfer(ctx context.Context, scope access.Scope, cmd TransferCmd) (View, error) {
	c := command{Action: ActTransfer, ToUnit: cmd.ToUnit, Note: cmd.Reason}
	return s.act(ctx, scope, request{id: cmd.ID, version: cmd.Version, right: access.OrderWork, fill: s.withUnit}, c)
}

// withUnit checks the receiving unit and adds the deadlines that it gets.
func (s *Service) withUnit(ctx context.Context, o Order, c *command) error {
	err := s.checkUnit(ctx, c.ToUnit)
	if err != nil {
		return err
	}
	rule, ok := s.o.Deadlines.Of(o.Level, o.Family)
	if !ok {
		return badField("level")
	}
	c.Rule, c.RuleName = rule, s.o.Deadlines.name(rule)
	return nil
}

// Chase reminds the unit; each chase is counted.
func (s *Service) Chase(ctx context.Context, scope access.Scope, id, note string) (View, error) {
	return s.act(ctx, scope, request{id: id, right: access.OrderChase, anyVersion: true}, command{Action: ActChase, Note: note})
}

// CloseOrder ends a reported order.
func (s *Service) CloseOrder(ctx context.Context, scope access.Scope, id string, version int64) (View, error) {
	return s.act(ctx, scope, request{id: id, version: version, right: access.OrderWork}, command{Action: ActClose})
}

// request is what a person's command asks of the order before it is decided.
type request struct {
	id         string
	version    int64
	anyVersion bool // the command does not rest on what the person saw
	right      access.Right
	fill       func(context.Context, Order, *command) error
}

// act runs a person's command: right, jurisdiction, state, version, then the decision; the row, its history, audit entry and
// events are one transaction. When only stamps changed meanwhile (Rev, not Version), it is decided again on the new row.
func (s *Service) act(ctx context.Context, scope access.Scope, r request, c command) (View, error) {
	err := scope.Require(r.right)
	if err != nil {
		return View{}, err
	}
	if !sound(r.id) {
		return View{}, ErrNotFound
	}
	if r.version < 1 && !r.anyVersion {
		return View{}, ErrVersion
	}
	c.By = actor{ID: scope.User, Name: scope.Name, Unit: scope.Unit}
	c.Version, c.Note = r.version, storable(c.Note)
	for range staleRetries {
		c.At = s.o.Clock.Now()
		o, err := s.o.Reader.Get(ctx, scope, r.id)
		if err != nil {
			return View{}, err
		}
		if !scope.Covers(o.Unit) {
			return View{}, ErrGivenAway
		}
		_, err = next(o.State, c.Action)
		if err != nil {
			return View{}, err
		}
		if r.fill != nil {
			err = r.fill(ctx, o, &c)
		}
		if err != nil {
			return View{}, err
		}
		change, err := decide(o, c)
		if err != nil {
			return View{}, err
		}
		err = s.o.Ledger.Save(ctx, *change)
		if errors.Is(err, ErrStale) {
			continue
		}
		if err != nil {
			return View{}, err
		}
		return view(change.Order, scope, c.At), nil
	}
	return View{}, ErrStale
}
