package store

import (
	"context"
	"slices"

	"fanzha/centre/stoppay"
	"fanzha/internal/db"
)

// paid finds the open claim of the same unit that has all these payments already: one payment is one loss, however often and by whomever it
// is reported. Empty where one of them is new. It records the payments, so that of two reports at one moment the second waits for the first.
func paid(ctx context.Context, tx db.Tx, d stoppay.Draft) (string, error) {
	same, all := "", len(d.Paid) > 0
	for _, key := range slices.Sorted(slices.Values(d.Paid)) {
		known, err := cause(ctx, tx, "paid/"+key, d.Claim)
		if err != nil {
			return "", err
		}
		if !known {
			all = false
			continue
		}
		var claim string
		var live int
		err = tx.QueryRow(ctx, `select k.claim_id, coalesce(sum(case when c.state = 'open' and c.standing <> 'lapsed' and c.unit = ? then 1 else 0 end), 0)
			from stop_cause k left join stop_claim c on c.id = k.claim_id where k.cause = ? group by k.claim_id`, d.Unit, "paid/"+key).Scan(&claim, &live)
		if err != nil {
			return "", db.Wrap("read payment", err)
		}
		if live == 0 { // withdrawn, lapsed or another unit's: this claim takes its place
			_, err = tx.Exec(ctx, `update stop_cause set claim_id = ? where cause = ?`, d.Claim, "paid/"+key)
			if err != nil {
				return "", err
			}
		}
		all = all && live > 0 && (same == "" || same == claim)
		same = claim
	}
	if !all {
		return "", nil
	}
	_, err := tx.Exec(ctx, `update stop_cause set claim_id = ? where cause = ?`, same, "open/"+d.Cause)
	return same, err
}
