package scenario

import (
	"fmt"
	"slices"

	"fanzha/centre/detect/ruletext"
)

// MaxRules bounds block, points, bands and override, each: what needs more is two scenarios.
const MaxRules = 12

// levels are the levels of a hit, the lowest first.
var levels = []string{"low", "medium", "high", "urgent"}

// Rule is one entry of block, points, bands or override.
type Rule struct {
	When   *Cond // nil in a band
	Add    int   // to the score
	Score  int   // of an override: the score is at least this; of a band: from this score on
	Level  string
	Reason Text2
	zh, en template
}

// Tell is the rule's sentence for the signal in the frame.
func (r *Rule) Tell(f *Frame) Text2 { return Text2{ZH: r.zh.fill(f, ZH), EN: r.en.fill(f, EN)} }

func (r *Rule) uses() []string {
	if r.When == nil {
		return nil
	}
	return r.When.Uses
}

// Verdict is what a scenario whose condition holds makes of the signal.
type Verdict struct {
	Fires   bool
	Score   int
	Level   string
	Blocked *Rule   // the block that held
	Held    []*Rule // points, band and overrides that count, in this order
}

// Judge asks the rules of a scenario whose condition holds for the signal in the frame. A block that holds silences it whatever else
// holds. Then the points are added; the bands give the level of the score, and none below the lowest; an override raises score and
// level and fires even below the lowest band.
func (s *Scenario) Judge(f *Frame) Verdict {
	v := Verdict{Fires: true, Score: s.Score, Level: s.Level}
	for _, r := range s.Block {
		if r.When.Holds(f) {
			return Verdict{Score: s.Score, Level: s.Level, Blocked: r}
		}
	}
	for _, r := range s.Points {
		if r.When.Holds(f) {
			v.Score += r.Add
			v.Held = append(v.Held, r)
		}
	}
	v.Score = min(max(v.Score, 0), 100)
	var raised []*Rule
	for _, r := range s.Override {
		if r.When.Holds(f) {
			v.Score = max(v.Score, r.Score)
			raised = append(raised, r)
		}
	}
	v.band(s.Bands)
	for _, r := range raised {
		v.Fires, v.Level = true, higher(v.Level, r.Level)
	}
	v.Held = append(v.Held, raised...)
	return v
}

// band sets the level by the score.
func (v *Verdict) band(bands []*Rule) {
	if len(bands) == 0 {
		return
	}
	for _, b := range bands {
		if v.Score >= b.Score {
			v.Level = b.Level
			v.Held = append(v.Held, b)
			return
		}
	}
	v.Fires, v.Level = false, bands[len(bands)-1].Level
}

func higher(a, b string) string {
	return levels[max(slices.Index(levels, a), slices.Index(levels, b))]
}

// verdicts compiles block, points, bands and override.
func (l *loader) verdicts(d *ruletext.Document, raw *rawScenario, s *Scenario) error {
	for _, part := range []struct {
		key   string
		rules []rawRule
		into  *[]*Rule
	}{{"block", raw.Block, &s.Block}, {"points", raw.Points, &s.Points}, {"override", raw.Override, &s.Override}} {
		if len(part.rules) > MaxRules {
			return d.Wrong("$."+part.key, fmt.Sprintf("at most %d rules", MaxRules))
		}
		for i := range part.rules {
			path := fmt.Sprintf("$.%s[%d]", part.key, i)
			why := misplaced(part.key, &part.rules[i])
			if why != "" {
				return d.Wrong(path, why)
			}
			r, err := l.rule(d, path, &part.rules[i], s)
			if err != nil {
				return err
			}
			*part.into = append(*part.into, r)
		}
	}
	return l.bands(d, raw, s)
}

// misplaced says what is wrong with the keys of a rule.
func misplaced(key string, r *rawRule) string {
	switch {
	case r.When == "":
		return "the condition is missing: when"
	case r.Reason.ZH == "" || r.Reason.EN == "":
		return "the reason is needed in both languages, zh and en"
	case max(len(r.Reason.ZH), len(r.Reason.EN)) > MaxReason:
		return fmt.Sprintf("a reason is at most %d bytes", MaxReason)
	case key == "block" && (r.Add != 0 || r.Level != "" || r.Score != 0):
		return "block takes when and reason; it does not score"
	case key == "points" && (r.Add == 0 || max(r.Add, -r.Add) > 100 || r.Level != "" || r.Score != 0):
		return "points take when, add (-100 to 100, not 0) and reason"
	case key == "override" && (r.Add != 0 || !slices.Contains(levels, r.Level) || r.Score < 0 || r.Score > 100):
		return "override takes when, level (urgent, high, medium, low), reason and, if wanted, score (0 to 100)"
	}
	return ""
}

func (l *loader) rule(d *ruletext.Document, path string, raw *rawRule, s *Scenario) (*Rule, error) {
	r := &Rule{Add: raw.Add, Score: raw.Score, Level: raw.Level, Reason: raw.Reason}
	var err error
	r.When, err = l.lang.compile(raw.When, s.extra)
	if err != nil {
		return nil, d.Inside(path+".when", err)
	}
	err = l.note(d, path+".when", r.When, s.On)
	if err != nil {
		return nil, err
	}
	r.zh, r.en, err = l.sentences(d, path+".reason", raw.Reason, s)
	return r, err
}

func (l *loader) bands(d *ruletext.Document, raw *rawScenario, s *Scenario) error {
	if len(raw.Bands) > MaxRules {
		return d.Wrong("$.bands", fmt.Sprintf("at most %d bands", MaxRules))
	}
	for i := range raw.Bands {
		b := &raw.Bands[i]
		path := fmt.Sprintf("$.bands[%d]", i)
		switch {
		case b.From < 0 || b.From > 100:
			return d.Wrong(path+".from", "a band begins at a score from 0 to 100")
		case !slices.Contains(levels, b.Level):
			return d.Wrong(path+".level", "the level is urgent, high, medium or low"+ruletext.DidYouMean(b.Level, levels))
		case i > 0 && b.From >= raw.Bands[i-1].From:
			return d.Wrong(path+".from", "the bands go from the highest score to the lowest")
		case i > 0 && higher(b.Level, raw.Bands[i-1].Level) != raw.Bands[i-1].Level:
			return d.Wrong(path+".level", "a lower score cannot have a higher level")
		case (b.Reason.ZH == "") != (b.Reason.EN == "") || max(len(b.Reason.ZH), len(b.Reason.EN)) > MaxReason:
			return d.Wrong(path+".reason", fmt.Sprintf("the reason is needed in both languages or not at all, at most %d bytes", MaxReason))
		}
		r := &Rule{Score: b.From, Level: b.Level, Reason: b.Reason}
		var err error
		r.zh, r.en, err = l.sentences(d, path+".reason", b.Reason, s)
		if err != nil {
			return err
		}
		s.Bands = append(s.Bands, r)
	}
	return nil
}
