package detect

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io/fs"
	"math/bits"
	"slices"

	"fanzha/centre/detect/packed"
	"fanzha/centre/detect/pick"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/text"
	"fanzha/centre/detect/waiting"
	"fanzha/centre/detect/window"
	"fanzha/centre/signal"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/fraud"
	"fanzha/term/when"
)

// DefaultSight is how long a lead without an end stays active.
const DefaultSight = 30 * when.Day

// Options of an engine. The zero value is usable.
type Options struct {
	Text   scenario.Text // the text model; nil: scam_p is 0
	Limits window.Limits // upper bounds of the memory
	Sight  when.Micros   // how long a lead without an end stays active; 0: DefaultSight

	Waiting int  // most hits that wait for an answer; 0: waiting.DefaultLimit
	Part    Part // which scenarios of the set are asked

	Hushed bool // hand out what a suppression silences, marked: for who tries a scenario out, never for alerts
}

// LoadScenarios compiles the shipped scenarios together with those of further folders, of which a later one replaces scenarios of
// the same code. A mistake is a fault detect.scenario_invalid with file, line, column and why.
func LoadScenarios(more ...fs.FS) (*scenario.Set, error) {
	shipped, err := fs.Sub(rulebook.FS, "scenarios")
	if err != nil {
		return nil, fault.New(fault.Internal, "internal").With(err)
	}
	return scenario.Load(append([]fs.FS{shipped}, more...)...)
}

// DefaultModel reads the text model that is shipped with the rulebook.
func DefaultModel() (*text.Model, error) {
	f, err := rulebook.FS.Open("model/default.fzm")
	if err != nil {
		return nil, fault.New(fault.NotFound, "model.missing").With(err)
	}
	defer f.Close()
	return text.Read(f)
}

// Engine is the detection of one partition. It is not safe for concurrent use.
type Engine struct {
	set   *scenario.Set
	opts  Options
	needs scenario.Needs // of the scenarios that are asked
	reads []bool         // windows that they look into
	defs  []window.Def
	ttl   []when.Micros
	plans [signal.Sighting + 1]plan
	feeds []window.Feed
	fed   []bool    // windows that are fed by event
	unfed [256]bool // keys that have other windows
	store *window.Store
	waits *waiting.Wheel // hits that wait for an answer not to come
	frame *scenario.Frame

	// The signal under evaluation; what is computed about it is valid while its generation matches.
	s      *signal.Signal
	at     when.Micros
	gen    uint64
	keys   [scenario.ByCount]keyed
	lot    [Lot]ahead
	next   *ahead // of the signal, when its entities were found before
	values []cached
	steps  []cachedMark
	sights [scenario.SubjectMule + 1]cachedSight
	links  [3]cachedLink
	hits   []Hit

	stats    Stats
	sources  sources
	byCode   []Count
	late     uint64 // signals that came later than a window allows
	windowIf []int  // number of each window's condition, -1 for none
	conds    []*scenario.Cond
	condGen  []uint64
	condHeld []bool
}

// plan is what a kind of signal sets going.
type plan struct {
	scenarios pick.Index
	answers   []use // scenarios that wait for such a signal
	feeds     []feeding
	held      []int         // conditions of windows that are fed, by bit
	windows   []use         // the others, grouped by condition
	steps     []use         // later steps first, so that one signal never serves as two links of a chain
	asks      []scenario.By // entities whose memory every signal of the kind needs and whose names it carries itself
	pair      int           // the pair that the kind remembers of the person with one of them, -1 for none
	pairBy    scenario.By
}

// use is a window or step with the number of its condition, -1 for none.
type use struct{ index, cond int }

type keyed struct {
	gen uint64
	key uint64
}

type cached struct {
	gen   uint64
	value int64
}

type cachedMark struct {
	gen  uint64
	mark scenario.Mark
	ok   bool
}

type cachedSight struct {
	gen    uint64
	weight int64
	fraud  string
}

// Count is what one scenario did.
type Count struct {
	Scenario string `json:"scenario"`
	Hits     uint64 `json:"hits"`
	Quiet    uint64 `json:"quiet"` // held back by the quiet time

	Blocked    uint64 `json:"blocked"`    // by a block of its own
	Below      uint64 `json:"below"`      // the score was under its lowest band
	Suppressed uint64 `json:"suppressed"` // by an entry of suppress.yaml
	Answered   uint64 `json:"answered"`   // it waited, and the answer came
}

