package yearbook

import (
	"os"
	"path/filepath"
	"testing"

	"fanzha/centre/stats/bulletin"
	"fanzha/edge/print"
	"fanzha/internal/check"
)

// Protects: every issue of a year says what an independent count of the facts says, reads back to its own figures and can be released;
// and the same facts give the same issues.
func TestYear(t *testing.T) {
	check.WithoutRace(t, "thousands of figures are counted twice")
	o := Options{Seed: 7, Year: 2026, Every: 7, Print: 30}
	if dir := os.Getenv("BULLETIN_DIR"); dir != "" {
		o.Keep = func(_ bulletin.Issue, files []print.File) error {
			for _, f := range files {
				err := os.WriteFile(filepath.Join(dir, f.Name), f.Raw, 0o600)
				if err != nil {
					return err
				}
			}
			return nil
		}
	}
	rep, err := Draft(t.Context(), o)
	check.NoError(t, err)
	t.Logf("%+v", rep)
	check.Equal(t, []int{rep.Differing, rep.Misread, rep.Stopped}, []int{0, 0, 0})
}
