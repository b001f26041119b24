package bus

import (
	"log/slog"
	"time"
)

// Limits and times of the log, each with its reason.
const (
	// PartitionsMax bounds the subjects of the stream; a partition is the unit of ownership by a detection worker.
	PartitionsMax = 256
	// PayloadMax is the largest message of the embedded server. NATS allows 1 MiB by default; the intake stays below that so
	// that an external server with default settings takes the same envelopes.
	PayloadMax = 1 << 20
	// appendTimeout bounds the wait for one acknowledgement when the caller's context has no nearer end.
	appendTimeout = 10 * time.Second
	// readyTimeout bounds the start of the embedded server; recovery of a large store is part of it.
	readyTimeout = 2 * time.Minute
	// pullMessages bounds what a reader has in flight. Thousands of envelopes at once stall a connection: the server stops at
	// 64 MB pending to one client. A bound in bytes beside it makes the server end requests early, and what it says of that
	// takes places of envelopes, which are then dropped.
	pullMessages = 48
	// tailCheck is how long a reader hears nothing before it looks whether there is something to hear.
	tailCheck = time.Second
	// retryMin and retryMax bound the pause of a reader whose consumer broke.
	retryMin = 50 * time.Millisecond
	retryMax = 2 * time.Second
)

// Options says where the log lives and how long it keeps envelopes.
type Options struct {
	Dir         string        // embedded: folder of the store, made when absent
	URL         string        // external: nats://host:port[,…]; Dir is then not used
	Credentials string        // external: path of a NATS credentials file, optional
	Partitions  int           // 1..PartitionsMax
	MaxAge      time.Duration // envelopes older than this are dropped; zero keeps all
	Logger      *slog.Logger  // nil: slog.Default
}
