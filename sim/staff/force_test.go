package staff

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/term/when"
)

// start is nine in the morning in the city.
const start = 20_000*when.Day + 1*when.Hour

// town answers in a set way and remembers who knocked.
type town struct {
	outcome func(person, channel string) Outcome
	knocks  []string
}

func (w *town) Reach(person string, at when.Micros, channel, by string) Outcome {
	w.knocks = append(w.knocks, fmt.Sprintf("%s %s %s", person, channel, by))
	return w.outcome(person, channel)
}

// desk is a fake centre for one unit; it keeps a protocol.
type desk struct {
	now   *when.Micros
	tasks []Task
	log   []string
	fail  error
}

func (d *desk) Queue(context.Context) ([]Task, error) {
	if d.fail != nil {
		return nil, d.fail
	}
	return append([]Task(nil), d.tasks...), nil
}

func (d *desk) say(t Task, what string) {
	d.log = append(d.log, fmt.Sprintf("%s %d %s", t.Number, (*d.now-start)/when.Minute, what))
}

func (d *desk) set(id, state string) {
	for i := range d.tasks {
		if d.tasks[i].ID == id {
			d.tasks[i].State = state
		}
	}
}

func (d *desk) Sign(_ context.Context, t Task) error {
	d.say(t, "sign")
	d.set(t.ID, map[string]string{Order: "signed", Warning: "working"}[t.Type])
	return nil
}

func (d *desk) Attempt(_ context.Context, t Task, a Attempt) error {
	talked := a.Outcome == "answered" || a.Outcome == "met"
	told := talked || a.Outcome == "delivered"
	if talked != (a.Believes != nil) || !told && a.NextAt <= *d.now || a.Outcome == "met" && len(a.Evidence) == 0 {
		return fmt.Errorf("attempt is not complete: %+v", a)
	}
	d.say(t, a.Channel+" "+a.Outcome)
	return nil
}

func (d *desk) Finish(_ context.Context, t Task, r Report) error {
	d.say(t, "finish "+r.Result)
	if r.Note == "" || r.Result == "lost" && r.LossFen == 0 {
		return errors.New("report is not complete")
	}
	for i := range d.tasks {
		if d.tasks[i].ID == t.ID {
			d.tasks = append(d.tasks[:i], d.tasks[i+1:]...)
			return nil
		}
	}
	return nil
}

func (d *desk) Contact(_ context.Context, t Task) (string, error) { return "+8619800" + t.Person, nil }

// shift lets the force work for so long and returns the force.
func shift(t *testing.T, d *desk, opts Options, span when.Micros) *Force {
	t.Helper()
	now := start
	d.now = &now
	if opts.Forgetful == 0 {
		opts.Forgetful = -1
	}
	for i := range opts.Units {
		opts.Units[i].Desk, opts.Units[i].Book = d, d
	}
	f := New(opts)
	for ; now < start+span; now += when.Minute {
		check.NoError(t, f.Act(t.Context(), now))
	}
	return f
}

func order(n int, level string) Task {
	return Task{Type: Order, ID: fmt.Sprint("o", n), Number: fmt.Sprintf("2026-%06d", n), Warning: fmt.Sprint("w", n), Level: level, State: "issued", Person: fmt.Sprintf("%06d", n)}
}

func says(o Outcome) func(string, string) Outcome {
	return func(_, channel string) Outcome {
		out := o
		out.Reached, out.Code, out.Length = true, "answered", 3*time.Minute
		if channel == Visit {
			out.Code, out.Length = "met", 20*time.Minute
		}
		return out
	}
}

var station = []Unit{{Code: "990101010000", Kind: Station, People: 3}}

func last(log []string) string { return log[len(log)-1][strings.Index(log[len(log)-1], "finish"):] }

