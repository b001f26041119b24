//go:build !race

package check

// underRace: the detector is on.
const underRace = false
