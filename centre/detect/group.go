package detect

import (
	"context"
	"sync"
)

// Group is the workers of all partitions of one process.
type Group []*Worker

// Run runs every worker until ctx ends; the first that fails stops the others and its error is returned.
func (g Group) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var first sync.Once
	var failed error
	var wg sync.WaitGroup
	for _, w := range g {
		wg.Add(1)
		go func() {
			defer wg.Done()
			err := w.Run(ctx)
			if err != nil {
				first.Do(func() { failed = err })
				cancel()
			}
		}()
	}
	wg.Wait()
	return failed
}

// Drain waits until every partition has worked off what is in its log now.
func (g Group) Drain(ctx context.Context) error {
	for _, w := range g {
		err := w.Drain(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// Stats reads the progress of every partition.
func (g Group) Stats() []WorkerStats {
	out := make([]WorkerStats, len(g))
	for i, w := range g {
		out[i] = w.Stats()
	}
	return out
}
