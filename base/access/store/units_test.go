package store_test

import (
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/base/access/store"
	auditstore "fanzha/base/audit/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

// Protects: who changes roles and accounts: each administrator only what is theirs, nobody their own, never the last
// administrator, never beyond the jurisdiction.
func TestRoles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.unit("990101000000")
		h.unit("990102000000")
		li := h.person("li", "990101000000", access.Officer)
		east := access.Scope{User: "e", Unit: "990101000000", Roles: []access.Role{access.SecurityAdmin}}
		west := access.Scope{User: "w", Unit: "990102000000", Roles: []access.Role{access.SecurityAdmin}}
		grant := func(s access.Scope, account string, roles ...access.Role) error {
			_, err := h.SetRoles(ctx, s, store.Grant{Account: account, Roles: roles, Reason: "r"})
			return err
		}
		check.Fault(t, grant(h.system, li.ID, access.Leader), "access.denied")
		check.Fault(t, grant(h.auditor, li.ID, access.Leader), "access.denied")
		check.Fault(t, grant(li.Scope(), li.ID, access.Leader), "access.denied")
		check.Fault(t, grant(west, li.ID, access.Leader), "access.account_not_found")
		check.Fault(t, grant(east, h.system.User), "access.account_not_found")
		check.NoError(t, grant(east, li.ID, access.Officer, access.Leader))
		check.Fault(t, grant(h.security, li.ID, access.SystemAdmin, access.SecurityAdmin), "access.roles_together")
		check.Fault(t, grant(h.security, h.security.User, access.SecurityAdmin, access.Leader), "access.own_account")
		check.Fault(t, grant(h.security, h.system.User, access.Operator), "access.last_admin")
		check.Fault(t, h.Disable(ctx, h.system, h.auditor.User, "r"), "access.last_admin")
		check.Fault(t, h.Disable(ctx, h.system, h.system.User, "r"), "access.own_account")
		_, err := h.SetRoles(ctx, h.security, store.Grant{Account: li.ID, Reason: "  "})
		check.Fault(t, err, "access.reason_missing")
		check.NoError(t, grant(h.security, li.ID, access.AuditAdmin))
		check.NoError(t, h.Disable(ctx, h.system, h.auditor.User, "r"))
		check.NoError(t, grant(h.security, h.auditor.User))
		check.Fault(t, grant(h.security, li.ID), "access.last_admin")
		found, _, err := auditstore.List(ctx, d, access.System(), auditstore.Filter{Action: "account.roles", ObjectID: li.ID})
		check.NoError(t, err)
		check.Equal(t, found[0].Detail[0].Value+" > "+found[0].Detail[1].Value, "leader officer > audit_admin")
	})
}

// Protects: accounts belong to active units of the jurisdiction; logins are one; versions are kept; who may list.
func TestAccounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		east := h.unit("990101000000")
		off := h.unit("990102000000")
		off.Active = false
		_, err := h.UpdateUnit(ctx, h.system, off)
		check.NoError(t, err)
		create := func(s access.Scope, n store.NewAccount) error {
			_, _, err := h.CreateAccount(ctx, s, n)
			return err
		}
		check.Fault(t, create(h.security, store.NewAccount{Login: "xx", Name: "x", Unit: east.Code}), "access.denied")
		check.Fault(t, create(h.system, store.NewAccount{Login: "SYS", Name: "x", Unit: east.Code}), "access.login_taken")
		check.Fault(t, create(h.system, store.NewAccount{Login: "xx", Name: "x", Unit: off.Code}), "access.unit_off")
		check.Fault(t, create(h.system, store.NewAccount{Login: "xx", Name: "x", Unit: "980000000000"}), "access.unit_not_found")
		check.Fault(t, create(h.system, store.NewAccount{Login: "xx", Name: "x", Unit: "990199000000"}), "access.unit_not_found")
		check.Fault(t, create(h.system, store.NewAccount{Login: "x y", Name: "x", Unit: east.Code}), "access.input")
		li := h.person("li", east.Code, access.Officer)
		li.Name = "李新"
		_, err = h.UpdateAccount(ctx, h.system, li)
		check.NoError(t, err)
		_, err = h.UpdateAccount(ctx, h.system, li)
		check.Fault(t, err, "access.account_version")
		for _, s := range []access.Scope{h.system, h.security, h.auditor} {
			all, err := h.Accounts(ctx, s)
			check.NoError(t, err)
			check.Equal(t, len(all), 4)
		}
		_, err = h.Accounts(ctx, li.Scope())
		check.Fault(t, err, "access.denied")
		local, err := h.Accounts(ctx, access.Scope{Unit: east.Code, Roles: []access.Role{access.SystemAdmin}})
		check.NoError(t, err)
		check.Equal(t, []any{len(local), local[0].Name, local[0].HasPassword, local[0].Roles[0]}, []any{1, "李新", true, access.Officer})
		_, err = h.Account(ctx, access.Scope{Unit: off.Code}, li.ID)
		check.Fault(t, err, "access.account_not_found")
		east.Active = false
		_, err = h.UpdateUnit(ctx, h.system, east)
		check.Fault(t, err, "access.unit_in_use")
	})
}