// Stats are an engine's counters since it was made, and the fill of its memory.
type Stats struct {
	Signals  uint64       `json:"signals"`
	Texts    uint64       `json:"texts"` // signals with a text
	Hits     uint64       `json:"hits"`
	Quiet    uint64       `json:"quiet"`
	Silenced uint64       `json:"silenced"` // blocked, below the lowest band, suppressed, answered
	Waiting  int          `json:"waiting"`  // hits that wait for an answer now
	Trusted  uint64       `json:"trusted"`  // leads that were refused, as their subject is in the list trusted
	Errors   uint64       `json:"errors"`   // conditions that ended in an error and so did not hold
	Memory   window.Stats `json:"memory"`
	Clock    when.Micros  `json:"clock"` // greatest event time
	Scenario []Count      `json:"scenario"`
	Sources  []SourceSeen `json:"sources"`
}

// NewEngine makes an engine with empty memory for the set.
func NewEngine(set *scenario.Set, o Options) *Engine {
	if o.Sight == 0 {
		o.Sight = DefaultSight
	}
	e := &Engine{set: set, opts: o}
	e.gatherNeeds()
	for i := range set.Windows {
		w := &set.Windows[i]
		e.defs = append(e.defs, window.Def{ID: uint16(i), Measure: measures[w.Measure], Over: w.Over, Late: w.Late})
	}
	for _, st := range set.Steps {
		e.ttl = append(e.ttl, st.Within)
	}
	for _, sc := range set.Scenarios { // the quiet marks follow the steps
		e.ttl = append(e.ttl, sc.Quiet)
		e.byCode = append(e.byCode, Count{Scenario: sc.Code})
	}
	for _, sc := range set.Scenarios { // then those of the newest answer
		e.ttl = append(e.ttl, answerLife(sc))
	}
	e.ttl = append(e.ttl, scenario.MaxSpan, scenario.MaxSpan) // then the links
	e.values, e.steps = make([]cached, len(set.Windows)), make([]cachedMark, len(set.Steps))
	e.waits = waiting.New(o.Waiting)
	e.frame = scenario.NewFrame(set, memory{e}, o.Text)
	e.plan()
	e.store = window.NewStore(e.defs, e.feeds, e.ttl, o.Limits)
	return e
}

var measures = map[scenario.Measure]window.Measure{
	scenario.Count: window.Count, scenario.Sum: window.Sum, scenario.Max: window.Max, scenario.First: window.First,
	scenario.Last: window.Last, scenario.Since: window.Last, scenario.Distinct: window.Distinct, scenario.Min: window.Min, scenario.Entropy: window.Entropy,
}

// plan sorts scenarios, windows and steps by the kinds they look at.
func (e *Engine) plan() {
	number := map[string]int{}
	condOf := func(c *scenario.Cond) int {
		if c == nil {
			return -1
		}
		i, ok := number[c.Text]
		if !ok {
			i = len(e.conds)
			number[c.Text] = i
			e.conds = append(e.conds, c)
		}
		return i
	}
	e.planFeeds(condOf)
	for k := signal.Call; k <= signal.Report; k++ {
		p := &e.plans[k]
		var on []int
		for i, sc := range e.set.Scenarios {
			if !e.opts.Part.Asks(sc) {
				continue
			}
			if sc.On.Has(k) {
				on = append(on, i)
			}
			if sc.Absent != nil && sc.Absent.Of.Has(k) {
				p.answers = append(p.answers, use{i, condOf(sc.Absent.Where)})
			}
		}
		p.scenarios = pick.New(e.set, on)
		for i := range e.set.Windows {
			if e.set.Windows[i].Of.Has(k) && e.set.Windows[i].Base == i && !e.fed[i] && e.reads[i] {
				p.windows = append(p.windows, use{i, condOf(e.set.Windows[i].Where)})
			}
		}
		for i := range e.set.Steps {
			if e.set.Steps[i].Of.Has(k) && e.opts.Part.Asks(e.set.Scenarios[e.set.Steps[i].Scenario]) {
				p.steps = append(p.steps, use{i, condOf(e.set.Steps[i].Where)})
			}
		}
		slices.SortStableFunc(p.steps, func(a, b use) int { return e.set.Steps[b.index].Place - e.set.Steps[a.index].Place })
		slices.SortStableFunc(p.windows, func(a, b use) int { return a.cond - b.cond })
		e.planAsks(k)
	}
	for i := range e.set.Windows {
		e.windowIf = append(e.windowIf, condOf(e.set.Windows[i].Where))
	}
	e.condGen, e.condHeld = make([]uint64, len(e.conds)), make([]bool, len(e.conds))
}

