package playbook_test

import (
	"context"
	"fmt"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/measure"
	measureroom "fanzha/centre/measure/roomtest"
	measurestore "fanzha/centre/measure/store"
	"fanzha/centre/stoppay"
	stoproom "fanzha/centre/stoppay/roomtest"
	stopstore "fanzha/centre/stoppay/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/playbook"
	"fanzha/term/when"
)

// chase is the rooms of stop-payment and measures on one database, with the playbook between them and a town of banks.
type chase struct {
	*testing.T
	ctx      context.Context
	db       *db.DB
	stops    *stoproom.Desk
	measures *measure.Service
	book     playbook.Book
	seen     int64
}

func newChase(t *testing.T, d *db.DB) *chase {
	c := &chase{T: t, ctx: context.Background(), db: d, stops: stoproom.NewDesk(t, stopstore.New(d))}
	rules, err := measure.Load()
	check.NoError(t, err)
	books, serial := measurestore.New(d), 0
	next := func() string { serial++; return fmt.Sprintf("m%05d", serial) }
	c.measures = measure.New(measure.Options{
		Ledger: books, Reader: books, Lists: books, Counter: books, Holds: holds{c}, Objects: holds{c}, Clock: c.stops.Clock, Rules: &rules, NewID: next,
		NewReceipt: next,
	})
	c.book = playbook.Book{Stops: c.stops.Service, Claims: c.stops.Service, Measures: c.measures, Curbs: c.measures, Directs: c.stops.Service, Hands: hands{}, RestrictBasis: "依据"}
	return c
}

// hands is the duty post's authority.
type hands struct{}

// Authority implements playbook.Hands.
func (hands) Authority(context.Context, string) ([2]stoppay.Officer, stoppay.Document, error) {
	c := stoproom.Cmd("x", stoproom.Start, stoproom.Card(1, 1), 1)
	return c.Officers, c.Document, nil
}

// holds shows measures what stands.
type holds struct{ c *chase }

func (h holds) Hold(ctx context.Context, id string) (measure.Hold, error) {
	o, _, err := h.c.stops.Order(ctx, access.System(), id)
	return measure.Hold{Order: o.ID, Claim: o.Claim, Unit: o.Unit, Bank: o.Target.Bank, Account: o.Target.Account, Holder: o.Target.Name, Kind: o.Target.Kind, Fen: o.Fen}, err
}

func (h holds) Object(ctx context.Context, kind measure.ObjectKind, id string) (measure.Object, error) {
	o, _, err := h.c.stops.Order(ctx, access.System(), id)
	return measure.Object{Kind: kind, ID: o.ID, Unit: o.Unit, Claim: o.Claim, Bank: o.Target.Bank, Live: o.HoldState.Live(), Fen: o.HeldFen}, err
}

// settle delivers, answers and reacts until nothing more follows.
func (c *chase) settle() {
	c.Helper()
	for {
		done, _, err := c.stops.Work(c.ctx, 1000)
		check.NoError(c, err)
		n := c.relay(c.seen)
		if done == 0 && n == 0 {
			return
		}
	}
}

// relay hands every event since from to the playbook.
func (c *chase) relay(from int64) int {
	c.Helper()
	events, err := c.db.Events(c.ctx, from, 0)
	check.NoError(c, err)
	for _, e := range events {
		c.seen = e.Seq
		err = c.book.Handle(c.ctx, playbook.Event{Seq: e.Seq, Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, At: e.At, Body: e.Body})
		check.NoError(c, err)
	}
	return len(events)
}

// open reports a payment of 500,000 fen to an account where all of it still is, and returns the one order.
func (c *chase) open(cause string, n int) stoppay.Order {
	c.Helper()
	to := stoproom.Card(1, n)
	c.stops.Town.Put(to, 500_000)
	made, err := c.stops.Open(c.ctx, stoproom.Operator(stoproom.East), stoproom.Cmd(cause, c.stops.Clock.Now(), to, 500_000))
	check.NoError(c, err)
	c.settle()
	o := c.order(made.Orders[0].ID)
	check.Equal(c, []any{o.HoldState, o.HeldFen}, []any{stoppay.Holding, int64(500_000)})
	return o
}

func (c *chase) order(id string) stoppay.Order {
	c.Helper()
	o, _, err := c.stops.Order(c.ctx, access.System(), id)
	check.NoError(c, err)
	f, err := c.stops.Claim(c.ctx, access.System(), o.Claim)
	check.NoError(c, err)
	stoproom.Sound(c, &f.File, &c.stops.Rules)
	return o
}

