// Package check is the few assertions that our tests use.
package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"fanzha/term/fault"
)

// Equal fails the test with a diff when got differs from want.
func Equal[T any](t testing.TB, got, want T, opts ...cmp.Option) {
	t.Helper()
	diff := cmp.Diff(want, got, opts...)
	if diff != "" {
		t.Fatalf("unexpected value (-want +got):\n%s", diff)
	}
}

// NoError stops the test on an error.
func NoError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

// Fault fails unless err is the fault with that code.
func Fault(t testing.TB, err error, code string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want fault %s", code)
	}
	if got := fault.CodeOf(err); got != code {
		t.Fatalf("fault %s (%v), want %s", got, err, code)
	}
}

// True fails with the message when ok is false.
func True(t testing.TB, ok bool, message string) {
	t.Helper()
	if !ok {
		t.Fatal(message)
	}
}

// WithoutRace skips a test in the run with the race detector, which makes it many times slower: one in which nothing runs at once, or
// nothing that another test does not drive under the detector. tools/alltests runs its package without the detector as well; why says
// what would be slow.
func WithoutRace(t testing.TB, why string) {
	t.Helper()
	if underRace {
		t.Skip(why + " under the race detector; the same test runs without it as well")
	}
}
