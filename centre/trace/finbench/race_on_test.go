//go:build race

package finbench_test

// underRace: the detector is on.
const underRace = true
