package detect

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"fanzha/base/clock"
	"fanzha/centre/detect/order"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/term/when"
)

// Bounds of a worker.
const (
	PositionEvery = 512       // envelopes without hits after which the sink's position is advanced
	SnapshotEvery = 5_000_000 // signals between snapshots: re-reading them takes some seconds
	retryFirst    = 100 * time.Millisecond
	retryMost     = 5 * time.Second
)

// WorkerOptions are the ports of one place of the log.
type WorkerOptions struct {
	Partition  int // the place: a partition, or their number for all of them in the order of intake
	Partitions int // of the log; 0: the partition stands for itself
	Set        *scenario.Set
	Engine     Options
	Log        Log
	Snapshots  Snapshots   // nil: none are kept, the log is re-read at every start
	Sink       Sink        //
	Position   uint64      // what the sink has recorded already: hits up to here are not sent again
	Clock      clock.Clock // for how far back history is re-read; nil: from the beginning
	Report     func(error) // told of what is retried or skipped; nil: nobody is told
	Every      uint64      // signals between snapshots; 0: SnapshotEvery
	// Turn runs the observing of an envelope when it may compute; nil: at once. It waits for nothing but a processor.
	Turn func(work func())
}

// WorkerStats is a worker's progress.
type WorkerStats struct {
	Partition int         `json:"partition"`
	Position  uint64      `json:"position"` // newest envelope whose hits are recorded
	Recorded  uint64      `json:"recorded"` // hits handed to the sink
	Retries   uint64      `json:"retries"`
	Broken    uint64      `json:"broken"`     // envelopes that could not be read
	Restored  uint64      `json:"restored"`   // position of the snapshot it began with
	EventTime when.Micros `json:"event_time"` // greatest event time seen; now minus this is the lag in time
	Engine    Stats       `json:"engine"`
}

// Worker follows the log of one partition. Its engine is used by Run's goroutine only.
type Worker struct {
	o      WorkerOptions
	engine *Engine
	reader *order.Reader
	hits   []Hit  // of the current envelope
	sent   uint64 // position the sink knows
	since  uint64 // signals since the last snapshot

	mu       sync.Mutex // guards what follows
	stats    WorkerStats
	stands   bool          // idle, and what was in the log at its start is done
	moved    chan struct{} // closed and replaced when the position moves or Run ends
	finished error
	done     bool
}

// NewWorker makes the worker of a partition.
func NewWorker(o WorkerOptions) *Worker {
	if o.Every == 0 {
		o.Every = SnapshotEvery
	}
	if o.Report == nil {
		o.Report = func(error) {}
	}
	if o.Turn == nil {
		o.Turn = func(work func()) { work() }
	}
	o.Engine.Part = PartOf(o.Partition, o.Partitions)
	engine := NewEngine(o.Set, o.Engine)
	return &Worker{o: o, engine: engine, reader: Reading(o.Partition, o.Partitions, engine), sent: o.Position, moved: make(chan struct{}), stats: WorkerStats{Partition: o.Partition}}
}

// Run restores the newest usable snapshot, reads on from there and follows the log until ctx ends. It returns nil when ctx ended,
// after a last snapshot. It must be called once.
func (w *Worker) Run(ctx context.Context) error {
	err := w.run(ctx)
	if ctx.Err() != nil {
		err = nil
		w.leave(ctx)
	}
	w.mu.Lock()
	w.done, w.finished = true, err
	close(w.moved)
	w.mu.Unlock()
	return err
}

// lastWord is how long a stopping worker gives the sink to take its position.
const lastWord = 3 * time.Second

// leave keeps a last snapshot, so that the next start re-reads nothing.
func (w *Worker) leave(ctx context.Context) {
	position := w.reached(context.WithoutCancel(ctx))
	w.move(position)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWord)
	defer cancel()
	if position > w.sent {
		err := w.o.Sink.Record(ctx, w.o.Partition, position, nil)
		if err != nil {
			w.o.Report(err)
			return
		}
		w.sent = position
	}
	w.snapshot(position)
}

func (w *Worker) run(ctx context.Context) error {
	from, err := w.start(ctx)
	if err != nil {
		return err
	}
	if w.idle() {
		return w.stand(ctx)
	}
	w.move(from)
	return w.o.Log.Read(ctx, w.o.Partition, from, func(seq uint64, envelope []byte) error {
		return w.take(ctx, seq, envelope)
	})
}

// idle says whether the worker has nothing to do: no scenario asks what the whole log says.
func (w *Worker) idle() bool {
	return w.o.Engine.Part == Far && !Far.Any(w.o.Set)
}

// stand keeps an idle worker until ctx ends. What is in the log now is done; the sink learns it, so that scenarios that come later are
// not heard on it.
func (w *Worker) stand(ctx context.Context) error {
	last, err := w.o.Log.Last(ctx, w.o.Partition)
	if err != nil {
		return err
	}
	if last > w.sent {
		err = w.record(ctx, last, nil)
		if err != nil {
			return err
		}
	}
	w.mu.Lock()
	w.stands = true
	w.mu.Unlock()
	w.move(last)
	<-ctx.Done()
	return ctx.Err()
}

