// Package access decides who may do what, and whose records a caller sees at all. Rights come from roles by one table;
// jurisdiction is a prefix of the unit code (ministry → province → city → county → station), and the same rule yields the
// SQL predicate of every list, so that lists and single reads agree. A record outside the scope does not exist for the caller.
package access

import (
	"strings"

	"fanzha/term/region"
)

// Role is what a person is in the centre.
type Role string

// The roles. The last three are the separated administrators (三员): none can do another's act.
const (
	Operator      Role = "operator"       // 接线员/预警员: 96110 desk
	Officer       Role = "officer"        // 派出所反诈专干
	StopOfficer   Role = "stop_officer"   // 止付岗: chases the money
	BankLiaison   Role = "bank_liaison"   // 银行联络员: answers the orders of one bank and sees nothing else
	Analyst       Role = "analyst"        // 研判岗
	Leader        Role = "leader"         // 领导
	JointClerk    Role = "joint_clerk"    // 联席办专干: the office of the joint conference
	Publicist     Role = "publicist"      // 宣传专员: events, materials, target groups, group messages
	MemberLiaison Role = "member_liaison" // 成员单位联络员: works for one member unit and sees its own records alone
	SystemAdmin   Role = "system_admin"   // 系统管理员: units, accounts, sources, health
	SecurityAdmin Role = "security_admin" // 安全管理员: roles, lockouts, sessions
	AuditAdmin    Role = "audit_admin"    // 审计管理员: reads the log, changes nothing
)

// Right is one thing that a caller may do.
type Right string

// The rights. A command names exactly one.
const (
	WarningRead     Right = "warning.read"
	WarningWork     Right = "warning.work"   // claim, release, attempt, close
	WarningGrade    Right = "warning.grade"  // change the level with a reason
	WarningReview   Right = "warning.review" // close a review of "defrauded after warning"
	OrderWork       Right = "order.work"     // sign, attempt, report, transfer
	OrderChase      Right = "order.chase"    // chase, reassign
	PersonReveal    Right = "person.reveal"  // see an unmasked value, with a reason
	ScenarioRead    Right = "scenario.read"
	ScenarioWork    Right = "scenario.write"   // write, try, back-test, run in shadow, propose, pause
	ScenarioApprove Right = "scenario.approve" // the second signature; resume and retire
	FigureRead      Right = "figure.read"
	FigureQuery     Right = "figure.query"  // questions of one's own, with a reason
	FigureManage    Right = "figure.manage" // population bases, the map
	ClaimRead       Right = "claim.read"
	ClaimWork       Right = "claim.work"     // open a claim, order, remind, release
	ClaimReview     Right = "claim.review"   // the shift leader's review; decide objections
	FreezeApprove   Right = "freeze.approve" // approve what outlasts a hold
	FlowWork        Right = "flow.work"      // statements and their sheets
	BankManage      Right = "bank.manage"    // the directory of banks and their keys
	BankWork        Right = "bank.work"      // answer for the caller's own bank
	CaseRead        Right = "case.read"      // the case register
	CaseWork        Right = "case.work"      // enter and correct cases, bring in files
	CaseReview      Right = "case.review"    // withdraw, reopen, supervise
	GovernRead      Right = "govern.read"    // duties, meetings, rankings, returns of the joint conference
	GovernManage    Right = "govern.manage"  // keep them: the joint office
	GovernApprove   Right = "govern.approve" // the second pair of eyes: publish, finalise, interview
	MemberWork      Right = "member.work"    // answer for the caller's own member unit
	BulletinRead    Right = "bulletin.read"
	BulletinWork    Right = "bulletin.work"    // draft, edit, strike, submit
	BulletinApprove Right = "bulletin.approve" // approve, return, publish, correct
	HotlineWork     Right = "hotline.work"     // answer, write up, ring back
	HotlineLead     Right = "hotline.lead"     // take a call over, act for another desk
	DutyWork        Right = "duty.work"        // be on duty: swap, hand over, take over
	DutyManage      Right = "duty.manage"      // write the roster
	OutreachRead    Right = "outreach.read"
	OutreachWork    Right = "outreach.work"    // events, stock, registrations, tasks, drafts
	OutreachApprove Right = "outreach.approve" // the second pair of eyes: materials, messages, fraud-free titles
	UpstreamRead    Right = "upstream.read"    // orders from and to other centres
	UpstreamWork    Right = "upstream.work"    // acknowledge, distribute, return, give, withdraw
	UnitManage      Right = "unit.manage"      // units and accounts (not roles)
	SourceRead      Right = "source.read"      // the sources and how far detection is behind them
	SourceManage    Right = "source.manage"    // intake keys and quotas
	RoleManage      Right = "role.manage"      // roles, lockout, sessions
	AuditRead       Right = "audit.read"
)

