package roomtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Opened is a fresh store with a look at what it emitted ("order.issued o00001"), in order.
type Opened struct {
	Books
	Emitted func() []string
}

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, Opened){
		"issue once per cause":       issueOnce,
		"one order under contention": contention,
		"whole life":                 wholeLife,
		"save all or none":           allOrNone,
		"one open order per unit":    oneOpen,
		"overdue once":               overdueOnce,
		"queue and pages":            pages,
		"scopes":                     scopes,
		"figures":                    figures,
		"hostile texts":              hostile,
		"same as the model":          model,
	} {
		t.Run(name, func(t *testing.T) { fn(t, open(t)) })
	}
}

var ctx = context.Background()

// issueOnce protects: the same cause, or the same warning at the same unit, never makes a second order.
func issueOnce(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	first := d.Issue(t, Cmd("w1", Station1))
	check.Equal(t, first.Number, "20261118-000001")
	check.Equal(t, d.Issue(t, Cmd("w1", Station1)), first)
	other := Cmd("w1", Station1)
	other.Cause = "again"
	check.Equal(t, d.Issue(t, other), first)
	second := d.Issue(t, Cmd("w2", Station1))
	check.Equal(t, second.Number, "20261118-000002")
	_, err := d.Withdraw(ctx, "w1", "closed")
	check.NoError(t, err)
	check.Equal(t, d.Issue(t, other).ID, first.ID) // the cause is spent, also when its order has ended
	check.Equal(t, s.Emitted(), []string{"order.issued " + first.ID, "order.issued " + second.ID, "order.withdrawn " + first.ID})
	d.After(12 * when.Hour)
	check.Equal(t, d.Issue(t, Cmd("w3", Station1)).Number[:9], "20261119-")
}

// contention protects: many at once still make one order per warning and unit, and numbers are never given twice.
func contention(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	const warnings, each = 6, 6
	var wg sync.WaitGroup
	var mu sync.Mutex
	ids := map[string]map[string]bool{}
	numbers := map[string]string{}
	for i := range warnings * each {
		wg.Go(func() {
			cmd := Cmd(fmt.Sprintf("w%d", i%warnings), Station1)
			if i%2 == 0 {
				cmd.Cause = fmt.Sprintf("cause %d", i)
			}
			o, err := d.Service.Issue(ctx, cmd)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("issue: %v", err)
				return
			}
			if ids[o.Warning] == nil {
				ids[o.Warning] = map[string]bool{}
			}
			ids[o.Warning][o.ID] = true
			numbers[o.Number] = o.ID
		})
	}
	wg.Wait()
	check.Equal(t, len(numbers), warnings)
	for w, list := range ids {
		check.Equal(t, len(list), 1)
		open, err := s.OpenOf(ctx, access.System(), w)
		check.NoError(t, err)
		check.Equal(t, len(open), 1)
	}
	check.Equal(t, len(s.Emitted()), warnings)
}

