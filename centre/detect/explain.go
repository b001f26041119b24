package detect

import (
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/term/when"
)

// Explanation is what one scenario sees in one signal.
type Explanation struct {
	Scenario string
	Asked    bool       // the scenario looks at signals of this kind
	Steps    []StepSeen // of the sequence, in order
	Held     bool       // the condition holds; a hit needs the sequence and no quiet time as well
	Evidence []Evidence // what the condition looked at, as an officer may see it
	ReasonZH string
	ReasonEN string

	Fires     bool   // the scenario's own rules let it speak when the condition holds
	Level     string // that they give
	Score     int
	BlockedZH string // the reason of the block that held
	BlockedEN string
}

// StepSeen says whether a step of the sequence stands, and since how many seconds.
type StepSeen struct {
	Name   string
	Stands bool
	AgoS   int64
}

// Explain says what the scenarios of the set see in a signal with the memory as it is. It decides nothing and remembers nothing: Observe
// does, afterwards. It is for people who try a scenario out, not for the stream.
func (e *Engine) Explain(s *signal.Signal) []Explanation {
	e.gen++
	e.s, e.at = s, scenario.End(s)
	e.store.Advance(clockOf(s))
	if s.Kind == signal.Sighting || int(s.Kind) >= len(e.plans) {
		return nil
	}
	e.frame.Reset(s)
	out := make([]Explanation, 0, len(e.set.Scenarios))
	for _, sc := range e.set.Scenarios {
		x := Explanation{Scenario: sc.Code, Asked: sc.On.Has(s.Kind) && e.opts.Part.Asks(sc)}
		if x.Asked {
			e.explain(sc, &x)
		}
		out = append(out, x)
	}
	return out
}

func (e *Engine) explain(sc *scenario.Scenario, x *Explanation) {
	for _, at := range sc.Steps {
		m, ok := e.mark(at)
		seen := StepSeen{Name: e.set.Steps[at].Name, Stands: ok}
		if ok {
			seen.AgoS = int64((e.at - m.At) / when.Second)
		}
		x.Steps = append(x.Steps, seen)
	}
	verdict := sc.Judge(e.frame)
	x.Fires, x.Level, x.Score = verdict.Fires, verdict.Level, verdict.Score
	if verdict.Blocked != nil {
		told := verdict.Blocked.Tell(e.frame)
		x.BlockedZH, x.BlockedEN = told.ZH, told.EN
	}
	reasons := sc.Reasons(e.frame, &verdict)
	x.ReasonZH, x.ReasonEN = reasons.ZH, reasons.EN
	for _, v := range sc.Evidence(e.frame, &verdict) {
		x.Evidence = append(x.Evidence, Evidence{Name: v.Name, Value: v.Value})
	}
	x.Held = sc.Where.Holds(e.frame)
}
