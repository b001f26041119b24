package roomtest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// approved makes a message that may leave.
func (d *Desk) approved(t *testing.T, circle string) outreach.Message {
	t.Helper()
	m, err := d.Draft(ctx, Writer(City), Note(circle))
	check.NoError(t, err)
	_, err = d.Approve(ctx, Leader(City), act(m.Head, ""))
	check.Fault(t, err, "outreach.state") // nothing leaves unverified
	m, err = d.Verify(ctx, Second(City), act(m.Head, ""), outreach.Verification{Department: "市税务局", Contact: "办公室电话核实", Confirmed: true})
	check.NoError(t, err)
	m, err = d.Approve(ctx, Leader(City), act(m.Head, ""))
	check.NoError(t, err)
	return m
}

// messageLife protects: draft, verify, approve by another, push, receipt, withdraw.
func messageLife(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	c := d.NewCircle(t)
	m, err := d.Draft(ctx, Leader(City), Note(c.ID))
	check.NoError(t, err)
	m, err = d.Verify(ctx, Second(City), act(m.Head, ""), outreach.Verification{Department: "市税务局", Contact: "值班室", Confirmed: true})
	check.NoError(t, err)
	_, err = d.Approve(ctx, Leader(City), act(m.Head, ""))
	check.Fault(t, err, "outreach.four_eyes")
	other := Note(c.ID)
	other.Title = "虚假退税短信"
	m, err = d.Redraft(ctx, Writer(City), act(m.Head, ""), other)
	check.NoError(t, err)
	check.Equal(t, []any{m.State, m.VerifiedBy, m.Department}, []any{outreach.Draft, "", ""})
	m = d.approved(t, c.ID)
	m, err = d.Push(ctx, Writer(City), act(m.Head, ""))
	check.NoError(t, err)
	check.Equal(t, []any{m.State, m.Members, m.People, m.Ref, len(d.Channel.Pushed)}, []any{outreach.Pushed, int64(3), int64(12), "ref-" + m.ID, 1})
	check.True(t, strings.Contains(d.Channel.Pushed[0].Text, "经市税务局核实") && strings.Contains(d.Channel.Pushed[0].Text, "96110"), d.Channel.Pushed[0].Text)
	m, err = d.Receive(ctx, Writer(City), outreach.Receipt{Message: m.ID, Member: "edu", Read: 4, Forwarded: 2})
	check.NoError(t, err)
	_, err = d.Withdraw(ctx, Writer(City), act(m.Head, ""))
	check.Fault(t, err, "outreach.reason_needed")
	m, err = d.Withdraw(ctx, Writer(City), act(m.Head, "税务部门更正说明"))
	check.NoError(t, err)
	check.Equal(t, []any{m.State, m.TakenBack, len(d.Channel.Withdrawn), d.Channel.Withdrawn[0].Reason}, []any{outreach.Withdrawn, true, 1, "税务部门更正说明"})
	check.Equal(t, facts(t, s), map[string]int64{"message.pushed": 1, "message.members": 3, "message.read": 4, "message.forwarded": 2})
	denied, err := d.Draft(ctx, Writer(City), Note(c.ID))
	check.NoError(t, err)
	denied, err = d.Verify(ctx, Second(City), act(denied.Head, "税务局表示无此情况"), outreach.Verification{Department: "市税务局", Contact: "值班室"})
	check.NoError(t, err)
	check.Equal(t, denied.State, outreach.Void)
}

