package bank

import (
	"context"
	"log/slog"

	"fanzha/centre/stoppay"
	"fanzha/edge/partner/page"
	"fanzha/edge/partner/wire"
	"fanzha/internal/db"
)

// Room is what the desk needs of the room of stop-payment.
type Room interface {
	Answer(ctx context.Context, bank string, a stoppay.Answer) (stoppay.Order, error)
	Notice(ctx context.Context, bank string, n stoppay.Notice) error
	Pending(ctx context.Context, bank string, after int64, limit int) ([]stoppay.Message, error)
}

// Log is the log of what has happened, in order: internal/db has one.
type Log interface {
	Events(ctx context.Context, after int64, limit int) ([]db.Event, error)
}

// Bounds of one look into the log: it holds the events of all rooms and banks.
const (
	logPage  = 1000
	logPages = 20
)

// desk is Desk over the room itself.
type desk struct {
	room Room
	log  Log
}

// Over makes a Desk of the room of stop-payment and the log of events.
func Over(room Room, log Log) Desk { return &desk{room, log} }

// Pending turns messages into what is sent. One that cannot be sent (it was stored damaged) is passed over aloud: it must not
// keep every later order from the bank.
func (d *desk) Pending(ctx context.Context, bank string, after int64, limit int) ([]Message, error) {
	messages, err := d.room.Pending(ctx, bank, after, limit)
	if err != nil {
		return nil, err
	}
	out := make([]Message, 0, len(messages))
	for _, m := range messages {
		o, err := page.Order(m)
		if err != nil {
			slog.Error("a stored order cannot be sent", "message", m.ID, "bank", bank, "error", err)
			continue
		}
		out = append(out, Message{Seq: m.Seq, Order: o})
	}
	return out, nil
}

// Answer hands an answer to the room.
func (d *desk) Answer(ctx context.Context, bank string, a wire.Answer) error {
	_, err := d.room.Answer(ctx, bank, page.Answer(a))
	return err
}

// Notice hands a notice to the room.
func (d *desk) Notice(ctx context.Context, bank string, n wire.Notice) error {
	return d.room.Notice(ctx, bank, page.Notice(n))
}

// kinds are the events that a bank is told; the others of the room are the centre's own.
var kinds = map[string]wire.EventKind{
	stoppay.EvSealed: wire.EventSealed, stoppay.EvSent: wire.EventSent, stoppay.EvAnswered: wire.EventAnswered, stoppay.EvHeld: wire.EventHeld,
	stoppay.EvReleased: wire.EventReleased, stoppay.EvFrozen: wire.EventFrozen, stoppay.EvExpiring: wire.EventExpiring,
	stoppay.EvExpired: wire.EventExpired, stoppay.EvSilent: wire.EventSilent, stoppay.EvContradiction: wire.EventContradiction,
}

// Happened goes through the log and picks out the bank's own.
func (d *desk) Happened(ctx context.Context, bank string, after int64, limit int) ([]wire.Event, int64, error) {
	var out []wire.Event
	for range logPages {
		events, err := d.log.Events(ctx, after, logPage)
		if err != nil {
			return nil, 0, err
		}
		for _, e := range events {
			after = e.Seq
			kind, told := kinds[e.Kind]
			if !told {
				continue
			}
			b, err := stoppay.ParseEvent(e.Body)
			if err != nil || b.Bank != bank || b.Order == "" {
				continue
			}
			if kind == wire.EventHeld && b.Count == 2 {
				kind = wire.EventRenewed
			}
			n := wire.Event{Seq: e.Seq, At: e.At.Time(), Kind: kind, Order: b.Order, Fen: b.Fen}
			if b.ExpiresAt != 0 {
				n.Until = b.ExpiresAt.Time()
			}
			out = append(out, n)
			if len(out) == limit {
				return out, after, nil
			}
		}
		if len(events) < logPage {
			break
		}
	}
	return out, after, nil
}
