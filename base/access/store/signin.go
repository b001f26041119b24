package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"fanzha/base/access"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Try is one attempt to sign in.
type Try struct {
	Login    string
	Password string
	Address  string // of the browser
	Agent    string
}

// Opened is a new session with its token: the only time that the token is seen.
type Opened struct {
	Token   string
	Session access.Session
}

// credential is what a sign-in is decided on.
type credential struct {
	id, password string
	active       bool
	lock         access.Lock
}

// SignIn checks a password and opens a session. A wrong login, a wrong password, and an account that is off answer alike, and
// take alike long. The hash is computed outside of the transaction; the account is read again inside.
func (s *Store) SignIn(ctx context.Context, t Try) (Opened, error) {
	login, err := access.Login(t.Login)
	if err != nil {
		login = "" // no such login; the same work as for a wrong one
	}
	known, err := s.credential(ctx, login)
	if err != nil {
		return Opened{}, err
	}
	if known.lock.Minutes(s.clock.Now()) > 0 {
		return Opened{}, s.signInFailed(ctx, known, t)
	}
	encoded := known.password
	if encoded == "" || !known.active {
		encoded = s.hashes.nobody
	}
	same, stale, err := s.hashes.verify(ctx, encoded, t.Password)
	if err != nil {
		return Opened{}, err
	}
	if !same || known.id == "" || !known.active {
		return Opened{}, s.signInFailed(ctx, known, t)
	}
	if stale {
		known.password, err = s.rehash(ctx, known, t.Password)
		if err != nil {
			return Opened{}, err
		}
	}
	return s.open(ctx, known, t)
}

// credential reads what is known of a login; the zero one when there is none.
func (s *Store) credential(ctx context.Context, login string) (credential, error) {
	var c credential
	err := s.db.QueryRow(ctx, `select id, password, active, failures, locked_until from account where login = ?`, login).
		Scan(&c.id, &c.password, &c.active, &c.lock.Failures, &c.lock.Until)
	if errors.Is(err, sql.ErrNoRows) {
		return credential{}, nil
	}
	return c, db.Wrap("read account", err)
}

// hold locks the account's row and reads it as it now is.
func hold(ctx context.Context, tx db.Tx, id string) (credential, error) {
	c := credential{id: id}
	err := tx.QueryRow(ctx, `update account set failures = failures where id = ? returning password, active, failures, locked_until`, id).
		Scan(&c.password, &c.active, &c.lock.Failures, &c.lock.Until)
	return c, db.Wrap("read account", err)
}

// signInFailed counts the failure, audits it and returns what the person is told. What was typed as login is not recorded:
// people type passwords there.
func (s *Store) signInFailed(ctx context.Context, c credential, t Try) error {
	now := s.clock.Now()
	answer := error(access.ErrCredentials)
	err := s.db.Write(ctx, func(tx db.Tx) error {
		e := access.Act{At: now, Actor: "unknown", Action: "access.sign_in_failed", Object: "account"}.With("address", clip(t.Address))
		if c.id == "" {
			return s.audit(ctx, tx, e)
		}
		held, err := hold(ctx, tx, c.id)
		if err != nil {
			return err
		}
		lock := held.lock
		if lock.Minutes(now) == 0 {
			lock = s.set.Fail(lock, now)
			_, err = tx.Exec(ctx, `update account set failures = ?, locked_until = ? where id = ?`, lock.Failures, int64(lock.Until), c.id)
			if err != nil {
				return err
			}
		}
		answer = access.ErrCredentials
		minutes := lock.Minutes(now)
		if minutes > 0 {
			answer = refuse(access.ErrLocked, "minutes", minutes)
		}
		a, err := readAccount(ctx, tx, access.System(), c.id)
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, e.On("account", c.id).In(a.Unit).With("locked", yesNo(minutes > 0)))
	})
	if err != nil {
		return err
	}
	return answer
}

// rehash brings a hash to the parameters in force, unless the password has just been changed.
func (s *Store) rehash(ctx context.Context, c credential, password string) (string, error) {
	fresh, err := s.hashes.hash(ctx, password)
	if err != nil {
		return "", err
	}
	kept := c.password
	err = s.db.Write(ctx, func(tx db.Tx) error {
		found, err := changed(ctx, tx, `update account set password = ? where id = ? and password = ?`, fresh, c.id, c.password)
		if found {
			kept = fresh
		}
		return err
	})
	return kept, err
}

// open starts a session of an account whose password was right a moment ago.
func (s *Store) open(ctx context.Context, c credential, t Try) (Opened, error) {
	var out Opened
	err := s.act(ctx, func(tx db.Tx) (access.Act, error) {
		held, err := hold(ctx, tx, c.id)
		if err != nil {
			return access.Act{}, err
		}
		if !held.active || held.password != c.password || held.lock.Minutes(s.clock.Now()) > 0 {
			return access.Act{}, access.ErrCredentials // it changed while the hash was computed
		}
		out, err = s.insertSession(ctx, tx, c.id, t)
		if err != nil {
			return access.Act{}, err
		}
		return s.entry(out.Session.Account.Scope(), "access.sign_in").On("account", c.id).With("address", out.Session.Address), nil
	})
	return out, err
}

func (s *Store) insertSession(ctx context.Context, tx db.Tx, account string, t Try) (Opened, error) {
	now := s.clock.Now()
	_, err := tx.Exec(ctx, `update account set failures = 0, locked_until = 0, last_seen = ? where id = ?`, int64(now), account)
	if err != nil {
		return Opened{}, err
	}
	a, err := readAccount(ctx, tx, access.System(), account)
	if err != nil {
		return Opened{}, err
	}
	token, hash := s.newToken()
	o := Opened{Token: token, Session: access.Session{ID: s.ids.New(), Account: a, Created: now, Seen: now, Address: clip(t.Address), Agent: clip(t.Agent)}}
	_, err = tx.Exec(ctx, `insert into session (id, token, account, created, seen, address, agent) values (?, ?, ?, ?, ?, ?, ?)`,
		o.Session.ID, hash, account, int64(now), int64(now), o.Session.Address, o.Session.Agent)
	return o, err
}

