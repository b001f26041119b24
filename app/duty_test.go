package app

import (
	"log/slog"
	"slices"
	"testing"

	"fanzha/app/scenery"
	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/duty"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/sim"
	"fanzha/term/when"
)

// dutyTown is a centre with the invented city's roster on a clock that the test pushes.
type dutyTown struct {
	*testing.T
	c        *Centre
	now      *clock.Manual
	settings conf.Settings
}

func (d *dutyTown) open() {
	c, err := Open(d.Context(), Options{Settings: d.settings, Clock: d.now, Site: DemoSite(), Log: slog.New(slog.NewTextHandler(d.Output(), nil))})
	check.NoError(d, err)
	d.c = c
}

// work lets everything follow that follows.
func (d *dutyTown) work() {
	for range 3 {
		check.NoError(d, d.c.Drain(d.Context()))
		check.NoError(d, d.c.Tick(d.Context()))
	}
	check.NoError(d, d.c.Drain(d.Context()))
}

func (d *dutyTown) after(span when.Micros) {
	d.now.Set(d.now.Now() + span)
	d.work()
}

func (d *dutyTown) as(login string) access.Scope {
	a, err := d.c.People.AccountByLogin(d.Context(), access.System(), login)
	check.NoError(d, err)
	return a.Scope()
}

// stands names on whom the warning stands: unit and post.
func (d *dutyTown) stands(target string) string {
	all, err := d.c.duty.ClimbsOf(d.Context(), access.System(), target)
	check.NoError(d, err)
	for _, c := range all {
		if c.Kind == duty.KindWarning {
			r := c.Rungs[len(c.Rungs)-1]
			return c.State + " " + r.Unit + " " + string(r.Post)
		}
	}
	return "nowhere"
}

// Protects: an urgent warning that nobody claims goes up by itself, over a restart too, past the county without a roster to the city; every step
// stands on the person's line of life; who claims it ends it; and what is handed over really changes its owner in its own room.
func TestDutyFromEndToEnd(t *testing.T) {
	d := &dutyTown{T: t, now: clock.NewManual(1_795_046_400_000_000), settings: conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}}
	d.open()
	t.Cleanup(func() { check.NoError(t, d.c.Close()) })
	_, err := d.c.BuildCity(t.Context())
	check.NoError(t, err)
	check.NoError(t, d.c.scenicDuty().Roster(t.Context()))
	for range 2 { // the second start adds nothing
		check.NoError(t, d.c.scenicDuty().HandOver(t.Context()))
	}
	papers, err := d.c.duty.HandOvers(t.Context(), access.System())
	check.NoError(t, err)
	check.True(t, len(papers) == 1 && papers[0].State == duty.Done && papers[0].Sound(), "the invented city shows no finished hand-over")
	station := sim.Stations()[0]
	hit := roomtest.Hit("h1", roomtest.Of(roomtest.Phone(1)), roomtest.Level("urgent"), roomtest.In(station.Area), func(h *detect.Hit) { h.At = d.now.Now() })
	_, err = d.c.warnings.Record(t.Context(), warning.Batch{Hits: []detect.Hit{hit}, Seq: 1})
	check.NoError(t, err)
	d.work()
	list, _, err := d.c.warnings.List(t.Context(), access.System(), warning.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(list), 1)
	w := list[0]
	check.Equal(t, d.stands(w.Target), "running "+station.Code+" officer")
	d.after(w.DueAt - d.now.Now() + when.Second)
	check.Equal(t, d.stands(w.Target), "running "+scenery.Unit+" officer") // the station has no deputy, the county no roster
	check.NoError(t, d.c.Close())
	d.open()
	d.after(4 * when.Minute)
	check.Equal(t, d.stands(w.Target), "running "+scenery.Unit+" deputy")
	now, err := d.c.duty.Now(t.Context(), d.as("zhifu"))
	check.NoError(t, err)
	check.True(t, slices.ContainsFunc(now.Climb, func(c duty.Climb) bool { return c.Item == w.ID && c.Who == d.as("zhifu").User }), "Today does not say on whom it stands")
	life, err := d.c.warnings.Timeline(t.Context(), access.System(), w.Target)
	check.NoError(t, err)
	steps := 0
	for _, m := range life {
		if m.TitleZH == "逐级上报" && m.Ref == w.ID {
			steps++
		}
	}
	check.Equal(t, steps, 2)

	_, err = d.c.warnings.Claim(t.Context(), d.as("jiexian"), w.ID, 0)
	check.NoError(t, err)
	d.work()
	check.Equal(t, d.stands(w.Target)[:7], "settled")
	d.after(when.Hour)
	check.Equal(t, d.stands(w.Target)[:7], "settled")

	d.handOver("jiexian", scenery.StaffLogin(scenery.Unit))
	d.work()
	v, err := d.c.warnings.View(t.Context(), access.System(), w.ID)
	check.NoError(t, err)
	check.Equal(t, []string{v.ClaimedBy, v.ClaimedName}, []string{d.as(scenery.StaffLogin(scenery.Unit)).User, "模拟接线台"})
	detail, err := d.c.warnings.Get(t.Context(), access.System(), w.ID)
	check.NoError(t, err)
	check.Equal(t, detail.History[len(detail.History)-1].Verb, warning.HandedOver)
}

// handOver hands everything of one person over to another.
func (d *dutyTown) handOver(from, to string) {
	room, leaver, taker := d.c.duty, d.as(from), d.as(to)
	h, err := room.Draw(d.Context(), leaver, to, "")
	check.NoError(d, err)
	check.True(d, slices.ContainsFunc(h.Items, func(x duty.Item) bool { return x.Kind == duty.KindWarning && x.Owner.ID == leaver.User }), "the list leaves out what the leaver has")
	for _, who := range []string{to, "lingdao"} {
		if h.Unowned() > 0 {
			h, err = room.Assign(d.Context(), leaver, h.ID, duty.Giving{Version: h.Version, To: who})
			check.NoError(d, err)
		}
	}
	h, err = room.Do(d.Context(), leaver, h.ID, duty.Act{Do: "sign", Version: h.Version})
	check.NoError(d, err)
	_, err = room.Do(d.Context(), taker, h.ID, duty.Act{Do: "take", Version: h.Version})
	check.NoError(d, err)
}
