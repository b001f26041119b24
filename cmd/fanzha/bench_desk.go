package main

import "fanzha/app/deskbench"

// benchDeskCmd measures the alert desk.
type benchDeskCmd struct{ deskbench.Cmd }

// Run measures and prints.
func (c *benchDeskCmd) Run(e *env) error {
	r, err := c.Cmd.Run(e.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(r)
	}
	return r.Print()
}
