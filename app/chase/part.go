package chase

import (
	"context"
	"fmt"
	"strings"
)

// part is a group of runs with the figures that come of them; a name that ends in * is the beginning of several.
type part struct {
	run   func(context.Context, Options, *Report) error
	gives []string
}

// parts are run in this order; honest_delayed looks back at the grid.
var parts = []part{
	{wall, []string{"wall_*"}},
	{grid, []string{"oracle_share_switch", "oracle_share_reply", "first_hold_p*", "nothing_held", "capture", "capture_strict", "innocent_held", "innocent_held_others", "innocent_held_shops",
		"innocent_held_time", "over_hold_mean", "over_hold_max", "wrong_hold_*", "honest_delayed"}},
	{kinds, []string{"first_hold_many_kinds_*", "oracle_share_many_kinds", "capture_many_kinds*"}},
	{outage, []string{"capture_tenth_down*", "within_reach_tenth_down", "oracle_share_tenth_down"}},
	{six, []string{"six_hops_*", "one_hop_*"}},
	{late, []string{"recovered_*", "oracle_share_median_30min"}},
	{ransom, []string{"ransom_*"}},
	{weakReports, []string{"honest_*", "oracle_share_weak"}},
	{disturbed, []string{"double_holds", "lost_orders", "holds_past_expiry", "oracle_share_disturbed", "innocent_held_disturbed", "innocent_held_others_disturbed", "innocent_held_shops_disturbed",
		"innocent_held_time_disturbed", "over_hold_mean_disturbed", "over_hold_max_disturbed"}},
}

// has says whether a figure of this name may come of the part.
func (p part) has(name string) bool {
	for _, g := range p.gives {
		start, open := strings.CutSuffix(g, "*")
		if g == name || open && strings.HasPrefix(name, start) {
			return true
		}
	}
	return false
}

// named refuses figures that the part does not name: --only would not find them.
func (p part) named(figures []Figure) error {
	for _, f := range figures {
		if !p.has(f.Name) {
			return fmt.Errorf("the figure %s is not in the list of its part", f.Name)
		}
	}
	return nil
}

// asks says whether a figure is wanted.
func (o Options) asks(name string) bool {
	if len(o.Only) == 0 {
		return true
	}
	for _, want := range o.Only {
		start, open := strings.CutSuffix(want, "*")
		if want == name || open && strings.HasPrefix(name, start) {
			return true
		}
	}
	return false
}

// wants says whether a part must run.
func (o Options) wants(p part) bool {
	if len(o.Only) == 0 {
		return true
	}
	for _, want := range o.Only {
		start, open := strings.CutSuffix(want, "*")
		for _, g := range p.gives {
			if p.has(start) || open && strings.HasPrefix(g, start) {
				return true
			}
		}
	}
	return false
}

// check refuses the name of a figure that no part gives.
func (o Options) check() error {
	for _, want := range o.Only {
		one := Options{Only: []string{want}}
		known := false
		for _, p := range parts {
			known = known || one.wants(p)
		}
		if !known {
			return fmt.Errorf("no figure is named %q", want)
		}
	}
	return nil
}
