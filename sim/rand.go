package sim

import "math"

// rng is a splitmix64 generator. It is our own because its numbers must be the same for ever: they are the city.
type rng struct{ s uint64 }

// roll starts a generator for one purpose (stream) and two coordinates, for example a person and a day.
func roll(seed, stream, a, b uint64) rng {
	return rng{mix(mix(mix(seed^stream*0x9e3779b97f4a7c15)+a*0xbf58476d1ce4e5b9) + b*0x94d049bb133111eb)}
}

// Streams keep the purposes apart: a change in one never shifts the numbers of another.
const (
	streamPeople uint64 = iota + 1
	streamLife
	streamContact
	streamCalendar
	streamCampaign
	streamCourse
	streamDeliver
	streamReach
	streamShop
	streamStory
)

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (r *rng) next() uint64 {
	r.s += 0x9e3779b97f4a7c15
	return mix(r.s)
}

// n returns a number in [0, k).
func (r *rng) n(k int) int { return int((r.next() >> 32) * uint64(k) >> 32) }

// between returns a number in [lo, hi].
func (r *rng) between(lo, hi int) int { return lo + r.n(hi-lo+1) }

// f returns a number in [0, 1).
func (r *rng) f() float64 { return float64(r.next()>>11) / (1 << 53) }

// pct is true in p of a hundred cases.
func (r *rng) pct(p int) bool { return r.n(100) < p }

// perMille is true in p of a thousand cases.
func (r *rng) perMille(p int) bool { return r.n(1000) < p }

// normal returns a standard normal number: the sum of twelve uniform ones, which needs no mathematics that differs between
// machines.
func (r *rng) normal() float64 {
	s := -6.0
	for range 12 {
		s += r.f()
	}
	return s
}

// skewed returns a log-normal number around the median; times and amounts in the field look like this.
func (r *rng) skewed(median, sigma float64) float64 { return median * math.Exp(sigma*r.normal()) }

// poisson returns a Poisson number; floor is exp(-lambda), which callers keep because lambda changes hourly only.
func (r *rng) poisson(lambda, floor float64) int {
	if lambda > poissonExact {
		return max(0, int(math.Round(lambda+math.Sqrt(lambda)*r.normal())))
	}
	k := 0
	for p := r.f(); p > floor; k++ {
		p *= r.f()
	}
	return k
}

// poissonExact is the mean up to which poisson multiplies uniform numbers; above it the normal shape is close enough.
const poissonExact = 60
