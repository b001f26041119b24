package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/hiding"
	"fanzha/centre/stats/printed"
	"fanzha/centre/stats/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

const began = when.Micros(1_795_000_000_000_000)

func all(t *testing.T, s *store.Store) map[string]stats.Fact {
	t.Helper()
	out := map[string]stats.Fact{}
	for f, err := range s.All(t.Context()) {
		check.NoError(t, err)
		out[f.Measure+" "+f.ID] = f
	}
	return out
}

// Protects: on both databases, a fact is kept once under its measure and id; the larger number wins in whatever order facts come; the
// reader's place is written with them; every side comes back.
func TestFacts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := store.New(d)
		r := rand.New(rand.NewPCG(3, 4))
		var facts []stats.Fact
		want := map[string]stats.Fact{}
		for i := range 700 {
			f := stats.Fact{Measure: fmt.Sprintf("m.%d", i%7), ID: fmt.Sprintf("x%03d", r.IntN(150)), Seq: int64(i + 1), At: began + when.Micros(i%30)*when.Day, Unit: "990101000000",
				Region: "990101", N: int64(i), Fen: int64(i) * 7, Object: "claim/1", Gone: i%11 == 0}
			f.Sides[i%stats.Dims] = "“甲”=\"乙\""
			facts = append(facts, f)
			want[f.Measure+" "+f.ID] = f
		}
		r.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		check.NoError(t, s.Put(t.Context(), facts[:300], "stats", 10))
		check.NoError(t, s.Put(t.Context(), facts[250:], "stats", 20))
		check.NoError(t, s.Put(t.Context(), facts[:9], "", 0))
		check.NoError(t, s.Put(t.Context(), nil, "stats", 5)) // a place never goes back
		check.Equal(t, all(t, s), want)
		at, err := s.Cursor(t.Context(), "stats")
		check.NoError(t, err)
		check.Equal(t, at, int64(20))

		span := stats.Span{From: stats.DayOf(began) + 3, To: stats.DayOf(began) + 9}
		got := map[string]stats.Fact{}
		check.NoError(t, s.Facts(t.Context(), stats.Stored{Measures: []string{"m.1", "m.4"}, Span: span}, func(f stats.Fact) error { got[f.Measure+" "+f.ID] = f; return nil }))
		for k, f := range want {
			day := stats.DayOf(f.At)
			if (f.Measure != "m.1" && f.Measure != "m.4") || day < span.From || day > span.To {
				delete(want, k)
			}
		}
		check.Equal(t, got, want)
		check.True(t, len(got) > 10, "too few facts in the span to prove anything")
	})
}

// Protects: of the facts up to the number of an event those that came later are left out, in whatever batches they came; one that was
// there and was corrected stands as it is now, one that is gone as gone, and one that came back is new.
func TestFactsUpTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := store.New(d)
		f := func(id string, seq, n int64, gone bool) stats.Fact {
			return stats.Fact{Measure: "m", ID: id, Seq: seq, At: began, Unit: "990101000000", N: n, Gone: gone}
		}
		put := func(reader string, facts ...stats.Fact) {
			check.NoError(t, s.Put(t.Context(), facts, reader, facts[len(facts)-1].Seq))
		}
		put("stats", f("same", 5, 1, false), f("corrected", 6, 1, false), f("gone", 7, 1, false), f("back", 8, 1, false), f("solved", 9, 1, true))
		put("stats", f("back", 10, 1, true))
		put("stats", f("same", 11, 1, false), f("corrected", 12, 4, false), f("gone", 13, 1, true), f("back", 14, 1, false), f("solved", 15, 1, false))
		put("stats", f("twice", 9, 1, false), f("new", 16, 1, false), f("twice", 17, 2, false))
		put("", f("tally", 99, 7, false)) // its number is no event's
		got := func(upTo int64) map[string]int64 {
			out := map[string]int64{}
			q := stats.Stored{Measures: []string{"m"}, Span: stats.Span{To: stats.DayOf(began)}, UpTo: upTo}
			check.NoError(t, s.Facts(t.Context(), q, func(f stats.Fact) error {
				if !f.Gone {
					out[f.ID] = f.N
				}
				return nil
			}))
			return out
		}
		check.Equal(t, got(10), map[string]int64{"same": 1, "corrected": 4, "twice": 2, "tally": 7})
		check.Equal(t, got(14), map[string]int64{"same": 1, "corrected": 4, "back": 1, "twice": 2, "tally": 7})
		check.Equal(t, got(0), map[string]int64{"same": 1, "corrected": 4, "back": 1, "solved": 1, "new": 1, "twice": 2, "tally": 7})
	})
}

