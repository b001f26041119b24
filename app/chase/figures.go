package chase

import (
	"cmp"
	"context"
	"slices"

	"fanzha/sim/money"
	"fanzha/term/when"
)

// Targets, as the issue of this room states them.
const (
	targetOracle     = 98
	targetFirst50    = 3
	targetFirst95    = 15
	targetMany50     = 10
	targetMany95     = 120
	targetSix        = 8
	targetCapture    = 98
	targetDown       = 90
	targetInnocent   = 1
	targetOverMean   = 1.05
	targetOverMost   = 1.25
	targetWrong      = 30 * 60
	targetOverFirst  = 2.5
	targetOverTwo    = 1.5
	targetRansom     = 95
	targetHonestLate = 0.5
)

// within is the delay up to which a report counts as one that can still be chased, for the speed of the first hold.
const within = when.Hour

// ofGrid takes the figures of the runs with automated banks.
func (r *Report) ofGrid(o Options, list []result) {
	var whole, timely []Outcome
	byMode := map[Mode][]Outcome{}
	for _, res := range list {
		whole = append(whole, res.cases...)
		byMode[res.mode] = append(byMode[res.mode], res.cases...)
		if res.delay <= within {
			timely = append(timely, res.cases...)
		}
	}
	for _, m := range []Mode{Switch, Reply} {
		r.add(share("oracle_share_"+string(m), "stolen money held after 24 h ÷ what an oracle could hold at the report, automated banks",
			o.Seed, pairs(byMode[m], oracleShare)).atLeast(targetOracle))
	}
	first := spans(timely, func(c Outcome) when.Micros { return c.FirstHold })
	r.add(sample{o.Seed, first}.quantile("first_hold_p50", "report → first hold known to the centre, automated banks", 0.5).atMost(targetFirst50),
		sample{o.Seed, first}.quantile("first_hold_p95", "the same", 0.95).atMost(targetFirst95),
		sample{o.Seed, first}.quantile("first_hold_p99", "the same", 0.99),
		share("nothing_held", "cases with stolen money within reach at the report in which nothing was held", o.Seed, pairs(timely, nothingHeld)),
		share("capture", "stolen money held after 24 h ÷ stolen money within reach from the report on, each fen once, all banks up", o.Seed,
			pairs(whole, capture)).atLeast(targetCapture),
		share("capture_strict", "stolen money ever held on ordered accounts ÷ stolen money there when their order was sealed; what slips on counts again", o.Seed,
			pairs(whole, strict)))
	r.harm("", o, whole)
	r.wrongHolds(o, whole)
}

func oracleShare(c Outcome) pair { return pair{c.RecoveredFen, c.OracleFen} }
func capture(c Outcome) pair     { return pair{c.RecoveredFen, c.ReachFen} }
func strict(c Outcome) pair      { return pair{c.CaughtFen, c.ThereFen} }

func nothingHeld(c Outcome) pair {
	switch {
	case c.OracleFen == 0:
		return pair{}
	case c.FirstHold < 0:
		return pair{1, 1}
	}
	return pair{0, 1}
}

// harm is what the chase cost people: money of their own held, and more held than was lost.
func (r *Report) harm(suffix string, o Options, list []Outcome) {
	inTime := pairs(list, func(c Outcome) pair { return pair{c.InnocentTime / 1000, c.HeldTime / 1000} })
	onPeak := pairs(list, func(c Outcome) pair { return pair{c.InnocentFen, c.HeldFen} })
	others := pairs(list, func(c Outcome) pair { return pair{c.ApartFen, c.HeldFen} })
	over := pairs(list, func(c Outcome) pair { return pair{c.HeldTime / 1000, c.HeldFor / 1000 * c.LossFen} })
	peak := pairs(list, func(c Outcome) pair { return pair{c.MostHeldFen, c.LossFen} })
	shops := pairs(list, func(c Outcome) pair { return pair{c.ShopFen, c.HeldFen} })
	r.add(share("innocent_held"+suffix, "innocent money ever held ÷ money ever held, by account; mules' own money counts as innocent", o.Seed, onPeak).atMost(targetInnocent),
		share("innocent_held_others"+suffix, "of it, money of shops and strangers", o.Seed, others),
		share("innocent_held_shops"+suffix, "of that, money of shops", o.Seed, shops),
		share("innocent_held_time"+suffix, "innocent money held, weighted with how long ÷ the same of all money held", o.Seed, inTime),
		share("over_hold_mean"+suffix, "Σ holds ÷ open loss, time-weighted while anything is held", o.Seed, over).times().atMost(targetOverMean),
		most("over_hold_max"+suffix, "Σ holds ÷ open loss, highest of any case at any moment", o.Seed, peak).atMost(targetOverMost))
}

