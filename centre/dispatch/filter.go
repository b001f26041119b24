package dispatch

import (
	"cmp"
	"strconv"
	"strings"

	"fanzha/term/when"
)

// Bounds of reads: a page of a list, and how many warnings one Latest may ask about (one page of the alert desk).
const (
	PageDefault = 50
	PageMax     = 200
	LatestMax   = 500
)

// Filter chooses orders for a list. Empty fields do not filter.
type Filter struct {
	States  []State
	Levels  []Level
	Family  Family
	Unit    string // a unit and all below it
	Only    bool   // … without those below it
	Warning string
	Target  string
	Number  string // begins with
	Mine    bool   // signed by the caller, or still to sign at the caller's own unit
	Overdue bool   // owes something whose moment has passed

	// Figure lists exactly the records behind a figure: its name, and Part "num" or "den", within Span.
	Figure Figure
	Part   Part
	Span   Span

	Limit  int    // 0: PageDefault; never more than PageMax
	Cursor string // as returned with the page before
}

// Span is a period of issue: From inclusive, To exclusive; zero is open. AsOf is the moment as of which deadlines are judged;
// the service sets it to now when it is zero.
type Span struct {
	From, To when.Micros
	AsOf     when.Micros
}

// Key is an order's place in the queue.
type Key struct {
	Sort int64
	Rank int64
	ID   string
}

// Compare orders keys as the queue does.
func (k Key) Compare(other Key) int {
	return cmp.Or(cmp.Compare(k.Sort, other.Sort), cmp.Compare(k.Rank, other.Rank), cmp.Compare(k.ID, other.ID))
}

// cursor prints the key; ParseKey reads it back.
func (k Key) cursor() string {
	return strconv.FormatInt(k.Sort, 36) + "." + strconv.FormatInt(k.Rank, 36) + "." + k.ID
}

// ParseKey reads a cursor.
func ParseKey(cursor string) (Key, error) {
	parts := strings.SplitN(cursor, ".", 3)
	if len(parts) != 3 || parts[2] == "" || len(cursor) > 100 {
		return Key{}, ErrCursor
	}
	sort, err := strconv.ParseInt(parts[0], 36, 64)
	if err != nil {
		return Key{}, ErrCursor
	}
	rank, err := strconv.ParseInt(parts[1], 36, 64)
	if err != nil {
		return Key{}, ErrCursor
	}
	return Key{Sort: sort, Rank: rank, ID: parts[2]}, nil
}

// Where the parts of the queue begin: open orders are below SortReported (moments of this millennium are far below it),
// reported ones below SortEnded, ended ones above.
const (
	SortReported int64 = 100_000_000_000_000_000
	SortEnded    int64 = 150_000_000_000_000_000
	sortEnd      int64 = 200_000_000_000_000_000
)

// KeyOf returns the order's place in the queue: open orders by what is due first, then reported ones in the order of their
// reports, then ended ones, the latest first; at the same moment the more urgent level first.
func KeyOf(o *Order) Key {
	k := Key{Rank: int64(o.Level.Rank()), ID: o.ID}
	switch {
	case o.State.Open():
		_, at := NextDue(o)
		k.Sort = int64(at)
	case o.State == Reported:
		k.Sort = SortReported + int64(o.ReportedAt)
	default:
		k.Sort = sortEnd - int64(o.EndedAt)
	}
	return k
}

// Figure names a figure of this room.
type Figure string

// The figures.
const (
	FigOrders        Figure = "orders"          // issued in the period, all states
	FigSignedInTime  Figure = "signed_in_time"  // of those whose signing can be judged
	FigVisitedInTime Figure = "visited_in_time" // of those that asked for a visit
	FigOverdue       Figure = "overdue"         // any deadline missed, by any unit that had the order
	FigReported      Figure = "reported"        // with a result
)

// Part chooses the numerator or the denominator of a figure.
type Part string

// The parts.
const (
	Num Part = "num"
	Den Part = "den"
)

// Ratio is a figure with its numerator and denominator; it is never published without both.
type Ratio struct {
	Num int64
	Den int64
}

// Figures of the orders that were issued in a period, at the units that have them now. Definitions (local, not law):
//
//   - Orders: all orders issued in the period.
//   - SignedInTime: denominator = orders whose signing can be judged: signed, or the sign deadline has passed (also when the
//     order was withdrawn after it). An order that was withdrawn before its sign deadline without having been signed, and one
//     whose deadline still runs, is in neither part. Numerator = signed not later than the deadline, and no unit that had
//     the order before missed its own.
//   - VisitedInTime: denominator = orders that ask for a visit, without those withdrawn unvisited before the visit deadline,
//     those whose deadline still runs unvisited, and those reported as false alarm or duplicate (nobody to meet). Numerator =
//     the person was met not later than the deadline, and no earlier unit missed its own.
//   - Overdue: orders of which any deadline was missed and announced.
//   - Reported: numerator = orders with a result, denominator = all orders of the period that were not withdrawn.
type Figures struct {
	Orders        int64
	SignedInTime  Ratio
	VisitedInTime Ratio
	Overdue       int64
	Reported      Ratio
	ByLevel       map[Level]int64
	ByResult      map[Result]int64
}

// Counts is what is on the table now, within the caller's jurisdiction.
type Counts struct {
	Issued     int64
	Signed     int64
	Reported   int64 // waiting to be closed
	Overdue    int64 // open, with something owed whose moment has passed
	UrgentOpen int64
}
