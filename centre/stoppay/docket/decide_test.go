package docket

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/fault"
)

// TestDecide protects the whole life of orders and holds: every input in every state (testdata/decide.txt), each row once.
func TestDecide(t *testing.T) {
	data, err := os.ReadFile("testdata/decide.txt")
	check.NoError(t, err)
	seen := map[string]bool{}
	for n, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cols := strings.Split(line, "|")
		check.True(t, len(cols) == 3, fmt.Sprintf("line %d: three columns", n+1))
		given := strings.Fields(cols[0])
		in, want := strings.TrimSpace(cols[1]), strings.TrimSpace(cols[2])
		var got string
		if given[0] == "order" {
			to, err := Next(State(given[1]), Input(in))
			got = outcome(string(to), err)
		} else {
			to, err := NextHold(HoldState(strings.TrimPrefix(given[1], "none")), HoldInput(in))
			got = outcome(string(to), err)
		}
		if got == "" {
			got = "none"
		}
		seen[strings.Join(given, " ")+" "+in] = true
		if got != want {
			t.Errorf("line %d: %s: got %s", n+1, line, got)
		}
	}
	check.Equal(t, len(seen), len(States)*len(Inputs)+len(HoldStates)*len(HoldInputs))
	check.Equal(t, len(Transitions), len(States)*len(Inputs))
	check.Equal(t, len(HoldTransitions), len(HoldStates)*len(HoldInputs))
	_, err = Next("nowhere", InSent)
	check.Fault(t, err, "stoppay.no_transition")
	_, err = NextHold("nowhere", HoldMore)
	check.Fault(t, err, "stoppay.no_transition")
}

func outcome(to string, err error) string {
	if err != nil {
		return fault.CodeOf(err)
	}
	return to
}

// TestEnds protects: nothing leads out of a hold that is over, and no input of a bank makes an order wait again.
func TestEnds(t *testing.T) {
	for _, tr := range HoldTransitions {
		if tr.From.Ended() && tr.Refused == nil {
			check.Equal(t, tr.To, tr.From)
		}
	}
	for _, tr := range Transitions {
		if tr.From == Answered && tr.Refused == nil {
			check.True(t, !tr.To.Open(), "an answered order waits again")
		}
	}
}
