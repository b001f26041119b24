package warning

import (
	"fanzha/centre/detect"
	"fanzha/term/when"
)

// View is a warning with its person, as lists show it. Values are in full: the edge masks.
type View struct {
	Warning
	Person Target
}

// Hit is one stored finding of detection with where it went.
type Hit struct {
	detect.Hit
	Partition  int
	Unit       string // responsible unit at recording; follows the warning when it moves
	Target     string // "" when the hit names no person
	Warning    string // "" when the hit names no person
	Opened     bool   // this hit opened its warning; all other hits of a warning were merged
	RecordedAt when.Micros
}

// Why is one line of "why this level": a scenario, how high it graded, how often it hit.
type Why struct {
	Scenario string
	Level    Level // highest
	Score    int   // highest
	Count    int64
	LastAt   when.Micros
	ReasonZH string // of the strongest hit of the scenario
	ReasonEN string
}

// MaxDetailHits bounds the evidence that Get returns; the rest is paged through Hits.
const MaxDetailHits = 200

// Detail is all that an officer sees of one warning.
type Detail struct {
	View
	Hits    []Hit  // newest first, at most MaxDetailHits
	History []Step // oldest first
	Why     []Why  // strongest first
}

// Bounds of pages.
const (
	DefaultLimit = 50
	MaxLimit     = 200
	MaxSearch    = 20  // results of each sort in a search
	MaxTimeline  = 500 // moments of one person
)

// Filter chooses warnings. Empty fields do not restrict. Lists are sorted by level, then due time, then possible loss
// (largest first), then id; Cursor continues after the last row of the page before and stays right while rows move.
type Filter struct {
	IDs      []string
	Target   string
	State    []State
	Level    []Level
	Family   Family
	Fraud    string
	Scenario string // has evidence of this scenario
	Unit     string // this unit and those under it
	Only     bool   // … without those under it
	Outcome  []Outcome
	Finding  Finding
	Mine     bool // claimed by the caller
	Overdue  bool // due before now
	Search   string

	OpenedFrom when.Micros // inclusive
	OpenedTo   when.Micros // exclusive
	Reached    bool        // the person was spoken to
	InTime     bool        // … before money was seen to move
	Finished   bool        // work on it has ended
	Failed     bool        // defrauded after the warning: the review found so, or has not concluded yet

	Limit  int
	Cursor string
}

// HitFilter chooses hits, newest first.
type HitFilter struct {
	Scenario     string
	Target       string
	Warning      string
	Unattributed bool        // hits that name no person
	Merged       bool        // hits that went into a warning without opening it
	From         when.Micros // recorded at or after
	To           when.Micros // recorded before
	Limit        int
	Cursor       string
}

// ScenarioCount says how often a scenario hit lately, in the caller's jurisdiction.
type ScenarioCount struct {
	Scenario string
	Day      int64 // last 24 hours, by event time
	Week     int64 // last 7 days
	LastAt   when.Micros
}

// Found is the answer to a search.
type Found struct {
	Persons  []Target
	Warnings []View
}

// Person is one person at risk with all warnings that the caller may see.
type Person struct {
	Target
	Open     string // id of the open or working warning, "" when there is none
	Warnings []View // newest first
}

// MomentType says what kind of event a moment is.
type MomentType string

// The kinds of moments on a line of life. Attempt and Order come from other rooms.
const (
	MomentHit     MomentType = "hit"
	MomentState   MomentType = "state"
	MomentAttempt MomentType = "attempt"
	MomentOrder   MomentType = "order"
	MomentReveal  MomentType = "reveal"
)

// Moment is one point on a person's line of life.
type Moment struct {
	At       when.Micros
	Type     MomentType
	Level    Level
	TitleZH  string
	TitleEN  string
	TextZH   string
	TextEN   string
	By       string // name of the actor
	Evidence []detect.Evidence
	Ref      string // id of the warning, order or attempt behind it
	Scenario string // hits: code of the scenario, whose name the console shows
}

// Counts is what the Today page shows: how many warnings wait for whom, at one moment.
type Counts struct {
	Urgent   int64 // open or working and urgent
	Open     int64 // nobody has claimed them
	Overdue  int64
	Working  int64
	Mine     int64 // claimed by the caller, still working
	Watching int64
	InReview int64
}

// Figure is one number of the statistics with the records behind it: listing the filter gives exactly Num records.
type Figure struct {
	Num      int64
	Den      int64 // 0 for plain counts
	Warnings *Filter
	Hits     *HitFilter
}

// Figures are the numbers of a period. Warnings count by the time they were opened, hits by the time they were recorded.
type Figures struct {
	From, To      when.Micros
	Hits          Figure
	Warnings      Figure
	Merged        Figure // hits that joined a warning instead of opening one: calls nobody had to make twice
	Reached       Figure // warnings whose person was spoken to, of all warnings
	ReachedInTime Figure // … before money was seen to move, of all warnings
	Dissuaded     Figure // of all warnings whose work has ended
	Defrauded     Figure // defrauded after the warning (预警后被骗), of all warnings whose person was reached
	ByLevel       map[Level]Figure
}
