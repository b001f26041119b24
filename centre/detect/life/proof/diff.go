package proof

import (
	"context"
	"slices"

	"fanzha/term/when"
)

// Diff is what two texts decide differently. A decision is an alert on a person.
type Diff struct {
	Both    int64    `json:"both"`
	OnlyOld int64    `json:"only_old"`
	OnlyNew int64    `json:"only_new"`
	Old     Backtest `json:"old"`
	New     Backtest `json:"new"`
	Samples []Row    `json:"samples"`
}

// Diff judges two texts, the old one first. A decision is an alert: an alert of one text is the other's as well when that alerts the same
// person within the merge time (of alerts that name nobody: on the same signal), however the moment within it moved.
func (j *Judge) Diff(ctx context.Context, read *Read) (*Diff, []Row, error) {
	var sides [2]*judged
	for i := range sides {
		var err error
		sides[i], err = j.backtest(ctx, read, i)
		if err != nil {
			return nil, nil, err
		}
	}
	d := &Diff{Old: sides[0].Backtest, New: sides[1].Backtest}
	d.Old.Samples, d.New.Samples = nil, nil
	var rows []Row
	for i, group := range []string{GroupOnlyOld, GroupOnlyNew} {
		others := timesOf(sides[1-i].alerts)
		n := int64(0)
		for _, a := range sides[i].alerts {
			row := a.row()
			row.Groups = []string{group}
			if slices.ContainsFunc(others[a.who()], func(t when.Micros) bool { return max(t-a.first.At, a.first.At-t) <= j.Rules.Merge }) {
				if i == 1 {
					continue
				}
				d.Both++
				row.Groups[0] = GroupBoth
			} else {
				n++
				if n <= samplesMost {
					d.Samples = append(d.Samples, row)
				}
			}
			rows = append(rows, row)
		}
		if i == 0 {
			d.OnlyOld = n
		} else {
			d.OnlyNew = n
		}
	}
	return d, rows, nil
}

// who is whom an alert is about; the signal where it names nobody.
func (a *alert) who() string {
	key := personKey(string(a.first.Phone), string(a.first.PersonID))
	if key == "" {
		key = a.first.Source + "/" + a.first.Signal
	}
	return key
}

// timesOf are the moments of alerts by whom they are about.
func timesOf(alerts []*alert) map[string][]when.Micros {
	out := map[string][]when.Micros{}
	for _, a := range alerts {
		out[a.who()] = append(out[a.who()], a.first.At)
	}
	return out
}
