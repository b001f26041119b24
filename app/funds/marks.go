package funds

import (
	"context"
	"time"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/edge/partner/bank"
	"fanzha/internal/db"
	"fanzha/term/ident"
)

// markEvery is how often the index of payees looks for what became known: fresher than the five seconds that banks are promised.
const markEvery = time.Second

// eventsFrom divides the places of marks: below it are pages of claims that stood before the start, above it events of the outbox.
const eventsFrom = int64(1) << 40

// marks tells the index of payees what became known of accounts: first from the claims that are there, then from what happens.
// It belongs to one reader.
type marks struct {
	stops   *stoppay.Service
	records *db.DB
	cursor  string // of the page of claims to read next
	begun   bool
	last    int64 // event up to which the claims of the first pass are surely as they were read
}

// Marks implements bank.Marks.
func (m *marks) Marks(ctx context.Context, after int64, limit int) ([]bank.Mark, int64, error) {
	if after < eventsFrom {
		return m.standing(ctx, after, limit)
	}
	events, err := m.records.Events(ctx, after-eventsFrom, limit)
	if err != nil {
		return nil, after, err
	}
	var out []bank.Mark
	for _, e := range events {
		after = eventsFrom + e.Seq
		more, err := m.event(ctx, e)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, more...)
	}
	return out, after, nil
}

// standing reads claims that are there, until limit marks are found.
func (m *marks) standing(ctx context.Context, after int64, limit int) ([]bank.Mark, int64, error) {
	if !m.begun {
		last, err := m.records.LastEvent(ctx)
		if err != nil {
			return nil, after, err
		}
		m.begun, m.last = true, last
	}
	var out []bank.Mark
	for len(out) < limit {
		claims, next, err := m.stops.Claims(ctx, access.System(), stoppay.ClaimFilter{Limit: stoppay.PageMax, Cursor: m.cursor})
		if err != nil {
			return nil, after, err
		}
		for _, c := range claims {
			more, err := m.claim(ctx, c.ID)
			if err != nil {
				return nil, after, err
			}
			out = append(out, more...)
		}
		m.cursor = next
		if next == "" {
			return out, eventsFrom + m.last, nil
		}
	}
	return out, after + 1, nil
}

// event reads the claim that an event is about; events of other rooms say nothing here.
func (m *marks) event(ctx context.Context, e db.Event) ([]bank.Mark, error) {
	switch e.Kind {
	case stoppay.EvOpened, stoppay.EvClosed, stoppay.EvWithdrawn, stoppay.EvReviewed, stoppay.EvSealed, stoppay.EvHeld, stoppay.EvReleased, stoppay.EvExpired:
		return m.claim(ctx, e.Subject)
	}
	return nil, nil
}

// claim is everything that one claim says of accounts. Applied twice it changes nothing.
func (m *marks) claim(ctx context.Context, id string) ([]bank.Mark, error) {
	d, err := m.stops.Claim(ctx, access.System(), id)
	if err != nil {
		return nil, err
	}
	var out []bank.Mark
	seen := map[ident.Account]bool{}
	report := func(account ident.Account, fen int64) {
		if account == "" || seen[account] {
			return
		}
		seen[account] = true
		one := bank.Mark{Kind: bank.MarkReported, Account: account, At: d.Claim.OpenedAt, Claim: d.Claim.ID, Fen: fen, Reporter: string(d.Claim.Victim.Phone) + string(d.Claim.Victim.ID)}
		out = append(out, one)
		switch {
		case d.Claim.State == stoppay.ClaimWithdrawn || d.Claim.Finding == stoppay.Reversed:
			one.Kind = bank.MarkRejected
			out = append(out, one)
		case d.Claim.State == stoppay.ClaimClosed:
			one.Kind = bank.MarkClosed
			out = append(out, one)
		}
	}
	for _, p := range d.Payments {
		report(p.Payee.Account, p.Fen)
	}
	for _, o := range d.Orders {
		report(o.Target.Account, o.Fen)
		mark := bank.Mark{Kind: bank.MarkHeld, Account: o.Target.Account, At: o.HeldAt, Order: o.ID, Until: o.ExpiresAt, Fen: o.HeldFen}
		switch {
		case o.HoldState.Live():
			out = append(out, mark)
		case o.HoldState.Ended():
			mark.Kind = bank.MarkHoldEnded
			out = append(out, mark)
		}
	}
	return out, nil
}
