package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/base/access/store"
	auditstore "fanzha/base/audit/store"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

var ctx = context.Background()

const start = when.Micros(1_795_000_000_000_000)

// settings of the tests: a cheap hash, everything else as shipped.
var settings = access.Settings{LockAfter: 5, LockFor: 30 * time.Minute, IdleTimeout: 30 * time.Minute, SessionMax: 12 * time.Hour,
	PasswordMin: 10, ClassesMin: 3, LinkFor: 72 * time.Hour, SetupFor: 24 * time.Hour, HashKiB: 8 * 1024, HashPasses: 1, HashAtOnce: 2}

// house is a centre after its set-up: 云河市, with the three administrators.
type house struct {
	*store.Store
	t                         testing.TB
	db                        *db.DB
	clock                     *clock.Manual
	system, security, auditor access.Scope
}

const password = "Correct-horse-1"

func open(t testing.TB, d *db.DB, set access.Settings) *house {
	t.Helper()
	c := clock.NewManual(start)
	s, err := store.New(store.Options{DB: d, Clock: c, IDs: id.New(c.Now, nil), Settings: set, Audit: auditstore.Record})
	check.NoError(t, err)
	return &house{Store: s, t: t, db: d, clock: c}
}

func setup(token string) store.Setup {
	return store.Setup{Token: token, UnitCode: "990100", UnitName: "云河市反诈中心", Accounts: []store.SetupAccount{
		{Role: access.SystemAdmin, Login: "sys", Name: "系统员", Password: password},
		{Role: access.SecurityAdmin, Login: "sec", Name: "安全员", Password: password},
		{Role: access.AuditAdmin, Login: "aud", Name: "审计员", Password: password}}}
}

func newHouse(t testing.TB, d *db.DB) *house {
	t.Helper()
	h := open(t, d, settings)
	link, err := h.SetupToken(ctx)
	check.NoError(t, err)
	_, err = h.SetUp(ctx, setup(link.Token))
	check.NoError(t, err)
	for login, scope := range map[string]*access.Scope{"sys": &h.system, "sec": &h.security, "aud": &h.auditor} {
		a, err := h.AccountByLogin(ctx, access.System(), login)
		check.NoError(t, err)
		*scope = a.Scope()
	}
	return h
}

// unit adds a unit.
func (h *house) unit(code string, areas ...string) access.Unit {
	h.t.Helper()
	u, err := h.CreateUnit(ctx, h.system, access.Unit{Code: code, Name: "单位" + code, Areas: areas})
	check.NoError(h.t, err)
	return u
}

// person adds an account with the password and roles.
func (h *house) person(login, unit string, roles ...access.Role) access.Account {
	h.t.Helper()
	a, link, err := h.CreateAccount(ctx, h.system, store.NewAccount{Login: login, Name: "某某", Unit: unit})
	check.NoError(h.t, err)
	check.NoError(h.t, h.SetPassword(ctx, link.Token, password))
	a, err = h.SetRoles(ctx, h.security, store.Grant{Account: a.ID, Roles: roles, Reason: "上岗"})
	check.NoError(h.t, err)
	return a
}

func (h *house) signIn(login, secret string) (store.Opened, error) {
	return h.SignIn(ctx, store.Try{Login: login, Password: secret, Address: "10.0.0.9", Agent: "browser"})
}

// acts returns the actions audited so far, the oldest first.
func (h *house) acts() []string {
	h.t.Helper()
	found, _, err := auditstore.List(ctx, h.db, access.System(), auditstore.Filter{Limit: 500})
	check.NoError(h.t, err)
	var out []string
	for _, e := range found {
		out = append(out, e.Action)
	}
	slices.Reverse(out)
	return out
}

