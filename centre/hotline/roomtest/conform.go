package roomtest

import (
	"context"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/hotline"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Opened is a fresh store with a look at the events that it emitted, in order.
type Opened struct {
	hotline.Tickets
	hotline.Notes
	Emitted func() []Told
}

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, *Desk, Opened){
		"a call":        call,
		"once per key":  oncePerKey,
		"duplicates":    duplicates,
		"promises":      promises,
		"lost calls":    lost,
		"take over":     takeOver,
		"dial":          dial,
		"hears":         hears,
		"links":         links,
		"pages":         pages,
		"scopes":        scopes,
		"care":          care,
		"hostile texts": hostile,
		"races":         races,
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			fn(t, NewDesk(t, s.Tickets, s.Notes), s)
		})
	}
}

var (
	ctx = context.Background()
	li  = Operator("小李", City)
	sun = Operator("小孙", City)
)

func (d *Desk) ring(t *testing.T, cmd hotline.ReceiveCmd) hotline.Ticket {
	t.Helper()
	x, err := d.Receive(ctx, li, cmd)
	check.NoError(t, err)
	return x
}

func (d *Desk) must(t *testing.T, scope access.Scope, id string, a hotline.Act) hotline.Ticket {
	t.Helper()
	x, err := d.Do(ctx, scope, hotline.Ref{ID: id}, a)
	check.NoError(t, err)
	return x
}

// call protects: a call from the queue to its end is read back as it went, told once per act, and nothing of it is lost.
func call(t *testing.T, d *Desk, s Opened) {
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang, Queue: true, Key: "k1"})
	check.Equal(t, []any{x.State, x.Number, x.Direction, x.Times}, []any{hotline.Queued, "JX20261118-000001", hotline.In, int64(1)})
	d.After(20 * when.Second)
	d.must(t, sun, x.ID, hotline.Act{Do: hotline.ActAnswer})
	d.must(t, sun, x.ID, hotline.Act{Do: hotline.ActRisk})
	d.must(t, sun, x.ID, hotline.Act{Do: hotline.ActNote, Note: "老人独自在家"})
	d.After(3 * when.Minute)
	d.must(t, sun, x.ID, hotline.Act{Do: hotline.ActHangUp})
	d.must(t, sun, x.ID, hotline.Act{Do: hotline.ActAttach, Record: "call-77"})
	x = d.must(t, sun, x.ID, hotline.Act{Do: hotline.ActClose, Kind: "stop", Note: "已止付"})
	got, steps, err := d.Get(ctx, li, x.ID)
	check.NoError(t, err)
	check.Equal(t, got, x)
	check.Equal(t, []any{got.State, got.Desk, got.DeskName, got.Kind, got.Record, got.Risk, got.Version}, []any{hotline.Closed, sun.User, "小孙", "stop", "call-77", true, int64(7)})
	check.Equal(t, []when.Micros{got.QueuedAt, got.AnsweredAt, got.EndedAt}, []when.Micros{Start, Start + 20*when.Second, Start + 20*when.Second + 3*when.Minute})
	check.Equal(t, len(steps), 7)
	check.Equal(t, []any{steps[3].Act, steps[3].Note, steps[3].ByName, steps[3].Seq}, []any{"note", "老人独自在家", "小孙", int64(4)})
	var kinds []string
	for _, e := range s.Emitted() {
		kinds = append(kinds, e.Kind)
		check.Equal(t, []string{e.Body.Ticket, e.Body.Number, e.Body.Unit}, []string{x.ID, x.Number, City})
	}
	check.Equal(t, strings.Join(kinds, " "), "hotline.queued hotline.answered hotline.risk hotline.noted hotline.wrapped hotline.linked hotline.closed")
	_, err = d.Do(ctx, sun, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActRisk})
	check.Fault(t, err, "hotline.state")
	d.must(t, sun, x.ID, hotline.Act{Do: hotline.ActNote, Note: "事后补记"})
}

