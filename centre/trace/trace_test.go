package trace_test

// This protects the arithmetic where numbers are large, the refusals, and examples that can be followed on paper.

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"fanzha/centre/trace"
	"fanzha/internal/check"
)

// wide lets everything through.
var wide = trace.Params{MaxHops: 5, Window: 1000, HopWindow: 1000, PerAccount: 100, Limit: 1000}

func attribute(t *testing.T, rule trace.Rule, balances map[string]int64, transfers ...trace.Transfer) (trace.Result, error) {
	t.Helper()
	table, err := trace.NewTable(transfers)
	check.NoError(t, err)
	root, err := table.Find("1")
	check.NoError(t, err)
	return trace.Attribute(table, root, wide, trace.AttributeOptions{Rule: rule, Balances: balances})
}

// TestRulesOnPaper: a holds 50 clean, gets the victim's 100, then 30 clean from x, and pays 120 to b, who pays 60 to c.
func TestRulesOnPaper(t *testing.T) {
	for rule, want := range map[trace.Rule][]int64{
		trace.FIFO:    {100, 70, 60}, // 50 clean, then 70 of the victim's; b pays its tainted lot first
		trace.LIFO:    {100, 90, 30}, // 30 clean, then 90; b pays its clean 30 first
		trace.ProRata: {100, 66, 33}, // 120 × 100 ÷ 180 = 66; 60 × 66 ÷ 120 = 33
		trace.LIBR:    {100, 40, 0},  // 80 clean first; b has 80 clean
	} {
		r, err := attribute(t, rule, map[string]int64{"a": 50},
			trace.Transfer{ID: "1", From: "v", To: "a", At: 1, Fen: 100}, trace.Transfer{ID: "2", From: "x", To: "a", At: 2, Fen: 30},
			trace.Transfer{ID: "3", From: "a", To: "b", At: 3, Fen: 120}, trace.Transfer{ID: "4", From: "b", To: "c", At: 4, Fen: 60})
		check.NoError(t, err)
		got := []int64{}
		for _, e := range r.Edges {
			got = append(got, e.TaintedFen)
		}
		check.Equal(t, got, want)
	}
}

// TestProRataIsExact compares the share with arithmetic without bounds, up to the largest amounts that there are.
func TestProRataIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.OneOf(rapid.Int64Range(1, 1000), rapid.Int64Range(1, math.MaxInt64))
		tainted, clean, out := amount.Draw(t, "tainted"), amount.Draw(t, "clean"), amount.Draw(t, "out")
		b := trace.NewBooks(trace.ProRata, 2)
		must(t, b.Clean(0, clean) == nil && b.Taint(0, tainted) == nil, "books take any two amounts")
		got, err := b.Move(0, 1, out)
		must(t, err == nil, "books move any amount")
		total := new(big.Int).Add(big.NewInt(tainted), big.NewInt(clean))
		want := new(big.Int).Mul(big.NewInt(out), big.NewInt(tainted))
		want.Div(want, total)
		if want.Cmp(big.NewInt(tainted)) > 0 {
			want.SetInt64(tainted)
		}
		must(t, big.NewInt(got).String() == want.String(), fmt.Sprint(got, want))
		must(t, b.TaintedFen(0)+b.TaintedFen(1) == tainted, fmt.Sprint(got, want))
	})
}

// TestLargestAmounts: sums past 64 bits are refused by the rules that need sums, and kept exactly by those that do not.
func TestLargestAmounts(t *testing.T) {
	const most = math.MaxInt64
	transfers := []trace.Transfer{{ID: "1", From: "v", To: "a", At: 1, Fen: most}, {ID: "2", From: "x", To: "a", At: 2, Fen: most},
		{ID: "3", From: "x", To: "a", At: 3, Fen: most}, {ID: "4", From: "a", To: "b", At: 4, Fen: most}, {ID: "5", From: "b", To: "a", At: 5, Fen: most}}
	for _, rule := range []trace.Rule{trace.ProRata, trace.LIBR} {
		_, err := attribute(t, rule, nil, transfers...)
		check.Fault(t, err, "trace.overflow")
	}
	r, err := attribute(t, trace.LIFO, nil, transfers...)
	check.NoError(t, err)
	check.Equal(t, []int64{r.Edges[1].TaintedFen, r.Accounts[0].TaintedFen, r.LeftFen}, []int64{0, most, 0})
	_, err = attribute(t, trace.FIFO, nil, transfers...) // a receives its taint a second time: more than can be counted as received
	check.Fault(t, err, "trace.overflow")
}

