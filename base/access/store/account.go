package store

import (
	"context"
	"strings"

	"fanzha/base/access"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// NewAccount is what an account begins with. It has no roles and no password.
type NewAccount struct {
	Login string
	Name  string
	Unit  string
	Bank  string // of a liaison; empty for everyone else
	// Member is the member unit of its liaison; empty for everyone else.
	Member string
}

// Link is a secret that works once: for the first password, or for the set-up of the centre.
type Link struct {
	Token   string
	Expires when.Micros
}

// CreateAccount adds an account in the caller's jurisdiction and returns the link with which its owner sets the password.
// The security administrator gives it its roles.
func (s *Store) CreateAccount(ctx context.Context, scope access.Scope, n NewAccount) (access.Account, Link, error) {
	err := scope.Require(access.UnitManage)
	if err != nil {
		return access.Account{}, Link{}, err
	}
	a := access.Account{ID: s.ids.New(), Unit: n.Unit, Active: true, Version: 1}
	a.Login, err = access.Login(n.Login)
	if err != nil {
		return a, Link{}, err
	}
	a.Name, err = access.Name("name", n.Name)
	if err != nil {
		return a, Link{}, err
	}
	a.Bank, err = access.Bank(n.Bank)
	if err != nil {
		return a, Link{}, err
	}
	a.Member, err = access.Member(n.Member)
	if err != nil {
		return a, Link{}, err
	}
	var link Link
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		e := s.entry(scope, "account.create").On("account", a.ID).In(a.Unit).With("login", a.Login).With("bank", a.Bank).With("member", a.Member)
		err := activeUnit(ctx, tx, scope, a.Unit)
		if err != nil {
			return e, err
		}
		err = insertAccount(ctx, tx, a, "")
		if err != nil {
			return e, err
		}
		link, err = s.newLink(ctx, tx, a.ID)
		return e, err
	})
	return a, link, accountFault(err)
}

func accountFault(err error) error {
	if db.IsUnique(err, "account_login_once") {
		return access.ErrLoginTaken.With(err)
	}
	return err
}

func activeUnit(ctx context.Context, tx db.Tx, scope access.Scope, code string) error {
	if !scope.Covers(code) {
		return access.ErrUnitNotFound
	}
	u, err := readUnit(ctx, tx, code)
	if err != nil {
		return err
	}
	if !u.Active {
		return access.ErrUnitOff
	}
	return nil
}

func insertAccount(ctx context.Context, tx db.Tx, a access.Account, password string) error {
	_, err := tx.Exec(ctx, `insert into account (id, login, name, unit, bank, member, password, active, failures, locked_until, last_seen, version)
		values (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)`, a.ID, a.Login, a.Name, a.Unit, a.Bank, a.Member, password, a.Active, a.Version)
	return err
}

// newLink makes a link for a password; an earlier one of the same account stops working.
func (s *Store) newLink(ctx context.Context, tx db.Tx, account string) (Link, error) {
	token, hash := s.newToken()
	link := Link{Token: token, Expires: s.clock.Now().Add(s.set.LinkFor)}
	_, err := tx.Exec(ctx, `delete from one_time_token where account = ? and purpose = 'password'`, account)
	if err != nil {
		return link, err
	}
	_, err = tx.Exec(ctx, `insert into one_time_token (token, purpose, account, expires) values (?, 'password', ?, ?)`,
		hash, account, int64(link.Expires))
	return link, err
}

// UpdateAccount changes name and unit of an account at its version.
func (s *Store) UpdateAccount(ctx context.Context, scope access.Scope, a access.Account) (access.Account, error) {
	err := scope.Require(access.UnitManage)
	if err != nil {
		return a, err
	}
	name, err := access.Name("name", a.Name)
	if err != nil {
		return a, err
	}
	var after access.Account
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		e := s.entry(scope, "account.update").On("account", a.ID).In(a.Unit).With("unit", a.Unit)
		before, err := readAccount(ctx, tx, scope, a.ID)
		if err != nil {
			return e, err
		}
		err = activeUnit(ctx, tx, scope, a.Unit)
		if err != nil {
			return e, err
		}
		found, err := changed(ctx, tx, `update account set name = ?, unit = ?, version = version + 1 where id = ? and version = ?`,
			name, a.Unit, a.ID, a.Version)
		if err == nil && !found {
			err = access.ErrAccountVersion
		}
		after = before
		after.Name, after.Unit, after.Version = name, a.Unit, a.Version+1
		return e.With("unit_before", before.Unit), err
	})
	return after, err
}

// PasswordLink makes a new link for someone who has none or forgot the password; the old password works until it is used.
// The password of an administrator is reset on the host only: otherwise one administrator could become another.
func (s *Store) PasswordLink(ctx context.Context, scope access.Scope, account string) (Link, error) {
	err := scope.Require(access.UnitManage)
	if err != nil {
		return Link{}, err
	}
	var link Link
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		a, err := readAccount(ctx, tx, scope, account)
		e := s.entry(scope, "account.link").On("account", account).In(a.Unit)
		switch {
		case err != nil:
			return e, err
		case !a.Active:
			return e, access.ErrAccountOff
		case isAdmin(a) && !scope.IsSystem():
			return e, access.ErrAdminLink
		}
		link, err = s.newLink(ctx, tx, account)
		return e, err
	})
	return link, err
}

