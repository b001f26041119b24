package detect

import (
	"slices"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/window"
	"fanzha/centre/signal"
)

// feeding is how the memory gets a kind of signal by one key: one event for all windows, instead of one for each.
type feeding struct {
	n      int // of the feed
	by     scenario.By
	amount [window.MaxValues]int // windows that say what the value is, −1 for none
	hash   [window.MaxValues]int
	key    [window.MaxValues]int // keys of which the hash is one, −1 for none
	values int
}

// keyFields are the fields that are keys too: hashed once a signal.
var keyFields = map[string]scenario.By{"payee_account": scenario.ByPayee, "peer": scenario.ByPeer, "phone": scenario.ByPhone}

// planFeeds finds which windows are fed by event. A window is so for all its kinds or for none.
func (e *Engine) planFeeds(condOf func(*scenario.Cond) int) {
	e.fed = make([]bool, len(e.set.Windows))
	for i := range e.set.Windows {
		e.fed[i] = e.reads[i] && e.set.Windows[i].Base == i && window.Keeps(&e.defs[i])
	}
	for again := true; again; {
		again, e.feeds = false, nil
		for k := signal.Call; k <= signal.Report; k++ {
			p := &e.plans[k]
			p.feeds, p.held = nil, nil
			for i := range e.set.Windows {
				if w := &e.set.Windows[i]; e.fed[i] && w.Of.Has(k) && !e.join(p, i, condOf(w.Where)) {
					e.fed[i], again = false, true
				}
			}
		}
	}
	for i := range e.set.Windows {
		w := &e.set.Windows[i]
		bounded := w.Measure != scenario.First && w.Measure != scenario.Last && w.Measure != scenario.Since
		e.unfed[w.By] = e.unfed[w.By] || e.reads[i] && bounded && !e.fed[w.Base]
	}
}

// join puts a window into the feed of its key; false when it has no room for it.
func (e *Engine) join(p *plan, i, cond int) bool {
	w, bit := &e.set.Windows[i], -1
	if cond >= 0 {
		bit = slices.Index(p.held, cond)
		if bit < 0 {
			bit = len(p.held)
			p.held = append(p.held, cond)
		}
	}
	at := slices.IndexFunc(p.feeds, func(f feeding) bool { return f.by == w.By })
	if at < 0 {
		at = len(p.feeds)
		none := [window.MaxValues]int{-1, -1, -1}
		p.feeds = append(p.feeds, feeding{n: len(e.feeds), by: w.By, amount: none, hash: none, key: none})
		_, pair := w.By.Second()
		e.feeds = append(e.feeds, window.Feed{Sparse: pair})
	}
	f := &p.feeds[at]
	value := 0
	switch w.Measure {
	case scenario.Distinct:
		value = e.valueOf(&f.hash, i)
	case scenario.Sum, scenario.Max, scenario.Min:
		value = e.valueOf(&f.amount, i)
	}
	if bit >= window.MaxHeld || value < 0 || f.n >= window.MaxFeeds {
		return false
	}
	f.values = max(f.values, value+1)
	if by, ok := keyFields[w.Field]; ok && w.Measure == scenario.Distinct {
		f.key[value] = int(by)
	}
	into := &e.feeds[f.n].Into
	*into = append(*into, window.Into{Window: uint16(i), Bit: bit, Value: value})
	return true
}

// valueOf finds or makes the place of what a window is about, −1 when there is none left.
func (e *Engine) valueOf(places *[window.MaxValues]int, i int) int {
	for j, w := range places {
		if w < 0 {
			places[j] = i
			return j
		}
		if e.set.Windows[w].Field == e.set.Windows[i].Field {
			return j
		}
	}
	return -1
}

// feed enters the signal into all windows that are fed by event.
func (e *Engine) feed(p *plan) {
	ev := window.Event{At: e.at}
	for bit, cond := range p.held {
		if e.holds(cond) {
			ev.Held |= 1 << bit
		}
	}
	for i := range p.feeds {
		f := &p.feeds[i]
		key := e.key(f.by)
		if key == 0 {
			continue
		}
		for j := range f.values {
			ev.Amount[j], ev.Hash[j] = 0, 0
			if w := f.amount[j]; w >= 0 {
				ev.Amount[j] = uint64(max(0, e.set.Windows[w].Value(e.frame)))
			}
			if by := f.key[j]; by >= 0 {
				ev.Hash[j] = e.key(scenario.By(by))
			} else if w := f.hash[j]; w >= 0 {
				ev.Hash[j] = e.valueHash(&e.set.Windows[w])
			}
		}
		e.store.Note(f.n, key, &ev)
	}
}

// Most is at least what any count or distinct by the key says, without looking at one.
func (m memory) Most(by scenario.By) int64 {
	if m.e.unfed[by] {
		return scenario.Never
	}
	key := m.e.key(by)
	if key == 0 {
		return 0
	}
	return m.e.store.Most(key)
}

// Windows counts the live windows and marks of everybody, one by one; Stats counts those that are kept as one as one.
func (e *Engine) Windows() int { return e.store.Windows() }
