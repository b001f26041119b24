package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"fanzha/centre/trace"
	"fanzha/centre/trace/finbench"
	"fanzha/term/when"
)

type traceFinbenchCmd struct {
	Data      string     `required:"" help:"Folder of FinBench data that holds the folder snapshot." placeholder:"DIR" type:"existingdir"`
	Read      string     `required:"" help:"tcr1: accounts behind blocked media; tcr2: loans upstream of a person; tcr5: transfer traces; tcr8: where a loan went." enum:"tcr1,tcr2,tcr5,tcr8"`
	ID        int64      `required:"" name:"id" help:"Account (tcr1), person (tcr2, tcr5) or loan (tcr8)." placeholder:"N"`
	From      moment     `required:"" help:"Begin of the window, itself outside: 2020-06-29, 2020-06-29T02:33:46Z." placeholder:"T"`
	To        moment     `required:"" help:"End of the window, itself outside." placeholder:"T"`
	Limit     int        `help:"Most transfers of one account and kind that are looked at, newest first." default:"500"`
	Threshold millionths `help:"tcr8: a transfer counts when it exceeds this share of what came to its account." default:"0"`
	JSON      bool       `help:"One JSON object instead of a table." name:"json"`
}

// moment is a time on the command line.
type moment when.Micros

// UnmarshalText reads RFC 3339, a date (its first moment in UTC), or FinBench's own way.
func (m *moment) UnmarshalText(text []byte) error {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999", "2006-01-02"} {
		t, err := time.Parse(layout, string(text))
		if err == nil {
			*m = moment(when.Of(t))
			return nil
		}
	}
	return fmt.Errorf("%q is no time; write 2020-06-29 or 2020-06-29T02:33:46Z", text)
}

// millionths is a share on the command line.
type millionths int64

// UnmarshalText reads a decimal number with at most six decimals.
func (m *millionths) UnmarshalText(text []byte) error {
	n, ok := trace.Decimal(text, 6)
	if !ok {
		return fmt.Errorf("%q is no share; write a number such as 0.5, with at most six decimals", text)
	}
	*m = millionths(n)
	return nil
}

// finbenchAnswer is the JSON of a read; docs/trace.md describes it.
type finbenchAnswer struct {
	Read   string `json:"read"`
	ID     int64  `json:"id"`
	Rows   any    `json:"rows"`
	Count  int    `json:"count"`
	TookUS int64  `json:"took_us"`
}

// Run loads the data and answers the read.
func (c *traceFinbenchCmd) Run(_ *env) error {
	q := finbench.Query{ID: c.ID, From: when.Micros(c.From), To: when.Micros(c.To), Limit: c.Limit, ThresholdPPM: int64(c.Threshold)}
	err := q.Check()
	if err != nil {
		return err
	}
	data, err := finbench.Load(os.DirFS(c.Data))
	if err != nil {
		return err
	}
	began := time.Now()
	a, err := c.answer(data, q)
	if err != nil {
		return err
	}
	a.TookUS = time.Since(began).Microseconds()
	return printFinbench(os.Stdout, a, c.JSON)
}

func (c *traceFinbenchCmd) answer(data *finbench.Data, q finbench.Query) (finbenchAnswer, error) {
	a := finbenchAnswer{Read: c.Read, ID: c.ID}
	switch c.Read {
	case "tcr1":
		rows := data.BlockedMedia(q)
		a.Rows, a.Count = rows, len(rows)
	case "tcr2":
		rows := data.LoansUpstream(q)
		a.Rows, a.Count = rows, len(rows)
	case "tcr8":
		rows := data.LoanTrace(q)
		a.Rows, a.Count = rows, len(rows)
	default:
		rows, err := data.Traces(q)
		if err != nil {
			return a, err
		}
		a.Rows, a.Count = rows, len(rows)
	}
	return a, nil
}

func printFinbench(w io.Writer, a finbenchAnswer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(a)
	}
	_, err := fmt.Fprintf(w, "%s of %d: %d rows in %d µs\n", a.Read, a.ID, a.Count, a.TookUS)
	if err != nil {
		return err
	}
	switch rows := a.Rows.(type) {
	case []finbench.Medium:
		return printRows(w, "distance  account  medium  type", rows, func(r finbench.Medium) string {
			return fmt.Sprintf("%d  %d  %d  %s", r.Distance, r.Other, r.Medium, r.Kind)
		})
	case []finbench.Gathered:
		return printRows(w, "account  loans (yuan)  balance (yuan)", rows, func(r finbench.Gathered) string {
			return fmt.Sprintf("%d  %s  %s", r.Other, yuan(r.LoanFen), yuan(r.BalanceFen))
		})
	case []finbench.Downstream:
		return printRows(w, "distance  ratio  account", rows, func(r finbench.Downstream) string {
			return fmt.Sprintf("%d  %s  %d", r.Distance, r.Ratio, r.Account)
		})
	case [][]finbench.ID:
		return printRows(w, "trace", rows, func(r []finbench.ID) string { return fmt.Sprint(r) })
	}
	return nil
}

func printRows[T any](w io.Writer, header string, rows []T, line func(T) string) error {
	_, err := fmt.Fprintln(w, header)
	for _, r := range rows {
		if err == nil {
			_, err = fmt.Fprintln(w, line(r))
		}
	}
	return err
}
