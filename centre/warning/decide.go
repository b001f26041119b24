package warning

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/term/when"
)

// Verb is what happens to a warning; it names the history step, the audit entry ("warning.<verb>") and the table below.
type Verb string

// The verbs. The first five are done by evidence, the clock or a merge of two people; the others by people and playbook.
const (
	Raised      Verb = "raised"       // 生成: the first hit opens the warning
	Repeated    Verb = "repeated"     // 再次预警: new evidence after the quiet time
	LevelRaised Verb = "level_raised" // 升级: stronger evidence
	Absorbed    Verb = "absorbed"     // 并入: the person was found to be another target with an open warning
	Reopened    Verb = "reopened"     // 转复盘: a watched person reported
	WatchEnded  Verb = "watch_ended"  // 关注期满
	Claimed     Verb = "claimed"      // 认领
	Released    Verb = "released"     // 退回
	Graded      Verb = "graded"       // 调级
	Contacted   Verb = "contacted"    // 联系
	Moved       Verb = "moved"        // 移交
	HandedOver  Verb = "handed_over"  // 交接班: another officer has it from now on
	Finished    Verb = "finished"     // 办结
	Reviewed    Verb = "reviewed"     // 复盘结论
)

// Guards of the table: conditions that choose between two rows or refuse.
const (
	onlyClaimer   = "claimer or leader"
	onlyClaimed   = "claimed by the caller, a leader, or by an order"
	keepsWatch    = "outcome keeps a watch"
	endsAtOnce    = "outcome needs no watch"
	strictlyAbove = "level above the present one"
)

// table is the whole life of a warning. Code, tests and the diagram in docs/life-of-a-warning.md all read this one.
var table = []Row{
	{"", Raised, Open, ""},
	{Open, Repeated, Open, ""},
	{Open, LevelRaised, Open, strictlyAbove},
	{Open, Graded, Open, ""},
	{Open, Contacted, Open, ""},
	{Open, Moved, Open, ""},
	{Open, Claimed, Working, ""},
	{Open, Finished, Watching, onlyClaimed + "; " + keepsWatch},
	{Open, Finished, Closed, onlyClaimed + "; " + endsAtOnce},
	{Open, Absorbed, Closed, ""},
	{Working, Repeated, Working, ""},
	{Working, LevelRaised, Working, strictlyAbove},
	{Working, Graded, Working, ""},
	{Working, Contacted, Working, ""},
	{Working, Moved, Working, ""},
	{Working, HandedOver, Working, "claimed by who hands it over"},
	{Working, Released, Open, onlyClaimer},
	{Working, Finished, Watching, onlyClaimed + "; " + keepsWatch},
	{Working, Finished, Closed, onlyClaimed + "; " + endsAtOnce},
	{Working, Absorbed, Closed, ""},
	{Watching, Contacted, Watching, ""},
	{Watching, Moved, Watching, ""},
	{Watching, Reopened, InReview, ""},
	{Watching, WatchEnded, Closed, "watch is over"},
	{InReview, Contacted, InReview, ""},
	{InReview, Moved, InReview, ""},
	{InReview, Reviewed, Closed, ""},
}

// Actor is who acts.
type Actor struct {
	User   string
	Name   string
	Leader bool // may chase and reassign: acts on what others have claimed
	System bool // the centre's own procedures
}

// Act is one command on one warning, at a moment.
type Act struct {
	Verb    Verb
	By      Actor
	At      when.Micros
	Version int64 // 0 = any

	Level     Level       // graded, level_raised
	Note      string      // reason or note
	Outcome   Outcome     // finished
	Finding   Finding     // reviewed
	Unit      string      // moved
	Into      string      // absorbed
	From      string      // handed_over: account of who has it
	To        Actor       // handed_over: who has it afterwards
	Hit       string      // reopened
	ContactAt when.Micros // contacted
	Reached   bool        // contacted
	PaidFen   int64       // contacted: already paid, by the person's own words
	NextAt    when.Micros // contacted
}