// TestOrderIsCarriedOut protects the course of an order: sign, call, visit when the level demands it, report what happened.
func TestOrderIsCarriedOut(t *testing.T) {
	cases := []struct {
		level string
		out   Outcome
		want  []string // channels in order
		end   string
	}{
		{"urgent", Outcome{Target: true, Believes: true}, []string{"call", "visit"}, "finish met_dissuaded"},
		{"urgent", Outcome{Target: true}, []string{"call", "visit"}, "finish met_refused"},
		{"high", Outcome{Target: true, Believes: true, PaidFen: 500}, []string{"call", "visit"}, "finish lost"},
		{"medium", Outcome{Target: true, Believes: true}, []string{"call"}, "finish call_dissuaded"},
		{"medium", Outcome{Target: true}, []string{"call", "visit"}, "finish met_refused"},
		{"high", Outcome{}, []string{"call"}, "finish false_alarm"},
	}
	for _, c := range cases {
		d := &desk{tasks: []Task{order(1, c.level)}}
		w := &town{outcome: says(c.out)}
		f := shift(t, d, Options{Seed: 1, City: w, Units: station}, 6*when.Hour)
		check.True(t, len(d.tasks) == 0 && len(d.log) > 0, "the order is not done")
		check.Equal(t, last(d.log), c.end)
		check.True(t, strings.HasSuffix(d.log[0], "sign"), "not signed first: "+d.log[0])
		var channels []string
		for _, k := range w.knocks {
			channels = append(channels, strings.Fields(k)[1])
		}
		check.Equal(t, channels, c.want)
		check.Equal(t, f.Stats().Refusals, 0)
	}
}

// TestNobodyHome protects retries: several calls and visits with a next time, then "unreachable".
func TestNobodyHome(t *testing.T) {
	d := &desk{tasks: []Task{order(1, "urgent"), order(2, "low")}}
	w := &town{outcome: func(_, channel string) Outcome {
		if channel == Visit {
			return Outcome{Code: "absent"}
		}
		return Outcome{Code: "no_answer"}
	}}
	shift(t, d, Options{Seed: 1, City: w, Units: station}, 20*when.Hour)
	log := strings.Join(d.log, "\n")
	check.Equal(t, strings.Count(log, "finish unreachable"), 2)
	check.Equal(t, strings.Count(log, "visit absent"), maxVisits)
	check.Equal(t, strings.Count(log, "call no_answer"), 2*maxCalls)
}

// TestHands protects capacity: two officers cannot be at ten doors at once, and urgent orders come first.
func TestHands(t *testing.T) {
	d := &desk{}
	for n := range 10 {
		d.tasks = append(d.tasks, order(n, "high"))
	}
	d.tasks = append(d.tasks, order(10, "urgent"))
	w := &town{outcome: says(Outcome{Target: true, Believes: true})}
	f := shift(t, d, Options{Seed: 1, City: w, Units: []Unit{{Code: "990101010000", Kind: Station, People: 2}}}, 90*when.Minute)
	check.True(t, f.Stats().Visits >= 1 && f.Stats().Visits <= 8, fmt.Sprintf("%d visits in 90 minutes", f.Stats().Visits))
	check.True(t, len(d.tasks) > 0, "two officers did it all")
	for _, task := range d.tasks {
		check.True(t, task.Level != "urgent", "the urgent order waits")
	}
}

// TestDesk protects the operators' way: claim, call, close what one talk settles, leave the rest to the station; orders of
// stations are not theirs.
func TestDesk(t *testing.T) {
	d := &desk{tasks: []Task{
		{Type: Warning, ID: "a", Number: "1", Level: "medium", State: "open", Person: "000001"},
		{Type: Warning, ID: "b", Number: "2", Level: "urgent", State: "open", Person: "000002"},
		{Type: Order, ID: "c", Number: "3", Level: "urgent", State: "issued", Unit: "990101010000"},
		{Type: Order, ID: "d", Number: "4", Level: "medium", State: "issued", Unit: "990100000000", Person: "000004"},
	}}
	w := &town{outcome: says(Outcome{Target: true, Believes: true})}
	shift(t, d, Options{Seed: 1, City: w, Units: []Unit{{Code: "990100000000", Kind: OperatorDesk, People: 4}}}, 5*when.Hour)
	log := strings.Join(d.log, "\n")
	check.True(t, strings.Contains(log, "finish dissuaded"), "the medium warning is not closed: "+log)
	check.True(t, strings.Contains(log, "finish call_dissuaded"), "the desk's own order is not done: "+log)
	check.True(t, !strings.Contains("\n"+log, "\n3 "), "a station's order was touched by the desk")
	check.Equal(t, len(d.tasks), 2)
}

