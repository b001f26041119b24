package roomtest

import (
	"fmt"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// After the work has ended, late evidence and contacts inside the quiet time stay silent; money that moves, a higher level
// and anything after the quiet time open a new warning that names the one before.
func afterwards(r *room) {
	r.record(Hit("a", Of(Phone(1))))
	old := r.one()
	r.claim(old.ID)
	r.c.Set(Start + 10*when.Minute)
	r.finish(old.ID, warning.Dissuaded)
	r.record(Hit("late", Of(Phone(1)), At(5*when.Minute), Paid(100)), Hit("quiet", Of(Phone(1)), At(20*when.Minute)))
	w := r.one()
	check.Equal(r, w.State, warning.Watching)
	check.Equal(r, w.Hits, int64(3))
	r.record(Hit("pays", Of(Phone(1)), At(21*when.Minute), Paid(500_000)))
	next := r.find(Phone(1))
	check.Equal(r, next.Previous, old.ID)
	check.Equal(r, next.Hits, int64(1))
	r.finish(r.claim(next.ID).ID, warning.FalseAlarm)
	r.record(Hit("high", Of(Phone(1)), At(22*when.Minute), Level(warning.High)))
	check.Equal(r, r.find(Phone(1)).Previous, next.ID)
}

// A report by a watched person reopens the warning for review, once, and tells the analysts; the report of the loss that
// the work has ended with does not; a report without a loss does not.
func report(r *room) {
	r.record(Hit("a", Of(Phone(1))), Hit("b", Of(Phone(2))), Hit("c", Of(Phone(3))))
	for i, o := range []warning.Outcome{warning.Dissuaded, warning.LostStopped, warning.Refused} {
		w := r.find(Phone(i + 1))
		r.claim(w.ID)
		r.c.Set(Start + when.Hour)
		r.finish(w.ID, o)
	}
	harmless := Hit("r3", Of(Phone(3)), At(2*when.Day), Report(0), func(h *detect.Hit) { h.Evidence = []detect.Evidence{{Name: "lost", Value: "false"}} })
	r.record(Hit("r1", Of(Phone(1)), At(2*when.Day), Report(9_000_00)), Hit("r2", Of(Phone(2)), At(30*when.Minute), Report(1)), harmless)
	r.record(Hit("r1b", Of(Phone(1)), At(2*when.Day+when.Hour), Report(9_000_00)))
	review, _, err := r.s.List(r.ctx, Operator("li"), warning.Filter{State: []warning.State{warning.InReview}})
	check.NoError(r, err)
	check.Equal(r, len(review), 1)
	w := review[0]
	check.Equal(r, w.Person.Phone, Phone(1))
	check.Equal(r, w.ReviewHit, "r1")
	check.Equal(r, w.DueWhat, warning.DueReview)
	check.Equal(r, w.MovedAt, Start+2*when.Day)
	check.Equal(r, w.Warning.Hits, int64(3))
	check.Equal(r, strings.Count(strings.Join(r.kinds(), " "), warning.EventReviewOpened), 1)
	_, err = r.s.Review(r.ctx, Operator("li"), warning.ReviewCmd{ID: w.ID, Finding: warning.Defrauded, Note: "x"})
	check.Fault(r, err, access.ErrDenied.Code)
	v, err := r.s.Review(r.ctx, Scope("an", City, access.Analyst), warning.ReviewCmd{ID: w.ID, Finding: warning.Defrauded, Note: "second account"})
	check.NoError(r, err)
	check.Equal(r, v.State, warning.Closed)
	r.record(Hit("d", Of(Phone(4))))
	second := r.finish(r.claim(r.find(Phone(4)).ID).ID, warning.Dissuaded)
	_, err = r.s.Defrauded(r.ctx, Scope("an", City, access.Analyst), second.ID, "C9")
	check.Fault(r, err, access.ErrDenied.Code)
	for range 2 {
		v, err = r.s.Defrauded(r.ctx, access.System(), second.ID, "C9")
		check.NoError(r, err)
		check.Equal(r, []any{v.State, v.ReviewHit}, []any{warning.InReview, "case/C9"})
	}
	check.Equal(r, strings.Count(strings.Join(r.kinds(), " "), warning.EventReviewOpened), 2)
}

// What an officer has graded down stays down for evidence that he knew of, until that level's quiet time is over; stronger
// evidence raises it at once.
func gradingStands(r *room) {
	r.record(Hit("a", Of(Phone(1)), Level(warning.High)))
	w := r.one()
	r.c.Set(Start + when.Minute)
	v, err := r.s.Grade(r.ctx, Operator("li"), warning.GradeCmd{ID: w.ID, Version: w.Version, Level: warning.Low, Reason: "the caller is her son"})
	check.NoError(r, err)
	check.Equal(r, v.Level, warning.Low)
	check.Equal(r, v.Evidence, warning.High)
	r.record(Hit("b", Of(Phone(1)), Level(warning.High), At(10*when.Minute)))
	check.Equal(r, r.one().Level, warning.Low)
	r.record(Hit("c", Of(Phone(1)), Level(warning.High), At(31*when.Minute)))
	check.Equal(r, r.one().Level, warning.High)
	_, err = r.s.Grade(r.ctx, Operator("li"), warning.GradeCmd{ID: w.ID, Level: warning.Low, Reason: "as before"})
	check.NoError(r, err)
	r.record(Hit("d", Of(Phone(1)), Level(warning.Urgent), At(32*when.Minute)))
	check.Equal(r, r.one().Level, warning.Urgent)
	check.Equal(r, r.kinds(), []string{
		warning.EventRaised, warning.EventLevelLowered, warning.EventLevelRaised, warning.EventLevelLowered, warning.EventLevelRaised,
	})
}

// After a transfer another unit is responsible: for the warning, its evidence and the person, until the person moves.
func move(r *room) {
	r.record(Hit("a", Of(Phone(1))))
	w := r.one()
	v, err := r.s.Move(r.ctx, access.System(), w.ID, West1)
	check.NoError(r, err)
	check.Equal(r, v.Unit, West1)
	check.Equal(r, v.Person.Unit, West1)
	again, err := r.s.Move(r.ctx, access.System(), w.ID, West1)
	check.NoError(r, err)
	check.Equal(r, again.Version, v.Version)
	_, err = r.s.Move(r.ctx, Operator("li"), w.ID, East1)
	check.Fault(r, err, access.ErrDenied.Code)
	_, err = r.s.Get(r.ctx, Scope("zhao", East1, access.Officer), w.ID)
	check.Fault(r, err, "warning.not_found")
	west := Scope("qian", West1, access.Officer)
	_, err = r.s.Get(r.ctx, west, w.ID)
	check.NoError(r, err)
	hits, _, err := r.s.Hits(r.ctx, west, warning.HitFilter{Target: w.Target})
	check.NoError(r, err)
	check.Equal(r, len(hits), 1)
	r.record(Hit("b", Of(Phone(1)), At(when.Minute)))
	check.Equal(r, r.one().Person.Unit, West1)
}

// An unmasked value leaves the room only after who, what, why and because of which warning is in the audit log.
func reveal(r *room) {
	r.record(Hit("a", Of(Phone(1)), func(h *detect.Hit) { h.Name = "李示例" }), Hit("b", Of(Phone(2)), In(PlaceW1)))
	w, other := r.find(Phone(1)), r.find(Phone(2))
	east := Scope("zhao", East1, access.Officer)
	before := len(r.Audit(r))
	cmd := warning.RevealCmd{Target: w.Target, Field: warning.FieldPhone, Reason: "call her", Warning: w.ID}
	for code, change := range map[string]func(*warning.RevealCmd){
		"warning.field_unknown":    func(c *warning.RevealCmd) { c.Field = "account" },
		"warning.reason_missing":   func(c *warning.RevealCmd) { c.Reason = "  " },
		"warning.note_too_long":    func(c *warning.RevealCmd) { c.Reason = strings.Repeat("长", warning.MaxNote+1) },
		"warning.person_not_found": func(c *warning.RevealCmd) { c.Target = other.Target },
		"warning.not_found":        func(c *warning.RevealCmd) { c.Warning = other.ID },
	} {
		bad := cmd
		change(&bad)
		_, err := r.s.Reveal(r.ctx, east, bad)
		check.Fault(r, err, code)
	}
	_, err := r.s.Reveal(r.ctx, Scope("aud", City, access.AuditAdmin), cmd)
	check.Fault(r, err, access.ErrDenied.Code)
	check.Equal(r, len(r.Audit(r)), before)
	value, err := r.s.Reveal(r.ctx, east, cmd)
	check.NoError(r, err)
	check.Equal(r, value, string(Phone(1)))
	cmd.Field = warning.FieldName
	value, err = r.s.Reveal(r.ctx, east, cmd)
	check.NoError(r, err)
	check.Equal(r, value, "李示例")
	cmd.Field = warning.FieldIDNumber
	_, err = r.s.Reveal(r.ctx, east, cmd)
	check.Fault(r, err, "warning.value_unknown")
	after := r.Audit(r)
	check.Equal(r, len(after), before+3)
	check.Equal(r, after[before], "zhao person.reveal person/"+w.Target+" call her")
	check.True(r, !strings.Contains(strings.Join(after, "\n"), string(Phone(1))), "the audit log holds the value")
}

// Pages follow the queue's order, cover everything once, and stay right while rows arrive and move.
func paging(r *room) {
	for i := range 30 {
		level := warning.Levels[i%4]
		r.c.Set(Start + when.Micros(i/8)*when.Minute)
		r.record(Hit(fmt.Sprint("h", i), Of(Phone(i)), Level(level), func(h *detect.Hit) { h.AmountFen = int64(i%3) * 1000 }))
	}
	var got []warning.View
	f := warning.Filter{State: []warning.State{warning.Open}, Limit: 7}
	for {
		page, next, err := r.s.List(r.ctx, Operator("li"), f)
		check.NoError(r, err)
		got = append(got, page...)
		if next == "" {
			break
		}
		check.Equal(r, len(page), 7)
		f.Cursor = next
	}
	check.Equal(r, len(got), 30)
	seen := map[string]bool{}
	for i, v := range got {
		check.True(r, !seen[v.ID], "listed twice")
		seen[v.ID] = true
		check.True(r, i == 0 || !before(v, got[i-1]), "out of order at "+fmt.Sprint(i))
	}
	first, next, err := r.s.List(r.ctx, Operator("li"), warning.Filter{Limit: 7})
	check.NoError(r, err)
	r.claim(first[6].ID) // the row of the cursor moves away
	r.record(Hit("new", Of(Phone(99)), Level(warning.Urgent)))
	second, _, err := r.s.List(r.ctx, Operator("li"), warning.Filter{Limit: 7, Cursor: next})
	check.NoError(r, err)
	check.Equal(r, len(second), 7)
	for _, cursor := range []string{"x", "e30", "bm90IGpzb24"} {
		_, _, err = r.s.List(r.ctx, Operator("li"), warning.Filter{Cursor: cursor})
		check.Fault(r, err, "warning.cursor_invalid")
	}
	_, _, err = r.s.List(r.ctx, Operator("li"), warning.Filter{Limit: warning.MaxLimit + 1})
	check.Fault(r, err, "warning.filter_invalid")
	check.Equal(r, hitsPaged(r), 31)
}

// before says whether a must stand before b in the queue.
func before(a, b warning.View) bool {
	if a.Level != b.Level {
		return a.Level.Above(b.Level)
	}
	if a.DueAt != b.DueAt {
		return a.DueAt < b.DueAt
	}
	if a.PossibleLossFen != b.PossibleLossFen {
		return a.PossibleLossFen > b.PossibleLossFen
	}
	return a.ID < b.ID
}

func hitsPaged(r *room) int {
	n, f := 0, warning.HitFilter{Limit: 4}
	for {
		page, next, err := r.s.Hits(r.ctx, Operator("li"), f)
		check.NoError(r, err)
		n += len(page)
		if next == "" {
			return n
		}
		f.Cursor = next
	}
}

// Hits that name nobody are kept for the scenarios; they open no warning.
func nobody(r *room) {
	r.record(Hit("a", In("")), Hit("b", Of(Phone(1))))
	check.Equal(r, len(r.all()), 1)
	hits, _, err := r.s.Hits(r.ctx, Operator("li"), warning.HitFilter{Unattributed: true})
	check.NoError(r, err)
	check.Equal(r, len(hits), 1)
	check.Equal(r, hits[0].Unit, City)
	counts, err := r.s.ScenarioCounts(r.ctx, Operator("li"))
	check.NoError(r, err)
	check.Equal(r, counts, []warning.ScenarioCount{{Scenario: "long_call", Day: 2, Week: 2, LastAt: Start}})
	_, _, err = r.s.Hits(r.ctx, Scope("zhao", East1, access.Officer), warning.HitFilter{})
	check.Fault(r, err, access.ErrDenied.Code)
}

// The line of life holds hits, steps, unmaskings and what other rooms add, newest first.
func timeline(r *room) {
	r.record(Hit("a", Of(Phone(1))))
	w := r.one()
	r.c.Set(Start + when.Hour)
	_, err := r.s.Reveal(r.ctx, Operator("li"), warning.RevealCmd{Target: w.Target, Field: warning.FieldPhone, Reason: "call", Warning: w.ID})
	check.NoError(r, err)
	line, err := r.s.Timeline(r.ctx, Operator("li"), w.Target)
	check.NoError(r, err)
	var types []warning.MomentType
	for _, m := range line {
		types = append(types, m.Type)
	}
	check.Equal(r, types[:2], []warning.MomentType{warning.MomentReveal, warning.MomentAttempt})
	check.Equal(r, len(types), 4)
	check.Equal(r, line[0].By, "民警li")
}

// Search finds by phone and identity number in full, by the beginning of a name, by the warning's number.
func search(r *room) {
	r.record(Hit("a", Of(Phone(1)), As(ID(1)), func(h *detect.Hit) { h.Name = "李示例" }), Hit("b", Of(Phone(2)), func(h *detect.Hit) { h.Name = "李%示" }))
	w := r.find(Phone(1))
	for q, want := range map[string]int{
		string(Phone(1)): 1, string(Phone(1))[3:]: 1, string(ID(1)): 1, "李示": 1, "李%": 1, "示例": 0, "__": 0, string(Phone(3)): 0,
	} {
		found, err := r.s.Search(r.ctx, Operator("li"), " "+q+" ")
		check.NoError(r, err)
		check.Equal(r, len(found.Persons), want)
		check.Equal(r, len(found.Warnings), want)
	}
	found, err := r.s.Search(r.ctx, Operator("li"), w.Number)
	check.NoError(r, err)
	check.Equal(r, len(found.Warnings), 1)
	check.Equal(r, len(found.Persons), 0)
	_, err = r.s.Search(r.ctx, Operator("li"), "李")
	check.Fault(r, err, "warning.search_too_short")
}

// Every figure equals the length of the list behind it.
func figures(r *room) {
	for i := range 12 {
		r.record(Hit(fmt.Sprint("a", i), Of(Phone(i)), Level(warning.Levels[i%4])), Hit(fmt.Sprint("b", i), Of(Phone(i)), At(when.Minute)))
		w := r.find(Phone(i))
		r.claim(w.ID)
		if i%2 == 0 {
			_, err := r.s.Contacted(r.ctx, access.System(), warning.ContactCmd{ID: w.ID, At: Start + 2*when.Minute, Reached: true})
			check.NoError(r, err)
		}
		if i%3 == 0 {
			r.record(Hit(fmt.Sprint("p", i), Of(Phone(i)), At(when.Minute+when.Second), Paid(100)))
		}
		if i < 8 {
			r.finish(w.ID, []warning.Outcome{warning.Dissuaded, warning.Refused}[i%2])
		}
		if i < 4 {
			r.record(Hit(fmt.Sprint("r", i), Of(Phone(i)), At(when.Day), Report(1)))
		}
	}
	scope := Scope("boss", City, access.Leader)
	f, err := r.s.Figures(r.ctx, scope, Start, Start+when.Day)
	check.NoError(r, err)
	check.Equal(r, []int64{f.Hits.Num, f.Merged.Num, f.Warnings.Num, f.Reached.Num, f.ReachedInTime.Num}, []int64{32, 20, 12, 6, 4})
	check.Equal(r, []int64{f.Dissuaded.Num, f.Dissuaded.Den, f.Defrauded.Num, f.Defrauded.Den}, []int64{4, 8, 4, 6})
	check.Equal(r, f.ByLevel[warning.Urgent].Num, int64(3))
	all := []warning.Figure{f.Hits, f.Merged, f.Warnings, f.Reached, f.ReachedInTime, f.Dissuaded, f.Defrauded}
	for _, l := range warning.Levels {
		all = append(all, f.ByLevel[l])
	}
	for _, one := range all {
		check.Equal(r, listed(r, scope, one), one.Num)
	}
	c, err := r.s.Counts(r.ctx, Operator("li"))
	check.NoError(r, err)
	check.Equal(r, c, warning.Counts{Urgent: 1, Working: 4, Mine: 4, Watching: 4, InReview: 4})
	r.c.Set(Start + 2*when.Day)
	c, err = r.s.Counts(r.ctx, Operator("wang"))
	check.NoError(r, err)
	check.Equal(r, c, warning.Counts{Urgent: 1, Working: 4, Watching: 4, InReview: 4, Overdue: 6})
	late, _, err := r.s.List(r.ctx, Operator("li"), warning.Filter{Overdue: true})
	check.NoError(r, err)
	check.Equal(r, int64(len(late)), c.Overdue)
}

func listed(r *room, scope access.Scope, f warning.Figure) int64 {
	if f.Hits != nil {
		q := *f.Hits
		q.Limit = warning.MaxLimit
		hits, _, err := r.s.Hits(r.ctx, scope, q)
		check.NoError(r, err)
		return int64(len(hits))
	}
	q := *f.Warnings
	q.Limit = warning.MaxLimit
	views, _, err := r.s.List(r.ctx, scope, q)
	check.NoError(r, err)
	return int64(len(views))
}

// The table of scopes × reads: what lies outside a caller's jurisdiction does not exist for any read.
func scopes(r *room) {
	r.record(Hit("e1", Of(Phone(1)), As(ID(1)), In(PlaceE1), func(h *detect.Hit) { h.Name = "李东示" }),
		Hit("e2", Of(Phone(2)), In(PlaceE2)), Hit("w1", Of(Phone(3)), In(PlaceW1)), Hit("none", In("")))
	target := r.find(Phone(1))
	role := []access.Role{access.Leader}
	for _, c := range []struct {
		name     string
		scope    access.Scope
		warnings int
		hits     int
		sees     bool // the warning of phone 1
	}{
		{"nobody", access.Scope{Roles: role}, 0, 0, false},
		{"malformed unit", Scope("x", "9901", role...), 0, 0, false},
		{"own station", Scope("x", East1, role...), 1, 1, true},
		{"other station", Scope("x", East2, role...), 1, 1, false},
		{"own county", Scope("x", East, role...), 2, 2, true},
		{"other county", Scope("x", West, role...), 1, 1, false},
		{"city", Scope("x", City, role...), 3, 4, true},
		{"other city", Scope("x", "990200000000", role...), 0, 0, false},
		{"other province", Scope("x", "110000000000", role...), 0, 0, false},
		{"province", Scope("x", "990000000000", role...), 3, 4, true},
		{"ministry", Scope("x", "000000000000", role...), 3, 4, true},
		{"the centre itself", access.System(), 3, 4, true},
	} {
		r.Run(c.name, func(t *testing.T) {
			sub := *r
			sub.T = t
			lists(&sub, c.scope, c.warnings, c.hits)
			singles(&sub, c.scope, target, c.sees)
		})
	}
}

// lists checks every read that returns many.
func lists(r *room, scope access.Scope, warnings, hits int) {
	views, _, err := r.s.List(r.ctx, scope, warning.Filter{})
	check.NoError(r, err)
	check.Equal(r, len(views), warnings)
	page, _, err := r.s.Hits(r.ctx, scope, warning.HitFilter{})
	check.NoError(r, err)
	check.Equal(r, len(page), hits)
	counts, err := r.s.Counts(r.ctx, scope)
	check.NoError(r, err)
	check.Equal(r, counts.Open, int64(warnings))
	sum := int64(0)
	scenarios, err := r.s.ScenarioCounts(r.ctx, scope)
	check.NoError(r, err)
	for _, s := range scenarios {
		sum += s.Week
	}
	check.Equal(r, sum, int64(hits))
	f, err := r.s.Figures(r.ctx, scope, Start, Start+when.Hour)
	check.NoError(r, err)
	check.Equal(r, []int64{f.Warnings.Num, f.Hits.Num}, []int64{int64(warnings), int64(hits)})
}

// singles checks every read and command on one record.
func singles(r *room, scope access.Scope, w warning.View, sees bool) {
	want := map[bool]int{true: 1}[sees]
	outcome := func(err error, code string) {
		r.Helper()
		if sees {
			check.NoError(r, err)
			return
		}
		check.Fault(r, err, code)
	}
	_, err := r.s.Get(r.ctx, scope, w.ID)
	outcome(err, "warning.not_found")
	_, err = r.s.Person(r.ctx, scope, w.Target)
	outcome(err, "warning.person_not_found")
	_, err = r.s.Timeline(r.ctx, scope, w.Target)
	outcome(err, "warning.person_not_found")
	_, err = r.s.Reveal(r.ctx, scope, warning.RevealCmd{Target: w.Target, Field: "name", Reason: "call", Warning: w.ID})
	outcome(err, "warning.person_not_found")
	_, err = r.s.Contacted(r.ctx, scope, warning.ContactCmd{ID: w.ID, At: Start})
	outcome(err, "warning.not_found")
	for _, q := range []string{string(Phone(1)), string(ID(1)), "李东", w.Number} {
		found, err := r.s.Search(r.ctx, scope, q)
		check.NoError(r, err)
		check.Equal(r, len(found.Warnings), want)
		check.True(r, sees || len(found.Persons) == 0, "search shows a person outside the scope")
	}
	people, err := r.s.People(r.ctx, scope, []string{w.Target})
	check.NoError(r, err)
	check.Equal(r, len(people), want)
	for _, f := range []warning.Filter{{IDs: []string{w.ID}}, {Target: w.Target}, {Unit: East1}} {
		views, _, err := r.s.List(r.ctx, scope, f)
		check.NoError(r, err)
		check.Equal(r, len(views), want)
	}
	for _, f := range []warning.HitFilter{{Target: w.Target}, {Warning: w.ID}} {
		hits, _, err := r.s.Hits(r.ctx, scope, f)
		check.NoError(r, err)
		check.Equal(r, len(hits), want)
	}
}

// A person who was warned in two places is seen by both units, each with its own warnings, evidence, steps and unmaskings.
func twoPlaces(r *room) {
	r.record(Hit("a", Of(Phone(1))))
	old := r.one()
	r.claim(old.ID)
	r.finish(old.ID, warning.FalseAlarm)
	r.record(Hit("b", Of(Phone(1)), In(PlaceW1), At(2*when.Day)))
	next := r.find(Phone(1))
	east, west := Scope("zhao", East1, access.Officer), Scope("qian", West1, access.Officer)
	for _, c := range []struct {
		scope access.Scope
		own   string
		open  string
		steps int
	}{{east, old.ID, "", 3}, {west, next.ID, next.ID, 1}} {
		_, err := r.s.Reveal(r.ctx, c.scope, warning.RevealCmd{Target: old.Target, Field: warning.FieldPhone, Reason: "call", Warning: c.own})
		check.NoError(r, err)
		p, err := r.s.Person(r.ctx, c.scope, old.Target)
		check.NoError(r, err)
		check.Equal(r, len(p.Warnings), 1)
		check.Equal(r, p.Warnings[0].ID, c.own)
		check.Equal(r, p.Open, c.open)
		line, err := r.s.Timeline(r.ctx, c.scope, old.Target)
		check.NoError(r, err)
		count := map[warning.MomentType]int{}
		for _, m := range line {
			count[m.Type]++
			check.True(r, m.Type == warning.MomentAttempt || m.Ref == c.own, "a moment of the other unit")
		}
		check.Equal(r, count, map[warning.MomentType]int{
			warning.MomentHit: 1, warning.MomentState: c.steps, warning.MomentReveal: 1, warning.MomentAttempt: 1,
		})
	}
}
