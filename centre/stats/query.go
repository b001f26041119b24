package stats

import "fanzha/term/when"

// Only keeps facts whose side has one of these values.
type Only struct {
	Dim    Dim
	Values []string
}

// Query asks for the sum of a measure. Units bounds what is seen: nil is nobody's, and never everybody's.
type Query struct {
	Measure string
	Span    Span
	Until   when.Micros // only what happened up to this moment; 0: to the end of the span
	Scope   []string    // prefixes of units that may be seen; "" is all of them and is given by the service alone, never by a caller
	Unit    string      // only this unit and those under it; empty for all that may be seen
	Region  string      // only this area; empty for all
	Only    []Only
}

// Sum is an answer: pieces and fen.
type Sum struct{ N, Fen int64 }

// Group is the sum of one value of a side.
type Group struct {
	Value string
	Sum
}

// By says along which side groups are made.
type By uint8

// What groups can be made along beside the sides of a fact.
const (
	BySide   By = iota // Dim says which
	ByUnit             // 单位
	ByRegion           // 地区, at the length asked for
	ByDay              // 日
)

// Split asks for groups.
type Split struct {
	By     By
	Dim    Dim
	Digits int // of ByRegion and ByUnit: 4 city, 6 county, 9 township, 12 station
}

// Page asks for facts behind a sum, newest first, at most Limit of them after the place of the last page.
type Page struct {
	After Place
	Limit int
}

// Place is where a list goes on. The zero value is its beginning.
type Place struct {
	Seq int64
	ID  string
}

// Stored asks for facts as they are kept, of every unit: for a recount beside the counts in memory, never for a caller from outside.
type Stored struct {
	Measures []string
	Span     Span
	UpTo     int64 // only what counts since an event of this number or an earlier one, as it stands now; 0: all
}

// Counter counts. Every implementation gives the same answer to the same facts, in whatever order they came.
type Counter interface {
	// Sum adds up.
	Sum(q Query) (Sum, error)
	// Groups adds up by value, largest number first, then by value.
	Groups(q Query, s Split) ([]Group, error)
	// List gives the facts behind a sum, by Seq downward, then ID.
	List(q Query, p Page) ([]Fact, error)
}
