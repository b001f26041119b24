package scenario

import (
	"encoding/json"
	"testing"

	"fanzha/internal/check"
	"fanzha/test/harness"
)

// Protects what `fanzha bench desk` checks of a full day, on one busy hour of a small one, in the real binary: what is told twice does not make a
// second task, whoever is urgent is opened, nobody is called twice in the quiet time, and every list that a reader asks for is answered.
func TestDeskHour(t *testing.T) {
	t.Parallel()
	out := harness.MustRun(t, "bench", "desk", "--history", "300", "--warnings", "1200", "--users", "10", "--operators", "12", "--from", "9", "--hours", "1", "--pause", "1s", "--pace", "0", "--json")
	var r struct {
		Told, Accepted int
		Same           int `json:"told_by_the_same_source_again"`
		Lists          []struct {
			Name      string
			N, Failed int
		}
		Kept struct {
			Hits, Orders, Calls, Urgent int
			Raised                      int `json:"warnings_raised"`
			Merged                      int `json:"hits_merged"`
			Late                        int `json:"urgent_opened_after_60_s"`
			Left                        int `json:"urgent_never_opened"`
			Tasks                       int `json:"open_tasks_per_person_max"`
			Warnings                    int `json:"open_warnings_per_person_max"`
			Quiet                       int `json:"second_calls_inside_quiet_time"`
		}
	}
	check.NoError(t, json.Unmarshal([]byte(out), &r))
	k := r.Kept
	check.True(t, r.Told > 50 && r.Same > 0 && r.Accepted+r.Same == r.Told, out)
	check.True(t, k.Merged > 0 && k.Raised > 30 && k.Hits == k.Raised+k.Merged && k.Calls > 20, out)
	check.True(t, k.Urgent > 0, out)
	check.Equal(t, k.Late, 0)
	check.Equal(t, k.Left, 0)
	check.Equal(t, k.Tasks, 1)
	check.Equal(t, k.Warnings, 1)
	check.Equal(t, k.Quiet, 0)
	for _, l := range r.Lists {
		check.Equal(t, l.Failed, 0)
	}
}
