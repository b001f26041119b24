package staff

import "math"

// dice is a small generator of its own, so that staff and city never disturb each other's numbers.
type dice struct{ s uint64 }

func (d *dice) next() uint64 {
	d.s += 0x9e3779b97f4a7c15
	z := d.s
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (d *dice) n(k int) int { return int((d.next() >> 32) * uint64(k) >> 32) }

func (d *dice) between(lo, hi int) int { return lo + d.n(hi-lo+1) }

func (d *dice) pct(p int) bool { return d.n(100) < p }

// skewed is a log-normal number; twelve uniform ones make the normal one.
func (d *dice) skewed(median, sigma float64) float64 {
	s := -6.0
	for range 12 {
		s += float64(d.next()>>11) / (1 << 53)
	}
	return median * math.Exp(sigma*s)
}