// wrongHolds is how soon people and shops who have nothing to do with it had their money back.
func (r *Report) wrongHolds(o Options, list []Outcome) {
	var wrong []when.Micros
	open := 0
	for _, c := range list {
		wrong = append(wrong, c.Wrong...)
		open += c.WrongOpen
	}
	p50 := sample{o.Seed, wrong}.quantile("wrong_hold_released_p50", "from a wrong hold to its release at the bank; the delays of holders and deciders are assumed", 0.5).atMost(targetWrong)
	p95 := sample{o.Seed, wrong}.quantile("wrong_hold_released_p95", "the same", 0.95)
	left := none("wrong_hold_open", "wrong holds that were not released within the watch", o.Seed, pair{int64(open), int64(len(wrong) + open)})
	if len(wrong)+open == 0 { // where nobody was held wrongly, no target is missed
		yes := true
		p50.Pass, left.Pass = &yes, &yes
	}
	r.add(p50, p95, left)
}

// times runs so many times the cases: where a few large losses or a few slow banks decide the figure.
func (l cell) times(ctx context.Context, o Options, n int) (result, Options, error) {
	o.Cases *= n
	res, err := l.run(ctx, o)
	return res, o, err
}

// kinds, outage, six and late are the runs with other banks, six hops, and late reports.
func kinds(ctx context.Context, o Options, rep *Report) error {
	l := cell{name: "fast/mixed/many_kinds", pace: money.Fast(), mode: Mixed, delay: 5 * when.Minute, banks: manyKinds, until: when.Day}
	res, o, err := l.times(ctx, o, 3)
	if err == nil {
		rep.keep(res)
		rep.ofMany(o, res)
	}
	return err
}

func outage(ctx context.Context, o Options, rep *Report) error {
	l := cell{name: "fast/mixed/tenth_down", pace: money.Fast(), mode: Mixed, delay: 5 * when.Minute, banks: tenthDown, until: when.Day}
	res, o, err := l.times(ctx, o, 5)
	if err != nil {
		return err
	}
	rep.keep(res)
	rep.ofDown(o, res)
	l.name, l.mode = "fast/switch/tenth_down", Switch
	all, err := l.run(ctx, o)
	if err == nil {
		rep.keep(all)
		rep.add(share("capture_tenth_down_switch", "the same as capture_tenth_down where the log sees every transfer between banks, not seven of ten", o.Seed, pairs(all.cases, capture)))
	}
	return err
}

func six(ctx context.Context, o Options, rep *Report) error {
	l := cell{name: "six_hops", pace: money.Fast(), mode: Reply, delay: 10 * when.Minute, banks: automated, until: 10 * when.Minute, line: hops}
	res, o, err := l.times(ctx, o, 8)
	if err == nil {
		rep.keep(res)
		rep.ofSix(o, res)
	}
	return err
}

func late(ctx context.Context, o Options, rep *Report) error {
	l := cell{name: "fast/mixed/median_30min", pace: money.Fast(), mode: Mixed, delay: -30 * when.Minute, banks: automated, until: when.Day}
	res, o, err := l.times(ctx, o, 3)
	if err == nil {
		rep.keep(res)
		rep.ofLate(o, res)
	}
	return err
}

// hops of the line that measures how fast hops are followed.
const hops = 6

