package roomtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Opened is a fresh store with a look at the kinds of what it emitted, in order.
type Opened struct {
	Books
	Emitted func() []string
}

var ctx = context.Background()

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, Opened){
		"first layer held":            firstLayer,
		"opened once per cause":       openedOnce,
		"one payment is one claim":    onePayment,
		"six hops in reply mode":      sixHops,
		"every step twice":            everyStepTwice,
		"failing at every step":       failingSteps,
		"netting":                     netting,
		"two stops and supplements":   twoStops,
		"renewal":                     renewal,
		"expiry and alerts":           expiry,
		"silent bank":                 silentBank,
		"polling bank":                pollingBank,
		"reminders end with answers":  remindersEnd,
		"provisional claim lapses":    lapse,
		"withdrawn":                   withdrawn,
		"contradictions":              contradictions,
		"one account, many at once":   contention,
		"a slow bank delays no other": slowBank,
		"two copies deliver":          twoCopies,
		"scopes and masks":            scopes,
		"refused applications":        refusedApplications,
		"freeze takes a hold over":    freezeTakesOver,
		"given back":                  givenBack,
		"restrictions reach banks":    restrictions,
		"switch mode":                 switchMode,
		"the log is asked again":      askedAgain,
		"asked again, within bounds":  askedWithin,
		"a bank that comes back":      backAgain,
		"a bank away is not hammered": notHammered,
		"supplements end in time":     supplementEnds,
		"freeze for ransom":           ransom,
		"own money is spared":         ownMoney,
		"a shop is spared":            shopSpared,
		"lists, league, trail":        reads,
	} {
		t.Run(name, func(t *testing.T) { fn(t, open(t)) })
	}
}

// open opens a claim or fails the test.
func (d *Desk) open(t testing.TB, cmd stoppay.OpenCmd) stoppay.Opened {
	t.Helper()
	got, err := d.Service.Open(ctx, Operator(cmd.Unit), cmd)
	check.NoError(t, err)
	return got
}

// work delivers everything that is due.
func (d *Desk) work(t testing.TB) {
	t.Helper()
	_, _, err := d.Work(ctx, 10_000)
	check.NoError(t, err)
}

func (d *Desk) tick(t testing.TB) {
	t.Helper()
	_, err := d.Tick(ctx)
	check.NoError(t, err)
}

// claim reads a claim and checks what must hold of every claim at every moment.
func (d *Desk) claim(t testing.TB, id string) stoppay.Detail {
	t.Helper()
	det, err := d.Claim(ctx, access.System(), id)
	check.NoError(t, err)
	Sound(t, &det.File, &d.Rules)
	return det
}

func firstLayer(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 8_600_000)
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 8_600_000))
	check.True(t, got.Fresh, "not fresh")
	check.Equal(t, len(got.Orders), 1)
	check.Equal(t, got.Claim.Number, "ZF20261118-000001")
	check.Equal(t, got.Orders[0].Number, "ZF20261118-000001-01")
	check.Equal(t, got.Orders[0].Target.Bank, "yh_bank")
	check.Equal(t, string(got.Claim.Standing), "confirmed")
	d.work(t)
	det := d.claim(t, got.Claim.ID)
	o := det.Orders[0]
	check.Equal(t, string(o.State), "answered")
	check.Equal(t, o.HeldFen, int64(8_600_000))
	check.Equal(t, o.ExpiresAt, o.ExecutedAt+48*when.Hour)
	check.Equal(t, det.Claim.HeldFen, int64(8_600_000))
	check.Equal(t, d.Town.Held(Card(1, 1)), int64(8_600_000))
	check.Equal(t, s.Emitted(), []string{"claim.opened", "stop.sealed", "stop.held", "stop.answered"})
}

func openedOnce(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	var wg sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		wg.Go(func() {
			got, err := d.Service.Open(ctx, Operator(East), Cmd("same", Start, Card(1, 1), 100_000))
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			ids[i] = got.Claim.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		check.Equal(t, id, ids[0])
	}
	list, _, err := d.Orders(ctx, access.System(), stoppay.OrderFilter{})
	check.NoError(t, err)
	check.Equal(t, len(list), 1)
}

// sixHops protects: each answer makes the next layer, along every kind of movement, and money is neither lost nor made.
func sixHops(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	at := Start - 3*when.Minute
	d.Town.Put(Card(1, 1), 8_600_000)
	for i := 1; i < 6; i++ {
		check.True(t, d.Town.Move(Card(i, i), Card(i+1, i+1), 8_600_000-int64(i)*100_000, at), "not moved")
		d.Town.Leave(Card(i, i), stoppay.CashATM, 100_000, at+when.Second)
		at += 20 * when.Second
	}
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 8_600_000))
	for range 8 {
		d.work(t)
		d.poll(t, "xb_bank")
	}
	det := d.claim(t, got.Claim.ID)
	check.Equal(t, len(det.Orders), 6)
	last := det.Orders[5]
	check.Equal(t, last.Layer, 6)
	check.Equal(t, last.Parent, det.Orders[4].ID)
	check.Equal(t, last.HeldFen, int64(8_100_000))
	check.Equal(t, det.Claim.ExitFen, int64(500_000))
	check.Equal(t, det.Claim.HeldFen+det.Claim.ExitFen, det.Claim.LossFen)
}

