package access_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Protects: the table of rights. Each line is a role and every right it has; all others are refused.
func TestRoleRight(t *testing.T) {
	all := []access.Right{access.WarningRead, access.WarningWork, access.WarningGrade, access.WarningReview, access.OrderWork, access.OrderChase,
		access.PersonReveal, access.ScenarioRead, access.ScenarioWork, access.ScenarioApprove, access.FigureRead, access.FigureQuery, access.FigureManage, access.UnitManage, access.SourceRead, access.SourceManage, access.RoleManage, access.AuditRead,
		access.ClaimRead, access.ClaimWork, access.ClaimReview, access.FreezeApprove, access.FlowWork, access.BankManage, access.BankWork, access.CaseRead, access.CaseWork, access.CaseReview,
		access.GovernRead, access.GovernManage, access.GovernApprove, access.MemberWork,
		access.BulletinRead, access.BulletinWork, access.BulletinApprove,
		access.OutreachRead, access.OutreachWork, access.OutreachApprove, access.HotlineWork, access.HotlineLead, access.UpstreamRead, access.UpstreamWork, access.DutyWork, access.DutyManage}
	table := `
		operator        warning.read warning.work warning.grade order.work person.reveal scenario.read figure.read claim.read claim.work case.read bulletin.read hotline.work upstream.read upstream.work duty.work
		officer         warning.read warning.work order.work person.reveal claim.read case.read case.work bulletin.read outreach.read outreach.work duty.work
		stop_officer    warning.read person.reveal figure.read claim.read claim.work flow.work case.read bulletin.read duty.work
		bank_liaison    bank.work
		analyst         warning.read warning.grade warning.review person.reveal scenario.read scenario.write figure.read claim.read flow.work govern.read case.read case.work bulletin.read bulletin.work outreach.read outreach.work figure.query figure.manage source.read upstream.read duty.work
		joint_clerk     figure.read figure.query figure.manage govern.read govern.manage bulletin.read bulletin.work outreach.read outreach.work
		publicist       figure.read bulletin.read bulletin.work outreach.read outreach.work
		member_liaison  member.work
		leader          warning.read warning.work warning.grade warning.review order.work order.chase person.reveal scenario.read scenario.approve figure.read claim.read claim.work claim.review freeze.approve govern.read govern.approve case.read case.work case.review bulletin.read bulletin.work bulletin.approve outreach.read outreach.work outreach.approve figure.query figure.manage source.read hotline.work hotline.lead upstream.read upstream.work duty.work duty.manage
		system_admin    unit.manage source.read source.manage bank.manage
		security_admin  role.manage
		audit_admin     audit.read
		nobody          `
	for line := range strings.Lines(strings.TrimSpace(table)) {
		words := strings.Fields(line)
		scope := access.Scope{User: "u", Unit: "990101000000", Roles: []access.Role{access.Role(words[0])}}
		for _, r := range all {
			want := slices.Contains(words[1:], string(r))
			check.Equal(t, fmt.Sprint(words[0], " ", r, " ", scope.Can(r)), fmt.Sprint(words[0], " ", r, " ", want))
			check.Equal(t, scope.Require(r) == nil, want)
		}
		check.Equal(t, len(scope.Rights()), len(words)-1)
	}
	for _, r := range all {
		var lack *fault.Fault
		check.True(t, errors.As(access.Lack(r), &lack) && lack.Arg("right_zh") != "" && lack.Arg("right_en") != "", string(r)+" has no name")
	}
	check.True(t, access.System().Can(access.AuditRead) && access.System().IsSystem(), "the system may do all")
	check.Fault(t, access.Scope{}.Require(access.WarningRead), "access.denied")
	check.True(t, !access.Scope{Roles: []access.Role{access.Leader}}.IsSystem(), "nobody else is the system")
}

