package deskbench

import (
	"fmt"
	"os"
)

// Print writes the result for people.
func (r Report) Print() error {
	k := r.Kept
	lines := []string{
		fmt.Sprintf("desk (%s, seed %d): %d warnings of the past in %.0f s; a day of %d records (%d the same again) in %.0f s, %.0f times as fast as life", r.Records, r.Seed, r.History, r.LoadS, r.Told, r.Same, r.DayS, r.Pace),
		fmt.Sprintf("%d hits → %d warnings (%d merged), %d orders, %d calls; %d warnings in all, %d open", k.Hits, k.Raised, k.Merged, k.Orders, k.Calls, k.Total, k.Active),
		fmt.Sprintf("urgent %d: opened after p50 %.0f s, p99 %.0f s, max %.0f s; later than 60 s %d, never %d", k.Urgent, k.OpenP50, k.OpenP99, k.OpenMax, k.OpenLate, k.UrgentLeft),
		fmt.Sprintf("open tasks a person at most %d, open warnings %d; second calls inside quiet time %d (after money or a rise %d)", k.TasksMost, k.WarningMost, k.QuietCalls, k.Pushed),
	}
	for _, o := range r.Lists {
		lines = append(lines, fmt.Sprintf("  %-14s n %6d  p50 %6.1f ms  p99 %6.1f ms  max %6.1f ms  failed %d", o.Name, o.N, o.P50, o.P99, o.Max, o.Failed))
	}
	for _, c := range r.Costs {
		lines = append(lines, fmt.Sprintf("  %-14s %.1f ms of the server's processor each", c.Name, c.CPU))
	}
	lines = append(lines, fmt.Sprintf("server: %.0f s of processor, resident %s, at most %s", r.CPUS, r.RSS, r.Peak))
	for _, l := range lines {
		_, err := fmt.Fprintln(os.Stdout, l)
		if err != nil {
			return err
		}
	}
	return nil
}
