package main

import "fanzha/app/statbench"

// benchStatsCmd measures counting.
type benchStatsCmd struct{ statbench.Cmd }

// Run measures and prints.
func (c *benchStatsCmd) Run(e *env) error { return c.Cmd.Run(e.ctx) }
