package signal

import "context"

// Log is the durable log, one ordered sequence of envelopes per partition.
type Log interface {
	// Append stores an envelope and returns its position once it is durable. Callers may call concurrently. After an error
	// the envelope may be stored or not. It does not keep the slice.
	Append(ctx context.Context, partition int, envelope []byte) (seq uint64, err error)
	// Read calls fn with every envelope after a position, in order, and follows until ctx ends or fn errs.
	Read(ctx context.Context, partition int, after uint64, fn func(seq uint64, envelope []byte) error) error
	// Last returns the newest position, 0 when there is none.
	Last(ctx context.Context, partition int) (uint64, error)
}

// Key is the digest of (source, id): 96 bits, so that among ten billion ids two fall together by chance once in a billion.
type Key = [12]byte

// Index remembers every logged key with the checksum of its content. One goroutine uses it, in groups: what a group puts is
// seen at once, and kept or forgotten together at its end. Its files follow the log; they can be lost and made again from it.
type Index interface {
	// Begin starts a group of at most n new keys.
	Begin(n int) error
	// Put returns the checksum remembered for the key; where there is none it remembers sum.
	Put(key Key, sum uint32) (old uint32, seen bool, err error)
	// End keeps what the group put, given the position per partition up to which the log is now covered and the moment; with
	// nil positions it forgets it.
	End(positions []uint64, at int64) error
	// Positions returns, per partition, up to where the stored keys cover the log; shorter than the partitions when empty.
	Positions() []uint64
}