var rightsOf = map[Role][]Right{
	Operator: {WarningRead, WarningWork, WarningGrade, OrderWork, PersonReveal, ScenarioRead, FigureRead, ClaimRead, ClaimWork, CaseRead, BulletinRead, HotlineWork,
		UpstreamRead, UpstreamWork, DutyWork},
	Officer:     {WarningRead, WarningWork, OrderWork, PersonReveal, ClaimRead, CaseRead, CaseWork, BulletinRead, OutreachRead, OutreachWork, DutyWork},
	StopOfficer: {WarningRead, PersonReveal, FigureRead, ClaimRead, ClaimWork, FlowWork, CaseRead, BulletinRead, DutyWork},
	BankLiaison: {BankWork},
	Analyst: {WarningRead, WarningGrade, WarningReview, PersonReveal, ScenarioRead, ScenarioWork, FigureRead, ClaimRead, FlowWork, GovernRead, CaseRead, CaseWork,
		BulletinRead, BulletinWork, OutreachRead, OutreachWork, FigureQuery, FigureManage, SourceRead, UpstreamRead, DutyWork},
	Leader: {WarningRead, WarningWork, WarningGrade, WarningReview, OrderWork, OrderChase, PersonReveal, ScenarioRead, ScenarioApprove, FigureRead,
		ClaimRead, ClaimWork, ClaimReview, FreezeApprove, GovernRead, GovernApprove, CaseRead, CaseWork, CaseReview, BulletinRead, BulletinWork, BulletinApprove,
		OutreachRead, OutreachWork, OutreachApprove, FigureQuery, FigureManage, SourceRead, HotlineWork, HotlineLead,
		UpstreamRead, UpstreamWork, DutyWork, DutyManage},
	JointClerk:    {FigureRead, FigureQuery, FigureManage, GovernRead, GovernManage, BulletinRead, BulletinWork, OutreachRead, OutreachWork},
	Publicist:     {FigureRead, BulletinRead, BulletinWork, OutreachRead, OutreachWork},
	MemberLiaison: {MemberWork},
	SystemAdmin:   {UnitManage, SourceRead, SourceManage, BankManage},
	SecurityAdmin: {RoleManage},
	AuditAdmin:    {AuditRead},
}

// Scope is the caller of a command or query: who, from which unit, with which roles. The zero Scope may do and see nothing.
type Scope struct {
	User string // account id, "system" for the centre's own procedures
	Name string // display name, for the audit entry
	Unit string // 12-digit unit code
	Bank string // code of the bank whose liaison it is; empty for everyone else
	// Member is the code of the member unit (成员单位) whose liaison it is; empty for everyone else.
	Member string
	Roles  []Role
	whole  bool // sees every unit: only System() sets it
}

// System is the scope of the centre's own procedures (playbook, clocks). Its acts are audited as "system".
func System() Scope { return Scope{User: "system", Name: "system", whole: true} }

// IsSystem says whether it is the centre's own scope, which no request from outside ever gets.
func (s Scope) IsSystem() bool { return s.whole }

// Can says whether one of the caller's roles carries the right. System can do everything.
func (s Scope) Can(r Right) bool {
	if s.whole {
		return true
	}
	for _, role := range s.Roles {
		for _, have := range rightsOf[role] {
			if have == r {
				return true
			}
		}
	}
	return false
}

// Require refuses a caller without the right: the first line of every command.
func (s Scope) Require(r Right) error {
	if s.Can(r) {
		return nil
	}
	return Lack(r)
}

// Rights lists the caller's rights, for the console's menu.
func (s Scope) Rights() []Right {
	var out []Right
	seen := map[Right]bool{}
	for _, role := range s.Roles {
		for _, r := range rightsOf[role] {
			if !seen[r] {
				seen[r] = true
				out = append(out, r)
			}
		}
	}
	return out
}

// Prefix is the part of a unit code that all units under it share; see region.Prefix.
func Prefix(unit string) string { return region.Prefix(unit) }

// Covers says whether a record of that unit lies in the caller's jurisdiction.
func (s Scope) Covers(unit string) bool {
	if s.whole {
		return true
	}
	return s.Unit != "" && region.Under(s.Unit, unit)
}

// Predicate is the same rule as SQL over a column of 12-digit unit codes, with two arguments.
func (s Scope) Predicate(column string) (string, []any) {
	if s.whole {
		return "1 = 1", nil
	}
	if s.Unit == "" {
		return "1 = 0", nil
	}
	p := Prefix(s.Unit)
	return column + " between ? and ?", []any{p + strings.Repeat("0", max(0, 12-len(p))), p + strings.Repeat("9", max(0, 12-len(p)))}
}
