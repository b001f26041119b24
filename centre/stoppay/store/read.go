package store

import (
	"context"
	"errors"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	"fanzha/internal/db"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// visible is who sees a row of stop_order: by unit, or a bank's liaison by bank.
func visible(scope access.Scope) (string, []any) {
	if scope.Bank != "" {
		return "bank = ?", []any{scope.Bank}
	}
	return scope.Predicate("unit")
}

// own is who sees a claim: never a liaison.
func own(scope access.Scope, column string) (string, []any) {
	if scope.Bank != "" {
		return "1 = 0", nil
	}
	return scope.Predicate(column)
}

// load reads everything that belongs to a claim.
func load(ctx context.Context, q db.Queryer, f *stoppay.File) error {
	var err error
	id := f.Claim.ID
	f.Payments, err = many(ctx, q, from(`select `+paymentColumns+` from stop_payment where claim_id = ? order by length(id), id`, id), paymentFields)
	if err != nil {
		return err
	}
	f.Orders, err = many(ctx, q, from(`select `+orderColumns+` from stop_order where claim_id = ? order by length(number), number`, id), orderFields)
	if err != nil {
		return err
	}
	f.Legs, err = many(ctx, q, from(`select `+legColumns+` from stop_leg where claim_id = ? order by place`, id), legFields)
	if err != nil {
		return err
	}
	f.Messages, err = many(ctx, q, from(`select `+messageColumns+` from stop_message where claim_id = ? order by id`, id), messageFields)
	return err
}

// stops reads the stops of accounts by all claims.
func stops(ctx context.Context, q db.Queryer, accounts []ident.Account) (map[ident.Account][]stoppay.Stop, error) {
	out := map[ident.Account][]stoppay.Stop{}
	for len(accounts) > 0 {
		n := min(len(accounts), 200) // accounts asked for at once
		args := make([]any, n)
		for i, a := range accounts[:n] {
			args[i] = string(a)
		}
		type row struct {
			account ident.Account
			stop    stoppay.Stop
		}
		list, err := many(ctx, q, from(`select account, id, claim_id, unit, count, supplement, state, final, hold_state, sealed_at, executed_at, expires_at
			from stop_order where account in (`+marks(n)+`) order by sealed_at, id`, args...), func(r *row) []any {
			s := &r.stop
			return []any{&r.account, &s.Order, &s.Claim, &s.Organ, &s.Count, &s.Supplement, &s.State, &s.Final, &s.HoldState, &s.SealedAt, &s.ExecutedAt, &s.ExpiresAt}
		})
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			out[r.account] = append(out[r.account], r.stop)
		}
		accounts = accounts[n:]
	}
	return out, nil
}

// background reads what the opening of a claim is decided on.
func background(ctx context.Context, q db.Queryer, f *stoppay.File, d stoppay.Draft) error {
	var err error
	f.Stops, err = stops(ctx, q, d.Accounts)
	if err != nil {
		return err
	}
	f.Tiny, err = tiny(ctx, q, d)
	if err != nil || d.Reporter == "" {
		return err
	}
	f.History, err = many(ctx, q, from(`select opened_at, loss_fen from stop_claim where reporter = ? and opened_at > ? and standing <> 'confirmed'`, d.Reporter, int64(d.Since)), func(u *guard.Use) []any { return []any{&u.At, &u.Fen} })
	if err != nil {
		return err
	}
	err = q.QueryRow(ctx, `select count(*) from stop_claim where reporter = ? and finding = 'reversed'`, d.Reporter).Scan(&f.False)
	return db.Wrap("count false reports", err)
}

// tinyRead bounds the earlier claims that are looked at: a few make the pattern, more say nothing new.
const tinyRead = 200

