package spoken

import "fanzha/term/when"

// Vote (有效反馈) says which step worked on one person, or that none did.
type Vote struct {
	Kind    string
	Warning string // empty: of no warning in the records
	Voter   string
	Name    string
	Unit    string
	Reading Reading
	Step    Step // empty: none worked
	Version string
	At      when.Micros
}

// Tally counts the votes on a kind by step; the empty step counts those that say none worked.
type Tally map[Step]int64
