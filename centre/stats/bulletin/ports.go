package bulletin

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/term/when"
)

// Definition is what an issue prints of an indicator.
type Definition struct {
	Code     string
	Name     string
	Unit     string // 起, 人, 元, %, …
	Rate     bool   // its value is a numerator over a denominator
	Money    bool   // its value is fen
	Good     string // up, down, none
	Owner    string
	Revision string
	Formula  string // in words, for the annex
	Local    bool   // a local definition, to be marked as one
	Harm     bool
}

// Reading is a value with its print and those of the periods it is compared with, in the order in which they were asked for. A
// comparison that cannot be made is left out.
type Reading struct {
	Value   Value
	Text    string
	Compare []Comparison
}

// Group is the value of one unit, area or side.
type Group struct {
	Key   string
	Name  string
	Ask   Ask
	Value Value
	Text  string
}

// Book is where figures come from: the dictionary of indicators over the counted facts.
type Book interface {
	// Define gives the definition of an indicator; false when there is none of that code.
	Define(code string) (Definition, bool)
	// Read reads one, with comparisons of the kinds asked for ("yoy", "mom").
	Read(ctx context.Context, ask Ask, compare []string) (Reading, error)
	// Groups reads one for every group, largest first, at most limit of them.
	Groups(ctx context.Context, ask Ask, by stats.Split, limit int) ([]Group, error)
	// Recount counts once more by other means than Read does: no cube, no cache. The answers are in the order of the questions, without
	// comparisons. Only what counts since an event up to that number is counted, as it stands now: what was corrected differs, what is
	// merely new does not. 0 is everything.
	Recount(ctx context.Context, asks []Ask, upTo int64) ([]Reading, error)
}

// Words reads sentences back and looks for slips.
type Words interface {
	// Percent prints a share: 38.71%.
	Percent(num, den int64) string
	// Reread reads a paragraph and says where it does not say what these figures say, in order. Struck figures are not among them.
	Reread(text string, figures []Figure) []Finding
	// Slips looks for what is wrong in a text as such, and against the history of its figures.
	Slips(text string, figures []Figure) []Finding
}

// Exposed is something in a text that does not leave the police.
type Exposed struct {
	Code     string // private_number, private_name, link
	From, To int    // bytes
}

// Shield finds what does not leave the police: numbers of persons and accounts, contacts, links, and names of people.
type Shield interface {
	Exposed(text string) []Exposed
}

// Line is a line from another room: a task, a decision, a story.
type Line struct {
	Text   string
	Object string
}

// Lines gives what other rooms have to say in a section, by the name the template has for it, of the jurisdiction of a unit alone. A name
// that nobody serves gives none.
type Lines interface {
	Lines(ctx context.Context, source, unit string, span stats.Span) ([]Line, error)
	// Parts gives whole parts with tables, in their order. An ID is unique among them; every table names the record it is of.
	Parts(ctx context.Context, source, unit string, span stats.Span) ([]Section, error)
}

// Units names units.
type Units interface {
	// UnitName is the name of a unit; the code itself when it has none.
	UnitName(ctx context.Context, code string) string
}

// Change is one saved change of an issue: Issue in its new state, with Version one more than the stored one (1 for a new one), or
// only what is added beside it.
type Change struct {
	Issue   *Issue
	Remark  *Remark
	Erratum *Erratum
	Step    Step
	Event   string // empty: none leaves
	ID      string // of the issue, and its unit, kind
	Unit    string
	Kind    string
	Note    string
}

// Ledger writes.
type Ledger interface {
	// Save writes a change with its audit entry, history and event. ErrStale when the issue was changed since it was read,
	// ErrFrozen when it is published or withdrawn, ErrNumber when its number was taken meanwhile.
	Save(ctx context.Context, c Change) error
	// Found keeps what a recount found in an issue (Moved, Stops), where it is still of that version and not frozen: else nothing.
	Found(ctx context.Context, i *Issue) error
}

// Addressed are issues that a caller reads beside those of his jurisdiction: the published ones, of these kinds, of these units.
type Addressed struct {
	Units []string
	Kinds []string
}

// Reader reads. What lies outside of the scope, and is not addressed to the caller, is ErrNotFound.
type Reader interface {
	Issue(ctx context.Context, scope access.Scope, to Addressed, id string) (Issue, error)
	Issues(ctx context.Context, scope access.Scope, q Query) ([]Issue, error)
	Remarks(ctx context.Context, scope access.Scope, issue string) ([]Remark, error)
	History(ctx context.Context, scope access.Scope, issue string) ([]Step, error)
}

// Press reads what was published.
type Press interface {
	// Last is the last published issue of a kind and unit whose period ends before a day; ErrNotFound when there is none.
	Last(ctx context.Context, unit, kind string, before stats.Day) (Issue, error)
	// LastNo is the highest number of a kind, unit and year; 0 when there is none.
	LastNo(ctx context.Context, unit, kind string, year int) (int64, error)
	// Errata are the corrections of one issue.
	Errata(ctx context.Context, scope access.Scope, issue string) ([]Erratum, error)
	// ErrataSince are the corrections of issues of a kind and unit that were made in a span of time, the first first.
	ErrataSince(ctx context.Context, unit, kind string, from when.Micros) ([]Erratum, error)
}

// Query asks for a page of issues, the latest first. Their sections and figures are not read.
type Query struct {
	To     Addressed
	Kind   string
	States []State
	After  *Key
	Limit  int
}

// Key is the place of an issue in the list.
type Key struct {
	At when.Micros
	ID string
}
