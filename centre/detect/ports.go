package detect

import (
	"context"
	"io"

	"fanzha/term/when"
)

// Log is the durable log of signals, one ordered sequence of envelopes per partition.
type Log interface {
	// Read calls fn for every envelope after the position, in order, and then follows until ctx ends or fn returns an error.
	Read(ctx context.Context, partition int, after uint64, fn func(seq uint64, envelope []byte) error) error
	// Last is the position of the newest envelope, 0 when there is none.
	Last(ctx context.Context, partition int) (uint64, error)
}

// Seeker is a Log that can find the position just before a moment of receipt. It is optional: a Log without it is re-read from
// its beginning when a snapshot cannot be used.
type Seeker interface {
	// Before returns the greatest position whose envelopes up to it were all received before at; 0 when there is none.
	Before(ctx context.Context, partition int, at when.Micros) (uint64, error)
}

// Snapshots keeps the newest snapshot of every partition.
type Snapshots interface {
	// Save replaces the partition's snapshot with what write produces, atomically: after a crash the old or the new one is there.
	Save(partition int, write func(io.Writer) error) error
	// Load opens the newest snapshot; ErrNoSnapshot when there is none.
	Load(partition int) (io.ReadCloser, error)
}

// Sink takes the hits of one envelope. It must be idempotent by hit id: after a crash the same hits come again. Record is also
// called without hits from time to time so that the sink's position advances (at most every PositionEvery envelopes).
type Sink interface {
	Record(ctx context.Context, partition int, seq uint64, hits []Hit) error
}
