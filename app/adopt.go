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
	c.adopting.Store(adoptTicks)
	c.setUp.Store(true)
	return true, nil
}

// adoptTicks is for how many ticks after the set-up hits may still arrive that were on their way to the root.
const adoptTicks = 10

// adoptRest hands over what was on its way while the centre was being set up.
func (c *Centre) adoptRest(ctx context.Context) error {
	if c.adopting.Load() <= 0 {
		return nil
	}
	c.adopting.Add(-1)
	top, err := c.People.Responsible(ctx, "")
	if err != nil || top == region.Root {
		return err
	}
	return c.warnings.Adopt(ctx, region.Root, top)
}
