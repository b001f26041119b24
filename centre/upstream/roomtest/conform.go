// Package roomtest is the suite that every store of orders between centres passes: three centres, one above the other, each with a store of
// its own, and a line between them that loses, repeats and reorders.
package roomtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/seal"
	"fanzha/centre/upstream"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Kept is everything that the room keeps.
type Kept interface {
	upstream.Ledger
	upstream.Notes
	upstream.Peers
	upstream.Outbox
}

// The centres of the suite.
const (
	Province = "990000000000"
	City     = "990100000000"
	County   = "990101000000"
)

// Centre is one centre of the suite.
type Centre struct {
	t     testing.TB
	Code  string
	Room  *upstream.Service
	Kept  Kept
	Clock *clock.Manual
	Boss  access.Scope
}

// NewCentre makes a centre over a store.
func NewCentre(t testing.TB, code string, kept Kept) *Centre {
	t.Helper()
	raw, err := os.ReadFile("../../../rulebook/upstream.yaml")
	check.NoError(t, err)
	rules, err := upstream.ParseRules(raw)
	check.NoError(t, err)
	now := clock.NewManual(when.Micros(1_795_000_000_000_000))
	n := 0
	return &Centre{
		t: t, Code: code, Kept: kept, Clock: now, Boss: access.Scope{User: "boss", Name: "周主任", Unit: code, Roles: []access.Role{access.Leader}},
		Room: upstream.New(upstream.Options{
			Ledger: kept, Notes: kept, Peers: kept, Outbox: kept, Clock: now, Rules: rules,
			NewID: func() string { n++; return fmt.Sprintf("%s-%06d", code[:6], n) },
			Own:   func(context.Context) (string, error) { return code, nil },
		}),
	}
}

// Knows connects another centre.
func (c *Centre) Knows(code string, place upstream.Place) {
	c.t.Helper()
	s, err := seal.New(seal.SM2)
	check.NoError(c.t, err)
	pem, err := s.Public().Text()
	check.NoError(c.t, err)
	check.NoError(c.t, c.Room.Connect(c.t.Context(), upstream.Peer{Code: code, Name: "中心" + code[:6], Place: place, Via: upstream.ByCalls, SignKey: pem, OpenKey: pem, Active: true}))
}

// Says is what c has for another centre now.
func (c *Centre) Says(to *Centre) upstream.Batch {
	c.t.Helper()
	b, err := c.Room.Outgoing(c.t.Context(), to.Code)
	check.NoError(c.t, err)
	return b
}

// Hears takes a batch of another centre.
func (c *Centre) Hears(from *Centre, b upstream.Batch) upstream.Taken {
	c.t.Helper()
	done, err := c.Room.Accept(c.t.Context(), from.Code, b)
	check.NoError(c.t, err)
	return done
}

// One is the only order of a side.
func (c *Centre) One(side upstream.Side) upstream.Order {
	c.t.Helper()
	list, _, err := c.Room.List(c.t.Context(), c.Boss, upstream.Filter{Side: side})
	check.NoError(c.t, err)
	check.Equal(c.t, len(list), 1)
	return list[0]
}

// Automatic does what the playbook does with orders that have come.
func (c *Centre) Automatic() {
	c.t.Helper()
	list, _, err := c.Room.List(c.t.Context(), c.Boss, upstream.Filter{Side: upstream.Received, States: []upstream.State{upstream.Waiting}})
	check.NoError(c.t, err)
	for _, o := range list {
		check.NoError(c.t, c.Room.Automatic(c.t.Context(), o.ID))
	}
}

// Ladder is province, city and county.
type Ladder struct{ Province, City, County *Centre }

// NewLadder connects three centres over fresh stores.
func NewLadder(t testing.TB, open func(testing.TB) Kept) *Ladder {
	t.Helper()
	l := &Ladder{NewCentre(t, Province, open(t)), NewCentre(t, City, open(t)), NewCentre(t, County, open(t))}
	l.Province.Knows(City, upstream.Below)
	l.City.Knows(Province, upstream.Above)
	l.City.Knows(County, upstream.Below)
	l.County.Knows(City, upstream.Above)
	return l
}

// Settle lets everybody talk until nobody has anything to say.
func (l *Ladder) Settle() {
	for range 6 {
		for _, two := range [][2]*Centre{{l.Province, l.City}, {l.City, l.County}, {l.County, l.City}, {l.City, l.Province}} {
			two[1].Hears(two[0], two[0].Says(two[1]))
		}
		l.City.Automatic()
		l.County.Automatic()
	}
}

