package main

import "fanzha/app/citybench"

// benchCityCmd measures early warning.
type benchCityCmd struct{ citybench.Cmd }

// Run measures and prints.
func (c *benchCityCmd) Run(e *env) error { return c.Cmd.Run(e.ctx) }
