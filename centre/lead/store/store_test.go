package store_test

import (
	"fmt"
	"testing"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/base/clock"
	"fanzha/centre/lead"
	"fanzha/centre/lead/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

// Protects: a teller's alert is durable, numbered, audited and told; its giver reads the answer; a bank sees its own alerts alone
// and a county only its own units'; an answer given on an old version is refused and changes nothing.
func TestAlerts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		c := clock.NewManual(when.Micros(1_795_000_000_000_000))
		n := 0
		s := lead.New(lead.Options{AnswerIn: 5 * when.Minute, Store: store.New(d), Clock: c, NewID: func() string { n++; return fmt.Sprintf("a%02d", n) }})
		teller := access.Scope{User: "t", Name: "冯联络", Unit: "990100000000", Bank: "xb_bank", Roles: []access.Role{access.BankLiaison}}
		other := access.Scope{User: "o", Unit: "990100000000", Bank: "yh_bank", Roles: []access.Role{access.BankLiaison}}
		desk := access.Scope{User: "d", Name: "赵接线", Unit: "990100000000", Roles: []access.Role{access.Operator}}
		county := access.Scope{User: "c", Unit: "990101000000", Roles: []access.Role{access.Operator}}
		cmd := lead.RaiseCmd{Customer: "李四", Phone: "13900001234", Account: "9900050000000000017", Payee: "某公司", Fen: 5_000_000, Description: "客户称要交保证金，催促转账"}
		a, err := s.Raise(ctx, teller, cmd)
		check.NoError(t, err)
		check.Equal(t, a.Number[:2], "GM")
		check.Equal(t, a.AnswerBy-a.At, 5*when.Minute)
		_, err = s.Raise(ctx, desk, cmd)
		check.Fault(t, err, "access.denied")
		for field, change := range map[string]func(*lead.RaiseCmd){
			"customer": func(c *lead.RaiseCmd) { c.Customer = " " }, "description": func(c *lead.RaiseCmd) { c.Description = "a\x00b" },
			"fen": func(c *lead.RaiseCmd) { c.Fen = -1 },
		} {
			bad := cmd
			change(&bad)
			_, err = s.Raise(ctx, teller, bad)
			check.Fault(t, err, "lead.field")
			check.True(t, err.Error() != "", field)
		}
		for scope, want := range map[*access.Scope]int{&teller: 1, &other: 0, &desk: 1, &county: 0} {
			got, err := s.List(ctx, *scope, lead.Filter{})
			check.NoError(t, err)
			check.Equal(t, len(got), want)
		}
		_, err = s.Answer(ctx, county, lead.AnswerCmd{ID: a.ID, Version: 1, Text: "拦"})
		check.Fault(t, err, "lead.not_found")
		_, err = s.Answer(ctx, desk, lead.AnswerCmd{ID: a.ID, Version: 2, Text: "拦"})
		check.Fault(t, err, "lead.version")
		_, err = s.Answer(ctx, teller, lead.AnswerCmd{ID: a.ID, Version: 1, Text: "拦"})
		check.Fault(t, err, "access.denied")
		_, err = s.Answer(ctx, desk, lead.AnswerCmd{ID: a.ID, Version: 1, Text: "请先稳住客户，民警十分钟内到"})
		check.NoError(t, err)
		_, err = s.Answer(ctx, desk, lead.AnswerCmd{ID: a.ID, Version: 2, Text: "再答"})
		check.Fault(t, err, "lead.answered")
		got, err := s.List(ctx, teller, lead.Filter{State: lead.Answered})
		check.NoError(t, err)
		check.Equal(t, got[0].Answer, "请先稳住客户，民警十分钟内到")
		events, err := d.Events(ctx, 0, 10)
		check.NoError(t, err)
		check.Equal(t, []string{events[0].Kind, events[1].Kind}, []string{lead.EvRaised, lead.EvAnswered})
		report, err := auditstore.Verify(ctx, d, auditstore.VerifyOptions{})
		check.NoError(t, err)
		check.True(t, report.OK(), "the audit chain does not hold")
	})
}
