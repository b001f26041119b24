package vouch

import (
	"strings"
	"unicode/utf8"

	"fanzha/term/ident"
	"fanzha/term/when"
)

// Way is how the officer reaches the citizen.
type Way string

// The ways.
const (
	Call  Way = "call"
	Visit Way = "visit"
)

// Kind is what a code was issued for.
type Kind string

// The kinds.
const (
	ForOrder   Kind = "order"
	ForWarning Kind = "warning"
	ForTicket  Kind = "ticket"
)

// State is where a code stands. That its time has passed is no state: Until says it.
type State string

// The states.
const (
	Live      State = "live"      // 有效: until Until
	Withdrawn State = "withdrawn" // 收回: the officer ended it
)

// Code (核验码) is what an officer reads out for one visit or call.
type Code struct {
	ID          string
	Turn        int64 // which digits of the id
	Hash        string
	Tail        string
	Way         Way
	Kind        Kind
	Subject     string // id of the order, warning or ticket
	Title       string // its number
	Unit        string
	Officer     string // account
	OfficerName string
	Badge       string // last digits of the badge number, as the officer typed it; may be empty
	Person      string // keyed hash of the citizen's number; empty: unknown
	Number      string // that rings; empty: nobody rings with this code
	From        when.Micros
	Until       when.Micros
	State       State
	Confirms    int64 // how often it was vouched for
	LastAt      when.Micros
	Version     int64
}

// Shown is a code with its digits, for the one who reads it out.
type Shown struct {
	Code
	Digits Digits
}

// Verdict is what became of a check.
type Verdict string

// The verdicts. Only Real vouches for anybody.
const (
	Real        Verdict = "real"
	Unknown     Verdict = "unknown"      // 查无此码
	Mistyped    Verdict = "mistyped"     // 校验位不符: made up, or typed wrongly
	Ended       Verdict = "ended"        // 已过期或已收回
	OtherNumber Verdict = "other_number" // 与来电号码不符
	Spent       Verdict = "spent"        // 核验次数过多
	Guessing    Verdict = "guessing"     // 疑似猜码
	Throttled   Verdict = "throttled"    // not looked up
)

// Causes are the verdicts that an alarm may have.
var Causes = []Verdict{Unknown, Mistyped, Ended, OtherNumber, Spent, Guessing}

// judge says what a code is worth; nil is one that nobody issued. A check without a number is one in which the citizen did not give it.
func judge(c *Code, a *asked, r *Rules) Verdict {
	switch {
	case !a.digits.Sound():
		return Mistyped
	case c == nil:
		return Unknown
	case c.State != Live || a.by.At >= c.Until || a.by.At < c.From:
		return Ended
	case a.rang != "" && a.rang != c.Number:
		return OtherNumber
	case c.Confirms >= r.ConfirmsMost:
		return Spent
	}
	return Real
}

// longSurnames are the surnames of two characters that are in use.
var longSurnames = []string{"欧阳", "上官", "司马", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "尉迟", "公孙", "慕容", "令狐", "皇甫", "轩辕", "长孙", "宇文", "司空", "端木", "申屠", "闻人", "澹台", "呼延", "钟离"}

// surname is what a citizen is told of a name.
func surname(name string) string {
	name = strings.TrimSpace(name)
	for _, long := range longSurnames {
		if strings.HasPrefix(name, long) && utf8.RuneCountInString(name) > 2 {
			return long
		}
	}
	first, _, ok := strings.Cut(name, " ")
	if ok {
		return first
	}
	r, _ := utf8.DecodeRuneInString(name)
	return string(r)
}

// badgeTail is the end of a badge number: what stands on the chest can be compared with it, and it names nobody elsewhere.
func badgeTail(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if len(s) < badgeShort || len(s) > badgeLong || strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", badField("badge")
	}
	return s[len(s)-badgeShown:], nil
}

const (
	badgeShown = 3
	badgeShort = 3
	badgeLong  = 12
)

// Subject is what a code is issued for, as its room knows it.
type Subject struct {
	Unit  string
	Title string      // its number
	Phone ident.Phone // of the person; may be empty
	Open  bool
}
