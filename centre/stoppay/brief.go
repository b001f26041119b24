package stoppay

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stoppay/docket"
	"fanzha/term/when"
)

// Brief is what a list shows of a claim beside the claim itself, counted over its payments and orders.
type Brief struct {
	Claim       string
	Number      string
	Orders      int
	Layers      int
	Answered    int         // orders that no bank owes an answer to
	FirstPaidAt when.Micros // 0: not known, as below
	FirstHeldAt when.Micros
	ExpiringAt  when.Micros // the first end of a live hold
}

// Briefs returns the briefs of the caller's claims among those, by id, in one read; at most PageMax are asked for.
func (s *Service) Briefs(ctx context.Context, scope access.Scope, claims []string) (map[string]Brief, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return nil, err
	}
	claims, err = page(claims)
	if err != nil || len(claims) == 0 {
		return nil, err
	}
	list, err := s.o.Tally.Briefs(ctx, scope, claims)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Brief, len(list))
	for _, b := range list {
		out[b.Claim] = b
	}
	return out, nil
}

// OrdersByID returns the caller's orders among those, by id, in one read; at most PageMax are asked for.
func (s *Service) OrdersByID(ctx context.Context, scope access.Scope, ids []string) (map[string]Order, error) {
	err := read(scope)
	if err != nil {
		return nil, err
	}
	ids, err = page(ids)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	list, err := s.o.Tally.OrdersByID(ctx, scope, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Order, len(list))
	for _, o := range list {
		out[o.ID] = cover(scope, o)
	}
	return out, nil
}

// page takes what can be no id out, and refuses more than a page has.
func page(ids []string) ([]string, error) {
	seen := make(map[string]bool, len(ids))
	var out []string
	for _, id := range ids {
		if docket.Word(id) && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	if len(out) > PageMax {
		return nil, docket.Refuse(ErrFilter, "field", "ids")
	}
	return out, nil
}
