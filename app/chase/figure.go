package chase

import (
	"math"
	"slices"

	"fanzha/sim/town"
	"fanzha/term/when"
)

// Figure is one number of the report, with what it was divided from and how far it would move with other cases.
type Figure struct {
	Name   string   `json:"name"`
	What   string   `json:"what"`
	Unit   string   `json:"unit"`
	Value  float64  `json:"value"`
	Low    float64  `json:"low"`  // 2.5th percentile over 400 resamples of the cases
	High   float64  `json:"high"` // 97.5th
	Top    int64    `json:"numerator,omitempty"`
	Bottom int64    `json:"denominator,omitempty"`
	Count  int      `json:"count"` // cases, or what Unit counts
	Target *float64 `json:"target,omitempty"`
	Least  bool     `json:"target_is_least,omitempty"` // the value must be at least the target; else at most
	Pass   *bool    `json:"pass,omitempty"`
	Seed   uint64   `json:"seed"`
}

// atMost and atLeast set the target of a figure.
func (f Figure) atMost(target float64) Figure {
	pass := f.Count > 0 && f.Value <= target
	f.Target, f.Pass = &target, &pass
	return f
}

func (f Figure) atLeast(target float64) Figure {
	pass := f.Count > 0 && f.Value >= target
	f.Target, f.Pass, f.Least = &target, &pass, true
	return f
}

// resamples is how many times cases are drawn again for the spread of a figure.
const resamples = 400

// spread is the middle 95 % of a figure over cases drawn again with replacement.
func spread(n int, seed uint64, of func(pick []int) float64) (low, high float64) {
	if n == 0 {
		return 0, 0
	}
	r := town.Seeded(seed ^ 0x7370726561)
	values := make([]float64, resamples)
	pick := make([]int, n)
	for i := range values {
		for k := range pick {
			pick[k] = r.N(n)
		}
		values[i] = of(pick)
	}
	slices.Sort(values)
	return values[resamples*25/1000], values[resamples*975/1000]
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// pair is a numerator and a denominator of one case, in fen or counts.
type pair struct{ top, bottom int64 }

// share is Σ numerators ÷ Σ denominators, in percent.
func share(name, what string, seed uint64, list []pair) Figure {
	sum := func(pick []int) (top, bottom int64) {
		for _, i := range pick {
			top, bottom = top+list[i].top, bottom+list[i].bottom
		}
		return top, bottom
	}
	ratio := func(pick []int) float64 {
		top, bottom := sum(pick)
		return percent(top, bottom)
	}
	f := Figure{Name: name, What: what, Unit: "%", Count: len(list), Seed: seed}
	f.Top, f.Bottom = sum(all(len(list)))
	f.Value = percent(f.Top, f.Bottom)
	f.Low, f.High = spread(len(list), seed, ratio)
	return f
}

func percent(top, bottom int64) float64 {
	if bottom == 0 {
		return 0
	}
	return round(100*float64(top)/float64(bottom), 3)
}

func round(x float64, digits int) float64 {
	p := math.Pow10(digits)
	return math.Round(x*p) / p
}

// sample is a list of spans and the seed of the run that gave them.
type sample struct {
	seed uint64
	list []when.Micros
}

// quantile is the q-quantile of spans, in seconds.
func (s sample) quantile(name, what string, q float64) Figure {
	seed, list := s.seed, s.list
	of := func(pick []int) float64 {
		values := make([]when.Micros, len(pick))
		for k, i := range pick {
			values[k] = list[i]
		}
		slices.Sort(values)
		return seconds(at(values, q))
	}
	f := Figure{Name: name, What: what, Unit: "s", Count: len(list), Seed: seed}
	if len(list) > 0 {
		f.Value = of(all(len(list)))
		f.Low, f.High = spread(len(list), seed, of)
	}
	return f
}

// at is the nearest-rank quantile of a sorted list.
func at(sorted []when.Micros, q float64) when.Micros {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, max(0, int(math.Ceil(q*float64(len(sorted))))-1))]
}

func seconds(m when.Micros) float64 { return round(float64(m)/float64(when.Second), 3) }

// most is the largest of single ratios.
func most(name, what string, seed uint64, list []pair) Figure {
	f := Figure{Name: name, What: what, Unit: "×", Count: len(list), Seed: seed}
	for _, p := range list {
		if p.bottom > 0 && float64(p.top)/float64(p.bottom) > f.Value {
			f.Value, f.Top, f.Bottom = float64(p.top)/float64(p.bottom), p.top, p.bottom
		}
	}
	f.Value = round(f.Value, 4)
	f.Low, f.High = f.Value, f.Value
	return f
}

// times turns a share in percent into a factor.
func (f Figure) times() Figure {
	f.Unit = "×"
	f.Value, f.Low, f.High = round(f.Value/100, 4), round(f.Low/100, 4), round(f.High/100, 4)
	return f
}

// none is a count that must be nothing.
func none(name, what string, seed uint64, p pair) Figure {
	n := float64(p.top)
	return Figure{Name: name, What: what, Unit: "count", Value: n, Low: n, High: n, Top: p.top, Bottom: p.bottom, Count: int(p.bottom), Seed: seed}.atMost(0)
}
