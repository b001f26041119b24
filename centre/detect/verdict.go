package detect

import (
	"encoding/json"
	"strings"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/waiting"
	"fanzha/centre/detect/window"
	"fanzha/centre/signal"
	"fanzha/term/when"
)

// found is what follows when a scenario's condition holds: its own rules, the suppressions, the quiet time, and then the hit, at once or
// when no answer has come.
func (e *Engine) found(i int) {
	sc := e.set.Scenarios[i]
	v := sc.Judge(e.frame)
	if !v.Fires {
		e.stats.Silenced++
		if v.Blocked != nil {
			e.byCode[i].Blocked++
		} else {
			e.byCode[i].Below++
		}
		return
	}
	entry, hushed := e.set.Suppress.Find(sc.Code, e.s.Time, e.carries)
	if hushed {
		e.stats.Silenced++
		e.byCode[i].Suppressed++
		if e.opts.Hushed {
			h := e.hit(sc, &v)
			h.Suppressed = entry.Why
			e.hits = append(e.hits, h)
		}
		return
	}
	if sc.Absent != nil {
		e.wait(i, &v)
		return
	}
	key := e.quietKey(sc.By)
	if e.quiet(i, key) {
		return
	}
	e.speak(i, key, e.s.Time)
	e.hits = append(e.hits, e.hit(sc, &v))
}

// quiet says whether the scenario has spoken of the key too short a time ago, and counts it.
func (e *Engine) quiet(i int, key uint64) bool {
	sc := e.set.Scenarios[i]
	if sc.Quiet == 0 {
		return false
	}
	m, ok := e.store.Mark(e.quietMark(i), key)
	if ok && e.s.Time-m.At < sc.Quiet && m.At-e.s.Time < sc.Quiet {
		e.stats.Quiet++
		e.byCode[i].Quiet++
		return true
	}
	return false
}

// speak counts a hit and begins the quiet time.
func (e *Engine) speak(i int, key uint64, at when.Micros) {
	if e.set.Scenarios[i].Quiet > 0 {
		e.store.SetMark(e.quietMark(i), key, window.Mark{At: at})
	}
	e.stats.Hits++
	e.byCode[i].Hits++
}

// The marks of a scenario follow those of the steps: first all quiet times, then all newest answers.
func (e *Engine) quietMark(i int) uint16 { return uint16(len(e.set.Steps) + i) }
func (e *Engine) answerMark(i int) uint16 {
	return uint16(len(e.set.Steps) + len(e.set.Scenarios) + i)
}

// carries is what the signal holds of a subject of a suppression.
func (e *Engine) carries(subject string) string {
	s := e.s
	switch subject {
	case "person":
		return s.Key()
	case "phone":
		return string(s.Phone)
	case "account":
		return string(s.Account)
	case "payee":
		return string(s.PayeeAccount)
	case "peer":
		return string(s.Peer)
	case "app":
		return s.App
	case "source":
		return s.Source
	}
	if s.URL == "" {
		return ""
	}
	return e.frame.Site()
}

// arrival is when the signal reached the centre; the log of a partition is in this order.
func arrival(s *signal.Signal) when.Micros {
	if s.Received != 0 {
		return s.Received
	}
	return s.Time
}

// answerLife is how long the newest answer is remembered, for a signal that comes later than its own answer.
func answerLife(sc *scenario.Scenario) when.Micros {
	if sc.Absent == nil {
		return 0
	}
	return sc.Absent.Within + sc.Absent.Late
}

// wait keeps the hit until the answer comes or its time is over. While one waits for a key, no second one does.
func (e *Engine) wait(i int, v *scenario.Verdict) {
	sc := e.set.Scenarios[i]
	key := e.quietKey(sc.By)
	place := window.Mix(key, uint64(i)+1<<35)
	if e.waits.Waits(place) {
		e.stats.Quiet++
		e.byCode[i].Quiet++
		return
	}
	until := e.at + sc.Absent.Within
	m, ok := e.store.Mark(e.answerMark(i), key)
	if ok && m.At >= e.at && m.At <= until && arrival(e.s)-m.At <= answerLife(sc) {
		e.stats.Silenced++
		e.byCode[i].Answered++
		return
	}
	if e.quiet(i, key) {
		return
	}
	h := e.hit(sc, v)
	h.At = until
	payload, err := json.Marshal(waited{key, h})
	if err != nil {
		e.frame.Errors++ // a hit is plain data: it cannot happen
		return
	}
	e.waits.Add(waiting.Item{Key: place, Scenario: uint32(i), At: e.at, Until: until, Due: until + sc.Absent.Late, Payload: payload})
}

// waited is what waits: the hit, and the key for whose quiet time it counts.
type waited struct {
	Key uint64
	Hit Hit
}

// answer takes the signal as the answer that scenario i waits for.
func (e *Engine) answer(i int) {
	key := e.quietKey(e.set.Scenarios[i].By)
	before := e.waits.Len()
	e.waits.Answer(window.Mix(key, uint64(i)+1<<35), e.at)
	if e.waits.Len() < before {
		e.stats.Silenced++
		e.byCode[i].Answered++
	}
	e.store.SetMark(e.answerMark(i), key, window.Mark{At: e.at})
}

// unanswered hands out the hits whose time is over.
func (e *Engine) unanswered() {
	for it, ok := e.waits.Take(); ok; it, ok = e.waits.Take() {
		var w waited
		err := json.Unmarshal(it.Payload, &w)
		if err != nil {
			e.frame.Errors++ // a broken snapshot passes its checksum first
			continue
		}
		e.speak(int(it.Scenario), w.Key, w.Hit.At)
		e.hits = append(e.hits, w.Hit)
	}
}

// trusted says whether the subject of a lead must never be a suspect.
func (e *Engine) trusted(s *signal.Signal) bool {
	l := e.set.Lists
	switch s.Subject {
	case "account", "mule":
		return l.Trusted(scenario.SubjectAccount, string(s.PayeeAccount))
	case "phone":
		return l.Trusted(scenario.SubjectPhone, string(s.Peer))
	case "app":
		return l.Trusted(scenario.SubjectApp, s.App)
	}
	host, _, _ := strings.Cut(e.sightedHost(s.URL), "/")
	return l.Trusted(scenario.SubjectSite, host)
}
