package roomtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/notify"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Opened is a fresh store with a look at the events that it emitted, in order.
type Opened struct {
	notify.Store
	Emitted func() []notify.EventBody
}

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, Opened){
		"way":       way,
		"refusals":  refusals,
		"waits":     waits,
		"bundles":   bundles,
		"carrier":   carrier,
		"receipts":  receipts,
		"once":      once,
		"undone":    undone,
		"scopes":    scopes,
		"pages":     pages,
		"hostile":   hostile,
		"withdrawn": withdrawn,
		"hand":      hand,
		"chosen":    filters,
	} {
		t.Run(name, func(t *testing.T) { fn(t, open(t)) })
	}
}

var ctx = context.Background()

// way protects: accepted, handed over, delivered; each step told once, and read back as it was.
func way(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	m := d.Accepted(Fund("c1", "p1"))
	check.Equal(t, m.State, notify.Waiting)
	check.Equal(t, m.Parts, int64(2))
	d.Work()
	d.Stands("n00001 sent")
	given := d.Carrier.Given()
	check.Equal(t, len(given), 1)
	check.Equal(t, given[0], notify.Parcel{ID: m.ID, To: "+8619900000001", Sender: "96110", Text: m.Text})
	d.After(when.Minute)
	check.NoError(t, d.Receive(ctx, notify.Receipt{Ref: "ref-n00001", Delivered: true, Detail: "DELIVRD", At: d.Clock.Now()}))
	got := d.Now(m.ID)
	check.Equal(t, got.State, notify.Delivered)
	check.Equal(t, got.To, "199****0001")
	check.Equal(t, []when.Micros{got.SentAt, got.DoneAt, got.NextAt}, []when.Micros{Start, Start + when.Minute, 0})
	var kinds []notify.State
	for _, e := range s.Emitted() {
		kinds = append(kinds, e.State)
	}
	check.Equal(t, kinds, []notify.State{notify.Waiting, notify.Sent, notify.Delivered})
	_, ok, err := d.Accept(ctx, Ask("c2", "p1", notify.LevelRaised, [2]string{"contact", "low"}))
	check.NoError(t, err)
	check.True(t, !ok, "the rulebook sends nothing upon that")
}

// refusals protects: mute, dedupe, budget and end, in that order, each with its reason, counted.
func refusals(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	_, err := d.Mute(ctx, Officer(Station1), notify.MuteCmd{Target: "p1", Until: Start + when.Hour, Why: "手机在对方手里"})
	check.NoError(t, err)
	d.Accepted(Fund("c1", "p1")) // urgent ones are muted too
	d.Accepted(Fund("c2", "p2"))
	d.Work()
	d.Accepted(Fund("c3", "p2")) // the same text again
	d.Work()
	d.Stands("n00001 refused muted", "n00002 sent", "n00003 refused duplicate")
	for i := range 4 { // three a day, six when urgent
		d.After(7 * when.Hour)
		if d.Rules().Quiet(d.Clock.Now()) {
			d.After(8 * when.Hour)
		}
		d.Accepted(Contact(fmt.Sprint("b", i), "p3"))
		d.After(when.Minute * 3)
		d.Work()
	}
	sent := d.Now("n00002")
	check.NoError(t, s.Write(ctx, func(shelf notify.Shelf) error { // the person has had three today
		for i := range 3 {
			m := sent
			m.ID, m.Cause, m.Target, m.TakenAt, m.Template = fmt.Sprint("x", i), fmt.Sprint("x", i), "p4", d.Clock.Now()-when.Hour, "another"
			err := shelf.Save(m, nil)
			if err != nil {
				return err
			}
		}
		return nil
	}))
	d.Accepted(Contact("o1", "p4"))
	d.Accepted(Fund("o2", "p4"))
	d.After(3 * when.Minute)
	d.Work()
	check.Equal(t, d.Now("n00009").State, notify.Sent) // the larger budget
	check.Equal(t, d.Now("n00008").Reason, notify.OverBudget)
	d.Accepted(Contact("o3", "p4"))
	d.After(3 * when.Minute)
	d.Work()
	check.Equal(t, d.Now("n00010").Reason, notify.OverBudget)
	counts, err := d.Counts(ctx, Officer(East), notify.Filter{})
	check.NoError(t, err)
	n := map[string]int64{}
	for _, c := range counts {
		n[string(c.State)+" "+string(c.Reason)] += c.N
	}
	check.Equal(t, n["refused muted"]+10*n["refused duplicate"]+100*n["refused over_budget"], int64(211))
}

