package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/base/clock"
	"fanzha/centre/hotline/vouch"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/ident"
)

const (
	city    = "990100000000"
	station = "990101060000"
	beside  = "990200000000"
	victim  = ident.Phone("+8619900001111")
	rings   = "0990-5550123"
	home    = "203.0.113.0/24"
)

var (
	officer  = access.Scope{User: "u-qian", Name: "钱民警", Unit: station, Roles: []access.Role{access.Officer}}
	operator = access.Scope{User: "u-zhou", Name: "周接线", Unit: city, Roles: []access.Role{access.Operator}}
	leader   = access.Scope{User: "u-sun", Name: "孙领导", Unit: city, Roles: []access.Role{access.Leader}}
	stranger = access.Scope{User: "u-li", Name: "李领导", Unit: beside, Roles: []access.Role{access.Leader}}
)

// rooms knows one open order o1, one closed order o2 and one call t1 of the victim.
type rooms struct{}

func (rooms) Subject(_ context.Context, scope access.Scope, kind vouch.Kind, id string) (vouch.Subject, error) {
	unit := map[vouch.Kind]string{vouch.ForOrder: station, vouch.ForTicket: city, vouch.ForWarning: station}[kind]
	if !scope.Covers(unit) || id == "none" {
		return vouch.Subject{}, vouch.ErrNotFound
	}
	return vouch.Subject{Unit: unit, Title: "20261123-000001", Phone: victim, Open: id != "o2"}, nil
}

type units struct{}

func (units) Name(_ context.Context, unit string) string { return "单位" + unit[:6] }
func (units) Top(context.Context) (string, error)        { return city, nil }

// passed keeps what detection was told.
type passed struct{ list []vouch.Sighting }

func (p *passed) Pass(_ context.Context, s vouch.Sighting) error {
	p.list = append(p.list, s)
	return nil
}

// centre is the room on a fresh database with a clock that is pushed.
type centre struct {
	*vouch.Service
	db    *db.DB
	clock *clock.Manual
	told  *passed
}

func newCentre(t *testing.T, d *db.DB) *centre {
	t.Helper()
	raw, err := os.ReadFile("../../../../rulebook/vouch.yaml")
	check.NoError(t, err)
	rules, err := vouch.ParseRules(raw)
	check.NoError(t, err)
	secret, err := vouch.NewSecret([]byte("0123456789abcdef0123456789abcdef"))
	check.NoError(t, err)
	c := &centre{db: d, clock: clock.NewManual(1_795_000_000_000_000), told: &passed{}}
	kept, n := New(d), 0
	c.Service = vouch.New(vouch.Options{
		Codes: kept, Alarms: Alarms{kept}, Meter: kept, Tally: Alarms{kept}, Rooms: rooms{}, Units: units{}, Sightings: c.told, Clock: c.clock, Rules: rules, Secret: secret,
		NewID: func() string { n++; return fmt.Sprintf("v%03d", n) },
	})
	return c
}

// each runs a test on both databases, and looks at the audit chain at the end.
func each(t *testing.T, test func(*testing.T, *centre)) {
	t.Helper()
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			c := newCentre(t, fresh(t))
			test(t, c)
			report, err := auditstore.Verify(t.Context(), c.db, auditstore.VerifyOptions{})
			check.NoError(t, err)
			check.True(t, report.OK(), "the audit chain does not verify")
		})
	}
}

func (c *centre) issue(t *testing.T, way vouch.Way, number string) vouch.Shown {
	t.Helper()
	out, err := c.Issue(t.Context(), officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "o1", Way: way, Number: number, Badge: "060123"})
	check.NoError(t, err)
	return out
}

func (c *centre) ask(t *testing.T, code, rang, network string) vouch.Answer {
	t.Helper()
	out, err := c.Check(t.Context(), vouch.Try{Code: code, Rang: rang, Network: network})
	check.NoError(t, err)
	return out
}

func (c *centre) push(d time.Duration) { c.clock.Set(c.clock.Now().Add(d)) }

func (c *centre) alarms(t *testing.T) []vouch.Alarm {
	t.Helper()
	list, _, err := c.List(t.Context(), leader, vouch.AlarmFilter{})
	check.NoError(t, err)
	return list
}

