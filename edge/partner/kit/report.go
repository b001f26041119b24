package kit

import (
	"fmt"
	"io"
)

// Print writes the report for people: every case that did not pass with its reason and what to mend, then the sums by group.
func (r Report) Print(w io.Writer) {
	groups, order := map[string][3]int{}, []string{}
	for _, o := range r.Results {
		sums, known := groups[o.Group]
		if !known {
			order = append(order, o.Group)
		}
		switch o.Status {
		case Pass:
			sums[0]++
		case Skip:
			sums[2]++
		default:
			sums[1]++
		}
		groups[o.Group] = sums
		o.print(w)
	}
	_, _ = fmt.Fprintln(w)
	for _, g := range order {
		_, _ = fmt.Fprintf(w, "%-12s 通过 pass %3d  未通过 fail %3d  跳过 skip %3d\n", g, groups[g][0], groups[g][1], groups[g][2])
	}
	verdict := "符合 conforms"
	if !r.OK() {
		verdict = "不符合 does not conform"
	}
	_, _ = fmt.Fprintf(w, "\n%s: %d 项 cases, 通过 %d passed, 未通过 %d failed, 跳过 %d skipped — %s\n", r.Bank, r.Cases, r.Passed, r.Failed, r.Skipped, verdict)
}

func (o Outcome) print(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%-4s  %-28s %s · %s\n", o.Status, o.ID, o.Title.ZH, o.Title.EN)
	if o.Status != Fail {
		return
	}
	_, _ = fmt.Fprintf(w, "      原因 why:  %s\n                 %s\n      改法 mend: %s\n                 %s\n", o.Reason.ZH, o.Reason.EN, o.Mend.ZH, o.Mend.EN)
}