// waits protects: quiet hours and throttle hold a message until their end, urgent ones pass, and what is too old is not sent.
func waits(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Clock.Set(Start + 4*when.Hour) // 23:06
	d.Accepted(Contact("c1", "p1"))
	d.Accepted(Fund("c2", "p2"))
	d.Accepted(Missed("c3", "p3")) // valid four hours: over before the morning
	d.Work()
	d.Stands("n00001 waiting quiet_hours", "n00002 sent", "n00003 waiting quiet_hours")
	check.Equal(t, d.Now("n00001").NextAt, Start+4*when.Hour+8*when.Hour+53*when.Minute+20*when.Second) // 08:00
	d.After(5 * when.Hour)
	d.Work()
	check.Equal(t, d.Now("n00003").Reason, notify.Expired)
	d.After(4 * when.Hour)
	d.Work()
	check.Equal(t, d.Now("n00001").State, notify.Sent)
	limit := int(d.Rules().Throttle)
	sent := d.Now("n00002")
	check.NoError(t, s.Write(ctx, func(shelf notify.Shelf) error {
		for i := range limit {
			m := sent
			m.ID, m.Cause, m.Target, m.TakenAt = fmt.Sprint("x", i), fmt.Sprint("x", i), fmt.Sprint("x", i), d.Clock.Now()-when.Second
			err := shelf.Save(m, nil)
			if err != nil {
				return err
			}
		}
		return nil
	}))
	d.Accepted(Contact("c4", "p4"))
	d.Accepted(Fund("c5", "p5"))
	d.Work()
	check.Equal(t, []notify.Reason{d.Now("n00004").Reason, d.Now("n00005").Reason}, []notify.Reason{notify.Throttled, ""})
	check.Equal(t, d.Now("n00004").NextAt, d.Clock.Now()+59*when.Second)
	d.After(3 * when.Minute)
	d.Work()
	check.Equal(t, d.Now("n00004").State, notify.Sent)
}

// bundles protects: of several that wait for a person the strongest goes for all, and an urgent one takes the others along at once.
func bundles(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Accepted(Missed("c1", "p1"))
	d.After(when.Minute)
	d.Accepted(Contact("c2", "p1"))
	d.Accepted(Contact("c3", "p2"))
	d.Work()
	d.Stands("n00001 waiting bundling", "n00002 waiting bundling", "n00003 waiting bundling")
	d.After(when.Minute)
	d.Work()
	d.Stands("n00001 bundled n00002", "n00002 sent", "n00003 waiting bundling")
	d.Accepted(Fund("c4", "p2"))
	d.Work()
	d.Stands("n00001 bundled n00002", "n00002 sent", "n00003 bundled n00004", "n00004 sent")
	check.Equal(t, len(d.Carrier.Given()), 2)
}

// carrier protects: what each of the carrier's answers does to a message.
func carrier(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	var answer error
	d.Carrier.Answer = func(notify.Parcel, int) error { return answer }
	answer = notify.ErrAway
	d.Accepted(Fund("c1", "p1"))
	d.Work()
	m := d.Now("n00001")
	check.Equal(t, []any{m.State, m.Reason, m.TakenAt, m.NextAt, m.Tries}, []any{notify.Waiting, notify.Away, when.Micros(0), Start + 10*when.Second, int64(1)})
	answer = notify.ErrBusy
	d.After(10 * when.Second)
	d.Work()
	check.Equal(t, d.Now("n00001").NextAt, Start+30*when.Second) // doubled
	answer = notify.ErrUnanswered
	d.After(20 * when.Second)
	d.Work()
	m = d.Now("n00001")
	check.Equal(t, []any{m.State, m.Reason, m.TakenAt}, []any{notify.Waiting, notify.NoAnswer, d.Clock.Now()})
	d.After(5 * when.Minute)
	d.Work()
	d.Stands("n00001 failed unanswered") // twice, as the rulebook says
	answer = notify.Refused("0x0000000b")
	d.Accepted(Fund("c2", "p2"))
	d.Accepted(Fund("c3", "fixed"))
	d.Accepted(Fund("c4", "nobody"))
	d.Work()
	check.Equal(t, d.Now("n00002").Detail, "0x0000000b")
	d.Stands("n00001 failed unanswered", "n00002 failed rejected", "n00003 failed no_number", "n00004 failed no_number")
	events := s.Emitted()
	check.Equal(t, events[len(events)-1].NextAt, d.Clock.Now()+30*when.Minute)
}

