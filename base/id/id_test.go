package id_test

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Protects: ids ascend strictly in one source, also within a millisecond and when the clock goes back, and carry their time.
func TestAscending(t *testing.T) {
	now := when.Micros(1_795_000_000_123_456)
	s := id.New(func() when.Micros { return now }, nil)
	last := ""
	for i := range 5000 {
		switch {
		case i%1000 == 999:
			now -= when.Second
		case i%10 == 0:
			now += 700
		}
		got := s.New()
		check.True(t, id.Valid(got), "not valid: "+got)
		check.True(t, got > last, got+" does not follow "+last)
		last = got
	}
	m := clock.NewManual(now)
	check.Equal(t, id.At(id.New(m.Now, nil).New()), now/1000*1000)
}

// Protects: the same seed and clock make the same ids, so that a simulated day is repeatable.
func TestRepeatable(t *testing.T) {
	made := func() []string {
		s := id.New(func() when.Micros { return 42_000 }, rand.NewChaCha8([32]byte{7}))
		return []string{s.New(), s.New(), s.New()}
	}
	check.Equal(t, made(), made())
}

// Protects: no id is given twice to concurrent callers.
func TestConcurrent(t *testing.T) {
	s := id.New(clock.Wall{}.Now, nil)
	var mu sync.Mutex
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 500 {
				got := s.New()
				mu.Lock()
				seen[got] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	check.Equal(t, len(seen), 4000)
}

// Protects: texts that are no ids are told apart before they reach a query.
func TestValid(t *testing.T) {
	for _, bad := range []string{"", "x", strings.Repeat("0", 25), strings.Repeat("0", 27), "8" + strings.Repeat("0", 25),
		"01ARZ3NDEKTSV4RRFFQ69G5FAU", "01ARZ3NDEKTSV4RRFFQ69G5FA'", "01arz3ndektsv4rrffq69g5fav"} {
		check.True(t, !id.Valid(bad), bad)
		check.Equal(t, id.At(bad), 0)
	}
	check.True(t, id.Valid("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "the example of the ULID text")
	check.Equal(t, id.At("01ARZ3NDEKTSV4RRFFQ69G5FAV"), 1469922850259*when.Millisecond)
}

// Protects: the day of a number is the day in China, not in UTC.
func TestDay(t *testing.T) {
	check.Equal(t, id.Day(16*when.Hour-1), "19700101")
	check.Equal(t, id.Day(16*when.Hour), "19700102")
}

func BenchmarkNew(b *testing.B) {
	s := id.New(clock.Wall{}.Now, nil)
	b.ReportAllocs()
	for b.Loop() {
		s.New()
	}
}