// poll is a bank that asks for its orders and answers them.
func (d *Desk) poll(t testing.TB, bank string) {
	t.Helper()
	list, err := d.Pending(ctx, bank, 0, 100)
	check.NoError(t, err)
	for _, m := range list {
		a, err := d.Town.Take(bank, m)
		check.NoError(t, err)
		_, err = d.Answer(ctx, bank, a)
		check.NoError(t, err)
	}
}

// everyStepTwice protects: an order delivered twice is held once; an answer, notice or release given twice changes nothing.
func everyStepTwice(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 500_000)
	d.Town.Move(Card(1, 1), Card(2, 1), 300_000, Start-when.Minute)
	fails := map[string]bool{}
	d.Town.Fault = func(m stoppay.Message) (error, error) {
		if fails[m.ID] {
			return nil, nil
		}
		fails[m.ID] = true
		return nil, errors.New("the line broke after the bank had acted")
	}
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 500_000))
	for range 6 {
		d.work(t)
		d.After(2 * when.Second)
	}
	before := d.claim(t, got.Claim.ID)
	check.Equal(t, len(before.Orders), 2)
	check.Equal(t, d.Town.Stops(), 2)
	check.Equal(t, d.Town.HeldInAll(), int64(500_000))
	answers, err := s.Answers(ctx, access.System(), got.Claim.ID)
	check.NoError(t, err)
	for _, a := range answers {
		_, err = d.Answer(ctx, a.Bank, a)
		check.NoError(t, err)
		a.Text = "other"
		_, err = d.Answer(ctx, a.Bank, a)
		check.Fault(t, err, "stoppay.answer_conflict")
		_, err = d.Answer(ctx, a.Bank, a)
		check.Fault(t, err, "stoppay.answer_conflict")
	}
	after := d.claim(t, got.Claim.ID)
	check.Equal(t, after.Claim.HeldFen, before.Claim.HeldFen)
	check.Equal(t, len(after.Legs), len(before.Legs))
	check.Equal(t, after.Orders[0].Flags, []string{stoppay.FlagID})
	cmd := stoppay.ReleaseCmd{Order: after.Orders[0].ID, Fen: 50_000, Reason: "查明为生活费", Cause: "k1"}
	for range 2 {
		_, err = d.Release(ctx, Operator(East), cmd)
		check.NoError(t, err)
	}
	d.work(t)
	d.After(2 * when.Second)
	d.work(t)
	check.Equal(t, d.Town.Held(Card(1, 1)), int64(150_000))
	check.Equal(t, d.claim(t, got.Claim.ID).Claim.HeldFen, int64(450_000))
}

// failingSteps protects: a delivery that fails before the bank acts, after it, or in between by a crash, is made again until it
// succeeds, and nothing is held twice. The failing bank delays no other.
func failingSteps(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	cmd := Cmd("c1", Start, Card(1, 1), 100_000)
	for i := 2; i <= 4; i++ {
		p := cmd.Payments[0]
		p.Payee, p.Ref = PartyOf(Card(i, 1)), fmt.Sprint("p", i)
		cmd.Payments = append(cmd.Payments, p)
	}
	for i := 1; i <= 4; i++ {
		d.Town.Put(Card(i, 1), 100_000)
	}
	tries := map[string]int{}
	var mu sync.Mutex
	d.Town.Fault = func(m stoppay.Message) (error, error) {
		mu.Lock()
		defer mu.Unlock()
		tries[m.ID]++
		if m.Bank == "yh_bank" && tries[m.ID] < 4 {
			return errors.New("refused connection"), nil
		}
		if m.Bank == "hk_rural" && tries[m.ID] < 3 {
			return nil, errors.New("timed out")
		}
		return nil, nil
	}
	got := d.open(t, cmd)
	check.Equal(t, len(got.Orders), 4)
	d.work(t)
	check.Equal(t, d.claim(t, got.Claim.ID).Claim.HeldFen, int64(200_000))
	for range 10 {
		d.After(3 * when.Second)
		_, _, err := d.Again().Work(ctx, 100) // another copy takes over
		check.NoError(t, err)
	}
	check.Equal(t, d.claim(t, got.Claim.ID).Claim.HeldFen, int64(400_000))
	check.Equal(t, d.Town.HeldInAll(), int64(400_000))
	check.Equal(t, d.Town.Stops(), 4)
	check.True(t, tries[got.Orders[0].ID] == 4, "tried too often or too rarely")
}

