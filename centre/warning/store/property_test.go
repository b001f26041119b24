package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/centre/warning/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// clue is how a hit names its person: by one of a few phones, by the identity number, by both.
func clue(t *rapid.T, person int) func(*detect.Hit) {
	phone := roomtest.Phone(10*person + rapid.IntRange(0, 2).Draw(t, "phone"))
	id := roomtest.ID(person)
	switch rapid.IntRange(0, 2).Draw(t, "clue") {
	case 0:
		return roomtest.Of(phone)
	case 1:
		return roomtest.As(id)
	}
	return func(h *detect.Hit) { h.Phone, h.PersonID = phone, id }
}

// TestAnyOrder protects the merging: hits of three people, in any order, in any batches, with repetitions, give each person
// exactly one open warning once every number was seen together with the identity; its level is the highest and every hit
// is stored and counted once.
func TestAnyOrder(t *testing.T) {
	d := dbtest.SQLite(t)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		s := service(d, round)
		var hits []detect.Hit
		level := map[int]warning.Level{}
		for person := range 3 {
			who := round*3 + person
			n := rapid.IntRange(1, 8).Draw(rt, "hits")
			for i := range n + 3 {
				h := roomtest.Hit(fmt.Sprintf("r%d-p%d-%d", round, person, i), clue(rt, who))
				if i >= n { // the last three show that each phone is the person's
					h.Phone, h.PersonID = roomtest.Phone(10*who+i-n), roomtest.ID(who)
				}
				h.Level = string(rapid.SampledFrom(warning.Levels).Draw(rt, "level"))
				h.At += when.Micros(rapid.IntRange(0, 1000).Draw(rt, "minute")) * when.Minute
				hits = append(hits, h)
				if level[person] == "" || warning.Level(h.Level).Above(level[person]) {
					level[person] = warning.Level(h.Level)
				}
			}
		}
		stored := send(rt, s, hits)
		same(rt, stored, len(hits))
		total := int64(0)
		for person := range 3 {
			v := openOf(rt, s, roomtest.ID(round*3+person))
			same(rt, v.Level, level[person])
			same(rt, v.Evidence, level[person])
			same(rt, len(v.Person.Phones), 3)
			same(rt, v.Person.Hits, v.Warning.Hits)
			counted, _, err := s.Hits(context.Background(), access.System(), warning.HitFilter{Warning: v.ID, Limit: warning.MaxLimit})
			fine(rt, err)
			same(rt, int64(len(counted)), v.Warning.Hits)
			total += v.Warning.Hits
		}
		same(rt, total, int64(len(hits)))
	})
}

func service(d *db.DB, round int) *warning.Service {
	s := warning.New(warning.Options{
		Store: store.New(d), Units: roomtest.Units{}, Clock: still{}, Rules: rules, NewID: prefixed(fmt.Sprint(round, "-")),
	})
	return s
}

var rules warning.Rules

func init() {
	rules = roomtest.Rules(&testing.B{})
}

func prefixed(p string) func() string {
	next := roomtest.IDs()
	var mu sync.Mutex
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return p + next()
	}
}

type still struct{}

func (still) Now() when.Micros { return roomtest.Start }

// send hands the hits over in shuffled batches, some of them twice.
func send(t *rapid.T, s *warning.Service, hits []detect.Hit) int {
	order := rapid.Permutation(hits).Draw(t, "order")
	stored := 0
	for len(order) > 0 {
		n := rapid.IntRange(1, len(order)).Draw(t, "batch")
		for range rapid.IntRange(1, 2).Draw(t, "times") {
			got, err := s.Record(context.Background(), warning.Batch{Hits: order[:n]})
			fine(t, err)
			stored += got
		}
		order = order[n:]
	}
	return stored
}

func openOf(t failer, s *warning.Service, id ident.IDNumber) warning.View {
	views, _, err := s.List(context.Background(), access.System(), warning.Filter{
		Search: string(id), State: []warning.State{warning.Open, warning.Working},
	})
	fine(t, err)
	same(t, len(views), 1)
	return views[0]
}

// failer is what rapid's and the standard library's tests have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func fine(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

func same[T comparable](t failer, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}

// TestPartitionsAtOnce protects merging under concurrency: four partitions record hits of the same people at the same time,
// with every batch sent twice, while an officer claims; every hit is counted once and each person has one open warning.
func TestPartitionsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, 0)
		const people, partitions, rounds = 6, 4, 12
		var group sync.WaitGroup
		for p := range partitions {
			group.Go(func() {
				random := rand.New(rand.NewPCG(7, uint64(p)))
				for round := range rounds {
					batch := warning.Batch{Partition: p, Seq: uint64(round + 1), Hits: crossing(p, round, people, random)}
					for range 2 {
						_, err := s.Record(context.Background(), batch)
						check.NoError(t, err)
					}
				}
			})
		}
		group.Go(func() {
			for range 10 {
				views, _, err := s.List(context.Background(), access.System(), warning.Filter{State: []warning.State{warning.Open}})
				check.NoError(t, err)
				for _, v := range views {
					_, _ = s.Claim(context.Background(), roomtest.Operator("li"), v.ID, 0) // may be refused: absorbed meanwhile
				}
			}
		})
		group.Wait()
		total := int64(0)
		for who := range people {
			v := openOf(t, s, roomtest.ID(who))
			check.Equal(t, v.Warning.Hits, int64(partitions*rounds))
			total += v.Warning.Hits
		}
		check.Equal(t, total, int64(people*partitions*rounds))
		var stored int64
		check.NoError(t, d.QueryRow(context.Background(), "select count(*) from hit h join target t on t.id = h.target where t.merged_into = ''").Scan(&stored))
		check.Equal(t, stored, total)
	})
}

// crossing makes one hit for every person: by phone in some partitions, by identity number in others, by both at the end.
func crossing(p, round, people int, random *rand.Rand) []detect.Hit {
	var hits []detect.Hit
	for _, who := range random.Perm(people) {
		h := roomtest.Hit(fmt.Sprintf("x%d-%d-%d", p, round, who))
		switch {
		case round > 8:
			h.Phone, h.PersonID = roomtest.Phone(10*who+p), roomtest.ID(who)
		case p%2 == 0:
			h.Phone = roomtest.Phone(10*who + p)
		default:
			h.PersonID = roomtest.ID(who)
		}
		hits = append(hits, h)
	}
	return hits
}

// BenchmarkRecord measures the hot path: batches of 300 hits of which every third opens a warning.
func BenchmarkRecord(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			s := service(open(b), 0)
			n := 0
			b.ResetTimer()
			for b.Loop() {
				hits := make([]detect.Hit, 300)
				for i := range hits {
					n++
					hits[i] = roomtest.Hit(fmt.Sprint("b", n), roomtest.Of(roomtest.Phone(n/3)))
				}
				_, err := s.Record(context.Background(), warning.Batch{Seq: uint64(n), Hits: hits})
				check.NoError(b, err)
			}
			b.ReportMetric(float64(300*b.N)/b.Elapsed().Seconds(), "hits/s")
		})
	}
}
