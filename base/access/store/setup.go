package store

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/internal/db"
	"fanzha/term/region"
)

// Setup is the first act in a new centre: its topmost unit and the three administrators, three different persons.
type Setup struct {
	Token    string
	UnitCode string // 12 digits, or the 6 of the place
	UnitName string
	Accounts []SetupAccount
}

// SetupAccount is one of the three.
type SetupAccount struct {
	Role     access.Role
	Login    string
	Name     string
	Password string
}

// NeedsSetup says whether nobody can sign in yet.
func (s *Store) NeedsSetup(ctx context.Context) (bool, error) { return noAccounts(ctx, s.db) }

func noAccounts(ctx context.Context, q db.Queryer) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `select count(*) from (select id from account limit 1) a`).Scan(&n)
	return n == 0, db.Wrap("count accounts", err)
}

// SetupToken makes the token that is printed at the first start. It works once and for a limited time; an earlier one stops
// working, so that only the newest start's output counts.
func (s *Store) SetupToken(ctx context.Context) (Link, error) {
	token, hash := s.newToken()
	link := Link{Token: token, Expires: s.clock.Now().Add(s.set.SetupFor)}
	err := s.act(ctx, func(tx db.Tx) (access.Act, error) {
		e := s.entry(access.System(), "access.setup_token")
		empty, err := noAccounts(ctx, tx)
		if err != nil {
			return e, err
		}
		if !empty {
			return e, access.ErrSetupDone
		}
		_, err = tx.Exec(ctx, `delete from one_time_token where purpose = 'setup'`)
		if err != nil {
			return e, err
		}
		_, err = tx.Exec(ctx, `insert into one_time_token (token, purpose, account, expires) values (?, 'setup', '', ?)`, hash, int64(link.Expires))
		return e, err
	})
	return link, err
}

// CheckSetup says whether a set-up token would work now.
func (s *Store) CheckSetup(ctx context.Context, token string) error {
	var n int
	err := s.db.QueryRow(ctx, `select count(*) from one_time_token where token = ? and purpose = 'setup' and expires > ?`,
		hashOf(token), int64(s.clock.Now())).Scan(&n)
	if err != nil {
		return db.Wrap("read token", err)
	}
	if n == 0 {
		return access.ErrLink
	}
	return nil
}

// SetUp uses the token: unit and administrators are made together, or nothing is.
func (s *Store) SetUp(ctx context.Context, c Setup) (access.Unit, error) {
	err := s.CheckSetup(ctx, c.Token)
	if err != nil {
		return access.Unit{}, err
	}
	if len(c.UnitCode) == 6 {
		c.UnitCode += strings.Repeat("0", region.UnitLength-6)
	}
	u, err := access.CheckUnit(access.Unit{Code: c.UnitCode, Name: c.UnitName, Active: true, Version: 1})
	if err != nil {
		return u, err
	}
	accounts, err := s.checkSetup(c)
	if err != nil {
		return u, err
	}
	hashes := make([]string, len(accounts))
	for i := range accounts {
		accounts[i].Unit = u.Code
		hashes[i], err = s.hashes.hash(ctx, c.Accounts[i].Password)
		if err != nil {
			return u, err
		}
	}
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		e := s.entry(access.System(), "access.setup").On("unit", u.Code).In(u.Code).With("name", u.Name)
		found, err := changed(ctx, tx, `delete from one_time_token where token = ? and purpose = 'setup' and expires > ?`,
			hashOf(c.Token), int64(s.clock.Now()))
		if err != nil {
			return e, err
		}
		empty, err := noAccounts(ctx, tx)
		if err != nil {
			return e, err
		}
		if !found || !empty {
			return e, access.ErrLink
		}
		err = insertUnit(ctx, tx, u)
		for i, a := range accounts {
			if err == nil {
				err = insertAccount(ctx, tx, a, hashes[i])
			}
			if err == nil {
				err = insertRoles(ctx, tx, a.ID, a.Roles)
			}
			e = e.With(string(a.Roles[0]), a.Login)
		}
		return e, err
	})
	return u, unitFault(accountFault(err))
}

// checkSetup demands exactly the three administrators, with different logins and sound passwords.
func (s *Store) checkSetup(c Setup) ([]access.Account, error) {
	var out []access.Account
	var roles []access.Role
	var logins []string
	for _, n := range c.Accounts {
		login, err := access.Login(n.Login)
		if err != nil {
			return nil, err
		}
		name, err := access.Name("name", n.Name)
		if err != nil {
			return nil, err
		}
		err = s.set.CheckPassword(login, n.Password)
		if err != nil {
			return nil, err
		}
		out = append(out, access.Account{ID: s.ids.New(), Login: login, Name: name, Roles: []access.Role{n.Role}, Active: true, Version: 1})
		roles, logins = append(roles, n.Role), append(logins, login)
	}
	for _, r := range access.Administrators {
		if !hasRole(roles, r) || len(roles) != len(access.Administrators) {
			return nil, access.ErrSetupAccounts
		}
	}
	slices.Sort(logins)
	if len(slices.Compact(logins)) != len(out) {
		return nil, access.ErrSetupAccounts
	}
	return out, nil
}
