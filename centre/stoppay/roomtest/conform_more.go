package roomtest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/internal/check"
	"fanzha/term/when"
)

func count(list []string, kind string) int {
	n := 0
	for _, k := range list {
		if k == kind {
			n++
		}
	}
	return n
}

// renewal protects: the second stop takes the hold over, counts once, ends by itself, and there is no third.
func renewal(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 500_000)
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 500_000))
	_, err := d.Renew(ctx, Operator(East), got.Orders[0].ID)
	check.Fault(t, err, "stoppay.not_renewable") // nothing is held yet
	d.work(t)
	d.After(40 * when.Hour)
	r, err := d.Renew(ctx, Operator(East), got.Orders[0].ID)
	check.NoError(t, err)
	check.Equal(t, r.Count, 2)
	_, err = d.Renew(ctx, Operator(East), got.Orders[0].ID)
	check.Fault(t, err, "stoppay.not_renewable")
	d.work(t)
	det := d.claim(t, got.Claim.ID)
	check.Equal(t, string(det.Orders[0].HoldState), "renewed")
	check.Equal(t, det.Orders[1].HeldFen, int64(500_000))
	check.Equal(t, det.Orders[1].ExpiresAt, d.Clock.Now()+48*when.Hour)
	check.Equal(t, det.Claim.HeldFen, int64(500_000))
	_, err = d.Renew(ctx, Operator(East), r.ID)
	check.Fault(t, err, "stoppay.not_renewable")
	d.After(48 * when.Hour)
	d.tick(t)
	check.Equal(t, d.claim(t, got.Claim.ID).Claim.HeldFen, int64(0))
}

// expiry protects: a hold ends by itself, its end is announced three times, once each; a clock that goes back neither revives it
// nor announces again.
func expiry(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 500_000)
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 500_000))
	d.work(t)
	for range 3 {
		for _, back := range []when.Micros{0, 5 * when.Hour} {
			d.Clock.Set(Start - back)
			d.tick(t)
		}
		for h := range 48 {
			d.Clock.Set(Start + when.Micros(h)*when.Hour + when.Second)
			d.tick(t)
		}
		check.Equal(t, d.claim(t, got.Claim.ID).Claim.HeldFen, int64(500_000))
		check.Equal(t, count(s.Emitted(), stoppay.EvExpiring), 3)
	}
	d.Clock.Set(Start + 48*when.Hour)
	d.tick(t)
	det := d.claim(t, got.Claim.ID)
	check.Equal(t, string(det.Orders[0].HoldState), "expired")
	d.Clock.Set(Start)
	d.tick(t)
	late := stoppay.Answer{ID: "late", Message: det.Orders[0].ID, Seq: 9, At: Start, Result: stoppay.ResultHeld, ExecutedAt: Start, HeldFen: 500_000, Final: true}
	_, err := d.Answer(ctx, "yh_bank", late)
	check.NoError(t, err)
	det = d.claim(t, got.Claim.ID)
	check.Equal(t, string(det.Orders[0].HoldState), "expired")
	check.Equal(t, det.Claim.HeldFen, int64(0))
	check.Equal(t, count(s.Emitted(), stoppay.EvExpired), 1)
}

// silentBank protects: a bank that does not answer is reminded step by step, its second contact is told once, and other banks'
// money is chased all the while; the answer that comes late counts.
func silentBank(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Silent = func(m stoppay.Message) bool { return m.Kind == stoppay.KindStop }
	d.Town.Put(Card(1, 1), 500_000)
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 500_000))
	d.work(t)
	for minute := range 60 {
		d.Clock.Set(Start + when.Micros(minute)*when.Minute)
		d.tick(t)
		d.tick(t)
		d.work(t)
	}
	det := d.claim(t, got.Claim.ID)
	o := det.Orders[0]
	check.Equal(t, o.Reminders, len(d.Rules.Reminders))
	check.Equal(t, o.Escalated, Start+d.Rules.SecondContact)
	reminders := 0
	for _, m := range det.Messages {
		if m.Kind == stoppay.KindRemind {
			reminders++
			check.Equal(t, string(m.State), "done")
		}
	}
	check.Equal(t, reminders, len(d.Rules.Reminders))
	_, err := d.Answer(ctx, "yh_bank", d.Town.Later()[0])
	check.NoError(t, err)
	check.Equal(t, d.claim(t, got.Claim.ID).Claim.HeldFen, int64(500_000))
}

