package store

import (
	"context"
	"database/sql"
	"errors"

	"fanzha/base/access"
	"fanzha/internal/db"
)

// LinkOwner returns the login and name that a password link is for, to be shown on its page.
func (s *Store) LinkOwner(ctx context.Context, token string) (login, name string, err error) {
	err = s.db.QueryRow(ctx, `select a.login, a.name from one_time_token t join account a on a.id = t.account
		where t.token = ? and t.purpose = 'password' and t.expires > ? and a.active`, hashOf(token), int64(s.clock.Now())).Scan(&login, &name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", access.ErrLink
	}
	return login, name, db.Wrap("read link", err)
}

// SetPassword uses a link: the password is set, the link and all sessions of the account are gone, a lock is lifted.
func (s *Store) SetPassword(ctx context.Context, token, password string) error {
	login, _, err := s.LinkOwner(ctx, token)
	if err != nil {
		return err
	}
	err = s.set.CheckPassword(login, password)
	if err != nil {
		return err
	}
	encoded, err := s.hashes.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.act(ctx, func(tx db.Tx) (access.Act, error) {
		var account string
		err := tx.QueryRow(ctx, `delete from one_time_token where token = ? and purpose = 'password' and expires > ? returning account`,
			hashOf(token), int64(s.clock.Now())).Scan(&account)
		if errors.Is(err, sql.ErrNoRows) {
			return access.Act{}, access.ErrLink
		}
		if err != nil {
			return access.Act{}, db.Wrap("use link", err)
		}
		return s.storePassword(ctx, tx, account, encoded)
	})
}

func (s *Store) storePassword(ctx context.Context, tx db.Tx, account, encoded string) (access.Act, error) {
	_, err := tx.Exec(ctx, `update account set password = ?, failures = 0, locked_until = 0, version = version + 1 where id = ?`, encoded, account)
	if err != nil {
		return access.Act{}, err
	}
	_, err = tx.Exec(ctx, `delete from session where account = ?`, account)
	if err != nil {
		return access.Act{}, err
	}
	a, err := readAccount(ctx, tx, access.System(), account)
	return s.entry(a.Scope(), "account.password").On("account", account), err
}

// Change is a change of one's own password.
type Change struct{ Old, New string }

// ChangePassword replaces the password of the session's owner. A wrong old password counts as a failed sign-in. All sessions
// of the account end, also this one: the person signs in with the new password.
func (s *Store) ChangePassword(ctx context.Context, one access.Session, c Change) error {
	err := s.set.CheckPassword(one.Account.Login, c.New)
	if err != nil {
		return err
	}
	if c.Old == c.New {
		return access.ErrPasswordSame
	}
	known, err := s.credential(ctx, one.Account.Login)
	if err != nil {
		return err
	}
	same := false
	if known.lock.Minutes(s.clock.Now()) == 0 {
		same, _, err = s.hashes.verify(ctx, known.password, c.Old)
		if err != nil {
			return err
		}
	}
	if !same {
		err = s.signInFailed(ctx, known, Try{Address: one.Address})
		if errors.Is(err, access.ErrCredentials) {
			return access.ErrPasswordOld
		}
		return err
	}
	encoded, err := s.hashes.hash(ctx, c.New)
	if err != nil {
		return err
	}
	return s.act(ctx, func(tx db.Tx) (access.Act, error) {
		held, err := hold(ctx, tx, known.id)
		if err != nil {
			return access.Act{}, err
		}
		if held.password != known.password || !held.active {
			return access.Act{}, access.ErrPasswordOld
		}
		return s.storePassword(ctx, tx, known.id, encoded)
	})
}
