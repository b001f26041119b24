package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
)

// briefQuery counts over the payments and orders of some claims, in one statement: a list reads no claim whole.
func briefQuery(scope access.Scope, claims []string) query {
	where, args := own(scope, "c.unit")
	var c conditions
	in(&c, "c.id", claims)
	c.add(where, args...)
	return from(`select c.id, c.number,
		(select coalesce(min(p.at), 0) from stop_payment p where p.claim_id = c.id and p.at > 0),
		coalesce(o.orders, 0), coalesce(o.layers, 0), coalesce(o.answered, 0), coalesce(o.held, 0), coalesce(o.ends, 0)
		from stop_claim c left join (select claim_id, count(*) as orders, max(layer) as layers,
			sum(case when state in ('sealed', 'sent', 'seen') then 0 else 1 end) as answered,
			min(case when held_at > 0 then held_at end) as held,
			min(case when hold_state = 'holding' and expires_at > 0 then expires_at end) as ends
			from stop_order where claim_id in (`+marks(len(claims))+`) group by claim_id) o on o.claim_id = c.id
		where `+c.where(), append(texts(claims), c.args...)...)
}

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// Briefs implements stoppay.Tally.
func (s *Store) Briefs(ctx context.Context, scope access.Scope, claims []string) ([]stoppay.Brief, error) {
	return many(ctx, s.db, briefQuery(scope, claims), func(b *stoppay.Brief) []any {
		return []any{&b.Claim, &b.Number, &b.FirstPaidAt, &b.Orders, &b.Layers, &b.Answered, &b.FirstHeldAt, &b.ExpiringAt}
	})
}

// OrdersByID implements stoppay.Tally.
func (s *Store) OrdersByID(ctx context.Context, scope access.Scope, ids []string) ([]stoppay.Order, error) {
	var c conditions
	in(&c, "id", ids)
	where, args := visible(scope)
	c.add(where, args...)
	return many(ctx, s.db, from(`select `+orderColumns+` from stop_order where `+c.where(), c.args...), orderFields)
}
