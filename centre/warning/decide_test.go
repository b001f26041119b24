package warning_test

import (
	"os"
	"strings"
	"testing"

	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// line is one row of testdata/decide.txt.
type line struct {
	n       int
	text    string
	before  warning.Warning
	act     warning.Act
	want    string
	verbKey string
}

// TestDecide protects the life of a warning: every row of the transition table and every refusal occurs in
// testdata/decide.txt, in the words of the trade, and does what stands there.
func TestDecide(t *testing.T) {
	rules := roomtest.Rules(t)
	taken, refused := map[string]bool{}, map[string]bool{}
	for _, l := range readLines(t) {
		after, step, err := warning.Decide(l.before, l.act, rules)
		got := string(after.State)
		switch {
		case err != nil:
			got = fault.CodeOf(err)
			refused[got] = true
			check.Equal(t, after.State, l.before.State)
		case step == nil:
			got = "same"
			check.Equal(t, after, l.before)
		default:
			taken[l.verbKey+"→"+got] = true
			check.Equal(t, step.To, after.State)
			check.Equal(t, step.N, l.before.Steps+1)
		}
		if got != l.want {
			t.Errorf("line %d: %s\n got %s", l.n, l.text, got)
		}
	}
	for _, row := range warning.Table() {
		key := string(row.From) + "+" + string(row.Verb) + "→" + string(row.To)
		check.True(t, taken[key], "no line takes the transition "+key)
	}
	for _, f := range []*fault.Fault{
		warning.ErrVersion, warning.ErrClaimed, warning.ErrNotClaimed, warning.ErrNotYours, warning.ErrState, warning.ErrSameLevel,
		warning.ErrLevel, warning.ErrOutcome, warning.ErrFinding, warning.ErrReason, warning.ErrNoteTooLong, warning.ErrUnit,
	} {
		check.True(t, refused[f.Code], "no line is refused with "+f.Code)
	}
}

func readLines(t *testing.T) []line {
	raw, err := os.ReadFile("testdata/decide.txt")
	check.NoError(t, err)
	var out []line
	for i, text := range strings.Split(string(raw), "\n") {
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		out = append(out, parseLine(t, i+1, text))
	}
	return out
}

func parseLine(t *testing.T, n int, text string) line {
	f := strings.Fields(text)
	if len(f) != 8 || f[6] != "=>" {
		t.Fatalf("line %d: want before, claimer, level, verb, by, values, =>, result: %s", n, text)
	}
	for i := range f {
		if f[i] == "-" {
			f[i] = ""
		}
	}
	w := warning.Warning{
		ID: "W1", Target: "T1", Unit: roomtest.East1, State: warning.State(f[0]), ClaimedBy: f[1], Level: warning.Level(f[2]),
		Evidence: warning.Level(f[2]), Family: warning.Contact, OpenedAt: roomtest.Start, Version: 3, Steps: 4,
	}
	if w.State == warning.Watching || w.State == warning.InReview || w.State == warning.Closed {
		w.FinishedAt, w.Outcome, w.WatchUntil = roomtest.Start, warning.Dissuaded, roomtest.Start+30*when.Day
	}
	a := warning.Act{Verb: warning.Verb(f[3]), At: roomtest.Start + when.Hour}
	a.By = warning.Actor{User: f[4], Name: f[4], Leader: f[4] == "chief", System: f[4] == "system"}
	for _, v := range strings.Split(f[5], ",") {
		setValue(t, &a, v)
	}
	return line{n: n, text: text, before: w, act: a, want: f[7], verbKey: f[0] + "+" + f[3]}
}

func setValue(t *testing.T, a *warning.Act, v string) {
	name, value, _ := strings.Cut(v, "=")
	switch name {
	case "":
	case "version":
		a.Version = 9
	case "level":
		a.Level = warning.Level(value)
	case "note":
		a.Note = value
	case "long":
		a.Note = strings.Repeat("长", warning.MaxNote+1)
	case "outcome":
		a.Outcome = warning.Outcome(value)
	case "finding":
		a.Finding = warning.Finding(value)
	case "unit":
		a.Unit = value
	case "from":
		a.From = value
	case "to":
		a.To = warning.Actor{User: value, Name: value}
	case "into":
		a.Into = value
	case "hit":
		a.Hit = value
	case "at":
		a.ContactAt = roomtest.Start + when.Minute
	case "reached":
		a.Reached = true
	case "after_watch":
		a.At = roomtest.Start + 31*when.Day
	default:
		t.Fatalf("unknown value %s", v)
	}
}

// TestDeadlines protects the clocks: claim, call and review run from the right moment, evidence only shortens them, an
// officer's grading starts them anew, and nothing is due when nobody has to act.
func TestDeadlines(t *testing.T) {
	r := roomtest.Rules(t)
	system := warning.Actor{User: "system", System: true}
	li := warning.Actor{User: "li"}
	now := roomtest.Start
	w := warning.Warning{Level: warning.Medium, Family: warning.Contact}
	do := func(a warning.Act) {
		t.Helper()
		var err error
		w, _, err = warning.Decide(w, a, r)
		check.NoError(t, err)
	}
	due := func(what string, at when.Micros) {
		t.Helper()
		check.Equal(t, w.DueWhat, what)
		check.Equal(t, w.DueAt, at)
	}
	do(warning.Act{Verb: warning.Raised, By: system, At: now})
	due(warning.DueClaim, now+when.Hour)
	do(warning.Act{Verb: warning.LevelRaised, By: system, At: now + when.Minute, Level: warning.Urgent})
	due(warning.DueClaim, now+2*when.Minute)
	do(warning.Act{Verb: warning.Moved, By: system, At: now + 90*when.Second, Unit: roomtest.West1})
	due(warning.DueClaim, now+2*when.Minute)
	do(warning.Act{Verb: warning.Graded, By: li, At: now + 2*when.Minute, Level: warning.High, Note: "in talks"})
	due(warning.DueClaim, now+12*when.Minute)
	do(warning.Act{Verb: warning.Claimed, By: li, At: now + 3*when.Minute})
	due(warning.DueCall, now+33*when.Minute)
	do(warning.Act{Verb: warning.Contacted, By: li, At: now + 5*when.Minute, ContactAt: now + 5*when.Minute, NextAt: now + 20*when.Minute})
	due(warning.DueCall, now+20*when.Minute)
	do(warning.Act{Verb: warning.Contacted, By: li, At: now + 20*when.Minute, ContactAt: now + 20*when.Minute, Reached: true})
	due("", 0)
	check.Equal(t, w.ReachedAt, now+20*when.Minute)
	do(warning.Act{Verb: warning.Finished, By: li, At: now + when.Hour, Outcome: warning.Dissuaded})
	due("", 0)
	check.Equal(t, w.WatchUntil, now+when.Hour+30*when.Day)
	do(warning.Act{Verb: warning.Reopened, By: system, At: now + 2*when.Day, Hit: "H9"})
	due(warning.DueReview, now+3*when.Day)
	do(warning.Act{Verb: warning.Reviewed, By: li, At: now + 2*when.Day, Finding: warning.Defrauded, Note: "moved to a second account"})
	due("", 0)
}