// wholeLife protects: every stamp survives the store, every step is in the history, and stamps of the system do not make an
// officer's open form stale.
func wholeLife(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	li := Officer(Station1)
	o := d.Issue(t, Cmd("w1", Station1))
	d.After(2 * when.Minute)
	v, err := d.Sign(ctx, li, o.ID, 1)
	check.NoError(t, err)
	check.Equal(t, string(v.DueWhat), "call")
	d.After(when.Minute)
	visit := dispatch.Contact{ID: "a1", At: d.Clock.Now(), Channel: "visit", Met: true, Reached: true}
	d.Contacts.Add(o.ID, visit)
	check.NoError(t, d.Contacted(ctx, o.ID, visit))
	check.NoError(t, d.Contacted(ctx, o.ID, visit)) // handled twice
	v, err = d.Chase(ctx, Leader(East), o.ID, "")
	check.NoError(t, err)
	check.Equal(t, v.Chases, int64(1))
	check.NoError(t, d.ChaseOnce(ctx, dispatch.ChaseOnceCmd{ID: o.ID, Cause: "ev 9", Note: "自动催办"}))
	check.NoError(t, d.ChaseOnce(ctx, dispatch.ChaseOnceCmd{ID: o.ID, Cause: "ev 9", Note: "自动催办"}))
	_, err = d.Report(ctx, li, dispatch.ReportCmd{ID: o.ID, Version: 1, Result: dispatch.MetDissuaded})
	check.Fault(t, err, "dispatch.version")
	v, err = d.Report(ctx, li, dispatch.ReportCmd{ID: o.ID, Version: 2, Result: dispatch.MetDissuaded, Note: "见到本人，已劝阻"})
	check.NoError(t, err)
	check.Equal(t, v.Attempts, int64(1))
	check.Equal(t, v.Chases, int64(2))
	n, err := d.Withdraw(ctx, "w1", "warning closed")
	check.NoError(t, err)
	check.Equal(t, n, 0) // a reported order waits to be read
	v, err = d.CloseOrder(ctx, Leader(East), o.ID, 3)
	check.NoError(t, err)
	got, err := d.Get(ctx, li, o.ID)
	check.NoError(t, err)
	check.Equal(t, got.View, v)
	var acts []string
	for i, st := range got.Steps {
		acts = append(acts, string(st.Action))
		check.Equal(t, st.Seq, int64(i+1))
	}
	check.Equal(t, strings.Join(acts, " "), "issue sign contact chase chase report close")
	steps, err := d.History(ctx, li, o.Target)
	check.NoError(t, err)
	check.Equal(t, len(steps), 7)
	check.Equal(t, steps[6].Action, dispatch.ActIssue)
	check.Equal(t, s.Emitted(), []string{
		"order.issued " + o.ID, "order.signed " + o.ID, "order.contacted " + o.ID, "order.chased " + o.ID, "order.chased " + o.ID,
		"order.reported " + o.ID, "order.closed " + o.ID,
	})
}

// allOrNone protects: a stale change, or one whose cause is spent, saves nothing of its batch.
func allOrNone(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	a, b := d.Issue(t, Cmd("w1", Station1)), d.Issue(t, Cmd("w2", Station1))
	before := len(s.Emitted())
	step := func(o dispatch.Order, rev int64) dispatch.Change {
		o.Rev = rev + 1
		o.Chases = 5
		return dispatch.Change{Order: o, Rev: rev, Step: dispatch.Step{Order: o.ID, Seq: rev + 1, At: Start, Actor: "x", Action: dispatch.ActChase, From: o.State, To: o.State, Unit: o.Unit, Level: o.Level}}
	}
	err := s.Save(ctx, step(a, 1), step(b, 7))
	check.True(t, errors.Is(err, dispatch.ErrStale), "stale")
	spent := step(b, 1)
	spent.Cause = a.Cause
	err = s.Save(ctx, step(a, 1), spent)
	check.True(t, errors.Is(err, dispatch.ErrCauseKnown), "cause known")
	got, err := s.Get(ctx, access.System(), a.ID)
	check.NoError(t, err)
	check.Equal(t, got, a)
	check.Equal(t, len(s.Emitted()), before)
	check.NoError(t, s.Save(ctx, step(a, 1), step(b, 1)))
	got, err = s.Get(ctx, access.System(), b.ID)
	check.NoError(t, err)
	check.Equal(t, got.Chases, int64(5))
}

// oneOpen protects: a transfer to a unit that already has the warning's order is refused and changes nothing.
func oneOpen(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	a := d.Issue(t, Cmd("w1", Station1))
	other := Cmd("w1", Station3)
	other.Cause = "second line"
	d.Issue(t, other)
	to := dispatch.TransferCmd{ID: a.ID, Version: 1, ToUnit: Station3, Reason: "lives there"}
	_, err := d.Transfer(ctx, Officer(Station1), to)
	check.Fault(t, err, "dispatch.unit_has_order")
	to.ToUnit = "990109990000"
	_, err = d.Transfer(ctx, Officer(Station1), to)
	check.Fault(t, err, "dispatch.unit_unknown")
	to.ToUnit = Dormant
	_, err = d.Transfer(ctx, Officer(Station1), to)
	check.Fault(t, err, "dispatch.unit_inactive")
	to.ToUnit = Station1
	_, err = d.Transfer(ctx, Officer(Station1), to)
	check.Fault(t, err, "dispatch.same_unit")
	got, err := s.Get(ctx, access.System(), a.ID)
	check.NoError(t, err)
	check.Equal(t, got, a)
	n, err := d.Escalate(ctx, "w1", dispatch.Urgent)
	check.NoError(t, err)
	check.Equal(t, n, 0)
	n, err = d.Withdraw(ctx, "w1", "closed")
	check.NoError(t, err)
	check.Equal(t, n, 2)
}