// planAsks finds what to ask the memory for as soon as a signal of the kind is seen.
func (e *Engine) planAsks(k signal.Kind) {
	p := &e.plans[k]
	p.pair = -1
	need := map[scenario.By]bool{}
	for _, w := range p.windows {
		need[e.set.Windows[w.index].By] = true
	}
	for i := range p.feeds {
		need[p.feeds[i].by] = true
	}
	for _, st := range p.steps {
		need[e.set.Steps[st.index].By] = true
	}
	for _, sc := range e.set.Scenarios {
		if !sc.On.Has(k) || !e.opts.Part.Asks(sc) {
			continue
		}
		for _, i := range sc.Steps {
			need[e.set.Steps[i].By] = true
		}
	}
	switch {
	case k == signal.Transfer && e.needs.Pairs[scenario.PairPayee]:
		p.pair, p.pairBy = int(scenario.PairPayee), scenario.ByPayee
	case k == signal.Call && e.needs.Pairs[scenario.PairPeer]:
		p.pair, p.pairBy = int(scenario.PairPeer), scenario.ByPeer
	}
	if p.pair >= 0 {
		need[scenario.ByPerson], need[p.pairBy] = true, true
	}
	for _, by := range []scenario.By{scenario.ByPerson, scenario.ByPhone, scenario.ByAccount, scenario.ByPayee, scenario.ByPeer} {
		if need[by] {
			p.asks = append(p.asks, by)
		}
	}
}

// Observe takes the next signal of the partition's log and returns its hits; the slice is valid until the next call. Signals must
// come in the order of the log. The signal is not kept.
func (e *Engine) Observe(s *signal.Signal) []Hit {
	e.gen++
	e.s, e.at = s, scenario.End(s)
	e.hits = e.hits[:0]
	e.stats.Signals++
	e.sources.saw(s)
	e.store.Advance(clockOf(s))
	if e.waits.Arrive(arrival(s)) {
		e.unanswered()
	}
	if s.Kind == signal.Sighting {
		e.sight(s)
		return e.hits
	}
	if int(s.Kind) >= len(e.plans) {
		return e.hits
	}
	if s.Text != "" {
		e.stats.Texts++
	}
	e.frame.Reset(s)
	if e.next != nil {
		e.asked()
	}
	p := &e.plans[s.Kind]
	for _, u := range p.answers {
		if e.holds(u.cond) {
			e.answer(u.index)
		}
	}
	for j, w := range p.scenarios.Choose(e.frame) {
		for ; w != 0; w &= w - 1 {
			e.evaluate(j*64 + bits.TrailingZeros64(w))
		}
	}
	e.remember(p)
	return e.hits
}

// clockOf is how far the signal may push the clock: a partner whose clock runs ahead must not age everybody's windows.
func clockOf(s *signal.Signal) when.Micros {
	if s.Received != 0 {
		return min(s.Time, s.Received)
	}
	return s.Time
}

// evaluate asks one scenario; the sequence first, because it is the cheaper question.
func (e *Engine) evaluate(i int) {
	sc := e.set.Scenarios[i]
	if n := len(sc.Steps); n > 0 {
		_, ok := e.mark(sc.Steps[n-1])
		if !ok {
			return
		}
	}
	if sc.Where.Holds(e.frame) {
		e.found(i)
	}
}

// quietKey is the scenario's key, or the signal's own where it lacks that field.
func (e *Engine) quietKey(by scenario.By) uint64 {
	k := e.key(by)
	if k == 0 {
		k = hashString(e.s.Key())
	}
	return k
}

