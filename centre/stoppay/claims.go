package stoppay

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stoppay/chase"
	"fanzha/centre/stoppay/docket"
)

// act runs a command on a claim and returns the claim after it.
func (s *Service) act(ctx context.Context, scope access.Scope, cmd ActCmd, decide func(*chase.Desk, *File) error) (Claim, error) {
	var out Claim
	err := s.onClaim(ctx, target{scope: scope, claim: cmd.Claim}, func(d *chase.Desk, f *File) error {
		if cmd.Version != 0 && cmd.Version != f.Claim.Version {
			return ErrVersion
		}
		err := decide(d, f)
		if err != nil {
			return err
		}
		f.Claim.Version++
		d.Leave(f)
		out = f.Claim
		return nil
	})
	return out, err
}

// Confirm says that a provisional claim is true: its holds run to their ends.
func (s *Service) Confirm(ctx context.Context, scope access.Scope, cmd ActCmd) (Claim, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Claim{}, err
	}
	err = reason(cmd.Reason)
	if err != nil {
		return Claim{}, err
	}
	return s.act(ctx, scope, cmd, func(d *chase.Desk, f *File) error { return d.Confirm(f, cmd.Reason) })
}

// Withdraw ends a false or mistaken claim: everything it holds is released, whatever its state.
func (s *Service) Withdraw(ctx context.Context, scope access.Scope, cmd ActCmd) (Claim, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Claim{}, err
	}
	err = reason(cmd.Reason)
	if err != nil {
		return Claim{}, err
	}
	return s.act(ctx, scope, cmd, func(d *chase.Desk, f *File) error { return d.Withdraw(f, cmd.Reason, chase.ReasonWithdrawn) })
}

// Close ends a claim that nothing more is ordered for; its holds run on to their ends.
func (s *Service) Close(ctx context.Context, scope access.Scope, cmd ActCmd) (Claim, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Claim{}, err
	}
	err = reason(cmd.Reason)
	if err != nil {
		return Claim{}, err
	}
	return s.act(ctx, scope, cmd, func(d *chase.Desk, f *File) error { return d.Close(f, cmd.Reason) })
}

// Review records the shift leader's review: order first, review after. Reversed releases everything at once.
func (s *Service) Review(ctx context.Context, scope access.Scope, cmd ReviewCmd) (Claim, error) {
	err := scope.Require(access.ClaimReview)
	if err != nil {
		return Claim{}, err
	}
	if cmd.Finding != Upheld && cmd.Finding != Reversed {
		return Claim{}, docket.BadField("finding")
	}
	if cmd.Finding == Reversed || cmd.Note != "" {
		err = reason(cmd.Note)
		if err != nil {
			return Claim{}, err
		}
	}
	return s.act(ctx, scope, ActCmd{Claim: cmd.Claim, Version: cmd.Version}, func(d *chase.Desk, f *File) error { return d.Review(f, cmd) })
}

// Back records money that was given back to the victim: the open loss, and with it the limit of all holds, becomes smaller. The
// same cause counts once.
func (s *Service) Back(ctx context.Context, cmd BackCmd) error {
	if cmd.Fen <= 0 || cmd.Fen > chase.AmountMax || !docket.Word(cmd.Cause) {
		return docket.Refuse(ErrAmount, "field", "fen")
	}
	return s.onClaim(ctx, target{scope: access.System(), claim: cmd.Claim, cause: cause("back", cmd.Cause)}, func(d *chase.Desk, f *File) error { return d.Back(f, cmd) })
}
