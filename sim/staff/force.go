package staff

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"fanzha/term/when"
)

// Kind is where simulated people sit.
type Kind uint8

// The two workplaces.
const (
	OperatorDesk Kind = iota + 1 // 96110 desk: claims warnings and calls
	Station                      // police station: signs orders, calls, visits, reports
)

// Unit is a workplace with its people.
type Unit struct {
	Code   string // unit code
	Kind   Kind
	People int // how many work at the same time in the daytime; a third of them at night, at least one
	Desk   Desk
	Book   Book
}

// Options make a force.
type Options struct {
	Seed  uint64
	City  Reacher
	Units []Unit
	// HumanUnits are units whose tasks are left to a human for Patience before the simulated people help out.
	HumanUnits []string
	Patience   time.Duration
	// LeaveShare is the percentage of all warnings that the operators' desk leaves to a human for Patience.
	LeaveShare int
	// Forgetful is the percentage of orders that nobody signs for some hours, so that overdue and chase occur; zero means 5,
	// negative none.
	Forgetful int
	// PollEvery is how often a unit looks at its queue; zero means every minute.
	PollEvery time.Duration
	// Settle, when set, is called after a unit has acted and before the next one looks: a lock-step run waits there for the
	// consequences, so that what the next unit sees depends on nothing but the run.
	Settle func(context.Context) error
	// Fast shortens reactions, talks and visits by this factor, for a live demonstration; zero means 1.
	Fast float64
}

// Stats counts what the force has done.
type Stats struct {
	Polls, Signed, Claimed, Calls, Texts, Visits, Talks, Reported, Closed, Forgotten int
	Refusals                                                                         int // commands that the centre refused
}

// Force is all simulated staff. It is not safe for concurrent use.
type Force struct {
	opts  Options
	rooms []*room
	stats Stats
}

// room is one unit at work.
type room struct {
	unit    Unit
	human   bool
	busy    []when.Micros // when each person is free again
	jobs    map[string]*job
	nextAt  when.Micros
	serial  uint64 // jobs seen so far: the seed of the next one's habits
	contact map[string]string
}

// job is a task that the unit knows of, and how far it is.
type job struct {
	task    Task
	rand    dice
	ready   when.Micros // not before this moment
	signed  bool
	calls   int
	visits  int
	talk    Outcome // of the last conversation
	talked  bool
	met     bool
	done    bool
	present bool // in the queue at the last look
	left    bool
}

// New makes a force.
func New(opts Options) *Force {
	if opts.Forgetful == 0 {
		opts.Forgetful = 5
	}
	if opts.PollEvery == 0 {
		opts.PollEvery = time.Minute
	}
	if opts.Fast == 0 {
		opts.Fast = 1
	}
	f := &Force{opts: opts}
	for _, u := range opts.Units {
		f.rooms = append(f.rooms, &room{
			unit: u, human: slices.Contains(opts.HumanUnits, u.Code), busy: make([]when.Micros, max(1, u.People)),
			jobs: map[string]*job{}, contact: map[string]string{},
		})
	}
	return f
}

// Stats is what the force has done so far.
func (f *Force) Stats() Stats { return f.stats }

