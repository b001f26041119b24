package store

import (
	"fmt"
	"testing"

	"fanzha/centre/stoppay/roomtest"
	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

// fan is a log in which the payee has passed the money on to 46 further accounts: a claim of 47.
func fan(n int) trace.Result {
	root := roomtest.Card(1, n)
	r := trace.Result{Root: "t0", Rule: trace.FIFO, Edges: []trace.Edge{{ID: "t0", Layer: 1, From: string(roomtest.Victim), To: string(root),
		At: roomtest.Start - 4*when.Minute, Fen: 94_000_000, TaintedFen: 94_000_000}}}
	for i := range 46 {
		to := roomtest.Card(1+i%6, n*100+i)
		r.Edges = append(r.Edges, trace.Edge{ID: fmt.Sprint("t", n, "-", i), Layer: 2, From: string(root), To: string(to), At: roomtest.Start - 3*when.Minute,
			Fen: 2_000_000, TaintedFen: 2_000_000})
		r.Accounts = append(r.Accounts, trace.Account{Account: string(to), Layer: 2})
	}
	return r
}

// BenchmarkOpen is a report whose money has spread over 47 accounts: judged, ordered, sealed, audited, queued and committed, on
// the embedded database; and the delivery of all orders to banks that answer at once, with everything that follows.
func BenchmarkOpen(b *testing.B) {
	d := roomtest.NewDesk(b, New(dbtest.SQLite(b)))
	n := 0
	open := func() {
		n++
		d.Flow[roomtest.Card(1, n)] = fan(n)
		cmd := roomtest.Cmd(fmt.Sprint("c", n), roomtest.Start, roomtest.Card(1, n), 94_000_000)
		cmd.Payments[0].Account = ""
		got, err := d.Open(b.Context(), roomtest.Operator(roomtest.East), cmd)
		check.NoError(b, err)
		check.Equal(b, len(got.Orders), 47)
	}
	b.Run("47 accounts", func(b *testing.B) {
		for b.Loop() {
			open()
		}
	})
	b.Run("47 accounts delivered and answered", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			_, _, err := d.Work(b.Context(), 1_000_000)
			check.NoError(b, err)
			open()
			b.StartTimer()
			_, _, err = d.Work(b.Context(), 1_000_000)
			check.NoError(b, err)
		}
	})
}
