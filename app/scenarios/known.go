package scenarios

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/detect/life/proof"
	"fanzha/centre/warning"
	"fanzha/term/when"
)

// openBefore is how long before a period a warning with evidence in it may have been opened: hits join a warning while it is worked on.
const openBefore = 60 * when.Day

// known is what the centre recorded, as runs ask for it.
type known struct{ s *Side }

// judged are the outcomes that say whether the danger was real.
var judged = map[warning.Outcome]bool{
	warning.Dissuaded: true, warning.LostStopped: true, warning.Lost: true, warning.Refused: true, warning.FalseAlarm: false,
}

// Warnings implements proof.Records.
func (k known) Warnings(ctx context.Context, from, to when.Micros, fn func(proof.Known) error) error {
	f := warning.Filter{OpenedFrom: max(1, from-openBefore), Limit: warning.MaxLimit}
	for {
		page, next, err := k.s.o.Warnings.List(ctx, access.System(), f)
		if err != nil {
			return err
		}
		for i := range page {
			w := &page[i]
			if w.FirstHitAt >= to || w.LastHitAt < from {
				continue
			}
			err = fn(knownOf(w))
			if err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		f.Cursor = next
	}
}

func knownOf(w *warning.View) proof.Known {
	real, is := judged[w.Outcome]
	if w.Finding == warning.Defrauded || w.Finding == warning.Earlier {
		real, is = true, true
	}
	one := proof.Known{
		Warning: w.ID, Target: w.Warning.Target, Unit: w.Unit, FirstAt: w.FirstHitAt, LastAt: w.LastHitAt, OpenedAt: w.OpenedAt, Outcome: string(w.Outcome),
		Judged: is, Real: real, Duplicate: w.Outcome == warning.Duplicate, Defrauded: w.Finding == warning.Defrauded, Scenarios: w.Scenarios,
	}
	for _, p := range w.Person.Phones {
		one.Phones = append(one.Phones, string(p))
	}
	if w.Person.IDNumber != "" {
		one.IDs = []string{string(w.Person.IDNumber)}
	}
	return one
}

// Hits implements proof.Records.
func (k known) Hits(ctx context.Context, from, to when.Micros, fn func(proof.LiveHit) error) error {
	f := warning.HitFilter{From: from, To: to, Limit: warning.MaxLimit}
	for {
		page, next, err := k.s.o.Warnings.Hits(ctx, access.System(), f)
		if err != nil {
			return err
		}
		for _, h := range page {
			err = fn(proof.LiveHit{Hit: h.Hit, Unit: h.Unit, Target: h.Target, Warning: h.Warning, Opened: h.Opened, RecordedAt: h.RecordedAt})
			if err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		f.Cursor = next
	}
}

// UnitOf implements proof.Records.
func (k known) UnitOf(ctx context.Context, place, person string) (string, error) {
	return k.s.unitOf(ctx, place, person)
}
