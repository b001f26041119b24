package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/internal/db"
)

// Grant is a change of someone's roles.
type Grant struct {
	Account string
	Roles   []access.Role // all that the account has afterwards
	Reason  string
}

// SetRoles replaces the roles of an account. Only the security administrator may, never for themselves; see CheckRoles for
// what may not be in one hand.
func (s *Store) SetRoles(ctx context.Context, scope access.Scope, g Grant) (access.Account, error) {
	err := scope.Require(access.RoleManage)
	if err != nil {
		return access.Account{}, err
	}
	roles, err := access.CheckRoles(g.Roles)
	if err != nil {
		return access.Account{}, err
	}
	if strings.TrimSpace(g.Reason) == "" {
		return access.Account{}, access.ErrReason
	}
	var after access.Account
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		a, err := readAccount(ctx, tx, scope, g.Account)
		e := s.entry(scope, "account.roles").On("account", g.Account).In(a.Unit).Because(g.Reason).
			With("before", joinRoles(a.Roles)).With("after", joinRoles(roles))
		if err != nil {
			return e, err
		}
		if a.ID == scope.User {
			return e, access.ErrOwnAccount
		}
		err = errors.Join(access.CheckBank(a.Bank, roles), access.CheckMember(a.Member, roles))
		if err != nil {
			return e, err
		}
		err = keepAdmins(ctx, tx, a, roles)
		if err != nil {
			return e, err
		}
		after = a
		after.Roles = roles
		after.Version++
		return e, replaceRoles(ctx, tx, a.ID, roles)
	})
	return after, err
}

func replaceRoles(ctx context.Context, tx db.Tx, account string, roles []access.Role) error {
	_, err := tx.Exec(ctx, `update account set version = version + 1 where id = ?`, account)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `delete from account_role where account = ?`, account)
	if err != nil {
		return err
	}
	return insertRoles(ctx, tx, account, roles)
}

func insertRoles(ctx context.Context, tx db.Tx, account string, roles []access.Role) error {
	for _, r := range roles {
		_, err := tx.Exec(ctx, `insert into account_role (account, role) values (?, ?)`, account, string(r))
		if err != nil {
			return err
		}
	}
	return nil
}

// keepAdmins refuses to take an administrator's role from its last active holder. It locks the holders of the role, so that
// two administrators who remove each other do not both succeed.
func keepAdmins(ctx context.Context, tx db.Tx, a access.Account, after []access.Role) error {
	for _, r := range access.Administrators {
		if !hasRole(a.Roles, r) || hasRole(after, r) {
			continue
		}
		_, err := tx.Exec(ctx, `update account_role set role = role where role = ?`, string(r))
		if err != nil {
			return err
		}
		var others int
		err = tx.QueryRow(ctx, `select count(*) from account_role r join account a on a.id = r.account
			where r.role = ? and a.active and a.id <> ?`, string(r), a.ID).Scan(&others)
		if err != nil {
			return db.Wrap("count administrators", err)
		}
		if others == 0 {
			return refuse(access.ErrLastAdmin, "role", string(r))
		}
	}
	return nil
}

func hasRole(roles []access.Role, r access.Role) bool { return slices.Contains(roles, r) }

func joinRoles(roles []access.Role) string {
	out := make([]string, 0, len(roles))
	for _, r := range roles {
		out = append(out, string(r))
	}
	return strings.Join(out, " ")
}

// Unlock lets an account that had too many wrong passwords try again.
func (s *Store) Unlock(ctx context.Context, scope access.Scope, account string) error {
	err := scope.Require(access.RoleManage)
	if err != nil {
		return err
	}
	return s.act(ctx, func(tx db.Tx) (access.Act, error) {
		a, err := readAccount(ctx, tx, scope, account)
		e := s.entry(scope, "account.unlock").On("account", account).In(a.Unit)
		if err != nil {
			return e, err
		}
		_, err = tx.Exec(ctx, `update account set failures = 0, locked_until = 0, version = version + 1 where id = ?`, account)
		return e, err
	})
}
