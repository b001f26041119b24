package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"fanzha/app"
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/internal/conf"
)

type sourceCmd struct {
	Add    sourceAddCmd    `cmd:"" help:"Add a partner and print its key, once."`
	List   sourceListCmd   `cmd:"" help:"List partners."`
	Revoke sourceRevokeCmd `cmd:"" help:"End a partner's key; refused within seconds."`
}

// withPeople opens the records of a centre, running or not, for a command of the machine's operator.
func withPeople(ctx context.Context, s conf.Settings, do func(*accessstore.Store) error) error {
	people, done, err := app.OpenPeople(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	return do(people)
}

type sourceAddCmd struct {
	conf.Settings `embed:""`
	Name          string `arg:"" help:"Short name: a-z, 0-9, - and _."`
	Title         string `help:"Name that people read." default:""`
	Quota         int64  `help:"Signals a second; 0 takes the default of 2000." default:"0"`
	JSON          bool   `help:"As JSON." name:"json"`
}

// Run adds a partner.
func (c *sourceAddCmd) Run(e *env) error {
	title := c.Title
	if title == "" {
		title = c.Name
	}
	return withPeople(e.ctx, c.Settings, func(p *accessstore.Store) error {
		made, key, err := p.CreateSource(e.ctx, access.System(), access.Source{Name: c.Name, Title: title, QuotaPerS: c.Quota})
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(os.Stdout).Encode(map[string]any{"name": made.Name, "key": key, "quota_per_s": made.QuotaPerS})
		}
		fmt.Printf("%s %s\nkey, shown once 密钥只显示一次: %s\n", made.Name, made.Title, key)
		return nil
	})
}

type sourceListCmd struct {
	conf.Settings `embed:""`
}

// Run lists partners.
func (c *sourceListCmd) Run(e *env) error {
	return withPeople(e.ctx, c.Settings, func(p *accessstore.Store) error {
		all, err := p.Sources(e.ctx, access.System())
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		for _, s := range all {
			state := "active"
			if !s.Active {
				state = "revoked " + s.Revoked.String()
			}
			_, err = fmt.Fprintf(w, "%s\t%s\t%d/s\t%s\n", s.Name, s.Title, s.QuotaPerS, state)
			if err != nil {
				return err
			}
		}
		return w.Flush()
	})
}

type sourceRevokeCmd struct {
	conf.Settings `embed:""`
	Name          string `arg:""`
}

// Run ends a key.
func (c *sourceRevokeCmd) Run(e *env) error {
	return withPeople(e.ctx, c.Settings, func(p *accessstore.Store) error { return p.RevokeSource(e.ctx, access.System(), c.Name) })
}

type setupCmd struct {
	conf.Settings `embed:""`
}

// Run prints a new set-up link; an earlier one stops working.
func (c *setupCmd) Run(e *env) error {
	return withPeople(e.ctx, c.Settings, func(p *accessstore.Store) error {
		link, err := p.SetupToken(e.ctx)
		if err != nil {
			return err
		}
		fmt.Printf("http://%s/setup?token=%s\n", c.Listen, link.Token)
		return nil
	})
}