// Act lets everybody do what is due by the moment now. Refusals of the centre (somebody else was faster, the state has
// changed) are normal and counted; an error is returned when the centre does not answer.
func (f *Force) Act(ctx context.Context, now when.Micros) error {
	for i, r := range f.rooms {
		if now < r.nextAt {
			continue
		}
		r.nextAt = now + when.Micros(f.opts.PollEvery/time.Microsecond)
		acted, err := f.work(ctx, uint64(i), r, now)
		if err == nil && acted && f.opts.Settle != nil {
			err = f.opts.Settle(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// work is one look at the queue and what follows from it; acted says whether the centre was told anything.
func (f *Force) work(ctx context.Context, index uint64, r *room, now when.Micros) (acted bool, err error) {
	tasks, err := r.unit.Desk.Queue(ctx)
	if err != nil {
		return false, f.refused(err)
	}
	f.stats.Polls++
	tasks = slices.DeleteFunc(tasks, func(t Task) bool { return !r.mine(t) })
	slices.SortFunc(tasks, func(a, b Task) int {
		return cmp.Or(cmp.Compare(rank(a.Level), rank(b.Level)), cmp.Compare(a.DueAt, b.DueAt), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	f.take(index, r, tasks, now)
	for _, t := range tasks {
		j := r.jobs[t.ID]
		if j.done || now < j.ready || f.quiet(t, now) {
			continue
		}
		j.task = t
		hand := r.free(now)
		if hand < 0 {
			return acted, nil
		}
		acted = true
		took, err := f.step(ctx, r, j, now)
		if err != nil {
			err = f.refused(err)
			if err != nil {
				return acted, err
			}
			j.ready = now + 5*when.Minute
		}
		r.busy[hand] = now + took
	}
	return acted, nil
}

// mine says whether a task is this unit's to do: orders of the unit itself, and warnings for a desk; reviews are for leaders.
func (r *room) mine(t Task) bool {
	if t.Type == Order {
		own := t.Unit == "" && r.unit.Kind == Station || t.Unit == r.unit.Code
		return own && (t.State == "issued" || t.State == "signed")
	}
	return r.unit.Kind == OperatorDesk && (t.State == "open" || t.State == "working")
}

// refused counts a refusal; only a centre that cannot be reached at all stops the force.
func (f *Force) refused(err error) error {
	var away interface{ Away() bool }
	if errors.As(err, &away) && away.Away() || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	f.stats.Refusals++
	return nil
}

// take meets new tasks, and forgets those that have left the queue.
func (f *Force) take(index uint64, r *room, tasks []Task, now when.Micros) {
	for _, j := range r.jobs {
		j.present = false
	}
	for _, t := range tasks {
		j := r.jobs[t.ID]
		if j == nil {
			r.serial++
			j = &job{task: t, rand: dice{f.opts.Seed ^ index<<48 ^ r.serial*0x9e3779b97f4a7c15}}
			j.ready = now + f.reaction(r, j)
			r.jobs[t.ID] = j
		}
		j.present = true
	}
	for id, j := range r.jobs {
		if !j.present {
			delete(r.jobs, id)
		}
	}
}

// reaction is how long a new task waits: seconds to minutes; some are left to a human, a few are forgotten for hours.
func (f *Force) reaction(r *room, j *job) when.Micros {
	median, most := 70.0, 1800.0
	switch j.task.Level {
	case "urgent":
		median, most = 35, 400
	case "low":
		median, most = 400, 7200
	}
	wait := when.Micros(min(j.rand.skewed(median, 0.8), most) / f.opts.Fast * float64(when.Second))
	if j.task.Type == Order && r.unit.Kind == Station && j.rand.pct(f.opts.Forgetful) {
		f.stats.Forgotten++
		wait = f.span(&j.rand, 60*60, 5*60*60)
	}
	if r.human || r.unit.Kind == OperatorDesk && j.rand.pct(f.opts.LeaveShare) {
		wait += when.Micros(f.opts.Patience / time.Microsecond)
	}
	return wait
}

// quiet says whether the person should be left to sleep: only urgent and high warnings disturb at night. A demonstration
// does not sleep.
func (f *Force) quiet(t Task, now when.Micros) bool {
	hour := (now + 8*when.Hour) % when.Day / when.Hour
	return f.opts.Fast <= 1 && (hour >= 22 || hour < 8) && t.State != "issued" && t.State != "open" && rank(t.Level) > 1
}

// span is a length between two numbers of seconds, shortened in a demonstration.
func (f *Force) span(d *dice, lo, hi int) when.Micros {
	return when.Micros(float64(d.between(lo, hi)) / f.opts.Fast * float64(when.Second))
}

// free finds somebody who is free; at night only a third is there.
func (r *room) free(now when.Micros) int {
	hour := (now + 8*when.Hour) % when.Day / when.Hour
	there := len(r.busy)
	if hour < 7 || hour >= 23 {
		there = max(1, there/3)
	}
	for i := range there {
		if r.busy[i] <= now {
			return i
		}
	}
	return -1
}

func rank(level string) int {
	switch level {
	case "urgent":
		return 0
	case "high":
		return 1
	case "medium":
		return 2
	}
	return 3
}
