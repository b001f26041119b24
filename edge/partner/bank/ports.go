package bank

import (
	"context"

	"fanzha/edge/partner/wire"
)

// Key is one way in of one bank: a shared secret, or a certificate that is pinned (then Secret is empty).
type Key struct {
	wire.Key
	Bank string
}

// Keys says whose a key or certificate is. Both refuse what is unknown, revoked or past its end with a fault of kind Denied or
// NotFound; any other fault means that it cannot be said now. Both may be called often: answers are used again for keyFresh.
type Keys interface {
	Secret(ctx context.Context, id string) (Key, error)
	// Certificate takes the SHA-256 of the certificate (DER) in lower-case hexadecimal.
	Certificate(ctx context.Context, fingerprint string) (Key, error)
}

// Message is one order with its place in the bank's queue.
type Message struct {
	Seq   int64
	Order wire.Order
}

// Desk is the room of stop-payment as banks meet it. Every call is for the records of one bank: others do not exist for it.
type Desk interface {
	// Pending returns messages with a number above after, in order. Asking with a number says that the bank has stored
	// everything up to it.
	Pending(ctx context.Context, bank string, after int64, limit int) ([]Message, error)
	// Answer records an answer; the same one again changes nothing. A fault of kind Conflict says that its id was used for
	// other content.
	Answer(ctx context.Context, bank string, a wire.Answer) error
	// Notice records a book transfer; the same one again changes nothing.
	Notice(ctx context.Context, bank string, n wire.Notice) error
	// Happened returns events of the bank's orders with a number above after, in order, and how far it looked: the next call
	// begins there, also when nothing was found.
	Happened(ctx context.Context, bank string, after int64, limit int) (events []wire.Event, next int64, err error)
}

// Objections takes what holders say. The same objection again returns the same case.
type Objections interface {
	Object(ctx context.Context, bank string, o wire.Objection) (wire.Case, error)
}