// Give gives an order at the province.
func (l *Ladder) Give(key, place string) upstream.Order {
	l.Province.t.Helper()
	to := ""
	if place == "" {
		to = City
	}
	o, err := l.Province.Room.Give(l.Province.t.Context(), l.Province.Boss, Cmd(key, to, place))
	check.NoError(l.Province.t, err)
	return o
}

// Cmd is an order about an invented person.
func Cmd(key, to, place string) upstream.GiveCmd {
	return upstream.GiveCmd{
		Key: key, Peer: to, Person: upstream.Person{Name: "林晓", Phone: "19900003001", Place: place},
		Matter: upstream.Matter{Level: "high", Family: "contact", Fraud: "romance", Text: "正在与涉诈网站联系"},
	}
}

// Conform runs the suite.
func Conform(t *testing.T, open func(testing.TB) Kept) {
	for name, run := range map[string]func(*testing.T, *Ladder){
		"there and back": thereAndBack, "withdrawal": withdrawal, "not ours": notOurs, "refusals": refusals, "a bad line": badLine, "overdue": overdue,
		"hostile peers": hostile,
	} {
		t.Run(name, func(t *testing.T) { run(t, NewLadder(t, open)) })
	}
}

// thereAndBack: an order goes down, its states come back, the result too; nothing of the person stays in the queues.
func thereAndBack(t *testing.T, l *Ladder) {
	ctx := t.Context()
	given := l.Give("k1", "990101001")
	check.Equal(t, given.State, upstream.Queued)
	again := l.Give("k1", "990101001")
	check.Equal(t, again.ID, given.ID)
	other := Cmd("k1", "", "990101002")
	_, err := l.Province.Room.Give(ctx, l.Province.Boss, other)
	check.Fault(t, err, "upstream.key_reused")
	l.City.Hears(l.Province, l.Province.Says(l.City))
	l.Province.Hears(l.City, l.City.Says(l.Province))
	check.Equal(t, l.Province.One(upstream.Given).State, upstream.Delivered)
	left, err := l.Province.Kept.Unsent(ctx, City, 0, 10)
	check.NoError(t, err)
	check.Equal(t, len(left), 0)
	l.Settle()
	at := l.County.One(upstream.Received)
	check.Equal(t, at.Person, given.Person)
	check.Equal(t, at.Matter, given.Matter)
	check.Equal(t, at.State, upstream.Distributed)
	check.NoError(t, l.County.Room.Link(ctx, at.ID, "w1"))
	check.NoError(t, l.County.Room.Finish(ctx, upstream.Finish{Warning: "w1", Result: "lost", Note: "已受骗", LossFen: 860000}))
	l.Settle()
	top := l.Province.One(upstream.Given)
	check.Equal(t, []any{top.State, top.Result, top.LossFen, top.Note}, []any{upstream.Answered, "lost", int64(860000), "已受骗"})
	check.Equal(t, l.City.One(upstream.Received).State, upstream.Returned)
	_, steps, err := l.City.Room.Get(ctx, l.City.Boss, l.City.One(upstream.Received).ID)
	check.NoError(t, err)
	check.Equal(t, len(steps), 4) // received, acknowledged, passed on, returned
	counts, err := l.Province.Room.Counts(ctx, l.Province.Boss)
	check.NoError(t, err)
	check.Equal(t, counts, upstream.Counts{})
}

// withdrawal: it goes down the whole way and the giver hears when nobody works on it any more; a result that crosses it counts.
func withdrawal(t *testing.T, l *Ladder) {
	ctx := t.Context()
	o := l.Give("", "990101001")
	l.Settle()
	_, err := l.Province.Room.Do(ctx, l.Province.Boss, upstream.Ref{ID: o.ID}, upstream.Act{Do: upstream.ActWithdraw})
	check.Fault(t, err, "upstream.reason_needed")
	_, err = l.Province.Room.Do(ctx, l.Province.Boss, upstream.Ref{ID: o.ID}, upstream.Act{Do: upstream.ActWithdraw, Note: "误报"})
	check.NoError(t, err)
	l.Settle()
	at := l.County.One(upstream.Received)
	check.Equal(t, at.State, upstream.Withdrawing)
	check.Equal(t, l.Province.One(upstream.Given).State, upstream.Withdrawing)
	check.NoError(t, l.County.Room.Confirm(ctx, at.ID))
	check.NoError(t, l.County.Room.Confirm(ctx, at.ID))
	l.Settle()
	check.Equal(t, l.Province.One(upstream.Given).State, upstream.Withdrawn)
	check.Equal(t, l.City.One(upstream.Received).State, upstream.Withdrawn)
}

