package statbench

import (
	"fmt"
	"math"
	"math/bits"
	"strings"

	"fanzha/centre/stats"
	"fanzha/term/when"
)

// sample is invented counting of a city: every event is a function of the seed and its number, so that any order can be made.
type sample struct {
	events   int64
	seed     uint64
	first    stats.Day
	days     int
	measures []measure
	pick     []uint16 // a measure for every draw of twelve bits
	units    []unit
	values   [stats.Dims][]string
	objects  strings.Builder // of the last events: one piece of memory for many
}

// measure is what is counted under one name.
type measure struct {
	name   string
	sides  []stats.Dim // that its facts have
	money  bool
	pieces bool // N is not always 1
}

type unit struct{ code, region string }

// Everything about the sample that is not a flag.
const (
	sampleMeasures = 120
	sampleSides    = 6 // beside unit and region: eight columns to sum up by
	counties       = 20
	corrected      = 50  // one event in so many corrects an earlier one
	withdrawn      = 400 // one in so many takes an earlier one away
	reach          = 1 << 20
	late           = 32 // one fact in so many is of up to a month before
)

// sizes is how many values a side has; the outlets of a city are thousands.
var sizes = [stats.Dims]int{60, 12, 4, 8, 120, 5, 3000, 9, 12, 7, 8, 3, 30, 40, 4, 10}

func newSample(c *Cmd) *sample {
	s := &sample{events: int64(c.Events), seed: c.Seed, first: stats.Date(2023, 11, 20), days: c.Years * 365}
	for d := range s.values {
		for v := range sizes[d] {
			s.values[d] = append(s.values[d], fmt.Sprintf("%s_%03d", stats.Dim(d), v))
		}
	}
	for u := range c.Units {
		county := u % counties
		s.units = append(s.units, unit{fmt.Sprintf("9901%02d%06d", county+1, u/counties*10), fmt.Sprintf("9901%02d%03d", county+1, u/counties%15+1)})
	}
	for m := range sampleMeasures {
		x := measure{name: fmt.Sprintf("sample.measure_%03d", m), money: m%5 < 2, pieces: m%10 == 9}
		for i := range sampleSides {
			x.sides = append(x.sides, stats.Dim((m*5+i*3)%stats.Dims))
		}
		x.sides[0] = stats.FraudType
		s.measures = append(s.measures, distinct(x))
	}
	s.weigh()
	return s
}

// distinct replaces a side that a measure has twice.
func distinct(m measure) measure {
	have := map[stats.Dim]bool{}
	for i, d := range m.sides {
		for have[d] {
			d = (d + 1) % stats.Dims
		}
		have[d] = true
		m.sides[i] = d
	}
	return m
}

// weigh gives the first measures more events than the last: the largest has one in twenty-four.
func (s *sample) weigh() {
	const draws = 1 << 12
	total := 0.0
	for m := range s.measures {
		total += 1 / math.Pow(float64(m+4), 0.9)
	}
	for m := range s.measures {
		n := int(draws / math.Pow(float64(m+4), 0.9) / total)
		for range max(n, 1) {
			s.pick = append(s.pick, uint16(m))
		}
	}
}

// draws are numbers that follow from the seed and the number of an event.
type draws struct{ a, b uint64 }

func (d *draws) next() uint64 {
	d.a += 0x9e3779b97f4a7c15
	hi, lo := bits.Mul64(d.a^d.b, 0xd1342543de82ef95)
	return hi ^ lo
}

// below is a number below n; skewed ones are small more often than large.
func (d *draws) below(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	return int(hi)
}

func (d *draws) skewed(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	hi, _ = bits.Mul64(d.next(), hi+1)
	return int(hi)
}

// fact writes event k.
func (s *sample) fact(f *stats.Fact, k int64) {
	d := draws{uint64(k) * 0xa0761d6478bd642f, s.seed*0x9e3779b97f4a7c15 | 1}
	kind := d.next()
	switch {
	case k > reach && kind%withdrawn == 0:
		s.plain(f, s.original(k, &d))
		f.Gone = true
	case k > reach && kind%corrected == 0:
		s.plain(f, s.original(k, &d))
		f.Unit = s.units[d.skewed(len(s.units))].code
		f.Fen += int64(d.below(100_000))
		f.At += when.Micros(d.below(3)) * when.Day
	default:
		s.plain(f, k)
	}
	f.Seq = k + 1
}

// original is the event that another corrects; it may be a correction itself, and then both correct what it does.
func (s *sample) original(k int64, d *draws) int64 { return k - 1 - int64(d.below(reach)) }

func (s *sample) plain(f *stats.Fact, k int64) {
	d := draws{uint64(k) * 0xe7037ed1a0b428db, s.seed*0x8ebc6af09c88c6e3 | 1}
	m := &s.measures[s.pick[d.below(len(s.pick))]]
	*f = stats.Fact{Measure: m.name, N: 1}
	f.Object = s.object(uint64(k), d.next())
	f.ID = f.Object[len(objectKind):]
	day := s.first + stats.Day(k*int64(s.days)/s.events)
	if d.below(late) == 0 {
		day = max(s.first, day-stats.Day(d.below(30)))
	}
	f.At = day.Start() + when.Micros(d.below(int(when.Day)))
	u := &s.units[d.skewed(len(s.units))]
	f.Unit, f.Region = u.code, u.region
	for _, side := range m.sides {
		v := d.skewed(sizes[side] + 1)
		if v > 0 { // 0: not known
			f.Sides[side] = s.values[side][v-1]
		}
	}
	if m.money {
		f.Fen = int64(d.below(1 << (10 + d.below(21))))
	}
	if m.pieces {
		f.N = int64(d.below(500))
	}
}

const objectKind = "sample/"

// object names the thing behind an event: its kind and an id as base/id makes them, time first, then randomness.
func (s *sample) object(k, random uint64) string {
	const alphabet, length, many = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26, 4096
	if s.objects.Cap()-s.objects.Len() < len(objectKind)+length {
		s.objects = strings.Builder{}
		s.objects.Grow(many * (len(objectKind) + length))
	}
	var b [length]byte
	hi, lo := 0x018f_0000_0000_0000|k>>4, k<<60|random>>4
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = alphabet[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	from := s.objects.Len()
	s.objects.WriteString(objectKind)
	s.objects.Write(b[:])
	return s.objects.String()[from:]
}
