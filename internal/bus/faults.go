package bus

import "fanzha/term/fault"

// Faults of the log. Their texts are in term/fault/texts/bus.yaml.
var (
	ErrOpen       = fault.New(fault.Unavailable, "bus.open")    // the log cannot be opened or reached at start
	ErrStream     = fault.New(fault.Unavailable, "bus.stream")  // the stream cannot be made or does not fit
	ErrAppend     = fault.New(fault.Unavailable, "bus.append")  // no acknowledgement: the envelope may be stored or not
	ErrRead       = fault.New(fault.Unavailable, "bus.read")    // positions cannot be asked for
	ErrClosed     = fault.New(fault.Unavailable, "bus.closed")  // used after Close
	ErrTooLarge   = fault.New(fault.Invalid, "bus.too_large")   // envelope over the server's limit
	ErrPartition  = fault.New(fault.Internal, "bus.partition")  // partition outside 0..n-1
	ErrPartitions = fault.New(fault.Conflict, "bus.partitions") // number of partitions outside 1..PartitionsMax
)
