package app

import (
	"crypto/rand"
	"fmt"

	auditstore "fanzha/base/audit/store"
	"fanzha/base/id"

	"fanzha/base/clock"
	"fanzha/centre/dispatch"
	dispatchstore "fanzha/centre/dispatch/store"
	"fanzha/centre/dissuade"
	dissuadestore "fanzha/centre/dissuade/store"
	"fanzha/centre/warning"
	warningstore "fanzha/centre/warning/store"
	"fanzha/internal/db"
	"fanzha/rulebook"

	accessstore "fanzha/base/access/store"
)

// rules are the parts of the rulebook that the rooms decide by.
type rules struct {
	warning   warning.Rules
	deadlines *dispatch.Rules
	dissuade  *dissuade.Rules
}

func loadRules() (rules, error) {
	var r rules
	for _, part := range []struct {
		file string
		read func([]byte) error
	}{
		{"warning.yaml", func(b []byte) (err error) { r.warning, err = warning.ParseRules(b); return err }},
		{"deadlines.yaml", func(b []byte) (err error) { r.deadlines, err = dispatch.ParseDeadlines(b); return err }},
		{"dissuade.yaml", func(b []byte) (err error) { r.dissuade, err = dissuade.ParseRules(b); return err }},
	} {
		raw, err := rulebook.FS.ReadFile(part.file)
		if err == nil {
			err = part.read(raw)
		}
		if err != nil {
			return r, fmt.Errorf("rulebook/%s: %w", part.file, err)
		}
	}
	return r, nil
}

// CheckRules says whether the parts of the rulebook that the rooms decide by can be read.
func CheckRules() error {
	_, err := loadRules()
	return err
}

func newAttemptStore(d *db.DB) *dissuadestore.Store { return dissuadestore.New(d) }
func newOrderStore(d *db.DB) *dispatchstore.Store   { return dispatchstore.New(d) }
func newWarningStore(d *db.DB) warning.Store        { return warningstore.New(d) }

// openPeople opens units, accounts and keys with the limits of the rulebook.
func openPeople(d *db.DB, c clock.Clock) (*accessstore.Store, error) {
	raw, err := rulebook.FS.ReadFile("settings.yaml")
	if err != nil {
		return nil, fmt.Errorf("rulebook/settings.yaml: %w", err)
	}
	settings, err := accessstore.ParseSettings(raw)
	if err != nil {
		return nil, err
	}
	return accessstore.New(accessstore.Options{DB: d, Clock: c, IDs: id.New(c.Now, rand.Reader), Settings: settings, Audit: auditstore.Record})
}
