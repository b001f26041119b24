package waiting

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/term/when"
)

// TestAgainstNaive protects the contract: for any arrivals, answers and items the wheel hands out what a list does that is searched
// every time, also when it is saved and restored on the way.
func TestAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := New(40)
		var list []Item
		now, shed := when.Micros(1000), uint64(0)
		for i := range rapid.IntRange(1, 300).Draw(t, "steps") {
			now += when.Micros(rapid.IntRange(0, 5).Draw(t, "gap"))
			w.Arrive(now)
			var got, want []string
			for it, ok := w.Take(); ok; it, ok = w.Take() {
				got = append(got, string(it.Payload))
			}
			slices.SortStableFunc(list, func(a, b Item) int { return cmp.Compare(a.Due, b.Due) })
			for len(list) > 0 && list[0].Due < now {
				want, list = append(want, string(list[0].Payload)), list[1:]
			}
			if !slices.Equal(got, want) {
				t.Fatalf("step %d: %v, want %v", i, got, want)
			}
			key := uint64(rapid.IntRange(1, 60).Draw(t, "key"))
			at := slices.IndexFunc(list, func(x Item) bool { return x.Key == key })
			if w.Waits(key) != (at >= 0) || w.Len() != len(list) || w.Shed() != shed {
				t.Fatalf("step %d: key %d waits %v, %d items, %d shed; want %d, %d, %d", i, key, w.Waits(key), w.Len(), w.Shed(), at, len(list), shed)
			}
			switch {
			case at >= 0:
				w.Answer(key, now)
				if now >= list[at].At && now <= list[at].Until {
					list = slices.Delete(list, at, at+1)
				}
			default:
				it := Item{Key: key, At: now + 1, Until: now + 30, Due: now + when.Micros(rapid.IntRange(20, 60).Draw(t, "due")), Payload: fmt.Append(nil, i)}
				if len(list) < 40 {
					list = append(list, it)
				} else {
					shed++
				}
				w.Add(it)
			}
			if rapid.IntRange(0, 20).Draw(t, "restart") == 0 {
				var file bytes.Buffer
				if w.Save(&file) != nil {
					t.Fatal("not saved")
				}
				again, err := Restore(&file, 40, 1)
				if err != nil {
					t.Fatal(err)
				}
				w = again
			}
		}
	})
}

// TestBounds protects memory: answered items do not gather in the heap, and a payload beyond the bound is shed.
func TestBounds(t *testing.T) {
	w := New(0)
	for i := range 10_000 {
		w.Add(Item{Key: uint64(i + 1), Due: when.Micros(i), Until: when.Second})
		w.Answer(uint64(i+1), 5)
	}
	check.True(t, w.Len() == 0 && len(w.order) <= 64, fmt.Sprint(len(w.order)))
	check.True(t, !w.Add(Item{Key: 1, Payload: make([]byte, MaxPayload+1)}), "an endless item was taken")
	check.Equal(t, w.Shed(), uint64(1))
}

// FuzzRestore protects against any snapshot: an error or a wheel that works.
func FuzzRestore(f *testing.F) {
	w := New(0)
	w.Arrive(5)
	w.Add(Item{Key: 1, Due: 9, Payload: []byte("a")})
	w.Add(Item{Key: 2, Due: 7, Payload: []byte("b")})
	var file bytes.Buffer
	check.NoError(f, w.Save(&file))
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := Restore(bytes.NewReader(data), 0, 3)
		if err != nil {
			return
		}
		w.Arrive(1 << 60)
		for _, ok := w.Take(); ok; _, ok = w.Take() {
		}
		check.Equal(t, w.Len(), 0)
	})
}
