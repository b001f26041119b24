package detect

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"fanzha/centre/detect/scenario"
)

// lookAgain is how often a turn looks whether the next worker has caught up.
const lookAgain = 10 * time.Millisecond

// near is how many envelopes the next worker may be behind when the present one is stopped: less than a heartbeat of work.
const near = 64

// Turner follows the log of one partition with one set of scenarios and turns to another without a restart. The worker of the next
// set first reads the whole log beside the present one, its hits unheard; when it has caught up, the present one stops after an
// envelope, the place is written down, and the next one's hits count from there on. So the hits of a partition are, for every set
// that was in force, those of a fresh engine on the whole log between the places where it took over and where it gave over: a
// replay that knows the places finds the same.
type Turner struct {
	o WorkerOptions

	mu      sync.Mutex // guards what follows
	now     *Worker
	set     *scenario.Set
	stop    context.CancelFunc
	ended   chan struct{} // closed when Run of now has returned
	failed  error         // of now, once ended
	running context.Context
	turning bool
	over    bool // Run has ended
}

// NewTurner makes the turner of a partition; o.Set is in force at first.
func NewTurner(o WorkerOptions) *Turner { return &Turner{o: o, now: NewWorker(o), set: o.Set} }

// Run follows the log until ctx ends or detection fails. It must be called once.
func (t *Turner) Run(ctx context.Context) error {
	t.mu.Lock()
	t.running = ctx
	t.begin(t.now)
	t.mu.Unlock()
	for {
		t.mu.Lock()
		ended, turning, err := t.ended, t.turning, t.failed
		t.mu.Unlock()
		select {
		case <-ended:
		case <-time.After(time.Second):
			continue
		}
		if ctx.Err() == nil && turning {
			time.Sleep(lookAgain) // a turn is between two workers
			continue
		}
		t.mu.Lock()
		same := t.ended == ended && !t.turning
		if same {
			t.over, err = true, t.failed
		}
		t.mu.Unlock()
		if same {
			return err
		}
	}
}

// begin lets a worker run; the caller holds the mutex.
func (t *Turner) begin(w *Worker) {
	ctx, stop := context.WithCancel(t.running)
	ended := make(chan struct{})
	t.now, t.stop, t.ended, t.failed = w, stop, ended, nil
	go func() {
		err := w.Run(ctx)
		t.mu.Lock()
		if t.ended == ended {
			t.failed = err
		}
		t.mu.Unlock()
		close(ended)
	}()
}

// Set is the set in force.
func (t *Turner) Set() *scenario.Set {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.set
}

// worker is who works now.
func (t *Turner) worker() (w *Worker, turning bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now, t.turning
}

// Stats reads the progress of the worker in force.
func (t *Turner) Stats() WorkerStats {
	w, _ := t.worker()
	return w.Stats()
}

// Lag is how many envelopes of the log are not yet worked off.
func (t *Turner) Lag(ctx context.Context) (uint64, error) {
	w, _ := t.worker()
	return w.Lag(ctx)
}

// Drain waits until everything that is in the log now has been observed and its hits recorded, by whichever worker is in force then.
func (t *Turner) Drain(ctx context.Context) error {
	for {
		w, _ := t.worker()
		err := w.Drain(ctx)
		again, turning := t.worker()
		if !errors.Is(err, ErrStopped) || again == w && !turning {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookAgain):
		}
	}
}