// notOurs: an order without a place waits for an officer; what a lower centre hands back is distributed anew or handed back further.
func notOurs(t *testing.T, l *Ladder) {
	ctx := t.Context()
	l.Give("", "")
	l.Settle()
	o := l.City.One(upstream.Received)
	check.Equal(t, o.State, upstream.Waiting)
	_, err := l.City.Room.Distribute(ctx, l.City.Boss, upstream.Ref{ID: o.ID, Version: o.Version}, County)
	check.NoError(t, err)
	l.Settle()
	at := l.County.One(upstream.Received)
	_, err = l.County.Room.Do(ctx, l.County.Boss, upstream.Ref{ID: at.ID, Version: at.Version}, upstream.Act{Do: upstream.ActBounce, Note: "不在我区"})
	check.NoError(t, err)
	l.Settle()
	o = l.City.One(upstream.Received)
	check.Equal(t, []any{o.State, o.Child, o.Note}, []any{upstream.Acknowledged, "", "不在我区"})
	_, err = l.City.Room.Do(ctx, l.City.Boss, upstream.Ref{ID: o.ID}, upstream.Act{Do: upstream.ActBounce, Note: "查无此人"})
	check.NoError(t, err)
	l.Settle()
	top := l.Province.One(upstream.Given)
	check.Equal(t, []any{top.State, top.Note}, []any{upstream.Bounced, "查无此人"})
}

// refusals: who may not, what is not there for the caller, what was decided on an older version.
func refusals(t *testing.T, l *Ladder) {
	ctx := t.Context()
	o := l.Give("", "990101001")
	officer := access.Scope{User: "li", Unit: "990101010000", Roles: []access.Role{access.Officer}}
	_, err := l.Province.Room.Give(ctx, officer, Cmd("", "", "990101001"))
	check.Fault(t, err, "access.denied")
	_, _, err = l.Province.Room.List(ctx, officer, upstream.Filter{})
	check.Fault(t, err, "access.denied")
	elsewhere := access.Scope{User: "x", Unit: "990200000000", Roles: []access.Role{access.Leader}}
	_, _, err = l.Province.Room.Get(ctx, elsewhere, o.ID)
	check.Fault(t, err, "upstream.not_found")
	_, err = l.Province.Room.Do(ctx, elsewhere, upstream.Ref{ID: o.ID}, upstream.Act{Do: upstream.ActWithdraw, Note: "x"})
	check.Fault(t, err, "upstream.not_found")
	_, err = l.Province.Room.Do(ctx, l.Province.Boss, upstream.Ref{ID: o.ID, Version: o.Version + 1}, upstream.Act{Do: upstream.ActWithdraw, Note: "x"})
	check.Fault(t, err, "upstream.changed")
	_, err = l.Province.Room.Do(ctx, l.Province.Boss, upstream.Ref{ID: o.ID}, upstream.Act{Do: upstream.ActDeliver})
	check.Fault(t, err, "upstream.field")
	_, err = l.Province.Room.Do(ctx, l.Province.Boss, upstream.Ref{ID: o.ID}, upstream.Act{Do: upstream.ActReturn, Result: "lost"})
	check.Fault(t, err, "upstream.state")
	_, err = l.Province.Room.Give(ctx, l.Province.Boss, Cmd("", "", "990201001"))
	check.Fault(t, err, "upstream.place_unclear")
	_, err = l.City.Room.Give(ctx, l.City.Boss, Cmd("", Province, "990101001"))
	check.Fault(t, err, "upstream.not_below")
	_, err = l.City.Room.Give(ctx, l.City.Boss, Cmd("", "990109000000", "990101001"))
	check.Fault(t, err, "upstream.peer_unknown")
}

// badLine: whatever is lost, repeated and reordered, in the end everybody has every order once and the giver every result.
func badLine(t *testing.T, l *Ladder) {
	ctx := t.Context()
	for seed := range uint64(4) {
		dice := rand.New(rand.NewPCG(seed, 7))
		given := map[string]bool{}
		type sent struct {
			from, to *Centre
			b        upstream.Batch
		}
		var old []sent
		for round := range 25 {
			if round < 12 && dice.IntN(2) == 0 {
				given[l.Give("", "990101001").ID] = true
			}
			for _, two := range [][2]*Centre{{l.Province, l.City}, {l.City, l.County}, {l.County, l.City}, {l.City, l.Province}} {
				s := sent{two[0], two[1], two[0].Says(two[1])}
				old = append(old, s)
				if dice.IntN(3) > 0 {
					s.to.Hears(s.from, s.b)
				}
			}
			s := old[dice.IntN(len(old))]
			s.to.Hears(s.from, s.b) // again, or late
			l.City.Automatic()
			l.County.Automatic()
		}
		l.Settle()
		open, _, err := l.County.Room.List(ctx, l.County.Boss, upstream.Filter{Side: upstream.Received, Open: true, Limit: upstream.PageMax})
		check.NoError(t, err)
		check.Equal(t, len(open), len(given)) // nothing lost, nothing doubled
		for _, o := range open {
			check.NoError(t, l.County.Room.Link(ctx, o.ID, "w-"+o.ID))
			check.NoError(t, l.County.Room.Finish(ctx, upstream.Finish{Warning: "w-" + o.ID, Result: "dissuaded"}))
		}
		l.Settle()
		for id := range given {
			o, err := l.Province.Room.Order(ctx, id)
			check.NoError(t, err)
			check.Equal(t, []any{o.State, o.Result}, []any{upstream.Answered, "dissuaded"})
		}
	}
}

