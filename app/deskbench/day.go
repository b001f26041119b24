package deskbench

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"fanzha/sim"
)

// What the day is made of.
const (
	daySeconds = 24 * 3600
	duplicates = 30 // per cent of what comes in tells of what has been told
	resent     = 3  // one in so many of these is the very record again, from the same source; the others come from another source
	dupWithin  = 3600
	listed     = 40 // numbers, accounts and sites that are known to be fraudsters'
)

// source is a partner that tells of persons at risk.
type source struct {
	name   string
	share  int // per cent of the first tellings
	second bool
	tell   func(r *rand.Rand, p told) map[string]any
}

// told is one occurrence.
type told struct {
	id, phone, place string
	at               time.Time
}

// sources are the five. Levels follow from the rulebook: a payment to a listed account and a reported loss are urgent, calls with listed numbers
// and visits of listed sites high, a question to the hotline medium. Second tellings come from those whose word alone is not urgent.
var sources = []source{
	{"bench-bank", 6, false, func(r *rand.Rand, p told) map[string]any {
		return p.with("transfer", map[string]any{"payee_account": account(r.IntN(listed)), "amount_fen": 100_000 * (1 + r.IntN(90)), "channel": "mobile"})
	}},
	{"bench-110", 4, false, func(r *rand.Rand, p told) map[string]any {
		return p.with("report", map[string]any{"channel": "110", "fraud": "brushing_rebate", "lost": true, "amount_fen": 100_000 * (1 + r.IntN(90)), "text": "做任务后转账受骗"})
	}},
	{"bench-carrier", 35, true, func(r *rand.Rand, p told) map[string]any {
		return p.with("call", map[string]any{"peer": peer(r.IntN(listed)), "answered": true, "duration_s": 90 + r.IntN(900)})
	}},
	{"bench-platform", 25, true, func(r *rand.Rand, p told) map[string]any {
		return p.with("visit", map[string]any{"url": site(r.IntN(listed)), "duration_s": 60})
	}},
	{"bench-96110", 30, true, func(_ *rand.Rand, p told) map[string]any {
		return p.with("report", map[string]any{"channel": "96110", "fraud": "impostor_police", "lost": false, "text": "有人自称公安局说我涉嫌洗钱，没有转账"})
	}},
}

func account(i int) string { return fmt.Sprintf("62220000990%05d", i) }
func peer(i int) string    { return fmt.Sprintf("+8525990%04d", i) }
func site(i int) string    { return fmt.Sprintf("https://bench%d.invalid/pay", i) }

func (p told) with(kind string, more map[string]any) map[string]any {
	more["kind"], more["id"], more["phone"], more["place"], more["time"] = kind, p.id, p.phone, p.place, p.at.UTC().Format(time.RFC3339)
	return more
}

// listings are the numbers, accounts and sites that are known before the day.
func listings(at time.Time) []map[string]any {
	var out []map[string]any
	for i := range listed {
		for kind, value := range map[string][2]string{"account": {"payee_account", account(i)}, "phone": {"peer", peer(i)}, "url": {"url", site(i)}} {
			out = append(out, map[string]any{"kind": "sighting", "id": fmt.Sprintf("%s-%d", kind, i), "subject": kind, value[0]: value[1],
				"fraud": "impostor_police", "weight": 80, "time": at.UTC().Format(time.RFC3339)})
		}
	}
	return out
}

// arrival is one record on its way in.
type arrival struct {
	second int // of the day
	source int
	line   []byte
}

// hours is how busy the hours of a day are, from midnight.
var hours = []int{2, 1, 1, 1, 1, 1, 2, 4, 8, 12, 13, 11, 9, 9, 12, 13, 12, 10, 8, 10, 12, 10, 7, 4}

// plan is the day: n records in the order of their arrival, a part of them told before.
func (b *bench) plan(begin time.Time) ([]arrival, error) {
	n, r := b.Warnings, rand.New(rand.NewPCG(b.Seed, 2))
	busy := 0
	for _, h := range hours {
		busy += h
	}
	stations := sim.Stations()
	again := n * duplicates / 100
	out := make([]arrival, 0, n)
	type first struct {
		told
		second, source int
		line           []byte
	}
	firsts := make([]first, 0, n-again)
	for i := range n - again {
		at, hour := r.IntN(busy), 0
		for ; at >= hours[hour]; hour++ {
			at -= hours[hour]
		}
		second := hour*3600 + r.IntN(3600)
		who := phone(9_000_000 + i) // nobody of the past
		if b.History > 0 && r.IntN(returning) == 0 {
			who = b.past(r.IntN(b.History))
		}
		f := first{told: told{fmt.Sprintf("d%d", i), who, stations[r.IntN(len(stations))].Area, begin.Add(time.Duration(second) * time.Second)}, second: second}
		share := r.IntN(100)
		for ; share >= sources[f.source].share; f.source++ {
			share -= sources[f.source].share
		}
		var err error
		f.line, err = json.Marshal(sources[f.source].tell(r, f.told))
		if err != nil {
			return nil, err
		}
		firsts = append(firsts, f)
		out = append(out, arrival{second, f.source, f.line})
	}
	for i := range again {
		f := firsts[r.IntN(len(firsts))]
		late := min(daySeconds-1, f.second+1+r.IntN(dupWithin))
		if i%resent == 0 {
			out = append(out, arrival{late, f.source, f.line})
			continue
		}
		other := f.source
		for other == f.source || !sources[other].second {
			other = r.IntN(len(sources))
		}
		f.id = fmt.Sprintf("again%d", i)
		line, err := json.Marshal(sources[other].tell(r, f.told))
		if err != nil {
			return nil, err
		}
		out = append(out, arrival{late, other, line})
	}
	slices.SortStableFunc(out, func(a, b arrival) int { return cmp.Compare(a.second, b.second) })
	return out, nil
}