// oncePerKey protects: a desk that sends again makes one ticket, also many times at once; another number under the same key is refused.
func oncePerKey(t *testing.T, d *Desk, s Opened) {
	cmd := hotline.ReceiveCmd{Phone: Wang, Key: "desk-1"}
	var wg sync.WaitGroup
	var mu sync.Mutex
	ids := map[string]bool{}
	for range 8 {
		wg.Go(func() {
			x, err := d.Receive(ctx, li, cmd)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("receive: %v", err)
			}
			ids[x.ID] = true
		})
	}
	wg.Wait()
	check.Equal(t, len(ids), 1)
	check.Equal(t, len(s.Emitted()), 1)
	cmd.Phone = Chen
	_, err := d.Receive(ctx, li, cmd)
	check.Fault(t, err, "hotline.key_reused")
	_, err = d.Receive(ctx, sun, cmd)
	check.NoError(t, err)
}

// duplicates protects: who rang before within the window is known by it; a withheld number is nobody's.
func duplicates(t *testing.T, d *Desk, _ Opened) {
	first := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	d.After(when.Hour)
	d.ring(t, hotline.ReceiveCmd{Phone: Chen})
	again := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	check.Equal(t, []any{again.Earlier, again.Times}, []any{first.ID, int64(2)})
	d.After(when.Micros(d.Rules().DuplicateWithin.Microseconds()) - when.Minute)
	third := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	check.Equal(t, []any{third.Earlier, third.Times}, []any{again.ID, int64(2)})
	d.ring(t, hotline.ReceiveCmd{Queue: true})
	hidden := d.ring(t, hotline.ReceiveCmd{Queue: true})
	check.Equal(t, []any{hidden.Earlier, hidden.Times}, []any{"", int64(1)})
	_, before, err := d.Before(ctx, li, third.ID)
	check.NoError(t, err)
	check.Equal(t, []string{before.Calls[0].ID, before.Calls[1].ID}, []string{again.ID, first.ID})
}

// promises protects: a promise stays until somebody rings or ends it with a reason, and is told once when it was missed.
func promises(t *testing.T, d *Desk, s Opened) {
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	y := d.ring(t, hotline.ReceiveCmd{Phone: Chen})
	for _, at := range []when.Micros{0, Start, Start - 1, Start + 8*when.Day} {
		_, err := d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActPromise, At: at})
		check.Fault(t, err, "hotline.promise_time")
	}
	d.must(t, li, x.ID, hotline.Act{Do: hotline.ActPromise, At: Start + 2*when.Hour})
	d.must(t, li, y.ID, hotline.Act{Do: hotline.ActPromise, At: Start + when.Hour})
	n, err := d.Tick(ctx)
	check.NoError(t, err)
	check.Equal(t, n, 0)
	d.After(when.Hour)
	for _, want := range []int{1, 0} {
		n, err = d.Tick(ctx)
		check.NoError(t, err)
		check.Equal(t, n, want)
	}
	last := s.Emitted()[len(s.Emitted())-1]
	check.Equal(t, []string{last.Kind, last.Body.Ticket, last.Body.Actor}, []string{"hotline.overdue", y.ID, "system"})
	due, _, err := d.List(ctx, sun, hotline.Filter{States: []hotline.State{hotline.Promised}, Sort: hotline.Promise})
	check.NoError(t, err)
	check.Equal(t, []string{due[0].ID, due[1].ID}, []string{y.ID, x.ID})
	c, err := d.Counts(ctx, sun)
	check.NoError(t, err)
	check.Equal(t, c, hotline.Counts{Promised: 2, Late: 1})
	_, err = d.Do(ctx, sun, hotline.Ref{ID: y.ID}, hotline.Act{Do: hotline.ActClose, Kind: "advice"})
	check.Fault(t, err, "hotline.reason_needed")
	rung, phone, err := d.Dial(ctx, sun, y.ID, 0) // a colleague keeps the promise
	check.NoError(t, err)
	check.Equal(t, []any{phone, rung.State, rung.Desk, rung.PromiseAt}, []any{Chen, hotline.Answered, sun.User, when.Micros(0)})
	d.must(t, sun, y.ID, hotline.Act{Do: hotline.ActPromise, At: Start + 3*when.Hour, Note: "占线"})
	d.After(2 * when.Hour)
	n, err = d.Tick(ctx) // a new promise can be missed anew
	check.NoError(t, err)
	check.Equal(t, n, 2)
	d.must(t, sun, y.ID, hotline.Act{Do: hotline.ActClose, Kind: "unreached", Note: "本人已到派出所"})
}

