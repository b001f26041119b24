package app

import (
	"context"
	"crypto/rand"
	"sync"

	"fanzha/base/access"
	"fanzha/base/id"
	"fanzha/centre/dissuade/spoken"
	spokenstore "fanzha/centre/dissuade/spoken/store"
	"fanzha/centre/warning"
	apiscripts "fanzha/edge/api/scripts"
)

// shippedScripts reads the shipped scripts once for all centres of a program: they are not changed afterwards.
var shippedScripts = sync.OnceValues(spoken.Load)

// scriptServices are what the console's pages of dissuasion scripts stand on.
func (c *Centre) scriptServices() apiscripts.Services {
	return apiscripts.Services{Room: c.spoken}
}

// openSpoken makes the room of the words that operators read aloud.
func (c *Centre) openSpoken(context.Context) error {
	shipped, err := shippedScripts()
	if err != nil {
		return err
	}
	c.spoken = spoken.New(spoken.Options{
		Book: shipped, Records: spokenstore.New(c.records), Warnings: knownWarnings{c.warnings}, Clock: c.clock, NewID: id.New(c.clock.Now, rand.Reader).New,
	})
	return nil
}

// knownWarnings says whether a caller may see a warning.
type knownWarnings struct{ room *warning.Service }

// Seen implements spoken.Warnings.
func (w knownWarnings) Seen(ctx context.Context, scope access.Scope, id string) error {
	_, err := w.room.Get(ctx, scope, id)
	return err
}
