// Package plans tells the room of parallel dissuasion lines what other rooms know of a warning.
package plans

import (
	"context"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/lines"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning"
)

// Units knows units by their code.
type Units interface {
	Get(ctx context.Context, code string) (dispatch.Unit, error)
}

// Banks lists the banks of the centre.
type Banks interface {
	Banks(ctx context.Context, scope access.Scope) ([]stoppay.Bank, error)
}

// Facts tells the lines of dissuasion what a plan is about.
type Facts struct {
	Warnings *warning.Service
	Made     *dissuade.Service
	Units    Units
	Stops    Banks
}

// Warning implements lines.About.
func (f Facts) Warning(ctx context.Context, id string) (lines.Ref, error) {
	v, err := f.Warnings.View(ctx, access.System(), id)
	return lines.Ref{ID: v.ID, Target: v.Target, Unit: v.Unit, Level: string(v.Level), Active: v.Active()}, err
}

// attemptsMost bounds what is read of one warning: far beyond the contact budget of its whole life.
const attemptsMost = 2000

// Attempts implements lines.About.
func (f Facts) Attempts(ctx context.Context, id string) ([]lines.Attempt, error) {
	out := []lines.Attempt{}
	ask := dissuade.Filter{Warning: id, Limit: dissuade.PageMax}
	for len(out) < attemptsMost {
		list, next, err := f.Made.ListFor(ctx, access.System(), ask)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			out = append(out, lines.Attempt{
				ID: a.ID, At: a.At, Channel: string(a.Channel), Outcome: a.Outcome, Reached: a.Reached, Met: a.Met, ByName: a.ByName, Unit: a.Unit, NextAt: a.NextAt,
			})
		}
		if next == "" {
			break
		}
		ask.Cursor = next
	}
	return out, nil
}

// Unit implements lines.About.
func (f Facts) Unit(ctx context.Context, code string) error {
	u, err := f.Units.Get(ctx, code)
	if err == nil && !u.Active {
		err = lines.ErrUnit
	}
	return err
}

// Bank implements lines.About.
func (f Facts) Bank(ctx context.Context, code string) error {
	banks, err := f.Stops.Banks(ctx, access.System())
	if err == nil && !slices.ContainsFunc(banks, func(b stoppay.Bank) bool { return b.Code == code }) {
		err = lines.ErrBank
	}
	return err
}
