package detect

import (
	"fanzha/centre/detect/packed"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/window"
)

// Links are learnt from signals that carry both identifiers: an account with the number of who pays from it, a number with the identity
// of its owner. The newest stands and is remembered for 90 days.

type cachedLink struct {
	gen  uint64
	text string
}

func (e *Engine) linkMark(link int) uint16 {
	return uint16(len(e.set.Steps) + 2*len(e.set.Scenarios) + link)
}

// noteLinks remembers what the signal shows, as far as any scenario asks for it.
func (e *Engine) noteLinks() {
	s := e.s
	if s.Phone == "" {
		return
	}
	if e.needs.Links[scenario.LinkHolder] && s.Account != "" {
		word := packed.Phone(string(s.Phone))
		if word != 0 {
			e.store.SetMark(e.linkMark(scenario.LinkHolder), e.key(scenario.ByAccount), window.Mark{At: e.at, B: word})
		}
	}
	if e.needs.Links[scenario.LinkOwner] && s.PersonID != "" {
		n, last, ok := packed.ID(string(s.PersonID))
		if ok {
			e.store.SetMark(e.linkMark(scenario.LinkOwner), e.key(scenario.ByPhone), window.Mark{At: e.at, A: n, B: last})
		}
	}
}

// Holder is the number of who holds the payee's account.
func (m memory) Holder() string {
	e := m.e
	c := &e.links[0]
	if c.gen != e.gen {
		*c = cachedLink{e.gen, packed.UnpackPhone(e.holder())}
	}
	return c.text
}

// holder is the same as one word, 0 when it is not known.
func (e *Engine) holder() uint64 {
	key := e.key(scenario.ByPayee)
	if key == 0 || !e.needs.Links[scenario.LinkHolder] {
		return 0
	}
	m, _ := e.store.Mark(e.linkMark(scenario.LinkHolder), key)
	return m.B
}

// Owner is the identity of the owner of the other number, or of the person's own.
func (m memory) Owner(peer bool) string {
	e := m.e
	c := &e.links[1]
	if peer {
		c = &e.links[2]
	}
	if c.gen != e.gen {
		*c = cachedLink{gen: e.gen}
		n, last := e.owner(peer)
		if n != 0 {
			c.text = packed.UnpackID(n, last)
		}
	}
	return c.text
}

// owner is the same as two words, 0 when it is not known. What the signal itself says of its person comes first.
func (e *Engine) owner(peer bool) (n int64, last uint64) {
	by := scenario.ByPeer
	if !peer {
		n, last, ok := packed.ID(string(e.s.PersonID))
		if ok {
			return n, last
		}
		by = scenario.ByPhone
	}
	key := e.key(by)
	if key == 0 || !e.needs.Links[scenario.LinkOwner] {
		return 0, 0
	}
	m, _ := e.store.Mark(e.linkMark(scenario.LinkOwner), key)
	return m.A, m.B
}

// linked is the key of a window that is kept by the owner or the holder. Of who is not known to own another number the person's own key
// serves.
func (e *Engine) linked(by scenario.By) uint64 {
	if by == scenario.ByHolder {
		word := e.holder()
		if word == 0 {
			return 0
		}
		return window.Mix(word, 1<<36)
	}
	n, last := e.owner(false)
	if n == 0 {
		return e.key(scenario.ByPerson)
	}
	return window.Mix(uint64(n), 1<<37+last)
}
