package scenery

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stats"
	statstore "fanzha/centre/stats/store"
	"fanzha/sim"
	"fanzha/term/when"
)

// heads are the residents of the invented city's counties; a township has its even share of them.
var heads = []int64{1_060_000, 910_000, 630_000}

// Populations are the bases of rates per head, of long before the invented city is looked at.
func Populations(now when.Micros) []statstore.Population {
	day := stats.DayOf(now) - 400
	base := func(region string, n int64) statstore.Population {
		return statstore.Population{Region: region, Day: day, N: n, Source: "演示数据：统计年鉴", SetAt: now, SetBy: system().User}
	}
	towns := map[string][]string{}
	for _, s := range sim.Stations() {
		towns[s.Area[:6]] = append(towns[s.Area[:6]], s.Area)
	}
	var out []statstore.Population
	all := int64(0)
	for i, c := range sim.Counties() {
		n := heads[i%len(heads)]
		all += n
		out = append(out, base(c.Code, n))
		for _, t := range towns[c.Code] {
			out = append(out, base(t, n/int64(len(towns[c.Code]))))
		}
	}
	return append(out, base(sim.CityCode, all))
}

// People sets them, once: what is there already stays.
func People(ctx context.Context, kept *statstore.Store, now when.Micros) error {
	have, err := kept.Populations(ctx)
	if err != nil || len(have) > 0 {
		return err
	}
	for _, p := range Populations(now) {
		err = kept.SetPopulation(ctx, p, access.ActOf(system(), now, "stats.population"))
		if err != nil {
			return err
		}
	}
	return nil
}
