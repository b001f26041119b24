package app

import "fanzha/centre/warning"

// Warnings is the room of warnings, for a measurement that fills a centre with years of work before it begins.
func (c *Centre) Warnings() *warning.Service { return c.warnings }