// away protects: a message whose channel does not answer is sent again by the clock, once; a withdrawal too.
func away(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	m := d.approved(t, d.NewCircle(t).ID)
	d.Channel.Away = true
	_, err := d.Push(ctx, Writer(City), act(m.Head, ""))
	check.Fault(t, err, "outreach.push")
	m, err = d.Service.Message(ctx, Writer(City), m.ID)
	check.NoError(t, err)
	check.Equal(t, []any{m.State, m.Tries, m.Failure != ""}, []any{outreach.Sending, int64(1), true})
	d.After(t, when.Minute)
	check.Equal(t, len(d.Channel.Pushed), 0)
	d.Channel.Away = false
	check.Equal(t, d.After(t, 10*when.Minute), 1)
	m, err = d.Service.Message(ctx, Writer(City), m.ID)
	check.NoError(t, err)
	check.Equal(t, []any{m.State, len(d.Channel.Pushed), m.Failure}, []any{outreach.Pushed, 1, ""})
	d.Channel.Away = true
	m, err = d.Withdraw(ctx, Writer(City), act(m.Head, "更正"))
	check.NoError(t, err)
	check.True(t, !m.TakenBack && m.State == outreach.Withdrawn, "a withdrawal stands whether the channel hears of it or not")
	d.Channel.Away = false
	check.Equal(t, d.After(t, when.Hour), 1)
	check.Equal(t, len(d.Channel.Withdrawn), 1)
	check.Equal(t, d.After(t, 100*when.Day), 0)
}

// receipts protects: a later receipt replaces the earlier one, an older one that arrives late does not, and nobody reads more often
// than he has people.
func receipts(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	m := d.approved(t, d.NewCircle(t).ID)
	_, err := d.Receive(ctx, Writer(City), outreach.Receipt{Message: m.ID, Member: "tax", Read: 1})
	check.Fault(t, err, "outreach.state")
	m, err = d.Push(ctx, Writer(City), act(m.Head, ""))
	check.NoError(t, err)
	for _, c := range []struct {
		member string
		read   int64
		at     when.Micros
		code   string
	}{
		{"tax", 1, Start, ""}, {"tax", 4, Start, "outreach.field"}, {"health", 1, Start, "outreach.field"}, {"tax", -1, Start, "outreach.field"},
		{"edu", 5, Start, ""}, {"tax", 1, Start + when.Day, "outreach.in_the_future"}, {"tax", 1, Start - when.Day, "outreach.field"},
	} {
		_, err = d.Receive(ctx, Writer(City), outreach.Receipt{Head: outreach.Head{At: c.at}, Message: m.ID, Member: c.member, Read: c.read})
		if c.code == "" {
			check.NoError(t, err)
			continue
		}
		check.Fault(t, err, c.code)
	}
	d.Clock.Set(Start + when.Hour)
	m, err = d.Receive(ctx, Writer(City), outreach.Receipt{Message: m.ID, Member: "tax", Read: 3, Forwarded: 9})
	check.NoError(t, err)
	check.Equal(t, []int64{m.MembersRead, m.Read, m.Forwarded}, []int64{2, 8, 9})
	_, err = d.Receive(ctx, Writer(City), outreach.Receipt{Head: outreach.Head{At: Start}, Message: m.ID, Member: "tax", Read: 1})
	check.Fault(t, err, "outreach.stale")
	list, err := d.Receipts(ctx, Writer(City), m.ID)
	check.NoError(t, err)
	check.Equal(t, len(list), 2)
}

// ends protects: a message has an end, which nobody needs to think of; after it nothing is pushed.
func ends(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	c := d.NewCircle(t)
	m := d.approved(t, c.ID)
	m, err := d.Push(ctx, Writer(City), act(m.Head, ""))
	check.NoError(t, err)
	waiting := d.approved(t, c.ID)
	check.Equal(t, d.After(t, 72*when.Hour), 2)
	for _, one := range []outreach.Message{m, waiting} {
		got, err := d.Service.Message(ctx, Writer(City), one.ID)
		check.NoError(t, err)
		check.Equal(t, []any{got.State, got.Note}, []any{outreach.Expired, "期满自动失效"})
	}
	_, err = d.Push(ctx, Writer(City), outreach.Act{ID: waiting.ID, Version: waiting.Version + 1})
	check.True(t, err != nil, "a message left after its end")
	late := Note(c.ID)
	_, err = d.Draft(ctx, Writer(City), late)
	check.Fault(t, err, "outreach.field")
	late.ValidUntil = d.Clock.Now() + 1000*when.Day
	_, err = d.Draft(ctx, Writer(City), late)
	check.Fault(t, err, "outreach.field")
}