// netting protects: the sum of holds stays within k of the open loss, the farthest goes first, and releases are delivered.
func netting(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	d.Town.Put(Card(1, 1), 1_000_000)
	d.Town.Move(Card(1, 1), Card(2, 1), 1_000_000, Start-when.Minute)
	d.Town.Put(Card(1, 1), 1_000_000) // other money comes to the same account
	got := d.open(t, Cmd("c1", Start, Card(1, 1), 1_000_000))
	d.Town.Silent = func(m stoppay.Message) bool { return m.Kind == stoppay.KindStop }
	d.work(t)
	first := d.Town.Later()[0]
	moved := first
	moved.ID, moved.Seq, moved.Result, moved.HeldFen, moved.ExecutedAt, moved.ExpiresAt, moved.Final = "early", 1, stoppay.ResultNotHeld, 0, 0, 0, false
	moved.Dispositions = []stoppay.Disposition{{Code: stoppay.MovedOtherBank, Fen: 1_000_000, At: Start - when.Minute, Ref: "r1", To: PartyOf(Card(2, 1))}}
	_, err := d.Answer(ctx, "yh_bank", moved)
	check.NoError(t, err)
	d.Town.Silent = nil
	d.work(t)
	det := d.claim(t, got.Claim.ID)
	check.Equal(t, len(det.Orders), 2)
	check.Equal(t, det.Claim.HeldFen, int64(1_000_000))
	first.Seq = 2
	_, err = d.Answer(ctx, "yh_bank", first) // the nearer account holds after all
	check.NoError(t, err)
	d.work(t)
	det = d.claim(t, got.Claim.ID)
	check.Equal(t, det.Orders[0].HeldFen, int64(1_000_000))
	check.Equal(t, det.Orders[1].HeldFen, int64(100_000))
	check.Equal(t, d.Town.Held(Card(2, 1)), int64(100_000))
	check.True(t, slices.Contains(s.Emitted(), stoppay.EvSurplus), "no surplus told")
}

// twoStops protects: orders on an account whose stop runs are supplements of it; a third stop cannot be made.
func twoStops(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	a := Card(1, 1)
	d.Town.Put(a, 10_000_000)
	one := d.open(t, withVictim(Cmd("c1", Start, a, 1_000_000), 1))
	d.work(t)
	d.After(when.Hour)
	two := d.open(t, withVictim(Cmd("c2", d.Clock.Now(), a, 1_000_000), 2))
	check.Equal(t, len(two.Duplicates), 1)
	check.Equal(t, two.Orders[0].Count, 1)
	check.Equal(t, two.Orders[0].Supplement, one.Orders[0].ID)
	d.work(t)
	first, second := d.claim(t, one.Claim.ID).Orders[0], d.claim(t, two.Claim.ID).Orders[0]
	check.Equal(t, second.ExpiresAt, first.ExpiresAt) // it ends with the stop it adds to
	d.Clock.Set(first.ExpiresAt + when.Minute)
	d.tick(t)
	three := d.open(t, withVictim(Cmd("c3", d.Clock.Now(), a, 1_000_000), 3))
	check.Equal(t, three.Orders[0].Count, 2)
	check.Equal(t, three.Orders[0].Supplement, "")
	d.work(t)
	d.After(49 * when.Hour)
	d.tick(t)
	four := d.open(t, withVictim(Cmd("c4", d.Clock.Now(), a, 1_000_000), 4))
	check.Equal(t, len(four.Orders), 0)
	check.Equal(t, string(four.Legs[0].Halt), "stop_count")
	_, err := d.Extend(ctx, Operator(East), stoppay.ExtendCmd{Claim: four.Claim.ID, Leg: four.Legs[0].ID})
	check.Fault(t, err, "stoppay.halted")
}

// withVictim makes the report another person's.
func withVictim(cmd stoppay.OpenCmd, n int) stoppay.OpenCmd {
	cmd.Victim.Phone = ident.Phone(fmt.Sprintf("+86138000000%02d", n))
	cmd.Victim.ID = ""
	cmd.Payments[0].Account = ident.Account(fmt.Sprintf("62990000000001%02d", n))
	return cmd
}
