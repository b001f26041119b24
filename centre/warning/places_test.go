package warning_test

import (
	"context"
	"errors"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// counted counts how often the directory of units is asked, and can be away.
type counted struct {
	asked int
	away  error
}

func (c *counted) Responsible(ctx context.Context, place string) (string, error) {
	c.asked++
	if c.away != nil {
		return "", c.away
	}
	return roomtest.Units{}.Responsible(ctx, place)
}

// noStore takes every change and keeps none.
type noStore struct{ warning.Writer }

func (noStore) Fold(_ context.Context, _ warning.Keys, fn func(warning.Known) (warning.Change, error)) error {
	_, err := fn(warning.Known{})
	return err
}

// TestPlaces protects the hot path and the directory: a place is asked for once a minute, not once a hit; and while the
// directory is away nothing is recorded and nothing wrong is remembered.
func TestPlaces(t *testing.T) {
	units, c := &counted{}, clock.NewManual(roomtest.Start)
	s := warning.New(warning.Options{
		Store: warning.Store{Writer: noStore{}}, Units: units, Clock: c, Rules: roomtest.Rules(t), NewID: roomtest.IDs(),
	})
	record := func() error {
		_, err := s.Record(context.Background(), warning.Batch{Hits: []detect.Hit{
			roomtest.Hit("a", roomtest.Of(roomtest.Phone(1))), roomtest.Hit("b", roomtest.Of(roomtest.Phone(2))),
			roomtest.Hit("c", roomtest.In("")),
		}})
		return err
	}
	units.away = errors.New("away")
	check.True(t, errors.Is(record(), units.away), "recorded without a unit")
	units.asked, units.away = 0, nil
	for range 3 {
		check.NoError(t, record())
		check.Equal(t, units.asked, 2)
	}
	c.Set(roomtest.Start + when.Minute)
	check.NoError(t, record())
	check.Equal(t, units.asked, 4)
}

// TestRights protects each command and read with its right: a caller without it is refused before anything is looked up.
func TestRights(t *testing.T) {
	s := warning.New(warning.Options{Clock: clock.NewManual(roomtest.Start), Rules: roomtest.Rules(t)})
	ctx, who := context.Background(), roomtest.Scope("x", roomtest.City, access.AuditAdmin)
	for name, call := range map[string]func() error{
		"claim":     func() error { _, err := s.Claim(ctx, who, "W", 0); return err },
		"release":   func() error { _, err := s.Release(ctx, who, "W", 0); return err },
		"grade":     func() error { _, err := s.Grade(ctx, who, warning.GradeCmd{}); return err },
		"close":     func() error { _, err := s.Close(ctx, who, warning.CloseCmd{}); return err },
		"review":    func() error { _, err := s.Review(ctx, who, warning.ReviewCmd{}); return err },
		"contacted": func() error { _, err := s.Contacted(ctx, who, warning.ContactCmd{}); return err },
		"move":      func() error { _, err := s.Move(ctx, who, "W", roomtest.East1); return err },
		"reveal":    func() error { _, err := s.Reveal(ctx, who, warning.RevealCmd{}); return err },
		"list":      func() error { _, _, err := s.List(ctx, who, warning.Filter{}); return err },
		"view":      func() error { _, err := s.View(ctx, who, "W"); return err },
		"get":       func() error { _, err := s.Get(ctx, who, "W"); return err },
		"hits":      func() error { _, _, err := s.Hits(ctx, who, warning.HitFilter{}); return err },
		"hits of":   func() error { _, _, err := s.Hits(ctx, who, warning.HitFilter{Target: "T"}); return err },
		"scenarios": func() error { _, err := s.ScenarioCounts(ctx, who); return err },
		"person":    func() error { _, err := s.Person(ctx, who, "T"); return err },
		"people":    func() error { _, err := s.People(ctx, who, nil); return err },
		"timeline":  func() error { _, err := s.Timeline(ctx, who, "T"); return err },
		"search":    func() error { _, err := s.Search(ctx, who, "李示例"); return err },
		"counts":    func() error { _, err := s.Counts(ctx, who); return err },
		"figures":   func() error { _, err := s.Figures(ctx, who, 0, 1); return err },
	} {
		t.Run(name, func(t *testing.T) { check.Fault(t, call(), access.ErrDenied.Code) })
	}
}
