package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"fanzha/app/yearbook"
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/id"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	bulletinstore "fanzha/centre/stats/bulletin/store"
	"fanzha/centre/stoppay"
	apibulletins "fanzha/edge/api/bulletins"
)

// openBulletins makes the room of bulletins over the counts of the centre.
func (c *Centre) openBulletins(context.Context) error {
	templates, err := bulletin.LoadTemplates()
	if err != nil {
		return fmt.Errorf("rulebook/bulletins: %w", err)
	}
	kept := bulletinstore.New(c.records)
	names := bulletinNames{people: c.People, banks: c.money.Measured().Banks}
	c.bulletins = bulletin.New(bulletin.Options{
		Ledger: kept, Reader: kept, Press: kept, Words: bulletin.Grammar{}, Lines: bulletinLines{}, Units: names, Clock: c.clock, Templates: templates,
		NewID: id.New(c.clock.Now, rand.Reader).New, Book: &bulletin.Reckoner{Eval: c.stats.Evaluator, Raw: c.stats.store, Names: names},
	})
	return nil
}

func (c *Centre) bulletinServices() apibulletins.Services {
	return apibulletins.Services{Bulletins: c.bulletins, People: c.People}
}

// bulletinNames names what figures are grouped by.
type bulletinNames struct {
	people *accessstore.Store
	banks  interface {
		Banks(ctx context.Context, scope access.Scope) ([]stoppay.Bank, error)
	}
}

// UnitName implements bulletin.Names.
func (n bulletinNames) UnitName(ctx context.Context, code string) string {
	name := n.people.UnitName(ctx, code)
	if name == "" {
		return code
	}
	return name
}

// countyDigits is the length of the code of a county.
const countyDigits = 6

// RegionName implements bulletin.Names: a county by the name of its centre, a street or town by the unit that answers for it.
func (n bulletinNames) RegionName(ctx context.Context, code string) string {
	name := ""
	if len(code) == countyDigits {
		name = strings.TrimSuffix(n.people.UnitName(ctx, code+"000000"), "反诈中心")
	} else {
		name = places{n.people}.Name(ctx, code)
	}
	if name == "" {
		return code
	}
	return name
}

// SideName implements bulletin.Names.
func (n bulletinNames) SideName(ctx context.Context, d stats.Dim, value string) string {
	if d == stats.Bank {
		list, err := n.banks.Banks(ctx, access.System())
		for i := range list {
			if err == nil && list[i].Code == value {
				return list[i].Name
			}
		}
		return value
	}
	name, ok := yearbook.SideNames[d][value]
	if !ok {
		return value
	}
	return name
}

// bulletinLines gives what other rooms have to say in a section.
type bulletinLines struct{}

// Lines implements bulletin.Lines. No room serves any of the names yet: a section without lines says so itself.
func (bulletinLines) Lines(context.Context, string, string, stats.Span) ([]bulletin.Line, error) {
	return nil, nil
}