// stale protects: nothing is saved on what somebody else has changed, and no act goes without a version.
func stale(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	e, err := d.AddEvent(ctx, Writer(East), Event(), outreach.Handing{})
	check.NoError(t, err)
	_, err = d.CorrectEvent(ctx, Writer(East), act(e.Head, ""), e)
	check.NoError(t, err)
	_, err = d.CorrectEvent(ctx, Writer(East), act(e.Head, ""), e)
	check.Fault(t, err, "outreach.stale")
	_, err = d.VoidEvent(ctx, Writer(East), outreach.Act{ID: e.ID, Note: "x"})
	check.Fault(t, err, "outreach.field")
	_, err = d.VoidEvent(ctx, Writer(East), outreach.Act{ID: "nobody", Version: 1, Note: "x"})
	check.Fault(t, err, "outreach.not_found")
}

// scopes protects: a unit sees and changes its own and what lies below, in single reads, lists, counts and commands.
func scopes(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	e, err := d.AddEvent(ctx, Writer(East), Event(), outreach.Handing{})
	check.NoError(t, err)
	g, err := d.Register(ctx, Writer(East), outreach.Registration{Region: "990101000000", Day: Today, People: 5})
	check.NoError(t, err)
	for _, c := range []struct {
		scope access.Scope
		sees  bool
	}{{Leader(East), true}, {Leader(City), true}, {access.System(), true}, {Leader(West), false}, {Leader(Station1), false}} {
		_, err = d.Service.Event(ctx, c.scope, e.ID)
		check.Equal(t, err == nil, c.sees)
		list, _, err := d.Events(ctx, c.scope, outreach.Filter{})
		check.NoError(t, err)
		check.Equal(t, len(list) == 1, c.sees)
		sums, err := d.Tally(ctx, c.scope, outreach.Tallying{By: "unit"})
		check.NoError(t, err)
		check.Equal(t, len(sums) == 1, c.sees)
		rates, err := d.Rates(ctx, c.scope, Today)
		check.NoError(t, err)
		check.Equal(t, len(rates) == 1, c.sees)
	}
	other := Event()
	other.Unit = East
	_, err = d.AddEvent(ctx, Writer(West), other, outreach.Handing{})
	check.Fault(t, err, "outreach.not_found")
	_, err = d.VoidEvent(ctx, Writer(West), act(e.Head, "x"))
	check.Fault(t, err, "outreach.not_found")
	_, err = d.VoidRegistration(ctx, Writer(West), act(g.Head, "x"))
	check.Fault(t, err, "outreach.not_found")
	facts := stats.Fact{Unit: East, Region: "990101001"}
	d.Cases.Add(9, Today, facts)
	ask := outreach.TableAsk{Rows: []string{"age_band"}, Span: stats.Span{From: Today, To: Today}}
	for scope, want := range map[string]int64{City: 9, East: 9, West: 0} {
		table, err := d.Table(ctx, Leader(scope), ask)
		check.NoError(t, err)
		check.Equal(t, table.N, want)
	}
}

