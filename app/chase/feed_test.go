package chase

import (
	"context"
	"testing"

	"fanzha/centre/stoppay"
	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// TestFeedFollowsWhatIsTold protects: a log that has not seen a payment says nothing of it, unless it is told that the money
// arrived; then it follows what left the payee afterwards.
func TestFeedFollowsWhatIsTold(t *testing.T) {
	f := newFeed()
	f.rule = string(trace.FIFO)
	at := epoch
	f.tell(trace.Transfer{ID: "t0", From: "990001000000000002", To: "990002000000000001", At: at - when.Minute, Fen: 400})
	f.tell(trace.Transfer{ID: "t1", From: "990001000000000002", To: "990002000000000001", At: at + when.Minute, Fen: 700})
	p := stoppay.Payment{Ref: "unseen", At: at, Fen: 1000, Payee: stoppay.Party{Account: "990001000000000002"}}
	params := trace.Params{MaxHops: 5, Window: int64(when.Day), HopWindow: int64(when.Day), MinFen: 1, PerAccount: 10, Limit: 100}
	r, err := f.Follow(context.Background(), p, params)
	check.NoError(t, err)
	check.Equal(t, len(r.Edges), 0)
	p.Told = true
	r, err = f.Follow(context.Background(), p, params)
	check.NoError(t, err)
	check.Equal(t, len(r.Edges), 2)
	check.Equal(t, []any{r.Edges[1].ID, r.Edges[1].TaintedFen}, []any{"t1", int64(700)})
}