// onePayment protects: a payment that is reported again, under whatever cause, is the claim that is open for it: no loss counts twice and no account
// gets a second order; once that claim is withdrawn, a new report is a new claim. Nobody loses money to himself.
func onePayment(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 500_000)
	first := d.open(t, Cmd("c1", Start, Card(1, 1), 500_000))
	again := Cmd("c2", Start, Card(1, 1), 500_000)
	again.Payments[0].Ref = "P-c1"
	for range 2 {
		got := d.open(t, again)
		check.Equal(t, got.Claim.ID, first.Claim.ID)
		check.True(t, !got.Fresh && len(got.Orders) == 1, "a second claim or order")
	}
	_, err := d.Withdraw(ctx, Operator(East), stoppay.ActCmd{Claim: first.Claim.ID, Version: d.claim(t, first.Claim.ID).Claim.Version, Reason: "误报"})
	check.NoError(t, err)
	again.Cause = "c3"
	check.True(t, d.open(t, again).Claim.ID != first.Claim.ID, "the withdrawn claim came back")
	own := Cmd("c4", Start, Card(1, 1), 500_000)
	own.Payments[0].Account = Card(1, 1)
	_, err = d.Service.Open(ctx, Operator(East), own)
	check.Fault(t, err, "stoppay.own_payee")
}

// remindersEnd protects: nobody is reminded before his time to answer is over, not by hand either, and a bank that answers its order has nothing
// left to do: reminders are no orders.
func remindersEnd(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(5, 1), 500_000)
	got := d.open(t, Cmd("c1", Start, Card(5, 1), 300_000))
	order := d.claim(t, got.Claim.ID).Orders[0].ID
	due := d.claim(t, got.Claim.ID).Orders[0].SealedAt + d.Rules.AnswerWithin
	_, err := d.Pending(ctx, "xb_bank", 0, 10)
	check.NoError(t, err)
	for _, c := range []struct {
		at        when.Micros
		reminders int
	}{{due - when.Second, 0}, {due + when.Minute, 1}, {due + 6*when.Minute, 2}} {
		d.Clock.Set(c.at)
		if c.reminders == 0 {
			_, err = d.Remind(ctx, Operator(East), order)
			check.Fault(t, err, "stoppay.not_late")
		}
		d.tick(t)
		check.Equal(t, d.claim(t, got.Claim.ID).Orders[0].Reminders, c.reminders)
		league, err := d.League(ctx, Operator(East), stoppay.Span{})
		check.NoError(t, err)
		check.Equal(t, league[0].Silent, int64(min(1, c.reminders))) // late, as the ledger lists them
		list, err := d.Waiting(ctx, "xb_bank", 0, 10)
		check.NoError(t, err)
		check.Equal(t, len(list), 1+c.reminders)
	}
	_, err = d.Answer(ctx, "xb_bank", stoppay.Answer{ID: "a1", Message: order, Seq: 1, At: d.Clock.Now(), Result: stoppay.ResultHeld, ExecutedAt: d.Clock.Now(), HeldFen: 300_000, Final: true})
	check.NoError(t, err)
	left, err := d.Waiting(ctx, "xb_bank", 0, 10)
	check.NoError(t, err)
	check.Equal(t, len(left), 0)
	check.Equal(t, d.claim(t, got.Claim.ID).Orders[0].Reminders, 2) // that it was late stays on record
}

