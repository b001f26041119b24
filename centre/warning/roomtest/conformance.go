package roomtest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Fixture is one fresh store with a service on it, and a way to see what left the room.
type Fixture struct {
	Store  warning.Store
	Events func(t testing.TB) []warning.Event // all events in order
	Audit  func(t testing.TB) []string        // all audit entries in order: "actor action object/id reason"
}

// room is a fixture in use.
type room struct {
	Fixture
	*testing.T
	s   *warning.Service
	c   *clock.Manual
	ctx context.Context
}

// Conformance runs the suite of the room on fresh stores.
func Conformance(t *testing.T, fresh func(t *testing.T) Fixture) {
	for name, test := range map[string]func(*room){
		"one person, many hits":           oneWarning,
		"quiet time":                      quietTime,
		"the same batch again":            sameBatch,
		"two people found to be one":      merge,
		"two open warnings become one":    mergeOpen,
		"shared phone":                    sharedPhone,
		"unit by place":                   unitByPlace,
		"life of a warning":               life,
		"after the work has ended":        afterwards,
		"report during the watch":         report,
		"grading stands":                  gradingStands,
		"move":                            move,
		"reveal":                          reveal,
		"paging":                          paging,
		"figures list what they count":    figures,
		"nothing leaks outside the scope": scopes,
		"a life in two places":            twoPlaces,
		"search":                          search,
		"line of life":                    timeline,
		"hits without a person":           nobody,
		"position never goes back":        position,
		"refused batches":                 refusedBatches,
	} {
		t.Run(name, func(t *testing.T) {
			f := fresh(t)
			s, c := Service(t, f.Store, fakeMoments{})
			test(&room{Fixture: f, T: t, s: s, c: c, ctx: context.Background()})
		})
	}
}

// fakeMoments stands for a room that adds to the line of life.
type fakeMoments struct{}

func (fakeMoments) Moments(_ context.Context, _ access.Scope, target string) ([]warning.Moment, error) {
	return []warning.Moment{{At: Start + 30*when.Minute, Type: warning.MomentAttempt, TitleEN: "Called", Ref: target}}, nil
}

// record records hits as one batch and returns how many were new.
func (r *room) record(hits ...detect.Hit) int {
	r.Helper()
	n, err := r.s.Record(r.ctx, warning.Batch{Hits: hits})
	check.NoError(r, err)
	return n
}

// all lists every warning.
func (r *room) all() []warning.View {
	r.Helper()
	views, next, err := r.s.List(r.ctx, access.System(), warning.Filter{Limit: warning.MaxLimit})
	check.NoError(r, err)
	check.Equal(r, next, "")
	return views
}

// one lists every warning and insists that there is exactly one.
func (r *room) one() warning.View {
	r.Helper()
	views := r.all()
	check.Equal(r, len(views), 1)
	return views[0]
}

func (r *room) kinds() []string {
	r.Helper()
	var out []string
	for _, e := range r.Events(r) {
		if e.Kind != warning.EventHits {
			out = append(out, e.Kind)
		}
	}
	return out
}

func (r *room) claim(id string) warning.View {
	r.Helper()
	v, err := r.s.Claim(r.ctx, Operator("li"), id, 0)
	check.NoError(r, err)
	return v
}

func (r *room) finish(id string, o warning.Outcome) warning.View {
	r.Helper()
	v, err := r.s.Close(r.ctx, Operator("li"), warning.CloseCmd{ID: id, Outcome: o, Note: "by phone"})
	check.NoError(r, err)
	return v
}

