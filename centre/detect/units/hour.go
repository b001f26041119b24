package units

import (
	"time"

	"fanzha/term/when"
)

// zoneAhead is how far the clocks of the centre's zone are ahead of UTC; the zone has no summer time.
var zoneAhead = func() when.Micros {
	_, s := time.Unix(0, 0).In(when.Zone).Zone()
	return when.Micros(s) * when.Second
}()

// HourOf is the hour of the day of a moment in the centre's zone, 0 to 23.
func HourOf(t when.Micros) int {
	return int(((t+zoneAhead)%when.Day + when.Day) % when.Day / when.Hour)
}
