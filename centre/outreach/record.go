package outreach

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/term/fault"
	"fanzha/term/region"
	"fanzha/term/when"
)

// State is where a record stands; each kind of record has its own table of moves.
type State string

// The states of this room's records.
const (
	Recorded  State = "recorded"  // 已登记: events, moves of stock, pledges, bases, registrations, works, honours, campaigns, circles
	Void      State = "void"      // 已作废: entered by mistake, with a reason; counts as nothing
	Ended     State = "ended"     // 已结束: works off the list, honours over, campaigns closed, circles dissolved
	Draft     State = "draft"     // 起草: materials and messages; the writer's turn
	Approved  State = "approved"  // 已批准: a material may be stocked, a message may be pushed
	Retired   State = "retired"   // 停用: a material that is not handed out any more
	Verified  State = "verified"  // 已核实: the department has confirmed; the approver's turn
	Sending   State = "sending"   // 推送中: handed to the channel, its answer is awaited
	Pushed    State = "pushed"    // 已推送: members read it until it ends
	Withdrawn State = "withdrawn" // 已撤回: a message taken back, a fraud-free title taken away, a task called off
	Expired   State = "expired"   // 已失效: a message past its end
	Sent      State = "sent"      // 已下达: a task; the unit's turn
	Accepted  State = "accepted"  // 已签收
	Done      State = "done"      // 已完成: its effect can be looked at
	Applied   State = "applied"   // 已申报: a fraud-free unit; the centre's turn
	Watching  State = "watching"  // 观察期
	Awarded   State = "awarded"   // 已授牌
	Refused   State = "refused"   // 未通过
)

// moves is one table of transitions: from a state by an act to a state. The state before the first is empty.
type moves map[State]map[string]State

// The acts of this room.
const (
	actRecord   = "record"
	actCorrect  = "correct"
	actVoid     = "void"
	actEnd      = "end"
	actApprove  = "approve"
	actReturn   = "return"
	actStock    = "stock"
	actRetire   = "retire"
	actVerify   = "verify"
	actSend     = "send"
	actPush     = "push"
	actReceive  = "receive"
	actWithdraw = "withdraw"
	actExpire   = "expire"
	actAccept   = "accept"
	actFinish   = "finish"
	actApply    = "apply"
	actWatch    = "watch"
	actCheck    = "check"
	actAward    = "award"
	actRefuse   = "refuse"
	actTell     = "tell" // the channel knows of a withdrawal
)

// recordMoves is the life of what is written down once: it is corrected, and voided where it was a mistake.
var recordMoves = moves{
	"":       {actRecord: Recorded},
	Recorded: {actCorrect: Recorded, actVoid: Void},
}

// listMoves is the life of what stands on a list until it ends.
var listMoves = moves{
	"":       {actRecord: Recorded},
	Recorded: {actCorrect: Recorded, actVoid: Void, actEnd: Ended},
}

var materialMoves = moves{
	"":       {actRecord: Draft},
	Draft:    {actCorrect: Draft, actApprove: Approved, actVoid: Void},
	Approved: {actStock: Approved, actRetire: Retired},
}

var messageMoves = moves{
	"":       {actRecord: Draft},
	Draft:    {actCorrect: Draft, actVerify: Verified, actVoid: Void},
	Verified: {actCorrect: Draft, actReturn: Draft, actApprove: Approved, actVoid: Void},
	Approved: {actSend: Sending, actReturn: Draft, actExpire: Expired},
	Sending:  {actSend: Sending, actPush: Pushed, actWithdraw: Withdrawn, actExpire: Expired},
	Pushed:   {actReceive: Pushed, actWithdraw: Withdrawn, actExpire: Expired},
	Expired:  {actReceive: Expired},
	// the channel is told until it has heard
	Withdrawn: {actTell: Withdrawn},
}

var taskMoves = moves{
	"":       {actRecord: Sent},
	Sent:     {actAccept: Accepted, actWithdraw: Withdrawn},
	Accepted: {actFinish: Done, actWithdraw: Withdrawn},
}

var fraudFreeMoves = moves{
	"":       {actApply: Applied},
	Applied:  {actWatch: Watching, actRefuse: Refused},
	Watching: {actCheck: Watching, actAward: Awarded, actRefuse: Refused},
	Awarded:  {actWithdraw: Withdrawn},
}

func (m moves) step(from State, act string) (State, error) {
	to, ok := m[from][act]
	if !ok {
		return from, ErrState
	}
	return to, nil
}

