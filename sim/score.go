package sim

import (
	"fanzha/term/when"
)

// Finding is a hit or a warning of the centre, with the full identifiers, as the centre's own procedures see them.
type Finding struct {
	Warning  bool // otherwise a hit
	ID       string
	Scenario string // hits: code of the scenario
	Fraud    string // term/fraud code
	Level    string
	Phone    string // any form; either this or PersonID, else the finding is about nobody
	PersonID string
	At       when.Micros // event time of a hit, opening of a warning
}

// trueFor is how long after the last planned step of a fraud a warning about its target is still right: victims go on
// being worked on, and late records arrive.
const trueFor = 3 * when.Day

// Share is a fraction with its two numbers, because a share alone hides how much it rests on.
type Share struct {
	Of    int     `json:"of"`
	Num   int     `json:"num"`
	Value float64 `json:"value"`
}

func (s *Share) count(hit bool) {
	s.Of++
	if hit {
		s.Num++
	}
	s.Value = float64(s.Num) / float64(s.Of)
}

// Shares is a measure as a whole and split. Overall counts warnings (precision) or frauds (recall).
type Shares struct {
	Overall    Share            `json:"overall"`
	ByScenario map[string]Share `json:"by_scenario"`
	ByFraud    map[string]Share `json:"by_fraud"`
}

// Score is how the centre did against the truth.
//
// A finding about a person is right when a fraud was tried on that person in [first contact, last planned step + 3 days];
// findings about nobody (leads on numbers and accounts) are left out.
//
//   - Precision overall: right warnings of all warnings. By scenario: right hits of all hits of the scenario. By fraud: right
//     warnings of all warnings that name the type; another type on the same person counts as right, because the person was
//     rightly warned.
//   - Recall overall: frauds whose target was warned in that time, of all frauds begun. By fraud: the same for the true type.
//     By scenario: frauds with at least one hit of the scenario, of the frauds of the types that the scenario ever named.
//   - Targeted: persons on whom a fraud was begun. ReachedBefore: of those, persons the centre talked to before the first
//     planned payment; where none was planned, before the last step.
//   - Money: the sum of planned payments due until now that happened (With) and of all that were planned (Without). Nothing
//     the centre does changes the plan, so both come from the same run.
type Score struct {
	Targeted       int
	ReachedBefore  int
	Payers         int // targets with a planned payment, due or not
	PayersReached  int // of those, talked to before the first one
	Persuaded      int // targets that were persuaded
	MoneyWithout   int64
	MoneyWith      int64
	WronglyWarned  int // residents without any fraud that the centre talked to
	Precision      Shares
	Recall         Shares
	FraudsByType   map[string]int
	FindingsNobody int
}

// Score judges the findings against the truth up to now.
func (c *City) Score(findings []Finding) Score {
	s := Score{FraudsByType: map[string]int{}, WronglyWarned: len(c.knocks.wrong)}
	targeted, before := map[int]bool{}, map[int]bool{}
	for _, k := range c.plot.courses {
		if k.start >= c.now {
			continue
		}
		s.FraudsByType[string(k.script.code)]++
		targeted[k.person] = true
		if k.reachedBefore() {
			before[k.person] = true
		}
		c.tally(&s, k)
	}
	s.Targeted, s.ReachedBefore = len(targeted), len(before)
	c.judge(&s, findings)
	return s
}

// tally adds one course's money and reaching.
func (c *City) tally(s *Score, k *course) {
	if k.persuaded != 0 {
		s.Persuaded++
	}
	if len(k.planned) > 0 {
		s.Payers++
		if k.reachedBefore() {
			s.PayersReached++
		}
	}
	for _, p := range k.planned {
		if p.at < c.now {
			s.MoneyWithout += p.fen
		}
		if p.made {
			s.MoneyWith += p.fen
		}
	}
}

// reachedBefore says whether the centre talked to the person before the first planned payment.
func (k *course) reachedBefore() bool {
	limit := k.end
	if len(k.planned) > 0 {
		limit = k.planned[0].at
	}
	return k.reached != 0 && k.reached < limit
}

// judge fills precision and recall.
func (c *City) judge(s *Score, findings []Finding) {
	s.Precision = Shares{ByScenario: map[string]Share{}, ByFraud: map[string]Share{}}
	s.Recall = Shares{ByScenario: map[string]Share{}, ByFraud: map[string]Share{}}
	warned := map[int]bool{}
	seen := map[string]map[int]bool{}     // scenario → frauds hit
	names := map[string]map[string]bool{} // scenario → types it named
	for _, f := range findings {
		who, ok := c.who(f)
		if !ok {
			s.FindingsNobody++
			continue
		}
		k := c.courseAt(who, f.At)
		if f.Warning {
			s.Precision.Overall.count(k != nil)
			tick(s.Precision.ByFraud, f.Fraud, k != nil)
			if k != nil {
				warned[k.id] = true
			}
			continue
		}
		tick(s.Precision.ByScenario, f.Scenario, k != nil)
		if seen[f.Scenario] == nil {
			seen[f.Scenario], names[f.Scenario] = map[int]bool{}, map[string]bool{}
		}
		names[f.Scenario][f.Fraud] = true
		if k != nil {
			seen[f.Scenario][k.id] = true
		}
	}
	for _, k := range c.plot.courses {
		if k.start >= c.now {
			continue
		}
		kind := string(k.script.code)
		s.Recall.Overall.count(warned[k.id])
		tick(s.Recall.ByFraud, kind, warned[k.id])
		for scenario, frauds := range names {
			if frauds[kind] || frauds["other"] || frauds[""] {
				tick(s.Recall.ByScenario, scenario, seen[scenario][k.id])
			}
		}
	}
}

func tick(m map[string]Share, key string, hit bool) {
	s := m[key]
	s.count(hit)
	m[key] = s
}

// who leads from a finding to the resident.
func (c *City) who(f Finding) (int, bool) {
	if f.Phone != "" {
		who, ok := c.find(f.Phone)
		if ok {
			return who, true
		}
	}
	if f.PersonID != "" {
		return c.find(f.PersonID)
	}
	return 0, false
}