// TestChase protects the way of the money side through the real rooms on both databases: an upheld objection has its hold released and
// its release recorded; an approved freeze is ordered, takes the hold over, is reduced by exactly what is thawed, and ends; and
// the whole outbox handled a second time changes nothing.
func TestChase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newChase(t, d)
		wrong, right := c.open("wrong", 1), c.open("right", 2)

		filed, err := c.measures.File(c.ctx, measureroom.Stop(measureroom.East), measureroom.Objection(measure.OfHold, wrong.ID))
		check.NoError(t, err)
		c.stops.After(10 * when.Minute)
		_, err = c.measures.Decide(c.ctx, measureroom.Leader(measureroom.East), measure.DecideCmd{ID: filed.ID, Version: filed.Version, Uphold: true, Reason: "确为货款"})
		check.NoError(t, err)
		c.settle()
		wrong = c.order(wrong.ID)
		check.Equal(t, []any{wrong.HoldState, wrong.HeldFen, c.stops.Town.Held(stoproom.Card(1, 1))}, []any{stoppay.Released, int64(0), int64(0)})
		filed, err = c.measures.Objection(c.ctx, access.System(), filed.ID)
		check.NoError(t, err)
		check.Equal(t, filed.ReleasedAt, c.stops.Clock.Now())

		f, err := c.measures.ProposeFreeze(c.ctx, measureroom.Stop(measureroom.East), measureroom.Proposal(right.ID))
		check.NoError(t, err)
		_, err = c.measures.ApproveFreeze(c.ctx, measureroom.Leader(measureroom.East), measure.Act{ID: f.ID, Version: f.Version})
		check.NoError(t, err)
		c.settle()
		c.frozen(f.ID, right.ID, 500_000)
		for _, less := range []int64{100_000, 50_000} {
			f, err = c.measures.Freeze(c.ctx, access.System(), f.ID)
			check.NoError(t, err)
			_, err = c.measures.LiftFreeze(c.ctx, measureroom.Stop(measureroom.East), measure.Act{ID: f.ID, Version: f.Version, Fen: less, Note: "部分返还"})
			check.NoError(t, err)
			c.settle()
			c.frozen(f.ID, right.ID, f.Frozen-less)
		}
		f, err = c.measures.Freeze(c.ctx, access.System(), f.ID)
		check.NoError(t, err)
		_, err = c.measures.LiftFreeze(c.ctx, measureroom.Stop(measureroom.East), measure.Act{ID: f.ID, Version: f.Version, Note: "案件已结"})
		check.NoError(t, err)
		c.settle()
		check.Equal(t, c.order(right.ID).HoldState, stoppay.Released)
		check.Equal(t, c.thaws(right.Claim), []int64{100_000, 50_000, 350_000})

		c.restricted()

		before := c.count()
		c.seen = 0
		c.settle()
		check.Equal(t, c.count(), before)
	})
}

// restricted imposes a restriction, has the bank do it, and lifts it there.
func (c *chase) restricted() {
	c.Helper()
	cmd := measureroom.Impose("00007")
	x, err := c.measures.ImposeRestriction(c.ctx, measureroom.Stop(measureroom.East), cmd)
	check.NoError(c, err)
	c.settle()
	x = c.curb(x.ID)
	check.Equal(c, []any{x.Told.State, x.State}, []any{measure.ToldDone, measure.RestrictionActive})
	_, err = c.measures.LiftRestriction(c.ctx, measureroom.Stop(measureroom.East), measure.Act{ID: x.ID, Version: x.Version, Note: "已见面劝阻"})
	check.NoError(c, err)
	c.settle()
	x = c.curb(x.ID)
	check.Equal(c, []any{x.Told.State, x.State}, []any{measure.ToldDone, measure.RestrictionLifted})
	list, err := c.stops.Instructions(c.ctx, access.System(), x.ID)
	check.NoError(c, err)
	check.Equal(c, []any{len(list), list[0].Kind, list[1].Kind, list[1].Result}, []any{2, stoppay.KindRestrict, stoppay.KindLift, stoppay.ResultDone})
}

func (c *chase) curb(id string) measure.Restriction {
	c.Helper()
	x, err := c.measures.Restriction(c.ctx, access.System(), id)
	check.NoError(c, err)
	return x
}

func (c *chase) frozen(freeze, order string, fen int64) {
	c.Helper()
	f, err := c.measures.Freeze(c.ctx, access.System(), freeze)
	check.NoError(c, err)
	o := c.order(order)
	check.Equal(c, []any{f.State, f.Frozen, o.HoldState, o.FrozenFen, o.HeldFen, o.Freeze}, []any{measure.FreezeActive, fen, stoppay.Frozen, fen, fen, freeze})
}

// thaws are the sums that the bank was told to give free.
func (c *chase) thaws(claim string) []int64 {
	c.Helper()
	d, err := c.stops.Claim(c.ctx, access.System(), claim)
	check.NoError(c, err)
	var out []int64
	for _, m := range d.Messages {
		if m.Kind == stoppay.KindThaw {
			out = append(out, m.Fen)
		}
	}
	return out
}

// count is how much there is of everything that a repetition could add to.
func (c *chase) count() []string {
	c.Helper()
	var out []string
	for _, table := range []string{"event", "audit_entry", "stop_message", "stop_order"} {
		var n int
		check.NoError(c, c.db.QueryRow(c.ctx, "select count(*) from "+table).Scan(&n))
		out = append(out, fmt.Sprint(table, " ", n))
	}
	return out
}
