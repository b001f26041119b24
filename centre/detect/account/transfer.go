package account

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"time"

	"fanzha/centre/detect/learn"
	"fanzha/term/when"
)

// Transfer is a movement of money. To is empty where it left the accounts: cash, a purchase, a wallet.
type Transfer struct {
	From, To string
	At       when.Micros
	Fen      int64
}

// mostFen bounds an amount: a thousand billion yuan.
const mostFen = 1e14

// ReadTransfers reads src, dst, time (RFC 3339, or microseconds) and amount_fen. A row without a payer, with a time or an amount that
// cannot be is model.rows_invalid with its line.
func ReadTransfers(in io.Reader) ([]Transfer, error) {
	t, err := learn.ReadTable(in, "src", "dst", "time", "amount_fen")
	if err != nil {
		return nil, err
	}
	out := make([]Transfer, len(t.Rows))
	for i, r := range t.Rows {
		fen, err := strconv.ParseInt(r[3], 10, 64)
		if err != nil || fen <= 0 || fen > mostFen {
			return nil, learn.BadRow(i+2, "the amount is no whole number of fen above zero")
		}
		at, ok := moment(r[2])
		if !ok {
			return nil, learn.BadRow(i+2, "the time is neither RFC 3339 nor microseconds")
		}
		if r[0] == "" {
			return nil, learn.BadRow(i+2, "no payer")
		}
		out[i] = Transfer{From: r[0], To: r[1], At: at, Fen: fen}
	}
	return out, nil
}

func moment(s string) (when.Micros, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err == nil {
		return when.Micros(n), n >= 0 && n < int64(200*366*when.Day)
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.Year() < 1970 || t.Year() > 2169 {
		return 0, false
	}
	return when.Of(t), true
}

// book is all transfers by account.
type book struct {
	number map[string]int32
	in     [][]flow
	out    [][]flow
	from   when.Micros
	to     when.Micros
}

// flow is a transfer as one of its sides sees it; other is -1 outside the accounts.
type flow struct {
	at    when.Micros
	fen   int64
	other int32
}

func newBook(transfers []Transfer) *book {
	transfers = slices.Clone(transfers)
	slices.SortStableFunc(transfers, func(a, b Transfer) int { return cmp.Compare(a.At, b.At) })
	b := &book{number: map[string]int32{}}
	place := func(name string) int32 {
		if name == "" {
			return -1
		}
		n, ok := b.number[name]
		if !ok {
			n = int32(len(b.in))
			b.number[name] = n
			b.in, b.out = append(b.in, nil), append(b.out, nil)
		}
		return n
	}
	for _, t := range transfers {
		from, to := place(t.From), place(t.To)
		if from >= 0 {
			b.out[from] = append(b.out[from], flow{t.At, t.Fen, to})
		}
		if to >= 0 {
			b.in[to] = append(b.in[to], flow{t.At, t.Fen, from})
		}
	}
	if len(transfers) > 0 {
		b.from, b.to = transfers[0].At, transfers[len(transfers)-1].At
	}
	return b
}