// Turn puts another set in force. seal writes down the position from which on it counts, durably, before any of its hits is recorded;
// when it errs, the set that was in force goes on. It returns when the next set is in force. One turn at a time.
func (t *Turner) Turn(ctx context.Context, set *scenario.Set, seal func(ctx context.Context, position uint64) error) error {
	t.mu.Lock()
	if t.turning || t.over || t.running == nil {
		t.mu.Unlock()
		return ErrStopped
	}
	t.turning = true
	present := t.now
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		t.turning = false
		t.mu.Unlock()
	}()
	g := &gate{present: present, opened: make(chan struct{}), o: t.o}
	o := t.o
	o.Set, o.Log, o.Sink, o.Snapshots, o.Position = set, gatedLog{t.o.Log, g}, g, g, 0
	if t.o.Snapshots == nil {
		o.Snapshots = nil
	}
	next := NewWorker(o)
	run, cancel := context.WithCancel(t.running)
	ended := make(chan struct{})
	var failed error
	go func() {
		failed = next.Run(run)
		close(ended)
	}()
	err := t.catchUp(ctx, next, ended)
	if err == nil {
		err = t.halt()
	}
	if err != nil {
		cancel()
		<-ended
		return errors.Join(err, failed)
	}
	position := present.Stats().Position
	err = seal(ctx, position)
	if err != nil {
		cancel()
		<-ended
		t.goOn(position)
		return err
	}
	g.open(position)
	t.mu.Lock()
	t.now, t.set, t.o.Set, t.o.Position = next, set, set, position
	t.stop, t.ended = cancel, make(chan struct{})
	watched := t.ended
	t.mu.Unlock()
	go func() {
		<-ended
		t.mu.Lock()
		if t.ended == watched {
			t.failed = failed
		}
		t.mu.Unlock()
		close(watched)
	}()
	return nil
}

// goOn lets the set that was in force work on after a turn that did not come off.
func (t *Turner) goOn(position uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.o.Position = position
	t.begin(NewWorker(t.o))
}

// catchUp waits until the next worker is near the present one.
func (t *Turner) catchUp(ctx context.Context, next *Worker, ended chan struct{}) error {
	for {
		present, _ := t.worker()
		have, want := next.reached(ctx), present.reached(ctx)
		if have+near >= want {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ended:
			return ErrStopped
		case <-time.After(lookAgain):
		}
	}
}

// halt stops the present worker after an envelope.
func (t *Turner) halt() error {
	t.mu.Lock()
	stop, ended := t.stop, t.ended
	t.mu.Unlock()
	stop()
	<-ended
	if t.running.Err() != nil {
		return ErrStopped
	}
	t.mu.Lock()
	failed := t.failed
	t.mu.Unlock()
	return failed
}

// gate stands between a warming worker and the world.
type gate struct {
	present *Worker
	o       WorkerOptions
	opened  chan struct{}
	from    uint64 // set before opened is closed
}

func (g *gate) open(position uint64) {
	g.from = position
	close(g.opened)
}

func (g *gate) isOpen() bool {
	select {
	case <-g.opened:
		return true
	default:
		return false
	}
}

// Record implements Sink: what is found before the place of the turn was the other set's to find.
func (g *gate) Record(ctx context.Context, partition int, seq uint64, hits []Hit) error {
	if !g.isOpen() || seq <= g.from {
		return nil
	}
	return g.o.Sink.Record(ctx, partition, seq, hits)
}

// Save implements Snapshots.
func (g *gate) Save(partition int, write func(io.Writer) error) error {
	if !g.isOpen() {
		return nil
	}
	return g.o.Snapshots.Save(partition, write)
}

// Load implements Snapshots: the next set begins with the log, whatever lies there.
func (g *gate) Load(int) (io.ReadCloser, error) { return nil, ErrNoSnapshot }

// gatedLog never lets the warming worker overtake the present one.
type gatedLog struct {
	Log
	g *gate
}

// Read implements Log.
func (l gatedLog) Read(ctx context.Context, partition int, after uint64, fn func(uint64, []byte) error) error {
	upTo := uint64(0)
	return l.Log.Read(ctx, partition, after, func(seq uint64, envelope []byte) error {
		for seq > upTo && !l.g.isOpen() {
			upTo = l.g.present.reached(ctx)
			if seq <= upTo {
				break
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-l.g.opened:
			case <-time.After(lookAgain):
			}
		}
		return fn(seq, envelope)
	})
}
