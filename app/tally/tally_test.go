package tally

import (
	"context"
	"testing"

	"fanzha/centre/signal"
	"fanzha/edge/api"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

const began = when.Micros(1_795_000_000_000_000) / when.Minute * when.Minute

// tape is a log of one partition's envelopes; it ends instead of following.
type tape [][]byte

func (l tape) Read(_ context.Context, _ int, after uint64, fn func(uint64, []byte) error) error {
	for i := after; i < uint64(len(l)); i++ {
		err := fn(i+1, l[i])
		if err != nil {
			return err
		}
	}
	return nil
}

func (l tape) Last(context.Context, int) (uint64, error) { return uint64(len(l)), nil }

// envelope holds n signals of a kind from a bank and, of another minute, one from a carrier.
func envelope(kind signal.Kind, at when.Micros, n int) []byte {
	var list []*signal.Signal
	for i := range n {
		s := &signal.Signal{Kind: kind, Source: "yh_bank", ID: string(rune('a' + i)), Time: at, Received: at, Phone: "13800138000"}
		list = append(list, s)
	}
	return signal.EncodeEnvelope(nil, at, list...)
}

func open(t *testing.T, log tape, d *db.DB) *Counter {
	t.Helper()
	c, err := Open(t.Context(), log, d, 2)
	check.NoError(t, err)
	return c
}

// drain reads a partition to its end, as a worker does that begins after a position.
func drain(t *testing.T, c *Counter, partition int, after uint64) {
	t.Helper()
	check.NoError(t, c.Read(t.Context(), partition, after, func(uint64, []byte) error { return nil }))
}

func total(t *testing.T, c *Counter) int64 {
	t.Helper()
	n, err := c.Signals(t.Context(), began-when.Hour, began+when.Hour)
	check.NoError(t, err)
	return n
}

// Protects: every envelope counts once, whether it is read again, read by a process that died before it wrote, read out of an older
// place, or by a second copy that took over; a lead that stands in every partition is one signal; a damaged envelope counts nothing and
// stops nothing.
func TestEveryEnvelopeOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := tape{envelope(signal.Transfer, began, 3), envelope(signal.Sighting, began+when.Minute, 2), {0xff, 0x01}, envelope(signal.Transfer, began+2*when.Minute, 1)}
		c := open(t, log, d)
		drain(t, c, 0, 0)
		drain(t, c, 1, 0)
		check.Equal(t, total(t, c), 10) // 3+2+1, and 3+1 of the other partition: its leads are the first one's
		drain(t, c, 0, 0)
		drain(t, c, 0, 2)
		check.Equal(t, total(t, c), 10)

		log = append(log, envelope(signal.Transfer, began, 5))
		lost := open(t, log, d)
		drain(t, lost, 0, 4) // … and dies before it writes
		again := open(t, log, d)
		drain(t, again, 0, 0)
		check.Equal(t, total(t, again), 15)

		// A copy that does not know yet that another has taken over writes what is written already.
		drain(t, lost, 0, 5)
		check.NoError(t, lost.Flush(t.Context()))
		check.Equal(t, total(t, again), 15)
		log = append(log, envelope(signal.Transfer, began, 7))
		lost.log = log
		drain(t, lost, 0, 5)
		check.Equal(t, total(t, lost), 22)

		rows, err := lost.BySource(t.Context(), began, began+when.Minute)
		check.NoError(t, err)
		check.Equal(t, rows, []api.TallyRow{{Source: "yh_bank", Kind: "transfer", N: 18}})
	})
}

// Protects: what could not be written is not lost and not doubled: it is written with the next that can.
func TestWriteThatFails(t *testing.T) {
	d := dbtest.SQLite(t)
	log := tape{envelope(signal.Transfer, began, 3)}
	c := open(t, log, d)
	drain(t, c, 0, 0)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	check.True(t, c.FlushPart(ended, 0) != nil, "a write without a context passes")
	c.log = append(log, envelope(signal.Transfer, began, 4))
	drain(t, c, 0, 1)
	check.Equal(t, total(t, c), 7)
	check.Equal(t, total(t, open(t, log, d)), 7)
}

// Protects: following ends with its context and reports no error because of that; what is not written yet can still be written.
func TestRunEnds(t *testing.T) {
	c := open(t, tape{envelope(signal.Transfer, began, 3)}, dbtest.SQLite(t))
	drain(t, c, 0, 0)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { c.Run(ctx, func(err error) { t.Errorf("reported: %v", err) }); close(done) }()
	stop()
	<-done
	check.Equal(t, total(t, c), 3)
}
