package govern

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"fanzha/centre/govern/calendar"
	"fanzha/internal/check"
)

// Protects: every lifecycle of the room, as a table that people read: what the table does not name is refused by its code.
func TestMachine(t *testing.T) {
	raw, err := os.ReadFile("testdata/machine.txt")
	check.NoError(t, err)
	var want []string
	for line := range strings.Lines(string(raw)) {
		words := strings.Fields(line)
		if len(words) == 4 && words[0] != "#" {
			want = append(want, strings.Join(words, " "))
		}
	}
	var got []string
	states, acts := map[Book][]string{}, map[Book][]string{}
	for _, b := range Books {
		for from, row := range tables[b] {
			states[b] = append(states[b], from)
			for act, to := range row {
				states[b], acts[b] = append(states[b], to), append(acts[b], act)
				name := from
				if name == "" {
					name = "-"
				}
				got = append(got, fmt.Sprint(b, " ", name, " ", act, " ", to))
			}
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	check.Equal(t, got, want)
	for _, b := range Books {
		for _, from := range states[b] {
			for _, act := range acts[b] {
				_, allowed := tables[b][from][act]
				_, err := tables[b].step(from, act)
				if !allowed {
					check.Fault(t, err, "govern.state")
					continue
				}
				check.NoError(t, err)
			}
		}
	}
}

// Protects: reminders come on their days, before and after, and end.
func TestReminding(t *testing.T) {
	const day = 86_400_000_000
	r := calendar.Reminding{Due: 10 * day, Before: []int64{3, 1}, After: []int64{2}}
	var got []string
	for at := r.Next(0); at != 0; at = r.Next(at) {
		got = append(got, fmt.Sprint(int64(at)/day))
	}
	check.Equal(t, got, []string{"7", "9", "10", "12"})
}

// Protects: the rulebook's settings are read whole, and a damaged one is refused.
func TestRules(t *testing.T) {
	r, err := LoadRules()
	check.NoError(t, err)
	check.Equal(t, []any{r.TermBefore, r.PlanDays, r.Unread}, []any{[]int64{3, 1}, int64(7), int64(24)})
	for _, text := range []string{"99", "-1", "a", "1 2 3 4 5 6 7", "1.5"} {
		_, err := calendar.Days(text)
		check.True(t, err != nil, "taken: "+text)
	}
	_, err = r.Sheet("nothing")
	check.Fault(t, err, "govern.field")
	_, err = r.Form("nothing")
	check.Fault(t, err, "govern.field")
}

// FuzzParseKey protects: a cursor from outside is a place or a refusal.
func FuzzParseKey(f *testing.F) {
	f.Add("abc.g1")
	f.Fuzz(func(t *testing.T, s string) {
		k, err := ParseKey(s)
		if err == nil && k.ID == "" {
			t.Fatal("a place without an id")
		}
	})
}

// FuzzParseEvent protects: a body that is no event is an error.
func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"id":"x","n":1}`))
	f.Fuzz(func(_ *testing.T, raw []byte) { _, _ = ParseEvent(raw) })
}