// tiny reads the claims by tiny credits against the accounts that are paid to, and those of the same reporter against any.
func tiny(ctx context.Context, q db.Queryer, d stoppay.Draft) ([]stoppay.Tiny, error) {
	if d.TinyFen <= 0 || len(d.Payees) == 0 {
		return nil, nil
	}
	const columns = `select c.id, p.payee_account, p.account, c.reporter, c.victim_phone from `
	var args []any
	for _, a := range d.Payees {
		args = append(args, string(a))
	}
	args = append(args, d.TinyFen, int64(d.TinySince), d.Reporter, int64(d.TinySince), d.TinyFen, tinyRead)
	return many(ctx, q, from(columns+`stop_payment p join stop_claim c on c.id = p.claim_id
		where p.payee_account in (`+marks(len(d.Payees))+`) and p.fen <= ? and c.opened_at > ?
		union all `+columns+`stop_claim c join stop_payment p on p.claim_id = c.id
		where c.reporter = ? and c.reporter <> '' and c.opened_at > ? and p.fen <= ? limit ?`, args...), func(t *stoppay.Tiny) []any {
		return []any{&t.Claim, &t.Account, &t.Payer, &t.Reporter, &t.Phone}
	})
}

// surroundings reads what a change needs besides the claim.
func surroundings(ctx context.Context, q db.Queryer, f *stoppay.File, t stoppay.Touch) error {
	var err error
	f.Stops, err = stops(ctx, q, t.Accounts)
	if err != nil || t.Answer == "" {
		return err
	}
	var claim string
	a, err := one(ctx, q, from(`select `+answerColumns+` from stop_answer where bank = ? and id = ?`, t.Bank, t.Answer), func(a *stoppay.Answer) []any { return answerFields(&claim, a) })
	if errors.Is(err, stoppay.ErrNotFound) {
		return nil
	}
	f.Prior = &a
	return err
}

// Get implements stoppay.Reader.
func (s *Store) Get(ctx context.Context, scope access.Scope, claim string) (stoppay.File, error) {
	where, args := own(scope, "unit")
	c, err := one(ctx, s.db, from(`select `+claimColumns+` from stop_claim where id = ? and `+where, append([]any{claim}, args...)...), claimFields)
	if err != nil {
		return stoppay.File{}, err
	}
	f := stoppay.File{Claim: c}
	err = load(ctx, s.db, &f)
	if err != nil {
		return stoppay.File{}, err
	}
	var accounts []ident.Account
	for i := range f.Orders {
		accounts = append(accounts, f.Orders[i].Target.Account)
	}
	f.Stops, err = stops(ctx, s.db, accounts)
	return f, err
}

// Find implements stoppay.Reader.
func (s *Store) Find(ctx context.Context, scope access.Scope, k stoppay.Key) (stoppay.Found, error) {
	where, args := visible(scope)
	switch {
	case k.Order != "":
		return one(ctx, s.db, from(`select claim_id, id, id, account, unit from stop_order where id = ? and `+where, append([]any{k.Order}, args...)...), func(f *stoppay.Found) []any {
			f.Kind = stoppay.KindStop
			return []any{&f.Claim, &f.Order, &f.Message, &f.Account, &f.Unit}
		})
	case k.Message != "":
		return one(ctx, s.db, from(`select m.claim_id, m.ref, m.order_id, m.id, m.kind, coalesce(o.account, ''), m.unit from
			(select claim_id, ref, order_id, id, kind, unit from stop_message where id = ? and bank = ? and `+where+`) m
			left join stop_order o on o.id = m.order_id`, append([]any{k.Message, k.Bank}, args...)...), func(f *stoppay.Found) []any {
			return []any{&f.Claim, &f.Measure, &f.Order, &f.Message, &f.Kind, &f.Account, &f.Unit}
		})
	}
	where, args = own(scope, "unit")
	return one(ctx, s.db, from(`select id, unit from stop_claim where receipt = ? and `+where, append([]any{k.Receipt}, args...)...), func(f *stoppay.Found) []any { return []any{&f.Claim, &f.Unit} })
}