// Protects: the first start. The newest token works once and not for ever; it makes the unit and exactly the three
// administrators, all or nothing; afterwards there is no second set-up.
func TestSetup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, settings)
		needs, err := h.NeedsSetup(ctx)
		check.NoError(t, err)
		check.True(t, needs, "needs no set-up")
		_, err = h.Responsible(ctx, "990101001")
		check.Fault(t, err, "access.no_unit")
		old, err := h.SetupToken(ctx)
		check.NoError(t, err)
		link, err := h.SetupToken(ctx)
		check.NoError(t, err)
		check.Fault(t, h.CheckSetup(ctx, old.Token), "access.link_invalid")
		check.NoError(t, h.CheckSetup(ctx, link.Token))
		for name, c := range map[string]struct {
			change func(*store.Setup)
			code   string
		}{
			"wrong token":        {func(c *store.Setup) { c.Token = old.Token }, "access.link_invalid"},
			"two administrators": {func(c *store.Setup) { c.Accounts = c.Accounts[:2] }, "access.setup_accounts"},
			"a fourth": {func(c *store.Setup) {
				c.Accounts = append(c.Accounts, store.SetupAccount{access.Leader, "d", "d", password})
			}, "access.input"},
			"a fourth, well-named": {func(c *store.Setup) {
				c.Accounts = append(c.Accounts, store.SetupAccount{access.Leader, "dd", "d", password})
			}, "access.setup_accounts"},
			"a role twice":        {func(c *store.Setup) { c.Accounts[1].Role = access.SystemAdmin }, "access.setup_accounts"},
			"one person":          {func(c *store.Setup) { c.Accounts[1].Login = "SYS" }, "access.setup_accounts"},
			"weak password":       {func(c *store.Setup) { c.Accounts[2].Password = "short" }, "access.password_weak"},
			"no such unit code":   {func(c *store.Setup) { c.UnitCode = "9901" }, "region.unit_format"},
			"unit without a name": {func(c *store.Setup) { c.UnitName = "" }, "access.input"},
		} {
			cmd := setup(link.Token)
			c.change(&cmd)
			_, err = h.SetUp(ctx, cmd)
			check.True(t, err != nil, name)
			check.Fault(t, err, c.code)
		}
		var wg sync.WaitGroup
		done := make([]error, 3)
		for i := range done {
			wg.Go(func() { _, done[i] = h.SetUp(ctx, setup(link.Token)) })
		}
		wg.Wait()
		worked := 0
		for _, err = range done {
			if err == nil {
				worked++
				continue
			}
			check.Fault(t, err, "access.link_invalid")
		}
		check.Equal(t, worked, 1)
		_, err = h.SetupToken(ctx)
		check.Fault(t, err, "access.setup_done")
		got, err := h.signIn("sec", password)
		check.NoError(t, err)
		check.Equal(t, got.Session.Account.Roles, []access.Role{access.SecurityAdmin})
		check.Equal(t, got.Session.Account.Unit, "990100000000")
		check.Equal(t, h.acts(), []string{"access.setup_token", "access.setup_token", "access.setup", "access.sign_in"})
	})
	t.Run("expired", func(t *testing.T) {
		h := open(t, dbtest.SQLite(t), settings)
		link, err := h.SetupToken(ctx)
		check.NoError(t, err)
		h.clock.Set(link.Expires)
		_, err = h.SetUp(ctx, setup(link.Token))
		check.Fault(t, err, "access.link_invalid")
		n, err := h.Prune(ctx)
		check.NoError(t, err)
		check.Equal(t, n, 0)
		h.clock.Set(link.Expires + 1)
		n, err = h.Prune(ctx)
		check.NoError(t, err)
		check.Equal(t, n, 1)
	})
}

