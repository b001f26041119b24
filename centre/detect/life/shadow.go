package life

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/detect/life/proof"
)

// ShadowDay compares a version in shadow with the live set on one day.
type ShadowDay struct {
	Day    int64 // from 1970-01-01 in the centre's zone
	Hits   int64
	Shadow int64 // persons it would have alerted
	Both   int64 // … whom the live set warned as well, at that time
	Only   int64 // … whom it did not
	Same   int64 // hits of the live version of the same code
	Hushed int64 // what a suppression silenced
}

// ShadowQuery chooses hits in shadow, the newest first.
type ShadowQuery struct {
	Version string
	Day     int64 // 0: every day
	After   *Key
	Limit   int
}

// ShadowDays compares a version in shadow day by day. The right is scenario.read.
func (s *Service) ShadowDays(ctx context.Context, scope access.Scope, id string) ([]ShadowDay, error) {
	_, err := s.Get(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	return s.o.Beside.Days(ctx, scope, id)
}

// ShadowHits reads hits of a version in shadow, as far as the caller may see them. The right is scenario.read.
func (s *Service) ShadowHits(ctx context.Context, scope access.Scope, q ShadowQuery, cursor string) ([]proof.Row, string, error) {
	_, err := s.Get(ctx, scope, q.Version)
	if err != nil {
		return nil, "", err
	}
	limit, err := begin(cursor, &q.After, &q.Limit)
	if err != nil {
		return nil, "", err
	}
	out, err := s.o.Beside.Hits(ctx, scope, q)
	if err != nil || len(out) <= limit {
		return out, "", err
	}
	return out[:limit], cursorOf(out[limit-1].At, out[limit-1].HitID), nil
}
