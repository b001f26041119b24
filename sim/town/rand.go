package town

import "math"

// Rand is a splitmix64 generator. It is our own because its numbers must be the same for ever: they are the city.
type Rand struct{ s uint64 }

// Roll starts a generator for one purpose (stream) and two coordinates, for example a person and a day.
func Roll(seed, stream, a, b uint64) Rand {
	return Rand{Mix(Mix(Mix(seed^stream*0x9e3779b97f4a7c15)+a*0xbf58476d1ce4e5b9) + b*0x94d049bb133111eb)}
}

// Seeded starts a generator from one number that another generator gave.
func Seeded(s uint64) Rand { return Rand{s} }

// Streams keep the purposes apart: a change in one never shifts the numbers of another.
const (
	streamPeople uint64 = iota + 1
	StreamLife
	StreamContact
	StreamCalendar
	StreamCampaign
	StreamCourse
	StreamDeliver
	StreamReach
	StreamShop
	StreamStory
)

// Mix scrambles a number; it is the finaliser of splitmix64.
func Mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Next returns 64 random bits.
func (r *Rand) Next() uint64 {
	r.s += 0x9e3779b97f4a7c15
	return Mix(r.s)
}

// N returns a number in [0, k).
func (r *Rand) N(k int) int { return int((r.Next() >> 32) * uint64(k) >> 32) }

// Between returns a number in [lo, hi].
func (r *Rand) Between(lo, hi int) int { return lo + r.N(hi-lo+1) }

// F returns a number in [0, 1).
func (r *Rand) F() float64 { return float64(r.Next()>>11) / (1 << 53) }

// Pct is true in p of a hundred cases.
func (r *Rand) Pct(p int) bool { return r.N(100) < p }

// PerMille is true in p of a thousand cases.
func (r *Rand) PerMille(p int) bool { return r.N(1000) < p }

// normal returns a standard normal number: the sum of twelve uniform ones, which needs no mathematics that differs between
// machines.
func (r *Rand) normal() float64 {
	s := -6.0
	for range 12 {
		s += r.F()
	}
	return s
}

// Skewed returns a log-normal number around the median; times and amounts in the field look like this.
func (r *Rand) Skewed(median, sigma float64) float64 { return median * math.Exp(sigma*r.normal()) }

// Poisson returns a Poisson number; floor is exp(-lambda), which callers keep because lambda changes hourly only.
func (r *Rand) Poisson(lambda, floor float64) int {
	if lambda > poissonExact {
		return max(0, int(math.Round(lambda+math.Sqrt(lambda)*r.normal())))
	}
	k := 0
	for p := r.F(); p > floor; k++ {
		p *= r.F()
	}
	return k
}

// poissonExact is the mean up to which poisson multiplies uniform numbers; above it the normal shape is close enough.
const poissonExact = 60
