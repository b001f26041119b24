package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/term/when"
)

// DueMeasures implements stoppay.Instructed.
func (s *Store) DueMeasures(ctx context.Context, now when.Micros, limit int) ([]string, error) {
	where, args := access.System().Predicate("unit") // clocks are the centre's own: they run for every unit
	args = append([]any{int64(now)}, args...)
	return many(ctx, s.db, from(`select distinct ref from stop_message where remind_at > 0 and remind_at <= ? and claim_id = '' and `+where+
		` order by ref limit ?`, append(args, limit)...), func(ref *string) []any { return []any{ref} })
}

// instructionsMax bounds what one measure has told: a freeze is renewed for years, and each renewal is one.
const instructionsMax = 200

// Instructions implements stoppay.Instructed.
func (s *Store) Instructions(ctx context.Context, scope access.Scope, measure string) ([]stoppay.Message, error) {
	where, args := visible(scope)
	args = append([]any{measure}, args...)
	return many(ctx, s.db, from(`select `+messageColumns+` from stop_message where ref = ? and ref <> '' and kind <> 'remind' and `+where+
		` order by seq limit ?`, append(args, instructionsMax)...), messageFields)
}

// Told implements stoppay.Instructed.
func (s *Store) Told(ctx context.Context, scope access.Scope, before int64, limit int) ([]stoppay.Message, error) {
	where, args := visible(scope)
	list, err := many(ctx, s.db, from(`select `+messageColumns+`, seal, canonical from stop_message where `+where+` and seq < ? and kind <> 'remind'
		order by seq desc limit ?`, append(args, before, limit)...), withBytes)
	if err != nil {
		return nil, err
	}
	return filled(list)
}
