package warning

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"fanzha/base/clock"
	"fanzha/term/when"
)

// Protects the hand-over at the set-up: forgetting while others ask neither breaks nor keeps an answer of before.
func TestForgetWhileAsking(t *testing.T) {
	p := &places{units: slowUnits{}, clock: clock.NewManual(when.Day)}
	var asking sync.WaitGroup
	for i := range 8 {
		asking.Go(func() {
			for range 200 {
				_, err := p.of(context.Background(), fmt.Sprint(i))
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 200 {
		p.forget()
	}
	asking.Wait()
}

type slowUnits struct{}

func (slowUnits) Responsible(context.Context, string) (string, error) { return "990100000000", nil }