// clip bounds what a browser says about itself.
func clip(text string) string {
	const keep = 200
	return strings.ReplaceAll(strings.ToValidUTF8(text[:min(len(text), keep)], "?"), "\x00", "?")
}

// OpenFor opens a session without a password: for the invented staff of the demo, and never reachable otherwise. Only the
// system's own scope may.
func (s *Store) OpenFor(ctx context.Context, scope access.Scope, t Try) (Opened, error) {
	if !scope.IsSystem() {
		return Opened{}, refuse(access.ErrDenied, "right", "system")
	}
	login, err := access.Login(t.Login)
	if err != nil {
		return Opened{}, access.ErrAccountNotFound
	}
	c, err := s.credential(ctx, login)
	if err != nil {
		return Opened{}, err
	}
	if c.id == "" || !c.active {
		return Opened{}, access.ErrAccountNotFound
	}
	var out Opened
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		out, err = s.insertSession(ctx, tx, c.id, t)
		return s.entry(out.Session.Account.Scope(), "access.sign_in_demo").On("account", c.id), err
	})
	return out, err
}

// touchEvery bounds the writes that reading pages causes.
const touchEvery = when.Minute

// Authenticate returns the session of a token and renews it. Rights, unit and activity are read each time: what an
// administrator takes away is gone with the next click.
func (s *Store) Authenticate(ctx context.Context, token string) (access.Session, error) {
	one, err := s.Peek(ctx, token)
	if err != nil {
		return access.Session{}, err
	}
	now := s.clock.Now()
	if now-one.Seen >= touchEvery {
		err = s.db.Write(ctx, func(tx db.Tx) error {
			_, err := tx.Exec(ctx, `update session set seen = ? where id = ? and seen < ?`, int64(now), one.ID, int64(now))
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `update account set last_seen = ? where id = ? and last_seen < ?`, int64(now), one.Account.ID, int64(now))
			return err
		})
		one.Seen = now
	}
	return one, err
}

// Peek returns the session of a token without renewing it: for what goes on without anybody at the screen.
func (s *Store) Peek(ctx context.Context, token string) (access.Session, error) {
	if token == "" {
		return access.Session{}, access.ErrNoSession
	}
	found, err := readSessions(ctx, s.db, `s.token = ?`, []any{hashOf(token)})
	if err != nil {
		return access.Session{}, err
	}
	if len(found) == 0 || !found[0].Account.Active {
		return access.Session{}, access.ErrNoSession
	}
	return found[0], s.set.Alive(found[0].Created, found[0].Seen, s.clock.Now())
}

const sessionColumns = `s.id, s.created, s.seen, s.address, s.agent`

func readSessions(ctx context.Context, q db.Queryer, where string, args []any) ([]access.Session, error) {
	rows, err := q.Query(ctx, `select `+sessionColumns+`, `+accountColumns+`, coalesce(r.role, '') from session s
		join account a on a.id = s.account left join account_role r on r.account = a.id
		where `+where+` order by s.seen desc, s.id, r.role`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []access.Session
	for rows.Next() {
		var one access.Session
		var role access.Role
		a := &one.Account
		err = rows.Scan(&one.ID, &one.Created, &one.Seen, &one.Address, &one.Agent, &a.ID, &a.Login, &a.Name, &a.Unit, &a.Bank, &a.Member, &a.HasPassword,
			&a.Active, &a.LockedUntil, &a.LastSeen, &a.Version, &role)
		if err != nil {
			return nil, db.Wrap("read sessions", err)
		}
		if len(out) == 0 || out[len(out)-1].ID != one.ID {
			out = append(out, one)
		}
		if role != "" {
			last := &out[len(out)-1].Account
			last.Roles = append(last.Roles, role)
		}
	}
	return out, db.Wrap("read sessions", rows.Err())
}

// SignOut ends a session.
func (s *Store) SignOut(ctx context.Context, one access.Session) error {
	return s.act(ctx, func(tx db.Tx) (access.Act, error) {
		_, err := tx.Exec(ctx, `delete from session where id = ?`, one.ID)
		return s.entry(one.Account.Scope(), "access.sign_out").On("account", one.Account.ID), err
	})
}

// Sessions lists sessions, the latest used first: all of the jurisdiction for the security administrator, their own for
// everyone else.
func (s *Store) Sessions(ctx context.Context, scope access.Scope) ([]access.Session, error) {
	where, args := s.sessionsOf(scope)
	return readSessions(ctx, s.db, where, args)
}

func (s *Store) sessionsOf(scope access.Scope) (string, []any) {
	if scope.Can(access.RoleManage) {
		return scope.Predicate("a.unit")
	}
	return `s.account = ?`, []any{scope.User}
}

// Revoke ends a session that Sessions lists.
func (s *Store) Revoke(ctx context.Context, scope access.Scope, session string) error {
	return s.act(ctx, func(tx db.Tx) (access.Act, error) {
		where, args := s.sessionsOf(scope)
		found, err := readSessions(ctx, tx, `s.id = ? and `+where, append([]any{session}, args...))
		if err != nil {
			return access.Act{}, err
		}
		if len(found) == 0 {
			return access.Act{}, access.ErrSessionNotFound
		}
		a := found[0].Account
		_, err = tx.Exec(ctx, `delete from session where id = ?`, session)
		return s.entry(scope, "access.session_revoke").On("account", a.ID).In(a.Unit), err
	})
}
