package signal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"fanzha/base/clock"
	"fanzha/centre/signal/beside"
	"fanzha/term/fault"
)

// Options are what an intake stands on.
type Options struct {
	Log        Log
	Index      Index
	Clock      clock.Clock
	Partitions int // fixed for the life of a log: it decides where a person's signals are
	Logger     *slog.Logger
}

// Intake accepts requests: many goroutines decode and validate, one committer checks identities and writes the log, taking
// all requests that wait as one group, so that a sync to disk is shared.
type Intake struct {
	opts     Options
	queue    chan *batch
	held     atomic.Int64 // bytes that requests hold in memory
	away     atomic.Bool  // the log does not answer
	gate     sync.RWMutex // guards stopping and the closing of queue: each Accept holds it for reading
	stopping bool
	done     chan struct{} // closed when the committer has ended
	stats    counters
	batches  sync.Pool

	asker Asker // the index, when it wants to hear of keys

	// Owned by the committer.
	positions []uint64
	next      []uint64 // positions with the group in work
	envelopes [][]*envelope
	spare     []*envelope
	group     Group  // in work
	place     uint64 // of the next signal in it
	writers   beside.Workers
	dirty     bool // an append failed: what the log holds is unknown until it is read
}

// NewIntake reads the log from where the index ends, so that no signal of before is taken twice, and starts the committer.
func NewIntake(ctx context.Context, o Options) (*Intake, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	in := &Intake{opts: o, queue: make(chan *batch, queueLength), done: make(chan struct{}), envelopes: make([][]*envelope, o.Partitions)}
	in.asker, _ = o.Index.(Asker)
	in.batches.New = func() any { return &batch{decoder: NewDecoder(0), done: make(chan struct{}, 1)} }
	in.positions, in.next = make([]uint64, o.Partitions), make([]uint64, o.Partitions)
	copy(in.positions, o.Index.Positions())
	err := in.catchUp(ctx, func(ctx context.Context, p int) (uint64, error) { return o.Log.Last(ctx, p) })
	if err != nil {
		return nil, err
	}
	go in.run()
	return in, nil
}

// Request is one delivery of a partner.
type Request struct {
	Source   string // name of the partner, from its key
	Kind     Kind   // 0: mixed, each record says its kind
	Document bool   // the body is one JSON array or object; otherwise one object a line
	Body     io.Reader
	Admit    func(records int) error // asked once, before anything is queued; its error refuses the request; may be nil
}

// Receipt is the truth about a request: Read = Accepted + Duplicate + Rejected. It is given only when all accepted ones are
// durable. Rejects lists the first RejectsMax.
type Receipt struct {
	Read      int      `json:"read"`
	Accepted  int      `json:"accepted"`
	Duplicate int      `json:"duplicate"`
	Rejected  int      `json:"rejected"`
	Rejects   []Reject `json:"rejects"`
}

func (r *Receipt) reject(line int, rej *Reject) {
	r.Rejected++
	if len(r.Rejects) < RejectsMax {
		rej.Line = line
		r.Rejects = append(r.Rejects, *rej)
	}
}

// Accept takes one request. An error means that nothing of it was acknowledged; sending it again is always right.
func (in *Intake) Accept(ctx context.Context, req Request) (Receipt, error) {
	if req.Source == "" || len(req.Source) > SourceMax {
		return Receipt{}, ErrSource
	}
	in.gate.RLock()
	defer in.gate.RUnlock()
	switch {
	case in.stopping:
		return Receipt{}, ErrStopping
	case in.away.Load():
		return Receipt{}, ErrLogAway
	}
	b := in.batches.Get().(*batch)
	defer in.release(b)
	b.reset(in.opts.Clock.Now())
	err := in.fill(b, req)
	if err != nil {
		return Receipt{}, err
	}
	if req.Admit != nil {
		err = req.Admit(b.receipt.Read)
		if err != nil {
			return Receipt{}, err
		}
	}
	if len(b.items) > 0 {
		select {
		case in.queue <- b:
		case <-ctx.Done():
			return Receipt{}, ErrOverloaded.With(ctx.Err())
		}
		<-b.done // the committer always answers: its appends have an end
		if b.err != nil {
			return Receipt{}, b.err
		}
		b.judge()
	}
	in.stats.count(b)
	receipt := b.receipt
	if receipt.Rejects == nil {
		receipt.Rejects = []Reject{}
	}
	return receipt, nil
}

// fill reads the body and decodes its records.
func (in *Intake) fill(b *batch, req Request) error {
	err := in.read(b, req.Body)
	if err != nil {
		return err
	}
	split := splitLines
	if req.Document {
		split = splitDocument
	}
	err = split(b.body, func(line int, record []byte) error {
		b.receipt.Read++
		if b.receipt.Read > RecordsMax {
			return ErrTooManyRecords
		}
		b.record(in, req, line, record)
		return nil
	})
	if err != nil {
		return err
	}
	return in.hold(b)
}

// bodyStart is the first size of a body's buffer: one small request fits.
const bodyStart = 4 << 10

// read fills b.body, within BodyMax and the memory that all requests share.
func (in *Intake) read(b *batch, r io.Reader) error {
	for {
		if len(b.body) == cap(b.body) {
			b.body = slices.Grow(b.body, max(len(b.body), bodyStart))
		}
		err := in.hold(b)
		if err != nil {
			return err
		}
		n, err := r.Read(b.body[len(b.body):cap(b.body)])
		b.body = b.body[:len(b.body)+n]
		if len(b.body) > BodyMax {
			return ErrBodyTooLarge
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		var f *fault.Fault
		if errors.As(err, &f) {
			return f
		}
		if err != nil {
			return ErrBodyUnreadable.With(err)
		}
	}
}

// hold counts what the batch's buffers take now and refuses when all requests together hold too much.
func (in *Intake) hold(b *batch) error {
	n := cap(b.body) + cap(b.arena) + cap(b.items)*itemSize
	total := in.held.Add(int64(n - b.held))
	b.held = n
	if total > QueueBytes {
		return ErrOverloaded
	}
	return nil
}

// release gives memory back. Very large buffers are left to the collector, so that one big request does not stay for ever.
func (in *Intake) release(b *batch) {
	in.held.Add(int64(-b.held))
	b.held = 0
	if cap(b.body) <= 1<<20 {
		in.batches.Put(b)
	}
}

// Close refuses new requests, answers all that wait, and ends the committer.
func (in *Intake) Close() {
	in.gate.Lock() // after the last Accept
	if !in.stopping {
		in.stopping = true
		close(in.queue)
	}
	in.gate.Unlock()
	<-in.done
}

// keyOf digests source and id. A source has no NUL, so the pair is unambiguous.
func keyOf(scratch, source, id []byte) (Key, []byte) {
	scratch = append(append(append(scratch[:0], source...), 0), id...)
	sum := sha256.Sum256(scratch)
	return Key(sum[:len(Key{})]), scratch
}

// contentID is the id of a record that came without one: a digest of its content.
func contentID(enc []byte) string {
	sum := sha256.Sum256(enc)
	return "sha-" + hex.EncodeToString(sum[:16])
}