// Protects: population bases are dated and corrected, questions are their owner's, the map is one, and each change is audited.
func TestKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), store.New(d)
		act := access.Act{At: began, Actor: "u1", ActorName: "甲", Unit: "990100000000", Action: "stats.population", Object: "population", ObjectID: "990101"}
		for _, n := range []int64{5, 6} {
			check.NoError(t, s.SetPopulation(ctx, store.Population{Region: "990101", Day: 20000, N: n, Source: "统计公报", SetAt: began, SetBy: "u1"}, act))
		}
		people, err := s.Populations(ctx)
		check.NoError(t, err)
		check.Equal(t, people, []store.Population{{Region: "990101", Day: 20000, N: 6, Source: "统计公报", SetAt: began, SetBy: "u1"}})
		check.True(t, s.SetPopulation(ctx, store.Population{Region: "990102", Source: "无"}, act) != nil, "an area without people")

		q := store.Question{ID: "q1", Owner: "u1", Name: "每周", Body: []byte(`{"a":1}`), CreatedAt: began}
		check.NoError(t, s.SaveQuestion(ctx, q))
		q.ID = "q2"
		check.Fault(t, s.SaveQuestion(ctx, q), "stats.query_name")
		check.Fault(t, s.DropQuestion(ctx, "u2", "q1"), "stats.not_found")
		list, err := s.Questions(ctx, "u1")
		check.NoError(t, err)
		check.Equal(t, []any{len(list), list[0].ID, string(list[0].Body)}, []any{1, "q1", `{"a":1}`})
		check.NoError(t, s.DropQuestion(ctx, "u1", "q1"))

		m, err := s.Map(ctx)
		check.NoError(t, err)
		check.Equal(t, len(m.GeoJSON), 0)
		check.NoError(t, s.SetMap(ctx, store.Map{Name: "云河", GeoJSON: []byte("{}"), UpdatedAt: began, UpdatedBy: "u1"}, act))
		check.NoError(t, s.SetMap(ctx, store.Map{Name: "云河市", GeoJSON: []byte("[]"), UpdatedAt: began, UpdatedBy: "u1"}, act))
		m, err = s.Map(ctx)
		check.NoError(t, err)
		check.Equal(t, []string{m.Name, string(m.GeoJSON)}, []string{"云河市", "[]"})
		check.NoError(t, s.SetMap(ctx, store.Map{}, act))
		check.NoError(t, s.Told(ctx, act))
		var entries int
		check.NoError(t, d.QueryRow(ctx, `select count(*) from audit_entry`).Scan(&entries))
		check.Equal(t, entries, 6)
	})
}

