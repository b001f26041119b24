package sim

import (
	"fanzha/term/when"
)

// Work is what a person does all day; it decides hours, spending and which frauds reach for them.
type Work uint8

// The kinds of work.
const (
	Student Work = iota
	Worker
	Office
	Boss
	Homemaker
	Retired
)

// person is a resident in 24 bytes; everything else about them is computed from the index.
type person struct {
	home    uint32 // index of the first member of the household, members are neighbours in the list
	born    int32  // day number of birth, days since 1900-01-01
	given   uint16 // index into the given names
	seq     uint16 // sequence number in the identity number; odd for men
	size    uint8  // members of the household
	station uint8
	surname uint8
	carrier uint8
	bank    uint8
	work    Work
	age     uint8
	active  uint8 // share of an average person's traffic, in 1/64
	wealth  uint8 // what they could move in a day, as a class 0–9
	second  bool  // has a second mobile
	kin     bool  // has relatives abroad
	male    bool
}

// Person is what the city register says about a resident; all of it is invented.
type Person struct {
	Index  int
	Name   string
	Phone  string // eleven digits
	Second string // second mobile, empty for most
	ID     string // identity number
	Area   string // nine-digit place
	Age    int
	Male   bool
	Work   Work
}

// People is the number of residents.
func (c *City) People() int { return len(c.people) }

// Person looks up a resident by index, which must be below People.
func (c *City) Person(i int) Person {
	p := &c.people[i]
	out := Person{
		Index: i, Name: string(c.appendName(nil, i)), Phone: num(asIs, c.mobileOf(i)).String(), ID: string(c.appendID(nil, i)),
		Area: stations[p.station].Area, Age: int(p.age), Male: p.male, Work: p.work,
	}
	if p.second {
		out.Second = num(asIs, c.secondOf(i)).String()
	}
	return out
}

// Household sizes in percent: one to five members.
var householdSizes = [...]int{25, 30, 23, 14, 8}

// populate makes the residents household by household.
func (c *City) populate() {
	c.people = make([]person, 0, c.opts.People)
	taken := make(map[int64]uint16, c.opts.People)
	for h := uint64(0); len(c.people) < c.opts.People; h++ {
		r := roll(c.seed, streamPeople, h, 0)
		size := min(1+pick(&r, householdSizes[:]), c.opts.People-len(c.people))
		home := household{first: len(c.people), size: size, station: pick(&r, crowd[:]), surname: r.n(len(surnames)), wealth: r.n(10)}
		for m := range size {
			c.people = append(c.people, c.member(&r, home, m))
			c.number(taken, len(c.people)-1)
		}
	}
	for i := range c.people {
		if c.people[i].kin {
			c.kin = append(c.kin, uint32(i))
		}
		if c.people[i].work == Boss {
			c.bosses = append(c.bosses, uint32(i))
		}
	}
}

// household is what its members share.
type household struct {
	first, size, station, surname, wealth int
}

// member makes one member: the first two are a couple, then come children over 14 and a grandparent.
func (c *City) member(r *rng, home household, m int) person {
	p := person{home: uint32(home.first), size: uint8(home.size), station: uint8(home.station), given: uint16(r.n(givenCount))}
	couple := 23 + r.n(42)
	switch {
	case m < 2:
		p.age, p.male = uint8(couple+r.n(4)), m == 0 == r.pct(70)
	case m == 2 && r.pct(70):
		p.age, p.male = uint8(14+r.n(12)), r.pct(52)
	default:
		p.age, p.male = uint8(60+r.n(28)), r.pct(46)
	}
	p.surname = uint8(home.surname)
	if m == 1 || m > 2 && r.pct(50) {
		p.surname = uint8(r.n(len(surnames)))
	}
	p.work = workOf(r, int(p.age))
	p.carrier = uint8(pick(r, []int{55, 21, 24}))
	p.bank = uint8(pick(r, []int{26, 18, 10, 20, 16, 10}))
	p.active = uint8(activity(r, p.work))
	p.wealth = uint8(min(9, max(0, home.wealth+r.n(3)-1)))
	p.second = r.pct(8)
	p.kin = r.perMille(15)
	year := c.opts.Start.Time().Year() - int(p.age)
	p.born = int32((year-1900)*365 + (year-1901)/4 + r.n(300))
	return p
}

func workOf(r *rng, age int) Work {
	switch {
	case age < 19, age < 23 && r.pct(60):
		return Student
	case age >= 60:
		return Retired
	}
	return []Work{Worker, Office, Boss, Homemaker}[pick(r, []int{44, 36, 8, 12})]
}

func activity(r *rng, w Work) int {
	base := [...]float64{60, 62, 76, 110, 58, 40}[w]
	return min(255, max(6, int(r.skewed(base, 0.45))))
}

// number gives the next free sequence number of the county and birthday.
func (c *City) number(taken map[int64]uint16, i int) {
	p := &c.people[i]
	key := int64(p.station/4)<<33 | int64(p.born)<<1
	if p.male {
		key |= 1
	}
	p.seq = taken[key]*2 + 2
	if p.male {
		p.seq = taken[key]*2 + 1
	}
	taken[key]++
}

// pick chooses an index by percentages that sum to 100.
func pick(r *rng, shares []int) int {
	k := r.n(100)
	for i, s := range shares {
		k -= s
		if k < 0 {
			return i
		}
	}
	return len(shares) - 1
}

var idWeights = [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// appendID writes the identity number: county, birthday, sequence, ISO 7064 MOD 11-2 check character.
func (c *City) appendID(dst []byte, i int) []byte {
	p := &c.people[i]
	start := len(dst)
	dst = append(dst, stations[p.station].County...)
	y, m, d := civil(int(p.born))
	dst = appendPadded(dst, y, 4)
	dst = appendPadded(dst, m, 2)
	dst = appendPadded(dst, d, 2)
	dst = appendPadded(dst, int(p.seq), 3)
	sum := 0
	for k, w := range idWeights {
		sum += int(dst[start+k]-'0') * w
	}
	return append(dst, "10X98765432"[sum%11])
}

// civil turns days since 1900-01-01 into a date.
func civil(days int) (y, m, d int) {
	const toUnix = 25567 // 1900-01-01 to 1970-01-01
	z := days - toUnix + 719468
	era := z / 146097
	doe := z % 146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d = doy - (153*mp+2)/5 + 1
	m = mp + 3
	if m > 12 {
		m -= 12
	}
	y = yoe + era*400
	if m <= 2 {
		y++
	}
	return y, m, d
}

func appendPadded(dst []byte, v, width int) []byte {
	var buf [20]byte
	for k := width - 1; k >= 0; k-- {
		buf[k] = byte('0' + v%10)
		v /= 10
	}
	return append(dst, buf[:width]...)
}

// localHour is the hour of the day in the city, which keeps China Standard Time.
func localHour(at when.Micros) int { return int((at + zone) % when.Day / when.Hour) }

const zone = 8 * when.Hour