// pollingBank protects: nothing is pushed to a bank that polls; its cursor misses nothing and what is answered is not offered again.
func pollingBank(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(5, 1), 500_000)
	got := d.open(t, Cmd("c1", Start, Card(5, 1), 300_000))
	d.open(t, withVictim(Cmd("c2", Start, Card(5, 2), 200_000), 2))
	d.work(t)
	check.Equal(t, d.Town.Stops(), 0)
	first, err := d.Pending(ctx, "xb_bank", 0, 1)
	check.NoError(t, err)
	check.Equal(t, len(first), 1)
	check.Equal(t, string(d.claim(t, got.Claim.ID).Orders[0].State), "seen")
	rest, err := d.Pending(ctx, "xb_bank", first[0].Seq, 10)
	check.NoError(t, err)
	check.Equal(t, len(rest), 1)
	d.poll(t, "xb_bank")
	check.Equal(t, d.Town.Stops(), 2)
	again, err := d.Pending(ctx, "xb_bank", 0, 10)
	check.NoError(t, err)
	check.Equal(t, len(again), 0)
	none, err := d.Pending(ctx, "yh_bank", 0, 10)
	check.NoError(t, err)
	check.Equal(t, len(none), 0)
}

// weak makes the report too weak to be confirmed by itself.
func weak(cmd stoppay.OpenCmd) stoppay.OpenCmd {
	cmd.PhoneVerified, cmd.InPerson, cmd.Signed = false, false, false
	cmd.Payments[0].Seen, cmd.Payments[0].Voucher = false, false
	return cmd
}

// lapse protects: orders of a weak report go out at once, but its holds end after the provisional time unless somebody confirms;
// a reporter's budget is limited.
func lapse(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 500_000)
	d.Town.Put(Card(1, 2), 500_000)
	kept := d.open(t, weak(Cmd("c1", Start, Card(1, 1), 500_000)))
	check.Equal(t, string(kept.Claim.Standing), "provisional")
	lost := d.open(t, withVictim(weak(Cmd("c2", Start, Card(1, 2), 500_000)), 2))
	d.work(t)
	check.Equal(t, d.Town.HeldInAll(), int64(1_000_000))
	_, err := d.Confirm(ctx, Operator(East), stoppay.ActCmd{Claim: kept.Claim.ID, Reason: "转账凭证已核实"})
	check.NoError(t, err)
	d.After(d.Rules.Provisional)
	d.tick(t)
	d.work(t)
	check.Equal(t, string(d.claim(t, lost.Claim.ID).Claim.Standing), "lapsed")
	check.Equal(t, d.claim(t, lost.Claim.ID).Claim.HeldFen, int64(0))
	check.Equal(t, d.Town.HeldInAll(), int64(500_000))
	_, err = d.Confirm(ctx, Operator(East), stoppay.ActCmd{Claim: lost.Claim.ID, Reason: "太晚"})
	check.Fault(t, err, "stoppay.standing")
	var refused error
	for i := range 20 {
		_, err = d.Service.Open(ctx, Operator(East), withVictim(weak(Cmd(fmt.Sprint("b", i), d.Clock.Now(), Card(1, 3), 100)), 3))
		if err != nil {
			refused = err
			break
		}
	}
	check.Fault(t, refused, "guard.over_budget")
}

// withdrawn protects: a mistaken claim releases everything, also at banks that have not answered yet and at banks that had not
// been reached.
func withdrawn(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 100_000)
	d.Town.Put(Card(2, 1), 100_000)
	d.Town.Silent = func(m stoppay.Message) bool { return m.Bank == "hk_rural" && m.Kind == stoppay.KindStop }
	cmd := Cmd("c1", Start, Card(1, 1), 100_000)
	for _, to := range []int{2, 5} {
		p := cmd.Payments[0]
		p.Payee, p.Ref = PartyOf(Card(to, 1)), fmt.Sprint("p", to)
		cmd.Payments = append(cmd.Payments, p)
	}
	got := d.open(t, cmd)
	d.work(t)
	check.Equal(t, d.Town.HeldInAll(), int64(200_000))
	_, err := d.Review(ctx, Leader(West), stoppay.ReviewCmd{Claim: got.Claim.ID, Finding: stoppay.Reversed, Note: "报错"})
	check.Fault(t, err, "stoppay.not_found")
	_, err = d.Review(ctx, Operator(East), stoppay.ReviewCmd{Claim: got.Claim.ID, Finding: stoppay.Reversed, Note: "报错"})
	check.Fault(t, err, "access.denied")
	_, err = d.Review(ctx, Leader(East), stoppay.ReviewCmd{Claim: got.Claim.ID, Finding: stoppay.Reversed, Note: "受害人报错账号"})
	check.NoError(t, err)
	d.work(t)
	late := d.Town.Later()
	for _, a := range late {
		_, err = d.Answer(ctx, a.Bank, a)
		check.NoError(t, err)
	}
	d.work(t)
	d.poll(t, "xb_bank")
	check.Equal(t, d.Town.HeldInAll(), int64(0))
	det := d.claim(t, got.Claim.ID)
	check.Equal(t, det.Claim.HeldFen, int64(0))
	for _, o := range det.Orders {
		check.True(t, o.State == stoppay.Cancelled || o.HoldState == stoppay.Released, "not let go: "+o.Number)
	}
	_, err = d.Withdraw(ctx, Operator(East), stoppay.ActCmd{Claim: got.Claim.ID, Reason: "again"})
	check.Fault(t, err, "stoppay.claim_ended")
}