// rights protects: every command and query is refused to who lacks its right.
func rights(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	nobody := access.Scope{User: "n", Unit: City, Roles: []access.Role{access.SystemAdmin, access.Operator}}
	a, f := outreach.Act{}, outreach.Filter{}
	one := func(_ any, err error) error { return err }
	two := func(_ any, _ string, err error) error { return err }
	for i, err := range []error{
		one(d.AddEvent(ctx, nobody, Event(), outreach.Handing{})), one(d.CorrectEvent(ctx, nobody, a, Event())), one(d.VoidEvent(ctx, nobody, a)), one(d.Service.Event(ctx, nobody, "x")),
		two(d.Events(ctx, nobody, f)), one(d.Tally(ctx, nobody, outreach.Tallying{})), one(d.AddCampaign(ctx, nobody, outreach.Campaign{})), one(d.CorrectCampaign(ctx, nobody, a, outreach.Campaign{})),
		one(d.CloseCampaign(ctx, nobody, a)), two(d.Campaigns(ctx, nobody, f)), one(d.AddPledge(ctx, nobody, outreach.Pledge{})), one(d.VoidPledge(ctx, nobody, a)), two(d.Pledges(ctx, nobody, f)),
		one(d.AddWork(ctx, nobody, outreach.Work{})), one(d.CorrectWork(ctx, nobody, a, outreach.Work{})), two(d.Works(ctx, nobody, f)), one(d.AddHonour(ctx, nobody, outreach.Honour{})),
		one(d.EndHonour(ctx, nobody, a)), two(d.Honours(ctx, nobody, f)), one(d.AddMaterial(ctx, nobody, outreach.Material{})), one(d.ApproveMaterial(ctx, nobody, a)),
		one(d.ApproveMaterial(ctx, Writer(City), a)), one(d.RetireMaterial(ctx, nobody, a)), one(d.Service.Material(ctx, nobody, "x")), two(d.Materials(ctx, nobody, f)),
		one(d.MoveStock(ctx, nobody, outreach.Move{}, 0)), two(d.Moves(ctx, nobody, f)), one(d.Coverage(ctx, nobody)), one(d.AddBase(ctx, nobody, outreach.Base{})), one(d.VoidBase(ctx, nobody, a)),
		two(d.Bases(ctx, nobody, f)), one(d.Register(ctx, nobody, outreach.Registration{})), one(d.VoidRegistration(ctx, nobody, a)), two(d.Registrations(ctx, nobody, f)), one(d.Rates(ctx, nobody, Today)),
		one(d.Table(ctx, nobody, outreach.TableAsk{})), one(d.Give(ctx, nobody, outreach.TaskCmd{})), one(d.AcceptTask(ctx, nobody, a)), one(d.FinishTask(ctx, nobody, a, 0)),
		one(d.WithdrawTask(ctx, nobody, a)), one(d.Service.Task(ctx, nobody, "x")), two(d.Tasks(ctx, nobody, f)), one(d.Effect(ctx, nobody, "x")), one(d.Apply(ctx, nobody, outreach.FraudFree{})),
		one(d.Watch(ctx, Writer(City), a)), one(d.Judge(ctx, nobody, a, nil)), one(d.Award(ctx, Writer(City), a)), one(d.RefuseFraudFree(ctx, Writer(City), a)), one(d.WithdrawFraudFree(ctx, Writer(City), a)),
		one(d.FraudFreeUnit(ctx, nobody, "x")), two(d.FraudFreeUnits(ctx, nobody, f)), one(d.AddCircle(ctx, nobody, outreach.Circle{})), one(d.CorrectCircle(ctx, nobody, a, outreach.Circle{})),
		one(d.Service.Circle(ctx, nobody, "x")), two(d.Circles(ctx, nobody, f)), one(d.Redraft(ctx, nobody, a, outreach.Message{})),
		one(d.Verify(ctx, nobody, a, outreach.Verification{})), one(d.Approve(ctx, Writer(City), a)), one(d.Return(ctx, Writer(City), a)), one(d.Discard(ctx, nobody, a)), one(d.Push(ctx, nobody, a)),
		one(d.Withdraw(ctx, nobody, a)), one(d.Service.Message(ctx, nobody, "x")), two(d.Messages(ctx, nobody, f)), one(d.Receive(ctx, nobody, outreach.Receipt{})), one(d.Receipts(ctx, nobody, "x")),
	} {
		check.True(t, err != nil, fmt.Sprint("allowed: ", i))
		check.Fault(t, err, "access.denied")
	}
}

