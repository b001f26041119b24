package citybench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"fanzha/sim"
	"fanzha/term/when"
)

// Cmd is the command line of the measurement.
type Cmd struct {
	Seeds     string   `help:"Cities, by their seeds: 301,302 or 301-310." default:"301-304"`
	Days      int      `help:"Days of a city." default:"19"`
	Warm      int      `help:"Days at its start that are not counted." default:"9"`
	People    int      `help:"Residents of a city." default:"30000"`
	Scenarios []string `help:"Folder of further scenarios." type:"existingdir" placeholder:"DIR"`
	Most      float64  `help:"Warnings per 10,000 people and day at which scenarios, types and missed ones are told." default:"30"`
	Missed    int      `help:"Tell so many of the persons who were not warned in time."`
	Progress  bool     `help:"Tell each day of a city on standard error."`
	JSON      bool     `help:"As JSON." name:"json"`
}

// Limits of the command line: a city of a million lives some hours here.
const (
	mostDays   = 60
	mostPeople = 1_000_000
	mostSeeds  = 100
)

// Run measures and prints.
func (c *Cmd) Run(_ context.Context) error {
	seeds, err := parseSeeds(c.Seeds)
	if err != nil {
		return err
	}
	if c.Days < 1 || c.Days > mostDays || c.Warm < 0 || c.Warm >= c.Days || c.People < 1 || c.People > mostPeople {
		return fmt.Errorf("want 1 to %d days with fewer to warm up, at most %d people", mostDays, mostPeople)
	}
	o := Options{Seeds: seeds, Days: c.Days, Warm: c.Warm, People: c.People, Most: c.Most}
	for _, dir := range c.Scenarios {
		o.More = append(o.More, os.DirFS(dir))
	}
	if c.Progress {
		o.Told = func(seed uint64, days int) { fmt.Fprintf(os.Stderr, "city %d: day %d of %d\n", seed, days, c.Days) }
	}
	r, err := Measure(o)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(r)
	}
	r.print(c.Missed)
	return nil
}

// parseSeeds reads seeds and ranges of seeds with commas between them.
func parseSeeds(list string) ([]uint64, error) {
	var out []uint64
	for part := range strings.SplitSeq(list, ",") {
		low, high, ranged := strings.Cut(strings.TrimSpace(part), "-")
		from, err := strconv.ParseUint(low, 10, 64)
		to := from
		if ranged && err == nil {
			to, err = strconv.ParseUint(high, 10, 64)
		}
		if err != nil || to < from || to-from >= mostSeeds || len(out)+int(to-from) >= mostSeeds {
			return nil, fmt.Errorf("seeds %q: want 301,302 or 301-310, at most %d", list, mostSeeds)
		}
		for seed := from; ; seed++ {
			out = append(out, seed)
			if seed == to {
				break
			}
		}
	}
	return out, nil
}

func (r *Report) print(missed int) {
	fmt.Printf("%d cities of %d people, %d days each after %d of history, %d signals\n", len(r.Seeds), r.People, r.Days, r.Warm, r.Signals)
	fmt.Println("score from | warnings per 10,000 people and day | warned before the first payment                | payers         | precision")
	for _, p := range r.Curve {
		fmt.Printf("%10d | %34.2f | %5d of %5d: %.3f [%.3f … %.3f] | %5d of %5d | %.3f\n",
			p.Score, p.PerDay, p.Warned, p.Targeted, p.Recall, p.Range[0], p.Range[1], p.PayersIn, p.Payers, p.Right)
	}
	fmt.Printf("from score %d, warnings by the scenario that opened them: right, wrong\n", r.At)
	for _, c := range r.Scenarios {
		fmt.Printf("  %-30s %5d %5d\n", c.Scenario, c.Right, c.Wrong)
	}
	fmt.Printf("from score %d, frauds by type: warned in time, begun\n", r.At)
	for _, t := range r.Types {
		fmt.Printf("  %-30s %5d %5d\n", t.Type, t.Warned, t.Targeted)
	}
	for _, f := range r.Missed[:min(missed, len(r.Missed))] {
		fmt.Println(tell(f))
	}
}

// tell is what happened to a person who was not warned in time; steps that no partner saw are in brackets.
func tell(f sim.Fraud) string {
	var b strings.Builder
	fmt.Fprintf(&b, "missed: %s, first contact %s:", f.Type, f.Start.Time().In(when.Zone).Format("01-02 15:04"))
	for _, s := range f.Steps {
		if s.Visible {
			fmt.Fprintf(&b, " %s", s.What)
		} else {
			fmt.Fprintf(&b, " (%s)", s.What)
		}
	}
	return b.String()
}
