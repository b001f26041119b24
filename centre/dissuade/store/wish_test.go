package store

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

// gated is a desk at which a contact may need a reason.
type gated struct {
	*testing.T
	*dissuade.Service
	desk *roomtest.Desk
}

func newGated(t *testing.T, d *db.DB) *gated {
	s := New(d)
	desk := roomtest.NewDesk(t, s)
	n := 0
	return &gated{t, dissuade.New(dissuade.Options{
		Store: s, Wishes: s, Directory: desk.Directory, Clock: desk.Clock, Rules: desk.Rules(), NewID: func() string { n++; return fmt.Sprintf("g%05d", n) },
	}), desk}
}

// call records a call that the person of a warning answered.
func (g *gated) call(unit, warning, reason string) error {
	_, _, err := g.Record(g.Context(), roomtest.Officer(unit), dissuade.AttemptCmd{Warning: warning, Channel: dissuade.Call, Outcome: "answered", Reason: reason})
	return err
}

// TestGate protects the person from being called by one unit after the other: a second call within the pause, one beyond the budget, and
// one against the person's word need a reason, whoever calls; urgent ones and what the centre writes need none.
func TestGate(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			d := fresh(t)
			g := newGated(t, d)
			pause(g)
			wishes(g)
			exempt(g)
			random(g)
			verified(t, d)
		})
	}
}

func pause(g *gated) {
	check.NoError(g, g.call(roomtest.Station1, "w1", ""))
	g.desk.After(10 * when.Minute)
	check.Fault(g, g.call(roomtest.East, "w1", ""), "dissuade.needs_reason")
	check.Fault(g, g.call(roomtest.East, "w1", "  "), "dissuade.needs_reason")
	gate, err := g.Gate(g.Context(), roomtest.Officer(roomtest.East), "w1")
	check.NoError(g, err)
	check.Equal(g, gate.Budget.Used, int64(1))
	check.Equal(g, len(gate.Why), 1)
	check.Equal(g, gate.Why[0].Code, dissuade.CautionSoon)
	check.Equal(g, gate.Latest[0].Unit, roomtest.Station1)
	check.NoError(g, g.call(roomtest.East, "w1", "本人要求回电"))
	list, _, err := g.ListFor(g.Context(), roomtest.Officer(roomtest.East), dissuade.Filter{Warning: "w1"})
	check.NoError(g, err)
	check.Equal(g, list[0].Reason, "本人要求回电")
	g.desk.After(when.Micros(g.Rules().Pause / time.Microsecond))
	check.NoError(g, g.call(roomtest.East, "w1", ""))
	_, err = g.Gate(g.Context(), roomtest.Officer(roomtest.Station3), "w1")
	check.Fault(g, err, "dissuade.not_found")
}

func wishes(g *gated) {
	g.desk.After(when.Hour)
	officer := roomtest.Officer(roomtest.Station1)
	now := g.desk.Clock.Now()
	for _, bad := range []dissuade.WishCmd{
		{Warning: "w1"}, {Warning: "w1", Until: now}, {Warning: "w1", Until: now + 91*24*when.Hour}, {Warning: "w1", From: 60, To: 1440}, {Warning: "w1", From: -1, To: 5},
	} {
		_, err := g.AddWish(g.Context(), officer, bad)
		check.Fault(g, err, "dissuade.wish_time")
	}
	_, err := g.AddWish(g.Context(), roomtest.Officer(roomtest.Station3), dissuade.WishCmd{Warning: "w1", Until: now + when.Hour})
	check.Fault(g, err, "dissuade.not_found")
	w, err := g.AddWish(g.Context(), officer, dissuade.WishCmd{Warning: "w1", Until: now + when.Hour, Note: "正在开会"})
	check.NoError(g, err)
	check.Fault(g, g.call(roomtest.East, "w1", ""), "dissuade.needs_reason")
	check.Fault(g, g.EndWish(g.Context(), officer, "w3", w.ID), "dissuade.not_found")
	check.NoError(g, g.EndWish(g.Context(), officer, "w1", w.ID))
	check.Fault(g, g.EndWish(g.Context(), officer, "w1", w.ID), "dissuade.wish_ended")
	check.NoError(g, g.call(roomtest.East, "w1", ""))
	evening := dissuade.Wish{From: 22 * 60, To: 8 * 60}
	for hour, bars := range map[int]bool{22: true, 3: true, 8: false, 12: false} {
		at := when.Micros(time.Date(2026, 11, 20, hour, 0, 0, 0, when.Zone).UnixMicro())
		check.Equal(g, evening.Bars(at, when.Zone), bars)
	}
}

func exempt(g *gated) {
	for range 3 { // w2 is urgent
		check.NoError(g, g.call(roomtest.Station1, "w2", ""))
	}
	_, _, err := g.Record(g.Context(), access.System(), dissuade.AttemptCmd{Warning: "w1", Channel: dissuade.SMS, Outcome: "sent"})
	check.NoError(g, err)
}

// random is the invariant: whatever is tried, in any order, no contact on record is a second one within the pause, or beyond the budget,
// without a reason.
func random(g *gated) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 150 {
		g.desk.After(when.Micros(rng.Int64N(int64(2 * when.Hour))))
		cmd := dissuade.AttemptCmd{Warning: "w3", Channel: dissuade.Call, Outcome: "answered"}
		if rng.IntN(2) == 0 {
			cmd.Outcome, cmd.NextAt = "busy", g.desk.Clock.Now()+when.Hour
		}
		if rng.IntN(3) == 0 {
			cmd.Reason = "另有新线索"
		}
		unit := []string{roomtest.Station3, roomtest.City}[rng.IntN(2)]
		_, _, err := g.Record(g.Context(), roomtest.Officer(unit), cmd)
		if err != nil {
			check.Fault(g, err, "dissuade.needs_reason")
		}
	}
	made, _, err := g.ListFor(g.Context(), roomtest.Officer(roomtest.City), dissuade.Filter{Warning: "w3", Limit: dissuade.PageMax})
	check.NoError(g, err)
	check.True(g, len(made) > 50, "too few contacts to say anything")
	for i, a := range made {
		within, soon := int64(0), false
		for _, b := range made[i+1:] {
			soon = soon || b.Reached && a.At < b.At.Add(g.Rules().Pause)
			if b.At > a.At.Add(-g.Rules().Window) {
				within++
			}
		}
		barred := soon || within+1 > g.Rules().Budget
		check.True(g, !barred || a.Reason != "", "a contact that needed a reason has none")
	}
}
