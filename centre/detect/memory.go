package detect

import (
	"math/bits"
	"strings"

	"fanzha/centre/detect/scenario"
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
		v = e.store.Value(&e.defs[i], key, e.at)
	}
	switch w.Measure {
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
	return k == 0 || m.e.store.SeenPair(k)
}

func (e *Engine) pairKey(p scenario.Pair) uint64 {
	person := e.key(scenario.ByPerson)
	other := e.pairOther(p)
	if person == 0 || other == "" {
		return 0
	}
	return window.Mix(person^hashString(other), uint64(p)+1<<32)
}

func (e *Engine) pairOther(p scenario.Pair) string {
	switch p {
	case scenario.PairPayee:
		return string(e.s.PayeeAccount)
	case scenario.PairPeer:
		return string(e.s.Peer)
	case scenario.PairSite:
		if e.s.URL == "" {
			return ""
		}
		return e.frame.Site()
	}
	return string(e.s.App)
}

// notePairs remembers whom the person dealt with, as far as any scenario asks for it.
func (e *Engine) notePairs() {
	switch e.s.Kind {
	case signal.Transfer:
		e.notePair(scenario.PairPayee)
	case signal.Call:
		if e.s.Answered && e.s.Duration >= scenario.TalkSeconds {
			e.notePair(scenario.PairPeer)
		}
	case signal.Visit:
		e.notePair(scenario.PairSite)
		e.notePair(scenario.PairApp)
	}
}

func (e *Engine) notePair(p scenario.Pair) {
	if !e.set.Pairs[p] {
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
	case scenario.SubjectAccount:
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
	c := &e.keys[by]
	if c.gen == e.gen {
		return c.key
	}
	c.gen, c.key = e.gen, 0
	text := e.keyText(by)
	if text != "" {
		c.key = hashString(text)
	}
	return c.key
}

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
	}
	if s.Phone == "" && s.PersonID == "" && s.Account == "" {
		return ""
	}
	return s.Key()
}

// hashString is a 64-bit multiply-and-fold hash, the same on every machine, never 0. It is no protection against an attacker who
// chooses keys: phones, accounts and sites are normalised and bounded before they come here.
func hashString(s string) uint64 {
	const k0, k1, k2 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3
	h := uint64(len(s)) ^ k0
	for len(s) > 8 {
		h = fold(h^word(s), k1)
		s = s[8:]
	}
	var tail uint64
	for i := range len(s) {
		tail |= uint64(s[i]) << (8 * i)
	}
	h = fold(h^tail, k2)
	if h == 0 {
		return 1
	}
	return h
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

func word(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
