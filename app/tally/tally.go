// Package tally counts the signals of a centre by minute, partner and kind, every one once, and keeps the counts in the records.
package tally

import (
	"context"
	"sync"
	"time"

	"fanzha/centre/detect"
	"fanzha/centre/signal"
	"fanzha/edge/api"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// writeEvery is how often counts are written; what is not written yet is counted again from the log after a crash.
const writeEvery = time.Second

// line is one line of the table.
type line struct {
	minute when.Micros
	source string
	kind   signal.Kind
}

// Counter counts signals as detection reads them from the log: every envelope once, whatever happens to the process.
type Counter struct {
	log detect.Log
	db  *db.DB

	writing sync.Mutex // one write at a time: positions only grow
	mu      sync.Mutex // guards parts
	parts   map[int]*counted
}

// counted is what is counted of one partition of the log.
type counted struct {
	stored uint64 // envelopes up to here are in the table
	seq    uint64 // … and up to here in counts
	counts map[line]int64
}

// Open goes on where the counts in the records end.
func Open(ctx context.Context, log detect.Log, d *db.DB, partitions int) (*Counter, error) {
	t := &Counter{log: log, db: d, parts: map[int]*counted{}}
	for p := range partitions {
		t.parts[p] = &counted{counts: map[line]int64{}}
	}
	rows, err := d.Query(ctx, `select partition_no, seq from signal_tally_position`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p int
		var seq int64
		err = rows.Scan(&p, &seq)
		if err != nil {
			return nil, db.Wrap("read tally", err)
		}
		part := t.parts[p]
		if part != nil {
			part.stored, part.seq = uint64(seq), uint64(seq)
		}
	}
	return t, db.Wrap("read tally", rows.Err())
}

// Read is the log's Read, counting on the way. Who reads the whole log reads what is counted in its partitions.
func (t *Counter) Read(ctx context.Context, partition int, after uint64, fn func(uint64, []byte) error) error {
	return t.log.Read(ctx, partition, after, func(seq uint64, envelope []byte) error {
		t.count(partition, seq, envelope)
		return fn(seq, envelope)
	})
}

// Last is the log's Last.
func (t *Counter) Last(ctx context.Context, partition int) (uint64, error) {
	return t.log.Last(ctx, partition)
}

func (t *Counter) count(partition int, seq uint64, envelope []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	part := t.parts[partition]
	if part == nil || seq <= part.seq {
		return
	}
	part.seq = seq
	// An envelope that cannot be read is reported by the worker; it counts as nothing.
	_ = signal.CountEnvelope(envelope, func(received when.Micros, source string, kind signal.Kind, n int64) {
		if kind == signal.Sighting && partition != 0 {
			return // a lead is in every partition's log, and is one signal
		}
		part.counts[line{received / when.Minute * when.Minute, source, kind}] += n
	})
}

// Run writes the counts from time to time until ctx ends.
func (t *Counter) Run(ctx context.Context, report func(error)) {
	tick := time.NewTicker(writeEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			err := t.Flush(ctx)
			if err != nil && ctx.Err() == nil {
				report(err)
			}
		}
	}
}

// Flush writes the counts of all partitions; each partition's counts and position are one transaction.
func (t *Counter) Flush(ctx context.Context) error {
	for p := range t.parts {
		err := t.FlushPart(ctx, p)
		if err != nil {
			return err
		}
	}
	return nil
}

// FlushPart writes the counts of one partition.
func (t *Counter) FlushPart(ctx context.Context, p int) error {
	t.writing.Lock()
	defer t.writing.Unlock()
	t.mu.Lock()
	part := t.parts[p]
	if part == nil {
		t.mu.Unlock()
		return nil
	}
	counts, seq := part.counts, part.seq
	if seq == part.stored {
		t.mu.Unlock()
		return nil
	}
	part.counts = map[line]int64{}
	t.mu.Unlock()
	var place uint64
	err := t.db.Write(ctx, func(tx db.Tx) (err error) {
		place, err = writeTally(ctx, tx, tallied{p, part.stored, seq, counts})
		return err
	})
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil {
		if place != seq {
			part.counts = map[line]int64{} // another copy has taken over, and counts what is not written yet
		}
		part.stored, part.seq = place, max(part.seq, place)
		return nil
	}
	for k, n := range counts {
		part.counts[k] += n
	}
	return err
}

// tallied is what one partition adds to the table: the counts of the envelopes after one position up to another.
type tallied struct {
	partition  int
	after, seq uint64
	counts     map[line]int64
}

// writeTally adds counts and moves the position, if it stands where these counts begin. If not, another copy of the centre has counted
// the same envelopes: nothing is added, and the place up to which they are counted is returned.
func writeTally(ctx context.Context, tx db.Tx, c tallied) (uint64, error) {
	_, err := tx.Exec(ctx, `insert into signal_tally_position (partition_no, seq) values (?, 0) on conflict (partition_no) do nothing`, c.partition)
	if err != nil {
		return 0, err
	}
	moved, err := tx.Exec(ctx, `update signal_tally_position set seq = ? where partition_no = ? and seq = ?`, int64(c.seq), c.partition, int64(c.after))
	if err != nil {
		return 0, err
	}
	n, err := moved.RowsAffected()
	if err != nil {
		return 0, db.Wrap("move tally", err)
	}
	if n == 0 {
		var place int64
		err = tx.QueryRow(ctx, `select seq from signal_tally_position where partition_no = ?`, c.partition).Scan(&place)
		return uint64(place), db.Wrap("read tally", err)
	}
	for k, n := range c.counts {
		_, err = tx.Exec(ctx, `insert into signal_tally (minute, source, kind, n) values (?, ?, ?, ?)
			on conflict (minute, source, kind) do update set n = signal_tally.n + excluded.n`, int64(k.minute), k.source, k.kind.String(), n)
		if err != nil {
			return 0, err
		}
	}
	return c.seq, nil
}

// Signals counts the signals received in a period, minute by minute, with what is not written yet.
func (t *Counter) Signals(ctx context.Context, from, to when.Micros) (int64, error) {
	err := t.Flush(ctx)
	if err != nil {
		return 0, err
	}
	var n int64
	err = t.db.QueryRow(ctx, `select coalesce(sum(n), 0) from signal_tally where minute >= ? and minute < ?`,
		int64(from/when.Minute*when.Minute), int64(to)).Scan(&n)
	return n, db.Wrap("count signals", err)
}

// BySource lists the signals received in a period by partner and kind, the most first.
func (t *Counter) BySource(ctx context.Context, from, to when.Micros) ([]api.TallyRow, error) {
	err := t.Flush(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := t.db.Query(ctx, `select source, kind, sum(n) from signal_tally where minute >= ? and minute < ?
		group by source, kind order by 3 desc, 1, 2`, int64(from/when.Minute*when.Minute), int64(to))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := []api.TallyRow{}
	for rows.Next() {
		var r api.TallyRow
		err = rows.Scan(&r.Source, &r.Kind, &r.N)
		if err != nil {
			return nil, db.Wrap("list signals", err)
		}
		out = append(out, r)
	}
	return out, db.Wrap("list signals", rows.Err())
}
