package roomtest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/dissuade"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Opened is a fresh store with a look at the attempts that it emitted as events, in order.
type Opened struct {
	dissuade.Store
	Emitted func() []dissuade.EventBody
}

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, Opened){
		"round trip":    roundTrip,
		"once per key":  oncePerKey,
		"pages":         pages,
		"budget":        budget,
		"scopes":        scopes,
		"hostile texts": hostile,
	} {
		t.Run(name, func(t *testing.T) { fn(t, open(t)) })
	}
}

var ctx = context.Background()

// roundTrip protects: what was recorded is read back as it was, and told once.
func roundTrip(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	yes, no := true, false
	for i, cmd := range []dissuade.AttemptCmd{
		Answered(),
		{Warning: "w1", Channel: dissuade.SMS, Outcome: "sent", Believes: &no},
		{Warning: "w1", Order: "o1", Channel: dissuade.Call, Outcome: "busy", NextAt: Start + when.Hour, Note: "一直占线"},
		{Warning: "w1", Order: "o1", Channel: dissuade.Visit, Outcome: "met", Believes: &yes, AlreadyPaidFen: 123_456_789, Key: "k-1", At: Start - when.Hour,
			Evidence: []dissuade.Evidence{{Kind: "place", Value: "云东区示例路1号"}, {Kind: "photo", Value: "sha256:00"}}, Note: "见到本人"},
	} {
		a, cautions, err := d.Record(ctx, Officer(Station1), cmd)
		check.NoError(t, err)
		check.Equal(t, len(cautions), 0)
		list, next, err := d.ListFor(ctx, Officer(Station1), dissuade.Filter{Warning: "w1", Limit: 50})
		check.NoError(t, err)
		check.Equal(t, next, "")
		check.Equal(t, len(list), i+1)
		found := false
		for _, x := range list {
			if x.ID == a.ID {
				check.Equal(t, x, a)
				found = true
			}
		}
		check.True(t, found, "the attempt is in the list")
		ev := s.Emitted()
		check.Equal(t, len(ev), i+1)
		check.Equal(t, ev[i].Attempt, a.ID)
		check.Equal(t, ev[i].At, a.At)
	}
	contacts, err := d.Of(ctx, "o1")
	check.NoError(t, err)
	check.Equal(t, contacts, []dissuade.Contact{
		{ID: "a00003", At: Start, Channel: dissuade.Call, NextAt: Start + when.Hour},
		{ID: "a00001", At: Start, Channel: dissuade.Call, Reached: true},
		{ID: "a00004", At: Start - when.Hour, Channel: dissuade.Visit, Met: true, Reached: true},
	})
}

// oncePerKey protects: a phone with a weak signal may send again, also many times at once; another content under the same key
// is refused; another officer's key is another key.
func oncePerKey(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	cmd := Answered()
	cmd.Key = "phone-1"
	var wg sync.WaitGroup
	var mu sync.Mutex
	ids := map[string]bool{}
	for range 8 {
		wg.Go(func() {
			a, _, err := d.Record(ctx, Officer(Station1), cmd)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("record: %v", err)
			}
			ids[a.ID] = true
		})
	}
	wg.Wait()
	check.Equal(t, len(ids), 1)
	check.Equal(t, len(s.Emitted()), 1)
	cmd.Note = "something else"
	_, _, err := d.Record(ctx, Officer(Station1), cmd)
	check.Fault(t, err, "dissuade.key_reused")
	_, _, err = d.Record(ctx, Officer(East), cmd)
	check.NoError(t, err)
	check.Equal(t, len(s.Emitted()), 2)
}

// pages protects: the latest first, and paging neither loses nor repeats, also at the same moment.
func pages(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for i := range 17 {
		_, _, err := d.Record(ctx, Officer(Station1), Answered())
		check.NoError(t, err)
		if i%3 == 0 {
			d.After(when.Second)
		}
	}
	for _, f := range []dissuade.Filter{{Warning: "w1"}, {Order: "o1"}, {Target: "p1"}} {
		whole, _, err := d.ListFor(ctx, Officer(Station1), f)
		check.NoError(t, err)
		check.Equal(t, len(whole), 17)
		f.Limit = 5
		var paged []dissuade.Attempt
		for {
			page, next, err := d.ListFor(ctx, Officer(Station1), f)
			check.NoError(t, err)
			paged = append(paged, page...)
			f.Cursor = next
			if next == "" {
				break
			}
		}
		check.Equal(t, paged, whole)
	}
}