// TestDeskWrites protects people who do not answer: after two calls they get a message, and the desk goes on.
func TestDeskWrites(t *testing.T) {
	d := &desk{tasks: []Task{{Type: Warning, ID: "a", Number: "1", Level: "low", State: "open", Person: "000001"}}}
	w := &town{outcome: func(_, channel string) Outcome {
		return Outcome{Code: map[string]string{Call: "busy", SMS: "delivered"}[channel]}
	}}
	f := shift(t, d, Options{Seed: 1, City: w, Units: []Unit{{Code: "990100000000", Kind: OperatorDesk, People: 1}}}, 12*when.Hour)
	check.Equal(t, f.Stats().Calls, 2)
	check.Equal(t, f.Stats().Texts, 1)
	check.True(t, strings.HasSuffix(strings.Join(d.log, "\n"), "sms delivered"), "no message")
}

// TestQuietHours protects sleep: at night low orders are signed, but nobody is called before eight; urgent ones go on.
func TestQuietHours(t *testing.T) {
	d := &desk{tasks: []Task{order(1, "low"), order(2, "urgent")}}
	w := &town{outcome: says(Outcome{Target: true, Believes: true})}
	now := start + 14*when.Hour // eleven at night
	d.now = &now
	f := New(Options{Seed: 1, City: w, Units: []Unit{{Code: "990101010000", Kind: Station, People: 3, Desk: d, Book: d}}, Forgetful: -1})
	for ; now < start+22*when.Hour; now += when.Minute {
		check.NoError(t, f.Act(t.Context(), now))
	}
	check.Equal(t, len(d.tasks), 1)
	check.Equal(t, d.tasks[0].State, "signed")
}

// TestForgotten protects overdue: some orders stay unsigned for hours.
func TestForgotten(t *testing.T) {
	d := &desk{}
	for n := range 60 {
		d.tasks = append(d.tasks, order(n, "medium"))
	}
	w := &town{outcome: says(Outcome{Target: true, Believes: true})}
	f := shift(t, d, Options{Seed: 1, City: w, Units: []Unit{{Code: "990101010000", Kind: Station, People: 40}}, Forgetful: 20}, 50*when.Minute)
	check.True(t, f.Stats().Forgotten >= 5 && len(d.tasks) >= 5, fmt.Sprintf("%d forgotten, %d left", f.Stats().Forgotten, len(d.tasks)))
}

// TestHumanUnit protects the human player: a chosen station is left alone for the patience, then helped.
func TestHumanUnit(t *testing.T) {
	for _, human := range []bool{false, true} {
		d := &desk{tasks: []Task{order(1, "urgent")}}
		w := &town{outcome: says(Outcome{Target: true, Believes: true})}
		opts := Options{Seed: 1, City: w, Units: station, Patience: 20 * time.Minute}
		if human {
			opts.HumanUnits = []string{station[0].Code}
		}
		shift(t, d, opts, 5*when.Hour)
		minute := 0
		_, err := fmt.Sscanf(d.log[0], "2026-000001 %d", &minute)
		check.NoError(t, err)
		check.Equal(t, minute >= 20, human)
	}
}

// TestSameSeedSameActs protects lock-step runs: the protocol is a function of seed and tasks, not of random ids.
func TestSameSeedSameActs(t *testing.T) {
	run := func(prefix string) []string {
		d := &desk{}
		for n := range 12 {
			task := order(n, []string{"urgent", "high", "medium", "low"}[n%4])
			task.ID = fmt.Sprint(prefix, (n*7)%12)
			d.tasks = append(d.tasks, task)
		}
		w := &town{outcome: says(Outcome{Target: true, Believes: true})}
		settled := 0
		shift(t, d, Options{Seed: 4, City: w, Units: station, Settle: func(context.Context) error { settled++; return nil }}, 4*when.Hour)
		check.True(t, settled > 0, "never settled")
		return d.log
	}
	check.Equal(t, run("x"), run("y"))
}

type away struct{}

func (away) Error() string { return "away" }
func (away) Away() bool    { return true }

// TestCentreAway protects the difference between a refusal, which is counted, and a centre that is gone, which ends the act.
func TestCentreAway(t *testing.T) {
	now := start
	d := &desk{now: &now, fail: away{}}
	f := New(Options{City: &town{}, Units: []Unit{{Code: "x", Kind: Station, Desk: d, Book: d}}})
	check.True(t, f.Act(t.Context(), now) != nil, "an absent centre went unnoticed")
	d.fail = errors.New("refused")
	check.NoError(t, f.Act(t.Context(), now+when.Hour))
	check.Equal(t, f.Stats().Refusals, 1)
}
