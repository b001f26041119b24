// Package calling connects the desks of the hotline with their telephones: by hand, or over SIP where the settings name a server.
package calling

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"fanzha/base/access"
	"fanzha/centre/hotline"
	"fanzha/edge/connect/sip"
	"fanzha/edge/connect/telephony"
	"fanzha/term/ident"
)

// Desk is what calls ask of the desk of the hotline.
type Desk interface {
	Hear(ctx context.Context, n hotline.News) error
	Arrive(ctx context.Context, a hotline.Arrival) (hotline.Ticket, error)
}

// Accounts knows operators by their account.
type Accounts interface {
	Account(ctx context.Context, scope access.Scope, id string) (access.Account, error)
}

// Options say for which centre.
type Options struct {
	Server   string // sip://…; empty: by hand
	Desk     func() Desk
	Accounts Accounts
	Unit     func(ctx context.Context) (string, error) // whose desk calls come to
	NewID    func() string
	Log      *slog.Logger
}

// Side is the telephony of one centre.
type Side struct {
	hotline.Telephony
	agent *sip.Agent // nil: by hand
}

// Open makes the telephony. Calls come in from then on; Run ends them.
func Open(o Options) (*Side, error) {
	if o.Server == "" {
		return &Side{Telephony: telephony.Manual{}}, nil
	}
	setting, err := sip.Parse(o.Server)
	if err != nil {
		return nil, err
	}
	_, err = phones(setting.Phones) // a file that cannot be read is told at the start, not at the first call
	if err != nil {
		return nil, err
	}
	agent, err := sip.New(sip.Options{
		Setting: setting, NewID: o.NewID, Log: o.Log,
		Phone: func(ctx context.Context, account string) (string, error) {
			return phoneOf(ctx, o.Accounts, setting.Phones, account)
		},
		Hear: func(ctx context.Context, n hotline.News) error { return o.Desk().Hear(ctx, n) },
		Arrive: func(ctx context.Context, record, from string) (string, error) {
			unit, err := o.Unit(ctx)
			if err != nil {
				return "", err
			}
			t, err := o.Desk().Arrive(ctx, hotline.Arrival{Record: record, Phone: ident.Phone(from), Unit: unit})
			return t.ID, err
		},
	})
	if err != nil {
		return nil, err
	}
	return &Side{Telephony: agent, agent: agent}, nil
}

// Run keeps the telephony until ctx ends.
func (s *Side) Run(ctx context.Context) {
	if s.agent != nil {
		s.agent.Run(ctx)
	}
}

// phones reads the file of telephones, anew for each call: who changes desks needs no restart of the centre.
func phones(file string) (map[string]string, error) {
	raw, err := os.ReadFile(file) //nolint:gosec // the administrator names it
	if err != nil {
		return nil, sip.ErrPhones.With(fmt.Errorf("file of telephones: %w", err))
	}
	return sip.ParsePhones(raw)
}

// phoneOf is the telephone of an operator.
func phoneOf(ctx context.Context, accounts Accounts, file, account string) (string, error) {
	found, err := accounts.Account(ctx, access.System(), account)
	if err != nil {
		return "", err
	}
	list, err := phones(file)
	if err != nil {
		return "", err
	}
	at, known := list[found.Login]
	if !known {
		return "", sip.ErrNoPhone
	}
	return at, nil
}
