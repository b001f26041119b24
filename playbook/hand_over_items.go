package playbook

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/duty"
	"fanzha/centre/hotline"
	"fanzha/centre/warning"
)

// Keepers are the rooms that name who has an item. Stop-payment claims and objections name nobody: duty keeps who looks after them.
type Keepers struct {
	Warnings HandWarnings
	Orders   HandOrders
	Calls    HandCalls
}

// HandWarnings gives a claimed warning to another officer.
type HandWarnings interface {
	HandOver(ctx context.Context, scope access.Scope, cmd warning.HandCmd) (warning.View, error)
}

// HandOrders gives a signed order to another officer.
type HandOrders interface {
	HandOver(ctx context.Context, cmd dispatch.HandCmd) error
}

// HandCalls gives a ticket to another desk.
type HandCalls interface {
	HandOver(ctx context.Context, cmd hotline.HandCmd) error
}

// handOverItems: when both have signed, each item whose room names its owner gets the one that the list says. What ended meanwhile, or what
// somebody else took, stays as it is: the rooms see to that.
func (b Book) handOverItems(ctx context.Context, e Event) error {
	h, err := b.Duty.HandOver(ctx, centre(), e.Subject)
	if err != nil || h.State != duty.Done {
		return err
	}
	for i := range h.Items {
		x := &h.Items[i]
		if !x.InRoom || x.Next.ID == x.Owner.ID {
			continue
		}
		err = b.pass(ctx, x)
		if err != nil && !lasting(err) {
			return err // the rest with it: the event comes again
		}
	}
	return nil
}

// pass gives one item to its new owner. A refusal for good (the item is gone) must not keep the others from passing.
func (b Book) pass(ctx context.Context, x *duty.Item) error {
	switch x.Kind {
	case duty.KindWarning:
		_, err := b.Keepers.Warnings.HandOver(ctx, centre(), warning.HandCmd{ID: x.ID, From: x.Owner.ID, To: x.Next.ID, ToName: x.Next.Name})
		return err
	case duty.KindOrder:
		return b.Keepers.Orders.HandOver(ctx, dispatch.HandCmd{ID: x.ID, From: x.Owner.ID, To: x.Next.ID, ToName: x.Next.Name})
	case duty.KindTicket:
		return b.Keepers.Calls.HandOver(ctx, hotline.HandCmd{Ticket: x.ID, From: x.Owner.ID, To: x.Next.ID, ToName: x.Next.Name})
	}
	return nil
}
