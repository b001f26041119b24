package store

import (
	"testing"
)

// FuzzCursor protects lists from any cursor that a caller sends: it is understood and says the same again, or is refused.
func FuzzCursor(f *testing.F) {
	f.Add(cursor{Rank: 1, Due: 5, Loss: -3, ID: "W1"}.String())
	f.Add("")
	f.Add("e30")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseCursor(text)
		if err != nil {
			return
		}
		again, err := parseCursor(c.String())
		if err != nil || again != c {
			t.Fatalf("%+v became %+v, %v", c, again, err)
		}
	})
}

// TestLikeText protects searches from wildcards in what is searched for.
func TestLikeText(t *testing.T) {
	for in, want := range map[string]string{"李": "李", "50%": "50!%", "a_b": "a!_b", "!": "!!"} {
		if likeText(in) != want {
			t.Errorf("%q became %q, want %q", in, likeText(in), want)
		}
	}
}