// Answers implements stoppay.Reader.
func (s *Store) Answers(ctx context.Context, scope access.Scope, claim string) ([]stoppay.Answer, error) {
	where, args := own(scope, "unit")
	var of string
	return many(ctx, s.db, from(`select `+answerColumns+` from stop_answer where claim_id in (select id from stop_claim where id = ? and `+where+`)
		order by received_at, bank, id`, append([]any{claim}, args...)...), func(a *stoppay.Answer) []any { return answerFields(&of, a) })
}

// Banks implements stoppay.Reader.
func (s *Store) Banks(ctx context.Context) ([]stoppay.Bank, error) {
	var prefixes []*string
	list, err := many(ctx, s.db, from(`select `+bankColumns+` from stop_bank order by code`), func(b *stoppay.Bank) []any {
		p := new(string)
		prefixes = append(prefixes, p)
		return bankFields(b, p)
	})
	for i := range list {
		if *prefixes[i] != "" {
			list[i].Prefixes = strings.Split(*prefixes[i], ",")
		}
	}
	return list, err
}

// conditions collects the parts of a where clause.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(part string, args ...any) {
	c.parts = append(c.parts, part)
	c.args = append(c.args, args...)
}

func (c *conditions) where() string { return strings.Join(c.parts, " and ") }

// in adds "column in (…)".
func in[T ~string](c *conditions, column string, list []T) {
	if len(list) == 0 {
		return
	}
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = string(v)
	}
	c.add(column+" in ("+marks(len(list))+")", args...)
}

// Claims implements stoppay.Lists.
func (s *Store) Claims(ctx context.Context, scope access.Scope, q stoppay.ClaimQuery) ([]stoppay.Claim, error) {
	var c conditions
	where, args := own(scope, "unit")
	c.add(where, args...)
	in(&c, "state", q.States)
	in(&c, "standing", q.Standings)
	if q.Unit != "" {
		where, args = access.Scope{Unit: q.Unit}.Predicate("unit")
		c.add(where, args...)
	}
	if q.Warning != "" {
		c.add("warning = ?", q.Warning)
	}
	find(&c, q.Find)
	if q.ReviewDue {
		c.add("reviewed = 0 and state <> 'withdrawn'")
	}
	if q.Before != nil {
		c.add("(opened_at, id) < (?, ?)", int64(q.Before.At), q.Before.ID)
	}
	return many(ctx, s.db, from(`select `+claimColumns+` from stop_claim where `+c.where()+` order by opened_at desc, id desc limit ?`, append(c.args, q.Limit)...), claimFields)
}

// Orders implements stoppay.Lists.
func (s *Store) Orders(ctx context.Context, scope access.Scope, q stoppay.OrderQuery) ([]stoppay.Order, error) {
	var c conditions
	where, args := visible(scope)
	c.add(where, args...)
	for column, v := range map[string]string{"claim_id": q.Claim, "bank": q.Bank, "account": string(q.Account)} {
		if v != "" {
			c.add(column+" = ?", v)
		}
	}
	in(&c, "state", q.States)
	in(&c, "hold_state", q.Holds)
	if q.Layer != 0 {
		c.add("layer = ?", q.Layer)
	}
	if q.Flagged {
		c.add("flags <> '[]'")
	}
	if q.Silent {
		c.add("state in ('sealed', 'sent', 'seen') and answer_by < ?", int64(q.Now))
	}
	if q.Expiring != 0 {
		c.add("hold_state in ('holding', 'releasing') and expires_at < ?", int64(q.Expiring))
	}
	if q.Number != "" {
		c.add("substr(number, 1, ?) = ?", len(q.Number), q.Number)
	}
	if q.Since != 0 {
		c.add("sealed_at >= ?", int64(q.Since))
	}
	if q.Before != nil {
		c.add("(sealed_at, id) < (?, ?)", int64(q.Before.At), q.Before.ID)
	}
	return many(ctx, s.db, from(`select `+orderColumns+` from stop_order where `+c.where()+` order by sealed_at desc, id desc limit ?`, append(c.args, q.Limit)...), orderFields)
}