// lost protects: a call that rang off in the queue is rung back; without a number it is ended as what it was.
func lost(t *testing.T, d *Desk, _ Opened) {
	x := d.must(t, li, d.ring(t, hotline.ReceiveCmd{Phone: Wang, Queue: true}).ID, hotline.Act{Do: hotline.ActMiss})
	check.Equal(t, []any{x.State, x.PromiseAt}, []any{hotline.Promised, Start.Add(d.Rules().MissedCallback)})
	x = d.must(t, li, d.ring(t, hotline.ReceiveCmd{Queue: true}).ID, hotline.Act{Do: hotline.ActMiss})
	check.Equal(t, []any{x.State, x.Kind}, []any{hotline.Closed, "abandoned"})
	x = d.ring(t, hotline.ReceiveCmd{})
	_, err := d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActPromise, At: Start + when.Hour})
	check.Fault(t, err, "hotline.no_number")
	_, _, err = d.Dial(ctx, li, d.must(t, li, x.ID, hotline.Act{Do: hotline.ActHangUp}).ID, 0)
	check.Fault(t, err, "hotline.no_number")
	_, err = d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActClose, Kind: "abandoned"})
	check.Fault(t, err, "hotline.kind_unknown")
}

// takeOver protects: an abusive call is the supervisor's at one key, and then no longer the operator's.
func takeOver(t *testing.T, d *Desk, _ Opened) {
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	d.must(t, li, x.ID, hotline.Act{Do: hotline.ActAbusive})
	c, err := d.Counts(ctx, Supervisor(City))
	check.NoError(t, err)
	check.Equal(t, c, hotline.Counts{Talking: 1, Abusive: 1})
	_, err = d.Do(ctx, sun, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActTakeOver})
	check.Fault(t, err, "access.denied")
	_, err = d.Do(ctx, sun, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActHangUp})
	check.Fault(t, err, "hotline.other_desk")
	x = d.must(t, Supervisor(City), x.ID, hotline.Act{Do: hotline.ActTakeOver})
	check.Equal(t, []any{x.State, x.Leader, x.Desk}, []any{hotline.TakenOver, "u-leader", li.User})
	_, err = d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActClose, Kind: "harassing"})
	check.Fault(t, err, "hotline.other_desk")
	c, err = d.Counts(ctx, Supervisor(City))
	check.NoError(t, err)
	check.Equal(t, c, hotline.Counts{Talking: 1})
	d.must(t, Supervisor(City), x.ID, hotline.Act{Do: hotline.ActClose, Kind: "harassing"})
}

// dial protects: the ticket says that it is rung before it is; the record comes with the call; a line that does not connect is noted.
func dial(t *testing.T, d *Desk, s Opened) {
	d.Line.Hand = false
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang, Direction: hotline.Out})
	d.Line.Check = func() {
		kept, err := s.Get(ctx, li, x.ID)
		check.NoError(t, err)
		check.Equal(t, kept.Version, int64(2))
	}
	x, phone, err := d.Dial(ctx, li, x.ID, 1)
	check.NoError(t, err)
	check.Equal(t, []any{phone, x.Record, x.Version}, []any{hotline.Leg{}.To, "rec-1", int64(3)})
	check.Equal(t, d.Line.Legs, []hotline.Leg{{Ticket: x.ID, Desk: li.User, To: Wang}})
	_, _, err = d.Dial(ctx, li, x.ID, 1)
	check.Fault(t, err, "hotline.stale")
	d.Line.Check, d.Line.Err = nil, fault.New(fault.Unavailable, "db.unavailable")
	_, _, err = d.Dial(ctx, li, x.ID, 0)
	check.Fault(t, err, "db.unavailable")
	_, steps, err := d.Get(ctx, li, x.ID)
	check.NoError(t, err)
	check.Equal(t, steps[len(steps)-1].Act, "undialled")
	_, err = d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActAttach, Record: "other"})
	check.Fault(t, err, "hotline.record_attached")
	_, err = d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActDial})
	check.Fault(t, err, "hotline.field")
	_, err = d.Receive(ctx, li, hotline.ReceiveCmd{Direction: hotline.Out})
	check.Fault(t, err, "hotline.no_number")
}