// Protects: wrong passwords lock an account for the set time, right ones open it; what is wrong is never said; unknown logins
// and accounts that are off answer alike; each try is audited, without what was typed.
func TestSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		li := h.person("li", "990100000000", access.Operator)
		for _, c := range [][2]string{{"nobody", password}, {"", ""}, {"li", ""}, {"li", strings.Repeat("x", 10_000)}, {"my-Password-typed-here", "x"}} {
			_, err := h.signIn(c[0], c[1])
			check.Fault(t, err, "access.credentials")
		}
		got, err := h.signIn(" LI ", password)
		check.NoError(t, err)
		check.Equal(t, got.Session.Account.ID, li.ID)
		for i := range 5 {
			_, err = h.signIn("li", "wrong")
			check.Fault(t, err, []string{"access.credentials", "access.locked"}[i/4])
		}
		_, err = h.signIn("li", password)
		check.Fault(t, err, "access.locked")
		check.True(t, strings.Contains(err.Error(), "minutes=30"), err.Error())
		listed, err := h.Account(ctx, h.security, li.ID)
		check.NoError(t, err)
		check.Equal(t, listed.LockedUntil, start+30*when.Minute)
		h.clock.Set(start + 10*when.Minute)
		check.Fault(t, h.Unlock(ctx, h.system, li.ID), "access.denied")
		check.NoError(t, h.Unlock(ctx, h.security, li.ID))
		_, err = h.signIn("li", password)
		check.NoError(t, err)
		for range 5 {
			_, err = h.signIn("li", "wrong")
		}
		check.Fault(t, err, "access.locked")
		h.clock.Set(start + 41*when.Minute)
		_, err = h.signIn("li", password)
		check.NoError(t, err)
		check.NoError(t, h.Disable(ctx, h.system, li.ID, "离岗"))
		_, err = h.signIn("li", password)
		check.Fault(t, err, "access.credentials")
		found, _, err := auditstore.List(ctx, d, access.System(), auditstore.Filter{Limit: 500})
		check.NoError(t, err)
		failed := 0
		for _, e := range found {
			if e.Action == "access.sign_in_failed" {
				failed++
			}
			text := fmt.Sprint(e)
			check.True(t, !strings.Contains(text, password) && !strings.Contains(text, "my-Password"), "typed text in the log: "+text)
		}
		check.Equal(t, failed, 17)
	})
}

// Protects: the count of failures is exact when many guess at once.
func TestGuessersAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.person("li", "990100000000", access.Operator)
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				_, err := h.signIn("li", "wrong")
				check.True(t, errors.Is(err, access.ErrCredentials) || errors.Is(err, access.ErrLocked), fmt.Sprint(err))
			})
		}
		wg.Wait()
		_, err := h.signIn("li", password)
		check.Fault(t, err, "access.locked")
		var failures int
		check.NoError(t, d.QueryRow(ctx, `select failures from account where login = 'li'`).Scan(&failures))
		check.Equal(t, failures, 5)
	})
}

// Protects: a session lives while it is used, ends when idle, after its longest time, by sign-out, by revocation, and with
// the account; rights follow the account at once; the token is nowhere in the store.
func TestSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.unit("990101000000")
		li := h.person("li", "990101000000", access.Officer)
		enter := func() string {
			t.Helper()
			got, err := h.signIn("li", password)
			check.NoError(t, err)
			return got.Token
		}
		gone := func(token, code string) {
			t.Helper()
			_, err := h.Authenticate(ctx, token)
			check.Fault(t, err, code)
		}
		token := enter()
		for i := 1; i <= 24; i++ {
			h.clock.Set(start + when.Micros(i)*29*when.Minute)
			got, err := h.Authenticate(ctx, token)
			check.NoError(t, err)
			s := got.Account.Scope()
			check.Equal(t, []any{s.User, s.Name, s.Unit, s.Roles}, []any{li.ID, "某某", "990101000000", []access.Role{access.Officer}})
		}
		h.clock.Set(start + 12*when.Hour + 1)
		gone(token, "access.session_expired")
		token = enter()
		h.clock.Set(h.clock.Now() + 31*when.Minute)
		gone(token, "access.session_expired")
		for _, bad := range []string{"", "x", token[:42], token + "x", "' or 1=1 --"} {
			gone(bad, "access.no_session")
		}
		token = enter()
		var stored int
		check.NoError(t, d.QueryRow(ctx, `select count(*) from session where id = ? or address = ? or agent = ?`, token, token, token).Scan(&stored))
		check.Equal(t, stored, 0)
		_, err := h.SetRoles(ctx, h.security, store.Grant{Account: li.ID, Roles: []access.Role{access.Leader}, Reason: "提拔"})
		check.NoError(t, err)
		got, err := h.Authenticate(ctx, token)
		check.NoError(t, err)
		check.True(t, got.Account.Scope().Can(access.OrderChase), "the new role does not act")
		check.NoError(t, h.SignOut(ctx, got))
		gone(token, "access.no_session")
		token = enter()
		other := h.person("wang", "990101000000", access.Officer)
		mine, err := h.Sessions(ctx, other.Scope())
		check.NoError(t, err)
		check.Equal(t, len(mine), 0)
		all, err := h.Sessions(ctx, h.security)
		check.NoError(t, err)
		check.Equal(t, all[0].Account.ID, li.ID)
		check.Fault(t, h.Revoke(ctx, other.Scope(), all[0].ID), "access.session_not_found")
		check.NoError(t, h.Revoke(ctx, h.security, all[0].ID))
		gone(token, "access.no_session")
		token = enter()
		check.NoError(t, h.Disable(ctx, h.system, li.ID, "离岗"))
		gone(token, "access.no_session")
		check.NoError(t, h.Enable(ctx, h.system, li.ID))
		enter()
		_, err = h.OpenFor(ctx, h.security, store.Try{Login: "li"})
		check.Fault(t, err, "access.denied")
		demo, err := h.OpenFor(ctx, access.System(), store.Try{Login: "li"})
		check.NoError(t, err)
		_, err = h.Authenticate(ctx, demo.Token)
		check.NoError(t, err)
		h.clock.Set(h.clock.Now() + 13*when.Hour)
		n, err := h.Prune(ctx)
		check.NoError(t, err)
		check.Equal(t, n, 2)
	})
}

