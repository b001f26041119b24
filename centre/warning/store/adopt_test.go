package store_test

import (
	"context"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/centre/warning/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/region"
	"fanzha/term/when"
)

// rootUnits answers for nothing yet: the centre is not set up.
type rootUnits struct{}

func (rootUnits) Responsible(context.Context, string) (string, error) { return region.Root, nil }

// Protects what is found before a centre is set up: it is kept, hidden from everybody, and seen by the centre once it exists.
func TestFoundBeforeTheCentreExists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := warning.New(warning.Options{
			Store: store.New(d), Units: rootUnits{}, Clock: clock.NewManual(1000 * when.Day), Rules: roomtest.Rules(t), NewID: roomtest.IDs(),
		})
		hit := detect.Hit{
			ID: "h1", Scenario: "fund_x", Version: 1, Family: "fund", Level: "urgent", Score: 90, Fraud: "other", At: 999 * when.Day,
			Source: "bank", Signal: "1", Kind: "transfer", Phone: "+8613900001111", ReasonZH: "一", ReasonEN: "one",
		}
		_, err := s.Record(ctx, warning.Batch{Partition: 0, Seq: 1, Hits: []detect.Hit{hit}})
		check.NoError(t, err)
		centre := access.Scope{User: "u", Unit: "990100000000", Roles: []access.Role{access.Operator}}
		before, _, err := s.List(ctx, centre, warning.Filter{})
		check.NoError(t, err)
		check.Equal(t, len(before), 0)
		for range 2 {
			check.NoError(t, s.Adopt(ctx, region.Root, centre.Unit))
			after, _, err := s.List(ctx, centre, warning.Filter{})
			check.NoError(t, err)
			check.Equal(t, len(after), 1)
			check.Equal(t, after[0].Person.Unit, centre.Unit)
		}
	})
}