// Protects a citizen: a real code names surname, unit, badge and purpose, nothing of himself, and is the same one until it is about to end.
func TestReal(t *testing.T) {
	each(t, func(t *testing.T, c *centre) {
		first := c.issue(t, vouch.Call, rings)
		check.Equal(t, c.issue(t, vouch.Call, "0990 5550123"), first)
		got := c.ask(t, first.Digits.Spoken(), "09905550123", home)
		check.Equal(t, got, vouch.Answer{Verdict: vouch.Real, Surname: "钱", Unit: "单位990101", Badge: "123", Way: vouch.Call, Rings: true, Since: first.From, Until: first.Until})
		check.Equal(t, c.ask(t, string(first.Digits), "", home).Rings, false)
		check.Equal(t, len(c.alarms(t)), 0)
		c.push(26 * time.Minute)
		later := c.issue(t, vouch.Call, rings)
		check.True(t, later.ID != first.ID && later.Digits != first.Digits, "a code that is about to end was shown again")
		check.Equal(t, c.ask(t, string(first.Digits), rings, home).Verdict, vouch.Real)
		mine, err := c.Mine(t.Context(), officer, vouch.ForOrder, "o1")
		check.NoError(t, err)
		check.Equal(t, []vouch.Digits{mine[0].Digits, mine[1].Digits}, []vouch.Digits{later.Digits, first.Digits})
		var stored int64
		check.NoError(t, c.db.QueryRow(t.Context(), `select count(*) from vouch_code where hash like ? or hash like ?`, "%"+string(first.Digits)+"%", "%"+string(victim)+"%").Scan(&stored))
		check.Equal(t, stored, int64(0))
	})
}

// Protects the alarm: made up, mistyped, ended, withdrawn, with another number, asked too often: none is vouched for, each leaves its cause.
func TestNotReal(t *testing.T) {
	each(t, func(t *testing.T, c *centre) {
		call := c.issue(t, vouch.Call, rings)
		visit := c.issue(t, vouch.Visit, "")
		n := 0
		expect := func(want vouch.Verdict, code, rang string) {
			t.Helper()
			n++
			check.Equal(t, c.ask(t, code, rang, fmt.Sprintf("net %d", n)), vouch.Answer{Verdict: want})
			check.Equal(t, c.alarms(t)[0].Cause, want)
			check.Equal(t, len(c.alarms(t)), n)
			c.push(time.Second)
		}
		expect(vouch.Mistyped, string(call.Digits[:7])+string('0'+('9'-call.Digits[7]+'1')%10), "")
		expect(vouch.Unknown, unknown(call.Digits, visit.Digits), "")
		expect(vouch.OtherNumber, string(call.Digits), "19900009999")
		expect(vouch.OtherNumber, string(visit.Digits), rings) // nobody rings with the code of a visit
		for range 6 {
			check.Equal(t, c.ask(t, string(call.Digits), "", home).Verdict, vouch.Real)
		}
		expect(vouch.Spent, string(call.Digits), "")
		_, err := c.Withdraw(t.Context(), officer, visit.ID)
		check.NoError(t, err)
		expect(vouch.Ended, string(visit.Digits), "")
		c.push(30 * time.Minute)
		expect(vouch.Ended, string(call.Digits), rings)
		last := c.alarms(t)[0]
		check.Equal(t, []string{last.Unit, last.Code, last.Officer, last.Subject, last.Tails[0], last.Rang}, []string{station, call.ID, "钱民警", "o1", call.Tail, "+869905550123"})
	})
}

// unknown is a code with a right check digit that nobody has.
func unknown(taken ...vouch.Digits) string {
	for i := range 100_000 {
		d := vouch.Digits(fmt.Sprintf("%08d", i))
		if d.Sound() && d != taken[0] && d != taken[1] {
			return string(d)
		}
	}
	return ""
}

// Protects the page from a guesser: he is not answered any more, not even to the right code, leaves one alarm, and others are not held up.
func TestGuesser(t *testing.T) {
	each(t, func(t *testing.T, c *centre) {
		code := c.issue(t, vouch.Call, rings)
		for i := range 200 {
			want := vouch.Verdict(vouch.Mistyped)
			if i >= 8 {
				want = vouch.Throttled
			}
			got := c.ask(t, fmt.Sprintf("%07d%d", i, (int(damm(i))+1)%10), "", home)
			check.Equal(t, got.Verdict, want)
		}
		check.Equal(t, c.ask(t, string(code.Digits), "", home).Verdict, vouch.Throttled)
		check.Equal(t, c.ask(t, string(code.Digits), "", "198.51.100.0/24").Verdict, vouch.Real)
		list := c.alarms(t)
		check.Equal(t, len(list), 1)
		check.Equal(t, []any{list[0].Cause, list[0].Count, len(list[0].Tails) <= 10, list[0].Unit}, []any{vouch.Guessing, int64(8), true, city})
		c.push(11 * time.Minute)
		check.Equal(t, c.ask(t, string(code.Digits), "", home).Verdict, vouch.Real)
	})
}

