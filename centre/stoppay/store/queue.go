package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// voidAfter is how far ahead a lease or a next attempt can be at all: what lies further was written before the clock was turned
// back, and counts as due.
const voidAfter = 5 * when.Minute

// ready is the condition of a message that may be delivered now; three arguments: now, now + voidAfter, and both again.
const ready = `state = 'due' and (next_at <= ? or next_at > ?) and (lease_until <= ? or lease_until > ?)`

func readyArgs(now when.Micros) []any {
	return []any{int64(now), int64(now + voidAfter), int64(now), int64(now + voidAfter)}
}

// DueBanks implements stoppay.Queue.
func (s *Store) DueBanks(ctx context.Context, now when.Micros, limit int) ([]string, when.Micros, error) {
	banks, err := many(ctx, s.db, from(`select distinct bank from stop_message where `+ready+` order by bank limit ?`, append(readyArgs(now), limit)...), func(b *string) []any { return []any{b} })
	if err != nil {
		return nil, 0, err
	}
	var next when.Micros
	// the earliest moment at which a message that waits now may be delivered
	err = s.db.QueryRow(ctx, `select coalesce(min(case when lease_until > next_at then lease_until else next_at end), 0) from stop_message
		where state = 'due' and (next_at > ? or lease_until > ?)`, int64(now), int64(now)).Scan(&next)
	return banks, next, db.Wrap("next delivery", err)
}

// Lease implements stoppay.Queue. The condition stands in the update itself, so of two that lease at once the second finds the
// row leased when it gets its turn.
func (s *Store) Lease(ctx context.Context, l stoppay.Lease) ([]stoppay.Message, error) {
	var out []stoppay.Message
	err := s.db.Write(ctx, func(tx db.Tx) error {
		args := append([]any{int64(l.Until)}, readyArgs(l.Now)...)
		args = append(append(args, l.Bank, l.Limit), readyArgs(l.Now)...)
		var err error
		out, err = many(ctx, tx, from(`update stop_message set lease_until = ? where id in (select id from stop_message where `+ready+` and bank = ?
			order by seq limit ?) and `+ready+` returning `+messageColumns+`, seal, canonical`, args...), withBytes)
		return err
	})
	if err != nil {
		return nil, err
	}
	return filled(out)
}

func withBytes(m *stoppay.Message) []any { return append(messageFields(m), &m.Seal, &m.Canonical) }

// filled reads the sealed content back: what is delivered is made of the sealed bytes alone.
func filled(list []stoppay.Message) ([]stoppay.Message, error) {
	for i := range list {
		var err error
		list[i].Instruction, err = stoppay.ParseInstruction(list[i].Canonical)
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Pending implements stoppay.Queue.
func (s *Store) Pending(ctx context.Context, bank string, after int64, limit int) ([]stoppay.Message, error) {
	list, err := many(ctx, s.db, from(`select `+messageColumns+`, seal, canonical from stop_message
		where state in ('due', 'queued', 'sent') and bank = ? and seq > ? order by seq limit ?`, bank, after, limit), withBytes)
	if err != nil {
		return nil, err
	}
	return filled(list)
}

// DueClaims implements stoppay.Queue.
func (s *Store) DueClaims(ctx context.Context, now when.Micros, limit int) ([]string, error) {
	where, args := access.System().Predicate("unit") // clocks are the centre's own: they run for every unit
	args = append([]any{int64(now)}, args...)
	return many(ctx, s.db, from(`select id from stop_claim where next_at > 0 and next_at <= ? and `+where+
		` order by next_at limit ?`, append(args, limit)...), func(id *string) []any { return []any{id} })
}
