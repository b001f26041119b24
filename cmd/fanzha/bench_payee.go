package main

import (
	"fmt"
	"time"

	"fanzha/app/payeebench"
)

// benchPayeeCmd measures payee checks of banks.
type benchPayeeCmd struct {
	JSON        bool   `help:"Print one JSON object instead of a line." name:"json"`
	Connections int    `help:"Banks, each with a key and a connection that is kept alive." default:"64"`
	Accounts    int    `help:"Involved accounts that the centre knows." default:"1000000"`
	Seconds     int    `help:"How long." default:"5"`
	Rate        int    `help:"Checks a second; 0: as many as come through." default:"0"`
	Seed        uint64 `help:"Seed of accounts and checks." default:"20261121"`
}

// Run measures and prints.
func (c *benchPayeeCmd) Run(e *env) error {
	r, err := payeebench.Run(e.ctx, payeebench.Options{Connections: max(c.Connections, 1), Accounts: max(c.Accounts, 1), Span: time.Duration(c.Seconds) * time.Second,
		Rate: c.Rate, Seed: c.Seed})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(r)
	}
	fmt.Printf("payee checks: %.0f/s over HTTP, signed (%d in %.1f s, %d refused for want of tokens), %d connections, p50 %.2f ms p99 %.2f ms max %.1f ms; %.0f µs of processor a check, bank and centre together; seed %d\n",
		r.PerSecond, r.Checks, r.Seconds, r.Refused, r.Connections, r.P50, r.P99, r.Max, r.CPU, r.Seed)
	return nil
}
