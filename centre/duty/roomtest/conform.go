package roomtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/centre/duty"
	"fanzha/internal/check"
	"fanzha/term/region"
	"fanzha/term/when"
)

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, *Desk, Opened){
		"the roster":      roster,
		"a paste":         paste,
		"a swap":          swap,
		"a hand-over":     handOver,
		"custody":         custody,
		"late":            late,
		"climb":           climb,
		"no roster":       noRoster,
		"given back":      givenBack,
		"scopes":          scopes,
		"races":           races,
		"always somebody": always,
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			fn(t, NewDesk(t, o), o)
		})
	}
}

var ctx = context.Background()

// man fills the roster of units for some days: the first is the officer, the second the deputy, the third the leader.
func (d *Desk) man(t *testing.T, days int, units ...string) {
	t.Helper()
	for _, u := range units {
		_, err := d.Rotate(ctx, Head(u), u, duty.Pattern{From: "2026-11-19", Days: days, Teams: []duty.Team{team(ID(u, 0), ID(u, 1), ID(u, 2))}})
		check.NoError(t, err)
	}
}

func team(officer, deputy, leader string) duty.Team {
	return duty.Team{Officer: officer, Deputy: deputy, Leader: leader}
}

func count(o Opened, kind string) int {
	n := 0
	for _, e := range o.Emitted() {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// Protects: a roster by rotation has no gap, a hole in it is found to the minute, and what has ended is not rewritten.
func roster(t *testing.T, d *Desk, o Opened) {
	b, err := d.Board(ctx, Head(County), County, "")
	check.NoError(t, err)
	check.Equal(t, b.Gaps, []duty.Gap{{From: Start, To: Start + 14*when.Day}})
	n, err := d.Rotate(ctx, Head(County), County, duty.Pattern{From: "2026-11-18", Days: 16, Teams: []duty.Team{team(ID(County, 0), "", ""), team(ID(County, 1), "", ""), team(ID(County, 2), ID(County, 3), "")}})
	check.NoError(t, err)
	check.Equal(t, n, 30) // the two shifts of the 18th were over at eight
	b, err = d.Board(ctx, Head(County), County, "")
	check.NoError(t, err)
	check.Equal(t, b.Gaps, []duty.Gap{})
	check.Equal(t, []string{b.Shifts[0].Officer.ID, b.Shifts[1].Officer.ID, b.Shifts[2].Officer.ID, b.Shifts[3].Officer.ID},
		[]string{ID(County, 2), ID(County, 0), ID(County, 1), ID(County, 2)})
	n, err = d.Fill(ctx, Head(County), County, []duty.Line{{Day: "2026-11-19", Code: "day", Officer: ID(County, 2), Deputy: ID(County, 3)}})
	check.NoError(t, err)
	check.Equal(t, n, 0) // the same again is no change
	_, err = d.Fill(ctx, Head(County), County, []duty.Line{{Day: "2026-11-18", Code: "day", Officer: ID(County, 0)}})
	check.Fault(t, err, "duty.ended")
	_, err = d.Fill(ctx, Head(County), County, []duty.Line{{Day: "2026-11-20", Code: "day", Officer: ID(City, 0)}})
	check.Fault(t, err, "duty.person")
	_, err = d.Fill(ctx, One(County, 0), County, []duty.Line{{Day: "2026-11-20", Code: "day", Officer: ID(County, 0)}})
	check.Fault(t, err, "access.denied")
	check.Equal(t, count(o, duty.EvRosterSet), 30)
}

// Protects: a paste is taken whole or not at all, by name as well as by login.
func paste(t *testing.T, d *Desk, _ Opened) {
	text := "日期\t班次\t值班员\t副班\t带班领导\n2026/11/19\t白班\t甲99010100\tp1.99010100\t\n\n2026-11-19\tnight\t乙99010100\n"
	n, err := d.Paste(ctx, Head(County), County, text)
	check.NoError(t, err)
	check.Equal(t, n, 2)
	b, err := d.Board(ctx, Head(County), County, "2026-11-19")
	check.NoError(t, err)
	check.Equal(t, []string{b.Shifts[0].Officer.ID, b.Shifts[0].Deputy.ID, b.Shifts[0].Leader.ID, b.Shifts[1].Officer.ID}, []string{ID(County, 0), ID(County, 1), "", ID(County, 1)})
	check.Equal(t, b.Gaps, []duty.Gap{{From: Start + when.Day, To: Start + 14*when.Day}})
	for _, c := range [][2]string{
		{"", "duty.field"}, {"2026-11-20,白班", "duty.paste"}, {"2026-11-20,中班,甲99010100", "duty.paste"}, {"2026-13-20，白班，甲99010100", "duty.paste"},
		{"2026-11-20,白班,", "duty.paste"}, {"2026-11-20,白班,无此人", "duty.person"}, {"2026-11-20,白班,甲99010100,,,,x", "duty.paste"},
	} {
		_, err = d.Paste(ctx, Head(County), County, c[0])
		check.Fault(t, err, c[1])
	}
}

// Protects: a swap changes both shifts by the word of both, once, and not when a post has changed meanwhile or a shift has begun.
func swap(t *testing.T, d *Desk, _ Opened) {
	_, err := d.Rotate(ctx, Head(County), County, duty.Pattern{From: "2026-11-20", Days: 3, Teams: []duty.Team{team(ID(County, 0), "", ""), team(ID(County, 1), "", "")}})
	check.NoError(t, err)
	b, err := d.Board(ctx, Head(County), County, "2026-11-20")
	check.NoError(t, err)
	mine, theirs := duty.Side{Shift: b.Shifts[0].ID, Post: duty.Officer}, duty.Side{Shift: b.Shifts[1].ID, Post: duty.Officer}
	_, err = d.Propose(ctx, One(County, 1), duty.ProposeCmd{Mine: mine, Theirs: theirs, Note: ""})
	check.Fault(t, err, "duty.not_yours")
	w, err := d.Propose(ctx, One(County, 0), duty.ProposeCmd{Mine: mine, Theirs: theirs, Note: "家里有事"})
	check.NoError(t, err)
	_, err = d.Propose(ctx, One(County, 0), duty.ProposeCmd{Mine: mine, Theirs: theirs, Note: ""})
	check.Fault(t, err, "duty.once")
	_, err = d.Answer(ctx, One(County, 0), w.ID, duty.Act{Do: "agree", Version: w.Version})
	check.Fault(t, err, "duty.not_yours")
	asked, err := d.Swaps(ctx, One(County, 1))
	check.NoError(t, err)
	check.Equal(t, len(asked), 1)
	w, err = d.Answer(ctx, One(County, 1), w.ID, duty.Act{Do: "agree", Version: w.Version})
	check.NoError(t, err)
	_, err = d.Answer(ctx, One(County, 1), w.ID, duty.Act{Do: "decline", Version: w.Version})
	check.Fault(t, err, "duty.state")
	b, err = d.Board(ctx, Head(County), County, "2026-11-20")
	check.NoError(t, err)
	check.Equal(t, []string{b.Shifts[0].Officer.ID, b.Shifts[1].Officer.ID}, []string{ID(County, 1), ID(County, 0)})

	w, err = d.Propose(ctx, One(County, 0), duty.ProposeCmd{Mine: theirs, Theirs: mine, Note: ""})
	check.NoError(t, err)
	_, err = d.Fill(ctx, Head(County), County, []duty.Line{{Day: "2026-11-20", Code: "day", Officer: ID(County, 3)}})
	check.NoError(t, err)
	_, err = d.Answer(ctx, One(County, 1), w.ID, duty.Act{Do: "agree", Version: w.Version})
	check.Fault(t, err, "duty.stale")
	d.After(t, 2*when.Day)
	_, err = d.Answer(ctx, One(County, 1), w.ID, duty.Act{Do: "agree", Version: w.Version})
	check.Fault(t, err, "duty.ended")
}

func item(kind, id string, owner duty.Person) duty.Item {
	return duty.Item{Kind: kind, ID: id, Number: strings.ToUpper(id), About: "王**", State: "working", Owner: owner}
}

// Protects: nothing is signed without an owner for each item or over a list that is no longer true, each signs himself, what is signed does not
// change, and the playbook is told once.
func handOver(t *testing.T, d *Desk, o Opened) {
	d.man(t, 2, County)
	leaver, taker := One(County, 0), One(County, 1)
	me, third := duty.Person{ID: leaver.User, Name: leaver.Name}, duty.Person{ID: ID(County, 2), Name: "丙"}
	d.Put(County, item(duty.KindWarning, "w1", me), item(duty.KindTicket, "t1", duty.Person{}), item(duty.KindOrder, "o1", third))
	d.Put(Station, item(duty.KindWarning, "w2", me), item(duty.KindWarning, "w3", duty.Person{}))
	h, err := d.Draw(ctx, leaver, taker.User, "雨夜，注意刷单类")
	check.NoError(t, err)
	check.True(t, strings.HasPrefix(h.Number, "JB2026"), "it has no number: "+h.Number)
	next := map[string]string{}
	for _, x := range h.Items {
		next[x.Key()] = x.Next.ID
	}
	check.Equal(t, next, map[string]string{"warning/w1": taker.User, "warning/w2": taker.User, "ticket/t1": "", "order/o1": third.ID})
	_, err = d.Do(ctx, leaver, h.ID, duty.Act{Do: "sign", Version: h.Version})
	check.Fault(t, err, "duty.unowned")
	h, err = d.Assign(ctx, leaver, h.ID, duty.Giving{Version: h.Version, To: taker.User})
	check.NoError(t, err)
	_, err = d.Do(ctx, taker, h.ID, duty.Act{Do: "sign", Version: h.Version})
	check.Fault(t, err, "duty.not_yours")
	d.Put(County, item(duty.KindWarning, "w1", me), item(duty.KindTicket, "t1", duty.Person{}))
	_, err = d.Do(ctx, leaver, h.ID, duty.Act{Do: "sign", Version: h.Version})
	check.Fault(t, err, "duty.changed")
	h, err = d.Do(ctx, leaver, h.ID, duty.Act{Do: "refresh", Version: h.Version})
	check.NoError(t, err)
	check.Equal(t, []int{len(h.Items), h.Unowned()}, []int{3, 0}) // what was chosen is kept
	h, err = d.Do(ctx, leaver, h.ID, duty.Act{Do: "sign", Version: h.Version})
	check.NoError(t, err)
	_, err = d.Assign(ctx, leaver, h.ID, duty.Giving{Version: h.Version, To: third.ID})
	check.Fault(t, err, "duty.state")
	_, err = d.Do(ctx, leaver, h.ID, duty.Act{Do: "take", Version: h.Version})
	check.Fault(t, err, "duty.not_yours")
	back, err := d.Do(ctx, taker, h.ID, duty.Act{Do: "return", Version: h.Version, Note: "w2 说清楚"})
	check.NoError(t, err)
	check.Equal(t, back.State+back.Return, "draftw2 说清楚")
	h, err = d.Do(ctx, leaver, h.ID, duty.Act{Do: "sign", Version: back.Version})
	check.NoError(t, err)
	h, err = d.Do(ctx, taker, h.ID, duty.Act{Do: "take", Version: h.Version})
	check.NoError(t, err)
	_, err = d.Do(ctx, taker, h.ID, duty.Act{Do: "take", Version: h.Version})
	check.Fault(t, err, "duty.state")
	h, err = d.HandOver(ctx, taker, h.ID)
	check.NoError(t, err)
	check.True(t, h.Sound() && h.Left.Digest == h.Taken.Digest && h.Taken.Person.ID == taker.User, "the signatures do not belong to the list")
	h.Items[0].Next = third
	check.True(t, !h.Sound(), "a changed list still counts as signed")
	check.Equal(t, count(o, duty.EvHandedOver), 1)
	d.After(t, 13*when.Hour)
	check.Equal(t, count(o, duty.EvLate), 0) // the day shift was handed over
	_, err = d.Draw(ctx, leaver, leaver.User, "")
	check.Fault(t, err, "duty.same_person")
}

// Protects: what no room gives to anybody has a custodian after the signatures, until the room names one or he leaves the centre.
func custody(t *testing.T, d *Desk, _ Opened) {
	leaver, taker := One(County, 0), One(County, 1)
	d.Put(County, item(duty.KindClaim, "c1", duty.Person{}))
	h, err := d.Draw(ctx, leaver, taker.User, "")
	check.NoError(t, err)
	h, err = d.Assign(ctx, leaver, h.ID, duty.Giving{Version: h.Version, Keys: []string{"claim/c1"}, To: taker.User})
	check.NoError(t, err)
	h, err = d.Do(ctx, leaver, h.ID, duty.Act{Do: "sign", Version: h.Version})
	check.NoError(t, err)
	_, err = d.Do(ctx, taker, h.ID, duty.Act{Do: "take", Version: h.Version})
	check.NoError(t, err)
	h, err = d.Draw(ctx, taker, ID(County, 2), "")
	check.NoError(t, err)
	check.Equal(t, []string{h.Items[0].Owner.ID, h.Items[0].Next.ID}, []string{taker.User, ID(County, 2)})
	h, err = d.Do(ctx, taker, h.ID, duty.Act{Do: "withdraw", Version: h.Version})
	check.NoError(t, err)
	d.Put(County, item(duty.KindObjection, "y1", duty.Person{}))
	h, err = d.Draw(ctx, taker, ID(County, 3), "")
	check.NoError(t, err)
	_, err = d.Assign(ctx, taker, h.ID, duty.Giving{Version: h.Version, Keys: []string{"objection/y1"}, To: ID(County, 3)})
	check.Fault(t, err, "duty.cannot_take")
	h, err = d.Assign(ctx, taker, h.ID, duty.Giving{Version: h.Version, To: ID(County, 3)})
	check.NoError(t, err)
	check.Equal(t, h.Unowned(), 1) // he cannot work on it: somebody else must
	_, err = d.Do(ctx, taker, h.ID, duty.Act{Do: "withdraw", Version: h.Version})
	check.NoError(t, err)
	d.Put(County, item(duty.KindClaim, "c1", duty.Person{}))
	d.Off[taker.User] = true
	h, err = d.Draw(ctx, One(County, 2), ID(County, 3), "")
	check.NoError(t, err)
	check.Equal(t, h.Unowned(), 1)
}

// Protects: a shift that nobody handed over is told to its leader once, and no longer stands there when it is handed over after all.
func late(t *testing.T, d *Desk, o Opened) {
	d.man(t, 1, County)
	d.After(t, 12*when.Hour+29*when.Minute)
	check.Equal(t, count(o, duty.EvLate), 0)
	d.After(t, when.Minute)
	d.After(t, when.Minute)
	check.Equal(t, count(o, duty.EvLate), 1)
	now, err := d.Now(ctx, Head(City))
	check.NoError(t, err)
	check.Equal(t, len(now.Late), 1)
	// the night shift has the same officer: the one that has begun last is handed over first, then the one that is late
	for range 2 {
		h, err := d.Draw(ctx, One(County, 0), ID(County, 3), "")
		check.NoError(t, err)
		h, err = d.Do(ctx, One(County, 0), h.ID, duty.Act{Do: "sign", Version: h.Version})
		check.NoError(t, err)
		_, err = d.Do(ctx, One(County, 3), h.ID, duty.Act{Do: "take", Version: h.Version})
		check.NoError(t, err)
	}
	now, err = d.Now(ctx, Head(City))
	check.NoError(t, err)
	check.Equal(t, len(now.Late), 0)
}

func urgent(id string, due when.Micros) duty.Matter {
	return duty.Matter{Kind: duty.KindWarning, ID: id, Number: "YJ-" + id, Target: "t1", Unit: Station, Level: "urgent", Wanting: true, DueAt: due}
}

// stands reads on whom a warning stands.
func (d *Desk) stands(t *testing.T) duty.Climb {
	t.Helper()
	all, err := d.ClimbsOf(ctx, access.System(), "t1")
	check.NoError(t, err)
	check.Equal(t, len(all), 1)
	return all[0]
}

// Protects: an urgent warning that nobody takes goes to deputy, leader and the next level in turn, each after its time, each step once; told twice
// nothing changes, and who takes it ends the climb.
func climb(t *testing.T, d *Desk, o Opened) {
	d.man(t, 2, Station, County, City)
	m := urgent("w1", Start+3*when.Minute)
	for range 2 {
		check.NoError(t, d.Follow(ctx, m))
	}
	var path []string
	see := func() {
		c := d.stands(t)
		path = append(path, fmt.Sprintf("%d %s", (d.Clock.Now()-Start)/when.Minute, c.Who))
	}
	see()
	for _, after := range []when.Micros{3, 4, 1, 5, 3, 5, 5, 3, 5, 60} {
		d.After(t, after*when.Minute)
		see()
	}
	check.Equal(t, path, []string{
		"0 " + ID(Station, 0), "3 " + ID(Station, 1), "7 " + ID(Station, 1), "8 " + ID(Station, 2), "13 " + ID(County, 0), "16 " + ID(County, 1),
		"21 " + ID(County, 2), "26 " + ID(City, 0), "29 " + ID(City, 1), "34 " + ID(City, 2), "94 " + ID(City, 2),
	})
	check.Equal(t, count(o, duty.EvEscalated), 8)
	mine, err := d.Standing(ctx, One(City, 2))
	check.NoError(t, err)
	check.Equal(t, []string{mine[0].Item, mine[0].Name}, []string{"w1", "YJ-w1"})
	m.Wanting = false
	for range 2 {
		check.NoError(t, d.Follow(ctx, m))
	}
	check.Equal(t, count(o, duty.EvSettled), 1)
	d.After(t, when.Hour)
	check.Equal(t, count(o, duty.EvEscalated), 8)
	check.Equal(t, len(d.stands(t).Rungs), 9)
}

// Protects: a unit without a roster is passed over and named; without any roster the matter is told as nobody's until somebody comes on duty.
func noRoster(t *testing.T, d *Desk, o Opened) {
	check.NoError(t, d.Follow(ctx, urgent("w1", Start+3*when.Minute)))
	c := d.stands(t)
	check.Equal(t, []string{c.Who, c.Rungs[0].Why}, []string{"", duty.WhyNoRoster})
	check.Equal(t, count(o, duty.EvEscalated), 1)
	d.After(t, 10*when.Minute)
	check.Equal(t, count(o, duty.EvEscalated), 1)
	d.man(t, 1, City)
	d.After(t, 10*when.Minute)
	c = d.stands(t)
	check.Equal(t, c.Who, ID(City, 0))
	check.NoError(t, d.Follow(ctx, duty.Matter{Kind: duty.KindOrder, ID: "o1", Target: "t2", Unit: Station, Level: "urgent", Wanting: true, DueAt: d.Clock.Now()}))
	all, err := d.ClimbsOf(ctx, access.System(), "t2")
	check.NoError(t, err)
	check.Equal(t, all[0].Rungs[0].Skipped, []string{Station, County})
	// everybody has gone home: the city's night shift is empty, nobody is above it
	d.After(t, 25*when.Hour)
	check.Equal(t, d.stands(t).Who, "")
}

// Protects: what is given back or moved to another unit climbs again from its foot, and what is not urgent does not climb.
func givenBack(t *testing.T, d *Desk, _ Opened) {
	d.man(t, 2, Station, County)
	m := urgent("w1", Start+3*when.Minute)
	check.NoError(t, d.Follow(ctx, m))
	d.After(t, 20*when.Minute)
	m.Wanting = false
	check.NoError(t, d.Follow(ctx, m))
	m.Wanting = true
	check.NoError(t, d.Follow(ctx, m))
	check.Equal(t, d.stands(t).Who, ID(Station, 0))
	m.Unit = County
	check.NoError(t, d.Follow(ctx, m))
	check.Equal(t, d.stands(t).Who, ID(County, 0))
	m.Level = "high"
	check.NoError(t, d.Follow(ctx, m))
	check.Equal(t, d.stands(t).State, duty.Settled)
	check.NoError(t, d.Follow(ctx, duty.Matter{Kind: duty.KindOrder, ID: "o9", Target: "t9", Unit: Station, Level: "low", Wanting: true}))
	none, err := d.ClimbsOf(ctx, access.System(), "t9")
	check.NoError(t, err)
	check.Equal(t, len(none), 0)
}

// Protects: who looks from another city sees nothing of it.
func scopes(t *testing.T, d *Desk, _ Opened) {
	d.man(t, 1, County)
	check.NoError(t, d.Follow(ctx, urgent("w1", Start)))
	h, err := d.Draw(ctx, One(County, 0), ID(County, 1), "")
	check.NoError(t, err)
	far := Head(Other)
	_, err = d.Board(ctx, far, County, "")
	check.Fault(t, err, "duty.not_found")
	_, err = d.Fill(ctx, far, County, []duty.Line{{Day: "2026-11-20", Code: "day", Officer: ID(County, 0)}})
	check.Fault(t, err, "duty.not_found")
	_, err = d.HandOver(ctx, far, h.ID)
	check.Fault(t, err, "duty.not_found")
	_, err = d.People(ctx, far, County)
	check.Fault(t, err, "duty.not_found")
	papers, err := d.HandOvers(ctx, far)
	check.NoError(t, err)
	standing, err := d.Standing(ctx, far)
	check.NoError(t, err)
	climbs, err := d.ClimbsOf(ctx, far, "t1")
	check.NoError(t, err)
	check.Equal(t, []int{len(papers), len(standing), len(climbs)}, []int{0, 0, 0})
	_, err = d.Board(ctx, access.Scope{User: "b", Unit: County, Roles: []access.Role{access.BankLiaison}}, County, "")
	check.Fault(t, err, "access.denied")
}

// Protects: of two clocks that look at once, each step is taken once.
func races(t *testing.T, d *Desk, o Opened) {
	d.man(t, 1, Station)
	for i := range 5 {
		m := urgent(fmt.Sprintf("w%d", i), Start+when.Minute)
		m.Target = m.ID
		check.NoError(t, d.Follow(ctx, m))
	}
	d.Clock.Set(Start + 2*when.Minute)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			_, err := d.Tick(ctx)
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	check.Equal(t, count(o, duty.EvEscalated), 5)
}

// Protects: whatever happens, every open urgent matter stands on somebody as long as anybody on its way up is on duty, and says so where nobody
// is; and after each pair of signatures every item of the list has an owner.
func always(t *testing.T, d *Desk, _ Opened) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	units := []string{Station, County, City}
	state := map[string]*duty.Matter{}
	for range 120 {
		switch r.IntN(7) {
		case 0:
			id := fmt.Sprintf("w%d", r.IntN(6))
			m := urgent(id, d.Clock.Now()+when.Micros(r.IntN(5))*when.Minute)
			m.Target, m.Unit = id, units[r.IntN(2)]
			state[id] = &m
			check.NoError(t, d.Follow(ctx, m))
		case 1, 2:
			for _, m := range state { // one of them, whichever
				m.Wanting = r.IntN(2) == 0
				check.NoError(t, d.Follow(ctx, *m))
				break
			}
		case 3:
			u := units[r.IntN(3)]
			day := d.Clock.Now().Time().In(when.Zone).Format(time.DateOnly)
			_, err := d.Rotate(ctx, Head(u), u, duty.Pattern{From: day, Days: 1, Teams: []duty.Team{team(ID(u, r.IntN(4)), "", ID(u, r.IntN(4)))}})
			check.NoError(t, err)
		case 4:
			signedOff(t, d, r)
		default:
			d.After(t, when.Micros(r.IntN(400))*when.Minute)
		}
		d.After(t, 6*when.Minute) // longer than any wait: every climb has looked at the roster
		somebody(t, d, state)
	}
}

// somebody checks where every matter stands.
func somebody(t *testing.T, d *Desk, state map[string]*duty.Matter) {
	t.Helper()
	for id, m := range state {
		all, err := d.ClimbsOf(ctx, access.System(), id)
		check.NoError(t, err)
		if !m.Wanting {
			check.True(t, len(all) == 0 || all[0].State == duty.Settled, "what was taken climbs on")
			continue
		}
		check.Equal(t, len(all), 1)
		c := all[0]
		check.Equal(t, c.State, duty.Running)
		who, err := d.Answers(ctx, m.Unit)
		check.NoError(t, err)
		if who.Person.ID != "" {
			check.True(t, c.Who != "", "somebody is on duty on the way up, and the matter stands on nobody")
		} else {
			check.Equal(t, c.Rungs[len(c.Rungs)-1].Why, duty.WhyNoRoster)
		}
	}
}

// signedOff hands the county over with work of all kinds, and checks that nothing is left without an owner.
func signedOff(t *testing.T, d *Desk, r *rand.Rand) {
	t.Helper()
	from, to := r.IntN(4), r.IntN(3)
	if to >= from {
		to++
	}
	var items []duty.Item
	for i := range r.IntN(8) {
		owner := duty.Person{}
		if n := r.IntN(6); n < 4 {
			owner = duty.Person{ID: ID(County, n), Name: names[n]}
		}
		items = append(items, item([]string{duty.KindWarning, duty.KindClaim, duty.KindTicket}[r.IntN(3)], fmt.Sprint("x", i), owner))
	}
	d.Put(County, items...)
	h, err := d.Draw(ctx, One(County, from), ID(County, to), "")
	check.NoError(t, err)
	if h.Unowned() > 0 {
		_, err = d.Do(ctx, One(County, from), h.ID, duty.Act{Do: "sign", Version: h.Version})
		check.Fault(t, err, "duty.unowned")
		h, err = d.Assign(ctx, One(County, from), h.ID, duty.Giving{Version: h.Version, To: ID(County, to)})
		check.NoError(t, err)
	}
	h, err = d.Do(ctx, One(County, from), h.ID, duty.Act{Do: "sign", Version: h.Version})
	check.NoError(t, err)
	h, err = d.Do(ctx, One(County, to), h.ID, duty.Act{Do: "take", Version: h.Version})
	check.NoError(t, err)
	check.Equal(t, h.Unowned(), 0)
	check.True(t, !slices.ContainsFunc(h.Items, func(x duty.Item) bool { return x.Next.ID == ID(County, from) }), "the leaver still has something")
	check.True(t, region.Under(City, h.Unit) && h.Sound(), "the paper is not whole")
}
