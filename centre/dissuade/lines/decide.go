package lines

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fanzha/term/when"
)

// Act is what was done to a plan or a line.
type Act string

// What is done to a plan. The first five are the centre's own.
const (
	ActBegin Act = "begin" // the warning was raised
	ActTried Act = "tried" // an attempt was recorded
	ActLevel Act = "level" // the warning became more urgent
	ActMove  Act = "move"  // another unit has the warning
	ActLife  Act = "life"  // new evidence: the number shows life
	ActEnd   Act = "end"   // the warning is over

	ActAway     Act = "away"      // 暂时找不到
	ActNotFound Act = "not_found" // 确实找不到, to be confirmed
	ActConfirm  Act = "confirm"
	ActDeny     Act = "deny" // search on
	ActRefused  Act = "refused"
	ActEscalate Act = "escalate"
	ActSettle   Act = "settle" // a leader says how to go on
	ActResume   Act = "resume"
	ActProve    Act = "prove" // the person was shown who we are
	ActRead     Act = "read"  // an answer was read
)

// What is done to a line.
const (
	ActAsk    Act = "ask"
	ActTry    Act = "try"
	ActTake   Act = "take"
	ActRefuse Act = "refuse"
	ActReturn Act = "return"
	ActDone   Act = "done"
	ActStop   Act = "stop"
)

// moves is the life of a plan by the hands of people: what an act makes of a state. What is not listed is refused.
var moves = map[Act]map[State]State{
	ActAway:     {Trying: Away, Away: Away},
	ActNotFound: {Trying: NotFoundAsked, Away: NotFoundAsked},
	ActConfirm:  {NotFoundAsked: NotFound},
	ActDeny:     {NotFoundAsked: Trying},
	ActRefused:  {Trying: Refused, Away: Refused},
	ActEscalate: {Trying: Escalated, Refused: Escalated},
	ActSettle:   {Escalated: Trying},
	ActResume:   {Away: Trying, NotFound: Trying, Refused: Trying},
	ActProve:    {Trying: Trying, Away: Away, Refused: Refused, Escalated: Escalated},
	ActRead:     {Trying: Trying, Away: Away, Refused: Refused, NotFound: NotFound},
}

// lineMoves is the life of a line.
var lineMoves = map[Act]map[LineState]LineState{
	ActTry:    {LineOpen: LineOpen, LineAsked: LineAsked, LineTaken: LineTaken},
	ActTake:   {LineAsked: LineTaken},
	ActRefuse: {LineAsked: LineRefused},
	ActReturn: {LineTaken: LineReturned},
	ActDone:   {LineOpen: LineDone, LineAsked: LineDone, LineTaken: LineDone},
	ActStop:   {LineOpen: LineStopped, LineAsked: LineStopped, LineTaken: LineStopped},
}

// needsNote are the acts that say why, or what was found.
var needsNote = []Act{ActNotFound, ActDeny, ActRefused, ActEscalate, ActSettle, ActResume, ActProve, ActAsk, ActRefuse, ActReturn, ActDone, ActStop}

// Bounds of what a person may write, and of a plan.
const (
	NoteMax  = 1000 // runes: half a screen
	LinesMax = 30   // of one plan: more than every bank of a city that one person uses
	nextMax  = 30 * 24 * time.Hour
)

// Command is one act with what it needs.
type Command struct {
	Act     Act
	By      Who
	Line    string // id; of a new line too
	Note    string
	NextAt  when.Micros
	Outcome string // try
	Cause   string // makes it happen once

	Kind    Kind // ask
	ToUnit  string
	ToBank  string
	Carrier string

	Ref      Ref       // begin, level, move, end
	Attempt  Attempt   // tried
	Attempts []Attempt // not_found, refused, escalate: what is on record
}

// Change is what must be saved of an act, in one transaction.
type Change struct {
	Plan  Plan
	Lines []Line // changed or new
	Step  Step
}

// fresh is the plan of a warning that has none yet: its first call is what comes next.
func fresh(ref Ref, at when.Micros, r *Rules) Plan {
	p := Plan{Warning: ref.ID, Target: ref.Target, Unit: ref.Unit, Level: ref.Level, State: Trying, Since: at, Fails: map[Kind]int64{}}
	p.next(string(Call), at.Add(r.of(ref.Level).First))
	if !ref.Active {
		p.end(at)
	}
	return p
}

func (p *Plan) next(what string, at when.Micros) { p.NextWhat, p.NextAt = what, at }

// sooner sets the next step, not later than the one that stood.
func (p *Plan) sooner(what string, at when.Micros) {
	if p.NextAt != 0 {
		at = min(at, p.NextAt)
	}
	p.next(what, at)
}

