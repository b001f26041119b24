package detect

import (
	"math/bits"
	"strings"

	"fanzha/centre/detect/packed"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/units"
	"fanzha/centre/detect/window"
	"fanzha/centre/signal"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// memory is the engine as the conditions see it.
type memory struct{ e *Engine }

// Window returns the value of a shared window for the signal's key, 0 (or Never) when the signal has no such key.
func (m memory) Window(i int) int64 {
	e := m.e
	c := &e.values[i]
	if c.gen == e.gen {
		return c.value
	}
	c.gen = e.gen
	w := &e.set.Windows[i]
	v := int64(0)
	if key := e.key(w.By); key != 0 {
		v = e.read(i, w, key)
	}
	switch w.Measure {
	case scenario.Min:
		v--
		if v < 0 {
			v = scenario.Never
		}
	case scenario.First, scenario.Last:
		v /= int64(when.Second)
	case scenario.Since:
		if v == 0 {
			v = scenario.Never
		} else {
			v = max(0, int64(e.at)-v) / int64(when.Second)
		}
	}
	c.value = v
	return v
}

// read asks the memory for a window, with the evaluated signal itself where the window wants it and the signal belongs into it.
func (e *Engine) read(i int, w *scenario.Window, key uint64) int64 {
	d := &e.defs[w.Base]
	if w.Include && w.Of.Has(e.s.Kind) && !e.tooLate(w) && e.holds(e.windowIf[i]) {
		value, ok := e.adds(w)
		if ok {
			return e.store.ValueWith(d, key, e.at, value)
		}
	}
	return e.store.Value(d, key, e.at)
}

// count enters the signal into a window.
func (e *Engine) count(i int) {
	w := &e.set.Windows[i]
	key := e.key(w.By)
	if key == 0 {
		return
	}
	if e.tooLate(w) {
		e.late++
		return
	}
	value, ok := e.adds(w)
	if ok {
		e.store.Add(&e.defs[i], key, e.at, value)
	}
}

// tooLate says whether the signal reached the centre later than the window allows. It looks at the signal alone, so that the answer
// does not depend on what else is in the partition.
func (e *Engine) tooLate(w *scenario.Window) bool { return w.Late > 0 && e.s.Received-e.at > w.Late }

// adds is what the signal puts into a window whose kinds and condition it meets; false when it puts nothing in.
func (e *Engine) adds(w *scenario.Window) (value uint64, ok bool) {
	switch w.Measure {
	case scenario.Sum, scenario.Max, scenario.Min:
		value = uint64(max(0, w.Value(e.frame)))
	case scenario.Distinct, scenario.Entropy:
		value = e.valueHash(w)
		return value, value != 0
	}
	return value, true
}

// valueHash is the hash of what a window tells apart, 0 for none; where that is an entity of the signal, it is hashed already.
func (e *Engine) valueHash(w *scenario.Window) uint64 {
	if by, ok := keyFields[w.Field]; ok {
		return e.key(by)
	}
	text := w.Text(e.frame)
	if text == "" {
		return 0
	}
	return hashString(text)
}

// Step returns the mark of a step while its time to the next one has not run out.
func (m memory) Step(i int) (scenario.Mark, bool) { return m.e.mark(i) }

func (e *Engine) mark(i int) (scenario.Mark, bool) {
	c := &e.steps[i]
	if c.gen == e.gen {
		return c.mark, c.ok
	}
	c.gen, c.ok, c.mark = e.gen, false, scenario.Mark{}
	st := &e.set.Steps[i]
	key := e.key(st.By)
	if key == 0 {
		return c.mark, false
	}
	m, ok := e.store.Mark(uint16(i), key)
	if ok && m.At <= e.at && e.at-m.At <= st.Within {
		c.mark, c.ok = scenario.Mark{At: m.At, Value: m.A, Peer: m.B}, true
	}
	return c.mark, c.ok
}

// Seen says whether the pair was seen before. Without a person or a partner it says yes: nothing is new to nobody.
func (m memory) Seen(p scenario.Pair) bool {
	k := m.e.pairKey(p)
	return k == 0 || m.e.store.SeenPair(k, m.e.at)
}

func (e *Engine) pairKey(p scenario.Pair) uint64 {
	person := e.key(scenario.ByPerson)
	if person == 0 {
		return 0
	}
	other := uint64(0)
	switch p {
	case scenario.PairPayee, scenario.PairOwn:
		other = e.key(scenario.ByPayee)
	case scenario.PairPeer, scenario.PairSender:
		other = e.key(scenario.ByPeer)
	default:
		text := e.pairOther(p)
		if text != "" {
			other = hashString(text)
		}
	}
	if other == 0 {
		return 0
	}
	return pairOf(person, other, p)
}

func pairOf(person, other uint64, p scenario.Pair) uint64 {
	return window.Mix(person^other, uint64(p)+1<<32)
}

func (e *Engine) pairOther(p scenario.Pair) string {
	if p != scenario.PairSite {
		return string(e.s.App)
	}
	if e.s.URL == "" {
		return ""
	}
	return e.frame.Site()
}

// notePairs remembers whom the person dealt with, as far as any scenario asks for it.
func (e *Engine) notePairs() {
	switch e.s.Kind {
	case signal.Transfer:
		e.notePair(scenario.PairPayee)
		person, account := e.key(scenario.ByPerson), e.key(scenario.ByAccount)
		if e.needs.Pairs[scenario.PairOwn] && person != 0 && account != 0 {
			e.store.NotePair(pairOf(person, account, scenario.PairOwn), e.at)
		}
	case signal.Call:
		if e.s.Answered && e.s.Duration >= scenario.TalkSeconds {
			e.notePair(scenario.PairPeer)
		}
	case signal.Message:
		e.notePair(scenario.PairSender)
	case signal.Visit:
		e.notePair(scenario.PairSite)
		e.notePair(scenario.PairApp)
	}
}

func (e *Engine) notePair(p scenario.Pair) {
	if !e.needs.Pairs[p] {
		return
	}
	k := e.pairKey(p)
	if k != 0 {
		e.store.NotePair(k, e.at)
	}
}

// Sighted returns the active lead on a subject of the signal.
func (m memory) Sighted(s scenario.Subject) (int64, string) {
	e := m.e
	if !e.store.AnySighted() {
		return 0, ""
	}
	c := &e.sights[s]
	if c.gen == e.gen {
		return c.weight, c.fraud
	}
	*c = cachedSight{gen: e.gen}
	v, ok := e.lookUp(s)
	if ok {
		c.weight, c.fraud = int64(v.Weight), fraudCode(v.Fraud)
	}
	return c.weight, c.fraud
}

func (e *Engine) lookUp(s scenario.Subject) (window.Sight, bool) {
	switch s {
	case scenario.SubjectAccount, scenario.SubjectMule:
		return e.lookUpOne(s, string(e.s.PayeeAccount))
	case scenario.SubjectPhone:
		return e.lookUpOne(s, string(e.s.Peer))
	case scenario.SubjectApp:
		return e.lookUpOne(s, string(e.s.App))
	}
	if e.s.URL == "" {
		return window.Sight{}, false
	}
	host, site := e.frame.Host(), e.frame.Site()
	if e.set.Lists.SharedHost(host, site) {
		return e.lookUpOne(s, host+e.s.URL.Path())
	}
	for { // the host itself and what is above it, down to the registrable domain
		v, ok := e.lookUpOne(s, host)
		if ok || len(host) <= len(site) {
			return v, ok
		}
		_, host, _ = strings.Cut(host, ".")
	}
}

func (e *Engine) lookUpOne(s scenario.Subject, value string) (window.Sight, bool) {
	if value == "" {
		return window.Sight{}, false
	}
	return e.store.Sighted(sightKey(s, value), e.s.Time)
}

func sightKey(s scenario.Subject, value string) uint64 {
	return window.Mix(hashString(value), uint64(s)+1<<33)
}

// subjectKey is the key of a lead's subject; 0 when it has none. A lead on a site marks its host and all below, on hosts where
// anyone may publish only the one address.
func (e *Engine) subjectKey(s *signal.Signal) uint64 {
	kind, value := scenario.SubjectSite, ""
	switch s.Subject {
	case "account":
		kind, value = scenario.SubjectAccount, string(s.PayeeAccount)
	case "mule":
		kind, value = scenario.SubjectMule, string(s.PayeeAccount)
	case "phone":
		kind, value = scenario.SubjectPhone, string(s.Peer)
	case "app":
		kind, value = scenario.SubjectApp, string(s.App)
	case "url":
		value = e.sightedHost(s.URL)
	}
	if value == "" {
		return 0
	}
	return sightKey(kind, value)
}

func (e *Engine) sightedHost(u ident.URL) string {
	host, site := u.Host(), u.Site()
	if host == "" {
		return ""
	}
	if e.set.Lists.SharedHost(host, site) {
		return host + u.Path()
	}
	if rest, ok := strings.CutPrefix(host, "www."); ok && len(rest) >= len(site) {
		return rest
	}
	return host
}

// key is the hash of what a window is grouped by, 0 when the signal has none.
func (e *Engine) key(by scenario.By) uint64 {
	if int(by) >= scenario.ByCount {
		return e.pairOf(by)
	}
	c := &e.keys[by]
	if c.gen == e.gen {
		return c.key
	}
	c.gen, c.key = e.gen, 0
	if by > scenario.ByDevice {
		c.key = e.linked(by)
		return c.key
	}
	text := e.keyText(by)
	if text != "" {
		c.key = hashString(text)
	}
	return c.key
}

// pairOf is the hash of a pair of keys, 0 when the signal lacks one of the two.
func (e *Engine) pairOf(by scenario.By) uint64 {
	second, _ := by.Second()
	a, b := e.key(by.First()), e.key(second)
	if a == 0 || b == 0 {
		return 0
	}
	return window.Mix(a^bits.RotateLeft64(b, 23), uint64(by)+1<<34)
}

// hours are the texts of the key "hour".
const hours = "000102030405060708091011121314151617181920212223"

func (e *Engine) keyText(by scenario.By) string {
	s := e.s
	switch by {
	case scenario.ByPhone:
		return string(s.Phone)
	case scenario.ByAccount:
		return string(s.Account)
	case scenario.ByPayee:
		return string(s.PayeeAccount)
	case scenario.ByPeer:
		return string(s.Peer)
	case scenario.BySite:
		if s.URL == "" {
			return ""
		}
		return e.frame.Site()
	case scenario.ByDevice:
		return s.Device
	case scenario.ByHour:
		h := 2 * units.HourOf(s.Time)
		return hours[h : h+2]
	}
	if s.Phone == "" && s.PersonID == "" && s.Account == "" {
		return ""
	}
	return s.Key()
}

func hashString(s string) uint64 { return packed.Hash(s) }