// Protects: the three administrators stay three people, and none of them sees a warning.
func TestAdministratorsAreSeparated(t *testing.T) {
	for i, a := range access.Administrators {
		mine := access.Scope{Unit: "x", Roles: []access.Role{a}}
		check.True(t, !mine.Can(access.WarningRead) && !mine.Can(access.PersonReveal), string(a)+" sees warnings")
		for _, b := range access.Administrators[i+1:] {
			theirs := access.Scope{Unit: "x", Roles: []access.Role{b}}
			for _, r := range mine.Rights() {
				check.True(t, !theirs.Can(r), fmt.Sprint(a, " and ", b, " share ", r))
			}
			_, err := access.CheckRoles([]access.Role{a, access.Leader, b})
			check.Fault(t, err, "access.roles_together")
		}
	}
	_, err := access.CheckRoles([]access.Role{access.AuditAdmin, access.Officer})
	check.Fault(t, err, "access.roles_together")
	_, err = access.CheckRoles([]access.Role{"root"})
	check.Fault(t, err, "access.role_unknown")
	got, err := access.CheckRoles([]access.Role{access.Operator, access.Analyst, access.Operator})
	check.NoError(t, err)
	check.Equal(t, got, []access.Role{access.Analyst, access.Operator})
}

// Protects: what a caller sees of other units: below, never above or beside; a broken or missing unit sees nothing.
func TestScope(t *testing.T) {
	for _, c := range []struct {
		unit, record string
		want         bool
	}{
		{"000000000000", "990101010000", true}, {"000000000000", "000000000000", true},
		{"990000000000", "990101010000", true}, {"990000000000", "980101010000", false}, {"990000000000", "000000000000", false},
		{"990100000000", "990102000000", true}, {"990100000000", "990201000000", false}, {"990100000000", "990000000000", false},
		{"990101000000", "990101000000", true}, {"990101000000", "990101040000", true}, {"990101000000", "990102010000", false},
		{"990101000000", "990100000000", false},
		{"990101010000", "990101010000", true}, {"990101010000", "990101020000", false}, {"990101010000", "990101000000", false},
		{"", "990101010000", false}, {"99", "990101010000", false}, {"9901010100001", "990101010000", false}, {"990101010000", "", false},
		{"000000000000", "", false}, {"990101000000", "990101", false},
	} {
		s := access.Scope{User: "u", Unit: c.unit}
		check.Equal(t, fmt.Sprint(c.unit, ">", c.record, " ", s.Covers(c.record)), fmt.Sprint(c.unit, ">", c.record, " ", c.want))
		check.Equal(t, fmt.Sprint(c.unit, ">", c.record, " ", byPredicate(s, c.record)), fmt.Sprint(c.unit, ">", c.record, " ", c.want))
	}
	where, args := access.Scope{}.Predicate("unit")
	check.Equal(t, where, "1 = 0")
	check.Equal(t, len(args), 0)
	where, _ = access.System().Predicate("unit")
	check.Equal(t, where, "1 = 1")
}

// byPredicate computes what the SQL predicate says, as a database compares texts.
func byPredicate(s access.Scope, record string) bool {
	where, args := s.Predicate("unit")
	if where != "unit between ? and ?" {
		return where == "1 = 1"
	}
	return record >= args[0].(string) && record <= args[1].(string)
}

// Protects: list and single read agree for every pair of codes, well-formed or not.
func TestPredicateAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	digit := func() string { return []string{"0", "0", "1", "9"}[r.IntN(4)] }
	code := func() string {
		var b strings.Builder
		for range 6 {
			b.WriteString(digit() + digit())
		}
		return b.String()
	}
	for range 20_000 {
		s := access.Scope{Unit: code()}
		record := code()
		if r.IntN(2) == 0 {
			n := len(access.Prefix(s.Unit))
			record = s.Unit[:n] + record[n:]
		}
		check.Equal(t, byPredicate(s, record), s.Covers(record))
	}
}

