package detect

import (
	"fmt"

	"fanzha/centre/detect/ruletext"
	"fanzha/centre/detect/scenario"
	"fanzha/term/fault"
)

// CheckExamples runs the examples of a scenario through fresh engines of the whole set and says what is wrong: a positive story
// without the scenario's hit, a negative one with it, a story that cannot be read.
func CheckExamples(set *scenario.Set, sc *scenario.Scenario, o Options) []string {
	var fails []string
	run := func(kind string, want bool, examples []scenario.Example) {
		for _, x := range examples {
			hits, err := observeExample(set, sc, &x, o)
			switch {
			case err != nil:
				fails = append(fails, fmt.Sprintf("%s: %s example %q: %v", sc.Origin, kind, x.Title, err))
			case want && hits == 0:
				fails = append(fails, fmt.Sprintf("%s: %s example %q gives no hit", sc.Origin, kind, x.Title))
			case !want && hits > 0:
				fails = append(fails, fmt.Sprintf("%s: %s example %q gives a hit", sc.Origin, kind, x.Title))
			}
		}
	}
	run("positive", true, sc.Positive)
	run("negative", false, sc.Negative)
	return fails
}

func observeExample(set *scenario.Set, sc *scenario.Scenario, x *scenario.Example, o Options) (int, error) {
	signals, err := x.Decode()
	if err != nil {
		return 0, err
	}
	e := NewEngine(set, o)
	n := 0
	for _, s := range signals {
		for _, h := range e.Observe(s) {
			if h.Scenario == sc.Code {
				n++
			}
		}
	}
	return n, nil
}

// VerifyExamples runs all examples of a set; the first that does not hold is a fault detect.example_fails. A centre calls it after
// reading the operator's own scenarios, before it trusts them.
func VerifyExamples(set *scenario.Set, o Options) error {
	for _, sc := range set.Scenarios {
		for _, why := range CheckExamples(set, sc, o) {
			zh, _ := ruletext.Chinese(why)
			return fault.New(scenario.ErrExample.Kind, scenario.ErrExample.Code, "file", sc.Origin, "example", sc.Code, "why", why, "why_zh", zh, "why_en", why)
		}
	}
	return nil
}
