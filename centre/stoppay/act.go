package stoppay

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay/chase"
	"fanzha/centre/stoppay/docket"
	"fanzha/term/ident"
)

// target names what a command is about, and for whom.
type target struct {
	scope access.Scope
	claim string
	order string
	cause string // makes it happen once; empty when it may repeat
}

// onOrder decides on the claim of an order that the caller may work on.
func (s *Service) onOrder(ctx context.Context, t target, decide func(*chase.Desk, *File, *Order) error) (Order, error) {
	scope, order, cause := t.scope, t.order, t.cause
	if !docket.Word(order) || len(cause) > docket.KeyMax || !docket.Sound(cause) {
		return Order{}, ErrNotFound
	}
	found, err := s.o.Reader.Find(ctx, scope, Key{Order: order})
	if err != nil {
		return Order{}, err
	}
	var out Order
	err = s.onClaim(ctx, target{scope: scope, claim: found.Claim, cause: cause}, func(d *chase.Desk, f *File) error {
		o := f.Order(order)
		if o == nil {
			return ErrNotFound
		}
		err := decide(d, f, o)
		out = *f.Order(order)
		return err
	})
	if err == nil && out.ID == "" { // the cause was known
		f, err := s.o.Reader.Get(ctx, scope, found.Claim)
		if err != nil {
			return Order{}, err
		}
		out = *f.Order(order)
	}
	return out, err
}

// onClaim decides on a claim within the caller's jurisdiction.
func (s *Service) onClaim(ctx context.Context, t target, decide func(*chase.Desk, *File) error) error {
	scope, claim := t.scope, t.claim
	if !docket.Word(claim) {
		return ErrNotFound
	}
	f, err := s.o.Reader.Get(ctx, scope, claim)
	if err != nil {
		return err
	}
	d, err := s.desk(ctx, scope)
	if err != nil {
		return err
	}
	var accounts []ident.Account
	for i := range f.Orders {
		accounts = append(accounts, f.Orders[i].Target.Account)
	}
	for i := range f.Legs {
		if f.Legs[i].Next == "" && f.Legs[i].Halt != HaltExit {
			accounts = append(accounts, f.Legs[i].To.Account)
		}
	}
	slices.Sort(accounts)
	accounts = slices.Compact(accounts)
	return s.change(ctx, d, Touch{Claim: claim, Accounts: accounts, Cause: t.cause}, func(f *File) error {
		d.Enter(f)
		err := decide(d, f)
		if err != nil {
			return err
		}
		d.Leave(f)
		return nil
	})
}

// reason checks what a person writes down as a reason.
func reason(text string) error {
	if strings.TrimSpace(text) == "" || !docket.Plain(text, chase.ReasonMax) {
		return ErrReason
	}
	return nil
}

// Release gives free what an order holds, at once: nothing is asked back.
func (s *Service) Release(ctx context.Context, scope access.Scope, cmd ReleaseCmd) (Order, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Order{}, err
	}
	err = reason(cmd.Reason)
	if err != nil {
		return Order{}, err
	}
	return s.onOrder(ctx, target{scope: scope, order: cmd.Order, cause: cause("release", cmd.Cause)}, func(d *chase.Desk, f *File, o *Order) error {
		return d.Release(f, o, cmd.Fen, chase.OneLine(cmd.Reason))
	})
}

// cause keeps the causes of different commands apart.
func cause(command, text string) string {
	if text == "" {
		return ""
	}
	return command + "/" + text
}

// Renew orders the second and last stop of an account (再次止付, 2/2) for what an order holds, or held until it expired.
func (s *Service) Renew(ctx context.Context, scope access.Scope, order string) (Order, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Order{}, err
	}
	var made Order
	_, err = s.onOrder(ctx, target{scope: scope, order: order}, func(d *chase.Desk, f *File, o *Order) error {
		id, err := d.Renew(f, o)
		if err == nil {
			made = *f.Order(id)
		}
		return err
	})
	return made, err
}

// Frozen hands a hold over to a freeze of centre/measure.
func (s *Service) Frozen(ctx context.Context, cmd FrozenCmd) error {
	if !docket.Word(cmd.Freeze) {
		return docket.BadField("freeze")
	}
	_, err := s.onOrder(ctx, target{scope: access.System(), order: cmd.Order}, func(d *chase.Desk, f *File, o *Order) error { return d.Frozen(f, o, cmd) })
	return err
}

// Thawed says that the freeze that had taken a hold over has ended.
func (s *Service) Thawed(ctx context.Context, order, freeze string) error {
	_, err := s.onOrder(ctx, target{scope: access.System(), order: order}, func(d *chase.Desk, f *File, o *Order) error { return d.Thawed(f, o, freeze) })
	return err
}

// Instruct sends a freeze or thaw to the bank of an order. The bank's answer comes back as the event stop.instructed.
func (s *Service) Instruct(ctx context.Context, cmd InstructCmd) error {
	err := chase.CheckInstruct(cmd)
	if err != nil {
		return err
	}
	_, err = s.onOrder(ctx, target{scope: access.System(), order: cmd.Order, cause: "instruct/" + cmd.ID}, func(d *chase.Desk, f *File, o *Order) error {
		return d.Instruct(f, o, cmd)
	})
	return err
}

// Remind reminds a bank by hand.
func (s *Service) Remind(ctx context.Context, scope access.Scope, order string) (Order, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Order{}, err
	}
	return s.onOrder(ctx, target{scope: scope, order: order}, func(d *chase.Desk, f *File, o *Order) error {
		return d.RemindNow(f, o)
	})
}

// Extend orders the next layer by hand.
func (s *Service) Extend(ctx context.Context, scope access.Scope, cmd ExtendCmd) (Order, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Order{}, err
	}
	f, err := s.o.Reader.Get(ctx, scope, cmd.Claim)
	if err != nil {
		return Order{}, err
	}
	d, err := s.desk(ctx, scope)
	if err != nil {
		return Order{}, err
	}
	err = d.CheckExtend(&f, &cmd)
	if err != nil {
		return Order{}, err
	}
	accounts := []ident.Account{cmd.Party.Account}
	s.holders(ctx, d, accounts)
	var made Order
	err = s.change(ctx, d, Touch{Claim: cmd.Claim, Accounts: accounts, Cause: cause("extend", cmd.Cause)}, func(f *File) error {
		d.Enter(f)
		id, err := d.Extend(f, cmd)
		if err != nil {
			return err
		}
		d.Leave(f)
		made = *f.Order(id)
		return nil
	})
	if err == nil && made.ID == "" { // the cause was known
		return s.lastOn(ctx, scope, cmd)
	}
	return made, err
}

// lastOn returns the order that the same cause made before.
func (s *Service) lastOn(ctx context.Context, scope access.Scope, cmd ExtendCmd) (Order, error) {
	f, err := s.o.Reader.Get(ctx, scope, cmd.Claim)
	if err != nil {
		return Order{}, err
	}
	for i := len(f.Orders) - 1; i >= 0; i-- {
		if f.Orders[i].Target.Account == cmd.Party.Account {
			return f.Orders[i], nil
		}
	}
	return Order{}, ErrNotFound
}