// contradictions protects: each contradictory answer has its treatment, and nothing of it breaks an invariant.
func contradictions(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Silent = func(m stoppay.Message) bool { return m.Kind == stoppay.KindStop }
	serial := 0
	say := func(o stoppay.Order, change func(a *stoppay.Answer)) stoppay.Order {
		t.Helper()
		serial++
		a := stoppay.Answer{ID: fmt.Sprint("x", serial), Message: o.ID, Seq: 1, At: d.Clock.Now(), Result: stoppay.ResultHeld, ExecutedAt: d.Clock.Now(), HeldFen: o.Fen}
		change(&a)
		_, err := d.Answer(ctx, o.Target.Bank, a)
		check.NoError(t, err)
		d.work(t)
		return *orderOf(d.claim(t, o.Claim), o.ID)
	}
	fresh := func() stoppay.Order {
		t.Helper()
		serial++
		got := d.open(t, withVictim(Cmd(fmt.Sprint("k", serial), d.Clock.Now(), Card(1, 100+serial), 100_000), serial))
		d.work(t)
		return got.Orders[0]
	}
	o := say(fresh(), func(a *stoppay.Answer) { a.HeldFen = 150_000 })
	check.Equal(t, o.Flags, []string{stoppay.FlagOverHeld, stoppay.FlagInflow})
	check.Equal(t, o.StandingFen(), int64(100_000))
	o = say(fresh(), func(a *stoppay.Answer) { a.ExecutedAt = d.Clock.Now() + when.Day })
	check.Equal(t, o.Flags, []string{stoppay.FlagFuture})
	check.Equal(t, o.ExpiresAt, d.Clock.Now()+48*when.Hour)
	o = say(fresh(), func(a *stoppay.Answer) { a.ExecutedAt = 1 })
	check.Equal(t, o.Flags, []string{stoppay.FlagBefore})
	check.Equal(t, o.ExpiresAt, o.SealedAt+48*when.Hour)
	o = say(fresh(), func(a *stoppay.Answer) { a.ExecutedAt = 0 })
	check.Equal(t, o.Flags, []string{stoppay.FlagNoTime})
	o = say(fresh(), func(a *stoppay.Answer) { a.ExpiresAt = d.Clock.Now() + 400*when.Day })
	check.Equal(t, o.Flags, []string{stoppay.FlagTooLong})
	check.Equal(t, o.ExpiresAt, o.ExecutedAt+48*when.Hour)
	d.Clock.Set(o.ExpiresAt)
	d.tick(t)
	check.True(t, slices.ContainsFunc(d.claim(t, o.Claim).Messages, func(m stoppay.Message) bool { return m.Kind == stoppay.KindRelease }), "no release of a hold that the bank means to keep")
	o = say(fresh(), func(a *stoppay.Answer) { a.HeldFen = 0 })
	check.Equal(t, o.Flags, []string{stoppay.FlagAmount})
	o = say(fresh(), func(a *stoppay.Answer) { a.Result = stoppay.ResultNotHeld })
	check.Equal(t, o.Flags, []string{stoppay.FlagAmount})
	check.Equal(t, o.HeldFen, int64(100_000)) // the amount counts: a hold that is not known is never released
	o = say(fresh(), func(a *stoppay.Answer) { a.Result, a.Refusal = stoppay.ResultRefused, "name_mismatch" })
	check.Equal(t, o.Flags, []string{stoppay.FlagAmount, stoppay.FlagRefused})
	check.Equal(t, o.StandingFen(), int64(0))
	first := fresh()
	o = say(first, func(a *stoppay.Answer) { a.Seq = 5 })
	o = say(first, func(a *stoppay.Answer) { a.Seq, a.HeldFen, a.Result = 4, 0, stoppay.ResultNotHeld })
	check.Equal(t, o.HeldFen, int64(100_000))
	o = say(first, func(a *stoppay.Answer) { a.Seq, a.HeldFen, a.Result = 5, 0, stoppay.ResultNotHeld })
	check.Equal(t, o.Flags, []string{stoppay.FlagSeq})
	o = say(first, func(a *stoppay.Answer) { a.Seq, a.HeldFen = 6, 40_000 })
	check.Equal(t, o.HeldFen, int64(40_000))
	check.True(t, slices.Contains(o.Flags, stoppay.FlagDropped), "not told that less is held")
	o = say(fresh(), func(a *stoppay.Answer) {
		a.Result, a.HeldFen = stoppay.ResultPart, 60_000
		a.Dispositions = []stoppay.Disposition{{Code: stoppay.CashATM, Fen: 90_000, At: d.Clock.Now()}}
	})
	check.Equal(t, o.Flags, []string{stoppay.FlagInflow})
	check.Equal(t, d.claim(t, o.Claim).Claim.ExitFen, int64(40_000))
	_, err := d.Answer(ctx, "hk_rural", stoppay.Answer{ID: "f", Message: o.ID, Seq: 9, Result: stoppay.ResultNotHeld})
	check.Fault(t, err, "stoppay.not_found") // another bank's order
	_, err = d.Answer(ctx, "yh_bank", stoppay.Answer{ID: "f", Message: o.ID, Seq: 9, Result: "perhaps"})
	check.Fault(t, err, "stoppay.answer")
	_, err = d.Answer(ctx, "yh_bank", stoppay.Answer{ID: "f", Message: o.ID, Seq: 9, Result: stoppay.ResultHeld, HeldFen: -1})
	check.Fault(t, err, "stoppay.answer")
}

