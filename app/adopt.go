package app

import (
	"context"

	"fanzha/term/region"
)

// isSetUp says whether there is a unit to turn to. When it sees the first one, it hands over what was found before.
func (c *Centre) isSetUp(ctx context.Context) (bool, error) {
	if c.setUp.Load() {
		return true, nil
	}
	top, err := c.People.Responsible(ctx, "")
	if isNoUnit(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if top != region.Root {
		err = c.warnings.Adopt(ctx, region.Root, top)
		if err != nil {
			return false, err
		}
	}
	c.setUp.Store(true)
	return true, nil
}
