package main

import (
	"fmt"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/internal/conf"
)

type userCmd struct {
	Link   userLinkCmd   `cmd:"" help:"Print a one-time link for a new password; the only way back for an administrator."`
	Unlock userUnlockCmd `cmd:"" help:"End a lock after wrong passwords."`
}

type userLinkCmd struct {
	conf.Settings `embed:""`
	Login         string `arg:""`
}

// Run prints the link.
func (c *userLinkCmd) Run(e *env) error {
	return withPeople(e.ctx, c.Settings, func(p *accessstore.Store) error {
		account, err := p.AccountByLogin(e.ctx, access.System(), c.Login)
		if err != nil {
			return err
		}
		link, err := p.PasswordLink(e.ctx, access.System(), account.ID)
		if err != nil {
			return err
		}
		fmt.Printf("http://%s/password?token=%s\n", c.Listen, link.Token)
		return nil
	})
}

type userUnlockCmd struct {
	conf.Settings `embed:""`
	Login         string `arg:""`
}

// Run ends the lock.
func (c *userUnlockCmd) Run(e *env) error {
	return withPeople(e.ctx, c.Settings, func(p *accessstore.Store) error {
		account, err := p.AccountByLogin(e.ctx, access.System(), c.Login)
		if err != nil {
			return err
		}
		return p.Unlock(e.ctx, access.System(), account.ID)
	})
}