func orderOf(det stoppay.Detail, id string) *stoppay.Order {
	for i := range det.Orders {
		if det.Orders[i].ID == id {
			return &det.Orders[i]
		}
	}
	return nil
}

// contention protects: many claims on one account at the same moment are one stop with supplements.
func contention(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 10_000_000)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			_, err := d.Service.Open(ctx, Operator(East), withVictim(Cmd(fmt.Sprint("c", i), Start, Card(1, 1), 100_000), i))
			if err != nil {
				t.Errorf("open: %v", err)
			}
		})
	}
	wg.Wait()
	d.work(t)
	list, _, err := d.Orders(ctx, access.System(), stoppay.OrderFilter{Account: Card(1, 1)})
	check.NoError(t, err)
	check.Equal(t, len(list), 12)
	mains := 0
	for _, o := range list {
		check.Equal(t, o.Count, 1)
		if o.Supplement == "" {
			mains++
		}
	}
	check.Equal(t, mains, 1)
	check.Equal(t, d.Town.HeldInAll(), int64(1_200_000))
}

// twoCopies protects: two copies of the centre on one store never deliver the same message at the same moment, and concurrent
// answers of one claim are all taken in.
func twoCopies(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	var mu sync.Mutex
	out := map[string]int{}
	doubled := 0
	d.Town.Fault = func(m stoppay.Message) (error, error) {
		mu.Lock()
		out[m.ID]++
		if out[m.ID] > 1 {
			doubled++
		}
		mu.Unlock()
		return nil, nil
	}
	cmd := Cmd("c1", Start, Card(1, 1), 10_000)
	for i := 2; i <= 20; i++ {
		p := cmd.Payments[0]
		p.Payee, p.Ref = PartyOf(Card(1+i%4, i)), fmt.Sprint("p", i)
		cmd.Payments = append(cmd.Payments, p)
		d.Town.Put(Card(1+i%4, i), 10_000)
	}
	got := d.open(t, cmd)
	other := d.Again()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			copyOf := d.Service
			if i%2 == 1 {
				copyOf = other
			}
			_, _, err := copyOf.Work(ctx, 1000)
			if err != nil {
				t.Errorf("work: %v", err)
			}
		})
	}
	wg.Wait()
	check.Equal(t, doubled, 0)
	check.Equal(t, d.claim(t, got.Claim.ID).Claim.HeldFen, int64(190_000))
}

