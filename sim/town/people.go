package town

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

// Resident is a resident in 24 bytes; everything else about them is computed from the index.
type Resident struct {
	Home    uint32 // index of the first member of the household, members are neighbours in the list
	born    int32  // day number of birth, days since 1900-01-01
	given   uint16 // index into the given names
	seq     uint16 // sequence number in the identity number; odd for men
	Size    uint8  // members of the household
	Station uint8
	surname uint8
	Carrier uint8
	Bank    uint8
	Work    Work
	Age     uint8
	Active  uint8 // share of an average person's traffic, in 1/64
	Wealth  uint8 // what they could move in a day, as a class 0–9
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
func (t *Town) People() int { return len(t.residents) }

// Resident is the resident with that index.
func (t *Town) Resident(i int) *Resident { return &t.residents[i] }

// Person looks up a resident by index, which must be below People.
func (t *Town) Person(i int) Person {
	p := &t.residents[i]
	out := Person{
		Index: i, Name: string(t.AppendName(nil, i)), Phone: Num(AsIs, t.MobileOf(i)).String(), ID: string(t.AppendID(nil, i)),
		Area: Stations[p.Station].Area, Age: int(p.Age), Male: p.male, Work: p.Work,
	}
	if p.second {
		out.Second = Num(AsIs, t.secondOf(i)).String()
	}
	return out
}

// Household sizes in percent: one to five members.
var householdSizes = [...]int{25, 30, 23, 14, 8}

// Town is the register.
type Town struct {
	Kin       []uint32 // residents with relatives abroad
	Bosses    []uint32 // residents who pay wages
	seed      uint64
	shift     int
	wanted    int
	start     when.Micros
	residents []Resident
}

// New makes a register of so many residents, aged as of the moment start.
func New(seed uint64, people int, start when.Micros) *Town {
	t := &Town{seed: seed, shift: int(seed % suffixes), wanted: min(people, MaxPeople), start: start}
	t.populate()
	return t
}

// populate makes the residents household by household.
func (t *Town) populate() {
	t.residents = make([]Resident, 0, t.wanted)
	taken := make(map[int64]uint16, t.wanted)
	for h := uint64(0); len(t.residents) < t.wanted; h++ {
		r := Roll(t.seed, streamPeople, h, 0)
		size := min(1+Pick(&r, householdSizes[:]), t.wanted-len(t.residents))
		home := household{first: len(t.residents), size: size, station: Pick(&r, crowd[:]), surname: r.N(len(surnames)), wealth: r.N(10)}
		for m := range size {
			t.residents = append(t.residents, t.member(&r, home, m))
			t.number(taken, len(t.residents)-1)
		}
	}
	for i := range t.residents {
		if t.residents[i].kin {
			t.Kin = append(t.Kin, uint32(i))
		}
		if t.residents[i].Work == Boss {
			t.Bosses = append(t.Bosses, uint32(i))
		}
	}
}

// household is what its members share.
type household struct {
	first, size, station, surname, wealth int
}

// member makes one member: the first two are a couple, then come children over 14 and a grandparent.
func (t *Town) member(r *Rand, home household, m int) Resident {
	p := Resident{Home: uint32(home.first), Size: uint8(home.size), Station: uint8(home.station), given: uint16(r.N(givenCount))}
	couple := 23 + r.N(42)
	switch {
	case m < 2:
		p.Age, p.male = uint8(couple+r.N(4)), m == 0 == r.Pct(70)
	case m == 2 && r.Pct(70):
		p.Age, p.male = uint8(14+r.N(12)), r.Pct(52)
	default:
		p.Age, p.male = uint8(60+r.N(28)), r.Pct(46)
	}
	p.surname = uint8(home.surname)
	if m == 1 || m > 2 && r.Pct(50) {
		p.surname = uint8(r.N(len(surnames)))
	}
	p.Work = workOf(r, int(p.Age))
	p.Carrier = uint8(Pick(r, []int{55, 21, 24}))
	p.Bank = uint8(Pick(r, []int{26, 18, 10, 20, 16, 10}))
	p.Active = uint8(activity(r, p.Work))
	p.Wealth = uint8(min(9, max(0, home.wealth+r.N(3)-1)))
	p.second = r.Pct(8)
	p.kin = r.PerMille(15)
	year := t.start.Time().Year() - int(p.Age)
	p.born = int32((year-1900)*365 + (year-1901)/4 + r.N(300))
	return p
}

func workOf(r *Rand, age int) Work {
	switch {
	case age < 19, age < 23 && r.Pct(60):
		return Student
	case age >= 60:
		return Retired
	}
	return []Work{Worker, Office, Boss, Homemaker}[Pick(r, []int{44, 36, 8, 12})]
}

func activity(r *Rand, w Work) int {
	base := [...]float64{60, 62, 76, 110, 58, 40}[w]
	return min(255, max(6, int(r.Skewed(base, 0.45))))
}

// number gives the next free sequence number of the county and birthday.
func (t *Town) number(taken map[int64]uint16, i int) {
	p := &t.residents[i]
	key := int64(p.Station/4)<<33 | int64(p.born)<<1
	if p.male {
		key |= 1
	}
	p.seq = taken[key]*2 + 2
	if p.male {
		p.seq = taken[key]*2 + 1
	}
	taken[key]++
}

// Pick chooses an index by percentages that sum to 100.
func Pick(r *Rand, shares []int) int {
	k := r.N(100)
	for i, s := range shares {
		k -= s
		if k < 0 {
			return i
		}
	}
	return len(shares) - 1
}

var idWeights = [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// AppendID writes the identity number: county, birthday, sequence, ISO 7064 MOD 11-2 check character.
func (t *Town) AppendID(dst []byte, i int) []byte {
	p := &t.residents[i]
	start := len(dst)
	dst = append(dst, Stations[p.Station].County...)
	y, m, d := Civil(int(p.born))
	dst = AppendPadded(dst, y, 4)
	dst = AppendPadded(dst, m, 2)
	dst = AppendPadded(dst, d, 2)
	dst = AppendPadded(dst, int(p.seq), 3)
	sum := 0
	for k, w := range idWeights {
		sum += int(dst[start+k]-'0') * w
	}
	return append(dst, "10X98765432"[sum%11])
}

// Civil turns days since 1900-01-01 into a date.
func Civil(days int) (y, m, d int) {
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

// AppendPadded writes v with leading zeros.
func AppendPadded(dst []byte, v, width int) []byte {
	var buf [20]byte
	for k := width - 1; k >= 0; k-- {
		buf[k] = byte('0' + v%10)
		v /= 10
	}
	return append(dst, buf[:width]...)
}

// LocalHour is the hour of the day in the city, which keeps China Standard Time.
func LocalHour(at when.Micros) int { return int((at + Zone) % when.Day / when.Hour) }

// Zone is how far the city's clocks are ahead of UTC.
const Zone = 8 * when.Hour