// Protects: the lock after failures in a row, its length, and that a lock that is over starts the count anew.
func TestLock(t *testing.T) {
	set := access.Settings{LockAfter: 5, LockFor: 30 * time.Minute}
	now := when.Micros(1_000_000_000_000)
	var l access.Lock
	for range 4 {
		l = set.Fail(l, now)
		check.Equal(t, l.Minutes(now), 0)
	}
	l = set.Fail(l, now)
	check.Equal(t, l.Minutes(now), 30)
	check.Equal(t, l.Minutes(now+29*when.Minute), 1)
	check.Equal(t, l.Minutes(now+30*when.Minute-1), 1)
	check.Equal(t, l.Minutes(now+30*when.Minute), 0)
	l = set.Fail(l, now+30*when.Minute)
	check.Equal(t, l, access.Lock{Failures: 1})
}

// Protects: a session ends when it is idle, and after its longest time however busy it is.
func TestAlive(t *testing.T) {
	set := access.Settings{IdleTimeout: 30 * time.Minute, SessionMax: 12 * time.Hour}
	check.NoError(t, set.Alive(0, 0, 30*when.Minute))
	check.Fault(t, set.Alive(0, 0, 30*when.Minute+1), "access.session_expired")
	check.NoError(t, set.Alive(0, 12*when.Hour-1, 12*when.Hour))
	check.Fault(t, set.Alive(0, 12*when.Hour, 12*when.Hour+1), "access.session_expired")
}

// Protects: the rule for passwords.
func TestCheckPassword(t *testing.T) {
	set := access.Settings{PasswordMin: 10, ClassesMin: 3}
	for password, rule := range map[string]string{
		"Correct-horse1": "", "密码要够长Aa1bcd": "", "aB3aB3aB3a": "",
		"": "length", "Aa1-Aa1-A": "length", "aaaaaaaaaa": "classes", "aaaaaAAAAA": "classes", "1234567890a": "classes",
		"Wang.li-2026": "contains_login", strings.Repeat("Aa1-", 33): "too_long",
	} {
		err := set.CheckPassword("wang.li", password)
		if rule == "" {
			check.NoError(t, err)
			continue
		}
		check.Fault(t, err, "access.password_weak")
		check.True(t, strings.Contains(err.Error(), "rule="+rule), password+": "+err.Error())
	}
}

// Protects: logins, names, units and sources in their one form; what is not, names its field.
func TestInput(t *testing.T) {
	login, err := access.Login("  Wang.Li ")
	check.NoError(t, err)
	check.Equal(t, login, "wang.li")
	for _, bad := range []string{"", "a", ".ab", "王丽", "a b", strings.Repeat("a", 33), "a'--"} {
		_, err = access.Login(bad)
		check.Fault(t, err, "access.input")
	}
	for _, bad := range []string{"", "  ", "a\x00", "a\nb", "\xff", strings.Repeat("长", 61)} {
		_, err = access.Name("name", bad)
		check.Fault(t, err, "access.input")
	}
	u, err := access.CheckUnit(access.Unit{Code: "990101010000", Name: " 站 ", Areas: []string{"990101002", "990101001000", "990101002"}})
	check.NoError(t, err)
	check.Equal(t, u.Areas, []string{"990101001", "990101002"})
	check.Equal(t, []string{u.Name, u.Parent(), u.Kind().String()}, []string{"站", "990101000000", "station"})
	for _, bad := range []access.Unit{{Code: "99", Name: "x"}, {Code: "990001000000", Name: "x"}, {Code: "990101010000"},
		{Code: "990101010000", Name: "x", Areas: []string{"x"}}, {Code: "990101010000", Name: "x", Phone: "call me"}} {
		_, err = access.CheckUnit(bad)
		check.True(t, err != nil, fmt.Sprint(bad))
	}
	check.NoError(t, access.CheckSource(access.Source{Name: "bank_a", QuotaPerS: 5}))
	for _, bad := range []access.Source{{}, {Name: "Bank"}, {Name: "a b"}, {Name: "ok", QuotaPerS: -1}, {Name: "ok", QuotaPerS: 1 << 60}} {
		check.Fault(t, access.CheckSource(bad), "access.input")
	}
}