// Ten alerts of one person from several sources make one warning with ten lines of evidence, graded by the highest, and
// exactly one announcement per level (users.md P1).
func oneWarning(r *room) {
	for i := range 10 {
		h := Hit(fmt.Sprint("h", i), Of(Phone(1)), At(when.Micros(i)*when.Minute), func(h *detect.Hit) { h.Scenario = fmt.Sprint("scenario_", i%4) })
		if i == 5 {
			Paid(8_600_000)(&h)
			h.Level, h.Score, h.ReasonZH = "urgent", 95, "向涉案账户转账"
		}
		check.Equal(r, r.record(h), 1)
	}
	w := r.one()
	check.Equal(r, w.Hits, int64(10))
	check.Equal(r, w.Level, warning.Urgent)
	check.Equal(r, w.Family, warning.Fund)
	check.Equal(r, w.ReasonZH, "向涉案账户转账")
	check.Equal(r, w.PossibleLossFen, int64(8_600_000))
	check.Equal(r, w.MovedAt, Start+5*when.Minute)
	check.Equal(r, w.Scenarios, []string{"payee_reported", "scenario_0", "scenario_1", "scenario_2", "scenario_3"})
	check.Equal(r, w.Number[:3], warning.NumberPrefix)
	check.Equal(r, r.kinds(), []string{warning.EventRaised, warning.EventLevelRaised})
	d, err := r.s.Get(r.ctx, Operator("li"), w.ID)
	check.NoError(r, err)
	check.Equal(r, len(d.Hits), 10)
	check.Equal(r, d.Why[0].Scenario, "payee_reported")
	check.Equal(r, len(d.Why), 5)
	check.Equal(r, d.Why[1].Count+d.Why[2].Count+d.Why[3].Count+d.Why[4].Count, int64(9))
	check.Equal(r, d.Hits[0].Evidence, []detect.Evidence{{Name: "duration", Value: "1800"}})
	check.Equal(r, []warning.Verb{d.History[0].Verb, d.History[1].Verb}, []warning.Verb{warning.Raised, warning.LevelRaised})
	check.Equal(r, len(r.Audit(r)), 2)
}

// Inside the quiet time nothing is announced again; after it, it is; a higher level always is.
func quietTime(r *room) {
	r.record(Hit("a", Of(Phone(1))))
	r.record(Hit("b", Of(Phone(1)), At(119*when.Minute)))
	check.Equal(r, r.kinds(), []string{warning.EventRaised})
	r.record(Hit("c", Of(Phone(1)), At(120*when.Minute)))
	check.Equal(r, r.kinds(), []string{warning.EventRaised, warning.EventRepeated})
	r.record(Hit("d", Of(Phone(1)), At(121*when.Minute), Level(warning.Low)))
	r.record(Hit("e", Of(Phone(1)), At(122*when.Minute), Level(warning.High)))
	check.Equal(r, r.kinds(), []string{warning.EventRaised, warning.EventRepeated, warning.EventLevelRaised})
	check.Equal(r, r.one().Hits, int64(5))
}

// A batch that comes again after a crash changes nothing at all.
func sameBatch(r *room) {
	batch := []detect.Hit{
		Hit("a", Of(Phone(1))), Hit("b", Of(Phone(1)), Level(warning.Urgent)), Hit("c", Of(Phone(2))), Hit("d"), Hit("a", Of(Phone(1))),
	}
	check.Equal(r, r.record(batch...), 4)
	before, events, audit := r.all(), r.Events(r), r.Audit(r)
	check.Equal(r, r.record(batch...), 0)
	check.Equal(r, r.all(), before)
	check.Equal(r, r.Events(r), events)
	check.Equal(r, r.Audit(r), audit)
}

// A hit with an identity number and a phone shows that two records are one person: numbers, hits and warnings follow.
func merge(r *room) {
	r.record(Hit("a", Of(Phone(1))))
	v := r.one()
	r.claim(v.ID)
	r.finish(v.ID, warning.Dissuaded)
	r.c.Set(Start + when.Day)
	r.record(Hit("b", As(ID(1)), At(when.Day)))
	r.record(Hit("c", As(ID(1)), Of(Phone(1)), At(when.Day+when.Minute)))
	views := r.all()
	check.Equal(r, len(views), 2)
	check.Equal(r, views[0].Target, views[1].Target)
	p, err := r.s.Person(r.ctx, Operator("li"), v.Target) // by the id that is gone
	check.NoError(r, err)
	check.Equal(r, p.ID, views[0].Target)
	check.Equal(r, p.IDNumber, ID(1))
	check.Equal(r, p.Phones, []ident.Phone{Phone(1)})
	check.Equal(r, p.Target.Hits, int64(3))
	check.Equal(r, p.Open, p.Warnings[0].ID)
	hits, _, err := r.s.Hits(r.ctx, Operator("li"), warning.HitFilter{Target: p.ID})
	check.NoError(r, err)
	check.Equal(r, len(hits), 3)
}