// damm is the check digit of seven digits, found by trying.
func damm(n int) byte {
	for last := range byte(10) {
		if vouch.Digits(fmt.Sprintf("%07d%d", n, last)).Sound() {
			return last
		}
	}
	return 0
}

// Protects the page from many networks at once: together they have a bound, the desk has its own, and the bound leaves one alarm.
func TestFlood(t *testing.T) {
	each(t, func(t *testing.T, c *centre) {
		code := c.issue(t, vouch.Call, rings)
		wrong := unknown(code.Digits, "")
		for i := range 120 {
			check.Equal(t, c.ask(t, wrong, "", fmt.Sprintf("net %d", i)).Verdict, vouch.Unknown)
		}
		check.Equal(t, c.ask(t, string(code.Digits), "", "net 500").Verdict, vouch.Throttled)
		guessing := 0
		list, _, err := c.List(t.Context(), leader, vouch.AlarmFilter{Limit: 200})
		check.NoError(t, err)
		for _, a := range list {
			if a.Cause == vouch.Guessing {
				guessing++
			}
		}
		check.Equal(t, []int{len(list), guessing}, []int{121, 1})
		got, err := c.CheckAtDesk(t.Context(), operator, vouch.DeskTry{Code: string(code.Digits), Ticket: "t1"})
		check.NoError(t, err)
		check.Equal(t, []string{string(got.Verdict), got.Same}, []string{string(vouch.Real), "yes"})
	})
}

// Protects the desk: the operator sees the officer and what it is about, also of a code that has ended; each call has its own alarm.
func TestDesk(t *testing.T) {
	each(t, func(t *testing.T, c *centre) {
		code := c.issue(t, vouch.Call, rings)
		try := func(scope access.Scope, x vouch.DeskTry) (vouch.DeskAnswer, error) {
			return c.CheckAtDesk(t.Context(), scope, x)
		}
		got, err := try(operator, vouch.DeskTry{Code: code.Digits.Spoken(), Rang: rings, Ticket: "t1"})
		check.NoError(t, err)
		check.Equal(t, []string{string(got.Verdict), got.Code.OfficerName, got.Code.Subject, got.Same}, []string{"real", "钱民警", "o1", "yes"})
		got, err = try(operator, vouch.DeskTry{Code: string(code.Digits), Rang: "19900009999", Ticket: "t1"})
		check.NoError(t, err)
		check.Equal(t, []string{string(got.Verdict), got.Code.OfficerName}, []string{"other_number", "钱民警"})
		_, err = try(operator, vouch.DeskTry{Code: string(code.Digits), Rang: "19900009999", Ticket: "t2"})
		check.NoError(t, err)
		list := c.alarms(t)
		check.Equal(t, []any{len(list), list[0].Channel, list[0].Unit}, []any{2, vouch.Desk, station})
		_, err = try(officer, vouch.DeskTry{Code: string(code.Digits)})
		check.True(t, errors.Is(err, access.Lack(access.HotlineWork)), "an officer checked at the desk")
		own, err := c.Issue(t.Context(), operator, vouch.IssueCmd{Kind: vouch.ForTicket, Subject: "t1", Way: vouch.Call})
		check.NoError(t, err)
		answer := c.ask(t, string(own.Digits), "96110", home)
		check.Equal(t, []any{answer.Verdict, answer.Desk, answer.Surname}, []any{vouch.Real, true, "周"})
	})
}

