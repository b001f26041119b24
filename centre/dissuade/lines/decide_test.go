package lines

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/when"
)

const (
	start     = when.Micros(1_795_000_000_000_000)
	own       = "990101010000"
	neighbour = "990102010000"
)

func rules(t testing.TB) *Rules {
	raw, err := rulebook.FS.ReadFile("lines.yaml")
	check.NoError(t, err)
	r, err := ParseRules(raw)
	check.NoError(t, err)
	return r
}

func who(name string) Who { return Who{User: name, Name: name, Unit: own, At: start} }

func begun(r *Rules, level string) File {
	return File{Plan: fresh(Ref{ID: "w1", Target: "p1", Unit: own, Level: level, Active: true}, start, r)}
}

// must applies a command that is allowed.
func must(t testing.TB, f File, c Command, r *Rules) File {
	if c.By.User == "" {
		c.By = who("li")
	}
	change, err := decide(f, c, r)
	check.NoError(t, err)
	if change == nil {
		return f
	}
	return merged(f, change)
}

var (
	states = []State{Trying, Away, NotFoundAsked, NotFound, Refused, Escalated, Ended}
	acts   = []Act{ActAway, ActNotFound, ActConfirm, ActDeny, ActRefused, ActEscalate, ActSettle, ActResume, ActProve, ActRead}
)

// TestEveryMove protects the life of a plan: every act in every state either leads where the table says, with a next step and a time, or
// is refused by name.
func TestEveryMove(t *testing.T) {
	r := rules(t)
	for _, s := range states {
		for _, a := range acts {
			f := begun(r, "high")
			f.Plan.State, f.Plan.Asked = s, Who{User: "wang"}
			f.Lines = tried()
			if s == Ended {
				f.Plan.end(start)
			}
			c := Command{Act: a, By: who("li"), Note: "说明", NextAt: start + when.Hour, Attempts: enough()}
			change, err := decide(f, c, r)
			to, ok := moves[a][s]
			if !ok {
				check.Fault(t, err, "lines.state")
				continue
			}
			check.NoError(t, err)
			check.Equal(t, change.Plan.State, to)
			check.True(t, change.Plan.NextAt > start && change.Plan.NextWhat != "", fmt.Sprintf("%s in %s leaves no next step", a, s))
		}
	}
}

// tried are lines on which something is on record.
func tried() []Line {
	var out []Line
	for _, k := range []Kind{Relatives, Carrier, Bank} {
		out = append(out, Line{ID: string(k), Kind: k, State: LineDone, Tries: 1, Answer: Who{At: start}})
	}
	return out
}

// enough are the attempts that the shipped checklist asks for.
func enough() []Attempt {
	return []Attempt{{Channel: "call", At: start}, {Channel: "call", At: start}, {Channel: "call", At: start}, {Channel: "visit", At: start}}
}

// TestChecklist protects the search from being given up on an officer's word: each entry that is not on record refuses, and a request that
// nobody took up is no try.
func TestChecklist(t *testing.T) {
	r := rules(t)
	f := begun(r, "high")
	ask := func(lines []Line, attempts []Attempt) error {
		f.Lines = lines
		_, err := decide(f, Command{Act: ActNotFound, By: who("li"), Note: "多次查找未果", Attempts: attempts}, r)
		return err
	}
	check.NoError(t, ask(tried(), enough()))
	check.Fault(t, ask(tried(), enough()[:3]), "lines.not_tried")
	check.Fault(t, ask(tried(), enough()[1:]), "lines.not_tried")
	check.Fault(t, ask(nil, enough()), "lines.not_tried")
	asked := tried()
	asked[1].State, asked[1].Tries = LineAsked, 0
	check.Fault(t, ask(asked, enough()), "lines.not_tried")
	asked[1].State = LineTaken
	check.NoError(t, ask(asked, enough()))
	var told *fault.Fault
	check.True(t, errors.As(ask(nil, nil), &told), "another kind of error")
	check.Equal(t, fmt.Sprint(told.Args), "[items call,relatives,station,carrier]")
}

// TestSecondOfficer protects: who gives a person up does not confirm it, and a sign of life sets the search going at once.
func TestSecondOfficer(t *testing.T) {
	r := rules(t)
	f := begun(r, "medium")
	f.Lines = tried()
	f = must(t, f, Command{Act: ActNotFound, Note: "多次查找未果", Attempts: enough()}, r)
	_, err := decide(f, Command{Act: ActConfirm, By: who("li")}, r)
	check.Fault(t, err, "lines.own_confirm")
	f = must(t, f, Command{Act: ActConfirm, By: who("wang")}, r)
	check.Equal(t, f.Plan.State, NotFound)
	check.Equal(t, f.Plan.NextWhat, NextLookAgain)
	check.Equal(t, f.Plan.NextAt, start.Add(r.LookAgain))
	alive := must(t, f, Command{Act: ActLife}, r)
	check.Equal(t, alive.Plan.State, Trying)
	check.Equal(t, alive.Plan.NextAt, start.Add(r.Levels["medium"].First))
	reached := must(t, f, Command{Act: ActTried, Attempt: Attempt{Channel: "call", At: start, Reached: true}}, r)
	check.Equal(t, reached.Plan.State, Trying)
	missed := must(t, f, Command{Act: ActTried, Attempt: Attempt{Channel: "call", At: start + when.Hour, NextAt: start + 2*when.Hour}}, r)
	check.Equal(t, missed.Plan.State, NotFound)
	check.Equal(t, missed.Plan.NextAt, (start + when.Hour).Add(r.LookAgain))
}