// overdueOnce protects: each deadline of an order is announced once per round, also when several clocks tick at once.
func overdueOnce(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	const orders = 7
	for i := range orders {
		d.Issue(t, Cmd(fmt.Sprintf("w%d", i), Station1))
	}
	overdue := func() int {
		n := 0
		for _, e := range s.Emitted() {
			if strings.HasPrefix(e, dispatch.EvOverdue) {
				n++
			}
		}
		return n
	}
	n, err := d.Tick(ctx, d.Clock.Now()+5*when.Minute)
	check.NoError(t, err)
	check.Equal(t, n, 0) // at the very moment nothing is late
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			_, tickErr := d.Tick(ctx, Start+6*when.Minute)
			if tickErr != nil {
				t.Errorf("tick: %v", tickErr)
			}
		})
	}
	wg.Wait()
	check.Equal(t, overdue(), 2*orders) // sign and call
	n, err = d.Tick(ctx, Start+7*when.Minute)
	check.NoError(t, err)
	check.Equal(t, n, 0)
	n, err = d.Tick(ctx, Start+300*when.Minute)
	check.NoError(t, err)
	check.Equal(t, n, 2*orders) // visit and report
	d.After(301 * when.Minute)
	open, err := s.OpenOf(ctx, access.System(), "w0")
	check.NoError(t, err)
	v, err := d.Transfer(ctx, Officer(Station1), dispatch.TransferCmd{ID: open[0].ID, Version: 1, ToUnit: Station3, Reason: "lives there"})
	check.NoError(t, err)
	check.Equal(t, v.Late, dispatch.Marks(0))
	n, err = d.Tick(ctx, d.Clock.Now()+6*when.Minute)
	check.NoError(t, err)
	check.Equal(t, n, 2) // the new round of the one order
}

// pages protects: the queue is in due order, the more urgent first at the same moment, and paging neither loses nor repeats.
func pages(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	levels := []dispatch.Level{dispatch.Low, dispatch.Urgent, dispatch.Medium, dispatch.High}
	for i := range 23 {
		cmd := Cmd(fmt.Sprintf("w%d", i), []string{Station1, Station2, Station3}[i%3])
		cmd.Level = levels[i%4]
		o := d.Issue(t, cmd)
		if i%5 == 0 {
			_, err := d.Sign(ctx, Officer(o.Unit), o.ID, 1)
			check.NoError(t, err)
		}
		if i%10 == 0 {
			_, err := d.Report(ctx, Officer(o.Unit), dispatch.ReportCmd{ID: o.ID, Version: 2, Result: dispatch.FalseAlarm, Note: "own account"})
			check.NoError(t, err)
		}
		if i%3 == 1 {
			d.After(when.Minute)
		}
	}
	whole, next, err := d.List(ctx, Leader(City), dispatch.Filter{Limit: 200})
	check.NoError(t, err)
	check.Equal(t, next, "")
	check.Equal(t, len(whole), 23)
	for i := 1; i < len(whole); i++ {
		check.True(t, dispatch.KeyOf(&whole[i-1].Order).Compare(dispatch.KeyOf(&whole[i].Order)) < 0, "queue order")
	}
	check.Equal(t, whole[22].State, dispatch.Reported)
	var paged []dispatch.View
	f := dispatch.Filter{Limit: 4}
	for {
		page, more, err := d.List(ctx, Leader(City), f)
		check.NoError(t, err)
		paged = append(paged, page...)
		f.Cursor = more
		if more == "" {
			break
		}
	}
	check.Equal(t, paged, whole)
	_, _, err = d.List(ctx, Leader(City), dispatch.Filter{Cursor: "zz"})
	check.Fault(t, err, "dispatch.cursor")
}