// links protects: a stop-payment is noted once on the ticket it grew out of, and never on another unit's.
func links(t *testing.T, d *Desk, s Opened) {
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	l := hotline.LinkCmd{Ticket: x.ID, Claim: "c1", Number: "ZF-1", Unit: Other}
	check.Fault(t, d.Link(ctx, l), "hotline.not_found")
	l.Unit = City
	for range 2 {
		check.NoError(t, d.Link(ctx, l))
	}
	check.Equal(t, len(s.Emitted()), 2)
	x, _, err := d.Get(ctx, li, x.ID)
	check.NoError(t, err)
	check.Equal(t, []string{x.Claim, x.ClaimNumber}, []string{"c1", "ZF-1"})
	_, err = d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActLink, Claim: "c2"})
	check.Fault(t, err, "hotline.field")
	phone, err := d.Caller(ctx, li, x.ID)
	check.NoError(t, err)
	check.Equal(t, phone, Wang)
}

// pages protects: the latest first, and paging neither loses nor repeats, also at the same moment.
func pages(t *testing.T, d *Desk, _ Opened) {
	for i := range 17 {
		d.ring(t, hotline.ReceiveCmd{Queue: i%2 == 0})
		if i%3 == 0 {
			d.After(when.Second)
		}
	}
	whole, next, err := d.List(ctx, li, hotline.Filter{Limit: 50})
	check.NoError(t, err)
	check.Equal(t, []any{len(whole), next}, []any{17, ""})
	var paged []hotline.Ticket
	f := hotline.Filter{Limit: 5}
	for {
		page, next, err := d.List(ctx, li, f)
		check.NoError(t, err)
		paged = append(paged, page...)
		if next == "" {
			break
		}
		f.Cursor = next
	}
	check.Equal(t, paged, whole)
	waiting, _, err := d.List(ctx, li, hotline.Filter{States: []hotline.State{hotline.Queued}, Sort: hotline.Waiting})
	check.NoError(t, err)
	check.Equal(t, []any{len(waiting), waiting[0].QueuedAt}, []any{9, Start})
	mine, _, err := d.List(ctx, li, hotline.Filter{Mine: true, Limit: 3})
	check.NoError(t, err)
	check.Equal(t, []any{len(mine), mine[0].Desk}, []any{3, li.User})
	for _, bad := range []hotline.Filter{{Cursor: "x"}, {Cursor: "1.", Sort: hotline.Latest}, {Sort: 9}, {States: []hotline.State{"lost"}}, {Cursor: "1.a", Sort: hotline.Waiting}} {
		_, _, err = d.List(ctx, li, bad)
		check.Fault(t, err, "hotline.filter")
	}
}

// scopes protects: who answers, and whose calls he sees.
func scopes(t *testing.T, d *Desk, s Opened) {
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	for _, who := range []access.Scope{Operator("东", East), Operator("外", Other), {User: "a", Roles: []access.Role{access.Operator}}} {
		_, _, err := d.Get(ctx, who, x.ID)
		check.Fault(t, err, "hotline.not_found")
		_, err = d.Do(ctx, who, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActNote, Note: "x"})
		check.Fault(t, err, "hotline.not_found")
		_, _, err = d.Dial(ctx, who, x.ID, 0)
		check.Fault(t, err, "hotline.not_found")
		list, _, err := d.List(ctx, who, hotline.Filter{})
		check.NoError(t, err)
		check.Equal(t, len(list), 0)
		c, err := d.Counts(ctx, who)
		check.NoError(t, err)
		check.Equal(t, c, hotline.Counts{})
	}
	y, err := d.Receive(ctx, Operator("东", East), hotline.ReceiveCmd{Phone: Wang})
	check.NoError(t, err)
	check.Equal(t, y.Earlier, "") // the city's call is not the county's to know
	_, _, err = d.Get(ctx, li, y.ID)
	check.NoError(t, err)
	officer := access.Scope{User: "o", Unit: City, Roles: []access.Role{access.Officer, access.AuditAdmin}}
	for _, try := range []error{
		second(d.Receive(ctx, officer, hotline.ReceiveCmd{})), second(d.Do(ctx, officer, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActRisk})),
		second(d.AddCare(ctx, officer, x.ID, "x")), second(d.Counts(ctx, officer)), second(d.Caller(ctx, officer, x.ID)),
	} {
		check.Fault(t, try, "access.denied")
	}
	check.Equal(t, len(s.Emitted()), 2)
}