// Two people with an open warning each are found to be one: the warning that somebody works on takes the other in.
func mergeOpen(r *room) {
	r.record(Hit("a", As(ID(1))))
	r.record(Hit("b", Of(Phone(1)), Level(warning.Urgent)), Hit("b2", Of(Phone(1)), Level(warning.Low)))
	byPhone := r.all()[0]
	r.claim(byPhone.ID)
	r.record(Hit("c", As(ID(1)), Of(Phone(1)), Level(warning.High)))
	open, _, err := r.s.List(r.ctx, Operator("li"), warning.Filter{State: []warning.State{warning.Open, warning.Working}})
	check.NoError(r, err)
	check.Equal(r, len(open), 1)
	check.Equal(r, open[0].ID, byPhone.ID)
	check.Equal(r, open[0].Hits, int64(4))
	check.Equal(r, open[0].Level, warning.Urgent)
	check.Equal(r, open[0].Person.IDNumber, ID(1))
	closed, _, err := r.s.List(r.ctx, Operator("li"), warning.Filter{State: []warning.State{warning.Closed}})
	check.NoError(r, err)
	check.Equal(r, closed[0].Outcome, warning.Duplicate)
	check.Equal(r, closed[0].Into, byPhone.ID)
	d, err := r.s.Get(r.ctx, Operator("li"), byPhone.ID)
	check.NoError(r, err)
	check.Equal(r, len(d.Hits), 4)
	r.record(Hit("d", Of(Phone(1))), Hit("e", As(ID(1))))
	v, err := r.s.Get(r.ctx, Operator("li"), byPhone.ID)
	check.NoError(r, err)
	check.Equal(r, v.Warning.Hits, int64(6))
	check.True(r, slices.Contains(r.kinds(), warning.EventClosed), "the absorbed warning was not announced")
}

// Two identity numbers on one phone are two people: a family's phone, or a number sold on.
func sharedPhone(r *room) {
	r.record(Hit("a", As(ID(1)), Of(Phone(1))), Hit("b", As(ID(2)), Of(Phone(1))), Hit("c", Of(Phone(1))))
	views := r.all()
	check.Equal(r, len(views), 2)
	people := map[ident.IDNumber]int64{}
	for _, v := range views {
		people[v.Person.IDNumber] = v.Warning.Hits
	}
	check.Equal(r, people, map[ident.IDNumber]int64{ID(1): 2, ID(2): 1})
}

// The unit is that of the hit's place, else the one that last answered for the person, else that of the identity number's
// area, else the centre itself.
func unitByPlace(r *room) {
	r.record(Hit("a", Of(Phone(1)), In(PlaceE1)), Hit("b", Of(Phone(2)), In("")), Hit("c", As(ID(3)), In("")))
	unit := map[string]string{}
	for _, v := range r.all() {
		unit[string(v.Person.Phone)+string(v.Person.IDNumber)] = v.Unit
	}
	check.Equal(r, unit, map[string]string{string(Phone(1)): East1, string(Phone(2)): City, string(ID(3)): East})
	first := r.find(Phone(1))
	r.claim(first.ID)
	r.finish(first.ID, warning.FalseAlarm)
	r.c.Set(Start + 3*when.Day)
	r.record(Hit("d", Of(Phone(1)), In(""), At(2*when.Day)))
	check.Equal(r, r.find(Phone(1)).Unit, East1)
	r.finish(r.claim(r.find(Phone(1)).ID).ID, warning.FalseAlarm)
	r.record(Hit("e", Of(Phone(1)), In(PlaceW1), At(4*when.Day)))
	check.Equal(r, r.find(Phone(1)).Unit, West1)
}

// find returns the open or working warning of a phone.
func (r *room) find(p ident.Phone) warning.View {
	r.Helper()
	views, _, err := r.s.List(r.ctx, access.System(), warning.Filter{Search: string(p), State: []warning.State{warning.Open, warning.Working}})
	check.NoError(r, err)
	check.Equal(r, len(views), 1)
	return views[0]
}