// budget protects: contacts of the window are counted over all units; beyond the limit the officer is cautioned, never refused.
func budget(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	limit := int(d.Rules().Budget)
	for i := range limit + 2 {
		who := Officer(Station1)
		if i%2 == 0 {
			who = Officer(East)
		}
		_, cautions, err := d.Record(ctx, who, Answered())
		check.NoError(t, err)
		check.Equal(t, len(cautions) > 0, i >= limit)
		d.After(when.Minute)
	}
	b, err := d.Budget(ctx, Officer(Station1), "p1")
	check.NoError(t, err)
	check.Equal(t, b, dissuade.Budget{Used: int64(limit + 2), Limit: int64(limit), WindowH: 24})
	b, err = d.Budget(ctx, Officer(Station1), "p2")
	check.NoError(t, err)
	check.Equal(t, b.Used, int64(0))
	d.After(24 * when.Hour)
	b, err = d.Budget(ctx, Officer(Station1), "p1")
	check.NoError(t, err)
	check.Equal(t, b.Used, int64(0))
	_, err = d.Budget(ctx, Officer(Station3), "p1")
	check.Fault(t, err, "dissuade.not_found")
	_, err = d.Budget(ctx, Officer(Station1), "nobody")
	check.Fault(t, err, "dissuade.not_found")
}

// scopes protects: who may record, and who reads what, also after the warning has moved.
func scopes(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	record := func(unit, warning, order string) error {
		cmd := Answered()
		cmd.Warning, cmd.Order = warning, order
		_, _, err := d.Record(ctx, Officer(unit), cmd)
		return err
	}
	check.NoError(t, record(Station1, "w1", "o1"))
	check.NoError(t, record(Station2, "w1", "o9")) // its own order of a warning that is elsewhere
	check.NoError(t, record(City, "w1", ""))
	check.NoError(t, record(Station3, "w3", "o3"))
	for _, c := range [][4]string{
		{Station2, "w1", "", "dissuade.not_found"}, {Station2, "w1", "o1", "dissuade.not_found"}, {Station3, "w1", "o1", "dissuade.not_found"},
		{Station3, "w1", "o3", "dissuade.not_found"}, {Station1, "w1", "o3", "dissuade.other_order"}, {City, "w3", "o1", "dissuade.other_order"},
		{Station1, "nothing", "", "dissuade.not_found"}, {Station1, "w1", "nothing", "dissuade.not_found"}, {"990200000000", "w1", "", "dissuade.not_found"},
	} {
		check.Fault(t, record(c[0], c[1], c[2]), c[3])
	}
	_, _, err := d.Record(ctx, access.Scope{User: "a", Unit: City, Roles: []access.Role{access.SystemAdmin, access.Analyst}}, Answered())
	check.Fault(t, err, "access.denied")
	sees := func(scope access.Scope, f dissuade.Filter) int {
		list, _, err := d.ListFor(ctx, scope, f)
		check.NoError(t, err)
		return len(list)
	}
	w1, p1 := dissuade.Filter{Warning: "w1"}, dissuade.Filter{Target: "p1"}
	for _, c := range []struct {
		unit string
		w, p int
	}{{Station1, 3, 3}, {Station2, 1, 1}, {Station3, 0, 0}, {East, 3, 3}, {City, 3, 3}, {"990200000000", 0, 0}, {"", 0, 0}} {
		check.Equal(t, sees(Officer(c.unit), w1), c.w)
		check.Equal(t, sees(Officer(c.unit), p1), c.p)
	}
	check.Equal(t, sees(Officer(Station2), dissuade.Filter{Order: "o9"}), 1)
	check.Equal(t, sees(Officer(Station3), dissuade.Filter{Order: "o9"}), 0)
	d.Directory.Move("w1", Station3)
	check.Equal(t, sees(Officer(Station3), w1), 3) // who has it now reads what was tried before
	check.Equal(t, sees(Officer(Station1), w1), 2) // who had it keeps what it made and what was made on what it had
	_, _, err = d.ListFor(ctx, access.Scope{User: "a", Unit: City, Roles: []access.Role{access.AuditAdmin}}, w1)
	check.Fault(t, err, "access.denied")
	raw, err := s.List(ctx, Officer(Station2), dissuade.Query{Filter: p1, Limit: 10})
	check.NoError(t, err)
	check.Equal(t, len(raw), 1)
	used, err := s.Used(ctx, Officer(Station2), "p1", 0)
	check.NoError(t, err)
	check.Equal(t, used, int64(1))
}

// hostile protects: nothing that a caller writes breaks the store or another row.
func hostile(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for i, text := range []string{"'; drop table dissuade_attempt; --", "a\x00b", "\xff\xfe", "%", "<script>", "=1+1", `{"kind":"x"}`} {
		cmd := Answered()
		cmd.Note = text
		cmd.Evidence = []dissuade.Evidence{{Kind: "note", Value: text}}
		_, _, err := d.Record(ctx, Officer(Station1), cmd)
		check.NoError(t, err)
		for _, f := range []dissuade.Filter{{Warning: text}, {Order: text}, {Target: text}, {Warning: "w1", Cursor: text}} {
			list, _, err := d.ListFor(ctx, Officer(Station1), f)
			check.True(t, err != nil || len(list) == 0, fmt.Sprintf("hostile filter %d finds something", i))
		}
	}
	list, _, err := d.ListFor(ctx, Officer(Station1), dissuade.Filter{Warning: "w1"})
	check.NoError(t, err)
	check.Equal(t, len(list), 7)
}