// Protects: what an account asked about places and persons is kept with what the answer hid, once a question; it is listed for that account and
// kind of question alone, each time with an audit entry; only what was never answered is forgotten.
func TestCrossings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), store.New(d)
		act := access.Act{At: began, Actor: "u1", ActorName: "甲", Unit: "990100000000", Action: "stats.query", Object: "indicator", ObjectID: "case.filed", Reason: "周分析材料"}
		f := store.Family{Owner: "u1", Code: "case.filed", Place: "region", Side: "sex"}
		one := store.Crossing{Digits: 9, Span: stats.Span{From: 20000, To: 20029}}
		two := store.Crossing{Digits: 6, Span: stats.Span{From: 20000, To: 20030}}
		ask := func(f store.Family, c store.Crossing) []store.Crossing {
			t.Helper()
			list, err := s.Ask(ctx, f, c, act)
			check.NoError(t, err)
			return list
		}
		none := hiding.Hid{}
		check.Equal(t, ask(f, one), []store.Crossing{{Digits: 9, Span: one.Span, Hidden: none}})
		one.Hidden = hiding.Hid{6: {}, 9: {{"990101001", "f"}: true, {"990101002", "f"}: true}}
		check.NoError(t, s.Hid(ctx, f, one, began))
		check.NoError(t, s.Unask(ctx, f, one))
		check.Equal(t, ask(f, two), []store.Crossing{one, {Digits: 6, Span: two.Span, Hidden: none}})
		check.NoError(t, s.Unask(ctx, f, two))
		check.Equal(t, ask(f, store.Crossing{Digits: 9, Span: one.Span}), []store.Crossing{one})
		for _, other := range []store.Family{
			{Owner: "u2", Code: f.Code, Place: f.Place, Side: f.Side}, {Owner: f.Owner, Code: "case.loss", Place: f.Place, Side: f.Side},
			{Owner: f.Owner, Code: f.Code, Place: "unit", Side: f.Side}, {Owner: f.Owner, Code: f.Code, Place: f.Place, Side: "age_band"},
		} {
			check.Equal(t, len(ask(other, two)), 1)
		}
		_, err := s.Ask(ctx, f, store.Crossing{Digits: 9, Span: stats.Span{From: 5, To: 4}}, act)
		check.True(t, err != nil, "a span that ends before it begins")
		var entries int
		check.NoError(t, d.QueryRow(ctx, `select count(*) from audit_entry`).Scan(&entries))
		check.Equal(t, entries, 7)
	})
}

// Protects: printed figures come back word for word, all of a file or none, once a source; of a jurisdiction only; one that is withdrawn
// stays on record with its reason, and can be taken again.
func TestPrinted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), store.New(d)
		act := access.Act{At: began, Actor: "u1", ActorName: "甲", Unit: "990100000000", Action: "stats.printed", Object: "printed", ObjectID: "p1", Reason: "页码有误"}
		span := stats.Span{From: 20000, To: 20030}
		a := printed.Figure{
			ID: "p1", Region: "990101", Code: "case.loss", Name: "损失", Text: "2,170.7余万元", Compare: "同比下降3%", Value: "2170.7", Scale: 4, Qualifier: "余", Measure: "元", Span: span,
			Source: "2024年公报", Quote: "损失2,170.7余万元", TakenAt: began, TakenBy: "u1",
		}
		b := a
		b.ID, b.Region = "p2", "990102001"
		check.NoError(t, s.TakePrinted(ctx, []printed.Figure{a, b}, act))
		c, again := a, b
		c.ID, c.Source, again.ID = "p3", "另一公报", "p4"
		check.Fault(t, s.TakePrinted(ctx, []printed.Figure{c, again}, act), "stats.printed_twice")
		read := func(scope access.Scope, f store.PrintedFilter) []printed.Figure {
			t.Helper()
			got, err := s.Printed(ctx, scope, f)
			check.NoError(t, err)
			return got
		}
		check.Equal(t, read(access.System(), store.PrintedFilter{Code: "case.loss", Span: span}), []printed.Figure{a, b})
		check.Equal(t, read(access.System(), store.PrintedFilter{Region: "990101"}), []printed.Figure{a})
		check.Equal(t, read(access.System(), store.PrintedFilter{After: "p1", Limit: 5}), []printed.Figure{b})
		check.Equal(t, len(read(access.System(), store.PrintedFilter{Span: stats.Span{From: 20000, To: 20031}})), 0)
		county := access.Scope{User: "u2", Unit: "990101000000"}
		check.Equal(t, read(county, store.PrintedFilter{}), []printed.Figure{a})
		check.Fault(t, s.WithdrawPrinted(ctx, county, "p2", act), "stats.not_found")
		check.NoError(t, s.WithdrawPrinted(ctx, county, "p1", act))
		check.Fault(t, s.WithdrawPrinted(ctx, county, "p1", act), "stats.not_found")
		check.Equal(t, len(read(county, store.PrintedFilter{})), 0)
		check.Equal(t, read(county, store.PrintedFilter{All: true})[0].Withdrawn, "页码有误")
		a.ID = "p5"
		check.NoError(t, s.TakePrinted(ctx, []printed.Figure{a}, act))
	})
}