// Head is what every record of this room begins with.
type Head struct {
	ID      string
	Number  string // by kind and day: XC20261122-000001
	Unit    string // whose work it is
	State   State
	At      when.Micros // when it happened, or was drafted: lists are ordered by it
	MadeAt  when.Micros
	MadeBy  string // account
	Note    string // of the last act that needs a reason
	Version int64
}

// Heading is the head itself.
func (h *Head) Heading() *Head { return h }

// Record is one record of this room.
type Record interface {
	Heading() *Head
	Kind() string // event, campaign, material …: names its table, its audit object and its list
}

// By is who acts, when and why.
type By struct {
	User string
	Name string
	Unit string
	At   when.Micros
	Note string
}

func byOf(scope access.Scope, at when.Micros, note string) By {
	return By{User: scope.User, Name: scope.Name, Unit: scope.Unit, At: at, Note: mend(note)}
}

// open begins a record.
func open(h *Head, m moves, act string, by By) error {
	to, err := m.step("", act)
	if err != nil {
		return err
	}
	h.State, h.MadeAt, h.MadeBy, h.Version = to, by.At, by.User, 1
	if h.At == 0 {
		h.At = by.At
	}
	return nil
}

// advance moves a record on; the version is the next one.
func advance(h *Head, m moves, act string, by By) error {
	to, err := m.step(h.State, act)
	if err != nil {
		return err
	}
	h.State = to
	h.Version++
	if by.Note != "" {
		h.Note = by.Note
	}
	return nil
}

// Bounds of texts, in runes.
const (
	nameMax    = 80
	textMax    = 2000
	noteMax    = 500
	photosMost = 30
	pointsMost = 20 // criteria, members of a table …
)

// mend trims a text and drops what is not printed.
func mend(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(c rune) rune {
		if c == '\n' || !unicode.IsControl(c) && c != '\u202e' && c != '\u200b' && c != '\ufeff' {
			return c
		}
		return -1
	}, s)
	return strings.TrimSpace(s)
}

// checks collects the first refusal of a record's fields.
type checks struct {
	rules *Rules
	err   error
}

func (c *checks) that(ok bool, field string) {
	if c.err == nil && !ok {
		c.err = badField(field)
	}
}

// text mends a text and bounds it; from least 1 on it must be given.
func (c *checks) text(s *string, field string, least, most int) {
	*s = mend(*s)
	n := utf8.RuneCountInString(*s)
	c.that(n >= least && n <= most, field)
}

// open is text for others: what the rulebook forbids is refused.
func (c *checks) open(s *string, field string, least, most int) {
	c.text(s, field, least, most)
	if c.err != nil {
		return
	}
	found := c.rules.Check(*s)
	if len(found) > 0 {
		c.err = refused(field, found[0])
	}
}

func (c *checks) word(list []Word, code, field string) { c.that(known(list, code), field) }

func (c *checks) whole(n, least, most int64, field string) { c.that(n >= least && n <= most, field) }

// place checks an area code; empty is allowed where may.
func (c *checks) place(s, field string, may bool) {
	if s == "" {
		c.that(may, field)
		return
	}
	_, err := region.ParsePlace(s)
	c.that(err == nil, field)
}

func (c *checks) digest(s, field string) {
	c.that(s == "" || len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "", field)
}

// past refuses what is not yet, and what is longer ago than a life.
func (c *checks) past(at, now when.Micros, field string) {
	c.that(at > 0 && at > now-100*366*when.Day, field)
	if c.err == nil && at > now {
		c.err = ErrFuture
	}
}

func (c *checks) reason(note string) {
	n := utf8.RuneCountInString(note)
	if c.err == nil && (n == 0 || n > noteMax) {
		c.err = ErrReason
	}
}

// other refuses an act by one of those who did what it judges.
func (c *checks) other(by By, whose ...string) {
	if c.err == nil && slices.Contains(whose, by.User) {
		c.err = ErrFourEyes
	}
}

// refused names the first thing in a text that may not be published, its middle hidden.
func refused(field string, f Finding) error {
	return fault.New(ErrText.Kind, ErrText.Code, "field", field, "what", f.Code, "text", f.Text)
}

func code(s string) bool { return s == "" || plainCode(s) }

// dayOf is the day of a moment in the centre's zone.
func dayOf(at when.Micros) stats.Day { return stats.DayOf(at) }
