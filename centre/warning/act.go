package warning

import (
	"context"
	"errors"
	"strings"

	"fanzha/base/access"
	"fanzha/term/when"
)

// rightOf names the right of each command. Verbs that are not listed are the centre's own: no role carries their right.
var rightOf = map[Verb]access.Right{
	Claimed:   access.WarningWork,
	Released:  access.WarningWork,
	Finished:  access.WarningWork,
	Contacted: access.WarningWork,
	Moved:     access.OrderChase,
	Graded:    access.WarningGrade,
	Reviewed:  access.WarningReview,
}

// act runs one command: right, load within the jurisdiction, decide, save.
func (s *Service) act(ctx context.Context, scope access.Scope, id string, a Act) (View, error) {
	err := scope.Require(rightOf[a.Verb])
	if err != nil {
		return View{}, err
	}
	a.By = actorOf(scope)
	a.At = s.clock.Now()
	a.Note = storable(a.Note)
	return s.store.Act(ctx, scope, id, func(v View) (Change, error) { return s.change(v, a) })
}

// change turns a decision into what must be saved.
func (s *Service) change(v View, a Act) (Change, error) {
	was := v.Level
	after, step, err := Decide(v.Warning, a, s.rules)
	if err != nil || step == nil {
		return Change{}, err
	}
	event, err := eventOf(after, *step, was)
	if err != nil {
		return Change{}, err
	}
	after.Version++
	c := Change{Warnings: []Warning{after}, Steps: []Step{*step}, Events: []Event{event}}
	if a.Verb == Moved {
		c.Rehomed = []string{after.ID}
		if v.Person.Last == after.ID {
			v.Person.Unit = after.Unit
			v.Person.Version++
			c.Targets = []Target{v.Person}
		}
	}
	return c, nil
}

// own is a right that no role carries: only the centre's own procedures have it.
const own access.Right = "warning.own"

func actorOf(scope access.Scope) Actor {
	return Actor{User: scope.User, Name: scope.Name, Leader: scope.Can(access.OrderChase), System: scope.Can(own)}
}

// storable takes out of a text what no database holds: broken UTF-8 and zero bytes.
func storable(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", ""))
}

// MaxTick bounds how many watches one Tick ends; the clock calls again soon.
const MaxTick = 500

// Tick ends the watches that are over by now and returns how many it ended.
func (s *Service) Tick(ctx context.Context, now when.Micros) (int, error) {
	ids, err := s.store.WatchesOver(ctx, now, MaxTick)
	if err != nil {
		return 0, err
	}
	ended := 0
	for _, id := range ids {
		a := Act{Verb: WatchEnded, By: actorOf(access.System()), At: now}
		_, err = s.store.Act(ctx, access.System(), id, func(v View) (Change, error) { return s.change(v, a) })
		if errors.Is(err, ErrState) {
			continue // reopened for review meanwhile
		}
		if err != nil {
			return ended, err
		}
		ended++
	}
	return ended, nil
}
