package scenario

import (
	"path/filepath"
	"strings"
	"testing"

	"fanzha/test/harness"
)

// Protects the work of the field from end to end: every story of testdata, in the real binary, over HTTP, with a clock that is
// pushed. The stories share one centre; each has people of its own.
func TestStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	p := newPlay(t, harness.StartExercise(t, t.TempDir()))
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { p.in(t).run(file) })
	}
	harness.MustRun(t, "audit", "verify", "--data", p.c.Dir)
	code := p.c.Stop(t)
	if code != 0 {
		t.Fatalf("SIGTERM ends with %d:\n%s", code, p.c.Log())
	}
	harness.MustRun(t, "replay", "--data", p.c.Dir)
}