func TestRefusals(t *testing.T) {
	table, err := trace.NewTable([]trace.Transfer{{ID: "1", From: "v", To: "a", At: 1, Fen: 5}, {ID: "2", From: "a", To: "b", At: 2, Fen: 5}})
	check.NoError(t, err)
	root, err := table.Find("1")
	check.NoError(t, err)
	for _, p := range []trace.Params{{}, {MaxHops: 1, PerAccount: 1}, {MaxHops: 1, Limit: 1}, {MaxHops: 1, PerAccount: 1, Limit: 1, Window: -1}} {
		_, err = trace.Reach(table, root, p)
		check.Fault(t, err, "trace.params")
	}
	_, err = trace.Reach(table, trace.Transfer{ID: "1"}, wide)
	check.Fault(t, err, "trace.transfer")
	_, err = trace.Attribute(table, root, wide, trace.AttributeOptions{Rule: "last"})
	check.Fault(t, err, "trace.rule")
	_, err = trace.Attribute(table, root, wide, trace.AttributeOptions{Rule: trace.FIFO, Balances: map[string]int64{"a": -1}})
	check.Fault(t, err, "trace.balance")
	_, err = trace.NewTable([]trace.Transfer{{ID: "1", From: "v", To: "a", Fen: 5}, {ID: "1", From: "a", To: "b", Fen: 5}})
	check.Fault(t, err, "trace.id_twice")
	_, err = trace.NewTable([]trace.Transfer{{ID: "1", From: "v", To: "a"}})
	check.Fault(t, err, "trace.transfer")
	_, err = table.Find("9")
	check.Fault(t, err, "trace.root_unknown")
}

// TestLastLayerIsNoBook: with one hop there is no book, and all taint counts as left.
func TestLastLayerIsNoBook(t *testing.T) {
	table, err := trace.NewTable([]trace.Transfer{{ID: "1", From: "v", To: "a", At: 1, Fen: 5}, {ID: "2", From: "a", To: "b", At: 2, Fen: 5}})
	check.NoError(t, err)
	root, err := table.Find("1")
	check.NoError(t, err)
	p := wide
	p.MaxHops = 1
	r, err := trace.Attribute(table, root, p, trace.AttributeOptions{Rule: trace.FIFO})
	check.NoError(t, err)
	check.Equal(t, r.Accounts, []trace.Account{{Account: "a", Layer: 1, Arrived: 1, ReceivedFen: 5}})
	check.Equal(t, r.LeftFen, int64(5))
	check.True(t, !r.Truncated && len(r.Edges) == 1, "the end of the layers is no truncation")
}

// TestTruncatedMeansLeftOut: a limit that is met exactly leaves nothing out.
func TestTruncatedMeansLeftOut(t *testing.T) {
	table, err := trace.NewTable([]trace.Transfer{{ID: "1", From: "v", To: "a", At: 1, Fen: 5}, {ID: "2", From: "a", To: "b", At: 2, Fen: 5},
		{ID: "3", From: "a", To: "c", At: 3, Fen: 5}, {ID: "4", From: "c", To: "c", At: 4, Fen: 5}})
	check.NoError(t, err)
	root, err := table.Find("1")
	check.NoError(t, err)
	for _, c := range []struct {
		perAccount, limit, edges int
		truncated                bool
	}{{2, 3, 3, false}, {1, 3, 2, true}, {2, 2, 2, true}, {2, 1, 1, true}, {100, 100, 3, false}} {
		p := wide
		p.PerAccount, p.Limit = c.perAccount, c.limit
		r, err := trace.Reach(table, root, p)
		check.NoError(t, err)
		check.Equal(t, []any{len(r.Edges), r.Truncated}, []any{c.edges, c.truncated})
	}
}

func TestOrder(t *testing.T) {
	check.Equal(t, trace.OrderOf("9", "10", "0", "9999999999999999999"), trace.ByNumber)
	for _, id := range []string{"", "07", "a", "-1", "1.0", "10000000000000000000", "٣"} {
		check.Equal(t, trace.OrderOf("9", id), trace.ByBytes)
	}
	check.True(t, trace.ByNumber.Compare("9", "10") < 0 && trace.ByBytes.Compare("9", "10") > 0, "numbers compare as numbers")
}
