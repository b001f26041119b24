package signal

import "fanzha/term/when"

// Limits of the intake. Each protects something; tests hold every one of them.
const (
	LineMax     = 64 << 10              // bytes of one record: four times the longest text, so escapes fit
	BodyMax     = 16 << 20              // bytes of a body after decompression: what one request may hold of our memory
	RecordsMax  = 50_000                // records of a request: bounds the time one request can keep the committer
	RejectsMax  = 100                   // rejects listed in an answer; the count is always exact
	DepthMax    = 16                    // nesting inside a JSON array body; records are flat, deeper is an attack
	IDMax       = 128                   // bytes of a source's own id
	NameMax     = 128                   // bytes of a person's or firm's name
	DeviceMax   = 64                    // bytes of a device's number: an IMEI has 15, a UUID 36, a SHA-256 in hexadecimal 64
	TextMax     = 16 << 10              // bytes of a message or narrative: an MMS text or two pages
	AmountMax   = 1_000_000_000_000_000 // fen of one transfer (10 万亿元): more than any bank moves at once
	DurationMax = 7 * 24 * 3600         // seconds of a call or a stay: a longer one is a broken counter

	// FutureMax is how far a partner's clock may run ahead of ours.
	FutureMax = when.Hour
	// PastMax is how old a fact may be that is still told as a signal; older belongs to case files.
	PastMax = 3 * 366 * when.Day
	// UntilMax is how far ahead a lead may stay valid.
	UntilMax = 5 * 366 * when.Day

	// EnvelopeMax is the size an envelope grows to. A NATS server takes 1 MiB by default; the rest is room for headers.
	EnvelopeMax = 768 << 10
	// GroupRecords bounds one group commit, so that a flood of large requests still answers in turn.
	GroupRecords = 100_000
	// QueueBytes bounds what requests hold in memory between reading and answering; above it new ones are refused.
	QueueBytes = 256 << 20
	// SourceMax is the longest name of a source.
	SourceMax = 64
)

// unitSuspect says whether a number that is far in the past would be a plausible moment in seconds or milliseconds.
func unitSuspect(n int64, now when.Micros) bool {
	for _, factor := range []int64{1000, 1_000_000} {
		if n > 0 && n < 1<<62/factor {
			m := when.Micros(n * factor)
			if m > now-PastMax && m < now+FutureMax {
				return true
			}
		}
	}
	return false
}