// MaxNote bounds reasons and notes, in characters: a page of text, not a file.
const MaxNote = 2000

// Decide says what an act makes of a warning: the warning as it becomes and the step of its history, or a refusal by name.
// A nil step means that the act has already had its effect and nothing changes. Decide is pure.
func Decide(w Warning, a Act, r Rules) (Warning, *Step, error) {
	if a.Version != 0 && a.Version != w.Version {
		return w, nil, ErrVersion
	}
	if done(w, a) {
		return w, nil, nil
	}
	to, err := next(w, a)
	if err != nil {
		return w, nil, err
	}
	err = guard(w, a)
	if err != nil {
		return w, nil, err
	}
	from := w.State
	w.State = to
	note := a.apply(&w, r)
	w.due(a, r)
	w.Steps++
	return w, &Step{
		Warning: w.ID, N: w.Steps, At: a.At, Actor: a.By.User, ActorName: a.By.Name, Unit: w.Unit,
		Verb: a.Verb, From: from, To: to, Level: w.Level, Note: note,
	}, nil
}

// done recognises acts that playbook may repeat.
func done(w Warning, a Act) bool {
	switch a.Verb {
	case Moved:
		return a.Unit == w.Unit
	case HandedOver:
		return w.State != Working || w.ClaimedBy != a.From
	case Finished:
		return a.By.System && w.FinishedAt != 0
	case Contacted:
		reached := !a.Reached || w.ReachedAt != 0 && w.ReachedAt <= a.ContactAt
		paid := a.PaidFen <= 0 || w.MovedAt != 0 && w.MovedAt <= a.ContactAt && w.PossibleLossFen >= a.PaidFen
		return a.ContactAt <= w.ContactAt && reached && paid
	}
	return false
}

// next finds the row of the table.
func next(w Warning, a Act) (State, error) {
	for _, row := range table {
		if row.From != w.State || row.Verb != a.Verb {
			continue
		}
		if a.Verb == Finished && a.Outcome.Watched() != strings.Contains(row.Guard, keepsWatch) {
			continue
		}
		return row.To, nil
	}
	if a.Verb == Claimed && w.State == Working {
		return "", ErrClaimed
	}
	if a.Verb == Released && w.State == Open {
		return "", ErrNotClaimed
	}
	f := *ErrState
	f.Args = []any{"state", string(w.State), "verb", string(a.Verb)}
	return "", &f
}

// guard refuses what the table's row allows in general but not to this caller or with these values.
func guard(w Warning, a Act) error {
	if utf8.RuneCountInString(a.Note) > MaxNote {
		return ErrNoteTooLong
	}
	free := a.By.Leader || a.By.System
	switch a.Verb {
	case Released:
		if w.ClaimedBy != a.By.User && !free {
			return ErrNotYours
		}
	case Graded:
		return guardGrade(w, a)
	case LevelRaised:
		if !a.Level.Above(w.Level) {
			return ErrSameLevel
		}
	case Moved:
		if len(a.Unit) != 12 || strings.Trim(a.Unit, "0123456789") != "" {
			return ErrUnit
		}
	case Finished:
		return guardFinish(w, a, free)
	case Reviewed:
		if !a.Finding.Known() {
			return ErrFinding
		}
		return needReason(a.Note)
	case WatchEnded:
		if a.At < w.WatchUntil {
			return ErrState
		}
	}
	return nil
}

func guardGrade(w Warning, a Act) error {
	if a.Level.Rank() == len(Levels) {
		return ErrLevel
	}
	if a.Level == w.Level {
		return ErrSameLevel
	}
	return needReason(a.Note)
}

func guardFinish(w Warning, a Act, free bool) error {
	if !a.Outcome.Known() {
		return ErrOutcome
	}
	if !free && w.State == Open {
		return ErrNotClaimed
	}
	if !free && w.ClaimedBy != a.By.User {
		return ErrNotYours
	}
	if a.Outcome == FalseAlarm {
		return needReason(a.Note)
	}
	return nil
}

