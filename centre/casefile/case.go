package casefile

import (
	"slices"

	"fanzha/base/access"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// State is where a case stands.
type State string

// The states of a case.
const (
	Filed     State = "filed"     // 侦办中: the unit's
	Solved    State = "solved"    // 已破: prosecution and recovery go on
	Closed    State = "closed"    // 办结
	Withdrawn State = "withdrawn" // 撤案, or entered by mistake (Void)
)

// Fields are what an officer writes about a case, and corrects.
type Fields struct {
	Number     string
	Unit       string      // 12 digits: whose case it is
	Region     string      // 6, 9 or 12 digits: where it happened
	Fraud      string      // code of term/fraud
	Scope      string      // 统计口径
	Track      string      // 打击方式; may be empty
	FiledAt    when.Micros // 立案
	OccurredAt when.Micros // 发案; may be 0
	LossFen    int64
	Large      bool // 大案; by itself from a loss on
	Campaigns  []string
	Victim     Victim
	Warned     bool   // 预警后被骗
	Warning    string // id of the warning
	Claims     []string
	Brief      string // 简要案情, without names
}

// Victim is a profile: who was harmed, without a name where possible.
type Victim struct {
	Kind       string // person, enterprise
	Name       string // masked everywhere; may be empty
	Sex        string
	Age        int // years when it happened; -1: not known
	Occupation string
	Area       string // place of residence, 6 to 12 digits
	MemberUnit string // 成员单位 whose staff it was; figures show the unit only
}

// Case is one case with all its parts.
type Case struct {
	Fields
	ID            string
	State         State
	Void          bool // withdrawn because it was entered by mistake: counts as nothing
	SolvedAt      when.Micros
	ClosedAt      when.Micros
	WithdrawnAt   when.Micros
	EnteredAt     when.Micros
	EnteredBy     string
	Supervision   string
	SupervisedAt  when.Micros
	SuperviseDue  when.Micros
	SuperviseRef  string
	ProgressAt    when.Micros // of the last report to the supervisor
	UpdatedAt     when.Micros
	Band          string // 金额段, derived
	AgeBand       string // derived
	Version       int64
	Suspects      []Suspect
	Measures      []Measure
	Money         []Money
	Exhibits      []Exhibit
	Cards         []Card
	Persons, Bags int // in lists: suspects and exhibits that stand
}

// Part is what every part of a case has.
type Part struct {
	ID      string
	Gone    bool  // taken out, with a reason in the audit
	Version int64 // of the case, when it was last touched
}

// Suspect (嫌疑人) is a person measured; names stay here.
type Suspect struct {
	Part
	Name     string
	IDNumber ident.IDNumber
	Role     string
	TwoCards bool // 涉两卡
	Fugitive string
}

// Measure (打击处理) is one measure against one person; each kind counts once a person.
type Measure struct {
	Part
	Suspect string
	Kind    string
	At      when.Micros
}

// Money (挽损) is money that came back or is kept for the victim.
type Money struct {
	Part
	Kind string
	Fen  int64
	At   when.Micros
	Note string
}

// Exhibit (缴获) is what was seized, by kind.
type Exhibit struct {
	Part
	Kind string
	N    int64
	Fen  int64 // of cash and the like
	At   when.Micros
	Note string
}

// Card (涉案卡) is a card or account that was involved, with the look back at its opening (一案双查).
type Card struct {
	Part
	Kind      string
	Mark      string // last four characters, to tell cards of a case apart
	Bank      string // issuer of a bank card or account
	Carrier   string // issuer of a phone card
	Outlet    string // where it was opened
	OpenedAt  when.Micros
	At        when.Micros // when it was found to be involved
	Check     string      // result of the look back; empty: open
	CheckedAt when.Micros
	CheckNote string
}

// clone copies the parts, so that a decision never changes what it was given.
func (c Case) clone() Case {
	c.Campaigns, c.Claims = slices.Clone(c.Campaigns), slices.Clone(c.Claims)
	c.Suspects, c.Measures, c.Money = slices.Clone(c.Suspects), slices.Clone(c.Measures), slices.Clone(c.Money)
	c.Exhibits, c.Cards = slices.Clone(c.Exhibits), slices.Clone(c.Cards)
	return c
}

// Overdue says whether a supervised case is past its date and not solved.
func (c Case) Overdue(now when.Micros) bool {
	return c.Supervision != "" && c.SuperviseDue != 0 && c.SuperviseDue <= now && c.State == Filed
}

// Back is how much of the loss came back or is kept: recovered, returned, withheld, in fen.
func (c Case) Back(kind string) int64 {
	var sum int64
	for _, m := range c.Money {
		if m.Kind == kind && !m.Gone {
			sum += m.Fen
		}
	}
	return sum
}

// Acts are the commands that a caller may give this case now.
func (c Case) Acts(scope access.Scope) []string {
	var out []string
	for _, act := range []string{actSolve, actClose, actReopen, actWithdraw} {
		_, ok := moves[c.State][act]
		if ok && scope.Can(rightOf(act)) {
			out = append(out, act)
		}
	}
	if c.State == Withdrawn || c.State == "" {
		return out
	}
	for _, act := range anytime {
		if scope.Can(rightOf(act)) {
			out = append(out, act)
		}
	}
	return out
}

// rightOf is the right that an act needs.
func rightOf(act string) access.Right {
	switch act {
	case actWithdraw, actReopen, actSupervise:
		return access.CaseReview
	}
	return access.CaseWork
}