// Protects: passwords. A link works once, not for ever, and only the newest; the rule holds; a change needs the old one and
// ends all sessions; guessing the old one locks; an administrator's is not reset by another.
func TestPassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a, link, err := h.CreateAccount(ctx, h.system, store.NewAccount{Login: "li", Name: "李", Unit: "990100000000"})
		check.NoError(t, err)
		_, err = h.signIn("li", "")
		check.Fault(t, err, "access.credentials")
		newest, err := h.PasswordLink(ctx, h.system, a.ID)
		check.NoError(t, err)
		check.Fault(t, h.SetPassword(ctx, link.Token, password), "access.link_invalid")
		check.Fault(t, h.SetPassword(ctx, newest.Token, "aaaaaaaaaa"), "access.password_weak")
		login, name, err := h.LinkOwner(ctx, newest.Token)
		check.NoError(t, err)
		check.Equal(t, login+name, "li李")
		check.NoError(t, h.SetPassword(ctx, newest.Token, password))
		check.Fault(t, h.SetPassword(ctx, newest.Token, password), "access.link_invalid")
		got, err := h.signIn("li", password)
		check.NoError(t, err)
		check.Fault(t, h.ChangePassword(ctx, got.Session, store.Change{Old: password, New: password}), "access.password_same")
		check.Fault(t, h.ChangePassword(ctx, got.Session, store.Change{Old: "wrong", New: "Another-horse-2"}), "access.password_old_wrong")
		check.NoError(t, h.ChangePassword(ctx, got.Session, store.Change{Old: password, New: "Another-horse-2"}))
		_, err = h.Authenticate(ctx, got.Token)
		check.Fault(t, err, "access.no_session")
		_, err = h.signIn("li", password)
		check.Fault(t, err, "access.credentials")
		got, err = h.signIn("li", "Another-horse-2")
		check.NoError(t, err)
		for range 5 {
			err = h.ChangePassword(ctx, got.Session, store.Change{Old: "wrong", New: "Third-horse-33"})
		}
		check.Fault(t, err, "access.locked")
		late, err := h.PasswordLink(ctx, h.system, a.ID)
		check.NoError(t, err)
		h.clock.Set(late.Expires)
		check.Fault(t, h.SetPassword(ctx, late.Token, password), "access.link_invalid")
		_, err = h.PasswordLink(ctx, h.system, h.security.User)
		check.Fault(t, err, "access.admin_link")
		_, err = h.PasswordLink(ctx, h.security, a.ID)
		check.Fault(t, err, "access.denied")
		onHost, err := h.PasswordLink(ctx, access.System(), h.security.User)
		check.NoError(t, err)
		check.NoError(t, h.SetPassword(ctx, onHost.Token, "Host-made-pass-1"))
	})
}