// receipts protects: a receipt before the answer, one that refuses, none in time, one that comes late, and one of a stranger.
func receipts(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	check.NoError(t, d.Receive(ctx, notify.Receipt{Ref: "ref-n00001", Delivered: true})) // faster than the answer
	d.Accepted(Fund("c1", "p1"))
	d.Accepted(Fund("c2", "p2"))
	d.Accepted(Fund("c3", "p3"))
	d.Work()
	check.NoError(t, d.Receive(ctx, notify.Receipt{Ref: "ref-n00002", Detail: "UNDELIV"}))
	check.NoError(t, d.Receive(ctx, notify.Receipt{Ref: "ref-n00002", Delivered: true})) // the first word stands
	check.NoError(t, d.Receive(ctx, notify.Receipt{Ref: "stranger", Delivered: true}))
	d.Stands("n00001 delivered", "n00002 undelivered", "n00003 sent")
	check.Equal(t, d.Now("n00002").Detail, "UNDELIV")
	d.After(24 * when.Hour)
	d.Work()
	check.Equal(t, d.Now("n00003").State, notify.Unconfirmed)
	check.NoError(t, d.Receive(ctx, notify.Receipt{Ref: "ref-n00003", Delivered: true}))
	check.Equal(t, d.Now("n00003").State, notify.Delivered)
	check.Fault(t, d.Receive(ctx, notify.Receipt{Ref: ""}), "notify.field")
	late := d.Now("n00003")
	check.NoError(t, s.Write(ctx, func(shelf notify.Shelf) error { // two parts: delivered when both are
		m := late
		m.ID, m.Cause, m.State, m.NextAt = "two", "two", notify.Sent, d.Clock.Now()+when.Hour
		return errors.Join(shelf.Save(m, nil), shelf.SaveParts("two", []string{"a", "b"}))
	}))
	check.NoError(t, d.Receive(ctx, notify.Receipt{Ref: "a", Delivered: true}))
	check.Equal(t, d.Now("two").State, notify.Sent)
	check.NoError(t, d.Receive(ctx, notify.Receipt{Ref: "b", Delivered: true}))
	check.Equal(t, d.Now("two").State, notify.Delivered)
}

// once protects: the same cause many times at once is one message, and two who take turns at once hand it over once.
func once(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			_, _, err := d.Accept(ctx, Fund("c1", "p1"))
			if err == nil {
				_, err = d.Turn(ctx)
			}
			if err != nil {
				t.Errorf("accept and turn: %v", err)
			}
		})
	}
	all.Wait()
	d.Work()
	list, _, err := d.List(ctx, access.System(), notify.Filter{})
	check.NoError(t, err)
	check.Equal(t, []int{len(list), len(d.Carrier.Given()), len(s.Emitted())}, []int{1, 1, 2})
}

var errUndone = errors.New("undone")

// undone protects: a transaction that fails leaves nothing.
func undone(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	m := d.Accepted(Fund("c1", "p1"))
	err := s.Write(ctx, func(shelf notify.Shelf) error {
		m.Tries = 7
		ev := notify.Event(m)
		return errors.Join(shelf.Save(m, &ev), shelf.SaveMute(notify.Mute{Target: "p1", Until: Start + when.Hour, At: Start, By: "u"}),
			shelf.SaveReceipt(notify.Receipt{Ref: "r"}), errUndone)
	})
	check.True(t, errors.Is(err, errUndone), "the error is told")
	check.Equal(t, d.Now(m.ID).Tries, int64(0))
	check.Equal(t, len(s.Emitted()), 1)
	mute, err := d.Muted(ctx, access.System(), "p1")
	check.NoError(t, err)
	check.Equal(t, mute.Until, when.Micros(0))
}

