//go:build !race

package finbench_test

// underRace: the detector is off.
const underRace = false