// remember enters the signal into windows, chains and pairs, after every scenario has been asked. Conditions of windows and steps
// look at fields, pairs and leads only, and pairs come last: they too see the memory as it was before.
func (e *Engine) remember(p *plan) {
	if len(p.feeds) > 0 {
		e.feed(p)
	}
	for _, u := range p.windows {
		if e.holds(u.cond) {
			e.count(u.index)
		}
	}
	for _, u := range p.steps {
		if e.holds(u.cond) {
			e.link(u.index)
		}
	}
	e.notePairs()
	e.noteLinks()
}

// holds evaluates a shared condition once per signal.
func (e *Engine) holds(cond int) bool {
	if cond < 0 {
		return true
	}
	if e.condGen[cond] != e.gen {
		e.condGen[cond] = e.gen
		e.condHeld[cond] = e.conds[cond].Holds(e.frame)
	}
	return e.condHeld[cond]
}

// link sets the mark of a step when it is the first one or the one before it has happened in time.
func (e *Engine) link(i int) {
	st := &e.set.Steps[i]
	key := e.key(st.By)
	if key == 0 {
		return
	}
	if st.Before >= 0 {
		m, ok := e.store.Mark(uint16(st.Before), key)
		if !ok || m.At > e.at || e.at-m.At > e.set.Steps[st.Before].Within {
			return
		}
	}
	value := e.s.Duration
	if e.s.Kind == signal.Transfer || e.s.Kind == signal.Report {
		value = e.s.AmountFen
	}
	e.store.SetMark(uint16(i), key, window.Mark{At: e.at, A: value, B: packed.Phone(string(e.s.Peer))})
}

// Stats reads the counters.
func (e *Engine) Stats() Stats {
	st := e.stats
	st.Errors, st.Waiting = e.frame.Errors, e.waits.Len()
	st.Memory = e.memoryStats()
	st.Clock = e.store.Clock()
	st.Scenario, st.Sources = slices.Clone(e.byCode), slices.Clone(e.sources.list)
	return st
}

func (e *Engine) memoryStats() window.Stats {
	st := e.store.Stats()
	st.Late += e.late
	st.Shed += e.waits.Shed()
	return st
}

// statsAfter is Stats that shares the per-scenario counts of an earlier reading when no scenario has spoken since: a worker reads
// them after every envelope, and envelopes may hold one signal.
func (e *Engine) statsAfter(before Stats) Stats {
	if before.Scenario == nil || before.Hits != e.stats.Hits || before.Quiet != e.stats.Quiet || before.Silenced != e.stats.Silenced {
		return e.Stats()
	}
	st := e.stats
	st.Errors, st.Memory, st.Clock, st.Scenario = e.frame.Errors, e.memoryStats(), e.store.Clock(), before.Scenario
	st.Sources = slices.Clone(e.sources.list)
	st.Waiting = e.waits.Len()
	return st
}

// Set returns the scenarios in force.
func (e *Engine) Set() *scenario.Set { return e.set }

// told is the moment of a lead: of its receipt, or, for one that is entered long after the fact, its own.
func told(s *signal.Signal) when.Micros {
	if s.Received > s.Time && s.Received-s.Time <= window.DefaultLate {
		return s.Received
	}
	return s.Time
}

// sight enters a lead.
func (e *Engine) sight(s *signal.Signal) {
	until := s.Until
	if until == 0 {
		until = s.Time + e.opts.Sight
	}
	weight := s.Weight
	if weight == 0 {
		weight = 100
	}
	key := e.subjectKey(s)
	if key == 0 {
		return
	}
	if e.trusted(s) {
		e.stats.Trusted++
		return
	}
	e.store.Sight(key, window.Sight{Until: min(until, s.Time+scenario.MaxSight), Weight: uint8(min(weight, 100)), Fraud: fraudNumber(s.Fraud)}, told(s))
}

func fraudNumber(code string) uint8 {
	for i, x := range fraud.All {
		if string(x.Code) == code {
			return uint8(i + 1)
		}
	}
	return 0
}

func fraudCode(n uint8) string {
	if n == 0 || int(n) > len(fraud.All) {
		return ""
	}
	return string(fraud.All[n-1].Code)
}

// hitID is the same for the same finding for ever: 16 bytes of SHA-256 over length-prefixed parts.
func hitID(sc *scenario.Scenario, s *signal.Signal) string {
	var b []byte
	for _, part := range []string{sc.Code, s.Source, s.ID} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	b = binary.AppendUvarint(b, uint64(sc.Version))
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:16])
}
