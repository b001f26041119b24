package detect

import (
	"testing"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/text"
	"fanzha/internal/check"
	"fanzha/term/fraud"
)

func shippedSet(t testing.TB) (*scenario.Set, *text.Model) {
	t.Helper()
	set, err := LoadScenarios()
	check.NoError(t, err)
	m, err := DefaultModel()
	check.NoError(t, err)
	return set, m
}

// TestShippedExamples protects every shipped scenario: its positive stories give its hit, its negative ones do not.
func TestShippedExamples(t *testing.T) {
	set, m := shippedSet(t)
	for _, sc := range set.Scenarios {
		t.Run(sc.Code, func(t *testing.T) {
			for _, fail := range CheckExamples(set, sc, Options{Text: m}) {
				t.Error(fail)
			}
		})
	}
}

// TestShippedCoverage protects the promise of the rulebook: every national fraud type has a scenario in the contact or the fund
// family that names it, both families are there, nothing shipped needs the slow path, and nothing shipped makes a
// centre of several partitions read its log twice.
func TestShippedCoverage(t *testing.T) {
	set, _ := shippedSet(t)
	check.True(t, len(set.Scenarios) >= 14, "too few scenarios")
	named, family := map[string]bool{}, map[string]int{}
	for _, sc := range set.Scenarios {
		named[sc.Fraud] = true
		family[sc.Family]++
		check.True(t, sc.Where.Fast(), sc.Code+" runs as a CEL program")
		check.True(t, !sc.Needs.Far, sc.Code+" looks at what other persons' signals left")
	}
	for _, w := range set.Windows {
		check.True(t, w.Where == nil || w.Where.Fast(), "a window runs as a CEL program")
	}
	for _, e := range fraud.All {
		if e.Code != fraud.Other {
			check.True(t, named[string(e.Code)], "no scenario names "+string(e.Code))
		}
	}
	check.True(t, family["fund"] >= 5 && family["contact"] >= 5, "a family is thin")
}