func needReason(note string) error {
	if strings.TrimSpace(note) == "" {
		return ErrReason
	}
	return nil
}

// apply writes the act's values into the warning and returns the note of the step.
func (a Act) apply(w *Warning, r Rules) string {
	switch a.Verb {
	case Claimed:
		w.ClaimedBy, w.ClaimedName, w.ClaimedAt = a.By.User, a.By.Name, a.At
	case Released:
		w.ClaimedBy, w.ClaimedName, w.ClaimedAt = "", "", 0
	case HandedOver:
		w.ClaimedBy, w.ClaimedName = a.To.User, a.To.Name
		return a.To.Name
	case Graded:
		w.Level, w.GradedAt = a.Level, a.At
	case LevelRaised:
		w.Level = a.Level
	case Contacted:
		return a.contact(w)
	case Moved:
		w.Unit = a.Unit
		return a.Unit
	case Finished, Absorbed:
		a.finish(w, r)
		return strings.TrimSpace(string(w.Outcome) + " " + a.Note)
	case Reopened:
		w.ReviewAt, w.ReviewHit = a.At, a.Hit
	case Reviewed:
		w.Finding, w.ReviewNote, w.ClosedAt = a.Finding, a.Note, a.At
		return string(a.Finding) + " " + a.Note
	case WatchEnded:
		w.ClosedAt = a.At
	}
	return a.Note
}

func (a Act) contact(w *Warning) string {
	if a.ContactAt >= w.ContactAt {
		w.ContactAt, w.NextAt = a.ContactAt, a.NextAt
	}
	if a.PaidFen > 0 { // it had moved by then; since when, nobody knows
		w.PossibleLossFen = max(w.PossibleLossFen, a.PaidFen)
		if w.MovedAt == 0 || a.ContactAt < w.MovedAt {
			w.MovedAt = a.ContactAt
		}
	}
	if !a.Reached {
		return "not reached"
	}
	if w.ReachedAt == 0 || a.ContactAt < w.ReachedAt {
		w.ReachedAt = a.ContactAt
	}
	return "reached"
}

func (a Act) finish(w *Warning, r Rules) {
	w.Outcome, w.Note, w.FinishedAt = a.Outcome, a.Note, a.At
	if a.Verb == Absorbed {
		w.Outcome, w.Into = Duplicate, a.Into
	}
	if w.State == Watching {
		w.WatchUntil = a.At + r.Watch()
		return
	}
	w.ClosedAt = a.At
}

// due sets what must happen next and by when. A deadline that already runs is only ever shortened,
// except by an officer's grading, which starts it anew.
func (w *Warning) due(a Act, r Rules) {
	running, what := w.DueAt, w.DueWhat
	switch {
	case w.State == Open:
		w.DueAt, w.DueWhat = a.At+r.ClaimIn(w.Family, w.Level), DueClaim
	case w.State == Working && w.NextAt != 0:
		w.DueAt, w.DueWhat = w.NextAt, DueCall
		return
	case w.State == Working && w.ContactAt == 0:
		w.DueAt, w.DueWhat = a.At+r.CallIn(w.Family, w.Level), DueCall
	case w.State == InReview:
		w.DueAt, w.DueWhat = w.ReviewAt+r.ReviewIn(), DueReview
	default:
		w.DueAt, w.DueWhat = 0, ""
		return
	}
	if what == w.DueWhat && running != 0 && running < w.DueAt && a.Verb != Graded {
		w.DueAt = running
	}
}

// Row is one transition in the life of a warning.
type Row struct {
	From  State
	Verb  Verb
	To    State
	Guard string // what else must hold
}

// Table returns the whole life of a warning, for diagrams and tests.
func Table() []Row { return slices.Clone(table) }