// overdue: what we owe is told once a deadline; what is owed to us is chased again and again, but not for ever.
func overdue(t *testing.T, l *Ladder) {
	ctx := t.Context()
	l.Give("", "")
	l.City.Hears(l.Province, l.Province.Says(l.City))
	l.Province.Hears(l.City, l.City.Says(l.Province))
	hour := func(c *Centre) int {
		c.Clock.Set(c.Clock.Now().Add(time.Hour))
		n, err := c.Room.Tick(ctx)
		check.NoError(t, err)
		return n
	}
	told := 0
	for range 10 {
		told += hour(l.City)
	}
	check.Equal(t, told, 1)
	told = 0
	for range 10 {
		told += hour(l.Province)
	}
	check.Equal(t, told, int(l.Province.Room.Rules().ChasesMax))
	check.True(t, func() bool { o := l.Province.One(upstream.Given); return o.Late(l.Province.Clock.Now()) }(), "it is not late")
	late, _, err := l.Province.Room.List(ctx, l.Province.Boss, upstream.Filter{Late: true})
	check.NoError(t, err)
	check.Equal(t, len(late), 1)
	l.City.Hears(l.Province, l.Province.Says(l.City))
	check.Equal(t, l.City.One(upstream.Received).Chases, l.Province.Room.Rules().ChasesMax)
}

// hostile: a peer with good keys that says what is not so changes nothing, and does not stop the line.
func hostile(t *testing.T, l *Ladder) {
	ctx := t.Context()
	o := l.Give("", "")
	l.City.Hears(l.Province, l.Province.Says(l.City))
	at := l.Province.Clock.Now()
	phone, err := ident.ParsePhone("19900003009")
	check.NoError(t, err)
	said := []upstream.Message{
		{Seq: 1, Kind: upstream.MsgReturned, Order: "nothing", At: at, Result: "lost"},
		{Seq: 2, Kind: upstream.MsgWithdraw, Order: o.ID, At: at, Text: "x"}, // only its giver may
		{Seq: 3, Kind: upstream.MsgOrder, Order: "up", At: at, Text: "x", Phone: phone, Level: "low", Family: "fund", Fraud: "other", AckDue: at + 1, Due: at + 2},
	}
	done := l.City.Hears(l.County, upstream.Batch{Messages: said})
	check.Equal(t, done, upstream.Taken{New: 3, Ignored: 3})
	check.Equal(t, l.City.One(upstream.Received).State, upstream.Waiting)
	done = l.City.Hears(l.County, upstream.Batch{Messages: said})
	check.Equal(t, done, upstream.Taken{Again: 3})
	_, err = l.City.Room.Accept(ctx, County, upstream.Batch{Ack: 99})
	check.Fault(t, err, "upstream.forked")
	said[0].Seq = 9
	_, err = l.City.Room.Accept(ctx, County, upstream.Batch{Messages: said[:1]})
	check.Fault(t, err, "upstream.gap")
	_, err = l.City.Room.Accept(ctx, "990109000000", upstream.Batch{})
	check.Fault(t, err, "upstream.peer_unknown")
	for name, spoil := range map[string]func(*upstream.Message){
		"seq": func(m *upstream.Message) { m.Seq = 0 }, "order": func(m *upstream.Message) { m.Order = "a b" }, "phone": func(m *upstream.Message) { m.Phone = "110" },
		"level": func(m *upstream.Message) { m.Level = "top" }, "due": func(m *upstream.Message) { m.Due = m.At - 1 }, "place": func(m *upstream.Message) { m.Place = "12" },
		"kind": func(m *upstream.Message) { m.Kind = "x" }, "text": func(m *upstream.Message) { m.Text = "a\x00" }, "loss": func(m *upstream.Message) { m.LossFen = -1 },
	} {
		m := said[2]
		m.Seq = 4
		spoil(&m)
		_, err = l.City.Room.Accept(ctx, County, upstream.Batch{Messages: []upstream.Message{m}})
		check.Equal(t, [2]string{name, fault.CodeOf(err)}, [2]string{name, "upstream.field"})
	}
}
