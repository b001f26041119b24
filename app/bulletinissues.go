package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	accessstore "fanzha/base/access/store"
	"fanzha/base/id"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/bulletin/reckon"
	bulletinstore "fanzha/centre/stats/bulletin/store"
	apibulletins "fanzha/edge/api/bulletins"
	"fanzha/sim"
)

// openBulletins makes the room of bulletins over the counts of the centre.
func (c *Centre) openBulletins(context.Context) error {
	templates, err := bulletin.LoadTemplates()
	if err != nil {
		return fmt.Errorf("rulebook/bulletins: %w", err)
	}
	kept := bulletinstore.New(c.records)
	names := bulletinNames{people: c.People, names: c.stats.names}
	c.bulletins = bulletin.New(bulletin.Options{
		Ledger: kept, Reader: kept, Press: kept, Words: reckon.Grammar{}, Lines: bulletinLines{}, Units: names, Clock: c.clock, Templates: templates,
		NewID: id.New(c.clock.Now, rand.Reader).New, Book: &reckon.Reckoner{Eval: c.stats.Evaluator, Raw: c.stats.store, Names: names},
	})
	return nil
}

func (c *Centre) bulletinServices() apibulletins.Services {
	return apibulletins.Services{Bulletins: c.bulletins, People: c.People}
}

// bulletinNames names what figures are grouped by: as the pages of figures do, and areas without the name of their centre.
type bulletinNames struct {
	people *accessstore.Store
	names  figureNames
}

// UnitName implements bulletin.Names.
func (n bulletinNames) UnitName(ctx context.Context, code string) string {
	name := n.people.UnitName(ctx, code)
	if name == "" {
		return code
	}
	return name
}

// RegionName implements bulletin.Names.
func (n bulletinNames) RegionName(ctx context.Context, code string) string {
	return strings.TrimSuffix(n.names.Region(ctx, code), "反诈中心")
}

// SideName implements bulletin.Names.
func (n bulletinNames) SideName(_ context.Context, d stats.Dim, value string) string {
	zh, _ := n.names.Side(d, value)
	if zh != "" && zh != value {
		return zh
	}
	for _, p := range sim.Partners() { // carriers have no directory yet: those of the invented city by their names
		if d == stats.Carrier && p.Code == value {
			return p.NameZH
		}
	}
	return value
}

// bulletinLines gives what other rooms have to say in a section.
type bulletinLines struct{}

// Lines implements bulletin.Lines. No room serves any of the names yet: a section without lines says so itself.
func (bulletinLines) Lines(context.Context, string, string, stats.Span) ([]bulletin.Line, error) {
	return nil, nil
}