// slowBank protects: while one bank's line hangs, the orders to every other bank are delivered, and the answers make new ones.
func slowBank(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	hang := make(chan struct{})
	d.Town.Fault = func(m stoppay.Message) (error, error) {
		if m.Bank == "yh_bank" {
			<-hang
		}
		return nil, nil
	}
	cmd := Cmd("c1", Start, Card(1, 1), 100_000)
	p := cmd.Payments[0]
	p.Payee, p.Ref = PartyOf(Card(2, 1)), "p2"
	cmd.Payments = append(cmd.Payments, p)
	d.Town.Put(Card(2, 1), 100_000)
	d.Town.Move(Card(2, 1), Card(3, 1), 60_000, Start-when.Minute)
	got := d.open(t, cmd)
	run, stop := context.WithCancel(ctx)
	pulse, ended := make(chan struct{}), make(chan struct{})
	go func() {
		d.Run(run, pulse, func(err error) { t.Errorf("run: %v", err) })
		close(ended)
	}()
	for held := int64(0); held < 100_000; {
		pulse <- struct{}{} // what a wake-up does
		det, err := d.Claim(ctx, access.System(), got.Claim.ID)
		check.NoError(t, err)
		held = det.Claim.HeldFen
	}
	check.Equal(t, string(d.claim(t, got.Claim.ID).Orders[0].State), "sealed")
	close(hang)
	stop()
	<-ended
}

// scopes protects: another county sees nothing, a liaison only the bank's orders and not the payer, and rights are asked for.
func scopes(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 100_000))
	_, err := d.Claim(ctx, Operator(West), got.Claim.ID)
	check.Fault(t, err, "stoppay.not_found")
	_, _, err = d.Order(ctx, Operator(West), got.Orders[0].ID)
	check.Fault(t, err, "stoppay.not_found")
	_, err = d.Release(ctx, Operator(West), stoppay.ReleaseCmd{Order: got.Orders[0].ID, Reason: "x"})
	check.Fault(t, err, "stoppay.not_found")
	_, err = d.Claim(ctx, Operator(City), got.Claim.ID)
	check.NoError(t, err)
	list, _, err := d.Orders(ctx, Liaison("yh_bank"), stoppay.OrderFilter{})
	check.NoError(t, err)
	check.Equal(t, len(list), 1)
	check.Equal(t, list[0].Matches[0].Payer, stoppay.Party{})
	o, _, err := d.Order(ctx, Liaison("yh_bank"), got.Orders[0].ID)
	check.NoError(t, err)
	check.Equal(t, o.Matches[0].Payer, stoppay.Party{})
	check.Equal(t, o.Matches[0].Fen, int64(100_000))
	list, _, err = d.Orders(ctx, Liaison("hk_rural"), stoppay.OrderFilter{})
	check.NoError(t, err)
	check.Equal(t, len(list), 0)
	_, _, err = d.Order(ctx, Liaison("hk_rural"), got.Orders[0].ID)
	check.Fault(t, err, "stoppay.not_found")
	_, err = d.Claim(ctx, Liaison("yh_bank"), got.Claim.ID)
	check.Fault(t, err, "access.denied")
	_, err = d.Service.Open(ctx, Liaison("yh_bank"), Cmd("c2", Start, Card(1, 1), 100_000))
	check.Fault(t, err, "access.denied")
	_, err = d.SaveBank(ctx, Operator(East), Banks()[0], 1)
	check.Fault(t, err, "access.denied")
}