func (r *Report) ofMany(o Options, res result) {
	first := spans(res.cases, func(c Outcome) when.Micros { return c.FirstHold })
	r.add(sample{o.Seed, first}.quantile("first_hold_many_kinds_p50", "report → first hold, 20 % of the banks poll every 60 s, 5 % get paper", 0.5).atMost(targetMany50),
		sample{o.Seed, first}.quantile("first_hold_many_kinds_p95", "the same", 0.95).atMost(targetMany95),
		share("oracle_share_many_kinds", "of the oracle's money, with those banks", o.Seed, pairs(res.cases, oracleShare)),
		share("capture_many_kinds", "of the money within reach from the report on, with those banks", o.Seed, pairs(res.cases, capture)),
		share("capture_many_kinds_strict", "of the money on accounts when their order was sealed; what slips on counts again", o.Seed, pairs(res.cases, strict)))
}

func (r *Report) ofDown(o Options, res result) {
	r.add(share("capture_tenth_down", "of the money within reach from the report on, 10 % of the banks away from before the report until 2 h after it: what lies at banks that are there, comes to them, or is still there when a bank is back", o.Seed,
		pairs(res.cases, capture)).atLeast(targetDown),
		share("capture_tenth_down_strict", "stolen money ever held on ordered accounts ÷ stolen money there when their order was sealed, at banks that are away too; what slips on counts again", o.Seed,
			pairs(res.cases, strict)),
		share("capture_tenth_down_up", "the same, of accounts at banks that were there", o.Seed, pairs(res.cases, func(c Outcome) pair {
			return pair{c.UpCaughtFen, c.UpThereFen}
		})),
		share("within_reach_tenth_down", "money within reach ÷ money on accounts at the report, with those banks", o.Seed, pairs(res.cases, func(c Outcome) pair {
			return pair{c.ReachFen, c.OracleFen}
		})),
		share("oracle_share_tenth_down", "of the oracle's money, with those banks", o.Seed, pairs(res.cases, oracleShare)))
}

func (r *Report) ofSix(o Options, res result) {
	six := spans(res.cases, func(c Outcome) when.Micros { return c.FirstHold })
	r.add(sample{o.Seed, six}.quantile("six_hops_p50", "report → money held on the sixth account, reply mode, each account at another bank", 0.5).atMost(targetSix),
		sample{o.Seed, six}.quantile("six_hops_p95", "the same", 0.95))
	var single []when.Micros
	for _, c := range res.cases {
		for i := 1; i < len(c.LayerTold); i++ {
			single = append(single, c.LayerTold[i]-c.LayerTold[i-1])
		}
	}
	r.add(sample{o.Seed, single}.quantile("one_hop_p50", "from one layer's answer to the next layer's", 0.5))
}

// ofLate compares with others when reports come late, as they do: log-normal around half an hour.
func (r *Report) ofLate(o Options, res result) {
	p := money.Default(res.pace)
	ways := map[string]int{"first_hop": targetOverFirst * 10, "two_layers_30m": targetOverTwo * 10}
	names := make([]string, 0, len(ways))
	for name := range ways {
		names = append(names, name)
	}
	slices.SortFunc(names, cmp.Compare[string])
	for _, b := range money.Baselines() {
		if !slices.Contains(names, b.Name) {
			continue
		}
		var list []pair
		for n, c := range res.cases {
			got := b.Try(money.Plan(o.Seed, n, p), res.reportDelay(o.Seed, n))
			list = append(list, pair{c.RecoveredFen, got.HeldFen})
		}
		target := float64(ways[b.Name]) / 10
		r.add(share("recovered_over_"+b.Name, "money recovered by the centre ÷ by "+b.What+"; reports log-normal around 30 min, mules fast", o.Seed, list).times().atLeast(target))
	}
	r.add(share("recovered_median_30min", "money held after 24 h ÷ loss, reports log-normal around 30 min, mules fast", o.Seed,
		pairs(res.cases, func(c Outcome) pair { return pair{c.RecoveredFen, c.LossFen} })),
		share("oracle_share_median_30min", "the same ÷ what an oracle could hold", o.Seed, pairs(res.cases, oracleShare)))
}

func callFigures(name string, list []when.Micros) CallFigures {
	slices.Sort(list)
	f := CallFigures{Run: name, Calls: len(list)}
	if len(list) > 0 {
		f.P50, f.P99, f.Max = seconds(at(list, 0.5)*1000), seconds(at(list, 0.99)*1000), seconds(list[len(list)-1]*1000)
	}
	return f
}
