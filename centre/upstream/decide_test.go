package upstream

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/term/fault"
)

// Protects: the table of moves. Each line of testdata/moves.txt is side, state, act and what comes of it; every possible pair of a state and an
// act that is not in the file is refused, and every move of the code is in the file.
func TestMoves(t *testing.T) {
	raw, err := os.ReadFile("testdata/moves.txt")
	check.NoError(t, err)
	want := map[[3]string]string{}
	for line := range strings.Lines(string(raw)) {
		w := strings.Fields(strings.SplitN(line, "#", 2)[0])
		if len(w) == 0 {
			continue
		}
		check.Equal(t, len(w), 4)
		want[[3]string{w[0], strings.TrimPrefix(w[1], "-"), w[2]}] = w[3]
	}
	acts := make([]string, 0, len(kindOf))
	for act := range kindOf {
		acts = append(acts, act)
	}
	r := &Rules{ChaseEvery: time.Hour, ChasesMax: 2}
	seen := 0
	for _, side := range []Side{Received, Given} {
		for _, state := range append([]State{""}, States...) {
			for _, act := range acts {
				o := Order{Side: side, State: state, AckDue: 10, Due: 20}
				next, err := decide(o, Act{Do: act, Note: "x", Result: "lost"}, By{At: 5}, r)
				to, moves := want[[3]string{string(side), string(state), act}]
				if !moves {
					check.Equal(t, [4]string{string(side), string(state), act, fault.CodeOf(err)}, [4]string{string(side), string(state), act, "upstream.state"})
					continue
				}
				seen++
				check.NoError(t, err)
				check.Equal(t, [4]string{string(side), string(state), act, string(next.State)}, [4]string{string(side), string(state), act, to})
				check.Equal(t, next.Version, int64(1))
				check.Equal(t, next.State.Ended(), next.EndedAt != 0)
				check.True(t, !next.State.Ended() || next.AlarmAt == 0, "what has ended still has an alarm")
			}
		}
	}
	check.Equal(t, seen, len(want))
	for _, s := range States {
		check.True(t, slices.ContainsFunc([]Side{Received, Given}, func(side Side) bool { return s.Ended() || moves[side][s] != nil }), "no way out of "+string(s))
	}
}

// Protects: the rulebook's file is read, and what is not right in it is refused.
func TestRules(t *testing.T) {
	raw, err := os.ReadFile("../../rulebook/upstream.yaml")
	check.NoError(t, err)
	r, err := ParseRules(raw)
	check.NoError(t, err)
	check.True(t, r.Automatic && r.Spans["urgent"].Ack < r.Spans["low"].Ack, "the shorter span is that of the less urgent")
	for _, change := range [][2]string{{"value: 10\n", "value: 0\n"}, {"upstream.chases_max", "upstream.other"}, {"value: \"yes\"", "value: 7"}} {
		_, err = ParseRules([]byte(strings.Replace(string(raw), change[0], change[1], 1)))
		check.Fault(t, err, "upstream.rules_file")
	}
}
