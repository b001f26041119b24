package chase

import (
	"fanzha/centre/stoppay"
	stopstore "fanzha/centre/stoppay/store"
)

// newService makes the room on the store of this centre.
func newService(c *centre, gateway stoppay.Gateway, newID func() string) *stoppay.Service {
	s := stopstore.New(c.records)
	return stoppay.New(stoppay.Options{
		Ledger: s, Queue: s, Orders: s, Reader: s, Lists: s, Tally: s, Gateway: gateway, Sealer: c.seals, Units: unitNames{}, Flow: c.feed, Holders: c.feed,
		Clock: c.clock, Rules: c.rules, NewID: newID, Receipt: newID,
	})
}
