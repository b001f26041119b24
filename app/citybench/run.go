package citybench

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"io/fs"
	"strings"

	"fanzha/centre/detect"
	"fanzha/centre/signal"
	"fanzha/sim"
	"fanzha/term/when"
)

// Options of a measurement.
type Options struct {
	Seeds  []uint64
	Days   int // of one city, the first ones included
	Warm   int // days at the start that are not counted: everything is new to detection
	People int
	Most   float64                     // warnings per 10,000 people and day that the table of scenarios and types is drawn at; 0: Goal
	More   []fs.FS                     // folders of further scenarios
	Told   func(seed uint64, days int) // called after each day of a city; may be nil
}

// Goal is how many warnings per 10,000 people and day a centre is to need at most for what it finds.
const Goal = 30.0

// spell is how long a warning of a person takes in what follows: within it no second warning counts. It is as long as the truth calls a
// warning right after a fraud's last step.
const spell = 3 * when.Day

// step is how much of the city's time is handed in at once.
const step = when.Minute

// alarm is a hit about a person.
type alarm struct {
	at       when.Micros
	score    int
	scenario string
}

// lived is one city after its days: what was said about whom, and what was true.
type lived struct {
	people int
	from   when.Micros // first counted moment
	to     when.Micros
	alarms map[string][]alarm // by person, in order of time
	frauds []sim.Fraud
	read   int
}

// live runs a city through detection.
func live(o Options, seed uint64) (*lived, error) {
	set, err := detect.LoadScenarios(o.More...)
	if err != nil {
		return nil, err
	}
	model, err := detect.DefaultModel()
	if err != nil {
		return nil, err
	}
	engine := detect.NewEngine(set, detect.Options{Text: model})
	city := sim.New(sim.Options{Seed: seed, People: o.People, Start: sim.DefaultStart})
	out := &lived{
		people: city.People(), alarms: map[string][]alarm{},
		from: sim.DefaultStart + when.Micros(o.Warm)*when.Day, to: sim.DefaultStart + when.Micros(o.Days)*when.Day,
	}
	in := intake{engine: engine, names: numbers(city), hash: maphash.MakeSeed(), seen: map[uint64]bool{}, out: out}
	for now := sim.DefaultStart; now < out.to; now += step {
		for _, b := range city.Advance(now + step).Batches {
			in.take(b.Lines, now+step)
		}
		day := now + step - sim.DefaultStart
		if o.Told != nil && day%when.Day == 0 {
			o.Told(seed, int(day/when.Day))
		}
	}
	if in.read == 0 {
		return nil, fmt.Errorf("city of seed %d: no signal was read", seed)
	}
	out.frauds, out.read = city.Truth(), in.read
	return out, nil
}

// numbers leads from a second number to the one its holder is known by.
func numbers(city *sim.City) map[string]string {
	out := map[string]string{}
	for i := range city.People() {
		p := city.Person(i)
		if p.Second != "" {
			out[p.Second] = p.Phone
		}
	}
	return out
}

// intake reads lines as the centre does: what is malformed is left out, what was posted before is not taken twice.
type intake struct {
	engine *detect.Engine
	names  map[string]string
	hash   maphash.Seed
	seen   map[uint64]bool // ids of the last hours: partners send a line again within minutes
	old    map[uint64]bool
	turned when.Micros
	out    *lived
	read   int
}

// again is how long an id is remembered at least.
const again = 2 * when.Hour

func (in *intake) twice(id string, now when.Micros) bool {
	if now-in.turned >= again {
		in.old, in.seen, in.turned = in.seen, make(map[uint64]bool, len(in.seen)), now
	}
	h := maphash.String(in.hash, id)
	if in.seen[h] || in.old[h] {
		return true
	}
	in.seen[h] = true
	return false
}

func (in *intake) take(lines []byte, now when.Micros) {
	d := signal.NewDecoder(now)
	for line := range bytes.Lines(lines) {
		var s signal.Signal
		if d.Decode(bytes.TrimSpace(line), 0, &s) != nil || in.twice(s.ID, now) {
			continue
		}
		s.Source, s.Received = "city", now
		if s.Time == 0 {
			s.Time = now
		}
		in.read++
		for _, h := range in.engine.Observe(&s) {
			who := person(string(h.Phone), string(h.PersonID))
			first, ok := in.names[who]
			if ok {
				who = first
			}
			if who != "" {
				in.out.alarms[who] = append(in.out.alarms[who], alarm{now, h.Score, h.Scenario})
			}
		}
	}
}

// person names who a hit is about, by the number where there is one.
func person(phone, id string) string {
	if len(phone) >= 11 {
		return strings.Clone(phone[len(phone)-11:])
	}
	return strings.Clone(id)
}