// Protects the life of an alarm: taken, taken over, ended by its owner with a finding; the number goes to detection once; others do not see it.
func TestAlarm(t *testing.T) {
	each(t, func(t *testing.T, c *centre) {
		code := c.issue(t, vouch.Call, rings)
		c.ask(t, string(code.Digits), "19900009999", home)
		a := c.alarms(t)[0]
		do := func(scope access.Scope, version int64, act vouch.AlarmAct) error {
			out, err := c.Do(t.Context(), scope, vouch.Ref{ID: a.ID, Version: version}, act)
			if err == nil {
				a = out
			}
			return err
		}
		closing := vouch.AlarmAct{Outcome: vouch.Impostor, Note: "来电自称民警，号码不符", Pass: true}
		check.True(t, errors.Is(do(leader, 1, closing), vouch.ErrState), "ended before it was taken")
		check.True(t, errors.Is(do(stranger, 1, vouch.AlarmAct{Take: true}), vouch.ErrNotFound), "another city took it")
		check.True(t, errors.Is(do(officer, 1, vouch.AlarmAct{Take: true}), access.Lack(access.HotlineLead)), "an officer took it")
		check.NoError(t, do(leader, 1, vouch.AlarmAct{Take: true}))
		check.True(t, errors.Is(do(leader, 1, closing), vouch.ErrStale), "an old version was taken")
		second := leader
		second.User, second.Name = "u-wu", "吴领导"
		check.True(t, errors.Is(do(second, 2, closing), vouch.ErrOwner), "somebody else ended it")
		check.True(t, errors.Is(do(leader, 2, vouch.AlarmAct{Outcome: vouch.OurLate, Note: "x", Pass: true}), vouch.ErrField), "a number of our own was handed on")
		check.True(t, errors.Is(do(leader, 2, vouch.AlarmAct{Outcome: vouch.Impostor}), vouch.ErrField), "ended without words")
		open, taken, err := c.Counts(t.Context(), leader)
		check.NoError(t, err)
		check.Equal(t, []int64{open, taken}, []int64{0, 1})
		check.NoError(t, do(second, 2, vouch.AlarmAct{Take: true}))
		check.NoError(t, do(second, 3, closing))
		check.Equal(t, []any{a.State, a.Passed, len(c.told.list)}, []any{vouch.AlarmClosed, true, 1})
		check.Equal(t, c.told.list[0].Phone, ident.Phone("+8619900009999"))
		check.True(t, errors.Is(do(second, 4, vouch.AlarmAct{Take: true}), vouch.ErrState), "an ended alarm was taken")
		list, _, err := c.List(t.Context(), stranger, vouch.AlarmFilter{})
		check.NoError(t, err)
		check.Equal(t, len(list), 0)
		c.ask(t, string(code.Digits), "19900009999", home) // after the end of the alarm, the next one is another
		check.Equal(t, len(c.alarms(t)), 2)
		page, next, err := c.List(t.Context(), leader, vouch.AlarmFilter{Limit: 1})
		check.NoError(t, err)
		rest, end, err := c.List(t.Context(), leader, vouch.AlarmFilter{Limit: 1, Cursor: next})
		check.NoError(t, err)
		check.True(t, page[0].ID != rest[0].ID && end == "", "the pages of alarms overlap")
	})
}

// Protects the issue of codes: only for what is open and one's own, with the number that rings, not without end.
func TestIssueRefused(t *testing.T) {
	each(t, func(t *testing.T, c *centre) {
		for name, x := range map[string]struct {
			by   access.Scope
			cmd  vouch.IssueCmd
			want error
		}{
			"closed order":    {officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "o2", Way: vouch.Visit}, vouch.ErrEnded},
			"no such order":   {officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "none", Way: vouch.Visit}, vouch.ErrNotFound},
			"another's order": {access.Scope{User: "x", Unit: beside, Roles: officer.Roles}, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "o1", Way: vouch.Visit}, vouch.ErrNotFound},
			"no right":        {officer, vouch.IssueCmd{Kind: vouch.ForTicket, Subject: "t1", Way: vouch.Call}, access.Lack(access.HotlineWork)},
			"kind":            {officer, vouch.IssueCmd{Kind: "x", Subject: "o1", Way: vouch.Call}, vouch.ErrField},
			"way":             {officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "o1", Way: "x"}, vouch.ErrField},
			"badge":           {officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "o1", Way: vouch.Visit, Badge: "12a"}, vouch.ErrField},
			"number":          {officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "o1", Way: vouch.Call, Number: "5"}, vouch.ErrField},
			"no number":       {officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "o1", Way: vouch.Call}, vouch.ErrNoNumber},
		} {
			_, err := c.Issue(t.Context(), x.by, x.cmd)
			check.True(t, errors.Is(err, x.want), fmt.Sprintf("%s: %v", name, err))
		}
		for i := range 20 {
			_, err := c.Issue(t.Context(), officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: fmt.Sprintf("p%d", i), Way: vouch.Visit})
			check.NoError(t, err)
		}
		_, err := c.Issue(t.Context(), officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "one more", Way: vouch.Visit})
		check.True(t, errors.Is(err, vouch.ErrMany), "codes without end")
		_, err = c.Withdraw(t.Context(), leader, "v001")
		check.True(t, errors.Is(err, vouch.ErrNotFound), "somebody else's code was withdrawn")
		_, _, err = c.List(t.Context(), officer, vouch.AlarmFilter{})
		check.True(t, errors.Is(err, access.Lack(access.HotlineLead)), "an officer read alarms")
	})
}