// TestRetryPlan protects: a failed call is tried again at the time that was named, else at that of the plan; once calls have failed too
// often the relatives' line opens by itself, then the station is next, then somebody is to be asked.
func TestRetryPlan(t *testing.T) {
	r := rules(t)
	f := begun(r, "high")
	check.Equal(t, f.Plan.NextAt, start.Add(30*time.Minute))
	miss := func(channel string, at, next when.Micros) {
		f = must(t, f, Command{Act: ActTried, Attempt: Attempt{Channel: channel, At: at, NextAt: next}}, r)
	}
	miss("call", start, start+when.Hour)
	check.Equal(t, f.Plan.NextAt, start+when.Hour)
	miss("call", start+when.Hour, 0)
	check.Equal(t, f.Plan.NextAt, (start + when.Hour).Add(30*time.Minute))
	check.Equal(t, f.Plan.NextWhat, "call")
	miss("call", start+2*when.Hour, start+24*when.Hour)
	check.Equal(t, f.Plan.NextWhat, "relatives")
	check.Equal(t, f.Plan.NextAt, (start + 2*when.Hour).Add(30*time.Minute))
	check.Equal(t, len(f.Lines), 1)
	line := func(outcome string) {
		f = must(t, f, Command{Act: ActTry, Line: f.Lines[0].ID, Outcome: outcome, By: Who{User: "li", Unit: own, At: start + 3*when.Hour}}, r)
	}
	line("no_answer")
	line("no_answer")
	check.Equal(t, f.Plan.NextWhat, "call")
	line("no_answer")
	check.Equal(t, f.Plan.NextWhat, "station")
	miss("visit", start+4*when.Hour, 0)
	miss("visit", start+5*when.Hour, 0)
	check.Equal(t, f.Plan.NextWhat, "carrier")
	miss("sms", start+6*when.Hour, 0)
	check.Equal(t, f.Plan.NextWhat, "carrier")
	f = must(t, f, Command{Act: ActTried, Attempt: Attempt{Channel: "call", At: start + 7*when.Hour, Reached: true}}, r)
	check.Equal(t, f.Plan.NextWhat, NextFollow)
	check.Equal(t, len(f.Plan.Fails), 0)
}

// TestRequests protects help and transfers: each has its clock while somebody owes something, an answer gives the giver something to
// read, nobody finishes a transfer by hand, and the same is not asked twice.
func TestRequests(t *testing.T) {
	r := rules(t)
	f := begun(r, "high")
	ask := Command{Act: ActAsk, Line: "l1", Kind: Assist, ToUnit: neighbour, Note: "请协助上门"}
	f = must(t, f, ask, r)
	check.Equal(t, f.Lines[0].State, LineAsked)
	check.Equal(t, f.Lines[0].DueAt, start.Add(30*time.Minute))
	for _, c := range []struct {
		change func(*Command)
		code   string
	}{
		{func(c *Command) { c.Line = "l2" }, "lines.line_open"},
		{func(c *Command) { c.ToUnit = own }, "lines.same_unit"},
		{func(c *Command) { c.ToUnit = "nowhere" }, "lines.unit_unknown"},
		{func(c *Command) { c.Kind, c.ToUnit = Bank, "" }, "lines.bank_unknown"},
		{func(c *Command) { c.Kind, c.ToUnit, c.Carrier = Carrier, "", "nobody" }, "lines.field"},
		{func(c *Command) { c.Kind = Relatives }, "lines.field"},
		{func(c *Command) { c.Kind = Call }, "lines.field"},
		{func(c *Command) { c.Note = "  " }, "lines.reason_needed"},
		{func(c *Command) { c.Note = string(make([]rune, NoteMax+1)) }, "lines.field"},
	} {
		bad := ask
		c.change(&bad)
		bad.By = who("li")
		_, err := decide(f, bad, r)
		check.Fault(t, err, c.code)
	}
	on := func(a Act, note string) Command { return Command{Act: a, Line: "l1", Note: note, By: who("zhao")} }
	_, err := decide(f, on(ActReturn, "x"), r)
	check.Fault(t, err, "lines.state")
	taken := must(t, f, on(ActTake, ""), r)
	check.Equal(t, taken.Lines[0].DueAt, start.Add(24*time.Hour))
	for _, a := range []Act{ActDone, ActReturn} {
		_, err = decide(taken, on(a, ""), r)
		check.Fault(t, err, "lines.reason_needed")
		ended := must(t, taken, on(a, "结果"), r)
		check.True(t, !ended.Lines[0].State.Live() && ended.Lines[0].DueAt == 0, "a line that has ended has no clock")
		check.Equal(t, ended.Plan.NextWhat, NextAnswer)
	}
	f = begun(r, "high")
	ask.Kind = Transfer
	f = must(t, f, ask, r)
	f = must(t, f, on(ActTake, ""), r)
	for _, a := range []Act{ActDone, ActStop} {
		_, err = decide(f, on(a, "x"), r)
		check.Fault(t, err, "lines.state")
	}
	f = must(t, f, Command{Act: ActMove, Ref: Ref{Unit: neighbour}}, r)
	check.Equal(t, f.Plan.Unit, neighbour)
	check.Equal(t, f.Lines[0].Unit, own)
	f = must(t, f, Command{Act: ActEnd}, r)
	check.Equal(t, f.Lines[0].State, LineDone)
	check.Equal(t, f.Plan.State, Ended)
}

