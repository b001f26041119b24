package rulefile_test

import (
	"strings"
	"testing"

	"fanzha/base/rulefile"
	"fanzha/internal/check"
)

// Protects every room that reads a rulebook: a damaged file is an error with a reason, never a panic.
func TestDecode(t *testing.T) {
	var out struct {
		Rules []string `yaml:"rules"`
	}
	check.NoError(t, rulefile.Decode([]byte("rules: [a, b]"), &out))
	check.Equal(t, out.Rules, []string{"a", "b"})
	for _, raw := range []string{" rules:\n  !!0000000000 ", "rules: [", "rules: [a]\nmore: 1", "rules: {a: 1}"} {
		err := rulefile.Decode([]byte(raw), &out)
		check.True(t, err != nil && strings.TrimSpace(err.Error()) != "", "taken: "+raw)
	}
	var whole struct {
		N rulefile.Whole `yaml:"n"`
	}
	check.NoError(t, rulefile.Decode([]byte("n: 15"), &whole))
	check.Equal(t, whole.N, rulefile.Whole(15))
	check.True(t, rulefile.Decode([]byte("n: 1.5"), &whole) != nil, "a fraction was cut in silence")
	check.Equal(t, []int{rulefile.Line([]byte("a:\n - code: b\n"), "b"), rulefile.Line(nil, "b")}, []int{2, 0})
	check.True(t, rulefile.Safely(func() error { panic("broken") }) != nil, "a panic is no error")
}
