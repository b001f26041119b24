package outreach

import (
	"fmt"
	"strings"

	"fanzha/term/when"
)

// Member is a member unit of a circle.
type Member struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	People int64  `json:"people"` // of it in the circle
}

// Circle (联席工作群) is whom messages go to.
type Circle struct {
	Head
	Title   string
	Members []Member
}

// membersMost bounds a circle; the largest that the seeds tell of has 131 people.
const membersMost = 500

// Kind implements Record.
func (*Circle) Kind() string { return "circle" }

// People is how many people are in it.
func (c *Circle) People() int64 {
	var n int64
	for _, m := range c.Members {
		n += m.People
	}
	return n
}

func (c *Circle) check(r *Rules, _ By) error {
	k := checks{rules: r}
	k.open(&c.Title, "title", 1, nameMax)
	k.that(len(c.Members) > 0 && len(c.Members) <= membersMost, "members")
	seen := map[string]bool{}
	for i := range c.Members {
		m := &c.Members[i]
		k.that(plainCode(m.Code) && !seen[m.Code], "members")
		k.open(&m.Name, "members", 1, nameMax)
		k.whole(m.People, 1, 100_000, "members")
		seen[m.Code] = true
	}
	return k.err
}

// Message (联席工作群消息) says what is going round, why it is false or true, and what to do: no link, no name, an end.
type Message struct {
	Head
	Circle     string // id
	Title      string
	What       string
	Why        string
	Do         string
	ValidUntil when.Micros

	Department  string // that has confirmed it
	Contact     string // who there, and by which paper; stays inside
	VerifiedBy  string
	VerifiedAt  when.Micros
	ApprovedBy  string
	ApprovedAt  when.Micros
	SentAt      when.Micros
	PushedAt    when.Micros
	Ref         string // of the channel
	Tries       int64
	Failure     string // of the last try
	Members     int64  // of the circle when it was pushed
	People      int64
	MembersRead int64
	Read        int64
	Forwarded   int64
	WithdrawnAt when.Micros
	TakenBack   bool // the channel knows of the withdrawal
}

// Kind implements Record.
func (*Message) Kind() string { return "message" }

func (m *Message) check(r *Rules, by By) error {
	c := checks{rules: r}
	c.open(&m.Title, "title", 1, nameMax)
	c.open(&m.What, "what", 1, noteMax)
	c.open(&m.Why, "why", 1, noteMax)
	c.open(&m.Do, "do", 1, noteMax)
	c.that(m.Circle != "" && len(m.Circle) <= 64, "circle")
	c.that(m.ValidUntil > by.At && m.ValidUntil <= by.At+r.MessageValid, "valid_until")
	return c.err
}

// Text is what members read.
func (m *Message) Text() string {
	until := m.ValidUntil.Time().In(when.Zone)
	return fmt.Sprintf("【%s】%s。%s（经%s核实）。%s。有效期至%d月%d日%d时。如有疑问请拨打96110。",
		m.Title, stop(m.What), stop(m.Why), m.Department, stop(m.Do), until.Month(), until.Day(), until.Hour())
}

// stop drops the full stop that the frame sets again.
func stop(s string) string { return strings.TrimRight(s, "。.！!；; ") }

// correct puts other words in; what was verified is verified anew.
func (m *Message) correct(r *Rules, by By) error {
	err := advance(&m.Head, messageMoves, actCorrect, by)
	if err != nil {
		return err
	}
	m.Department, m.Contact, m.VerifiedBy, m.VerifiedAt = "", "", "", 0
	return m.check(r, by)
}

// verify records that a department has confirmed the message; one that it denies is voided.
func (m *Message) verify(r *Rules, v Verification, by By) error {
	c := checks{rules: r}
	c.open(&v.Department, "department", 2, nameMax)
	c.text(&v.Contact, "contact", 2, noteMax)
	if c.err != nil {
		return c.err
	}
	m.Department, m.Contact, m.VerifiedBy, m.VerifiedAt = v.Department, v.Contact, by.User, by.At
	if !v.Confirmed {
		c.reason(by.Note)
		if c.err != nil {
			return c.err
		}
		return advance(&m.Head, messageMoves, actVoid, by)
	}
	return advance(&m.Head, messageMoves, actVerify, by)
}

// Verification is what a department said.
type Verification struct {
	Department string
	Contact    string
	Confirmed  bool
}

// approve lets a verified message leave: by somebody who neither wrote nor verified it, and not after its end.
func (m *Message) approve(by By) error {
	c := checks{}
	c.other(by, m.MadeBy, m.VerifiedBy)
	switch {
	case c.err != nil:
		return c.err
	case by.At >= m.ValidUntil:
		return ErrOver
	}
	m.ApprovedBy, m.ApprovedAt = by.User, by.At
	return advance(&m.Head, messageMoves, actApprove, by)
}

// giveBack sends it back to its writer, with a reason.
func (m *Message) giveBack(by By) error {
	c := checks{}
	c.reason(by.Note)
	if c.err != nil {
		return c.err
	}
	m.ApprovedBy, m.ApprovedAt, m.VerifiedBy, m.VerifiedAt, m.Department, m.Contact = "", 0, "", 0, "", ""
	return advance(&m.Head, messageMoves, actReturn, by)
}

// send hands it to the channel: from here on it may have arrived.
func (m *Message) send(circle *Circle, by By) error {
	if by.At >= m.ValidUntil {
		return ErrOver
	}
	m.SentAt, m.Members, m.People = by.At, int64(len(circle.Members)), circle.People()
	m.Tries++
	return advance(&m.Head, messageMoves, actSend, by)
}

// arrived records the channel's answer.
func (m *Message) arrived(ref string, by By) error {
	m.PushedAt, m.Ref, m.Failure = by.At, ref, ""
	return advance(&m.Head, messageMoves, actPush, by)
}

func (m *Message) withdraw(by By) error {
	c := checks{}
	c.reason(by.Note)
	if c.err != nil {
		return c.err
	}
	m.WithdrawnAt = by.At
	return advance(&m.Head, messageMoves, actWithdraw, by)
}

// Alarm is when the clock of a message next does something; 0: nothing runs.
func (m *Message) Alarm(r *Rules) when.Micros {
	switch {
	case m.State == Approved || m.State == Pushed:
		return m.ValidUntil
	case m.State == Sending:
		return min(m.SentAt+r.PushAgain, m.ValidUntil)
	case m.State == Withdrawn && !m.TakenBack:
		return m.WithdrawnAt + r.PushAgain*when.Micros(max(1, m.Tries))
	}
	return 0
}

// Receipt (回执) is what one member unit has read and passed on; a later one replaces it.
type Receipt struct {
	Head
	Message   string // id
	Member    string // code
	Read      int64  // people
	Forwarded int64
}

// Kind implements Record.
func (*Receipt) Kind() string { return "receipt" }

func (t *Receipt) check(m *Message, c *Circle, by By) error {
	k := checks{}
	var people int64
	for _, one := range c.Members {
		if one.Code == t.Member {
			people = one.People
		}
	}
	k.that(people > 0, "member")
	k.whole(t.Read, 0, people, "read")
	k.whole(t.Forwarded, 0, 1_000_000, "forwarded")
	k.past(t.At, by.At, "at")
	k.that(t.At >= m.SentAt, "at")
	return k.err
}

// told records that the channel knows of the withdrawal.
func (m *Message) told(by By) error {
	m.TakenBack = true
	return advance(&m.Head, messageMoves, actTell, by)
}