func (p *Plan) enter(s State, at when.Micros) {
	if p.State != s {
		p.State, p.Since = s, at
	}
}

func (p *Plan) end(at when.Micros) {
	p.enter(Ended, at)
	p.next("", 0)
}

// work is a decision in the making.
type work struct {
	p     Plan
	lines []Line
	dirty []string // ids of changed lines
	c     Command
	r     *Rules
	s     Spans
}

func (w *work) line(id string) *Line {
	i := slices.IndexFunc(w.lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return nil
	}
	w.dirty = append(w.dirty, id)
	return &w.lines[i]
}

// decide applies a command to a plan: the change to save, or the named refusal. nil without an error: nothing changes. It is pure.
func decide(f File, c Command, r *Rules) (*Change, error) {
	w := &work{p: f.Plan, lines: slices.Clone(f.Lines), c: c, r: r, s: r.of(f.Plan.Level)}
	w.p.Fails = maps.Clone(f.Plan.Fails)
	if w.p.Fails == nil {
		w.p.Fails = map[Kind]int64{}
	}
	err := w.check()
	if err != nil {
		return nil, err
	}
	changed, err := w.act()
	if err != nil || !changed {
		return nil, err
	}
	w.p.Version++
	out := &Change{Plan: w.p, Step: Step{Warning: w.p.Warning, Seq: w.p.Version, Cause: c.Cause, Line: c.Line, By: c.By, Act: c.Act, Outcome: c.Outcome}}
	out.Step.By.Note = c.Note
	for _, l := range w.lines {
		if slices.Contains(w.dirty, l.ID) {
			out.Lines = append(out.Lines, l)
		}
	}
	return out, nil
}

// check looks at what a person wrote.
func (w *work) check() error {
	c := &w.c
	switch {
	case longer(c.Note, NoteMax):
		return badField("note")
	case slices.Contains(needsNote, c.Act) && strings.TrimSpace(c.Note) == "":
		return ErrReason
	case c.NextAt != 0 && (c.NextAt <= c.By.At || c.NextAt > c.By.At.Add(nextMax)) && c.Act != ActTried:
		return badField("next_at")
	}
	return nil
}

func longer(s string, runes int) bool { return len(s) > runes && utf8.RuneCountInString(s) > runes }

func (w *work) act() (bool, error) {
	switch w.c.Act {
	case ActBegin, ActTried, ActLevel, ActMove, ActLife, ActEnd:
		return w.own(), nil
	case ActAsk:
		return true, w.ask()
	case ActTry, ActTake, ActRefuse, ActReturn, ActDone, ActStop:
		return true, w.onLine()
	}
	to, ok := moves[w.c.Act][w.p.State]
	if !ok {
		return false, notNow(string(w.p.State), string(w.c.Act))
	}
	return true, w.byHand(to)
}

// own are the centre's own acts; they say whether anything changes.
func (w *work) own() bool {
	if w.p.State == Ended {
		return false
	}
	at := w.c.By.At
	switch w.c.Act {
	case ActBegin:
		return w.p.Version == 0
	case ActTried:
		return w.tried()
	case ActLevel:
		if w.c.Ref.Level == w.p.Level {
			return w.life()
		}
		w.p.Level, w.s = w.c.Ref.Level, w.r.of(w.c.Ref.Level)
		w.life()
		w.p.NextAt = min(w.p.NextAt, at.Add(w.s.First))
	case ActMove:
		if w.c.Ref.Unit == w.p.Unit {
			return false
		}
		w.p.Unit = w.c.Ref.Unit
		w.p.enter(Trying, at)
		w.p.sooner(string(Call), at.Add(w.s.First))
	case ActLife:
		return w.life()
	case ActEnd:
		w.finish()
	}
	return true
}

// life sets a search going again that had been given up: the number shows life.
func (w *work) life() bool {
	if w.p.State != Away && w.p.State != NotFoundAsked && w.p.State != NotFound {
		return false
	}
	w.p.enter(Trying, w.c.By.At)
	w.p.sooner(string(Call), w.c.By.At.Add(w.s.First))
	return true
}