// Protects: a hash made with other parameters still opens, and is made anew with those in force.
func TestRehash(t *testing.T) {
	d := dbtest.SQLite(t)
	newHouse(t, d)
	stronger := settings
	stronger.HashPasses = 2
	h := open(t, d, stronger)
	hash := func() (text string) {
		check.NoError(t, d.QueryRow(ctx, `select password from account where login = 'sec'`).Scan(&text))
		return text
	}
	check.True(t, strings.HasPrefix(hash(), "$argon2id$v=19$m=8192,t=1,p=1$"), hash())
	_, err := h.signIn("sec", password)
	check.NoError(t, err)
	check.True(t, strings.HasPrefix(hash(), "$argon2id$v=19$m=8192,t=2,p=1$"), hash())
	_, err = h.signIn("sec", password)
	check.NoError(t, err)
	for _, bad := range []string{"x", "$argon2id$v=19$m=999999999,t=1,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "$argon2i$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"} {
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
			_, err := tx.Exec(ctx, `update account set password = ?, failures = 0 where login = 'sec'`, bad)
			return err
		}))
		_, err = h.signIn("sec", password)
		check.Fault(t, err, "access.credentials")
	}
}

// Protects: every command leaves exactly one entry when it works and none when it is refused, and the chain is sound.
func TestEveryCommandIsAudited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		before := len(h.acts())
		u := h.unit("990101000000", "990101")
		u.Name = "新名"
		_, err := h.UpdateUnit(ctx, h.system, u)
		check.NoError(t, err)
		li := h.person("li", u.Code, access.Officer)
		li.Name = "李"
		_, err = h.UpdateAccount(ctx, h.system, li)
		check.NoError(t, err)
		_, err = h.PasswordLink(ctx, h.system, li.ID)
		check.NoError(t, err)
		check.NoError(t, h.Unlock(ctx, h.security, li.ID))
		got, err := h.signIn("li", password)
		check.NoError(t, err)
		check.NoError(t, h.SignOut(ctx, got.Session))
		got, err = h.signIn("li", password)
		check.NoError(t, err)
		check.NoError(t, h.Revoke(ctx, h.security, got.Session.ID))
		check.NoError(t, h.Disable(ctx, h.system, li.ID, "r"))
		check.NoError(t, h.Enable(ctx, h.system, li.ID))
		_, _, err = h.CreateSource(ctx, h.system, access.Source{Name: "bank", Title: "b"})
		check.NoError(t, err)
		check.NoError(t, h.SetQuota(ctx, h.system, access.Source{Name: "bank", QuotaPerS: 1}))
		check.NoError(t, h.RevokeSource(ctx, h.system, "bank"))
		check.Equal(t, h.acts()[before:], []string{"unit.create", "unit.update", "account.create", "account.password", "account.roles", "account.update",
			"account.link", "account.unlock", "access.sign_in", "access.sign_out", "access.sign_in", "access.session_revoke", "account.disable",
			"account.enable", "source.create", "source.quota", "source.revoke"})
		n := len(h.acts())
		_, err = h.CreateUnit(ctx, h.system, u)
		check.Fault(t, err, "access.unit_exists")
		check.Fault(t, h.Enable(ctx, h.system, "nobody"), "access.account_not_found")
		check.Equal(t, len(h.acts()), n)
		report, err := auditstore.Verify(ctx, d, auditstore.VerifyOptions{})
		check.NoError(t, err)
		check.True(t, report.OK(), "the chain is broken")
	})
}

// Protects: the shipped settings load and pass their check; a missing value is named, never assumed.
func TestSettings(t *testing.T) {
	text, err := os.ReadFile("../../../rulebook/settings.yaml")
	check.NoError(t, err)
	got, err := store.ParseSettings(text)
	check.NoError(t, err)
	shipped := settings
	shipped.HashKiB, shipped.HashPasses = 19456, 2
	check.Equal(t, got, shipped)
	_, err = store.ParseSettings([]byte(strings.Replace(string(text), "access.idle_minutes", "access.other", 1)))
	check.Fault(t, err, "access.settings")
	check.True(t, strings.Contains(err.Error(), "access.idle_minutes"), err.Error())
	for _, bad := range []string{"", "\t", "settings: 1", strings.Replace(string(text), "value: 5\n", "value: 0\n", 1), strings.Replace(string(text), "value: 5\n", "value: five\n", 1)} {
		_, err = store.ParseSettings([]byte(bad))
		check.True(t, err != nil, "accepted: "+bad)
	}
}

func BenchmarkAuthenticate(b *testing.B) {
	h := newHouse(b, dbtest.SQLite(b))
	got, err := h.signIn("sys", password)
	check.NoError(b, err)
	for b.Loop() {
		_, err = h.Authenticate(ctx, got.Token)
		check.NoError(b, err)
	}
}