func second[T any](_ T, err error) error { return err }

// care protects: what one operator leaves for a number, the next one reads before he answers it.
func care(t *testing.T, d *Desk, _ Opened) {
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	for _, note := range []string{"听力不好，请慢说", "早8点前不要打"} {
		_, err := d.AddCare(ctx, li, x.ID, note)
		check.NoError(t, err)
		d.After(when.Second)
	}
	y := d.ring(t, hotline.ReceiveCmd{Phone: Wang, Queue: true})
	_, before, err := d.Before(ctx, sun, y.ID)
	check.NoError(t, err)
	check.Equal(t, []string{before.Care[0].Note, before.Care[1].Note, before.Care[0].ByName}, []string{"早8点前不要打", "听力不好，请慢说", "小李"})
	_, err = d.AddCare(ctx, li, x.ID, "  ")
	check.Fault(t, err, "hotline.field")
	_, err = d.AddCare(ctx, li, d.ring(t, hotline.ReceiveCmd{}).ID, "x")
	check.Fault(t, err, "hotline.no_number")
	_, before, err = d.Before(ctx, li, d.ring(t, hotline.ReceiveCmd{Phone: Chen}).ID)
	check.NoError(t, err)
	check.Equal(t, len(before.Care)+len(before.Calls), 0)
}

// hostile protects: nothing that a caller of the desk writes breaks the store or another ticket.
func hostile(t *testing.T, d *Desk, _ Opened) {
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang})
	for _, text := range []string{"'; drop table hotline_ticket; --", "a\x00b\xff", strings.Repeat("长", hotline.NoteMax), `{"a":1}`} {
		d.must(t, li, x.ID, hotline.Act{Do: hotline.ActNote, Note: text})
	}
	_, err := d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActNote, Note: strings.Repeat("长", hotline.NoteMax+1)})
	check.Fault(t, err, "hotline.field")
	_, steps, err := d.Get(ctx, li, x.ID)
	check.NoError(t, err)
	check.Equal(t, []string{steps[1].Note, steps[2].Note}, []string{"'; drop table hotline_ticket; --", "a\uFFFDb\uFFFD"})
	for _, cmd := range []hotline.ReceiveCmd{{Key: strings.Repeat("k", 129)}, {Key: "\x00"}, {Direction: "up"}, {Record: "\xff"}, {Direction: hotline.Out, Phone: Wang, Queue: true}} {
		_, err = d.Receive(ctx, li, cmd)
		check.Fault(t, err, "hotline.field")
	}
	_, err = d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActAttach, Record: "\x00"})
	check.Fault(t, err, "hotline.field")
}

// races protects: of two operators who take the same call from the queue one gets it; marks made at once are all kept.
func races(t *testing.T, d *Desk, _ Opened) {
	x := d.ring(t, hotline.ReceiveCmd{Phone: Wang, Queue: true})
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int{}
	for _, who := range []access.Scope{li, sun} {
		wg.Go(func() {
			_, err := d.Do(ctx, who, hotline.Ref{ID: x.ID, Version: x.Version}, hotline.Act{Do: hotline.ActAnswer})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got["taken"]++
				return
			}
			got[fault.CodeOf(err)]++
		})
	}
	wg.Wait()
	check.Equal(t, got, map[string]int{"taken": 1, "hotline.stale": 1})
	for range 3 {
		wg.Go(func() {
			_, err := d.Do(ctx, li, hotline.Ref{ID: x.ID}, hotline.Act{Do: hotline.ActNote, Note: "x"})
			if err != nil {
				t.Errorf("note: %v", err)
			}
		})
	}
	wg.Wait()
	y, steps, err := d.Get(ctx, li, x.ID)
	check.NoError(t, err)
	check.Equal(t, []any{y.Version, len(steps)}, []any{int64(5), 5})
}
