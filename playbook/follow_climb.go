package playbook

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/duty"
	"fanzha/centre/warning"
)

// Duty is what the playbook asks of the room duty.
type Duty interface {
	// Climbs says whether matters of a level climb at all.
	Climbs(level string) bool
	Follow(ctx context.Context, m duty.Matter) error
	HandOver(ctx context.Context, scope access.Scope, paper string) (duty.HandOver, error)
}

// followWarning: duty hears how an urgent warning stands, so that it climbs while nobody claims it and no longer. What is told is how it stands
// now: an old event changes nothing.
func (b Book) followWarning(ctx context.Context, e Event) error {
	n, err := warning.ReadNotice(e.Body)
	if err == nil && e.Kind == warning.EventRaised && !b.Duty.Climbs(string(n.Level)) {
		return nil // most warnings: should the level rise, another event says so
	}
	v, err := b.Warnings.View(ctx, centre(), e.Subject)
	if err != nil {
		return err
	}
	return b.Duty.Follow(ctx, duty.Matter{
		Kind: duty.KindWarning, ID: v.ID, Number: v.Number, Target: v.Target, Unit: v.Unit, Level: string(v.Level), Wanting: v.State == warning.Open, DueAt: v.DueAt,
	})
}

// followOrder: the same for an order until it is signed.
func (b Book) followOrder(ctx context.Context, e Event) error {
	n, err := dispatch.ParseEvent(e.Body)
	if err != nil {
		return unreadable(e, err)
	}
	if e.Kind == dispatch.EvIssued && !b.Duty.Climbs(string(n.Level)) {
		return nil
	}
	o, err := b.Orders.Get(ctx, centre(), n.Order)
	if err != nil {
		return err
	}
	return b.Duty.Follow(ctx, duty.Matter{
		Kind: duty.KindOrder, ID: o.ID, Number: o.Number, Target: o.Target, Unit: o.Unit, Level: string(o.Level), Wanting: o.State == dispatch.Issued, DueAt: o.SignDue,
	})
}
