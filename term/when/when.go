// Package when holds the one representation of time inside the centre: microseconds of UTC since 1970. The zone of the
// centre appears only at the edge (screens, bulletins, printed orders).
package when

import "time"

// Micros is a moment, in microseconds of UTC since 1970-01-01. Zero means "not set".
type Micros int64

// Units of a span between two moments.
const (
	Millisecond Micros = 1000
	Second             = 1000 * Millisecond
	Minute             = 60 * Second
	Hour               = 60 * Minute
	Day                = 24 * Hour
)

// Zone is the zone of the centre: Beijing time, in which terms are counted, papers are dated and files of banks are read.
var Zone = time.FixedZone("UTC+8", 8*3600)

// Of converts a time.Time, dropping what is finer than a microsecond.
func Of(t time.Time) Micros { return Micros(t.UnixMicro()) }

// Time converts back, in UTC.
func (m Micros) Time() time.Time { return time.UnixMicro(int64(m)).UTC() }

// Add returns the moment d later.
func (m Micros) Add(d time.Duration) Micros { return m + Micros(d/time.Microsecond) }

// Sub returns the span from other to m.
func (m Micros) Sub(other Micros) time.Duration { return time.Duration(m-other) * time.Microsecond }

// String prints RFC 3339 in UTC with microseconds, empty for zero.
func (m Micros) String() string {
	if m == 0 {
		return ""
	}
	return m.Time().Format("2006-01-02T15:04:05.000000Z07:00")
}
