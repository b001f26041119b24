package app

import (
	"context"
	"runtime"
	"runtime/debug"
	"time"
)

// restAfter is how long nothing must have come in before memory that bursts needed is given back to the machine. The log's block
// cache lets go of its blocks ten seconds after their last use.
const restAfter = 12 * time.Second

// restAlong gives memory back when the centre comes to rest after a burst.
func (c *Centre) restAlong(ctx context.Context) {
	tick := time.NewTicker(restAfter)
	defer tick.Stop()
	var seen int64
	resting := true
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var now int64
		for _, n := range c.intake.Stats().Accepted {
			now += int64(n)
		}
		switch {
		case now-seen > restMost:
			resting = false
		case !resting:
			runtime.GC() // what pools kept of the burst is free only after a second collection
			debug.FreeOSMemory()
			resting = true
		}
		seen = now
	}
}

// restMost is how many signals in restAfter still count as rest.
const restMost = 1000