// Protects: who may answer for a place, best first.
func TestCandidates(t *testing.T) {
	areas, units := access.Candidates("990101001")
	check.Equal(t, areas, []string{"990101001", "99010100", "9901010", "990101", "99010", "9901", "990", "99"})
	check.Equal(t, units, []string{"990101000000", "990100000000", "990000000000", "000000000000"})
	areas, units = access.Candidates("")
	check.Equal(t, len(areas)+len(units), 0)
}

func BenchmarkCan(b *testing.B) {
	s := access.Scope{User: "u", Unit: "990101000000", Roles: []access.Role{access.Officer, access.Analyst}}
	for b.Loop() {
		if !s.Can(access.PersonReveal) || !s.Covers("990101010000") {
			b.Fatal("refused")
		}
	}
}

// TestBankLiaison protects that who answers for a bank sees nothing of the centre, and that nobody else carries a bank.
func TestBankLiaison(t *testing.T) {
	liaison := access.Account{ID: "a", Unit: "990100000000", Bank: "yh_bank", Roles: []access.Role{access.BankLiaison}}.Scope()
	check.Equal(t, liaison.Bank, "yh_bank")
	check.Equal(t, liaison.Rights(), []access.Right{access.BankWork})
	for _, c := range []struct {
		bank  string
		roles []access.Role
		code  string
	}{
		{"yh_bank", []access.Role{access.BankLiaison}, ""},
		{"yh_bank", nil, ""},
		{"", []access.Role{access.Leader}, ""},
		{"", []access.Role{access.BankLiaison}, "access.input"},
		{"yh_bank", []access.Role{access.Leader}, "access.input"},
		{"yh_bank", []access.Role{access.BankLiaison, access.Operator}, "access.roles_together"},
		{"yh_bank", []access.Role{access.Operator, access.BankLiaison}, "access.roles_together"},
	} {
		err := access.CheckBank(c.bank, c.roles)
		if c.code == "" {
			check.NoError(t, err)
			continue
		}
		check.Fault(t, err, c.code)
	}
	for code, ok := range map[string]bool{"": true, "yh_bank": true, "YH": false, "a b": false, "_x": false} {
		_, err := access.Bank(code)
		check.Equal(t, err == nil, ok)
	}
}

// TestMemberLiaison protects that who answers for a member unit sees nothing else of the centre, and that nobody else carries one.
func TestMemberLiaison(t *testing.T) {
	liaison := access.Account{ID: "a", Unit: "990100000000", Member: "edu", Roles: []access.Role{access.MemberLiaison}}.Scope()
	check.Equal(t, liaison.Member, "edu")
	check.Equal(t, liaison.Rights(), []access.Right{access.MemberWork})
	for _, c := range []struct {
		member string
		roles  []access.Role
		code   string
	}{
		{"edu", []access.Role{access.MemberLiaison}, ""},
		{"edu", nil, ""},
		{"", []access.Role{access.JointClerk}, ""},
		{"", []access.Role{access.MemberLiaison}, "access.input"},
		{"edu", []access.Role{access.JointClerk}, "access.input"},
		{"edu", []access.Role{access.MemberLiaison, access.Officer}, "access.roles_together"},
	} {
		err := access.CheckMember(c.member, c.roles)
		if c.code == "" {
			check.NoError(t, err)
			continue
		}
		check.Fault(t, err, c.code)
	}
	for code, ok := range map[string]bool{"": true, "edu": true, "EDU": false, "a b": false} {
		_, err := access.Member(code)
		check.Equal(t, err == nil, ok)
	}
}
