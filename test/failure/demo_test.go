package failure

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"fanzha/internal/check"
	"fanzha/test/harness"
)

// Protects the promise of the simulated city: the same seed gives the same numbers, under exactly the published names.
func TestSameSeedSameNumbers(t *testing.T) {
	t.Parallel()
	var runs [2]map[string]any
	var both sync.WaitGroup
	for i := range runs {
		both.Go(func() {
			out, errs, err := harness.Run(t, "demo", "--headless", "--seed", "3", "--days", "1", "--people", "3000", "--json")
			if err == nil {
				err = json.Unmarshal([]byte(out), &runs[i])
			}
			if err != nil {
				t.Errorf("%v\n%s%s", err, out, errs)
			}
		})
	}
	both.Wait()
	keys := strings.Fields(`signals hits warnings merged orders signed_in_time_share persons_targeted persons_reached_before_transfer
		money_lost_without_fen money_lost_with_fen precision recall latency_ms seed days`)
	slices.Sort(keys)
	check.Equal(t, strings.Join(slices.Sorted(maps.Keys(runs[0])), " "), strings.Join(keys, " "))
	for i := range runs {
		delete(runs[i], "latency_ms")
	}
	if !reflect.DeepEqual(runs[0], runs[1]) {
		t.Fatalf("two runs of one seed differ:\n%v\n%v", runs[0], runs[1])
	}
	signals, _ := runs[0]["signals"].(float64)
	warnings, _ := runs[0]["warnings"].(float64)
	check.True(t, signals > 1000 && warnings > 0, "nothing happened in the city: the test proves nothing")
}
