package failure

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	stoproom "fanzha/centre/stoppay/roomtest"
	stopstore "fanzha/centre/stoppay/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

// What the partition test does.
const (
	copyClaims   = 6
	copyPayments = 20
)

// cut is the way from one copy of the centre to the banks: one bank cannot be reached, and of what goes to the others some answers
// are lost after the bank has acted.
type cut struct {
	town *stoproom.Town
	off  string

	mu   sync.Mutex // guards dice
	dice *rand.Rand
}

var errCut = errors.New("the line is cut")

// Deliver implements stoppay.Gateway.
func (c *cut) Deliver(ctx context.Context, b stoppay.Bank, m stoppay.Message) (*stoppay.Answer, error) {
	if b.Code == c.off {
		return nil, errCut
	}
	a, err := c.town.Deliver(ctx, b, m)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dice.IntN(4) == 0 {
		return nil, errCut
	}
	return a, err
}

// Protects the partition: two copies of the centre on one PostgreSQL deliver at once, each cut off from another bank and losing
// answers, while the clock is turned back again and again. Every order reaches its bank, none is held twice, none ends before or
// after its time, and the books are sound.
func TestTwoCopiesCutOffFromBanks(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	records, err := db.Open(ctx, db.Options{DSN: dbtest.PostgresDSN(t)})
	check.NoError(t, err)
	t.Cleanup(func() { _ = records.Close() })
	check.NoError(t, records.Migrate(ctx))
	d := stoproom.NewDesk(t, stopstore.New(records))
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	var copies []*stoppay.Service
	for i, off := range []string{"yh_bank", "sl_bank"} {
		o := d.Options
		o.Gateway = &cut{town: d.Town, off: off, dice: rand.New(rand.NewPCG(seed, uint64(i)))}
		copies = append(copies, stoppay.New(o))
	}
	var claims []string
	for n := range copyClaims {
		cmd := stoproom.Cmd(fmt.Sprint("copy-", n), d.Clock.Now(), stoproom.Card(1, 1), 100_000)
		cmd.Victim.Phone, cmd.Payments = "", nil
		for i := range copyPayments {
			to := stoproom.Card([]int{1, 2, 3, 4, 6}[i%5], 1000*(n+1)+i)
			d.Town.Put(to, 100_000)
			one := stoproom.Cmd(fmt.Sprint("copy-", n, "-", i), d.Clock.Now(), to, 100_000).Payments[0]
			cmd.Payments = append(cmd.Payments, one)
		}
		made, err := copies[n%2].Open(ctx, stoproom.Operator(stoproom.East), cmd)
		check.NoError(t, err)
		check.Equal(t, len(made.Orders), copyPayments)
		claims = append(claims, made.Claim.ID)
	}
	rounds := deliverAll(t, d, copies)
	orders := soundClaims(t, d, claims)
	double := d.Town.Stops() - orders
	held := d.Town.HeldInAll()
	t.Logf("%d orders by two copies in %d rounds: %d double holds, %d fen held", orders, rounds, double, held)
	check.Equal(t, []any{double, held}, []any{0, int64(orders) * 100_000})

	d.Clock.Set(stoproom.Start + 47*when.Hour) // no hold has ended before its time
	check.Equal(t, ended(t, d, copies, claims), 0)
	d.Clock.Set(stoproom.Start + 52*when.Hour)
	check.Equal(t, ended(t, d, copies, claims), orders)
	soundClaims(t, d, claims)
}

// deliverAll lets both copies work at once, with the clock going to and fro, until every order has its answer.
func deliverAll(t *testing.T, d *stoproom.Desk, copies []*stoppay.Service) int {
	t.Helper()
	for round := range 400 {
		var wg sync.WaitGroup
		for _, c := range copies {
			wg.Go(func() {
				_, _, err := c.Work(t.Context(), 1000)
				if err != nil {
					t.Error(err)
				}
				_, err = c.Tick(t.Context())
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		open, _, err := d.Orders(t.Context(), access.System(), stoppay.OrderFilter{States: []stoppay.State{stoppay.Sealed, stoppay.Sent, stoppay.Seen}, Limit: 1})
		check.NoError(t, err)
		if len(open) == 0 {
			return round + 1
		}
		d.After(40 * when.Second)
		if round%3 == 2 {
			d.After(-100 * when.Second) // somebody has set the clock back
		}
	}
	t.Fatal("orders were never answered")
	return 0
}

func soundClaims(t *testing.T, d *stoproom.Desk, claims []string) (orders int) {
	t.Helper()
	for _, id := range claims {
		f, err := d.Claim(t.Context(), access.System(), id)
		check.NoError(t, err)
		stoproom.Sound(t, &f.File, &d.Rules)
		for i := range f.Orders {
			check.Equal(t, f.Orders[i].State, stoppay.Answered)
		}
		orders += len(f.Orders)
	}
	return orders
}

// ended lets both copies look at the clock and counts the holds that are over.
func ended(t *testing.T, d *stoproom.Desk, copies []*stoppay.Service, claims []string) (n int) {
	t.Helper()
	for range 2 {
		for _, c := range copies {
			_, err := c.Tick(t.Context())
			check.NoError(t, err)
		}
	}
	for _, id := range claims {
		f, err := d.Claim(t.Context(), access.System(), id)
		check.NoError(t, err)
		for i := range f.Orders {
			if f.Orders[i].HoldState == stoppay.Expired {
				n++
			}
		}
	}
	return n
}