// Protects: units. Codes and areas are one's only; versions are kept; who answers for a place, down to the centre itself.
func TestUnits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		county := h.unit("990101000000")
		first := h.unit("990101010000", "990101001", "990101002")
		h.unit("990101020000", "990101003")
		h.unit("990102000000")
		_, err := h.CreateUnit(ctx, h.system, access.Unit{Code: first.Code, Name: "x"})
		check.Fault(t, err, "access.unit_exists")
		_, err = h.CreateUnit(ctx, h.system, access.Unit{Code: "990101030000", Name: "x", Areas: []string{"990101003"}})
		check.Fault(t, err, "access.area_taken")
		check.True(t, strings.Contains(err.Error(), "unit=990101020000"), err.Error())
		_, err = h.CreateUnit(ctx, h.security, access.Unit{Code: "990101030000", Name: "x"})
		check.Fault(t, err, "access.denied")
		_, err = h.CreateUnit(ctx, h.system, access.Unit{Code: "980101030000", Name: "x"})
		check.True(t, err != nil, "beyond the jurisdiction")
		for place, want := range map[string]string{
			"990101001": first.Code, "990101001005": first.Code, "990101002": first.Code, "990101003": "990101020000",
			"990101099": county.Code, "990101": county.Code, "990102001": "990102000000", "990103001": "990100000000", "990000": "990100000000",
			"110101001": "990100000000", "": "990100000000", "x": "990100000000",
		} {
			got, err := h.Responsible(ctx, place)
			check.NoError(t, err)
			check.Equal(t, place+" "+got, place+" "+want)
		}
		first.Active = false
		first, err = h.UpdateUnit(ctx, h.system, first)
		check.NoError(t, err)
		got, err := h.Responsible(ctx, "990101001")
		check.NoError(t, err)
		check.Equal(t, got, county.Code)
		stale := first
		stale.Version--
		_, err = h.UpdateUnit(ctx, h.system, stale)
		check.Fault(t, err, "access.unit_version")
		first.Areas, first.Active, first.Name = []string{"990101"}, true, "改名"
		check.Equal(t, h.UnitName(ctx, first.Code), "单位990101010000")
		_, err = h.UpdateUnit(ctx, h.system, first)
		check.NoError(t, err)
		check.Equal(t, h.UnitName(ctx, first.Code)+h.UnitName(ctx, "990199000000"), "改名990199000000")
		got, err = h.Responsible(ctx, "990101001")
		check.NoError(t, err)
		check.Equal(t, got, first.Code)
		all, err := h.Units(ctx, h.system)
		check.NoError(t, err)
		check.Equal(t, []any{len(all), all[0].Users, all[2].Areas}, []any{5, 3, []string{"990101"}})
		station := access.Scope{Unit: first.Code}
		mine, err := h.Units(ctx, station)
		check.NoError(t, err)
		check.Equal(t, len(mine), 1)
		tree, err := h.Tree(ctx, station)
		check.NoError(t, err)
		check.Equal(t, len(tree), 5)
		_, err = h.Unit(ctx, station, county.Code)
		check.Fault(t, err, "access.unit_not_found")
		u, err := h.Get(ctx, county.Code)
		check.NoError(t, err)
		check.Equal(t, u.Parent(), "990100000000")
		_, err = h.Get(ctx, "990199000000")
		check.Fault(t, err, "access.unit_not_found")
	})
}

// Protects: intake keys. Shown once, stored as a hash, revoked at once, held to their quota, only by who may.
func TestSources(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		bank := access.Source{Name: "bank_a", Title: "云河银行", QuotaPerS: 100}
		_, _, err := h.CreateSource(ctx, h.security, bank)
		check.Fault(t, err, "access.denied")
		_, key, err := h.CreateSource(ctx, h.system, bank)
		check.NoError(t, err)
		check.True(t, strings.HasPrefix(key, "fz_") && len(key) == 46, key)
		_, _, err = h.CreateSource(ctx, h.system, bank)
		check.Fault(t, err, "access.source_exists")
		for range 2 {
			got, err := h.CheckKey(ctx, key)
			check.NoError(t, err)
			check.Equal(t, got, access.Source{Name: "bank_a", Title: "云河银行", QuotaPerS: 100, Active: true, Created: start})
		}
		for _, bad := range []string{"", "fz_", key + "x", strings.ToUpper(key), strings.Repeat("fz_", 1000)} {
			_, err = h.CheckKey(ctx, bad)
			check.Fault(t, err, "access.key")
		}
		h.clock.Set(start + 5*when.Second)
		bank.QuotaPerS = 7
		check.NoError(t, h.SetQuota(ctx, h.system, bank))
		got, err := h.CheckKey(ctx, key)
		check.NoError(t, err)
		check.Equal(t, got.QuotaPerS, 7)
		check.NoError(t, h.RevokeSource(ctx, h.system, "bank_a"))
		_, err = h.CheckKey(ctx, key)
		check.Fault(t, err, "access.key")
		check.Fault(t, h.RevokeSource(ctx, h.system, "bank_a"), "access.source_not_found")
		list, err := h.Sources(ctx, h.auditor)
		check.NoError(t, err)
		check.Equal(t, []any{len(list), list[0].Active, list[0].Revoked}, []any{1, false, start + 5*when.Second})
		_, err = h.Sources(ctx, h.security)
		check.Fault(t, err, "access.denied")
	})
}
