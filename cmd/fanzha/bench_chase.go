package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"fanzha/app/chase"
)

// benchChaseCmd races the stop-payment room against simulated mules whose hidden truth is known.
type benchChaseCmd struct {
	JSON  bool          `help:"Print one JSON object instead of a table." name:"json"`
	Cases int           `help:"Cases of every run." default:"24"`
	Seed  uint64        `help:"Seed of cases, banks and delays." default:"20261121"`
	Fixed time.Duration `help:"Let every call of the centre take so long in virtual time instead of what is measured: the same seed then gives the same figures." placeholder:"2ms"`
	Only  []string      `help:"Measure these figures only; a * at the end stands for any rest of the name." placeholder:"capture*"`
}

// Run measures and prints.
func (c *benchChaseCmd) Run(e *env) error {
	o := chase.Options{Seed: c.Seed, Cases: c.Cases, Fixed: c.Fixed, Only: c.Only}
	if terminal(os.Stderr) {
		o.Progress = func(run string, done, of int) {
			fmt.Fprintf(os.Stderr, "\r\033[K%s: %d of %d cases", run, done, of)
		}
	}
	rep, err := chase.Run(e.ctx, o)
	if o.Progress != nil {
		fmt.Fprint(os.Stderr, "\r\033[K")
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(rep)
	}
	printChase(rep)
	return nil
}

// terminal says whether somebody is looking.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func printChase(rep chase.Report) {
	fmt.Printf("chase: simulation, seed %d, %d cases a run, centre's own time %s, %.0f s\n\n", rep.Seed, rep.Cases, rep.Pace, rep.Took)
	for _, f := range rep.Figures {
		mark, target := "    ", ""
		if f.Target != nil {
			mark, target = "MISS", fmt.Sprintf("≤ %g", *f.Target)
			if f.Least {
				target = fmt.Sprintf("≥ %g", *f.Target)
			}
			if *f.Pass {
				mark = "ok  "
			}
		}
		parts := ""
		if f.Bottom != 0 {
			parts = fmt.Sprintf(" = %d/%d", f.Top, f.Bottom)
		}
		fmt.Printf("%s %-34s %10.4g %-5s %-8s [%.4g … %.4g], n=%d%s\n", mark, f.Name, f.Value, f.Unit, target, f.Low, f.High, f.Count, parts)
	}
	if len(rep.Curve) > 0 {
		printCurve(rep)
	}
	fmt.Printf("\n%d figures miss their target\n", rep.Failed())
}

// printCurve prints the share of the loss that each way recovers, one line a delay.
func printCurve(rep chase.Report) {
	var ways []string
	for _, w := range rep.Ways {
		ways = append(ways, w.Name)
		fmt.Printf("\n  %s: %s", w.Name, w.What)
	}
	fmt.Printf("\n\nrecovered, %% of the loss\n%-6s %8s", "mules", "report")
	for _, w := range ways {
		fmt.Printf(" %*s", max(8, len(w)), w)
	}
	row := ""
	for _, p := range rep.Curve {
		at := fmt.Sprintf("%-6s %5d min", p.Pace, p.Delay)
		if at != row {
			fmt.Printf("\n%s", strings.Replace(at, " min", "min", 1))
			row = at
		}
		fmt.Printf(" %*.1f", max(8, len(p.Way)), p.Value)
	}
	fmt.Println()
}