func isAdmin(a access.Account) bool {
	for _, r := range access.Administrators {
		if hasRole(a.Roles, r) {
			return true
		}
	}
	return false
}

// Disable switches an account off, with its sessions and links. Nobody does it to themselves, and the last administrator of
// each kind stays.
func (s *Store) Disable(ctx context.Context, scope access.Scope, account, reason string) error {
	err := scope.Require(access.UnitManage)
	if err != nil {
		return err
	}
	return s.act(ctx, func(tx db.Tx) (access.Act, error) {
		a, err := readAccount(ctx, tx, scope, account)
		e := s.entry(scope, "account.disable").On("account", account).In(a.Unit).Because(reason)
		if err != nil {
			return e, err
		}
		if a.ID == scope.User {
			return e, access.ErrOwnAccount
		}
		err = keepAdmins(ctx, tx, a, nil)
		if err != nil {
			return e, err
		}
		for _, q := range []string{`update account set active = false, version = version + 1 where id = ?`,
			`delete from session where account = ?`, `delete from one_time_token where account = ?`} {
			_, err = tx.Exec(ctx, q, account)
			if err != nil {
				return e, err
			}
		}
		return e, nil
	})
}

// Enable switches an account on again.
func (s *Store) Enable(ctx context.Context, scope access.Scope, account string) error {
	err := scope.Require(access.UnitManage)
	if err != nil {
		return err
	}
	return s.act(ctx, func(tx db.Tx) (access.Act, error) {
		a, err := readAccount(ctx, tx, scope, account)
		e := s.entry(scope, "account.enable").On("account", account).In(a.Unit)
		if err != nil {
			return e, err
		}
		err = activeUnit(ctx, tx, scope, a.Unit)
		if err != nil {
			return e, err
		}
		_, err = tx.Exec(ctx, `update account set active = true, version = version + 1 where id = ?`, account)
		return e, err
	})
}

// Accounts lists the accounts of the caller's jurisdiction by login, for any of the three administrators.
func (s *Store) Accounts(ctx context.Context, scope access.Scope) ([]access.Account, error) {
	if !scope.Can(access.RoleManage) && !scope.Can(access.AuditRead) {
		err := scope.Require(access.UnitManage)
		if err != nil {
			return nil, err
		}
	}
	where, args := scope.Predicate("a.unit")
	return readAccounts(ctx, s.db, where, args)
}

// OfUnit lists the active accounts of exactly one unit by login, for the centre's own procedures: who may be put on duty.
func (s *Store) OfUnit(ctx context.Context, unit string) ([]access.Account, error) {
	return readAccounts(ctx, s.db, "a.unit = ? and a.active", []any{unit})
}

// Account returns one account of the caller's jurisdiction.
func (s *Store) Account(ctx context.Context, scope access.Scope, id string) (access.Account, error) {
	return readAccount(ctx, s.db, scope, id)
}

// AccountByLogin finds an account of the caller's jurisdiction by its login.
func (s *Store) AccountByLogin(ctx context.Context, scope access.Scope, login string) (access.Account, error) {
	where, args := scope.Predicate("a.unit")
	return oneAccount(readAccounts(ctx, s.db, `a.login = ? and `+where, append([]any{strings.ToLower(login)}, args...)))
}

func readAccount(ctx context.Context, q db.Queryer, scope access.Scope, id string) (access.Account, error) {
	where, args := scope.Predicate("a.unit")
	return oneAccount(readAccounts(ctx, q, `a.id = ? and `+where, append([]any{id}, args...)))
}

func oneAccount(found []access.Account, err error) (access.Account, error) {
	if err != nil {
		return access.Account{}, err
	}
	if len(found) == 0 {
		return access.Account{}, access.ErrAccountNotFound
	}
	return found[0], nil
}

const accountColumns = `a.id, a.login, a.name, a.unit, a.bank, a.member, a.password <> '', a.active, a.locked_until, a.last_seen, a.version`

// readAccounts reads accounts with their roles.
func readAccounts(ctx context.Context, q db.Queryer, where string, args []any) ([]access.Account, error) {
	rows, err := q.Query(ctx, `select `+accountColumns+`, coalesce(r.role, '') from account a
		left join account_role r on r.account = a.id where `+where+` order by a.login, r.role`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []access.Account
	for rows.Next() {
		var a access.Account
		var role access.Role
		err = rows.Scan(&a.ID, &a.Login, &a.Name, &a.Unit, &a.Bank, &a.Member, &a.HasPassword, &a.Active, &a.LockedUntil, &a.LastSeen, &a.Version, &role)
		if err != nil {
			return nil, db.Wrap("read accounts", err)
		}
		if len(out) == 0 || out[len(out)-1].ID != a.ID {
			out = append(out, a)
		}
		if role != "" {
			last := &out[len(out)-1]
			last.Roles = append(last.Roles, role)
		}
	}
	return out, db.Wrap("read accounts", rows.Err())
}
