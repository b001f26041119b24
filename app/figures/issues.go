package figures

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	accessstore "fanzha/base/access/store"
	"fanzha/base/id"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/centre/stats/bulletin/reckon"
	bulletinstore "fanzha/centre/stats/bulletin/store"
	apibulletins "fanzha/edge/api/bulletins"
)

// openBulletins makes the room of bulletins over the counts of the centre.
func (s *Side) openBulletins() error {
	templates, err := pattern.Load()
	if err != nil {
		return fmt.Errorf("rulebook/bulletins: %w", err)
	}
	s.templates = templates
	shield, err := NewShield()
	if err != nil {
		return err
	}
	kept := bulletinstore.New(s.opts.Records)
	called := issueNames{people: s.opts.People, names: s.names}
	s.bulletins = bulletin.New(bulletin.Options{
		Ledger: kept, Reader: kept, Press: kept, Words: reckon.Grammar{}, Shield: shield, Lines: issueLines{s}, Units: called, Clock: s.opts.Clock, Templates: templates, UpTo: s.at,
		NewID: id.New(s.opts.Clock.Now, rand.Reader).New, Book: &reckon.Reckoner{Eval: s.Evaluator, Raw: s.Store, Names: called},
	})
	return nil
}

// Bulletins is the room of bulletins.
func (s *Side) Bulletins() *bulletin.Service { return s.bulletins }

// Issues are what the console's pages of bulletins stand on.
func (s *Side) Issues() apibulletins.Services {
	return apibulletins.Services{Bulletins: s.bulletins, People: s.opts.People}
}

// issueNames names what figures are grouped by: as the pages of figures do, and areas without the name of their centre.
type issueNames struct {
	people *accessstore.Store
	names  *names
}

// UnitName implements bulletin.Names.
func (n issueNames) UnitName(ctx context.Context, code string) string {
	name := n.people.UnitName(ctx, code)
	if name == "" {
		return code
	}
	return name
}

// RegionName implements bulletin.Names.
func (n issueNames) RegionName(ctx context.Context, code string) string {
	return strings.TrimSuffix(n.names.Region(ctx, code), "反诈中心")
}

// SideName implements bulletin.Names.
func (n issueNames) SideName(_ context.Context, d stats.Dim, value string) string {
	zh, _ := n.names.Side(d, value)
	if zh == "" {
		return value
	}
	return zh
}