// TestNeverWithoutNext protects the queue: whatever is done, in any order, a plan that has not ended has a next step and a time, a line
// that has not ended has a clock, and the version grows by one with every change.
func TestNeverWithoutNext(t *testing.T) {
	r := rules(t)
	all := append(slices.Collect(maps.Keys(lineMoves)), append(acts, ActAsk, ActBegin, ActTried, ActLevel, ActMove, ActLife, ActEnd)...)
	slices.Sort(all)
	rapid.Check(t, func(t *rapid.T) {
		f := begun(r, rapid.SampledFrom(levels).Draw(t, "level"))
		now := start
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			now += when.Micros(rapid.Int64Range(0, int64(48*when.Hour)).Draw(t, "pause"))
			c := command(t, all, now, i)
			if len(f.Lines) > 0 && c.Act != ActAsk && rapid.Bool().Draw(t, "known") {
				c.Line = rapid.SampledFrom(f.Lines).Draw(t, "line").ID
			}
			change, err := decide(f, c, r)
			if err != nil {
				hold(t, fault.CodeOf(err) != "" && fault.KindOf(err) != fault.Internal, "a refusal has a name")
				continue
			}
			if change == nil {
				continue
			}
			hold(t, change.Plan.Version == f.Plan.Version+1, "the version grows by one")
			f = merged(f, change)
			p := &f.Plan
			hold(t, (p.State == Ended) == (p.NextAt == 0) && (p.State == Ended) == (p.NextWhat == ""), fmt.Sprintf("%s after %s: next %q at %d", p.State, c.Act, p.NextWhat, p.NextAt))
			for _, l := range f.Lines {
				hold(t, l.State.Live() == (l.DueAt > 0), fmt.Sprintf("line %s is %s, due %d", l.Kind, l.State, l.DueAt))
				hold(t, p.State != Ended || !l.State.Live(), "a plan has ended before its lines")
			}
		}
	})
}

func hold(t *rapid.T, ok bool, what string) {
	if !ok {
		t.Fatal(what)
	}
}

func command(t *rapid.T, all []Act, now when.Micros, i int) Command {
	c := Command{
		Act: rapid.SampledFrom(all).Draw(t, "act"), By: Who{User: rapid.SampledFrom([]string{"li", "wang"}).Draw(t, "by"), Unit: own, At: now}, Line: fmt.Sprint("l", i),
		Note: rapid.SampledFrom([]string{"", "说明"}).Draw(t, "note"), Kind: rapid.SampledFrom([]Kind{Call, Relatives, Station, Bank, Carrier, Assist, Transfer}).Draw(t, "kind"),
		Outcome:  rapid.SampledFrom([]string{"spoke", "no_answer", "unwilling", "none_known", "what"}).Draw(t, "outcome"),
		Attempt:  Attempt{At: now, Channel: rapid.SampledFrom([]string{"call", "sms", "visit"}).Draw(t, "channel"), Reached: rapid.Bool().Draw(t, "reached")},
		Ref:      Ref{ID: "w1", Unit: rapid.SampledFrom([]string{own, neighbour}).Draw(t, "unit"), Level: rapid.SampledFrom(levels).Draw(t, "to level")},
		Attempts: enough(),
	}
	if rapid.Bool().Draw(t, "named") {
		c.NextAt = now + when.Micros(rapid.Int64Range(-int64(when.Hour), int64(40*24*when.Hour)).Draw(t, "next"))
		c.Attempt.NextAt = max(0, c.NextAt)
	}
	switch c.Kind {
	case Station, Assist, Transfer:
		c.ToUnit = neighbour
	case Bank:
		c.ToBank = "b1"
	case Carrier:
		c.Carrier = "mobile"
	}
	return c
}

// FuzzParseRules protects the reader of the rulebook: whatever the file says, it is refused or its rules can be worked with.
func FuzzParseRules(f *testing.F) {
	raw, err := rulebook.FS.ReadFile("lines.yaml")
	check.NoError(f, err)
	f.Add(raw)
	f.Add([]byte("version: 1\nlevels: [{level: urgent}]"))
	f.Add([]byte("ladder: [call, call]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := ParseRules(raw)
		if err != nil {
			check.Fault(t, err, "lines.rules_file")
			return
		}
		p := fresh(Ref{ID: "w", Unit: own, Level: "low", Active: true}, start, r)
		check.True(t, p.NextAt > start, "no first call")
	})
}