// A warning from the first hit to the end of its watch; every step is in the history, in the audit log and an event.
func life(r *room) {
	r.record(Hit("a", Of(Phone(1))))
	w := r.one()
	check.Equal(r, w.DueWhat, warning.DueClaim)
	_, err := r.s.Claim(r.ctx, Scope("an", City, access.Analyst), w.ID, w.Version)
	check.Fault(r, err, access.ErrDenied.Code)
	_, err = r.s.Claim(r.ctx, Operator("li"), w.ID, w.Version+1)
	check.Fault(r, err, "warning.version")
	v, err := r.s.Claim(r.ctx, Operator("li"), w.ID, w.Version)
	check.NoError(r, err)
	check.Equal(r, v.ClaimedName, "民警li")
	_, err = r.s.Claim(r.ctx, Operator("wang"), w.ID, 0)
	check.Fault(r, err, "warning.already_claimed")
	_, err = r.s.Release(r.ctx, Operator("wang"), w.ID, v.Version)
	check.Fault(r, err, "warning.not_yours")
	v, err = r.s.Release(r.ctx, Operator("li"), w.ID, v.Version)
	check.NoError(r, err)
	check.Equal(r, v.ClaimedBy, "")
	r.claim(w.ID)
	_, err = r.s.Contacted(r.ctx, access.System(), warning.ContactCmd{ID: w.ID, At: Start + when.Minute, Reached: true})
	check.NoError(r, err)
	v, err = r.s.Contacted(r.ctx, access.System(), warning.ContactCmd{ID: w.ID, At: Start + when.Minute, Reached: true})
	check.NoError(r, err)
	check.True(r, v.ReachedBeforeMoney(), "reached before money")
	v = r.finish(w.ID, warning.Dissuaded)
	check.Equal(r, v.State, warning.Watching)
	again, err := r.s.Close(r.ctx, access.System(), warning.CloseCmd{ID: w.ID, Outcome: warning.Lost})
	check.NoError(r, err)
	check.Equal(r, again.Warning, v.Warning)
	n, err := r.s.Tick(r.ctx, v.WatchUntil-1)
	check.NoError(r, err)
	check.Equal(r, n, 0)
	n, err = r.s.Tick(r.ctx, v.WatchUntil)
	check.NoError(r, err)
	check.Equal(r, n, 1)
	n, err = r.s.Tick(r.ctx, v.WatchUntil)
	check.NoError(r, err)
	check.Equal(r, n, 0)
	d, err := r.s.Get(r.ctx, Operator("li"), w.ID)
	check.NoError(r, err)
	check.Equal(r, d.State, warning.Closed)
	var verbs []warning.Verb
	for i, s := range d.History {
		verbs = append(verbs, s.Verb)
		check.Equal(r, s.N, int64(i+1))
	}
	check.Equal(r, verbs, []warning.Verb{
		warning.Raised, warning.Claimed, warning.Released, warning.Claimed, warning.Contacted, warning.Finished, warning.WatchEnded,
	})
	check.Equal(r, len(r.Audit(r)), len(verbs))
	check.Equal(r, r.kinds(), []string{
		warning.EventRaised, warning.EventClaimed, warning.EventReleased, warning.EventClaimed, warning.EventContacted,
		warning.EventClosed, warning.EventWatchEnded,
	})
	note, err := warning.ReadNotice(r.Events(r)[len(r.Events(r))-2].Body)
	check.NoError(r, err)
	check.Equal(r, note.Outcome, warning.Dissuaded)
}

// refusedBatches protects the store from hits that detection should never make, and from endless batches.
func refusedBatches(r *room) {
	for _, broken := range []func(*detect.Hit){
		func(h *detect.Hit) { h.ID = "" }, func(h *detect.Hit) { h.Level = "red" }, func(h *detect.Hit) { h.Family = "other" },
		func(h *detect.Hit) { h.Scenario = "" },
	} {
		_, err := r.s.Record(r.ctx, warning.Batch{Hits: []detect.Hit{Hit("ok", Of(Phone(1))), Hit("x", broken)}})
		check.Fault(r, err, "warning.hit_invalid")
	}
	_, err := r.s.Record(r.ctx, warning.Batch{Hits: make([]detect.Hit, warning.MaxBatch+1)})
	check.Fault(r, err, "warning.batch_too_large")
	check.Equal(r, len(r.all()), 0)
}

// position protects the promise that a restart continues where recording ended: a large batch is stored in parts, and the
// position follows the last of them.
func position(r *room) {
	for _, step := range []struct{ seq, want uint64 }{{5, 5}, {3, 5}, {0, 5}, {9, 9}} {
		_, err := r.s.Record(r.ctx, warning.Batch{Partition: 2, Seq: step.seq})
		check.NoError(r, err)
		at, err := r.s.Position(r.ctx, 2)
		check.NoError(r, err)
		check.Equal(r, at, step.want)
	}
	many := make([]detect.Hit, warning.MaxBatch+1)
	for i := range many {
		many[i] = Hit(fmt.Sprint("m", i), Of(Phone(i%7)), func(h *detect.Hit) { h.Name = "李\x00示\xff" })
	}
	check.NoError(r, warning.Sink{Service: r.s}.Record(r.ctx, 2, 11, many))
	at, err := r.s.Position(r.ctx, 2)
	check.NoError(r, err)
	check.Equal(r, at, uint64(11))
	views := r.all()
	check.Equal(r, len(views), 7)
	check.Equal(r, views[0].Person.Name, "李示")
	at, err = r.s.Position(r.ctx, 3)
	check.NoError(r, err)
	check.Equal(r, at, uint64(0))
}