// reached is the position up to which all is done: for who has nothing to do, the end of the log.
func (w *Worker) reached(ctx context.Context) uint64 {
	position := w.Stats().Position
	if w.idle() {
		last, err := w.o.Log.Last(ctx, w.o.Partition)
		if err == nil {
			position = max(position, last)
		}
	}
	return position
}

// start finds where to read from. A snapshot that is ahead of the sink (which was restored from a backup, say) is not used: the
// hits between the two would be lost.
func (w *Worker) start(ctx context.Context) (uint64, error) {
	position, err := w.restore()
	if err == nil && position <= w.o.Position {
		w.mu.Lock()
		w.stats.Restored = position
		w.mu.Unlock()
		return position, nil
	}
	if err != nil && !errors.Is(err, ErrNoSnapshot) {
		w.o.Report(err)
	}
	w.engine = NewEngine(w.o.Set, w.o.Engine)
	seeker, ok := w.o.Log.(Seeker)
	if !ok || w.o.Clock == nil {
		return 0, nil
	}
	before, err := seeker.Before(ctx, w.o.Partition, w.o.Clock.Now()-w.o.Set.Longest)
	if err != nil {
		return 0, err
	}
	return min(before, w.o.Position), nil
}

func (w *Worker) restore() (uint64, error) {
	if w.o.Snapshots == nil {
		return 0, ErrNoSnapshot
	}
	r, err := w.o.Snapshots.Load(w.o.Partition)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	return w.engine.Restore(r)
}

// take observes one envelope, or the group that it completes, and hands the hits to the sink.
func (w *Worker) take(ctx context.Context, seq uint64, envelope []byte) error {
	w.hits = w.hits[:0]
	var n, upTo uint64
	keep := func(_ int, hits []Hit) { w.hits = append(w.hits, hits...) }
	var err error
	w.o.Turn(func() {
		upTo, err = w.reader.Take(seq, envelope, func(lot []signal.Signal) error {
			w.engine.ObserveAll(lot, keep)
			n += uint64(len(lot))
			return nil
		})
	})
	if err != nil {
		// The log's own checksums make this a fault of ours, not of the disk; standing still would not mend it.
		w.o.Report(err)
		w.mu.Lock()
		w.stats.Broken++
		w.mu.Unlock()
	}
	if upTo <= w.Stats().Position {
		return nil // its group is not complete
	}
	if upTo > w.o.Position && (len(w.hits) > 0 || upTo >= w.sent+PositionEvery) {
		err := w.record(ctx, upTo, w.hits)
		if err != nil {
			return err
		}
	}
	w.move(upTo)
	w.since += n
	if w.since >= w.o.Every {
		return w.checkpoint(ctx, upTo)
	}
	return nil
}

// checkpoint lets the sink know the position first, so that a snapshot is never ahead of it.
func (w *Worker) checkpoint(ctx context.Context, seq uint64) error {
	if seq < w.o.Position { // still re-reading history
		w.since = 0
		return nil
	}
	if seq > w.sent {
		err := w.record(ctx, seq, nil)
		if err != nil {
			return err
		}
	}
	w.snapshot(seq)
	w.since = 0
	return nil
}

func (w *Worker) snapshot(seq uint64) {
	if w.o.Snapshots == nil || seq == 0 || seq > w.sent || w.idle() {
		return
	}
	err := w.o.Snapshots.Save(w.o.Partition, func(out io.Writer) error { return w.engine.Snapshot(out, seq) })
	if err != nil {
		w.o.Report(err) // the old snapshot still serves
	}
}

// record hands hits over until the sink takes them or ctx ends: nothing is skipped.
func (w *Worker) record(ctx context.Context, seq uint64, hits []Hit) error {
	wait := retryFirst
	for {
		err := w.o.Sink.Record(ctx, w.o.Partition, seq, hits)
		if err == nil {
			w.sent = seq
			w.mu.Lock()
			w.stats.Recorded += uint64(len(hits))
			w.mu.Unlock()
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		w.o.Report(err)
		w.mu.Lock()
		w.stats.Retries++
		w.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		wait = min(wait*2, retryMost)
	}
}

func (w *Worker) move(seq uint64) {
	w.mu.Lock()
	st := w.engine.statsAfter(w.stats.Engine)
	w.stats.Position, w.stats.Engine, w.stats.EventTime = seq, st, st.Clock
	close(w.moved)
	w.moved = make(chan struct{})
	w.mu.Unlock()
}

// Stats reads the progress; it may be called at any time.
func (w *Worker) Stats() WorkerStats {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stats
}

// Lag is how many envelopes of the log are not yet worked off.
func (w *Worker) Lag(ctx context.Context) (uint64, error) {
	last, err := w.o.Log.Last(ctx, w.o.Partition)
	if err != nil {
		return 0, err
	}
	return last - min(last, w.reached(ctx)), nil
}

// Drain waits until everything that is in the log now has been observed and its hits recorded.
func (w *Worker) Drain(ctx context.Context) error {
	last, err := w.o.Log.Last(ctx, w.o.Partition)
	if err != nil {
		return err
	}
	for {
		w.mu.Lock()
		position, moved, done, finished := w.stats.Position, w.moved, w.done, w.finished
		stands := w.stands
		w.mu.Unlock()
		if position >= last || stands {
			return nil
		}
		if done {
			return errors.Join(ErrStopped, finished)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-moved:
		}
	}
}