// ClaimsOn implements stoppay.Lists.
func (s *Store) ClaimsOn(ctx context.Context, account ident.Account, limit int) ([]string, error) {
	// open claims with an order on the account, the latest first
	return many(ctx, s.db, from(`select c.id from stop_claim c where c.state = 'open' and c.id in
		(select claim_id from stop_order where account = ?) order by c.opened_at desc limit ?`, string(account), limit), func(id *string) []any { return []any{id} })
}

// PaidTo implements stoppay.Lists.
func (s *Store) PaidTo(ctx context.Context, scope access.Scope, account ident.Account, limit int) ([]stoppay.Payer, error) {
	where, args := own(scope, "c.unit")
	// payments that other claims report to the account
	return many(ctx, s.db, from(`select p.account, c.victim_name, c.victim_phone, p.fen, p.at, p.ref, c.id from stop_payment p join stop_claim c on c.id = p.claim_id
		where p.payee_account = ? and `+where+` order by p.at desc, p.id limit ?`, append(append([]any{string(account)}, args...), limit)...), func(p *stoppay.Payer) []any {
		return []any{&p.Account, &p.Name, &p.Phone, &p.Fen, &p.At, &p.Ref, &p.Claim}
	})
}

// Counts implements stoppay.Tally.
func (s *Store) Counts(ctx context.Context, scope access.Scope, now when.Micros) (stoppay.Counts, error) {
	var n stoppay.Counts
	where, args := own(scope, "unit")
	err := s.db.QueryRow(ctx, `select coalesce(sum(case when state = 'open' then 1 else 0 end), 0),
		coalesce(sum(case when state = 'open' and standing = 'provisional' then 1 else 0 end), 0),
		coalesce(sum(case when reviewed = 0 and state <> 'withdrawn' then 1 else 0 end), 0) from stop_claim where `+where, args...).
		Scan(&n.Open, &n.Provisional, &n.ReviewDue)
	if err != nil {
		return n, db.Wrap("count claims", err)
	}
	where, args = visible(scope)
	err = s.db.QueryRow(ctx, `select coalesce(sum(case when state in ('sealed', 'sent', 'seen') then 1 else 0 end), 0),
		coalesce(sum(case when state in ('sealed', 'sent', 'seen') and answer_by < ? then 1 else 0 end), 0),
		coalesce(sum(case when hold_state in ('holding', 'releasing') then 1 else 0 end), 0),
		coalesce(sum(case when hold_state in ('holding', 'releasing') and alerts > 0 then 1 else 0 end), 0),
		coalesce(sum(case when state = 'failed' then 1 else 0 end), 0), coalesce(sum(held_fen), 0) from stop_order where `+where,
		append([]any{int64(now)}, args...)...).Scan(&n.Waiting, &n.Silent, &n.Holding, &n.Expiring, &n.Failed, &n.HeldFen)
	return n, db.Wrap("count orders", err)
}

// Timings implements stoppay.Tally.
func (s *Store) Timings(ctx context.Context, scope access.Scope, span stoppay.Span, limit int) ([]stoppay.Timing, error) {
	var c conditions
	where, args := visible(scope)
	c.add(where, args...)
	if span.From != 0 {
		c.add("sealed_at >= ?", int64(span.From))
	}
	if span.To != 0 {
		c.add("sealed_at < ?", int64(span.To))
	}
	return many(ctx, s.db, from(`select bank, sealed_at, seen_at, answered_at, answer_by, fen, total_fen, reminders, state from stop_order where `+c.where()+
		` order by sealed_at desc, id desc limit ?`, append(c.args, limit)...), func(t *stoppay.Timing) []any {
		return []any{&t.Bank, &t.SealedAt, &t.SeenAt, &t.AnsweredAt, &t.AnswerBy, &t.AskedFen, &t.HeldFen, &t.Reminders, &t.State}
	})
}
