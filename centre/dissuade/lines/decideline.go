package lines

import (
	"slices"
	"strings"

	"fanzha/term/region"
)

// asksUnit says whether a line of this kind goes to another unit.
func asksUnit(k Kind) bool { return k == Assist || k == Transfer || k == Station }

// ask opens a line.
func (w *work) ask() error {
	c := &w.c
	err := w.mayAsk()
	if err != nil {
		return err
	}
	by := c.By
	by.Note = c.Note
	l := Line{ID: c.Line, Kind: c.Kind, State: LineAsked, ToUnit: c.ToUnit, ToBank: c.ToBank, Carrier: c.Carrier, Task: c.Note, Asked: by, DueAt: by.At.Add(w.s.Take)}
	if c.Kind == Relatives {
		l.State, l.DueAt = LineOpen, later(c.NextAt, by.At.Add(w.s.Again))
	}
	w.open(l)
	if w.p.NextWhat == string(c.Kind) || w.p.NextWhat == NextAnswer {
		w.p.next(w.usual(), by.At.Add(w.s.Again)) // the own calls go on while others help
	}
	return nil
}

func (w *work) mayAsk() error {
	c := &w.c
	if w.p.State == Ended {
		return notNow(string(w.p.State), string(ActAsk))
	}
	target := c.ToUnit + c.ToBank + c.Carrier
	switch {
	case len(w.lines) >= LinesMax:
		return ErrMany
	case asksUnit(c.Kind):
		_, err := region.ParseUnit(c.ToUnit)
		if err != nil || target != c.ToUnit {
			return ErrUnit
		}
		if c.ToUnit == w.p.Unit {
			return ErrSameUnit
		}
	case c.Kind == Bank && (c.ToBank == "" || target != c.ToBank):
		return ErrBank
	case c.Kind == Carrier && (!w.r.carrier(c.Carrier) || target != c.Carrier):
		return badField("carrier")
	case c.Kind == Relatives && target != "":
		return badField("to")
	case c.Kind != Bank && c.Kind != Carrier && c.Kind != Relatives:
		return badField("kind")
	}
	same := func(l Line) bool {
		return l.State.Live() && l.Kind == c.Kind && (c.Kind == Transfer || l.ToUnit+l.ToBank+l.Carrier == target)
	}
	if slices.ContainsFunc(w.lines, same) {
		return ErrTwice
	}
	return nil
}

// onLine is an act on a line that was opened.
func (w *work) onLine() error {
	l := w.line(w.c.Line)
	if l == nil {
		return ErrNotFound
	}
	to, ok := lineMoves[w.c.Act][l.State]
	if !ok || l.Kind == Transfer && (w.c.Act == ActDone || w.c.Act == ActStop && l.State == LineTaken) {
		return notNow(string(l.State), string(w.c.Act))
	}
	by := w.c.By
	by.Note = w.c.Note
	switch w.c.Act {
	case ActTry:
		return w.try(l)
	case ActTake:
		l.Taken, l.DueAt = by, later(w.c.NextAt, by.At.Add(w.s.Done))
	default:
		l.Answer, l.DueAt = by, 0
		w.answered(l)
	}
	l.State = to
	return nil
}

// answered gives the plan a next step when somebody's answer has come: it is to be read. Who waits for a decision of a second officer
// or a leader goes on waiting; these see the answer themselves.
func (w *work) answered(l *Line) {
	own := w.c.Act == ActStop || l.Kind == Relatives
	if own || w.p.State == Ended || w.p.State == NotFoundAsked || w.p.State == Escalated {
		return
	}
	w.p.sooner(NextAnswer, w.c.By.At.Add(w.s.Move))
}

// try records one try on a line: a call to the husband, a reminder to the bank.
func (w *work) try(l *Line) error {
	o, ok := w.r.outcome(w.c.Outcome)
	if !ok {
		return badField("outcome")
	}
	at := w.c.By.At
	l.Tries++
	l.TriedAt, l.LastOutcome, l.NextAt = at, o.Code, w.c.NextAt
	if l.State != LineOpen {
		return nil
	}
	if o.Ends {
		l.State, l.DueAt, l.Answer = LineDone, 0, w.c.By
	}
	if !o.Fails && !o.Ends {
		w.p.Fails[l.Kind] = 0
		l.DueAt = later(w.c.NextAt, at.Add(w.s.Follow))
	}
	if o.Fails {
		l.DueAt = later(w.c.NextAt, at.Add(w.s.Again))
		w.p.Fails[l.Kind]++
	}
	if w.p.State != Trying {
		return nil
	}
	if w.p.NextWhat == string(l.Kind) {
		w.p.next(string(Call), at.Add(w.s.Again))
	}
	w.climb(l.Kind, at)
	return nil
}

// checked counts what is on record for the entries that matter.
func checked(r *Rules, attempts []Attempt, w *work, matters func(Need) bool) []Item {
	return Count(r, File{Plan: w.p, Lines: w.lines}, attempts, matters)
}

// Count says for each entry of the checklist how much of it is on record. A line counts once somebody has answered on it or tried it; a
// request that nobody took up is no try.
func Count(r *Rules, f File, attempts []Attempt, matters func(Need) bool) []Item {
	out := []Item{}
	for _, n := range r.Checklist {
		if !matters(n) {
			continue
		}
		i := Item{Code: n.Code, Least: n.Least}
		for _, a := range attempts {
			if a.Channel == n.From {
				i.Have++
				i.Last = max(i.Last, a.At)
			}
		}
		for _, l := range f.Lines {
			answered := l.State == LineDone || l.State == LineRefused || l.State == LineReturned || l.State == LineTaken
			if string(l.Kind) == n.From && (l.Tries > 0 || answered) {
				i.Have += max(l.Tries, 1)
				i.Last = max(i.Last, l.TriedAt, l.Answer.At)
			}
		}
		if n.From == "prove" {
			i.Have, i.Last = f.Plan.Proved, f.Plan.ProvedAt
		}
		out = append(out, i)
	}
	return out
}

func lacking(items []Item) string {
	var out []string
	for _, i := range items {
		if !i.Met() {
			out = append(out, i.Code)
		}
	}
	return strings.Join(out, ",")
}
