package numbering

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/ident"
)

// Protects what officers read about a number's origin.
func TestPlaceOf(t *testing.T) {
	b := New(0)
	for _, c := range []struct {
		phone ident.Phone
		want  Place
	}{
		{"+8613800100000", Place{"北京市", "Beijing"}},
		{"+861062345678", Place{"北京市", "Beijing"}},
		{"+8675582345678", Place{"广东省深圳市", "Shenzhen, Guangdong"}},
		{"+85291234567", Place{"中国香港", "Hong Kong, China"}},
		{"+85366123456", Place{"中国澳门", "Macao, China"}},
		{"+886912345678", Place{"中国台湾", "Taiwan, China"}},
		{"+14155550123", Place{"美国", "San Francisco, CA, United States"}},
		{"+85512345678", Place{"柬埔寨", "Cambodia"}},
		{"+882123456", Place{}},
		{"95533", Place{}},
		{"1069012345678", Place{}},
		{"", Place{}},
	} {
		check.Equal(t, b.PlaceOf(c.phone), c.want)
		check.Equal(t, b.PlaceOf(c.phone), c.want) // from memory
	}
}

// Protects memory: the book forgets the answers that were not asked for longest.
func TestBounded(t *testing.T) {
	b := New(3)
	phones := []ident.Phone{"+8613800100000", "+8613800100001", "+8613800100002", "+8613800100003"}
	for _, p := range phones[:3] {
		b.PlaceOf(p)
	}
	b.PlaceOf(phones[0])
	b.PlaceOf(phones[3])
	check.Equal(t, b.recent.Len(), 3)
	check.Equal(t, len(b.known), 3)
	_, kept := b.remembered(phones[0])
	_, gone := b.remembered(phones[1])
	check.True(t, kept && !gone, "the least recently used answer goes first")
}

// Protects concurrent screens (run with -race).
func TestConcurrent(t *testing.T) {
	b := New(16)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 200 {
				b.PlaceOf(ident.Phone(fmt.Sprintf("+86138001%05d", (i*7+g)%40)))
			}
		})
	}
	wg.Wait()
	check.True(t, b.recent.Len() <= 16, "bounded")
}

// Protects the budget of resident memory: the tables stay far below the 60 MB at which we would build our own.
func TestMemory(t *testing.T) {
	New(0).PlaceOf("+8613800100000")
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > 40<<20 {
		t.Fatalf("%d MB of live heap with the tables loaded", m.HeapAlloc>>20)
	}
}

func BenchmarkPlaceOfNew(b *testing.B) {
	book := New(1)
	phones := []ident.Phone{"+8613800100000", "+8675582345678"}
	book.PlaceOf(phones[0])
	i := 0
	for b.Loop() {
		i++
		book.PlaceOf(phones[i%2])
	}
}

func BenchmarkPlaceOfKnown(b *testing.B) {
	book := New(0)
	for b.Loop() {
		book.PlaceOf("+8613800100000")
	}
}