// tried takes note of an attempt. It may be told late: the next step is counted from when it was made.
func (w *work) tried() bool {
	a := w.c.Attempt
	kind := Call
	if a.Channel == "visit" {
		kind = Station
	}
	switch {
	case a.Channel == "sms":
		return false // nobody was spoken to, and a message that failed is no failed call
	case a.Reached:
		w.p.Fails = map[Kind]int64{}
		if w.p.State == Away || w.p.State == NotFoundAsked || w.p.State == NotFound {
			w.p.enter(Trying, a.At)
		}
		if w.p.State == Trying {
			w.p.next(NextFollow, later(a.NextAt, a.At.Add(w.s.Follow)))
		}
		return true
	}
	w.p.Fails[kind]++
	switch w.p.State {
	case Trying:
		w.p.next(string(kind), later(a.NextAt, a.At.Add(w.s.Again)))
		w.climb(kind, a.At)
	case Away:
		w.p.next(string(kind), later(a.NextAt, a.At.Add(w.s.Again)))
	case NotFound:
		w.p.next(NextLookAgain, a.At.Add(w.r.LookAgain))
	}
	return true
}

// later is the time that was named, else the one of the retry plan.
func later(named, planned when.Micros) when.Micros {
	if named != 0 {
		return named
	}
	return planned
}

// climb opens the next line once one has failed too often. What needs somebody to be chosen, a bank or a carrier, becomes the next step.
func (w *work) climb(kind Kind, at when.Micros) {
	most := w.r.Tries[kind]
	if most == 0 || w.p.Fails[kind] < most {
		return
	}
	for _, rung := range w.r.Ladder {
		if rung == kind || w.p.Fails[rung] > 0 || slices.ContainsFunc(w.lines, func(l Line) bool { return l.Kind == rung }) {
			continue
		}
		due := min(at.Add(w.s.Move), w.p.NextAt)
		w.p.next(string(rung), due)
		if rung == Relatives {
			w.open(Line{ID: w.p.Warning + "-relatives", Kind: Relatives, State: LineOpen, DueAt: due, Asked: Who{User: "system", Name: "system", Unit: w.p.Unit, At: at}})
		}
		return
	}
}

func (w *work) open(l Line) {
	l.Warning, l.Target, l.Unit, l.AskedAt = w.p.Warning, w.p.Target, w.p.Unit, l.Asked.At
	w.lines = append(w.lines, l)
	w.dirty = append(w.dirty, l.ID)
}

// finish ends the plan and what still runs on its lines.
func (w *work) finish() {
	for i := range w.lines {
		l := &w.lines[i]
		if !l.State.Live() {
			continue
		}
		to := LineStopped
		if l.Kind == Transfer && l.State == LineTaken {
			to = LineDone
		}
		l.State, l.DueAt, l.Answer = to, 0, w.c.By
		w.dirty = append(w.dirty, l.ID)
	}
	w.p.end(w.c.By.At)
}

// byHand is an act of an officer or a leader on the plan.
func (w *work) byHand(to State) error {
	at := w.c.By.At
	by := w.c.By
	by.Note = w.c.Note
	switch w.c.Act {
	case ActAway:
		if w.c.NextAt == 0 {
			return ErrNext
		}
		w.p.next(string(Call), w.c.NextAt)
	case ActNotFound:
		w.p.Checklist = checked(w.r, w.c.Attempts, w, func(n Need) bool { return n.NotFound })
		missing := lacking(w.p.Checklist)
		if missing != "" {
			return notTried(missing)
		}
		w.p.Asked, w.p.Decided = by, Who{}
		w.p.next(NextConfirm, at.Add(w.r.Confirm))
	case ActConfirm:
		if w.p.Asked.User == by.User {
			return ErrOwnConfirm
		}
		w.p.Decided = by
		w.p.next(NextLookAgain, at.Add(w.r.LookAgain))
	case ActDeny:
		w.p.Decided = by
		w.p.next(string(Call), later(w.c.NextAt, at.Add(w.s.Again)))
	case ActRefused:
		w.p.Asked, w.p.Decided = by, Who{}
		w.p.Checklist = checked(w.r, w.c.Attempts, w, func(n Need) bool { return n.Refused })
		w.p.next(NextEscalate, at.Add(w.s.Move))
	case ActEscalate:
		w.p.Asked, w.p.Decided = by, Who{}
		w.p.Checklist = checked(w.r, w.c.Attempts, w, func(n Need) bool { return n.Refused })
		w.p.next(NextSettle, at.Add(w.s.Settle))
	case ActSettle, ActResume:
		w.p.Decided = by
		w.p.next(string(Call), later(w.c.NextAt, at.Add(w.s.Again)))
	case ActProve:
		w.p.Proved++
		w.p.ProvedAt = at
	case ActRead:
		w.p.next(w.usual(), later(w.c.NextAt, at.Add(w.s.Again)))
	}
	w.p.enter(to, at)
	return nil
}

// usual is what a plan waits for once an answer was read.
func (w *work) usual() string {
	switch w.p.State {
	case Refused:
		return NextEscalate
	case NotFound:
		return NextLookAgain
	}
	return string(Call)
}