// scopes protects: who reads and who mutes.
func scopes(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Accepted(Fund("c1", "p1"))
	d.Accepted(Fund("c2", "q1"))
	for _, c := range []struct {
		unit string
		n    int
	}{{Station1, 1}, {Station3, 1}, {East, 1}, {City, 2}, {"990200000000", 0}, {"", 0}} {
		list, _, err := d.List(ctx, Officer(c.unit), notify.Filter{})
		check.NoError(t, err)
		check.Equal(t, len(list), c.n)
	}
	_, err := d.Get(ctx, Officer(Station3), "n00001")
	check.Fault(t, err, "notify.not_found")
	for _, target := range []string{"q1", "nobody", "", "\x00"} {
		_, err = d.Mute(ctx, Officer(Station1), notify.MuteCmd{Target: target, Until: Start + when.Hour, Why: "本人要求"})
		check.Fault(t, err, "notify.not_found")
		_, err = d.Muted(ctx, Officer(Station1), target)
		check.Fault(t, err, "notify.not_found")
	}
	_, err = d.Mute(ctx, Officer(Station1), notify.MuteCmd{Target: "p1", Until: Start, Why: "本人要求"})
	check.Fault(t, err, "notify.mute_range")
	_, err = d.Mute(ctx, Officer(Station1), notify.MuteCmd{Target: "p1", Until: Start + when.Hour, Why: ""})
	check.Fault(t, err, "notify.field")
	admin := access.Scope{User: "a", Unit: City, Roles: []access.Role{access.SystemAdmin}}
	_, err = d.Mute(ctx, admin, notify.MuteCmd{Target: "p1", Until: Start + when.Hour, Why: "x"})
	check.Fault(t, err, "access.denied")
	_, _, err = d.List(ctx, admin, notify.Filter{})
	check.Fault(t, err, "access.denied")
	_, err = d.Mute(ctx, Officer(East), notify.MuteCmd{Target: "p1", Until: Start + when.Hour, Why: "本人要求"})
	check.NoError(t, err)
	mute, err := d.Muted(ctx, Officer(Station1), "p1")
	check.NoError(t, err)
	check.Equal(t, mute.Until, Start+when.Hour)
	_, err = d.Mute(ctx, Officer(Station1), notify.MuteCmd{Target: "p1", Until: 0, Why: "已经取回手机"})
	check.NoError(t, err)
	mute, err = d.Muted(ctx, Officer(Station1), "p1")
	check.NoError(t, err)
	check.Equal(t, mute.Until, when.Micros(0))
}

// pages protects: the latest first, and paging neither loses nor repeats, also at the same moment.
func pages(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for i := range 17 {
		d.Accepted(Contact(fmt.Sprint("c", i), "p1"))
		if i%3 == 0 {
			d.After(when.Second)
		}
	}
	for _, f := range []notify.Filter{{}, {Warning: "w-p1"}, {Target: "p1", State: notify.Waiting}} {
		whole, _, err := d.List(ctx, Officer(Station1), f)
		check.NoError(t, err)
		check.Equal(t, len(whole), 17)
		f.Limit = 5
		var paged []notify.Message
		for {
			page, next, err := d.List(ctx, Officer(Station1), f)
			check.NoError(t, err)
			paged = append(paged, page...)
			f.Cursor = next
			if next == "" {
				break
			}
		}
		check.Equal(t, paged, whole)
	}
}

// hostile protects: nothing that a caller or the carrier writes breaks the store, finds another row, or reaches a phone.
func hostile(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for _, text := range []string{"'; drop table notify_message; --", "a\x00b", "\xff\xfe", "%", "http://x.example", "{number}"} {
		cmd := Fund("c", "p1")
		cmd.Number = text
		_, _, err := d.Accept(ctx, cmd)
		check.Fault(t, err, "notify.field")
		for _, f := range []notify.Filter{{Warning: text}, {Target: text}, {State: notify.State(text)}, {Cursor: text}} {
			list, _, err := d.List(ctx, Officer(Station1), f)
			check.True(t, err != nil || len(list) == 0, "a hostile filter finds something")
		}
		err = d.Receive(ctx, notify.Receipt{Ref: text, Detail: text})
		check.True(t, err == nil || len(text) < 5, "a receipt is taken or refused")
	}
	d.Accepted(Fund("'; --", "p1"))
	d.Work()
	d.Stands("n00001 sent")
}

// withdrawn protects: what waits about a closed warning is taken back, what has gone stays.
func withdrawn(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Accepted(Fund("c1", "p1"))
	d.Work()
	d.Accepted(Contact("c2", "p1"))
	d.Accepted(Contact("c3", "p2"))
	n, err := d.Withdraw(ctx, "w-p1", "p1")
	check.NoError(t, err)
	check.Equal(t, n, 1)
	n, err = d.Withdraw(ctx, "w-p1", "p1")
	check.NoError(t, err)
	check.Equal(t, n, 0)
	d.Stands("n00001 sent", "n00002 refused withdrawn", "n00003 waiting")
}