// pages protects: a list is walked without gaps or doubles, the latest first, and a field that it does not know is refused.
func pages(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for i := range 7 {
		e := Event()
		e.At = Start - when.Micros(i/2)*when.Hour
		_, err := d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
		check.NoError(t, err)
	}
	f := outreach.Filter{Limit: 2, Is: map[string]string{"venue": "community", "large": ""}, In: "990101001000", From: Start - when.Day, To: Start + 1}
	seen := map[string]bool{}
	last := Start + 1
	for {
		list, next, err := d.Events(ctx, Leader(City), f)
		check.NoError(t, err)
		for _, e := range list {
			check.True(t, !seen[e.ID] && e.At <= last, "doubled or out of order")
			seen[e.ID], last = true, e.At
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	check.Equal(t, len(seen), 7)
	for _, bad := range []outreach.Filter{{Is: map[string]string{"salary": "1"}}, {Is: map[string]string{"venue": strings.Repeat("x", 65)}}, {Cursor: "x"}, {Cursor: "1.'--"}} {
		_, _, err := d.Events(ctx, Leader(City), bad)
		check.True(t, err != nil, fmt.Sprint(bad))
	}
	large, _, err := d.Events(ctx, Leader(City), outreach.Filter{Is: map[string]string{"large": "true"}})
	check.NoError(t, err)
	check.Equal(t, len(large), 0)
}

// tallies protects: people present and views are counted side by side, a void event not at all.
func tallies(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	live := outreach.Event{Head: outreach.Head{At: Start}, Sort: "live", Form: "live_show", Venue: "online", Title: "反诈直播", Views: 140_000, Large: true}
	_, err := d.AddEvent(ctx, Writer(East), live, outreach.Handing{})
	check.NoError(t, err)
	gone, err := d.AddEvent(ctx, Writer(East), Event(), outreach.Handing{})
	check.NoError(t, err)
	_, err = d.AddEvent(ctx, Writer(Station1), Event(), outreach.Handing{})
	check.NoError(t, err)
	_, err = d.VoidEvent(ctx, Writer(East), act(gone.Head, "重复"))
	check.NoError(t, err)
	all, err := d.Tally(ctx, Leader(City), outreach.Tallying{})
	check.NoError(t, err)
	check.Equal(t, all, []outreach.Tally{{Events: 2, Large: 1, Audience: 120, Views: 140_000, Last: Start}})
	for by, want := range map[string]int{"unit": 2, "venue": 2, "kind": 2, "form": 2, "region": 2, "campaign": 1} {
		list, err := d.Tally(ctx, Leader(City), outreach.Tallying{By: by, Digits: 9})
		check.NoError(t, err)
		check.Equal(t, len(list), want)
	}
	some, err := d.Tally(ctx, Leader(City), outreach.Tallying{By: "venue", In: "990101", From: Start - when.Day, To: Start, Is: map[string]string{"form": "lecture"}})
	check.NoError(t, err)
	check.Equal(t, len(some), 1)
	_, err = d.Tally(ctx, Leader(City), outreach.Tallying{By: "unit; drop table"})
	check.Fault(t, err, "outreach.field")
}

// twoClocks protects: copies that tick at the same moment end each message once.
func twoClocks(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	c := d.NewCircle(t)
	const n = 4
	for range n {
		d.approved(t, c.ID)
	}
	d.Clock.Set(Start + 80*when.Hour)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 4 {
		wg.Go(func() {
			got, err := d.Tick(ctx)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			done += got
		})
	}
	wg.Wait()
	check.Equal(t, done, n)
}

// hostile protects: every text is kept as it was entered, or refused; nothing breaks out of it.
func hostile(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for _, text := range []string{"'; drop table outreach_event; --", "“引号”与\\反斜杠", "𠮷野家门前宣传", "%_ like", strings.Repeat("宣", 80)} {
		e := Event()
		e.Title = text
		e, err := d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
		check.NoError(t, err)
		got, err := d.Service.Event(ctx, Writer(East), e.ID)
		check.NoError(t, err)
		check.Equal(t, got.Title, text)
	}
	for _, text := range []string{"", strings.Repeat("宣", 81), "加微信号abc12345", "拨打13800138000", "http://x.cn"} {
		e := Event()
		e.Title = text
		_, err := d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
		check.True(t, err != nil, text)
	}
	for _, w := range d.Rules().Venues {
		e := Event()
		e.Venue = w.Code
		_, err := d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
		check.NoError(t, err)
	}
}
