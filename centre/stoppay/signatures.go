package stoppay

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

var errAway = fault.New(fault.Unavailable, "stoppay.away")

// Open: body follows.
func (s *Service) Open(ctx context.Context, scope access.Scope, cmd OpenCmd) (Opened, error) {
	return Opened{}, errAway
}

// Extend: body follows.
func (s *Service) Extend(ctx context.Context, scope access.Scope, cmd ExtendCmd) (Order, error) {
	return Order{}, errAway
}

// Answer: body follows.
func (s *Service) Answer(ctx context.Context, bank string, a Answer) (Order, error) {
	return Order{}, errAway
}

// Notice: body follows.
func (s *Service) Notice(ctx context.Context, bank string, n Notice) error { return errAway }

// Release: body follows.
func (s *Service) Release(ctx context.Context, scope access.Scope, cmd ReleaseCmd) (Order, error) {
	return Order{}, errAway
}

// Renew: body follows.
func (s *Service) Renew(ctx context.Context, scope access.Scope, order string) (Order, error) {
	return Order{}, errAway
}

// Frozen: body follows.
func (s *Service) Frozen(ctx context.Context, cmd FrozenCmd) error { return errAway }

// Thawed: body follows.
func (s *Service) Thawed(ctx context.Context, order, freeze string) error { return errAway }

// Instruct: body follows.
func (s *Service) Instruct(ctx context.Context, cmd InstructCmd) error { return errAway }

// Remind: body follows.
func (s *Service) Remind(ctx context.Context, scope access.Scope, order string) (Order, error) {
	return Order{}, errAway
}

// Review: body follows.
func (s *Service) Review(ctx context.Context, scope access.Scope, cmd ReviewCmd) (Claim, error) {
	return Claim{}, errAway
}

// Confirm: body follows.
func (s *Service) Confirm(ctx context.Context, scope access.Scope, cmd ActCmd) (Claim, error) {
	return Claim{}, errAway
}

// Withdraw: body follows.
func (s *Service) Withdraw(ctx context.Context, scope access.Scope, cmd ActCmd) (Claim, error) {
	return Claim{}, errAway
}

// Close: body follows.
func (s *Service) Close(ctx context.Context, scope access.Scope, cmd ActCmd) (Claim, error) {
	return Claim{}, errAway
}

// Back: body follows.
func (s *Service) Back(ctx context.Context, claim, order string, fen int64, cause string) error {
	return errAway
}

// Work: body follows.
func (s *Service) Work(ctx context.Context, limit int) (done int, next when.Micros, err error) {
	return 0, 0, errAway
}

// Run: body follows.
func (s *Service) Run(ctx context.Context, pulse <-chan struct{}, report func(error)) {}

// Tick: body follows.
func (s *Service) Tick(ctx context.Context) (int, error) { return 0, errAway }

// Pending: body follows.
func (s *Service) Pending(ctx context.Context, bank string, after int64, limit int) ([]Message, error) {
	return nil, errAway
}

// Claim: body follows.
func (s *Service) Claim(ctx context.Context, scope access.Scope, id string) (Detail, error) {
	return Detail{}, errAway
}

// Order: body follows.
func (s *Service) Order(ctx context.Context, scope access.Scope, id string) (Order, []Answer, error) {
	return Order{}, nil, errAway
}

// Claims: body follows.
func (s *Service) Claims(ctx context.Context, scope access.Scope, f ClaimFilter) ([]Claim, string, error) {
	return nil, "", errAway
}

// Orders: body follows.
func (s *Service) Orders(ctx context.Context, scope access.Scope, f OrderFilter) ([]Order, string, error) {
	return nil, "", errAway
}

// Legs: body follows.
func (s *Service) Legs(ctx context.Context, scope access.Scope, claim string) ([]Leg, error) {
	return nil, errAway
}

// OtherPayers: body follows.
func (s *Service) OtherPayers(ctx context.Context, scope access.Scope, claim string, account ident.Account) ([]Payer, error) {
	return nil, errAway
}

// League: body follows.
func (s *Service) League(ctx context.Context, scope access.Scope, span Span) ([]Team, error) {
	return nil, errAway
}

// Counts: body follows.
func (s *Service) Counts(ctx context.Context, scope access.Scope) (Counts, error) {
	return Counts{}, errAway
}

// Trail: body follows.
func (s *Service) Trail(ctx context.Context, receipt string) (Trail, error) { return Trail{}, errAway }

// Banks: body follows.
func (s *Service) Banks(ctx context.Context, scope access.Scope) ([]Bank, error) { return nil, errAway }

// SaveBank: body follows.
func (s *Service) SaveBank(ctx context.Context, scope access.Scope, b Bank, version int64) (Bank, error) {
	return Bank{}, errAway
}
