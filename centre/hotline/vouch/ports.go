package vouch

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Codes keeps codes. Each write goes with its audit entry in one transaction.
type Codes interface {
	// Add saves a new code; ErrTaken when a code that ended after since has the same digits.
	Add(ctx context.Context, c Code, since when.Micros) error
	// Find returns the latest code of the scope with these digits. A citizen has no account and the system asks for him: the digits
	// themselves are the right to read it.
	Find(ctx context.Context, scope access.Scope, hash string) (c Code, found bool, err error)
	// Live returns the codes of one officer that are alive, the latest first.
	Live(ctx context.Context, officer string, now when.Micros) ([]Code, error)
	// Save writes what an act made of a code where its version is still the one before; else ErrStale.
	Save(ctx context.Context, c Code, by Act) error
}

// Act is who did what to a code.
type Act struct {
	Do   string // "confirm", "confirm_desk", "withdraw"
	User string // "public" for a citizen
	Name string
	At   when.Micros
}

// Alarms keeps alarms. A change, its audit entry and its event are one transaction.
type Alarms interface {
	// Raise saves a new alarm with its number, or lets the open one of the same network and number since then Join it.
	Raise(ctx context.Context, a Alarm, by Act, since when.Micros) (Alarm, error)
	// Save writes an alarm where its version is still the one before; else ErrStale.
	Save(ctx context.Context, a Alarm, by Act) error
	// Get returns an alarm of the scope; else ErrNotFound.
	Get(ctx context.Context, scope access.Scope, id string) (Alarm, error)
	// List returns alarms of the scope, the latest first.
	List(ctx context.Context, scope access.Scope, q Query) ([]Alarm, error)
}

// Query chooses alarms for a store.
type Query struct {
	States []AlarmState
	After  *Key
	Limit  int
}

// Key is the last row of a page.
type Key struct {
	At when.Micros
	ID string
}

// Meter counts wrong answers by minute.
type Meter interface {
	// Used says how many wrong answers who has had since then, and how many all had together.
	Used(ctx context.Context, who string, since when.Micros) (own, all int64, err error)
	// Spend counts one more and returns the counts after it.
	Spend(ctx context.Context, who string, now, since when.Micros) (own, all int64, err error)
	// GiveBack takes back what a right answer had spent.
	GiveBack(ctx context.Context, who string, at when.Micros) error
}

// Tally counts alarms.
type Tally interface {
	Counts(ctx context.Context, scope access.Scope) (open, taken int64, err error)
}

// Rooms knows orders, warnings and tickets.
type Rooms interface {
	// Subject returns what a code is issued for. One outside the caller's jurisdiction is not found.
	Subject(ctx context.Context, scope access.Scope, kind Kind, id string) (Subject, error)
}

// Units names units.
type Units interface {
	Name(ctx context.Context, unit string) string
	// Top is the unit that answers for what belongs to no other.
	Top(ctx context.Context) (string, error)
}

// Sightings tells detection of a number.
type Sightings interface {
	// Pass may be given the same alarm again: it is one sighting.
	Pass(ctx context.Context, s Sighting) error
}

// Sighting is a number that an impostor rang from.
type Sighting struct {
	Alarm  string
	Phone  ident.Phone
	At     when.Micros
	Until  when.Micros
	Weight int64
}
